"""Letterheads: the two header families and the Front's, numbers, places, signers, margins, recipients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.reports.found import clock, small_count
from dialogue_desk.reports.letters.heading import letterhead
from tests.reports.filled import empty_desk


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """A ward's desk with its settings as they come."""
    made = empty_desk(data_dir)
    yield made
    made.close()


def settle(desk: Desk, **given: object) -> None:
    """Change some settings."""
    desk.records.save("settings", {**desk.records.settings(), **given})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("family", "upper", "issuer", "number", "on_behalf", "prose"),
    [
        ("party", "Đảng bộ Thành phố Hải Phòng", "Đảng ủy phường Hồng Bàng", "Số …-BC/ĐU", "T/M Đảng ủy",
         "Đảng ủy phường Hồng Bàng"),
        ("state", "", "Ủy ban nhân dân\nPhường Hồng Bàng", "Số: …/BC-UBND", "TM. Ủy ban nhân dân",
         "Ủy ban nhân dân phường Hồng Bàng"),
        ("front", "Mặt trận Tổ quốc Việt Nam\nPhường Hồng Bàng", "Ban Thường trực", "Số: …/BC-MTTQ-BTT",
         "TM. Ban Thường trực", "Ủy ban Mặt trận Tổ quốc Việt Nam phường Hồng Bàng"),
    ],
)  # fmt: skip
def test_families(desk: Desk, family: str, upper: str, issuer: str, number: str, on_behalf: str, prose: str) -> None:
    """Each family has its own lines, number and signature."""
    settle(desk, header_family=family)
    head = letterhead(desk.store, desk.unit)
    heading = head.heading("BC", on="2026-02-03")
    assert (heading.family, heading.upper, heading.issuer, heading.number) == (family, upper, issuer, number)
    assert heading.place_date == "Hồng Bàng, ngày 03 tháng 02 năm 2026"
    assert head.signature().on_behalf == on_behalf
    assert head.issuer == prose


@pytest.mark.parametrize(
    ("family", "given", "written"),
    [
        ("party", "7", "Số 07-TB/ĐU"),
        ("party", "12-TB/ĐU", "Số 12-TB/ĐU"),
        ("state", "7", "Số: 07/TB-UBND"),
        ("state", "12/TB-UBND", "Số: 12/TB-UBND"),
    ],
)
def test_numbers(desk: Desk, family: str, given: str, written: str) -> None:
    """A bare number gets its kind and issuer; the Party's has no colon."""
    assert letterhead(desk.store, desk.unit, family).number("TB", given) == written


def test_a_draft_until_numbered(desk: Desk) -> None:
    """Documents whose number the desk keeps are drafts until they have one; others are numbered by hand."""
    head = letterhead(desk.store, desk.unit)
    assert head.heading("TB", None, is_numbered_here=True).is_draft
    assert not head.heading("TB", "7", is_numbered_here=True).is_draft
    assert not head.heading("GM").is_draft


def test_settings_feed_the_sheet(desk: Desk) -> None:
    """Subtree, signer, recipients and margins of the settings stand on every sheet that is sent."""
    settle(
        desk, place_name="Vĩnh Bảo", signer_position="Phó Chủ tịch", signer_name="Trần Ễn", margin_left=35,
        recipients="Thường trực HĐND;\n\nLưu: VT.",
    )  # fmt: skip
    sheet = desk.reporting.build("periodic-report", {"period": "2026-Q1"})
    assert sheet.heading.place_date.startswith("Vĩnh Bảo, ngày …")
    assert (sheet.signatures[0].position, sheet.signatures[0].name) == ("Phó Chủ tịch", "Trần Ễn")
    assert sheet.recipients == ("Thường trực HĐND;", "Lưu: VT.")
    assert sheet.margins == (20, 15, 20, 35)
    assert all(attached.margins == sheet.margins for attached in sheet.attached)
    assert desk.reporting.build("opinion-slip", {}).margins == (14, 12, 12, 16), "a slip on A5 is not filed"


def test_counts_and_hours_in_prose() -> None:
    """Small counts with a zero, large ones with dots, room for the pen where nothing is known."""
    assert [small_count(n) for n in (0, 2, 15, 1234, None)] == ["0", "02", "15", "1.234", "……"]
    assert [clock(t) for t in ("08:05", None)] == ["08 giờ 05", "…… giờ ……"]


def test_the_number_tells_the_family(desk: Desk) -> None:
    """A notice numbered by the Party's office has the Party's heading, signed by who was in the chair."""
    session = desk.records.save("session", {
        "held_on": "2026-03-02", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
        "place": "Đình", "count_for": "party", "chair_name": "Phạm Hạnh", "conclusion_number": "21-TB/ĐU",
    })  # fmt: skip
    settle(desk, header_family="state", signer_name="Trần Ễn", signer_position="Chủ tịch")
    sheet = desk.reporting.build("conclusion-notice", {"id": session.id})
    assert (sheet.heading.family, sheet.heading.number) == ("party", "Số 21-TB/ĐU")
    assert (sheet.signatures[0].position, sheet.signatures[0].name) == ("Bí thư", "Phạm Hạnh")
    desk.records.change("session", session.id, {"conclusion_number": "21/TB-UBND"})
    sheet = desk.reporting.build("conclusion-notice", {"id": session.id})
    assert (sheet.heading.family, sheet.heading.number) == ("state", "Số: 21/TB-UBND")
    assert sheet.signatures[0].name == "Trần Ễn"


def test_minutes_tell_only_what_was_said_there(desk: Desk) -> None:
    """An answer decided on a later day is not in the minutes; a request is named once."""
    session = desk.records.save("session", {
        "held_on": "2026-03-02", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
        "place": "Đình", "count_for": "party",
    })  # fmt: skip
    for text, decided_on in (("Cống tắc", "2026-03-02"), ("Đèn hỏng", "2026-03-09")):
        desk.records.save("opinion", {
            "source_form": "session", "source_id": session.id, "source_unit": session.unit, "kind": "petition",
            "side": "party", "text": text, "request": "Đề nghị sửa", "subject": "land", "disposition": "accepted",
            "action_text": f"Trả lời về {text}", "decided_on": decided_on,
        })  # fmt: skip
    said = [block.text for block in desk.reporting.build("minutes", {"id": session.id}).blocks]  # type: ignore[union-attr]
    assert "1. Một người dân: Cống tắc. Đề nghị sửa." in said
    assert "Trả lời: Trả lời về Cống tắc." in said
    assert not any("Trả lời về Đèn hỏng" in line for line in said)
