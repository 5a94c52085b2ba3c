"""Search over everything: gathered by record, sifted by kind, with the words marked where they stand."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from dialogue_desk.desk import Hit
from dialogue_desk.gui.models.found import excerpt, gathered, is_told, spans, words_of
from dialogue_desk.gui.pages.records.search import SearchPage
from dialogue_desk.gui.widgets.cards import FilterChip
from tests.exchange.world import OPINION, SESSION


@pytest.mark.parametrize(
    ("text", "typed", "told"),
    [
        ("Đường ngõ 5 ngập nước", "duong ngap", ["Đường", "ngập"]),
        ("Đất đai và đất ở", "dat", ["Đất", "đất"]),
        ("Ngập lụt", "nga", ["Ngậ"]),
        ("một hai", "hái", ["hai"]),
        ("chiều", "hieu", []),
    ],
)
def test_words_are_marked_where_they_begin(text: str, typed: str, told: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, words_of(typed))] == told


def test_an_excerpt_begins_before_the_first_word_found() -> None:
    text = "Từ đầu năm đến nay nhiều hộ trong ngõ đã nhiều lần\nphản ánh việc cống thoát nước bị tắc"
    told = excerpt(text, words_of("thoat nuoc"))
    assert told.startswith("…")
    assert "việc cống thoát nước bị tắc" in told
    assert len(told) < len(text) - 20
    assert excerpt("cống thoát nước", words_of("nuoc")) == "cống thoát nước"


def test_all_words_must_be_told() -> None:
    assert is_told("Đường ngõ 5 ngập", words_of("ngap duong"))
    assert not is_told("Đường ngõ 5", words_of("ngap duong"))


def test_hits_are_gathered_in_the_order_of_the_first() -> None:
    hits = [Hit("action", "u", "1", "a"), Hit("opinion", "u", "9", "b"), Hit("opinion", "u", "8", "c")]
    owners = {"1": ("opinion", "u", "8")}
    found = gathered(hits, lambda hit: owners.get(hit.id, (hit.form, hit.unit, hit.id)))
    assert [(one.id, len(one.hits), [hit.id for hit in one.inner]) for one in found] == [("8", 2, ["1"]), ("9", 1, [])]


@pytest.fixture
def searched(sit: Callable[..., Any], desk: Any) -> Callable[[str], SearchPage]:
    """Search as one does: Ctrl+F, words, Enter."""
    seat = sit(desk, page="home")

    def search(words: str) -> SearchPage:
        seat.control(Qt.Key.Key_F)
        seat.window.top.search.clear()
        seat.type(words)
        seat.press(Qt.Key.Key_Return)
        page = seat.window.page()
        assert isinstance(page, SearchPage)
        return page

    search.seat = seat  # type: ignore[attr-defined]
    return search


def _opinion(desk: Any, text: str, **more: Any) -> Any:
    return desk.records.save("opinion", {**OPINION, "text": text, "request": "Xem xét", **more})


def test_a_step_is_told_under_its_petition(desk: Any, searched: Callable[[str], SearchPage]) -> None:
    petition = _opinion(desk, "Cống trước nhà bị tắc")
    for text in ("Giao đội thủy lợi khơi thông", "Đội thủy lợi báo đã xong"):
        given = {"opinion_unit": petition.unit, "opinion_id": petition.id, "done_on": "2023-03-05", "kind": "note"}
        desk.records.save("action", {**given, "text": text})
    page = searched("thuy loi")
    (found,) = page.model.rows
    assert (found.form, found.id, len(found.inner)) == ("opinion", petition.id, 2)
    entry = page.model.entry(0)
    assert entry is not None
    assert "Cống trước nhà bị tắc" in entry.title
    assert "thủy lợi" in entry.detail
    assert "(và 1 chỗ nữa)" in entry.detail
    assert page.findChildren(FilterChip) == []
    page.list.setFocus()
    searched.seat.press(Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert searched.seat.window.current_key in ("opinions", "petitions")  # type: ignore[attr-defined]


def test_chips_sift_by_kind(desk: Any, searched: Callable[[str], SearchPage]) -> None:
    for number in range(3):
        _opinion(desk, f"Rác thải ở ngõ {number}")
    desk.records.save("session", {**SESSION, "title": "Đối thoại về rác thải"})
    page = searched("rac thai")
    chips = page.findChildren(FilterChip)
    assert [(chip.accessibleName().split(", ")[-1], chip.isChecked()) for chip in chips] == [
        ("4", True), ("3", False), ("1", False),
    ]  # fmt: skip
    chips[2].click()
    assert [found.form for found in page.model.rows] == ["session"]
    chips[0].click()
    assert len(page.model.rows) == 4


def test_words_of_a_subject_find_and_name_it(desk: Any, searched: Callable[[str], SearchPage]) -> None:
    told = _opinion(desk, "Ranh giới với nhà bên cạnh", subject="land")
    page = searched("dat dai")
    assert [found.id for found in page.model.rows] == [told.id]
    entry = page.model.entry(0)
    assert entry is not None
    assert spans(entry.detail, words_of("dat dai"))


def test_what_is_personal_is_found_and_not_shown(desk: Any, searched: Callable[[str], SearchPage]) -> None:
    _opinion(desk, "Đèn đường hỏng", speaker_name="Phạm Văn Kín")
    page = searched("pham van kin")
    entry = page.model.entry(0)
    assert entry is not None
    assert "Kín" not in entry.told
    assert "được che" in entry.detail
