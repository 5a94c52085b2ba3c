"""Labels. Text a citizen wrote is never markup: every label of the windows comes from here."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme


def label(
    theme: Theme, text: str = "", role: str = "body", token: str = "text", parent: QWidget | None = None
) -> QLabel:
    """A one-line label that shows its text as it is."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setFont(theme.font(role))
    recolor(made, theme, token)
    return made


def recolor(widget: QWidget, theme: Theme, token: str) -> None:
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, theme.color(token))
    palette.setColor(QPalette.ColorRole.Text, theme.color(token))
    widget.setPalette(palette)


class ElidedLabel(QWidget):
    """One line that ends in “…” when there is no room, with the whole text as its tooltip."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "body",
        token: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._token = token
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = " ".join(text.split())
        self.setAccessibleName(self._text)
        self._set_tip()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics(self._role)
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_tip()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(self._role))
        painter.setPen(self._theme.color(self._token))
        metrics = self._theme.metrics(self._role)
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _set_tip(self) -> None:
        is_cut = self._theme.metrics(self._role).horizontalAdvance(self._text) > self.width()
        self.setToolTip(plain_tip(self._text) if is_cut else "")


class WrappedLabel(QWidget):
    """Lines broken between words, exactly as tall as they need (QLabel guesses too tall)."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "body",
        token: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._token = token
        self._text = ""
        self._heights: dict[int, int] = {}
        """By width: a layout asks dozens of times."""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str, token: str = "") -> None:
        self._text = text.strip()
        self._heights.clear()
        self._token = token or self._token
        self.setAccessibleName(self._text)
        self._settle()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._text:
            return 0
        if width not in self._heights:
            bounds = self._theme.metrics(self._role).boundingRect(0, 0, max(width, 1), 100_000, _WRAP, self._text)
            self._heights[width] = bounds.height() + 1
        return self._heights[width]

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics(self._role)
        widest = max((metrics.horizontalAdvance(line) for line in self._text.split("\n")), default=0)
        width = min(widest + 2, self._theme.px(480))
        return QSize(width, self.heightForWidth(self.width() if self.width() > 40 else width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(60), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(self._role))
        painter.setPen(self._theme.color(self._token))
        painter.drawText(self.rect(), _WRAP, self._text)

    def _settle(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()


_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def plain_tip(text: str) -> str:
    """A tooltip Qt cannot take for markup: it decides by looking for a tag before the first \\n."""
    # Escaped text is shown as rich text, so that line ends have to be written out too.
    if "<" not in text:
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
