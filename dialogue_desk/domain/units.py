"""Administrative units: keys, levels, who stands under whom, valid when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TextIO

from dialogue_desk.domain.periods import parse_date
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

if TYPE_CHECKING:
    import csv

LEVELS = ("city", "district", "commune")
COLUMNS = (
    *("key", "code", "name", "type", "level", "parent", "valid_from", "valid_to", "successors", "source", "names"),
)
FEWEST_COLUMNS = COLUMNS.index("names")
"""Files and invitations of earlier programs end before the dated names."""

LISTS = {"2023": ("", "2025-06-30"), "2025": ("2025-07-01", "")}
"""The shipped lists by name: first and last day of what each stands for."""

UNITS_VERSION = "2026-11-30"
"""Of the shipped list; a desk that holds an earlier one takes it in when it is opened."""

TYPES = ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Phường", "Xã", "Quận", "Huyện", "Tỉnh")
MOST_NAMED = 6


class Unit(NamedTuple):
    """One unit of one list. `key` is `<code>@<first year of its list>`; empty validity is open.

    `successors` are keys with ";" between; several mean that the unit was split among them. `names` tells what the
    same unit was called before: "<last day> <name>", the oldest first, with ";" between.
    """

    key: str
    code: str
    name: str
    type: str
    level: str
    parent: str = ""
    valid_from: str = ""
    valid_to: str = ""
    successors: str = ""
    source: str = ""
    names: str = ""

    def is_valid(self, on: str) -> bool:
        """Whether the unit exists on an ISO day."""
        return (not self.valid_from or self.valid_from <= on) and (not self.valid_to or on <= self.valid_to)

    def is_of(self, listed: str) -> bool:
        """Whether the unit belongs to a shipped list, by its name."""
        if listed not in LISTS:
            return False
        first, last = LISTS[listed]
        return (not last or self.valid_from <= last) and (not self.valid_to or first <= self.valid_to)

    def on(self, day: str) -> Unit:
        """The unit under the name and type it had on an ISO day."""
        for line in self.names.split(";"):
            until, _blank, name = line.partition(" ")
            if name and day <= until:
                return self._replace(name=name, type=type_of(name) or self.type)
        return self

    @property
    def heirs(self) -> tuple[str, ...]:
        """Keys of the units it went into; () where none is named."""
        return tuple(key for key in self.successors.split(";") if key)

    @property
    def bare_name(self) -> str:
        """The name without the type."""
        return self.name.removeprefix(self.type).strip() or self.name

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its name and those it had before."""
        return (self.name, *(line.partition(" ")[2] for line in self.names.split(";") if line))


def type_of(name: str) -> str:
    """The type a unit's name begins with; "" for none known."""
    return next((t for t in TYPES if name.startswith(t + " ")), "")


class UnitTree:
    """All units a desk knows, of every list."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {u.key: u for u in units}

    def __contains__(self, key: object) -> bool:
        return key in self.units

    def __getitem__(self, key: str) -> Unit:
        return self.units[key]

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            if unit.parent:
                found.setdefault(unit.parent, []).append(unit)
        return found

    def children(self, key: str, on: str = "") -> list[Unit]:
        """Units directly under `key`, in list order; only those valid `on` that day when given."""
        return [u for u in self._children.get(key, []) if not on or u.is_valid(on)]

    def subtree(self, key: str, on: str = "") -> list[Unit]:
        """`key` itself and all below it, depth first; only those valid `on` that day when given."""
        found: list[Unit] = []
        waiting = [self.units[key]] if key in self.units else []  # the next one last: a country's list is long
        seen: set[str] = set()  # a list a person made may have a unit under itself
        while waiting:
            unit = waiting.pop()
            if unit.key in seen:
                continue
            seen.add(unit.key)
            if not on or unit.is_valid(on):
                found.append(unit)
            waiting += reversed(self.children(unit.key))
        return found

    def name(self, key: str) -> str:
        """The name of a unit; the key itself for one that is not in the lists."""
        return self.units[key].name if key in self.units else key

    def level(self, key: str) -> str:
        """The level of a unit; commune for one that is not in the lists."""
        return self.units[key].level if key in self.units else "commune"

    def is_below(self, key: str, top: str) -> bool:
        """Whether `key` is `top` or stands somewhere under it."""
        seen: set[str] = set()
        while key and key not in seen:
            if key == top:
                return True
            seen.add(key)
            key = self.units[key].parent if key in self.units else ""
        return False

    def stood_above(self, key: str) -> frozenset[str]:
        """Every unit that ever stood above one: over itself, and over what it became, whole or in part."""
        if key not in self._above:
            found, waiting, seen = set[str](), [key], set[str]()
            while waiting:
                line = waiting.pop()
                waiting += self.units[line].heirs if line in self.units and line not in seen else ()
                while line in self.units and line not in seen:
                    seen.add(line)
                    line = self.units[line].parent
                    found |= {line} if line else set()
            self._above[key] = frozenset(found)
        return self._above[key]

    @cached_property
    def _above(self) -> dict[str, frozenset[str]]:
        return {}

    def top(self, key: str) -> Unit | None:
        """The highest unit above `key`, or itself: its province; None for one that is not in the lists."""
        found, seen = None, set[str]()
        while key in self.units and key not in seen:
            seen.add(key)
            found = self.units[key]
            key = found.parent
        return found

    @cached_property
    def predecessors(self) -> dict[str, list[Unit]]:
        """Units by the key of each they went into."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            for heir in unit.heirs:
                found.setdefault(heir, []).append(unit)
        return found

    def heirs_on(self, key: str, on: str) -> list[Unit]:
        """What a unit had become by an ISO day, over any number of changes; itself while it is valid."""
        found: dict[str, Unit] = {}
        waiting, seen = [key], set[str]()
        while waiting:
            step = waiting.pop(0)
            if step in seen or step not in self.units:
                continue
            seen.add(step)
            unit = self.units[step]
            if unit.is_valid(on):
                found[step] = unit
            elif unit.valid_to and unit.valid_to < on:
                waiting += unit.heirs
        return list(found.values())

    def whole_heir(self, key: str, on: str) -> str:
        """The one unit that a dissolved unit had gone into as a whole by an ISO day; "" where it was split or lives."""
        seen = set[str]()
        unit = self.units.get(key)
        while unit is not None and unit.valid_to and unit.valid_to < on and unit.key not in seen:
            seen.add(unit.key)
            unit = self.units.get(unit.heirs[0]) if len(unit.heirs) == 1 else None
        return unit.key if unit is not None and unit.key != key and unit.is_valid(on) else ""

    def came_from(self, key: str) -> tuple[list[Unit], list[Unit]]:
        """The units that went into one as a whole, over any number of changes, and those of which it got a part."""
        whole: dict[str, Unit] = {}
        part: dict[str, Unit] = {}
        waiting = [key]
        while waiting:
            for unit in self.predecessors.get(waiting.pop(0), ()):
                found = whole if len(unit.heirs) == 1 else part
                if unit.key not in found:
                    found[unit.key] = unit
                    waiting += [unit.key] if found is whole else []
        return list(whole.values()), list(part.values())

    def joined(self, key: str) -> list[Unit]:
        """The old communes that a commune stands for: those that went into it as a whole; () for other levels."""
        return self.came_from(key)[0] if self.level(key) == "commune" else []

    def told(self, unit: Unit) -> str:
        """A unit as a person tells it apart from others of its name: with its key and its province."""
        top = self.top(unit.key)
        return f"{unit.key} {unit.name}" + (f", {top.name}" if top is not None and top.key != unit.key else "")

    def meant(self, text: str) -> list[Unit]:
        """Every unit of a key, a code or a whole name, also of a name it had before; in list order."""
        text = normalise(text)
        if "@" in text and text in self.units:
            return [self.units[text]]
        code, at, _year = text.partition("@")
        if at:  # a unit that only changed its type keeps its key: the later one is another word for it
            return [u for u in self.units.values() if u.code == code and u.names]
        folded = fold(text)
        return [
            u for u in self.units.values() if text in (u.code, u.key) or any(fold(n) == folded for n in u.all_names)
        ]

    def resolve(self, text: str, on: str, first: str = "") -> Unit:
        """The unit a person means by a key, a code or a whole name, on a day.

        `first` is the list to look in before the others: what its code means
        stays, also after its unit is dissolved, but not before there was such a
        unit. DeskError when none or several fit.
        """
        text = normalise(text)
        # The bare key of a province of today is also the code that another had before: in an old list it means that.
        if text in self.units and ("@" in text or first not in LISTS or self.units[text].is_of(first)):
            return self.units[text]
        found = self.meant(text)
        listed = [u for u in found if u.is_of(first)] or found
        if all(u.valid_from > on for u in listed):
            listed = [u for u in found if u.is_valid(on)] or listed
        own = [u for u in listed if u.is_valid(on)] or _last_of_one_code(listed)
        if len(own) == 1:
            return own[0]
        if not own:
            raise DeskError(
                _("Không có đơn vị nào mang mã “{code}”.").format(code=text),
                _("Xem lại mã trong danh sách đơn vị."),
                "unknown_unit",
            )
        names = "; ".join(self.told(u) for u in own[:MOST_NAMED])
        raise DeskError(
            _("Mã “{code}” chỉ nhiều đơn vị: {names}.").format(code=text, names=names),
            _("Ghi cả khóa, ví dụ {key}.").format(key=own[0].key),
            "ambiguous_unit",
        )


def _last_of_one_code(units: list[Unit]) -> list[Unit]:
    """Of units that are no more and share a code, the one that lasted longest: steps of one place."""
    if len({u.code for u in units}) == 1:
        return [max(units, key=lambda u: u.valid_to)]
    return units


def read_units(source: TextIO, name: str, known: Mapping[str, Unit] = MappingProxyType({})) -> list[Unit]:
    """Units of a CSV with the columns of `COLUMNS`; `name` is the file's for messages.

    `known` are the units such a list may rest on: parents that stand there need not be in the file.
    DeskError names the row and column of what is wrong.
    """
    import csv  # noqa: PLC0415 a window that opens a desk reads no list

    try:
        return _checked(csv.DictReader(source), name, known)
    except csv.Error as error:
        raise DeskError(_("{file} không đọc được như CSV.").format(file=name), _("Lưu lại thành CSV UTF-8.")) from error


def _checked(rows: csv.DictReader[str], name: str, known: Mapping[str, Unit]) -> list[Unit]:
    missing = [c for c in ("code", "name", "level") if c not in (rows.fieldnames or ())]
    if missing:
        raise DeskError(
            _("{file}: thiếu cột {columns}.").format(file=name, columns=", ".join(missing)),
            _("Dòng đầu phải có tên cột: {columns}.").format(columns=", ".join(COLUMNS)),
        )
    return checked(rows, name, known)


def checked(rows: Iterable[Mapping[str, str | None]], name: str, known: Mapping[str, Unit]) -> list[Unit]:
    """Units of rows by column, as `read_units` checks them; their first line is the second of the file."""
    found: dict[str, Unit] = {}
    for line, row in enumerate(rows, start=2):
        cells = {c: normalise(row.get(c) or "") for c in COLUMNS}
        days = {c: parse_date(cells[c]) for c in ("valid_from", "valid_to")}
        not_days = [c for c, day in days.items() if cells[c] and day is None]
        cells |= {c: day.isoformat() for c, day in days.items() if day}
        year = cells["valid_from"][:4] or "2023"
        cells["key"] = cells["key"] or f"{cells['code']}@{year}"
        for column, wrong in (
            ("code", not re.fullmatch(r"\w+", cells["code"])),
            ("name", not cells["name"]),
            ("level", cells["level"] not in LEVELS),
            ("key", cells["key"] in found),
            ("valid_from", "valid_from" in not_days),
            ("valid_to", "valid_to" in not_days),
        ):
            if wrong:
                raise DeskError(
                    _("{file}, dòng {row}, cột {column}: giá trị “{value}” không dùng được.").format(
                        file=name, row=line, column=column, value=cells[column]
                    ),
                    _("Sửa ô này rồi nhập lại."),
                )
        found[cells["key"]] = Unit(**cells)
    if not found:
        raise DeskError(_("{file}: không có đơn vị nào.").format(file=name), _("Chọn tệp khác."))
    _check_parents({**known, **found}, list(found.values()), name)
    return list(found.values())


def _check_parents(every: Mapping[str, Unit], found: list[Unit], name: str) -> None:
    for unit in found:
        if unit.parent and unit.parent not in every:
            raise DeskError(
                _("{file}: đơn vị {name} thuộc {parent}, không có trong danh sách.").format(
                    file=name, name=unit.name, parent=unit.parent
                ),
                _("Thêm đơn vị cấp trên vào tệp."),
            )
        # Above always means a higher level, so that no list can go round in a circle.
        if unit.parent and LEVELS.index(every[unit.parent].level) >= LEVELS.index(unit.level):
            raise DeskError(
                _("{file}: đơn vị {name} không thể thuộc {parent}, vì cấp của đơn vị ấy không cao hơn.").format(
                    file=name, name=unit.name, parent=every[unit.parent].name
                ),
                _("Sửa cột level hoặc cột parent."),
            )
