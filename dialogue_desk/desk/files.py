"""Use cases over files: the entry workbook, import, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue_desk.desk import giving_away
from dialogue_desk.desk.appendix import AppendixImporter
from dialogue_desk.desk.exported import exported
from dialogue_desk.desk.importer import MOST_UNSAVED, Importer, ManyRowsError, Outcome, Progress
from dialogue_desk.desk.intake import Choices, Intake, Look, Table
from dialogue_desk.desk.preview import Preview, PreviewRow, preview_row
from dialogue_desk.desk.records import Records, time_of
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.privacy import Finding
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.appendices import Printed, read_appendix, read_pasted_appendices
from dialogue_desk.exchange.figures import frame_of
from dialogue_desk.exchange.importing import open_source
from dialogue_desk.exchange.lines import write_lines
from dialogue_desk.exchange.marking import mark_cells, write_marked
from dialogue_desk.exchange.paste import PastedRows as PastedRows
from dialogue_desk.exchange.paste import paste_rows
from dialogue_desk.exchange.rows import RowProblem, Source
from dialogue_desk.exchange.spreadsheet import write_workbook
from dialogue_desk.exchange.tables import write_table
from dialogue_desk.exchange.template import write_template
from dialogue_desk.storage.imports import earlier_import, remember_import
from dialogue_desk.storage.saving import whole
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

if TYPE_CHECKING:
    from dialogue_desk.reports.letters.public import Cleaner


@dataclass(frozen=True)
class Imported:
    """What became of one file. `problems`: rows that were not taken; `warnings`: what a person should know."""

    file: str
    created: int = 0
    updated: int = 0
    same: int = 0
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[str, ...] = ()
    is_stored: bool = True

    @property
    def bad(self) -> int:
        """How many rows were not taken."""
        return len(self.problems)

    def as_json(self) -> dict[str, Any]:
        """The object `--json` prints for one file."""
        return {
            "file": self.file, "created": self.created, "updated": self.updated, "same": self.same,
            "bad": self.bad, "problems": [p.as_json() for p in self.problems], "warnings": list(self.warnings),
        }  # fmt: skip


class _NothingStoredError(Exception):
    """Takes the transaction back without being trouble."""


@tells_trouble
class Files:
    """What goes in and out of the desk as files people make and read."""

    def __init__(
        self, store: Store, records: Records, today: Callable[[], date], back_up_before: Callable[[str], object]
    ) -> None:
        self._store = store
        self._records = records
        self._today = today
        self._back_up_before = back_up_before
        self.intake = Intake(store, records, today, back_up_before)

    # -- out --------------------------------------------------------------------

    def template(self, forms: Sequence[str], out: Path) -> None:
        """Write the entry workbook of these forms (.xlsx)."""

        _need_ending(out, ".xlsx")
        write_template(out, [self._plain_form(key) for key in forms])

    def export(
        self, forms: Sequence[str], out: Path, *, with_personal: bool = False, with_bin: bool = False,
        clean: Cleaner | None = None,
    ) -> int:  # fmt: skip
        """Write every record of these forms (default: all) to .xlsx, .csv or .ndjson; returns how many.

        With `clean` (`cleaner`) a file for others: texts without what leads to a person, and without the ids by
        which it would be read back over what is here.
        """
        wanted = {self._plain_form(key).key for key in forms}
        chosen = [f for f in self._store.forms if not wanted or f.key in wanted]
        parts = ((form, exported(self._store, form, with_personal, with_bin, clean)) for form in chosen)
        ending = out.suffix.lower()
        if ending == ".ndjson":
            return write_lines(out, parts, with_personal=with_personal, with_bin=with_bin)
        if ending == ".xlsx":
            return write_workbook(out, parts, with_personal=with_personal, with_bin=with_bin)
        _need_ending(out, ".csv", ".xlsx", ".ndjson")
        if len(chosen) != 1:
            raise DeskError(
                _("Một tệp CSV chỉ chứa một loại bản ghi."),
                _("Ghi rõ một loại, hoặc xuất ra .xlsx hay .ndjson."),
                "one_form",
            )
        form, records = next(parts)
        return write_table(out, form, records, with_personal=with_personal, with_bin=with_bin)

    def findings(self, forms: Sequence[str], *, with_bin: bool = False) -> tuple[list[Finding], bool]:
        """What the texts of an export without personal data give away, and whether every record was searched."""
        wanted = {self._plain_form(key).key for key in forms}
        chosen = (f for f in self._store.forms if not wanted or f.key in wanted)
        return giving_away.first(
            self._store, (r for form in chosen for r in self._store.records(form.key, with_bin=with_bin))
        )

    def cleaner(self) -> Cleaner:
        """Hides what leads to a person in texts of this desk; what was only suspected is in its `undecided`."""
        from dialogue_desk.reports.letters.public import Cleaner  # noqa: PLC0415 most exports ask for none

        form = self._store.form("opinion")
        held = (whole(self._store, form, r.unit, r.id) for r in self._store.records(form.key, with_bin=True))
        return Cleaner(self._store, (record for record in held if record is not None))

    def _plain_form(self, key: str) -> Form:
        form = self._store.form(key)
        if form.is_personal:
            raise DeskError(
                _("Trong tệp, các ô cá nhân đứng cùng bản ghi của chúng."),
                either(_("Chọn {form} và các ô cá nhân."), _("Ghi {form} và thêm --with-personal.")).format(
                    form=key.removesuffix("_personal")
                ),
                "unknown_form",
            )
        return form

    # -- in ---------------------------------------------------------------------

    def import_file(
        self,
        path: Path,
        form: str = "",
        for_unit: str = "",
        *,
        dry_run: bool = False,
        skip_bad: Path | None = None,
        convert_legacy: bool = True,
        progress: Progress = lambda rows: None,
    ) -> Imported:
        """Import one file, all of it or nothing; with `skip_bad` the bad rows go there and the rest is stored.

        `convert_legacy` turns TCVN3 and VNI text into Unicode; `progress` hears of the rows. DeskError when the file
        itself is no good or was imported before; rows that are no good are in the result, and then nothing is stored.
        """
        unit = self.unit_for(for_unit)
        source = open_source(path, self._plain_form(form) if form else None, self._store.forms)

        def importer(*, is_safe: bool) -> Importer:
            return Importer(
                self._store,
                self._records,
                self._today(),
                unit,
                convert_legacy=convert_legacy,
                only_look=dry_run,
                is_safe=is_safe,
                progress=progress,
            )

        try:
            outcome = self._store_rows(path, source, importer(is_safe=False), skip_bad, dry_run=dry_run)
        except ManyRowsError:
            self._back_up_before("import")
            outcome = self._store_rows(path, source, importer(is_safe=True), skip_bad, dry_run=dry_run)
        is_refused = bool(outcome.bad) and skip_bad is None
        return Imported(
            source.name,
            0 if is_refused else outcome.created,
            0 if is_refused else outcome.updated,
            0 if is_refused else outcome.same,
            tuple(outcome.problems),
            tuple(outcome.warnings),
            is_stored=not dry_run and not is_refused,
        )

    def _store_rows(
        self, path: Path, source: Source, taking: Importer, skip_bad: Path | None, *, dry_run: bool
    ) -> Outcome:
        """The rows of a file in one transaction; with `dry_run`, or a bad row and no `skip_bad`, nothing is stored."""
        outcome = Outcome()
        try:
            with self._records.writing("import") as saver:
                outcome = taking.run(source, saver)
                # A wrong row is said first: it may be all that was added to a file imported before.
                if skip_bad is not None or not outcome.bad:
                    self._refuse_nothing_new(source, outcome)
                if dry_run or (outcome.bad and skip_bad is None):
                    raise _NothingStoredError
                if outcome.bad and skip_bad is not None:
                    _need_ending(skip_bad, path.suffix.lower())
                    source.write_bad(skip_bad, outcome.bad)
                if outcome.first_made:
                    remember_import(self._store, outcome.digest, source.name, outcome.first_made)
        except _NothingStoredError:
            pass
        else:
            self._records.done(outcome.steps, "import")
        return outcome

    def preview(
        self,
        path: Path,
        form: str = "",
        for_unit: str = "",
        *,
        convert_legacy: bool = True,
        progress: Progress = lambda rows: None,
    ) -> Preview:
        """What importing a file would do, row by row; nothing is stored. DeskError when the file itself is no good."""
        unit = self.unit_for(for_unit)
        source = open_source(path, self._plain_form(form) if form else None, self._store.forms)
        rows: list[PreviewRow] = []
        warnings: list[str] = []
        taking = Importer(
            self._store,
            self._records,
            self._today(),
            unit,
            lambda seen: rows.append(preview_row(seen)),
            convert_legacy=convert_legacy,
            only_look=True,
            progress=progress,
        )
        try:
            with self._records.writing("import") as saver:
                outcome = taking.run(source, saver)
                warnings += outcome.warnings
                self._refuse_nothing_new(source, outcome)
                raise _NothingStoredError
        except _NothingStoredError:
            pass
        return Preview(source.name, {f.key: f for f in self._store.forms}, tuple(rows), tuple(warnings))

    def mark(self, path: Path, problems: Sequence[RowProblem], out: Path) -> int:
        """Copy a workbook of ours with its errors marked (coloured cell, comment); returns how many."""
        _need_ending(out, ".xlsx")
        return write_marked(path, problems, out)

    # -- tables other people made ---------------------------------------------------

    def take_table(
        self, tables: Sequence[Table], choices: Choices, name: str, for_unit: str = "", *, skip_bad: Path | None = None,
        but: frozenset[tuple[str, int]] = frozenset(), progress: Progress = lambda rows: None,
    ) -> Imported:  # fmt: skip
        """Store what a foreign table says (`Intake.store`), told as the import of any file is."""
        done = self.intake.store(tables, choices, name, self.unit_for(for_unit), skip_bad, but, progress)
        counts = done.counts
        problems = tuple(
            RowProblem(name, row.told.row, "", row.why, row.told.sheet) for row in done.rows if row.status == "wrong"
        )
        made = done.stored - counts["changed"]
        told = tuple(text for _at, text in done.warnings)
        return Imported(name, made, counts["changed"], counts["known"], problems, told)

    def mark_table(self, path: Path, look: Look, out: Path) -> int:
        """Copy a foreign workbook with the cells marked that are wrong; returns how many."""
        _need_ending(out, ".xlsx")
        cells = [
            (row.told.sheet, row.told.row, at, text)
            for row in look.rows
            if row.status == "wrong"
            for at, text in row.problems
        ]
        return mark_cells(path, cells, out)

    # -- pasted text ----------------------------------------------------------------

    def pasted(self, form: str, text: str, html: str = "") -> PastedRows:
        """A text copied from Excel, Word or a report as rows of a form, for a person to look at first.

        `html` is what the clipboard holds beside the text, if anything.
        """
        return paste_rows(self._plain_form(form), text, html)

    def pasted_appendices(self, text: str, html: str = "") -> list[tuple[int, Printed]]:
        """The printed appendices in a pasted text, each with its number; `import_appendix` takes them."""
        return read_pasted_appendices(text, html)

    def import_appendix(
        self,
        number: int,
        source: Path | Printed,
        *,
        from_year: int | None = None,
        to_year: int | None = None,
        as_of: str = "",
        issuer: str = "",
        for_unit: str = "",
        dry_run: bool = False,
    ) -> Imported:
        """Turn a printed appendix (1–5), a file or pasted, into yearly totals or directives, all of it or nothing."""
        unit = self.unit_for(for_unit)
        frame = frame_of(number, self._store.units.level(unit), from_year, to_year, as_of, issuer)
        printed = read_appendix(number, source) if isinstance(source, Path) else source
        is_stored = not dry_run and not printed.problems
        if is_stored and len(printed.rows) > MOST_UNSAVED:
            self._back_up_before("import")
        taking = AppendixImporter(self._store, self._records, unit, frame)
        try:
            with self._records.writing("import") as saver:
                taking.run(number, printed, saver)
                if dry_run or printed.problems:
                    raise _NothingStoredError
        except _NothingStoredError:
            pass
        else:
            self._records.done(taking.steps, "import")
        counts = {} if printed.problems else taking.counts
        return Imported(
            printed.file,
            problems=tuple(printed.problems),
            warnings=tuple(printed.warnings),
            is_stored=not dry_run and not printed.problems,
            **counts,
        )

    def unit_for(self, text: str) -> str:
        """The unit a file is imported for: this one, or one below it that has no desk of its own."""
        if not text:
            return self._store.unit
        unit = self._store.units.resolve(text, self._today().isoformat(), self._store.meta("unit_list"))
        if unit.key != self._store.unit and not self._records.writes_for(unit.key):
            raise DeskError(
                _("Không nhập thay cho {unit} được.").format(unit=unit.name),
                _("Chỉ nhập thay cho đơn vị cấp dưới chưa có bàn riêng."),
                "foreign_unit",
            )
        return unit.key

    def _refuse_nothing_new(self, source: Source, outcome: Outcome) -> None:
        if not (outcome.created or outcome.updated or outcome.same or outcome.bad):
            raise DeskError(
                _("{file} không có dòng dữ liệu nào.").format(file=source.name), _("Chọn tệp có dữ liệu."), "empty"
            )
        earlier = earlier_import(self._store, outcome.digest) if outcome.digest else None
        if earlier is not None:
            raise DeskError(
                _("{file}: nội dung này đã được nhập ngày {day} (tệp {name}).").format(
                    file=source.name, day=f"{time_of(earlier.at):%d/%m/%Y}", name=earlier.name
                ),
                _("Không nhập lại; muốn sửa thì xuất dữ liệu ra rồi nhập tệp có mã bản ghi."),
                "imported_before",
            )


def _need_ending(path: Path, *endings: str) -> None:
    if path.suffix.lower() not in endings:
        raise DeskError(
            _("{file}: tên tệp phải kết thúc bằng {endings}.").format(
                file=path.name, endings=_(" hoặc ").join(endings)
            ),
            _("Đổi tên tệp rồi làm lại."),
            "format",
        )


def first_of(problems: Iterable[RowProblem], count: int) -> str:
    """One sentence about what is wrong with a file's rows: the first problem, and how many there are."""
    first = next(iter(problems))
    if count == 1:
        return str(first)
    return _("{problem} Còn {count} dòng sai nữa.").format(problem=first, count=count - 1)
