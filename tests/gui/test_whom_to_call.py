"""Who is direct: a unit further down is called, and reminded of, by the unit between."""

from __future__ import annotations

from collections.abc import Callable

from dialogue_desk.desk import Desk
from dialogue_desk.desk.whereabouts import Arrival
from dialogue_desk.gui.pages.exchange.page import ExchangePage


def test_only_units_directly_below_are_to_be_called(
    sit: Callable[..., object], make_desk: Callable[..., Desk], monkeypatch: object
) -> None:
    """A silent district is called by the city, a silent commune of it by the district; the reminder counts alike."""
    desk = make_desk("31", "2023")
    district = desk.units.children("31")[0].key
    commune = desk.units.children(district)[0].key
    silent = [Arrival(unit, "silent", "", (), 1) for unit in (district, commune)]
    seat = sit(desk, page="exchange")
    page = seat.window.findChild(ExchangePage)  # type: ignore[attr-defined]
    page.show_panel("board")
    board = page.panels["board"]
    board._show((silent, []))
    assert [entry.unit for entry in board._fitting("call")] == [district]
    assert {entry.unit for entry in board._fitting("silent")} == {district, commune}
    monkeypatch.setattr(desk.whereabouts, "arrivals", lambda *_asked, **_more: silent)  # type: ignore[attr-defined]
    desk.records.save("settings", {**desk.records.settings(), "report_periods": ("quarter",)})
    reminder = desk.whereabouts.reminder()
    assert reminder is not None
    assert reminder.silent == 1
