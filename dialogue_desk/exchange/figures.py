"""What the rows of a printed appendix say: yearly totals and directives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.periods import parse_date
from dialogue_desk.domain.units import LEVELS
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.appendices import Printed, PrintedRow
from dialogue_desk.texts import _, either

Totals = Mapping[tuple[int, str, str], tuple[int | None, str]]
"""Yearly totals held: (year, level, indicator) -> (value, as_of)."""

_INDICATORS: Mapping[int, Mapping[str, str]] = {
    1: {
        "conferences": "conferences", "participants": "conference_participants",
        "documents_issued": "documents_issued",
    },
    3: {
        **{f"{t}_{w}": f"{t}_{w}" for t in ("party_org", "party_member") for w in ("periodic", "regular", "adhoc")},
        "opinions_accepted": "opinions_party_accepted", "opinions_not_accepted": "opinions_party_not_accepted",
    },
    4: {
        **{f"{t}_{w}": f"{t}_{w}" for t in ("agency", "individual") for w in ("periodic", "regular", "adhoc")},
        "opinions_accepted": "opinions_government_accepted",
        "opinions_not_accepted": "opinions_government_not_accepted",
    },
    5: {
        f"{level}_{head}": f"sessions_{name}"
        for level in LEVELS for head, name in (("party", "party"), ("gov", "government"))
    },
}  # fmt: skip
"""Printed column -> indicator of the yearly total it becomes."""

_DIALOGUES = {3: ("party_dialogues", "sessions_party"), 4: ("gov_dialogues", "sessions_government")}
_LABEL = re.compile(r"^(.*?)\s+số\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """One record an appendix tells: where it stood, and its fields."""

    line: int
    column: str
    values: Values


@dataclass(frozen=True)
class Frame:
    """What the person said about the appendix, and for which unit (at `level`) it is."""

    level: str
    from_year: int = 0
    to_year: int = 0
    as_of: str = ""
    issuer: str = ""

    @property
    def scope(self) -> str:
        """A commune speaks for itself, a higher unit for everything below it."""
        return "own" if self.level == "commune" else "subtree"


def frame_of(number: int, level: str, from_year: int | None, to_year: int | None, as_of: str, issuer: str) -> Frame:
    """Check what goes with an appendix; DeskError when it is missing or makes no sense."""
    day = parse_date(as_of) if as_of else None
    if as_of and day is None:
        raise DeskError(
            either(_("Ngày chốt số “{value}” không phải ngày."), _("--as-of: “{value}” không phải ngày.")).format(
                value=as_of
            ),
            _("Ghi như 2023-05-30 hoặc 30/5/2023."),
            "date",
        )
    if number == 1 and (from_year is None or to_year is None):
        raise DeskError(
            _("Phụ lục 01 không ghi năm trong bảng."),
            either(
                _("Ghi từ năm và đến năm, ví dụ 2014 và 2023."), _("Thêm --from-year và --to-year, ví dụ 2014 và 2023.")
            ),
            "years",
        )
    first, last = from_year or 0, to_year or 0
    if number == 1 and not 1945 <= first <= last <= 2200:
        raise DeskError(
            _("Khoảng năm {first}–{last} không hợp lý.").format(first=first, last=last), _("Xem lại hai năm."), "years"
        )
    return Frame(level, first, last, day.isoformat() if day else "", normalise(issuer))


def told_by(number: int, printed: Printed, frame: Frame) -> Iterator[Told]:
    """The records the rows of an appendix tell; what stands against them goes to `printed.problems`."""
    if number == 2:
        yield from _directives(printed, frame)
        return
    if number != 1 and frame.as_of and int(frame.as_of[:4]) not in {row.year for row in printed.rows}:
        printed.wrong(
            0,
            "year",
            either(_("không có dòng của năm {year}, năm chốt số"), _("không có dòng năm {year} của --as-of")).format(
                year=frame.as_of[:4]
            ),
        )
        return
    for row in printed.rows:
        if number == 1:
            yield from _span(printed, row, frame)
        else:
            yield from _year(number, printed, row, frame)


def _covered(as_of: str) -> str | None:
    """A covered day as it is stored: the last day of a year is the whole year."""
    return as_of if as_of and not as_of.endswith("-12-31") else None


def _total(frame: Frame, indicator: str, level: str | None, row: PrintedRow, number: int) -> Values:
    as_of = frame.as_of if frame.as_of[:4] == str(row.year or frame.to_year) else row.as_of
    values: Values = {
        "scope": frame.scope, "year": row.year or frame.to_year, "as_of": _covered(as_of),
        "level": level, "indicator": indicator,
    }  # fmt: skip
    if number == 1 and frame.from_year != frame.to_year:
        values["from_year"] = frame.from_year
    return values


def _span(printed: Printed, row: PrintedRow, frame: Frame) -> Iterator[Told]:
    level = _level_of(row.texts.get("level_code") or row.texts.get("level_label", ""))
    if level is None:
        printed.wrong(row.line, "level_label", _("không rõ dòng này là cấp nào"))
        return
    if not _may_speak(printed, row, frame, level, list(_INDICATORS[1])):
        return
    for column, indicator in _INDICATORS[1].items():
        if row.numbers.get(column) is not None:
            values = _total(frame, indicator, level, row, 1)
            yield Told(row.line, column, {**values, "value": row.numbers[column]})
    if row.texts.get("other_forms"):
        values = _total(frame, "other_forms", level, row, 1)
        yield Told(row.line, "other_forms", {**values, "text": normalise(row.texts["other_forms"])})


def _level_of(text: str) -> str | None:
    folded = fold(text).removeprefix("cap ")
    if folded in LEVELS:
        return folded
    words = set(re.findall(r"\w+", folded))
    if {"xa", "phuong"} & words:
        return "commune"
    if {"quan", "huyen"} & words:
        return "district"
    return "city" if "thanh pho" in folded or "tinh" in words else None


def _may_speak(printed: Printed, row: PrintedRow, frame: Frame, level: str, columns: list[str]) -> bool:
    """Whether the unit can have figures of a level: not of one above its own; 0 and blank there are passed over."""
    if LEVELS.index(level) >= LEVELS.index(frame.level):
        return True
    for column in columns:
        if row.numbers.get(column):
            label = v.LEVEL.label(frame.level).lower()
            printed.wrong(row.line, column, _("đơn vị cấp {level} không có số của cấp trên").format(level=label))
    return False


def _year(number: int, printed: Printed, row: PrintedRow, frame: Frame) -> Iterator[Told]:
    for column, indicator in _INDICATORS[number].items():
        if row.numbers.get(column) is None:
            continue
        level = column.split("_")[0] if number == 5 else None
        if level and not _may_speak(printed, row, frame, level, [column]):
            continue
        yield Told(row.line, column, {**_total(frame, indicator, level, row, number), "value": row.numbers[column]})


def dialogues_told(
    number: int, printed: Printed, frame: Frame, held: Totals, levels_of: Callable[[int], set[str]]
) -> Iterator[Told]:
    """The dialogue column of Phụ lục 03, 04: checked against the totals by level, told only where there are none.

    `levels_of` gives the levels that have units in a year.
    """
    column, indicator = _DIALOGUES[number]
    for row in printed.rows:
        stated = row.numbers.get(column)
        if stated is None:
            continue
        values = _total(frame, indicator, None, row, number)
        by_level = {level: held[row.year, level, indicator] for level in LEVELS if (row.year, level, indicator) in held}
        if not by_level:
            yield Told(row.line, column, {**values, "value": stated})
            continue
        known = sum(value or 0 for value, _as_of in by_level.values())
        days = {as_of for _value, as_of in by_level.values()}
        if days != {values["as_of"] or ""}:
            printed.warnings.append(
                _(
                    "{file}, dòng {row}: số cuộc đối thoại năm {year} theo cấp tính đến ngày khác nên chưa đối chiếu."
                ).format(file=printed.file, row=row.line, year=row.year)
            )
        elif known > stated or (known < stated and levels_of(row.year) <= set(by_level)):
            text = _("ghi {stated} nhưng Phụ lục 05 đã nhập có {known}").format(stated=stated, known=known)
            printed.wrong(row.line, column, text)


def _directives(printed: Printed, frame: Frame) -> Iterator[Told]:
    for row in printed.rows:
        label = row.texts.get("doc_label_as_printed") or row.texts.get("doc_label", "")
        match = _LABEL.match(label)
        kind = row.texts.get("doc_type") or (match[1] if match else label)
        number = re.sub(r"\s+", "", row.texts.get("doc_number") or (match[2] if match else ""))
        code = next((c.key for c in v.DIRECTIVE_TYPE.codes if fold(c.label) == fold(kind)), None)
        named = "doc_type" if row.texts.get("doc_type") else "doc_label_as_printed"
        issuer = frame.issuer or (number.rsplit("/", 1)[1] if "/" in number else "")
        issued = parse_date(row.texts.get("issued_date", ""))
        for wrong, column, text in (
            (code is None, named, _("“{value}” không phải loại văn bản").format(value=kind)),
            (not number, named, _("thiếu số, ký hiệu văn bản")),
            (issued is None, "issued_date", _("“{value}” không phải ngày").format(value=row.texts.get("issued_date"))),
            (
                number and not issuer,
                named,
                either(
                    _("không rõ cơ quan ban hành của {number}; ghi vào ô Cơ quan ban hành"),
                    _("không rõ cơ quan ban hành của {number}; ghi --issuer"),
                ).format(number=number),
            ),
            (not row.texts.get("summary"), "summary", _("thiếu trích yếu")),
        ):
            if wrong:
                printed.wrong(row.line, column, text)
                break
        else:
            assert isinstance(issued, date)
            order = re.match(r"\d+", row.texts.get("stt", ""))
            sort_order: Value = int(order[0]) if order else None
            yield Told(row.line, named, {
                "type": code, "number": number, "issued_on": issued.isoformat(), "issuer": issuer,
                "summary": normalise(row.texts["summary"]), "sort_order": sort_order,
            })  # fmt: skip
