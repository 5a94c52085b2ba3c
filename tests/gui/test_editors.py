"""Editors: what is typed, what it means, and that nothing is rewritten under the fingers."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.domain.fields import Code, Field, Kind, Vocabulary
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.gui.editors.choices import CodeEditor, CodesEditor, SegmentedEditor, YesNoEditor
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.editors.lines import CountEditor, DateEditor, LongTextEditor, TextEditor, TimeEditor
from dialogue_desk.gui.editors.make import make_editor
from dialogue_desk.gui.editors.parsing import read_date, read_time, show_count
from dialogue_desk.gui.theme import Theme

TODAY = date(2026, 9, 18)
WAYS = Vocabulary("ways", (Code("road", "Đường bộ"), Code("rail", "Đường sắt"), Code("water", "Thủy nội địa")))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1/5", "2026-05-01"),
        ("1/5/26", "2026-05-01"),
        ("01052026", "2026-05-01"),
        ("0105", "2026-05-01"),
        ("010525", "2025-05-01"),
        ("1.5.2025", "2025-05-01"),
        ("1-5-2025", "2025-05-01"),
        ("2025-05-01", "2025-05-01"),
        (" 31/12/2024 ", "2024-12-31"),
        ("29/2", None),
        ("31/4/2026", None),
        ("hôm qua", None),
        ("1", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(typed: str, meant: str | None) -> None:
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8", "08:00"),
        ("8h", "08:00"),
        ("8h30", "08:30"),
        ("0830", "08:30"),
        ("14:05", "14:05"),
        ("25", None),
        ("8:70", None),
    ],
)
def test_times_as_people_type_them(typed: str, meant: str | None) -> None:
    assert read_time(typed) == meant


def test_counts_show_thousands_and_tell_blank_from_zero() -> None:
    assert [show_count(n) for n in (None, 0, 1052)] == ["", "0", "1.052"]


def test_date_editor(qtbot: QtBot, theme: Theme) -> None:
    editor = DateEditor(theme, Field("on", Kind.DATE, "Ngày"), today=lambda: TODAY)
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.changed):
        QTest.keyClicks(editor.line, "31122")
    assert editor.line.text() == "31122"  # nothing is rewritten while typing
    assert editor.entry_problem()
    editor.line.clear()
    QTest.keyClicks(editor.line, "31122024")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text() == "31/12/2024"
    assert editor.value() == "2024-12-31"
    editor.set_value(None)
    assert (editor.value(), editor.entry_problem()) == (None, "")


def test_date_editor_keeps_what_is_no_date(qtbot: QtBot, theme: Theme) -> None:
    editor = DateEditor(theme, Field("on", Kind.DATE, "Ngày"), today=lambda: TODAY)
    qtbot.addWidget(editor)
    QTest.keyClicks(editor.line, "31/4")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text() == "31/4"
    assert editor.value() is None
    assert editor.entry_problem()


def test_count_editor(qtbot: QtBot, theme: Theme) -> None:
    editor = CountEditor(theme, Field("many", Kind.COUNT, "Số"))
    qtbot.addWidget(editor)
    assert editor.value() is None
    QTest.keyClicks(editor.line, "0")
    assert editor.value() == 0
    editor.line.clear()
    QTest.keyClicks(editor.line, "1052")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert (editor.value(), editor.line.text()) == (1052, "1.052")
    editor.line.setText("nhiều")
    assert editor.entry_problem()


def test_years_have_no_dots(qtbot: QtBot, theme: Theme) -> None:
    editor = CountEditor(theme, Field("from_year", Kind.COUNT, "Từ năm"))
    qtbot.addWidget(editor)
    editor.set_value(2014)
    assert editor.line.text() == "2014"


def test_time_editor(qtbot: QtBot, theme: Theme) -> None:
    editor = TimeEditor(theme, Field("at", Kind.TIME, "Giờ"))
    qtbot.addWidget(editor)
    QTest.keyClicks(editor.line, "8h30")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert (editor.value(), editor.line.text()) == ("08:30", "08:30")


def test_text_is_stored_composed_and_trimmed(qtbot: QtBot, theme: Theme) -> None:
    editor = TextEditor(theme, Field("t", Kind.TEXT, "Tên"))
    qtbot.addWidget(editor)
    editor.set_value("Đường  ")
    assert editor.value() == "Đường"
    editor.set_value(None)
    assert editor.value() is None


def test_long_text_is_never_markup(qtbot: QtBot, theme: Theme) -> None:
    editor = LongTextEditor(theme, Field("t", Kind.LONG_TEXT, "Nội dung"))
    qtbot.addWidget(editor)
    editor.set_value("<b>đậm</b>\ndòng hai")
    assert editor.value() == "<b>đậm</b>\ndòng hai"


def test_words_are_found_without_accents(qtbot: QtBot, theme: Theme) -> None:
    editor = TextEditor(
        theme, Field("t", Kind.TEXT, "Tên"), words=lambda _typed: ["Chi bộ thôn Đồng Vọng", "Hội Nông dân"]
    )
    qtbot.addWidget(editor)
    editor.show()
    editor.line.setFocus()
    QTest.keyClicks(editor.line, "dong v")
    assert editor.suggestions is not None
    assert editor.suggestions.known.stringList() == ["Chi bộ thôn Đồng Vọng"]
    assert editor.line.text() == "dong v"
    editor.suggestions.rows.clicked.emit(editor.suggestions.known.index(0, 0))
    assert editor.value() == "Chi bộ thôn Đồng Vọng"


def test_combo_finds_by_folded_letters(qtbot: QtBot, theme: Theme) -> None:
    combo = Combo(theme, [("", ""), *((code.key, code.label) for code in WAYS.codes)])
    qtbot.addWidget(combo)
    QTest.keyClicks(combo, "duong s")
    assert combo.code() == "rail"
    QTest.keyClick(combo, Qt.Key.Key_Delete)
    assert combo.code() is None
    QTest.keyClicks(combo, "noi")
    assert combo.code() == "water"


def test_code_editor_keeps_codes_of_a_newer_version(qtbot: QtBot, theme: Theme) -> None:
    editor = CodeEditor(theme, Field("w", Kind.CODE, "Đường", codes=WAYS))
    qtbot.addWidget(editor)
    editor.set_value("space")
    assert editor.value() == "space"
    editor.set_value(None)
    assert editor.value() is None


def test_codes_editor(qtbot: QtBot, theme: Theme) -> None:
    editor = CodesEditor(theme, Field("w", Kind.CODES, "Đường", codes=WAYS))
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value(("rail", "space"))
    assert editor.open_list()
    rows = editor._list
    assert rows is not None
    QTest.keyClicks(rows.rows, "t")
    QTest.keyClick(rows.rows, Qt.Key.Key_Space)
    QTest.keyClick(rows.rows, Qt.Key.Key_Return)
    assert editor.value() == ("rail", "water", "space")
    assert not rows.isVisible()


def test_segments_become_a_list_where_there_is_no_room(qtbot: QtBot, theme: Theme) -> None:
    editor = SegmentedEditor(theme, Field("w", Kind.CODE, "Đường", codes=WAYS))
    qtbot.addWidget(editor)
    editor.resize(500, 32)
    editor.show()
    assert editor._stack.currentIndex() == 0
    editor.set_value("rail")
    editor.resize(120, 32)
    assert editor._stack.currentIndex() == 1
    assert editor.value() == "rail"


def test_arrow_keys_choose_a_segment(qtbot: QtBot, theme: Theme) -> None:
    editor = SegmentedEditor(theme, Field("w", Kind.CODE, "Đường", codes=WAYS))
    qtbot.addWidget(editor)
    editor.resize(500, 32)
    editor.set_value("road")
    with qtbot.waitExposed(editor):
        editor.show()
    editor.setFocus()
    QTest.keyClick(editor._words._group.checkedButton(), Qt.Key.Key_Right)
    assert editor.value() == "rail"


def test_yes_no_knows_unknown(qtbot: QtBot, theme: Theme) -> None:
    editor = YesNoEditor(theme, Field("y", Kind.YES_NO, "Có"))
    qtbot.addWidget(editor)
    editor.set_value(None)
    assert editor.value() is None
    QTest.keyClick(editor.box, Qt.Key.Key_Space)
    assert editor.value() is True


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_field_has_an_editor_with_a_name(qtbot: QtBot, theme: Theme, form: object) -> None:
    for field in form.fields:  # type: ignore[attr-defined]
        editor = make_editor(theme, field)
        qtbot.addWidget(editor)
        editor.set_value(field.default)
        assert editor.value() == field.default
        editor.set_edge("danger")
        assert editor.inner.accessibleName() or editor.inner is editor


def test_control_z_without_typing_is_left_to_the_page(qtbot: QtBot, theme: Theme) -> None:
    editor = TextEditor(theme, Field("t", Kind.TEXT, "Tên"))
    qtbot.addWidget(editor)
    key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    key.ignore()
    QApplication.sendEvent(editor.line, key)
    assert not key.isAccepted()
    QTest.keyClicks(editor.line, "a")
    key.ignore()
    QApplication.sendEvent(editor.line, key)
    assert key.isAccepted()
