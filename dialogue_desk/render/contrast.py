"""How far colours stand apart, after WCAG 2: text needs 4.5, parts of a picture 3."""

from __future__ import annotations

from collections.abc import Sequence

TEXT, PART = 4.5, 3.0


def rgb(color: str) -> tuple[float, ...]:
    """Red, green, blue from 0 to 1 of “#1E5AA8”."""
    return tuple(int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))


def luminance(parts: Sequence[float]) -> float:
    """The relative luminance of red, green, blue from 0 to 1."""
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def between(one: Sequence[float], other: Sequence[float]) -> float:
    """The contrast of two colours (red, green, blue from 0 to 1): 1 for the same, 21 for black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def away_from(ground: str | Sequence[float], *inks: str) -> str:
    """Of some inks the one that stands out most from a ground, if text may be written with it; else black or white.

    On any ground one of these two reaches 4.5.
    """
    under = rgb(ground) if isinstance(ground, str) else ground
    best = max(inks, key=lambda ink: between(under, rgb(ink)))
    if between(under, rgb(best)) >= TEXT:
        return best
    return max(("#000000", "#FFFFFF"), key=lambda ink: between(under, rgb(ink)))
