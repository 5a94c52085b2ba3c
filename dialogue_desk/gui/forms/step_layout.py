"""Which fields each kind of step asks for, and how they are laid out."""

from __future__ import annotations

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.laying_out import unplaced
from dialogue_desk.domain.layouts import Cell, Part, Section, cell
from dialogue_desk.texts import N_

# What each kind of step asks for, beside its day.
ASKED: dict[str, tuple[str, ...]] = {
    "assign": ("agency", "new_due_on", "text", "document"),
    "progress": ("agency", "text"),
    "forward_up": ("agency", "text", "document"),
    "answer": ("text", "document"),
    "resolve": ("text", "document"),
    "notify": ("notified_how", "satisfaction", "text"),
    "close": ("satisfaction", "text"),
    "reopen": ("text",),
    "extend": ("new_due_on", "text"),
    "suspend": ("text",),
    "resume": ("text",),
    "decline": ("agency", "text", "document"),
    "note": ("text",),
    "void": ("text",),
}
CELLS: dict[str, Cell] = {
    "done_on": cell("done_on", wide=True),
    "agency": cell("agency", wide=True),
    "new_due_on": cell("new_due_on", wide=True),
    "text": cell("text", wide=True, lines=4),
    "document": Cell((Part("document_number", stretch=2), Part("document_on", N_("ngày"), stretch=2)), wide=True),
    "notified_how": cell("notified_how", wide=True),
    "satisfaction": cell("satisfaction", wide=True),
}

MOST_ASKED = 60
"""Of so many marked petitions it is asked which steps fit; a step that does not fit the rest is told later."""


def sections_of(form: Form, kind: str) -> tuple[Section, ...]:
    """What a kind of step asks for; fields that no kind asks for stand last, in every kind."""
    asked = Section(tuple(CELLS[key] for key in ("done_on", *ASKED.get(kind, ("text",)))))
    return (asked, *unplaced(form, [Section((*CELLS.values(), cell("kind")))]))
