"""Trends of petitions and opinions: opened, resolved, overdue, median days; subjects; channels."""

from __future__ import annotations

from dialogue_desk.domain.fields import Vocabulary
from dialogue_desk.domain.sheet import Cell, CellKind, Note, Sheet, Source
from dialogue_desk.domain.vocabulary import CHANNEL, SUBJECT
from dialogue_desk.reports.counting.grouped import OnDemand, Records, counts, listed, quoted, values
from dialogue_desk.reports.counting.reform import sums_note
from dialogue_desk.reports.counting.slots import Slot, slots
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.follow.cases import Cases, source, spans, within
from dialogue_desk.reports.follow.petition_flow import Flow
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import PARAMS, Point, Trend, trend_sheet
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

MISSED = Records("opinion", "due_on", table="petition")
OPINIONS = Records("opinion", "received_on")
OCCASIONS = Records("feedback", "given_on")

_LATE = (
    "coalesce(r.resolved_on, r.declined_on, '9999') > r.due_on AND r.due_on < {today}"
    " AND (r.suspended_on IS NULL OR r.due_on < r.suspended_on)"
)
SERIES = (("opened", "Tiếp nhận"), ("resolved", "Đã giải quyết"), ("overdue", "Lỡ hạn"))
EXPLAINED = Note(
    "Tiếp nhận, đã giải quyết: như báo cáo Dòng kiến nghị. Lỡ hạn: hạn có hiệu lực rơi vào thời gian này mà đến hết hạn"
    " chưa có kết quả. Số ngày: trung vị của kiến nghị nhận trong thời gian này, như báo cáo Số ngày giải quyết, kiến"
    " nghị chưa xong tính là còn lâu hơn; để trống là chưa đủ số có kết quả để nói."
)


def petitions(store: Store, asked: Asked) -> Sheet:
    """Petitions received, settled, and past a deadline of the time, with the median days to the first result."""
    trend = _petition_points(store, asked)
    extra = [("median_days", "Số ngày giải quyết (trung vị)", CellKind.NUMBER)]
    return trend_sheet(
        "trend-petitions", "Kiến nghị tiếp nhận, giải quyết, quá hạn", asked, SERIES, trend,
        kind="bars", extra=extra, adds_up=False,
    )  # fmt: skip


def petition_days(store: Store, asked: Asked) -> Sheet:
    """The median days from receiving a petition to its first result, what is open counted as under way."""
    trend = _petition_points(store, asked)
    series = [("median_days", "Số ngày giải quyết (trung vị)")]
    extra = [("resolved", "Đã giải quyết", CellKind.NUMBER)]
    return trend_sheet(
        "trend-petition-days", "Số ngày giải quyết kiến nghị", asked, series, trend,
        kind="lines", extra=extra, adds_up=False,
    )  # fmt: skip


def _petition_points(store: Store, asked: Asked) -> Trend:
    cases = Cases(store, asked)
    late, flow = _LATE.format(today=quoted(asked.today)), Flow(cases.all)
    points = [_petition_point(store, asked, cases, flow, slot, late) for slot in slots(asked)]
    return Trend(points, [EXPLAINED, *sums_note(cases.place, asked)])


def _petition_point(store: Store, asked: Asked, cases: Cases, flow: Flow, slot: Slot, late: str) -> Point:
    """A stretch: flow and days as the reports of these names count them, and the deadlines that were missed in it."""
    last = min(slot.last, cases.on)
    counted = flow.figures(slot.first, last)
    missed = Records(MISSED.form, MISSED.day, late, MISSED.table)
    figures: dict[str, Cell] = {"opened": counted["opened"], "resolved": counted["settled"]}
    figures["overdue"] = len(values(store, cases.place, slot, missed, "r.rid"))
    if not any(figures.values()) and not counts(store, cases.place, slot, OPINIONS, "1"):
        figures = dict.fromkeys(figures)
    opened = flow.opened(slot.first, last)
    figures["median_days"] = within(spans(opened, cases.on), 0.5) if opened else None
    of = {"opened": "opened", "resolved": "settled", "median_days": "opened"}
    held = {
        key: behind for key, behind in of.items() if figures[key] or (key == "median_days" and figures[key] is not None)
    }
    sought = listed(store, cases.place, slot, {"overdue": [(missed, "1")]} if figures["overdue"] else {})

    def read(key: str) -> tuple[Source, ...]:
        return source(flow.behind(slot.first, last, held[key])) if key in held else sought[key]

    sources = OnDemand({**dict.fromkeys(held), **dict.fromkeys(sought)}, read)
    return Point(slot, figures, sources, min(slot.last, asked.today))


def subjects(store: Store, asked: Asked) -> Sheet:
    """Opinions and petitions by subject, as a heat table."""
    trend = _by_code(store, asked, OPINIONS, "r.subject", "count(*)", SUBJECT)
    return _heat("trend-subjects", "Ý kiến, kiến nghị theo lĩnh vực", asked, trend, SUBJECT)


def channels(store: Store, asked: Asked) -> Sheet:
    """Occasions of feedback by channel, as a heat table."""
    trend = _by_code(store, asked, OCCASIONS, "r.channel", "sum(r.occasions)", CHANNEL)
    return _heat("trend-channels", "Số cuộc/lần góp ý theo hình thức", asked, trend, CHANNEL)


def _by_code(store: Store, asked: Asked, records: Records, code: str, amount: str, codes: Vocabulary) -> Trend:
    place = Subtree(store.units, asked.unit)
    points = []
    for slot in slots(asked):
        found = counts(store, place, slot, records, code, amount)
        figures: dict[str, Cell] = {key: found.get(key, 0) if found else None for key in codes.labels}
        behind = {key: [(records, f"{code} = {quoted(key)}")] for key in codes.labels if found.get(key)}
        points.append(Point(slot, figures, listed(store, place, slot, behind), min(slot.last, asked.today)))
    return Trend(points, [Note("Đếm từ hồ sơ; không gồm số liệu tổng hợp."), *sums_note(place, asked)])


def _heat(name: str, title: str, asked: Asked, trend: Trend, codes: Vocabulary) -> Sheet:
    """A heat table without the codes nobody used."""
    series = [(key, label) for key, label in codes.labels.items() if any(p.values[key] for p in trend.points)]
    return trend_sheet(name, title, asked, series, trend, kind="heat")


REPORTS = (
    Report("trend-petitions", N_("Biểu đồ: kiến nghị"), petitions, PARAMS),
    Report("trend-petition-days", N_("Biểu đồ: số ngày giải quyết kiến nghị"), petition_days, PARAMS),
    Report("trend-subjects", N_("Biểu đồ: lĩnh vực"), subjects, PARAMS),
    Report("trend-channels", N_("Biểu đồ: hình thức góp ý"), channels, PARAMS),
)
