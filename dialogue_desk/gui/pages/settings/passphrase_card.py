"""The passphrase of this laptop's data: set it, change it, take it away, and when the desk locks itself."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialogue_desk.desk import locking
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.dialogs.passphrase import secret_line
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.guard import MINUTES, PREFERENCE, minutes_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


class PassphraseCard(Card):
    """What it shows depends on whether there is a passphrase."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Mật khẩu"))
        self._kit = kit
        theme = kit.theme
        self.has_passphrase = kit.desk.has_passphrase
        said = (
            _("Dữ liệu trên máy này có mật khẩu; các bản sao lưu cũng vậy.")
            if self.has_passphrase
            else _("Chưa có mật khẩu: ai mở được máy này, hoặc tháo ổ đĩa, đều đọc được dữ liệu và bản sao lưu.")
        )
        self.box.addWidget(WrappedLabel(theme, f"{said} {locking.disk_advice()}", "body", "text2"))
        self.present = secret_line(theme, _("Mật khẩu đang dùng"))
        self.new = secret_line(theme, _("Mật khẩu mới"))
        self.again = secret_line(theme, _("Gõ lại mật khẩu mới"))
        if self.has_passphrase:
            self._row(_("Mật khẩu đang dùng"), self.present)
        self._row(_("Mật khẩu mới"), self.new)
        self._row(_("Gõ lại"), self.again)
        self.said = WrappedLabel(theme, "", "small", "danger")
        self.box.addWidget(self.said)
        self._add_buttons()
        self._add_idle()

    def _row(self, name: str, widget: QWidget) -> None:
        row = QHBoxLayout()
        words = label(self.theme, name, "body", "text2")
        if not isinstance(widget, Button):
            widget.setMaximumWidth(self.theme.px(360))
            widget.setMinimumWidth(self.theme.px(220))
        if self.theme.scale > 1.5:  # as on the page around it
            self.box.addWidget(words)
        else:
            words.setFixedWidth(self.theme.px(140))
            row.addWidget(words)
        row.addWidget(widget)
        row.addStretch(1)
        self.box.addLayout(row)

    def _add_buttons(self) -> None:
        row = across(gap=self.theme.px(8))
        if self.has_passphrase:
            self.act = Button(self.theme, _("Đổi mật khẩu"), icon="key-round", on_click=self.change)
            self.anew = Button(
                self.theme,
                _("Đổi và mã hóa lại"),
                icon="shield",
                tip=_("Khi nghi có người biết mật khẩu cũ: mật khẩu ấy và tệp khóa cũ không mở được gì nữa."),
                on_click=self.re_encrypt,
            )
            for button in (self.act, self.anew):
                row.addWidget(button)
            row.addStretch(1)
            self.box.addLayout(row)
            row = across(gap=self.theme.px(8))
            self.code = Button(self.theme, _("Mã khôi phục mới"), icon="printer", on_click=self.new_code)
            self.away = Button(self.theme, _("Bỏ mật khẩu"), icon="unlock", on_click=self.remove)
            for button in (self.code, self.away):
                row.addWidget(button)
        else:
            self.act = Button(self.theme, _("Đặt mật khẩu"), icon="lock", on_click=self.set)
            row.addWidget(self.act)
        row.addStretch(1)
        self.box.addLayout(row)
        self.present.returnPressed.connect(self.new.setFocus)
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(lambda: self.act.click())

    def _add_idle(self) -> None:
        theme = self.theme
        choices = [(str(m), _("{count} phút").format(count=m) if m else _("Không bao giờ")) for m in MINUTES]
        self.minutes = Combo(theme, choices, _("Tự khóa khi không ai dùng"))
        self.minutes.set_code(str(minutes_of(self._kit.desk.preference(PREFERENCE))))
        self.minutes.picked.connect(self._choose_minutes)
        self.minutes.setEnabled(self.has_passphrase)
        self._row(_("Tự khóa sau"), self.minutes)
        if self.has_passphrase:
            lock = Button(theme, _("Khóa phần mềm"), icon="lock", tip="Ctrl+Shift+L")
            lock.clicked.connect(lambda _on=False: self._kit.guard.lock_asked.emit())
            self._row("", lock)
        why = (
            _("Bàn tự khóa khi không ai chạm vào bàn phím, chuột; ô đang nhập dở được giữ nguyên.")
            if self.has_passphrase
            else _("Chưa tự khóa được vì bàn chưa có mật khẩu.")
        )
        self.box.addWidget(WrappedLabel(theme, why, "small", "text2"))

    def _choose_minutes(self) -> None:
        value = self.minutes.code() or "0"
        self._kit.desk.prefer(PREFERENCE, value)
        self._kit.guard.watch(int(value))

    # -- doing ------------------------------------------------------------------------------

    def set(self) -> None:
        """The desk closes, is locked, and opens again behind its recovery code."""
        if self._is_typed_twice() and self._is_good():
            self._kit.guard.set_asked.emit(self.new.text())

    def change(self) -> None:
        """Another passphrase for the same key: at once, with the desk open."""
        if not self._is_typed_twice():
            return
        try:
            left = locking.change(self._kit.desk.folder, self.present.text(), self.new.text())
        except DeskError as trouble:
            self._refuse(trouble, self.present)
            return
        self.clear()
        told = f"{_('Đã đổi mật khẩu; mã khôi phục cũ vẫn dùng được.')} {locking.left_words(left)}"
        self._kit.notices.post(told.strip(), "warn" if left else "ok")

    def re_encrypt(self) -> None:
        """Another passphrase and another key: the desk closes, is written anew, and opens behind its new code."""
        if self._is_typed_twice() and self._is_good() and self._knows():
            self._kit.guard.reencrypt_asked.emit(self.present.text(), self.new.text())

    def new_code(self) -> None:
        """Another recovery code, for a paper that is lost or was seen."""
        if self._knows():
            self._kit.guard.code_asked.emit(self.present.text())

    def remove(self) -> None:
        """Only who knows the passphrase takes it away."""
        if self._knows():
            self._kit.guard.remove_asked.emit(self.present.text())

    def _knows(self) -> bool:
        try:
            locking.check(self._kit.desk.folder, self.present.text())
        except DeskError as trouble:
            self._refuse(trouble, self.present)
            return False
        return True

    def _is_good(self) -> bool:
        """Whether the new passphrase protects something: said before the desk is closed for it."""
        desk = self._kit.desk
        try:
            locking.require_good(desk.store, self.new.text())
        except DeskError as trouble:
            self._refuse(trouble, self.new)
            return False
        return True

    def clear(self) -> None:
        """Leave nothing typed behind."""
        for line in (self.present, self.new, self.again):
            line.clear()
        self.said.set_text("")

    def _is_typed_twice(self) -> bool:
        if not self.new.text().strip():
            self.said.set_text(_("Gõ mật khẩu mới: vài từ dễ nhớ, khó đoán."))
            self.new.setFocus()
            return False
        if self.new.text() != self.again.text():
            self.said.set_text(_("Hai lần gõ mật khẩu mới không giống nhau."))
            self.again.setFocus()
            return False
        return True

    def _refuse(self, trouble: DeskError, line: LineEdit) -> None:
        wrong = trouble.code == "wrong_passphrase"
        self.said.set_text(_("Mật khẩu đang dùng không đúng.") if wrong else str(trouble))
        line = self.new if trouble.code in ("short_passphrase", "common_passphrase") else line
        line.setFocus()
        line.selectAll()
