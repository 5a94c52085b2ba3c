"""Figures into a written text: names in braces, what is said instead where a figure is 0, and no bare 0 in a sentence.

`[câu có số|câu khi số bằng 0]`: the first part stands while one of its figures is not 0, else the second, which
may be empty. Whatever zero is left then is put in words: "còn 0 kiến nghị" reads "không còn kiến nghị".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dialogue_desk.domain.sheet import Cell
from dialogue_desk.reports.found import small_count

_BRACES = re.compile(r"\{([^{}\n]+)\}")
_CHOICE = re.compile(r"\[([^\[\]|\n]*\{[^\[\]|\n]*)\|([^\[\]|\n]*)\]")
_ZERO = "\0"
_IN_BRACKETS = re.compile(r" ?\(([^()\n]*\0[^()\n]*)\)")
_WORDS = r"(?:[^\W\d_]+ ){1,4}?"
_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r",? với \0 [^;.,()\n]*"), ""),
    (re.compile(r"\b(?:(?P<big>Còn)|còn) \0 "), lambda m: "Không còn " if m["big"] else "không còn "),
    (re.compile(r"\b(?:(?P<big>Có)|có) \0 "), lambda m: "Không có " if m["big"] else "không có "),
    (
        re.compile(rf"\b(?P<done>[Đđ]ã) (?P<verb>{_WORDS})\0 "),
        lambda m: f"{'Chưa' if m['done'] == 'Đã' else 'chưa'} {m['verb']}",
    ),
    (
        re.compile(rf"(?P<before>^|[;,.:] |\bvà )(?P<verb>{_WORDS})\0 "),
        lambda m: m["before"] + _with_not(m["verb"], "không "),
    ),
    (re.compile(r"(?P<before>^|[.:] )\0 "), r"\g<before>Không có "),
    (re.compile(r"\0 (?=[^\W\d_])"), "không có "),
    (re.compile(_ZERO), "0"),
)


def filled(written: str, figures: Mapping[str, Cell], key_of: Mapping[str, str]) -> str:
    """A text with its figures: `key_of` finds them by name; names in braces that are none stay as they are."""
    return "\n".join(_line(line, figures, key_of) if "{" in line else line for line in written.split("\n"))


def _line(line: str, figures: Mapping[str, Cell], key_of: Mapping[str, str]) -> str:
    def key(name: str) -> str | None:
        return key_of.get(" ".join(name.split()))

    def choice(match: re.Match[str]) -> str:
        keys = [key(name) for name in _BRACES.findall(match[1])]
        known = [k for k in keys if k]
        return match[2] if known and all(figures.get(k) == 0 for k in known) else match[1]

    def figure(match: re.Match[str]) -> str:
        found = key(match[1])
        value = figures.get(found) if found else None
        if found is None:
            return match[0]
        return _ZERO if value == 0 else small_count(value if isinstance(value, int) else None)

    return _in_words(_BRACES.sub(figure, _CHOICE.sub(choice, line)))


def _in_words(line: str) -> str:
    """A line without the zeros that stand in its sentences."""
    if _ZERO not in line:
        return line
    line = _IN_BRACKETS.sub(_breakdown, line)
    for pattern, instead in _RULES:
        line = pattern.sub(instead, line)
    return line


def _breakdown(match: re.Match[str]) -> str:
    """A breakdown in brackets without its empty parts; nothing where all are empty."""
    left = [part for part in match[1].split(";") if _ZERO not in part]
    return f" ({';'.join(left).strip()})" if left else ""


def _with_not(verb: str, no: str) -> str:
    """A verb denied: its capital goes to the word before it."""
    return no.capitalize() + verb[:1].lower() + verb[1:] if verb[:1].isupper() else no + verb
