"""Editors of what a report is asked for: a period as officials write it, a record by its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.domain.periods import SPELLINGS, Period
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.gui.editors.editor import Editor, as_text
from dialogue_desk.gui.editors.lines import FoldedCompleter
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
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._settle)
        self.adopt(self.line)

    def meant(self, text: str) -> str:
        """The key a typed text means; empty for none."""
        raise NotImplementedError

    def named(self, key: str) -> str:
        """What a key is called on screen."""
        raise NotImplementedError

    def value(self) -> Value:
        text = normalise(self.line.text())
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
        if not self.line.text().strip() or self.value() is not None:
            return ""
        return _("Không phải tên một kỳ: gõ như {spellings}.").format(spellings=SPELLINGS)


class _TitleCompleter(FoldedCompleter):
    """A popup of what was found already, also for nothing typed."""

    def show_found(self, found: Sequence[str]) -> None:
        self._known.setStringList(list(found))
        if found:
            self.complete()
        else:
            self._popup.hide()

    def row(self) -> int:
        """The row that is picked: two records may have one title."""
        return self._popup.currentIndex().row()


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
        self._completer = _TitleCompleter(self.line, lambda _typed: ())
        self._completer.activated.connect(self._take)

    def meant(self, text: str) -> str:
        found = self._choices(text)
        same = [key for key, title in found if fold(title) == fold(text)]
        if len(same) == 1 or len(found) == 1:
            return same[0] if same else found[0][0]
        return ""

    def named(self, key: str) -> str:
        return self._title(key)

    def entry_problem(self) -> str:
        if not self.line.text().strip() or self.value() is not None:
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
        self._completer.show_found([title for _key, title in self._offered])

    def _take(self, word: str) -> None:
        row = self._completer.row()
        fitting = [at for at, (_key, title) in enumerate(self._offered) if title == word]
        self._key = self._offered[row if row in fitting else fitting[0]][0]
        self._name = normalise(word)
        self.line.setText(self._name)
        self.changed.emit()
