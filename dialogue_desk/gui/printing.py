"""Paper: PDF, printer and preview of a Sheet, all three through the one painter."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QDialog, QWidget

from dialogue_desk.desk.trouble import explain
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.painting import Document, draw_pages, lay_out
from dialogue_desk.texts import _

RESOLUTION = 600


def need_application() -> QGuiApplication:
    """The running application; one without a screen when there is none (the command line)."""
    running = QGuiApplication.instance()
    return running if isinstance(running, QGuiApplication) else _application_without_screen()


@cache
def _application_without_screen() -> QGuiApplication:
    """Kept for the rest of the process: fonts and layouts belong to it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(["dialogue-desk"])


def pdf_bytes(sheet: Sheet) -> bytes:
    """The sheet as a PDF file."""
    need_application()
    document = lay_out(sheet)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(document[0].page_layout)
    writer.setTitle(sheet.title)
    writer.setCreator("Dialogue Desk")
    painter = QPainter(writer)
    draw_pages(document, painter, writer)
    painter.end()
    buffer.close()
    return bytes(content.data())


def write_pdf(sheet: Sheet, path: Path) -> None:
    """Write the sheet as a PDF file. OSError when the place cannot be written."""
    path.write_bytes(pdf_bytes(sheet))


def save_pdf(sheet: Sheet, path: Path) -> None:
    """Write the sheet as a PDF file; DeskError when the place cannot be written."""
    try:
        write_pdf(sheet, path)
    except OSError as error:
        raise explain(error) or error from error


def page_count(sheet: Sheet) -> int:
    """How many pages the sheet takes on every device."""
    need_application()
    return sum(len(part.pages) for part in lay_out(sheet))


def _print_on(document: Document, printer: QPrinter) -> None:
    printer.setFullPage(True)
    printer.setPageLayout(document[0].page_layout)
    painter = QPainter()
    if not painter.begin(printer):
        raise DeskError(_("Máy in không nhận việc in."), _("Kiểm tra máy in rồi in lại, hoặc lưu thành PDF."))
    draw_pages(document, painter, printer)
    painter.end()


def print_sheet(sheet: Sheet, parent: QWidget | None) -> bool:
    """Ask for a printer and print; False when the person thought better of it."""
    document = lay_out(sheet)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(document[0].page_layout)
    printer.setDocName(sheet.title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    _print_on(document, printer)
    return True


class PreviewDialog(QPrintPreviewDialog):
    """The preview of a sheet; it keeps the printer alive that Qt only borrows."""

    def __init__(self, sheet: Sheet, parent: QWidget | None) -> None:
        self._document = lay_out(sheet)
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setPageLayout(self._document[0].page_layout)
        self._printer.setDocName(sheet.title)
        super().__init__(self._printer, parent)
        self.setWindowTitle(_("Xem trước khi in: {title}").format(title=sheet.title))
        self.paintRequested.connect(self._paint)
        self._speak()

    def _speak(self) -> None:
        """Qt brings its words in English only; and the paper is the sheet's own, so it is not chosen here."""
        words = {
            "Next page": _("Trang sau"),
            "Previous page": _("Trang trước"),
            "First page": _("Trang đầu"),
            "Last page": _("Trang cuối"),
            "Fit width": _("Vừa bề ngang"),
            "Fit page": _("Vừa một trang"),
            "Zoom in": _("Phóng to"),
            "Zoom out": _("Thu nhỏ"),
            "Show single page": _("Xem từng trang"),
            "Show facing pages": _("Xem hai trang"),
            "Show overview of all pages": _("Xem mọi trang"),
            "Print": _("In"),
        }
        for action in self.findChildren(QAction):
            if action.text() in words:
                action.setText(words[action.text()])
                action.setToolTip(action.text())
            elif action.text():
                action.setVisible(False)

    def _paint(self, printer: QPrinter) -> None:
        _print_on(self._document, printer)


def preview(sheet: Sheet, parent: QWidget | None) -> None:
    """Show the preview; printing goes on from there."""
    PreviewDialog(sheet, parent).exec()
