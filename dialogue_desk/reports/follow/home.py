"""Home as a sheet: the tiles, the most overdue petitions, what is owed, and the alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Figure, Figures, Note, Row, Sheet, Source, Table
from dialogue_desk.reports.follow.obligations import COLUMNS, obligation_rows
from dialogue_desk.reports.follow.tiles import Tile, alerts_of, tiles, waiting
from dialogue_desk.reports.report import UNIT, Asked, Report
from dialogue_desk.storage import follow, registry
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

MOST_OVERDUE = 10
MOST_FIRST = "julianday(coalesce(suspended_on, ?)) - julianday(due_on) DESC, rid"
"""The most overdue first (parameter: today); the clock of a suspended petition stands since its suspension."""

PETITIONS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, width=5),
    Column("text", N_("Nội dung"), width=45),
    Column("lead_agency", N_("Cơ quan chủ trì"), width=20),
    Column("due_on", N_("Hạn"), CellKind.DATE, Align.CENTRE, width=11),
    Column("overdue_days", N_("Quá hạn (ngày)"), CellKind.NUMBER, width=10),
)
OF_UNIT = Column("unit", N_("Đơn vị"), width=16)


def columns_for(store: Store, unit: str) -> tuple[Column, ...]:
    """Whose petition it is stands beside it where there are units below."""
    has_below = len(registry.scope_of(store, unit)) > 1
    return (PETITIONS[0], OF_UNIT, *PETITIONS[1:]) if has_below else PETITIONS


ALERTS = (Column("alert", N_("Cần chú ý"), width=90),)


def build(store: Store, asked: Asked) -> Sheet:
    """The home of a unit today."""
    today = date.fromisoformat(asked.today)
    owed = waiting(store, asked.unit, today)
    alerts = tuple(
        Row({"alert": a.text}, extra={"code": a.key, "count": a.count}) for a in alerts_of(store, asked.unit, today)
    )
    return Sheet(
        "home",
        _("Việc hôm nay"),
        (
            Figures(tuple(_figure(tile) for tile in tiles(store, asked.unit, today))),
            Table(
                columns_for(store, asked.unit),
                tuple(overdue_rows(store, asked.unit, today)),
                "overdue",
                _("Kiến nghị quá hạn lâu nhất"),
            ),
            Table(COLUMNS, tuple(obligation_rows(store, owed)), "obligations", _("Nghĩa vụ đến kỳ và quá hạn")),
            Table(ALERTS, alerts, "alerts", _("Cần chú ý")),
            Note(_("Số liệu đến ngày {day}.").format(day=screen_date(asked.today))),
        ),
        subtitle=store.units.name(asked.unit),
        is_landscape=True,
    )


def _figure(tile: Tile) -> Figure:
    against = _("trên {count} phải có").format(count=tile.required) if tile.key.startswith("sessions_") else ""
    hint = ". ".join(part for part in (against, tile.hint) if part)
    return Figure(tile.key, tile.label, tile.value, hint=hint, tone=tile.tone)


def overdue_count(store: Store, unit: str, today: date) -> int:
    """How many petitions of a unit and those below it are past their deadline today."""
    return follow.count(store, *_overdue(store, unit, today))


def overdue_rows(store: Store, unit: str, today: date) -> list[Row]:
    """The petitions most overdue today."""
    where, given = _overdue(store, unit, today)
    keys = follow.find(store, where, (*given, today.isoformat()), MOST_FIRST, MOST_OVERDUE)
    states = follow.states_of(store, keys)
    return rows_of(store, {key: states[key] for key in keys}, today)


def _overdue(store: Store, unit: str, today: date) -> tuple[str, tuple[str, ...]]:
    where, given = follow.is_overdue(today)
    below = () if unit == store.unit else tuple(sorted(registry.shown_under(store, unit)))
    if not below:
        return where, given
    return f"{where} AND unit IN ({','.join('?' for _u in below)})", (*given, *below)


def rows_of(store: Store, states: Mapping[follow.Key, PetitionState], today: date) -> list[Row]:
    """Overdue petitions in their order, as a table shows them; their states are those of the day."""
    rows = []
    for number, (key, state) in enumerate(states.items(), start=1):
        record = store.get("opinion", *key)
        assert record is not None
        values: dict[str, Cell] = {
            "stt": number, "unit": store.units.name(key[0]), "text": str(record.values.get("text") or ""),
            "lead_agency": state.lead_agency or None,
            "due_on": state.due_by(today), "overdue_days": state.overdue_days(today),
        }  # fmt: skip
        rows.append(Row(values, sources={"overdue_days": (Source("opinion", (key,)),)}, extra={"key": key[0]}))
    return rows


REPORT = Report("home", N_("Việc hôm nay"), build, params=(UNIT,))
