"""A window names a button; only the command line names commands and their options."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dialogue_desk
from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import either, for_command_line

PACKAGE = Path(dialogue_desk.__file__).parent
COMMAND = re.compile(r"\b[Ll]ệnh \w|(?:^|[\s(])--[a-z]")


def texts_of_windows(path: Path) -> Iterator[str]:
    """The marked texts of a module, but for those said to who types commands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    apart = {
        id(part)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "either" and len(call.args) == 2
        for part in ast.walk(call.args[1])
    }
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_") and id(call) not in apart:
            yield from (part.value for part in call.args if isinstance(part, ast.Constant))


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "cli" not in path.relative_to(PACKAGE).parts)


def test_no_text_of_a_window_names_a_command() -> None:
    found = {path.name: [text for text in texts_of_windows(path) if COMMAND.search(text)] for path in modules()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_the_same_refusal_names_a_button_or_a_command(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DeskError) as refused:
        desk.records.need("session", "0" * 8)
    assert "Ctrl+F" in str(refused.value)
    assert "lệnh" not in str(refused.value)
    desk.close()
    assert main(["get", "session", "0" * 8, "--data", str(desk.folder)]) == 1
    assert "lệnh search" in capsys.readouterr().err
    with for_command_line():
        assert either("nút", "lệnh") == "lệnh"
    assert either("nút", "lệnh") == "nút"
