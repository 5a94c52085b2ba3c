"""Finding a unit by what a person types, in a small country of our own."""

from __future__ import annotations

import pytest

from dialogue_desk.domain.unit_search import UnitSearch
from dialogue_desk.domain.units import Unit, UnitTree

TREE = UnitTree(
    [
        Unit("7", "7", "Thành phố Bến Cát", "Thành phố", "city", names="2026-01-31 Tỉnh Bến Cát"),
        Unit("8", "8", "Tỉnh Đồi Thông", "Tỉnh", "city"),
        Unit("70@2023", "70", "Huyện An Bình", "Huyện", "district", "7", "", "2025-06-30"),
        Unit("701@2023", "701", "Xã Minh Đức", "Xã", "commune", "70@2023", "", "2025-06-30", "701@2025"),
        Unit("702@2023", "702", "Xã Bình An", "Xã", "commune", "70@2023", "", "2024-12-31", "701@2023;703@2023"),
        Unit("703@2023", "703", "Thị trấn An Bình", "Thị trấn", "commune", "70@2023", "", "2025-06-30", "703@2025"),
        Unit("701@2025", "701", "Phường Bạch Đằng", "Phường", "commune", "7", "2025-07-01"),
        Unit(
            "703@2025", "703", "Phường An Bình", "Phường", "commune", "7", "2025-07-01", names="2026-04-29 Xã An Bình"
        ),
        Unit("801@2025", "801", "Xã An Bình", "Xã", "commune", "8", "2025-07-01"),
    ]
)
SEARCH = UnitSearch(TREE)
TODAY = "2026-11-30"


def keys(text: str, on: str = "") -> list[str]:
    return [found.unit.key for found in SEARCH.find(text, on)]


def offered(text: str) -> list[tuple[str, str]]:
    return [(unit.key, was.key if was else "") for unit, was in SEARCH.offered(text, TODAY)]


def test_an_exact_name_stands_before_one_that_begins_so_and_today_before_yesterday() -> None:
    assert keys("an binh")[:3] == ["703@2025", "801@2025", "70@2023"]
    assert keys("an binh")[-2:] == ["702@2023", "701@2023"]  # both words in another order, then only the place


def test_every_word_must_stand_somewhere_and_the_place_tells_units_of_one_name_apart() -> None:
    assert keys("an binh doi thong") == ["801@2025"]
    assert keys("ĐỒI an bình") == ["801@2025"]
    assert keys("an binh nowhere") == []
    assert keys("inh") == []  # words are found by how they begin
    assert keys("  ") == []


def test_a_code_and_a_day() -> None:
    assert keys("701") == ["701@2025", "701@2023"]
    assert keys("701", "2024-06-01") == ["701@2023"]
    assert keys("binh an", "2025-01-01") == ["70@2023", "703@2023", "701@2023"]


def test_a_unit_is_shown_under_the_name_of_the_day() -> None:
    assert [f.unit.name for f in SEARCH.find("703", "2026-04-29")] == ["Xã An Bình"]
    assert [f.unit.name for f in SEARCH.find("703", "2026-04-30")] == ["Phường An Bình"]
    assert TREE["7"].on("2026-01-31") == TREE["7"]._replace(name="Tỉnh Bến Cát", type="Tỉnh")


def test_an_old_name_leads_to_what_it_became_over_two_changes_each_unit_once() -> None:
    assert offered("minh duc") == [("701@2025", "701@2023")]
    assert offered("binh an ben cat")[0] == ("703@2025", "")
    assert ("701@2025", "702@2023") in offered("binh an")
    assert [key for key, _was in offered("ben cat")] == ["7", "703@2025", "701@2025"]


def test_the_units_a_place_had_are_not_offered_for_the_place() -> None:
    assert offered("doi thong") == [("8", ""), ("801@2025", "")]


@pytest.mark.parametrize("text", ["x" * 500, "\t", "%", "an\nbinh", "\x00"])
def test_odd_texts_find_nothing_or_something(text: str) -> None:
    assert isinstance(keys(text), list)
