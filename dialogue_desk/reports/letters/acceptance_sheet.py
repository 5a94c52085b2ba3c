"""Phiếu tiếp thu, giải trình ý kiến góp ý of a period."""

from __future__ import annotations

from collections.abc import Callable

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import DISPOSITION, SIDE
from dialogue_desk.reports.counting.tally import COUNTED_OPINION
from dialogue_desk.reports.found import WITHIN, joined_note, select, text, within
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.letter_texts import letter_of_unit
from dialogue_desk.reports.letters.opinions import SAID, answer, contributors
from dialogue_desk.reports.letters.prose import how_many
from dialogue_desk.reports.letters.public import Cleaner
from dialogue_desk.reports.report import FAMILY, PUBLIC, SPAN, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("text", "Nội dung góp ý", width=30),
    Column("contributor", "Chủ thể góp ý", width=15),
    Column("disposition", "Tiếp thu / Không tiếp thu", width=12),
    Column("answer", "Nội dung tiếp thu hoặc giải trình", width=30),
    Column("notes", "Ghi chú", width=9),
)

NAME = "acceptance-sheet"


def build(store: Store, asked: Asked) -> Sheet:
    """Counted opinions of the asked days: content, contributor, accepted or not, action or explanation."""
    where = f"{WITHIN} AND r.received_on BETWEEN ? AND ? AND {COUNTED_OPINION}"
    found = select(
        store, "opinion", where, (within(store, asked), asked.first, asked.last), "r.side DESC, r.received_on",
        (*SAID, "side"),
    )  # fmt: skip
    accepted, refused = _undetailed(store, asked)
    head = letterhead(store, asked.unit, asked.family)
    clean = Cleaner(store, found) if asked.is_public else None
    gave = contributors(store)
    rows = tuple(_row(gave, n, record, clean) for n, record in enumerate(found, start=1))
    notes: tuple[Note, ...] = ()
    apart = [
        how_many(count, f"ý kiến {what}")
        for count, what in ((accepted, "tiếp thu"), (refused, "không tiếp thu"))
        if count
    ]
    if apart:
        notes = (
            Note(f"Ngoài ra có {' và '.join(apart)} được tổng hợp theo số lượng, không ghi nội dung từng ý kiến."),
        )
    counted = {d: sum(r.values.get("disposition") == d for r in found) for d in DISPOSITION.labels}
    tables = {"opinions": [Table(COLUMNS, rows, "opinions")]}
    letter = letter_of_unit(store, asked.unit, NAME, head.family, asked, {"span": asked.span_label}, tables)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=(*letter.blocks, *notes, *joined_note(store, asked)),
        heading=head.heading("PTT"),
        undecided=clean.undecided if clean else (),
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        is_landscape=True,
        margins=head.margins,
        figures={**counted, "undetailed_accepted": accepted, "undetailed_not_accepted": refused},
    )


def _undetailed(store: Store, asked: Asked) -> tuple[int, int]:
    """Opinions counted without their text: accepted, not accepted."""
    row = store.conn.execute(
        "SELECT coalesce(sum(undetailed_accepted), 0), coalesce(sum(undetailed_not_accepted), 0) FROM feedback r"
        f" WHERE is_deleted = 0 AND {WITHIN} AND given_on BETWEEN ? AND ?",
        (within(store, asked), asked.first, asked.last),
    ).fetchone()
    return int(row[0]), int(row[1])


def _row(gave: Callable[[Values], str], number: int, record: Record, clean: Cleaner | None) -> Row:
    values = record.values
    cells: dict[str, Cell] = {
        "stt": number,
        "text": text(values.get("text")),
        "contributor": gave(values),
        "disposition": DISPOSITION.label(values.get("disposition")),
        "answer": answer(values) or None,
        "notes": SIDE.label(values.get("side")),
    }
    if clean:
        cells |= {k: clean(c) for k, c in cells.items() if isinstance(c, str)}
    return Row(cells, sources={"stt": (Source("opinion", ((record.unit, record.id),)),)})


REPORT = Report(
    NAME,
    N_("Phiếu tiếp thu, giải trình ý kiến góp ý"),
    build,
    (*SPAN, PUBLIC, FAMILY),
    formats=TEXT_FORMATS,
)
