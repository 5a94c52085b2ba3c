"""What the frame tells of the desk as a whole: what is not held above yet, what waits for a choice."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from dialogue_desk.desk import Desk
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.places import Target
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.texts import _

PAUSE = 1500
OFFERED = "passphrase_offered"


@dataclass(frozen=True, slots=True)
class Numbers:
    """`unheld` records the upper unit has not confirmed, `conflicts` records that wait for a choice."""

    unheld: int = 0
    conflicts: int = 0
    is_open: bool = False
    """Names are held, no passphrase keeps them, and nobody was told yet."""


class Standing(QObject):
    """Counted by the worker once changes rest: on a large desk it takes longer than a keystroke may."""

    counted = Signal(object)

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.count)
        kit.changes.changed.connect(lambda _change: self._timer.start())
        self._timer.start()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    def count(self) -> None:
        """Count now."""

        def work(desk: Desk, _progress: Progress) -> Numbers:
            is_told = desk.has_passphrase or bool(desk.preference(OFFERED))
            is_open = not is_told and desk.keeping.holds_names()
            return Numbers(desk.whereabouts.unheld(), desk.conflicts.count(), is_open)

        # Counting again comes with the next change; a failure now tells nobody anything.
        run_beside(self._kit, _("Đếm phần chưa gửi"), work, self._tell, lambda _problem: None)

    def _tell(self, numbers: Numbers) -> None:
        if isValid(self):  # the window may have been rebuilt for another look meanwhile
            self.counted.emit(numbers)
            if numbers.is_open:
                self._offer()

    def _offer(self) -> None:
        """Once, after the first names are in and the keyboard rests; who closes the notice is not asked again."""
        self._kit.desk.prefer(OFFERED, "yes")
        told = _("Máy này đã giữ tên, địa chỉ người dân mà chưa có mật khẩu. Để sau cũng được: ở trang Thiết lập.")
        place = Target(filter="passphrase")
        self._kit.notices.post(told, "info", _("Đặt mật khẩu"), lambda: self._kit.go("settings", place))
