"""A passphrase that shuts: what it was before opens nothing any more, and nothing plain of ours is left beside it."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, locking, viewing
from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.storage import key_file, keys, passphrases, sealing
from dialogue_desk.storage.store import side_file

FIRST, NEXT, THIRD = "cây đa giếng nước sân đình", "bốn mùa gió heo may", "mười hai bến đợi thuyền"
SECRET = "Chuyện kín của ông Sáu Bền"
OPINION = {
    "received_on": "2026-05-02", "kind": "opinion", "side": "government", "source_form": "direct",
    "subject": "land", "text": SECRET, "speaker_name": "Lò Văn Bền",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is tried in test_locking.py; here only what opens and what does not."""
    monkeypatch.setattr(key_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_file, "PASSES", 1)


@pytest.fixture
def second(data_dir: Path, tmp_path: Path) -> Path:
    """A plain desk with a record, a backup, and a second folder that holds a copy of it."""
    stick = tmp_path / "USB"
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.prefer("backup_folder", str(stick))
    desk.records.save("opinion", OPINION)
    desk.keeping.back_up()
    desk.close()
    return stick


def opens(file: Path, passphrase: str) -> bool:
    """Whether a passphrase still opens a backup by the key file beside it, as a thief with both would try."""
    thief = file.parent / "kẻ trộm"
    thief.mkdir()
    try:
        shutil.copyfile(file, thief / file.name)
        shutil.copyfile(side_file(file), thief / side_file(file).name)
        keys.open_with(thief / file.name, keys.PASSPHRASE, passphrase)
        return True
    except WrongPassphraseError:
        return False
    finally:
        shutil.rmtree(thief)


def plain_files(*folders: Path) -> list[Path]:
    return [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and SECRET.encode() in file.read_bytes()
    ]


def test_a_change_reaches_every_key_file_and_names_those_it_does_not(data_dir: Path, second: Path) -> None:
    locking.lock(data_dir, FIRST)
    (old,) = (data_dir / "backups").glob("*.db")
    locking.unlock(data_dir, FIRST)
    locking.lock(data_dir, FIRST)  # another data key: the backup of before keeps its own
    desk = Desk.open(data_dir, FIRST)
    made = desk.keeping.back_up()
    desk.close()
    stolen = second / made.name
    assert all(opens(file, FIRST) for file in (old, made, stolen))
    assert locking.change(data_dir, FIRST, NEXT) == ()
    for file in (old, made, stolen):
        assert not opens(file, FIRST)
        assert opens(file, NEXT)
    strange = data_dir / "backups" / "desk-20250101-010101-manual"
    locked = keys.create(THIRD)
    strange.with_suffix(".key").write_bytes(key_file.text(locked.file))
    shutil.move(second, second.with_name("đã rút"))
    assert set(locking.change(data_dir, NEXT, FIRST)) == {second, strange.with_suffix(".key")}
    shutil.move(second.with_name("đã rút"), second)
    desk = Desk.open(data_dir, FIRST)  # plugged in again
    desk.close()
    assert not opens(stolen, NEXT)
    assert opens(stolen, FIRST)


def test_the_command_lists_what_it_could_not_reach(
    data_dir: Path, second: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locking.lock(data_dir, FIRST)
    shutil.move(second, second.with_name("đã rút"))
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", FIRST)
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", NEXT)
    assert main(["passphrase", "change", "--json", "--data", str(data_dir)]) == 0
    assert json.loads(capsys.readouterr().out) == {"is_set": True, "left": [str(second)]}
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", NEXT)
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", THIRD)
    assert main(["passphrase", "change", "--data", str(data_dir)]) == 0
    assert str(second) in capsys.readouterr().out


def test_written_anew_nothing_of_before_opens_anything(data_dir: Path, second: Path) -> None:
    before = locking.lock(data_dir, FIRST)
    old_key = keys.key_for(data_dir / "desk.db", FIRST)
    stolen = (data_dir / "desk.key").read_bytes()
    (made,) = (data_dir / "backups").glob("*.db")
    damaged = made.with_name("damaged-20260101-010101.db")
    shutil.copyfile(made, damaged)
    shutil.copyfile(side_file(made), side_file(damaged))
    done = locking.re_encrypt(data_dir, FIRST, NEXT)
    assert done.left == ()
    assert done.recovery_code != before.recovery_code
    new_key = keys.key_for(data_dir / "desk.db", NEXT)
    assert new_key != old_key
    for file in (data_dir / "desk.db", made, second / made.name, damaged):
        assert not keys.driver.opens(file, old_key)
        assert keys.driver.opens(file, new_key)
    (data_dir / "desk.key").write_bytes(stolen)
    (data_dir / "desk-copy.key").unlink()
    with pytest.raises(DeskError):
        Desk.open(data_dir, FIRST)
    (data_dir / "desk.key").unlink()
    shutil.copyfile(side_file(made), data_dir / "desk.key")
    with pytest.raises(WrongPassphraseError):
        locking.recover(data_dir, before.recovery_code, THIRD)
    desk = Desk.open(data_dir, NEXT)
    assert [r.values["text"] for r in desk.store.records("opinion")] == [SECRET]
    desk.close()
    Desk.restore(data_dir, second / made.name, NEXT)


def test_a_stick_that_was_out_of_reach_is_written_anew_later(data_dir: Path, second: Path) -> None:
    locking.lock(data_dir, FIRST)
    shutil.move(second, second.with_name("đã rút"))
    assert locking.re_encrypt(data_dir, FIRST, NEXT).left == (second,)
    shutil.move(second.with_name("đã rút"), second)
    (copy,) = second.glob("*.db")
    assert opens(copy, FIRST)
    desk = Desk.open(data_dir, NEXT)
    desk.keeping.back_up()
    desk.close()
    assert not opens(copy, FIRST)
    assert opens(copy, NEXT)
    assert keys.driver.opens(copy, keys.key_for(data_dir / "desk.db", NEXT))


def test_a_killed_writing_anew_opens_with_the_one_passphrase_or_the_other(
    data_dir: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locking.lock(data_dir, FIRST)

    class KilledError(BaseException):
        pass

    def killed(*_given: object) -> None:
        raise KilledError

    for step, module, opening in (("put", locking.swap, FIRST), ("mend", locking.keys, NEXT)):
        with monkeypatch.context() as patch:
            patch.setattr(module, step, killed)
            with pytest.raises(KilledError):
                locking.re_encrypt(data_dir, FIRST, NEXT)
        assert (data_dir / "desk-next.key").exists()
        with pytest.raises(WrongPassphraseError):
            Desk.open(data_dir, NEXT if opening == FIRST else FIRST)
        Desk.open(data_dir, opening).close()
        assert not (data_dir / "desk-next.key").exists()
        Desk.open(data_dir, opening).close()
    for file in (*(data_dir / "backups").glob("*.db"), *second.glob("*.db")):
        assert not opens(file, FIRST)


def test_a_used_code_is_used_up_and_the_new_one_is_shown_until_confirmed(
    data_dir: Path, second: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = locking.lock(data_dir, FIRST).recovery_code
    monkeypatch.setenv("DIALOGUE_DESK_RECOVERY_CODE", code)
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", NEXT)
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", NEXT)
    where = ("--data", str(data_dir))
    assert main(["recover", "--json", *where]) == 0
    new = json.loads(capsys.readouterr().out)["recovery_code"]
    assert new != code
    assert main(["recover", *where]) == 1
    for file in (data_dir / "desk.key", *(data_dir / "backups").glob("*.key"), *second.glob("*.key")):
        with pytest.raises(WrongPassphraseError):
            key_file.open_slot(key_file.read(file), keys.RECOVERY, code)
        assert new.encode() not in file.read_bytes()
    capsys.readouterr()
    assert main(["check", *where]) == 0
    assert "passphrase code" in capsys.readouterr().err
    Desk.restore(data_dir, next(second.glob("*.db")), NEXT)
    for _look in range(2):
        assert main(["passphrase", "code", "--json", *where]) == 0
        assert json.loads(capsys.readouterr().out) == {"recovery_code": new, "confirmed": False}
    assert main(["passphrase", "code", "--confirm", *where]) == 0
    capsys.readouterr()
    assert main(["passphrase", "code", "--json", *where]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {"recovery_code": None, "confirmed": True}
    assert told.err == ""
    assert main(["passphrase", "code", "--new", "--json", *where]) == 0
    third = json.loads(capsys.readouterr().out)["recovery_code"]
    with pytest.raises(WrongPassphraseError):
        locking.recover(data_dir, new, THIRD)
    locking.recover(data_dir, third, THIRD)
    Desk.open(data_dir, THIRD).close()


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("   ", "empty_passphrase"), ("a1b2c3", "short_passphrase"), ("12345678", "common_passphrase"),
        ("matkhau123", "common_passphrase"), ("Mật khẩu 123", "common_passphrase"),
        ("Anh yêu em", "common_passphrase"), ("Vietnam@2026", "common_passphrase"),
        ("qwertyuiop", "common_passphrase"), ("Minh Khai 2026", "common_passphrase"),
        ("tranthilan99", "common_passphrase"),
    ],
)  # fmt: skip
def test_what_is_short_or_tried_first_is_refused(data_dir: Path, passphrase: str, code: str) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Trần Thị Lan")
    assert desk.units.name(desk.unit).endswith("Minh Khai")
    desk.close()
    with pytest.raises(DeskError) as refused:
        locking.lock(data_dir, passphrase)
    assert refused.value.code == code
    assert not locking.is_set(data_dir)
    locking.lock(data_dir, FIRST)
    for use in (locking.change, locking.re_encrypt):
        with pytest.raises(DeskError) as refused:
            use(data_dir, FIRST, passphrase)
        assert refused.value.code == code
    Desk.open(data_dir, FIRST).close()


def test_the_estimate_reads_a_long_text_in_no_time() -> None:
    assert passphrases.guesses("gió heo may về ngang qua đồi chè trung du " * 400) > passphrases.LEAST_GUESSES


def leave_everything(data_dir: Path, second: Path) -> list[Path]:
    """What kills of older programs left, as plain as the desk was."""
    backups = data_dir / "backups"
    names = [
        data_dir / "restore.db.part", data_dir / "restore.db.part-journal", data_dir / "spool.db.part",
        data_dir / "lock.db.part-journal", data_dir / "desk.db.plain",
        backups / "desk-20260101-010101-daily.db.part", backups / "salvaged-20260101-010101.db.part",
        backups / "spool.db", backups / "spool.db-wal", backups / "damaged-20260101-010101.db",
        backups / "damaged-20260101-010101.db-wal", backups / "desk-20260101-020202-merge.db",
        second / "desk-20260101-010101-daily.db.part", second / "desk-20260101-020202-merge.db",
    ]  # fmt: skip
    plain = next(file for file in backups.glob("desk-*.db"))
    content = plain.read_bytes()
    for name in names:
        name.write_bytes(content)
    (backups / "damaged-20260101-010101.db").write_bytes(content[:3000] + b"\0" * 200 + content[3200:])
    return names


@pytest.mark.parametrize("when", ["lock", "start", "backup"])
def test_everything_plain_of_ours_is_swept_by_name(data_dir: Path, second: Path, when: str) -> None:
    (plain,) = (data_dir / "backups").glob("*.db")
    content, desk = plain.read_bytes(), None
    if when != "lock":
        locking.lock(data_dir, FIRST)
        plain.write_bytes(content)
        side_file(plain).unlink()
    if when == "backup":
        desk = Desk.open(data_dir, FIRST)
        plain.write_bytes(content)
        side_file(plain).unlink()
    viewed = viewing.Viewed()
    copy = viewed.write("x.pdf", SECRET.encode())
    kill(viewed)
    left = leave_everything(data_dir, second)
    other = second / "của chương trình khác.db.part"
    other.write_bytes(b"SQLite format 3\0")
    assert len(plain_files(data_dir, second)) >= len(left)
    if when == "lock":
        assert locking.lock(data_dir, FIRST).left == ()
    elif desk is not None:
        desk.keeping.back_up()
        desk.close()
    else:
        Desk.open(data_dir, FIRST).close()
    assert plain_files(data_dir, second) == []
    assert not copy.parent.exists()
    assert other.exists()
    desk = Desk.open(data_dir, FIRST)
    assert desk.keeping.check() == []
    assert len(list(desk.store.records("opinion"))) == 1
    desk.close()
    for place in (data_dir / "backups", second):
        assert opens(place / "desk-20260101-020202-merge.db", FIRST)


def kill(viewed: viewing.Viewed) -> None:
    """What the system does for a program that was killed: it lets go of the lock, and nothing else."""
    told = viewed._end.detach()
    assert told is not None
    told[2][1].close()


def test_a_viewed_copy_goes_when_who_made_it_is_gone() -> None:
    held, gone = viewing.Viewed(), viewing.Viewed()
    kept, left = held.write("a.pdf", b"x"), gone.write("b.pdf", SECRET.encode())
    assert os.name == "nt" or stat.S_IMODE(kept.stat().st_mode) == 0o600  # there the folder is closed, not the file
    kill(gone)
    viewing.sweep()
    assert kept.exists()
    assert not left.parent.exists()
    held.end()
    assert not kept.parent.exists()


def test_what_is_damaged_is_sealed_as_it_is_and_can_be_salvaged(
    data_dir: Path, second: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (plain,) = (data_dir / "backups").glob("*.db")
    damaged = plain.with_name("damaged-20260101-010101.db")
    content = plain.read_bytes()
    damaged.write_bytes(content[:-4096] + b"\0" * 4096)
    exact = damaged.read_bytes()
    locking.lock(data_dir, FIRST)
    sealed = damaged.with_name(damaged.name + sealing.ENDING)
    assert not damaged.exists()
    locking.change(data_dir, FIRST, NEXT)
    locking.re_encrypt(data_dir, NEXT, THIRD)
    key = keys.key_for(data_dir / "desk.db", THIRD)
    assert key is not None
    assert b"".join(sealing.unsealed(sealed, key)) == exact
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", THIRD)
    assert main(["salvage", str(sealed), "--json", "--data", str(data_dir)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["records"] >= 1
    assert plain_files(data_dir, second) == []
    whole = sealed.read_bytes()
    for spoiled in (whole[:-1], whole[:40], whole[:20], whole[:50] + b"\1" + whole[51:], b"x" + whole[1:]):
        sealed.write_bytes(spoiled)
        with pytest.raises(DamagedError):
            b"".join(sealing.unsealed(sealed, key))


def test_a_damaged_file_is_sealed_though_its_head_says_nothing_of_us(data_dir: Path, second: Path) -> None:
    """Its name does; a table of another program beside it stays as it is."""
    (plain,) = (data_dir / "backups").glob("*.db")
    content = plain.read_bytes()
    ours = [plain.with_name(name) for name in ("damaged-20260101-010101.db", "desk-20260101-010102-daily.db")]
    theirs = plain.with_name("others.db")
    for file in (*ours, theirs):
        file.write_bytes(content[:60] + b"\0" * 40 + content[100:])
    locking.lock(data_dir, FIRST)
    assert not any(file.exists() and file.read_bytes()[100:] == content[100:] for file in ours)
    assert plain_files(data_dir, second) == [theirs]
    assert theirs.read_bytes()[100:] == content[100:]


def test_a_sealed_file_of_many_pieces_lacks_none(tmp_path: Path) -> None:
    content, key = os.urandom((2 << 20) + 5), os.urandom(32)
    (tmp_path / "a").write_bytes(content)
    for size in (0, 1 << 20, len(content)):
        sealing.seal([content[i : min(i + (1 << 20), size)] for i in range(0, size, 1 << 20)], tmp_path / "b", key)
        assert b"".join(sealing.unsealed(tmp_path / "b", key)) == content[:size]
    whole = (tmp_path / "b").read_bytes()
    head, piece = 30, (1 << 20) + 16
    for spoiled in (whole[: head + piece], whole[:head] + whole[head + piece :], whole[: head + 2 * piece]):
        (tmp_path / "b").write_bytes(spoiled)
        with pytest.raises(DamagedError):
            b"".join(sealing.unsealed(tmp_path / "b", key))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_nobody_else_reads_what_is_ours(
    data_dir: Path, second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir.chmod(0o755)
    for file in data_dir.rglob("*.db"):
        file.chmod(0o644)
    old = os.umask(0o022)
    try:
        desk = Desk.open(data_dir)
        desk.keeping.back_up()
        desk.keeping.back_up(to=tmp_path / "sao")
        desk.close()
        locking.lock(data_dir, FIRST)
        desk = Desk.open(data_dir, FIRST)
        desk.keeping.back_up()
        out = tmp_path / "xã.ddpkg"
        desk.close()
        main(["init", "--unit", "31", "--units", "2023", "--data", str(tmp_path / "huyện")])
        main(["invite", "11311", "--out", str(tmp_path / "mời.ddinvite"), "--data", str(tmp_path / "huyện")])
        monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", FIRST)
        assert main(["join", str(tmp_path / "mời.ddinvite"), "--data", str(data_dir)]) == 0
        assert main(["send", "--out", str(out), "--data", str(data_dir)]) == 0
    finally:
        os.umask(old)
    for place in (data_dir, tmp_path / "huyện", tmp_path / "sao", second):
        assert modes(place, "*") <= {0o600, 0o700}, place
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert out.exists()
    assert stat.S_IMODE((tmp_path / "mời.ddinvite").stat().st_mode) == 0o600


def modes(folder: Path, pattern: str) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.rglob(pattern)}


def test_the_backup_of_another_unit_or_machine_is_put_back_by_name_only(
    data_dir: Path, second: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], make_other: Callable[..., Path]
) -> None:
    for unit, code in (("11299@2023", "other_unit"), ("11311@2023", "other_desk")):
        file, name = make_other(unit)
        with pytest.raises(DeskError) as refused:
            Desk.restore(data_dir, file)
        assert refused.value.code == code
        assert name in str(refused.value)
        assert Desk.restore(data_dir, file, dry_run=True).stranger == name
        capsys.readouterr()
        assert main(["restore", str(file), "--dry-run", "--json", "--data", str(data_dir)]) == 0
        assert json.loads(capsys.readouterr().out)["stranger"] == name
        assert main(["restore", str(file), "--confirm", "Xã khác", "--data", str(data_dir)]) == 1
        assert main(["restore", str(file), "--confirm", name.upper(), "--data", str(data_dir)]) == 0
        desk = Desk.open(data_dir)
        assert desk.unit == unit
        (kept,) = [b.path for b in desk.keeping.backups() if "-restore" in b.path.name][:1]
        desk.close()
        with pytest.raises(DeskError):
            Desk.restore(data_dir, kept)
        assert main(["restore", str(kept), "--confirm", "11311", "--data", str(data_dir)]) == 0
        assert Desk.restore(data_dir, next(second.glob("*.db"))).stranger == ""


@pytest.fixture
def make_other(tmp_path: Path) -> Callable[..., tuple[Path, str]]:
    def make(unit: str) -> tuple[Path, str]:
        desk = Desk.init(tmp_path / f"khác {unit}", unit, "2023", "Mai")
        name = desk.units.name(unit)
        file = desk.keeping.back_up()
        desk.close()
        return file, name

    return make
