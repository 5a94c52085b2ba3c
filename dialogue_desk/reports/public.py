"""Texts for the notice board and the loudspeaker: nothing in them leads to a person.

Names and addresses are fields of their own and simply left out; but people also
write them into the text of an opinion, so whatever a record's personal fields
say, and whatever looks like a telephone, identity card, mail or house number,
is replaced by "…".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dialogue_desk.domain.fields import Form, Value

HIDDEN = "…"

_TITLES = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ")

_TRACES = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                    # mail
    | (?<!\w)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)                  # telephone
    | (?<!\d)\d{12}(?!\d) | (?<!\d)\d{9}(?!\d)                      # identity card
    | \b(?:số\s+nhà|nhà\s+số|căn\s+hộ(?:\s+số)?|phòng\s+số)\s*:?\s*\d+\w*(?:[/-]\d+\w*)*   # house
    | \bsố\s+\d+\w*(?:[/-]\d+\w*)*(?=\s*,?\s*(?:ngõ|ngách|hẻm|kiệt|đường|phố)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def without_personal(text: str, known: Iterable[str] = ()) -> str:
    """A text without traces of persons; `known` are names, addresses, numbers to hide wherever they stand."""
    for word in sorted({k.strip() for k in known if len(k.strip()) > 1}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return _TRACES.sub(HIDDEN, text)


def known_traces(form: Form, values: Mapping[str, Value]) -> list[str]:
    """What a record's personal fields say, each list of names taken apart too."""
    found: list[str] = []
    for field in form.personal_fields:
        value = values.get(field.key)
        if isinstance(value, str) and value:
            found += [value, *(part for part in re.split(r"[,;\n]", value) if len(part.strip()) > 3)]
            if field.key.endswith("_name"):
                found += [f"{title} {value.split()[-1]}" for title in _TITLES]
    return found
