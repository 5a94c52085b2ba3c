"""Rà soát kiến nghị tồn đọng: unfinished petitions by age, competence and flag."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import COMPETENCE
from dialogue_desk.reports.found import OF_UNIT, continued_note, has_units_below
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.opinions import COMPETENCES, flags, wish
from dialogue_desk.reports.letters.petitions import (
    Petition,
    age_in_days,
    asked_day,
    overdue_days,
    unannounced_note,
    unfinished,
)
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

AGES = (
    ("to_30", N_("Đến 30 ngày"), 30),
    ("to_90", N_("31 đến 90 ngày"), 90),
    ("to_180", N_("91 đến 180 ngày"), 180),
    ("to_365", N_("181 đến 365 ngày"), 365),
    ("over_365", N_("Trên 365 ngày"), None),
)
FLAGS = ("is_hotspot", "is_crowd", "is_bypass")


def _number(key: str, title: str) -> Column:
    return Column(key, title, CellKind.NUMBER, width=9)


COUNTED = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("age", "Thời gian tồn đọng", width=20),
    Column("competence", "Thẩm quyền giải quyết", children=tuple(
        _number(c, COMPETENCE.label(c)) for c in COMPETENCES
    )),
    _number("total", "Tổng số"),
    _number("overdue", "Quá hạn"),
    Column("flags", "Trong đó", children=(
        _number("is_hotspot", "Điểm nóng"), _number("is_crowd", "Đông người"), _number("is_bypass", "Vượt cấp"),
    )),
)  # fmt: skip
LISTED = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("received_on", "Ngày nhận", CellKind.DATE, width=10),
    Column("age_days", "Số ngày", CellKind.NUMBER, width=7),
    Column("text", "Nội dung kiến nghị", width=40),
    Column("competence", "Thẩm quyền", width=12),
    Column("agency", "Cơ quan chủ trì", width=18),
    Column("due_on", "Hạn", CellKind.DATE, width=10),
    Column("overdue_days", "Quá hạn (ngày)", CellKind.NUMBER, width=8),
    Column("status", "Trạng thái", width=12),
    Column("flags", "Ghi chú", width=12),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Unfinished petitions on the asked day, counted by age and competence, then listed, the oldest first."""
    on = asked_day(asked)
    found = unfinished(store, asked)
    head = letterhead(store, asked.unit)
    rows = [
        _counted({"stt": number, "age": label}, [p for p in found if _age_key(age_in_days(p, on)) == key], on)
        for number, (key, label, _most) in enumerate(AGES, start=1)
    ]
    rows.append(_counted({"stt": "Tổng số"}, found, on, "total"))
    listed = tuple(_listed(number, p, on, store.units.name(p.record.unit)) for number, p in enumerate(found, start=1))
    columns = LISTED if not has_units_below(store, asked) else (LISTED[0], OF_UNIT, *LISTED[1:])
    return Sheet(
        name="backlog",
        title="RÀ SOÁT KIẾN NGHỊ TỒN ĐỌNG",
        subtitle=f"{head.unit.name}, tính đến {document_date(on)}",
        blocks=(
            Table(COUNTED, tuple(rows), "ages"),
            *([Table(columns, listed, "petitions", "Danh sách kiến nghị chưa giải quyết xong")] if listed else []),
            *continued_note(store, asked),
            *unannounced_note(store, found),
        ),
        is_landscape=True,
        margins=head.margins,
        figures={"unfinished": len(found), "overdue": sum(overdue_days(p, on) > 0 for p in found)},
    )


def _age_key(days: int) -> str:
    return next(key for key, _label, most in AGES if most is None or days <= most)


def _counted(first: dict[str, str | int], group: Sequence[Petition], on: str, style: str = "") -> Row:
    """How many petitions of a group there are in each column, and which they are."""
    parts = {c: [p for p in group if p.record.values.get("competence") == c] for c in COMPETENCES}
    parts["total"] = list(group)
    parts["overdue"] = [p for p in group if overdue_days(p, on) > 0]
    parts |= {flag: [p for p in group if p.record.values.get(flag)] for flag in FLAGS}
    return Row(
        {**first, **{key: len(part) for key, part in parts.items()}},
        sources={key: (Source("opinion", tuple(p.key for p in part)),) for key, part in parts.items()},
        spans={"stt": 2} if style else {},
        style=style,
    )


def _listed(number: int, petition: Petition, on: str, unit: str) -> Row:
    state, values = petition.state, petition.record.values
    return Row(
        {
            "stt": number,
            "unit": unit,
            "received_on": state.opened_on,
            "age_days": age_in_days(petition, on),
            "text": wish(values),
            "competence": COMPETENCE.label(values.get("competence")),
            "agency": state.lead_agency or None,
            "due_on": state.due_on or None,
            "overdue_days": overdue_days(petition, on) or None,
            "status": petition.status,
            "flags": flags(values) or None,
        },
        sources={"stt": (Source("opinion", (petition.key,)),)},
    )


REPORT = Report("backlog", N_("Rà soát kiến nghị tồn đọng"), build)
