"""Coverage: heads who held the required number of dialogues in a year (counting rule 7, the 100% target)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Table
from dialogue_desk.domain.units import LEVELS, Unit
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.domain.vocabulary import LEVEL
from dialogue_desk.reports.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.notes import totals_note, without_sessions_note
from dialogue_desk.reports.place import Place
from dialogue_desk.reports.reform import coverage_note
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trend_frame import percent
from dialogue_desk.storage.owed import settings_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

HEADS = ("party", "government")


@dataclass(frozen=True)
class Covered:
    """One unit: what its heads held, and what they had to. A count of None is unknown and meets nothing."""

    unit: Unit
    amounts: tuple[tuple[Amount, ...], tuple[Amount, ...]]
    norms: tuple[int, int]

    @property
    def held(self) -> tuple[int | None, int | None]:
        """Dialogues of the Party head and of the government head."""
        party, government = (added(a.value for a in found) for found in self.amounts)
        return party, government

    @property
    def met(self) -> tuple[bool, bool]:
        """Whether each head held enough."""
        party, government = ((n or 0) >= norm for n, norm in zip(self.held, self.norms, strict=True))
        return party, government


def covered(store: Store, asked: Asked) -> tuple[Counting, list[Covered]]:
    """Every unit of the subtree valid on the last asked day, with the dialogues of its own heads."""
    place = Place(store.units, asked.unit)
    units = [u for u in place.units.values() if u.is_valid(asked.last)]
    indicators = tuple(f"sessions_{head}" for head in HEADS)
    counting = Counting(store, asked, indicators, apart={key: key for key in place.units})
    named = {row[0] for row in store.conn.execute("SELECT unit FROM settings WHERE is_deleted = 0")}
    usual = settings_of(store, "")
    found = []
    for unit in sorted(units, key=lambda u: (LEVELS.index(u.level), sort_key(u.name))):
        settings = settings_of(store, unit.key) if unit.key in named else usual
        party, government = (
            tuple(counting.amount(i, w.first, w.last, unit.level, unit.key) for w in asked.windows) for i in indicators
        )
        years = sum(unit.is_valid(min(w.last, asked.today)) for w in asked.windows)
        norms = tuple(_norm(settings.get(f"norm_{head}")) * max(years, 1) for head in HEADS)
        found.append(Covered(unit, (party, government), (norms[0], norms[1])))
    return counting, found


def _norm(value: object) -> int:
    return value if isinstance(value, int) else 1


COLUMNS = (
    Column("stt", "Stt", align=Align.CENTRE, width=5),
    Column("unit", "Đơn vị", width=26),
    Column("level", "Cấp", width=16),
    Column(
        "party_head",
        "Người đứng đầu cấp ủy",
        children=(
            Column("party", "Đã tổ chức", CellKind.NUMBER),
            Column("party_required", "Quy định", CellKind.NUMBER),
            Column("party_met", "Đạt", align=Align.CENTRE, width=6),
        ),
    ),
    Column(
        "government_head",
        "Người đứng đầu chính quyền",
        children=(
            Column("government", "Đã tổ chức", CellKind.NUMBER),
            Column("government_required", "Quy định", CellKind.NUMBER),
            Column("government_met", "Đạt", align=Align.CENTRE, width=6),
        ),
    ),
    Column("both_met", "Đạt cả hai", align=Align.CENTRE, width=8),
)
SHARES = (
    Column("level", "Cấp", width=20),
    Column("units", "Số đơn vị", CellKind.NUMBER),
    Column("party_met", "Cấp ủy đạt", CellKind.NUMBER),
    Column("party_share", "Tỷ lệ (%)", CellKind.PERCENT),
    Column("government_met", "Chính quyền đạt", CellKind.NUMBER),
    Column("government_share", "Tỷ lệ (%)", CellKind.PERCENT),
    Column("both_met", "Đạt cả hai", CellKind.NUMBER),
    Column("both_share", "Tỷ lệ (%)", CellKind.PERCENT),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Unit by unit: held, required; then numerator and denominator by level and over all."""
    counting, found = covered(store, asked)
    shared = Shared(counting)
    rows = tuple(_row(counting, shared, stt, c) for stt, c in enumerate(found, start=1))
    whole = share_of(found)
    levels = [level for level in LEVELS if any(c.unit.level == level for c in found)]
    shares = [
        Row({"level": LEVEL.label(level), **share_of([c for c in found if c.unit.level == level])}) for level in levels
    ]
    shares.append(Row({"level": "Tổng", **whole}, style="total"))
    notes = [Note("Tính mọi đơn vị còn hoạt động vào ngày cuối kỳ; đơn vị chưa có số liệu coi là chưa đạt.")]
    amounts = [a for c in found for held in c.amounts for a in held if a.value is not None]
    if any(a.rests_on_totals for a in amounts):
        notes.append(totals_note(all(a.rests_on_totals for a in amounts)))
    notes += coverage_note(counting.place, asked)
    none = [c.unit.name for c in found if not any(c.held)]
    notes += without_sessions_note(none)
    return Sheet(
        "head-coverage",
        f"Người đứng đầu tổ chức đối thoại theo quy định ({asked.span_label})",
        (Table(COLUMNS, rows), Table(SHARES, tuple(shares), "shares", "Tỷ lệ đạt"), *notes),
        is_landscape=True,
        figures={**whole, "units_without_sessions": len(none)},
    )


def share_of(found: Sequence[Covered]) -> dict[str, Cell]:
    """Numerators and denominators: Party heads, government heads, units where both met."""
    met = {
        "party": sum(c.met[0] for c in found),
        "government": sum(c.met[1] for c in found),
        "both": sum(all(c.met) for c in found),
    }
    told: dict[str, Cell] = {"units": len(found)}
    for key, count in met.items():
        told[f"{key}_met"] = count
        told[f"{key}_share"] = percent(count, len(found))
    return told


def _row(counting: Counting, shared: Shared, stt: int, c: Covered) -> Row:
    values: dict[str, Cell] = {"stt": stt, "unit": c.unit.name, "level": LEVEL.label(c.unit.level)}
    for place, head in enumerate(HEADS):
        values[head] = c.held[place]
        values[f"{head}_required"] = c.norms[place]
        values[f"{head}_met"] = "x" if c.met[place] else None
    values["both_met"] = "x" if all(c.met) else None
    cells = dict(zip(HEADS, c.amounts, strict=True))
    return Row(values, sources=records_behind(cells, shared), extra={"key": c.unit.key, "level_code": c.unit.level})


REPORT = Report("head-coverage", N_("Người đứng đầu đối thoại theo quy định"), build)
