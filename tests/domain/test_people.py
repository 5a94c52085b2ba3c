"""Names and numbers in texts: how many planted ones are found, and what of a real report is taken for one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dialogue_desk.domain.letters import plain
from dialogue_desk.domain.people import KnownNames, is_body, persons_in, unknown_names
from dialogue_desk.domain.privacy import Review, marks, search
from tests.domain.name_sentences import KNOWN, NUMBERS, Planted, known_sentences, unknown_sentences

NAMES = KnownNames(KNOWN)
NOBODY = KnownNames(())
EXPECTED = Path(__file__).parents[1] / "expected"
REPORT = Path(__file__).resolve().parents[3] / "shared" / "reference" / "bao-cao-363-BC-TU.txt"
SIGNED = "T/M BAN THƯỜNG VỤ"


def is_found(planted: Planted, names: KnownNames) -> bool:
    """Whether the planted name lies under one mark; a title before it may stay."""
    at = planted.text.index(planted.name)
    end = at + len(planted.name)
    return any(m.start <= at + 4 and m.end >= end for m in marks(planted.text, names))


def recall(sentences: list[Planted], names: KnownNames) -> float:
    """The share of the planted names that is found."""
    return sum(is_found(planted, names) for planted in sentences) / len(sentences)


def false_alarms(review: Review) -> tuple[list[str], int]:
    """What of the source report, which names nobody, is taken for a person or a number of one; and its words."""
    lines = REPORT.read_text(encoding="utf-8").split("\n")
    signed = next(n for n, line in enumerate(lines) if SIGNED in line)
    text = "\n".join(lines[:signed] + lines[signed + 6 :])  # who signed it is a person, and rightly found
    found = [line[m.start : m.end] for line in text.split("\n") for m in marks(line, NAMES, review)]
    return found, len(text.split())


def units() -> Review:
    """The names of units, which a desk knows."""
    with (EXPECTED / "units.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name"].removeprefix(row["type"]).strip() for row in csv.DictReader(file)}
    return Review(frozenset(plain(name).text for name in names))


def test_three_hundred_sentences() -> None:
    """Known names nearly all, unknown ones mostly, and the words around them left alone."""
    known, unknown = known_sentences(), unknown_sentences()
    assert len({p.text for p in (*known, *unknown)}) == 300
    assert recall(known, NAMES) >= 0.99
    assert recall(unknown, NOBODY) >= 0.95
    for planted, names in [*((p, NAMES) for p in known), *((p, NOBODY) for p in unknown)]:
        at = planted.text.index(planted.name)
        end = at + len(planted.name)
        around = [m for m in marks(planted.text, names) if m.end <= at or m.start >= end]
        assert around == [], planted.text


def test_a_report_about_offices_raises_hardly_an_alarm() -> None:
    """With and without the units a desk knows."""
    for review in (units(), Review()):
        found, words = false_alarms(review)
        assert words > 12_000
        assert 1000 * len(found) / words <= 1, found


@pytest.mark.parametrize(("kind", "written"), [(kind, written) for kind, shapes in NUMBERS for written in shapes])
def test_every_shape_of_a_number(kind: str, written: str) -> None:
    """In the middle of a sentence, in brackets, at its end."""
    for text in (f"Liên hệ {written} để biết", f"Bà con gọi ({written}).", f"nêu: {written}"):
        found = [m for m in marks(text) if m.kind == kind]
        assert len(found) == 1, text


@pytest.mark.parametrize(
    "text",
    [
        "đền bù 150 000 000 đồng", "kinh phí 123.456.789", "Quyết định số 1737-QĐ/TU ngày 27/01/2015",
        "năm 2023 có 458 cuộc, 11.311 lượt người", "từ 01/02/2023 - 03/04/2023", "12-KH/TU", "15/NQ-HĐND",
        "quốc lộ 10, đường 352", "giai đoạn 2014 - 2023", "diện tích 1.234.567 m2", "số 12/TB-UBND ngày 5/3/2026",
        "Bà con thôn Đoài", "chú trọng công tác", "anh hùng lao động", "ông bà, cô bác", "Đảng ủy xã", "Hội Nông dân",
        "đường Nguyễn Văn Linh", "trường THCS Lê Hồng Phong", "chợ Lương Văn Can", "tư tưởng Hồ Chí Minh",
        "đồng chí Bí thư Đảng ủy", "Bà Rịa - Vũng Tàu", "các quận Hồng Bàng, Lê Chân, Ngô Quyền", "Đoàn Thanh niên xã",
        "Ủy ban nhân dân xã", "tôi là người thôn Đoài", "tên là gì", "cô giáo mầm non", "",
    ],
)  # fmt: skip
def test_what_leads_to_nobody(text: str) -> None:
    assert [(m.kind, text[m.start : m.end]) for m in marks(text)] == []


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ("Đảng ủy xã", ()), ("Ban Thường vụ", ()), ("Các hộ dân tổ 3", ()), ("Hội Nông dân", ()), ("UBND xã", ()),
        ("Hộ ông Đỗ Văn Mười", ("Đỗ Văn Mười",)), ("Ông Lê Văn Hùng", ("Lê Văn Hùng",)),
        ("Chủ tịch UBND xã Trần Thị Sen", ("Trần Thị Sen",)), ("Đoàn Văn Hậu", ("Đoàn Văn Hậu",)),
        ("Lê Hoa; Trần Thị Bé", ("Lê Hoa", "Trần Thị Bé")), ("bà Mai và ông Đức", ("Mai", "Đức")), ("", ()),
    ],
)  # fmt: skip
def test_bodies_and_offices_are_no_people(told: str, people: tuple[str, ...]) -> None:
    assert persons_in(told) == people
    assert is_body(told) == (told.split()[0] in ("Đảng", "Ban", "Các", "Hội", "UBND", "Hộ", "Chủ") if told else False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nước tràn cống", []), ("Trần Công nói", ["Trần Công"]), ("tran cong noi", ["tran cong"]),
        ("trần công", ["trần công"]), ("ông Hùng và anh hùng", ["ông Hùng"]), ("bà hùng", []), ("Hùng nói", []),
        ("Ông  Hùng", ["Ông  Hùng"]), ("Đảng ủy xã", []), ("Lê-Văn-Hùng", ["Lê-Văn-Hùng"]),
        ("lê văn hừng", ["lê văn hừng"]), ("Lê Văn. Hùng", ["Lê Văn. Hùng"]), ("Lê Văn, Hùng", []),
    ],
)  # fmt: skip
def test_known_names(text: str, found: list[str]) -> None:
    """Two words need capitals or their own accents, a given name its title; a body's name is nobody's."""
    names = KnownNames(["Trần Công", "Ông Lê Văn Hùng", "Đảng ủy xã"])
    assert [text[a:b] for a, b in names.spans(text)] == found


def test_a_known_name_is_told_once_and_never_as_unknown() -> None:
    assert search("Bà Nguyễn Thị Hoạch và ông Lê Hữu Phước", NAMES) == [
        ("name", "Nguyễn Thị Hoạch"), ("unknown_name", "Lê Hữu Phước"),
    ]  # fmt: skip
    kept = Review(keep=frozenset({"le huu phuoc"}))
    assert search("ông Lê  Hữu Phước", NAMES, kept) == []


def test_long_texts_cost_by_their_length() -> None:
    """No shape runs away on many digits, blanks, capitals or titles."""
    import time

    for piece in ("0 ", "0912 ", "Nguyễn ", "ông ", "a@", "( ", "số ", "15A-", "Ông Bà "):
        times = []
        for count in (250, 1_000):
            text = piece * count
            began = time.process_time()
            marks(text, NAMES)
            unknown_names(text)
            times.append(time.process_time() - began)
        assert times[1] < 10 * times[0] + 0.2, piece
