"""Declared forms in the window: looked at before they are published, typed in, picked from, told when they come."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.domain.laying_out import tabs_of
from dialogue_desk.domain.sheet import Source
from dialogue_desk.gui.forms.both_sides import BothSides
from dialogue_desk.gui.forms.form_view import FormView, raw_words
from dialogue_desk.gui.forms_news import state_of
from dialogue_desk.gui.pages.records.registers import RegistersPage, registers
from dialogue_desk.gui.pages.reports.charts import ChartsPage
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.theme import Theme
from dialogue_desk.paths import resource
from tests.exchange.test_declared import CHOICES, SURVEY, VALUES, counted, extra, workbook
from tests.exchange.world import CITY, World
from tests.gui.opened import Opened

X = "x_31_"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Desk]:
    world = World(tmp_path)
    world.init("city", CITY)
    yield world.desks["city"]
    world.close()


def _views(desk: Desk, key: str) -> list[FormView]:
    form = desk.records.form(key)
    theme = Theme(resource("icons").parent)
    return [FormView(theme, form, layout=tab.sections, tells_raw=True) for tab in tabs_of(form, "2026-11-23")]


def test_a_declared_register_has_a_page_with_an_editor_for_each_field(city: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    city.declaring.publish(workbook(tmp_path / "f.xlsx"))
    assert X + "tham_ho" in [form.key for form in registers(city.records.forms)]
    (view,) = _views(city, X + "tham_ho")
    assert set(view.editors) == set(city.records.form(X + "tham_ho").by_key)


def test_an_added_field_stands_under_the_name_of_its_declaration(city: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    more = [["record feedback", "lan_gop_y", "Lần góp ý", ""], ["unit", "noi", "Đơn vị dự", ""]]
    city.declaring.publish(extra(tmp_path / "e.xlsx", more=more))
    last = tabs_of(city.records.form("session"))[-1].sections[-1]
    assert (last.title, [c.parts[0].key for c in last.cells]) == (
        "Thêm cho đối thoại", [X + "thoi_tiet", X + "lan_gop_y", X + "noi"],
    )  # fmt: skip
    assert city.suggestions.pick("unit", "hong bang")
    key, name = city.suggestions.pick("unit", "hong bang")[0]
    assert city.suggestions.picked("unit", key) == name


def test_a_code_withdrawn_is_not_offered_after_its_day_and_stays_where_it_was_chosen(
    city: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    late = [CHOICES[0], CHOICES[1], ["loai", "can_ngheo", "Hộ cận nghèo", "2026-06-01"], *CHOICES[3:]]
    city.declaring.publish(workbook(tmp_path / "f.xlsx", choices=late))
    (view,) = _views(city, X + "tham_ho")
    combo = view.editors[X + "loai"]

    def offered(values: dict[str, object]) -> list[str]:
        rule = combo.field.codes_for
        assert rule is not None
        return list(rule(values))  # type: ignore[arg-type]

    assert offered({X + "ngay": "2026-05-01"}) == ["ngheo", "can_ngheo"]
    assert offered({X + "ngay": "2026-06-01"}) == ["ngheo"]
    assert offered({X + "ngay": "2026-06-01", X + "loai": "can_ngheo"}) == ["ngheo", "can_ngheo"]
    view.set_values({X + "ngay": "2026-06-01", X + "loai": "can_ngheo", X + "cac_loai": ("can_ngheo",)})
    assert (view.values()[X + "loai"], view.values()[X + "cac_loai"]) == ("can_ngheo", ("can_ngheo",))


def test_the_card_shows_the_page_before_it_is_published(city: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    opened = Opened(qtbot, city, "settings")
    page = opened.window.page()
    assert isinstance(page, SettingsPage)
    card = page.forms
    assert card is not None
    card.look(workbook(tmp_path / "bad.xlsx", [*SURVEY, ["decimal", "cao", "Cao"]]))
    assert "Trang survey, hàng 9, cột A" in card.said.text()
    assert card.publish_button.isHidden()
    card.look(workbook(tmp_path / "f.xlsx"))
    assert not card.publish_button.isHidden()
    assert X + "viec" in card.views[0].editors
    assert city.declaring.held() == []
    before = state_of(city.records.forms)
    card.publish()
    assert [d.form_id for d in city.declaring.held()] == ["tham_ho"]
    assert state_of(city.records.forms) != before
    assert card.views == []
    letters = page.letters
    letters.words.setPlainText(letters.words.toPlainText() + "\n{khong_co}")
    letters.keep()
    assert "{khong_co}" not in city.letters.text(letters.which.code() or "")
    letters.read()
    letters.words.setPlainText(letters.words.toPlainText() + "\nXin cảm ơn.")
    letters.keep()
    assert "+ Xin cảm ơn." in letters.said.text()
    assert not letters.back.isHidden()
    letters.reset()
    assert (letters.said.text(), letters.back.isHidden()) == ("", True)
    kit = opened.window.kit
    assert kit is not None
    shown = RegistersPage(kit)
    qtbot.addWidget(shown)
    shown.enter(Target(form=X + "tham_ho"))
    register = shown.register()
    register.new()
    assert register.form.key == X + "tham_ho"
    assert set(register.views[0].editors) == set(city.records.form(X + "tham_ho").by_key)
    register.views[0].set_field(X + "viec", "Thăm nhà")
    register.views[0].set_field(X + "ngay", "2026-02-01")
    assert register.save()
    assert city.records.search("tham nha")


def test_what_came_without_its_declaration_is_shown_plainly(city: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    from dialogue_desk.storage import driver
    from dialogue_desk.storage.renewing import note_raw

    with driver.transaction(city.store.conn):
        note_raw(city.store, {"session": [X + "xe"], "x_303_so": ["x_303_ngay"]})
    form = city.records.form("session")
    assert raw_words(form, {X + "xe": ("a", "b")}).endswith(f"{X}xe: a, b")
    view = _views(city, "session")[-1]
    view.set_values({X + "xe": 5})
    assert f"{X}xe: 5" in view._raw.text()
    assert view.values()[X + "xe"] == 5
    (plain,) = _views(city, "x_303_so")
    plain.set_values({"x_303_ngay": "2026-01-02"})
    assert (plain.editors, "x_303_ngay: 2026-01-02" in plain._raw.text()) == ({}, True)
    plain.focus_first()


def test_each_declared_field_is_told_where_two_sides_differ(city: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    city.declaring.publish(workbook(tmp_path / "f.xlsx"))
    form = city.records.form(X + "tham_ho")
    view = BothSides(Theme(resource("icons").parent), form)
    qtbot.addWidget(view)
    empty = dict.fromkeys(form.by_key)
    view.show_sides("Tên", empty, {**empty, **VALUES}, empty, "")
    told = "\n".join(box.accessibleName() for box in view.boxes())
    assert [f.key for f in form.fields if f.column_title not in told and f.key in VALUES] == []


def test_what_a_declaration_counts_is_a_chart_of_its_own(
    city: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by form and field, by its own step of time, its table below; a figure opens its records."""
    city.today = lambda: date(2026, 8, 10)
    opened = Opened(qtbot, city, "charts")
    page = opened.window.page()
    assert isinstance(page, ChartsPage)
    assert page._which.findData(X + "so_nguoi") < 0
    city.declaring.publish(counted(tmp_path / "f.xlsx"))
    for day, people in (("2026-07-02", 3), ("2026-07-03", 4), ("2026-05-03", 5)):
        city.records.save(X + "tham_ho", {**VALUES, X + "ngay": day, X + "so_nguoi": people})
    opened.window.go("home")
    opened.window.go("charts", Target(filter=X + "so_nguoi"))
    assert page._which.currentText() == "Thăm hộ khó khăn: Số người"
    assert page._step.code() == "quarter"
    page._from.set_code("2026")
    page.build()
    qtbot.waitUntil(lambda: page._view is not None and page._view.chart is not None)
    qtbot.waitUntil(lambda: page._model is not None and page._sheet is not None and "2026" in page._sheet.title)
    qtbot.waitUntil(lambda: page._view is not None and len(page._view.chart.categories) < 5)
    chart = page._view.chart
    assert chart.key == X + "so_nguoi"
    told = dict(zip(chart.categories, chart.series[0].values, strict=True))
    assert [value for value in told.values() if value] == [5, 7]
    row = page._model.line(0)
    at = next(at for at, leaf in enumerate(page._model.leaves) if row.values.get(leaf.key) == 7)
    found: list[tuple[Source, ...]] = []
    monkeypatch.setattr(page, "_records_found", lambda _words, sources: found.append(sources))
    page.go_to_records(0, at)
    qtbot.waitUntil(lambda: bool(found))
    ((source,),) = found
    assert (source.form, len(source.records)) == (X + "tham_ho", 2)
