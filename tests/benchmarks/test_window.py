"""Process start to painted window, against a bare PySide6 window with one label, in the same run."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from tests.benchmarks.measure import tell
from tests.benchmarks.test_storage import opinion

ROOT = Path(__file__).parents[2]
TIMES = 9

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("Xin chào"))
window.resize(1280, 800)
window.show()
window.grab()
QTimer.singleShot(0, app.quit)
app.exec()
"""

# As main.py does it: no collecting before the page is there.
FIRST = """
import gc
import sys
gc.disable()
from pathlib import Path
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QEvent, QObject, QTimer
from dialogue_desk.app import App
qt = QApplication(sys.argv)
app = App(qt, Path(sys.argv[1]))
app.start()
app.window.grab()
{after}
import os
os._exit(0)
"""

LISTED = """
while app.window.kit is None:
    qt.processEvents()
if app.window.current_key != "opinions":  # the very first start
    app.window.go("opinions")
for _n in range(20):
    qt.processEvents()
app.window.grab()
assert app.window.page("opinions").list.count() == 100_000
app.desk.close()
"""


def starts(*programs: tuple[str, ...]) -> list[float]:
    """Median seconds of whole processes, each a code and its arguments, run in turns: a machine that slows
    down meanwhile slows them all."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
    taken: list[list[float]] = [[] for _program in programs]
    for turn in range(TIMES + 1):
        for program, times in zip(programs, taken, strict=True):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", *program], check=True, env=environment, capture_output=True)
            if turn:
                times.append(time.perf_counter() - begun)
    return [statistics.median(times) for times in taken]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with 100,000 petitions, all of them open: the list begins with those."""
    folder = tmp_path_factory.mktemp("window")
    desk = Desk.init(folder, "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    picks = random.Random(1)
    form = desk.records.form("opinion")
    context = desk.records.context()
    with desk.records.writing() as saver:
        for n in range(100_000):
            petition = {**opinion(picks, n), "kind": "petition", "request": "Sửa lại"}
            desk.records.put(saver, form, petition, "", desk.unit, context=context)
    desk.close()
    return folder


def test_first_window_and_first_list(folder: Path) -> None:
    # The list first: a start to the end keeps the face that the next start shows at once.
    bare, listed = starts((BARE,), (FIRST.format(after=LISTED), str(folder)))
    tell(
        "list of 100,000 usable",
        f"{listed / bare:.2f}× ({listed * 1e3:.0f} ms)",
        "≤ 2.3×",
        "bare window, whole process",
    )
    bare, first = starts((BARE,), (FIRST.format(after=""), str(folder)))
    tell("first window", f"{first / bare:.2f}× ({first * 1e3:.0f} ms)", "≤ 1.6×", "bare window, whole process")
