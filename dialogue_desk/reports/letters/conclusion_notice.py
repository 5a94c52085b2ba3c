"""Thông báo kết luận hội nghị đối thoại."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table, Text
from dialogue_desk.reports.found import day, finished, need, or_blank, small_count, text
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.issuing import of_session
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.letters.minutes import conference, figures
from dialogue_desk.reports.letters.opinions import agencies, of_source, wish
from dialogue_desk.reports.letters.petitions import due_on, states_by_key
from dialogue_desk.reports.letters.prose import how_many, person
from dialogue_desk.reports.letters.spoken import answered, answered_words, raised_words
from dialogue_desk.reports.report import FAMILY, ID, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("text", "Nhóm ý kiến, nội dung", width=34),
    Column("opinions", "Số ý kiến", CellKind.NUMBER, Align.CENTRE, 7),
    Column("agency", "Cơ quan, đơn vị thực hiện", width=20),
    Column("due_on", "Thời hạn", CellKind.DATE, width=11),
)


NAME = "conclusion-notice"


def build(store: Store, asked: Asked) -> Sheet:
    """The notice that closes the session `asked.record_id`: figures, each group with who and until when, recipients."""
    session = need(store, "session", asked.record_id)
    values = session.values
    head = letterhead(store, session.unit, asked.family or of_session(values, by_number=True), values)
    opinions = of_source(store, session)
    groups, states = _groups(opinions), states_by_key(store, opinions)
    rows = tuple(_row(n, name, group, states) for n, (name, group) in enumerate(groups, start=1))
    table = Table(COLUMNS, rows, "groups")
    told = figures(values, opinions) | {"groups": len(groups)}
    named = conference(values, head)[0].lower() + conference(values, head)[1:]
    held_on = day(values.get("held_on"))
    said = {
        "issuer": head.issuer,
        "unit": head.unit_name,
        "conference": named,
        "held_on": held_on[:1].upper() + held_on[1:],
        "place": or_blank(values.get("place")),
        "title": text(values.get("title")).rstrip("."),
        "chair": person(values, "chair_name", "chair_position"),
        "had": _what_it_had(values, told, opinions),
    }
    blocks = {"groups": [table] if groups else [Text("Hội nghị không ghi nhận ý kiến, kiến nghị nào.")]}
    letter = letter_of(store, session, NAME, head.family, asked, said, blocks)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading(
            "TB", values.get("conclusion_number"), values.get("conclusion_on"), is_numbered_here=True
        ),
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        margins=head.margins,
        figures=told,
    )  # fmt: skip


def _what_it_had(values: Mapping[str, Value], told: Mapping[str, object], opinions: Sequence[Record]) -> str:
    """Who was there, how many spoke, what was raised and answered, in one half of a sentence."""
    women = values.get("participants_female")
    among = f" (nữ {small_count(women)} người)" if isinstance(women, int) and women else ""
    present = values.get("participants")
    said = ["không có người dự" if present == 0 else f"{small_count(present)} người{among} dự"]
    if isinstance(values.get("speakers"), int):
        said.append(how_many(values["speakers"], "lượt người phát biểu"))
    groups = told["groups"]
    said.append(raised_words(values, opinions))
    grouped = f", được tổng hợp thành {small_count(groups if isinstance(groups, int) else None)} nhóm" if groups else ""
    spot = answered_words(values, opinions, "ý kiến được trả lời ngay tại hội nghị")
    return f"{_had(said)}{grouped}{f'; {spot}' if answered(values, opinions) else ''}"


def _had(said: Sequence[str]) -> str:
    """What a session had, with its verb."""
    told = ", ".join(said)
    return told if told.startswith("không") else f"có {told}"


def _agencies(record: Record, state: PetitionState | None) -> str:
    return agencies(record.values, state.lead_agency if state else "")


def _groups(opinions: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    """Opinions under their group label; one without a label stands alone."""
    found: dict[str, list[Record]] = {}
    for record in opinions:
        found.setdefault(text(record.values.get("group_label")) or f"\n{record.id}", []).append(record)
    return list(found.items())


def _row(number: int, name: str, group: Sequence[Record], states: Mapping[tuple[str, str], PetitionState]) -> Row:
    """A group with who was given it last and the deadlines in force."""
    of = {(r.unit, r.id): states.get((r.unit, r.id)) for r in group}
    wishes = [finished(wish(r.values)) for r in group]
    told = wishes[0] if name.startswith("\n") else "\n".join([finished(name), *(f"- {w}" for w in wishes)])
    agency = "; ".join(dict.fromkeys(filter(None, (_agencies(r, of[r.unit, r.id]) for r in group))))
    due = sorted(filter(None, {due_on(of[r.unit, r.id], r) for r in group}))
    return Row(
        {
            "stt": number,
            "text": told,
            "opinions": len(group),
            "agency": agency or None,
            "due_on": due[0] if due else None,
        },
        shown={"due_on": "; ".join(document_date(d) for d in due)} if len(due) > 1 else {},
        sources={"opinions": (Source("opinion", tuple((r.unit, r.id) for r in group)),)},
    )


REPORT = Report(
    "conclusion-notice",
    N_("Thông báo kết luận hội nghị đối thoại"),
    build,
    (ID, FAMILY),
    formats=TEXT_FORMATS,
    needs=("id",),
    about="session",
)
