"""Who may write records of which unit at this desk."""

from __future__ import annotations

from dialogue_desk.errors import DeskError
from dialogue_desk.storage import registry
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


class Rights:
    """A desk writes for its unit, for units below without a desk of their own, and for units its unit took over."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, unit: str) -> None:
        """DeskError when records of `unit` are read-only here.

        Writing for another unit the first time is noted, so that the registry
        tells every receiver that this desk may.
        """
        store = self._store
        if unit == store.unit:
            return
        if not self.writes_for(unit):
            raise DeskError(
                _("Bản ghi của {unit} chỉ đọc được ở đây.").format(unit=store.units.name(unit)),
                _("Đơn vị ấy sửa trên máy của mình rồi gửi lên."),
                "foreign_unit",
            )
        if registry.rights(store).get((store.desk, unit)) != "":
            registry.grant(store, store.desk, unit)
            registry.changed(store)

    def writes_for(self, unit: str) -> bool:
        """Whether this desk enters records for a unit that is not its own."""
        store = self._store
        if store.unit in registry.takeovers(store).get(unit, ()):
            return True
        return unit in store.units and store.units.is_below(unit, store.unit) and not self.has_desk(unit)

    def units(self) -> list[str]:
        """Every unit, not its own, that this desk enters records for now."""
        return registry.written_for(self._store)

    def has_desk(self, unit: str) -> bool:
        """Whether a unit has a trusted desk of its own."""
        return registry.has_trusted(self._store, unit)
