"""Petitions are found by words of their subject and of the agency that has them, beside words of their texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue_desk.desk import Desk, Query
from dialogue_desk.storage import word_hits
from tests.exchange.world import COMMUNE, OPINION


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk.init(tmp_path, COMMUNE, "2023", person="A")
    for text, subject, agency in (
        ("Ngõ 5 ngập nước", "urban", "Phòng Quản lý đô thị"),
        ("Sổ đỏ chậm cấp", "land", "Phòng Tài nguyên và Môi trường"),
        ("Bãi rác gần trường học", "environment", "Công an phường"),
        ("Chưa ai nhận", "land", ""),
    ):
        record = made.records.save("opinion", {**OPINION, "text": text, "subject": subject})
        if agency:
            made.petitions.take(record.id, "assign", {"agency": agency})
    return made


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("đất đai", {"Sổ đỏ chậm cấp", "Chưa ai nhận"}),
        ("dat dai", {"Sổ đỏ chậm cấp", "Chưa ai nhận"}),
        ("công an", {"Bãi rác gần trường học"}),
        ("rác công an", {"Bãi rác gần trường học"}),
        ("rác đất đai", set()),
        ("sổ tài nguyên", {"Sổ đỏ chậm cấp"}),
        ("đất tài nguyên", {"Sổ đỏ chậm cấp"}),
        ("môi trường", {"Sổ đỏ chậm cấp", "Bãi rác gần trường học"}),
        ("môi trường rác công an phường", {"Bãi rác gần trường học"}),
        ("ngập", {"Ngõ 5 ngập nước"}),
        ("không có gì như thế", set()),
        ("", {"Ngõ 5 ngập nước", "Sổ đỏ chậm cấp", "Bãi rác gần trường học", "Chưa ai nhận"}),
    ],
)
def test_words_of_subject_and_agency_find(desk: Desk, words: str, found: set[str]) -> None:
    listed = desk.records.page("opinion", Query(text=words), 0, 50)
    assert {str(r.values["text"]) for r in listed} == found
    assert desk.records.count("opinion", Query(text=words)) == len(found)
    if words:
        hits = desk.records.search(words, "opinion", 50)
        assert {desk.records.need("opinion", h.id, h.unit).values["text"] for h in hits if h.form == "opinion"} == found


def test_filters_hold_and_a_new_agency_is_known_at_once(desk: Desk) -> None:
    land = desk.records.page("opinion", Query(text="đất"), 0, 9)
    assert len(land) == 2
    assert len(desk.records.page("opinion", Query(text="đất", equal={"petition_status": "new"}), 0, 9)) == 1
    assert desk.records.page("opinion", Query(text="thanh tra"), 0, 9) == []
    unassigned = next(r for r in land if r.values["text"] == "Chưa ai nhận")
    desk.petitions.take(unassigned.id, "assign", {"agency": "Thanh tra thành phố"})
    assert [r.id for r in desk.records.page("opinion", Query(text="thanh tra"), 0, 9)] == [unassigned.id]
    desk.records.delete("opinion", unassigned.id)
    assert desk.records.page("opinion", Query(text="thanh tra"), 0, 9) == []
    assert all(h.id != unassigned.id for h in desk.records.search("thanh tra", "opinion", 9))


def test_many_words_are_looked_for_once_and_together(desk: Desk) -> None:
    words = ["dat", "dai", "tai", "nguyen", "moi"]
    assert len(list(word_hits.parts(desk.store, words))) == 1
    assert len(list(word_hits.parts(desk.store, words[:2]))) == 3
    assert list(word_hits.parts(desk.store, ["d", "xyz"])) == []
