"""Locking the desk while the program stays: cover the window, let desk and key go, come back to the same place.

What is half typed is kept as a draft in the locked file itself. Work that runs
is not killed: until it ends, the window is only covered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRect, QThread, QTimer

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError, WrongPassphraseError
from dialogue_desk.gui.guard import PREFERENCE, Guard, minutes_of, put_away
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Runner
from dialogue_desk.gui.theme import Theme
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.dialogs.first_start import FirstStart

# ruff: noqa: PLC0415 - the card and what works on the whole file: no list waits for them

PAUSE = 100


class Host(Protocol):
    """What the lock needs of the program."""

    theme: Theme
    desk: Desk | None
    window: MainWindow | None

    @property
    def folder(self) -> Path: ...

    @property
    def runner(self) -> Runner: ...

    def let_go(self, *, to_lock: bool = False) -> None:
        """End the window and close the desk."""

    def open(self, desk: Desk, place: QRect | None = None) -> None:
        """Show the window of a desk that is open, at a place where one was."""


class Lock(QObject):
    """`card` covers the screen while the window is not to be seen."""

    def __init__(self, host: Host, guard: Guard, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self._guard = guard
        self.card: FirstStart | None = None
        self._place: Target | None = None
        self._result: object = None
        self._had_passphrase = False
        self._then: Callable[[], object] = lambda: None
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._look)
        guard.lock_asked.connect(self.lock)
        guard.set_asked.connect(self.set_passphrase)
        guard.remove_asked.connect(self.remove_passphrase)
        guard.reencrypt_asked.connect(self.re_encrypt)
        guard.code_asked.connect(self.new_code)
        guard.restore_asked.connect(self.restore)

    # -- around the window ------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """A window is there: from now on somebody watches whether it is used."""
        minutes = minutes_of(desk.preference(PREFERENCE)) if desk.has_passphrase else 0
        self._guard.watch(minutes)
        result, self._result = self._result, None
        kit = self._host.window.kit if self._host.window is not None else None
        if kit is None or result is None:
            return
        from dialogue_desk.desk.restoring import Restoration

        if isinstance(result, Exception):
            kit.notices.post_error(result)
        elif isinstance(result, Restoration):
            text = _("Đã khôi phục. Dữ liệu trước khi khôi phục nằm ở {file}.")
            kit.notices.post(text.format(file=result.present), "ok")

    def take_place(self) -> Target | None:
        """Where the person was when the desk was locked; asked once."""
        place, self._place = self._place, None
        return place

    # -- locking ----------------------------------------------------------------------------

    def lock(self) -> None:
        """Cover the window at once, and let the desk go when nothing runs on it any more."""
        desk, window = self._host.desk, self._host.window
        if self.card is not None or desk is None or window is None or window.kit is None:
            return
        if not desk.has_passphrase:
            window.kit.notices.post(_("Bàn chưa có mật khẩu nên chưa khóa được; đặt mật khẩu trong Thiết lập."), "warn")
            return
        page = window.page()
        if page is not None:
            self._place = page.place()
        for keep in (*([page.leave] if page is not None else []), window.kit.drafts.keep_all):
            with contextlib.suppress(DeskError):  # said while it was typed; a full disk keeps no desk open
                keep()  # also what is half typed where nobody looks now
        needed = WrongPassphraseError(_("Dữ liệu được khóa bằng mật khẩu."), code="needs_passphrase")
        card = self._cover(window, needed)
        card.opened.connect(self._unlocked)
        self._when_still(self._host.let_go)

    def _unlocked(self, desk: Desk) -> None:
        window = self._host.window
        self._timer.stop()
        if window is None:
            self._uncover(desk)
            return
        self.card = None
        desk.close()  # work went on behind the cover: the desk was never let go
        self._place = None
        window.show()
        if self._host.desk is not None:
            self.opened(self._host.desk)

    def _cover(self, window: MainWindow, trouble: DeskError | None, words: str = "") -> FirstStart:
        from dialogue_desk.gui.dialogs.first_start import FirstStart

        self._guard.watch(0)
        card = FirstStart(self._host.theme, self._host.folder, trouble, words)
        card.setGeometry(window.geometry())
        card.setWindowState(window.windowState())
        card.show()
        self.card = card
        put_away(card)
        self._guard.forget_copied()
        card.raise_()
        card.activateWindow()
        return card

    def _when_still(self, then: Callable[[], object]) -> None:
        """Go on once no work runs and no dialog waits further down for its answer."""
        self._then = then
        self._timer.start()
        QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        if not self._timer.isActive():
            return
        running = self._host.runner.labels
        if running or QThread.currentThread().loopLevel() > 1:
            if running and self.card is not None:
                self.card.show_work(_("Việc đang chạy vẫn làm tiếp: {work}.").format(work=running[0]))
            return
        self._timer.stop()
        if self.card is not None:
            self.card.show_work("")
        self._then()

    # -- the whole file anew --------------------------------------------------------------------

    def set_passphrase(self, passphrase: str) -> None:
        """Close the desk, lock its files, show the recovery code, open it again."""
        from dialogue_desk.desk import locking

        self._rekey(_("Đang đặt mật khẩu…"), lambda: locking.lock(self._host.folder, passphrase), None, passphrase)

    def re_encrypt(self, passphrase: str, new: str) -> None:
        """Close the desk, write its files anew with another key, show the new recovery code, open it again."""
        from dialogue_desk.desk import locking

        folder = self._host.folder
        self._rekey(_("Đang mã hóa lại…"), lambda: locking.re_encrypt(folder, passphrase, new), passphrase, new)

    def new_code(self, passphrase: str) -> None:
        """Close the desk, make another recovery code, show it, open the desk again."""
        from dialogue_desk.desk import locking

        folder = self._host.folder
        words = _("Đang lập mã khôi phục mới…")
        self._rekey(words, lambda: locking.new_code(folder, passphrase), passphrase, passphrase)

    def remove_passphrase(self, passphrase: str) -> None:
        """Close the desk, make its file plain, open it again."""
        from dialogue_desk.desk import locking

        self._rekey(_("Đang bỏ mật khẩu…"), lambda: locking.unlock(self._host.folder, passphrase), passphrase, None)

    def restore(self, file: str, passphrase: str, confirm: str, keep_erased: bool) -> None:
        """Close the desk, put a backup in its place, open it again."""
        secret, folder = passphrase or None, self._host.folder
        words = _("Đang khôi phục…")

        def work() -> object:
            return Desk.restore(folder, Path(file), secret, confirm=confirm, keep_erased=keep_erased)

        self._rekey(words, work, secret, secret)

    def _rekey(self, words: str, work: Callable[[], object], before: str | None, after: str | None) -> None:
        window = self._host.window
        if self.card is not None or window is None:
            return
        card = self._cover(window, None, words)
        card.opened.connect(self._uncover)
        self._had_passphrase = before is not None

        def start() -> None:
            self._host.let_go(to_lock=before is None and after is not None)
            card.show_work(words)
            self._host.runner.run(
                words,
                lambda _progress: work(),
                lambda result: self._reopen(after, result),
                lambda error: self._reopen(before, error),
            )

        self._when_still(start)

    def _reopen(self, passphrase: str | None, result: object) -> None:
        from dialogue_desk.desk import locking

        card = self.card
        assert card is not None
        try:
            desk = Desk.open(self._host.folder, passphrase)
        except DeskError as trouble:
            card.show_trouble(trouble)
            return
        if not isinstance(result, locking.Locked):
            self._result = result
            card.hand_over(desk)
            return
        if passphrase is not None and not self._had_passphrase:
            title, words = _("Đã đặt mật khẩu. Mã khôi phục của bàn này:"), result.words()
        else:
            title = _("Mã khôi phục mới của bàn này; mã trước không dùng được nữa:")
            words = f"{locking.left_words(result.left)} {locking.disk_advice()}".strip()
        card.wait_for_paper(desk, result.recovery_code, title, words)

    def _uncover(self, desk: Desk) -> None:
        """The window stands where the card stood."""
        card, self.card = self.card, None
        assert card is not None
        self._host.open(desk, card.geometry())
        if self._host.window is not None and card.isMaximized():
            self._host.window.showMaximized()
        card.deleteLater()
