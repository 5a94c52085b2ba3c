"""Paper: PDF and printer, through the one painter that draws the preview too."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from dialogue_desk.desk.trouble import explain
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.gui import quiet
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
    quiet.begin()
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


def wanted_pages(printer: QPrinter, count: int, current: int = 1) -> list[int]:
    """The numbers of the pages a person chose in the printer's dialog, of a document of `count` pages."""
    every = range(1, count + 1)
    if printer.printRange() is QPrinter.PrintRange.CurrentPage:
        return [current]
    if printer.printRange() is not QPrinter.PrintRange.PageRange:
        return list(every)
    ranges = printer.pageRanges()
    if ranges.isEmpty():
        last = printer.toPage() or count
        return [number for number in every if (printer.fromPage() or 1) <= number <= last]
    return [number for number in every if ranges.contains(number)]


def print_on(document: Document, printer: QPrinter, current: int = 1) -> None:
    """Print the pages the printer was told to print; DeskError when there are none, or it takes no work."""
    layouts = [part.page_layout for part in document for _page in part.pages]
    wanted = wanted_pages(printer, len(layouts), current)
    if not wanted:
        raise DeskError(
            _("Không có trang nào trong khoảng đã chọn; tờ này có {count} trang.").format(count=len(layouts)),
            _("Chọn lại các trang rồi in."),
            "no_pages",
        )
    printer.setFullPage(True)
    printer.setPageLayout(layouts[wanted[0] - 1])
    painter = QPainter()
    if not painter.begin(printer):
        raise DeskError(_("Máy in không nhận việc in."), _("Kiểm tra máy in rồi in lại, hoặc lưu thành PDF."))
    draw_pages(document, painter, printer, wanted)
    painter.end()


def print_document(document: Document, title: str, parent: QWidget | None, current: int = 1) -> bool:
    """Ask for a printer and pages and print; False when the person thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(document[0].page_layout)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, sum(len(part.pages) for part in document))
    for choice in (QPrintDialog.PrintDialogOption.PrintPageRange, QPrintDialog.PrintDialogOption.PrintCurrentPage):
        dialog.setOption(choice)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    print_on(document, printer, current)
    return True
