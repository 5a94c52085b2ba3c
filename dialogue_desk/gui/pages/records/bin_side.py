"""The bin of a page of records: what is in it, and bringing it back with what hangs on it."""

from __future__ import annotations

from dialogue_desk.desk.records import time_of
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.wording import shown_value
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.records.more import Parts
from dialogue_desk.gui.undoing import undo_last
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.headed import HeadedView
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel
from dialogue_desk.texts import _


class BinSide(HeadedView):
    """One record of the bin: who put it there and when, what it says, and the button that brings it back."""

    def __init__(self, parts: Parts) -> None:
        theme = parts.kit.theme
        super().__init__(theme)
        self._parts = parts
        self._record: Record | None = None
        self._title = ElidedLabel(theme, "", "detail")
        self.button = Button(theme, _("Lấy lại"), icon="undo-2", kind="primary")
        self.button.clicked.connect(lambda _on=False: self.bring_back())
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self.button)
        self.lines.setSpacing(theme.px(6))
        parts.right.addWidget(self)

    def show_entry(self, entry: Entry, *, go_in: bool = False) -> None:
        """A row of the bin was chosen; `go_in` leads to the button."""
        parts, desk = self._parts, self._parts.kit.desk
        record = self._record = desk.records.get(parts.about.form.key, entry.id, entry.unit)
        if record is None:
            return
        self._title.set_text(parts.about.title_of(record.values))
        clear(self.lines)
        at = time_of(record.updated_at)
        last = desk.records.history(record.form, record.id, record.unit)[-1]
        told = _("Bỏ vào thùng rác lúc {time}").format(time=f"{at:%H:%M} {at.day}/{at.month}/{at.year}")
        self._say(f"{told} · {last.by}" if last.by else told, "strong", "text")
        count = len(desk.operations.bin.with_it(record.form, record.id, record.unit))
        if count:
            self._say(_("Lấy lại thì {count} bản ghi gắn với nó cùng trở về.").format(count=count), "body", "text2")
        for field in parts.about.form.record_fields:
            words = shown_value(field, record.values.get(field.key))
            if words:
                self._say(f"{_(field.label)}: {words}", "body", "text2")
        self.lines.addStretch(1)
        may = record.unit == desk.unit or desk.records.writes_for(record.unit)
        self.button.setEnabled(may)
        parts.right.show_it(self)
        if go_in and may:
            self.button.setFocus()

    def bring_back(self) -> None:
        """Out of the bin, and shown in the list."""
        parts, record = self._parts, self._record
        if record is None:
            return
        back = parts.kit.notices.tried(
            lambda: parts.kit.desk.operations.bin.bring_back(record.form, record.id, record.unit)
        )
        if back is None:
            return
        parts.list.show_bin(on=False)
        parts.opening.open_record(record.id, record.unit)
        text = _("Đã lấy lại “{title}”.").format(title=parts.about.title_of(record.values))
        if len(back) > 1:
            text = _("Đã lấy lại “{title}” và {count} bản ghi gắn với nó.").format(
                title=parts.about.title_of(record.values), count=len(back) - 1
            )
        parts.kit.notices.post(text, "ok", _("Hoàn tác"), lambda: undo_last(parts.kit))

    def _say(self, words: str, role: str, ink: str) -> None:
        self.lines.addWidget(WrappedLabel(self._parts.kit.theme, words, role, ink))
