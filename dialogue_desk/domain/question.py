"""A question about records: which ones, in which rows and columns, and what is measured of them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

QUESTION = "question"
"""The kind of list entry a question is sent down as."""

OPERATORS = ("<=", ">=", "!=", "=", "<", ">", "in", "has", "blank", "filled")
"""Ways to compare: `in` takes several values with semicolons, `has` words of a text, `blank` and `filled` none."""

MEASURES = ("count", "sum", "share-row", "share-column", "share-total", "median", "p90", "on-time")
"""What may be measured: `sum`, `median` and `p90` of a number ("sum:occasions"); without one, `median` and `p90` are
days from receipt to the first result of petitions, what is open counted as under way."""

_CONDITION = re.compile(r"^\s*(\w+)\s*(<=|>=|!=|=|<|>|\b(?:in|has|blank|filled)\b)\s*(.*)$", re.DOTALL)


class Condition(NamedTuple):
    """One filter: a part of the form, how it is compared, with what (as typed)."""

    part: str
    op: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked, before any of it was looked up.

    `rows` names one part or two (one within the other), `columns` one or none;
    `of` is the number that `sum`, `median` or `p90` is about; `first` and `last`
    are ISO days or "", of the form's own date; `top` shows so many rows and the
    rest as one (0: all); `by_value` sorts rows by their total, the greatest
    first; `is_compared` sets the same days of the year before beside.
    """

    form: str
    rows: tuple[str, ...]
    measure: str = "count"
    of: str = ""
    columns: str = ""
    where: tuple[Condition, ...] = ()
    first: str = ""
    last: str = ""
    period: str = ""
    unit: str = ""
    as_of: str = ""
    top: int = 0
    by_value: bool = False
    is_compared: bool = False

    def as_data(self) -> dict[str, Any]:
        """The question as JSON holds it."""
        return asdict(self) | {"where": [[c.part, c.op, list(c.values)] for c in self.where]}

    @staticmethod
    def from_data(data: dict[str, Any]) -> Question:
        """The question that `as_data` wrote; unknown keys of a newer program are left out."""
        known = {key: value for key, value in data.items() if key in Question.__dataclass_fields__}
        where = tuple(Condition(part, op, tuple(values)) for part, op, values in data.get("where", ()))
        return Question(**(known | {"where": where, "rows": tuple(data["rows"])}))


def read_text(text: str) -> Question | None:
    """The question written as JSON, as it travels; None when it is none: whoever wrote it may be another program."""
    try:
        data = json.loads(text)
        question = Question.from_data(data)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    texts = [question.form, question.measure, question.of, question.columns, question.first, question.last]
    texts += [question.period, question.unit, question.as_of, *question.rows]
    texts += [one for c in question.where for one in (c.part, c.op, *c.values)]
    is_sound = bool(question.rows) and all(isinstance(one, str) for one in texts)
    is_sound &= type(question.top) is int and question.top >= 0 and question.measure in MEASURES
    return question if is_sound else None


def as_text(question: Question) -> str:
    """The question as it travels: about whichever unit asks it."""
    return json.dumps(replace(question, unit="").as_data(), ensure_ascii=False, sort_keys=True)


def read_condition(text: str) -> Condition:
    """A filter as it is typed: `kind = petition`, `age_days > 60`, `subject in land;urban`, `text has "rác"`.

    DeskError for what is none.
    """
    found = _CONDITION.match(normalise(text))
    op = found[2] if found else ""
    rest = found[3].strip() if found else ""
    values = tuple(_unquoted(v) for v in (rest.split(";") if op == "in" else [rest]) if v.strip())
    if not found or bool(values) == (op in ("blank", "filled")):
        raise DeskError(
            _("Không đọc được điều kiện “{text}”.").format(text=text),
            _('Viết như: kind = petition; age_days > 60; subject in land;urban; text has "rác"; place blank.'),
            "bad_filter",
        )
    return Condition(found[1], op, values)


def _unquoted(text: str) -> str:
    text = text.strip()
    for left, right in ('""', "''", "“”"):
        if len(text) > 1 and text.startswith(left) and text.endswith(right):
            return text[1:-1]
    return text


def read_measure(text: str) -> tuple[str, str]:
    """A measure and the number it is about: "sum:occasions" → ("sum", "occasions"). DeskError for an unknown one.

    Written with "_" for "-", in capitals, or as figures are named ("median_days") it is the same measure.
    """
    name, _sign, of = text.strip().replace(" ", ":", 1).partition(":")
    name = name.lower().replace("_", "-").removesuffix("-days")
    if name not in MEASURES:
        raise DeskError(
            _("Không có phép đo “{name}”.").format(name=name),
            _("Chọn một trong: {names}.").format(names=", ".join(MEASURES)),
            "bad_measure",
        )
    return name, of.strip()
