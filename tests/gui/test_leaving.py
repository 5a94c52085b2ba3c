"""The laptop ends the program while something is typed: a logout or a signal loses none of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.leaving import Leaving
from tests.exchange.world import World
from tests.gui.opened import Opened
from tests.gui.test_scope import district, open_on  # noqa: F401 - a fixture
from tests.gui.test_typing_kills import ROOT, SESSION

TYPE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from dialogue_desk import app as program
from tests.gui.typist import Query, rest, wait_for

def act():
    app = next(o for o in made)
    wait_for(lambda: app.window is not None and app.window.kit is not None and app.window.page() is not None)
    page = app.window.page()
    record = page.kit.desk.records.page("session", Query())[0]
    page.open_record(record.id, record.unit, go_in=True)
    page.editing.set_field("place", "Gõ ngay trước khi tắt máy")
    page.editing._draft_timer.stop()  # as if the second were not over
    print("typed", flush=True)

made = []
real = program.App.start
program.App.start = lambda self: (made.append(self), real(self), QTimer.singleShot(0, act))[1]
raise SystemExit(program.main(["--data", sys.argv[1]]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a session by a message, not by a signal")
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_what_is_typed_and_ends_in_order(make_desk: Callable[..., Desk], told: int) -> None:
    desk = make_desk()
    held = desk.records.save("session", SESSION)
    desk.prefer("page", "sessions")
    folder = desk.folder
    desk.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", TYPE, str(folder)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "typed\n"
        time.sleep(0.2)
        program.send_signal(told)
        assert program.wait(timeout=60) == 0
    with closing(Desk.open(folder)) as again:
        draft = Drafts(again).find("session", held.id)
        assert draft is not None
        assert draft.values["place"] == "Gõ ngay trước khi tắt máy"
        assert again.keeping.backups(), "it ended as on closing"


def test_a_logout_keeps_what_is_typed_everywhere(qtbot: QtBot, district: World) -> None:  # noqa: F811
    """Record, remark and whom to call, each in its own line; asked to save, the program has it on the disk."""
    opened = open_on(qtbot, district, "sessions")
    desk = district.desks["district"]
    application = QApplication.instance()
    assert isinstance(application, QGuiApplication)
    asked = [SIGNAL(f"{name}(QSessionManager&)") for name in ("commitDataRequest", "saveStateRequest")]
    before = [application.receivers(name) for name in asked]
    leaving = Leaving(application, opened.app.keep_typing)
    assert [application.receivers(name) for name in asked] == [count + 1 for count in before]
    try:
        page = opened.window.page()
        page.editing.set_field("place", "Gõ dở")
        opened.window.go("charts")
        charts = opened.window.page()
        qtbot.waitUntil(lambda: charts._view is not None and charts._sheet is not None)
        charts.remark()
        opened.type("Vì lũ")
        report, period = charts._sheet.name, charts._remark.period.code()
        opened.window.go("exchange")
        board = opened.window.page().panels["board"]
        opened.window.page().show_panel("board")
        board.list.choose(0)
        board.ask_contact()
        unit = board.current().unit
        board._line.name.setFocus()
        opened.type("Bà Lan")
        for timer in (page.editing._draft_timer, charts._remark.draft._timer, board._line.draft._timer):
            timer.stop()
        for kind, key in (("remark", f"{report} {period}"), ("contact", unit)):
            Drafts(desk).drop(kind, key)
        leaving.session_ends()
        assert Drafts(desk).find("remark", f"{report} {period}").values == {"text": "Vì lũ"}
        assert "Bà Lan" in str(Drafts(desk).find("contact", unit).values["name"])
        assert Drafts(desk).find("session", page.editing.id).values["place"] == "Gõ dở"
    finally:
        leaving.end()


def test_a_remark_half_typed_waits_at_its_period(qtbot: QtBot, district: World) -> None:  # noqa: F811
    opened = open_on(qtbot, district, "charts")
    desk, charts = district.desks["district"], opened.window.page()
    qtbot.waitUntil(lambda: charts._view is not None)
    periods = charts._view.chart.categories
    charts.remark(periods[0])
    opened.type("Vì lũ")
    assert charts._remark._hint.text().startswith("Nháp từ")
    charts._remark.period.set_code(periods[-1])
    charts._remark._show()
    assert (charts._remark.text.text(), charts._remark.draft.words) == ("", "")
    assert charts._remark.draft.waiting() != [], "another period puts nothing away that was just typed"
    desk.records.save("session", {**SESSION, "held_on": "2023-05-05"})  # the chart is drawn anew
    assert charts._remark.isVisibleTo(charts)
    opened.window.close()
    again = Opened(qtbot, desk, "charts")
    charts = again.window.page()
    qtbot.waitUntil(lambda: charts._view is not None and charts._remark.isVisibleTo(charts))
    assert (charts._remark.period.code(), charts._remark.text.text()) == (periods[0], "Vì lũ")
    charts._remark.text.setFocus()
    again.press(Qt.Key.Key_Return)
    assert desk.reporting.remarks(charts._sheet.name) == {periods[0]: "Vì lũ"}
    assert Drafts(desk).all("remark") == []
    charts.remark(periods[0])
    again.type(" to")
    qtbot.waitUntil(lambda: Drafts(desk).all("remark") != [], timeout=2500)
    assert charts.back()
    assert Drafts(desk).all("remark") == []


def test_whom_to_call_half_typed_is_asked_again(qtbot: QtBot, district: World) -> None:  # noqa: F811
    opened = open_on(qtbot, district, "exchange")
    desk = district.desks["district"]
    page = opened.window.page()
    page.show_panel("board")
    board = page.panels["board"]
    board.list.choose(1)
    unit = board.current().unit
    board.ask_contact()
    board._line.phone.setFocus()
    opened.type("0225")
    board._line.draft.keep()
    board._line.hide()
    board.reload()
    assert board._line.isVisibleTo(board)
    assert board._line.phone.text().endswith("0225")
    assert "Nháp từ" in board._line._about.text()
    board._line._keep()
    assert Drafts(desk).find("contact", unit) is None
