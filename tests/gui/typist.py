"""Somebody who types until the power goes: run as a program, killed by the test.

`python -m tests.gui.typist DATA PLACE LOG`: opens the window of a desk, types letter by letter into a field, a cell,
a new row or a step, saves now and then, and writes down each letter with its moment before it types the next.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from dialogue_desk.app import App
from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.models.opinions import COLUMNS
from tests.gui.typing import press

PLACES = ("field", "cell", "row", "step")
EVERY = 70
SAVE_AFTER = 9
NAMES = [column.key for column in COLUMNS]


def letter(number: int) -> str:
    """The letters typed, in order: what stands there tells how many arrived."""
    return "abcdefghiklmnopqrstuvxy"[number % 23]


def main(folder: Path, place: str, log: Path) -> None:
    application = QApplication([])
    desk = Desk.open(folder)
    desk.prefer("page", "opinions" if place == "step" else "sessions")
    app = App(application, folder)
    app.open(desk)
    window = app.window
    assert window is not None
    wait_for(lambda: window.kit is not None and window.page() is not None and window.isActiveWindow())
    rest(400)
    page = window.page()
    go_to(page, place)
    with log.open("a", encoding="utf-8") as written:
        for number in range(400):
            if place == "row" and number and number % SAVE_AFTER == 0:
                note(written, "save")
                save_row(page)
                note(written, "saved")
                new_row(page)
            note(written, letter(number))
            press(QApplication.focusWidget(), letter(number))
            rest(EVERY)


def note(written: object, text: str) -> None:
    written.write(f"{time.time():.3f} {text}\n")  # type: ignore[attr-defined]
    written.flush()  # type: ignore[attr-defined]


def go_to(page: object, place: str) -> None:
    record = page.kit.desk.records.page("opinion" if place == "step" else "session", Query())[0]  # type: ignore[attr-defined]
    page.open_record(record.id, record.unit, go_in=True)  # type: ignore[attr-defined]
    rest(200)
    if place == "field":
        page.views[0].editors["place"].line.clear()  # type: ignore[attr-defined]
        page.views[0].focus_field("place")  # type: ignore[attr-defined]
    elif place == "cell":
        open_cell(page, 0)
    elif place == "row":
        new_row(page)
    else:
        page.take_step("progress")  # type: ignore[attr-defined]
        page.step._form.focus_field("text")  # type: ignore[attr-defined]


def open_cell(page: object, row: int) -> None:
    grid, model = page.panel.grid, page.panel.model  # type: ignore[attr-defined]
    grid.setCurrentIndex(model.index(row, NAMES.index("text")))
    grid.setFocus()


def new_row(page: object) -> None:
    model = page.panel.model  # type: ignore[attr-defined]
    row = len(model.lines)
    model.setData(model.index(row, NAMES.index("subject")), "infrastructure")
    open_cell(page, row)


def save_row(page: object) -> None:
    press(QApplication.focusWidget(), "\r", int(Qt.Key.Key_Return))
    page.save()  # type: ignore[attr-defined]


def rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for(what: object) -> None:
    for _turn in range(400):
        if what():  # type: ignore[operator]
            return
        rest(50)
    raise SystemExit("the window did not come")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
