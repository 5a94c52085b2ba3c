"""What an officer needs today of the units below: who to call and why, and who sent which month.

Months are those of the year that have ended; a month counts as the board of its period counts it (`arrivals`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.periods import Period
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.upward.arrivals import Arrival, Boards, Due, due_of
from dialogue_desk.storage import carrying, follow, registry, schema
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

REASONS = {
    "silent": N_("Chưa gửi"),
    "late": N_("Gửi muộn"),
    "missing": N_("Thiếu gói"),
    "overdue": N_("Quá hạn"),
    "waiting": N_("Chờ mình trả lời"),
    "untold": N_("Chưa báo dân"),
    "conflict": N_("Chờ chọn"),
}
"""Why a unit needs somebody today, the most urgent first."""

CELLS = ("silent", "late", "missing", "waiting", "on_time", "nothing_to_report", "")
"""What a month of a unit may be; "" for one it owes nothing of yet, or did not exist in."""

SENT = ("on_time", "late", "missing", "nothing_to_report")


@dataclass(frozen=True)
class Reason:
    """One reason: how many there are, how many days the worst of them has waited (0: unknown), and the words."""

    kind: str
    count: int
    days: int
    text: str


@dataclass(frozen=True)
class Line:
    """One unit: its months by key ("2026-03": a status of `CELLS`), why it needs somebody, whom to call."""

    unit: str
    months: Mapping[str, str]
    reasons: tuple[Reason, ...] = ()
    contact: str = ""
    phone: str = ""
    is_expected: bool = True
    """Whether it has a machine, or was asked to join."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its reasons."""
        return frozenset(reason.kind for reason in self.reasons)

    @property
    def told(self) -> str:
        """Its reasons in a phrase."""
        return "; ".join(reason.text for reason in self.reasons)


@dataclass(frozen=True)
class Office:
    """Units directly below, those that need somebody most first.

    `period` is the newest month that has ended, with the last day (ISO) its figures are due on; `months` keys of the
    months shown.
    """

    period: str = ""
    due: str = ""
    months: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many units have each kind of reason; `sent` and `expected` units for the newest month; and how many
    petitions are `petitions_overdue`, `petitions_waiting`, `petitions_untold`."""


def office(store: Store, today: date, mine: Mapping[str, int] | None = None) -> Office:
    """What the units directly below need today; `mine`: conflicts by unit, where they are known (`mine_to_decide`)."""
    months = _ended(store, today.year if today >= date(today.year, 1, 31) else today.year - 1, today)
    found = _arrivals(store, months, store.units.children(store.unit))
    newest = max(months, default="")
    valid = [u.key for u in store.units.children(store.unit, today.isoformat())]
    petitions = _Petitions(store, valid, today)
    waits = mine_to_decide(store) if mine is None else mine
    lines = [_line(key, found.get(key, {}), months, today, petitions, waits.get(key, 0)) for key in valid]
    lines.sort(key=lambda line: (_urgency(line), store.units.name(line.unit)))
    counts = {kind: sum(kind in line.kinds for line in lines) for kind in REASONS}
    counts["expected"] = len(valid)
    counts["sent"] = sum(
        line.months.get(newest, "") in ("on_time", "late", "missing", "nothing_to_report") for line in lines
    )
    counts |= petitions.totals
    return Office(newest, months[newest].last if newest else "", tuple(months), tuple(lines), counts)


def months_of(store: Store, year: int, today: date) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """Which month of a year each unit below sent, of every level: the months that have ended, and the worst first."""
    months = _ended(store, year, today)
    every = [unit for unit in store.units.subtree(store.unit) if unit.key != store.unit]
    lines = [_line(unit, held, months, today) for unit, held in _arrivals(store, months, every).items()]
    lines.sort(key=lambda line: (_urgency(line), store.units.name(line.unit)))
    return tuple(months), tuple(lines)


def mine_to_decide(store: Store) -> dict[str, int]:
    """How many records that wait for a decision this desk may decide, by the unit directly below (or this one)."""
    found: dict[str, int] = {}
    tree, own = store.units, store.unit
    written_for = {own, *registry.written_for(store)}
    for form in schema.all_forms(store.forms):
        for unit, _record in carrying.conflict_keys(store, form.key):
            if unit not in written_for:
                continue
            while unit in tree and tree[unit].parent not in ("", own) and unit != own:
                unit = tree[unit].parent
            found[unit] = found.get(unit, 0) + 1
    return found


def _arrivals(store: Store, months: Mapping[str, Due], units: Sequence[Unit]) -> dict[str, dict[str, Arrival]]:
    """By unit, what the board of each month says of it."""
    found: dict[str, dict[str, Arrival]] = {}
    if months:
        boards = Boards(store, int(max(months)[:4]))
        for key, due in months.items():
            for arrival in boards.board(due, units=units):
                found.setdefault(arrival.unit, {})[key] = arrival
    return found


def _ended(store: Store, year: int, today: date) -> dict[str, Due]:
    """The months of a year that have ended, with their dues."""
    found = {}
    for month in range(1, 13):
        due = due_of(store, f"{year}-{month:02d}")
        if due.since <= today.isoformat():
            found[f"{year}-{month:02d}"] = due
    return found


def _line(
    unit: str,
    arrivals: Mapping[str, Arrival],
    months: Mapping[str, Due],
    today: date,
    petitions: _Petitions | None = None,
    mine: int = 0,
) -> Line:
    cells = {key: _cell(arrivals.get(key), due, today) for key, due in months.items()}
    newest = arrivals.get(max(months, default=""))
    is_expected = newest is not None and bool(newest.desks or newest.is_invited or newest.is_entered)
    if not is_expected:  # nothing to be red about: nobody asked it to send
        cells = {key: "" if cell == "silent" else cell for key, cell in cells.items()}
    if newest is not None and newest.gaps:
        last = max((key for key, cell in cells.items() if cell in ("on_time", "late")), default="")
        cells |= {last: "missing"} if last else {}
    reasons = [*_of_months(cells, newest, is_expected=is_expected), *(petitions.reasons(unit) if petitions else ())]
    if mine:
        reasons.append(Reason("conflict", mine, 0, _("{count} chỗ hai máy sửa khác nhau, chờ chọn").format(count=mine)))
    told = (newest.contact, newest.phone) if newest else ("", "")
    return Line(unit, cells, tuple(reasons), *told, is_expected)


def _cell(arrival: Arrival | None, due: Due, today: date) -> str:
    """A month of a unit; of one whose last day has not passed, silence says nothing yet."""
    if arrival is None:
        return ""
    if arrival.status == "received":
        return "on_time"
    is_running = today.isoformat() <= due.last
    return "" if arrival.status == "silent" and is_running else arrival.status


def _of_months(cells: Mapping[str, str], newest: Arrival | None, *, is_expected: bool) -> list[Reason]:
    found = []
    row = 0
    ended = [cell for cell in cells.values() if cell]
    while row < len(ended) and ended[-1 - row] == "silent":
        row += 1
    last = max((key for key, cell in cells.items() if cell), default="")
    if row and is_expected:
        named = Period.parse(last)
        text = _("chưa gửi {count} kỳ liền") if row > 1 else _("chưa gửi {period}")
        found.append(Reason("silent", row, 0, text.format(count=row, period=named.label if named else last)))
    elif ended and ended[-1] == "late":
        found.append(Reason("late", 1, 0, _("gửi muộn")))
    if newest is not None and newest.gaps:
        numbers = ", ".join(str(number) for _machine, number in newest.gaps[:3])
        found.append(Reason("missing", len(newest.gaps), 0, _("thiếu gói số {numbers}").format(numbers=numbers)))
    return found


class _Petitions:
    """Petitions of units and those under them: overdue, waiting for an answer of this unit, answered and not told."""

    def __init__(self, store: Store, units: Iterable[str], today: date) -> None:
        self._of: dict[str, dict[str, list[int]]] = {}
        top = {key: unit for unit in units for key in registry.shown_under(store, unit)}
        late, given = follow.is_overdue(today)
        self._add(store, top, "overdue", f"SELECT unit, due_on FROM petition WHERE {late}", given, today)
        senders = canonical(list(registry.senders_to(store, store.unit)))
        waits = (
            "SELECT unit, coalesce(forwarded_on, opened_on) FROM petition WHERE status = 'forwarded'"
            " AND forwarded_by IN (SELECT value FROM json_each(?))"
        )
        self._add(store, top, "waiting", waits, (senders,), today)
        self._untold(store, top, today)
        self.totals = {
            f"petitions_{kind}": sum(len(days[kind]) for days in self._of.values() if kind in days)
            for kind in ("overdue", "waiting", "untold")
        }

    def _add(
        self, store: Store, top: Mapping[str, str], kind: str, sql: str, given: tuple[str, ...], today: date
    ) -> None:
        on = today.isoformat()
        for unit, day in store.conn.execute(sql, given):
            if unit in top:
                waited = max(0, days_between(str(day), on)) if day else 0
                self._of.setdefault(top[unit], {}).setdefault(kind, []).append(waited)

    def _untold(self, store: Store, top: Mapping[str, str], today: date) -> None:
        keys = carrying.untold(store, top, store.unit)
        answered = {
            (unit, record): day
            for unit, record, day in store.conn.execute(
                "SELECT opinion_unit, opinion_id, max(done_on) FROM action WHERE unit = ? AND kind = 'answer'"
                " AND is_deleted = 0 GROUP BY 1, 2",
                (store.unit,),
            )
        }
        for unit, record in keys:
            waited = max(0, days_between(answered.get((unit, record)) or today.isoformat(), today.isoformat()))
            self._of.setdefault(top[unit], {}).setdefault("untold", []).append(waited)

    def reasons(self, unit: str) -> list[Reason]:
        """Why a unit's petitions need somebody."""
        texts = {
            "overdue": _("{count} kiến nghị quá hạn, lâu nhất {days} ngày"),
            "waiting": _("{count} kiến nghị chờ mình trả lời, lâu nhất {days} ngày"),
            "untold": _("{count} trả lời của mình chưa báo người dân, lâu nhất {days} ngày"),
        }
        held = self._of.get(unit, {})
        return [
            Reason(kind, len(held[kind]), max(held[kind]), text.format(count=len(held[kind]), days=max(held[kind])))
            for kind, text in texts.items()
            if kind in held
        ]


def _urgency(line: Line) -> tuple[float, ...]:
    """The worst first: most months silent in a row, late, missing, then what waits longest; last who never joined."""
    of = {reason.kind: reason for reason in line.reasons}

    def weight(kind: str, *, by_days: bool = False) -> float:
        reason = of.get(kind)
        return -float((reason.days if by_days else reason.count) if reason else 0)

    return (
        weight("silent"), weight("late"), weight("missing"), weight("waiting", by_days=True),
        weight("overdue", by_days=True), weight("untold", by_days=True), weight("conflict"),
        0 if line.is_expected else 1,
    )  # fmt: skip
