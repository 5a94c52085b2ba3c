"""Write the printable guide: `python packaging/guide.py --data DESK --out huong-dan.pdf [--language en]`.

Its pictures are made by the program itself, its texts are those F1 shows, its keys are those of the
menus and its fields those of the forms, so that paper and screen cannot disagree.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from dialogue_desk import texts
from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.sheet import Column, Row, Table, Text
from dialogue_desk.gui import quiet
from dialogue_desk.gui.guide import key_card
from dialogue_desk.gui.help import Block, page_help
from dialogue_desk.gui.painting import Part, draw_pages, text_pieces
from dialogue_desk.gui.painting_flow import LinesPiece, Piece, paginate
from dialogue_desk.gui.painting_frame import CENTRE
from dialogue_desk.gui.painting_table import table_pieces
from dialogue_desk.gui.painting_text import MM, break_lines
from dialogue_desk.gui.rooms import IMPORT, OFF_RAIL, PAGES
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.texts import _


class Words(NamedTuple):
    """What the guide says itself, in one language."""

    name: str
    title: str
    about: str
    contents: str
    keys: str
    fields: str
    other_pages: str
    key: str
    does: str
    field: str
    meaning: str


VIETNAMESE = Words(
    name="Bàn Đối thoại",
    title="Hướng dẫn sử dụng",
    about="Sách này in ra từ chính chương trình: hình là cửa sổ thật, lời giải thích là lời F1 hiện trên màn hình, "
    "phím tắt là phím trong bảng chọn. Chương trình chạy không cần mạng; dữ liệu nằm ở máy của đơn vị.",
    contents="Trong sách này",
    keys="Bảng phím tắt",
    fields="Giải thích từng ô nhập",
    other_pages="Lệnh của các trang",
    key="Phím",
    does="Việc",
    field="Ô",
    meaning="Giải thích",
)
ENGLISH = Words(
    name="Dialogue Desk",
    title="Guide",
    about="This book is printed by the program itself: its pictures are the real window, its explanations those F1 "
    "shows, its keys those of the menus. The program needs no network; the data lie on the unit's own computer. "
    "Official sheets, letters and records of dialogues stay Vietnamese: they are documents of Vietnamese offices.",
    contents="In this book",
    keys="Keys",
    fields="Every field explained",
    other_pages="Commands of the pages",
    key="Key",
    does="What it does",
    field="Field",
    meaning="Explanation",
)
WORDS = {"vi": VIETNAMESE, "en": ENGLISH}

WIDTH, HEIGHT, MARGIN = 210 * MM, 297 * MM, 20 * MM
ROOM = WIDTH - 2 * MARGIN
POINTS = 12
ROOMS = (*PAGES, *OFF_RAIL)
WINDOW = (1280, 800)
SETTLE_SECONDS = 0.3


@dataclass
class Picture(Piece):
    """A picture of the window over the whole width, with a thin frame."""

    image: QImage
    before: float = 3 * MM
    stays: bool = False

    def __post_init__(self) -> None:
        self.height = ROOM * self.image.height() / self.image.width()

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        frame = QRectF(x, y, ROOM, self.height)
        painter.drawImage(frame, self.image)
        painter.drawRect(frame)


def pictures(data: Path) -> dict[str, QImage]:
    """Every page of the window over a copy of a desk, by its key."""
    quiet.begin()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    taken: dict[str, QImage] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "desk"
        shutil.copytree(data, copy)
        desk = Desk.open(copy)
        desk.prefer("theme", "light")
        desk.prefer("language", texts.language())
        desk.prefer("text_size", "1.0")
        app = App(application, copy, SyncRunner())
        app.open(desk)
        settle(application)
        window = app.window
        assert window is not None
        window.resize(*WINDOW)
        for room in (*PAGES, IMPORT):
            window.go(room.key)
            settle(application)
            taken[room.key] = window.grab().toImage()
        window.close()
        app.stop()
    return taken


def settle(application: QApplication) -> None:
    """Let timers and paints come to rest."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)


def heading(text: str, points: float = 17, before: float = 6 * MM) -> Piece:
    """A chapter's title; it stays with what follows."""
    return LinesPiece(break_lines(text, ROOM, points, bold=True), before=before, stays=True)


def block_pieces(block: Block) -> list[Piece]:
    """A block of the help texts on paper."""
    if block.kind == "item":
        return text_pieces(Text(f"– {block.text}"), ROOM, POINTS)
    return text_pieces(Text(block.text, "heading" if block.kind == "heading" else "body"), ROOM, POINTS)


def two_columns(first: str, second: str, rows: Sequence[tuple[str, str]], share: float) -> list[Piece]:
    columns = (Column("a", first, width=share), Column("b", second, width=100 - share))
    return table_pieces(Table(columns, tuple(Row({"a": a, "b": b}) for a, b in rows)), ROOM, 11)


def cover() -> Iterator[Piece]:
    said = WORDS[texts.language()]
    yield LinesPiece(break_lines(said.name.upper(), ROOM, 26, bold=True, align=CENTRE), before=60 * MM)
    yield LinesPiece(break_lines(said.title, ROOM, 18, align=CENTRE), before=4 * MM)
    yield from text_pieces(Text(said.about), ROOM, POINTS)
    yield heading(said.contents, 14, 12 * MM)
    chapters = [f"{number}. {_(room.title)}" for number, room in enumerate(ROOMS, 1)]
    chapters += [f"{len(ROOMS) + 1}. {said.keys}", f"{len(ROOMS) + 2}. {said.fields}"]
    for chapter in chapters:
        yield from text_pieces(Text(chapter), ROOM, POINTS)


def chapters(images: dict[str, QImage]) -> Iterator[list[Piece]]:
    """Each chapter begins on a page of its own."""
    said = WORDS[texts.language()]
    for number, room in enumerate(ROOMS, 1):
        pieces: list[Piece] = [heading(f"{number}. {_(room.title)}")]
        if room.key in images:
            pieces.append(Picture(images[room.key]))
        for block in page_help(room.key)[1:]:
            pieces += block_pieces(block)
        yield pieces
    keys: list[Piece] = [heading(f"{len(ROOMS) + 1}. {said.keys}")]
    for name, rows in key_card(()):
        shown = said.other_pages if name == _("Ở trang khác") else name
        keys += [heading(shown, 13), *two_columns(said.key, said.does, rows, 28)]
    yield keys
    fields: list[Piece] = [heading(f"{len(ROOMS) + 2}. {said.fields}")]
    for form in FORMS:
        name, rows = _(form.plural or form.label), field_rows(form)
        fields += [heading(name, 13), *two_columns(said.field, said.meaning, rows, 28)]
    yield fields


def field_rows(form: Form) -> list[tuple[str, str]]:
    return [(f"{_(field.label)} *" if field.required else _(field.label), _(field.help)) for field in form.fields]


def write(data: Path, out: Path, language: str = "vi") -> int:
    """Write the guide; returns its pages."""
    texts.set_language(language)
    images = pictures(data)
    height = HEIGHT - 2 * MARGIN
    pages = paginate(cover(), height)
    for pieces in chapters(images):
        pages += paginate(pieces, height)
    book = Part(tuple(pages), WIDTH, HEIGHT, MARGIN, MARGIN)
    writer = QPdfWriter(str(out))
    writer.setResolution(600)
    writer.setPageLayout(book.page_layout)
    said = WORDS[language]
    writer.setTitle(f"{said.name}: {said.title.lower()}")
    writer.setCreator("Dialogue Desk")
    painter = QPainter()
    if not painter.begin(writer):
        raise SystemExit(f"could not write {out}")
    draw_pages((book,), painter, writer)
    painter.end()
    return len(pages)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder of the desk to show")
    parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    parser.add_argument("--language", choices=texts.LANGUAGES, default="vi")
    chosen = parser.parse_args()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    print(f"{write(chosen.data, chosen.out, chosen.language)} pages in {chosen.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
