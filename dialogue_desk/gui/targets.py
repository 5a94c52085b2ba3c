"""Where to go and how much room there is: words the window and its pages share."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dialogue_desk.desk import Query
    from dialogue_desk.domain.fields import Value


RECORD = "record:"
"""Before a record in an argument; what follows is its form, unit and id."""

Opened = Path | str
"""What the program is started on: a file to show, or the word for a record."""


class Width(Enum):
    """Room for a page, after the text size is taken into account (look.md, Layout)."""

    WIDE = "wide"
    MEDIUM = "medium"
    NARROW = "narrow"

    @staticmethod
    def of(window: int, scale: float) -> Width:
        effective = window / scale
        return Width.WIDE if effective >= 1160 else Width.MEDIUM if effective >= 900 else Width.NARROW


class Target(NamedTuple):
    """Where to go inside a page: a record, a filter, certain records, or a new record filled in.

    `query` or `keys` narrow the list to exactly what a figure counted; `title` says what that is.
    `pane` is where inside the record a person was, for a page that shows more than the form.
    """

    form: str = ""
    id: str = ""
    unit: str = ""
    filter: str = ""
    keys: tuple[tuple[str, str], ...] | None = None
    query: Query | None = None
    title: str = ""
    new: Mapping[str, Value] | None = None
    pane: str = ""


ROOM_OF_FORM = {
    "session": "sessions",
    "feedback": "feedback",
    "opinion": "opinions",
    "action": "opinions",
    "settings": "settings",
}
"""The page that shows records of a form; every other form is in “Sổ theo dõi khác”."""


def room_of(form: str) -> str:
    return ROOM_OF_FORM.get(form, "registers")
