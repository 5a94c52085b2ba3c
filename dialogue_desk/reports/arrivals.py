"""The arrivals board: every unit valid in a year, whether it sent, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue_desk.domain.sheet import Align, CellKind, Column, Figure, Figures, Note, Row, Sheet, Table
from dialogue_desk.reports.report import FROM_YEAR, PERIOD, TO_YEAR, Asked, Report
from dialogue_desk.storage import carrying, parcels, registry
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

STATUS = {
    "received": N_("Đã gửi"),
    "on_time": N_("Đúng hạn"),
    "late": N_("Muộn"),
    "silent": N_("Chưa gửi"),
    "nothing_to_report": N_("Không phát sinh"),
}
"""Words for each status."""


@dataclass(frozen=True)
class Arrival:
    """One unit of the board.

    `status`: received, on_time, late, silent, nothing_to_report; `on` the day of its newest
    package; `missing` numbers of packages that were skipped; `desks` of the unit known here;
    `gaps` the missing numbers again, with the machine whose they are: (machine, number).
    """

    unit: str
    status: str
    on: str
    missing: tuple[int, ...]
    desks: int
    gaps: tuple[tuple[int, int], ...] = ()


def gaps_told(arrival: Arrival, most: int = 6) -> str:
    """“12 (máy 2), 13 (máy 2)”; without the machine where the unit has one. "" for none; "…" after `most`."""
    is_one = arrival.desks == 1 and all(machine == 1 for machine, _number in arrival.gaps)
    told = [
        str(number) if is_one else _("{number} (máy {machine})").format(number=number, machine=machine)
        for machine, number in arrival.gaps[:most]
    ]
    return ", ".join(told) + ("…" if len(arrival.gaps) > most else "")


def board(store: Store, year: int, due: str = "") -> list[Arrival]:
    """Every unit below that is valid in the year.

    A package counts for a year when it came after the year began, or when it
    brought records of that year; `due` is the last day (ISO) for being on time.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    dated = [(f.key, f.date_field) for f in store.forms if f.date_field]
    with_records = carrying.units_with_records(store, dated, first, last)
    nothing = carrying.nothing_reported(store, year)
    came: dict[str, list[str]] = {}
    numbers: dict[str, dict[str, set[int]]] = {}
    machines = registry.machines(store)
    for batch in parcels.batches(store):
        if batch.kind != "up":
            continue
        numbers.setdefault(batch.unit, {}).setdefault(batch.sender, set()).add(batch.counted)
        if batch.status != "merged":
            continue
        for key, day in {**batch.arrivals, batch.unit: batch.at[:10]}.items():
            came.setdefault(key, []).append(day)
    found = []
    for unit in store.units.subtree(store.unit):
        is_valid = (not unit.valid_from or unit.valid_from <= last) and (not unit.valid_to or unit.valid_to >= first)
        if unit.key == store.unit or not is_valid:
            continue
        days = sorted(d for d in came.get(unit.key, []) if d >= first)
        gaps = sorted(
            (machines.get(sender, 0), n)
            for sender, got in numbers.get(unit.key, {}).items()
            for n in range(1, max(got) + 1)
            if n not in got
        )
        found.append(
            Arrival(
                unit.key,
                _status(days, due, is_nothing=unit.key in nothing, has_records=unit.key in with_records),
                days[-1] if days else "",
                tuple(sorted(n for _machine, n in gaps)),
                len(registry.trusted(store, unit.key)),
                tuple(gaps),
            )
        )
    return found


def _status(days: list[str], due: str, *, is_nothing: bool, has_records: bool) -> str:
    if is_nothing and not has_records:
        return "nothing_to_report"
    if not days:
        return "received" if has_records else "silent"
    if not due:
        return "received"
    return "on_time" if days[0] <= due else "late"


COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, width=5),
    Column("unit", N_("Đơn vị"), width=32),
    Column("status", N_("Tình trạng"), width=16),
    Column("on", N_("Gói mới nhất"), CellKind.DATE, Align.CENTRE, width=13),
    Column("missing", N_("Gói còn thiếu"), width=20),
    Column("desks", N_("Số máy"), CellKind.NUMBER, width=8),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The board of the last asked year."""
    year = asked.years[-1]
    units = board(store, year)
    rows = tuple(
        Row(
            {
                "stt": i, "unit": store.units.name(a.unit), "status": _(STATUS[a.status]), "on": a.on or None,
                "missing": gaps_told(a, 20) or None, "desks": a.desks,
            },
            extra={"key": a.unit, "code": a.status},
        )
        for i, a in enumerate(units, start=1)
    )  # fmt: skip
    figures = Figures(tuple(Figure(k, _(v), sum(a.status == k for a in units)) for k, v in STATUS.items()))
    note = Note(_("Gói còn thiếu: số thứ tự gói của một máy bị bỏ cách; đề nghị đơn vị chép lại gói ấy."))
    title = _("Tình hình gửi số liệu năm {year}").format(year=year)
    return Sheet(
        "arrivals", title, (figures, Table(COLUMNS, rows, "units"), note), subtitle=store.units.name(store.unit)
    )


REPORT = Report("arrivals", N_("Tình hình gửi số liệu"), build, params=(FROM_YEAR, TO_YEAR, PERIOD))
