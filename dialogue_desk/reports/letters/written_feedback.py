"""Phiếu góp ý bằng văn bản of the Front or an organisation before the yearly review (Điều 7, Quyết định 218-QĐ/TW)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogue_desk.domain.forms.office import LEGAL_BASIS
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Heading, Sheet, Signature, Text
from dialogue_desk.reports.found import finished, need, select, short_day, text
from dialogue_desk.reports.letters.heading import HINT, Letterhead, letterhead
from dialogue_desk.reports.report import ID, SPAN, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

_PARTS = (("Ưu điểm", 3), ("Hạn chế", 3), ("Đề nghị", 3))


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
    return Sheet(
        name="written-feedback",
        title="PHIẾU GÓP Ý",
        subtitle=f"Góp ý bằng văn bản đối với tập thể, cá nhân năm {year}",
        blocks=(
            Text(f"Kính gửi: Ban Thường vụ {letterhead(store, agency.unit, 'party').issuer}"),
            Text(
                f"Thực hiện {_article(head)}, trên cơ sở tổng hợp ý kiến"
                f" của đoàn viên, hội viên và Nhân dân, {text(values.get('name'))} góp ý như sau:"
            ),
            *_part("I. ĐỐI VỚI TẬP THỂ", [r for r in given if r.values.get("target") in ("party_org", "agency")]),
            *_part(
                "II. ĐỐI VỚI CÁ NHÂN", [r for r in given if r.values.get("target") in ("party_member", "individual")]
            ),
            Text("Trên đây là ý kiến góp ý, trân trọng gửi cấp ủy xem xét, tiếp thu./."),
        ),
        heading=Heading(
            family="front",
            upper=head.unit.name,
            issuer=text(values.get("name")),
            number="Số: …/PGY",
            place_date=head.heading().place_date,
        ),
        signatures=(Signature("Thủ trưởng cơ quan, tổ chức", hint=HINT),),
        recipients=("Như trên;", "Lưu: VT."),
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


def _part(title: str, given: Sequence[Record]) -> Iterator[Text]:
    yield Text(title, "heading")
    for number, (name, lines) in enumerate(_PARTS, start=1):
        yield Text(f"{number}. {name}:", "field")
        yield from (Text("", "field") for _line in range(lines - 1))
    contents = [r for r in given if r.values.get("content")]
    if contents:
        yield Text("Nội dung đã góp ý trong năm:", "bold")
    for record in contents:
        yield Text(f"- Ngày {short_day(record.values.get('given_on'))}: {finished(text(record.values.get('content')))}")


REPORT = Report(
    "written-feedback",
    N_("Phiếu góp ý bằng văn bản của tổ chức"),
    build,
    (ID, *SPAN),
    formats=TEXT_FORMATS,
    needs=("id",),
    about="agency",
)
