"""Words of a public sheet that look like names: looked at before the sheet is printed, written or copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QWidget
from shiboken6 import isValid

from dialogue_desk.domain.sheet import Sheet, Suspect
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.notices import sentence_of
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.inputs import dress_scroll, fill
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


class NamesDialog(QDialog):
    """Each word with what stands around it; a tick hides it, on this sheet and every later one."""

    def __init__(self, theme: Theme, suspects: Sequence[Suspect], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.setWindowTitle(_("Có thể là họ tên"))
        self.resize(px(720), px(520))
        fill(self, theme, "canvas")
        self.ticks: list[CheckBox] = []
        self._suspects = tuple(suspects)
        rows = QWidget()
        fill(rows, theme, "canvas")
        lines = down(rows, px(10))
        for suspect in suspects:
            tick = CheckBox(theme, _("Che “{name}”").format(name=suspect.words))
            tick.setChecked(True)
            self.ticks.append(tick)
            put(lines, tick, WrappedLabel(theme, f"…{' '.join(suspect.around.split())}…", "small", "text2"))
        lines.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        dress_scroll(area, theme)
        area.setWidget(rows)
        advice = _(
            "Bản công khai đã che những chữ này vì giống tên người. Bỏ dấu ở chữ không phải tên;"
            " máy nhớ cho các lần sau."
        )
        self.said = WrappedLabel(theme, "", "small", "danger")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(Button(theme, _("Hủy"), on_click=self.reject))
        self.go_on = Button(theme, _("Tiếp tục"), kind="primary", on_click=self.accept)
        buttons.addWidget(self.go_on)
        column = down(self, px(10), margins=(px(20), px(16), px(20), px(16)))
        column.addWidget(label(theme, _("Xem lại trước khi đưa ra công khai"), "title"))
        column.addWidget(WrappedLabel(theme, advice, "body", "text2"))
        column.addWidget(area, 1)
        column.addWidget(self.said)
        column.addLayout(buttons)
        self.go_on.setFocus()

    def decided(self) -> tuple[list[str], list[str]]:
        """What stays, and what is hidden."""
        pairs = list(zip(self._suspects, self.ticks, strict=True))
        keep = [suspect.words for suspect, tick in pairs if not tick.isChecked()]
        return keep, [suspect.words for suspect, tick in pairs if tick.isChecked()]


class NameReview:
    """Stands between a sheet and whatever leaves the desk: what is undecided is asked first, then it goes on."""

    def __init__(self, kit: Kit, rebuild: Callable[[], object], page: QWidget) -> None:
        self._kit, self._rebuild, self._page = kit, rebuild, page
        self._then: Callable[[], object] | None = None
        self.dialog: NamesDialog | None = None

    def is_settled(self, sheet: Sheet, then: Callable[[], object]) -> bool:
        """Whether nothing is left to decide; else the person is asked, and `then` is done with the sheet built anew."""
        if not sheet.undecided:
            return True
        self.dialog = dialog = NamesDialog(self._kit.theme, sheet.undecided, self._page.window())
        dialog.accepted.connect(lambda: self._decide(dialog, then))
        dialog.open()
        return False

    def _decide(self, dialog: NamesDialog, then: Callable[[], object]) -> None:
        keep, hide = dialog.decided()
        try:
            self._kit.desk.reporting.naming.decide(keep, hide)
        except DeskError as trouble:
            self._kit.notices.post(sentence_of(trouble), "danger")
            return
        self._then = then
        self._rebuild()

    def go_on(self) -> None:
        """The sheet is there again: do what was asked for."""
        then, self._then = self._then, None
        if then is not None and isValid(self._page):
            then()
