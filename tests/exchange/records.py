"""Made-up records of every form, for round trips: any value a field can hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.vietnamese import normalise

_LETTERS = st.one_of(
    st.sampled_from(list("'=+-@\t＝＋－＠\"`,;\n|<&>_x0041_ đĐấợữỹ€”…")),
    st.characters(exclude_categories=["Cs", "Cc"]),
)
TEXTS = st.text(_LETTERS, min_size=1, max_size=30)
DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat)


def values(field: Field) -> st.SearchStrategy[Any]:
    """Any value of a field, as the desk stores it."""
    if field.is_period:
        parts = ("", "-Q1", "-Q4", "-H1", "-9M", "-05")
        return st.tuples(st.integers(1950, 2100), st.sampled_from(parts)).map(lambda p: f"{p[0]}{p[1]}")
    if field.kind is Kind.TEXT:
        return TEXTS.map(lambda t: " ".join(normalise(t).split()))
    if field.kind is Kind.LONG_TEXT:
        return TEXTS.map(normalise)
    if field.kind is Kind.DATE:
        return DATES
    if field.kind is Kind.TIME:
        return st.times().map(lambda t: f"{t:%H:%M}")
    if field.kind is Kind.COUNT:
        return st.integers(0, 2**53)
    if field.kind is Kind.YES_NO:
        return st.booleans()
    if field.kind is Kind.REF:
        return st.just("11311@2023") if field.key.endswith("_unit") else st.uuids().map(str)
    codes = list(field.codes.labels) if field.codes else []
    if field.kind is Kind.CODE:
        return st.sampled_from(codes)
    return st.sets(st.sampled_from(codes), min_size=1).map(lambda s: tuple(c for c in codes if c in s))


def records(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    """The fields of one record; any of them may be unknown."""
    return st.fixed_dictionaries({f.key: st.none() | values(f) for f in form.fields}).map(
        lambda found: {k: v if v not in ("", ()) else None for k, v in found.items()}
    )
