"""What a unit owes in a year, and the records that fulfil it.

Sessions per head (Điều 43; norms in settings), announcing and publishing each
session (Điều 43: three acts of publication since 1/7/2025), periodic reports
(Quy định 11-QĐi/TW), written feedback of each organisation before the yearly
review and the end of term (Điều 7 Quyết định 218-QĐ/TW), reception days of each
head (Quy định 11-QĐi/TW; Luật Tiếp công dân, amended by Luật 136/2025/QH15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dialogue_desk.domain.fields import Code, Value, Vocabulary
from dialogue_desk.domain.periods import LAST_CLOSING_DAY, Period, day_of_year, last_day, parse_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.texts import N_

KIND = Vocabulary(
    "obligation_kind",
    (
        Code("sessions_party", N_("Đối thoại của người đứng đầu cấp ủy")),
        Code("sessions_government", N_("Đối thoại của người đứng đầu chính quyền")),
        Code("announce", N_("Thông báo trước cuộc đối thoại")),
        Code("publish", N_("Công khai kết quả đối thoại")),
        Code("report", N_("Báo cáo định kỳ")),
        Code("written_feedback", N_("Góp ý bằng văn bản trước kiểm điểm")),
        Code("term_feedback", N_("Góp ý bằng văn bản trước khi hết nhiệm kỳ")),
        Code("reception_party", N_("Ngày tiếp công dân của Bí thư")),
        Code("reception_government", N_("Ngày tiếp công dân của Chủ tịch UBND")),
        Code("reception_council", N_("Ngày tiếp công dân của Thường trực HĐND")),
        Code("declared", N_("Sổ phải ghi theo kỳ")),
    ),
)
STATE = Vocabulary(
    "obligation_state",
    (
        Code("overdue", N_("Quá hạn")),
        Code("due", N_("Đến kỳ")),
        Code("upcoming", N_("Chưa đến kỳ")),
        Code("fulfilled", N_("Đã thực hiện")),
        Code("excused", N_("Không nhắc nữa")),
    ),
)
WRITTEN_CHANNELS = ("F01", "F17")
PUBLICATION = ("published_on", "posted_on", "told_heads_on")
"""By media, posted at the seat, sent to the heads of thôn and tổ dân phố; before the law of 2025 any one way."""

THREE_ACTS_SINCE = "2025-07-01"
"""Điều 43 Luật Tổ chức chính quyền địa phương 2025 is in force from this day."""

RECEIVERS = ("party", "government", "council")
MONTHLY_SINCE = "2026-07"
"""Luật 136/2025/QH15: a commune's chairman receives at least 2 days a month; before, one day a week."""

_PERIODS: Mapping[str, tuple[str, ...]] = {
    "month": tuple(f"{m:02d}" for m in range(1, 13)),
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "quarter_one": ("Q1",),
    "half": ("H1",),
    "halves": ("H1", "H2"),
    "nine_months": ("9M",),
    "year": ("",),
}


@dataclass(frozen=True)
class Owed:
    """A declared register that is owed once a period: its key, name, how often, since when, and the records there."""

    form: str
    label: str
    every: str
    date_field: str
    since: str
    records: Sequence[Record]


@dataclass(frozen=True)
class Facts:
    """The records of one unit that obligations of a year rest on, none of them in the bin.

    `sessions`, `feedback`, `receptions` of that year (feedback also of the year
    before, for the end of term), all `agencies` and `periods`.
    """

    settings: Mapping[str, Value]
    sessions: Sequence[Record] = ()
    feedback: Sequence[Record] = ()
    periods: Sequence[Record] = ()
    agencies: Sequence[Record] = ()
    receptions: Sequence[Record] = ()
    declared: Sequence[Owed] = ()
    notes: Sequence[Record] = ()
    """Duties a person said are done outside the program or do not apply."""
    level: str = "commune"


@dataclass(frozen=True)
class Obligation:
    """One thing owed: what, by whom or for what (`subject`), from when, by when, and what fulfils it.

    `state` is a code of `STATE`, asked on one day; `done` of `required`;
    `key` names it for good: a person may note that it is done elsewhere;
    `about` is the record it is owed for (a session, an organisation), `note` what excuses it;
    `fulfilled_on` is the day the last needed record gives, later than `due_on` when it came late.
    """

    kind: str
    subject: str
    starts_on: str
    due_on: str
    state: str
    required: int = 1
    done: int = 0
    fulfilled_by: tuple[Record, ...] = field(default=(), repr=False)
    fulfilled_on: str = ""
    about: Record | None = field(default=None, repr=False)
    key: str = ""
    note: Record | None = field(default=None, repr=False)

    @property
    def is_late(self) -> bool:
        """Whether it was fulfilled after its day."""
        return self.state == "fulfilled" and self.fulfilled_on > self.due_on

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to do something now."""
        return self.state in ("due", "overdue")


@dataclass(frozen=True)
class _Evidence:
    """A record and the day it speaks for."""

    record: Record
    on: str


def obligations(year: int, today: date, facts: Facts) -> list[Obligation]:
    """Everything a unit owes in `year`, as it stands on `today`: sorted by deadline, then as `KIND` lists them."""
    found = [
        *_sessions(year, facts, today),
        *_clocks(facts, today),
        *_reports(year, facts, today),
        *_written(year, facts, today),
        *_receptions(year, facts, today),
        *_declared(year, facts, today),
    ]
    order = list(KIND.labels)
    notes = {str(n.values.get("duty")): n for n in facts.notes}
    found = [
        replace(o, state="excused", note=notes[o.key]) if o.key in notes and o.state != "fulfilled" else o
        for o in found
    ]
    return sorted(found, key=lambda o: (o.due_on, order.index(o.kind), o.subject))


def _obligation(
    kind: str,
    subject: str,
    starts_on: str,
    due_on: str,
    today: date,
    evidence: Iterable[_Evidence],
    required: int = 1,
    about: Record | None = None,
    key: str = "",
) -> Obligation:
    """An obligation that needs `required` pieces of evidence; more than needed are counted, the first fulfil it."""
    pieces = sorted(evidence, key=lambda e: (e.on, e.record.id))
    needed = pieces[:required]
    now = today.isoformat()
    is_done = len(needed) == required
    state = "fulfilled" if is_done else "overdue" if now > due_on else "due" if now >= starts_on else "upcoming"
    on = needed[-1].on if is_done else ""
    return Obligation(
        kind, subject, starts_on, due_on, state, required, len(pieces), tuple(e.record for e in needed), on, about,
        f"{kind}:{key}",
    )  # fmt: skip


def _sessions(year: int, facts: Facts, today: date) -> Iterator[Obligation]:
    for head in ("party", "government"):
        norm = facts.settings.get(f"norm_{head}")
        if not isinstance(norm, int) or norm < 1:
            continue
        held = [
            _Evidence(s, str(s.values["held_on"]))
            for s in facts.sessions
            if s.values.get("status") == "held" and s.values.get("count_for") in (head, "both")
        ]
        first, last = f"{year}-01-01", f"{year}-12-31"
        yield _obligation(f"sessions_{head}", str(year), first, last, today, held, norm, key=str(year))


def _clocks(facts: Facts, today: date) -> Iterator[Obligation]:
    """Announce before, publish after: one of each for a session that is planned or held."""
    before, after = facts.settings.get("days_announce"), facts.settings.get("days_publish")
    for session in facts.sessions:
        status, held_on = session.values.get("status"), parse_date(str(session.values.get("held_on")))
        if held_on is None or status not in ("planned", "held"):
            continue
        title = str(session.values.get("title") or "")
        if isinstance(before, int):
            due_on = held_on - timedelta(days=before)
            starts_on = (due_on - timedelta(days=before)).isoformat()
            evidence = _day_of(session, "announced_on")
            yield _obligation(
                "announce", title, starts_on, due_on.isoformat(), today, evidence, about=session, key=session.id
            )
        if isinstance(after, int) and status == "held":
            due_on = held_on + timedelta(days=after)
            acts = PUBLICATION if held_on.isoformat() >= THREE_ACTS_SINCE else PUBLICATION[:1]
            evidence = [e for act in acts for e in _day_of(session, act)]
            yield _obligation(
                "publish",
                title,
                held_on.isoformat(),
                due_on.isoformat(),
                today,
                evidence,
                len(acts),
                session,
                session.id,
            )


def _day_of(record: Record, key: str) -> list[_Evidence]:
    day = record.values.get(key)
    return [_Evidence(record, str(day))] if day else []


def closing_day(settings: Mapping[str, Value], family: str = "") -> int:
    """The day of the month on which periods of a unit's papers end; 0: with the month, as the Party's always do.

    `family` is the body that issues the paper, where it is not the usual one of the settings.
    """
    day = settings.get("state_period_day")
    is_state = (family or settings.get("header_family")) == "state"
    return day if is_state and isinstance(day, int) and 1 <= day <= LAST_CLOSING_DAY else 0


def _owed_periods(year: int, settings: Mapping[str, Value]) -> Iterator[Period]:
    """The periods of a year that a unit reports on, under the days its settings give them."""
    chosen, closing = settings.get("report_periods"), closing_day(settings)
    for code in chosen if isinstance(chosen, tuple) else ():
        for part in _PERIODS.get(code, ()):
            period = Period.parse(f"{year}-{part}" if part else str(year))
            assert period is not None
            yield period.closing_on(closing)


def _declared(year: int, facts: Facts, today: date) -> Iterator[Obligation]:
    """A record a period in each register that its declaration asks for, from the period it was declared in on."""
    for owed in facts.declared:
        for part in _PERIODS.get(owed.every, ()):
            period = Period.parse(f"{year}-{part}" if part else str(year))
            assert period is not None
            first, last = period.first.isoformat(), period.last.isoformat()
            if last < owed.since:
                continue
            days = [_Evidence(r, str(r.values.get(owed.date_field) or "")) for r in owed.records]
            inside = [e for e in days if first <= e.on <= last]
            subject = f"{owed.label} · {period.label}"
            yield _obligation("declared", subject, first, last, today, inside, key=f"{owed.form}:{period.key}")


def last_reported(settings: Mapping[str, Value], today: date) -> Period | None:
    """The newest period a unit reports on that has ended; None when it reports on none."""
    named = (period for year in (today.year - 1, today.year) for period in _owed_periods(year, settings))
    ended = [period for period in named if period.last < today]
    return max(ended, key=lambda period: (period.last, period.first), default=None)


def _reports(year: int, facts: Facts, today: date) -> Iterator[Obligation]:
    grace = facts.settings.get("days_report")
    reported = {str(p.values.get("period")): p for p in facts.periods}
    for period in _owed_periods(year, facts.settings):
        due_on = period.last + timedelta(days=grace if isinstance(grace, int) else 0)
        record = reported.get(period.key)
        evidence = _day_of(record, "reported_on") if record else []
        starts_on = (period.last + timedelta(days=1)).isoformat()
        yield _obligation(
            "report", period.label, starts_on, due_on.isoformat(), today, evidence, about=record, key=period.key
        )


def is_periodic_and_written(values: Mapping[str, Value]) -> bool:
    """Whether an occasion of feedback fulfils Điều 7: periodic, and in writing."""
    written = values.get("is_written") is True or values.get("channel") in WRITTEN_CHANNELS
    return written and values.get("timing") == "periodic"


def matches(agency: Record, feedback: Record, names: frozenset[str]) -> bool:
    """Whether an occasion came from an organisation: by its name, else by its code.

    `names` are the folded names of all organisations: an occasion that bears
    the name of one is nobody else's.
    """
    name = fold(str(feedback.values.get("contributor_name") or ""))
    if name in names:
        return name == fold(str(agency.values.get("name") or ""))
    code = agency.values.get("contributor")
    return code is not None and code == feedback.values.get("contributor")


def review_day(settings: Mapping[str, Value], year: int) -> date:
    """The day of the yearly review: `review_on` (day/month) of that year; the year's last day when it is none."""
    return day_of_year(str(settings.get("review_on") or ""), year) or date(year, 12, 31)


def _written(year: int, facts: Facts, today: date) -> Iterator[Obligation]:
    """One written feedback of each organisation a year, and one more in the last twelve months of a term."""
    review = review_day(facts.settings, year).isoformat()
    term = parse_date(str(facts.settings.get("term_ends_on") or ""))
    bodies = [a for a in facts.agencies if a.values.get("kind") in ("contributor", "both")]
    names = frozenset(fold(str(a.values.get("name") or "")) for a in bodies)
    given = sorted(
        (f for f in facts.feedback if is_periodic_and_written(f.values)), key=lambda f: str(f.values["given_on"])
    )
    for body in bodies:
        own = [_Evidence(f, str(f.values["given_on"])) for f in given if matches(body, f, names)]
        owed = [("written_feedback", f"{year}-01-01", review, f"{year}-12-31")]
        if term is not None and term.year == year:
            start = (term - timedelta(days=365)).isoformat()
            owed.append(("term_feedback", start, term.isoformat(), term.isoformat()))
        # One occasion fulfils one obligation, the one that is due first.
        for kind, start, due_on, last in sorted(owed, key=lambda o: o[2]):
            if str(body.values.get("valid_to") or due_on) < due_on:
                continue
            used = [e for e in own if start <= e.on <= last][:1]
            own = [e for e in own if e not in used]
            name, key = str(body.values.get("name") or ""), f"{body.id}:{year}"
            yield _obligation(kind, name, start, due_on, today, used, about=body, key=key)


def reception_norm(facts: Facts, receiver: str, month: str) -> int:
    """On how many days somebody must receive citizens in a month (YYYY-MM): the unit's own number, else the law's.

    `reception_days_month` is the number for both heads of desks that set it before each had one.
    """
    for key in (f"reception_days_{receiver}", *(("reception_days_month",) if receiver != "council" else ())):
        own = facts.settings.get(key)
        if isinstance(own, int):
            return own
    if facts.level != "commune" or receiver == "council":
        return 0
    return 4 if receiver == "government" and month < MONTHLY_SINCE else 2


def _receptions(year: int, facts: Facts, today: date) -> Iterator[Obligation]:
    """Each head owes days of his own; what one did never counts for another."""
    for month in range(1, 13):
        named = f"{year}-{month:02d}"
        last = f"{named}-{last_day(year, month):02d}"
        for receiver in RECEIVERS:
            norm = reception_norm(facts, receiver, named)
            if norm < 1:
                continue
            first_of_day: dict[str, Record] = {}
            for record in facts.receptions:
                day = str(record.values.get("held_on"))
                if day[:7] == named and record.values.get("host_role") == receiver:
                    first_of_day.setdefault(day, record)
            evidence = [_Evidence(r, day) for day, r in first_of_day.items()]
            yield _obligation(
                f"reception_{receiver}", f"tháng {month}/{year}", f"{named}-01", last, today, evidence, norm, key=named
            )


@dataclass(frozen=True)
class MonthPlan:
    """One month of the calendar: how many sessions stand in each status."""

    month: int
    planned: int = 0
    held: int = 0
    postponed: int = 0
    cancelled: int = 0


def plan_against_held(sessions: Iterable[Record]) -> list[MonthPlan]:
    """The twelve months of a year's sessions: still planned, held, postponed, cancelled."""
    counts = {month: dict.fromkeys(("planned", "held", "postponed", "cancelled"), 0) for month in range(1, 13)}
    for session in sessions:
        month, status = int(str(session.values["held_on"])[5:7]), str(session.values.get("status"))
        if status in counts[month]:
            counts[month][status] += 1
    return [MonthPlan(month, **found) for month, found in counts.items()]
