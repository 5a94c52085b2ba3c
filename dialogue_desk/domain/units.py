"""Administrative units: keys, levels, who stands under whom, valid when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TextIO

from dialogue_desk.domain.periods import parse_date
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

if TYPE_CHECKING:
    import csv

LEVELS = ("city", "district", "commune")
COLUMNS = ("key", "code", "name", "type", "level", "parent", "valid_from", "valid_to", "successors", "source")


class Unit(NamedTuple):
    """One unit of one list. `key` is `<code>@<first year of its list>`; empty validity is open."""

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

    def is_valid(self, on: str) -> bool:
        """Whether the unit exists on an ISO day."""
        return (not self.valid_from or self.valid_from <= on) and (not self.valid_to or on <= self.valid_to)


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
        waiting = [self.units[key]] if key in self.units else []
        seen: set[str] = set()  # a list a person made may have a unit under itself
        while waiting:
            unit = waiting.pop(0)
            if unit.key in seen:
                continue
            seen.add(unit.key)
            if not on or unit.is_valid(on):
                found.append(unit)
            waiting = self.children(unit.key) + waiting
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

    def resolve(self, text: str, on: str, first: str = "") -> Unit:
        """The unit a person means by a key, a code or a whole name, on a day.

        `first` is the list's year to look in before the others: what its code
        means stays, also after its unit is dissolved, but not before there was
        such a unit. DeskError when none or several fit.
        """
        text = normalise(text)
        if text in self.units:
            return self.units[text]
        found = [u for u in self.units.values() if u.code == text or fold(u.name) == fold(text)]
        listed = [u for u in found if first and u.key.endswith(f"@{first}")] or found
        if all(u.valid_from > on for u in listed):
            listed = [u for u in found if u.is_valid(on)] or listed
        own = [u for u in listed if u.is_valid(on)] or listed
        if len(own) == 1:
            return own[0]
        if not own:
            raise DeskError(
                _("Không có đơn vị nào mang mã “{code}”.").format(code=text),
                _("Xem lại mã trong danh sách đơn vị."),
                "unknown_unit",
            )
        names = ", ".join(f"{u.key} {u.name}" for u in own)
        raise DeskError(
            _("Mã “{code}” chỉ nhiều đơn vị: {names}.").format(code=text, names=names),
            _("Ghi cả khóa, ví dụ {key}.").format(key=own[0].key),
            "ambiguous_unit",
        )


def read_units(source: TextIO, name: str) -> list[Unit]:
    """Units of a CSV with the columns of `COLUMNS`; `name` is the file's for messages.

    DeskError names the row and column of what is wrong.
    """
    import csv  # noqa: PLC0415 a window that opens a desk reads no list

    try:
        return _checked(csv.DictReader(source), name)
    except csv.Error as error:
        raise DeskError(_("{file} không đọc được như CSV.").format(file=name), _("Lưu lại thành CSV UTF-8.")) from error


def _checked(rows: csv.DictReader[str], name: str) -> list[Unit]:
    missing = [c for c in ("code", "name", "level") if c not in (rows.fieldnames or ())]
    if missing:
        raise DeskError(
            _("{file}: thiếu cột {columns}.").format(file=name, columns=", ".join(missing)),
            _("Dòng đầu phải có tên cột: {columns}.").format(columns=", ".join(COLUMNS)),
        )
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
    for unit in found.values():
        if unit.parent and unit.parent not in found:
            raise DeskError(
                _("{file}: đơn vị {name} thuộc {parent}, không có trong danh sách.").format(
                    file=name, name=unit.name, parent=unit.parent
                ),
                _("Thêm đơn vị cấp trên vào tệp."),
            )
        # Above always means a higher level, so that no list can go round in a circle.
        if unit.parent and LEVELS.index(found[unit.parent].level) >= LEVELS.index(unit.level):
            raise DeskError(
                _("{file}: đơn vị {name} không thể thuộc {parent}, vì cấp của đơn vị ấy không cao hơn.").format(
                    file=name, name=unit.name, parent=found[unit.parent].name
                ),
                _("Sửa cột level hoặc cột parent."),
            )
    return list(found.values())
