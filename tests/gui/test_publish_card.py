"""Công bố under Thiết lập: for a unit with others below; it works beside the window and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.pages.settings.publish_card import PublishCard
from tests.exchange.world import COMMUNE, OPINION, World
from tests.gui.conftest import Seat


def settings(seat: Seat, qtbot: QtBot) -> SettingsPage:
    seat.window.go("settings")
    page = seat.window.page()
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page._has("erasures"))
    return page


def test_a_commune_has_none(sit: Callable[..., Seat], qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path)
    page = settings(sit(world.init("commune", COMMUNE)), qtbot)
    assert page.publish is None
    world.desks.clear()


def test_a_city_publishes_and_makes_its_site(sit: Callable[..., Seat], qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path)
    city = world.init("city", "31")
    city.records.save("opinion", {**OPINION, "text": "Hôm qua Đặng Lục Bình đến hỏi"})
    seat = sit(city)
    card = settings(seat, qtbot).publish
    assert isinstance(card, PublishCard)
    assert not card.go.isEnabled()
    card.address.setText("postgresql://a@127.0.0.1:1/kho")
    card.password.setText("mật khẩu")
    assert card.go.isEnabled()
    said: list[str] = []
    assert seat.window.kit is not None
    seat.window.kit.notices.post_error = lambda problem: said.append(str(problem))  # type: ignore[method-assign]
    card.go.click()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "Không nối được" in said[0]
    assert "mật khẩu" not in said[0]
    assert card.password.text() == ""
    card.make_site(tmp_path / "trang")
    qtbot.waitUntil(lambda: "Đã làm" in card.said.text(), timeout=20_000)
    assert "Đặng Lục Bình" in card.said.text()
    assert (tmp_path / "trang" / "index.html").exists()
    world.desks.clear()
