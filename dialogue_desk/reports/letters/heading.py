"""Who issues a document: heading, place and date, signature, recipients, margins, from the unit and its settings.

Layouts: Nghị định 30/2020/NĐ-CP for state documents (numbered `Số: 12/BC-UBND`),
Hướng dẫn 05-HD/VPTW of 27/5/2026 for the Party's (`Số 12-BC/ĐU`), which replaced 36-HD/VPTW and keeps margins and
numbers; the Front's follow the state's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.periods import long_date
from dialogue_desk.domain.sheet import PLAIN, Heading, Layout, Signature
from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.letters.issuing import (
    families_of,
    family_of,
    head_in_office,
    of_session,
    signs_for,
    title_in,
)
from dialogue_desk.storage.owed import settings_of
from dialogue_desk.storage.store import Store

BLANK = "…"
"""Stands where the hand writes a number or a name at issue."""

HINT = "(Ký, ghi rõ họ tên)"
TITLE_POINTS, LINE_POINTS = (13, 16), (16, 24)
"""Sizes a title may have, and heights of lines, in points."""

A5_MARGINS = (14, 12, 12, 16)
"""Slips are not filed with the correspondence, so they need no binding margin."""

_COMMITTEES = {
    ("city", "Tỉnh"): ("Tỉnh ủy", "TU"),
    ("city", "Thành phố"): ("Thành ủy", "TU"),
    ("district", "Quận"): ("Quận ủy", "QU"),
    ("district", "Thị xã"): ("Thị ủy", "TU"),
    ("district", "Thành phố"): ("Thành ủy", "TU"),
    ("district", ""): ("Huyện ủy", "HU"),
    ("city", ""): ("Thành ủy", "TU"),
}
"""The Party committee by level and type of its unit, and its letters; that of any other is Đảng ủy, ĐU."""


@dataclass(frozen=True)
class Letterhead:
    """Everything about the issuer that documents of a unit share. `family`: "party", "state" or "front"."""

    unit: Unit
    parent: Unit | None
    settings: Values
    family: str
    chair: tuple[str, str] = ("", "")
    """Name and position of who is in the chair, where the sheet is about a session."""
    head_name: str = ""
    """The head of the body by the list of officials."""

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Top, right, bottom, left in mm."""
        top, right, bottom, left = (self.settings[f"margin_{side}"] for side in ("top", "right", "bottom", "left"))
        return int(str(top)), int(str(right)), int(str(bottom)), int(str(left))

    @property
    def unit_name(self) -> str:
        """The unit as prose names it: phường Hồng Bàng."""
        return in_prose(self.unit)

    @property
    def place(self) -> str:
        """The place name before a date."""
        return str(self.settings.get("place_name") or _bare(self.unit))

    @property
    def issuer(self) -> str:
        """The issuing body as prose names it."""
        if self.family == "party":
            return _committee(self.unit)
        body = "Ủy ban nhân dân" if self.family == "state" else "Ủy ban Mặt trận Tổ quốc Việt Nam"
        return f"{body} {self.unit_name}"

    def number(self, kind: str, number: object = None) -> str:
        """The number line of a document of `kind` (BC, TB, …), with room for the hand while it has none."""
        suffix = self._suffix
        if number and family_of(number) in ("", self.family):  # another body's number is none of this sheet
            written = str(number).strip()
            if written.isdigit():
                joined = f"-{kind}/{suffix}" if self.family == "party" else f"/{kind}-{suffix}"
                written = f"{int(written):02d}{joined}"
            return f"Số {written}" if self.family == "party" else f"Số: {written}"
        if self.family == "party":
            return f"Số {BLANK}-{kind}/{suffix}"
        return f"Số: {BLANK}/{kind}-{suffix}"

    def heading(
        self, kind: str = "", number: object = None, on: object = None, *, is_numbered_here: bool = False
    ) -> Heading:
        """The heading of a document of `kind`, issued on an ISO date.

        A document whose number the desk keeps (`is_numbered_here`) is a draft until it has one.
        """
        return Heading(
            family=self.family,
            upper=self._called(on)._upper,
            issuer=self._called(on)._issuer_line,
            number=self.number(kind, number) if kind else "",
            place_date=f"{self.place}, {long_date(on)}",
            is_draft=is_numbered_here and BLANK in self.number(kind, number),
            layout=self._layout,
        )

    @property
    def _layout(self) -> Layout:
        """Where sources on Hướng dẫn 05-HD/VPTW agree as they say, where they do not as the settings say."""
        if self.family != "party":
            return PLAIN
        told = self.settings
        return Layout(
            underlines_recipients=told.get("party_recipients_underlined") is not False,
            bold_position=told.get("party_position_bold") is True,
            title_points=_between(told.get("party_title_points"), *TITLE_POINTS, 15),
            line_points=_between(told.get("party_line_points"), *LINE_POINTS, 0),
        )

    def _called(self, on: object) -> Letterhead:
        """The same under the names its units had on an ISO day: a province may have become a city since."""
        if not on:
            return self
        parent = self.parent.on(str(on)) if self.parent else None
        return replace(self, unit=self.unit.on(str(on)), parent=parent)

    def signature(self) -> Signature:
        """Who signs for the body: who was in the chair for it, else whom the settings name for it, else its head."""
        name, position = self.chair
        if name and self.family in families_of(position):
            title = title_in(position, self.family) or self._position
            return Signature(title, name, on_behalf=self._behalf_of(title))
        named = str(self.settings.get("signer_position") or "")
        if self.is_usual and signs_for(named, self.family):
            is_of_both = "party" in families_of(named) and len(families_of(named)) > 1
            title = (title_in(named, self.family) if is_of_both else named) or self._position
            return Signature(title, str(self.settings.get("signer_name") or ""), on_behalf=self._behalf_of(title))
        in_chair = "" if position else name
        return Signature(self._position, in_chair or self.head_name, on_behalf=self._on_behalf)

    @property
    def is_usual(self) -> bool:
        """Whether this is the family of the settings, whose signer they name."""
        return self.family == self.settings.get("header_family")

    def _behalf_of(self, title: str) -> str:
        """Whom a signer stands for; the second of a state body signs for its head, too."""
        is_second = self.family != "party" and title.casefold().startswith("phó")
        return f"{self._on_behalf}\nKT. {self._position}" if is_second else self._on_behalf

    def recipients(self, *usual: str) -> tuple[str, ...]:
        """Recipients of the settings, in their family; else the usual ones, the archive last."""
        own = [line.strip() for line in str(self.settings.get("recipients") or "").split("\n") if line.strip()]
        return (
            tuple(own)
            if own and self.is_usual
            else (*usual, "Lưu Văn phòng." if self.family == "party" else "Lưu: VT.")
        )

    @property
    def _suffix(self) -> str:
        if self.family == "party":
            return _short(self.unit)
        return "UBND" if self.family == "state" else "MTTQ-BTT"

    @property
    def _upper(self) -> str:
        if self.family == "party" and self.parent is not None:
            return f"Đảng bộ {self.parent.name}"
        return f"Mặt trận Tổ quốc Việt Nam\n{self.unit.name}" if self.family == "front" else ""

    @property
    def _issuer_line(self) -> str:
        if self.family == "party":
            return _committee(self.unit)
        return f"Ủy ban nhân dân\n{self.unit.name}" if self.family == "state" else "Ban Thường trực"

    @property
    def _position(self) -> str:
        return "Bí thư" if self.family == "party" else "Chủ tịch"

    @property
    def _on_behalf(self) -> str:
        if self.family == "party":
            return "T/M Đảng ủy" if self.unit.level == "commune" else "T/M Ban Thường vụ"
        return "TM. Ủy ban nhân dân" if self.family == "state" else "TM. Ban Thường trực"


def letterhead(store: Store, unit: str, family: str = "", session: Mapping[str, Value] | None = None) -> Letterhead:
    """The letterhead of a unit; `family` as its settings say unless given; `session` where the sheet is about one."""
    units = store.units
    own = units.units.get(unit) or Unit(unit, unit, unit, "", "commune")
    parent = units.units.get(own.parent)
    settings = settings_of(store, unit)
    family = family or str(settings.get("header_family") or "state")
    told = session or {}
    name, position = str(told.get("chair_name") or ""), str(told.get("chair_position") or "")
    chair = (name, position) if position or of_session(told) == family else ("", "")
    return Letterhead(own, parent, settings, family, chair, head_in_office(store, unit, family))


def _between(value: Value, least: int, most: int, usual: int) -> int:
    """A size of the settings where it can be printed, else the usual one."""
    return value if isinstance(value, int) and least <= value <= most else usual


def in_prose(unit: Unit) -> str:
    """A unit's name inside a sentence: its type in small letters."""
    bare = _bare(unit)
    return unit.name if bare == unit.name else f"{unit.type.lower()} {bare}"


def _bare(unit: Unit) -> str:
    return unit.name.removeprefix(unit.type).strip()


def _committee(unit: Unit) -> str:
    """The Party committee of a unit: Tỉnh ủy Cao Bằng, Quận ủy Hồng Bàng, Đảng ủy phường Minh Khai."""
    return f"{_body(unit)[0]} {in_prose(unit) if unit.level == 'commune' else _bare(unit)}"


def _short(unit: Unit) -> str:
    return _body(unit)[1]


def _body(unit: Unit) -> tuple[str, str]:
    usual = _COMMITTEES.get((unit.level, ""), ("Đảng ủy", "ĐU"))
    return _COMMITTEES.get((unit.level, unit.type), usual)
