"""Numbers and addresses that lead to a person: one table of shapes for every search of the desk.

Shapes, over plain letters (`letters.plain`): mobile and landline numbers begin with 0 (+84, 84, 0084) and have 10 or
11 digits; a citizen ID (căn cước, Luật 26/2023/QH15) has 12, the older identity card 9; accounts and cards are named
or long; plates as Thông tư 79/2024/TT-BCA writes them. Between digits may stand blanks, dots, dashes, slashes,
brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(
    r"(?<![\w.,/-])[+(]{0,2}\d(?:[ .,\-/()_\n]{0,3}\d){7,}(?![\w/])|(?<![\w/])\d(?:[ .\-]?\d){7,18}(?!\w)"
)
"""A run of eight digits or more, however it is grouped; `_kind_of` says what it is."""

_BETWEEN = re.compile(r",\s+|\s*\n\s*"), re.compile(r"\s+[-/]\s+")
"""What stands between two numbers: the first never within one, the second seldom."""

_MOST_WORDS = 12
_Span = tuple[int, int, str]
_DIGIT = re.compile(r"\d")
_MONEY = re.compile(
    r"\s*(?:dong\b|d\b|vnd\b|trieu\b|ty\b|nghin\b|ngan\b|m2\b|m3\b|ha\b|km\b|kg\b|tan\b|%|usd\b|nguoi\b|luot\b)"
)
_PRICE = re.compile(
    r"(?:kinh phi|so tien|tri gia|gia tri|gia|tong cong|tong von|von|chi|thu|boi thuong|den bu|ho tro)\s*:?\s*$"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})+$")
_ACCOUNT_BEFORE = re.compile(r"(?:tai khoan|\bstk|\btk|so the|ngan hang|\w+bank)\b[^\d;\n]{0,40}$")
_ID_BEFORE = re.compile(
    r"(?:cccd|cmnd|cmtnd|can cuoc|chung minh|dinh danh|ho chieu|ma so thue|\bmst|bhyt|bhxh)\b[^\d;\n]{0,30}$"
)
_COUNTRY = re.compile(r"^(?:0084|84)0?(?=\d{9,10}$)")
_DATES = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)")

_OTHERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "mail",
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]| at )\s?"
            r"[\w-]+(?:(?:\s?\.|\s\.\s|\.\s(?=(?:com|vn|net|org|gov|edu)\b)|\s?(?:\(dot\)|\[dot\])\s?)[a-z][\w-]*)+"
        ),
    ),
    (
        "plate",
        re.compile(
            r"(?<![\w/.,-])(?:1[1-9]|[2-9]\d)\s?-?\s?(?:[a-z]\d?|[a-z]{2})\s?[-. ]\s?(?:\d{3}[. ]?\d{2}|\d{4})(?![\w/])"
            r"|(?<![\w/.,-])(?:1[1-9]|[2-9]\d)\s?-?\s?[a-z]\d?(?:\d{3}\.\d{2})(?![\w/])"
            r"|(?<![\w/.,-])(?:1[1-9]|[2-9]\d)[a-z]\d{5}(?![\w/])"
        ),
    ),
    ("id_number", re.compile(r"\bho chieu\s*(?:so)?\s*:?\s*[a-z]\s?\d{7}\b")),
    (
        "house_number",
        re.compile(
            r"\b(?:so nha|nha so|sn|can ho(?: so)?|phong so)\s*:?\s*\d+\w?(?:[/-]\d+\w?)*"
            r"|\bso\s+\d+\w?(?:[/-]\d+\w?)*(?=\s*,?\s*(?:ngo|ngach|hem|kiet|duong|pho)\b)"
        ),
    ),
)
_HINTS = re.compile(r"@|\(at\)|\[at\]| at |\d")


def number_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a plain text shows a number or an address of somebody: start, end, kind.

    Kinds: phone, id_number, account, plate, mail, house_number.
    """
    if _HINTS.search(text) is None:
        return
    for kind, shape in _OTHERS:
        for found in shape.finditer(text):
            yield found.start(), found.end(), kind
    for run in _RUN.finditer(text):
        yield from _of_run(text, run.start(), run.end())


def _of_run(text: str, start: int, end: int, ways: tuple[re.Pattern[str], ...] = _BETWEEN) -> Iterator[_Span]:
    """What a run of digits holds: itself, or the numbers that stand beside each other in it.

    Parted first by what never stands within a number, then by what may.
    """
    kind = _kind_of(text, start, end)
    if kind:
        yield start, end, kind
    elif not ways:
        yield from _of_words(text, start, end)
    else:
        at = start
        for gap in ways[0].finditer(text, start, end):
            yield from _of_run(text, at, gap.start(), ways[1:])
            at = gap.end()
        yield from _of_run(text, at, end, ways[1:])


def _of_words(text: str, start: int, end: int) -> Iterator[_Span]:
    """Numbers of one word among words, then those of several, the longest first."""
    for part in re.finditer(r"\d{8,}|[+(]*\d(?:[.\-/()_]{0,2}\d)+", text[start:end]):
        if part.end() - part.start() < end - start and (
            told := _kind_of(text, start + part.start(), start + part.end())
        ):
            yield start + part.start(), start + part.end(), told
    words = list(re.finditer(r"\S+", text[start:end]))
    for at in range(len(words)):
        for upto in range(min(len(words), at + _MOST_WORDS), at + 1, -1):
            a, b = start + words[at].start(), start + words[upto - 1].end()
            if (a, b) != (start, end) and (told := _kind_of(text, a, b)):
                yield a, b, told
                break


def _kind_of(text: str, start: int, end: int) -> str:
    """The kind of a run, by how many digits it has, how it begins and what stands before and behind it."""
    written = text[start:end].strip("(+) ")
    digits = "".join(_DIGIT.findall(written))
    before = text[max(0, start - 60) : start]
    if _ACCOUNT_BEFORE.search(before) and 6 <= len(digits) <= 19:
        return "account"
    if _ID_BEFORE.search(before) and len(digits) in (9, 10, 12, 13):
        return "id_number"
    if _MONEY.match(text, end) or _PRICE.search(before) or _DATES.search(written):
        return ""
    local = _COUNTRY.sub("0", digits)
    if local[:1] == "0" and local[1:2] in tuple("235789") and len(local) in (10, 11) and "," not in written:
        return "phone"
    if _THOUSANDS.fullmatch(written) and written.count(" ") == 0 and ("." in written or "," in written):
        return ""
    if len(digits) == 12 and digits[0] == "0":
        return "id_number"
    if len(digits) == 9 and (written.isdigit() or re.fullmatch(r"\d{3}([ .-])\d{3}\1\d{3}", written)):
        return "id_number"
    is_card = re.fullmatch(r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?", written) is not None
    return "account" if is_card or (written.isdigit() and 13 <= len(digits) <= 19) else ""
