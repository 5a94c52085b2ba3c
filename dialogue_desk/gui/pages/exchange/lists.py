"""Gói đã qua: every package with its undo; and the card of rows it shares with the board of units below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import Batch
from dialogue_desk.desk.sending import Sent
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.models.sifted import BLANK, has_words
from dialogue_desk.gui.pages.exchange.words import count_words, when
from dialogue_desk.gui.places import Width
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Rule
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.gui.widgets.heading_menu import AS_CAME, DOWN, UP, heading_menu
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import N_, _


class RowsModel(QAbstractListModel):
    """Entries that are all known at once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (EntryRole, Qt.ItemDataRole.DisplayRole):
            return None
        entry = self.entries[index.row()]
        words = [entry.title, entry.detail, *(chip.text if chip else text for text, chip in entry.cells)]
        return entry if role == EntryRole else ". ".join(word for word in words if word)


class Listing(QWidget):
    """A card with column titles, rows, and a foot; the empty page where there is nothing."""

    def __init__(self, kit: Kit, first: str, columns: tuple[ListColumn, ...], name: str, empty: EmptyPage) -> None:
        super().__init__()
        self.kit = kit
        theme, px = kit.theme, kit.theme.px
        self.model = RowsModel(self)
        self.list = EntryList(theme, self.model, name)
        ListTyping(self.list)
        self.delegate = ColumnsDelegate(theme, columns, self.list)
        self.list.setItemDelegate(self.delegate)
        widths = Widths(kit.desk, f"columns.list.{type(self).__name__}")
        self.header = ColumnsHeader(theme, first, self.delegate, widths, range(-1, len(columns)))
        self.header.sort_asked.connect(self._sort_next)
        self.header.menu_asked.connect(self.show_menu)
        self._given: tuple[Entry, ...] = ()
        self._words: dict[int, str] = {}
        self.list.viewport().installEventFilter(self)
        card = Card(theme, padding=2)
        card.box.setSpacing(0)
        card.box.addWidget(self.header)
        card.box.addWidget(self.list, 1)
        card.box.addWidget(Rule(theme))
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(px(14), px(8), px(10), px(8))
        self.foot.setSpacing(px(8))
        self.told = ElidedLabel(theme, "", "body", "text2")
        self.foot.addWidget(self.told, 1)
        card.box.addLayout(self.foot)
        empty_card = Card(theme)
        empty_card.setFocusProxy(empty)
        empty_card.box.addWidget(empty)
        holder = QWidget()
        self.stack = QStackedLayout(holder)
        self.stack.addWidget(card)
        self.stack.addWidget(empty_card)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(12))
        self.column.addWidget(holder, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The titles stand above the cells, also beside a scroll bar."""
        if event.type() == QEvent.Type.Resize:
            self.header.update()
        return False

    def fit(self, width: Width) -> None:
        self.delegate.is_wide = width is not Width.NARROW
        self.header.setVisible(self.delegate.is_wide)
        self.list.doItemsLayout()

    def fill(self, entries: Sequence[Entry], *, is_empty: bool) -> None:
        self._given = tuple(entries)
        self.stack.setCurrentIndex(1 if is_empty else 0)
        self._arrange()

    def _arrange(self) -> None:
        """The rows that were given, sifted and in order; the keyboard stays on its row."""
        at, row = self.current(), max(self.list.currentIndex().row(), 0)
        shown = [
            e for e in self._given if all(has_words(_told(e, place), words) for place, words in self._words.items())
        ]
        if self.header.sorted_by is not None:
            place, is_down = self.header.sorted_by
            shown.sort(key=lambda entry: _order_of(_told(entry, place)), reverse=is_down)
        self.model.show(shown)
        if shown:
            same = [n for n, entry in enumerate(shown) if at is not None and entry.key == at.key]
            self.list.choose(same[0] if same else min(row, len(shown) - 1))

    # -- order and filters ------------------------------------------------------------------

    def _sort_next(self, place: int) -> None:
        before = self.header.sorted_by
        self._sort(place, {None: UP, (place, False): DOWN, (place, True): AS_CAME}.get(before, UP))

    def _sort(self, place: int, order: str) -> None:
        self.header.sorted_by = (place, order == DOWN) if order else None
        self.header.update()
        self._arrange()

    def _sift(self, place: int, words: str) -> None:
        self._words.pop(place, None)
        if words:
            self._words[place] = words
        self.header.filtered = {at: _("(trống)") if told == BLANK else told for at, told in self._words.items()}
        self.header.update()
        self._arrange()

    def _sift_none(self) -> None:
        for place in list(self._words):
            self._sift(place, "")

    def show_menu(self, place: int) -> QMenu:
        """Below a heading: orders, words to look for, and what stands in the column."""
        told = Counter(_told(entry, place) for entry in self._given)
        menu = heading_menu(
            self.kit.theme, self.header, sort=partial(self._sort, place), words=self._words.get(place, ""),
            values=[text for text, _count in told.most_common()] if place >= 0 else (),
            sift=partial(self._sift, place), sift_none=self._sift_none if self._words else None,
        )  # fmt: skip
        menu.popup(self.header.mapToGlobal(QPoint(self.header.room_of(place).x(), self.header.height())))
        return menu

    def current(self) -> Entry | None:
        row = self.list.currentIndex().row()
        return self.model.entries[row] if 0 <= row < len(self.model.entries) else None


def _told(entry: Entry, place: int) -> str:
    """What a row says in a column; -1: its two lines."""
    if place < 0:
        return f"{entry.title} {entry.detail}".strip()
    text, chip = entry.cells[place] if place < len(entry.cells) else ("", None)
    return " ".join(part for part in (text, chip.text if chip else "") if part)


def _order_of(text: str) -> tuple[object, ...]:
    """Days by the calendar, everything else as people order words."""
    day = _DAY.match(text)
    return (0, int(day[3]), int(day[2]), int(day[1])) if day else (1, sort_key(text))


_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class PastPanel(Listing):
    """Packages that came and went, newest first; a merged one can be taken back weeks later."""

    undone = Signal()
    COLUMNS = (ListColumn(N_("Lúc"), 150), ListColumn(N_("Kết quả"), 210))

    def __init__(self, kit: Kit) -> None:
        columns = tuple(ListColumn(_(c.title), c.width) for c in self.COLUMNS)
        empty = EmptyPage(kit.theme, "history", _("Chưa có gói nào đi hay đến."))
        super().__init__(kit, _("Gói"), columns, _("Gói đã qua"), empty)
        self._undo = Button(kit.theme, _("Hoàn tác gói"), icon="undo-2", on_click=self.ask_undo)
        self._slip = Button(kit.theme, _("In phiếu giao nhận"), icon="printer", on_click=self.print_slip)
        self._content = Button(kit.theme, _("Xem nội dung"), icon="eye", on_click=self.show_content)
        self.foot.addWidget(self._slip)
        self.foot.addWidget(self._content)
        self.foot.addWidget(self._undo)
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
            if sent.receipt:
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
        told = _("{count} gói").format(count=len(self.model.entries))
        self.told.set_text(" · ".join(filter(None, (told, self.kit.scope.words))))

    def ask_undo(self) -> None:
        """Say what an undo would leave, then let a person decide."""
        entry = self.current()
        if entry is None or entry.id not in self._can_undo:
            return
        package = entry.id

        def work(desk: Desk, _progress: Progress) -> int:
            return len(desk.receiving.kept_by_undo(package))

        run_beside(self.kit, _("Xem hoàn tác để lại gì"), work, partial(self._ask_undo, package))

    def _ask_undo(self, package: str, kept: int) -> None:
        told = _("Hoàn tác gói này? Các bản ghi trở về như trước khi nhận; máy sao lưu trước.")
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
