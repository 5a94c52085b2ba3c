"""What is read out to somebody who helps: facts, and nothing that tells whose they are."""

import json
import os
from pathlib import Path

import pytest

from dialogue_desk import __version__
from dialogue_desk.cli import main
from dialogue_desk.desk import doctor


def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["doctor", "--data", str(folder), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_desk_with_its_key_and_backup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Nguyễn Thị Hoa" / "dữ liệu"
    assert main(["init", "--unit", "11311", "--person", "Nguyễn Thị Hoa", "--data", str(folder)]) == 0
    assert main(["backup", "--data", str(folder)]) == 0
    capsys.readouterr()
    before = told(folder, capsys)
    assert before["version"] == __version__
    assert before["desk"] == "plain"
    assert before["keyed"] is False
    assert int(str(before["backups"])) >= 1
    assert str(before["last_backup"])[:2] == "20"
    assert int(str(before["free_mb"])) > 0
    assert "Noto Sans" in str(before["fonts"])
    assert "Tinos" in str(before["fonts"])
    assert "Hoa" not in json.dumps(before, ensure_ascii=False)
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", "mo ngo tre lam 2026")
    assert main(["passphrase", "set", "--data", str(folder)]) == 0
    capsys.readouterr()
    after = told(folder, capsys)
    assert after["keyed"] is True
    assert after["desk"] == "locked"


def test_a_folder_without_a_desk_is_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(tmp_path / "chưa có", capsys)
    assert found["desk"] == "none"
    assert found["keyed"] is False
    assert found["last_backup"] is None
    assert found["free_mb"] is not None, "the disk it will lie on"
    assert not (tmp_path / "chưa có").exists()
    assert main(["doctor", "--data", str(tmp_path)]) == 0
    assert "Sao lưu gần nhất: chưa có" in capsys.readouterr().out


def test_a_folder_is_told_without_names_of_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "hoa")
    monkeypatch.setattr(doctor, "default_data_dir", lambda: tmp_path / "hoa" / "a" / "DialogueDesk")
    assert doctor.without_home(tmp_path / "hoa" / "a" / "DialogueDesk") == str(Path("~/a/DialogueDesk"))
    assert doctor.without_home(tmp_path / "hoa" / "a" / "chị Lan") == f"~{os.sep}… (2)"
    elsewhere = doctor.without_home(tmp_path / "hoa-2" / "b")
    assert "hoa" not in elsewhere
    assert elsewhere.startswith(tmp_path.anchor)
