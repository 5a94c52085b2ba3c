"""Danh sách gọi hôm nay: units that need somebody, why, and whom to call there."""

from __future__ import annotations

from datetime import date

from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.sheet import Note, Row, Sheet, Table
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.upward.arrivals import CALLS
from dialogue_desk.reports.upward.office import office
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _


def build(store: Store, asked: Asked) -> Sheet:
    """Units directly below with a reason to call them today, the most urgent first."""
    today = date.fromisoformat(asked.today)
    lines = [line for line in office(store, today).lines if line.reasons]
    rows = tuple(
        Row(
            {
                "stt": number, "unit": store.units.name(line.unit), "why": line.told, "contact": line.contact or None,
                "phone": line.phone or None, "outcome": None,
            },
            extra={"key": line.unit, "code": ",".join(sorted(line.kinds))},
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip
    note = Note(_("Người liên hệ ghi ở Ai đã gửi (F2), hoặc do đơn vị tự ghi trong Thiết lập."))
    title = _("Danh sách cần gọi ngày {day}").format(day=screen_date(asked.today))
    table = Table(CALLS, rows, "calls")
    return Sheet("call-list", title, (table, note), subtitle=store.units.name(store.unit), is_landscape=True)


REPORT = Report("call-list", N_("Danh sách cần gọi hôm nay"), build, params=())
