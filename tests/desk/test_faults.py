"""A log for help from afar: what happened, and not a word of what anybody wrote; one file to send."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk import journal
from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, faults
from dialogue_desk.errors import DeskError
from dialogue_desk.journal import Journal

NAME, TEXT = "Giàng Thị Súa", "Chuyện kín của bản"


@pytest.fixture(autouse=True)
def _own_journal() -> Iterator[None]:
    """The journal of this process goes back to writing nowhere."""
    yield
    journal.JOURNAL._folder = None


@pytest.fixture
def desk_dir(data_dir: Path) -> Path:
    Desk.init(data_dir, "11311@2023", "2023", NAME).close()
    return data_dir


def log(folder: Path) -> str:
    return (folder / "log" / "desk.log").read_text(encoding="utf-8")


def test_commands_are_told_with_their_end_and_without_their_words(
    desk_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(desk_dir)]
    told = ["received_on=2026-05-02", "kind=opinion", "side=government", "source_form=direct", "subject=land"]
    assert main(["add", "opinion", *told, f"text={TEXT}", f"speaker_name={NAME}", *where]) == 0
    assert main(["add", "opinion", f"text={TEXT}", *where]) == 1
    assert main(["receive", str(tmp_path / f"{NAME}.ddpkg"), *where]) == 1
    assert main(["nope", *where]) == 2
    lines = log(desk_dir).splitlines()
    assert [line.split()[1] for line in lines] == ["command"] * 4
    assert "name=add status=0 ms=" in lines[0]
    assert "name=add status=1 code=" in lines[1]
    assert "name=receive status=1" in lines[2]
    out = tmp_path / "gửi" / "lỗi.txt"
    assert main(["error-file", "--out", str(out), *where]) == 1
    out.parent.mkdir()
    assert main(["error-file", "--out", str(out), "--json", *where]) == 0
    assert main(["error-file", "--out", str(desk_dir / "desk.db"), *where]) == 1
    sent = out.read_text(encoding="utf-8")
    assert "name=receive status=1" in sent
    assert "desk.db: plain" in sent
    for word in (NAME, TEXT, "Giàng", "kín", str(tmp_path), "11311"):
        assert word not in sent
        assert word not in log(desk_dir)
    if os.name != "nt":
        assert stat.S_IMODE((desk_dir / "log").stat().st_mode) == 0o700
        assert {stat.S_IMODE(f.stat().st_mode) for f in (out, desk_dir / "log" / "desk.log")} == {0o600}


def test_a_fault_is_told_by_kind_and_place_only(desk_dir: Path) -> None:
    one = Journal()
    one.begin(desk_dir)

    def break_down() -> None:
        try:
            int(NAME)
        except ValueError as error:
            raise KeyError(TEXT) from error

    try:
        break_down()
    except KeyError as problem:
        one.crash(problem, "window")
    one.note("odd", code=TEXT, name=NAME, count=3, is_new=True)
    told = log(desk_dir)
    assert "crash kind=KeyError where=window" in told
    assert "builtins.ValueError" in told
    assert "test_faults.py:" in told
    assert "break_down" in told
    assert "odd code=? name=? count=3 is_new=yes" in told
    assert NAME not in told
    assert TEXT not in told
    assert str(Path(__file__).parent) not in told


def test_the_log_turns_over_and_stays_small(desk_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 500)
    one = Journal()
    one.begin(desk_dir)
    for number in range(300):
        one.note("tick", number=number)
    held = journal.files(desk_dir)
    assert len(held) == journal.MOST_FILES
    assert all(file.stat().st_size < 700 for file in held)
    numbers = [int(line.rpartition("=")[2]) for file in held for line in file.read_text().splitlines()]
    assert numbers == list(range(numbers[0], 300))


def test_nothing_stops_for_the_log(tmp_path: Path, desk_dir: Path) -> None:
    one = Journal()
    one.note("nowhere")
    one.begin(tmp_path / "không có")
    one.note("nowhere")
    one.watch()
    assert not (tmp_path / "không có").exists()
    (desk_dir / "log").write_text("a file in its place", encoding="utf-8")
    one.begin(desk_dir)
    one.note("nowhere")
    one.watch()
    faults.write(desk_dir, tmp_path / "x.txt")
    with pytest.raises(DeskError):
        faults.write(desk_dir, tmp_path)


def test_a_fall_of_the_program_itself_is_told_at_the_next_start(desk_dir: Path, tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from dialogue_desk.journal import JOURNAL\n"
        "JOURNAL.begin(Path(sys.argv[1])); JOURNAL.watch()\n"
        "def fall(): os.abort()\n"
        "fall()"
    )
    script = tmp_path / "Nguyễn Văn A" / "chạy.py"
    script.parent.mkdir()
    script.write_text(program, encoding="utf-8")
    fallen = subprocess.run(
        [sys.executable, str(script), str(desk_dir)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, check=False,
    )  # fmt: skip
    assert fallen.returncode in (-signal.SIGABRT, 3)
    sent = faults.write(desk_dir, tmp_path / "lỗi.txt").read_text(encoding="utf-8")
    assert "in fall" in sent
    one = Journal()
    one.begin(desk_dir)
    one.watch()
    one.rest()
    told = log(desk_dir)
    assert "fell" in told
    assert "in fall" in told
    assert "Nguyễn" not in told + sent
    assert os.path.getsize(desk_dir / "log" / "faults.log") == 0


def test_the_file_is_made_of_a_desk_that_does_not_open(desk_dir: Path, tmp_path: Path) -> None:
    (desk_dir / "desk.db").write_bytes(b"x" * 5000)
    (desk_dir / f"{NAME}.db").write_bytes(b"x")
    (desk_dir / "don-cua-ba-lan.docx").write_bytes(b"x")
    sent = faults.write(desk_dir, tmp_path / "lỗi.txt").read_text(encoding="utf-8")
    assert "desk.db: unknown" in sent
    assert "others: 2" in sent
    assert "ba-lan" not in sent
    assert NAME not in sent
