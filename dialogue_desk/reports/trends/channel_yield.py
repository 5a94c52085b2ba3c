"""What each channel brought: occasions, opinions, acceptance; and what each suggestion box gave (L4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from functools import cached_property
from typing import Any

from dialogue_desk.domain.alerts import Box
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Source, Table, number_text
from dialogue_desk.domain.vocabulary import CHANNEL
from dialogue_desk.reports.counting.grouped import OnDemand, Records, values
from dialogue_desk.reports.counting.slots import Slot
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.counting.tally import BAD_SOURCES
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import percent
from dialogue_desk.storage.alerts import boxes_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

_OF_SOURCE = (
    "coalesce(r.channel, (SELECT f.channel FROM feedback f WHERE r.source_form = 'feedback' AND f.unit = r.source_unit"
    " AND f.id = r.source_id), CASE r.source_form WHEN 'box_opening' THEN 'F05' END, '')"
)
"""The channel of an opinion: its own, else that of the feedback it belongs to; a box's letters are F05."""

OPINIONS = Records(
    "opinion",
    "received_on",
    "r.source_id IS NULL OR r.source_form = 'direct'"
    f" OR (r.source_form, r.source_unit, r.source_id) NOT IN ({BAD_SOURCES})",
)
OCCASIONS = Records("feedback", "given_on")
_PLACE_OPINION, _PLACE_OCCASION = (f"r.{records.day}, r.rid, r.unit, r.id" for records in (OPINIONS, OCCASIONS))

COLUMNS = (
    Column("channel", "Mã", align=Align.CENTRE, width=6),
    Column("label", "Hình thức", width=34),
    Column("occasions", "Số cuộc/lần", CellKind.NUMBER),
    Column("opinions", "Ý kiến", CellKind.NUMBER),
    Column("accepted", "Tiếp thu", CellKind.NUMBER),
    Column("not_accepted", "Không tiếp thu", CellKind.NUMBER),
    Column("pending", "Đang xem xét", CellKind.NUMBER),
    Column("rate", "Tỷ lệ tiếp thu (%)", CellKind.PERCENT),
)
BOXES = (
    Column("unit", "Đơn vị", width=24),
    Column("location", "Nơi đặt", width=24),
    Column("openings", "Lần mở", CellKind.NUMBER),
    Column("letters", "Số thư", CellKind.NUMBER),
    Column("usable", "Thư có nội dung", CellKind.NUMBER),
    Column("opinions", "Ý kiến", CellKind.NUMBER),
    Column("yield", "Ý kiến mỗi lần mở", CellKind.NUMBER),
    Column("remark", "Nhận xét", width=16),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Channels with anything in the asked time, then the boxes opened in it."""
    place = Subtree(store.units, asked.unit)
    slot = Slot("", "", asked.first, asked.last, asked.first, asked.last)
    counted = _counted(store, place, slot)
    codes = [*(c for c in CHANNEL.labels if c in counted), *(["none"] if "none" in counted else [])]
    behind = _Behind(store, place, slot)
    rows = [_row(behind, code, counted[code]) for code in codes]
    whole: Counter[str] = Counter()
    for code in codes:
        whole.update(counted[code])
    rows.append(Row({"channel": None, "label": "Tổng", **_figures(whole)}, style="total"))
    boxes = boxes_of(store, list(place.units), asked.first, asked.last)
    low = sum(box.is_low for box in boxes)
    notes = [Note("Đếm từ hồ sơ; không gồm số liệu tổng hợp. Ý kiến không ghi hình thức lấy theo lần góp ý của nó.")]
    return Sheet(
        "channel-yield",
        f"Hiệu quả từng hình thức góp ý ({asked.span_label})",
        (
            Table(COLUMNS, tuple(rows)),
            Table(BOXES, tuple(_box_row(store, box) for box in boxes), "boxes", "Hòm thư góp ý"),
            *notes,
        ),
        is_landscape=True,
        figures={"boxes": len(boxes), "boxes_low_yield": low},
    )


def _counted(store: Store, place: Subtree, slot: Slot) -> dict[str, Counter[str]]:
    """By channel ("none" where nobody told): occasions, and opinions by disposition."""
    found: dict[str, Counter[str]] = {}
    columns = "r.channel, r.occasions, r.undetailed_accepted, r.undetailed_not_accepted"
    for channel, occasions, accepted, not_accepted in values(store, place, slot, OCCASIONS, columns):
        counter = found.setdefault(channel or "none", Counter())
        counter.update(occasions=occasions or 0, accepted=accepted or 0, not_accepted=not_accepted or 0)
    for channel, disposition in values(store, place, slot, OPINIONS, f"{_OF_SOURCE}, r.disposition"):
        found.setdefault(channel or "none", Counter())[disposition] += 1
    return found


def _figures(counter: Mapping[str, int]) -> dict[str, Cell]:
    decided = counter["accepted"] + counter["not_accepted"]
    return {
        "occasions": counter["occasions"],
        "opinions": decided + counter["pending"],
        "accepted": counter["accepted"],
        "not_accepted": counter["not_accepted"],
        "pending": counter["pending"],
        "rate": percent(counter["accepted"], decided),
    }


class _Behind:
    """The records of the sheet, read once for all its figures when the first of them is asked for.

    An opinion's channel is looked up at its source: a query for every figure would take as many times longer.
    """

    def __init__(self, store: Store, place: Subtree, slot: Slot) -> None:
        self._asked = store, place, slot

    @cached_property
    def _read(self) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        """Opinions (day, rid, unit, id, disposition) and occasions (…, accepted, not accepted), by channel."""
        store, place, slot = self._asked
        opinions: dict[str, list[Any]] = {}
        occasions: dict[str, list[Any]] = {}
        more = "r.undetailed_accepted, r.undetailed_not_accepted"
        with closing(store.another()) as own:  # a sheet may be asked in another thread than built it
            for channel, *record in values(
                own, place, slot, OPINIONS, f"{_OF_SOURCE}, {_PLACE_OPINION}, r.disposition"
            ):
                opinions.setdefault(channel or "none", []).append(record)
            for channel, *record in values(own, place, slot, OCCASIONS, f"r.channel, {_PLACE_OCCASION}, {more}"):
                occasions.setdefault(channel or "none", []).append(record)
        return opinions, occasions

    def of(self, channel: str, figure: str) -> tuple[Source, ...]:
        """The records behind a figure of a channel, by day."""
        opinions, occasions = (by_channel.get(channel, []) for by_channel in self._read)
        if figure == "occasions":
            opinions = []
        elif figure != "opinions":
            opinions = [record for record in opinions if record[4] == figure]
            at = {"accepted": 4, "not_accepted": 5}.get(figure)
            occasions = [record for record in occasions if at is not None and record[at]]
        found = (("opinion", opinions), ("feedback", occasions))
        return tuple(Source(form, tuple((r[2], r[3]) for r in sorted(held))) for form, held in found if held)


def _row(behind: _Behind, code: str, counter: Counter[str]) -> Row:
    is_told = code != "none"
    figures = _figures(counter)
    return Row(
        {
            "channel": code if is_told else None,
            "label": CHANNEL.label(code) if is_told else "Không ghi hình thức",
            **figures,
        },
        sources=OnDemand([k for k in figures if k != "rate" and figures[k]], lambda figure: behind.of(code, figure)),
    )


def _box_row(store: Store, box: Box) -> Row:
    each = round(box.yield_, 2)
    return Row(
        {
            "unit": store.units.name(box.unit),
            "location": box.location,
            "openings": box.openings,
            "letters": box.letters,
            "usable": box.usable,
            "opinions": box.opinions,
            "yield": each,
            "remark": "Hiệu quả thấp" if box.is_low else None,
        },
        shown={"yield": number_text(each, 2)},
        sources={"openings": (Source("box_opening", box.records),)},
        extra={"key": box.unit},
    )


REPORT = Report("channel-yield", N_("Hiệu quả từng hình thức góp ý"), build)
