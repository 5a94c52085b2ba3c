"""Danh mục đơn vị in Thiết lập: the version in use, and a file of changes taken in without a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.storage import unit_changes

HEAD = "key,code,name,type,level,parent,valid_from,valid_to,successors,source\n"


@pytest.fixture
def page(sit: Callable[..., Any], desk: Desk) -> SettingsPage:
    shown = sit(desk, page="settings").window.page()
    assert isinstance(shown, SettingsPage)
    return shown


def test_a_change_of_units_is_taken_in_and_told(page: SettingsPage, tmp_path: Path) -> None:
    desk = page.kit.desk
    above = desk.units[desk.unit].parent
    file = tmp_path / "thay đổi.csv"
    row = f"99998@2026,99998,Xã Thử Nghiệm,Xã,commune,{above},2026-01-01,,,nghị quyết thử\n"
    file.write_text(HEAD + row, encoding="utf-8")
    before = len(desk.units.units)
    page.units.take(file)
    assert len(desk.units.units) == before + 1
    assert desk.units["99998@2026"].name == "Xã Thử Nghiệm"
    assert unit_changes.held(desk.store).version == desk.today().isoformat()
    assert desk.units_version >= desk.today().isoformat()
    assert str(before + 1) in page.units.told.text()
    assert "Đã nhập 1 đơn vị" in page.window().notice.text()


def test_a_file_that_is_no_list_is_refused_in_one_sentence(page: SettingsPage, tmp_path: Path) -> None:
    file = tmp_path / "khác.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    before = dict(page.kit.desk.units.units)
    page.units.take(file)
    assert page.kit.desk.units.units == before
    assert page.window().notice.text()
    assert unit_changes.held(page.kit.desk.store) == unit_changes.UNCHANGED


def test_shares_of_a_split_commune_are_set_and_taken_back_in_the_window(
    sit: Callable[..., Any], tmp_path: Path
) -> None:
    city = Desk.init(tmp_path / "city", "31", person="Trên")
    seat = sit(city, page="settings")
    page = seat.window.page()
    assert isinstance(page, SettingsPage)
    part = page.units.shares
    part.tell()
    part.which.set_code("11350@2023")
    part.read()
    assert "Phường Gia Viên" in part.which.currentText()
    assert list(part.lines) == ["11329@2025", "11359@2025"]
    assert "đứng riêng" in part.said.text()
    assert part.back.isHidden()
    part.lines["11329@2025"].setText("35")
    part.lines["11359@2025"].setText("60")
    part.lines["11359@2025"].typed.emit("60")
    assert part.said.text() == "Cộng lại: 95%. Phải đúng 100."
    page.units.tell()  # as whenever the page is entered
    assert [line.text() for line in part.lines.values()] == ["35", "60"], "what is typed stays"
    part.save.click()
    assert "phải đúng 100" in part.said.text()
    assert city.unit_shares.of("11350@2023").told is None
    part.lines["11359@2025"].setText("65")
    part.lines["11359@2025"].typed.emit("65")
    assert part.said.text() == "Cộng lại: 100%."
    part.save.click()
    told = city.unit_shares.of("11350@2023").told
    assert told is not None
    assert dict(told.parts) == {"11329@2025": 3500, "11359@2025": 6500}
    assert "do Thành phố Hải Phòng đặt" in part.said.text()
    assert [line.text() for line in part.lines.values()] == ["35", "65"]
    part.back.click()
    assert city.unit_shares.of("11350@2023").told is None
    assert [line.text() for line in part.lines.values()] == ["", ""]
