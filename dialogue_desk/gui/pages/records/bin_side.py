"""The bin of a page of records: what is in it, and bringing it back with what hangs on it."""

from __future__ import annotations

from dialogue_desk.desk.records import time_of
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.forms.wording import shown_value
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.records.record_host import RecordHost
from dialogue_desk.gui.undoing import undo_last
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.headed import HeadedView
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel
from dialogue_desk.texts import _


class BinSide(HeadedView):
    """One record of the bin: who put it there and when, what it says, and the button that brings it back."""

    def __init__(self, page: RecordHost) -> None:
        theme = page.theme
        super().__init__(theme)
        self._page = page
        self._record: Record | None = None
        self._title = ElidedLabel(theme, "", "detail")
        self.button = Button(theme, _("Lấy lại"), icon="undo-2", kind="primary")
        self.button.clicked.connect(lambda _on=False: self.bring_back())
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self.button)
        self.lines.setSpacing(theme.px(6))
        page.right.addWidget(self)

    def show_entry(self, entry: Entry, *, go_in: bool = False) -> None:
        """A row of the bin was chosen; `go_in` leads to the button."""
        page, desk = self._page, self._page.kit.desk
        record = self._record = desk.records.get(page.form.key, entry.id, entry.unit)
        if record is None:
            return
        self._title.set_text(page.title_of(record.values))
        clear(self.lines)
        at = time_of(record.updated_at)
        last = desk.records.history(record.form, record.id, record.unit)[-1]
        told = _("Bỏ vào thùng rác lúc {time}").format(time=f"{at:%H:%M} {at.day}/{at.month}/{at.year}")
        self._say(f"{told} · {last.by}" if last.by else told, "strong", "text")
        count = len(desk.operations.bin.with_it(record.form, record.id, record.unit))
        if count:
            self._say(_("Lấy lại thì {count} bản ghi gắn với nó cùng trở về.").format(count=count), "body", "text2")
        for field in page.form.record_fields:
            words = shown_value(field, record.values.get(field.key))
            if words:
                self._say(f"{_(field.label)}: {words}", "body", "text2")
        self.lines.addStretch(1)
        may = record.unit == desk.unit or desk.records.writes_for(record.unit)
        self.button.setEnabled(may)
        page.show_right(self)
        if go_in and may:
            self.button.setFocus()

    def bring_back(self) -> None:
        """Out of the bin, and shown in the list."""
        page, record = self._page, self._record
        if record is None:
            return
        try:
            back = page.kit.desk.operations.bin.bring_back(record.form, record.id, record.unit)
        except DeskError as trouble:
            page.kit.notices.post_error(trouble)
            return
        page.list.show_bin(on=False)
        page.open_record(record.id, record.unit)
        text = _("Đã lấy lại “{title}”.").format(title=page.title_of(record.values))
        if len(back) > 1:
            text = _("Đã lấy lại “{title}” và {count} bản ghi gắn với nó.").format(
                title=page.title_of(record.values), count=len(back) - 1
            )
        page.kit.notices.post(text, "ok", _("Hoàn tác"), lambda: undo_last(page.kit))

    def _say(self, words: str, role: str, ink: str) -> None:
        self.lines.addWidget(WrappedLabel(self._page.theme, words, role, ink))
