"""The arrivals board: every unit valid in a year, whether it sent, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from dialogue_desk.domain.periods import Period, document_date
from dialogue_desk.domain.sheet import Align, Block, CellKind, Column, Figure, Figures, Note, Row, Sheet, Table
from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.report import FROM_YEAR, PERIOD, TO_YEAR, Asked, Report, period_named
from dialogue_desk.storage import carrying, machines, parcels, registry
from dialogue_desk.storage.owed import period_days, settings_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

STATUS = {
    "received": N_("Đã gửi"),
    "on_time": N_("Đúng hạn"),
    "late": N_("Muộn"),
    "waiting": N_("Đã đến, chờ xem"),
    "silent": N_("Chưa gửi"),
    "nothing_to_report": N_("Không phát sinh"),
}
"""Words for each status."""


@dataclass(frozen=True)
class Arrival:
    """One unit of the board.

    `status`: received, on_time, late, waiting (a package came, a person has to let it in), silent,
    nothing_to_report; `on` the day of its newest package; `missing` numbers of packages that were skipped,
    where saves of that machine are missing; `desks` machines of the unit known here;
    `gaps` the missing numbers again, with the machine whose they are: (machine, number).
    `is_entered`: it has no desk and its records were entered above it; `is_invited`: it was
    asked to join. `contact` and `phone`: whom to call there. `answer`: what became
    of the return packages for it, by its own receipts; `unsent`: machines, of `desks`, that
    never sent a package, so that nothing of them is held for certain.
    """

    unit: str
    status: str
    on: str
    missing: tuple[int, ...]
    desks: int
    gaps: tuple[tuple[int, int], ...] = ()
    is_entered: bool = False
    is_invited: bool = False
    contact: str = ""
    phone: str = ""
    answer: parcels.Answer = parcels.NO_ANSWER
    unsent: int = 0

    @property
    def why_call(self) -> str:
        """Why somebody should call this unit; "" when nobody has to."""
        parts = []
        if self.status == "silent":
            parts.append(_("Chưa gửi") if self.desks or self.is_invited else _("Chưa tham gia, chưa có số liệu"))
        if self.status == "late":
            parts.append(_("Gửi muộn"))
        if self.gaps:
            parts.append(_("Thiếu gói số {numbers}").format(numbers=gaps_told(self)))
        return "; ".join(parts)


def gaps_told(arrival: Arrival, most: int = 6) -> str:
    """“12 (máy 2), 13 (máy 2)”; without the machine where the unit has one. "" for none; "…" after `most`."""
    is_one = arrival.desks == 1 and all(machine == 1 for machine, _number in arrival.gaps)
    told = [
        str(number) if is_one else _("{number} (máy {machine})").format(number=number, machine=machine)
        for machine, number in arrival.gaps[:most]
    ]
    return ", ".join(told) + ("…" if len(arrival.gaps) > most else "")


@dataclass(frozen=True)
class Due:
    """The period a board asks for: packages count from `since` and are late after `last` (ISO); "" asks nothing."""

    key: str = ""
    since: str = ""
    last: str = ""


_WHOLE_YEAR = Due()


def due_of(store: Store, period: str) -> Due:
    """When the figures of a period are due: so many days after it (Thiết lập). DeskError for no period."""
    found = period_days(store, store.unit, period_named(period))
    days = settings_of(store, store.unit).get("days_report")
    last = found.last + timedelta(days=days if isinstance(days, int) else 10)
    return Due(found.key, found.last.isoformat(), last.isoformat())


def board(store: Store, year: int, due: str = "", asked: Due = _WHOLE_YEAR) -> list[Arrival]:
    """Every unit below that is valid in the year, or on the last day of the asked period: who owes its figures.

    A package counts for a year when it came after the year began, or when it
    brought records of that year; `due` is the last day (ISO) for being on time.
    Asked for a period, packages count from its last day on: earlier ones cannot tell all of it.
    """
    return Boards(store, year).board(asked, due)


class Boards:
    """The boards of a year, what came here being read once for all of them."""

    def __init__(self, store: Store, year: int) -> None:
        self._store, self._year = store, year
        self._first, self._last = f"{year}-01-01", f"{year}-12-31"
        self._seen = _Seen(store, self._first, self._last)

    def board(self, asked: Due, due: str = "", units: Iterable[Unit] | None = None) -> list[Arrival]:
        """The board of a period, or of the whole year; of some units below when given. See `board`."""
        store, first, last = self._store, self._first, self._last
        own, year = store.unit, str(self._year)
        due, since = due or asked.last, asked.since or first
        nothing = carrying.nothing_reported(store, [year, asked.key])
        found = []
        for unit in store.units.subtree(own) if units is None else units:
            is_of_year = (not unit.valid_from or unit.valid_from <= last) and (
                not unit.valid_to or unit.valid_to >= first
            )
            if unit.key == own or not (unit.is_valid(asked.since) if asked.since else is_of_year):
                continue
            is_nothing = unit.key in nothing
            arrival = self._seen.arrival(unit.key, since, due, is_period=bool(asked.since), is_nothing=is_nothing)
            if not asked.since and arrival.status == "silent" and not arrival.desks and not unit.is_valid(last):
                continue  # it ended within the year and left nothing: who continues it owes its figures
            found.append(arrival)
        return found


class _Seen:
    """What came here, read once for a whole board."""

    def __init__(self, store: Store, first: str, last: str) -> None:
        self._store = store
        self._missing: dict[str, list[tuple[int, int]]] = {}
        dated = [(f.key, f.date_field) for f in store.forms if f.date_field]
        below = (unit.key for unit in store.units.subtree(store.unit))
        self._with_records = carrying.units_with_records(store, below, dated, first, last)
        self._came, self._numbers = _came(store)
        self._waiting, self._answers = parcels.waiting(store), parcels.answers(store)
        self._machine_of = machines.numbers(store)
        self._desks: dict[str, set[int]] = {}
        for desk in registry.all_trusted(store):
            self._desks.setdefault(desk.unit, set()).add(self._machine_of.get(desk.desk, 0))
        self._direct = {unit.key for unit in store.units.subtree(store.unit) if unit.parent == store.unit}
        self._contacts, self._invited = _contacts(store), registry.invited(store)

    def arrival(self, unit: str, since: str, due: str, *, is_period: bool, is_nothing: bool) -> Arrival:
        """One unit: packages count from `since` on, in time until `due` (ISO, "" for no deadline)."""
        days = sorted(d for d in self._came.get(unit, []) if d >= since)
        desks, gaps = self._desks.get(unit, set()), self._gaps(unit)
        is_entered = not desks and unit in self._with_records
        counts = unit in self._with_records and (is_entered or not is_period)
        status = _status(days, due, is_nothing=is_nothing, has_records=counts)
        came = days or sorted(d for d in self._waiting.get(unit, []) if d >= since)
        if status == "silent" and came:
            status = "waiting"
        contact, phone = self._contacts.get(unit, ("", ""))
        sent = {self._machine_of.get(sender, 0) for sender in self._numbers.get(unit, {})}
        sends_here = unit in self._direct  # others send to the unit between
        return Arrival(
            unit, status, came[-1] if came else "", tuple(sorted(n for _machine, n in gaps)), len(desks), tuple(gaps),
            is_entered and not days, unit in self._invited, contact, phone, self._answers.get(unit, parcels.NO_ANSWER),
            len(desks - sent) if sends_here else 0,
        )  # fmt: skip

    def _gaps(self, unit: str) -> list[tuple[int, int]]:
        """Numbers of packages that were skipped, where saves of that machine are missing: (machine, number)."""
        if unit not in self._missing:
            self._missing[unit] = self._find_gaps(unit)
        return self._missing[unit]

    def _find_gaps(self, unit: str) -> list[tuple[int, int]]:
        return sorted(
            (self._machine_of.get(sender, 0), n)
            for sender, got in self._numbers.get(unit, {}).items()
            if len(got) < max(got) and carrying.lacks_saves(self._store, sender, unit)
            for n in range(1, max(got) + 1)
            if n not in got
        )


def _came(store: Store) -> tuple[dict[str, list[str]], dict[str, dict[str, set[int]]]]:
    """By unit: the days its packages came, and by desk the numbers they had."""
    came: dict[str, list[str]] = {}
    numbers: dict[str, dict[str, set[int]]] = {}
    for one in parcels.coming(store):
        numbers.setdefault(one.unit, {}).setdefault(one.sender, set()).add(one.counted)
        if not one.is_merged:
            continue
        for key, day in {**one.arrivals, one.unit: one.day}.items():
            came.setdefault(key, []).append(day)
    return came, numbers


def _contacts(store: Store) -> dict[str, tuple[str, str]]:
    """Whom to call, by unit: what this unit noted of it, else what the unit says itself in its settings."""
    told = store.conn.execute(
        "SELECT unit, contact_name, contact_phone FROM settings WHERE is_deleted = 0 AND unit <> ?1"
        " AND coalesce(contact_name, contact_phone) IS NOT NULL"
        " UNION ALL SELECT below_unit, contact_name, contact_phone FROM agency"
        " WHERE is_deleted = 0 AND unit = ?1 AND below_unit IS NOT NULL",
        (store.unit,),
    )
    return {unit: (name or "", phone or "") for unit, name, phone in told}


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
    Column("answer", N_("Tệp trả lời"), width=24),
)


CALLS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, width=5),
    Column("unit", N_("Đơn vị"), width=26),
    Column("why", N_("Lý do gọi"), width=22),
    Column("contact", N_("Người liên hệ"), width=22),
    Column("phone", N_("Điện thoại cơ quan"), width=21),
    Column("outcome", N_("Kết quả gọi"), width=20),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The board of the last asked year, or of a named period, and below it the list to phone."""
    year = asked.years[-1]
    due = due_of(store, asked.period) if asked.period else _WHOLE_YEAR
    units = board(store, year, asked=due)
    rows = tuple(
        Row(
            {
                "stt": i, "unit": store.units.name(a.unit), "status": word_of(a), "on": a.on or None,
                "missing": gaps_told(a, 20) or None, "desks": a.desks, "answer": answer_told(a) or None,
            },
            extra={"key": a.unit, "code": a.status},
        )
        for i, a in enumerate(units, start=1)
    )  # fmt: skip
    figures = Figures(tuple(Figure(k, _(v), sum(a.status == k for a in units)) for k, v in STATUS.items()))
    notes = [Note(_("Gói còn thiếu: số thứ tự gói của một máy bị bỏ cách; đề nghị đơn vị sao chép lại gói ấy."))]
    if due.last:
        day = document_date(due.last)
        notes.append(Note(_("Hạn gửi số liệu của kỳ: {day}; chỉ tính gói đến từ ngày cuối kỳ.").format(day=day)))
    title = _("Tình hình gửi số liệu năm {year}").format(year=year)
    if due.key:
        named = Period.parse(due.key)
        title = _("Tình hình gửi số liệu {period}").format(period=named.label if named else due.key)
    calls = to_call(store, units)
    blocks: list[Block] = [figures, Table(COLUMNS, rows, "units"), *notes]
    if calls:
        blocks.insert(2, Table(CALLS, tuple(calls), "calls", _("Danh sách cần gọi điện")))
    return Sheet("arrivals", title, tuple(blocks), subtitle=store.units.name(store.unit))


def word_of(arrival: Arrival) -> str:
    """The status as people read it; records that the unit above entered are said to be so."""
    return _("Nhập thay") if arrival.is_entered else _(STATUS[arrival.status])


def answer_told(arrival: Arrival) -> str:
    """Whether the unit took its return package, by its own receipt: “đã lấy 12/11/2026”; "" when none was written."""
    answer = arrival.answer
    day = document_date(answer.written)
    if answer.fetched:
        return _("đã lấy {day}").format(day=document_date(answer.fetched))
    if answer.fetched_before:
        return _("đã viết {day}, mới lấy gói {before}").format(day=day, before=document_date(answer.fetched_before))
    return _("đã viết {day}, chưa lấy").format(day=day) if answer.written else ""


def to_call(store: Store, units: Iterable[Arrival]) -> list[Row]:
    """Units directly below that somebody should call: those further down are called by the units between."""
    found = [a for a in units if a.why_call and store.units[a.unit].parent == store.unit]
    return [
        Row(
            {
                "stt": i, "unit": store.units.name(a.unit), "why": a.why_call, "contact": a.contact or None,
                "phone": a.phone or None, "outcome": None,
            },
            extra={"key": a.unit},
        )
        for i, a in enumerate(found, start=1)
    ]  # fmt: skip


REPORT = Report("arrivals", N_("Tình hình gửi số liệu"), build, params=(FROM_YEAR, TO_YEAR, PERIOD))
