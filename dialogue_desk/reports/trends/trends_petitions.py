"""Trends of petitions and opinions: opened, resolved, overdue, median days; subjects; channels."""

from __future__ import annotations

from statistics import median

from dialogue_desk.domain.fields import Vocabulary
from dialogue_desk.domain.sheet import Cell, CellKind, Note, Sheet
from dialogue_desk.domain.vocabulary import CHANNEL, SUBJECT
from dialogue_desk.reports.counting.grouped import Records, counts, listed, quoted, values
from dialogue_desk.reports.counting.place import Place
from dialogue_desk.reports.counting.reform import sums_note
from dialogue_desk.reports.counting.slots import Slot, days_between, slots
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import PARAMS, Point, Trend, trend_sheet
from dialogue_desk.storage.follow import rebuild_if_stale
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

OPENED = Records("opinion", "opened_on", table="petition")
RESOLVED = Records("opinion", "resolved_on", table="petition")
MISSED = Records("opinion", "due_on", table="petition")
OPINIONS = Records("opinion", "received_on")
OCCASIONS = Records("feedback", "given_on")

_LATE = (
    "coalesce(r.resolved_on, r.declined_on, '9999') > r.due_on AND r.due_on < {today}"
    " AND (r.suspended_on IS NULL OR r.due_on < r.suspended_on)"
)
SERIES = (("opened", "Tiếp nhận"), ("resolved", "Đã giải quyết"), ("overdue", "Quá hạn"))
EXPLAINED = Note(
    "Tiếp nhận: theo ngày nhận. Đã giải quyết: theo ngày giải quyết. Quá hạn: hạn có hiệu lực rơi vào thời gian này"
    " mà đến hết hạn chưa giải quyết. Số ngày: từ ngày nhận đến ngày giải quyết, trung vị của kiến nghị đã giải quyết."
    " Biểu đồ theo kết quả đang có hiệu lực, không gồm hướng dẫn nơi khác; báo cáo Dòng kiến nghị và Số ngày giải quyết"
    " tính cả hướng dẫn nơi khác, kiến nghị chưa xong và mọi lần giải quyết."
)


def petitions(store: Store, asked: Asked) -> Sheet:
    """Petitions opened, resolved and overdue, with the median days to a result."""
    trend = _petition_points(store, asked)
    extra = [("median_days", "Số ngày giải quyết (trung vị)", CellKind.NUMBER)]
    return trend_sheet(
        "trend-petitions", "Kiến nghị tiếp nhận, giải quyết, quá hạn", asked, SERIES, trend,
        kind="bars", extra=extra, adds_up=False,
    )  # fmt: skip


def petition_days(store: Store, asked: Asked) -> Sheet:
    """The median days from receiving a petition to its result."""
    trend = _petition_points(store, asked)
    series = [("median_days", "Số ngày giải quyết (trung vị)")]
    extra = [("resolved", "Đã giải quyết", CellKind.NUMBER)]
    return trend_sheet(
        "trend-petition-days", "Số ngày giải quyết kiến nghị", asked, series, trend,
        kind="lines", extra=extra, adds_up=False,
    )  # fmt: skip


def _petition_points(store: Store, asked: Asked) -> Trend:
    rebuild_if_stale(store)
    place = Place(store.units, asked.unit)
    late = _LATE.format(today=quoted(asked.today))
    points = [_petition_point(store, asked, place, slot, late) for slot in slots(asked)]
    return Trend(points, [EXPLAINED, *sums_note(place, asked)])


def _petition_point(store: Store, asked: Asked, place: Place, slot: Slot, late: str) -> Point:
    missed = Records(MISSED.form, MISSED.day, late, MISSED.table)
    held = {key: len(values(store, place, slot, r, "r.rid")) for key, r in _by_series(missed).items()}
    days = [days_between(a, b) for a, b in values(store, place, slot, RESOLVED, "r.opened_on, r.resolved_on")]
    middle = median(days) if days else None
    is_known = any(held.values()) or counts(store, place, slot, OPINIONS, "1")
    figures: dict[str, Cell] = {key: number if is_known else None for key, number in held.items()}
    figures["median_days"] = None if middle is None else int(middle) if middle == int(middle) else middle
    behind = {key: [(r, "1")] for key, r in _by_series(missed).items() if held[key]}
    if days:
        behind["median_days"] = [(RESOLVED, "1")]
    return Point(slot, figures, listed(store, place, slot, behind), min(slot.last, asked.today))


def _by_series(missed: Records) -> dict[str, Records]:
    return {"opened": OPENED, "resolved": RESOLVED, "overdue": missed}


def subjects(store: Store, asked: Asked) -> Sheet:
    """Opinions and petitions by subject, as a heat table."""
    trend = _by_code(store, asked, OPINIONS, "r.subject", "count(*)", SUBJECT)
    return _heat("trend-subjects", "Ý kiến, kiến nghị theo lĩnh vực", asked, trend, SUBJECT)


def channels(store: Store, asked: Asked) -> Sheet:
    """Occasions of feedback by channel, as a heat table."""
    trend = _by_code(store, asked, OCCASIONS, "r.channel", "sum(r.occasions)", CHANNEL)
    return _heat("trend-channels", "Số cuộc/lần góp ý theo hình thức", asked, trend, CHANNEL)


def _by_code(store: Store, asked: Asked, records: Records, code: str, amount: str, codes: Vocabulary) -> Trend:
    place = Place(store.units, asked.unit)
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
