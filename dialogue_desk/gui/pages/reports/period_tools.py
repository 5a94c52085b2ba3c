"""What can be done to the period of a report: edit the words of its report, close its figures, open it again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Values
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.dialogs.report_text import ReportTextDialog
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chart_words import key_words
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.texts import _


class PeriodTools:
    """Two buttons of the reports page, hidden where the parameters name no period of the desk's own unit."""

    def __init__(self, kit: Kit, window: Callable[[], QWidget], rebuild: Callable[[], None]) -> None:
        self._kit = kit
        self._window = window
        self._rebuild = rebuild
        self._is_busy = False
        self._period = ""
        self.words = Button(kit.theme, _("Sửa lời"), icon="pencil", kind="quiet", on_click=self.edit_words)
        self.freeze = Button(kit.theme, _("Chốt số liệu"), icon="lock", on_click=self.close_or_open)
        self.words.hide()
        self.freeze.hide()

    def show(self, name: str, params: Values) -> None:
        """Fit the buttons to the sheet that is shown."""
        self._period = "" if params.get("unit") else self._kit.desk.closing.period_of(params)
        is_closed = bool(self._period) and self._kit.desk.closing.is_closed(self._period)
        self.words.setVisible(bool(self._period) and name == "periodic-report")
        self.freeze.setVisible(bool(self._period))
        named = key_words(self._period)
        self.freeze.set_text(_("Mở lại kỳ {period}").format(period=named) if is_closed else _("Chốt số liệu"))
        self.freeze.set_icon("unlock" if is_closed else "lock")

    def hide(self) -> None:
        """No sheet is shown."""
        self._period = ""
        self.words.hide()
        self.freeze.hide()

    def close_or_open(self) -> None:
        """Freeze the figures of the period, or open it again; the worker counts them."""
        if self._is_busy:
            return  # the second half of a double click would ask for the same again
        period = self._period
        is_closed = self._kit.desk.closing.is_closed(period)

        def work(desk: Desk, _progress: Progress) -> object:
            return desk.closing.reopen(period) if is_closed else desk.closing.close(period)

        def done(_record: object) -> None:
            self._is_busy = False
            told = _("Đã mở lại kỳ {period}.") if is_closed else _("Đã chốt số liệu kỳ {period}.")
            self._kit.notices.post(told.format(period=key_words(period)), "ok")
            self._rebuild()

        def failed(problem: Exception) -> None:
            self._is_busy = False
            self._kit.notices.post_error(problem)

        self._is_busy = True
        run_beside(self._kit, _("Chốt số liệu"), work, done, failed)

    def edit_words(self) -> None:
        """The words of the periodic report, kept with the period."""
        if ReportTextDialog(self._kit.theme, self._kit.desk, self._period, self._window()).exec():
            self._rebuild()
