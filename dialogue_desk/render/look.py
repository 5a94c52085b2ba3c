"""How a chart looks: its colours and its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Look:
    """Colours and type of a chart; the defaults suit paper."""

    ground: str = "#FFFFFF"
    text: str = "#1A1F26"
    text2: str = "#4A5462"
    line: str = "#DDE1E7"
    axis: str = "#868F9B"
    series: tuple[str, ...] = ("#1E5AA8", "#5A92D0", "#C4783A", "#868F9B", "#B3261E")
    note: str = "#FCF0DA"
    family: str = "Noto Sans"
    size: float = 9.0
    scale: float = 1.0
    bold: int = 600


def style(look: Look) -> dict[str, Any]:
    """The type of its words, as matplotlib takes it."""
    return {"fontfamily": look.family, "fontsize": look.size * look.scale}
