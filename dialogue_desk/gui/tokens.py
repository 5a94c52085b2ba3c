"""The colours of look.md: one table for light, one for dark, and the contrast they must keep."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """Every colour the windows use. A name says what it is for, never what it looks like."""

    canvas: str
    rail: str
    surface: str
    sunken: str
    header: str
    hover: str
    line: str
    ctl: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    on_accent: str
    soft: str
    soft_text: str
    danger: str
    danger_soft: str
    warn: str
    warn_soft: str
    ok: str
    ok_soft: str
    mute_soft: str
    scroll: str
    s1: str
    s2: str
    s3: str
    s4: str

    def color(self, name: str) -> str:
        """The value of a token named at run time (chips and icons carry names, not values)."""
        value = getattr(self, name)
        assert isinstance(value, str)
        return value


LIGHT = Tokens(
    canvas="#F5F6F8",
    rail="#ECEFF3",
    surface="#FFFFFF",
    sunken="#F5F6F8",
    header="#F5F6F8",
    hover="#EEF1F5",
    line="#DDE1E7",
    ctl="#868F9B",
    text="#1A1F26",
    text2="#4A5462",
    text3="#626C79",
    accent="#1E5AA8",
    accent_hover="#174A8C",
    on_accent="#FFFFFF",
    soft="#E4EDF8",
    soft_text="#174A8C",
    danger="#B3261E",
    danger_soft="#FCEAE8",
    warn="#855000",
    warn_soft="#FCF0DA",
    ok="#1B6B3A",
    ok_soft="#E3F3E8",
    mute_soft="#ECEEF2",
    scroll="#B4BBC5",
    s1="#1E5AA8",
    s2="#5A92D0",
    s3="#C4783A",
    s4="#868F9B",
)

DARK = Tokens(
    canvas="#15181C",
    rail="#111417",
    surface="#1D2126",
    sunken="#181B20",
    header="#22272D",
    hover="#272C33",
    line="#333A42",
    ctl="#737D8A",
    text="#E9ECF0",
    text2="#BAC2CC",
    text3="#98A2AE",
    accent="#8DBBF5",
    accent_hover="#A9CCF8",
    on_accent="#0E2138",
    soft="#21364F",
    soft_text="#B5D3FA",
    danger="#F4A79F",
    danger_soft="#47221F",
    warn="#EBC078",
    warn_soft="#3D2F15",
    ok="#8AD3A4",
    ok_soft="#1B3826",
    mute_soft="#2C3239",
    scroll="#4B545E",
    s1="#8DBBF5",
    s2="#4C7DB8",
    s3="#E0A36B",
    s4="#98A2AE",
)

# (foreground, ground, least ratio). Text needs 4.5, edges and chart series need 3.
CONTRAST: tuple[tuple[str, str, float], ...] = (
    ("text", "surface", 4.5),
    ("text", "canvas", 4.5),
    ("text", "soft", 4.5),
    ("text", "warn_soft", 4.5),
    ("text2", "surface", 4.5),
    ("text2", "rail", 4.5),
    ("text2", "soft", 4.5),
    ("text2", "mute_soft", 4.5),
    ("text3", "surface", 4.5),
    ("text3", "canvas", 4.5),
    ("text3", "rail", 4.5),
    ("text3", "soft", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "canvas", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_hover", 4.5),
    ("soft_text", "soft", 4.5),
    ("soft_text", "surface", 4.5),
    ("danger", "danger_soft", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "canvas", 4.5),
    ("danger", "soft", 4.5),
    ("warn", "warn_soft", 4.5),
    ("warn", "surface", 4.5),
    ("warn", "canvas", 4.5),
    ("warn", "soft", 4.5),
    ("ok", "ok_soft", 4.5),
    ("ok", "surface", 4.5),
    ("ctl", "surface", 3.0),
    ("ctl", "canvas", 3.0),
    ("accent", "soft", 3.0),
    ("s1", "surface", 3.0),
    ("s2", "surface", 3.0),
    ("s3", "surface", 3.0),
)


def contrast(first: str, second: str) -> float:
    """Contrast of two #RRGGBB colours by the WCAG formula."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
