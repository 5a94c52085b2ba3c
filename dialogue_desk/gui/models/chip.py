"""What a chip says: data that models give and widgets paint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """What a chip says; `tone` is a key of `widgets.paint.TONES`."""

    text: str
    tone: str = "mute"
    icon: str = ""
