"""Tables as text (.csv, .txt): the encoding and the separator are judged by the whole table, not by its first line."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from pathlib import Path

from dialogue_desk.domain.legacy import is_syllable, recognise
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.lexicon import is_known_heading
from dialogue_desk.exchange.intake.sheets import RawSheet, numbered
from dialogue_desk.exchange.rows import RowProblem, encoding_trouble
from dialogue_desk.texts import _

SIGNS = "\t;,|"
MOST_BYTES = 300_000_000
_SAMPLE = 60_000
_SEP = re.compile(r"^\ufeff?sep=(.)\s*(?:\r\n|\r|\n)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")

csv.field_size_limit(1_000_000)


def text_of(path: Path) -> str:
    """A text file in whatever encoding it was written; DeskError when that cannot be told."""
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace").lstrip("\ufeff")
    if b"\0" in content[:400]:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    old = content.decode("latin-1")
    if recognise(old[:4000]):
        return old
    windows = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    words = [word for word in _WORD.findall(windows[:20_000]) if not word.isascii()]
    if words and sum(map(is_syllable, words)) > 0.7 * len(words):
        return windows
    raise encoding_trouble(path, _("một bảng mã lạ"), line)


def read_delimited(path: Path, text: str) -> RawSheet:
    """A text as a table; DeskError when a quotation mark is left open."""
    told = _SEP.match(text)
    sign = told[1] if told else separator_of(text)
    body = text[told.end() :] if told else text
    rows = _parsed(path, body, sign)
    return RawSheet(path.stem, numbered(rows, 2 if told else 1), is_sheet=False)


def _parsed(path: Path, text: str, sign: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error as error:
        if "unexpected end" not in str(error) and "limit" not in str(error):
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        number = 0
        try:
            for _row in reader:
                number += 1
        except csv.Error:
            pass
        if "limit" in str(error):
            wrong = _("dòng này có ô dài quá 1 triệu chữ")
        else:
            wrong = _("dấu ngoặc kép mở ở dòng này không đóng lại")
        problem = RowProblem(path.name, number + 1, "", wrong)
        raise DeskError(str(problem), _("Kiểm tra dấu ngoặc kép của dòng này."), "csv") from error


def separator_of(text: str) -> str:
    """The sign that makes the most even table of a text; a comma where none does."""
    sample = text[:_SAMPLE]
    ranked = [(_evenness(sample, sign), sign) for sign in SIGNS if sign in sample]
    best = max(ranked, default=(0.0, ","))
    return best[1] if best[0] > 0 else ","


def _evenness(sample: str, sign: str) -> float:
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(map(str.strip, row))]
    except csv.Error:
        return 0.0
    if len(rows) > 3:
        del rows[-1]  # the sample may have cut it
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda pair: pair[1] * (pair[0] - 1))
    headings = max((sum(is_known_heading(cell) for cell in row) for row in rows[:30] if len(row) > 1), default=0)
    return count / len(rows) * (1 + 0.05 * min(width, 20)) + min(headings, 3)
