"""An answer as a Sheet, with the question written on it, and as the JSON of `ask`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from dialogue_desk.domain.fields import Kind
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.question import Question
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Source, Table
from dialogue_desk.reports.asking.ask_parts import Part
from dialogue_desk.reports.asking.ask_plan import Key, Plan, refused
from dialogue_desk.reports.asking.asking import Figure, Line, answer
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.follow.compare_periods import years_before
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

TOTAL = "total"

_OPERATORS = {
    "=": N_("là"), "in": N_("là một trong"), "!=": N_("không phải"), "<": N_("nhỏ hơn"), "<=": N_("không quá"),
    ">": N_("lớn hơn"), ">=": N_("từ"), "has": N_("có từ"), "blank": N_("để trống"), "filled": N_("đã ghi"),
}  # fmt: skip

_MEASURES = {
    "count": N_("Số lượng"), "sum": N_("Tổng"), "share-row": N_("Tỷ lệ trong hàng"),
    "share-column": N_("Tỷ lệ trong cột"), "share-total": N_("Tỷ lệ trong tổng số"), "median": N_("Trung vị"),
    "p90": N_("90% trong"), "on-time": N_("Tỷ lệ đúng hạn ban đầu"),
}  # fmt: skip


def filters(plan: Plan) -> list[str]:
    """The question in sentences, as it is written on paper and told in JSON."""
    asked, question = plan.asked, plan.question
    told = [_("Sổ: {form}.").format(form=_(plan.form.plural or plan.form.label))]
    if question.first and plan.form.date_field:
        label = _(plan.form.field(plan.form.date_field).label)
        told.append(
            _("{date} từ {first} đến {last}.").format(
                date=label, first=document_date(asked.first), last=document_date(asked.last)
            )
        )
    told.append(_("Đơn vị: {unit} và các đơn vị dưới.").format(unit=plan.store.units.name(asked.unit)))
    for condition, (part, _sql, _given) in zip(question.where, plan.conditions, strict=True):
        values = ", ".join(_typed(plan, part, value) for value in condition.values)
        told.append(f"{part.title} {_(_OPERATORS[condition.op])} {values}".strip() + ".")
    if plan.needs_petition:
        told.append(_("Chỉ tính kiến nghị, theo tình trạng ngày {day}.").format(day=document_date(plan.on)))
    return told


def _typed(plan: Plan, part: Part, typed: str) -> str:
    """A value of a filter as people read it."""
    if part.field.is_text and part.key not in ("unit", "unit_below"):
        return f"“{typed}”"
    value = plan.value_of(part, typed)
    return document_date(value) if part.field.kind is Kind.DATE else part.name(value)


def measure_title(plan: Plan) -> str:
    """What is measured, in words."""
    question = plan.question
    of = plan.of.title if plan.of else _("số ngày đến kết quả lần đầu") if plan.is_days else ""
    name = _(_MEASURES[question.measure])
    return f"{name}: {of}" if of and question.measure != "on-time" else name


class Answered:
    """A question answered: its plan, its figures, and those of the year before where they are compared."""

    def __init__(self, store: Store, question: Question, asked: Asked) -> None:
        self.plan = Plan(store, question, asked)
        self.found = answer(self.plan)
        self.then_plan = _year_before(store, question, asked) if question.is_compared else None
        self.then = answer(self.then_plan) if self.then_plan else None

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Key and title of the columns of figures, without the totals."""
        if self.then is not None:
            return [("now", _("Kỳ này")), ("then", _("Cùng kỳ năm trước")), ("change", _("Chênh lệch"))]
        if self.plan.column is None:
            return [(TOTAL, measure_title(self.plan))]
        return [(_key(value), self.plan.column.name(value)) for value in self.found.columns]

    def figures(self, key: Key | None, line: Line) -> dict[str, Figure]:
        """The figures of a line by column; `key` is None for the whole."""
        if self.then is not None:
            then = (self.then.whole if key is None else self.then.lines.get(key, Line({}, None))).total
            then = 0 if then is None and self.plan.is_counted else then
            change = None if line.total is None or then is None else round(line.total - then, 1)
            return {"now": line.total, "then": then, "change": change}
        if self.plan.column is None:
            return {TOTAL: line.total}
        blank = 0 if self.plan.is_counted else None
        return {**{_key(c): line.cells.get(c, blank) for c in self.found.columns}, TOTAL: line.total}

    def lines(self) -> Iterator[tuple[Key | None, str, Line]]:
        """Every line with its key and name: the rows, the rest (key ()), the whole (key None)."""
        for key, line in self.found.lines.items():
            names = [part.name(value) for part, value in zip(self.plan.rows, key, strict=True)]
            yield key, " · ".join(names), line
        if self.found.rest is not None:
            yield (), _("Còn lại ({count})").format(count=len(self.found.rest_keys)), self.found.rest
        yield None, _("Tổng số"), self.found.whole

    def records(self, key: Key | None, column: str, store: Store | None = None) -> list[tuple[str, str]]:
        """The records behind a figure; in `store` where another thread asks."""
        plan = self.then_plan if column == "then" and self.then_plan else self.plan
        values = {_key(value): value for value in self.found.columns}
        row = key or None
        rest = self.found.rest_keys if key == () else ()
        return plan.records(store or plan.store, row, values.get(column, ...), rest)


def _year_before(store: Store, question: Question, asked: Asked) -> Plan:
    if question.columns or not question.first:
        raise refused(_("So với năm trước cần một kỳ và không có cột."), _("Chọn kỳ, bỏ mục chia cột, rồi hỏi lại."))
    first, last, on = (years_before(day, 1) for day in (asked.first, min(asked.last, asked.today), asked.today))
    return Plan(
        store,
        replace(question, first=first, last=last, top=0),
        replace(asked, first=first, last=last, as_of=years_before(asked.as_of, 1) if asked.as_of else on),
    )


def _key(value: Any) -> str:
    return "" if value is None else str(value)


def sheet(store: Store, question: Question, asked: Asked, name: str = "") -> Sheet:
    """The answer as a Sheet; every figure, totals too, leads to its records."""
    told = Answered(store, question, asked)
    plan = told.plan
    kind = (
        CellKind.PERCENT if question.measure.startswith("share") or question.measure == "on-time" else CellKind.NUMBER
    )
    columns = [Column("row", " · ".join(part.title for part in plan.rows), width=24)]
    columns += [Column(key, title, kind, Align.RIGHT, 10) for key, title in told.columns]
    if plan.column is not None:
        columns.append(Column(TOTAL, _("Tổng số"), kind, Align.RIGHT, 10))
    rows = []
    for key, title, line in told.lines():
        values: dict[str, Cell] = {"row": title, **told.figures(key, line)}
        asking = [c.key for c in columns[1:] if c.key != "change" and values[c.key]]
        rows.append(
            Row(
                values,
                sources=OnDemand(asking, _reader(told, key)),
                style="" if key else "total",
                extra={} if not key else {f"row_key{n or ''}": v for n, v in enumerate(key)},
            )
        )
    title = name or _("{measure} theo {rows}").format(
        measure=measure_title(plan), rows=", ".join(part.title.lower() for part in plan.groups)
    )
    notes = (Note(" ".join(filters(plan))),)
    return Sheet("ask", title, (Table(tuple(columns), tuple(rows)), *notes), is_landscape=len(columns) > 6)


def _reader(told: Answered, key: Key | None) -> Any:
    def read(column: str) -> tuple[Source, ...]:
        with closing(told.plan.store.another()) as own:
            return (Source(told.plan.form.key, tuple(told.records(key, column, own))),)

    return read


def as_json(store: Store, question: Question, asked: Asked, *, with_sources: bool = False) -> dict[str, Any]:
    """The answer as `ask --json` tells it; `sources` (records by line and column, as [unit, id]) only when wanted."""
    told = Answered(store, question, asked)
    wide = len(told.plan.rows)
    rows, sources = [], []
    total: Mapping[str, Figure] = {}
    for key, title, line in told.lines():
        figures = told.figures(key, line)
        if with_sources:
            behind = {column: told.records(key, column) for column in figures if column != "change"}
            sources.append({"row": title, **{column: [list(one) for one in of] for column, of in behind.items()}})
        if key is None:
            total = {TOTAL: line.total, **figures}
            continue
        values = [_shown(part, value) for part, value in zip(told.plan.rows, key, strict=False)] or [None]
        rows.append({"row": values[0] if wide == 1 or not key else values, "title": title, **figures})
        if not key:
            rows[-1]["is_rest"] = True
    found: dict[str, Any] = {
        "rows": rows,
        "columns": [{"key": key, "title": title} for key, title in told.columns],
        "total": dict(total),
        "filters": filters(told.plan),
    }
    return found | ({"sources": sources} if with_sources else {})


def _shown(part: Part, value: Any) -> Any:
    return bool(value) if part.field.kind is Kind.YES_NO and value is not None else value
