"""Kiến nghị lặp lại: the same matter at the same place three times within twelve months, and what was linked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogue_desk.domain.sheet import Align, CellKind, Column, Note, Row, Sheet, Table
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.reports.follow.case_tables import number
from dialogue_desk.reports.follow.cases import Case, Cases, source
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

OFTEN = 3
"""So many petitions of one unit, place and subject within twelve months are a repetition."""

COLUMNS = (
    Column("unit", "Đơn vị", width=20),
    Column("place", "Nơi xảy ra", width=24),
    Column("subject", "Lĩnh vực", width=18),
    number("petitions", "Số kiến nghị"),
    number("open", "Chưa giải quyết"),
    Column("first_on", "Lần đầu", CellKind.DATE, Align.CENTRE, 10),
    Column("last_on", "Gần nhất", CellKind.DATE, Align.CENTRE, 10),
)
LINKED = (Column("unit", "Đơn vị của kiến nghị đầu", width=20), *COLUMNS[1:])


def build(store: Store, asked: Asked) -> Sheet:
    """Repetitions among the petitions received in the twelve months before the last asked day or within the asked days.

    `figures`: how many repetitions and how many groups of linked petitions there are, and the petitions in each.
    """
    cases = Cases(store, asked, with_past=True)
    same = sorted(_repeated(cases), key=_worst)
    linked = sorted(_linked(cases), key=_worst)
    tables = (
        Table(COLUMNS, tuple(_row(store, held, cases.on) for held in same), "same_place", "Cùng nơi, cùng lĩnh vực"),
        Table(LINKED, tuple(_row(store, held, cases.on) for held in linked), "linked", "Đã được nối là tương tự"),
    )
    note = Note(
        f"Cùng nơi, cùng lĩnh vực: từ {OFTEN} kiến nghị của một đơn vị trong 12 tháng, có ít nhất một kiến nghị nhận"
        " trong kỳ; tên nơi so không phân biệt dấu và chữ hoa. Đã nối: các kiến nghị mà cán bộ đã nối với nhau."
    )
    return Sheet(
        "repeats",
        f"Kiến nghị lặp lại ({asked.span_label})",
        (*tables, note),
        is_landscape=True,
        figures={
            "repeats": len(same),
            "petitions_repeated": sum(map(len, same)),
            "linked": len(linked),
            "petitions_linked": sum(map(len, linked)),
        },
    )


def _worst(held: Sequence[Case]) -> tuple[int, str, str]:
    return -len(held), held[0].unit, held[0].id


def _repeated(cases: Cases) -> Iterator[list[Case]]:
    """Petitions of one unit, place and subject that lie three or more within twelve months, one of them asked for."""
    of: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases.all:
        if case.place and case.story.opened_on:
            of.setdefault((case.unit, " ".join(fold(case.place).split()), case.subject), []).append(case)
    for held in of.values():
        dense = _dense(held)
        if any(cases.first <= c.story.opened_on <= cases.last for c in dense):
            yield dense


def _dense(held: Sequence[Case]) -> list[Case]:
    """Those that have at least two others within the same twelve months; `held` in order of receipt."""
    found: dict[str, Case] = {}
    for at in range(len(held) - OFTEN + 1):
        last = held[at + OFTEN - 1]
        if last.story.opened_on < _year_after(held[at].story.opened_on):
            found |= {c.id: c for c in held[at : at + OFTEN]}
    return [c for c in held if c.id in found]


def _year_after(day: str) -> str:
    """The same day of the next year, as a bound that need not be a day itself."""
    return f"{int(day[:4]) + 1:04d}{day[4:]}"


def _linked(cases: Cases) -> Iterator[list[Case]]:
    """Groups of petitions joined by "similar" links, in order of receipt, one of them asked for."""
    by_key = {c.key: c for c in cases.all}
    top = {key: key for key in by_key}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        while top[key] != key:
            key = top[key] = top[top[key]]
        return key

    for case in cases.all:
        if case.similar in by_key:
            top[root(case.key)] = root(case.similar)
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases.all:
        groups.setdefault(root(case.key), []).append(case)
    for held in groups.values():
        if len(held) > 1 and any(cases.first <= c.story.opened_on <= cases.last for c in held):
            yield held


def _row(store: Store, held: Sequence[Case], on: str) -> Row:
    open_now = [c for c in held if c.story.is_open(on)]
    return Row(
        {
            "unit": store.units.name(held[0].unit),
            "place": held[-1].place or None,
            "subject": SUBJECT.label(held[0].subject),
            "petitions": len(held),
            "open": len(open_now),
            "first_on": held[0].story.opened_on,
            "last_on": held[-1].story.opened_on,
        },
        sources={key: source(of) for key, of in (("petitions", held), ("open", open_now)) if of},
        extra={"key": held[0].unit},
    )


REPORT = Report("repeats", N_("Kiến nghị lặp lại"), build)
