"""Edit the text of a periodic report; the names of its figures stand in braces."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.editors.combo import RowDelegate
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.inputs import TextArea, dress_scroll, fill
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

LINES = 24


class ReportTextDialog(QDialog):
    """The text at the left, the figures at the right: Enter on one puts it where the cursor is."""

    def __init__(self, theme: Theme, desk: Desk, period: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._period = period
        self._is_resting = False
        px = theme.px
        self.setWindowTitle(_("Lời báo cáo kỳ {period}").format(period=period))
        self.resize(px(980), px(640))
        fill(self, theme, "canvas")
        self.text = TextArea(theme, LINES, LINES)
        self.text.inner.setAccessibleName(_("Lời báo cáo"))
        self._stored = desk.closing.report_text(period)
        self._kept = f"draft.report_text.{period}"
        self.text.inner.setPlainText(desk.preference(self._kept) or self._stored)
        self.figures = QListWidget()
        dress_scroll(self.figures, theme)
        self.figures.setItemDelegate(RowDelegate(theme, self.figures))
        self.figures.setAccessibleName(_("Số liệu chèn được"))
        self.figures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.inner.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.figures.addItems(list(desk.closing.figure_names()))
        ListTyping(self.figures)
        self.figures.itemActivated.connect(lambda item: self.insert(item.text()))
        self.said = WrappedLabel(theme, "", "small", "danger")
        hint = _(
            "Dòng “I. …” là phần, “1. …” là mục. Tên trong ngoặc nhọn được thay bằng số liệu của kỳ khi in;"
            " “[câu có số|câu khi số bằng 0]” viết cả hai cách."
        )
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(WrappedLabel(theme, hint, "small", "text2"))
        left.addWidget(self.text, 1)
        right.addWidget(label(theme, _("Chèn số liệu"), "small_strong", "text2"))
        right.addWidget(self.figures, 1)
        middle = across(gap=px(12))
        middle.addLayout(left, 3)
        middle.addLayout(right, 2)
        buttons = QHBoxLayout()
        buttons.addWidget(Button(theme, _("Lấy lại lời mẫu"), kind="quiet", on_click=self.start_again))
        buttons.addStretch(1)
        buttons.addWidget(Button(theme, _("Đóng"), on_click=self.reject))
        buttons.addWidget(Button(theme, _("Lưu"), kind="primary", icon="save", tip="Ctrl+S", on_click=self.save))
        column = down(self, px(10), margins=(px(20), px(16), px(20), px(16)))
        column.addLayout(middle, 1)
        column.addWidget(self.said)
        column.addLayout(buttons)
        self.text.inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert(self, name: str) -> None:
        """Put a figure's name where the cursor is."""
        self.text.inner.insertPlainText("{" + name + "}")
        self.text.inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_again(self) -> None:
        """The text every report starts from; it is kept only when saved."""
        self.text.inner.setPlainText(self._desk.closing.default_text())

    def rest(self) -> None:
        """The desk is locked: what was typed is there the next time."""
        typed = self.text.inner.toPlainText()
        self._desk.prefer(self._kept, typed if typed != self._stored else "")
        self._is_resting = True

    def reject(self) -> None:
        if not self._is_resting:
            self._desk.prefer(self._kept, "")
        super().reject()

    def save(self) -> None:
        """Keep the text with the period and close."""
        try:
            self._desk.closing.keep_text(self._period, self.text.inner.toPlainText())
        except DeskError as trouble:
            self.said.set_text(str(trouble))
            return
        self._desk.prefer(self._kept, "")
        self.accept()
