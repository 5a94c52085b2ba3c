"""Erasure in the window: told first in a preview, decided and taken back in the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui.erasure_words import mark_words
from dialogue_desk.gui.pages.exchange.preview import PackagePreview
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.reports.upward.merge_preview import KINDS
from tests.exchange import forging
from tests.exchange.world import COMMUNE, DISTRICT, OPINION, World
from tests.gui.conftest import Seat

TEXT = "Bà Nhàn ở ngõ 7 kể chuyện nhà"


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(WrappedLabel))


def press(widget: QWidget, text: str) -> None:
    next(b for b in widget.findChildren(Button) if b.text() == text).click()
    QApplication.processEvents()


def test_seen_waiting_refused_accepted_and_brought_back(sit: Callable[..., Seat], qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path)
    district = world.init("district", DISTRICT)
    commune = world.join("commune", "district", COMMUNE)
    opinion = commune.records.save("opinion", {**OPINION, "text": TEXT}).id
    world.up("commune", "district")
    mark = ["opinion", COMMUNE, opinion, '["text"]', district.store.desk, "Ông Trên", "2026-01-01", "cho gọn", ""]
    file = forging.seal(world, district, commune, kind="down", erasures=[mark], number=2, spoken=2)
    seat = sit(commune, page="exchange")
    seen = world.receive("commune", file, dry_run=True)
    assert seat.window.kit is not None
    preview = PackagePreview(seat.window.kit)
    qtbot.addWidget(preview)
    preview.show_result(seen)
    assert "không có quyền" in words(preview)
    assert "cho gọn" in words(preview)
    assert "Ông Trên" in words(preview)
    sheet = str(commune.receiving.preview(seen))
    assert KINDS["asked"] in sheet
    assert "cho gọn" in sheet
    world.receive("commune", file)
    seat.window.go("settings")
    page = seat.window.page()
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page._has("erasures"))
    card = page.erasures
    card.tell()
    assert "Ông Trên" in words(card)
    press(card, "Xóa nội dung")
    assert TEXT not in text_of(commune, opinion)
    press(card, "Lấy lại")
    assert text_of(commune, opinion) == TEXT
    assert commune.erasure.listed() == []
    card.days.set_code("7")
    card.days.picked.emit()
    assert commune.erasure.days == 7
    world.desks.pop("commune")
    world.close()


def text_of(desk: Desk, opinion: str) -> str:
    return str(desk.records.need("opinion", opinion).values["text"])


def test_a_mark_is_a_sentence_without_what_was_erased(desk: Desk) -> None:
    record = desk.records.save("opinion", {**OPINION, "text": TEXT})
    desk.erasure.erase("opinion", record.id, ["text"], "bà xin rút")
    (erased,) = desk.erasure.listed()
    told = mark_words(desk, erased)
    assert "bà xin rút" in told
    assert TEXT not in told
