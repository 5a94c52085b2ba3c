"""The line that notes whom to call in a unit: below the board, beside nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.forms.line_draft import LineDraft
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import _

LONGEST = 40
"""Letters of a telephone number, with an extension."""


class ContactLine(QWidget):
    """Enter in the name goes on to the number, Enter there keeps both, Esc leaves."""

    kept = Signal(str, str, str)
    """A unit, the name of whom to call, and the office's number."""
    left = Signal()

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__()
        self._unit = ""
        self.draft = LineDraft(drafts, "contact", lambda: {"name": self.name.text(), "phone": self.phone.text()}, self)
        self._about = ElidedLabel(theme, "", "body", "text2")
        self.name = LineEdit(theme, _("Người liên hệ"))
        self.name.setAccessibleName(_("Người liên hệ"))
        self.phone = LineEdit(theme, _("Điện thoại cơ quan"))
        self.phone.setAccessibleName(_("Điện thoại cơ quan"))
        self.phone.setMaxLength(LONGEST)
        self.name.returnPressed.connect(lambda: self.phone.setFocus(Qt.FocusReason.TabFocusReason))
        self.phone.returnPressed.connect(self._keep)
        for line in (self.name, self.phone):
            line.typed.connect(lambda _text: self.draft.typing())
        row = across(self, theme.px(8))
        row.addWidget(self._about, 2)
        row.addWidget(self.name, 3)
        row.addWidget(self.phone, 2)
        row.addWidget(Button(theme, _("Lưu"), icon="save", on_click=self._keep))
        self.hide()

    def begin(self, unit: str, title: str, name: str, phone: str) -> None:
        """Ask for the contact of a unit; what is known stands there already."""
        self._unit = unit
        self._about.set_text(_("Người liên hệ ở {unit}").format(unit=title))
        typed = self.draft.begin(unit, {"name": name, "phone": phone})
        self.name.setText(str(typed["name"] or ""))
        self.phone.setText(str(typed["phone"] or ""))
        if self.draft.words:
            self._about.set_text(f"{_('Người liên hệ ở {unit}').format(unit=title)} · {self.draft.words}")
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _keep(self) -> None:
        self.kept.emit(self._unit, self.name.text(), self.phone.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.draft.forget()
            self.hide()
            self.left.emit()
            return
        super().keyPressEvent(event)
