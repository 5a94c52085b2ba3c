"""The reports page about a period and about a record: close, open again, words, the sheets in a record's menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Text
from dialogue_desk.gui import preview
from dialogue_desk.gui.dialogs.report_text import ReportTextDialog
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.pages.reports import page as reports_page
from dialogue_desk.gui.pages.reports.folding import folded
from dialogue_desk.gui.pages.reports.page import ReportsPage
from dialogue_desk.gui.pages.reports.report_groups import most_used
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.text import WrappedLabel

SESSION = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình", "count_for": "party",
}  # fmt: skip


@pytest.fixture
def page(sit: Callable[..., object]) -> ReportsPage:
    """The reports page of a window."""
    seat = sit(page="reports")
    found = seat.window.findChild(ReportsPage)  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_close_and_reopen(page: ReportsPage) -> None:
    """The button closes the period of the sheet, then offers to open it again; other sheets have no such button."""
    desk: Desk = page.kit.desk
    page.choose("periodic-report", {"period": "2026-Q1"})
    assert page.period.freeze.isVisibleTo(page)
    assert page.period.freeze.text() == "Chốt số liệu"
    page.period.freeze.click()
    assert desk.closing.is_closed("2026-Q1")
    assert page.period.freeze.text() == "Mở lại kỳ quý I năm 2026"
    page.period.freeze.click()
    assert not desk.closing.is_closed("2026-Q1")
    page.choose("appendix-03", {"from_year": 2020, "to_year": 2023})
    assert not page.period.freeze.isVisibleTo(page)
    assert not page.period.words.isVisibleTo(page)


def test_edited_words_are_in_the_sheet(page: ReportsPage, theme: Theme) -> None:
    """A figure is put where the cursor is; what is saved is what the sheet says."""
    page.choose("periodic-report", {"period": "2026-Q1"})
    dialog = ReportTextDialog(theme, page.kit.desk, "2026-Q1")
    assert "V. ĐỀ XUẤT" in dialog.text.inner.toPlainText()
    dialog.text.inner.setPlainText("Kỳ này có ")
    dialog.text.inner.moveCursor(dialog.text.inner.textCursor().MoveOperation.End)
    dialog.insert("số cuộc đối thoại")
    dialog.save()
    page.kit.desk.records.save("session", dict(SESSION))  # type: ignore[arg-type]
    page.build()
    assert page.side.sheet is not None
    said = [block.text for block in page.side.sheet.blocks if isinstance(block, Text)]
    assert said[1] == "Kỳ này có 01./."


def test_a_record_offers_its_sheets(sit: Callable[..., object]) -> None:
    """The menu of a session leads to its minutes, with that session."""
    seat = sit(page="sessions")
    window, desk = seat.window, seat.desk  # type: ignore[attr-defined]
    session = desk.records.save("session", SESSION)
    sessions = window.page()
    sessions.open_record(session.id, session.unit)
    menu_before = set(window.findChildren(QMenu))
    sessions.show_menu(sessions.pane.more)
    menu = next(m for m in window.findChildren(QMenu) if m not in menu_before)
    minutes = next(a for a in menu.actions() if a.text() == "Biên bản hội nghị đối thoại")
    minutes.trigger()
    reports = window.findChild(ReportsPage)
    assert reports is not None
    assert reports._name == "minutes"
    assert reports.side.sheet is not None
    assert reports.side.sheet.title == "BIÊN BẢN"
    menu.close()


PRINTED = ("print_button", "copy_button")


def _can_be_printed(page: ReportsPage) -> set[bool]:
    return {getattr(page.side, name).isEnabled() for name in PRINTED} | {
        b.isEnabled() for b in page.side.files.values()
    }


def _pick(combo: Combo, code: str) -> None:
    """A row of a list picked with the mouse or the keyboard."""
    combo.set_code(code)
    combo.picked.emit()


def test_a_period_is_chosen_by_its_kind_number_and_year(page: ReportsPage) -> None:
    """One press on a kind shows the last one that has ended; number and year are lists; the next sheet keeps it."""
    page.choose("appendix-05")
    page.time.kinds._group.button(page.time.kinds._keys.index("quarter")).click()
    assert page.time.values() == {"period": "2026-Q3"}, "the last quarter that has ended"
    page.build()
    assert "quý III năm 2026" in page.side.sheet.title
    for kind, number, year, key, named in (
        ("quarter", "Q1", "2026", "2026-Q1", "quý I năm 2026"),
        ("half", "H1", "2025", "2025-H1", "06 tháng đầu năm 2025"),
        ("nine", "", "2025", "2025-9M", "09 tháng năm 2025"),
        ("month", "05", "2026", "2026-05", "tháng 5 năm 2026"),
        ("year", "", "2024", "2024", "năm 2024"),
    ):
        page.time.choose_kind(kind)
        if number:
            assert page.time.numbers[kind].isVisibleTo(page.time)
            _pick(page.time.numbers[kind], number)
        _pick(page.time.year, year)
        assert _can_be_printed(page) == {False}, "what is on screen is not what is asked any more"
        page.build()
        assert page.side.sheet is not None
        assert named in page.side.sheet.title
        assert page.time.period() == key
        assert _can_be_printed(page) == {True}
    assert not any(combo.isVisibleTo(page.time) for combo in page.time.numbers.values())
    page.choose("appendix-03")
    assert page.time.values() == {"period": "2024"}, "figures of one time go up in five sheets"
    page.time.choose_kind("years")
    _pick(page.time.first, "2026")
    _pick(page.time.year, "2023")
    assert page.time.values() == {"from_year": 2023, "to_year": 2026}, "the earlier year comes first"
    page.time.choose_kind("span")
    page.time.days["from"].set_value("2026-03-01")
    page.time.days["to"].set_value("2026-05-31")
    page.time.days["as_of"].set_value("2026-04-30")
    assert page.time.values() == {"from": "2026-03-01", "to": "2026-05-31", "as_of": "2026-04-30"}


def test_a_strip_says_how_long_its_period_is(page: ReportsPage) -> None:
    page.choose("appendix-05", {"period": "2026-Q3"})
    assert page.time.told() == "Kỳ đủ 92 ngày"
    page.choose("appendix-05", {"period": "2026"})
    assert page.time.told() == f"Kỳ còn {(date(2026, 12, 31) - page.kit.today()).days} ngày"
    page.choose("appendix-05", {"from_year": 2020, "to_year": 2026})
    assert page.time.told() == ""


def test_a_refused_day_stands_in_view_and_nothing_can_be_printed(page: ReportsPage) -> None:
    """Its words stay, the reason stands in the page, and In, PDF, Excel and Sao chép are off until it is right."""
    page.choose("appendix-05", {"period": "2026-Q1"})
    assert _can_be_printed(page) == {True}
    was_asked, was = page.side._asked, page.side.sheet
    editor = page.time.days["as_of"]
    editor.line.setText("31/4")
    editor.line.typed.emit("31/4")
    assert _can_be_printed(page) == {False}, "what is on screen is not what was asked any more"
    page.build()
    assert editor.line.text() == "31/4"
    assert editor.line.edge == "danger"
    assert page.side.empty.isVisibleTo(page)
    assert page.side.empty.accessibleName() == editor.entry_problem()
    assert not page.side.view.isVisibleTo(page)
    assert _can_be_printed(page) == {False}
    page.side.print()
    assert page.side.sheet is None
    page.side._built(was_asked, was)
    assert page.side.sheet is None, "what was asked before came too late"
    editor.line.setText("28/02/2026")
    editor.line.typed.emit("28/02/2026")
    page.build()
    assert _can_be_printed(page) == {True}
    assert page.side.view.isVisibleTo(page)
    assert not page.side.empty.isVisibleTo(page)
    assert editor.line.edge == ""


def test_no_sheet_no_closing(page: ReportsPage) -> None:
    """The button that closes a period is about the sheet in view."""
    page.choose("periodic-report", {"period": "2026-Q1"})
    assert page.period.freeze.isVisibleTo(page)
    page.time.days["as_of"].set_value("1999-01-01")
    page.build()
    assert not page.period.freeze.isVisibleTo(page)


def test_a_period_given_by_another_page_that_is_none_is_refused(page: ReportsPage) -> None:
    page.choose("periodic-report", {"period": "quý 9"})
    assert page.time.values() == {"period": "quý 9"}, "never silently another time"
    assert page.side.sheet is None
    assert "quý I/2026" in page.side.empty.accessibleName()
    assert not page.period.freeze.isVisibleTo(page)
    assert _can_be_printed(page) == {False}
    page.time.choose_kind("quarter")
    page.build()
    assert page.side.sheet is not None


def test_the_list_stands_in_groups_with_what_is_used_most_on_top(page: ReportsPage, tmp_path: Path) -> None:
    """Three that most offices print, then what this laptop printed, wrote or copied; charts are one line."""
    names = [name for group, name in page.reports.items if group == "used"]
    assert names == ["minutes", "appendix-03", "periodic-report"]
    listed = {name for _group, name in page.reports.items}
    every = set(page.kit.desk.reporting.names())
    assert listed == {name for name in every if not name.startswith("trend-")}
    assert page.reports.charts.text() == f"{len(every - listed)} biểu đồ: xem ở trang Biểu đồ"
    page.choose("backlog")
    for at in range(2):
        page.side.write_to(tmp_path / f"{at}.xlsx")
    page.choose("appendix-01")
    page.side.copy()
    assert most_used(page.kit.desk, page.kit.desk.reporting.names()) == ["backlog", "appendix-01", "minutes"]


def test_a_group_opens_and_closes_and_search_looks_through_all(page: ReportsPage) -> None:
    reports = page.reports
    seen = lambda: {name for (_group, name), item in reports.items.items() if item.isVisibleTo(page)}  # noqa: E731
    assert "assignment-slip" not in seen()
    reports.heads["petition"].click()
    assert {"assignment-slip", "reply"} <= seen()
    assert "đang mở" in reports.heads["petition"].accessibleName()
    reports.heads["petition"].click()
    assert "assignment-slip" not in seen()
    reports.filter.setText("giay moi")
    reports.filter.typed.emit("giay moi")
    assert seen() == {"invitation"}
    reports.filter.setText("không có")
    reports.filter.typed.emit("không có")
    assert seen() == set()
    assert reports._none.isVisibleTo(page)
    reports.filter.setText("")
    reports.filter.typed.emit("")
    page.choose("reply")
    marked = [key for key, item in reports.items.items() if item.isChecked()]
    assert marked == [("petition", "reply")], "what is shown is in view, once"


def test_charts_are_looked_at_on_their_page(page: ReportsPage) -> None:
    page.reports.charts.click()
    assert page.window().current_key == "charts"


def test_levels_a_commune_does_not_have_are_folded_on_the_screen_only(page: ReportsPage) -> None:
    """Columns with a figure are never folded, and the sheet that is printed and written has all of them."""
    page.kit.desk.records.save("session", dict(SESSION))  # type: ignore[arg-type]
    page.choose("appendix-05", {"from_year": 2024, "to_year": 2026})
    (table,) = page.side.view.tables
    hidden = {leaf.key for at, leaf in enumerate(table.model().leaves) if table.isColumnHidden(at)}
    assert hidden == {f"{level}_{part}" for level in ("city", "district") for part in ("party", "gov", "total")}
    assert any("ẩn trên màn hình" in said.text() for said in page.findChildren(WrappedLabel))
    assert hidden < {leaf.key for one in page.side.sheet.tables() for leaf in one.leaves}
    whole = next(iter(page.side.sheet.tables()))
    rows = (replace(whole.rows[0], values={**whole.rows[0].values, "city_gov": 1}), *whole.rows[1:])
    left = folded(replace(whole, rows=rows), "commune")
    assert left is not None
    assert left.keys == {"district_party", "district_gov", "district_total"}, "a figure is always seen"
    assert folded(whole, "city") is None


def test_one_blue_button_and_phu_luc_05_says_nothing_of_opinions(page: ReportsPage) -> None:
    page.kit.desk.records.save("opinion", {
        "source_form": "direct", "received_on": "2026-03-02", "subject": "land", "kind": "opinion",
        "side": "government", "counts_as_feedback": True, "text": "Đường hỏng",
    })  # fmt: skip
    page.choose("appendix-05", {"period": "2026"})
    blue = [b.text() for b in page.findChildren(Button) if b._kind == "primary" and b.isVisibleTo(page)]
    assert blue == ["In"]
    assert page.side.sheet.figures["pending"] == 1
    assert not [note for note in page.side.sheet.notes() if "ý kiến" in note]


def test_a_record_is_picked_by_its_title(page: ReportsPage) -> None:
    """Letters without accents find it; two of one title are told apart by their day; never an id on screen."""
    desk: Desk = page.kit.desk
    first = desk.records.save("session", {**SESSION, "title": "Đối thoại với thanh niên"})
    second = desk.records.save("session", {**SESSION, "held_on": "2026-01-09", "title": "Đối thoại quý I"})
    third = desk.records.save("session", {**SESSION, "held_on": "2025-01-09", "title": "Đối thoại quý I"})
    page.choose("minutes")
    editor = page._form.editors["id"]
    assert editor.value() == first.id, "the newest one that was held"
    assert page.side.sheet is not None
    editor.line.setText("thanh nien")
    editor.line.typed.emit("thanh nien")
    page.build()
    assert editor.value() == first.id
    assert page.side.sheet is not None
    editor.line.editingFinished.emit()
    assert editor.line.text() == "Đối thoại với thanh niên · 02/3/2026"
    editor.line.setText("quy I")
    editor.line.typed.emit("quy I")
    page.build()
    assert editor.value() is None
    assert page.side.sheet is None
    assert _can_be_printed(page) == {False}
    assert [title for _key, title in editor._offered] == [
        "Đối thoại quý I · 09/01/2026",
        "Đối thoại quý I · 09/01/2025",
    ]
    editor.suggestions.picked.emit(1)
    assert editor.value() == third.id
    page.build()
    assert page.side.sheet is not None
    page.choose("minutes", {"id": second.id})
    assert page._form.editors["id"].line.text() == "Đối thoại quý I · 09/01/2026"
    assert {k: v for k, v in page.place().new.items() if v} == {"id": second.id}


def test_ctrl_p_in_a_record_previews_its_main_sheet(
    sit: Callable[..., object], make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a session its minutes, with what was just typed; of a record without a sheet a word and a way on."""
    shown: list[str] = []
    monkeypatch.setattr(preview, "show_pages", lambda _theme, title, _document, _parent: shown.append(title))
    desk = make_desk()
    record = desk.records.save("session", SESSION)
    seat = sit(desk, page="sessions")
    page = seat.window.page()
    page.editing.set_field("place", "Nơi mới")
    seat.control(Qt.Key.Key_P)
    assert shown == ["BIÊN BẢN"]
    assert desk.records.need("session", record.id).values["place"] == "Nơi mới"
    desk.records.change("session", record.id, {"status": "planned", "held_on": "2026-12-30"})
    page.list.reload()
    page.editing.open(desk.records.need("session", record.id))
    page.commands()["print"]()
    assert shown == ["BIÊN BẢN", "GIẤY MỜI"]
    seat.window.go("feedback")
    seat.window.page().commands()["print"]()
    assert len(shown) == 2
    assert "Chưa mở" in seat.window.notice.text()


def test_names_nobody_decided_on_are_looked_at_before_a_public_sheet_leaves(
    page: ReportsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In, a file and the clipboard wait for the person; then the sheet is made anew and goes on."""
    printed: list[str] = []
    monkeypatch.setattr(preview, "show_pages", lambda _theme, title, _document, _parent: printed.append(title))
    page.kit.desk.records.save("opinion", {
        "source_form": "direct", "received_on": "2026-03-02", "subject": "land", "kind": "opinion",
        "side": "government", "counts_as_feedback": False, "text": "Ông Quách Đình Tuất lấn mương, bà Vụ cũng nói",
    })  # fmt: skip
    page.choose("public-notice", {"period": "2026"})
    page.side.print()
    assert printed == []
    dialog = page.side._names.dialog
    assert dialog is not None
    assert [tick.text() for tick in dialog.ticks] == ["Che “Quách Đình Tuất”", "Che “Vụ”"]
    dialog.reject()
    assert page.kit.desk.reporting.naming.decided() == ([], [])
    page.side.print()
    dialog = page.side._names.dialog
    dialog.ticks[1].setChecked(False)
    dialog.go_on.click()
    assert page.kit.desk.reporting.naming.decided() == (["Vụ"], ["Quách Đình Tuất"])
    assert printed == ["THÔNG BÁO"]
    page.side.print()
    assert len(printed) == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_in_english_the_page_says_that_sheets_stay_vietnamese(
    sit: Callable[..., object], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(reports_page, "language", lambda: language)
    seat = sit(page="reports")
    found = seat.window.findChild(ReportsPage)  # type: ignore[attr-defined]
    said = [text.text() for text in found.findChildren(WrappedLabel)]
    assert any("Tờ in luôn bằng tiếng Việt" in text for text in said) is (language == "en")
