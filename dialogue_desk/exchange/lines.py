"""Records as lines of JSON (.ndjson): one object a line, `form` beside unit, id, rev and the fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.exchange.rows import FileRow, RowProblem, check_text, replacing
from dialogue_desk.exchange.tables import columns_of
from dialogue_desk.texts import _

MOST_IN_A_LINE = 4_000_000
"""Bytes; a longer line is no record of ours and would only fill the memory."""


class LinesSource:
    """A .ndjson file. Raises DeskError when it is empty or not UTF-8."""

    def __init__(self, path: Path) -> None:
        check_text(path)
        self.path = path
        self.name = path.name

    def rows(self, wanted: Callable[[str], bool]) -> Iterator[FileRow]:
        """Rows in file order; a line that is no object has its trouble with it and the form ""."""
        with self.path.open("rb") as file:
            number = 0
            while piece := file.readline(MOST_IN_A_LINE):
                number += 1
                if len(piece) == MOST_IN_A_LINE and not piece.endswith(b"\n"):
                    while piece and not piece.endswith(b"\n"):
                        piece = file.readline(MOST_IN_A_LINE)
                    row = FileRow(number, "", {}, raw="", trouble=("", _("dòng dài quá 4 triệu chữ")))
                else:
                    line = piece.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                    if not line:
                        continue
                    told = _form_told(line)
                    if told and not wanted(told):
                        continue
                    row = read_line(number, line)
                    if told:  # also one that turns out to be broken: it is not asked for again
                        yield row
                        continue
                if wanted(row.form):
                    yield row

    def write_bad(self, path: Path, bad: list[tuple[FileRow, RowProblem]]) -> None:
        """Write the lines as they were."""
        with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as out:
            for row, _problem in bad:
                out.write(f"{row.raw}\n")


_FORM = re.compile(r'"form"\s*:\s*"(\w+)"', re.ASCII)


def _form_told(line: str) -> str:
    """The form a line says it is of, seen without reading it whole; "" where that is not plain."""
    found = _FORM.search(line)
    return found[1] if found and line.count('"form"') == 1 else ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _v in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise ValueError(_("khóa “{key}” có hai lần").format(key=twice))
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(_("{name} không phải số").format(name=name))


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def read_line(number: int, line: str) -> FileRow:
    """One line as a row; what is wrong with it as JSON becomes its trouble."""
    try:
        data = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        text = _("không phải JSON (ký tự thứ {place})").format(place=error.pos + 1)
        return FileRow(number, "", {}, raw=line, trouble=("", text))
    except (ValueError, RecursionError) as error:
        text = str(error) if isinstance(error, ValueError) else _("JSON lồng nhau quá sâu")
        return FileRow(number, "", {}, raw=line, trouble=("", text))
    if not isinstance(data, dict):
        return FileRow(number, "", {}, raw=line, trouble=("", _("dòng này không phải một đối tượng JSON")))
    form = data.pop("form", None)
    if not isinstance(form, str) or not form:
        return FileRow(number, "", {}, raw=line, trouble=("form", _("thiếu tên loại bản ghi")))
    nested = next((k for k, v in data.items() if isinstance(v, dict)), None)
    if nested is not None:
        return FileRow(number, form, data, raw=line, trouble=(nested, _("ô này chỉ nhận một giá trị")))
    return FileRow(number, form, data, raw=line)


def write_lines(
    path: Path, parts: Iterable[tuple[Form, Iterable[Sequence[Value]]]], *, with_personal: bool, with_bin: bool
) -> int:
    """Write records, as the cells of `columns_of`, form after form; returns how many.

    Each is one line: fixed order of keys, unknown is null. The same records give the same bytes.
    """
    import msgspec  # noqa: PLC0415 start-up deferral

    encode, count = msgspec.json.Encoder().encode, 0
    with replacing(path) as beside, beside.open("wb") as out:
        for form, records in parts:
            columns = columns_of(form, with_personal, with_bin)
            for cells in records:
                out.write(encode({"form": form.key, **dict(zip(columns, cells, strict=True))}) + b"\n")
                count += 1
    return count
