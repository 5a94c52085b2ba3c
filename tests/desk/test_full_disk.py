"""A full disk: the desk opens to be read, says so, and refuses to write in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import key_file
from tests.desk.test_durability import mounted

SESSION = {"held_on": "2024-05-06", "title": "Đối thoại", "place": "Nhà văn hóa", "count_for": "party"}
PHRASE = "cây đa giếng nước sân đình"


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of four megabytes."""
    with mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs") as disk:
        yield disk


def fill(disk: Path) -> None:
    with (disk / "đầy").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


@pytest.mark.parametrize("has_log", [False, True])
@pytest.mark.parametrize("passphrase", [None, PHRASE])
def test_it_opens_to_be_read(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    passphrase: str | None, has_log: bool,
) -> None:  # fmt: skip
    """Also when a program that was killed left a log, which holds what was saved last."""
    monkeypatch.setattr(key_file, "MEMORY_KIB", 64)
    folder = small / "bàn"
    desk = Desk.init(folder, "11311@2023", "2023", "Lan")
    saved = desk.records.save("session", SESSION)
    desk.close()
    if passphrase:
        locking.lock(folder, passphrase)
        monkeypatch.setenv("DIALOGUE_DESK_PASSPHRASE", passphrase)
    desk = Desk.open(folder, passphrase)
    if has_log:
        desk.records.change("session", saved.id, {"title": "Tên mới"})
        kept = {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix == ".db-wal"}
        desk.close()
        for name, content in kept.items():
            (folder / name).write_bytes(content)
    else:
        desk.close()
    fill(small)
    where = ("--data", str(folder))
    assert main(["get", "session", saved.id, *where]) == 0
    told = capsys.readouterr()
    assert ("Tên mới" if has_log else "Đối thoại") in told.out
    assert "Đĩa đã đầy" in told.err
    assert main(["export", "session", "--out", str(tmp_path / "x.csv"), *where]) == 0
    capsys.readouterr()
    assert main(["add", "session", *(f"{k}={v}" for k, v in SESSION.items()), *where]) == 1
    assert "Đĩa đã đầy" in capsys.readouterr().err
    with pytest.raises(DeskError):
        Desk.open(folder, passphrase).records.change("session", saved.id, {"title": "x"})
    (small / "đầy").unlink()
    assert main(["add", "session", *(f"{k}={v}" for k, v in SESSION.items()), *where]) == 0
    assert main(["check", *where]) == 0
