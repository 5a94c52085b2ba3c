"""Đã gửi, đã nhận: every package with its undo; and the list it shares with the board of units below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import Batch
from dialogue_desk.desk.sending import Sent
from dialogue_desk.domain.periods import document_date
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.forms.wording import when
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.exchange.words import count_words
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import EmptyPage
from dialogue_desk.gui.widgets.columns import ListColumn
from dialogue_desk.gui.widgets.layouts import put
from dialogue_desk.gui.widgets.list_columns import ListColumns
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import N_, _


class Listing(ListColumns):
    """A panel of packages or units."""

    def __init__(self, kit: Kit, first: str, columns: tuple[ListColumn, ...], name: str, empty: EmptyPage) -> None:
        self.kit = kit
        widths = Widths(kit.desk, f"columns.list.{type(self).__name__}")
        super().__init__(kit.theme, first, columns, name, empty, widths)


class PastPanel(Listing):
    """Packages that came and went, newest first; a merged one can be taken back weeks later."""

    undone = Signal()
    COLUMNS = (ListColumn(N_("Lúc"), 150), ListColumn(N_("Kết quả"), 210))

    def __init__(self, kit: Kit) -> None:
        columns = tuple(ListColumn(_(c.title), c.width) for c in self.COLUMNS)
        empty = EmptyPage(kit.theme, "history", _("Chưa có gói nào đi hay đến."))
        super().__init__(kit, _("Gói"), columns, _("Đã gửi, đã nhận"), empty)
        self._undo = Button(kit.theme, _("Hoàn tác gói"), icon="undo-2", on_click=self.ask_undo)
        self._slip = Button(kit.theme, _("In phiếu giao nhận"), icon="printer", on_click=self.print_slip)
        self._content = Button(kit.theme, _("Xem nội dung"), icon="eye", on_click=self.show_content)
        put(self.foot, self._slip, self._content, self._undo)
        self._can_undo: set[str] = set()
        self._sent: set[str] = set()
        self.list.picked.connect(lambda _entry: self._tell())
        kit.scope.changed.connect(lambda: self.reload() if self.isVisible() else None)

    def reload(self) -> None:
        def work(desk: Desk, _progress: Progress) -> tuple[list[Batch], list[Sent]]:
            return desk.receiving.batches(), desk.sending.sent()

        run_beside(self.kit, _("Xem các gói"), work, self._show)

    def _show(self, passed: tuple[Sequence[Batch], Sequence[Sent]]) -> None:
        desk = self.kit.desk
        timed: list[tuple[str, Entry]] = []
        self._can_undo = set()
        keys = self.kit.scope.keys
        batches = [b for b in passed[0] if not keys or b.unit in keys]
        sent_packages = [s for s in passed[1] if not keys or s.unit in keys]
        for batch in batches:
            is_merged = batch.status == "merged"
            if is_merged:
                self._can_undo.add(batch.package)
            counts = batch.counts
            told = _("{new} mới, {changed} đổi").format(new=counts.get("new", 0), changed=counts.get("changed", 0))
            chip = ChipSpec(told, "ok", "download") if is_merged else ChipSpec(_("Đã hoàn tác"), "mute", "undo-2")
            title = _("Nhận của {unit}").format(unit=desk.units.name(batch.unit))
            cells = ((when(batch.at), None), ("", chip))
            timed.append((batch.at, Entry(batch.unit, batch.package, title, batch.file, chip, cells)))
        self._sent = set()
        for sent in sent_packages:
            self._sent.add(sent.package)
            if sent.receipt and sent.kind == "down":
                chip = ChipSpec(_("Đã lấy {day}").format(day=document_date(sent.receipt)), "ok", "circle-check")
            elif sent.receipt:
                chip = ChipSpec(_("Đã nhận {day}").format(day=document_date(sent.receipt)), "ok", "circle-check")
            elif sent.kind == "up":
                chip = ChipSpec(_("Chưa có xác nhận"), "info", "send")
            else:
                chip = ChipSpec(_("Đã viết"), "mute", "send")
            title = _("Gửi {unit}").format(unit=desk.units.name(sent.unit))
            detail = f"{sent.file} · {count_words(sent.counts, desk.records.forms) or _('không có bản ghi')}"
            cells = ((when(sent.at), None), ("", chip))
            timed.append((sent.at, Entry(sent.unit, sent.package, title, detail, chip, cells)))
        timed.reverse()  # of two in one second the later one stands first
        timed.sort(key=lambda pair: pair[0], reverse=True)
        self.fill([entry for _at, entry in timed], is_empty=not (passed[0] or passed[1]))
        self._tell()

    def _tell(self) -> None:
        entry = self.current()
        self._undo.setEnabled(entry is not None and entry.id in self._can_undo)
        is_sent = entry is not None and entry.id in self._sent
        self._slip.setVisible(is_sent)
        self._undo.setVisible(not is_sent)
        self._content.setVisible(entry is not None and not is_sent)
        self._content.setEnabled(entry is not None and entry.id in self._can_undo)
        told = _("{count} gói").format(count=len(self.model.rows))
        self.told.set_text(" · ".join(filter(None, (told, self.kit.scope.words))))

    def ask_undo(self) -> None:
        """Say what an undo would leave, then let a person decide."""
        entry = self.current()
        if entry is None or entry.id not in self._can_undo:
            return
        package = entry.id

        def work(desk: Desk, _progress: Progress) -> tuple[int, str]:
            whose = desk.receiving.origin(package)
            return len(desk.receiving.kept_by_undo(package)), whose.told(desk.units.name(whose.unit))

        run_beside(self.kit, _("Xem hoàn tác để lại gì"), work, partial(self._ask_undo, package))

    def _ask_undo(self, package: str, found: tuple[int, str]) -> None:
        """The question names whose package it is, and stays about it wherever the list moves meanwhile."""
        kept, whose = found
        told = _("Hoàn tác gói của {origin}? Các bản ghi trở về như trước khi nhận; máy sao lưu trước.")
        told = told.format(origin=whose)
        if kept:
            more = _("{count} bản ghi đã được sửa tiếp ở đây giữ giá trị đang có.")
            told = f"{told} {more.format(count=kept)}"
        self.kit.notices.post(told, "warn", _("Hoàn tác"), partial(self.undo, package))

    def undo(self, package: str) -> None:
        self.list.setFocus()  # the button is about to go

        def work(desk: Desk, _progress: Progress) -> int:
            return len(desk.receiving.undo(package))

        run_beside(self.kit, _("Hoàn tác gói"), work, lambda _kept: self._done())

    def _done(self) -> None:
        self.kit.notices.post(_("Đã hoàn tác gói; các bản ghi trở về như trước khi nhận."), "ok")
        self.reload()
        self.undone.emit()

    def show_content(self) -> None:
        """What a merged package changed, field by field."""
        entry = self.current()
        if entry is not None and entry.id in self._can_undo:
            self._preview("merge-preview", entry.id)

    def print_slip(self) -> None:
        entry = self.current()
        if entry is not None and entry.id in self._sent:
            self._preview("handover-slip", entry.id)

    def _preview(self, report: str, package: str) -> None:
        preview_made(self.kit, lambda desk: desk.reporting.build(report, {"id": package}), self.window())
