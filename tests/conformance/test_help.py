"""Every page and every field explains itself, and says more than its label."""

import re

import pytest

from dialogue_desk.domain.fields import Field, Form
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.commands import COMMANDS, TYPING, WINDOW_COMMANDS
from dialogue_desk.gui.help import page_help, read_blocks
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES, Room, keys_of
from dialogue_desk.paths import resource

ROOMS = (*PAGES, *OFF_RAIL)
FIELDS = [(form, field) for form in FORMS for field in form.fields]
RULE = re.compile(
    r"Phụ lục 0[1-5]|Quyết định \d|Quy định 11|Điều \d+|Luật |Nghị định \d|Chỉ thị \d|Báo cáo 363|Thiết lập"
)
KEY_NAMES = re.compile(r"\b(?:Ctrl|Shift|Alt)\+(?:Shift\+)?[\w/]+|\bF\d{1,2}\b")


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.key)
def test_a_page_says_what_it_is_for_and_names_its_rule(room: Room) -> None:
    blocks = page_help(room.key)
    assert blocks[0].kind == "title"
    assert blocks[0].text == room.title
    told = " ".join(block.text for block in blocks[1:])
    assert len(words(told) - words(room.title)) > 40
    assert RULE.search(told), "names no rule"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.key)
def test_keys_named_in_a_page_exist(room: Room) -> None:
    known = {key for command in (*COMMANDS, *WINDOW_COMMANDS) for key in command.shortcut.split("; ")}
    known |= {key for key, _text in TYPING}
    known |= set(keys_of().values())
    told = " ".join(block.text for block in page_help(room.key))
    assert set(KEY_NAMES.findall(told)) <= known


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=[f"{form.key}.{field.key}" for form, field in FIELDS])
def test_a_field_says_more_than_its_label(form: Form, field: Field) -> None:
    more = words(field.help) - words(field.label) - words(form.label)
    assert len(more) >= 4, field.help


def test_no_shortcut_is_taken_twice() -> None:
    keys = [key for command in (*COMMANDS, *WINDOW_COMMANDS) for key in command.shortcut.split("; ")]
    rooms = [Room(str(n), "", "", "") for n in range(12)]
    shown = list(keys_of((*PAGES, *rooms)[:12]).values())
    assert shown[8:] == ["Ctrl+9", "Ctrl+0", "", ""], "a tenth page has a key, an eleventh has none and says none"
    keys += [key for key in shown if key]
    assert len(keys) == len(set(keys))


def test_commands_have_pictures() -> None:
    for command in (*COMMANDS, *WINDOW_COMMANDS):
        assert resource("icons", f"{command.icon}.svg").is_file()


def test_reading_keeps_markup_as_text() -> None:
    lines = ["# A <b>x</b>", "", "one", "two", "", "- item", "  more", "## H", "after"]
    told = [(block.kind, block.text) for block in read_blocks(lines)]
    assert told == [
        ("title", "A <b>x</b>"),
        ("text", "one two"),
        ("item", "item more"),
        ("heading", "H"),
        ("text", "after"),
    ]
