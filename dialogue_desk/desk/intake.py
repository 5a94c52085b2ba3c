"""Foreign tables: looked at, judged row by row against what is held, stored as one operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.holding import Holding, Judged, said_digest
from dialogue_desk.desk.importer import MOST_UNSAVED
from dialogue_desk.desk.records import Records
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Context, Value, Values
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.bad_rows import write_bad_rows
from dialogue_desk.exchange.intake.layout import Table as Table
from dialogue_desk.exchange.intake.looking import told_rows
from dialogue_desk.exchange.intake.plan import NAME_AND_ADDRESS as NAME_AND_ADDRESS
from dialogue_desk.exchange.intake.plan import Choices as Choices
from dialogue_desk.exchange.intake.plan import ColumnMapping as ColumnMapping
from dialogue_desk.exchange.intake.plan import folded_words as folded_words
from dialogue_desk.exchange.intake.plan import names_of
from dialogue_desk.exchange.intake.taking import COUNTED_BY, RowTold
from dialogue_desk.exchange.intake.taking import SheetTold as SheetTold
from dialogue_desk.exchange.intake.taking import Understood as Understood
from dialogue_desk.exchange.intake.understanding import as_mapping, tables_of, understand
from dialogue_desk.exchange.intake.wording import likely_code as likely_code
from dialogue_desk.storage.brought import Brought, remember_rows
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

MAPPING = "mapping."
"""Before the name of a remembered mapping among the desk's local facts."""

STATUSES = ("new", "changed", "alike", "known", "wrong", "left_out")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class SeenRow:
    """One row with its judgement: `status` is one of STATUSES, `changes` what would be set in `record_id`.

    `proposed` is what the words of a new row suggest for fields it leaves blank.
    """

    told: RowTold
    status: str
    why: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    record_id: str = ""
    changes: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    proposed: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What taking a file would do, or did: `stored` is how many records were made or changed."""

    file: str
    found: Understood
    rows: tuple[SeenRow, ...]
    warnings: tuple[tuple[str, str], ...]
    stored: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How many rows are of each status."""
        return Counter(row.status for row in self.rows)


class Intake:
    """Use cases over tables other people made."""

    def __init__(
        self, store: Store, records: Records, today: Callable[[], date], back_up_before: Callable[[str], object]
    ) -> None:
        self._back_up_before = back_up_before
        self._store = store
        self._records = records
        self._today = today

    # -- remembered mappings -----------------------------------------------------------------

    def mappings(self, form: str = "") -> list[ColumnMapping]:
        """The remembered mappings, by name."""
        kept = self._store.metas(MAPPING)
        found = [ColumnMapping.from_json(name, text) for name, text in sorted(kept.items())]
        return [m for m in found if not form or m.form == form]

    def mapping(self, name: str) -> ColumnMapping:
        """The mapping remembered by a name; DeskError when there is none."""
        found = next((m for m in self.mappings() if m.name == name.strip()), None)
        if found is None:
            names = ", ".join(m.name for m in self.mappings()) or "–"
            raise DeskError(
                _("Chưa có bảng ghép tên “{name}”.").format(name=name),
                _("Các bảng ghép đã nhớ: {names}.").format(names=names),
                "mapping",
            )
        return found

    def remember_mapping(self, mapping: ColumnMapping) -> None:
        """Remember a mapping by its name, in the place of one called the same."""
        name = mapping.name.strip()
        if not name:
            raise DeskError(_("Bảng ghép chưa có tên."), _("Đặt tên, ví dụ “Sổ cũ 2019”."), "mapping")
        self._store.set_meta(MAPPING + name, mapping.to_json())

    def forget_mapping(self, name: str) -> None:
        """Forget a mapping."""
        self._store.forget_meta(MAPPING + name)

    def remember(self, found: Understood, name: str) -> ColumnMapping:
        """Remember how a file is taken, by a name: columns, words and orders of days."""
        mapping = as_mapping(found, name.strip())
        self.remember_mapping(mapping)
        return mapping

    def mapping_for(self, tables: Sequence[Table]) -> ColumnMapping | None:
        """The remembered mapping that fits a file best: all the columns it names are there."""
        best: ColumnMapping | None = None
        for table in tables:
            there = set(names_of(table.headings))
            for mapping in self.mappings():
                named = {name for name, key in mapping.columns.items() if key}
                if named and named <= there and (best is None or len(mapping.columns) > len(best.columns)):
                    best = mapping
        return best

    # -- looking and storing -------------------------------------------------------------------

    def tables(self, path: Path) -> list[Table]:
        """The tables of a file, read once: choices are made and made anew over what was read."""
        return tables_of(path)

    def understand(self, tables: Sequence[Table], choices: Choices, name: str, unit: str = "") -> Understood:
        """What the tables are taken for under some choices, without reading their rows."""
        on, listed = self._today().isoformat(), self._store.meta("unit_list")

        def resolve(text: str) -> str:
            return self._store.units.resolve(text, on, listed).key

        return understand(tables, choices, self._store.forms, self._today(), name, lru_cache(1024)(resolve))

    def look(
        self, tables: Sequence[Table], choices: Choices, name: str, unit: str = "", progress: Progress = lambda n: None
    ) -> Look:
        """What taking the tables would do, row by row; nothing is stored. DeskError when nothing can be taken."""
        found = self.understand(tables, choices, name)
        return self._judged(found, name, unit or self._store.unit, progress)

    def store(
        self, tables: Sequence[Table], choices: Choices, name: str, unit: str = "", skip_bad: Path | None = None,
        but: frozenset[tuple[str, int]] = frozenset(), progress: Progress = lambda n: None,
    ) -> Look:  # fmt: skip
        """Store what the tables say, all of it or nothing, as one operation; rows `but` some, by sheet and number.

        With `skip_bad` the wrong rows go to that file and the rest is stored; without it one wrong row stops all.
        """
        found = self.understand(tables, choices, name)
        unit = unit or self._store.unit
        steps: list[Step] = []
        if next(islice(found.rows(), MOST_UNSAVED, None), None) is not None:
            self._back_up_before("import")
        with self._records.writing("import") as saver:
            look = self._judged(found, name, unit, progress)
            wrong = [row for row in look.rows if row.status == "wrong"]
            if wrong and skip_bad is None:
                raise _refusal(name, wrong)
            context = self._context(unit)
            self._records.check_may_write(unit)
            kept: list[Brought] = []
            for done, row in enumerate(look.rows):
                if done % 100 == 0:
                    progress(done)
                if (row.told.sheet, row.told.row) in but or row.status in ("wrong", "left_out"):
                    continue
                record_id = row.record_id
                if row.status in ("new", "alike", "changed"):
                    values = row.changes if row.status == "changed" else {**row.proposed, **row.told.values}
                    own = row.record_id if row.status == "changed" else ""
                    step = self._records.put(saver, found.form, values, own, unit, context=context)
                    if step is not None:
                        steps.append(step)
                        record_id = step.id
                kept += _brought(found, row, record_id)
            remember_rows(self._store, found.form.key, unit, kept)
            if wrong and skip_bad is not None:
                write_bad_rows(skip_bad, found, [(row.told, row.problems) for row in wrong])
        self._records.done(steps, "import")
        return replace(look, stored=len(steps))

    def _context(self, unit: str) -> Context:
        plain = self._records.context(unit)
        return replace(plain, find=lru_cache(4096)(plain.find), official_role=lru_cache(4096)(plain.official_role))

    def _judged(self, found: Understood, name: str, unit: str, progress: Progress) -> Look:
        read = list(found.rows())
        taken = [(row.values, row.key) for row in read if not row.is_left_out and not row.problems]
        holding = Holding(self._store, found.form, unit, taken)
        context = self._context(unit)
        filled: Counter[str] = Counter()
        astray: list[int] = []
        rows = []
        for done, told in enumerate(read):
            if done % 500 == 0:
                progress(done)
            rows.append(self._row(found, told, holding, context, filled, astray))
        warnings = [*found.warnings, *found.told_after(), *_about_filled(found, filled)]
        if astray:
            key = "opinion_id" if found.form.key == "action" else "source_id"
            text = _("dòng {rows}: không có kiến nghị mang mã ấy trong máy") if found.form.key == "action" else _(
                "dòng {rows}: không có bản ghi nguồn mang mã ấy trong máy")  # fmt: skip
            warnings.append((found.at_of(key), text.format(rows=told_rows(astray))))
        alike = [row for row in rows if row.status == "alike"]
        warnings += [("", _("dòng {row}: {why}").format(row=r.told.row, why=r.why)) for r in alike[:20]]
        return Look(name, found, tuple(rows), tuple(warnings))

    def _row(
        self, found: Understood, told: RowTold, holding: Holding, context: Context, filled: Counter[str],
        astray: list[int],
    ) -> SeenRow:  # fmt: skip
        if told.is_left_out:
            return SeenRow(told, "left_out", told.why)
        form = found.form
        judged = Judged("new") if told.problems else holding.judge(told.values, told.key, told.row)
        before: Values = dict(judged.record.values) if judged.record and judged.status in ("changed", "known") else {}
        if judged.status == "known":
            assert judged.record is not None
            return SeenRow(told, "known", judged.why, record_id=judged.record.id, before=before)
        proposed = {} if before else checks.proposed(form, told.values)
        values = {**before, **told.values} if before else checks.with_defaults(form, {**proposed, **told.values})
        full = checks.settled(form, values, context)
        wrong_fields = {found_field for at, _text in told.problems for found_field in _fields_at(found, at)}
        more = [
            (found.at_of(p.field), p.text)
            for p in checks.problems(form, full, context)
            if not p.is_warning and p.field not in wrong_fields
        ]
        problems = (*told.problems, *more)
        if problems:
            return SeenRow(told, "wrong", "; ".join(text.rstrip(".") for _at, text in problems), problems)
        if judged.status != "changed":
            for key in COUNTED_BY.get(form.key, ()):
                if key not in told.values and full.get(key) is not None:
                    filled[f"{key}={full[key]}"] += 1
        if _is_astray(form.key, full, context):
            astray.append(told.row)
        record_id = judged.record.id if judged.record and judged.status == "changed" else ""
        return SeenRow(told, judged.status, judged.why, (), record_id, dict(judged.changes or {}), before, proposed)


def _fields_at(found: Understood, at: str) -> list[str]:
    return next((c.field.split("+") for c in found.columns if c.at == at), [])


def _is_astray(form: str, values: Values, context: Context) -> bool:
    """Whether a row speaks of a record nobody here holds: the petition of a step, the source of an opinion."""
    if form == "action" and values.get("opinion_id"):
        return (
            context.find("opinion", str(values.get("opinion_unit") or context.unit), str(values["opinion_id"])) is None
        )
    if form == "opinion" and values.get("source_id") and values.get("source_form") not in (None, "direct"):
        unit = str(values.get("source_unit") or context.unit)
        return context.find(str(values["source_form"]), unit, str(values["source_id"])) is None
    return False


def _about_filled(found: Understood, filled: Counter[str]) -> list[tuple[str, str]]:
    """Fields of counting that no row said and the form filled in: named, never silent."""
    told = []
    for said, count in filled.items():
        key, _sign, value = said.partition("=")
        one = found.form.field(key)
        label: Value = _(one.codes.label(value)) if one.codes else value
        told.append(("", _("{count} dòng không nói ô “{label}”: được ghi là “{value}”").format(
            count=count, label=_(one.label), value=label)))  # fmt: skip
    return told


def _brought(found: Understood, row: SeenRow, record_id: str) -> list[Brought]:
    if not record_id:
        return []
    said = said_digest(found.form, row.told.values)
    names = [said, row.told.key] if row.told.key else [said]
    return [Brought(name, record_id, said) for name in names]


def _refusal(name: str, wrong: Sequence[SeenRow]) -> DeskError:
    first = wrong[0]
    place = _("{file}, trang tính {sheet}, dòng {row}").format(file=name, sheet=first.told.sheet, row=first.told.row)
    more = _(" Còn {count} dòng sai nữa.").format(count=len(wrong) - 1) if len(wrong) > 1 else ""
    return DeskError(
        f"{place}: {first.why.rstrip('.')}.{more}",
        _("Chưa lưu gì; sửa tệp rồi nhập lại, hoặc để các dòng sai ra một tệp riêng."),
        "wrong_rows",
    )
