"""Use case of the home page: tiles, the obligations behind theirs, alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.obligations import Obligation
from dialogue_desk.reports.follow import tiles
from dialogue_desk.reports.follow.tiles import Alert, Tile
from dialogue_desk.reports.upward.office import REASONS as REASONS
from dialogue_desk.reports.upward.office import Line, Office, office
from dialogue_desk.storage import collector, follow
from dialogue_desk.storage.store import Store

__all__ = ["REASONS", "Alert", "Home", "Line", "Office", "Tile"]


@tells_trouble
class Home:
    """What a secretary needs in ten seconds. Each tile's figure is the count of the list it leads to."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    def tiles(self, unit: str = "") -> tuple[Tile, ...]:
        """The tiles of a unit (default: this one) today."""
        return tiles.tiles(self._store, unit or self._store.unit, self._today())

    def waiting(self, unit: str = "") -> list[Obligation]:
        """The obligations behind the tile `obligations_due`: due or overdue."""
        return tiles.waiting(self._store, unit or self._store.unit, self._today())

    def due_today(self) -> int:
        """How many things of this desk end today: obligations, and petitions by their deadline."""
        return tiles.due_on(self._store, self._store.unit, self._today())

    def office(self, mine: Mapping[str, int] | None = None) -> Office:
        """What the units directly below need today; `mine`: conflicts by unit that this desk may decide."""
        with collector.at_rest():
            return office(self._store, self._today(), mine)

    def by_agency(self, units: Sequence[str] = ()) -> list[tuple[str, int, int]]:
        """Who has the open petitions of these units (none: of all), those with late ones first.

        Of each agency ("" nobody yet): its name, how many it has, how many of them are past their deadline.
        """
        return follow.open_by_agency(self._store, units, self._today().isoformat())

    def alerts(self, unit: str = "") -> list[Alert]:
        """The source's weaknesses that show here now."""
        return tiles.alerts_of(self._store, unit or self._store.unit, self._today())
