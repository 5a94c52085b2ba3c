"""Where things are: a record's way upward, which units sent, what is in quarantine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.obligations import last_reported
from dialogue_desk.domain.ranges import find
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.upward.arrivals import Arrival as Arrival
from dialogue_desk.reports.upward.arrivals import Due, board, due_of
from dialogue_desk.reports.upward.arrivals import answer_told as answer_told
from dialogue_desk.reports.upward.arrivals import gaps_told as gaps_told
from dialogue_desk.reports.upward.office import Line, months_of
from dialogue_desk.storage import carrying, collector, parcels
from dialogue_desk.storage.owed import settings_of, shown
from dialogue_desk.storage.parcels import Quarantined as Quarantined
from dialogue_desk.storage.parcels import Refused
from dialogue_desk.storage.saving import versions_of
from dialogue_desk.storage.seals import origin_of
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.unheld import unheld
from dialogue_desk.texts import N_, _, either

REASONS = {
    "foreign_unit": N_("Bản ghi của đơn vị ngoài phạm vi của bên gửi."),
    "unknown_writer": N_("Máy viết bản ghi chưa được đăng ký."),
    "revoked_writer": N_("Máy viết bản ghi đã bị thu hồi trước khi viết."),
    "wrong_writer": N_("Máy viết bản ghi không được viết cho đơn vị này."),
    "not_signed_by_writer": N_("Dòng không có chữ ký của máy mang tên nó: đã bị sửa hoặc viết thay dọc đường."),
    "clock": N_("Đồng hồ của máy viết bản ghi chạy trước hơn một trăm năm."),
    "malformed": N_("Dòng dữ liệu không đúng dạng."),
    "too_long": N_("Một ô chữ của bản ghi dài quá mức nhận được."),
    "unknown_form": N_("Loại bản ghi này cần bản mới hơn của chương trình."),
}
"""What a person reads for each reason of quarantine."""

STEPS = {
    "foreign_unit": N_("Đề nghị đơn vị có bản ghi này tự gửi gói của mình."),
    "unknown_writer": N_("Tin máy đã viết (Máy được kết nối), hoàn tác gói rồi nhận lại."),
    "revoked_writer": N_("Hỏi đơn vị: bản ghi đúng thì nhập lại trên máy đang dùng; không thì bỏ qua."),
    "wrong_writer": N_("Đơn vị mới thay đơn vị cũ thì ghi ở Máy được kết nối, rồi hoàn tác gói và nhận lại."),
    "not_signed_by_writer": N_("Hỏi đơn vị có bản ghi: đúng thì đơn vị ấy gửi lại tất cả; không thì báo cấp trên."),
    "too_long": N_("Đề nghị đơn vị có bản ghi rút ngắn ô chữ rồi gửi lại."),
    "malformed": N_("Đề nghị bên gửi cập nhật chương trình rồi tạo tệp gửi mới."),
    "unknown_form": N_("Cập nhật chương trình, hoàn tác gói rồi nhận lại."),
}
"""What to do about each reason."""


SENDER_STEPS = {
    "foreign_unit": N_("Bản ghi của đơn vị khác: đề nghị đơn vị ấy tự gửi gói của mình."),
    "unknown_writer": N_("Đọc mã nhận diện của máy đã viết cho cấp trên để họ tin máy, rồi gửi lại."),
    "revoked_writer": N_("Nhập lại bản ghi trên máy đang dùng; máy bị thu hồi nhầm thì xin tệp kết nối mới."),
    "wrong_writer": N_("Đơn vị ấy đã có máy riêng: để đơn vị ấy tự ghi, hoặc hỏi cấp trên về sáp nhập."),
    "not_signed_by_writer": N_("Gửi lại tất cả để chữ ký đi cùng; bản ghi không phải của đơn vị thì báo cấp trên."),
    "clock": N_("Chỉnh ngày giờ của máy, mở bản ghi, lưu lại, rồi gửi."),
    "too_long": N_("Mở bản ghi, rút ngắn ô chữ quá dài, lưu rồi gửi lại."),
    "malformed": N_("Cập nhật chương trình ở máy này rồi gửi lại tất cả."),
    "unknown_form": N_("Đề nghị cấp trên cập nhật chương trình, rồi gửi lại."),
}
"""What the unit whose row is kept above can do about each reason."""


@dataclass(frozen=True)
class Kept:
    """A row that a unit above keeps in quarantine: what it says of it, and what to do here."""

    row: Refused
    message: str
    step: str


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


@dataclass(frozen=True)
class Reminder:
    """How many units below are silent about a period, and the last day they had (ISO)."""

    period: str
    silent: int
    due: str


@tells_trouble
class Whereabouts:
    """Answers; and the one thing noted here, whom to call."""

    def __init__(self, store: Store, records: Records, today: Callable[[], date]) -> None:
        self._store = store
        self._records = records
        self._today = today

    def where(self, form_key: str, record_id: str, unit: str = "") -> tuple[list[SentIn], list[Holder]]:
        """Packages the record's present versions went in, and the units above that hold them all."""
        store = self._store
        form = store.form(form_key)
        owners = [unit] if unit else store.units_of(form_key, record_id)
        record = next((r for u in owners if (r := store.get(form_key, u, record_id))), None)
        if record is None:
            raise DeskError(
                _("Không có bản ghi nào mang mã {id}.").format(id=record_id),
                either(_("Tìm ở ô tìm kiếm (Ctrl+F)."), _("Tìm bằng lệnh search.")),
                "no_record",
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

    def origins(self, form_key: str, record_id: str, unit: str = "") -> dict[str, str]:
        """By revision, of a record's versions whose writer is particular: "entered" by another unit, "unsigned".

        The others were made by a desk of the record's unit, under its signature or here.
        """
        store, form = self._store, self._store.form(form_key)
        owners = [unit] if unit else store.units_of(form_key, record_id)
        found = {
            v.hash: origin_of(store, v.unit, v.stamp, v.hash)
            for owner in owners
            for part in (form, form.sibling)
            for v in (versions_of(store, part, owner, record_id) if part else ())
        }
        return {rev: origin for rev, origin in found.items() if origin}

    def unheld(self) -> int:
        """Records of this unit and those below that the unit above has not confirmed; 0 before an invitation came."""
        return (unheld(self._store) or 0) if self._store.meta("upper") else 0

    def quarantine(self) -> list[Quarantined]:
        """Every row of a package that was not taken, with the reason."""
        return parcels.quarantine(self._store)

    def quarantined(self) -> int:
        """How many rows of packages were not taken."""
        return parcels.quarantine_count(self._store)

    def kept_above(self) -> list[Kept]:
        """Rows of this unit and those below that units above keep in quarantine, as they told last."""
        return [
            Kept(row, self.reason(row.reason), _(SENDER_STEPS.get(row.reason, STEPS.get(row.reason, ""))))
            for row in parcels.refusals(self._store)
        ]

    @staticmethod
    def line_told(row: Quarantined) -> tuple[str, str, dict[str, Any]]:
        """Who wrote a row that was not taken, when, and what it says; empty where it cannot be read."""
        try:
            body = json.loads(json.loads(row.line)[9])
            return str(body["by"]), str(body["at"]), dict(body["v"])
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            return "", "", {}

    def reason(self, code: str) -> str:
        """What a reason of quarantine means."""
        return _(REASONS.get(code, code))

    def step(self, code: str) -> str:
        """What to do about a reason of quarantine."""
        return _(STEPS[code]) if code in STEPS else ""

    def arrivals(self, year: int, due: str = "", period: str = "") -> list[Arrival]:
        """Every unit below that is valid in the year: whether it sent, and what is missing (see `board`)."""
        with collector.at_rest():
            return board(self._store, year, due, self.due(period) if period else Due())

    def months(self, year: int) -> tuple[tuple[str, ...], tuple[Line, ...]]:
        """Which month of a year each unit below sent: the months that have ended, and the units, the worst first."""
        with collector.at_rest():
            return months_of(self._store, year, self._today())

    def due(self, period: str) -> Due:
        """Since when packages count for a period, and until when they are in time."""
        return due_of(self._store, period)

    def reminder(self) -> Reminder | None:
        """Units directly below that have not sent the figures of the newest period that ended; None when all have."""
        period = last_reported(settings_of(self._store, self._store.unit), self._today())
        if period is None or not self._store.units.children(self._store.unit):
            return None
        # A year ends with its last quarter: the same days, and the board names it so.
        key = f"{period.key}-Q4" if len(period.key) == 4 else period.key
        expected = [
            a
            for a in self.arrivals(period.last.year, period=key)
            if a.status == "silent" and (a.desks or a.is_invited) and self._is_direct(a.unit)
        ]
        return Reminder(key, len(expected), self.due(key).last) if expected else None

    def _is_direct(self, unit: str) -> bool:
        return self._store.units[unit].parent == self._store.unit

    def contact(self, unit: str) -> Record | None:
        """What this unit noted of whom to call in a unit below."""
        return next(iter(shown(self._store, "agency", self._store.unit, " AND below_unit = ?", (unit,))), None)

    def note_contact(self, unit: str, name: str, phone: str) -> Record:
        """Note whom to call in a unit below: a line of this unit's own list of agencies."""
        held = self.contact(unit)
        values: Values = {"contact_name": name.strip() or None, "contact_phone": phone.strip() or None}
        if held is None:
            values |= {"name": self._store.units.name(unit), "kind": "resolver", "below_unit": unit}
        return self._records.save("agency", values, held.id if held else "", base_rev=held.rev if held else None)
