"""Plain data are overwritten before their files go; a kill never lets a file in use be overwritten."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, locking
from dialogue_desk.storage import wiping

PHRASE = "một câu đủ dài"
SECRET = "Chuyện riêng của bà Mận"
OPINION = {
    "received_on": "2026-05-02", "kind": "opinion", "side": "government", "source_form": "direct",
    "subject": "land", "text": SECRET,
}  # fmt: skip


def holds(*names: Path) -> list[Path]:
    return [name for name in names if SECRET.encode() in name.read_bytes()]


def test_setting_a_passphrase_leaves_nothing_plain(data_dir: Path, tmp_path: Path) -> None:
    """The desk, its log, its backups here and in the second folder; not what is of another program, or damaged."""
    second = tmp_path / "USB"
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.prefer("backup_folder", str(second))
    desk.records.save("opinion", OPINION)
    made = desk.keeping.back_up()
    desk.records.save("opinion", OPINION | {"text": SECRET + " lần hai"})
    with sqlite3.connect(second / "của chương trình khác.db") as foreign:
        foreign.execute("CREATE TABLE t (x)")
    foreign.close()
    before = (second / "của chương trình khác.db").read_bytes()
    damaged = made.parent / "desk-20250101-080000-daily.db"
    damaged.write_bytes(made.read_bytes()[:8192])
    plain = [data_dir / "desk.db", data_dir / "desk.db-wal", made, second / made.name]
    assert len(holds(*plain)) >= 3
    assert holds(plain[1]), "the log of the open desk holds what was just written"
    locked = desk.set_passphrase(PHRASE)
    assert locked.left == ()
    assert not damaged.exists(), "what cannot be written anew is sealed as it is"
    assert damaged.with_name(damaged.name + ".sealed").exists()
    assert "BitLocker" in locked.words()
    for folder in (data_dir, second):
        assert holds(*(p for p in folder.rglob("*") if p.is_file())) == []
        assert not list(folder.rglob(f"*{wiping.ENDING}"))
    assert (second / "của chương trình khác.db").read_bytes() == before
    opened = Desk.open(data_dir, PHRASE)
    assert len(list(opened.store.records("opinion"))) == 2
    assert opened.keeping.back_up()
    opened.close()
    Desk.restore(data_dir, second / made.name, PHRASE, dry_run=True)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced there")
def test_the_blocks_themselves_are_overwritten(data_dir: Path) -> None:
    """An open handle still sees the inode after its name is gone."""
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.records.save("opinion", OPINION)
    made = desk.keeping.back_up()
    handles = [file.open("rb") for file in (made, data_dir / "desk.db-wal", data_dir / "desk.db")]
    assert SECRET.encode() in handles[0].read()
    assert SECRET.encode() in handles[1].read()
    desk.set_passphrase(PHRASE)
    for handle in handles:
        handle.seek(0)
        content = handle.read()
        assert content
        assert not content.strip(b"\0")
        handle.close()


@pytest.mark.skipif(os.name == "nt", reason="the test reads through handles that outlive their file")
def test_a_kill_between_the_names_never_costs_the_desk(data_dir: Path) -> None:
    """The second name of a file in use is only removed; that of a file gone is overwritten at the next start."""
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.records.save("opinion", OPINION)
    desk.close()
    wiping.keep([data_dir / "desk.db"])
    wiping.finish(data_dir)
    assert not list(data_dir.glob(f"*{wiping.ENDING}"))
    shutil.copyfile(data_dir / "desk.db", data_dir / "stolen")
    locking.lock(data_dir, PHRASE)
    left = [data_dir / "desk.db.plain", data_dir / locking.PART]
    for file in left:
        shutil.copyfile(data_dir / "stolen", file)  # as a killed lock, and a killed removal, leave it
    (data_dir / "stolen").unlink()
    handles = [file.open("rb") for file in left]
    opened = Desk.open(data_dir, PHRASE)
    assert len(list(opened.store.records("opinion"))) == 1
    opened.close()
    assert not any(file.exists() for file in left)
    for handle in handles:
        assert not handle.read().strip(b"\0")
        handle.close()


def test_the_command_says_what_a_passphrase_cannot_do(
    data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.prefer("backup_folder", str(data_dir / "ổ đã rút"))
    desk.close()
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", PHRASE)
    assert main(["passphrase", "set", "--data", str(data_dir)]) == 0
    told = capsys.readouterr().out
    assert "ổ đã rút" in told
    assert "BitLocker" in told
