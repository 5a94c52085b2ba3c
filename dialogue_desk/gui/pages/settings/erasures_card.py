"""Xóa theo yêu cầu: marks that wait for a decision, and what was erased, as long as it can be brought back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialogue_desk.desk.erasure import Erased
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.erasure_words import mark_words
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

DAYS = (0, 7, 30, 90, 365)
MOST = 50
"""Marks the card shows; the command lists all of them."""


class ErasuresCard(Card):
    """Decides about what waits; brings back what was erased."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Xóa theo yêu cầu"))
        self._kit = kit
        theme = kit.theme
        self._told = WrappedLabel(theme, "", "body", "text2")
        self.box.addWidget(self._told)
        self.days = Combo(theme, [], _("Giữ nội dung đã xóa"))
        self.days.picked.connect(self._choose_days)
        row = QHBoxLayout()
        put(row, label(theme, _("Giữ nội dung đã xóa"), "body", "text2"), self.days)
        row.addStretch(1)
        self.box.addLayout(row)
        self._rows = down(gap=theme.px(10))
        self.box.addLayout(self._rows)

    def tell(self) -> None:
        """Read what waits and what was erased."""
        erasure = self._kit.desk.erasure
        listed = erasure.listed()
        waiting = [e for e in listed if e.status == "waiting"]
        done = [e for e in listed if e.until]
        told = _("Chờ quyết định: {waiting}. Lấy lại được: {done}.").format(waiting=len(waiting), done=len(done))
        self._told.set_text(told)
        choices = sorted({*DAYS, erasure.days})
        self.days.set_choices([(str(d), _("{count} ngày").format(count=d) if d else _("Hủy ngay")) for d in choices])
        self.days.set_code(str(erasure.days))
        clear(self._rows)
        for one in [*waiting, *done][:MOST]:
            self._rows.addWidget(self._row(one))

    def _row(self, erased: Erased) -> QWidget:
        theme, erasure = self._kit.theme, self._kit.desk.erasure
        holder = QWidget()
        column = down(holder)
        column.addWidget(WrappedLabel(theme, mark_words(self._kit.desk, erased)))
        row = across(gap=theme.px(8))
        ways: list[tuple[str, str, Callable[..., object], str]]
        if erased.status == "waiting":
            ways = [
                (_("Xóa nội dung"), "trash-2", erasure.accept, _("Đã xóa nội dung theo yêu cầu.")),
                (_("Không xóa"), "x", erasure.refuse, _("Nội dung còn nguyên; dấu ấy không chờ lại nữa.")),
            ]
        else:
            until = _("Lấy lại được đến {day}.").format(day="/".join(reversed(erased.until.split("-"))))
            row.addWidget(label(theme, until, "small", "text2"))
            ways = [(_("Lấy lại"), "undo-2", erasure.bring_back, _("Đã lấy lại nội dung."))]
        for text, icon, way, said in ways:
            button = Button(theme, text, icon=icon, kind="quiet", on_click=partial(self._do, way, erased, said))
            button.setAccessibleName(f"{text}: {mark_words(self._kit.desk, erased)}")
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return holder

    def _do(self, work: Callable[..., object], erased: Erased, said: str) -> None:
        form, unit, record_id = erased.record
        if not self._kit.notices.did(lambda: work(form, record_id, unit)):
            return
        self.tell()
        self._kit.notices.post(said, "ok")

    def _choose_days(self) -> None:
        try:
            self._kit.desk.erasure.days = int(self.days.code() or "0")
        except DeskError as trouble:
            self._kit.notices.post_error(trouble)
        self.tell()
