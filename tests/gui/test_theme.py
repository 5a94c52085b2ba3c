"""Colours that can be read, sizes that scale, pictures and letters that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette, QRawFont

from dialogue_desk.gui import title_bar
from dialogue_desk.gui.theme import FONTS, Theme
from dialogue_desk.gui.tokens import CONTRAST, DARK, LIGHT, Tokens, contrast
from dialogue_desk.paths import resource

GUI = Path(__file__).resolve().parents[2] / "dialogue_desk" / "gui"
LETTERS = "ĂÂĐÊÔƠƯăâđêôơưẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), CONTRAST)
def test_contrast(tokens: Tokens, ink: str, ground: str, least: float) -> None:
    assert contrast(tokens.color(ink), tokens.color(ground)) >= least


def test_contrast_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#1A1F26", "#FFFFFF") == pytest.approx(16.6, abs=0.1)


@pytest.mark.parametrize(("asked", "given"), [(0.5, 1.0), (1.0, 1.0), (1.5, 1.5), (3.0, 2.0)])
def test_text_scale_is_bounded(asked: float, given: float) -> None:
    theme = Theme(Path(), scale=asked)
    assert theme.scale == given
    assert theme.px(32) == round(32 * given)


def test_nothing_is_smaller_than_nine_points(theme: Theme) -> None:
    assert min(size for size, _weight in FONTS.values()) >= 9
    assert theme.font("title").weight() == QFont.Weight.DemiBold


def test_palette_names_every_role(theme: Theme) -> None:
    unset = {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}
    for role in QPalette.ColorRole:
        if role not in unset:
            assert theme.palette.isBrushSet(QPalette.ColorGroup.Active, role), role


def test_every_vietnamese_letter_is_shipped(theme: Theme) -> None:
    for name in ("NotoSans-Regular.ttf", "NotoSans-Medium.ttf", "NotoSans-SemiBold.ttf"):
        font = QRawFont(str(resource("fonts", name)), 14)
        assert [letter for letter in LETTERS if not font.supportsCharacter(ord(letter))] == []


def icon_names() -> set[str]:
    """Every string in the gui that is the name of a Lucide icon as it is passed to widgets."""
    found: set[str] = set()
    patterns = (
        r'icon="([a-z0-9-]+)"',
        r'pixmap\("([a-z0-9-]+)"',
        r'set_icon\("([a-z0-9-]+)"',
        r'ChipSpec\([^)]*?\), "[a-z]+", "([a-z0-9-]+)"\)',
        r'Room\("[a-z]+", N_\("[^"]+"\), "([a-z0-9-]+)"',
        r'Command\("[a-z_]+", N_\("[^"]+"\), "[^"]*", "([a-z0-9-]+)"',
        r'StatusItem\("([a-z0-9-]+)"',
        r'Mark\("([a-z0-9-]+)"',
        r'Tile\(theme, "([a-z0-9-]+)"',
        r'EmptyPage\([a-z._]+, "([a-z0-9-]+)"',
    )
    for file in GUI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for pattern in patterns:
            found.update(re.findall(pattern, text))
    return found


def test_every_icon_is_shipped() -> None:
    from dialogue_desk.gui.pages.petitions.petition_words import STATUS_LOOK, STEP_ICONS

    names = icon_names() | set(STEP_ICONS.values()) | {icon for _tone, icon in STATUS_LOOK.values()}
    assert len(names) > 40
    shipped = {path.stem for path in resource("icons").glob("*.svg")}
    assert names - shipped == set()


def test_icons_are_tinted_and_kept(theme: Theme) -> None:
    first = theme.pixmap("house", "accent", 20, 2.0)
    assert (first.width(), first.devicePixelRatio()) == (40, 2.0)
    assert first.cacheKey() == theme.pixmap("house", "accent", 20, 2.0).cacheKey()
    image = first.toImage()
    inked = [image.pixelColor(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() == 255]
    assert inked
    assert all(color.name().upper() == theme.tokens.accent for color in inked)


def test_a_missing_icon_paints_nothing(theme: Theme) -> None:
    assert not theme.pixmap("no-such-icon").isNull()


@pytest.mark.parametrize(
    ("theme", "platform", "asked"),
    [
        ("dark", "win32", [Qt.ColorScheme.Dark]),
        ("light", "win32", [Qt.ColorScheme.Light]),
        ("system", "win32", [Qt.ColorScheme.Unknown]),
        ("dark", "linux", []),
    ],
)
def test_windows_draws_the_frame_in_the_colours_of_the_desk(
    theme: str, platform: str, asked: list[Qt.ColorScheme]
) -> None:
    class Hints:
        def __init__(self) -> None:
            self.asked: list[Qt.ColorScheme] = []

        def setColorScheme(self, scheme: Qt.ColorScheme) -> None:  # noqa: N802 - Qt's name
            self.asked.append(scheme)

    hints = Hints()
    title_bar.follow(hints, theme, platform)  # type: ignore[arg-type]
    assert hints.asked == asked
