"""Gửi và nhận: an honest page until packages can be made here."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Heading
from dialogue_desk.texts import _


class ExchangePage(Page):
    """Says what is not there yet, and what can be done meanwhile."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(Heading(kit.theme, _("Gửi và nhận")))
        card = Card(kit.theme)
        card.box.addWidget(
            EmptyPage(
                kit.theme,
                "arrow-up-down",
                _("Gói gửi lên cấp trên và gói nhận về sẽ làm ở đây. Hiện nay dùng lệnh send và receive."),
            )
        )
        column.addWidget(card, 1)
