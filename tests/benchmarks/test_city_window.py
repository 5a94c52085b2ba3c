"""The window over a whole city's data: how long anything holds it, and how soon what was asked for is there.

The city is the one at DIALOGUE_DESK_CITY (the folder `demo city` made, as `dev.py bench` leaves it), else it is
made here, which takes minutes. A hold is the longest stretch in which the window answers nobody; beside the
wall's time stands what the window's own thread spent, which a busy machine does not change.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from dialogue_desk.app import App, collect_from_here
from dialogue_desk.desk import Desk
from dialogue_desk.gui.forms.scope_choice import ScopeChoice
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.pages.exchange.board import BoardPanel
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.pages.petitions.opinions import OpinionsPage
from dialogue_desk.gui.pages.reports.asking import AskingPage
from dialogue_desk.gui.pages.reports.charts import ChartsPage
from dialogue_desk.gui.pages.reports.page import ReportsPage
from dialogue_desk.gui.preview import PreviewDialog
from dialogue_desk.gui.rooms import PAGES
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import ThreadRunner
from tests.benchmarks.measure import percentile, tell
from tests.benchmarks.test_window import BARE, FIRST, LISTED, starts

ROOT = Path(__file__).parents[2]
TOP = "31"
BAR, REFERENCE = "≤ 50 ms at a time", "none, a person's patience"
YEARS = {"from_year": 2014, "to_year": 2023}
TYPED = (
    "duong",
    "den chieu sang",
    "nguoi",
    "thoat nuoc",
    "nha van hoa",
    "lua",
    "truong",
    "ho ngheo",
    "tran thi",
    "quy",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the city's own desk."""
    made = os.environ.get("DIALOGUE_DESK_CITY")
    folder = Path(made) if made else tmp_path_factory.mktemp("city") / "made"
    if not made:
        command = [sys.executable, "main.py", "demo", "city", "--out", str(folder), "--seed", "2026"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder / TOP


class Sat:
    """Somebody before the city's window; the worker works beside it as it does for them."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._qt = application
        desk = Desk.open(folder)
        desk.prefer("page", "home")
        desk.prefer("report", "appendix-05")
        self.runner = ThreadRunner()
        self.app = App(application, folder, self.runner)
        self.app.filled.connect(collect_from_here)  # as the program does
        self.app.open(desk)
        self.until(lambda: self.window.kit is not None)
        self.settle()

    @property
    def window(self) -> MainWindow:
        assert self.app.window is not None
        return self.app.window

    def until(self, is_there: Callable[[], bool], most: float = 60) -> None:
        self.held(lambda: None, is_there, most)

    def settle(self) -> None:
        self.until(lambda: True)

    def held(
        self, do: Callable[[], object], is_there: Callable[[], bool] = lambda: True, most: float = 60
    ) -> tuple[float, float, float]:
        """Do something and go on until it is there and nothing is left to do: longest hold by the wall,
        by the window's own thread, and the whole time; in seconds."""
        begun = time.perf_counter()
        wall, own = _timed(do)
        quiet = 0
        while quiet < 5:
            this_wall, this_own = _timed(lambda: self._qt.processEvents(QEventLoop.ProcessEventsFlag.AllEvents))
            wall, own = max(wall, this_wall), max(own, this_own)
            quiet = quiet + 1 if is_there() and not self.runner._open else 0
            if not quiet:
                time.sleep(0.001)
            assert time.perf_counter() - begun < most, "it never came"
        return wall, own, time.perf_counter() - begun


def _timed(do: Callable[[], object]) -> tuple[float, float]:
    wall, own = time.perf_counter(), time.thread_time()
    do()
    return time.perf_counter() - wall, time.thread_time() - own


def _tell(what: str, found: tuple[float, float, float]) -> None:
    wall, own, whole = (part * 1e3 for part in found)
    tell(f"city, {what}", f"held {wall:.0f} ms ({own:.0f} ms of its own), there after {whole:.0f} ms", BAR, REFERENCE)


@pytest.fixture(scope="module")
def sat(qapp: QApplication, resources: object, city: Path) -> Iterator[Sat]:
    sat = Sat(qapp, city)
    yield sat
    sat.window.close()
    sat.app.stop()


def test_the_first_list(city: Path) -> None:
    desk = Desk.open(city)
    desk.prefer("page", "opinions")
    desk.close()
    bare, listed = starts((BARE,), (FIRST.format(after=LISTED.replace("== 100_000", ">= 0")), str(city)))
    tell("city, list of opinions usable", f"{listed / bare:.2f}× ({listed * 1e3:.0f} ms)", "≤ 2.3×", "bare window")


def test_every_page(sat: Sat) -> None:
    for time_ in ("first", "again"):
        for room in PAGES:
            _tell(f"page {room.key}, {time_}", sat.held(lambda key=room.key: sat.window.go(key)))


def test_lists_are_walked_and_scrolled(sat: Sat) -> None:
    for room in ("sessions", "feedback", "opinions"):
        sat.window.go(room, Target(filter="all"))
        sat.settle()
        page = sat.window.page()
        assert page is not None
        rows = page.list.list  # type: ignore[attr-defined]
        steps = [sat.held(lambda at=at: rows.setCurrentIndex(rows.model().index(at, 0))) for at in range(1, 60)]
        walked = tuple(percentile([step[n] for step in steps], 0.95) for n in range(3))
        _tell(f"a step down in {room} (p95)", walked)  # type: ignore[arg-type]
        _tell(f"{room} scrolled to the end", sat.held(rows.scrollToBottom))


def test_search(sat: Sat) -> None:
    found = []
    for text in TYPED:
        sat.window.top.search.setText(text)
        sat.window._pause.stop()
        found.append(sat.held(sat.window._search))
    worst = tuple(percentile([one[n] for one in found], 0.95) for n in range(3))
    _tell("search everywhere (p95)", worst)  # type: ignore[arg-type]
    sat.window.go("opinions", Target(filter="all"))
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, OpinionsPage)
    found = []
    for text in TYPED:
        page.list.filter.setText(text)
        found.append(sat.held(page.list.reload))
    worst = tuple(percentile([one[n] for one in found], 0.95) for n in range(3))
    _tell("search in the list of opinions (p95)", worst)  # type: ignore[arg-type]
    page.list.filter.setText("")


def test_reports(sat: Sat) -> None:
    sat.window.go("reports")
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, ReportsPage)
    reporting = page.kit.desk.reporting
    for name in reporting.names():
        report = reporting.get(name)
        if report.needs:  # it is about one record
            continue
        params = {field.key for field in report.params}
        for asked in (YEARS, {"period": "2022"}):
            if not asked.keys() <= params:
                continue
            found = sat.held(lambda name=name, asked=asked: page.choose(name, dict(asked)))
            assert page._sheet is not None, page._complaint.text()
            assert page._sheet.name == name, page._complaint.text()
            rows = sum(len(table.rows) for table in page._sheet.tables())
            _tell(f"report {name} of {asked.get('period', 'ten years')} ({rows} rows)", found)


def test_paper_and_clipboard(sat: Sat) -> None:
    sat.window.go("reports", Target(filter="public-notice", new={"period": "2022"}))
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, ReportsPage)
    _tell("6,000 rows to the clipboard", sat.held(page.copy))
    found = sat.held(page.print)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PreviewDialog))
    _tell(f"preview of {dialog.page_count} pages", found)
    dialog.close()


ASKED = (
    {"form": "opinion", "measure": "count", "rows": "unit", "columns": "subject"},
    {"form": "opinion", "measure": "median", "rows": "unit"},
    {"form": "opinion", "measure": "on-time", "rows": "unit", "rows_2": "subject"},
    {"form": "session", "measure": "count", "rows": "unit", "columns": "year"},
)


def test_questions(sat: Sat) -> None:
    sat.window.go("ask")
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, AskingPage)
    for asked in ASKED:
        found = sat.held(lambda asked=asked: page.enter(Target(new=dict(asked))))
        assert page.side.sheet is not None
        rows = len(next(page.side.sheet.tables()).rows)
        _tell(f"question {asked['measure']} by {asked['rows']} ({rows} rows)", found)
        _tell("records of its total", sat.held(lambda: page.side.view.tables[0].figure_chosen.emit(rows - 1, 1)))


def test_charts_of_petitions(sat: Sat) -> None:
    sat.window.go("charts", Target(filter="ageing"))
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, ChartsPage)
    for key in ("ageing", "on-time", "days", "petition-heat"):
        _tell(f"chart {key}", sat.held(lambda key=key: page.enter(Target(filter=key))))


def test_the_unit_chooser(sat: Sat) -> None:
    sat.window.go("opinions", Target(filter="all"))
    sat.settle()
    chooser = sat.window.top.chooser
    assert isinstance(chooser, ScopeChoice)
    found = sat.held(lambda: sat.window.run_window_command("scope"))
    _tell(f"unit chooser opened ({chooser.count()} units)", found)
    for typed in ("t", "th", "thu 21"):
        _tell(f"unit chooser, {typed} typed", sat.held(lambda typed=typed: chooser._sift(typed)))
    chooser.hidePopup()


def test_months_of_every_unit(sat: Sat) -> None:
    sat.window.go("exchange")
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, ExchangePage)
    page.show_panel("board")
    sat.settle()
    board = page.panels["board"]
    assert isinstance(board, BoardPanel)
    board._view.set_value("months")
    _tell("board, every month", sat.held(board.look))
    board._view.set_value("list")
    _tell("board, the list again", sat.held(board.look))


def test_sending_and_receiving(sat: Sat) -> None:
    sat.window.go("exchange")
    sat.settle()
    page = sat.window.page()
    assert isinstance(page, ExchangePage)
    for key in list(page.panels):
        _tell(f"exchange, {key}", sat.held(lambda key=key: page.show_panel(key)))
