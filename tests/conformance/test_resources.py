"""The shipped files: fonts that can write Vietnamese, icons that can be drawn, unit lists that add up."""

import importlib.util
import unicodedata
import xml.etree.ElementTree as ET
from itertools import product
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dialogue_desk.paths import resource

ROOT = Path(__file__).parents[2]
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)] + ["đ"]
VIETNAMESE = {*SMALL, *(letter.upper() for letter in SMALL)}
NEEDED = {*VIETNAMESE, *map(chr, range(0x20, 0x7F)), *MARKS, *"“”‘’…–—•·×≤≥→←↑↓§°½\u00a0\u200b"}
FACES = {
    *("NotoSans-Regular", "NotoSans-Medium", "NotoSans-SemiBold"),
    *("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"),
}
FONTS = sorted(resource("fonts").glob("*.ttf"))
ICONS = sorted(resource("icons").glob("*.svg"))


def test_the_faces_and_their_licences_are_there() -> None:
    assert {path.stem for path in FONTS} == FACES
    for family in ("NotoSans", "Tinos"):
        assert "SIL OPEN FONT LICENSE" in resource("fonts", f"{family}-LICENSE.txt").read_text(encoding="utf-8")
    assert "ISC License" in resource("icons", "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_font_has_every_vietnamese_letter(path: Path) -> None:
    assert len(VIETNAMESE) == 146
    with TTFont(path, lazy=True) as font:
        missing = {letter for letter in NEEDED if ord(letter) not in font.getBestCmap()}
    assert missing - {"\u200b"} == set()


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_digits_have_one_width(path: Path) -> None:
    with TTFont(path, lazy=True) as font:
        names = font.getBestCmap()
        assert len({font["hmtx"][names[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_can_be_drawn_in_any_colour(path: Path) -> None:
    root = ET.parse(path).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    drawn = {element.tag.rpartition("}")[2] for element in root.iter()} - {"svg"}
    assert drawn
    assert drawn <= {"path", "circle", "rect", "line", "polyline", "polygon", "ellipse", "g"}


def test_the_shipped_days_off_are_those_of_the_library() -> None:
    """Made by packaging/days_off.py; written anew after a release that knows more."""
    spec = importlib.util.spec_from_file_location("days_off", ROOT / "packaging" / "days_off.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.PATH.read_text(encoding="utf-8") == made.written()
