"""TCVN3 and VNI: every letter converts, real Unicode is never touched."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from dialogue_desk.domain.legacy import Encoding, convert, is_syllable, recognise, repair

TABLES = Path(__file__).parents[1] / "expected" / "legacy"
SENTENCES = [
    "Quyết định về việc ban hành Quy chế đối thoại trực tiếp giữa người đứng đầu cấp ủy, chính quyền với Nhân dân",
    "Đề nghị sửa chữa đường liên thôn, lắp đèn chiếu sáng ở ngõ 5",
    "Ông Nguyễn Văn Hưởng hỏi về chế độ hưu trí",
    "bà con phản ánh mương thoát nước bị tắc từ tháng trước",
    "Ủy ban nhân dân xã trả lời: tiếp thu",
    "thưa ưu tiên hướng dẫn",
]


def table(name: str) -> dict[str, str]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = "legacy_char_cp1252" if name.startswith("tcvn3") else "legacy_sequence"
    return {row[key]: row["unicode_nfc"] for row in rows}


def written(text: str, letters: dict[str, str]) -> str:
    """Text as an old program would have written it."""
    back = {value: key for key, value in letters.items()}
    return "".join(back.get(c, c) for c in unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(("name", "encoding", "count"), [("tcvn3_map.csv", Encoding.TCVN3, 74),
                                                         ("vni_map.csv", Encoding.VNI, 134)])  # fmt: skip
def test_every_letter_converts(name: str, encoding: Encoding, count: int) -> None:
    letters = table(name)
    assert len(letters) == count
    assert {key: convert(key, encoding) for key in letters} == letters
    assert convert(" ".join(letters), encoding).split(" ") == list(letters.values())


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("name", ["tcvn3_map.csv", "vni_map.csv"])
def test_a_sentence_is_recognised_and_comes_back(sentence: str, name: str) -> None:
    encoding = Encoding.TCVN3 if name.startswith("tcvn3") else Encoding.VNI
    text = sentence if name.startswith("vni") else sentence.replace("Ủ", "ñ").replace("Ô", "¤")
    mojibake = written(text, table(name))
    assert recognise(mojibake) is encoding
    fixed = repair(mojibake)
    assert fixed.encoding is encoding
    assert fixed.text.casefold() == sentence.casefold()


@pytest.mark.parametrize("sentence", [
    *SENTENCES, *(unicodedata.normalize("NFD", s) for s in SENTENCES),
    "Hòa bình", "Lê Hà", "Cà Mau", "công an", "Bà Là", "xã", "ĐỀ NGHỊ", "Tôi là cán bộ", "Hà Lan",
    "Hoàng Hà, Thái Bình", "thông báo", "không có", "café", "naïve façade", "Intel® Core™", "© 2020", "5µm",
    "± 2°", "Đà Nẵng", "", "abc", "12 m²", "“trích”", "garçon à la carte", "José María Nuñez",
])  # fmt: skip
def test_unicode_is_never_converted(sentence: str) -> None:
    assert recognise(sentence) is None
    assert repair(sentence).text == unicodedata.normalize("NFC", sentence)


def test_the_soft_hyphen_is_a_letter_until_it_is_converted() -> None:
    assert repair("ng\u00adêi d©n").text == "người dân"


def test_a_heading_in_capitals_stays_in_capitals() -> None:
    assert repair("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM").text == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert repair("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM").text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_mixed_marks_become_one() -> None:
    assert repair("tiê\u0301p công dân").text == "tiếp công dân"


def test_syllables() -> None:
    for word in "nghiêng quốc giếng thuở khuya quyết Ủy ĐẢNG uỷ ở".split():
        assert is_syllable(word), word
    for word in "hµnh vÒ haønh abc cafe tiêp̀ mộtt".split():
        assert not is_syllable(word), word


def test_the_source_report_is_left_alone() -> None:
    report = Path(__file__).parents[1] / "expected" / "reference" / "phuluc.txt"
    for line in report.read_text(encoding="utf-8").splitlines():
        assert recognise(line) is None, line
