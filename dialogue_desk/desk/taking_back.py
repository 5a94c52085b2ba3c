"""Packages that were merged here: which they are, whose they were, taking one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.received import MERGED
from dialogue_desk.desk.records import time_of
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import merging
from dialogue_desk.storage import blobs, driver, follow, machines, parcels, unerasing, unit_changes
from dialogue_desk.storage.parcels import Batch
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

MOST_NAMED = 3
"""People a question names; of more it says how many."""


@dataclass(frozen=True)
class Origin:
    """Whose a merged package was: unit, number of its machine there (0: unknown), who wrote its records, file, day."""

    package: str
    unit: str
    machine: int
    people: tuple[str, ...]
    file: str
    at: str

    def told(self, unit_name: str) -> str:
        """All of it in a phrase, for a question before the package is taken back."""
        named = ", ".join(self.people[:MOST_NAMED])
        if len(self.people) > MOST_NAMED:
            named = _("{names} và {count} người khác").format(names=named, count=len(self.people) - MOST_NAMED)
        parts = [
            unit_name,
            _("máy {number}").format(number=self.machine) if self.machine else "",
            _("người ghi {names}").format(names=named) if named else "",
            _("tệp {file}").format(file=self.file),
            _("nhận lúc {at}").format(at=f"{time_of(self.at):%H:%M %d/%m/%Y}"),
        ]
        return ", ".join(part for part in parts if part)


@tells_trouble
class TakingBack:
    """What can be done with packages that were merged."""

    _store: Store
    _back_up_before: Callable[[str], object]
    _report: Callable[[Change], None]

    def batches(self) -> list[Batch]:
        """Every package merged here, oldest first, also those undone."""
        return parcels.batches(self._store)

    def origin(self, package_id: str) -> Origin:
        """Whose a merged package was. DeskError for one that is not here, or no longer."""
        batch = self._need(package_id)
        number = machines.numbers(self._store).get(batch.sender, 0)
        people = tuple(parcels.people_of(self._store, batch.number))
        return Origin(batch.package, batch.unit, number, people, batch.file, batch.at)

    def kept_by_undo(self, package_id: str) -> list[tuple[str, str, str]]:
        """Records where a save that stays was made on top of what an undo takes away: they keep its values."""
        from dialogue_desk.storage import staging  # noqa: PLC0415 only asked before an undo

        batch = self._need(package_id)
        return sorted({key for key, _rev in staging.built_upon(self._store, batch.number)})

    def undo(self, package_id: str) -> list[tuple[str, str, str]]:
        """Take a merged package back exactly; returns the records that keep its values (see `kept_by_undo`)."""
        store = self._store
        try:
            batch = self._need(package_id)
            kept = self.kept_by_undo(package_id)
            self._back_up_before("merge")
            with driver.transaction(store.conn):
                merging.undo(store, batch.number)
                unerasing.undo(store, batch.number)
                if unit_changes.take_back(store, batch.number):
                    follow.rebuild(store)
                parcels.drop_quarantine(store, batch.number)
                parcels.put_batch(store, replace(batch, status="undone"))
                blobs.sweep(store)
        except driver.Error as error:
            store.after_trouble()
            raise driver.known_trouble(error, store.path) or error from error
        self._report(Change(frozenset(f.key for f in store.forms), (), "undo"))
        return kept

    def _need(self, package_id: str) -> Batch:
        fitting = [b for b in self.batches() if b.package.startswith(package_id)] if len(package_id) >= 8 else []
        if len(fitting) != 1:
            raise DeskError(
                _("Không có gói {package} trong các gói đã nhận.").format(package=package_id),
                either(_("Xem danh sách gói đã nhận ở Gửi, nhận số liệu."), _("Xem danh sách bằng lệnh packages.")),
                "no_package",
            )
        if fitting[0].status != MERGED:
            raise DeskError(_("Gói này đã được rút lại."), _("Không cần làm gì thêm."), "undone")
        return fitting[0]
