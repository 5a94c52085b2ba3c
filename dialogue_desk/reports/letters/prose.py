"""How official prose speaks of people and of numbers: one title before a name, and "không có" instead of 0."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogue_desk.domain.fields import Value
from dialogue_desk.reports.found import UNKNOWN, small_count

_TITLE = re.compile(
    r"(?:(?:các|những)\s+)?(?:ông|bà)(?:\s*[/,(]\s*(?:ông|bà)\s*\)?)?(?=[\s.:])"
    r"|(?:đồng\s+chí|đ/c|đ\.c|anh|chị|cụ|cô|chú|bác|em|cháu|linh\s+mục|đại\s+đức|thượng\s+tọa|hòa\s+thượng|ni\s+sư|mục\s+sư"
    r"|luật\s+sư|bác\s+sĩ|thầy|gs|pgs|ts|ths|bs|ls)(?=[\s.])",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?:bà\s+con|các|những|nhiều|một\s+số|nhóm|tập\s+thể|toàn\s+thể|đại\s+diện|đông\s+đảo|hộ|gia\s+đình)(?=\s|$)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:nhân\s+dân|người\s+dân|cử\s+tri|công\s+ty|doanh\s+nghiệp|hợp\s+tác\s+xã|htx|ban|hội|chi\s+hội|chi\s+bộ|ủy\s+ban"
    r"|đoàn|tổ|thôn|xóm|khu|trường)(?=\s|$)",
    re.IGNORECASE,
)
_BOTH = re.compile(r"^ông\s*[/,(]\s*bà\s*\)?|^ông\s+bà\b", re.IGNORECASE)


def addressed(name: Value, *, starts: bool = False) -> str:
    """A name with its title, one: "ông (bà) Nguyễn Văn A", but "ông Nguyễn Văn A" and "các hộ thôn Đoài" as written.

    `starts`: at the beginning of a sentence, with a capital.
    """
    written = " ".join(str(name or "").split())
    if not written:
        return UNKNOWN
    both = _BOTH.match(written)
    if both and written[both.end() :].strip():
        told = f"ông (bà) {written[both.end() :].strip()}"
    elif _TITLE.match(written) or _SEVERAL.match(written):
        told = written[:1].lower() + written[1:] if not written[:2].isupper() else written
    elif _BODY.match(written) and not all(word.istitle() for word in written.split()):  # Đoàn is a family name, too
        told = written
    else:
        told = f"ông (bà) {written}"
    return told[:1].upper() + told[1:] if starts else told


def title_of(name: Value) -> str:
    """How a letter goes on speaking of somebody: "ông" or "bà" where the name says which, else "ông (bà)"."""
    written = " ".join(str(name or "").split())
    found = re.match(r"(ông|bà)\s+(?!con\b|bà\b)(?=\w)", written, re.IGNORECASE)
    return found[1].lower() if found else "ông (bà)"


def person(values: Mapping[str, Value], name: str, position: str) -> str:
    """A person in prose: ông (bà) Nguyễn Văn A, Chủ tịch UBND phường."""
    if not values.get(name):
        return UNKNOWN
    post = f", {values[position]}" if values.get(position) else ""
    return addressed(values[name]) + post


def how_many(count: Value, noun: str, *, none: str = "") -> str:
    """A count with its noun: "02 ý kiến"; for zero "không có ý kiến" or `none`; room for the pen while unknown."""
    if count == 0 and isinstance(count, int):
        return none or f"không có {noun}"
    return f"{small_count(count)} {noun}"
