"""Storing the rows of one file: what each becomes, and what is wrong with the others."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.holding import Holding
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.same_day import SameDay
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Context, Value, as_json_value
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import Record, canonical
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.exchange.importing import STAGES, RowError, Wish, WishReader, stage_of
from dialogue_desk.exchange.intake.taking import COUNTED_BY
from dialogue_desk.exchange.rows import FileRow, RowProblem, Source
from dialogue_desk.storage.saving import Saver, whole
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


@dataclass
class Outcome:
    """What an import of one file did, or would do.

    `steps` are the records it made or changed; `bad` the rows it could not
    take; `digest` names the content of the rows without ids, "" when there are
    none; `first_made` the first record such a row made.
    """

    created: int = 0
    updated: int = 0
    same: int = 0
    steps: list[Step] = field(default_factory=list)
    bad: list[tuple[FileRow, RowProblem]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    digest: str = ""
    first_made: tuple[str, str, str] | None = None

    @property
    def problems(self) -> list[RowProblem]:
        """What is wrong with the rows that could not be taken."""
        return [problem for _row, problem in self.bad]


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one row: `what` is "new", "changed", "same" or "wrong"; `old` the record as it was."""

    row: FileRow
    what: str
    wish: Wish | None = None
    old: Record | None = None
    problem: RowProblem | None = None


Watcher = Callable[[Seen], None]

Progress = Callable[[int], None]
"""Told now and then how many rows are done; what it raises stops the work, and nothing is stored."""

MOST_WARNINGS = 20

MOST_WAITING = 2000
"""Rows whose texts wait to be told to search together."""

MOST_UNSAVED = 50
"""An import of more rows begins with a backup."""


class ManyRowsError(Exception):
    """There are more rows than are taken without a backup: make one, and begin again with `is_safe`."""


class Importer:
    """Takes the rows of one file inside one transaction. `unit` owns the rows that name none.

    `watch` is told of every row; `convert_legacy` turns TCVN3 and VNI text into
    Unicode; with `only_look` the transaction will be taken back, so what no other
    row needs is checked and not written. `is_safe`: a backup was made, many rows may come.
    """

    def __init__(
        self,
        store: Store,
        records: Records,
        today: date,
        unit: str,
        watch: Watcher | None = None,
        *,
        convert_legacy: bool = True,
        only_look: bool = False,
        is_safe: bool = False,
        progress: Progress = lambda rows: None,
    ) -> None:
        self._progress = progress
        self._is_safe = is_safe or only_look
        self._only_look = only_look
        self._watch = watch or (lambda seen: None)
        self._same_day = SameDay(store)
        self._store = store
        self._records = records
        self._unit = unit
        self._allowed = {unit, store.unit}
        forms = {f.key: f for f in store.forms}
        listed = store.meta("unit_list")
        self._reader = WishReader(
            forms, store.units, today.isoformat(), listed, convert_legacy=convert_legacy, held=self._held
        )
        self._filled: Counter[tuple[str, str, str]] = Counter()
        self._holding: dict[tuple[str, str], Holding] = {}
        self._contexts: dict[str, Context] = {}
        self._met: set[tuple[str, str, str]] = set()
        self._content = hashlib.sha256()
        self._twice: list[str] = []
        self._astray: list[str] = []

    def run(self, source: Source, saver: Saver) -> Outcome:
        """Store every row that can be; those that cannot are in the outcome's `bad`, in file order."""
        outcome = Outcome()
        with saver.together(self._same_day.add):
            self._stages(source, saver, outcome)
        outcome.bad.sort(key=lambda pair: (pair[1].sheet, pair[1].row))
        if outcome.first_made or outcome.digest:
            outcome.digest = self._content.hexdigest()
        self._tell(source.name, outcome)
        return outcome

    def _stages(self, source: Source, saver: Saver, outcome: Outcome) -> None:
        stages = {0}
        done = 0
        for stage in range(len(STAGES)):
            if stage and stage not in stages:
                continue
            self._contexts.clear()
            saver.settle()

            def wanted(form: str, now: int = stage) -> bool:
                stages.add(stage_of(form) if form else 0)
                return (stage_of(form) if form else 0) == now

            for row in source.rows(wanted):
                done += 1
                if done > MOST_UNSAVED and not self._is_safe:
                    raise ManyRowsError
                if done % 100 == 0:
                    self._progress(done)
                if done % MOST_WAITING == 0:
                    saver.settle()
                try:
                    self._take(saver, row, outcome)
                except (RowError, DeskError) as error:
                    problem = self._problem(source.name, row, error)
                    outcome.bad.append((row, problem))
                    self._watch(Seen(row, "wrong", problem=problem))

    def _tell(self, file: str, outcome: Outcome) -> None:
        """What is to be said of the rows once all of them were taken."""
        outcome.warnings += self._told_filled(file)
        for encoding, count in self._reader.converted.items():
            outcome.warnings.append(
                _("{file}: {count} ô chữ {encoding} được đổi sang Unicode.").format(
                    file=file, count=count, encoding=encoding.value
                )
            )
        outcome.warnings += self._twice[:MOST_WARNINGS]
        if len(self._twice) > MOST_WARNINGS:
            outcome.warnings.append(
                _("{file}: còn {count} dòng nữa giống bản ghi đã có.").format(
                    file=file, count=len(self._twice) - MOST_WARNINGS
                )
            )
        outcome.warnings += self._astray[:MOST_WARNINGS]
        if len(self._astray) > MOST_WARNINGS:
            outcome.warnings.append(
                _("{file}: còn {count} dòng nữa nói đến bản ghi không có trong máy.").format(
                    file=file, count=len(self._astray) - MOST_WARNINGS
                )
            )

    def _notice_astray(self, row: FileRow, wish: Wish) -> None:
        """Warn of a source that is not here: the file that brings it may come next, so nothing is refused.

        Sources of the same file are stored by now, wherever in it they stand.
        """
        told = wish.values
        if told.get("source_id"):
            source = str(told.get("source_form")), str(told.get("source_unit") or wish.unit), str(told["source_id"])
            text = _("Dòng {row}: không có bản ghi nguồn mang mã {id}; nhập bản ghi ấy hoặc sửa lại mã.")
        elif wish.form.key == "action" and told.get("opinion_id"):
            source = "opinion", str(told.get("opinion_unit") or wish.unit), str(told["opinion_id"])
            text = _("Dòng {row}: không có kiến nghị mang mã {id}; nhập kiến nghị ấy hoặc sửa lại mã.")
        else:
            return
        is_form = any(form.key == source[0] for form in self._store.forms)
        if is_form and self._context(wish.unit).find(*source) is None:
            self._astray.append(text.format(row=row.line, id=source[2]))

    @staticmethod
    def _problem(file: str, row: FileRow, error: RowError | DeskError) -> RowProblem:
        if isinstance(error, RowError):
            return RowProblem(file, row.line, error.column, error.text, row.sheet)
        column = error.field if isinstance(error, RecordError) else {"unknown_rev": "rev"}.get(error.code, "")
        if error.code in ("appended", "key_change"):
            column = "id"
        return RowProblem(file, row.line, column, error.message, row.sheet)

    def _take(self, saver: Saver, row: FileRow, outcome: Outcome) -> None:
        wish = self._reader.read(row)
        wish, old = self._find(wish)
        if old is not None and _says_nothing_new(wish, old):
            outcome.same += 1
            self._watch(Seen(row, "same", wish, old))
            return
        if wish.unit not in self._allowed:
            name = self._store.units.name(wish.unit)
            raise RowError(
                "unit",
                either(
                    _("dòng này thuộc {unit}; muốn nhập thay thì chọn đơn vị ấy trước khi nhập"),
                    _("dòng này thuộc {unit}; muốn nhập thay thì ghi --for-unit"),
                ).format(unit=name),
            )
        is_fresh = old is None and not row.cells.get("id") and not (wish.form.natural_key or wish.form.is_single)
        if is_fresh:
            told = {k: as_json_value(v) for k, v in wish.values.items() if v is not None}
            twin = self._twin(saver, wish)
            if twin is not None:
                outcome.same += 1
                self._content.update(canonical([wish.form.key, wish.unit, told]).encode())
                outcome.digest = "known"
                self._watch(Seen(row, "same", replace(wish, id=twin.id), twin))
                return
            self._notice_twice(saver, row, wish)
        if old is not None and wish.rev and wish.rev != old.rev:
            with saver.part():
                step = self._put(saver, wish, old)
        else:
            step = self._put(saver, wish, old)
        if not is_fresh:
            self._same_day.forget()
        if step is None:
            outcome.same += 1
            self._watch(Seen(row, "same", wish, old))
            return
        outcome.steps.append(step)
        self._notice_astray(row, wish)
        if old is None:
            outcome.created += 1
            self._notice_filled(row, wish)
        else:
            outcome.updated += 1
        self._watch(Seen(row, "new" if old is None else "changed", wish, old))
        if is_fresh:
            outcome.first_made = outcome.first_made or (step.form, step.unit, step.id)
            self._content.update(canonical([step.form, step.unit, told]).encode())

    def _notice_twice(self, saver: Saver, row: FileRow, wish: Wish) -> None:
        """Warn of a session or feedback that seems to be there already."""
        if wish.form.key == "opinion":
            return
        if self._same_day.is_behind(wish.form, wish.unit, wish.values):
            saver.settle()
        found = self._same_day.most_alike(wish.form, wish.unit, wish.values)
        if found is not None:
            title, on = found
            self._twice.append(
                _("Dòng {row}: có lẽ đã có {form} này: {title} ({on}).").format(
                    row=row.line, form=_(wish.form.label).lower(), title=title, on=screen_date(on)
                )
            )

    def _twin(self, saver: Saver, wish: Wish) -> Record | None:
        """A record that says all a row without an id says: the row came in before, and is no second one."""
        key = wish.form.key, wish.unit
        values = {name: value for name, value in wish.values.items() if value is not None}
        if wish.form.date_field not in values:
            return None
        if key not in self._holding:
            self._holding[key] = Holding(self._store, wish.form, wish.unit, ())
        holding = self._holding[key]
        if not holding.has_asked(values):
            if self._same_day.is_behind(wish.form, wish.unit, values):
                saver.settle()
            holding.extend([(values, "")], are_ours=True)
        return holding.twin(values)

    def _held(self, form: str, unit: str, record_id: str) -> Mapping[str, Value]:
        unit = unit or self._unit
        record = whole(self._store, self._store.form(form), unit, record_id)
        return record.values if record is not None else {}

    def _notice_filled(self, row: FileRow, wish: Wish) -> None:
        """Count the fields that decide where a record is counted and that its form filled in unasked."""
        blank = [key for key in COUNTED_BY.get(wish.form.key, ()) if wish.values.get(key) is None]
        said = checks.proposed(wish.form, wish.values) if blank else {}
        for key in blank:
            filled = said.get(key, wish.form.field(key).default)
            if filled is not None:
                self._filled[wish.form.key, key, str(filled)] += 1

    def _told_filled(self, file: str) -> Iterator[str]:
        for (form_key, key, value), count in self._filled.items():
            one = self._store.form(form_key).field(key)
            yield _("{file}: {count} dòng không nói ô “{label}”: được ghi là “{value}”.").format(
                file=file, count=count, label=_(one.label), value=_(one.codes.label(value)) if one.codes else value
            )

    def _find(self, wish: Wish) -> tuple[Wish, Record | None]:
        """The wish with its unit and id made plain, and the record it is about; RowError for one met before."""
        form, unit = wish.form, wish.unit or self._unit
        record_id = wish.id
        if not record_id and (form.natural_key or form.is_single):
            record_id = self._records.keyed_id(form, unit, checks.with_defaults(form, wish.values))
        old = None
        if record_id:
            old = whole(self._store, form, unit, record_id)
            if old is None and not wish.unit:
                unit = next(iter(self._store.units_of(form.key, record_id)), unit)
            if (form.key, unit, record_id) in self._met:
                raise RowError("id" if wish.id else form.natural_key[0], _("bản ghi này có hai lần trong tệp"))
            self._met.add((form.key, unit, record_id))
        return replace(wish, unit=unit, id=record_id), old

    def _put(self, saver: Saver, wish: Wish, old: Record | None) -> Step | None:
        form, unit = wish.form, wish.unit
        if wish.is_deleted and form.is_appended:
            raise RowError("is_deleted", _("bước xử lý không xóa được"))
        values = wish.values if old is not None or wish.rev else {
            **wish.values, **checks.proposed(form, wish.values)}  # fmt: skip
        if self._only_look and old is None and stage_of(form.key) > 1:
            self._records.check_new(form, values, wish.id, unit, self._context(unit))
            return Step(form.key, unit, wish.id, "")
        had_id = old is None and wish.rev
        blank = [f.key for f in form.fields if f.key in wish.values and wish.values[f.key] is None] if had_id else ()
        step = self._records.put(
            saver,
            form,
            values,
            wish.id,
            unit,
            wish.rev if old is not None and wish.rev else None,
            wish.personal_rev if old is not None and old.personal_rev and wish.personal_rev else None,
            parallel=old is not None and bool(wish.rev or wish.personal_rev),
            context=self._context(unit),
            blank=blank,
        )
        if not wish.is_deleted:
            return step
        record_id = step.id if step else wish.id
        saver.settle()
        now = whole(self._store, form, unit, record_id)
        if now is None or now.is_deleted:
            return step
        saver.save(form, unit, record_id, now.values, delete=True)
        if form.sibling and now.personal_rev:
            saver.save(form.sibling, unit, record_id, now.values, delete=True)
        return step or Step(form.key, unit, record_id, old.rev if old else "", old.personal_rev if old else "")

    def _context(self, unit: str) -> Context:
        """The context of a unit and the right to write for it, asked once a stage; what rules look up is remembered."""
        if unit not in self._contexts:
            self._records.check_may_write(unit)
            plain = self._records.context(unit)
            self._contexts[unit] = replace(
                plain,
                find=lru_cache(4096)(plain.find),
                official_role=lru_cache(4096)(plain.official_role),
            )
        return self._contexts[unit]


def _says_nothing_new(wish: Wish, old: Record) -> bool:
    if old.is_deleted is not bool(wish.is_deleted):
        return False
    return all(_same(old.values.get(key), value) for key, value in wish.values.items())


def _same(held: Value, said: Value) -> bool:
    """Whether two values are one.

    Several codes were once stored in the order they were ticked, and texts with letters that only look like ours.
    """
    if isinstance(held, tuple) and isinstance(said, tuple):
        return set(held) == set(said)
    if isinstance(held, str) and isinstance(said, str) and held != said:
        return normalise(held) == said
    return held == said
