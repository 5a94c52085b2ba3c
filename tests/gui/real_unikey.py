"""The real engine of UniKey, under ibus on an X server, through everything one types into: run as a program.

`with-unikey python -m tests.gui.real_unikey DATA` (any command that starts an X server with xdotool and ibus-unikey),
DATA the folder of a commune that demo commune made. Keys come from xdotool, as from a keyboard. Prints what each
place holds; exits 1 where it is another word. Nothing is saved.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.forms.scope_choice import ScopeChoice
from dialogue_desk.gui.models.opinions import COLUMNS
from dialogue_desk.gui.widgets.lines import LineEdit

PLACE = [column.key for column in COLUMNS]


def rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def keys(*given: str) -> None:
    """Beside the window, which has to go on meanwhile."""
    with subprocess.Popen(["xdotool", *given]) as tool:
        while tool.poll() is None:
            rest(20)
    rest(300)


def type_(text: str) -> None:
    keys("type", "--delay", "60", text)


def tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Trial:
    def __init__(self) -> None:
        self.wrong = 0

    def look(self, place: str, wanted: object, held: object) -> None:
        self.wrong += wanted != held
        tell(f"{'ok ' if wanted == held else 'NOT'} {place}: {held!r}")

    def into(self, place: str, widget: QWidget, typed: str, wanted: object, read: Callable[[], object]) -> None:
        widget.window().activateWindow()
        widget.setFocus()
        rest(200)
        type_(typed)
        self.look(place, wanted, read())


def records(trial: Trial, app: App) -> None:
    """Fields, lists, cells and search of the page of sessions, and the line of a heading."""
    window = app.window
    assert window is not None
    window.go("sessions")
    rest(1500)
    page = window.page()
    page.new()  # type: ignore[union-attr]
    page.editing.discard()  # type: ignore[union-attr]  # what an earlier trial left
    rest(500)
    editors = page.views[0].editors  # type: ignore[union-attr]
    trial.into(
        "line", editors["title"].line, "ddoois thoaij ", "đối thoại", lambda: str(editors["title"].value()).strip()
    )
    keys("key", "Escape")
    trial.into("line with suggestions", editors["place"].line, "nhaf vawn hoas ", "nhà văn hóa",
               lambda: str(editors["place"].value()).strip().casefold())  # fmt: skip
    keys("key", "Return")
    trial.look("and Enter takes none", "nhà văn hóa", str(editors["place"].value()).strip().casefold())
    trial.into("list of codes", editors["kind"].combo, "chuyeen ", "thematic", editors["kind"].value)
    grid, model = page.panel.grid, page.panel.model  # type: ignore[union-attr]
    grid.setCurrentIndex(model.index(0, PLACE.index("text")))
    trial.into("cell, first letter too", grid, "dduwowngf ", "đường", lambda: (grid.open_cell() or (0, 0, ""))[2])
    keys("key", "Return")
    trial.look("cell, after Enter", "đường", model.lines[0].values["text"])
    grid.setCurrentIndex(model.index(0, PLACE.index("subject")))
    grid.setFocus()
    type_("ddaats")
    keys("key", "Return")
    trial.look("cell with a list", "land", model.lines[0].values["subject"])
    filter_ = page.list.filter  # type: ignore[union-attr]
    trial.into("box above a list", filter_, "thanh nieen ", "thanh niên", lambda: filter_.seen_text().strip())
    filter_.clear()
    trial.into("the list itself", page.list.list, "noong daan", "nông dân", lambda: filter_.seen_text().strip())  # type: ignore[union-attr]
    filter_.clear()
    search = window.top.search
    trial.into("search of the window", search, "dduwowngf ", "đường", lambda: search.seen_text().strip())
    search.clear()
    rest(600)


def others(trial: Trial, app: App) -> None:
    """A step, a remark, and the words of a filter below a heading of a report."""
    window = app.window
    assert window is not None
    window.go("opinions")
    rest(2000)
    page = window.page()
    page.take_step("progress")  # type: ignore[union-attr]
    rest(400)
    step = page.step  # type: ignore[union-attr]
    text = step._form.editors["text"]
    trial.into("text of a step", text.area.inner, "ddang suwar ", "đang sửa", lambda: str(text.value()).strip())
    step._kind.setFocus()
    type_("gia hanj")
    trial.look("kind of a step", "extend", step._kind.code())
    step.give_up()
    window.go("charts")
    rest(6000)
    charts = window.page()
    charts.remark()  # type: ignore[union-attr]
    line = charts._remark.text  # type: ignore[union-attr]
    trial.into("remark on a chart", line, "vif lux ", "vì lũ", lambda: line.seen_text().strip())
    charts.back()  # type: ignore[union-attr]
    window.go("reports")
    rest(3000)
    table = window.page().side.view.tables[0]  # type: ignore[union-attr]
    if table._table.can_sort:
        menu = table.show_menu(1)
        rest(400)
        typed = menu.findChild(LineEdit)
        assert isinstance(menu, QMenu)
        assert isinstance(typed, LineEdit)
        type_("quys ")
        trial.look("words of a filter", "quý", typed.seen_text().strip())
        menu.close()


def cards(trial: Trial, app: App, folder: Path) -> None:
    """The unit of the first start, and the units an upper unit chooses among."""
    card = FirstStart(app.theme, folder / "none", None)
    card.show()
    rest(600)

    def found() -> str:
        first = card._list.item(0)
        return "Đồ Sơn" if first is not None and "Đồ Sơn" in first.text() else card._search.text()

    trial.into("first start", card._search, "ddoof sown ", "Đồ Sơn", found)
    card.close()
    city = Desk.init(folder / "city", "31", "2025", "Mai")
    upper = App(QApplication.instance(), city.folder)  # type: ignore[arg-type]
    upper.open(city)
    rest(2500)
    window = upper.window
    assert window is not None
    chooser = window.top.chooser
    assert isinstance(chooser, ScopeChoice)
    window.activateWindow()
    window.run_window_command("scope")
    rest(500)
    type_("minh khai ")
    keys("key", "Return")
    trial.look("units of the top bar (Ctrl+U)", True, window.kit.scope.unit != "")  # type: ignore[union-attr]
    window.run_window_command("scope")
    rest(500)
    type_("ddoof sown ")
    keys("key", "Return")
    trial.look("and again, with accents", True, "Đồ Sơn" in window.kit.scope.name)  # type: ignore[union-attr]
    upper.stop()


def main(data: Path) -> int:
    application = QApplication([])
    trial = Trial()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.open(data)
        desk.prefer("page", "sessions")
        app = App(application, desk.folder)
        app.open(desk)
        rest(3000)
        assert app.window is not None
        app.window.setWindowState(Qt.WindowState.WindowActive)
        for part in (records, others):
            part(trial, app)
        cards(trial, app, Path(folder))
        app.stop()
    tell(f"{trial.wrong} wrong")
    return int(bool(trial.wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
