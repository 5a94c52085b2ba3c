"""What a report is: a name, a title, parameters, and a function from the store to a Sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogue_desk.domain.fields import Code, Field, Form, Kind, Value, Vocabulary
from dialogue_desk.domain.periods import SPELLINGS, Period
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.vocabulary import HEADER_FAMILY
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.picking import Find, picked, records
from dialogue_desk.storage.owed import period_days
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

FROM_YEAR = Field("from_year", Kind.COUNT, N_("Từ năm"), N_("Năm đầu của báo cáo nhiều năm."))
TO_YEAR = Field("to_year", Kind.COUNT, N_("Đến năm"), N_("Năm cuối của báo cáo nhiều năm."))
PERIOD = Field(
    "period",
    Kind.TEXT,
    N_("Kỳ"),
    N_("Viết như quý II/2023, 6 tháng đầu năm 2023, 9 tháng 2023, tháng 5/2023, năm 2023, hoặc mã 2023-Q2."),
    is_period=True,
)
FROM = Field("from", Kind.DATE, N_("Từ ngày"), N_("Ngày đầu khi báo cáo theo ngày tự chọn."))
TO = Field("to", Kind.DATE, N_("Đến ngày"), N_("Ngày cuối khi báo cáo theo ngày tự chọn."))
AS_OF = Field("as_of", Kind.DATE, N_("Tính đến"), N_("Không tính gì sau ngày này."))
UNIT = Field(
    "unit", Kind.REF, N_("Đơn vị"), N_("Đơn vị được báo cáo cùng các đơn vị dưới nó; mặc định là đơn vị của bàn.")
)
ID = Field("id", Kind.REF, N_("Bản ghi"), N_("Bản ghi mà báo cáo nói về."))
PUBLIC = Field("public", Kind.YES_NO, N_("Bản công khai"), N_("Không có dữ liệu cá nhân."), default=False)

STEP = Field(
    "step",
    Kind.CODE,
    N_("Chia theo"),
    N_("Mỗi cột là một năm, một quý hay một tháng; để trống thì nhiều năm chia theo năm, một năm chia theo tháng."),
    codes=Vocabulary("step", (Code("year", N_("Năm")), Code("quarter", N_("Quý")), Code("month", N_("Tháng")))),
)

LEVEL = Field(
    "level",
    Kind.CODE,
    N_("Cấp đơn vị"),
    N_("Đặt cạnh nhau mọi đơn vị của một cấp; để trống thì các đơn vị ngay dưới đơn vị được báo cáo."),
    codes=Vocabulary("unit_level", (Code("district", N_("Huyện, quận")), Code("commune", N_("Xã, phường")))),
)


def sort_field(**titles: str) -> Field:
    """The parameter of a report whose rows may stand by a figure, the greatest first: titles by column."""
    codes = Vocabulary("sort", tuple(Code(key, title) for key, title in titles.items()))
    told = N_("Xếp các hàng theo số của cột này, lớn trước; để trống thì theo tên.")
    return Field("sort", Kind.CODE, N_("Xếp theo"), told, codes=codes)


FAMILY = Field(
    "family",
    Kind.CODE,
    N_("Cơ quan ban hành"),
    N_("Cấp ủy, Ủy ban nhân dân hay Mặt trận đứng tên văn bản; để trống thì theo bản ghi, rồi theo Thiết lập."),
    codes=HEADER_FAMILY,
)

SPAN = (FROM_YEAR, TO_YEAR, PERIOD, FROM, TO, AS_OF, UNIT)
"""Parameters of a report over a stretch of time and a subtree of units."""

BY_UNITS = (*SPAN, LEVEL)
"""Parameters of a report that sets units side by side."""

SHEET_FORMATS = ("pdf", "xlsx", "csv", "json")
TEXT_FORMATS = ("pdf", "docx", "xlsx", "csv", "json")
"""Formats of sheets people edit before signing."""


@dataclass(frozen=True)
class Window:
    """The asked days of one calendar year, both ends included, as ISO dates."""

    year: int
    first: str
    last: str

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole year."""
        return self.first.endswith("-01-01") and self.last.endswith("-12-31")


@dataclass(frozen=True)
class Asked:
    """What a report was asked for, resolved.

    `unit` is a key; `first` and `last` bound the asked days (`last` never after
    `as_of`); `period` is the name of the period when one was given, `step`
    how a trend divides the time. When no
    time is named, the year of `as_of` or today's is meant.
    """

    unit: str
    first: str
    last: str
    today: str
    as_of: str = ""
    period: str = ""
    record_id: str = ""
    is_public: bool = False
    step: str = ""
    wording: str = ""
    """A wording of a letter that is tried and not kept yet."""
    family: str = ""
    """The body that issues the sheet, where somebody chose it; see `issuing`."""
    level: str = ""
    """Which units stand side by side: all of a level below the asked one, or "" for those directly below."""
    sort: str = ""
    """The column whose figures the rows stand by, the greatest first."""

    @property
    def covered(self) -> str:
        """The last asked day that can have anything to report."""
        return min(self.last, self.today)

    @property
    def years(self) -> range:
        """The calendar years the asked days touch."""
        return range(int(self.first[:4]), int(self.last[:4]) + 1)

    @property
    def windows(self) -> tuple[Window, ...]:
        """The asked days, year by year."""
        return tuple(Window(y, max(self.first, f"{y}-01-01"), min(self.last, f"{y}-12-31")) for y in self.years)

    @property
    def span_label(self) -> str:
        """The asked time as a title names it: 2014 - 2023, năm 2023, quý II năm 2023, từ 01/4/2023 đến 30/6/2023."""
        period = Period.parse(self.period) if self.period else None
        if period is not None and not self.as_of:
            is_calendar = (period.first.isoformat(), period.last.isoformat()) == (self.first, self.last)
            return period.label if is_calendar else f"{period.label} ({self._days_label})"
        first, last = self.years[0], self.years[-1]
        if self.first.endswith("-01-01") and (self.last.endswith("-12-31") or self.as_of):
            return f"{first} - {last}" if last > first else f"năm {first}"
        return self._days_label

    @property
    def _days_label(self) -> str:
        first, last = (f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in (self.first, self.last))
        return f"từ {first} đến {last}"


@dataclass(frozen=True)
class Report:
    """One report.

    `formats` are the file suffixes it is offered in; `needs` the parameters it
    cannot do without; `about` the form of the record its `id` names, `find`
    what that may be picked from where it is not every record of the form.
    """

    name: str
    title: str
    build: Callable[[Store, Asked], Sheet]
    params: tuple[Field, ...] = SPAN
    formats: tuple[str, ...] = SHEET_FORMATS
    needs: tuple[str, ...] = ()
    about: str = ""
    find: Find | None = None

    @property
    def choices(self) -> Find | None:
        """What the `id` may be picked from; None for a report that has none."""
        return self.find or (records(self.about) if self.about else None)

    @property
    def form(self) -> Form:
        """The parameters as a form, so that the window derives their editors."""
        return Form(key=self.name, label=self.title, fields=self.params)


def read_asked(store: Store, report: Report, given: Mapping[str, Value], today: str) -> Asked:
    """The parameters of a report, resolved. DeskError for one it lacks, does not know, or that contradicts another."""
    # The year 0 equals False and is not left out: it is a wrong year.
    values = {key: value for key, value in given.items() if value is not False and value not in (None, "")}
    known = {f.key: f for f in report.params}
    for key in values:
        if key not in known:
            raise DeskError(
                _("Báo cáo {name} không dùng tham số “{param}”.").format(name=report.name, param=key),
                _("Các tham số: {params}.").format(params=", ".join(known)),
                "unknown_param",
            )
    for key in report.needs:
        if key not in values:
            raise DeskError(
                _("Báo cáo {name} cần tham số “{param}”.").format(name=report.name, param=key),
                _("Thêm {param}: {help}").format(param=key, help=_(known[key].help)),
                "missing_param",
            )
    first, last, period = _span(values, int(str(values.get("as_of") or today)[:4]))
    as_of = str(values.get("as_of") or "")
    unit = _unit(store, str(values["unit"]), min(last, as_of or last)) if "unit" in values else store.unit
    if period:
        days = period_days(store, unit, period_named(period), str(values.get("family") or ""))
        first, last = days.first.isoformat(), days.last.isoformat()
    if as_of and as_of < first:
        raise DeskError(_("Ngày tính đến đứng trước ngày đầu của kỳ."), _("Chọn ngày trong kỳ báo cáo."), "bad_span")
    last = min(last, as_of) if as_of else last
    return Asked(
        unit=unit,
        first=first,
        last=last,
        today=today,
        as_of=as_of,
        period=period,
        record_id=_record(store, report, str(values["id"])) if "id" in values else "",
        is_public=bool(values.get("public")),
        step=str(values.get("step") or ""),
        family=str(values.get("family") or ""),
        level=str(values.get("level") or ""),
        sort=str(values.get("sort") or ""),
    )


def _unit(store: Store, text: str, on: str) -> str:
    return store.units.resolve(text, on, store.meta("unit_list")).key


def _record(store: Store, report: Report, text: str) -> str:
    """The id of the record a report is about, given by id or by title."""
    if report.choices is None:
        return text
    label = _(store.form(report.about).label) if report.about else _("Gói")
    return picked(store, report.choices, label, text)


def period_named(text: str) -> Period:
    """The period called `text`. DeskError when it is not the name of one."""
    named = Period.parse(text)
    if named is None:
        raise DeskError(
            _("“{period}” không phải tên một kỳ.").format(period=text),
            _("Viết như {spellings}.").format(spellings=SPELLINGS),
            "bad_span",
        )
    return named


def _span(values: Mapping[str, Value], this_year: int) -> tuple[str, str, str]:
    """First and last day, and the period's name when one was given."""
    years = [y for y in (values.get("from_year"), values.get("to_year")) if y is not None]
    ways = [
        bool(values.get("period")),
        bool(years),
        bool(values.get("from") or values.get("to")),
    ]
    if sum(ways) > 1:
        raise DeskError(
            _("Thời gian của báo cáo được nêu hai cách."),
            _("Chỉ dùng một: kỳ, từ năm – đến năm, hoặc từ ngày – đến ngày."),
            "bad_span",
        )
    if ways[0]:
        named = period_named(str(values["period"]))
        return named.first.isoformat(), named.last.isoformat(), named.key
    if ways[2]:
        first, last = str(values.get("from") or ""), str(values.get("to") or "")
        first = first or f"{last[:4]}-01-01"
        last = last or f"{first[:4]}-12-31"
    else:
        from_year, to_year = (years[0], years[-1]) if years else (this_year, this_year)
        if not all(isinstance(y, int) and 1945 <= y <= 2200 for y in (from_year, to_year)):
            raise DeskError(_("Năm của báo cáo không hợp lý."), _("Ghi năm bốn chữ số."), "bad_span")
        first, last = f"{from_year}-01-01", f"{to_year}-12-31"
    if last < first:
        raise DeskError(_("Thời gian của báo cáo kết thúc trước khi bắt đầu."), _("Đổi lại hai đầu."), "bad_span")
    return first, last, ""
