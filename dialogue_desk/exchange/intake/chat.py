"""The text of a chat group (Zalo and its like): who wrote what, when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue_desk.exchange.intake.sheets import RawSheet, tidy
from dialogue_desk.texts import N_, _

_DAY = r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}"
_CLOCK = r"\d{1,2}[:hg]\d{2}(?::\d{2})?(?:\s*[AaPpSsCc][MmAaHh])?"
_WHEN = rf"(?:{_DAY}(?:[,\s]+(?:lúc\s+)?{_CLOCK})?|{_CLOCK}(?:[,\s]+(?:ngày\s+)?{_DAY})?)"
_NAME = r"[^:\[\]\n\t]{1,60}?"
_HEADS = tuple(re.compile(pattern) for pattern in (
    rf"^\[\s*(?P<when>{_WHEN})\s*\]\s*(?P<name>{_NAME})\s*:\s*(?P<text>.*)$",
    rf"^(?P<when>{_WHEN})\s*[-–]\s*(?P<name>{_NAME})\s*:\s*(?P<text>.*)$",
    rf"^(?P<name>{_NAME})\s*,?\s*[\[(]\s*(?P<when>{_WHEN})\s*[\])]\s*:?\s*(?P<text>.*)$",
    rf"^(?P<name>{_NAME})\s+[-–]\s+(?P<when>{_WHEN})\s*:?\s*(?P<text>.*)$",
))  # fmt: skip
_DAY_LINE = re.compile(rf"^[-–—\s]*(?:Ngày\s+)?(?P<day>{_DAY})[-–—\s]*$", re.IGNORECASE)
_NOTHING = re.compile(
    r"^[\[(<]?\s*(?:hình ảnh|ảnh|sticker|nhãn dán|video|tệp|file|tin nhắn thoại|tin nhắn đã (?:được )?thu hồi|gif|"
    r"media omitted|photo|đã bày tỏ cảm xúc.*|danh thiếp|vị trí)\s*[\])>]?$",
    re.IGNORECASE,
)

HEADINGS = (N_("Thời gian"), N_("Người gửi"), N_("Nội dung"))


def read_chat(name: str, text: str) -> RawSheet | None:
    """A chat as a table of time, sender and text; None for a text that is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heads = sum(_head(line) is not None for line in lines[:400])
    filled = sum(bool(line.strip()) for line in lines[:400])
    if heads < 2 or heads * 6 < filled:
        return None
    rows = [(number, [tidy(cell) for cell in cells]) for number, cells in _messages(lines)]
    said = [(number, cells) for number, cells in rows if cells[2] and not _NOTHING.match(str(cells[2]))]
    return RawSheet(name, [(0, [_(heading) for heading in HEADINGS]), *said], is_sheet=False)


def _head(line: str) -> re.Match[str] | None:
    return next((match for pattern in _HEADS if (match := pattern.match(line.strip()))), None)


def _messages(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    day, open_at = "", 0
    when, name, said = "", "", [""]
    for number, line in enumerate(lines, start=1):
        match, alone = _head(line), _DAY_LINE.match(line.strip())
        if match is None and alone is None:
            said.append(line.strip())
            continue
        if open_at:
            yield open_at, [when, name, "\n".join(part for part in said if part)]
            open_at = 0
        if alone is not None:
            day = alone["day"]
            continue
        assert match is not None
        when, name, said, open_at = match["when"], match["name"].strip(), [match["text"]], number
        if day and not re.search(_DAY, when):
            when = f"{when} {day}"
    if open_at:
        yield open_at, [when, name, "\n".join(part for part in said if part)]
