"""What a chip says: data that models give and widgets paint."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue_desk.texts import N_


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """What a chip says; `tone` is a key of `widgets.paint.TONES`."""

    text: str
    tone: str = "mute"
    icon: str = ""


DISPOSITION_CHIPS = {
    "pending": ChipSpec(N_("Đang xem xét"), "mute", "ellipsis"),
    "accepted": ChipSpec(N_("Tiếp thu"), "ok", "check"),
    "not_accepted": ChipSpec(N_("Không tiếp thu"), "mute", "x"),
}
