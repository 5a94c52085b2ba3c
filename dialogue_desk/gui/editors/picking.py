"""Editors of what a report is asked for: a period as officials write it, a record by its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.domain.periods import SPELLINGS, Period
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.gui.editors.editor import Editor, as_text
from dialogue_desk.gui.editors.suggestions import Suggestions
from dialogue_desk.gui.models.chart_words import key_words
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.texts import _

Choices = Callable[[str], Sequence[tuple[str, str]]]
"""What may be picked for a typed text: key and title of each."""


class PickEditor(Editor):
    """A line that holds a key and shows its name. What is typed there has to mean a key."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self._key, self._name = "", ""
        self.line = LineEdit(theme)
        self.line.typed.connect(self._edited)
        self.line.editingFinished.connect(self._settle)
        self.adopt(self.line)

    def meant(self, text: str) -> str:
        """The key a typed text means; empty for none."""
        raise NotImplementedError

    def named(self, key: str) -> str:
        """What a key is called on screen."""
        raise NotImplementedError

    def value(self) -> Value:
        text = normalise(self.line.seen_text())
        if not text:
            return None
        if text != self._name:
            self._key, self._name = self.meant(text), text
        return self._key or None

    def set_value(self, value: Value) -> None:
        self._key = as_text(value) or ""
        self._show(self._key)

    def set_edge(self, edge: str) -> None:
        self.line.set_edge(edge)

    def _show(self, key: str) -> None:
        self._name = normalise(self.named(key)) if key else ""
        self.line.setText(self._name)
        self.line.setCursorPosition(0)

    def _edited(self, _text: str) -> None:
        self.changed.emit()

    def _settle(self) -> None:
        if self.value() is not None:
            self._show(self._key)
        self.left.emit()


class PeriodEditor(PickEditor):
    """“quý I/2026”, “6 tháng đầu năm 2026”, “2026-Q1”: read as it is typed, named in full when one leaves it."""

    def meant(self, text: str) -> str:
        named = Period.parse(text)
        return named.key if named else ""

    def named(self, key: str) -> str:
        return key_words(key)

    def set_value(self, value: Value) -> None:
        key = self.meant(as_text(value) or "")
        super().set_value(key or value)
        self._key = key  # what names no period stays in view and is refused

    def entry_problem(self) -> str:
        if not self.line.seen_text().strip() or self.value() is not None:
            return ""
        return _("Không phải tên một kỳ: gõ như {spellings}.").format(spellings=SPELLINGS)


class _Titles(Suggestions):
    """Titles below the line. What is picked is a row: two records may have one title."""

    picked = Signal(int)

    def _take(self, row: int) -> None:
        self.hide()
        if row >= 0:
            self.picked.emit(row)


class RecordEditor(PickEditor):
    """A record picked by its title: letters without accents find it, F4 offers the newest."""

    def __init__(
        self,
        theme: Theme,
        field: Field,
        choices: Choices,
        title: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, field, parent)
        self._choices = choices
        self._title = title
        self._offered: Sequence[tuple[str, str]] = ()
        self.suggestions = _Titles(self.line, lambda _typed: ())
        self.suggestions.picked.connect(self._take)

    def meant(self, text: str) -> str:
        found = self._choices(text)
        same = [key for key, title in found if fold(title) == fold(text)]
        if len(same) == 1 or len(found) == 1:
            return same[0] if same else found[0][0]
        return ""

    def named(self, key: str) -> str:
        return self._title(key)

    def entry_problem(self) -> str:
        if not self.line.seen_text().strip() or self.value() is not None:
            return ""
        return _("Chọn một bản ghi trong danh sách (F4).")

    def open_list(self) -> bool:
        self._offer("" if self.value() else self.line.text())
        return True

    def _edited(self, text: str) -> None:
        self._offer(text)
        super()._edited(text)

    def _offer(self, typed: str) -> None:
        self._offered = self._choices(typed)
        self.suggestions.show_words([title for _key, title in self._offered])

    def _take(self, row: int) -> None:
        self._key, title = self._offered[row]
        self._name = normalise(title)
        self.line.setText(self._name)
        self.changed.emit()
