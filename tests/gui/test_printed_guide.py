"""The guide on paper holds every chapter, every key and every field."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pytestqt.qtbot import QtBot

from dialogue_desk import texts
from dialogue_desk.desk import Desk
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.gui.commands import COMMANDS, WINDOW_COMMANDS
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
TOOL = Path(__file__).parents[2] / "packaging" / "guide.py"


def load_tool() -> ModuleType:
    """packaging/guide.py; the folder is no package."""
    spec = importlib.util.spec_from_file_location("printed_guide", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["printed_guide"] = module  # its dataclass looks for the module by name
    spec.loader.exec_module(module)
    return module


def test_the_guide_is_written_whole(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.close()
    out = tmp_path / "huong-dan.pdf"
    pages = load_tool().write(desk.folder, out)
    told = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(told.split())
    assert pages > len(PAGES) + len(OFF_RAIL)
    for number, room in enumerate((*PAGES, *OFF_RAIL), 1):
        assert flat.count(f"{number}. {room.title}") == 2, "in the contents and above its chapter"
    for command in (*COMMANDS, *WINDOW_COMMANDS):
        assert f"{command.shortcut} {command.text}" in flat
    for form in FORMS:
        assert (form.plural or form.label) in flat
    pictures = subprocess.run(["pdfimages", "-list", str(out)], capture_output=True, text=True, check=True).stdout
    assert len(pictures.splitlines()) - 2 >= len(PAGES)


def test_the_guide_is_there_in_english_too(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_language", "vi")
    monkeypatch.setattr(texts, "_catalogue", {})
    tool, out = load_tool(), tmp_path / "guide.pdf"
    monkeypatch.setattr(tool, "pictures", lambda _data: {})
    tool.write(tmp_path, out, "en")
    told = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(told.split())
    for number, room in enumerate((*PAGES, *OFF_RAIL), 1):
        assert flat.count(f"{number}. {texts._(room.title)}") >= 2, "in the contents and above its chapter"
    for command in (*COMMANDS, *WINDOW_COMMANDS):
        assert f"{command.shortcut} {texts._(command.text)}" in flat
    for form in FORMS:
        assert texts._(form.plural or form.label) in flat
    assert "Official sheets, letters and records of dialogues stay Vietnamese" in flat
    assert "Giải thích" not in flat
    assert "Bảng phím tắt" not in flat
