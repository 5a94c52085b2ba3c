"""A session with twelve opinions, typed without touching the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from dialogue_desk.desk import Query
from tests.gui.conftest import Seat

SUBJECTS = (
    "dat dai",
    "giao thong",
    "moi truong",
    "an sinh",
    "y te",
    "giao duc",
    "nha o",
    "dat dai",
    "an ninh",
    "van hoa",
    "bau cu",
    "ton giao",
)


def type_session(seat: Seat) -> None:
    """The whole entry, key by key; the benchmark counts them."""
    seat.control(Qt.Key.Key_N)
    seat.enter("Đối thoại với nông dân thôn Đông")
    seat.enter("15/10")
    seat.enter("8h")
    seat.enter("1130")
    seat.enter("ch")  # chuyên đề
    seat.enter()  # trực tiếp
    seat.enter("Nhà văn hóa thôn Đông")
    seat.enter()  # tính cho: theo chức vụ
    seat.enter("Nguyễn Văn Thành")
    seat.enter("Chủ tịch UBND xã")
    seat.enter("86")
    seat.enter("40")
    seat.enter("10")
    seat.enter("4")
    for number, subject in enumerate(SUBJECTS, 1):
        seat.enter(f"Người thứ {number}")
        seat.enter("Đông")
        seat.enter(f"Ý kiến số {number} về việc chung")
        seat.enter(subject)
        seat.enter()  # đang xem xét
    seat.press(Qt.Key.Key_Escape)
    seat.control(Qt.Key.Key_S)


def test_session_with_twelve_opinions(sit: Callable[..., Seat]) -> None:
    seat = sit(page="sessions")
    type_session(seat)
    sessions = seat.desk.records.page("session", Query())
    assert len(sessions) == 1
    values = sessions[0].values
    assert values["title"] == "Đối thoại với nông dân thôn Đông"
    assert (values["held_on"], values["start_time"], values["end_time"]) == ("2026-10-15", "08:00", "11:30")
    assert (values["kind"], values["count_for"]) == ("thematic", "government")
    assert (values["participants"], values["participants_female"]) == (86, 40)
    opinions = seat.desk.records.page("opinion", Query(order="created_at"))
    assert len(opinions) == 12
    assert [o.values["source_id"] for o in opinions] == [sessions[0].id] * 12
    assert opinions[0].values["subject"] == "land"
    assert opinions[6].values["subject"] == "housing"
    first = seat.desk.records.get("opinion", opinions[0].id)
    assert first is not None
    assert first.values["speaker_name"] == "Người thứ 1"
    assert first.values["side"] == "government"
