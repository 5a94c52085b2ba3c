"""Báo cáo and Biểu đồ: the sheet on screen, figures and their records, files, charts and tables that agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dialogue_desk import texts
from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.gui.models.chart_data import KINDS, chart_of, table_of, unexplained
from dialogue_desk.gui.models.chart_words import in_words, period_words, word


def session(desk: Desk, on: str, head: str = "government") -> object:
    return desk.records.save(
        "session",
        {"held_on": on, "title": f"Cuộc {on}", "kind": "periodic", "status": "held", "mode": "in_person",
         "place": "Hội trường", "count_for": head},
    )  # fmt: skip


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for on in ("2025-03-05", "2026-02-11", "2026-07-14"):
        session(desk, on)
    session(desk, "2026-09-01", "party")
    return desk


@pytest.fixture
def seat(sit: Callable[..., object], filled: Desk) -> object:
    return sit(filled, page="reports")


def test_the_appendix_is_shown(seat: object) -> None:
    page = seat.window.page()
    page.choose("appendix-05", {"from_year": 2025, "to_year": 2026})
    table = page.side.view.tables[0]
    model = table.model()
    texts = [[model.cell(r, c).text for c in range(model.columnCount())] for r in range(model.rowCount())]
    assert texts[0][1] == "2025"
    assert texts[1][-1] == "3"
    assert texts[-1][-1] == "4"
    assert not table.verticalScrollBar().isVisible()


def test_a_figure_lists_exactly_its_records(seat: object) -> None:
    page = seat.window.page()
    page.choose("appendix-05", {"from_year": 2025, "to_year": 2026})
    model = page.side.view.tables[0].model()
    keys = [leaf.key for leaf in model.leaves]
    page.side.view.tables[0].figure_chosen.emit(1, keys.index("commune_gov"))
    assert page.side.figure.text().endswith(": 2")
    assert "2 bản ghi" in page.side.whence.text()
    page.side.show_sources()
    assert seat.window.current_key == "sessions"
    assert seat.window.page().list.model.rowCount() == 2


def test_parameters_that_cannot_be_are_said_in_the_page(seat: object) -> None:
    page = seat.window.page()
    page.time.days["as_of"].set_value("1999-01-01")
    page.build()
    assert page._complaint.text()


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_files_are_written(seat: object, tmp_path: Path, suffix: str) -> None:
    page = seat.window.page()
    target = tmp_path / f"báo cáo.{suffix}"
    page.side.write_to(target)
    assert target.stat().st_size > 1000
    assert seat.window.notice.text()


def test_the_table_can_be_copied(seat: object) -> None:
    page = seat.window.page()
    page.choose("appendix-05", {"from_year": 2025, "to_year": 2026})
    page.side.copy()
    assert "\t3" in QGuiApplication.clipboard().text()


def test_every_report_is_shown(seat: object) -> None:
    page = seat.window.page()
    for name in seat.desk.reporting.names():
        page.choose(name)
        if not page._complaint.text():
            assert isinstance(page.side.sheet, Sheet)
            assert page.side.sheet.name == name


@pytest.mark.parametrize("name", [name for kind in KINDS for name, _text in kind.splits])
def test_a_chart_and_its_table_agree(filled: Desk, name: str) -> None:
    report, _colon, key = name.partition(":")
    sheet = filled.reporting.build(report, {"from_year": 2024, "to_year": 2026})
    chart = chart_of(sheet, key)
    rows = table_of(sheet, key).rows
    if name == "trend-units" or chart.key != "chart":
        for series in chart.series:
            assert [row.values[series.key] for row in rows] == list(series.values)
        return
    by_name = {row.values.get("name") or row.shown.get("unit") or row.values.get("unit"): row for row in rows}
    for series in chart.series:
        keys = ("2024", "2025", "2026") if name == "trend-units-heat" else ("c0", "c1", "c2")
        assert [by_name[series.label].values[key] for key in keys] == list(series.values)


def test_sessions_chart_counts_what_the_appendix_counts(filled: Desk) -> None:
    sheet = filled.reporting.build("trend-sessions-head", {"from_year": 2025, "to_year": 2026})
    chart = chart_of(sheet)
    assert {series.key: series.values for series in chart.series} == {"party": (0, 1), "government": (1, 2)}
    assert len(chart.partial) == 1
    shown = next(row for row in table_of(sheet).rows if row.values["name"] == "Người đứng đầu chính quyền")
    assert sum(len(source.records) for source in shown.sources["c1"]) == 2


def test_every_chart_is_drawn_and_leads_to_its_records(sit: Callable[..., object], filled: Desk) -> None:
    seat = sit(filled, page="charts")
    page = seat.window.page()
    for kind in KINDS:
        page._which.set_code(kind.key)
        page._kind_chosen()
        for name, _text in kind.splits:
            if kind.key in page._splits:
                page._splits[kind.key].set_value(name)
                page.build()
            assert page._report == name
            assert page._model.rowCount() >= 1 or kind.key == "subjects"
    page._which.set_code("sessions")
    page._kind_chosen()
    row = next(r for r in range(page._model.rowCount()) if page._model.line(r).sources)
    column = next(c for c, leaf in enumerate(page._model.leaves) if leaf.key in page._model.line(row).sources)
    page.go_to_records(row, column)
    assert seat.window.page() is not page


def test_a_click_in_a_chart_asks_for_a_word_about_that_year(
    qtbot: QtBot, sit: Callable[..., object], filled: Desk
) -> None:
    seat = sit(filled, page="charts")
    page = seat.window.page()
    view = page._view
    qtbot.waitUntil(lambda: len(view._places) == len(view.chart.categories))
    places = list(view._places.values())
    assert 0 < places[0] < places[-1] < view.width()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(int(places[3]) + 3, 40))
    assert page._remark.isVisibleTo(page)
    assert page._remark.period.code() == view.chart.categories[3]


def test_charts_are_drawn_in_the_colours_of_the_theme(
    qtbot: QtBot, sit: Callable[..., object], filled: Desk, tmp_path: Path
) -> None:
    seat = sit(filled, page="charts")
    page = seat.window.page()
    assert page._view is not None
    qtbot.waitUntil(lambda: not page._view.image.isNull())
    assert page._view.image.size() == page._view.size()
    assert page._view.image.pixelColor(2, 2).name() == "#ffffff"
    for key in ("acceptance", "occasions", "sessions"):
        page._which.set_code(key)
        page._kind_chosen()
        assert page._model.rowCount() >= 1
    target = tmp_path / "biểu đồ.png"
    page.save_to(str(target))
    assert target.stat().st_size > 5000


def test_a_remark_is_pinned_by_keyboard_and_taken_away(sit: Callable[..., object], filled: Desk) -> None:
    """F2 opens a line in the page, Enter keeps it above the column, Esc leaves it, an empty one goes."""
    seat = sit(filled, page="charts")
    page = seat.window.page()
    assert not page._remark.isVisibleTo(page)
    seat.press(Qt.Key.Key_F2)
    assert seat.focus is page._remark.text
    assert page._remark.period.code() == page._view.chart.categories[-1]
    page._remark.period.set_code("2025")
    page._remark._show()
    seat.enter("Bầu cử")
    assert filled.reporting.remarks(page._report) == {"2025": "Bầu cử"}
    assert page._view.chart.marks["2025"] == "Bầu cử\nTừ 01/7/2025: chính quyền hai cấp"
    assert "2025: Bầu cử" in page._note.text()
    assert not page._remark.isVisibleTo(page)
    page._view.period_chosen.emit("2025")
    assert page._remark.text.text() == "Bầu cử"
    seat.type("Khác")
    seat.press(Qt.Key.Key_Escape)
    assert not page._remark.isVisibleTo(page)
    assert seat.focus is page._pinning
    assert filled.reporting.remarks(page._report) == {"2025": "Bầu cử"}
    seat.press(Qt.Key.Key_Return)
    page._remark.period.set_code("2025")
    page._remark._show()
    page._remark.text.clear()
    seat.enter()
    assert filled.reporting.remarks(page._report) == {}
    assert page._view.chart.marks["2025"] == "Từ 01/7/2025: chính quyền hai cấp"


def test_an_unfinished_year_keeps_its_remark_and_a_heat_table_has_none(
    sit: Callable[..., object], filled: Desk
) -> None:
    seat = sit(filled, page="charts")
    page = seat.window.page()
    last = page._view.chart.categories[-1]
    assert last.startswith("2026 (")
    page.remark(last)
    seat.enter("Mới chín tháng")
    assert filled.reporting.remarks(page._report) == {"2026": "Mới chín tháng"}
    page.remark(last)
    assert page._remark.text.text() == "Mới chín tháng"
    page._which.set_code("units")
    page._kind_chosen()
    page._splits["units"].set_value("trend-units-heat")
    page.build()
    assert not page._pinning.isVisibleTo(page)
    page.remark()
    assert not page._remark.isVisibleTo(page)


def test_a_jump_nobody_explained_is_asked_for_first(desk: Desk) -> None:
    for number in range(1, 41):
        session(desk, "2022-03-05" if number <= 10 else "2023-03-05")
    years = {"from_year": 2022, "to_year": 2024}
    assert unexplained(desk.reporting.build("trend-sessions-head", years)) == ""
    session(desk, "2023-03-06")
    assert unexplained(desk.reporting.build("trend-sessions-head", years)) == "2023"
    desk.reporting.pin("trend-sessions-head", "2023", "Bầu cử")
    assert unexplained(desk.reporting.build("trend-sessions-head", years)) == ""


@pytest.fixture
def english() -> Iterator[None]:
    texts.set_language("en")
    yield
    texts.set_language("vi")


def test_an_english_window_has_english_charts_and_vietnamese_sheets(filled: Desk, english: None) -> None:
    """What is painted and listed is English; the sheet that is printed and written stays as it is."""
    filled.records.save("opinion", {
        "received_on": "2026-02-02", "kind": "petition", "request": "x", "text": "y", "side": "party",
        "subject": "land", "disposition": "accepted", "action_text": "z", "source_form": "direct",
        "counts_as_feedback": True,
    })  # fmt: skip
    unit = filled.units.name(filled.unit)
    given = {"from_year": 2024, "to_year": 2026, "step": "quarter"}
    for kind in KINDS:
        for name, _text in kind.splits:
            report, _colon, key = name.partition(":")
            known = {field.key for field in filled.reporting.get(report).params}
            asked = {key: value for key, value in given.items() if key in known}
            sheet = filled.reporting.build(report, asked)
            chart, table = in_words(chart_of(sheet, key)), table_of(sheet, key)
            shown = [*chart.categories, *(s.label for s in chart.series), *chart.marks.values(), *chart.partial]
            shown += [leaf.title for leaf in table.leaves] + [str(row.values.get("name") or "") for row in table.rows]
            shown += [word(note) for note in sheet.notes()]
            left = [text for text in shown if re.search("[À-ỹđĐ]|Quý", text.removeprefix(unit))]
            assert left == [], name
            assert len(set(chart.categories)) == len(chart.categories)
            texts.set_language("vi")
            assert filled.reporting.json(filled.reporting.build(report, asked)) == filled.reporting.json(sheet)
            texts.set_language("en")
    assert period_words("Quý II/2026 (đến 23/5)") == "Quarter II/2026 (to 23/5)"
    assert period_words("Xã A (từ 01/7/2025, gồm đơn vị cũ)") == "Xã A (from 01/7/2025, with the old units)"
    lived = "Gồm số liệu của đơn vị cũ nhập toàn bộ: Xã B (đến 30/6/2025), Xã C (đến 30/6/2025)."
    assert (
        word(lived)
        == "With figures of old units that were merged as a whole: Xã B (to 30/6/2025), Xã C (to 30/6/2025)."
    )
