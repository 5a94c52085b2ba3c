"""Where things are: a record's way upward, which units sent, what is in quarantine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dialogue_desk.domain.ranges import find
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.arrivals import Arrival as Arrival
from dialogue_desk.reports.arrivals import board
from dialogue_desk.storage import carrying, parcels
from dialogue_desk.storage.parcels import Quarantined
from dialogue_desk.storage.saving import versions_of
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.unheld import unheld
from dialogue_desk.texts import N_, _

REASONS = {
    "foreign_unit": N_("Bản ghi của đơn vị ngoài phạm vi của bên gửi."),
    "unknown_writer": N_("Máy viết bản ghi chưa được đăng ký."),
    "revoked_writer": N_("Máy viết bản ghi đã bị thu hồi trước khi viết."),
    "wrong_writer": N_("Máy viết bản ghi không được viết cho đơn vị này."),
    "clock": N_("Đồng hồ của máy viết bản ghi chạy trước hơn một trăm năm."),
    "malformed": N_("Dòng dữ liệu không đúng dạng."),
    "unknown_form": N_("Loại bản ghi này cần bản mới hơn của chương trình."),
}
"""What a person reads for each reason of quarantine."""


@dataclass(frozen=True)
class Holder:
    """A unit above that holds a record as it is shown here, and since which day."""

    level: str
    unit: str
    on: str


@dataclass(frozen=True)
class SentIn:
    """A package a record went in; `receipt` is the day its receiver merged it."""

    package: str
    unit: str
    on: str
    receipt: str


class Whereabouts:
    """Answers that only look."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    def where(self, form_key: str, record_id: str, unit: str = "") -> tuple[list[SentIn], list[Holder]]:
        """Packages the record's present versions went in, and the units above that hold them all."""
        store = self._store
        form = store.form(form_key)
        owners = [unit] if unit else store.units_of(form_key, record_id)
        record = next((r for u in owners if (r := store.get(form_key, u, record_id))), None)
        if record is None:
            raise DeskError(
                _("Không có bản ghi nào mang mã {id}.").format(id=record_id), _("Tìm bằng lệnh search."), "no_record"
            )
        heads = set(record.rev.split("+"))
        saves = [v.stamp for v in versions_of(store, form, record.unit, record_id) if v.hash in heads]
        sent = [
            SentIn(s.package, s.unit, s.at[:10], s.receipt)
            for s in parcels.all_sent(store)
            if all(find(s.contents.get(k.de, ()), k.n) for k in saves)
        ]
        held: dict[str, list[str]] = {}
        for save in saves:
            for holder, day in carrying.holders_of(store, save.de, save.n):
                held.setdefault(holder, []).append(day)
        levels = store.units
        holders = [
            Holder(levels.level(u), u, max(days))
            for u, days in held.items()
            if len(days) == len(saves) and u != store.unit
        ]
        return sent, sorted(holders, key=lambda h: ("district", "city").index(h.level) if h.level != "commune" else -1)

    def unheld(self) -> int:
        """Records of this unit and those below that the unit above has not confirmed; 0 before an invitation came."""
        return (unheld(self._store) or 0) if self._store.meta("upper") else 0

    def quarantine(self) -> list[Quarantined]:
        """Every row of a package that was not taken, with the reason."""
        return parcels.quarantine(self._store)

    def reason(self, code: str) -> str:
        """What a reason of quarantine means."""
        return _(REASONS.get(code, code))

    def arrivals(self, year: int, due: str = "") -> list[Arrival]:
        """Every unit below that is valid in the year: whether it sent, and what is missing (see `board`)."""
        return board(self._store, year, due)
