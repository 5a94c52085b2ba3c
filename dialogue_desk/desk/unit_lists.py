"""The unit lists that are shipped, and those a person brings as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dialogue_desk.domain.units import Unit, UnitTree, read_units
from dialogue_desk.errors import DeskError
from dialogue_desk.paths import resource
from dialogue_desk.storage.driver import os_trouble
from dialogue_desk.texts import _

SHIPPED_LISTS = {"2023": "haiphong_2023.csv", "2025": "haiphong_2025.csv"}


def find(unit: str, units: str, today: str) -> tuple[Unit, str, list[Unit]]:
    """The unit a person means by key, code or name, the name of its list, and every unit known.

    `units`: "2023", "2025" or the path of a CSV; "" is the shipped list valid today.
    """
    shipped = {year: shipped_units(year) for year in SHIPPED_LISTS}
    valid = (year for year in reversed(SHIPPED_LISTS) if any(u.is_valid(today) for u in shipped[year]))
    listed = units or next(valid, "2025")
    if listed not in shipped:
        known = units_from_file(Path(listed))
        return UnitTree(known).resolve(unit, today), listed, known
    known = [u for units_of in shipped.values() for u in units_of]
    own = UnitTree(known).resolve(unit, today, listed)
    require_listed(own, listed, shipped)
    return own, listed, known


def shipped_units(year: str) -> list[Unit]:
    """The shipped unit list of 2023 or 2025."""
    with resource("units", SHIPPED_LISTS[year]).open(encoding="utf-8", newline="") as source:
        return read_units(source, SHIPPED_LISTS[year])


def require_listed(unit: Unit, year: str, lists: Mapping[str, Sequence[Unit]]) -> None:
    """DeskError for a unit that the chosen list does not have: nobody makes a desk of a dissolved one by mistake."""
    if any(u.key == unit.key for u in lists[year]):
        return
    other = next(name for name, units in lists.items() if any(u.key == unit.key for u in units))
    raise DeskError(
        _("{unit} không có trong danh sách đơn vị {year}.").format(unit=unit.name, year=year),
        _("Chọn đơn vị trong danh sách ấy, hoặc dùng danh sách {other} (--units {other}).").format(other=other),
        "not_listed",
    )


def units_from_file(path: Path) -> list[Unit]:
    """Units of a CSV file a person made; DeskError says what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            return read_units(source, path.name)
    except UnicodeDecodeError as error:
        raise DeskError(
            _("{file} không phải tệp chữ UTF-8.").format(file=path.name), _("Lưu lại thành CSV UTF-8."), "encoding"
        ) from error
    except OSError as error:
        raise os_trouble(error) from error
