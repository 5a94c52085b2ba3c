"""Lời văn bản: the wording of a letter, changed with a preview; what differs from the shipped one is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from dialogue_desk.domain.vocabulary import HEADER_FAMILY
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


class LettersCard(Card):
    """One letter at a time; nothing is kept before it could be previewed."""

    def __init__(self, kit: Kit) -> None:
        told = _("Chữ trong {ngoặc} do máy điền. Lời riêng còn nguyên khi cập nhật và đi cùng tệp trả lời.")
        super().__init__(kit.theme, _("Lời văn bản"), told)
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        row = across(gap=px(8))
        self.which = Combo(theme, kit.desk.letters.names(), _("Văn bản"))
        self.which.picked.connect(self.read)
        families = [("", _("Mọi cơ quan ban hành")), *((c.key, _(c.label)) for c in HEADER_FAMILY.codes)]
        self.family = Combo(theme, families, _("Cơ quan ban hành"))
        self.family.picked.connect(self.read)
        row.addWidget(self.which, 1)
        row.addWidget(self.family, 1)
        self.box.addLayout(row)
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(_("Lời văn bản"))
        self.words.setMinimumHeight(px(220))
        self.words.setTabChangesFocus(True)
        self.box.addWidget(self.words)
        row = across(gap=px(8))
        row.addWidget(Button(theme, _("Xem trước"), icon="eye", on_click=self.preview))
        row.addWidget(Button(theme, _("Giữ lời này"), icon="save", kind="primary", on_click=self.keep))
        self.back = Button(theme, _("Lấy lại lời của chương trình"), icon="undo-2", kind="quiet", on_click=self.reset)
        row.addWidget(self.back)
        row.addStretch(1)
        self.box.addLayout(row)
        self.said = WrappedLabel(theme, "", "small", "text2")
        self.box.addWidget(self.said)
        self.which.set_code(kit.desk.letters.names()[0][0])
        self.read()

    def _asked(self) -> tuple[str, str]:
        return self.which.code() or self._kit.desk.letters.names()[0][0], self.family.code() or ""

    def read(self) -> None:
        """The wording in force, and how it differs from the shipped one."""
        name, family = self._asked()
        letters = self._kit.desk.letters
        self.words.setPlainText(letters.text(name, family))
        told = letters.differences(name, family)
        self.said.set_text("\n".join([_("Khác lời của chương trình:"), *told]) if told else "", "text2")
        self.back.setVisible(letters.is_own(name, family))

    def preview(self) -> None:
        """The letter of the newest record in these words."""
        name, family = self._asked()
        text = self.words.toPlainText()
        try:
            self._kit.desk.letters.preview(name, text, family=family)
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        preview_made(self._kit, lambda desk: desk.letters.preview(name, text, family=family), self.window())

    def keep(self) -> None:
        """Keep these words for this unit."""
        name, family = self._asked()
        try:
            self._kit.desk.letters.keep(name, self.words.toPlainText(), family)
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        self._kit.notices.post(_("Đã giữ lời riêng."), "ok")
        self.read()

    def reset(self) -> None:
        """Back to the shipped words."""
        self._kit.desk.letters.reset(*self._asked())
        self.read()
