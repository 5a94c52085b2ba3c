"""What importing a file would do, row by row: new, changed field by field, wrong with its row and column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk.preview import Preview, PreviewRow, change_told, value_told
from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.cards import EmptyPage, FilterChip, Rule
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.list_card import ListCard, ListWithDetail
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import N_, _

CHIPS = {
    "new": ChipSpec(N_("Mới"), "ok", "plus"),
    "changed": ChipSpec(N_("Sửa"), "info", "pencil"),
    "alike": ChipSpec(N_("Giống"), "warn", "copy"),
    "same": ChipSpec(N_("Như cũ"), "mute", "check"),
    "wrong": ChipSpec(N_("Sai"), "danger", "circle-alert"),
    "left_out": ChipSpec(N_("Không lấy"), "mute", "minus"),
}
FILTERS = (("", N_("Tất cả")), *((key, chip.text) for key, chip in CHIPS.items()))
ORDER = {"wrong": 0, "changed": 1, "alike": 2, "new": 3, "same": 4, "left_out": 5}


class PreviewModel(Rows[PreviewRow]):
    """Rows of the preview, wrong ones first."""

    def __init__(self) -> None:
        super().__init__(self._entry)
        self._preview: Preview | None = None

    def of(self, preview: Preview, what: str) -> list[PreviewRow]:
        """The rows of a preview, or those of one kind."""
        self._preview = preview
        shown = [row for row in preview.rows if not what or row.what == what]
        return sorted(shown, key=lambda row: (ORDER[row.what], row.sheet, row.line))

    def _entry(self, row: PreviewRow) -> Entry:
        chip = CHIPS[row.what]
        told = ChipSpec(_(chip.text), chip.tone, chip.icon)
        return Entry("", str(row.line), self.title(row), " · ".join(self.lines(row)[:3]), told)

    def title(self, row: PreviewRow) -> str:
        """What the row is: its record, or what is wrong with it."""
        if row.faults:
            return row.faults[0]
        return row.problem.text if row.problem is not None else row.title or place_of(row)

    def lines(self, row: PreviewRow) -> list[str]:
        """Where the row stands and what it does, field by field."""
        form = self._preview.forms.get(row.form) if self._preview else None
        told = [place_of(row)]
        if row.problem is not None and row.problem.column:
            field = form.by_key.get(row.problem.column) if form else None
            told.append(_("cột {column}").format(column=_(field.label) if field else row.problem.column))
        told.append(_(form.label) if form else row.form)
        told += [*row.faults[1:], row.why] if row.what != "wrong" else row.faults[1:]
        if form is not None:
            told += [_value(form.field(key), old, new, row.what) for key, old, new in row.changes]
        return [text for text in told if text]


def _value(field: Field, old: Value, new: Value, what: str) -> str:
    """One field of a row: what it becomes; of a changed one what it was."""
    if what == "changed":
        return change_told(field, old, new)
    return f"{_(field.label)}: {value_told(field, new)}"


def place_of(row: PreviewRow) -> str:
    """“Dòng 12”, with the sheet where the file has several."""
    line = _("Dòng {line}").format(line=row.line)
    return f"{row.sheet}, {line.lower()}" if row.sheet else line


class ImportPreview(QWidget):
    """`taken` asks to import; `marked` for the copy with its errors marked; `printed` for the sheet.

    `mended` carries (sheet, row, place, text) of a cell written anew; `remapped` asks for the columns again.
    With `is_paste` it stands in the place of a grid, which takes wrong rows too.
    """

    taken = Signal()
    mended = Signal(str, int, str, str)
    remapped = Signal()
    marked = Signal()
    printed = Signal()

    def __init__(self, kit: Kit, *, is_paste: bool = False) -> None:
        super().__init__()
        self._kit = kit
        self._is_paste = is_paste
        self._preview: Preview | None = None
        theme, px = kit.theme, kit.theme.px
        self.model = PreviewModel()
        self.cells: dict[str, LineEdit] = {}
        self.chips = {key: FilterChip(theme, _(text)) for key, text in FILTERS}
        self.chips[""].setChecked(True)
        bar = across(gap=px(8))
        for chip in self.chips.values():
            chip.clicked.connect(lambda _on: self._narrow())
            bar.addWidget(chip)
        bar.addStretch(1)
        rows = ListCard(theme, self.model, _("Các dòng của tệp"))
        self._rows = ListWithDetail(
            rows, EmptyPage(theme, "file-spreadsheet", _("Không có gì hợp với bộ lọc.")), self._show,
            Widths(kit.desk, "panes.import"), _("Các dòng"), is_list_fixed=False,
        )  # fmt: skip
        self.list, self.panes = self._rows.list, self._rows.panes
        self._told = ElidedLabel(theme, "", "body", "text2")
        self._mark = Button(theme, _("Ghi bản đánh dấu lỗi…"), icon="file-spreadsheet", on_click=self.marked.emit)
        tip = _("In bản xem trước (Ctrl+P)")
        self.print_button = Button(theme, kind="icon", icon="printer", tip=tip, on_click=self.printed.emit)
        self.take = Button(theme, _("Nhập"), icon="download", kind="primary", on_click=self.taken.emit)
        foot = across(gap=px(8))
        self.without_alike = CheckBox(theme, _("Bỏ các dòng giống"))
        self.without_alike.clicked.connect(lambda _on: self._count())
        self.with_hidden = CheckBox(theme, _("Lấy cả dòng ẩn"))
        self.columns = Button(theme, _("Ghép lại cột"), on_click=self.remapped.emit)
        foot.addWidget(self._told, 1)
        for more in (self.with_hidden, self.without_alike, self.columns):
            foot.addWidget(more)
        for button in (self.print_button, self._mark, self.take):
            foot.addWidget(button)
        column = down(self, px(10))
        column.addLayout(bar)
        column.addWidget(self._rows, 1)
        column.addWidget(Rule(theme))
        column.addLayout(foot)

    def fit(self, width: Width) -> None:
        self.panes.fit(width, 380, 300)

    def show_preview(
        self, preview: Preview, *, can_mark: bool, is_foreign: bool = False, has_hidden: bool = False
    ) -> None:
        """Show a fresh preview, what is wrong first; of a foreign table with what can be decided about it."""
        self._preview = preview
        self.columns.setVisible(is_foreign)
        self.with_hidden.setVisible(has_hidden)
        counts = preview.counts
        for key, chip in self.chips.items():
            chip.set_count(counts[key] if key else len(preview.rows), alarm=key == "wrong")
            chip.setVisible(not key or bool(counts[key]))
        self.chips["wrong" if counts["wrong"] else ""].setChecked(True)
        self.without_alike.setVisible(bool(counts["alike"]))
        self._mark.setVisible(can_mark and bool(counts["wrong"]))
        self._count()
        told = _("Chưa lưu gì. {file}: {new} mới, {changed} sửa, {same} như cũ, {wrong} sai.")
        number = {what: counts[what] for what in ORDER}
        self._told.set_text(told.format(file=preview.file, **number))
        self._narrow()

    def _count(self) -> None:
        """How many rows would be taken."""
        assert self._preview is not None
        counts = self._preview.counts
        good = counts["new"] + counts["changed"] + (0 if self.without_alike.isChecked() else counts["alike"])
        if self._is_paste:
            # Wrong rows go along: the grid shows what is wrong with them.
            good += counts["wrong"]
            text = _("Dán {count} hàng")
        else:
            text = _("Nhập {count} dòng đúng…") if counts["wrong"] else _("Nhập {count} dòng")
        self.take.setEnabled(bool(good))
        self.take.set_text(text.format(count=good))

    def _narrow(self) -> None:
        assert self._preview is not None
        what = next((key for key, chip in self.chips.items() if chip.isChecked()), "")
        self._rows.show_rows(self.model.of(self._preview, what))
        if self.model.rows:
            self.list.choose(0)
            self._rows.pick()

    def _show(self, picked: PreviewRow) -> None:
        theme = self._kit.theme
        ink = "danger" if picked.problem or picked.faults else "text"
        self._rows.detail.addWidget(WrappedLabel(theme, self.model.title(picked), "subhead", ink))
        self.cells = {}
        for at, heading, text in picked.cells:
            self._rows.detail.addWidget(self._cell(picked, at, heading, text))
        for text in self.model.lines(picked):
            self._rows.detail.addWidget(WrappedLabel(theme, text, "body", "text2"))
        self._rows.detail.addStretch(1)

    def _cell(self, row: PreviewRow, at: str, heading: str, text: str) -> QWidget:
        """A wrong cell that can be written anew; Enter looks again."""
        theme, px = self._kit.theme, self._kit.theme.px
        holder = QWidget()
        line = across(holder, px(8))
        editor = LineEdit(theme, heading)
        editor.setAccessibleName(_("Sửa ô {heading}").format(heading=heading))
        editor.setText(text)

        def mend() -> None:
            self.mended.emit(row.origin, row.line, at, editor.text())

        editor.returnPressed.connect(mend)
        self.cells[at] = editor
        line.addWidget(label(theme, heading, "small_strong", "text2"))
        line.addWidget(editor, 1)
        line.addWidget(Button(theme, _("Sửa"), icon="pencil", on_click=mend))
        return holder

    def lines(self) -> Sequence[str]:
        """What is said about the picked row."""
        row = self.model.at(self.list.currentIndex().row())
        return self.model.lines(row) if row is not None else ()
