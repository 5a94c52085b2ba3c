"""Tổng quan: what a secretary needs in ten seconds."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.widgets.cards import Heading
from dialogue_desk.texts import _


class HomePage(Page):
    """Calm and honest."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(Heading(kit.theme, _("Tổng quan")))
        column.addStretch(1)
