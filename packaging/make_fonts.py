"""Cut the shipped fonts out of the full ones: Latin with every Vietnamese letter, punctuation, arrows, marks.

    python packaging/make_fonts.py FOLDER…

The folders hold the Debian packages' files: fonts-noto-core (Noto Sans Regular, Math), fonts-noto-extra
(Medium, SemiBold) and fonts-croscore (Tinos). Both families are under the Open Font License, which
lies beside them and reserves no font name, so a cut font keeps its name.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FACES = (
    *("NotoSans-Regular", "NotoSans-Medium", "NotoSans-SemiBold"),
    *("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"),
)
# Latin to Extended-B, modifiers, combining marks, Greek capitals used in figures, Extended Additional,
# punctuation, super- and subscripts, currency, letterlike, fractions, arrows, operators, shapes, ligatures.
RANGES = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x300, 0x36F), (0x394, 0x394), (0x3A3, 0x3A3), (0x1E00, 0x1EFF)),
    *((0x2000, 0x206F), (0x2070, 0x20CF), (0x2100, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2700, 0x27BF)),
    *((0xFB00, 0xFB06), (0xFFFD, 0xFFFD)),
)


# Noto Sans keeps these in a face of their own, of the same size and licence.
BORROWED = "←↑→↓≤≥"
LENDER = "NotoSansMath-Regular"


def find(face: str, folders: list[Path]) -> Path:
    """The full font of a face."""
    for folder in folders:
        for path in sorted(folder.rglob(f"{face}.ttf")):
            return path
    raise SystemExit(f"{face}.ttf is in none of the folders")


def borrow(font: TTFont, lender: TTFont) -> None:
    """Add the letters of BORROWED that a font lacks."""
    glyphs, names = lender.getGlyphSet(), lender.getBestCmap()
    for letter in BORROWED:
        if ord(letter) in font.getBestCmap():
            continue
        name = names[ord(letter)]
        pen = TTGlyphPen(None)
        glyphs[name].draw(pen)
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = lender["hmtx"][name]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(letter)] = name


def cut(source: Path, target: Path, lender: TTFont) -> None:
    """Keep the letters of RANGES with all their layout features and the original names."""
    options = subset.Options(layout_features=["*"], name_IDs=["*"], name_legacy=True, notdef_outline=True)
    options.drop_tables += ["DSIG"]
    font = TTFont(source, recalcTimestamp=False)
    borrow(font, lender)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    font.save(target)


def main() -> int:
    folders = [Path(argument) for argument in sys.argv[1:]]
    lender = TTFont(find(LENDER, folders))
    for face in FACES:
        target = TARGET / f"{face}.ttf"
        cut(find(face, folders), target, lender)
        print(f"{target.name}: {target.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
