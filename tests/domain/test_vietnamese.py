"""Folding, normal form and order of Vietnamese text."""

import unicodedata

import pytest

from dialogue_desk.domain import vietnamese
from dialogue_desk.domain.vietnamese import fold, normalise, person_sort_key, sort_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường", "duong"),
        (unicodedata.normalize("NFD", "Đường"), "duong"),
        ("uỷ ban", "uy ban"),
        ("ủy  ban ", "uy ban"),
        ("ĐỐI THOẠI", "doi thoai"),
        ("Nguyễn Thị Ngọc Ánh", "nguyen thi ngoc anh"),
        ("plain", "plain"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_normalise_composes_and_drops_what_cannot_be_seen() -> None:
    assert normalise("e\u0302\u0301") == "ế"
    assert normalise("ê\u0301") == "ế"
    assert normalise("a\u200bb\ufeff c\u00a0d ") == "ab c d"
    assert normalise("một \r\nhai  \n ba") == "một\nhai\n ba"
    assert normalise("tab\tstays") == "tab\tstays"
    assert normalise("bell\x07") == "bell"


def test_letters_come_before_tones_and_tones_before_case() -> None:
    words = ["mạ", "ma", "má", "mã", "mả", "mà", "ân", "an", "ăn", "đan", "dân", "Dân", "ơ", "ô", "o", "ư", "u"]
    expected = ["an", "ăn", "ân", "dân", "Dân", "đan", "ma", "mà", "mả", "mã", "má", "mạ", "o", "ô", "ơ", "u", "ư"]
    assert sorted(words, key=sort_key) == expected


def test_people_are_sorted_by_their_last_word() -> None:
    people = ["Trần Văn Bình", "Nguyễn Thị An", "Lê Văn Ân", "Đỗ Thị An"]
    assert sorted(people, key=person_sort_key) == ["Đỗ Thị An", "Nguyễn Thị An", "Lê Văn Ân", "Trần Văn Bình"]


def test_both_ways_of_folding_agree() -> None:
    """By the code page and word by word: every character of the page, alone and among others."""
    page = vietnamese._CHARACTERS.replace(vietnamese._NONE, "")
    words = vietnamese._FOLDED_WORDS
    for around in ("", "a", " ", "ế", "\u0301", "Ж"):
        for letter in (*page, "ß", "ø", "İ", "\u00a0", "\u2028", "\x1c"):
            text = f"{around}{letter}{around} {letter}  Đ"
            assert vietnamese.fold(text) == " ".join(filter(None, map(words.__getitem__, text.split()))), repr(text)


def test_every_vietnamese_letter_is_folded_by_the_code_page() -> None:
    letters = [c for c in map(chr, range(0xC0, 0x1F00)) if vietnamese.fold(c) in set("aeiouyd") and c.isalpha()]
    known = {c for c in letters if c in vietnamese._CHARACTERS}
    assert len(known) == 134
    assert {vietnamese.fold(c) for c in known} == set("aeiouyd")
