"""Names of agencies that may be one: join them for every answer, or let them stand for themselves again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from dialogue_desk.desk.asking import Asking
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.inputs import dress_scroll, fill
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

MOST = 60
"""Groups shown at once; joining some brings the next."""


class AgenciesDialog(QDialog):
    """Offers first, what was joined below. `changed` is sent when answers count otherwise than before."""

    changed = Signal()

    def __init__(self, theme: Theme, asking: Asking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._asking = theme, asking
        px = theme.px
        self.setWindowTitle(_("Tên cơ quan"))
        self.resize(px(720), px(520))
        fill(self, theme, "canvas")
        inner = QWidget()
        fill(inner, theme, "canvas")
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(0, 0, px(6), 0)
        self.rows.setSpacing(px(8))
        area = QScrollArea()
        area.setWidgetResizable(True)
        dress_scroll(area, theme)
        area.setWidget(inner)
        advice = _(
            "Các tên dưới đây có thể là một cơ quan viết khác nhau. Gộp chỉ đổi cách đếm ở máy này, hồ sơ giữ chữ đã"
            " ghi; tách lại lúc nào cũng được."
        )
        self.said = WrappedLabel(theme, "", "small", "danger")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(theme, _("Đóng"), kind="primary", on_click=self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(WrappedLabel(theme, advice, "body", "text2"))
        column.addWidget(area, 1)
        column.addWidget(self.said)
        column.addLayout(foot)
        self.reload()

    def reload(self) -> None:
        """What may be one, and what is."""
        clear(self.rows)
        counts, joined, alike = self._asking.agencies()
        self.rows.addWidget(label(self._theme, _("Có thể là một cơ quan"), "small_strong", "text2"))
        if not alike:
            self.rows.addWidget(label(self._theme, _("Không còn tên nào gần giống nhau."), "body", "text2"))
        for into, *names in alike[:MOST]:
            told = "; ".join(f"{name} ({counts.get(name, 0)})" for name in (into, *names))
            self._line(told, _("Gộp vào “{name}”").format(name=into), partial(self.join, names, into))
        if joined:
            self.rows.addWidget(label(self._theme, _("Đã gộp"), "small_strong", "text2"))
        for name, into in sorted(joined.items()):
            self._line(f"{name} → {into}", _("Tách ra"), partial(self.part, name))
        self.rows.addStretch(1)

    def _line(self, told: str, button: str, act: partial[None]) -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(WrappedLabel(self._theme, told, "body", "text"), 1)
        line.addWidget(Button(self._theme, button, on_click=act))
        self.rows.addWidget(holder)

    def join(self, names: list[str], into: str) -> None:
        """Let these names go by one."""
        try:
            self._asking.join(names, into)
        except DeskError as refused:
            self.said.set_text(str(refused))
            return
        self._done()

    def part(self, name: str) -> None:
        """Let a joined name stand for itself again."""
        self._asking.part([name])
        self._done()

    def _done(self) -> None:
        self.said.set_text("")
        self.reload()
        self.changed.emit()
