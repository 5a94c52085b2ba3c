"""Ai đã gửi and Gói đã qua: the board of units below, and every package with its undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import Batch
from dialogue_desk.desk.sending import Sent
from dialogue_desk.desk.whereabouts import Arrival
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.pages.exchange_words import count_words, when
from dialogue_desk.gui.places import Width
from dialogue_desk.gui.preview import preview
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, FilterChip, Rule
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.gui.widgets.inputs import SearchEdit
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import N_, _

STATUS_CHIPS = {
    "received": ChipSpec(N_("Đã gửi"), "ok", "check"),
    "on_time": ChipSpec(N_("Đúng hạn"), "ok", "check"),
    "late": ChipSpec(N_("Muộn"), "warn", "clock"),
    "silent": ChipSpec(N_("Chưa gửi"), "danger", "x"),
    "nothing_to_report": ChipSpec(N_("Không phát sinh"), "mute", "minus"),
}
NOT_JOINED = ChipSpec(N_("Chưa tham gia"), "mute", "circle")
"""Silent, but it has no machine yet that could send: nothing to be red about."""

FILTERS = (
    ("", N_("Tất cả")),
    ("silent", N_("Chưa gửi")),
    ("late", N_("Muộn")),
    ("missing", N_("Thiếu gói")),
)


_URGENCY = ("silent", "late", "received", "on_time", "nothing_to_report")


def _told(chip: ChipSpec) -> ChipSpec:
    """A chip in the language of the window."""
    return ChipSpec(_(chip.text), chip.tone, chip.icon)


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


class _Listing(QWidget):
    """A card with column titles, rows, and a foot; the empty page where there is nothing."""

    def __init__(self, kit: Kit, first: str, columns: tuple[ListColumn, ...], name: str, empty: EmptyPage) -> None:
        super().__init__()
        self.kit = kit
        theme, px = kit.theme, kit.theme.px
        self.model = RowsModel(self)
        self.list = EntryList(theme, self.model, name)
        self.delegate = ColumnsDelegate(theme, columns, self.list)
        self.list.setItemDelegate(self.delegate)
        self.header = ColumnsHeader(theme, first, columns)
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
            self.header.bar_width = max(self.list.width() - self.list.viewport().width(), 0)
            self.header.update()
        return False

    def fit(self, width: Width) -> None:
        self.delegate.is_wide = width is not Width.NARROW
        self.header.setVisible(self.delegate.is_wide)
        self.list.doItemsLayout()

    def fill(self, entries: Sequence[Entry], *, is_empty: bool) -> None:
        row = max(self.list.currentIndex().row(), 0)
        self.model.show(entries)
        self.stack.setCurrentIndex(1 if is_empty else 0)
        if entries:
            self.list.choose(min(row, len(entries) - 1))

    def current(self) -> Entry | None:
        row = self.list.currentIndex().row()
        return self.model.entries[row] if 0 <= row < len(self.model.entries) else None


class BoardPanel(_Listing):
    """Every unit below: whether it sent, when, what number is missing. A return package for the chosen one."""

    COLUMNS = (
        ListColumn(N_("Gói mới nhất"), 130),
        ListColumn(N_("Thiếu gói số"), 120),
        ListColumn(N_("Tình trạng"), 160),
    )

    def __init__(self, kit: Kit) -> None:
        columns = tuple(ListColumn(_(c.title), c.width) for c in self.COLUMNS)
        empty = EmptyPage(kit.theme, "users", _("Không có đơn vị cấp dưới nào trong năm này."))
        super().__init__(kit, _("Đơn vị"), columns, _("Đơn vị cấp dưới"), empty)
        theme = kit.theme
        this = kit.today().year
        self._year = Combo(theme, [(str(y), str(y)) for y in range(this, this - 12, -1)], _("Năm"))
        self._year.set_code(str(this))
        self._year.picked.connect(self.reload)
        self._filter = SearchEdit(theme, _("Lọc theo tên, không cần dấu"))
        self._filter.textEdited.connect(lambda _text: self._narrow())
        self._chips = {key: FilterChip(theme, _(text)) for key, text in FILTERS}
        self._chips[""].setChecked(True)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self._filter, 1)
        bar.addWidget(self._year)
        for chip in self._chips.values():
            chip.clicked.connect(lambda _on: self._narrow())
            bar.addWidget(chip)
        self.column.insertLayout(0, bar)
        self.foot.addWidget(Button(theme, _("In bảng"), icon="printer", on_click=self.print))
        self.foot.addWidget(Button(theme, _("Viết gói trả lời…"), icon="send", on_click=self.choose_answer))
        self._all: list[tuple[Entry, str, bool]] = []

    def reload(self) -> None:
        year = int(self._year.code() or self.kit.today().year)

        def work(desk: Desk, _progress: Progress) -> list[Arrival]:
            return desk.whereabouts.arrivals(year)

        run_beside(self.kit, _("Xem ai đã gửi"), work, self._show)

    def _show(self, arrivals: Sequence[Arrival]) -> None:
        units = self.kit.desk.units
        self._all = []
        for arrival in arrivals:
            is_outside = arrival.status == "silent" and not arrival.desks
            chip = NOT_JOINED if is_outside else STATUS_CHIPS[arrival.status]
            missing = ", ".join(map(str, arrival.missing[:6])) + ("…" if len(arrival.missing) > 6 else "")
            detail = _("{count} máy").format(count=arrival.desks) if arrival.desks else _("chưa có máy tham gia")
            cells = (
                (document_date(arrival.on), None),
                ("", ChipSpec(missing, "warn", "triangle-alert") if missing else None),
                ("", _told(chip)),
            )
            entry = Entry(arrival.unit, arrival.unit, units.name(arrival.unit), detail, cells[2][1], cells)
            self._all.append((entry, arrival.status, bool(arrival.missing)))
        self._all.sort(key=lambda line: _URGENCY.index(line[1]) if line[0].cells[2][1] != _told(NOT_JOINED) else 9)
        for key, shown in self._chips.items():
            shown.set_count(len(self._fitting(key)), alarm=key in ("silent", "missing"))
        self._narrow()

    def _fitting(self, key: str) -> list[Entry]:
        return [
            e for e, status, is_missing in self._all if not key or status == key or (key == "missing" and is_missing)
        ]

    def _narrow(self) -> None:
        key = next((key for key, chip in self._chips.items() if chip.isChecked()), "")
        wanted = fold(self._filter.text())
        shown = [entry for entry in self._fitting(key) if wanted in fold(entry.title)]
        self.fill(shown, is_empty=not self._all)
        sent = len(self._all) - len(self._fitting("silent"))
        self.told.set_text(_("{sent} / {all} đơn vị đã gửi").format(sent=sent, all=len(self._all)))

    def print(self) -> None:
        year = int(self._year.code() or 0)
        try:
            sheet = self.kit.desk.reporting.build("arrivals", {"from_year": year, "to_year": year})
        except DeskError as trouble:
            self.kit.notices.post_error(trouble)
            return
        preview(self.kit.theme, sheet, self.window())

    def choose_answer(self) -> None:
        entry = self.current()
        if entry is None:
            return
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        unit = self.kit.desk.units[entry.unit]
        suggested = Path(place) / f"tra-loi-{unit.code}-{self.kit.today():%Y%m%d}.ddpkg"
        name, _filter = QFileDialog.getSaveFileName(
            self, _("Gói trả lời {unit}").format(unit=unit.name), str(suggested)
        )
        if name:
            self.answer(entry.unit, Path(name))

    def answer(self, unit: str, out: Path) -> None:
        """Write the return package of a unit: receipts, answers, lists, registry."""

        def work(desk: Desk, _progress: Progress) -> Sent:
            return desk.sending.send_back(unit, out)

        run_beside(self.kit, _("Viết gói trả lời"), work, partial(self._answered, out))

    def _answered(self, out: Path, sent: Sent) -> None:
        told = _("Đã viết gói trả lời {file}, mã kiểm tra {code}.")
        self.kit.notices.post(told.format(file=out.name, code=sent.check_code), "ok")


class PastPanel(_Listing):
    """Packages that came and went, newest first; a merged one can be taken back weeks later."""

    undone = Signal()
    COLUMNS = (ListColumn(N_("Lúc"), 150), ListColumn(N_("Kết quả"), 210))

    def __init__(self, kit: Kit) -> None:
        columns = tuple(ListColumn(_(c.title), c.width) for c in self.COLUMNS)
        empty = EmptyPage(kit.theme, "history", _("Chưa có gói nào đi hay đến."))
        super().__init__(kit, _("Gói"), columns, _("Gói đã qua"), empty)
        self._undo = Button(kit.theme, _("Hoàn tác gói"), icon="undo-2", on_click=self.ask_undo)
        self._slip = Button(kit.theme, _("In phiếu giao nhận"), icon="printer", on_click=self.print_slip)
        self.foot.addWidget(self._slip)
        self.foot.addWidget(self._undo)
        self._can_undo: set[str] = set()
        self._sent: set[str] = set()
        self.list.picked.connect(lambda _entry: self._tell())

    def reload(self) -> None:
        def work(desk: Desk, _progress: Progress) -> tuple[list[Batch], list[Sent]]:
            return desk.receiving.batches(), desk.sending.sent()

        run_beside(self.kit, _("Xem các gói"), work, self._show)

    def _show(self, passed: tuple[Sequence[Batch], Sequence[Sent]]) -> None:
        desk = self.kit.desk
        timed: list[tuple[str, Entry]] = []
        self._can_undo = set()
        batches, sent_packages = passed
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
            detail = f"{sent.file} · {count_words(sent.counts) or _('không có bản ghi')}"
            cells = ((when(sent.at), None), ("", chip))
            timed.append((sent.at, Entry(sent.unit, sent.package, title, detail, chip, cells)))
        timed.sort(key=lambda pair: pair[0], reverse=True)
        self.fill([entry for _at, entry in timed], is_empty=not timed)
        self._tell()

    def _tell(self) -> None:
        entry = self.current()
        self._undo.setEnabled(entry is not None and entry.id in self._can_undo)
        self._slip.setEnabled(entry is not None and entry.id in self._sent)
        self.told.set_text(_("{count} gói").format(count=len(self.model.entries)))

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
        def work(desk: Desk, _progress: Progress) -> int:
            return len(desk.receiving.undo(package))

        run_beside(self.kit, _("Hoàn tác gói"), work, lambda _kept: self._done())

    def _done(self) -> None:
        self.kit.notices.post(_("Đã hoàn tác gói; các bản ghi trở về như trước khi nhận."), "ok")
        self.reload()
        self.undone.emit()

    def print_slip(self) -> None:
        entry = self.current()
        if entry is None or entry.id not in self._sent:
            return
        try:
            sheet = self.kit.desk.reporting.build("handover-slip", {"id": entry.id})
        except DeskError as trouble:
            self.kit.notices.post_error(trouble)
            return
        preview(self.kit.theme, sheet, self.window())
