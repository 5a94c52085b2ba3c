"""The sessions of home: the same figures as Phụ lục 05 and Biểu đồ, and in words where one counts otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dialogue_desk.desk import Desk
from dialogue_desk.desk.home import Tile
from dialogue_desk.domain.fields import Values
from dialogue_desk.texts import N_, _

SHOWN = 8


class Years(NamedTuple):
    """Dialogues by year as Phụ lục 05 counts them (None is blank), this year's among them, and each session once."""

    bars: Sequence[tuple[str, int | None]]
    counted: int | None
    real: int | None
    dotted: Sequence[bool] = ()
    """Which years rest on totals."""


def years_told(desk: Desk, year: int, unit: str) -> Years:
    """Read the years from Phụ lục 05 of a unit ("" is the desk's own) and those below it."""
    place: Values = {"unit": unit or None}
    table = next(
        desk.reporting.build("appendix-05", {**place, "from_year": year - SHOWN + 1, "to_year": year}).tables()
    )
    found = {row.values["year"]: row.values["grand_total"] for row in table.rows}
    marked = {row.values["year"] for row in table.rows if row.marks}
    bars = [(str(y), n if isinstance(n := found.get(y), int) else None) for y in range(year - SHOWN + 1, year + 1)]
    this = desk.reporting.build("appendix-05", {**place, "from_year": year, "to_year": year})
    real = this.figures.get("real_sessions")
    dotted = [y in marked for y in range(year - SHOWN + 1, year + 1)]
    return Years(bars, bars[-1][1], real if isinstance(real, int) else None, dotted)


def session_words(told: Years) -> tuple[str, str]:
    """The figure and its words. Sessions each once; where only totals tell, what Phụ lục 05 counts."""
    if told.real is not None:
        return _shown(told.real), _("cuộc đã tổ chức năm nay")
    if told.counted is not None:
        return _shown(told.counted), _("cuộc năm nay, gồm số tổng hợp")
    return "—", _("cuộc đã tổ chức năm nay")


def heads_words(party: Tile, government: Tile, *, has_units_below: bool) -> str:
    """Each head of the unit itself against the norm; with units below, the large figure is of all levels."""
    parts = ((_("Bí thư"), party), (_("Chủ tịch"), government))
    each = _("{head} {held} cuộc (cần {needed})")
    line = " · ".join(each.format(head=word, held=_known(tile.value), needed=tile.required) for word, tile in parts)
    return _("Mọi cấp; riêng mình: {line}").format(line=line) if has_units_below else line


def chart_words(told: Years, today: date) -> str:
    """Why the columns may be higher than the tile: in the words of Phụ lục 05."""
    day = f"{today.day}/{today.month}/{today.year}"
    said = _("Chấm: số tổng hợp · Gạch: đến {day}").format(day=day)
    if told.real is not None and told.counted not in (None, told.real):
        more = _("Cuộc tính cho cả hai người đứng đầu đếm hai lần: năm nay {counted}, số cuộc thực tế {real}.")
        said = f"{said}. {more.format(counted=_known(told.counted), real=_shown(told.real))}"
    return said


def _known(value: int | None) -> str:
    return "—" if value is None else _shown(value)


def _shown(value: int) -> str:
    return f"{value:,}".replace(",", ".")


WEEKDAYS = (
    N_("Thứ Hai"), N_("Thứ Ba"), N_("Thứ Tư"), N_("Thứ Năm"), N_("Thứ Sáu"), N_("Thứ Bảy"), N_("Chủ nhật"),
)  # fmt: skip


def day_words(today: date) -> str:
    """“Thứ Hai, 30/11/2026”."""
    return f"{_(WEEKDAYS[today.weekday()])}, {today.day}/{today.month}/{today.year}"
