"""Trends of dialogues: by level, head, kind and mode."""

from __future__ import annotations

from dialogue_desk.domain.fields import Vocabulary
from dialogue_desk.domain.sheet import Cell, Note, Sheet
from dialogue_desk.domain.vocabulary import MODE, SESSION_KIND
from dialogue_desk.reports.appendices.appendix_05 import shown_levels
from dialogue_desk.reports.counting.grouped import Records, counts, listed, quoted
from dialogue_desk.reports.counting.levels import level_title
from dialogue_desk.reports.counting.reform import sums_note
from dialogue_desk.reports.counting.slots import slots
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import PARAMS, Part, Point, Trend, counted, trend_sheet
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

HEADS = {"party": "Người đứng đầu cấp ủy", "government": "Người đứng đầu chính quyền"}
HELD = Records("session", "held_on", "r.status = 'held' AND r.count_for IN ('party', 'government', 'both')")
"""Sessions that count in a column, each once."""

TWICE = Note(
    "Như Phụ lục 03, 04, 05: cuộc tính cho cả hai người đứng đầu được đếm ở cả hai cột, gồm cả số liệu tổng hợp."
)
"""Beside `ONCE`: why two charts of one year may differ."""

ONCE = Note("Đếm từ hồ sơ: mỗi cuộc một lần, kể cả cuộc tính cho cả hai người đứng đầu; không gồm số liệu tổng hợp.")


def by_level(store: Store, asked: Asked) -> Sheet:
    """Dialogues by level, both heads together, as Phụ lục 05 has them."""
    parts = [
        Part(level, level_title(store.units, level, asked), tuple((f"sessions_{head}", level) for head in HEADS))
        for level in reversed(shown_levels(asked))
    ]
    trend = counted(store, asked, parts)
    trend.notes.append(TWICE)
    return trend_sheet(
        "trend-sessions-level", "Số cuộc đối thoại theo cấp", asked, [(p.key, p.label) for p in parts], trend
    )


def by_head(store: Store, asked: Asked) -> Sheet:
    """Dialogues by head, as Phụ lục 03 and 04 have them."""
    parts = [Part(head, label, ((f"sessions_{head}", ""),)) for head, label in HEADS.items()]
    trend = counted(store, asked, parts)
    trend.notes.append(TWICE)
    return trend_sheet(
        "trend-sessions-head", "Số cuộc đối thoại theo người đứng đầu", asked, list(HEADS.items()), trend
    )


def by_kind(store: Store, asked: Asked) -> Sheet:
    """Dialogues by kind, from records."""
    trend = _by_code(store, asked, "kind", SESSION_KIND)
    series = list(SESSION_KIND.labels.items())
    return trend_sheet("trend-sessions-kind", "Số cuộc đối thoại theo loại", asked, series, trend)


def by_mode(store: Store, asked: Asked) -> Sheet:
    """Dialogues by mode, from records."""
    trend = _by_code(store, asked, "mode", MODE)
    series = list(MODE.labels.items())
    return trend_sheet("trend-sessions-mode", "Số cuộc đối thoại theo hình thức", asked, series, trend)


def _by_code(store: Store, asked: Asked, field: str, codes: Vocabulary) -> Trend:
    place = Subtree(store.units, asked.unit)
    points = []
    for slot in slots(asked):
        found = counts(store, place, slot, HELD, f"r.{field}")
        values: dict[str, Cell] = {code: found.get(code, 0) if found else None for code in codes.labels}
        behind = {code: [(HELD, f"r.{field} = {quoted(code)}")] for code in codes.labels if found.get(code)}
        points.append(Point(slot, values, listed(store, place, slot, behind), min(slot.last, asked.today)))
    return Trend(points, [ONCE, *sums_note(place, asked)])


REPORTS = (
    Report("trend-sessions-level", N_("Biểu đồ: đối thoại theo cấp"), by_level, PARAMS),
    Report("trend-sessions-head", N_("Biểu đồ: đối thoại theo người đứng đầu"), by_head, PARAMS),
    Report("trend-sessions-kind", N_("Biểu đồ: đối thoại theo loại"), by_kind, PARAMS),
    Report("trend-sessions-mode", N_("Biểu đồ: đối thoại theo hình thức"), by_mode, PARAMS),
)
