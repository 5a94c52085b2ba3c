"""Choosing one unit among hundreds by a few letters: Ctrl+U, invitations, takeovers, parameters of reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui import unit_words
from dialogue_desk.gui.forms.scope_choice import ScopeChoice
from tests.gui.opened import Opened
from tests.gui.typing import Spoken, back, compose, composed, press, strike

QUAN_TOAN = Spoken("quán toan", ("q", "u", "a", "n", "BS", "BS", "á", "n", " ", "t", "o", "a", "n"))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.init(tmp_path / "city", "31", person="Trên", today_is=lambda: date(2026, 11, 30))
    yield desk
    desk.close()


@pytest.fixture
def chooser(qtbot: QtBot, city: Desk) -> Iterator[tuple[ScopeChoice, QListView, Opened]]:
    opened = Opened(qtbot, city)
    opened.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    found = opened.window.top.chooser
    assert isinstance(found, ScopeChoice)
    view = found.view()
    assert isinstance(view, QListView)
    assert QApplication.activePopupWidget() is not None
    yield found, view, opened
    found.hidePopup()


def shown(chooser: ScopeChoice, view: QListView) -> list[str]:
    return [chooser.itemText(row).strip() for row in range(chooser.count()) if not view.isRowHidden(row)]


def test_an_old_name_typed_by_unikey_leaves_it_and_what_it_became(
    chooser: tuple[ScopeChoice, QListView, Opened],
) -> None:
    combo, view, opened = chooser
    everything = combo.count()
    assert everything > 300
    strike(QUAN_TOAN, view)
    assert combo.face == "quán toan"
    assert view.window().y() >= combo.mapToGlobal(QPoint(0, combo.height() - 4)).y(), "what is typed stays in sight"
    assert shown(combo, view) == [
        "Phường Hồng An",
        "Phường Quán Toan (đến 30/6/2025, nay là Phường Hồng An)",
    ]
    assert str(view.currentIndex().data()).strip().startswith("Phường Quán Toan")
    for _letter in "quán toan":
        back(view)
    assert len(shown(combo, view)) == everything
    assert combo.face == combo.currentText()
    press(view, "", int(Qt.Key.Key_Escape))
    assert opened.window.kit is not None
    assert opened.window.kit.scope.unit == ""


@pytest.mark.parametrize(
    ("typed", "first"),
    [("11311", "Phường Hồng Bàng"), ("le chan an bien", "Phường An Biên"), ("hong bang", "Phường Hồng Bàng")],
)
def test_a_code_a_district_and_a_name_of_today_find_it_and_enter_takes_it(
    chooser: tuple[ScopeChoice, QListView, Opened], typed: str, first: str
) -> None:
    combo, view, opened = chooser
    for letter in typed:
        press(view, letter)
    assert str(view.currentIndex().data()).strip().startswith(first)
    press(view, "\r", int(Qt.Key.Key_Return))
    assert opened.window.kit is not None
    assert opened.window.kit.scope.name.startswith(first)
    opened.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert len(shown(combo, view)) == combo.count()  # nothing typed hides nothing


def test_what_an_input_method_composes_below_the_list_sifts_it_too(
    chooser: tuple[ScopeChoice, QListView, Opened],
) -> None:
    combo, view, _opened = chooser
    compose(Spoken("quán toan", QUAN_TOAN.events), combo)
    assert len(shown(combo, view)) == 2
    composed(combo, "zzz")
    assert len(shown(combo, view)) == combo.count()  # nothing fits: nothing is hidden


def test_lines_of_text_offer_units_by_district_code_and_old_name(qtbot: QtBot, city: Desk) -> None:
    below = unit_words.is_below(city)
    assert unit_words.with_keys(city, "quan toan", below) == ["Phường Hồng An (11602@2025)"]
    old = unit_words.with_keys(city, "hong bang quan toan", lambda unit: bool(unit.valid_to))
    assert old == ["Phường Quán Toan (11296@2023)"]
    assert unit_words.key_in(old[0]) == "11296@2023"
    opened = Opened(qtbot, city, "reports")
    page = opened.window.page("reports")
    assert page is not None
    editor = page._form.editors["unit"]  # type: ignore[attr-defined]
    editor.suggestions.offer("hai phong hong an")
    assert "Phường Hồng An" in editor.suggestions.known.stringList()
    editor.suggestions.offer("11296")
    (offered,) = editor.suggestions.known.stringList()
    assert city.unit_key(offered) == "11296@2023"
