"""The versions of a record: who saved what and when; any of them can be brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialogue_desk.desk.records import VersionInfo, time_of
from dialogue_desk.domain.fields import Field, Form, Value
from dialogue_desk.gui.forms.wording import shown_value
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.headed import HeadedView
from dialogue_desk.gui.widgets.layouts import clear, down
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

ORIGINS = {
    "entered": N_("Do đơn vị khác nhập thay."),
    "unsigned": N_("Không kèm chữ ký của máy đã ghi: nhận từ gói kiểu cũ."),
}
"""What is said of a version whose writer is particular."""


class _Step(QWidget):
    """One version: a disc, who and when, what changed."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self.box = down(self, theme.px(2), margins=(theme.px(36), theme.px(2), 0, theme.px(12)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(px(11), px(26), 2, self.height() - px(26), theme.color("line"))
        disc = QRect(0, 0, px(24), px(24))
        paint.panel(painter, theme, disc, ground="mute_soft", radius=12)
        paint.icon_at(painter, theme.pixmap(self._icon, "text2", 14, self.devicePixelRatioF()), disc)


class HistoryView(HeadedView):
    """Newest first, because that is what one looks for."""

    back_asked = Signal()
    wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._origins: Mapping[str, str] = {}
        self._back = Button(
            theme, _("Về bản ghi"), icon="chevron-left", kind="quiet", tip="Esc", on_click=self.back_asked.emit
        )
        self._title = ElidedLabel(theme, "", "detail")
        self.head.addWidget(self._back)
        self.head.addWidget(self._title, 1)
        self.lines.setSpacing(0)

    def show_versions(
        self,
        form: Form,
        title: str,
        versions: Sequence[VersionInfo],
        origins: Mapping[str, str] = MappingProxyType({}),
        erased: Sequence[str] = (),
    ) -> None:
        """`erased`: what was erased of the record, or is asked to be, in sentences."""
        self._origins = origins
        self._title.set_text(_("Các lần sửa: {title}").format(title=title))
        clear(self.lines)
        if erased:
            self.lines.addWidget(label(self._theme, _("Xóa theo yêu cầu"), "strong", "danger"))
        for sentence in erased:
            self.lines.addWidget(WrappedLabel(self._theme, sentence, "small", "text2"))
        newest = len(versions) - 1
        for at in range(newest, -1, -1):
            self.lines.addWidget(self._step(form, versions[at], first=at == 0, last=at == newest))
        self.lines.addStretch(1)
        self._back.setFocus()

    def _step(self, form: Form, version: VersionInfo, *, first: bool, last: bool) -> QWidget:
        theme = self._theme
        step = _Step(theme, "trash-2" if version.is_deleted else "plus" if first else "pencil")
        what = _("Bỏ vào thùng rác") if version.is_deleted else _("Ghi lần đầu") if first else _("Sửa")
        row = QHBoxLayout()
        row.addWidget(label(theme, f"{what} · {version.by}" if version.by else what, "strong"))
        row.addStretch(1)
        row.addWidget(label(theme, _when(time_of(version.at)), "small", "text2"))
        step.box.addLayout(row)
        if origin := self._origins.get(version.rev):
            step.box.addWidget(WrappedLabel(theme, _(ORIGINS[origin]), "small", "text2"))
        for key, old, new in version.changes if not version.is_deleted else ():
            field = form.by_key.get(key)
            if field is None or (first and new is None):
                continue
            text = _read(field, new) if first else f"{_read(field, old)} → {_read(field, new)}"
            step.box.addWidget(WrappedLabel(theme, f"{_(field.label)}: {text}", "small", "text2"))
        if not last:
            button = Button(theme, _("Lấy lại bản này"), icon="undo-2", kind="quiet")
            button.clicked.connect(lambda _on=False, rev=version.rev: self.wanted.emit(rev))
            step.box.addWidget(button)
        return step


def _read(field: Field, value: Value) -> str:
    return _("(trống)") if value is None else shown_value(field, value)


def _when(at: datetime) -> str:
    return f"{at:%H:%M} {at.day:02d}/{at.month:02d}/{at.year}"
