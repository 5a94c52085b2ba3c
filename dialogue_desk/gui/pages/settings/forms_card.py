"""Biểu mẫu khai báo: an upper unit looks at a workbook as the page it makes, publishes it, withdraws it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk.declaring import Checked
from dialogue_desk.domain.declared import Declaration
from dialogue_desk.domain.laying_out import tabs_of
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import open_file
from dialogue_desk.gui.widgets.layouts import across, clear, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


class FormsCard(Card):
    """What is declared, and the preview of a workbook before anybody else sees it."""

    def __init__(self, kit: Kit) -> None:
        told = _("Ô và sổ riêng của đơn vị, viết bằng Excel (XLSForm). Cấp dưới nhận cùng tệp trả lời.")
        super().__init__(kit.theme, _("Biểu mẫu khai báo"), told)
        self._kit = kit
        self._file: Path | None = None
        theme, px = kit.theme, kit.theme.px
        self._held = down(gap=px(6))
        self.box.addLayout(self._held)
        row = across(gap=px(8))
        row.addWidget(Button(theme, _("Chọn sổ Excel…"), icon="file-spreadsheet", on_click=self.choose))
        self.publish_button = Button(theme, _("Công bố"), icon="send", kind="primary", on_click=self.publish)
        row.addWidget(self.publish_button)
        row.addStretch(1)
        self.box.addLayout(row)
        self.said = WrappedLabel(theme, "", "body")
        self.box.addWidget(self.said)
        self._preview = QVBoxLayout()
        self.box.addLayout(self._preview)
        self.views: list[FormView] = []
        self.publish_button.hide()
        self.tell()

    def tell(self) -> None:
        """What is declared now."""
        clear(self._held)
        desk, theme = self._kit.desk, self._kit.theme
        for told in [d for d in desk.declaring.held() if d.fields or d.registers or d.is_withdrawn]:
            holder = QWidget()
            row = across(holder, theme.px(10))
            words = _("{title}: phiên bản {version}, {unit}").format(
                title=told.title, version=told.version, unit=desk.units.name(told.issuer)
            )
            shown = _("{told}, đã thôi dùng").format(told=words) if told.is_withdrawn else words
            row.addWidget(WrappedLabel(theme, shown), 1)
            if told.issuer == desk.unit and not told.is_withdrawn:
                off = Button(theme, _("Ngừng dùng"), icon="ban", kind="quiet", on_click=partial(self._withdraw, told))
                off.setAccessibleName(f"{_('Ngừng dùng')}: {told.title}")
                row.addWidget(off)
            self._held.addWidget(holder)

    def choose(self) -> None:
        """Ask for a workbook."""
        open_file(self, self.look, _("Chọn sổ XLSForm"), "Excel (*.xlsx)")

    def look(self, file: Path) -> None:
        """The page a workbook makes, or the one sentence that says what is wrong with it."""
        self._file = None
        clear(self._preview)
        self.views = []
        try:
            found = self._kit.desk.declaring.check(file)
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            self.publish_button.hide()
            return
        self._file = file
        self._show(found)

    def _show(self, found: Checked) -> None:
        theme, told = self._kit.theme, found.declaration
        words = _("{title} ({form}, phiên bản {version}): {registers} sổ, {fields} ô.").format(
            title=told.title, form=told.form_id, version=told.version, registers=len(told.registers),
            fields=len(told.fields),
        )  # fmt: skip
        held = (
            _("Phiên bản này đã công bố.")
            if found.is_held
            else _("Xem trước dưới đây; công bố rồi không bỏ được khóa.")
        )
        self.said.set_text(f"{words} {held}", "text")
        self.publish_button.setVisible(not found.is_held)
        for form in found.forms:
            self._preview.addWidget(label(theme, _(form.label), "strong"))
            for tab in tabs_of(form, self._kit.today().isoformat()):
                view = FormView(theme, form, layout=tab.sections, today=self._kit.today, label_width=132, stacked=True)
                self.views.append(view)
                self._preview.addWidget(view)

    def publish(self) -> None:
        """Declare what is shown."""
        file, declaring = self._file, self._kit.desk.declaring
        told = self._kit.notices.tried(lambda: declaring.publish(file).declaration) if file is not None else None
        if told is None:
            return
        self._kit.notices.post(_("Đã công bố “{title}”.").format(title=told.title), "ok")
        self._done()

    def _withdraw(self, told: Declaration) -> None:
        if not self._kit.notices.did(lambda: self._kit.desk.declaring.withdraw(told.form_id)):
            return
        self._done()

    def _done(self) -> None:
        self._file = None
        clear(self._preview)
        self.views = []
        self.said.set_text("", "text")
        self.publish_button.hide()
        self.tell()
