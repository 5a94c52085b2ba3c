"""What a secretary needs in ten seconds: figures, each with the list it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

from dialogue_desk.domain.alerts import is_silent, months_since
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.obligations import Obligation, obligations
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.reports.report import Asked
from dialogue_desk.reports.trends.head_coverage import covered, of_unit
from dialogue_desk.storage import alerts, backup, lists, registry
from dialogue_desk.storage.lists import Query
from dialogue_desk.storage.owed import facts_of
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.unheld import unheld
from dialogue_desk.texts import _


@dataclass(frozen=True)
class Tile:
    """One figure of the home page.

    `value` None is unknown; `required` is what it is measured against. The list
    behind it is `form` with `query` (its count is the value), or the page or
    report named by `place`. `tone` is "", "ok", "warn" or "danger".
    """

    key: str
    label: str
    value: int | None
    required: int | None = None
    hint: str = ""
    tone: str = ""
    form: str = ""
    query: Query = field(default_factory=Query)
    place: str = ""


@dataclass(frozen=True)
class Scope:
    """Whose home it is, and on which day. `filters` narrow lists to the subtree when it is not the whole desk's."""

    store: Store
    unit: str
    today: date

    @property
    def filters(self) -> Values:
        """Filters of a list that shows this unit and those below it."""
        if self.unit == self.store.unit:
            return {}
        return {"unit": tuple(sorted(registry.shown_under(self.store, self.unit)))}

    def opinions(self, **equal: object) -> Query:
        """A list of opinions in scope."""
        return Query(equal={**self.filters, **equal})  # type: ignore[dict-item]

    def count(self, form: str, query: Query) -> int:
        """How many records the list has."""
        return lists.count(self.store, self.store.form(form), query)

    def tile(self, key: str, label: str, form: str, query: Query, tone: str = "", hint: str = "") -> Tile:
        """A tile whose value is the count of its list; the tone holds only when there is something."""
        value = self.count(form, query)
        return Tile(key, label, value, hint=hint, tone=tone if value else "", form=form, query=query)


def tiles(store: Store, unit: str, today: date) -> tuple[Tile, ...]:
    """Every tile of a unit's home on a day."""
    scope = Scope(store, unit, today)
    return (
        *_sessions(scope),
        *_petitions(scope),
        *_answers(scope),
        *_obligations(scope),
        *_coverage(scope),
        *_safety(scope),
    )


def _sessions(scope: Scope) -> Iterator[Tile]:
    year = scope.today.year
    told = of_unit(scope.store, scope.unit, year, scope.today.isoformat())
    labels = {"party": _("Đối thoại của cấp ủy năm nay"), "government": _("Đối thoại của chính quyền năm nay")}
    for (head, label), value, required, amounts in zip(
        labels.items(), told.held, told.norms, told.amounts, strict=True
    ):
        query = Query(
            equal={"unit": scope.unit, "status": "held", "count_for": (head, "both")},
            first=f"{year}-01-01",
            last=f"{year}-12-31",
        )
        hint = ""
        if any(a.rests_on_totals for a in amounts):
            hint = _("Gồm số tổng hợp; có hồ sơ: {count} cuộc").format(count=scope.count("session", query))
        tone = "ok" if (value or 0) >= required else "warn"
        yield Tile(f"sessions_{head}", label, value, required, hint, tone, "session", query)


def _petitions(scope: Scope) -> Iterator[Tile]:
    today = scope.today.isoformat()
    yield scope.tile("petitions_open", _("Kiến nghị chưa giải quyết xong"), "opinion", scope.opinions(is_open=True))
    yield scope.tile("petitions_overdue", _("Kiến nghị quá hạn"), "opinion", scope.opinions(overdue_on=today), "danger")
    unassigned = scope.opinions(is_unassigned=True)
    yield scope.tile("petitions_unassigned", _("Kiến nghị chưa giao"), "opinion", unassigned, "warn")
    below = registry.senders_to(scope.store, scope.unit)
    if below:
        to_answer = scope.opinions(forwarded_by=below)
        yield scope.tile(
            "petitions_to_answer", _("Kiến nghị cấp dưới chuyển lên chờ trả lời"), "opinion", to_answer, "warn"
        )
    waiting_above = scope.opinions(forwarded_by=(scope.unit,))
    yield scope.tile("petitions_forwarded", _("Kiến nghị chờ cấp trên trả lời"), "opinion", waiting_above)


def _answers(scope: Scope) -> Iterator[Tile]:
    yield scope.tile(
        "lacking_answer",
        _("Ý kiến chưa có nội dung tiếp thu hoặc giải trình"),
        "opinion",
        scope.opinions(lacking_answer=True),
        "warn",
    )
    yield scope.tile(
        "too_general",
        _("Kiến nghị có nội dung chưa cụ thể"),
        "opinion",
        scope.opinions(general_petition=True),
        "warn",
    )


def waiting(store: Store, unit: str, today: date) -> list[Obligation]:
    """Obligations somebody has to do something about: those of this year, and late ones of the year before.

    What was late before the unit's first record here is not asked of it.
    """
    since = alerts.first_record(store, unit)
    return [
        o
        for year in (today.year - 1, today.year)
        for o in obligations(year, today, facts_of(store, unit, year))
        if (o.state == "overdue" and since and o.due_on >= since) or (o.state == "due" and year == today.year)
    ]


def due_on(store: Store, unit: str, day: date) -> int:
    """What ends on a day and waits for somebody then: obligations of the unit, open petitions it shows."""
    scope, told = Scope(store, unit, day), day.isoformat()
    petitions = scope.count("opinion", scope.opinions(due_between=(told, told)))
    return petitions + sum(owed.due_on == told for owed in waiting(store, unit, day))


def _obligations(scope: Scope) -> Iterator[Tile]:
    found = waiting(scope.store, scope.unit, scope.today)
    late = sum(o.state == "overdue" for o in found)
    yield Tile(
        "obligations_due",
        _("Nghĩa vụ đến kỳ"),
        len(found),
        hint=_("{count} việc quá hạn").format(count=late) if late else "",
        tone="danger" if late else "",
        place="obligations",
    )


def _coverage(scope: Scope) -> Iterator[Tile]:
    """Units below: how many held no session this year."""
    year = scope.today.year
    if all(u.key == scope.unit for u in scope.store.units.subtree(scope.unit, f"{year}-12-31")):
        return
    asked = Asked(scope.unit, f"{year}-01-01", f"{year}-12-31", scope.today.isoformat())
    found = [c for c in covered(scope.store, asked)[1] if c.unit.key != scope.unit]
    party, government = sum(c.met[0] for c in found), sum(c.met[1] for c in found)
    yield Tile(
        "units_without_sessions",
        _("Đơn vị cấp dưới chưa có cuộc đối thoại nào năm nay"),
        sum(not any(c.held) for c in found),
        len(found),
        hint=_("Đạt số cuộc quy định: cấp ủy {party}/{all}, chính quyền {government}/{all}").format(
            party=party, government=government, all=len(found)
        ),
        tone="warn" if party < len(found) or government < len(found) else "ok",
        place="head-coverage",
    )


def _safety(scope: Scope) -> Iterator[Tile]:
    if scope.unit != scope.store.unit:
        return
    waiting_to_go = unheld(scope.store)
    if waiting_to_go is not None:
        above = scope.store.units.name(scope.store.units[scope.unit].parent)
        label = _("Bản ghi {unit} chưa nhận").format(unit=above)
        yield Tile("not_held_above", label, waiting_to_go, tone="warn" if waiting_to_go else "ok", place="exchange")
    made = backup.listed(scope.store.path.parent / backup.FOLDER)
    day = (made[0].at.astimezone(UTC) + timedelta(hours=7)).date() if made else None  # as today is told, in Việt Nam
    age = (scope.today - day).days if day else None
    yield Tile(
        "days_since_backup",
        _("Ngày từ lần sao lưu cuối"),
        max(age, 0) if age is not None else None,
        hint=screen_date(day.isoformat()) if day else _("Chưa sao lưu lần nào"),
        tone="warn" if age is None or age > 7 else "ok",
        place="settings",
    )


@dataclass(frozen=True)
class Alert:
    """A weakness of the source that shows here now, in one sentence; `place` or `form` and `query` lead on."""

    key: str
    text: str
    count: int
    form: str = ""
    query: Query = field(default_factory=Query)
    place: str = ""


def alerts_of(store: Store, unit: str, today: date) -> list[Alert]:
    """The alerts of a unit: dissemination, feedback to persons, suggestion boxes (A.6, L1, L2, L4)."""
    found = []
    last = alerts.last_dissemination(store, unit, today)
    since = alerts.first_record(store, unit)
    if is_silent(last, since, today):
        months = months_since(last or since, today) or 0
        text = _("Đã {months} tháng chưa có hoạt động phổ biến, quán triệt.").format(months=months)
        found.append(Alert("dissemination", text, months, "dissemination"))
    silent = alerts.without_individual_feedback(store, unit, today.year)
    if silent:
        names = ", ".join(str(a.values.get("name")) for a in silent)
        text = _("Năm nay chưa góp ý với cá nhân, đảng viên: {names}.").format(names=names)
        query = Query(keys=tuple((a.unit, a.id) for a in silent))
        found.append(Alert("individual_feedback", text, len(silent), "agency", query))
    low = [box for box in alerts.boxes_of(store, [unit]) if box.is_low]
    if low:
        places = ", ".join(box.location for box in low)
        text = _("Hòm thư góp ý hiệu quả thấp (12 lần mở liền không có thư): {places}.").format(places=places)
        query = Query(keys=tuple(key for box in low for key in box.records))
        found.append(Alert("low_boxes", text, len(low), "box_opening", query))
    return found
