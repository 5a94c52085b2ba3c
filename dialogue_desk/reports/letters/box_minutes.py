"""Biên bản mở hòm thư góp ý."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Row, Sheet, Signature, Table
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.reports.found import UNKNOWN, day, need, or_blank, text
from dialogue_desk.reports.letters.heading import HINT, letterhead
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.letters.opinions import of_source
from dialogue_desk.reports.letters.prose import how_many
from dialogue_desk.reports.report import FAMILY, ID, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("subject", "Lĩnh vực", width=26),
    Column("opinions", "Ý kiến góp ý", CellKind.NUMBER, Align.CENTRE, 12),
    Column("petitions", "Kiến nghị", CellKind.NUMBER, Align.CENTRE, 12),
    Column("total", "Cộng", CellKind.NUMBER, Align.CENTRE, 10),
)


NAME = "box-minutes"


def build(store: Store, asked: Asked) -> Sheet:
    """The minutes of the box opening `asked.record_id`: time, openers, letters, kinds, signatures."""
    opening = need(store, "box_opening", asked.record_id)
    values = opening.values
    head = letterhead(store, opening.unit, asked.family)
    letters, usable = values.get("letters"), values.get("usable_letters")
    unusable = letters - usable if isinstance(letters, int) and isinstance(usable, int) else None
    rows = _kinds(of_source(store, opening))
    total = rows[-1].values
    counted = (
        "."
        if letters == 0
        else (
            f"; {how_many(usable, 'thư có nội dung góp ý, kiến nghị')},"
            f" {how_many(unusable, 'thư không có nội dung hoặc không rõ')}."
        )
    )
    said = {
        "unit": head.unit_name,
        "issuer": head.issuer,
        "hour": UNKNOWN,
        "minute": UNKNOWN,
        "opened_on": day(values.get("opened_on")),
        "location": or_blank(values.get("location")),
        "openers": text(values.get("openers")) or UNKNOWN * 4,
        "letters": how_many(letters, "thư") + counted,
    }
    blocks = {"kinds": [Table(COLUMNS, rows, "kinds")]}
    letter = letter_of(store, opening, NAME, head.family, asked, said, blocks)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading("BB", on=values.get("opened_on")),
        signatures=(Signature("Người chứng kiến", hint=HINT), Signature("Người mở hòm thư", hint=HINT)),
        margins=head.margins,
        figures={
            "letters": letters if isinstance(letters, int) else None,
            "usable_letters": usable if isinstance(usable, int) else None,
            "opinions": total["opinions"],
            "petitions": total["petitions"],
        },
    )


def _kinds(opinions: Sequence[Record]) -> tuple[Row, ...]:
    """Opinions and petitions out of the letters by subject, with their sum."""
    told = Counter((text(r.values.get("subject")), text(r.values.get("kind"))) for r in opinions)
    subjects = [s for s in SUBJECT.labels if told[s, "opinion"] + told[s, "petition"]]
    rows = [
        Row({"stt": n, "subject": SUBJECT.label(s), **_counts(told[s, "opinion"], told[s, "petition"])})
        for n, s in enumerate(subjects, start=1)
    ]
    sums = _counts(sum(told[s, "opinion"] for s in subjects), sum(told[s, "petition"] for s in subjects))
    return (*rows, Row({"stt": "Tổng số", **sums}, spans={"stt": 2}, style="total"))


def _counts(opinions: int, petitions: int) -> dict[str, Cell]:
    return {"opinions": opinions, "petitions": petitions, "total": opinions + petitions}


REPORT = Report("box-minutes", N_("Biên bản mở hòm thư góp ý"), build, (ID, FAMILY), needs=("id",), about="box_opening")
