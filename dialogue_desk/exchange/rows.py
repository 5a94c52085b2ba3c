"""Rows of a file on their way in, what is wrong with them, and files written whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dialogue_desk.errors import DeskError
from dialogue_desk.storage import placing
from dialogue_desk.texts import _

META_KEYS = ("unit", "id", "rev", "personal_rev", "is_deleted")
"""Columns a file may have beside the fields of its form."""

TOLD_KEYS = ("form", "entered_by", "created_at", "updated_at")
"""What `get` tells beside them; import reads over it."""


class Broken(str):
    """A cell that says nothing that could be stored: what it is, in words."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row as a file has it.

    `line` is the row number the file's own program shows; `cells` the raw cells
    by column key (a column the file lacks is absent); `raw` the row as it was
    read, to be written back; `trouble` (column, text) when it could not be read.
    """

    line: int
    form: str
    cells: Mapping[str, Any]
    sheet: str = ""
    raw: Any = None
    trouble: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row: where it stands and one sentence without its place."""

    file: str
    row: int
    column: str
    text: str
    sheet: str = ""

    @property
    def place(self) -> str:
        """File, sheet, row and column as a person looks for them."""
        parts = [self.file]
        if self.sheet:
            parts.append(_("trang tính {sheet}").format(sheet=self.sheet))
        if self.row:
            parts.append(_("dòng {row}").format(row=self.row))
        if self.column:
            parts.append(_("cột {column}").format(column=self.column))
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.text.rstrip('.')}."

    def as_json(self) -> dict[str, Any]:
        """The problem as `--json` lists it."""
        told = {"file": self.file, "row": self.row, "column": self.column, "text": self.text}
        return told | {"sheet": self.sheet} if self.sheet else told


class Source(Protocol):
    """A file of records that can be read more than once."""

    name: str

    def rows(self, wanted: Callable[[str], bool]) -> Iterator[FileRow]:
        """Rows of the forms `wanted` says yes to, in file order; DeskError when the file itself is no good."""
        ...

    def write_bad(self, path: Path, bad: list[tuple[FileRow, RowProblem]]) -> None:
        """Write these rows to `path` in the format they came in."""
        ...


def check_text(path: Path) -> None:
    """Refuse a file that is empty or not UTF-8, in one sentence that names what it is instead."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, is_blank, piece = 1, True, b" "
    with path.open("rb") as file:
        while piece:
            piece = file.read(1 << 20)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                line += error.object.count(b"\n", 0, error.start)
                raise encoding_trouble(path, _looks_like(error.object), line) from error
            if "\0" in text:
                raise encoding_trouble(path, "UTF-16", line + text.count("\n", 0, text.index("\0")))
            line += text.count("\n")
            is_blank = is_blank and not text.strip("\ufeff \t\r\n")
    if is_blank:
        raise DeskError(_("{file} trống.").format(file=path.name), _("Chọn tệp có dữ liệu."), "empty")


def _looks_like(piece: bytes) -> str:
    """The encoding a piece of Vietnamese that is not UTF-8 was probably written in."""
    if piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece:
        return "UTF-16"
    tones = sum(piece.count(tone) for tone in (0xCC, 0xD2, 0xDE, 0xEC, 0xF2))
    return "Windows-1258 (CP1258)" if tones else "Windows-1252, TCVN3, VNI"


def encoding_trouble(path: Path, found: str, line: int = 0) -> DeskError:
    """The refusal of a text that is not UTF-8; `found` names what it looks like."""
    place = _("{file}, dòng {row}").format(file=path.name, row=line) if line else path.name
    return DeskError(
        _("{place}: tệp không ghi bằng UTF-8 mà có lẽ bằng {found}.").format(place=place, found=found),
        _("Mở tệp rồi lưu lại với bảng mã UTF-8."),
        "encoding",
    )


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when all went well, else it goes."""
    placing.refuse_name(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.touch()
        yield beside
        placing.put(beside, path)
    except OSError as error:
        # The person knows the name asked for, not the one beside it.
        error.filename = str(path)
        raise
    finally:
        beside.unlink(missing_ok=True)
