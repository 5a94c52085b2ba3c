"""Sổ theo dõi kiến nghị: ten columns, in the order petitions came."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import PETITION_STATUS, SOURCE_FORM
from dialogue_desk.reports.found import continued_note, text
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.opinions import wish
from dialogue_desk.reports.letters.petitions import Petition, received, unannounced_note
from dialogue_desk.reports.letters.public import Cleaner
from dialogue_desk.reports.report import PUBLIC, SPAN, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("number", "Số", CellKind.NUMBER, Align.CENTRE, 5),
    Column("received_on", "Ngày", CellKind.DATE, width=10),
    Column("petitioner", "Người kiến nghị", width=15),
    Column("text", "Nội dung", width=34),
    Column("source", "Nguồn", width=12),
    Column("agency", "Đơn vị", width=15),
    Column("due_on", "Hạn", CellKind.DATE, width=10),
    Column("status", "Trạng thái", width=11),
    Column("resolved_on", "Ngày xong", CellKind.DATE, width=10),
    Column("notified_on", "Ngày thông báo", CellKind.DATE, width=10),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The register of the petitions received in the asked days."""
    found = received(store, asked)
    head = letterhead(store, asked.unit)
    columns = tuple(c for c in COLUMNS if c.key != "petitioner" or not asked.is_public)
    clean = Cleaner(store, [p.record for p in found]) if asked.is_public else None
    rows = tuple(_row(n, petition, clean) for n, petition in enumerate(found, start=1))
    statuses = {s: sum(p.state.status == s for p in found) for s in PETITION_STATUS.labels}
    return Sheet(
        name="petition-register",
        title="SỔ THEO DÕI KIẾN NGHỊ",
        subtitle=f"{head.unit.name}, {asked.span_label}",
        blocks=(Table(columns, rows, "petitions"), *continued_note(store, asked), *unannounced_note(store, found)),
        is_landscape=True,
        undecided=clean.undecided if clean else (),
        margins=head.margins,
        figures={"petitions": len(found), **statuses},
    )


def _row(number: int, petition: Petition, clean: Cleaner | None) -> Row:
    values, state = petition.record.values, petition.state
    name = None if values.get("is_anonymous") else text(values.get("speaker_name")) or None
    said = clean(wish(values)) if clean else wish(values)
    cells: dict[str, Cell] = {
        "number": number,
        "received_on": state.opened_on,
        "petitioner": name,
        "text": said,
        "source": SOURCE_FORM.label(values.get("source_form")),
        "agency": state.lead_agency or None,
        "due_on": state.due_on or None,
        "status": petition.status,
        "resolved_on": state.resolved_on or None,
        "notified_on": state.notified_on or None,
    }
    if clean:
        del cells["petitioner"]
    return Row(cells, sources={"number": (Source("opinion", (petition.key,)),)})


REPORT = Report("petition-register", N_("Sổ theo dõi kiến nghị"), build, (*SPAN, PUBLIC))
