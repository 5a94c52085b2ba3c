"""Phụ lục 01: dissemination of the decisions, by level, over the whole span (counting rule 8)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dialogue_desk.domain.sheet import Cell, Column, Note, Row, Sheet, Table
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.domain.vocabulary import OTHER_FORM
from dialogue_desk.reports.appendices.appendix_05 import shown_levels
from dialogue_desk.reports.appendices.appendix_frame import STT, appendix, basis_of, count_column, group, years_phrase
from dialogue_desk.reports.counting.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.counting.levels import is_city
from dialogue_desk.reports.counting.notes import number, totals_note, within_notes
from dialogue_desk.reports.counting.totals import fits, speaks_for
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

LABELS = {"city": "Thành phố", "province": "Tỉnh", "district": "Quận, huyện", "commune": "Phường, xã"}
INDICATORS = {
    "conferences": "conferences",
    "participants": "conference_participants",
    "documents_issued": "documents_issued",
}
TEXT = "other_forms"


def _columns(committee: str) -> tuple[Column, ...]:
    return (
        STT,
        Column("level_label", "Cấp", width=14),
        group(
            "meetings",
            f"Tổ chức hội nghị phổ biến, quán triệt các Quyết định của Trung ương và {committee}",
            count_column("conferences", "Số cuộc"),
            count_column("participants", "Số người tham gia"),
            count_column("documents_issued", "Số tài liệu, ấn phẩm được phát hành (bản)", 14),
        ),
        Column("other_forms", "Các hình thức khác", width=40),
    )


def build(store: Store, asked: Asked) -> Sheet:
    """The appendix over the asked days; a total of several years counts only when these contain it."""
    counting = Counting(store, asked, (*INDICATORS.values(), TEXT), (("dissemination", "held_on"),))
    shared = Shared(counting)
    is_urban = is_city(store.units, asked.unit, asked.covered)
    rows: list[Row] = []
    held: dict[str, list[Amount]] = {key: [] for key in INDICATORS}
    for stt, level in enumerate(shown_levels(asked), start=1):
        amounts = {
            key: counting.amount(indicator, asked.first, asked.last, level) for key, indicator in INDICATORS.items()
        }
        for key, amount in amounts.items():
            held[key].append(amount)
        label = LABELS["province" if level == "city" and not is_urban else level]
        rows.append(_row(counting, shared, stt, label, level, amounts))
    rows.append(_total_row(counting, shared, held))
    every = [a for found in held.values() for a in found]
    if all(a.rests_on_totals for a in every if a.value is not None):
        rows = [replace(row, marks=frozenset()) for row in rows]
    table = Table(_columns("Thành ủy" if is_urban else "Tỉnh ủy"), tuple(rows))
    title = (
        f"Phụ lục 01: Tổng hợp kết quả phổ biến, quán triệt {years_phrase(asked)} thực hiện {basis_of(store, asked)}"
    )
    return appendix(
        "appendix-01",
        title,
        asked,
        table,
        _notes(counting, every),
        {},
        basis=basis_of(store, asked),
        is_landscape=False,
    )


def _row(counting: Counting, shared: Shared, stt: int, label: str, level: str, amounts: dict[str, Amount]) -> Row:
    text, rests = other_forms(counting, level)
    values: dict[str, Cell] = {"stt": stt, "level_label": label}
    values |= {key: amount.value for key, amount in amounts.items()}
    marks = {key for key, amount in amounts.items() if amount.rests_on_totals} | ({TEXT} if rests else set())
    covered = counting.covered(tuple(amounts.values()), counting.asked.first, counting.asked.last) or None
    return Row(
        values={**values, "other_forms": text},
        shown={"stt": f"{stt}."},
        marks=frozenset(marks),
        sources=records_behind({key: [amount] for key, amount in amounts.items()}, shared),
        extra={"level_code": level, "as_of": covered},
    )


def _total_row(counting: Counting, shared: Shared, held: dict[str, list[Amount]]) -> Row:
    return Row(
        values={
            "stt": None,
            "level_label": "Tổng",
            **{key: added(a.value for a in found) for key, found in held.items()},
            "other_forms": None,
        },
        marks=frozenset(key for key, found in held.items() if any(a.rests_on_totals for a in found)),
        sources=records_behind(held, shared),
        style="total",
        extra={"level_code": "total", "as_of": None},
    )


def other_forms(counting: Counting, level: str) -> tuple[str | None, bool]:
    """Other forms of a level joined without repetition, and whether a total is among them."""
    asked = counting.asked
    telling = [t for t in counting.speakers(TEXT, asked.first, asked.last, level) if not t.use_records]
    texts = [t.text for t in telling if t.text]
    rows = counting.store.conn.execute(
        "SELECT unit, held_on, other_forms, other_forms_text FROM dissemination WHERE is_deleted = 0"
        " AND held_on BETWEEN ? AND ? ORDER BY held_on, unit, id",
        (asked.first, asked.last),
    )
    for unit, held_on, codes, written in rows:
        if unit not in counting.place or counting.place.level(unit) != level:
            continue
        year = int(held_on[:4])
        if any(held_on <= t.last and speaks_for(t, unit, level, year, counting.place) for t in telling):
            continue
        texts += _forms_of(json.loads(codes) if codes else (), written)
    return "; ".join(_without_repetition(texts)) or None, bool(telling)


def _forms_of(codes: Sequence[str], written: str | None) -> Iterable[str]:
    """Labels of the codes; what was written stands for "other"."""
    yield from (OTHER_FORM.label(code) for code in codes if code != "other" or not written)
    if written:
        yield written


def _without_repetition(texts: Iterable[str]) -> Iterable[str]:
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(fold(text), text)
    return found.values()


def _notes(counting: Counting, amounts: Sequence[Amount]) -> list[Note]:
    asked = counting.asked
    resting = [a for a in amounts if a.rests_on_totals]
    notes = [totals_note(all(a.rests_on_totals for a in amounts if a.value is not None))] if resting else []
    notes += within_notes(amounts, counting.store.units, asked)
    if any(not fits(t, asked.first, asked.last) for held in counting.totals.values() for t in held):
        notes.append(
            Note(
                "Có số liệu tổng hợp gồm cả thời gian ngoài kỳ đang xem, không tách ra được nên không dùng;"
                " các ô ấy chỉ đếm từ hồ sơ."
            )
        )
    unknown = [
        f"{number(count)} lần chưa rõ {what}"
        for column, what in (("participants", "số người tham gia"), ("documents_issued", "số tài liệu"))
        if (count := _unknown(counting, column))
    ]
    if unknown:
        notes.append(Note(f"Trong hồ sơ có {', '.join(unknown)}; số liệu chỉ cộng các lần đã rõ."))
    return notes


def _unknown(counting: Counting, column: str) -> int:
    rows = counting.store.conn.execute(
        f"SELECT unit, count(*) FROM dissemination WHERE is_deleted = 0 AND {column} IS NULL AND kind = 'conference'"
        " AND held_on BETWEEN ? AND ? GROUP BY unit",
        (counting.asked.first, counting.asked.last),
    )
    return sum(count for unit, count in rows if unit in counting.place)


REPORT = Report("appendix-01", N_("Phụ lục 01: Phổ biến, quán triệt"), build)
