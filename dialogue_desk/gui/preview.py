"""The preview of a Sheet: the very pages that are printed, each at its own turn, in one column.

Qt's own preview gives every page the paper of the first one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget
from shiboken6 import isValid

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.notices import sentence_of
from dialogue_desk.gui.painting import Document, Part, draw_page, lay_out
from dialogue_desk.gui.painting_flow import Page
from dialogue_desk.gui.painting_text import MM
from dialogue_desk.gui.printing import print_document
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

GAP = 16
LEAST, MOST = 0.2, 4.0
STEP = 1.25
DPI = 96
KEPT = 6
"""Drawn pages kept while one scrolls."""


class Paper(QWidget):
    """Every page below the one before; what is seen is drawn, the rest waits."""

    def __init__(self, theme: Theme, document: Document) -> None:
        super().__init__()
        self._theme = theme
        self.pages: list[tuple[Part, Page]] = [(part, page) for part in document for page in part.pages]
        self.boxes: list[QRect] = []
        self._drawn: OrderedDict[tuple[int, float], QPixmap] = OrderedDict()
        """By page and by how fine the screen is: on another one it is drawn anew."""
        self.zoom = 1.0
        self.setAccessibleName(_("Các trang in"))

    @property
    def widest(self) -> float:
        """Pixels of the widest page at its true size."""
        return max(part.width for part, _page in self.pages) * DPI / (25.4 * MM)

    def set_zoom(self, zoom: float, room: int) -> None:
        """Lay the pages out, each in the middle of `room` pixels."""
        self.zoom = min(max(zoom, LEAST), MOST)
        scale = self.zoom * DPI / (25.4 * MM)
        gap = self._theme.px(GAP)
        width = max(int(self.widest * self.zoom) + 2 * gap, room)
        top = gap
        self.boxes = []
        for part, _page in self.pages:
            page_width, page_height = int(part.width * scale), int(part.height * scale)
            self.boxes.append(QRect((width - page_width) // 2, top, page_width, page_height))
            top += page_height + gap
        self._drawn.clear()
        self.setFixedSize(width, top)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, box in enumerate(self.boxes):
            if box.intersects(event.rect()):
                painter.drawPixmap(box.topLeft(), self._page(at))
                painter.setPen(self._theme.color("line"))
                painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def _page(self, at: int) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if (at, ratio) in self._drawn:
            self._drawn.move_to_end((at, ratio))
            return self._drawn[at, ratio]
        box, (part, page) = self.boxes[at], self.pages[at]
        pixmap = QPixmap(box.size() * ratio)
        pixmap.fill(Qt.GlobalColor.white)
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(pixmap.width() / part.width, pixmap.height() / part.height)
        draw_page(part, page, at + 1, painter)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self._drawn[at, ratio] = pixmap
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return pixmap


class PreviewDialog(QDialog):
    """The pages of a sheet and what one does with them. It does not stop the program that opened it."""

    def __init__(self, theme: Theme, title: str, document: Document, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._document = document
        self._fits: str = "width"
        self.setWindowTitle(_("Xem trước khi in: {title}").format(title=title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        fill(self, theme, "canvas")
        self.paper = Paper(theme, self._document)
        self.area = scroll_area(theme, self.paper, "mute_soft")
        self.area.setWidgetResizable(False)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.verticalScrollBar().valueChanged.connect(lambda _at: self._tell_page())
        self._said = WrappedLabel(theme, "", "small", "danger")
        self._said.hide()
        column = down(self, 0)
        column.addLayout(self._make_tools())
        column.addWidget(self._said)
        column.addWidget(self.area, 1)
        room = self.screen().availableSize()
        self.resize(min(theme.px(980), room.width()), min(theme.px(720), room.height()))
        self._print.setFocus()

    def _make_tools(self) -> QHBoxLayout:
        theme, px = self._theme, self._theme.px
        row = across(gap=px(8), margins=(px(16), px(10), px(16), px(10)))
        self._print = Button(theme, _("In"), icon="printer", kind="primary", tip="Ctrl+P", on_click=self.print)
        self._where = label(theme, "", "body", "text2")
        for widget in (
            self._print,
            self._small("chevron-up", _("Trang trước"), "Page Up", lambda: self.turn(-1)),
            self._small("chevron-down", _("Trang sau"), "Page Down", lambda: self.turn(1)),
            self._where,
        ):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (
            self._small("minus", _("Thu nhỏ"), "-", lambda: self.magnify(1 / STEP)),
            self._small("plus", _("Phóng to"), "+", lambda: self.magnify(STEP)),
            Button(theme, _("Vừa bề ngang"), kind="quiet", on_click=lambda: self.fit("width")),
            Button(theme, _("Vừa một trang"), kind="quiet", on_click=lambda: self.fit("page")),
        ):
            row.addWidget(widget)
        row.addWidget(self._small("x", _("Đóng"), "Esc", self.reject))
        return row

    def _small(self, icon: str, words: str, key: str, on_click: Callable[[], object]) -> Button:
        return Button(self._theme, kind="icon", icon=icon, tip=f"{words} ({key})", on_click=on_click)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self.paper.pages)

    # -- looking ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, lambda: self.fit(self._fits))

    def fit(self, what: str) -> None:
        """Make a page as wide as there is room ("width"), or show one whole ("page"); "": as it was magnified."""
        self._fits = what
        gap = 2 * self._theme.px(GAP)
        room = self.area.viewport().size()
        zoom = self.paper.zoom
        if what:
            zoom = (room.width() - gap) / self.paper.widest
        if what == "page":
            tallest = max(part.height for part, _page in self.paper.pages) * DPI / (25.4 * MM)
            zoom = min(zoom, (room.height() - gap) / tallest)
        self._set_zoom(min(zoom, 1.5) if what == "width" else zoom)

    def magnify(self, by: float) -> None:
        """Larger or smaller."""
        self._fits = ""
        self._set_zoom(self.paper.zoom * by)

    def _set_zoom(self, zoom: float) -> None:
        at = self.current()
        self.paper.set_zoom(zoom, self.area.viewport().width())
        self._go(at)
        self._tell_page()

    def current(self) -> int:
        """The page at the middle of what is seen."""
        middle = self.area.verticalScrollBar().value() + self.area.viewport().height() // 3
        return max((at for at, box in enumerate(self.paper.boxes) if box.top() <= middle), default=0)

    def turn(self, by: int) -> None:
        """The next page, or the one before."""
        self._go(min(max(self.current() + by, 0), self.page_count - 1))

    def _go(self, at: int) -> None:
        if at < len(self.paper.boxes):
            self.area.verticalScrollBar().setValue(self.paper.boxes[at].top() - self._theme.px(GAP))

    def _tell_page(self) -> None:
        self._where.setText(_("Trang {page} / {count}").format(page=self.current() + 1, count=self.page_count))

    # -- doing ------------------------------------------------------------------------------

    def print(self) -> None:
        """Ask for a printer and print; what stands in the way is said above the pages."""
        try:
            print_document(self._document, self._title, self, self.current() + 1)
        except DeskError as trouble:
            self._said.set_text(sentence_of(trouble))
            self._said.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_P and control:
            self.print()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.magnify(STEP)
        elif key == Qt.Key.Key_Minus:
            self.magnify(1 / STEP)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else self.page_count - 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_Down else -1) * self._theme.px(60))
        else:
            super().keyPressEvent(event)


def preview(theme: Theme, sheet: Sheet, parent: QWidget | None) -> PreviewDialog:
    """Show the preview of a sheet of a few pages; printing goes on from there."""
    return show_pages(theme, sheet.title, lay_out(sheet), parent)


def preview_made(kit: Kit, make: Callable[[Desk], Sheet], parent: QWidget) -> None:
    """The same for a sheet that may have hundreds of pages: it is made and laid out beside the window."""
    doing = _("Dàn trang in")
    if doing in kit.runner.labels:  # pressed twice
        return

    def work(desk: Desk, _progress: Progress) -> tuple[str, Document]:
        sheet = make(desk)
        return sheet.title, lay_out(sheet)

    def done(made: tuple[str, Document]) -> None:
        if isValid(parent) and parent.isVisible():  # nothing comes over the card of a locked desk
            show_pages(kit.theme, *made, parent)

    run_beside(kit, doing, work, done)


def show_pages(theme: Theme, title: str, document: Document, parent: QWidget | None) -> PreviewDialog:
    """Show pages that are laid out."""
    dialog = PreviewDialog(theme, title, document, parent)
    dialog.open()
    return dialog
