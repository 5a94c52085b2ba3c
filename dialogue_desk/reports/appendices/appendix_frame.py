"""What the appendices share: title lines, the sheet around a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain.forms.office import LEGAL_BASIS
from dialogue_desk.domain.sheet import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Heading,
    Note,
    Sheet,
    Signature,
    Table,
)
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.owed import settings_of
from dialogue_desk.storage.store import Store

ATTACHED = "(Kèm theo Báo cáo số …-BC/…, ngày …/…/… của …)"

STT = Column("stt", "Stt", align=Align.CENTRE, width=5)
YEAR = Column("year", "Năm", align=Align.CENTRE, width=12)


def count_column(key: str, title: str, width: float = 9) -> Column:
    """A column of counts."""
    return Column(key, title, CellKind.NUMBER, Align.RIGHT, width)


def group(key: str, title: str, *children: Column) -> Column:
    """A header cell over several columns."""
    return Column(key, title, align=Align.CENTRE, children=children)


def in_brackets(asked: Asked) -> str:
    """The asked time behind a title: (2014 - 2023)."""
    return f"({asked.span_label})"


def years_phrase(asked: Asked) -> str:
    """How long: 10 năm, or the period's own name when it is no more than a year."""
    count = len(asked.years)
    return f"{count:02d} năm" if count > 1 else asked.span_label


def appendix(
    name: str,
    title: str,
    asked: Asked,
    table: Table,
    notes: Iterable[Note],
    figures: Mapping[str, Cell],
    *,
    basis: str,
    is_landscape: bool = True,
) -> Sheet:
    """The sheet of one appendix: the common title block with its legal basis, the table, its notes."""
    blocks: list[Block] = [table, *notes]
    return Sheet(
        name=name,
        title=title,
        subtitle=f"Kết quả {years_phrase(asked)} thực hiện {basis}",
        blocks=tuple(blocks),
        heading=Heading(attached_to=ATTACHED),
        is_landscape=is_landscape,
        figures=figures,
    )


def basis_of(store: Store, asked: Asked) -> str:
    """The document of the centre by which feedback and dialogue are done, as the settings of the asked unit name it."""
    return str(settings_of(store, asked.unit).get("legal_basis") or LEGAL_BASIS)


def signed_by(store: Store) -> tuple[Signature, ...]:
    """The signature block of the settings; none while no signer is named."""
    row = store.conn.execute(
        "SELECT signer_position, signer_name FROM settings WHERE unit = ? AND is_deleted = 0", (store.unit,)
    ).fetchone()
    if not row or not row[0]:
        return ()
    return (Signature(str(row[0]).upper(), str(row[1] or "")),)
