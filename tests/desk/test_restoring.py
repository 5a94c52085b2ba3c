"""Restore shows first, keeps the present, starts a new epoch; salvage brings back what can be read."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.storage import driver, erasing, private, swap

SESSION = {"held_on": "2024-05-06", "title": "Đối thoại", "place": "Nhà văn hóa", "count_for": "party"}


def opinion(number: int) -> dict[str, object]:
    return {
        "source_form": "direct", "received_on": "2024-05-06", "side": "party", "subject": "land",
        "text": f"Ý kiến {number} " + "về con đường thôn " * 12, "speaker_name": f"Trần Văn Tĩnh {number}",
    }  # fmt: skip


def test_restore_counts_what_is_lost_and_gained_and_starts_an_epoch(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    ids = [desk.records.save("session", {**SESSION, "title": f"Cuộc {i}"}).id for i in range(4)]
    file = desk.keeping.back_up()
    old_desk = desk.store.desk
    desk.records.delete("session", ids[0])
    desk.records.change("session", ids[1], {"title": "Sửa sau"})
    for _i in range(2):
        desk.records.save("opinion", opinion(1))
    desk.close()
    before = (data_dir / "desk.db").read_bytes()
    assert main(["restore", str(file), "--dry-run", "--json", "--data", str(data_dir)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["restored"] is False
    assert told["forms"]["session"] == {"lost": 0, "changed": 1, "gained": 1}
    assert told["forms"]["opinion"] == {"lost": 2, "changed": 0, "gained": 0}
    assert told["forms"]["opinion_personal"] == {"lost": 2, "changed": 0, "gained": 0}
    assert (data_dir / "desk.db").read_bytes() == before
    assert main(["restore", str(file), "--json", "--data", str(data_dir)]) == 0
    told = json.loads(capsys.readouterr().out)
    desk = Desk.open(data_dir)
    assert sorted(r.values["title"] for r in desk.store.records("session")) == [f"Cuộc {i}" for i in range(4)]
    assert desk.store.desk != old_desk
    record = desk.records.change("session", ids[2], {"title": "Sau khôi phục"})
    assert desk.records.history("session", ids[2])[-1].desk == desk.store.desk
    assert desk.records.history("session", ids[2])[0].desk == old_desk
    assert record.values["title"] == "Sau khôi phục"
    assert desk.keeping.check() == []
    desk.close()
    Desk.restore(data_dir, Path(told["present_backup"]))
    desk = Desk.open(data_dir)
    assert len(list(desk.store.records("opinion"))) == 2
    desk.close()


@pytest.mark.parametrize("passphrase", [None, "mật khẩu chỉ để thử"])
def test_a_backup_somebody_changed_is_not_restored(passphrase: str | None, data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.records.save("session", SESSION)
    saved = desk.records.save("opinion", opinion(1))
    desk.records.save("opinion", opinion(2))
    desk.erasure.erase("opinion", saved.id, ["speaker_name"], "theo đơn")
    if passphrase:
        desk.set_passphrase(passphrase)
        desk = Desk.open(data_dir, passphrase)
    file = desk.keeping.back_up()
    key = desk.store.key
    desk.close()
    assert not Desk.restore(data_dir, file, passphrase, dry_run=True).is_done
    conn = driver.connect(file, key)
    conn.execute(
        "UPDATE version SET text = replace(text, 'Đối thoại', 'Đối  thoại') WHERE rid IN (SELECT rid FROM session)"
    )
    assert conn.execute("SELECT changes()").fetchone() == (1,)
    conn.commit()
    conn.close()
    before = (data_dir / "desk.db").read_bytes()
    for dry_run in (True, False):
        with pytest.raises(DamagedError) as refused:
            Desk.restore(data_dir, file, passphrase, dry_run=dry_run)
        assert refused.value.code == "altered"
    assert (data_dir / "desk.db").read_bytes() == before


def test_restore_waits_for_the_open_window(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.records.save("session", SESSION)
    file = desk.keeping.back_up()
    with pytest.raises(DeskError) as refused:
        Desk.restore(data_dir, file)
    assert refused.value.code == "locked"
    assert desk.records.save("session", SESSION).id
    desk.close()
    assert not list(data_dir.glob("*.part*"))


def test_the_backup_that_is_put_back_is_not_rotated_away_on_the_way(data_dir: Path) -> None:
    """The backup of the present data makes room among those of the day, of which this is the oldest."""
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.records.save("session", SESSION)
    made = [desk.keeping.back_up() for _turn in range(6)]
    desk.close()
    oldest = min(file for file in made if file.exists())
    Desk.restore(data_dir, oldest)
    assert oldest.exists()


def test_restore_into_an_empty_folder_and_of_what_is_no_backup(data_dir: Path, tmp_path: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    saved = desk.records.save("session", SESSION)
    file = desk.keeping.back_up()
    desk.close()
    done = Desk.restore(tmp_path / "máy mới", file)
    assert done.present is None
    desk = Desk.open(tmp_path / "máy mới")
    assert desk.records.need("session", saved.id).rev == saved.rev
    desk.close()
    (tmp_path / "sai.db").write_text("không phải", encoding="utf-8")
    before = (data_dir / "desk.db").read_bytes()
    for wrong in (tmp_path / "sai.db", tmp_path / "không có.db", data_dir / "desk.db"):
        with pytest.raises(DeskError):
            Desk.restore(data_dir, wrong)
    assert (data_dir / "desk.db").read_bytes() == before


@pytest.mark.parametrize("step", ["flush", "replace", "flush_folder"])
def test_a_restore_stopped_at_the_swap_leaves_a_whole_desk(
    step: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.records.save("session", SESSION)
    file = desk.keeping.back_up()
    desk.records.save("session", SESSION)
    desk.close()

    def stop(*_arguments: object) -> None:
        raise OSError(5, "Input/output error", "desk.db")

    if step == "replace":
        monkeypatch.setattr("dialogue_desk.storage.placing.os.replace", stop)
        monkeypatch.setattr("dialogue_desk.storage.backup.os.replace", stop)
    else:
        monkeypatch.setattr(swap, step, stop)
    with pytest.raises(DeskError):
        Desk.restore(data_dir, file)
    monkeypatch.undo()
    desk = Desk.open(data_dir)
    assert len(list(desk.store.records("session"))) == (1 if step == "flush_folder" else 2)
    assert desk.keeping.check() == []
    desk.close()


def test_kill_while_restoring_leaves_the_present_or_the_backup(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    before = {desk.records.save("session", SESSION).id for _i in range(20)}
    file = desk.keeping.back_up()
    desk.close()
    program = (
        "import sys; from pathlib import Path; from dialogue_desk.desk import Desk; print('x', flush=True);"
        "Desk.restore(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    ends = set()
    for wait in (0.0, 0.03, 0.06, 0.1, None):
        desk = Desk.open(data_dir)
        after = before | {desk.records.save("session", SESSION).id}
        now = {r.id for r in desk.store.records("session")}
        desk.close()
        run = subprocess.Popen(
            [sys.executable, "-c", program, str(data_dir), str(file)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert run.stdout is not None
        run.stdout.readline()
        if wait is not None:
            time.sleep(wait)
            run.kill()
        run.communicate(timeout=60)
        desk = Desk.open(data_dir)
        held = {r.id for r in desk.store.records("session")}
        assert held in (before, now)
        assert after <= now
        assert desk.keeping.check() == []
        desk.close()
        ends.add(held == before)
    assert True in ends


@pytest.mark.parametrize("passphrase", [None, "một câu dài"])
def test_salvage_around_a_hole(passphrase: str | None, data_dir: Path, tmp_path: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    with desk.records.writing() as saver:
        for number in range(400):
            desk.records.put(saver, desk.records.form("opinion"), opinion(number), "", desk.unit)
    truth = {r.id: r.values["text"] for r in desk.store.records("opinion")}
    desk.close()
    if passphrase:
        locking.lock(data_dir, passphrase)
    whole = (data_dir / "desk.db").read_bytes()
    pages = len(whole) // 4096
    chance = random.Random(11)
    kept = []
    for turn, page in enumerate(chance.sample(range(5, pages), 5)):
        folder = tmp_path / f"lần {turn}"
        folder.mkdir()
        broken = folder / "desk.db"
        broken.write_bytes(whole[: page * 4096] + b"\0" * 4096 + whole[(page + 1) * 4096 :])
        if passphrase:
            shutil.copy(data_dir / "desk.key", folder / "desk.key")
        before = broken.read_bytes()
        found = Desk.rescue(folder, broken, passphrase)
        assert broken.read_bytes() == before
        Desk.restore(folder, found.file, passphrase)
        desk = Desk.open(folder, passphrase)
        assert desk.keeping.check() == []
        held = {r.id: r.values["text"] for r in desk.store.records("opinion")}
        assert all(truth[i] == text for i, text in held.items())
        if len(held) < len(truth):
            assert len(found.missing) >= len(truth) - len(held)
        kept.append(len(held) / len(truth))
        desk.close()
    assert min(kept) > 0.9
    assert sorted(kept)[2] > 0.97


def test_a_schema_damaged_in_mid_letter_is_damage(data_dir: Path) -> None:
    Desk.init(data_dir, "11311@2023", "2023", "Lan").close()
    path = data_dir / "desk.db"
    whole = path.read_bytes()
    assert b"CREATE INDEX" in whole
    path.write_bytes(whole.replace(b"CREATE INDEX", b"CREATE \xf8NDEX"))
    with pytest.raises(DamagedError):
        Desk.open(data_dir)


def test_salvage_brings_back_the_units_a_hole_swallowed(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    names = {key: unit.name for key, unit in desk.units.units.items()}
    desk.records.save("session", SESSION)
    desk.close()
    path = data_dir / "desk.db"
    whole = path.read_bytes()
    page = whole.index("Phường Quán Toan".encode()) // 4096 * 4096
    path.write_bytes(whole[:page] + b"\0" * 4096 + whole[page + 4096 :])
    found = Desk.rescue(data_dir, path)
    assert any("unit" in line for line in found.missing)
    Desk.restore(data_dir, found.file)
    desk = Desk.open(data_dir)
    assert {key: unit.name for key, unit in desk.units.units.items()} == names
    assert len(list(desk.store.records("session"))) == 1
    desk.close()


def test_salvage_gives_up_plainly_without_the_first_page(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Desk.init(data_dir, "11311@2023", "2023", "Lan").close()
    path = data_dir / "desk.db"
    path.write_bytes(path.read_bytes()[:100] + b"\0" * 4096 + path.read_bytes()[4196:])
    assert main(["salvage", str(path), "--data", str(data_dir)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_salvage_of_something_else_names_the_file_of_the_person(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Desk.init(data_dir, "11311@2023", "2023", "Lan").close()
    for name, content in (("công văn.docx", b"PK\x03\x04" * 900), ("trống.db", b"")):
        other = tmp_path / name
        other.write_bytes(content)
        assert main(["salvage", str(other), "--data", str(data_dir)]) == 1
        told = capsys.readouterr().err
        assert str(other) in told
        assert "spool" not in told


def test_what_was_erased_does_not_come_back_with_a_backup(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    saved = desk.records.save("opinion", opinion(1))
    file = desk.keeping.back_up()
    mark = (
        "opinion_personal",
        desk.unit,
        saved.id,
        '["speaker_name"]',
        desk.store.desk,
        "Lan",
        "2026-11-23",
        "theo đơn",
    )
    with driver.transaction(desk.store.conn):
        erasing.take(desk.store, [mark])
    assert desk.records.need("opinion", saved.id).values["speaker_name"] is None
    assert desk.keeping.check() == []
    desk.close()
    Desk.restore(data_dir, file)
    desk = Desk.open(data_dir)
    assert desk.records.need("opinion", saved.id).values["speaker_name"] is None
    assert desk.keeping.check() == []
    desk.close()
    found = Desk.rescue(data_dir, data_dir / "desk.db")
    assert found.missing == []


def test_move_takes_a_desk_out_of_an_unsafe_folder(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    saved = desk.records.save("session", SESSION)
    desk.keeping.back_up()
    desk.close()
    unsafe, target = tmp_path / "OneDrive" / "bàn", tmp_path / "ổ máy" / "bàn"
    unsafe.parent.mkdir()
    data_dir.rename(unsafe)
    before = (unsafe / "desk.db").read_bytes()
    assert main(["check", "--data", str(unsafe)]) == 1
    for wrong in (unsafe.parent / "khác", unsafe / "trong", Path(tmp_path)):
        assert main(["move", "--to", str(wrong), "--data", str(unsafe)]) == 1
    assert main(["move", "--to", str(target), "--data", str(tmp_path / "không có")]) == 1
    assert not target.exists()
    capsys.readouterr()
    assert main(["move", "--to", str(target), "--data", str(unsafe), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(target), "old": str(unsafe)}
    assert (unsafe / "desk.db").read_bytes() == before
    assert [file.name for file in target.parent.iterdir()] == ["bàn"]
    desk = Desk.open(target)
    assert desk.records.need("session", saved.id).rev == saved.rev
    assert len(list((target / "backups").glob("*.db"))) >= 1
    with pytest.raises(DeskError) as refused:
        Desk.move(target, tmp_path / "đang mở")
    assert refused.value.code == "locked"
    desk.close()


def test_what_a_killed_restore_left_goes_with_the_next_backup(desk: Desk) -> None:
    """Also where no passphrase is set; a backup that somebody is just writing stays."""
    left = [desk.folder / name for name in ("restore.db.part", "restore.db.part-wal", "spool.db.part")]
    writing = desk.folder / "backups" / "desk-20260101-010101-daily.db.part"
    writing.parent.mkdir(exist_ok=True)
    for path in (*left, writing):
        path.write_bytes(b"SQLite format 3\0")
    with private.alone(desk.folder):
        desk.keeping.back_up("manual")
    assert all(path.exists() for path in left), "somebody is at work on them"
    desk.keeping.back_up("manual")
    assert not any(path.exists() for path in left)
    assert writing.exists()
