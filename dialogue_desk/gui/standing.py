"""What the frame tells of the desk as a whole: what is not held above yet, what waits, what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from dialogue_desk.desk import Change, Desk, Query
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.desk.suggestions import Entered

PAUSE = 1500


class Numbers(NamedTuple):
    """`unheld` records the upper unit has not confirmed, `conflicts` records that wait for a choice.

    `open`: petitions that are; `entered`: how much the person at the desk wrote today and this week;
    `wants_passphrase`: the first names were just written, and nothing locks them; `clock`: why the machine's day
    cannot be right, "" when it can.
    """

    unheld: int = 0
    conflicts: int = 0
    open: int = 0
    entered: Entered | None = None
    wants_passphrase: bool = False
    clock: str = ""


class Standing(QObject):
    """Counted by the worker once changes rest: on a large desk it takes longer than a keystroke may."""

    counted = Signal(object)

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.count)
        self._is_written = False
        self._has_told_clock = False
        kit.changes.changed.connect(self._written)
        self._timer.start()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()

    def _written(self, _change: Change) -> None:
        self._is_written = True
        self._timer.start()

    def count(self) -> None:
        """Count now."""
        is_written = self._is_written

        def work(desk: Desk, _progress: Progress) -> Numbers:
            entered = desk.suggestions.entered(desk.person)
            open_ = desk.records.count("opinion", Query(equal={"is_open": True}))
            wants = is_written and desk.keeping.wants_passphrase()
            clock = " ".join(f"{alarm.message} {alarm.step}" for alarm in desk.receiving.alarms.of_clock())
            return Numbers(desk.whereabouts.unheld(), desk.conflicts.count(), open_, entered, wants, clock)

        # Counting again comes with the next change; a failure now tells nobody anything.
        run_beside(self._kit, _("Đếm phần chưa gửi"), work, self._tell, lambda _problem: None)

    def _tell(self, numbers: Numbers) -> None:
        if isValid(self):  # the window may have been rebuilt for another look meanwhile
            self.counted.emit(numbers)
            if numbers.wants_passphrase:
                self._offer()
            elif numbers.clock and not self._has_told_clock:
                self._has_told_clock = True
                place = Target(filter="desks")
                self._kit.notices.post(numbers.clock, "warn", _("Xem"), lambda: self._kit.go("exchange", place))

    def _offer(self) -> None:
        """Once, after the first names are in and the keyboard rests; who closes the notice is not asked again."""
        self._kit.desk.prefer("passphrase_offered", "yes", in_passing=True)
        told = _("Máy này đã giữ tên, địa chỉ người dân mà chưa có mật khẩu. Để sau cũng được: ở trang Thiết lập.")
        place = Target(pane="passphrase")
        self._kit.notices.post(told, "info", _("Đặt mật khẩu"), lambda: self._kit.go("settings", place))
