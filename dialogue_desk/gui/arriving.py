"""Files handed to the window by a double click or by a second start: shown where they belong, stored by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, SignalInstance

from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.jump_list import key_of, target_of
from dialogue_desk.gui.targets import Opened, Target
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialogue_desk.gui.kit import Kit
    from dialogue_desk.gui.main_window import MainWindow

PACKAGE, INVITATION, UPDATE = ".ddpkg", ".ddinvite", ".ddupdate"


class Host(Protocol):
    """What the program has on the screen."""

    filled: SignalInstance

    @property
    def front(self) -> QWidget | None:
        """The window, or the card that covers it or comes before it."""
        ...

    def come_forward(self) -> None:
        """Bring it before other programs' windows."""
        ...


class Arriving(QObject):
    """Holds files until there is a window with its page; a locked desk keeps them waiting, a first start too."""

    def __init__(self, host: Host) -> None:
        super().__init__(host if isinstance(host, QObject) else None)
        self._host = host
        self._waiting: list[Opened] = []
        self._told: str | None = None
        """What became of an update, until it is shown; None before it is known."""
        host.filled.connect(self._show)

    def called(self, files: Sequence[Opened] = ()) -> None:
        """The program was started again, perhaps on files."""
        self._host.come_forward()
        self.take(files)

    def take(self, files: Sequence[Opened]) -> None:
        """Show these files, now or as soon as it can be done."""
        self._waiting += files
        self._show()

    def _show(self) -> None:
        from dialogue_desk.gui import updates  # noqa: PLC0415 after the first paint
        from dialogue_desk.gui.main_window import MainWindow  # noqa: PLC0415

        front = self._host.front
        if self._told is None and works(front):
            self._told = updates.decide()
        if isinstance(front, FirstStart):
            for file in [f for f in self._waiting if isinstance(f, Path) and f.suffix.lower() == INVITATION]:
                if front.offer(file):
                    self._waiting.remove(file)
        if not isinstance(front, MainWindow) or front.kit is None:
            return
        if self._told:
            front.kit.notices.post(self._told)
            self._told = ""
        taken, self._waiting = self._waiting, []
        for word in taken:
            if isinstance(word, str) and (key := key_of(word)) is not None:
                front.go(*target_of(key))
        files = [file for file in taken if isinstance(file, Path)]
        packages = [file for file in files if file.suffix.lower() == PACKAGE]
        for file in files:
            if file not in packages:
                show(front, front.kit, file)
        if packages:
            _look_at_packages(front, front.kit, packages)


def works(front: QWidget | None) -> bool:
    """Whether a start came to its end: a page, a question for a passphrase or a unit; no card that tells of trouble."""
    from dialogue_desk.gui.main_window import MainWindow  # noqa: PLC0415 after the first paint

    if isinstance(front, FirstStart):
        return not front.is_stuck
    return isinstance(front, MainWindow) and front.kit is not None


def show(window: MainWindow, kit: Kit, file: Path) -> None:
    """The page that takes a file of its kind, with the file as one would have chosen it there."""
    if not file.is_file():
        kit.notices.post(_("Không còn tệp {file}. Chọn lại tệp rồi mở.").format(file=file), "danger")
    elif file.suffix.lower() == INVITATION:
        _offer_invitation(window, kit, file)
    elif file.suffix.lower() == UPDATE:
        from dialogue_desk.gui.updates import offer  # noqa: PLC0415 only who brings one

        offer(kit, file)
    else:
        from dialogue_desk.gui.pages.importing.page import ImportPage  # noqa: PLC0415

        window.go("import")
        page = window.page()
        assert isinstance(page, ImportPage)
        page.read(file)


def _look_at_packages(window: MainWindow, kit: Kit, files: list[Path]) -> None:
    from dialogue_desk.gui.pages.exchange.page import ExchangePage  # noqa: PLC0415

    missing = [file for file in files if not file.is_file()]
    there = [file for file in files if file.is_file()]
    if there:
        window.go("exchange", Target(filter="receive"))
        page = window.page()
        assert isinstance(page, ExchangePage)
        page.read_files(there)
    if missing:
        show(window, kit, missing[0])


def _offer_invitation(window: MainWindow, kit: Kit, file: Path) -> None:
    from dialogue_desk.gui.pages.exchange.desks import DesksPanel  # noqa: PLC0415
    from dialogue_desk.gui.pages.exchange.page import ExchangePage  # noqa: PLC0415

    window.go("exchange", Target(filter="desks"))
    page = window.page()
    assert isinstance(page, ExchangePage)
    panel = page.panels["desks"]
    assert isinstance(panel, DesksPanel)
    told = _("Tệp kết nối {file} chưa được mở. Mở thì từ nay gửi gói cho đơn vị trong tệp kết nối.").format(
        file=file.name
    )
    kit.notices.post(told, "info", _("Mở tệp kết nối này"), lambda: panel.join(file))
