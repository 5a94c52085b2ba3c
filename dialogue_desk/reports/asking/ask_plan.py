"""A question looked up in its form, and turned into SQL by a whitelisted builder: nothing typed becomes SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dialogue_desk.domain import checks
from dialogue_desk.domain.agency_names import renamed
from dialogue_desk.domain.fields import Form, Kind
from dialogue_desk.domain.question import Condition, Question
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.asking.ask_parts import Part, parts_of
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import Asked
from dialogue_desk.reports.trends.trends_units import kept_apart, units_below
from dialogue_desk.storage import agencies, days_past, follow
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

Key = tuple[Any, ...]
"""Values of the row's parts, or of the row's and the column's, in that order; () is all of it."""


class Plan:
    """One question: its parts looked up in the form, and the SQL that reads its records.

    `asked` says of which unit and up to which day; without days all there are.
    DeskError says what of the question cannot be asked, and why.
    """

    def __init__(self, store: Store, question: Question, asked: Asked) -> None:
        self.store = store
        self.question = question
        self.on = asked.as_of or (asked.covered if question.first else asked.today)
        self.asked = replace(asked, last=min(asked.last, self.on))
        self.form = _form(store, question.form)
        self.parts = parts_of(store, self.form, self.on)
        self.rows = tuple(self._part(key, is_group=True) for key in question.rows)
        self.column = self._part(question.columns, is_group=True) if question.columns else None
        self.groups = (*self.rows, *([self.column] if self.column else []))
        if len({part.key for part in self.groups}) < len(self.groups):
            raise refused(_("Hàng và cột chia theo cùng một mục."), _("Chọn mục khác cho cột."))
        self.of = self._measured()
        self.conditions = [self._condition(c) for c in question.where]
        used = [*self.groups, *(part for part, _sql, _given in self.conditions), *([self.of] if self.of else [])]
        self.needs_petition = self.is_days or any(part.needs_petition for part in used)

    @property
    def is_days(self) -> bool:
        """Whether days to the first result or deadlines of petitions are measured."""
        kind = self.question.measure
        return kind == "on-time" or (kind in ("median", "p90") and not self.question.of)

    @property
    def is_counted(self) -> bool:
        """Whether records are counted, so that none is 0 and not blank."""
        return self.question.measure == "count"

    def lay_out(self, store: Store) -> None:
        """Put the asked units, and how petitions stood on a day gone by, beside the records, in memory."""
        place = Subtree(store.units, self.asked.unit)
        below = kept_apart(place, units_below(store, self.asked), self.asked)
        conn = store.conn
        conn.execute("CREATE TEMP TABLE IF NOT EXISTS asked_unit (unit TEXT PRIMARY KEY, below TEXT, level TEXT)")
        conn.execute("DELETE FROM temp.asked_unit")
        conn.executemany(
            "INSERT INTO temp.asked_unit VALUES (?, ?, ?)",
            ((key, below.get(key, self.asked.unit), unit.level) for key, unit in place.units.items()),
        )
        conn.create_function(
            "folded", 1, lambda text: fold(text) if isinstance(text, str) else None, deterministic=True
        )
        if self.needs_petition:
            follow.rebuild_if_stale(store)
            into = agencies.joins(store)
            conn.execute("CREATE TEMP TABLE IF NOT EXISTS agency_joined (written TEXT PRIMARY KEY, name TEXT)")
            conn.execute("DELETE FROM temp.agency_joined")
            conn.executemany("INSERT INTO temp.agency_joined VALUES (?, ?)", renamed(into, into).items())
            if self._petitions != "petition":
                days_past.lay_out(store, self.on)

    def source(self, grouped: Sequence[Part] = (), rest: Sequence[Key] = ()) -> tuple[str, list[Any]]:
        """FROM and WHERE with what they are given; parts with several values are taken apart where grouped by.

        `rest` keeps the records of these rows alone, each once.
        """
        # Of all the desk has, records are read in the order they lie in: by an index of units it takes thrice as long.
        join = "CROSS JOIN" if self.asked.unit == self.store.unit else "JOIN"
        joins = [f'FROM "{self.form.key}" r {join} temp.asked_unit u ON u.unit = r.unit']
        if self.needs_petition:
            joins.append(f"{join} {self._petitions} p ON p.rid = r.rid")
        where, given = ["r.is_deleted = 0"], list[Any]()
        if self.form.date_field and self.question.first:
            where.append(f'r."{self.form.date_field}" BETWEEN ? AND ?')
            given += [self.asked.first, self.asked.last]
        for _part, sql, values in self.conditions:
            where.append(sql)
            given += values
        if rest:
            every = " OR ".join("(" + " AND ".join(f"{p.sql} IS ?" for p in self.rows) + ")" for _key in rest)
            inner = " ".join([*joins, *_taken_apart(self.rows)])
            where.append(f"r.rid IN (SELECT r.rid {inner} WHERE {every})")
            given += [value for key in rest for value in key]
        return f"{' '.join([*joins, *_taken_apart(grouped)])} WHERE {' AND '.join(where)}{self._counted}", given

    @property
    def _counted(self) -> str:
        """What of the matching records a measure is about at all."""
        if self.question.measure != "on-time":
            return f" AND {self.of.sql} IS NOT NULL" if self.of and self.question.measure != "sum" else ""
        return (
            f" AND p.first_late_on IS NOT NULL AND (p.first_settled_on IS NOT NULL OR p.first_late_on <= '{self.on}')"
        )

    @property
    def _petitions(self) -> str:
        return "petition" if self.on >= self.asked.today else "temp.petition_then"

    def records(self, store: Store, row: Key | None, column: Any, rest: Sequence[Key] = ()) -> list[tuple[str, str]]:
        """The records behind a figure as (unit, id): of a row or of all (None), of a column or of all (`...`)."""
        self.lay_out(store)
        wanted = list(zip(self.rows, row, strict=True)) if row is not None else []
        if column is not ... and self.column is not None:
            wanted.append((self.column, column))
        sql, given = self.source([part for part, _value in wanted], rest)
        where = "".join(f" AND {part.sql} IS ?" for part, _value in wanted)
        found = store.conn.execute(
            f"SELECT r.unit, r.id {sql}{where} ORDER BY r.unit, r.id", (*given, *(value for _part, value in wanted))
        )
        return [(unit, record_id) for unit, record_id in found]

    def _part(self, key: str, *, is_group: bool = False) -> Part:
        part = self.parts.get(key)
        if part is None:
            personal = any(f.key == key for f in self.form.personal_fields)
            raise refused(
                _("“{key}” là dữ liệu cá nhân, không hỏi được.").format(key=key)
                if personal
                else _("{form} không có mục “{key}” để hỏi.").format(form=_(self.form.label), key=key),
                _("Chọn một trong: {keys}.").format(keys=", ".join(self.parts)),
            )
        if is_group and not part.is_group:
            raise refused(
                _("“{part}” là đoạn văn, không chia hàng, cột được.").format(part=part.title),
                _('Dùng nó làm điều kiện: {key} has "từ cần tìm".').format(key=key),
            )
        return part

    def _measured(self) -> Part | None:
        """The number a measure is about."""
        kind, of = self.question.measure, self.question.of
        if not of:
            if kind == "sum" or (self.is_days and self.form.key != "opinion"):
                raise refused(
                    _("Phép đo “{measure}” của {form} cần một mục là số.").format(
                        measure=kind, form=_(self.form.label)
                    ),
                    _("Viết như {measure}:{key}.").format(
                        measure=kind if kind != "on-time" else "median", key=self._numbers() or "…"
                    ),
                )
            return None
        part = self._part(of)
        if not part.is_number or kind not in ("sum", "median", "p90"):
            raise refused(
                _("Không đo “{measure}” của “{part}” được.").format(measure=kind, part=part.title),
                _("sum, median và p90 nhận mục là số: {keys}.").format(keys=self._numbers()),
            )
        return part

    def _numbers(self) -> str:
        return ", ".join(part.key for part in self.parts.values() if part.is_number)

    def _condition(self, condition: Condition) -> tuple[Part, str, list[Any]]:
        """A filter as SQL with what it is given."""
        part = self._part(condition.part)
        sql, op = part.sql, condition.op
        if op in ("blank", "filled"):
            empty = f"({sql} IS NULL OR {sql} = '')" if not part.is_several else f'r."{part.key}" IS NULL'
            return part, empty if op == "blank" else f"NOT {empty}", []
        if op == "has":
            if not part.field.is_text or part.key in ("unit", "unit_below"):
                raise refused(
                    _("“{part}” không phải chữ, không tìm từ được.").format(part=part.title),
                    _("Dùng =, !=, <, >, in."),
                )
            words = fold(condition.values[0]).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            return part, f"folded({sql}) LIKE ? ESCAPE '\\'", [f"%{words}%"]
        if op in ("<", "<=", ">", ">=") and part.field.kind not in (Kind.COUNT, Kind.DATE) and part.key != "month":
            raise refused(_("“{part}” không so lớn nhỏ được.").format(part=part.title), _("Dùng =, != hoặc in."))
        values = [self.value_of(part, typed) for typed in condition.values]
        marks = ", ".join("?" for _v in values)
        if part.is_several:
            each = f'EXISTS (SELECT 1 FROM json_each(r."{part.key}") WHERE value IN ({marks}))'
            return part, each if op != "!=" else f"NOT {each}", values
        if op == "!=":
            return part, f"{sql} IS NOT ?", values
        return part, f"{sql} IN ({marks})" if op in ("in", "=") else f"{sql} {op} ?", values

    def value_of(self, part: Part, typed: str) -> Any:
        """What is typed in a filter as the column holds it."""
        if part.key in ("unit", "unit_below"):
            return self.store.units.resolve(typed, self.asked.last, self.store.meta("unit_list")).key
        try:
            value = checks.parse_cell(part.field, typed)
        except checks.CellError as error:
            raise refused(
                _("Điều kiện về “{part}”: {text}.").format(part=part.title, text=error), _("Sửa giá trị rồi hỏi lại.")
            ) from error
        if isinstance(value, tuple):
            value = value[0]
        return int(value) if isinstance(value, bool) else value


def _taken_apart(parts: Sequence[Part]) -> list[str]:
    return [f'LEFT JOIN json_each(r."{p.key}") AS {p.key}_each' for p in parts if p.is_several]


def _form(store: Store, key: str) -> Form:
    form = next((f for f in store.forms if f.key == key and not f.is_personal), None)
    if form is None:
        known = ", ".join(f.key for f in store.forms if not f.is_personal)
        raise refused(_("Không có sổ “{key}”.").format(key=key), _("Chọn một trong: {keys}.").format(keys=known))
    return form


def refused(what: str, then: str) -> DeskError:
    """What of a question cannot be asked, and what can."""
    return DeskError(what, then, "bad_question")
