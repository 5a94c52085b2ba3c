"""What a row of a table is beside a record: number row, section, total, signature, note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dialogue_desk.domain.vietnamese import fold

_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong|cong|cong don|cong trang|cong muc|cong nhom|tong muc|total|grand total|subtotal|luy ke)"
    r"(?:\s*[:.(\-–].*|\s+\d.*|\s+(?:[ivx]+|[a-e])\b.{0,20}|\s+(?:nhom|muc|phan|thon|tdp|to|khu|xom|chung|toan|y kien"
    r"|kien nghi|quy|thang|nam|linh vuc|so y kien|xa|phuong)\b.*)?"
)
_SIGNER = re.compile(
    r"^(?:nguoi (?:lap|tong hop|bao cao|ghi|duyet|ky)|can bo (?:tong hop|lap|ghi)|ke toan|thu ky|chu toa|thu truong"
    r"|chu tich|pho chu tich|kt\.?\s|tm\.?\s|tl\.?\s|tuq\.?\s|q\.\s|bi thu|pho bi thu|truong (?:thon|ban|phong|khu|xom)"
    r"|to truong|xac nhan|dai dien|van phong|noi nhan|\(?\s*ky\b|da ky|lanh dao|giam doc|ban thuong vu|uy vien"
    r"|nguoi kiem tra|kiem soat)"
)
_DATELINE = re.compile(r"^(?:.{2,40},\s*)?ngay\s*[\d.…_ ]*\s*thang\s*[\d.…_ ]*\s*nam\s*[\d.…_ ]*\.?$")
_NOTE = re.compile(r"^(?:ghi chu|luu y|chu thich|nguon|giai thich|chu y)\b\s*[:.\-]?|^\(?\*+\)?")
_ROMAN = re.compile(r"^(?:[ivx]{1,5}|[a-hđ])\s*[.)]?$", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(r"^(?:[IVX]{1,5}|[A-HĐ])\s*[.)\-:]\s*\S")
_GROUP_WORD = re.compile(
    r"^(?:phan|muc|nhom|linh vuc|thon|xom|tdp|to dan pho|to\s*\d|khu|ap|ban|xa|phuong|don vi|ve|cac y kien"
    r"|y kien ve|noi dung|dot|quy|thang|ky)\b"
)
_PLACE = re.compile(r"^[\[(]?\s*(\d{1,3}|[a-zđ])\s*[\])]?\s*(?:[=:].*)?$", re.IGNORECASE)


def is_total(text: str) -> bool:
    """Whether a text is what stands before a sum."""
    return len(text) <= 90 and _TOTAL.fullmatch(fold(text)) is not None


def is_signature(texts: Sequence[str]) -> bool:
    """Whether all texts of a row belong to a signature: who signs, where and when, "(Ký tên)"."""
    return bool(texts) and all(_SIGNER.match(fold(t)) or is_dateline(t) for t in texts if len(t) < 90) and any(
        len(t) < 90 for t in texts
    )  # fmt: skip


def is_dateline(text: str) -> bool:
    """Whether a text is the line above a signature: "An Lão, ngày 30 tháng 6 năm 2026"."""
    return len(text) < 90 and _DATELINE.match(fold(text)) is not None


def is_note(text: str) -> bool:
    """Whether a text begins as a remark below a table does."""
    return _NOTE.match(fold(text)) is not None


def is_number_row(cells: Sequence[Any], width: int) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), 1 2 3, A B C, A B 1 2."""
    filled = [str(cell) for cell in cells if cell is not None]
    if len(filled) < 2 or len(filled) < 0.6 * width:
        return False
    marks = [_PLACE.match(text) for text in filled]
    if not all(marks):
        return False
    said = [mark[1].lower() for mark in marks if mark]
    digits = [int(mark) for mark in said if mark.isdigit()]
    if not digits:
        return said[0] == "a" and said == sorted(said) and len(set(said)) == len(said)
    head = said[: len(said) - len(digits)]
    is_next = digits == list(range(digits[0], digits[0] + len(digits)))
    # A column nobody headed may have its number too: in brackets it is no figure of a record.
    is_next = is_next or (digits == sorted(set(digits)) and all(text.startswith(("(", "[")) for text in filled))
    return all(not m.isdigit() for m in head) and is_next and (digits[0] == 1 or digits[0] == len(head) + 1)


def section_of(cells: Sequence[Any], numbers_at: int, text_at: int, *, is_wide: bool, has_numbers: bool) -> str:
    """What a section row says; "" for a row that is none.

    `numbers_at` is the column of row numbers (-1 for none), `text_at` that of the longest text; `is_wide` tells that
    the row's text goes over several columns, `has_numbers` that records have row numbers.
    """
    filled = [(at, cell) for at, cell in enumerate(cells) if cell is not None]
    if not filled or len(filled) > 2 or not all(isinstance(cell, str) for _at, cell in filled):
        return ""
    at, first = filled[0]
    if len(filled) == 2:
        return f"{filled[1][1]}" if _ROMAN.match(first) and at <= max(numbers_at, 0) else ""
    if _ROMAN.match(first):
        return ""
    if is_wide or _NUMBERED_TITLE.match(first):
        return _without_number(first)
    if at == numbers_at or (at != text_at and at <= 1):
        return _without_number(first)
    is_short = len(first) <= 60 and first[-1:] not in ".?!"
    return _without_number(first) if has_numbers and is_short and _GROUP_WORD.match(fold(first)) else ""


def _without_number(text: str) -> str:
    return re.sub(r"^(?:[IVX]{1,5}|[A-HĐ]|\d{1,2})\s*[.)\-:]\s*(?=\S)", "", text).strip()
