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


def test_months_of_every_unit_stand_beside_the_list_and_lead_back_to_it(
    sit: Callable[..., object], make_desk: Callable[..., Desk]
) -> None:
    desk = make_desk("31", "2023")
    seat = sit(desk, page="exchange")
    page = seat.window.findChild(ExchangePage)  # type: ignore[attr-defined]
    page.show_panel("board")
    board = page.panels["board"]
    board._view.set_value("months")
    board.look()
    assert board.months.isVisibleTo(board)
    assert not board.list.isVisibleTo(board)
    assert not board._period.isVisibleTo(board)
    lines = board.months.grid.months.lines
    below = [u for u in desk.units.subtree("31") if u.key != "31" and u.is_valid(desk.today().isoformat())]
    assert {u.key for u in below} <= {line.unit for line in lines}
    board._filter.setText(desk.units.name(below[-1].key))
    board._narrow()
    assert below[-1].key in {line.unit for line in board.months.grid.months.lines}
    assert len(board.months.grid.months.lines) < len(lines)
    board._filter.setText("")
    board._narrow()
    wanted = next(at for at, line in enumerate(board.months.grid.months.lines) if line.unit == below[-1].key)
    board.months.grid._open(wanted)
    assert board.list.isVisibleTo(board)
    assert board.current().unit == below[-1].key
