"""What is offered while typing, and what a person entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.phrases import LONGEST, MOST
from dialogue_desk.errors import DeskError

SESSION = {"title": "Đối thoại", "mode": "in_person", "count_for": "party"}


def session(desk: Desk, place: str, on: str = "2026-05-01") -> str:
    return desk.records.save("session", {**SESSION, "held_on": on, "place": place}).id


def test_places_are_found_without_accents_the_commonest_first(desk: Desk) -> None:
    for place in ("Nhà văn hóa thôn Đông", "Hội trường UBND", "Nhà văn hóa thôn Đông", "Đường trục xã"):
        session(desk, place)
    found = desk.suggestions.matching
    assert desk.suggestions.words("session", "place")[0] == "Nhà văn hóa thôn Đông"
    assert found("session", "place", "duong") == ["Đường trục xã"]
    assert found("session", "place", "thon dong") == ["Nhà văn hóa thôn Đông"]
    assert found("session", "place", "xyz") == []


def test_exact_accents_and_beginnings_rank_first(desk: Desk) -> None:
    for place in ("Sân đình làng Đông", "Đông Hải", "Dông Tây", "Dông Tây"):
        session(desk, place)
    assert desk.suggestions.matching("session", "place", "đông") == ["Đông Hải", "Sân đình làng Đông", "Dông Tây"]


def test_names_come_from_the_registers_in_force(desk: Desk) -> None:
    desk.records.save("agency", {"name": "Phòng Kinh tế", "kind": "resolver"})
    desk.records.save("agency", {"name": "Hội Phụ nữ", "kind": "contributor"})
    desk.records.save("agency", {"name": "Phòng đã giải thể", "kind": "both", "valid_to": "2025-06-30"})
    assert desk.suggestions.words("action", "agency") == ["Phòng Kinh tế"]
    assert desk.suggestions.words("feedback", "contributor_name") == ["Hội Phụ nữ"]


def test_a_new_record_is_offered_at_once_and_other_units_are_not(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk("313")
    session(desk, "Hội trường quận")
    assert desk.suggestions.words("session", "place") == ["Hội trường quận"]
    below = next(unit for unit in desk.units.units if desk.units.is_below(unit, desk.unit) and unit != desk.unit)
    desk.records.save("session", {**SESSION, "held_on": "2026-05-01", "place": "Nơi của xã"}, unit=below)
    session(desk, "Sân vận động")
    assert set(desk.suggestions.words("session", "place")) == {"Hội trường quận", "Sân vận động"}


def test_citizens_are_never_offered(desk: Desk) -> None:
    told = {"text": "Đèn hỏng", "speaker_name": "Trần Thị Mùi", "subject": "infrastructure", "side": "government",
            "competence": "commune", "received_on": "2026-05-01"}  # fmt: skip
    desk.records.save("opinion", told)
    assert desk.suggestions.words("opinion", "speaker_name") == []
    assert desk.suggestions.words("opinion_personal", "speaker_name") == []


def test_the_position_is_that_of_the_day(desk: Desk) -> None:
    name = "Nguyễn Văn Thành"
    old = {"name": name, "position": "Phó Chủ tịch UBND", "host_role": "other", "valid_to": "2026-03-31"}
    new = {"name": name, "position": "Chủ tịch UBND", "host_role": "government", "valid_from": "2026-04-01"}
    desk.records.save("official", old)
    desk.records.save("official", new)
    assert desk.suggestions.position_of("nguyen van thanh", "2026-03-31") == "Phó Chủ tịch UBND"
    assert desk.suggestions.position_of(name, "2026-04-01") == "Chủ tịch UBND"
    assert desk.suggestions.position_of("Ai khác", "2026-04-01") == ""


def test_a_record_counts_once_however_often_it_is_saved(desk: Desk) -> None:
    first = session(desk, "A")
    session(desk, "B")
    desk.records.change("session", first, {"place": "C"})
    desk.person = "Người khác"
    session(desk, "D")
    # The saves carry the machine's clock, the desk its own day: both are put on one day here.
    desk.suggestions._today = lambda: (datetime.now(UTC) + timedelta(hours=7)).date()
    counted = desk.suggestions.entered("Phạm Thị Hạnh")
    assert (counted.today, counted.week) == (2, 2)
    assert desk.suggestions.entered("Người khác").week == 1


def test_phrases_keep_order_and_limits(desk: Desk) -> None:
    phrases = desk.phrases
    for number in range(MOST + 5):
        phrases.keep(f"Đoạn {number}")
    assert len(phrases.find()) == MOST
    phrases.keep("Đoạn 10")
    assert phrases.find()[0] == "Đoạn 10"
    assert phrases.find("doan 204") == ["Đoạn 204"]
    for wrong in ("  ", "x" * (LONGEST + 1)):
        with pytest.raises(DeskError):
            phrases.keep(wrong)


def test_a_spoiled_preference_is_no_trouble(desk: Desk) -> None:
    for spoiled in ("{", "3", '{"a": 1}', '[1, "ok"]'):
        desk.prefer("phrases", spoiled)
        assert desk.phrases.find() in ([], ["ok"])
