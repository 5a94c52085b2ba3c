"""Báo cáo định kỳ (quarter, 6 months, 9 months, year, span): the source's skeleton with the period's figures.

The text is kept in the period's record and may be edited: a line "I. …" is a
part, "1. …" a section, a name in braces stands for its figure, and brackets say what is written where that is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.forms.office import LEGAL_BASIS
from dialogue_desk.domain.records import id_of
from dialogue_desk.domain.sheet import Cell, Heading, Note, Sheet, Table, Text
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.found import short_day, small_count, text
from dialogue_desk.reports.letters.heading import Letterhead, letterhead
from dialogue_desk.reports.letters.issuing import family_of
from dialogue_desk.reports.letters.letter_texts import refuse_strange, wording, write
from dialogue_desk.reports.letters.spoken import declared_notes
from dialogue_desk.reports.periods.filling import filled
from dialogue_desk.reports.periods.frozen import closing_of
from dialogue_desk.reports.periods.period_figures import FIGURES, appendices, figures_of
from dialogue_desk.reports.report import FAMILY, SPAN, TEXT_FORMATS, Asked, Report, period_named
from dialogue_desk.storage.owed import period_days
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

_PART = re.compile(r"^[IVX]+\. ")
_SECTION = re.compile(r"^\d+(?:\.\d+)*\. \S.{0,90}[^.;:]$")
_KEY_OF = {f.name: f.key for f in FIGURES}

NAME = "periodic-report"
TEXT = "[[text]]"
"""Behind this line of the template stands the text of a report that nobody has edited yet, in parts I to V."""


def build(store: Store, asked: Asked) -> Sheet:
    """The report of the asked period, with the five appendices attached."""
    attached = appendices(store, asked)
    figures = figures_of(store, asked, attached)
    kept = period_of(store, asked)
    head = letterhead(store, asked.unit, asked.family or family_of(kept.get("report_number")))
    revision = kept.get("revision")
    corrected = f"\n(sửa đổi lần {revision})" if isinstance(revision, int) and revision > 0 else ""
    heading = head.heading("BC", kept.get("report_number"), kept.get("reported_on"), is_numbered_here=True)
    ending = "." if head.family == "party" else "./."
    template = wording(store, asked.unit, NAME, head.family, asked.wording)
    body = text(kept.get("report_text")) if not asked.wording else ""
    said = {**_said(asked, head), "corrected": corrected}
    paragraphs = list(_paragraphs(body or _text_in(template), figures))
    letter = write(template.partition(TEXT)[0] + TEXT, said, {"text": paragraphs})
    blocks = [block for block in letter.blocks if isinstance(block, Text)]
    last = blocks[-1]
    blocks[-1] = replace(last, text=last.text.rstrip("./ ") + ending)
    notes = _changed(store, asked, kept, figures)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=(*blocks, *declared_notes(store, asked), *notes),
        heading=heading,
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        margins=head.margins,
        figures=figures,
        attached=tuple(_attach(sheet, heading, kept, head) for sheet in attached),
    )


def default_text(store: Store, unit: str) -> str:
    """The text of a report nobody has edited yet, with the names of the figures in braces."""
    return _text_in(wording(store, unit, NAME, ""))


def _text_in(template: str) -> str:
    """The text behind `TEXT`. DeskError for a template without one, or with a figure nobody knows."""
    told = template.replace("\r", "").partition(TEXT)[2].lstrip("\n")
    if not told.strip():
        raise DeskError(
            _("Lời báo cáo định kỳ thiếu dòng {sign} và lời báo cáo sau dòng ấy.").format(sign=TEXT),
            _("Ghi lại dòng ấy, hoặc lấy lại lời của chương trình."),
            "letter",
        )
    refuse_strange(told, " ".join(f"{{{name}}}" for name in _KEY_OF))
    return told


def period_of(store: Store, asked: Asked) -> Values:
    """The period's record of the asked unit; empty for days that are no period or have none."""
    key = period_key(asked)
    if not key:
        return {}
    form = store.form("period")
    record = store.get("period", asked.unit, id_of(form, asked.unit, {"period": key}))
    return record.values if record and not record.is_deleted else {}


def period_key(asked: Asked) -> str:
    """The name of the asked period; a whole calendar year is one too. Empty for other days."""
    if asked.period:
        return asked.period
    is_year = len(asked.years) == 1 and asked.first.endswith("-01-01") and asked.last.endswith("-12-31")
    return str(asked.years[0]) if is_year else ""


def _paragraphs(written: str, figures: Mapping[str, Cell]) -> Iterator[Text]:
    for line in filled(written, figures, _KEY_OF).split("\n"):
        if line.strip():
            style = "heading" if _PART.match(line) else "bold" if _SECTION.match(line) else "body"
            yield Text(line.strip(), style)


def _changed(store: Store, asked: Asked, kept: Values, figures: Mapping[str, Cell]) -> list[Note]:
    """What went upward never changes silently: a note when the figures are no longer those of the close."""
    is_own = kept.get("closed_on") and asked.unit == store.unit and _is_usual(store, asked)
    closing = closing_of(store, period_key(asked)) if is_own else None
    changed = [key for key in figures if closing and closing.figures.get(key) != figures[key]]
    if closing is None or not changed:
        return []
    return [
        Note(
            f"Số liệu kỳ này đã chốt ngày {short_day(closing.closed_on)}; từ đó có {small_count(len(changed))} chỉ tiêu"
            " thay đổi, xem tờ Thay đổi sau khi chốt số liệu."
        )
    ]


def _is_usual(store: Store, asked: Asked) -> bool:
    """Whether the asked days are those the unit's periods have: another body's may close on another day."""
    usual = period_days(store, asked.unit, period_named(period_key(asked)))
    return (usual.first.isoformat(), usual.last.isoformat()) == (asked.first, asked.last)


def _said(asked: Asked, head: Letterhead) -> dict[str, object]:
    """What the braces of title and opening stand for."""
    return {
        "legal_basis": head.settings.get("legal_basis") or LEGAL_BASIS,
        "issuer": head.issuer,
        "unit": head.unit_name,
        "span": asked.span_label,
        "until": f" (số liệu tính đến ngày {short_day(asked.as_of)})" if asked.as_of else "",
    }


def _attach(sheet: Sheet, heading: Heading, kept: Values, head: Letterhead) -> Sheet:
    """An appendix behind the report: its table called after it, the report's number above it."""
    on = short_day(kept.get("reported_on")) or "…/…/…"
    number = heading.number.removeprefix("Số").lstrip(": ")
    blocks = tuple(replace(b, key=sheet.name, title=b.title) if isinstance(b, Table) else b for b in sheet.blocks)
    attached_to = f"(Kèm theo Báo cáo số {number}, ngày {on} của {head.issuer})"
    return replace(sheet, blocks=blocks, heading=Heading(attached_to=attached_to), margins=head.margins)


REPORT = Report(NAME, N_("Báo cáo định kỳ"), build, (*SPAN, FAMILY), formats=TEXT_FORMATS)
