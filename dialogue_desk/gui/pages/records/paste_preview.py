"""Pasted rows that need a look first: the questions and the preview of an imported table, in the place of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.pasting import Pasted
from dialogue_desk.gui.pages.importing.mapping import MappingPanel
from dialogue_desk.gui.pages.importing.preview import ImportPreview
from dialogue_desk.gui.pages.importing.reading import Asked, Look, look
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _

if TYPE_CHECKING:  # files are read only when somebody pastes
    from dialogue_desk.desk.files import PastedRows


LEAST_WIDE = 760
"""Room two panes beside each other need, at 100 % text."""


@dataclass(frozen=True)
class _Question:
    """What was pasted, and the values all its rows get from where they are pasted."""

    pasted: PastedRows
    given: Mapping[str, str]
    asked: Asked


class PastePreview(QWidget):
    """Stands where the grid is until a person decides. `taken` carries the lines, `kept_as_is` the text."""

    taken = Signal(object)
    kept_as_is = Signal(str)
    left = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._question: _Question | None = None
        theme, px = kit.theme, kit.theme.px
        self.told = WrappedLabel(theme, "", "body", "text2")
        self.mapping = MappingPanel(kit, is_paste=True)
        self.mapping.chosen.connect(self._settle)
        self.mapping.changed.connect(lambda choices: self._look(choices, asks=True))
        self.mapping.forgotten.connect(self._forget)
        self.preview = ImportPreview(kit, is_paste=True)
        self.preview.print_button.hide()
        self.preview.mended.connect(self._mend)
        self.preview.remapped.connect(self._map_again)
        self.preview.with_hidden.clicked.connect(self._hidden_too)
        self.preview.taken.connect(self._take)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.mapping)
        self.stack.addWidget(self.preview)
        self.raw = Button(theme, _("Dán nguyên chữ, không chuyển"), on_click=self._keep)
        leave = Button(theme, _("Hủy"), kind="quiet", tip="Esc", on_click=self.put_away)
        foot = across(gap=px(8))
        foot.addWidget(self.told, 1)
        put(foot, self.raw, leave)
        box = down(self, px(8))
        box.addLayout(foot)
        box.addWidget(self.stack, 1)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.preview.fit(Width.WIDE if self.width() >= self._kit.theme.px(LEAST_WIDE) else Width.NARROW)

    def ask(self, pasted: PastedRows, given: Mapping[str, str]) -> None:
        """Show what the rows would become; `given` are the values of all rows, as they are typed."""
        asked = Asked(Path(_("phần đã sao chép")), form=opinion.FORM.key, tables=pasted.tables)
        self._question = _Question(pasted, dict(given), asked)
        self.mapping.untold = frozenset({*given, "source_form", "source_id"})
        told = list(pasted.notes)
        if pasted.encoding is not None:
            before = " ".join(pasted.original.split())[:60]
            text = _("Chữ gõ bằng phông {name} (“{before}…”) đã được chuyển sang Unicode như dưới đây.")
            told.insert(0, text.format(name=pasted.encoding.value, before=before))
        self.told.set_text(" ".join(told))
        self.raw.setVisible(pasted.encoding is not None)
        mapping = self._kit.desk.files.intake.mapping_for(pasted.tables)
        known = mapping if mapping is not None and mapping.form == opinion.FORM.key else None
        self._look(Choices(form=opinion.FORM.key, mapping=known))

    def _look(self, choices: Choices, *, asks: bool = False, is_settled: bool = False, remember: str = "") -> None:
        question = self._question
        if question is None:
            return
        fixed = {**question.given, **choices.values}
        asked = replace(
            question.asked, choices=replace(choices, form=opinion.FORM.key, values=fixed), is_settled=is_settled,
            remember=remember,
        )  # fmt: skip
        self._question = replace(question, asked=asked)

        def work(desk: Desk, _progress: Progress) -> Look:
            return look(desk, asked)

        run_beside(self._kit, _("Đọc phần đã sao chép"), work, lambda found: self._looked(found, asks=asks))

    def _looked(self, found: Look, *, asks: bool) -> None:
        if self._question is None:  # left meanwhile
            return
        self._question = replace(self._question, asked=found.asked)
        assert found.foreign is not None
        self.show()
        if asks or found.is_asking:
            self.mapping.show_look(found)
            mapping = found.foreign.found.choices.mapping
            self.mapping.name.setText(mapping.name if mapping else "")
            self.stack.setCurrentWidget(self.mapping)
            self.mapping.go.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        hidden = any(record.is_hidden for part in found.foreign.found.parts for record in part.table.records)
        self.preview.show_preview(found.preview, can_mark=False, is_foreign=True, has_hidden=hidden)
        self.stack.setCurrentWidget(self.preview)
        self.preview.take.setFocus(Qt.FocusReason.OtherFocusReason)
        self._found = found

    # -- what a person says ---------------------------------------------------------------------

    def _choices(self) -> Choices:
        assert self._question is not None
        assert self._question.asked.choices is not None
        return self._question.asked.choices

    def _settle(self, choices: Choices) -> None:
        self._look(choices, is_settled=True, remember=self.mapping.name.text().strip())

    def _mend(self, sheet: str, row: int, at: str, text: str) -> None:
        self._look(self._choices().with_edit(sheet, row, at, text), is_settled=True)

    def _hidden_too(self, on: bool) -> None:
        self._look(replace(self._choices(), with_hidden=bool(on)), is_settled=True)

    def _map_again(self) -> None:
        self._look(self._choices(), asks=True)

    def _forget(self, name: str) -> None:
        self._kit.desk.files.intake.forget_mapping(name)
        self._look(Choices(form=opinion.FORM.key), asks=True)

    # -- ends --------------------------------------------------------------------------------------

    def _take(self) -> None:
        """The rows that are new, as lines: what the grid gives by itself is left to it."""
        question, foreign = self._question, self._found.foreign
        assert question is not None
        assert foreign is not None
        taken = {"new", "changed", "wrong"} | (set() if self.preview.without_alike.isChecked() else {"alike"})
        rows = [row for row in foreign.rows if row.status in taken]
        lines = [_line(row.told.values, question.given) for row in rows]
        unread = sum(len(row.told.problems) for row in rows)
        self._end()
        self.taken.emit(Pasted(tuple(line for line in lines if line), unread))

    def _keep(self) -> None:
        original = self._question.pasted.original if self._question is not None else ""
        self._end()
        self.kept_as_is.emit(original)

    def put_away(self) -> bool:
        """Leave without pasting; False when nothing was asked."""
        if self._question is None:
            return False
        self._end()
        return True

    def _end(self) -> None:
        self._question = None
        self.hide()
        self.left.emit()


def _line(values: Mapping[str, Value], given: Mapping[str, str]) -> Values:
    return {key: value for key, value in values.items() if key not in given}
