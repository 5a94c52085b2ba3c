"""Sheets and periods by command, also on a machine without a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main

ROOT = Path(__file__).parents[2]
SESSION = (
    "held_on=2026-03-02", "status=held", "title=Đối thoại quý I", "kind=periodic", "mode=in_person", "place=Đình",
    "count_for=party", "participants=40",
)  # fmt: skip


class Run:
    """Runs commands on one data folder; keeps the last sentence of trouble."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.capsys = capsys
        self.err = ""

    def __call__(self, *arguments: str, status: int = 0) -> Any:
        assert main([*arguments, "--json", "--data", str(self.data)]) == status
        out, self.err = self.capsys.readouterr()
        return json.loads(out) if out else None


@pytest.fixture
def run(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    made = Run(data_dir, capsys)
    made("init", "--unit", "11311", "--units", "2025", "--person", "Trần Lan")
    return made


def test_close_change_reopen(run: Run) -> None:
    """Closing twice and reopening an open period end with 1 and one sentence; the difference names the record."""
    session = run("add", "session", *SESSION)["id"]
    closed = run("close", "2026-Q1")
    assert (closed["period"], closed["closed_by"], closed["revision"]) == ("2026-Q1", "Trần Lan", 0)
    run("close", "2026-Q1", status=1)
    assert "đã chốt" in run.err
    run("set", "session", session, "participants=41")
    told = run("report", "changes-since-close", "--period", "2026-Q1")
    assert [(r["key"], r["was"], r["is"]) for r in told["rows"]] == [("participants", 40, 41)]
    assert [(r["id"], r["was"], r["is"]) for r in told["tables"][1]["rows"]] == [(session, "40", "41")]
    assert run("reopen", "2026-Q1")["closed_on"] is None
    run("reopen", "2026-Q1", status=1)
    assert "chưa chốt" in run.err
    run("close", "2026-Q7", status=1)
    assert "không phải tên một kỳ" in run.err


def test_a_record_is_needed(run: Run, tmp_path: Path) -> None:
    """Without it, with one there is not, with one in the bin: a sentence, and no file."""
    out = tmp_path / "bb.docx"
    run("report", "minutes", "--out", str(out), status=1)
    assert "cần tham số “id”" in run.err
    run("report", "minutes", "--id", "không có", "--out", str(out), status=1)
    assert "Không có cuộc đối thoại" in run.err
    session = run("add", "session", *SESSION)["id"]
    run("delete", "session", session)
    run("report", "minutes", "--id", session, "--out", str(out), status=1)
    assert "thùng rác" in run.err
    assert not out.exists()


def test_pdf_without_a_screen(run: Run, data_dir: Path, tmp_path: Path) -> None:
    """The command line prints PDF on a machine that has no display at all."""
    session = run("add", "session", *SESSION)["id"]
    out = tmp_path / "biên bản.pdf"
    bare = {
        key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    command = [
        sys.executable,
        "main.py",
        "report",
        "minutes",
        "--id",
        session,
        "--out",
        str(out),
        "--data",
        str(data_dir),
    ]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(b"%PDF")
