"""What the levels of units are called on paper, in a province, over the asked time. Always Vietnamese."""

from __future__ import annotations

from dialogue_desk.domain.units import LISTS, UnitTree
from dialogue_desk.reports.report import Asked

LAST_DISTRICT_DAY = LISTS["2023"][1]
"""Districts and thị trấn existed until this day."""

_BEFORE, _AFTER, _BOTH = "Cấp xã, phường, thị trấn", "Cấp xã, phường, đặc khu", "Cấp xã"
_DISTRICT = "Cấp huyện, quận"


def is_city(tree: UnitTree, unit: str, on: str) -> bool:
    """Whether the province of a unit is a city (thành phố) on an ISO day; else it is a tỉnh."""
    top = tree.top(unit)
    return top is not None and top.on(on).type == "Thành phố"


def level_title(tree: UnitTree, level: str, asked: Asked) -> str:
    """A level as a heading names it, by what its units were called in the asked days."""
    if level == "city":
        return "Cấp thành phố" if is_city(tree, asked.unit, asked.covered) else "Cấp tỉnh"
    if level == "district":
        return _DISTRICT
    if asked.covered <= LAST_DISTRICT_DAY:
        return _BEFORE
    return _AFTER if asked.first > LAST_DISTRICT_DAY else _BOTH


def level_name(tree: UnitTree, level: str, asked: Asked) -> str:
    """A level inside a sentence."""
    title = level_title(tree, level, asked)
    return title[0].lower() + title[1:]


def level_word(tree: UnitTree, level: str, asked: Asked) -> str:
    """What the units of a level are, by what they were called in the asked days."""
    if level == "city":
        return "Thành phố" if is_city(tree, asked.unit, asked.covered) else "Tỉnh"
    if level == "district":
        return "Quận, huyện"
    return level_title(tree, level, asked).removeprefix("Cấp ").capitalize()


def has_districts(asked: Asked) -> bool:
    """Whether the asked time begins in a year with districts."""
    return asked.first[:4] <= LAST_DISTRICT_DAY[:4]
