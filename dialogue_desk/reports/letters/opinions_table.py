"""Bảng tổng hợp ý kiến, kiến nghị of a session or a period: ten columns, grouped by competence."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Heading, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import PETITION_STATUS, SUBJECT
from dialogue_desk.reports.found import in_time, joined_note, need, text
from dialogue_desk.reports.letters import opinions as told
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.issuing import of_session
from dialogue_desk.reports.letters.petitions import due_on, states_by_key
from dialogue_desk.reports.letters.public import Cleaner
from dialogue_desk.reports.report import FAMILY, ID, PUBLIC, SPAN, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "STT", CellKind.NUMBER, Align.CENTRE, 4),
    Column("speaker_name", "Họ và tên", width=12),
    Column("speaker_address", "Địa chỉ (thôn, TDP)", width=12),
    Column("text", "Nội dung ý kiến, kiến nghị", width=30),
    Column("subject", "Lĩnh vực", width=11),
    Column("answer", "Trả lời tại hội nghị", width=20),
    Column("agency", "Cơ quan, đơn vị giải quyết (chủ trì/phối hợp)", width=15),
    Column("due_on", "Thời hạn", CellKind.DATE, width=10),
    Column("result", "Kết quả giải quyết", width=18),
    Column("notes", "Ghi chú", width=9),
)
PERSONAL = ("speaker_name", "speaker_address")
NUMERALS = ("I", "II", "III", "IV", "V")


def build(store: Store, asked: Asked) -> Sheet:
    """The table of the session `asked.record_id`, or of everything received in the asked days."""
    unit, about, heading = asked.unit, asked.span_label, Heading()
    held: Values = {}
    if asked.record_id:
        session = need(store, "session", asked.record_id)
        unit, held, about = (
            session.unit,
            session.values,
            f"hội nghị đối thoại ngày {document_date(session.values.get('held_on'))}",
        )
        heading = _attached(session)
        records = told.of_source(store, session)
    else:
        records = in_time(store, asked, "opinion")
    columns = tuple(c for c in COLUMNS if not asked.is_public or c.key not in PERSONAL)
    head = letterhead(store, unit, asked.family or of_session(held), held)
    clean = Cleaner(store, records) if asked.is_public else None
    rows = _rows(store, records, columns, unit, clean)
    return Sheet(
        name="opinions-table",
        title="BẢNG TỔNG HỢP Ý KIẾN, KIẾN NGHỊ CỦA NHÂN DÂN",
        subtitle=f"{head.unit.name}, {about}",
        blocks=(Table(columns, rows, "opinions"), *(() if asked.record_id else joined_note(store, asked))),
        undecided=clean.undecided if clean else (),
        heading=heading,
        signatures=(head.signature(),),
        is_landscape=True,
        margins=head.margins,
        figures=_figures(records),
    )


def _attached(session: Record) -> Heading:
    number, on = text(session.values.get("conclusion_number")), document_date(session.values.get("conclusion_on"))
    day = f" ngày {on}" if on else ""
    return Heading(attached_to=f"(Kèm theo Thông báo kết luận số {number}{day})") if number else Heading()


def _rows(
    store: Store, records: Sequence[Record], columns: Sequence[Column], unit: str, clean: Cleaner | None
) -> tuple[Row, ...]:
    states = states_by_key(store, records)
    rows: list[Row] = []
    number = 0
    for numeral, (competence, group) in zip(NUMERALS, told.by_competence(records), strict=False):
        title = f"{numeral}. {told.competence_title(competence)} ({len(group)})"
        rows.append(Row({"stt": title}, spans={"stt": len(columns)}, style="group"))
        for record in group:
            number += 1
            rows.append(_row(store, number, record, states.get((record.unit, record.id)), unit, clean))
    keys = tuple((r.unit, r.id) for r in records)
    left = len(columns) - len([c for c in columns if c.key in ("due_on", "result", "notes", "agency", "answer")]) - 2
    rows.append(
        Row(
            {"stt": "Tổng số", "text": len(records)},
            shown={"text": f"{len(records)} ý kiến, kiến nghị"},
            spans={"stt": left} if left > 1 else {},
            sources={"text": (Source("opinion", keys),)},
            style="total",
        )
    )
    return tuple(rows)


def _row(
    store: Store, number: int, record: Record, state: PetitionState | None, unit: str, clean: Cleaner | None
) -> Row:
    values = record.values
    notes = [told.flags(values), store.units.name(record.unit) if record.unit != unit else ""]
    cells: dict[str, Cell] = {
        "stt": number,
        "speaker_name": None if values.get("is_anonymous") else text(values.get("speaker_name")) or None,
        "speaker_address": None if values.get("is_anonymous") else text(values.get("speaker_address")) or None,
        "text": told.wish(values),
        "subject": SUBJECT.label(values.get("subject")),
        "answer": told.answer(values) if values.get("answered_on_spot") else None,
        "agency": told.agencies(values, state.lead_agency if state else "") or None,
        "due_on": due_on(state, record) or None,
        "result": _result(record, state),
        "notes": "; ".join(filter(None, notes)) or None,
    }
    if clean:
        cells = {
            key: clean(cell) if isinstance(cell, str) and key != "due_on" else cell
            for key, cell in cells.items()
            if key not in PERSONAL
        }
    return Row(cells, sources={"stt": (Source("opinion", ((record.unit, record.id),)),)})


def _result(record: Record, state: PetitionState | None) -> str:
    """What became of it: the result of a petition, else its status; of an opinion, whether it was accepted."""
    if state is None:
        return told.outcome(record.values)
    label = PETITION_STATUS.label(state.status)
    return f"{label}: {state.result}" if state.result else label


def _figures(records: Sequence[Record]) -> dict[str, Cell]:
    found: dict[str, Cell] = {
        "opinions": len(records),
        "petitions": sum(r.values.get("kind") == "petition" for r in records),
        "answered_on_spot": sum(bool(r.values.get("answered_on_spot")) for r in records),
    }
    for disposition in ("accepted", "not_accepted", "pending"):
        found[disposition] = sum(r.values.get("disposition") == disposition for r in records)
    for competence in told.COMPETENCES:
        found[f"competence_{competence}"] = sum(r.values.get("competence") == competence for r in records)
    return found


REPORT = Report(
    "opinions-table", N_("Bảng tổng hợp ý kiến, kiến nghị"), build, (ID, *SPAN, PUBLIC, FAMILY), about="session"
)
