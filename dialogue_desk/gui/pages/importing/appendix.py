"""A printed appendix as a file: what goes with it, what it would become, then its figures are stored."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.files import Imported
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.inputs import LineEdit, scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import N_, _

NAMES = (
    ("1", N_("Phụ lục 01: đối thoại theo cấp")),
    ("2", N_("Phụ lục 02: văn bản chỉ đạo")),
    ("3", N_("Phụ lục 03: góp ý với tổ chức đảng, đảng viên")),
    ("4", N_("Phụ lục 04: góp ý với cơ quan, cá nhân")),
    ("5", N_("Phụ lục 05: số cuộc đối thoại theo năm")),
)
YEARS = {"from_year", "to_year"}
MOST_TOLD = 50


class AppendixPanel(QWidget):
    """`stored` carries what was imported. Whatever is typed anew is looked at anew before it can be stored."""

    stored = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._path = Path()
        self._unit = ""
        theme, px = kit.theme, kit.theme.px
        self.number = Combo(theme, [(code, _(name)) for code, name in NAMES], _("Phụ lục"))
        self.lines = {
            "from_year": LineEdit(theme, _("ví dụ 2014")),
            "to_year": LineEdit(theme, _("ví dụ 2023")),
            "as_of": LineEdit(theme, _("để trống khi số liệu đến hết năm")),
            "issuer": LineEdit(theme, _("cơ quan ban hành các văn bản")),
        }
        names = {
            "from_year": _("Từ năm"), "to_year": _("Đến năm"), "as_of": _("Tính đến ngày"),
            "issuer": _("Cơ quan ban hành"),
        }  # fmt: skip
        # All of it scrolls: with large text on a small screen the preview would press the lines flat.
        inner = QWidget()
        column = down(inner, px(8), margins=(0, 0, px(6), 0))
        self._file = label(theme, "", "subhead")
        column.addWidget(self._file)
        told = _("Bảng được đọc nguyên cả bảng: sai một ô thì chưa lưu gì.")
        column.addWidget(WrappedLabel(theme, told, "small", "text2"))
        self._rows: dict[str, QWidget] = {}
        column.addWidget(self._row(_("Phụ lục"), self.number))
        for key, line in self.lines.items():
            line.setAccessibleName(names[key])
            line.typed.connect(lambda _text: self._unseen())
            line.returnPressed.connect(self.see)
            self._rows[key] = self._row(names[key], line)
            column.addWidget(self._rows[key])
        foot = across(gap=px(8))
        self.look = Button(theme, _("Xem trước"), icon="eye", kind="primary", on_click=self.see)
        self.take = Button(theme, _("Nhập"), icon="check", on_click=self.store)
        put(foot, self.look, self.take)
        foot.addStretch(1)
        column.addLayout(foot)
        self._told = down(margins=(0, px(6), 0, 0))
        column.addLayout(self._told, 1)
        card = Card(theme)
        self._scroll = scroll_area(theme, inner, "surface")
        card.box.addWidget(self._scroll, 1)
        box = down(self)
        box.addWidget(card)
        self.number.picked.connect(self._ask)
        self._ask()

    def _row(self, name: str, widget: QWidget) -> QWidget:
        theme = self._kit.theme
        holder = QWidget()
        row = across(holder)
        words = label(theme, name, "body", "text2")
        words.setFixedWidth(theme.px(140))
        widget.setMinimumWidth(theme.px(220))
        widget.setMaximumWidth(theme.px(420))
        row.addWidget(words)
        row.addWidget(widget, 1)
        row.addStretch(1)
        return holder

    def begin(self, path: Path, unit: str) -> None:
        """Another file, for a unit ("" is this one)."""
        self._path, self._unit = path, unit
        self._file.setText(path.name)
        self._ask()
        self.number.setFocus()

    def for_unit(self, unit: str) -> None:
        """The same file for another unit: to be looked at again."""
        self._unit = unit
        self._unseen()

    def _ask(self) -> None:
        """Show what the chosen appendix needs: years where it names none, who issued where it names nobody."""
        number = self.number.code()
        for key, row in self._rows.items():
            row.setVisible(
                key == "as_of" if number not in ("1", "2") else (key in YEARS | {"as_of"}) == (number == "1")
            )
        self._unseen()

    def _unseen(self) -> None:
        self.take.setEnabled(False)
        clear(self._told)

    def _import(self, desk: Desk, *, dry_run: bool) -> Imported:
        shown = {key: line.text().strip() for key, line in self.lines.items() if not self._rows[key].isHidden()}
        years = {key: _year(shown.get(key, "")) for key in YEARS}
        if self.number.code() == "1" and None in years.values():
            raise DeskError(_("Phụ lục 01 không ghi năm trong bảng."), _("Ghi từ năm, đến năm."), "years")
        return desk.files.import_appendix(
            int(self.number.code() or "1"), self._path, from_year=years["from_year"], to_year=years["to_year"],
            as_of=shown.get("as_of", ""), issuer=shown.get("issuer", ""), for_unit=self._unit, dry_run=dry_run,
        )  # fmt: skip

    def see(self) -> None:
        """What storing it would do; nothing is stored."""
        run_beside(self._kit, _("Đọc phụ lục"), lambda desk, _progress: self._import(desk, dry_run=True), self._seen)

    def _seen(self, found: Imported) -> None:
        self._unseen()
        theme = self._kit.theme
        told = _("Sẽ có {created} số liệu mới, {updated} sửa, {same} như cũ.")
        if found.problems:
            told = _("Có {count} chỗ phải sửa trong tệp; chưa lưu gì.").format(count=found.bad)
        words = told.format(created=found.created, updated=found.updated, same=found.same)
        first = WrappedLabel(theme, words, "subhead", "danger" if found.problems else "text")
        self._told.addWidget(first)
        QTimer.singleShot(50, first, lambda: self._scroll.ensureWidgetVisible(first))  # once it has its place
        for problem in found.problems[:MOST_TOLD]:
            self._told.addWidget(WrappedLabel(theme, str(problem), "body", "danger"))
        for warning in found.warnings[:MOST_TOLD]:
            self._told.addWidget(WrappedLabel(theme, warning, "body", "warn"))
        self._told.addStretch(1)
        self.take.setEnabled(not found.problems)
        if not found.problems:
            self.take.setFocus()

    def store(self) -> None:
        """Store what was seen."""
        run_beside(
            self._kit, _("Nhập phụ lục"), lambda desk, _progress: self._import(desk, dry_run=False), self._stored
        )

    def _stored(self, done: Imported) -> None:
        if done.problems:  # the file changed since it was looked at
            self._seen(done)
        else:
            self.stored.emit(done)


def _year(text: str) -> int | None:
    if text and not text.isdecimal():
        raise DeskError(_("“{value}” không phải năm.").format(value=text), _("Ghi năm bốn chữ số."), "year")
    return int(text) if text else None
