"""Coverage: heads who held the required number of dialogues in a year (counting rule 7, the 100% target)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Table
from dialogue_desk.domain.units import LEVELS, Unit
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.reports.counting.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.counting.levels import level_word
from dialogue_desk.reports.counting.notes import totals_note, without_sessions_note
from dialogue_desk.reports.counting.reform import coverage_note
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import percent
from dialogue_desk.storage import reference
from dialogue_desk.storage.owed import settings_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

HEADS = ("party", "government")


@dataclass(frozen=True)
class Covered:
    """One unit: what its heads held year by year, and what each year asked. Unknown (None) meets nothing.

    `norms` are those of one year; `years` the asked years in which the unit stood at their end, at the places of
    `judged` among the asked ones.
    """

    unit: Unit
    amounts: tuple[tuple[Amount, ...], tuple[Amount, ...]]
    norms: tuple[int, int]
    years: tuple[int, ...]
    judged: tuple[int, ...]

    @property
    def held(self) -> tuple[int | None, int | None]:
        """Dialogues of the Party head and of the government head."""
        party, government = (added(a.value for a in found) for found in self.amounts)
        return party, government

    @property
    def failed(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The years in which each head held too few: what one year has too much makes up for no other."""
        party, government = (
            tuple(y for y, at in zip(self.years, self.judged, strict=True) if (found[at].value or 0) < norm)
            for found, norm in zip(self.amounts, self.norms, strict=True)
        )
        return party, government

    @property
    def met(self) -> tuple[bool, bool]:
        """Whether each head held enough in every year."""
        party, government = (not failed for failed in self.failed)
        return party, government

    def value(self, head: int, year: int) -> int | None:
        """What a head held in a judged year."""
        return self.amounts[head][self.judged[self.years.index(year)]].value


def covered(store: Store, asked: Asked) -> tuple[Counting, list[Covered]]:
    """Every unit of the subtree valid on the last asked day, with the dialogues of its own heads."""
    counting, everybody = _everybody(store, asked)
    return counting, [c for c in everybody if c.unit.is_valid(asked.last)]


def of_unit(store: Store, unit: str, year: int, today: str) -> Covered:
    """What a unit's own heads held in a year, as its row of the sheet tells it."""
    asked = Asked(unit, f"{year}-01-01", f"{year}-12-31", today)
    indicators = tuple(f"sessions_{head}" for head in HEADS)
    counting = Counting(store, asked, indicators, apart={unit: unit})
    level = store.units.level(unit)
    party, government = (counting.amount(i, asked.first, asked.last, level, unit) for i in indicators)
    settings = settings_of(store, unit)
    norms = _norm(settings.get("norm_party")), _norm(settings.get("norm_government"))
    known = counting.place.units[unit]
    return Covered(known, ((party,), (government,)), norms, (year,), (0,))


def _everybody(store: Store, asked: Asked) -> tuple[Counting, list[Covered]]:
    """Every unit of the subtree that stood at the end of an asked year or of the asked days."""
    place = Subtree(store.units, asked.unit)
    indicators = tuple(f"sessions_{head}" for head in HEADS)
    counting = Counting(store, asked, indicators, apart={key: key for key in place.units})
    named = {row[0] for row in store.conn.execute("SELECT unit FROM settings WHERE is_deleted = 0")}
    if reference.has_norms(store):  # a norm that is sent down holds where nobody set anything
        named |= place.units.keys()
    usual = settings_of(store, "")
    windows = asked.windows
    begun = [at for at, w in enumerate(windows) if w.first <= asked.today] or [0]
    found = []
    for unit in sorted(place.units.values(), key=lambda u: (LEVELS.index(u.level), sort_key(u.name))):
        judged = tuple(at for at in begun if unit.is_valid(windows[at].last))
        if not judged and not unit.is_valid(asked.last):
            continue
        judged = judged or (len(windows) - 1,)
        settings = settings_of(store, unit.key) if unit.key in named else usual
        party, government = (
            tuple(counting.amount(i, w.first, w.last, unit.level, unit.key) for w in windows) for i in indicators
        )
        norms = _norm(settings.get("norm_party")), _norm(settings.get("norm_government"))
        years = tuple(windows[at].year for at in judged)
        found.append(Covered(unit, (party, government), norms, years, judged))
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


IN_YEARS = Column(
    "in_years",
    "Số năm đạt",
    children=(
        Column("years", "Số năm xét", CellKind.NUMBER, width=7),
        Column("party_years", "Cấp ủy", CellKind.NUMBER, width=7),
        Column("government_years", "Chính quyền", CellKind.NUMBER, width=7),
        Column("both_years", "Cả hai", CellKind.NUMBER, width=7),
    ),
)
"""Of a sheet over several years: years met of years asked."""

FAILED = (
    Column("stt", "Stt", align=Align.CENTRE, width=5),
    Column("unit", "Đơn vị", width=26),
    Column("level", "Cấp", width=16),
    Column("party_failed", "Cấp ủy chưa đạt (đã tổ chức/quy định)", width=30),
    Column("government_failed", "Chính quyền chưa đạt (đã tổ chức/quy định)", width=30),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Unit by unit: held, required, years met; who failed when; numerator and denominator by level and by year."""
    counting, everybody = _everybody(store, asked)
    found = [c for c in everybody if c.unit.is_valid(asked.last)]
    shared = Shared(counting)
    words = {level: level_word(store.units, level, asked) for level in LEVELS}
    rows = tuple(_row(counting, shared, stt, c, words) for stt, c in enumerate(found, start=1))
    is_span = len(asked.years) > 1
    columns = (*COLUMNS[:-1], IN_YEARS, COLUMNS[-1]) if is_span else COLUMNS
    whole = share_of(found)
    levels = [level for level in LEVELS if any(c.unit.level == level for c in found)]
    shares = [Row({"level": words[level], **share_of([c for c in found if c.unit.level == level])}) for level in levels]
    shares.append(Row({"level": "Tổng", **whole}, style="total"))
    notes = [Note("Tính mọi đơn vị còn hoạt động vào ngày cuối kỳ; đơn vị chưa có số liệu coi là chưa đạt.")]
    if is_span:
        notes.append(Note("Xét từng năm: “Đạt” là đạt ở mọi năm được xét; năm này vượt không bù cho năm khác."))
    amounts = [a for c in found for held in c.amounts for a in held if a.value is not None]
    if any(a.rests_on_totals for a in amounts):
        notes.append(totals_note(all(a.rests_on_totals for a in amounts)))
    notes += coverage_note(counting.place, asked)
    none = [c.unit.name for c in found if not any(c.held)]
    notes += without_sessions_note(none)
    return Sheet(
        "head-coverage",
        f"Người đứng đầu tổ chức đối thoại theo quy định ({asked.span_label})",
        (
            Table(columns, rows),
            Table(SHARES, tuple(shares), "shares", "Tỷ lệ đạt"),
            *([Table(_BY_YEAR, tuple(_by_year(everybody, asked)), "years", "Tỷ lệ đạt từng năm")] if is_span else []),
            Table(FAILED, tuple(_failed(found, words)), "failed", "Đơn vị chưa đạt"),
            *notes,
        ),
        is_landscape=True,
        figures={**whole, "units_without_sessions": len(none)},
    )


_BY_YEAR = (Column("year", "Năm", align=Align.CENTRE, width=10), *SHARES[1:])


def _by_year(everybody: Sequence[Covered], asked: Asked) -> Iterator[Row]:
    """Each year as its own sheet tells it: the units that stood at its end."""
    for window in asked.windows:
        there = [c for c in everybody if window.year in c.years and c.unit.is_valid(window.last)]
        if there:
            yield Row({"year": window.year, **share_of(there, window.year)})


def _failed(found: Sequence[Covered], words: Mapping[str, str]) -> Iterator[Row]:
    """Units of which a head held too few in some year, and in which."""
    failing = [c for c in found if any(c.failed)]
    for stt, c in enumerate(failing, start=1):
        values: dict[str, Cell] = {"stt": stt, "unit": c.unit.name, "level": words[c.unit.level]}
        for place, head in enumerate(HEADS):
            told = (f"{year}: {_known(c.value(place, year))}/{c.norms[place]}" for year in c.failed[place])
            values[f"{head}_failed"] = "; ".join(told) or None
        yield Row(values, extra={"key": c.unit.key})


def _known(value: int | None) -> str:
    """Blank is not 0: nobody told."""
    return "chưa có số liệu" if value is None else str(value)


def share_of(found: Sequence[Covered], year: int = 0) -> dict[str, Cell]:
    """Numerators and denominators of all years or of one: Party heads, government heads, units where both met."""
    verdicts = [tuple(not f if not year else year not in f for f in c.failed) for c in found]
    met = {
        "party": sum(party for party, _government in verdicts),
        "government": sum(government for _party, government in verdicts),
        "both": sum(all(verdict) for verdict in verdicts),
    }
    told: dict[str, Cell] = {"units": len(found)}
    for key, count in met.items():
        told[f"{key}_met"] = count
        told[f"{key}_share"] = percent(count, len(found))
    return told


def _row(counting: Counting, shared: Shared, stt: int, c: Covered, words: Mapping[str, str]) -> Row:
    values: dict[str, Cell] = {"stt": stt, "unit": c.unit.name, "level": words[c.unit.level]}
    for place, head in enumerate(HEADS):
        values[head] = c.held[place]
        values[f"{head}_required"] = c.norms[place] * len(c.years)
        values[f"{head}_met"] = "x" if c.met[place] else None
        values[f"{head}_years"] = len(c.years) - len(c.failed[place])
    values["both_met"] = "x" if all(c.met) else None
    values["years"] = len(c.years)
    values["both_years"] = len(set(c.years) - set(c.failed[0]) - set(c.failed[1]))
    cells = dict(zip(HEADS, c.amounts, strict=True))
    return Row(values, sources=records_behind(cells, shared), extra={"key": c.unit.key, "level_code": c.unit.level})


REPORT = Report("head-coverage", N_("Người đứng đầu đối thoại theo quy định"), build)
