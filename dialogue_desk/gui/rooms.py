"""The rooms of the desk in the order of the rail. A page's module is loaded when it is first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from dialogue_desk.texts import N_

if TYPE_CHECKING:
    from dialogue_desk.gui.kit import Kit
    from dialogue_desk.gui.pages.page import Page


class Room(NamedTuple):
    """One page: its key, its name, its icon, and what makes it below `gui.pages`.

    `short` is its name under the icon of a narrow rail; "" where the whole name fits there.
    """

    key: str
    title: str
    icon: str
    page: str
    short: str = ""

    def build(self, kit: Kit) -> Page:
        """The page; its module is loaded now: the first paint must not wait for nine of them."""
        module, _dot, name = self.page.rpartition(".")
        made: Page = getattr(import_module(f"dialogue_desk.gui.pages.{module}"), name)(kit)
        return made


PAGES: tuple[Room, ...] = (
    Room("home", N_("Việc hôm nay"), "house", "home.page.HomePage", N_("Hôm nay")),
    Room("sessions", N_("Đối thoại"), "messages-square", "records.sessions.SessionsPage"),
    Room("feedback", N_("Góp ý"), "message-square-plus", "records.feedback.feedback_page"),
    Room("opinions", N_("Ý kiến, kiến nghị"), "inbox", "petitions.opinions.OpinionsPage", N_("Kiến nghị")),
    Room("registers", N_("Sổ theo dõi khác"), "library", "records.registers.RegistersPage", N_("Sổ theo dõi")),
    Room("reports", N_("Báo cáo, mẫu in"), "file-text", "reports.page.ReportsPage", N_("Báo cáo")),
    Room("charts", N_("Biểu đồ"), "chart-column", "reports.charts.ChartsPage"),
    Room("exchange", N_("Gửi, nhận số liệu"), "arrow-up-down", "exchange.page.ExchangePage", N_("Gửi, nhận")),
    Room("settings", N_("Thiết lập"), "settings", "settings.page.SettingsPage"),
)


def keys_of(rooms: tuple[Room, ...] = PAGES) -> dict[str, str]:
    """The key of each room of the rail: Ctrl+1 to Ctrl+9, Ctrl+0 for the tenth; further ones have none."""
    return {room.key: f"Ctrl+{number % 10}" if number <= 10 else "" for number, room in enumerate(rooms, 1)}


IMPORT = Room("import", N_("Nhập từ Excel, CSV"), "file-spreadsheet", "importing.page.ImportPage")
SEARCH = Room("search", N_("Tìm kiếm"), "search", "records.search.SearchPage")
RECENT = Room("recent", N_("Thao tác gần đây"), "history", "records.recent.RecentPage")
ASK = Room("ask", N_("Hỏi số liệu"), "gauge", "reports.asking.AskingPage")
OFF_RAIL: tuple[Room, ...] = (SEARCH, IMPORT, RECENT, ASK)
"""Rooms without a place in the rail: one comes from a page and Esc leads back to it."""
