"""Phiếu góp ý bằng văn bản of the Front or an organisation before the yearly review (Điều 7, Quyết định 218-QĐ/TW)."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.forms.office import LEGAL_BASIS
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Heading, Sheet, Signature, Text
from dialogue_desk.reports.found import finished, need, select, short_day, text
from dialogue_desk.reports.letters.heading import HINT, Letterhead, letterhead
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.report import ID, SPAN, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

NAME = "written-feedback"


def build(store: Store, asked: Asked) -> Sheet:
    """The form of the organisation `asked.record_id` for a year: collective and individuals.

    Each part has strengths, limits and proposals to be filled in; what the
    organisation gave in that year stands below its part.
    """
    agency = need(store, "agency", asked.record_id)
    values = agency.values
    year = asked.years[-1]
    head = letterhead(store, agency.unit, "front")
    given = _given(store, agency, year)
    bodies = _contents([r for r in given if r.values.get("target") in ("party_org", "agency")])
    people = _contents([r for r in given if r.values.get("target") in ("party_member", "individual")])
    said = {
        "year": year,
        "committee": letterhead(store, agency.unit, "party").issuer,
        "article": _article(head),
        "organisation": text(values.get("name")),
        "given_to_bodies": len(bodies),
        "given_to_people": len(people),
    }
    letter = letter_of(store, agency, NAME, head.family, asked, said, {"bodies": bodies, "people": people})
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=Heading(
            family="front",
            upper=head.unit.name,
            issuer=text(values.get("name")),
            number="Số: …/PGY",
            place_date=head.heading().place_date,
        ),
        signatures=(Signature("Thủ trưởng cơ quan, tổ chức", hint=HINT),),
        recipients=letter.recipients,
        margins=head.margins,
        figures={"occasions": sum(_count(r) for r in given)},
    )


def _article(head: Letterhead) -> str:
    """The rule that asks for it: Điều 7 of Quyết định 218; where that was replaced, the document as a whole."""
    basis = str(head.settings.get("legal_basis") or LEGAL_BASIS)
    return f"Điều 7 {basis}" if basis == LEGAL_BASIS else basis


def _given(store: Store, agency: Record, year: int) -> list[Record]:
    """Occasions of that organisation in the year."""
    where = (
        "r.unit = ? AND r.given_on BETWEEN ? AND ?"
        " AND (r.contributor_name = ? OR r.contributor = ? AND r.contributor_name IS NULL)"
    )
    keys = agency.values.get("name"), agency.values.get("contributor")
    return select(store, "feedback", where, (agency.unit, f"{year}-01-01", f"{year}-12-31", *keys))


def _count(record: Record) -> int:
    occasions = record.values.get("occasions")
    return occasions if isinstance(occasions, int) else 0


def _contents(given: Sequence[Record]) -> list[Text]:
    """What was said on each occasion that has words."""
    return [
        Text(f"- Ngày {short_day(record.values.get('given_on'))}: {finished(text(record.values.get('content')))}")
        for record in given
        if record.values.get("content")
    ]


REPORT = Report(
    NAME,
    N_("Phiếu góp ý bằng văn bản của tổ chức"),
    build,
    (ID, *SPAN),
    formats=TEXT_FORMATS,
    needs=("id",),
    about="agency",
)
