"""Use case of the home page: tiles, the obligations behind theirs, alerts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.obligations import Obligation
from dialogue_desk.reports.follow import tiles
from dialogue_desk.reports.follow.tiles import Alert, Tile
from dialogue_desk.storage.store import Store

__all__ = ["Alert", "Home", "Tile"]


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

    def alerts(self, unit: str = "") -> list[Alert]:
        """The source's weaknesses that show here now."""
        return tiles.alerts_of(self._store, unit or self._store.unit, self._today())
