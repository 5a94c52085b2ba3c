"""Nhập từ Excel, CSV: choose, look, match old columns, import; what is wrong comes back marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.files import Imported
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.importing.appendix import AppendixPanel
from dialogue_desk.gui.pages.importing.mapping import MappingPanel
from dialogue_desk.gui.pages.importing.preview import ImportPreview
from dialogue_desk.gui.pages.importing.reading import Asked, Look, imported, look
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.undoing import undo_last
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Heading, Notice
from dialogue_desk.gui.widgets.files import FileDrop, open_file, save_file
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.progress import ProgressLine
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.desk.intake import Choices


class ImportPage(Page):
    """One file at a time; dropping another begins anew."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        theme, px = kit.theme, kit.theme.px
        self._asked: Asked | None = None
        self.look: Look | None = None
        FileDrop(self, lambda files: self.read(files[0]))
        head = Heading(theme, _("Nhập từ Excel, CSV"))
        head.add(Button(theme, _("Lấy tệp mẫu…"), icon="file-spreadsheet", on_click=self.choose_template))
        head.add(Button(theme, _("Phụ lục đã in…"), icon="file-text", on_click=self.choose_appendix))
        head.add(Button(theme, _("Chọn tệp…"), icon="folder-open", tip="Ctrl+N", on_click=self.choose))
        self._notice = Notice(theme)
        self._progress = ProgressLine(theme)
        self._legacy = CheckBox(theme, _("Chuyển chữ gõ bằng phông TCVN3, VNI sang Unicode"))
        self._legacy.setChecked(True)
        self._legacy.clicked.connect(lambda on: self._again(convert_legacy=bool(on)))
        self.mapping = MappingPanel(kit)
        self.mapping.chosen.connect(self.use_choices)
        self.mapping.changed.connect(self.look_with)
        self.mapping.forgotten.connect(self.forget_mapping)
        self.preview = ImportPreview(kit)
        self.preview.mended.connect(self.mend)
        self.preview.remapped.connect(self.map_again)
        self.preview.with_hidden.clicked.connect(self._hidden_too)
        self.preview.taken.connect(self.take)
        self.preview.marked.connect(self.choose_marked)
        self.preview.printed.connect(self.print)
        self._empty = Card(theme)
        sentence = _("Thả tệp Excel, CSV, Word, LibreOffice vào đây. Máy cho xem từng dòng sẽ thành gì rồi mới nhập.")
        page = EmptyPage(theme, "file-spreadsheet", sentence)
        page.add_button(Button(theme, _("Chọn tệp…"), icon="folder-open", kind="primary", on_click=self.choose))
        self._empty.box.addWidget(page)
        self.stack = QStackedWidget()
        self.appendix = AppendixPanel(kit)
        self.appendix.stored.connect(partial(self._stored, None))
        for widget in (self._empty, self.mapping, self.preview, self.appendix):
            self.stack.addWidget(widget)
        options = QHBoxLayout()
        options.addWidget(self._legacy)
        options.addStretch(1)
        self._for_label = label(theme, _("Nhập cho"), "body", "text2")
        self._for = Combo(theme, [], _("Nhập cho đơn vị"))
        self._for.setMinimumWidth(px(220))
        self._for.picked.connect(self._for_another)
        put(options, self._for_label, self._for)
        column = down(self, px(10), margins=(px(24), px(14), px(24), px(14)))
        put(column, head, self._notice, self._progress)
        column.addLayout(options)
        column.addWidget(self.stack, 1)
        self._legacy.hide()

    def enter(self, target: Target) -> None:
        """Comes with a file's path as the filter, where it is opened from elsewhere."""
        self._offer_units()
        if target.filter:
            self.read(Path(target.filter))

    def _offer_units(self) -> None:
        """This unit, and units below that have no desk of their own: their files are imported for them."""
        desk, scope = self.kit.desk, self.kit.scope
        below = sorted(desk.records.written_for(), key=lambda key: sort_key(desk.units.name(key)))
        self._for.set_choices([("", desk.units.name(desk.unit)), *((key, desk.units.name(key)) for key in below)])
        if self._asked is None:
            self._for.set_code(scope.unit if scope.unit in below else "")
        for widget in (self._for_label, self._for):
            widget.setVisible(bool(below))

    def fit(self, width: Width) -> None:
        super().fit(width)
        self.preview.fit(width)

    def back(self) -> bool:
        if self.stack.currentWidget() is self.preview and self.preview.panes.back():
            return True
        if self.stack.currentWidget() is self._empty:
            return False
        self._begin()
        return True

    def commands(self) -> Mapping[str, Action]:
        return {"new": self.choose, "print": self.print}

    # -- looking ------------------------------------------------------------------------------

    def choose(self) -> None:
        patterns = "*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv *.txt *.docx *.htm *.html *.mht *.mhtml *.ndjson"
        kinds = _("Bảng ({patterns})").format(patterns=patterns)
        open_file(self, self.read, _("Chọn tệp để nhập"), kinds)

    def choose_appendix(self) -> None:
        kinds = _("Excel, CSV ({patterns})").format(patterns="*.xlsx *.csv")
        open_file(self, self.read_appendix, _("Chọn tệp phụ lục đã in"), kinds)

    def read_appendix(self, path: Path) -> None:
        """Ask what goes with a printed appendix; nothing is stored."""
        self._begin()
        self.appendix.begin(path, self._for.code() or "")
        self.stack.setCurrentWidget(self.appendix)

    def read(self, path: Path) -> None:
        """Look at a file; nothing is stored."""
        self._look(Asked(path, for_unit=self._for.code() or "", convert_legacy=self._legacy.isChecked()))

    def use_choices(self, choices: Choices) -> None:
        """A table was matched: remember how, and look at what its rows become."""
        if self._asked is not None:
            asked = replace(self._asked, choices=choices, form=choices.form, is_settled=True)
            self._look(replace(asked, remember=self.mapping.name.text().strip() or _("Bảng ghép")))

    def look_with(self, choices: Choices) -> None:
        """Look at the table under other choices, and ask about its columns again."""
        if self._asked is not None:
            self._look(
                replace(self._asked, choices=choices, form=choices.form, is_settled=False, remember=""), asks=True
            )

    def mend(self, sheet: str, row: int, at: str, text: str) -> None:
        """Write one wrong cell anew, and look again; the file stays as it is."""
        asked = self._asked
        if asked is not None and asked.choices is not None:
            choices = asked.choices.with_edit(sheet, row, at, text)
            self._look(replace(asked, choices=choices, is_settled=True, remember=""))

    def _hidden_too(self, on: bool) -> None:
        asked = self._asked
        if asked is not None and asked.choices is not None:
            choices = replace(asked.choices, with_hidden=bool(on))
            self._look(replace(asked, choices=choices, is_settled=True, remember=""))

    def forget_mapping(self, name: str) -> None:
        """Forget a remembered mapping, and look at the table as if nobody had known it."""
        if not self.kit.notices.did(lambda: self.kit.desk.files.intake.forget_mapping(name)):
            return
        if self._asked is not None:
            asked = replace(self._asked, choices=None, is_settled=False, remember="")
            self._look(asked, asks=True)

    def _again(self, *, convert_legacy: bool | None = None, for_unit: str | None = None) -> None:
        asked = self._asked
        if asked is not None:
            convert = asked.convert_legacy if convert_legacy is None else convert_legacy
            unit = asked.for_unit if for_unit is None else for_unit
            self._look(replace(asked, convert_legacy=convert, for_unit=unit, remember=""))

    def _for_another(self) -> None:
        self._again(for_unit=self._for.code() or "")
        self.appendix.for_unit(self._for.code() or "")

    def _look(self, asked: Asked, *, asks: bool = False) -> None:
        self._asked = asked

        def work(desk: Desk, progress: Progress) -> Look:
            progress.step(0, 1, asked.path.name)
            return look(desk, asked, partial(_rows_done, progress))

        shown = partial(self._looked, asks=asks)
        self._progress.follow(run_beside(self.kit, _("Đọc tệp"), work, shown))

    def _looked(self, found: Look, *, asks: bool = False) -> None:
        self.look, self._asked = found, found.asked
        self._notice.hide()
        if asks or found.is_asking:
            self.mapping.show_look(found)
            self.stack.setCurrentWidget(self.mapping)
            return
        is_foreign = found.foreign is not None
        hidden = found.foreign is not None and any(
            record.is_hidden for part in found.foreign.found.parts for record in part.table.records
        )
        can_mark = found.asked.path.suffix.lower() == ".xlsx"
        self.preview.show_preview(found.preview, can_mark=can_mark, is_foreign=is_foreign, has_hidden=hidden)
        self.preview.fit(self.width_class)
        self.stack.setCurrentWidget(self.preview)
        self.preview.list.setFocus()
        is_old_text = not is_foreign and any("TCVN3" in text or "VNI" in text for text in found.preview.warnings)
        self._legacy.setVisible(is_old_text or (not is_foreign and not found.asked.convert_legacy))
        told = list(found.preview.warnings)
        mapping = found.asked.choices.mapping if found.asked.choices is not None else None
        if mapping is not None:
            told.insert(0, _("Đã dùng bảng ghép “{name}”.").format(name=mapping.name))
        if told:
            self._notice.show_text(" ".join(told), closable=False)

    def map_again(self) -> None:
        """Match the columns anew."""
        if self.look is not None and self.look.foreign is not None:
            self.mapping.show_look(self.look)
            self._notice.hide()
            self.stack.setCurrentWidget(self.mapping)

    def _begin(self) -> None:
        self._asked = self.look = None
        self._notice.hide()
        self._legacy.hide()
        self.stack.setCurrentWidget(self._empty)

    # -- importing ------------------------------------------------------------------------------

    def take(self) -> None:
        """Import; with wrong rows, those go to a file a person names."""
        if self.look is None:
            return
        if not self.look.preview.counts["wrong"]:
            self.store()
            return
        path = self.look.asked.path
        ending = path.suffix if self.look.foreign is None or path.suffix in (".xlsx", ".csv") else ".xlsx"
        suggested = str(path.with_name(f"{path.stem}-can-sua{ending}"))
        save_file(self, self.store, _("Ghi các dòng sai vào đâu"), suggested)

    def store(self, skip_bad: Path | None = None) -> None:
        """Import the file that was looked at."""
        assert self.look is not None
        asked, foreign = self.look.asked, self.look.foreign
        but = frozenset(
            (row.told.sheet, row.told.row)
            for row in (foreign.rows if foreign is not None else ())
            if row.status == "alike" and self.preview.without_alike.isChecked()
        )

        def work(desk: Desk, progress: Progress) -> Imported:
            progress.step(0, 1, asked.path.name)
            done = partial(_rows_done, progress)
            if asked.tables is not None and asked.choices is not None:
                return desk.files.take_table(
                    asked.tables, asked.choices, asked.path.name, asked.for_unit, skip_bad=skip_bad, but=but,
                    progress=done,
                )  # fmt: skip
            return desk.files.import_file(
                asked.path, asked.form, asked.for_unit, skip_bad=skip_bad, convert_legacy=asked.convert_legacy,
                progress=done,
            )  # fmt: skip

        self._progress.follow(run_beside(self.kit, _("Nhập tệp"), work, partial(self._stored, skip_bad)))

    def _stored(self, skip_bad: Path | None, done: Imported) -> None:
        told = _("Đã nhập {file}: {created} mới, {updated} sửa.")
        unit = self.look.asked.for_unit if self.look is not None else ""
        if unit:
            told = f"{told} {_('Nhập thay cho {unit}.').format(unit=self.kit.desk.units.name(unit))}"
        text = told.format(file=done.file, created=done.created, updated=done.updated)
        if skip_bad is not None and done.bad:
            text = f"{text} {_('{count} dòng sai nằm trong {file}.').format(count=done.bad, file=skip_bad.name)}"
        self._begin()
        self.kit.notices.post(text, "ok" if not done.bad else "warn", _("Hoàn tác"), self.undo)

    def undo(self) -> None:
        """Take back what was imported last, all of it."""
        undo_last(self.kit, self._progress.follow)

    def choose_marked(self) -> None:
        if self._asked is None:
            return
        path = self._asked.path
        suggested = str(path.with_name(f"{path.stem}-danh-dau.xlsx"))
        save_file(self, self.mark, _("Lưu bản đánh dấu lỗi"), suggested, "*.xlsx")

    def mark(self, out: Path) -> None:
        """Write a copy of the workbook in which what is wrong is coloured and explained."""
        if self.look is None:
            return
        found = self.look

        def work(desk: Desk, _progress: Progress) -> int:
            if found.foreign is not None:
                return desk.files.mark_table(found.asked.path, found.foreign, out)
            return desk.files.mark(found.asked.path, found.preview.problems, out)

        def done(count: int) -> None:
            self.kit.notices.post(_("Đã đánh dấu {count} ô trong {file}.").format(count=count, file=out.name), "ok")

        run_beside(self.kit, _("Đánh dấu lỗi"), work, done)

    def print(self) -> None:
        if self.look is not None:
            made = self.look.preview
            preview_made(self.kit, lambda _desk: made.sheet(), self.window())

    def choose_template(self) -> None:
        save_file(self, self.write_template, _("Lưu tệp mẫu"), str(Path.home() / "mau-nhap.xlsx"), "*.xlsx")

    def write_template(self, out: Path) -> None:
        """The entry workbook of the forms people type most."""
        forms = [form.key for form in imported(self.kit.desk)]

        def work(desk: Desk, _progress: Progress) -> None:
            desk.files.template(forms, out)

        def done(_nothing: None) -> None:
            self.kit.notices.post(_("Đã ghi tệp mẫu {file}.").format(file=out.name), "ok")

        run_beside(self.kit, _("Ghi tệp mẫu"), work, done)


def _rows_done(progress: Progress, rows: int) -> None:
    """How far an import is: how many rows a file has is not known before its end."""
    progress.step(rows, 0, _("{count} dòng").format(count=rows))
