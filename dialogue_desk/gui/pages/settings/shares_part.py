"""Tỷ lệ của đơn vị bị chia: how much of an old commune that was split each new one goes on with."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.shares import WHOLE, percent_text, read_percent
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


class SharesPart(QWidget):
    """One old commune at a time: a line for each it went into, and what they add up to while one types."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        box = down(self, px(8), margins=(0, px(8), 0, 0))
        box.addWidget(label(theme, _("Tỷ lệ của đơn vị bị chia"), "strong"))
        told = _(
            "Xã, phường cũ bị chia cho nhiều đơn vị đứng riêng trong biểu đồ và bảng so sánh."
            " Đặt tỷ lệ thì số liệu của nó chia cho các đơn vị mới, và ghi chú nói ai đặt."
        )
        box.addWidget(WrappedLabel(theme, told, "small", "text2"))
        self.which = Combo(theme, [], _("Đơn vị cũ"))
        self.which.picked.connect(self.read)
        box.addWidget(self.which)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(6))
        box.addLayout(self._grid)
        self.lines: dict[str, LineEdit] = {}
        self._shown: list[QWidget] = []
        self._is_typed = False
        self.said = WrappedLabel(theme, "", "small", "text2")
        box.addWidget(self.said)
        row = across(gap=px(8))
        self.save = Button(theme, _("Đặt tỷ lệ"), icon="save", on_click=self.keep)
        self.back = Button(theme, _("Bỏ tỷ lệ"), icon="undo-2", kind="quiet", on_click=self.clear)
        put(row, self.save, self.back)
        row.addStretch(1)
        box.addLayout(row)
        self.hide()  # `tell` shows it once it stands in its card: shown before, it would be a window of its own

    def tell(self) -> None:
        """The split communes this desk knows; nothing is shown where there are none. What is being typed stays."""
        if self._is_typed:
            return
        every = self._kit.desk.unit_shares.every()
        self.setVisible(bool(every))
        self.which.set_choices(
            [
                (
                    s.unit.key,
                    _("{unit} (đến {day}, nay là {heirs})").format(
                        unit=s.unit.name,
                        day=document_date(s.unit.valid_to),
                        heirs=", ".join(u.name for u in s.heirs),
                    ),
                )
                for s in every
            ]
        )
        if every:
            self.read()

    def read(self) -> None:
        """The lines of the chosen commune, with the shares that count."""
        for held in self._shown:
            self._grid.removeWidget(held)
            held.hide()
            held.deleteLater()
        self._shown, self._is_typed = [], False
        theme = self._kit.theme
        shared = self._kit.desk.unit_shares.of(self.which.code() or "")
        self.lines = {}
        for row, unit in enumerate(shared.heirs):
            line = LineEdit(theme)
            line.setFixedWidth(theme.px(96))
            line.setAccessibleName(_("{unit}, phần trăm").format(unit=unit.name))
            if shared.told is not None:
                line.setText(percent_text(shared.told.parts.get(unit.key, 0)))
            line.typed.connect(lambda _text: self._add_up())
            cells = (label(theme, unit.name, "body", "text2"), line, label(theme, "%", "body", "text2"))
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell, row, column)
            self._shown += cells
            self.lines[unit.key] = line
        self._grid.setColumnStretch(3, 1)
        own = self._kit.desk.unit
        self.back.setVisible(shared.told is not None and shared.told.by == own)
        if shared.told is None:
            self.said.set_text(_("Chưa đặt: đơn vị cũ đứng riêng."), "text2")
        else:
            name = self._kit.desk.units.name(shared.told.by)
            self.said.set_text(_("Chia theo tỷ lệ do {unit} đặt.").format(unit=name), "text2")

    def _add_up(self) -> None:
        self._is_typed = True
        shares = [read_percent(line.seen_text()) for line in self.lines.values() if line.seen_text().strip()]
        known = [share for share in shares if share is not None]
        total = sum(known)
        text = _("Cộng lại: {total}%.").format(total=percent_text(total))
        is_whole = total == WHOLE and len(known) == len(shares)
        self.said.set_text(text if is_whole else text + " " + _("Phải đúng 100."), "text2" if is_whole else "danger")

    def keep(self) -> None:
        """Set them; what is wrong stands below the lines."""
        given = {key: text for key, line in self.lines.items() if (text := line.seen_text().strip())}
        try:
            self._kit.desk.unit_shares.put(self.which.code() or "", given)
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        self._kit.notices.post(_("Đã đặt tỷ lệ."), "ok")
        self.read()

    def clear(self) -> None:
        """Take them back."""
        try:
            self._kit.desk.unit_shares.clear(self.which.code() or "")
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        self.read()
