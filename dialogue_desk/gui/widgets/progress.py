"""How far long work is, what it does now, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.tasks import Task
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import _


class ProgressLine(QWidget):
    """Shown while a task runs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._task: Task | None = None
        self._share = 0.0
        px = theme.px
        self._text = ElidedLabel(theme, "", "strong")
        self._step = ElidedLabel(theme, "", "small", "text2")
        self._stop = Button(theme, _("Dừng"), on_click=self._cancel)
        words = down(gap=0)
        put(words, self._text, self._step)
        row = across(self, margins=(px(14), px(8), px(8), px(12)))
        row.addLayout(words, 1)
        row.addWidget(self._stop)
        self.hide()

    def follow(self, task: Task) -> None:
        """Show a task until it ends; one that has ended already is not shown."""
        if task.is_over:
            return
        self._task = task
        self._share = 0.0
        self._text.set_text(task.label)
        self._step.set_text("")
        self._stop.setEnabled(True)
        self.setAccessibleName(task.label)
        task.progressed.connect(self._moved)
        task.ended.connect(self._ended)
        self.show()

    def _moved(self, done: int, total: int, text: str) -> None:
        self._share = done / total if total else 0.0
        place = f"{done}/{total} · " if total > 1 else ""
        self._step.set_text(f"{place}{text}")
        self.update()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._stop.setEnabled(False)
            self._step.set_text(_("Đang dừng ở bước trọn vẹn gần nhất…"))

    def _ended(self) -> None:
        self._task = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        paint.panel(painter, theme, self.rect(), ground="soft", radius=paint.CARD_RADIUS)
        track = QRect(px(14), self.height() - px(8), self.width() - px(28), px(3))
        paint.panel(painter, theme, track, ground="surface", radius=2)
        done = QRect(track.x(), track.y(), round(track.width() * self._share), track.height())
        if done.width() > 2:
            paint.panel(painter, theme, done, ground="accent", radius=2)
