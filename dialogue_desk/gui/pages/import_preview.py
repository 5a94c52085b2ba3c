"""What importing a file would do, row by row: new, changed field by field, wrong with its row and column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk.preview import Preview, PreviewRow, change_told
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.places import Width
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, FilterChip, Rule
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.panes import TwoPanes
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel
from dialogue_desk.texts import N_, _

CHIPS = {
    "new": ChipSpec(N_("Mới"), "ok", "plus"),
    "changed": ChipSpec(N_("Sửa"), "info", "pencil"),
    "same": ChipSpec(N_("Như cũ"), "mute", "check"),
    "wrong": ChipSpec(N_("Sai"), "danger", "circle-alert"),
}
FILTERS = (("", N_("Tất cả")), *((key, chip.text) for key, chip in CHIPS.items()))
ORDER = {"wrong": 0, "changed": 1, "new": 2, "same": 3}


class PreviewModel(QAbstractListModel):
    """Rows of the preview, wrong ones first; made into entries when they are looked at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self.rows: list[PreviewRow] = []

    def show(self, preview: Preview, what: str) -> None:
        self.beginResetModel()
        self._preview = preview
        shown = [row for row in preview.rows if not what or row.what == what]
        self.rows = sorted(shown, key=lambda row: (ORDER[row.what], row.sheet, row.line))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (EntryRole, Qt.ItemDataRole.DisplayRole):
            return None
        entry = self._entry(self.rows[index.row()])
        return entry if role == EntryRole else f"{entry.title}. {entry.detail}"

    def _entry(self, row: PreviewRow) -> Entry:
        chip = CHIPS[row.what]
        told = ChipSpec(_(chip.text), chip.tone, chip.icon)
        return Entry("", str(row.line), self.title(row), " · ".join(self.lines(row)[:3]), told)

    def title(self, row: PreviewRow) -> str:
        """What the row is: its record, or what is wrong with it."""
        return row.problem.text if row.problem is not None else row.title or place_of(row)

    def lines(self, row: PreviewRow) -> list[str]:
        """Where the row stands and what it does, field by field."""
        form = self._preview.forms.get(row.form) if self._preview else None
        told = [place_of(row)]
        if row.problem is not None and row.problem.column:
            field = form.by_key.get(row.problem.column) if form else None
            told.append(_("cột {column}").format(column=_(field.label) if field else row.problem.column))
        told.append(_(form.label) if form else row.form)
        if form is not None:
            told += [change_told(form.field(key), old, new) for key, old, new in row.changes]
        return told


def place_of(row: PreviewRow) -> str:
    """“Dòng 12”, with the sheet where the file has several."""
    line = _("Dòng {line}").format(line=row.line)
    return f"{row.sheet}, {line.lower()}" if row.sheet else line


class ImportPreview(QWidget):
    """`taken` asks to import; `marked` for the copy with its errors marked; `printed` for the sheet."""

    taken = Signal()
    marked = Signal()
    printed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._preview: Preview | None = None
        theme, px = kit.theme, kit.theme.px
        self.model = PreviewModel(self)
        self.list = EntryList(theme, self.model, _("Các dòng của tệp"))
        self.chips = {key: FilterChip(theme, _(text)) for key, text in FILTERS}
        self.chips[""].setChecked(True)
        bar = QHBoxLayout()
        bar.setSpacing(px(8))
        for chip in self.chips.values():
            chip.clicked.connect(lambda _on: self._narrow())
            bar.addWidget(chip)
        bar.addStretch(1)
        left = Card(theme, padding=2)
        left.setFocusProxy(self.list)
        left.box.setSpacing(0)
        left.box.addWidget(self.list, 1)
        inner = QWidget()
        self._detail = QVBoxLayout(inner)
        self._detail.setContentsMargins(0, 0, px(6), 0)
        right = Card(theme)
        right.box.addWidget(scroll_area(theme, inner, "surface"))
        self.panes = TwoPanes(theme, left, right, right, _("Các dòng"))
        self.list.opened.connect(lambda _entry: self.panes.open_second())
        self.list.picked.connect(lambda _entry: self._pick())
        self._told = ElidedLabel(theme, "", "body", "text2")
        self._mark = Button(theme, _("Ghi bản đánh dấu lỗi…"), icon="file-spreadsheet", on_click=self.marked.emit)
        print_button = Button(theme, kind="icon", icon="printer", tip=_("In bản xem trước (Ctrl+P)"))
        print_button.clicked.connect(lambda _on=False: self.printed.emit())
        self.take = Button(theme, _("Nhập"), icon="download", kind="primary", on_click=self.taken.emit)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self._told, 1)
        for button in (print_button, self._mark, self.take):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(bar)
        column.addWidget(self.panes, 1)
        column.addWidget(Rule(theme))
        column.addLayout(foot)

    def fit(self, width: Width) -> None:
        self.panes.fit(width, 380, 300)

    def show_preview(self, preview: Preview, *, can_mark: bool) -> None:
        """Show a fresh preview, what is wrong first."""
        self._preview = preview
        counts = preview.counts
        for key, chip in self.chips.items():
            chip.set_count(counts[key] if key else len(preview.rows), alarm=key == "wrong")
            chip.setVisible(not key or bool(counts[key]))
        self.chips["wrong" if counts["wrong"] else ""].setChecked(True)
        good = counts["new"] + counts["changed"]
        self._mark.setVisible(can_mark and bool(counts["wrong"]))
        self.take.setEnabled(bool(good))
        text = _("Nhập {count} dòng đúng…") if counts["wrong"] else _("Nhập {count} dòng")
        self.take.set_text(text.format(count=good))
        told = _("Chưa lưu gì. {file}: {new} mới, {changed} sửa, {same} như cũ, {wrong} sai.")
        number = {what: counts[what] for what in ORDER}
        self._told.set_text(told.format(file=preview.file, **number))
        self._narrow()

    def _narrow(self) -> None:
        assert self._preview is not None
        what = next((key for key, chip in self.chips.items() if chip.isChecked()), "")
        self.model.show(self._preview, what)
        clear(self._detail)
        if self.model.rows:
            self.list.choose(0)
            self._pick()

    def _pick(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.model.rows):
            return
        picked = self.model.rows[row]
        clear(self._detail)
        theme = self._kit.theme
        ink = "danger" if picked.problem else "text"
        self._detail.addWidget(WrappedLabel(theme, self.model.title(picked), "subhead", ink))
        for text in self.model.lines(picked):
            self._detail.addWidget(WrappedLabel(theme, text, "body", "text2"))
        self._detail.addStretch(1)

    def lines(self) -> Sequence[str]:
        """What is said about the picked row."""
        row = self.list.currentIndex().row()
        return self.model.lines(self.model.rows[row]) if 0 <= row < len(self.model.rows) else ()
