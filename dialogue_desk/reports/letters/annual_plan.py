"""Kế hoạch đối thoại năm: the year's calendar, and the plan against what was held."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import AUDIENCE, SESSION_KIND, SESSION_STATUS, SUBJECT
from dialogue_desk.reports.found import WITHIN, labels, select, small_count, text, within
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.letter_texts import letter_of_unit
from dialogue_desk.reports.report import FAMILY, SPAN, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

CALENDAR = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("held_on", "Thời gian", CellKind.DATE, width=11),
    Column("place", "Địa điểm", width=16),
    Column("chair", "Chủ trì", width=16),
    Column("audience", "Đối tượng", width=16),
    Column("theme", "Chuyên đề, nội dung", width=24),
    Column("preparing_unit", "Đơn vị chuẩn bị", width=14),
    Column("status", "Kết quả", width=10),
)
AGAINST = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("kind", "Loại đối thoại", width=20),
    Column("in_plan", "Theo kế hoạch", CellKind.NUMBER, Align.CENTRE, 12),
    Column("held", "Đã tổ chức", CellKind.NUMBER, Align.CENTRE, 12),
    Column("planned", "Chưa tổ chức", CellKind.NUMBER, Align.CENTRE, 12),
    Column("postponed", "Hoãn", CellKind.NUMBER, Align.CENTRE, 10),
    Column("cancelled", "Hủy", CellKind.NUMBER, Align.CENTRE, 10),
)

NAME = "annual-plan"


def _at_least(norm: Value) -> str:
    return f"tổ chức ít nhất {small_count(norm)} cuộc đối thoại" if norm != 0 else "không có số cuộc đối thoại bắt buộc"


def build(store: Store, asked: Asked) -> Sheet:
    """The plan of the last asked year."""
    year = asked.years[-1]
    where = f"{WITHIN} AND r.held_on BETWEEN ? AND ?"
    found = select(store, "session", where, (within(store, asked), f"{year}-01-01", f"{year}-12-31"))
    head = letterhead(store, asked.unit, asked.family)
    kinds = [
        _against({"stt": number, "kind": SESSION_KIND.label(kind)}, [r for r in found if r.values.get("kind") == kind])
        for number, kind in enumerate(SESSION_KIND.labels, start=1)
    ]
    total = _against({"stt": "Tổng số"}, found, "total")
    norm = {key: head.settings.get(key) for key in ("norm_party", "norm_government")}
    said = {
        "year": year,
        **{key: _at_least(value) for key, value in norm.items()},
        **{key: small_count(head.settings.get(key)) for key in ("days_announce", "days_publish")},
    }
    tables = {
        "calendar": [Table(CALENDAR, tuple(_row(n, r) for n, r in enumerate(found, start=1)), "calendar")],
        "against": [Table(AGAINST, (*kinds, total), "against")],
    }
    letter = letter_of_unit(store, asked.unit, NAME, head.family, asked, said, tables)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading("KH"),
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        margins=head.margins,
        figures={key: value for key, value in total.values.items() if key != "stt"},
    )


def _row(number: int, record: Record) -> Row:
    values = record.values
    theme = "; ".join(filter(None, (text(values.get("title")), labels(values, "subjects", SUBJECT))))
    return Row(
        {
            "stt": number,
            "held_on": text(values.get("held_on")),
            "place": text(values.get("place")) or None,
            "chair": text(values.get("chair_name")) or text(values.get("chair_position")) or None,
            "audience": labels(values, "audiences", AUDIENCE) or None,
            "theme": theme,
            "preparing_unit": None,
            "status": SESSION_STATUS.label(values.get("status")),
        },
        sources={"stt": (Source("session", ((record.unit, record.id),)),)},
    )


def _against(first: dict[str, str | int], group: Sequence[Record], style: str = "") -> Row:
    """Sessions by what became of them; ad hoc ones stand in no plan."""
    parts = {s: [r for r in group if r.values.get("status") == s] for s in SESSION_STATUS.labels}
    parts["in_plan"] = [r for r in group if r.values.get("kind") != "ad_hoc"]
    return Row(
        {**first, **{key: len(part) for key, part in parts.items()}},
        sources={key: (Source("session", tuple((r.unit, r.id) for r in part)),) for key, part in parts.items()},
        spans={"stt": 2} if style else {},
        style=style,
    )


REPORT = Report(NAME, N_("Kế hoạch đối thoại năm"), build, (*SPAN, FAMILY), formats=TEXT_FORMATS)
