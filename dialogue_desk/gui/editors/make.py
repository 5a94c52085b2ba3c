"""The editor that suits a field: the one place where kinds meet widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.gui.editors.choices import CodeEditor, CodesEditor, SegmentedEditor, YesNoEditor
from dialogue_desk.gui.editors.editor import Editor
from dialogue_desk.gui.editors.lines import CountEditor, DateEditor, LongTextEditor, TextEditor, TimeEditor
from dialogue_desk.gui.editors.picking import PeriodEditor
from dialogue_desk.gui.theme import Theme

Words = Callable[[str], Iterable[str]]


def make_editor(
    theme: Theme,
    field: Field,
    *,
    words: Words | None = None,
    today: Callable[[], date] = date.today,
    segmented: bool = False,
    lines: int = 2,
    parent: QWidget | None = None,
) -> Editor:
    """An editor for `field`; `words` gives earlier answers for a popup."""
    match field.kind:
        case Kind.LONG_TEXT:
            return LongTextEditor(theme, field, parent, lines)
        case Kind.DATE:
            return DateEditor(theme, field, parent, today)
        case Kind.TIME:
            return TimeEditor(theme, field, parent)
        case Kind.COUNT:
            return CountEditor(theme, field, parent)
        case Kind.YES_NO:
            return YesNoEditor(theme, field, parent)
        case Kind.CODE:
            return SegmentedEditor(theme, field, parent) if segmented else CodeEditor(theme, field, parent)
        case Kind.CODES:
            return CodesEditor(theme, field, parent)
        case _ if field.is_period:
            return PeriodEditor(theme, field, parent)
        case _:
            return TextEditor(theme, field, parent, words)
