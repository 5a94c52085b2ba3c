"""A word pinned to a chart: which period, and one line for it, in the page itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.models.chart_words import period_words
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import _

LONGEST = 100
"""Letters of a remark: what still stands readably above a column."""


class RemarkLine(QWidget):
    """Enter keeps what is written, an empty line takes it away; the page answers Esc."""

    kept = Signal(str, str)
    """A period as the chart names it, and its remark."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: Mapping[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self.period = Combo(theme, [], _("Ghi chú cho"))
        self.period.picked.connect(self._show)
        self.text = LineEdit(theme, _("Vì sao tăng, giảm"))
        self.text.setAccessibleName(_("Ghi chú"))
        self.text.setMaxLength(LONGEST)
        self.text.returnPressed.connect(self._keep)
        row.addWidget(label(theme, _("Ghi chú cho"), "body", "text2"))
        row.addWidget(self.period)
        row.addWidget(self.text, 1)
        row.addWidget(label(theme, _("Enter để giữ, bỏ trống để xóa, Esc để thôi"), "small", "text2"))
        self.hide()

    def begin(self, periods: Sequence[str], told: Mapping[str, str], period: str) -> None:
        """Ask for the remark of `period`; `told` has what is pinned already."""
        self._told = told
        self.period.set_choices([(name, period_words(name)) for name in periods])
        self.period.set_code(period)
        self.show()
        self._show()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self.text.setText(self._told.get(self.period.code() or "", ""))
        self.text.selectAll()

    def _keep(self) -> None:
        self.kept.emit(self.period.code() or "", self.text.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the period goes on to the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.period.hasFocus():
            self.text.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
