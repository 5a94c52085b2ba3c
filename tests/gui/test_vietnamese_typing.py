"""Vietnamese as people type it, through everything one types into: no letter lost, none doubled, lists found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QInputMethodQueryEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Code, Field, Kind, Vocabulary
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.editors.choices import CodeEditor, CodesEditor, SegmentedEditor
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.editors.lines import LongTextEditor, TextEditor
from dialogue_desk.gui.editors.suggestions import place_beside
from dialogue_desk.gui.forms.grid import Grid
from dialogue_desk.gui.models.opinions import COLUMNS, OpinionsModel
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.inputs import SearchEdit
from dialogue_desk.gui.widgets.letters import PAUSE, ListTyping, TypeAhead, TypesInto
from dialogue_desk.gui.widths import Widths

from .opened import Opened
from .typing import METHODS, Spoken, back, compose, composed, press, spoken, strike

WORDS = spoken("telex")
ROWS = Vocabulary("rows", tuple(Code(f"w{at}", word.text.capitalize()) for at, word in enumerate(WORDS)))
WAYS: list[tuple[str, Callable[..., None]]] = [("keys", strike), ("composed", compose)]
NAMES = [column.key for column in COLUMNS]

both = pytest.mark.parametrize("method", METHODS)
ways = pytest.mark.parametrize("way", [way for _name, way in WAYS], ids=[name for name, _way in WAYS])


def choices() -> list[tuple[str, str]]:
    return [("", ""), *((code.key, code.label) for code in ROWS.codes)]


WINDOWS: list[QWidget] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    for window in WINDOWS:
        window.close()
    WINDOWS.clear()


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    """In a window that has the keyboard."""
    window = QWidget()
    WINDOWS.append(window)
    QVBoxLayout(window).addWidget(widget)
    window.resize(700, 500)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


# -- texts ------------------------------------------------------------------------------------


@both
@ways
def test_lines_and_texts_hold_what_was_typed(qtbot: QtBot, theme: Theme, method: str, way: Callable[..., None]) -> None:
    words = [word.text for word in WORDS]
    line = TextEditor(theme, Field("t", Kind.TEXT, "Tên"), words=lambda _typed: [w + " khác" for w in words])
    long = LongTextEditor(theme, Field("t", Kind.LONG_TEXT, "Nội dung"))
    search = SearchEdit(theme, "Tìm")
    shown(qtbot, line)
    for word in spoken(method):
        for widget, read in (
            (line.line, line.value),
            (long.area.inner, long.value),
            (search, search.seen_text),
        ):
            widget.clear()
            way(word, widget)
            assert read() == word.text, type(widget).__name__
        press(line.line, "\r", int(Qt.Key.Key_Return))
        assert line.value() == word.text, "Enter took a suggestion nobody chose"


def test_what_is_still_composed_counts_as_seen(qtbot: QtBot, theme: Theme) -> None:
    """A sieve and a draft do not wait for the end of a word."""
    search = SearchEdit(theme, "Tìm")
    line = TextEditor(theme, Field("t", Kind.TEXT, "Tên"))
    long = LongTextEditor(theme, Field("t", Kind.LONG_TEXT, "Nội dung"))
    for widget in (search, line, long):
        qtbot.addWidget(widget)
    said: list[str] = []
    search.typed.connect(said.append)
    search.setText("xã ")
    composed(search, "đ")
    composed(search, "đô")
    composed(search, "", "đông")
    assert said == ["xã đ", "xã đô", "xã đông"]
    for editor, inner in ((line, line.line), (long, long.area.inner)):
        with qtbot.waitSignal(editor.changed):
            composed(inner, "thô")
        assert editor.value() == "thô"
        composed(inner, "")
        assert editor.value() is None


# -- lists ------------------------------------------------------------------------------------


@both
@ways
def test_choice_lists_find_every_word(qtbot: QtBot, theme: Theme, method: str, way: Callable[..., None]) -> None:
    code = CodeEditor(theme, Field("c", Kind.CODE, "Mục", codes=ROWS))
    narrow = SegmentedEditor(theme, Field("c", Kind.CODE, "Mục", codes=ROWS))
    for widget in (code, narrow):
        qtbot.addWidget(widget)
    for word in spoken(method):
        for box in (code.combo, narrow._combo):
            press(box, "\x7f", int(Qt.Key.Key_Delete))
            assert box.code() is None
            way(word, box)
            assert box.currentText() == word.text.capitalize()


@both
@ways
def test_open_lists_find_every_word(qtbot: QtBot, theme: Theme, method: str, way: Callable[..., None]) -> None:
    combo = Combo(theme, choices())
    shown(qtbot, combo)
    codes = CodesEditor(theme, Field("c", Kind.CODES, "Mục", codes=ROWS))
    shown(qtbot, codes)
    rows = QListWidget()
    rows.addItems([code.label for code in ROWS.codes])
    ListTyping(rows)
    qtbot.addWidget(rows)
    combo.showPopup()
    view = combo.view()
    codes.open_list()
    ticks = codes._list
    assert ticks is not None
    for word in spoken(method):
        label = word.text.capitalize()
        # An input method speaks to the widget below a popup.
        press(view, "", int(Qt.Key.Key_Home))
        way(word, view if way is strike else combo)
        assert view.currentIndex().data() == label
        press(ticks.rows, "", int(Qt.Key.Key_Home))
        one_word = Spoken(word.text.split(" ")[0], tuple(" ".join(word.events).split("   ")[0].split(" ")))
        way(one_word, ticks.rows if way is strike else codes.inner)
        assert fold(ticks.rows.currentItem().text()).startswith(fold(one_word.text))
        press(rows, "", int(Qt.Key.Key_Home))
        way(word, rows)
        assert rows.currentItem().text() == label
    assert codes.value() is None, "typing ticked something"


def test_the_blank_that_ends_a_composed_word_ticks(qtbot: QtBot, theme: Theme) -> None:
    codes = CodesEditor(theme, Field("c", Kind.CODES, "Mục", codes=ROWS))
    shown(qtbot, codes)
    codes.open_list()
    composed(codes.inner, "đườ")
    composed(codes.inner, "", "đường ")
    assert codes.value() == (next(c.key for c in ROWS.codes if c.label == "Đường"),)


def test_backspace_takes_a_letter_off_and_empties_nothing(qtbot: QtBot, theme: Theme) -> None:
    combo = Combo(theme, [("", ""), ("a", "Đất đai"), ("b", "Đường bộ"), ("c", "Giao"), ("d", "Gia hạn")])
    qtbot.addWidget(combo)
    combo.set_code("c")
    back(combo)
    assert combo.code() == "c"
    for letter in "du":
        press(combo, letter)
    assert combo.code() == "b"
    back(combo)
    assert combo.code() == "a"
    back(combo)
    assert combo.code() == "c", "nothing typed any more: what stood there before"
    back(combo)
    assert combo.code() == "c"
    press(combo, "\x7f", int(Qt.Key.Key_Delete))
    assert combo.code() is None
    for letter in "gia":
        press(combo, letter)
    assert combo.code() == "d", "the row that has this word comes before the one that only begins with it"


def test_what_means_no_row_chooses_none(qtbot: QtBot, theme: Theme) -> None:
    combo = Combo(theme, [("", ""), ("a", "Đất đai"), ("b", "Đường bộ")])
    qtbot.addWidget(combo)
    combo.set_code("a")
    for letter in "duot":
        press(combo, letter)
    assert combo.code() == "a"
    back(combo)
    assert combo.code() == "b"


def test_letters_last_while_typing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rested = 0
    ahead = TypeAhead()
    monkeypatch.setattr(ahead._since, "elapsed", lambda: rested, raising=False)
    ahead._since = type("Clock", (), {"isValid": lambda s: True, "restart": lambda s: 0, "elapsed": lambda s: rested})()
    labels = ["Dự án", "Đường bộ", "Ong mật"]
    assert ahead.find("d", labels, -1) == 0
    rested = PAUSE - 500
    assert [ahead.find(letter, labels, 0) for letter in "uo"] == [0, 1]
    rested = PAUSE * 4
    assert ahead.take_off(labels, 1) == 0, "UniKey's BackSpaces come however late"
    assert ahead.typed == "du"
    assert ahead.find("o", labels, 0) == 2, "after a rest a letter begins anew"


def test_the_same_letter_again_goes_on_to_the_next_row() -> None:
    ahead, labels = TypeAhead(), ["Đất", "Điện", "Đường"]
    assert [ahead.find("d", labels, at) for at in (-1, 0, 1, 2)] == [0, 1, 2, 0]


def test_accents_count_where_they_are_typed() -> None:
    labels = ["Dương", "Đường"]
    assert TypeAhead().compose("đường", "", labels, -1) == 1
    assert TypeAhead().compose("duong", "", labels, -1) == 0
    decomposed = TypeAhead()
    for letter in "ca\u0302\u0301p":  # as the old keyboard of Windows sends it
        at = decomposed.find(letter, ["Cap", "Cấp"], -1)
    assert (at, decomposed.typed) == (1, "cấp")


@pytest.mark.parametrize("kind", ["combo", "list"])
def test_lists_let_input_methods_in(qtbot: QtBot, theme: Theme, kind: str) -> None:
    """Else they find the bare keys: “ddaats”."""
    combo, rows = Combo(theme, choices()), QListWidget()
    rows.addItem("Đất")
    ListTyping(rows)
    asked = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    widget = combo if kind == "combo" else rows
    qtbot.addWidget(widget)
    QApplication.sendEvent(widget, asked)
    assert asked.value(Qt.InputMethodQuery.ImEnabled) is True
    rows.setCurrentRow(0)
    QApplication.sendEvent(widget, asked)
    assert asked.value(Qt.InputMethodQuery.ImEnabled) is True
    assert not rows.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "Qt would take it back at each row"


# -- suggestions --------------------------------------------------------------------------------


def suggesting(qtbot: QtBot, theme: Theme, *words: str) -> TextEditor:
    editor = TextEditor(theme, Field("t", Kind.TEXT, "Tên"), words=lambda _typed: words)
    shown(qtbot, editor)
    editor.setFocus()
    return editor


def test_enter_keeps_what_was_typed_unless_an_arrow_chose(qtbot: QtBot, theme: Theme) -> None:
    editor = suggesting(qtbot, theme, "Chi bộ thôn Đồng Vọng", "Chi bộ thôn Đông", "Chi bộ thôn Đồng")
    offered = editor.suggestions
    assert offered is not None
    QTest.keyClicks(editor.line, "chi bo thon dong")
    assert offered.isVisible()
    assert offered.known.stringList()[:2] == ["Chi bộ thôn Đông", "Chi bộ thôn Đồng"], "exact ones stand first"
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert (editor.value(), offered.isVisible()) == ("chi bo thon dong", False)
    editor.line.clear()
    QTest.keyClicks(editor.line, "dong")
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == "dong"
    QTest.keyClicks(editor.line, " v")
    with qtbot.waitSignal(editor.changed):
        QTest.keyClick(editor.line, Qt.Key.Key_Down)
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == "Chi bộ thôn Đồng Vọng"


def test_escape_and_leaving_put_suggestions_away(qtbot: QtBot, theme: Theme) -> None:
    editor = suggesting(qtbot, theme, "Đường làng")
    offered = editor.suggestions
    assert offered is not None
    press(editor.line, "d")
    assert QApplication.activePopupWidget() is None, "a popup of Qt's would take an input method along"
    QTest.keyClick(editor.line, Qt.Key.Key_Escape)
    assert (offered.isVisible(), editor.value()) == (False, "d")
    press(editor.line, "u")
    assert offered.isVisible()
    editor.line.clearFocus()
    assert not offered.isVisible()


def test_the_list_goes_with_its_line(qtbot: QtBot, theme: Theme) -> None:
    editor = suggesting(qtbot, theme, "Đường làng")
    press(editor.line, "d")
    offered = editor.suggestions
    editor.deleteLater()
    qtbot.waitUntil(lambda: not isValid(offered))


@pytest.mark.parametrize("top", [0, 100, 250, 330, 400, 468])
@pytest.mark.parametrize("rows", [1, 3, 8])
def test_suggestions_never_cover_the_field(top: int, rows: int) -> None:
    field, room = QRect(20, top, 300, 32), QSize(700, 500)
    at = place_beside(field, room, QSize(300, rows * 30 + 10), 30)
    assert not at.intersects(field)
    assert QRect(0, 0, 700, 500).contains(at)
    assert at.height() >= 40


# -- cells ------------------------------------------------------------------------------------


@both
@ways
def test_cells_take_the_first_letter_too(
    qtbot: QtBot, theme: Theme, desk: Desk, method: str, way: Callable[..., None]
) -> None:
    """Typing begins on a cell that is not open, as in Excel."""
    model = OpinionsModel(lambda _values: [])
    grid = Grid(theme, model, lambda: date(2026, 11, 30), "Ý kiến", Widths(desk, "cells"))
    shown(qtbot, grid)
    model.insert(0, [{}])
    for word in spoken(method):
        for key in ("speaker_name", "text"):
            index = model.index(0, NAMES.index(key))
            model.setData(index, None)
            grid.setCurrentIndex(index)
            grid.setFocus()
            way(word)
            press(QApplication.focusWidget() or grid, "\r", int(Qt.Key.Key_Return))
            assert model.lines[0].values.get(key) == word.text, key


@both
@ways
def test_cells_with_a_list(qtbot: QtBot, theme: Theme, desk: Desk, method: str, way: Callable[..., None]) -> None:
    from dialogue_desk.domain.forms import opinion

    model = OpinionsModel(lambda _values: [])
    grid = Grid(theme, model, lambda: date(2026, 11, 30), "Ý kiến", Widths(desk, "cells"))
    shown(qtbot, grid)
    model.insert(0, [{}])
    subjects = opinion.FORM.field("subject").codes
    assert subjects is not None
    index = model.index(0, NAMES.index("subject"))
    known = {word.text: word for word in spoken(method)}
    for typed, meant in (("đất đai", "Đất đai"), ("môi trường", "môi trường"), ("y tế", "y tế"), ("giáo dục", "Giáo")):
        model.setData(index, None)
        grid.setCurrentIndex(index)
        grid.setFocus()
        way(known[typed])
        press(QApplication.focusWidget() or grid, "\r", int(Qt.Key.Key_Return))
        label = subjects.label(model.lines[0].values.get("subject"))
        assert meant.casefold() in label.casefold(), (typed, label)


# -- from a list into the box above it -----------------------------------------------------------


@both
@ways
def test_typing_in_a_list_sifts_it(qtbot: QtBot, theme: Theme, method: str, way: Callable[..., None]) -> None:
    rows, box = QListWidget(), SearchEdit(theme, "Lọc")
    rows.addItem("Đất")
    TypesInto(rows, box)
    window = shown(qtbot, rows)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(box)
    box.show()
    for word in spoken(method):
        box.clear()
        rows.setFocus()
        way(word)
        assert box.seen_text() == word.text
        # Moving the keyboard would end a composition, and ibus would lose a letter on its way.
        assert (box if way is strike else rows).hasFocus()


def test_what_is_composed_in_a_list_goes_behind_what_stands_in_the_box(qtbot: QtBot, theme: Theme) -> None:
    """The keyboard leaves in the middle of a word: what was seen stays, and nobody sifts before the word is final."""
    rows, box = QListWidget(), SearchEdit(theme, "Lọc")
    rows.addItem("Đất")
    TypesInto(rows, box)
    said: list[str] = []
    box.typed.connect(said.append)
    window = shown(qtbot, rows)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(box)
    box.show()
    box.setText("xã ")
    box.setCursorPosition(0)
    rows.setFocus()
    composed(rows, "đô")
    assert (box.seen_text(), said) == ("xã đô", [])
    box.setFocus()
    assert (box.text(), said) == ("xã đô", ["xã đô"])


@ways
def test_first_start_finds_the_unit(qtbot: QtBot, theme: Theme, tmp_path: Path, way: Callable[..., None]) -> None:
    card = FirstStart(theme, tmp_path, None)
    qtbot.addWidget(card)
    card.show()
    word = Spoken("đồ sơn", ("d", "BS", "đ", "o", "BS", "ô", "BS", "ồ", " ", "s", "o", "BS", "ơ", "n"))
    way(word, card._search)
    first = card._list.item(0)
    assert first is not None
    assert "Đồ Sơn" in first.text()
    assert card._list.currentRow() == 0


def test_the_window_sifts_its_list_and_searches(qtbot: QtBot, make_desk: Callable[..., object]) -> None:
    """Search box of the window, box above the list, and the list itself."""
    desk = make_desk()
    desk.records.save(  # type: ignore[attr-defined]
        "session", {"held_on": "2026-03-05", "title": "Đường liên thôn", "place": "Nhà văn hóa", "count_for": "party"}
    )
    seat = Opened(qtbot, desk)  # type: ignore[arg-type]
    page = seat.window.page()
    known = {word.text: word for word in WORDS}
    for name, typed, count in (("đường", "đường", 1), ("cống thoát", "cống thoát", 0), ("đường", "đường", 1)):
        page.list.filter.clear()  # type: ignore[union-attr]
        page.list.filter.setFocus()  # type: ignore[union-attr]
        strike(known[name])
        assert page.list.filter.text() == typed  # type: ignore[union-attr]
        qtbot.waitUntil(lambda count=count: page.list.count() == count)  # type: ignore[union-attr,misc]
    seat.window.top.search.setFocus()
    compose(known["đường"], finish=False)
    qtbot.waitUntil(lambda: seat.window.page().place().filter == "đường")  # type: ignore[union-attr]
    assert seat.window.top.search.text() == "", "found before the word was final"


def test_key_release_and_modifiers_type_nothing(qtbot: QtBot, theme: Theme) -> None:
    combo = Combo(theme, choices())
    qtbot.addWidget(combo)
    QTest.keyClick(combo, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(combo, Qt.Key.Key_Shift)
    assert combo.code() is None
