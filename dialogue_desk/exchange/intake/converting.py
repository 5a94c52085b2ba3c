"""A foreign cell as the value of a field: days in any spelling, their words as our codes, telephones with their 0."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Field, Kind, Value
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.domain.written import NoDayError, written_day
from dialogue_desk.exchange.intake.sheets import shown
from dialogue_desk.exchange.intake.wording import likely_code, sure_code, words_in
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.texts import _

_UNITS = re.compile(r"^\D{0,12}?(\d[\d.,\s]*)\s*(?:nguoi|dai bieu|luot|y kien|cuoc|lan|vu|thu|ban|ho|nam|tuoi)?\.?$")
_SPLIT = re.compile(r"\s*[\n;]\s*|\s*,\s*|\s+[-–—]\s+|\s*\(")
_YES = frozenset("✓ ✔ v ☑ ● ok co_ roi".split())
_ZERO_DAY = date(1899, 12, 30)


class UnreadError(ValueError):
    """A cell that cannot be read; the message is one plain sentence about its field."""


@dataclass
class Words:
    """The words of one column of codes: what each was taken for, and how often it stood there."""

    taken: dict[str, str] = dataclasses.field(default_factory=dict)
    unknown: dict[str, int] = dataclasses.field(default_factory=dict)


@dataclass
class Converter:
    """Reads the cells of one field. `order` is that of days in figures, `turns` mends days Excel has turned."""

    field: Field
    this_year: int
    order: str = "dmy"
    turns: bool = False
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    takes_likely: bool = False
    resolve_unit: Callable[[str], str] | None = None
    seen: Words = dataclasses.field(default_factory=Words)

    def __post_init__(self) -> None:
        self._known: dict[Any, Value | UnreadError] = {}
        self._label = _(self.field.label)

    def read(self, cell: Any) -> Value:
        """The value of a cell; UnreadError says why there is none."""
        key = (type(cell), cell)
        found: Value | UnreadError
        if key in self._known:
            found = self._known[key]
        else:
            try:
                found = self._read(cell)
            except (CellError, NoDayError) as error:
                found = UnreadError(f"{self._label}: {error}")
            except UnreadError as error:
                found = error
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[key] = found
        if isinstance(found, UnreadError):
            if self.field.codes is not None and isinstance(cell, str) and not isinstance(cell, Broken):
                for word in self._parts(cell):
                    if word in self.seen.unknown:
                        self.seen.unknown[word] += 1
            raise found
        return found

    def _read(self, cell: Any) -> Value:
        if isinstance(cell, Broken):
            raise UnreadError(f"{self._label}: " + _("{what}: mở bằng Excel, sửa rồi lưu lại").format(what=cell))
        kind = self.field.kind
        if kind is Kind.DATE:
            return self._day(cell)
        if kind in (Kind.CODE, Kind.CODES):
            return self._code(cell)
        if kind is Kind.COUNT:
            return self._count(cell)
        if kind is Kind.YES_NO and isinstance(cell, str) and fold(cell).replace(" ", "_") in _YES:
            return True
        if kind is Kind.REF and self.resolve_unit is not None and self.field.key.endswith("_unit"):
            return self.resolve_unit(shown(cell))
        if self.field.key.endswith("_phone"):
            return self._phone(cell)
        if kind in (Kind.TEXT, Kind.LONG_TEXT):
            text = shown(cell)
            if kind is Kind.TEXT and "\n" in text:
                text = ", ".join(line.strip(" ,;") for line in text.split("\n") if line.strip(" ,;"))
            return parse_cell(self.field, text)
        return parse_cell(self.field, cell)

    def _day(self, cell: Any) -> Value:
        if isinstance(cell, date):
            is_turned = self.turns and cell.day <= 12
            day = date(cell.year, cell.day, cell.month) if is_turned else date(cell.year, cell.month, cell.day)
            return day.isoformat()
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if 15_000 <= cell <= 80_000:
                return (_ZERO_DAY + timedelta(days=int(cell))).isoformat()
            if isinstance(cell, int) and cell >= 1_000_000:
                return written_day(f"{cell:08d}", self.order, self.this_year).isoformat()
        return written_day(shown(cell), self.order, self.this_year).isoformat()

    def _count(self, cell: Any) -> Value:
        if isinstance(cell, str):
            match = _UNITS.match(fold(cell))
            if match:
                return parse_cell(self.field, match[1].strip())
        return parse_cell(self.field, cell)

    def _phone(self, cell: Any) -> Value:
        text = " ".join(shown(cell).split())
        digits = re.sub(r"[\s.\-()]", "", text)
        if digits.isdigit() and len(digits) == 9 and digits[0] in "235789":
            text = f"0{digits}"
        return parse_cell(self.field, text)

    def _parts(self, text: str) -> list[str]:
        if self.field.kind is Kind.CODE:
            return [" ".join(text.split())]
        assert self.field.codes is not None
        parts = words_in(text)
        if len(parts) == 1 and " " in text and all(part in self.field.codes for part in text.split()):
            return text.split()
        if len(parts) > 1 and (fold(text) in self.words or sure_code(self.field.codes, text)):
            return [text]
        return parts

    def _code(self, cell: Any) -> Value:
        assert self.field.codes is not None
        found: set[str] = set()
        unknown = []
        for word in self._parts(shown(cell)):
            code = self.words.get(fold(word)) or sure_code(self.field.codes, word)
            if code is None and self.takes_likely:
                code = likely_code(self.field.codes, word)
            if code is None:
                unknown.append(word)
                self.seen.unknown.setdefault(word, 0)
                continue
            found.add(code)
            if word not in (code, _(self.field.codes.label(code)), self.field.codes.label(code)):
                self.seen.taken[word] = code
        if unknown:
            raise UnreadError("; ".join(map(self._unknown, unknown[:4])))
        if self.field.kind is Kind.CODE:
            return next(iter(found), None)
        return tuple(code for code in self.field.codes.labels if code in found) or None

    def _unknown(self, word: str) -> str:
        assert self.field.codes is not None
        likely = likely_code(self.field.codes, word)
        said = _("{label}: “{word}” không có trong danh mục").format(label=self._label, word=word)
        if likely:
            label = _(self.field.codes.label(likely))
            return _("{said}; có lẽ là “{label}”").format(said=said, label=label)
        labels = [_(code.label) for code in self.field.codes.named]
        listed = "; ".join(labels[:6]) + ("…" if len(labels) > 6 else "")
        return f"{said} ({listed})"


def split_speaker(text: str) -> tuple[str, str]:
    """Name and address out of one cell; the address "" when it cannot be told where it begins."""
    parts = _SPLIT.split(text.strip(), maxsplit=1)
    if len(parts) == 1:
        match = re.search(r"\s+(?=(?:thôn|xóm|tổ|tdp|khu|ấp|ngõ|số nhà|đội|bản)\b)", text, re.IGNORECASE)
        parts = [text[: match.start()], text[match.end() :]] if match else [text]
    name = parts[0].strip(" ,;-–")
    return name, re.sub(r"\s*[\n;]\s*", ", ", parts[1].strip(" ,;-–)").strip()) if len(parts) > 1 else ""
