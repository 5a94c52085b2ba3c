"""The passphrase: what is locked, what opens it, and what a kill in the middle leaves."""

import json
import os
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.storage import key_file, keys
from dialogue_desk.storage.recovery_code import check_letter

SESSION = {"held_on": "2024-05-06", "title": "Đối thoại kín đáo", "place": "Nhà văn hóa", "count_for": "party"}
PHRASE = "mật khẩu dài của bàn"


@pytest.fixture
def saved(data_dir: Path) -> str:
    """A plain desk with one session and one plain backup; the session's id."""
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    record = desk.records.save("session", SESSION)
    desk.keeping.back_up()
    desk.close()
    return record.id


def shows_text(folder: Path) -> bool:
    """Whether any file under `folder` holds the session's title in the clear."""
    return any("kín đáo".encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_all_commands_work_with_the_passphrase_and_none_without(
    data_dir: Path, saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shows_text(data_dir)
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", PHRASE)
    assert main(["passphrase", "set", "--json", "--data", str(data_dir)]) == 0
    code = json.loads(capsys.readouterr().out)["recovery_code"]
    assert not shows_text(data_dir)
    assert main(["get", "session", saved, "--data", str(data_dir)]) == 0
    assert main(["add", "session", *(f"{k}={v}" for k, v in SESSION.items()), "--data", str(data_dir)]) == 0
    assert main(["backup", "--data", str(data_dir)]) == 0
    assert main(["check", "--data", str(data_dir)]) == 0
    assert main(["passphrase", "set", "--data", str(data_dir)]) == 1
    assert not shows_text(data_dir)
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", "không phải")
    capsys.readouterr()
    assert main(["get", "session", saved, "--data", str(data_dir)]) == 1
    assert "Mật khẩu không đúng" in capsys.readouterr().err
    monkeypatch.delenv("DIALOGUE_DESK_PASSPHRASE")
    assert main(["get", "session", saved, "--data", str(data_dir)]) == 1
    assert "khóa bằng mật khẩu" in capsys.readouterr().err
    monkeypatch.setenv("DIALOGUE_DESK_RECOVERY_CODE", code.lower().replace("-", " "))
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", "câu mới của bàn kia")
    assert main(["recover", "--data", str(data_dir)]) == 0
    Desk.open(data_dir, "câu mới của bàn kia").close()
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", "câu mới của bàn kia")
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", PHRASE)
    assert main(["passphrase", "change", "--data", str(data_dir)]) == 0
    with pytest.raises(WrongPassphraseError):
        Desk.open(data_dir, "câu mới của bàn kia")
    monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", PHRASE)
    assert main(["passphrase", "remove", "--data", str(data_dir)]) == 0
    assert not (data_dir / "desk.key").exists()
    desk = Desk.open(data_dir)
    assert desk.records.need("session", saved).values["title"] == SESSION["title"]
    assert desk.keeping.check() == []
    desk.close()


def test_decomposed_typing_is_the_same_passphrase(data_dir: Path, saved: str) -> None:
    locking.lock(data_dir, unicodedata.normalize("NFC", PHRASE))
    Desk.open(data_dir, unicodedata.normalize("NFD", PHRASE)).close()
    with pytest.raises(WrongPassphraseError):
        Desk.open(data_dir, PHRASE.replace("ậ", "â"))


def test_wrong_passphrase_and_damage_are_told_apart(data_dir: Path, saved: str) -> None:
    locking.lock(data_dir, PHRASE)
    path = data_dir / "desk.db"
    whole, sound = path.read_bytes(), (data_dir / "desk.key").read_bytes()
    path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    with pytest.raises(DamagedError) as damaged:
        Desk.open(data_dir, PHRASE)
    assert "backups" in str(damaged.value)
    path.write_bytes(whole)
    held = json.loads(sound)
    held["slots"][0]["box"] = held["slots"][0]["box"][:-8]
    files = [data_dir / "desk.key", data_dir / "desk-copy.key", *(data_dir / "backups").glob("*.key")]
    assert len(files) == 3
    changed = sound.replace(b'"passes": 3', b'"passes": 4', 1)
    for spoiled in (b"", b"{}", sound[:200], json.dumps(held).encode(), changed):
        for file in files:
            file.write_bytes(spoiled)
        with pytest.raises(DamagedError) as damaged:
            Desk.open(data_dir, PHRASE)
        assert damaged.value.code == "key_file_damaged"
        for good in files[1:]:  # any copy that is whole opens it, and the others are mended by it
            good.write_bytes(sound)
            Desk.open(data_dir, PHRASE).close()
            assert {file.read_bytes() for file in files} == {sound}
            for file in files:
                file.write_bytes(spoiled)
    for file in files:
        file.unlink()
    with pytest.raises(DamagedError) as damaged:
        Desk.open(data_dir, PHRASE)
    assert "desk.key" in damaged.value.message
    files[1].write_bytes(sound)
    Desk.open(data_dir, PHRASE).close()


def test_slots_do_not_open_as_another_kind_or_in_another_file(data_dir: Path, saved: str, tmp_path: Path) -> None:
    locking.lock(data_dir, PHRASE)
    file = data_dir / "desk.key"
    held = json.loads(file.read_bytes())
    other = replace(key_file.read(file), uuid="x" + held["uuid"][1:])
    (tmp_path / "a.key").write_bytes(key_file.text(other))
    with pytest.raises(WrongPassphraseError):
        key_file.open_slot(key_file.read(tmp_path / "a.key"), keys.PASSPHRASE, PHRASE)
    assert len(key_file.open_slot(key_file.read(file), keys.PASSPHRASE, PHRASE)) == 32


def test_a_check_letter_is_the_one_on_sheets_that_were_printed() -> None:
    """Codes lie in safes: another rule would refuse every one of them."""
    assert [check_letter(number, group) for number, group in ((1, "2345"), (2, "ABCD"), (7, "WXYZ"))] == LETTERS


LETTERS = ["S", "F", "J"]


def test_recovery_code_names_the_misread_group() -> None:
    code = keys.new_recovery_code()
    assert keys.read_recovery_code(code.replace("0", "o").replace("1", "l")) == code
    groups = code.split("-")
    for number in range(7):
        wrong = [*groups]
        wrong[number] = ("A" if groups[number][0] != "A" else "B") + groups[number][1:]
        if check_letter(number + 1, wrong[number][:-1]) == wrong[number][-1]:
            continue
        with pytest.raises(DeskError) as refused:
            keys.read_recovery_code("-".join(wrong))
        assert f"thứ {number + 1} " in str(refused.value)
    with pytest.raises(DeskError):
        keys.read_recovery_code(code[:-1])


def test_a_backup_made_before_the_lock_and_one_after_both_come_back(data_dir: Path, saved: str, tmp_path: Path) -> None:
    desk = Desk.open(data_dir)
    plain = desk.keeping.back_up(to=tmp_path)
    desk.close()
    locking.lock(data_dir, PHRASE)
    (locked,) = (data_dir / "backups").glob("*.db")
    assert locked.with_suffix(".key").exists()
    for file in (plain, locked):
        Desk.restore(data_dir, file, PHRASE)
        assert locking.is_set(data_dir)
        desk = Desk.open(data_dir, PHRASE)
        assert desk.records.need("session", saved).values["title"] == SESSION["title"]
        desk.close()
    Desk.restore(tmp_path / "máy khác", locked, PHRASE)
    Desk.open(tmp_path / "máy khác", PHRASE).close()
    locking.unlock(data_dir, PHRASE)
    Desk.restore(data_dir, locked, PHRASE)
    Desk.open(data_dir).close()


@pytest.mark.parametrize("action", ["lock", "unlock"])
def test_kill_while_locking_leaves_a_desk_that_opens(action: str, data_dir: Path, saved: str) -> None:
    program = (
        "import sys; from pathlib import Path; from dialogue_desk.desk import locking;"
        "print('x', flush=True); getattr(locking, sys.argv[1])(Path(sys.argv[2]), sys.argv[3])"
    )
    states = set()
    for wait in (0.0, 0.2, 0.3, 0.4, None):
        is_locked = locking.is_set(data_dir)
        if is_locked and action == "lock":
            locking.unlock(data_dir, PHRASE)
        if not is_locked and action == "unlock":
            locking.lock(data_dir, PHRASE)
        run = subprocess.Popen(
            [sys.executable, "-c", program, action, str(data_dir), PHRASE],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert run.stdout is not None
        run.stdout.readline()
        if wait is not None:
            time.sleep(wait)
            run.kill()
        run.communicate(timeout=30)
        states.add(locking.is_set(data_dir))
        desk = Desk.open(data_dir, PHRASE)
        assert desk.records.need("session", saved).values["title"] == SESSION["title"]
        desk.close()
    assert states == {True, False}
