"""Which form a table is and which field each of its columns, by what stands above and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.domain.written import NoDayError, written_day
from dialogue_desk.exchange.intake.lexicon import (
    NUMBERS,
    PHONE_META,
    SPEAKER_AND_ADDRESS,
    inside_of,
    plain_heading,
    words_of,
)
from dialogue_desk.exchange.intake.plan import NAME_AND_ADDRESS
from dialogue_desk.exchange.intake.wording import likely_code, sure_code, words_in

CANDIDATES = tuple(form for form in FORMS if form.key not in ("attachment", "settings", "period", "yearly_total"))
"""Forms a foreign table may hold."""

MAIN = {"opinion": "text", "session": "title", "feedback": "content", "action": "text", "reception": "held_on"}
"""The field without which a table is hardly of a form; for other forms the first required text."""

ENOUGH = 35

_AFTERWARDS = re.compile(
    r"\b(?:tra loi|ket qua|giai quyet|xu ly|cong van|chuyen|phan hoi|bao cao|ban hanh|thong bao|ky|hop)\b"
)
_OTHERS = re.compile(
    r"\b(?:chu tri|lanh dao|can bo|xu ly|tiep dan|nguoi nhap|nguoi tiep|giai quyet|thu ly|phu trach|ky)\b"
)
_HINTS = (
    (re.compile(r"\b(?:y kien|kien nghi|cu tri|phan anh|don thu|cau hoi)\b"), "opinion", 1.2),
    (re.compile(r"\b(?:doi thoai|lich)\b"), "session", 0.8),
    (re.compile(r"\bgop y\b"), "feedback", 0.8),
    (re.compile(r"\btiep (?:cong )?dan\b"), "reception", 0.8),
    (re.compile(r"\bhom thu\b"), "box_opening", 1.0),
)
_BOTH = frozenset(plain_heading(word) for word in SPEAKER_AND_ADDRESS.split("|"))


def main_field(form: Form) -> str:
    """The field that makes a table one of a form."""
    text = next((f.key for f in form.fields if f.required and f.is_text), "")
    return MAIN.get(form.key, text or form.fields[0].key)


def guess_form(headings: Sequence[str], samples: Sequence[Sequence[Any]], hints: Sequence[str]) -> Form:
    """The form a table most probably holds; `hints` are its titles and the names of sheet and file."""
    folded = " ".join(fold(hint) for hint in hints)
    keys = {heading.strip() for heading in headings}
    best, rank = FORMS[2], -100.0
    for form in CANDIDATES:
        if form.key == "action" and "opinion_id" not in keys:
            continue
        scored = _scored(form, headings, samples)
        taken = _assigned(scored)
        here = sum(score for score, _key in taken.values()) / 100
        fields = {key for _score, key in taken.values()}
        here += 1.5 if main_field(form) in fields else -2
        here += sum(weight for sign, key, weight in _HINTS if key == form.key and sign.search(folded))
        here += _of_main(form, headings, taken)
        here += {"opinion": 0.3, "session": 0.2, "feedback": 0.1}.get(form.key, 0)
        if here > rank:
            best, rank = form, here
    return best


def _of_main(form: Form, headings: Sequence[str], taken: dict[int, tuple[float, str]]) -> float:
    """What the words above the main column say of the form: "Nội dung kiến nghị" is no title of a session."""
    main = main_field(form)
    said = " ".join(fold(headings[at]) for at, (_score, key) in taken.items() if key == main)
    return sum(0.8 if key == form.key else -0.8 for sign, key, _weight in _HINTS if sign.search(said))


def guess_fields(form: Form, headings: Sequence[str], samples: Sequence[Sequence[Any]]) -> list[str]:
    """A field for each column, none twice; "" where none is meant. `samples` are values of each column."""
    taken = _assigned(_scored(form, headings, samples))
    return [taken[at][1] if at in taken else "" for at in range(len(headings))]


def _assigned(scored: list[tuple[float, int, str]]) -> dict[int, tuple[float, str]]:
    found: dict[int, tuple[float, str]] = {}
    used: set[str] = set()
    for score, at, key in sorted(scored, key=lambda one: (-one[0], one[1])):
        parts = set(key.split("+"))
        if at not in found and not parts & used and score >= ENOUGH:
            found[at] = score, key
            used |= parts
    return found


def _scored(form: Form, headings: Sequence[str], samples: Sequence[Sequence[Any]]) -> list[tuple[float, int, str]]:
    found = []
    for at, heading in enumerate(headings):
        values = samples[at] if at < len(samples) else ()
        for key, score in _said(form, heading).items():
            field = form.by_key.get(key)
            fit = _fit(field, values) if field is not None else 0
            found.append((score + fit, at, key))
        if not heading:
            found += [(score, at, key) for key, score in _by_values(form, values).items()]
    return found


def _said(form: Form, heading: str) -> dict[str, float]:
    """How surely a heading names fields, 0–100."""
    if not heading or heading.strip().lower() in PHONE_META:
        return {}
    parts = [part for part in heading.split("›") if part.strip()] or [heading]
    found = _said_by(form, parts)
    if not found and "/" in heading:
        # A phone writes the groups a question stands in before it.
        found = _said_by(form, [part for part in heading.split("/") if part.strip()])
    return found


def _said_by(form: Form, parts: list[str]) -> dict[str, float]:
    if not parts:
        return {}
    whole, last = plain_heading(" ".join(parts)), plain_heading(parts[-1])
    if last in NUMBERS:
        return {}
    words = words_of(form)
    found: dict[str, float] = {}
    if form.key == "opinion" and (whole in _BOTH or last in _BOTH):
        return {NAME_AND_ADDRESS: 100}
    turned = plain_heading(" ".join(reversed(parts)))  # "Trả lời › Nội dung" is "nội dung trả lời"
    for text, score in ((whole, 100.0), (turned, 98.0), (last, 96.0 if len(parts) == 1 else 84.0)):
        for spelled in (text, text.replace("_", " ")):
            key = words.get(spelled)
            if (key and form.by_key[key].kind is not Kind.REF) or key == spelled:
                found.setdefault(str(key), score)
    group = " ".join(plain_heading(part) for part in parts[:-1])
    if group:
        _weigh_group(form, found, group)
    pattern, inside = inside_of(form)
    if pattern is not None and not found:
        for match in pattern.finditer(last if len(parts) > 1 else whole):
            key = inside[match[0]]
            if form.by_key[key].kind is not Kind.REF:
                share = len(match[0]) / max(len(last if len(parts) > 1 else whole), 1)
                found[key] = max(found.get(key, 0), 40 + 30 * share)
        if group and found:
            _weigh_group(form, found, group)
    return found


def _weigh_group(form: Form, found: dict[str, float], group: str) -> None:
    """What a column is among others depends on the group it stands in: the day of an answer is no day of arrival."""
    for key in found:
        field = form.by_key.get(key)
        if field is None:
            continue
        if field.kind is Kind.DATE and key == form.date_field and _AFTERWARDS.search(group):
            found[key] -= 70
        if key in ("speaker_name", "speaker_address", "speaker_phone") and _OTHERS.search(group):
            found[key] -= 60
        if key == main_field(form) and _AFTERWARDS.search(group):
            found[key] -= 50


def _is_day(value: Any) -> bool:
    if isinstance(value, date):
        return True
    if not isinstance(value, str):
        return False
    for order in ("dmy", "mdy"):
        try:
            written_day(value, order)
        except NoDayError:
            continue
        return True
    return False


def _share(values: Sequence[Any], test: Any) -> float:
    return sum(bool(test(value)) for value in values) / len(values)


def _digits(value: Any) -> int:
    return sum(c.isdigit() for c in str(value))


def _fit(field: Field, values: Sequence[Any]) -> float:
    """How well the values of a column fit a field: added to what its heading says."""
    if not values:
        return 0
    sample = values[:60]
    if field.kind is Kind.DATE:
        share = _share(sample, lambda v: _is_day(v) or (isinstance(v, str) and _digits(v) >= 3 and len(v) < 30))
        return 5 if share >= 0.6 else -10 if share >= 0.3 else -75
    if field.key.endswith("_phone"):
        return 5 if _share(sample, lambda v: 8 <= _digits(v) <= 13) >= 0.4 else -50
    if field.kind in (Kind.CODE, Kind.CODES) and field.codes is not None:
        voc = field.codes
        share = _share(sample, lambda v: isinstance(v, str) and any(
            sure_code(voc, w) or likely_code(voc, w) for w in (v, *words_in(v))))  # fmt: skip
        return 5 if share >= 0.5 else -15 if share else -45
    if field.kind is Kind.COUNT:
        return 5 if _share(sample, lambda v: isinstance(v, (int, float)) or _digits(v) > 0) >= 0.5 else -60
    if field.kind is Kind.YES_NO:
        return 5 if _share(sample, lambda v: isinstance(v, (bool, int)) or len(str(v)) < 6) >= 0.8 else -75
    if field.kind is Kind.LONG_TEXT and field.required:
        return -40 if _share(sample, lambda v: isinstance(v, (int, float, date))) > 0.8 else 2
    if field.kind is Kind.TEXT and field.key.endswith("_name"):
        return -40 if _share(sample, lambda v: isinstance(v, (int, float, date)) or len(str(v)) > 120) > 0.6 else 0
    return 0


def _by_values(form: Form, values: Sequence[Any]) -> dict[str, float]:
    """What a column without a heading may be."""
    if not values:
        return {}
    sample = values[:60]
    found: dict[str, float] = {}
    if form.date_field and _share(sample, _is_day) >= 0.7:
        found[form.date_field] = 50
    texts = [str(value) for value in sample if isinstance(value, str)]
    if len(texts) > 0.6 * len(sample):
        average = sum(map(len, texts)) / len(texts)
        if average > 12:
            found[main_field(form)] = min(40 + average / 10, 60)
        if "speaker_name" in form.by_key and _share(texts, looks_like_name) > 0.7:
            found["speaker_name"] = 62
    if "speaker_phone" in form.by_key and _share(sample, lambda v: 9 <= _digits(v) <= 12 and len(str(v)) < 18) > 0.7:
        found["speaker_phone"] = 62
    return found


def looks_like_name(text: str) -> bool:
    """Whether a text is two to six words with a capital each."""
    words = text.split()
    return 2 <= len(words) <= 6 and all(w[:1].isupper() and w.isalpha() for w in words)
