"""A word pinned to a chart: which period, and one line for it, in the page itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.forms.line_draft import LineDraft
from dialogue_desk.gui.models.chart_words import period_words
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across, put
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import _

LONGEST = 100
"""Letters of a remark: what still stands readably above a column."""


class RemarkLine(QWidget):
    """Enter keeps what is written, an empty line takes it away; the page answers Esc."""

    kept = Signal(str, str)
    """A period as the chart names it, and its remark."""

    def __init__(self, theme: Theme, drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: Mapping[str, str] = {}
        self.report = ""
        self.draft = LineDraft(drafts, "remark", lambda: {"text": self.text.text()}, self)
        row = across(self, theme.px(10))
        self.period = Combo(theme, [], _("Ghi chú cho"))
        self.period.setMinimumWidth(theme.px(112))
        self.period.picked.connect(self._show)
        self.text = LineEdit(theme, _("Vì sao tăng, giảm"))
        self.text.setAccessibleName(_("Ghi chú"))
        self.text.setMaxLength(LONGEST)
        self.text.returnPressed.connect(self._keep)
        self.text.typed.connect(lambda _text: self._typing())
        put(row, label(theme, _("Ghi chú cho"), "body", "text2"), self.period)
        row.addWidget(self.text, 1)
        self._hint = label(theme, "", "small", "text2")
        row.addWidget(self._hint)
        self.hide()

    def begin(self, report: str, periods: Sequence[str], told: Mapping[str, str], period: str) -> None:
        """Ask for the remark on `period` of a report; `told` has what is pinned already."""
        self.report, self._told = report, told
        self.period.set_choices([(name, period_words(name)) for name in periods])
        self.period.set_code(period)
        self.show()
        self._show()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def half_typed(self, report: str, periods: Sequence[str]) -> str:
        """The period of a report about which something is half typed; "" for none."""
        keys = [key.removeprefix(f"{report} ") for key in self.draft.waiting() if key.startswith(f"{report} ")]
        return next((period for period in reversed(keys) if period in periods), "")

    def _show(self) -> None:
        period = self.period.code() or ""
        typed = self.draft.begin(f"{self.report} {period}", {"text": self._told.get(period, "")})
        self.text.setText(str(typed["text"] or ""))
        self.text.selectAll()
        self._tell()

    def _typing(self) -> None:
        self.draft.typing()
        self._tell()

    def _tell(self) -> None:
        self._hint.setText(self.draft.words or _("Enter để giữ, bỏ trống để xóa, Esc để thôi"))

    def _keep(self) -> None:
        self.kept.emit(self.period.code() or "", self.text.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the period goes on to the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.period.hasFocus():
            self.text.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
