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
