"""The window's composition root: the only place where desk, theme and window are put together."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication

from dialogue_desk import texts
from dialogue_desk.desk import Change, Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.kit import Changes, Kit
from dialogue_desk.gui.main_window import Facts, MainWindow, entered_items, status_of
from dialogue_desk.gui.notices import Notices
from dialogue_desk.gui.tasks import Runner, ThreadRunner
from dialogue_desk.gui.theme import Theme, load_fonts
from dialogue_desk.paths import default_data_dir, resource
from dialogue_desk.texts import LANGUAGES, _

SIZE = (1280, 800)


class App(QObject):
    """One desk, one window. A new look is a new window at the same place."""

    def __init__(self, application: QApplication, folder: Path, runner: Runner | None = None) -> None:
        super().__init__()
        self._application = application
        self._folder = folder
        self._resources = resource("icons").parent
        self._runner: Runner = runner or ThreadRunner(self)
        self._changes: Changes | None = None
        self._saved_at = ""
        self._drafted_at = ""
        self.desk: Desk | None = None
        self.window: MainWindow | None = None
        self.theme = Theme(self._resources)
        load_fonts(self._resources)
        application.setApplicationDisplayName(_("Bàn Đối thoại"))
        application.aboutToQuit.connect(self.stop)

    # -- opening --------------------------------------------------------------------------

    def start(self) -> None:
        """Open the desk of the folder, or ask whose desk this is to be."""
        try:
            desk = Desk.open(self._folder)
        except DeskError as trouble:
            self._ask(trouble)
            return
        self.open(desk)

    def open(self, desk: Desk) -> None:
        """Show the window of a desk."""
        self.desk = desk
        self._wear(desk)
        self._show(desk, desk.preference("page", "home"))

    def _ask(self, trouble: DeskError) -> None:
        from dialogue_desk.gui.dialogs.first_start import FirstStart

        self.theme.apply(self._application)
        first = FirstStart(self.theme, self._folder, None if trouble.code == "no_desk" else trouble)
        first.opened.connect(self.open)
        first.resize(*SIZE)
        first.show()
        self._first = first

    def _wear(self, desk: Desk) -> None:
        """Language, colours and sizes of this laptop."""
        language = desk.preference("language", "vi")
        if language in LANGUAGES and language != texts.language():
            texts.set_language(language)
        mode = desk.preference("theme", "system")
        dark = mode == "dark" or (
            mode == "system" and self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        self.theme = Theme(self._resources, dark=dark, scale=_number(desk.preference("text_size", "1.0")))
        self.theme.apply(self._application)

    # -- the window -----------------------------------------------------------------------

    def _show(self, desk: Desk, page: str, place: QRect | None = None) -> None:
        window = MainWindow(self.theme, Facts(desk.units.name(desk.unit), desk.person), page)
        if place is None:
            window.resize(*SIZE)
        else:
            window.setGeometry(place)
        window.page_shown.connect(lambda key: desk.prefer("page", key))
        self.window = window
        window.show()
        QTimer.singleShot(0, window, lambda: self._fill(desk, window))

    def _fill(self, desk: Desk, window: MainWindow) -> None:
        """After the first paint: what pages need."""
        self._changes = Changes(desk, window)
        self._changes.changed.connect(lambda change: self._changed(desk, change))
        notices = Notices(window)
        notices.draft_kept.connect(lambda: self._kept(desk))
        window.start(
            Kit(
                theme=self.theme,
                desk=desk,
                runner=self._runner,
                notices=notices,
                changes=self._changes,
                drafts=Drafts(desk),
                today=desk.today,
                go=window.go,
                restyle=self.restyle,
            )
        )
        window.show_facts(self._facts(desk))

    def restyle(self) -> None:
        """Another theme, text size or language: the same page in a new window."""
        QTimer.singleShot(0, self, self._rebuild)

    def _rebuild(self) -> None:
        old, desk = self.window, self.desk
        if old is None or desk is None:
            return
        if self._changes is not None:
            self._changes.close()
        page, place = old.current_key, old.geometry()
        self._wear(desk)
        self._show(desk, page, place)
        old.close()
        old.deleteLater()

    # -- facts around the pages -----------------------------------------------------------

    def _changed(self, desk: Desk, _change: Change) -> None:
        self._saved_at, self._drafted_at = f"{datetime.now():%H:%M}", ""
        if self.window is not None:
            self.window.show_facts(self._facts(desk))

    def _kept(self, desk: Desk) -> None:
        self._drafted_at = f"{datetime.now():%H:%M}"
        if self.window is not None:
            self.window.show_facts(self._facts(desk))

    def _facts(self, desk: Desk) -> Facts:
        held = desk.keeping.backups()
        status = tuple(status_of(self._saved_at, self._drafted_at, 0, _when(held[0].at) if held else ""))
        if self._changes is not None:  # after the first paint: it reads this week's saves
            status += entered_items(desk.suggestions.entered(desk.person))
        counts = (("opinions", desk.petitions.counts()["open"]),)
        return Facts(desk.units.name(desk.unit), desk.person, status, counts)

    def stop(self) -> None:
        """End the worker, keep a copy of the day, close the file."""
        self._runner.stop()
        if self.desk is not None:
            with contextlib.suppress(DeskError):  # a full disk must not keep the program from ending
                self.desk.keeping.daily()
            self.desk.close()
            self.desk = None


def _when(at: datetime) -> str:
    """Today and yesterday by name."""
    days = (datetime.now().date() - at.date()).days
    if days == 0:
        return _("hôm nay {time}").format(time=f"{at:%H:%M}")
    return _("hôm qua {time}").format(time=f"{at:%H:%M}") if days == 1 else f"{at:%d/%m/%Y}"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def install_crash_hook(app: App) -> None:
    """A fault of ours is written down and told in the window; it does not take the work along."""

    def hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, problem, trace)
        window = app.window
        if window is not None and window.kit is not None and isinstance(problem, Exception):
            window.kit.notices.post_error(problem)

    sys.excepthook = hook


def main(arguments: Sequence[str]) -> int:
    """Open the window on the folder after `--data`, or on the person's own."""
    folder = Path(arguments[1]) if len(arguments) == 2 else default_data_dir()
    os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "1")
    application = QApplication([sys.argv[0]])
    app = App(application, folder)
    install_crash_hook(app)
    app.start()
    return application.exec()
