"""What an import would do, before it is done: for the window to show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dialogue_desk.desk.importer import Seen
from dialogue_desk.domain.fields import Field, Form, Value
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.sheet import Column, Note, Row, Sheet, Table
from dialogue_desk.exchange.rows import RowProblem
from dialogue_desk.texts import _


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file: `what` is "new", "changed", "alike", "same", "wrong" or "left_out".

    `changes` are (field, old, new), of a new row every value; `why` says more in words. Of a row of a foreign table
    `faults` are what is wrong, all of it, and `cells` the cells to mend, as (place, heading, text), `origin` its sheet.
    """

    line: int
    sheet: str
    form: str
    what: str
    title: str = ""
    id: str = ""
    changes: tuple[tuple[str, Value, Value], ...] = ()
    problem: RowProblem | None = None
    why: str = ""
    faults: tuple[str, ...] = ()
    cells: tuple[tuple[str, str, str], ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Preview:
    """What importing a file would do. Nothing is stored."""

    file: str
    forms: dict[str, Form]
    rows: tuple[PreviewRow, ...]
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many rows are new, changed, same and wrong."""
        return Counter(row.what for row in self.rows)

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """What is wrong, in file order."""
        return tuple(row.problem for row in self.rows if row.problem)

    def sheet(self, *, with_same: bool = False) -> Sheet:
        """The preview as a table, wrong rows first."""
        columns = (
            Column("row", _("Dòng"), width=6), Column("what", _("Việc"), width=8),
            Column("form", _("Loại"), width=14), Column("title", _("Bản ghi"), width=30),
            Column("change", _("Thay đổi"), width=50),
        )  # fmt: skip
        order = {"wrong": 0, "changed": 1, "alike": 2, "new": 3, "same": 4, "left_out": 5}
        shown = [r for r in self.rows if with_same or r.what not in ("same", "left_out")]
        rows = tuple(self._row(r) for r in sorted(shown, key=lambda r: (order[r.what], r.sheet, r.line)))
        counts = self.counts
        summary = _("Mới {new}, sửa {changed}, như cũ {same}, sai {wrong}.").format(
            new=counts["new"], changed=counts["changed"], same=counts["same"], wrong=counts["wrong"]
        )
        notes = tuple(Note(text) for text in (summary, *self.warnings))
        title = _("Xem trước khi nhập {file}").format(file=self.file)
        return Sheet("import-preview", title, (Table(columns, rows), *notes), is_landscape=True)

    def _row(self, row: PreviewRow) -> Row:
        form = self.forms.get(row.form)
        names = {
            "new": _("Mới"), "changed": _("Sửa"), "alike": _("Giống"), "same": _("Như cũ"), "wrong": _("Sai"),
            "left_out": _("Không lấy"),
        }  # fmt: skip
        if row.problem or row.faults:
            text = "; ".join(row.faults) or problem_told(form, row.problem)
        elif row.what == "changed" and form:
            text = "; ".join(change_told(form.by_key[k], old, new) for k, old, new in row.changes)
        else:
            text = row.why
        place = f"{row.sheet} {row.line}".strip()
        label = _(form.label) if form else row.form
        return Row({"row": place, "what": names[row.what], "form": label, "title": row.title, "change": text})


def preview_row(seen: Seen) -> PreviewRow:
    """A row the importer saw, as the preview tells it."""
    wish, old, row = seen.wish, seen.old, seen.row
    if wish is None:
        return PreviewRow(row.line, row.sheet, row.form, seen.what, problem=seen.problem)
    changes: tuple[tuple[str, Value, Value], ...] = ()
    if old is not None and seen.what == "changed":
        changes = tuple((k, old.values.get(k), new) for k, new in wish.values.items() if old.values.get(k) != new)
    elif old is None and seen.what == "new":
        changes = tuple((key, None, value) for key, value in wish.values.items() if value is not None)
    known = {**old.values, **wish.values} if old else wish.values
    return PreviewRow(row.line, row.sheet, row.form, seen.what, wish.form.title(known), wish.id, changes)


def problem_told(form: Form | None, problem: RowProblem | None) -> str:
    """What is wrong with a row, the label of its field before it: keys are not for people."""
    if problem is None:
        return ""
    field = form.by_key.get(problem.column) if form else None
    return f"{_(field.label)}: {problem.text}" if field else problem.text


def change_told(field: Field, old: Value, new: Value) -> str:
    """One field's change as a person reads it; personal ones are masked."""
    if field.personal:
        return f"{_(field.label)}: •••"
    return f"{_(field.label)}: {value_told(field, old)} → {value_told(field, new)}"


def value_told(field: Field, value: Value) -> str:
    """A value as a person reads it: labels for codes, dd/mm/yyyy, a dash for unknown."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(_(field.codes.label(v)) if field.codes else v for v in value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if field.codes:
        return _(field.codes.label(value))
    return screen_date(value) or str(value) if field.kind.value == "date" else str(value)
