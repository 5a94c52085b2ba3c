"""The words a clerk knows, not those of a machine: the old ones stand in no text people read, in neither language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk import texts
from dialogue_desk.paths import resource
from tests.conformance.sources import PACKAGE, ROOT
from tests.conformance.test_texts import ENGLISH, MARKED

OLD = (
    "[Vv]iết gói", "[Gg]ói trả lời", "[Ll]ời mời", "[Vv]ân tay", "[Nn]iêm phong cho", "[Gg]ói (được )?niêm phong",
    "[Xx]ung đột", "Giữ lại", "[Gg]ói đã qua", "Gọi ai", "[Kk]hóa bàn", "[Ýý] kiến khai", "[Vv]ấn đề khai",
    "[Tt]rả lời ngay$", "Tên chủ thể", "[Cc]hung chung", "Đang ở đâu", "Báo không phát sinh", "[Mm]áy đọc thử",
    "[Mm]áy đoán đúng", r"\bThôi\b", r"^Bớt\b", r"(?<!Sao )\bChép\b", r"^Mọi năm$", r"Quá \{count\} ngày",
    "Gửi và nhận", "Tổng quan$", "Sổ khác",
)  # fmt: skip
"""Words that were replaced, as patterns over the Vietnamese."""
OLD_ENGLISH = (
    r"[Ww]rite (a |new )?(reply )?package", "[Ii]nvitation file", r"(?<!\{)[Ff]ingerprint", "^Conflicts?$",
    "[Hh]eld back", "^Past packages$", "^Whom to call…", "^Lock the desk", "Stated (opinions|issues)",
    "[Ss]till vague", "Giver's name", "^Where is it", "Machines, invitations", "^Overview$",
)  # fmt: skip
COMMAND = re.compile(r"\blệnh [a-z][a-z-]{2,}|(?<![\w-])--[a-z]")


def found(text: str, words: tuple[str, ...]) -> list[str]:
    """Which of the old words a text still says."""
    return [word for word in words if re.search(word, text)]


def test_no_text_of_the_program_says_an_old_word() -> None:
    said = {text: old for text in MARKED if (old := found(text, OLD))}
    assert said == {}


def test_no_english_text_says_an_old_word() -> None:
    said = {forms: old for text, forms in ENGLISH.items() if text and (old := found(" ".join(forms), OLD_ENGLISH))}
    assert said == {}


@pytest.mark.parametrize("page", sorted(Path(resource("help")).glob("*.md")), ids=lambda page: page.name)
def test_no_help_page_says_an_old_word(page: Path) -> None:
    words = OLD_ENGLISH if page.name.endswith(".en.md") else OLD
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [(line, old) for line in lines if (old := found(line, words))] == []


def test_the_first_page_of_the_project_says_no_old_word() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [(line, old) for line in lines if (old := found(line, OLD))] == []


def test_the_old_words_are_found_where_they_stand() -> None:
    """The patterns fit what was there before: an empty list above is no accident."""
    before = (
        "Viết gói", "Viết gói trả lời", "Mở tệp lời mời…", "Máy, lời mời", "Dấu vân tay của máy này",
        "Gói được niêm phong cho đúng nơi nhận", "Xung đột", "Giữ lại", "Gói đã qua", "Gọi ai…", "Khóa bàn ngay",
        "Ý kiến khai", "trả lời ngay", "Tên chủ thể", "Còn chung chung", "Đang ở đâu?", "Báo không phát sinh",
        "Máy đọc thử, chưa đổi gì.", "Xem máy đoán đúng chưa", "Thôi", "Bớt", "Chép", "Mọi năm", "Quá {count} ngày",
    )  # fmt: skip
    assert [text for text in before if not found(text, OLD)] == []
    assert found("Sao chép bảng; đã quá {count} ngày; Tất cả các năm", OLD) == []


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Every call of the function of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def test_a_message_names_a_command_only_where_commands_are_typed() -> None:
    """The window is shown a button: a command stands in the command line's own texts and in `either`'s second part."""
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if place.startswith("cli/") or place == "missing.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        allowed = {id(part) for call in calls(tree, "either") for part in ast.walk(call.args[1])}
        for marker in ("_", "N_"):
            for call in calls(tree, marker):
                text = call.args[0] if call.args else None
                if isinstance(text, ast.Constant) and id(text) not in allowed and COMMAND.search(str(text.value)):
                    wrong.append((place, call.lineno, text.value))
    assert wrong == []


def test_the_window_is_told_a_button_and_the_command_line_a_command() -> None:
    assert texts.either("Bấm Nhập.", "Dùng lệnh import.") == "Bấm Nhập."
    with texts.for_command_line():
        assert texts.either("Bấm Nhập.", "Dùng lệnh import.") == "Dùng lệnh import."
