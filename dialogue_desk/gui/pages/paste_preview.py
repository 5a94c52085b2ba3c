"""Pasted rows that need a look first: old fonts converted, columns whose field is not sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from dialogue_desk.domain.forms import opinion
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.models.opinions import COLUMNS, NUMBER
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

if TYPE_CHECKING:  # files are read only when somebody pastes
    from dialogue_desk.desk.files import PastedRows

SAMPLE = 4


class PastePreview(Card):
    """Stands where the grid is until a person decides. `taken` carries the PastedRows, `kept_as_is` the text."""

    taken = Signal(object)
    kept_as_is = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._pasted: PastedRows | None = None
        self.choices: list[Combo] = []
        self._title = label(theme, "", "subhead")
        self._told = WrappedLabel(theme, "", "body", "text2")
        self._holder = QWidget()
        self._grid_box = QHBoxLayout(self._holder)
        self._grid_box.setContentsMargins(0, 0, 0, 0)
        area = scroll_area(theme, self._holder, "surface")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.take = Button(theme, "", icon="clipboard-paste", kind="primary", on_click=self._take)
        self._raw = Button(theme, _("Dán nguyên chữ, không chuyển"), on_click=self._keep)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.take, self._raw, Button(theme, _("Thôi"), kind="quiet", tip="Esc", on_click=self.put_away)):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.box.addWidget(self._title)
        self.box.addWidget(self._told)
        self.box.addWidget(area, 1)
        self.box.addLayout(buttons)
        self.hide()

    def ask(self, pasted: PastedRows) -> None:
        """Show the rows as they would come in."""
        self._pasted = pasted
        self._title.setText(_("Xem trước {count} hàng sắp dán").format(count=len(pasted.cells)))
        told = []
        if pasted.encoding is not None:
            before = " ".join(pasted.original.split())[:60]
            text = _("Chữ gõ bằng phông {name} (“{before}…”) đã được chuyển sang Unicode như dưới đây.")
            told.append(text.format(name=pasted.encoding.value, before=before))
        if not pasted.is_sure:
            told.append(_("Máy chưa chắc cột nào là ô nào: xem lại dòng trên cùng."))
        told += pasted.notes
        self._told.set_text(" ".join(told))
        self._raw.setVisible(pasted.encoding is not None)
        clear(self._grid_box)
        self._grid_box.addWidget(self._table(pasted))
        self._tell()
        self.show()
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _table(self, pasted: PastedRows) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.theme.px(10))
        grid.setVerticalSpacing(self.theme.px(4))
        fields = [opinion.FORM.field(c.key) for c in COLUMNS if c.key != NUMBER and c.key in opinion.FORM.by_key]
        offered = [("", _("(bỏ qua)")), *((field.key, _(field.label)) for field in fields)]
        known = {key for key, _text in offered}
        self.choices = []
        for at, key in enumerate(pasted.columns):
            name = pasted.header[at] if at < len(pasted.header) else _("Cột {number}").format(number=at + 1)
            combo = Combo(self.theme, offered, _("Ô của cột {heading}").format(heading=name))
            combo.set_code(key if key in known else "")
            combo.picked.connect(self._tell)
            combo.setMinimumWidth(self.theme.px(150))
            self.choices.append(combo)
            grid.addWidget(combo, 0, at)
            grid.setColumnStretch(at, 3 if key in ("text", "request") else 1)
            for row, cells in enumerate(pasted.cells[:SAMPLE], 1):
                grid.addWidget(ElidedLabel(self.theme, cells[at] if at < len(cells) else "", "body", "text2"), row, at)
        grid.setRowStretch(SAMPLE + 1, 1)
        return holder

    def columns(self) -> list[str]:
        """The field chosen for each column."""
        return [combo.code() or "" for combo in self.choices]

    def _tell(self) -> None:
        taken = [key for key in self.columns() if key]
        count = len(self._pasted.cells) if self._pasted else 0
        self.take.set_text(_("Dán {count} hàng").format(count=count))
        self.take.setEnabled(bool(taken) and len(taken) == len(set(taken)))

    def _take(self) -> None:
        assert self._pasted is not None
        self._close(lambda pasted: self.taken.emit(pasted.mapped(self.columns())))

    def _keep(self) -> None:
        self._close(lambda pasted: self.kept_as_is.emit(pasted.original))

    def put_away(self) -> bool:
        """Leave without pasting; False when nothing was asked."""
        if self.isHidden():
            return False
        self._close(lambda _pasted: None)
        return True

    def _close(self, then: Callable[[PastedRows], None]) -> None:
        pasted, self._pasted = self._pasted, None
        self.hide()
        self.left.emit()
        if pasted is not None:
            then(pasted)
