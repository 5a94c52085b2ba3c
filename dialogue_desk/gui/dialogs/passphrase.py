"""The door of a locked desk, and the code that opens it when the passphrase is forgotten."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from dialogue_desk.desk import Desk, locking, papers
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.preview import preview
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


def secret_line(theme: Theme, name: str) -> LineEdit:
    """A field whose letters nobody sees; its text is never offered, corrected or learned by an input method."""
    line = LineEdit(theme)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    return line


class Door(QWidget):
    """Passphrase; or, asked for, the printed code and a new passphrase. `opened` carries the Desk."""

    opened = Signal(object)

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__()
        self._theme = theme
        self._folder = folder
        self.left = ""
        """Where the code that was used, and the passphrase of before, still open something."""
        column = down(self, theme.px(8))
        self._title = label(theme, _("Mật khẩu của bàn này"), "title")
        self.passphrase = secret_line(theme, _("Mật khẩu"))
        self.passphrase.returnPressed.connect(self.open)
        self.setFocusProxy(self.passphrase)
        self._code_name = label(theme, _("Mã khôi phục trên tờ giấy đã in"), "small_strong", "text2")
        self.code = LineEdit(theme)
        self.code.setAccessibleName(_("Mã khôi phục"))
        self._new_name = label(theme, _("Mật khẩu mới, gõ hai lần"), "small_strong", "text2")
        self.new = secret_line(theme, _("Mật khẩu mới"))
        self.again = secret_line(theme, _("Gõ lại mật khẩu mới"))
        self.code.returnPressed.connect(self.new.setFocus)
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.recover)
        self.said = WrappedLabel(theme, "", "small", "danger")
        self._forgot = Button(theme, _("Quên mật khẩu…"), kind="quiet", on_click=self.ask_code)
        self._go = Button(theme, _("Mở"), kind="primary", on_click=self._act)
        self._recovering = (self._code_name, self.code, self._new_name, self.new, self.again)
        for widget in (self._title, self.passphrase, *self._recovering, self.said):
            column.addWidget(widget)
        for hidden in self._recovering:
            hidden.hide()
        row = QHBoxLayout()
        row.addWidget(self._forgot)
        row.addStretch(1)
        row.addWidget(self._go)
        column.addLayout(row)

    def ask_code(self) -> None:
        """The passphrase is forgotten: the code instead."""
        self._title.setText(_("Mở bằng mã khôi phục"))
        self.said.set_text("")
        self.passphrase.hide()
        self._forgot.hide()
        for widget in self._recovering:
            widget.show()
        self.code.setFocus()

    def _act(self) -> None:
        if self.code.isVisibleTo(self):
            self.recover()
        else:
            self.open()

    def open(self) -> None:
        """Open the desk, or say why not: the wrong passphrase is not a damaged file."""
        self._open(self.passphrase.text())

    def recover(self) -> None:
        """Give the desk a new passphrase and open it."""
        if self.new.text() != self.again.text():
            self.said.set_text(_("Hai lần gõ mật khẩu mới không giống nhau."))
            self.again.setFocus()
            return
        try:
            done = locking.recover(self._folder, self.code.text(), self.new.text())
        except DeskError as trouble:
            self.said.set_text(str(trouble))
            (self.new if trouble.code.endswith("_passphrase") else self.code).setFocus()
            return
        self.left = locking.left_words(done.left)
        self._open(self.new.text())

    def _open(self, passphrase: str) -> None:
        try:
            desk = Desk.open(self._folder, passphrase)
        except DeskError as trouble:
            wrong = trouble.code in ("wrong_passphrase", "needs_passphrase")
            self.said.set_text(_("Mật khẩu không đúng. Nhập lại.") if wrong else str(trouble))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
            return
        for line in (self.passphrase, self.code, self.new, self.again):
            line.clear()
        self.opened.emit(desk)


class RecoveryCode(QWidget):
    """A recovery code, shown until the person has it on paper: only then does it go on."""

    done = Signal()

    def __init__(self, theme: Theme, code: str, unit: str, title: str, words: str) -> None:
        """`words`: what the passphrase cannot do, or where the one of before still opens something."""
        super().__init__()
        self._theme = theme
        self.shown = code
        self._unit = unit
        column = down(self, theme.px(10))
        column.addWidget(WrappedLabel(theme, title, "title"))
        line = WrappedLabel(theme, code.replace("-", " - "), "detail")
        line.setAccessibleName(code)
        column.addWidget(line)
        column.addWidget(
            WrappedLabel(
                theme,
                _("Quên mật khẩu thì chỉ mã này mở được dữ liệu. In ra, cất nơi khác; xác nhận rồi thì không xem lại."),
                "body",
            )
        )
        column.addWidget(WrappedLabel(theme, words, "small", "text2"))
        self.kept = CheckBox(theme, _("Tôi đã in hoặc ghi mã ra giấy"))
        column.addWidget(self.kept)
        row = QHBoxLayout()
        self._print = Button(theme, _("In mã…"), icon="printer", on_click=self.print)
        self.go_on = Button(theme, _("Tiếp tục"), kind="primary", on_click=self.done.emit)
        self.go_on.setEnabled(False)
        self.kept.toggled.connect(self.go_on.setEnabled)
        row.addWidget(self._print)
        row.addStretch(1)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.setFocusProxy(self._print)
        self._print.setFocus(Qt.FocusReason.OtherFocusReason)

    def print(self) -> None:
        """The slip for the safe."""
        preview(self._theme, papers.recovery_slip(self.shown, self._unit), self.window())
