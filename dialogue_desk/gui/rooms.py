"""The rooms of the desk in the order of the rail. A page's module is loaded when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from dialogue_desk.texts import N_

if TYPE_CHECKING:
    from dialogue_desk.gui.kit import Kit
    from dialogue_desk.gui.pages.page import Page

# ruff: noqa: PLC0415 - pages are imported when opened: the first paint must not wait for nine of them


class Room(NamedTuple):
    """One page: its key, its name, its icon and how it is built."""

    key: str
    title: str
    icon: str
    build: Callable[[Kit], Page]


def _home(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.home import HomePage

    return HomePage(kit)


def _sessions(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.sessions import SessionsPage

    return SessionsPage(kit)


def _feedback(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.feedback import FeedbackPage

    return FeedbackPage(kit)


def _opinions(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.opinions import OpinionsPage

    return OpinionsPage(kit)


def _registers(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.registers import RegistersPage

    return RegistersPage(kit)


def _reports(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.reports import ReportsPage

    return ReportsPage(kit)


def _charts(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.charts import ChartsPage

    return ChartsPage(kit)


def _exchange(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.exchange import ExchangePage

    return ExchangePage(kit)


def _settings(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.settings import SettingsPage

    return SettingsPage(kit)


def _import(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.importing import ImportPage

    return ImportPage(kit)


def _search(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.search import SearchPage

    return SearchPage(kit)


def _recent(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.recent import RecentPage

    return RecentPage(kit)


def _ask(kit: Kit) -> Page:
    from dialogue_desk.gui.pages.asking import AskingPage

    return AskingPage(kit)


PAGES: tuple[Room, ...] = (
    Room("home", N_("Tổng quan"), "house", _home),
    Room("sessions", N_("Đối thoại"), "messages-square", _sessions),
    Room("feedback", N_("Góp ý"), "message-square-plus", _feedback),
    Room("opinions", N_("Ý kiến, kiến nghị"), "inbox", _opinions),
    Room("registers", N_("Sổ khác"), "library", _registers),
    Room("reports", N_("Báo cáo"), "file-text", _reports),
    Room("charts", N_("Biểu đồ"), "chart-column", _charts),
    Room("exchange", N_("Gửi và nhận"), "arrow-up-down", _exchange),
    Room("settings", N_("Thiết lập"), "settings", _settings),
)

IMPORT = Room("import", N_("Nhập từ Excel, CSV"), "file-spreadsheet", _import)
SEARCH = Room("search", N_("Tìm kiếm"), "search", _search)
RECENT = Room("recent", N_("Thao tác gần đây"), "history", _recent)
ASK = Room("ask", N_("Hỏi số liệu"), "gauge", _ask)
OFF_RAIL: tuple[Room, ...] = (SEARCH, IMPORT, RECENT, ASK)
"""Rooms without a place in the rail: one comes from a page and Esc leads back to it."""
