"""Obligations of a unit in a year, and the calendar of plan against held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.obligations import KIND, STATE, Obligation, obligations, plan_against_held
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Figure, Figures, Note, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import DUTY_REASON
from dialogue_desk.reports.report import FROM_YEAR, PERIOD, TO_YEAR, UNIT, Asked, Report
from dialogue_desk.storage.owed import facts_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, width=5),
    Column("kind", N_("Nghĩa vụ"), width=26),
    Column("subject", N_("Của ai, về việc gì"), width=30),
    Column("due_on", N_("Hạn"), CellKind.DATE, Align.CENTRE, width=11),
    Column("required", N_("Phải có"), CellKind.NUMBER, width=8),
    Column("done", N_("Đã có"), CellKind.NUMBER, width=8),
    Column("state", N_("Tình trạng"), width=14),
    Column("fulfilled_by", N_("Thực hiện bởi"), width=30),
)
MONTHS = (
    Column("month", N_("Tháng"), align=Align.CENTRE, width=9),
    Column("planned", N_("Kế hoạch"), CellKind.NUMBER, width=9),
    Column("held", N_("Đã tổ chức"), CellKind.NUMBER, width=9),
    Column("postponed", N_("Hoãn"), CellKind.NUMBER, width=9),
    Column("cancelled", N_("Đã hủy"), CellKind.NUMBER, width=9),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The obligations of the asked years, each with the records that fulfil it, then the calendar.

    Of a part of a year those that are due in it.
    """
    today = date.fromisoformat(asked.today)
    owed = [o for year in asked.years for o in obligations(year, today, facts_of(store, asked.unit, year))]
    if not all(window.is_whole for window in asked.windows):
        owed = [o for o in owed if asked.first <= o.due_on <= asked.last]
    counts = {state: sum(o.state == state for o in owed) for state in STATE.labels}
    figures = Figures(tuple(Figure(state, _(STATE.label(state)), counts[state]) for state in STATE.labels))
    sessions = [s for year in asked.years for s in facts_of(store, asked.unit, year).sessions]
    sessions = [s for s in sessions if asked.first <= str(s.values["held_on"]) <= asked.last]
    return Sheet(
        "obligations",
        _("Nghĩa vụ và lịch đối thoại {span}").format(span=asked.span_label),
        (
            figures,
            Table(COLUMNS, tuple(obligation_rows(store, owed)), "obligations", _("Nghĩa vụ")),
            Table(MONTHS, tuple(_months(asked, sessions)), "calendar", _("Kế hoạch và thực hiện theo tháng")),
            Note(_("Góp ý bằng văn bản chỉ tính lần góp ý định kỳ, bằng văn bản (Điều 7 Quyết định 218-QĐ/TW).")),
            Note(_("Số cuộc, số ngày và kỳ báo cáo theo Thiết lập của đơn vị.")),
        ),
        subtitle=store.units.name(asked.unit),
        is_landscape=True,
    )


def obligation_rows(store: Store, owed: Iterable[Obligation]) -> Iterable[Row]:
    """Rows of `COLUMNS`."""
    for number, o in enumerate(owed, start=1):
        named = (
            [_named(store, record.form, record.values) for record in o.fulfilled_by] if o.state == "fulfilled" else []
        )
        values: dict[str, Cell] = {
            "stt": number, "kind": _(KIND.label(o.kind)), "subject": o.subject, "due_on": o.due_on,
            "required": o.required, "done": o.done, "state": _(STATE.label(o.state)),
            "fulfilled_by": "; ".join(named) or (_excuse(o.note) if o.note else None),
        }  # fmt: skip
        behind = [*o.fulfilled_by] or ([o.about] if o.about else [])
        sources = tuple(Source(r.form, ((r.unit, r.id),)) for r in behind)
        shown = {"state": _("Đã thực hiện, muộn")} if o.is_late else {}
        yield Row(
            values,
            shown,
            sources={"done": sources} if sources else {},
            extra={"code": o.kind, "status": o.state, "duty": o.key},
        )


def _excuse(note: Record) -> str:
    """Why a duty is not asked for any more."""
    reason = _(DUTY_REASON.label(str(note.values.get("reason"))))
    return ": ".join(str(part) for part in (reason, note.values.get("text")) if part)


def _named(store: Store, form_key: str, values: Mapping[str, Value]) -> str:
    form = store.form(form_key)
    day = {"period": "reported_on"}.get(form_key, form.date_field)
    label = form.title(values) if form_key not in ("period", "reception") else _(form.label)
    return f"{label} ({document_date(values.get(day))})" if day else label


def _months(asked: Asked, sessions: Sequence[Record]) -> Iterable[Row]:
    totals = dict.fromkeys(("planned", "held", "postponed", "cancelled"), 0)
    for year in asked.years:
        for m in plan_against_held(s for s in sessions if str(s.values["held_on"])[:4] == str(year)):
            counts = {key: getattr(m, key) for key in totals}
            totals = {key: totals[key] + counts[key] for key in totals}
            yield Row({"month": f"{m.month}/{year}", **counts})
    yield Row({"month": _("Cả năm") if len(asked.years) == 1 else _("Cộng"), **totals}, style="total")


REPORT = Report("obligations", N_("Nghĩa vụ và lịch đối thoại"), build, params=(FROM_YEAR, TO_YEAR, PERIOD, UNIT))
