"""What was said and answered at a session, in words: what was declared for it and what was written down one by one.

Both numbers are kept and none is derived from the other. Sheets print what was declared, and where what was
written down says otherwise they name both, so that no two sentences of a signed sheet contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Note
from dialogue_desk.reports.found import WITHIN, small_count, text, within
from dialogue_desk.reports.letters.opinions import answer, answered_there
from dialogue_desk.reports.letters.prose import how_many
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store


def raised(values: Mapping[str, Value], opinions: Sequence[Record]) -> int:
    """How many opinions there were: as declared, else as written down."""
    declared = values.get("opinions_declared")
    return declared if isinstance(declared, int) else len(opinions)


def raised_words(values: Mapping[str, Value], opinions: Sequence[Record]) -> str:
    """“17 ý kiến, kiến nghị (ghi chi tiết 12)”."""
    count = raised(values, opinions)
    told = how_many(count, "ý kiến, kiến nghị")
    return told if count == len(opinions) else f"{told} (ghi chi tiết {small_count(len(opinions))})"


def ticked(opinions: Sequence[Record]) -> int:
    """How many are marked as answered at the session."""
    return sum(bool(r.values.get("answered_on_spot")) for r in opinions)


def answered(values: Mapping[str, Value], opinions: Sequence[Record]) -> int:
    """How many were answered at the session: as declared, else those marked or whose answer the minutes give."""
    declared, held_on = values.get("answered_on_spot_declared"), text(values.get("held_on"))
    if isinstance(declared, int):
        return declared
    return sum(
        bool(r.values.get("answered_on_spot")) or bool(answer(r.values) and answered_there(r.values, held_on))
        for r in opinions
    )


def answered_words(values: Mapping[str, Value], opinions: Sequence[Record], noun: str) -> str:
    """“09 ý kiến … (đánh dấu từng ý kiến: 02)”: the count with its noun, and the marked ones where they differ."""
    count, marked = answered(values, opinions), ticked(opinions)
    told = how_many(count, noun)
    return told if count == marked else f"{told} (đánh dấu từng ý kiến: {small_count(marked)})"


def declared_notes(store: Store, asked: Asked) -> Iterator[Note]:
    """Of the held sessions that declare a number: what they declare and what was written down, where they differ."""
    for column, condition, name in (
        ("opinions_declared", "1", "ý kiến tại đối thoại"),
        ("answered_on_spot_declared", "o.answered_on_spot = 1", "ý kiến trả lời ngay"),
    ):
        declared, written = store.conn.execute(
            f"SELECT sum(r.{column}), sum((SELECT count(*) FROM opinion o WHERE o.source_form = 'session'"
            f" AND o.source_id = r.id AND o.source_unit = r.unit AND o.is_deleted = 0 AND {condition}))"
            f" FROM session r WHERE r.is_deleted = 0 AND r.status = 'held' AND r.{column} IS NOT NULL"
            f" AND {WITHIN} AND r.held_on BETWEEN ? AND ?",
            (within(store, asked), asked.first, asked.last),
        ).fetchone()
        if declared is not None and declared != written:
            yield Note(
                f"Số {name} ở trên đếm từng ý kiến đã ghi; các cuộc có khai số này khai {small_count(declared)},"
                f" đã ghi {small_count(written)}."
            )
