"""What of a form may be asked about: its fields, its unit and days, and of petitions how they stand on the day asked.

Every part is an SQL expression written here over `r` (the record), `u` (its unit among the asked ones) and `p` (the
petition on the day D); nothing a person types becomes SQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from dialogue_desk.domain.fields import Code, Field, Form, Kind, Vocabulary
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.units import LEVELS
from dialogue_desk.domain.vocabulary import COMPETENCE, PETITION_STATUS, SATISFACTION
from dialogue_desk.reports.follow.backlog import AGES
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _


@dataclass(frozen=True)
class Part:
    """One thing to ask about.

    `sql`: its value, NULL for none; `field` reads what is typed in a filter;
    `is_several`: a record has any number of its values, and stands in a row of
    each; `is_group`: rows and columns may be made of it; `needs_petition`: only
    petitions have it; `title_of` names a value; `order` sorts values where
    their names do not.
    """

    key: str
    title: str
    sql: str
    field: Field
    is_several: bool = False
    is_group: bool = True
    needs_petition: bool = False
    title_of: Callable[[str], str] | None = None
    order: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it can be summed and compared as a number."""
        return self.field.kind is Kind.COUNT

    def name(self, value: str | int | None) -> str:
        """A value as people read it."""
        if value is None:
            return _("(trống)")
        if self.field.kind is Kind.YES_NO:
            return _("Có") if int(value) else _("Không")
        if self.title_of:
            return self.title_of(str(value))
        return self.field.codes.label(str(value)) if self.field.codes else str(value)


def parts_of(store: Store, form: Form, on: str) -> dict[str, Part]:
    """What may be asked of a form, by key; `on` is the day D. Personal fields and references are not among it."""
    found = [_of_field(f) for f in form.record_fields if f.kind not in (Kind.REF, Kind.TIME)]
    found += _of_unit(store)
    if form.date_field:
        found += _of_day(form.field(form.date_field))
    if form.key == "opinion":
        found += _of_petition(on)
    return {part.key: part for part in found}


def _of_field(field: Field) -> Part:
    sql = f'r."{field.key}"'
    if field.kind is Kind.CODES:
        sql = f"{field.key}_each.value"
    return Part(
        field.key,
        _(field.label),
        sql,
        replace(field, required=False),
        is_several=field.kind is Kind.CODES,
        is_group=field.kind is not Kind.LONG_TEXT,
        order=tuple(field.codes.labels) if field.codes else (),
    )


def _of_unit(store: Store) -> list[Part]:
    text = Field("unit", Kind.TEXT, N_("Đơn vị"))
    title = _unit_title(store)
    return [
        Part("unit", _("Đơn vị"), "r.unit", text, title_of=title),
        Part("unit_below", _("Đơn vị trực thuộc"), "u.below", text, title_of=title),
        Part(
            "level",
            _("Cấp của đơn vị"),
            "u.level",
            Field("level", Kind.CODE, N_("Cấp"), codes=COMPETENCE),
            order=LEVELS,
        ),
    ]


def _unit_title(store: Store) -> Callable[[str], str]:
    """The name of a unit; of several of one name, one after the other, with the days that tell them apart."""
    shared = Counter(unit.name for unit in store.units.subtree(store.unit))

    def title(key: str) -> str:
        name = store.units.name(key)
        if key not in store.units or shared[name] < 2:
            return name
        unit = store.units[key]
        if unit.valid_to:
            return _("{unit} (đến {day})").format(unit=name, day=document_date(unit.valid_to))
        return _("{unit} (từ {day})").format(unit=name, day=document_date(unit.valid_from)) if unit.valid_from else name

    return title


def _of_day(field: Field) -> list[Part]:
    day = f'r."{field.key}"'
    month = f"CAST(substr({day}, 6, 2) AS INTEGER)"
    number, text = Field("year", Kind.COUNT, N_("Năm")), Field("month", Kind.TEXT, N_("Tháng"), is_period=True)
    return [
        Part("year", _("Năm"), f"CAST(substr({day}, 1, 4) AS INTEGER)", number),
        Part("quarter", _("Quý"), f"substr({day}, 1, 4) || '-Q' || (({month} + 2) / 3)", text, title_of=_quarter),
        Part("month", _("Tháng"), f"substr({day}, 1, 7)", text, title_of=_month),
    ]


def _quarter(key: str) -> str:
    return f"Quý {'I II III IV'.split()[int(key[-1]) - 1]}/{key[:4]}"


def _month(key: str) -> str:
    return f"{key[5:]}/{key[:4]}"


_AGENCY = "coalesce((SELECT name FROM temp.agency_joined WHERE written = p.lead_agency), p.lead_agency)"
"""Under the name it goes by, where names were joined."""


def _of_petition(on: str) -> list[Part]:
    """How petitions stand on the day D, an ISO day."""
    end = f"coalesce(p.resolved_on, p.declined_on, '{on}')"
    stop = f"min(coalesce(p.suspended_on, '{on}'), '{on}')"
    days = "CAST(julianday({}) - julianday({}) AS INTEGER)"
    age = f"max(0, {days.format(end, 'p.opened_on')})"
    overdue = f"CASE WHEN p.is_open = 1 AND p.due_on <> '' THEN max(0, {days.format(stop, 'p.due_on')}) ELSE 0 END"
    first = days.format("p.first_settled_on", "p.opened_on")
    ages = Vocabulary("age", tuple(Code(key, label) for key, label, _most in AGES))
    bands = " ".join(f"WHEN {age} <= {most} THEN '{key}'" for key, _label, most in AGES if most is not None)
    last = next(key for key, _label, most in AGES if most is None)

    def count(key: str, label: str) -> Field:
        return Field(key, Kind.COUNT, label)

    def yes(key: str, label: str) -> Field:
        return Field(key, Kind.YES_NO, label)

    status = Field("status", Kind.CODE, N_("Trạng thái"), codes=PETITION_STATUS)
    parts: list[tuple[str, str, str, Field]] = [
        ("status", _("Trạng thái"), "p.status", status),
        ("is_open", _("Chưa giải quyết"), "p.is_open", yes("is_open", N_("Chưa giải quyết"))),
        ("agency", _("Cơ quan đang chủ trì"), _AGENCY, Field("agency", Kind.TEXT, N_("Cơ quan"))),
        ("age_days", _("Số ngày từ khi nhận"), age, count("age_days", N_("Số ngày"))),
        ("age", _("Thời gian chờ"), f"CASE {bands} ELSE '{last}' END", Field("age", Kind.CODE, "", codes=ages)),
        ("overdue_days", _("Số ngày quá hạn"), overdue, count("overdue_days", N_("Số ngày"))),
        ("is_overdue", _("Quá hạn"), f"({overdue} > 0)", yes("is_overdue", N_("Quá hạn"))),
        ("days_to_settle", _("Số ngày đến kết quả lần đầu"), f"max(0, {first})", count("days_to_settle", "")),
        ("times_reopened", _("Số lần mở lại"), "p.times_reopened", count("times_reopened", "")),
        ("is_extended", _("Được gia hạn"), "(json_array_length(p.story, '$[3]') > 1)", yes("is_extended", "")),
        ("satisfaction", _("Mức hài lòng"), "p.satisfaction", Field("satisfaction", Kind.CODE, "", codes=SATISFACTION)),
    ]
    return [
        Part(key, title, sql, field, needs_petition=True, order=tuple(field.codes.labels) if field.codes else ())
        for key, title, sql, field in parts
    ]
