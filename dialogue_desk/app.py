"""The window's composition root: the only place where desk, theme and window are put together.

It starts in two strokes. First the frame, from what is known without the desk (`gui.face`): only Qt and
the frame are imported for it. Then, after the first paint, everything else; those imports stand inside
the functions that use them.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

import dialogue_desk.gui  # noqa: F401 - first: imports are quicker after it

# isort: split
from dialogue_desk import texts
from dialogue_desk.errors import DeskError
from dialogue_desk.gui import quiet
from dialogue_desk.gui.crashes import begin_journal, end_journal
from dialogue_desk.gui.crashes import install_crash_hook as install_crash_hook
from dialogue_desk.gui.face import Face, keep_face, read_face
from dialogue_desk.gui.leaving import Leaving
from dialogue_desk.gui.main_window import Facts, MainWindow, entered_items, status_of, when_words
from dialogue_desk.gui.single import OneWindow, given, hear
from dialogue_desk.gui.theme import Theme, load_fonts
from dialogue_desk.gui.title_bar import follow
from dialogue_desk.gui.window_geometry import keep_place, placed, read_place, stand
from dialogue_desk.paths import default_data_dir, resource
from dialogue_desk.texts import LANGUAGES, _

if TYPE_CHECKING:
    from dialogue_desk.desk import Change, Desk
    from dialogue_desk.gui.kit import Changes, Kit
    from dialogue_desk.gui.lock import Lock
    from dialogue_desk.gui.standing import Numbers
    from dialogue_desk.gui.tasks import Runner

PATIENCE = 250
"""Milliseconds a save waits while long work is writing; then it says so."""
WRITTEN_EVERY = 1000


class App(QObject):
    """One desk, one window. A new look is a new window at the same place."""

    filled = Signal()
    """The page is there, and what stands around it."""

    def __init__(
        self,
        application: QApplication,
        folder: Path,
        runner: Runner | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._lock: Lock | None = None
        self._application = application
        self._folder = folder
        self._resources = resource("icons").parent
        self._runner = runner
        self._changes: Changes | None = None
        self._saved_at = ""
        self._numbers: Numbers | None = None
        self._drafted_at = ""
        self.desk: Desk | None = None
        self.window: MainWindow | None = None
        self._first: QWidget | None = None
        self._new_look = QTimer(self, singleShot=True, interval=0)
        self._new_look.timeout.connect(self._rebuild)
        self.theme = Theme(self._resources)
        load_fonts(self._resources)
        application.setApplicationDisplayName(_("Bàn Đối thoại"))
        application.aboutToQuit.connect(self.stop)

    # -- opening --------------------------------------------------------------------------

    def start(self) -> None:
        """Show the frame at once where the desk is known, and open the desk behind it."""
        face = read_face(self._folder)
        if face is None:
            self._open_desk()
            return
        self._wear(face, has_icons=False)
        self._show(face)
        QTimer.singleShot(0, self, self._open_desk)

    def _open_desk(self) -> None:
        """Open the desk of the folder, or ask whose desk this is to be."""
        from dialogue_desk.desk import Desk

        try:
            desk = Desk.open(self._folder)
        except DeskError as trouble:
            window, self.window = self.window, None  # the card is what is on the screen
            if window is not None:
                window.close()
            return self._ask(trouble)
        window = self.window
        if window is None or face_of(desk) != read_face(self._folder):
            self.open(desk)
            if window is not None:
                window.close()
            return
        self.desk = desk
        self._fill(desk, window)

    def open(self, desk: Desk, place: QRect | None = None) -> None:
        """Show the window of a desk that is open, at a place where one was."""
        self.desk = desk
        self._folder = desk.folder
        face = face_of(desk)
        self._wear(face)
        window = self._show(face, place)
        QTimer.singleShot(0, window, lambda: self._fill(desk, window))

    @property
    def front(self) -> QWidget | None:
        """What is on the screen: the window, or the card that covers it or comes before it."""
        return (self._lock.card if self._lock is not None else None) or self.window or self._first

    def come_forward(self) -> None:
        """The program was started again on this folder: show what is there."""
        window = self.front
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()

    def _ask(self, trouble: DeskError) -> None:
        from dialogue_desk.gui.dialogs.first_start import FirstStart

        self.theme.apply(self._application)
        first = FirstStart(self.theme, self._folder, None if trouble.code == "no_desk" else trouble)
        first.opened.connect(self.open)
        stand(first, read_place(self._folder))
        self._first = first

    def _wear(self, face: Face, *, has_icons: bool = True) -> None:
        """Language, colours and sizes of this laptop."""
        if face.language in LANGUAGES and face.language != texts.language():
            texts.set_language(face.language)
        follow(self._application.styleHints(), face.theme)
        dark = face.theme == "dark" or (
            face.theme == "system" and self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        self.theme = Theme(self._resources, dark=dark, scale=_number(face.text_size), has_icons=has_icons)
        self.theme.apply(self._application)

    # -- the window -----------------------------------------------------------------------

    def _show(self, face: Face, place: QRect | None = None) -> MainWindow:
        window = MainWindow(self.theme, Facts(face.unit, face.person), face.page)
        self.window = window
        window.closing.connect(lambda: keep_place(self._folder, window))
        stand(window, read_place(self._folder) if place is None else placed(place))
        return window

    def _fill(self, desk: Desk, window: MainWindow) -> None:
        """After the first paint: what pages need."""
        from dialogue_desk.gui import fault_file
        from dialogue_desk.gui.attending import attend
        from dialogue_desk.gui.drafts import Drafts
        from dialogue_desk.gui.kit import Changes, Kit
        from dialogue_desk.gui.notices import Notices
        from dialogue_desk.gui.scope import Scope
        from dialogue_desk.gui.standing import Standing

        self.theme.wake_icons()
        desk.wait_at_most(PATIENCE)
        lock = self._need_lock()
        self._changes = Changes(desk, window)
        self._changes.changed.connect(lambda change: self._changed(desk, change))
        notices = Notices(window)
        notices.draft_kept.connect(lambda: self._kept(desk))
        if desk.store.is_to_read:
            told = _("Đĩa đã đầy: chỉ xem được, chưa ghi được gì. Giải phóng chỗ trống rồi mở lại.")
            QTimer.singleShot(0, window, lambda: notices.post(told, "warn"))
        notices.on_fault = lambda: fault_file.ask(window, desk.folder, notices.post)
        window.page_shown.connect(lambda key: desk.prefer("page", key, in_passing=True))
        kit = Kit(
            theme=self.theme,
            desk=desk,
            runner=self.runner,
            notices=notices,
            changes=self._changes,
            drafts=Drafts(desk),
            scope=Scope(desk, window),
            today=desk.today,
            go=window.go,
            restyle=self.restyle,
            guard=self.guard,
        )
        window.start(kit, lock.take_place())
        attend(kit, window)
        written = QTimer(window, interval=WRITTEN_EVERY)
        written.timeout.connect(lambda: write_waiting(desk))
        written.start()
        standing = Standing(kit, window)
        standing.counted.connect(lambda numbers: self._counted(desk, numbers))
        window.closing.connect(standing.stop)
        for widget in window.findChildren(QWidget):
            widget.update()
        keep_face(self._folder, face_of(desk))
        if desk.preference("first_session"):
            self._guide_first_session(desk, kit, window)
        lock.opened(desk)
        QTimer.singleShot(0, window, lambda: self._tell_facts(desk, window))

    def _need_lock(self) -> Lock:
        """Who watches over the desk; made after the first paint."""
        from dialogue_desk.gui.guard import Guard
        from dialogue_desk.gui.lock import Lock

        if self._lock is None:
            self.guard = Guard(self, self._clock)
            self._lock = Lock(self, self.guard, self)
        return self._lock

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def runner(self) -> Runner:
        """The one worker, started when first needed."""
        from dialogue_desk.gui.tasks import ThreadRunner

        if self._runner is None:
            self._runner = ThreadRunner(self)
        return self._runner

    def let_go(self, *, to_lock: bool = False) -> None:
        """The window and the desk go, the program stays; what the day needs is done as on closing."""
        window, desk = self.window, self.desk
        if self._changes is not None:
            self._changes.close()
            self._changes = None
        self.window = self.desk = None
        if window is not None:
            window.end()
            window.close()
            window.deleteLater()
        if desk is not None:
            self._close(desk, to_lock=to_lock)

    @staticmethod
    def _guide_first_session(desk: Desk, kit: Kit, window: MainWindow) -> None:
        """A new desk begins with a session ready to type, and the few keys that are needed for it."""
        desk.prefer("first_session", "", in_passing=True)
        page = window.page()
        if page is not None and "new" in page.commands():
            page.commands()["new"]()
        kit.notices.post(_("Cuộc đầu tiên: gõ tên cuộc, Enter sang ô kế, F1 giải thích ô; cuối cùng Ctrl+S lưu."))

    def restyle(self) -> None:
        """Another theme, text size or language: the same page in a new window; asked for twice at once, one."""
        self._new_look.start()

    def _rebuild(self) -> None:
        old, desk = self.window, self.desk
        if old is None or desk is None:
            return
        if old.kit is None:  # a window that is not filled yet cannot go
            self._new_look.start()
            return
        if self._changes is not None:
            self._changes.close()
        face = face_of(desk)
        self._wear(face)
        keep_place(self._folder, old)
        window = self._show(face)
        QTimer.singleShot(0, window, lambda: self._fill(desk, window))
        old.close()
        old.deleteLater()

    # -- facts around the pages -----------------------------------------------------------

    def _changed(self, desk: Desk, _change: Change) -> None:
        self._saved_at, self._drafted_at = f"{datetime.now():%H:%M}", ""
        if self.window is not None:
            self.window.show_facts(self._facts(desk))

    def _counted(self, desk: Desk, numbers: Numbers) -> None:
        self._numbers = numbers
        if self.window is not None and self.desk is desk:  # not after the desk was closed
            self.window.show_facts(self._facts(desk))

    def _kept(self, desk: Desk) -> None:
        self._drafted_at = f"{datetime.now():%H:%M}"
        if self.window is not None and self.desk is desk:
            self.window.show_facts(self._facts(desk))

    def _tell_facts(self, desk: Desk, window: MainWindow) -> None:
        """Once the page is there: dates around it."""
        if self.desk is desk:
            window.show_facts(self._facts(desk))
            self.filled.emit()

    def _facts(self, desk: Desk) -> Facts:
        held = desk.keeping.backups()
        numbers = self._numbers
        unheld = numbers.unheld if numbers else 0
        status = tuple(status_of(self._saved_at, self._drafted_at, unheld, when_words(held[0].at) if held else ""))
        status += entered_items(numbers.entered if numbers else None)
        counts = (("opinions", numbers.open), ("exchange", numbers.conflicts)) if numbers else ()
        return Facts(desk.units.name(desk.unit), desk.person, status, counts)

    def keep_typing(self) -> None:
        """What is half typed, and choices that waited for long work, are on the disk now."""
        if self.window is not None and self.window.kit is not None:
            self.window.kit.drafts.keep_all()
        if self.desk is not None:
            write_waiting(self.desk)

    def stop(self) -> None:
        """End the worker, keep a copy of the day, close the file; nothing copied here outlives the window."""
        if self._lock is not None:
            self.guard.forget_copied()
        if self._runner is not None:
            self._runner.stop()
        if self.desk is not None:
            self._close(self.desk)
            self.desk = None

    def _close(self, desk: Desk, *, to_lock: bool = False) -> None:
        keep_face(self._folder, face_of(desk))
        with contextlib.suppress(DeskError):  # a full disk must not keep the program from ending
            desk.keeping.daily()
        if to_lock:
            desk.close_to_lock()
        else:
            desk.close()


def write_waiting(desk: Desk) -> None:
    """Choices and drafts that waited for long work; trouble was told when they were made."""
    with contextlib.suppress(DeskError):
        desk.preferences.write()


def face_of(desk: Desk) -> Face:
    """What the next start shows before the desk is open."""
    return Face(
        unit=desk.units.name(desk.unit),
        person=desk.person,
        theme=desk.preference("theme", "system"),
        text_size=desk.preference("text_size", "1.0"),
        language=desk.preference("language", "vi"),
        page=desk.preference("page", "home"),
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def collect_from_here() -> None:
    """What a start made lives as long as the window: looking through it again and again would hold the window.

    A register of thousands of rows, made by the worker, is no reason either to look through everything; and
    the worker hands over after a tenth of a millisecond instead of five: painting waits for it hundreds of times.
    """
    gc.enable()
    gc.freeze()
    gc.set_threshold(20_000, 10, 200)
    sys.setswitchinterval(0.0001)


def main(arguments: Sequence[str]) -> int:
    """Open the window on the folder after `--data`, or on the person's own; other arguments are files to show."""
    folder, files = given(arguments, default_data_dir())
    quiet.begin()
    application = QApplication([sys.argv[0]])
    one = OneWindow(folder)
    if not one.is_first() and one.wake_first(files):
        return 0
    begin_journal(folder)
    app = App(application, folder)
    install_crash_hook(app)
    Leaving(application, app.keep_typing)
    app.filled.connect(collect_from_here)
    app.start()
    QTimer.singleShot(0, app, lambda: hear(app, one, files))
    application.aboutToQuit.connect(one.release)
    return end_journal(application.exec())
