"""What a number of a binary workbook is by its format: a day, a time of day, a number with zeros before it."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dialogue_desk.exchange.intake.sheets import tidy
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.texts import _

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""What Excel shows for the codes of its errors."""

BASE_1900, BASE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)

_ZEROS = re.compile(r"(?:\[[^\]]*\])*(0[0 \-]*0)(?:;.*)?")
_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATE_SIGNS = re.compile(r"[dy]|h.*m|m.*s", re.IGNORECASE)


def error_cell(code: int) -> Broken:
    """A cell that holds an error of Excel."""
    return Broken(_("lỗi {name} của Excel").format(name=ERRORS.get(code, "")))


def unpacked(body: bytes, at: int) -> float:
    """A number in four bytes, as both binary workbooks pack those that fit."""
    packed = struct.unpack_from("<i", body, at)[0]
    number = float(packed >> 2) if packed & 2 else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", packed & ~3))[0]
    return number / 100 if packed & 1 else float(number)


@dataclass
class Formats:
    """The formats of a workbook: the number of one by style, the text of those a person made, the day 0."""

    styles: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    first_day: datetime = BASE_1900

    def value(self, number: float, style: int) -> tuple[Any, str]:
        """What a number is, and how it is shown where its format adds zeros ("" elsewhere)."""
        shape = self.styles[style] if style < len(self.styles) else 0
        told = _QUOTED.sub("", self.texts.get(shape, "")).split(";")[0]
        if shape in _DATES or _DATE_SIGNS.search(told):
            return self._day(number), ""
        if abs(number) > 1e300 or number != number:
            return None, ""
        zeros = _ZEROS.fullmatch(told)
        if zeros and zeros[1].count("0") > 3 and number >= 0 and number == int(number):
            shown = str(int(number))
            return tidy(number), shown.zfill(zeros[1].count("0")) if len(shown) < zeros[1].count("0") else ""
        return tidy(number), ""

    def _day(self, number: float) -> Any:
        if not 0 <= number < 2_958_466:
            return tidy(number) if abs(number) < 1e300 else None
        if number < 1:
            minutes = round(number * 1440)
            return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
        return self.first_day + timedelta(seconds=round(number * 86_400))
