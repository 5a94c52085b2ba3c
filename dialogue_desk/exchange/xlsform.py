"""A declaration written in Excel: the part of XLSForm that this desk understands, read strictly.

Whatever is not understood is refused, with sheet, row, column and what to do: half a form would be worse than none,
and a mistyped “personal” would let names travel.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.bookparts import Parts
from dialogue_desk.exchange.workbooks import check_workbook, damaged
from dialogue_desk.texts import _

VIETNAMESE = "::Tiếng Việt (vi)"
SHEETS = ("survey", "choices", "settings")

SURVEY = (
    "type", "name", "label", "hint", "required", "constraint", "constraint_message", "appearance",
    "personal", "listed", "conflict_group", "from", "withdrawn_from", "register", "letter", "counted",
)  # fmt: skip
CHOICES = ("list_name", "name", "label", "from", "withdrawn_from")
SETTINGS = ("form_id", "form_title", "version", "register", "default_language", "every", "counted")
_TRANSLATED = ("label", "hint", "constraint_message")

_UNSUPPORTED = {
    "survey": frozenset({
        "relevant", "calculation", "calculate", "choice_filter", "repeat_count", "default", "read_only", "readonly",
        "required_message", "parameters", "trigger", "media::image", "media::audio", "media::video", "image", "audio",
        "video", "big-image", "media::big-image", "body::accuracythreshold", "bind::jr:preload", "save_to", "note",
        "guidance_hint", "autoplay", "intent", "instance::", "bind::", "body::",
    }),
    "choices": frozenset({
        "image", "audio", "video", "media::image", "media::audio", "media::video", "filter", "geometry",
    }),
    "settings": frozenset({
        "style", "instance_name", "public_key", "submission_url", "auto_send", "auto_delete", "allow_choice_duplicates",
        "sms_keyword", "sms_separator", "clean_text_values", "namespaces", "name", "title", "id_string",
        "client_editable",
    }),
}  # fmt: skip
"""Columns of XLSForm that this desk does not understand: let alone while they are empty."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z0-9][a-z0-9_]*")


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number as Excel shows it, and its cells by column name, as text."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    """Letter of the column by its name."""

    def get(self, name: str) -> str:
        """The text of a cell; "" for an empty one. The Vietnamese text goes first."""
        return self.cells.get(name + VIETNAMESE, "") or self.cells.get(name, "")

    def fault(self, name: str, said: str, mend: str) -> DeskError:
        """The refusal of a cell of this row."""
        return fault(self.sheet, self.number, self.columns.get(name, name), said, mend)


def fault(sheet: str, row: int, column: str, said: str, mend: str) -> DeskError:
    """A refusal that names sheet, row and column; `mend` says what to do."""
    place = _("Trang {sheet}").format(sheet=sheet)
    if row:
        place += _(", hàng {row}").format(row=row)
    if column:
        place += _(", cột {column}").format(column=column)
    return DeskError(f"{place}: {said}", mend, "xlsform")


@dataclass(frozen=True)
class Book:
    """The three sheets of a workbook, cell by cell as text."""

    survey: tuple[Line, ...]
    choices: tuple[Line, ...]
    settings: Line


def open_book(path: Path) -> Book:
    """Read a workbook. DeskError names the sheet, the row and the column of the first thing that is not understood."""
    if path.suffix.lower() != ".xlsx":
        raise DeskError(
            _("{file} không phải sổ .xlsx.").format(file=path.name),
            _("Lưu biểu mẫu thành .xlsx bằng Excel."),
            "xlsform",
        )
    check_workbook(path)
    sheets = _sheets(path)
    for name in SHEETS[::2]:
        if name not in sheets:
            raise fault(name, 0, "", _("không có trang này."), _("Thêm trang {sheet} vào sổ.").format(sheet=name))
    survey = _lines("survey", sheets["survey"], SURVEY)
    choices = _lines("choices", sheets["choices"], CHOICES) if "choices" in sheets else []
    settings = _lines("settings", sheets["settings"], SETTINGS)
    if len(settings) != 1:
        raise fault(
            "settings", 3 if settings else 2, "", _("trang này có đúng một hàng dưới tiêu đề."), _mend_settings()
        )
    if not survey:
        raise fault("survey", 2, "", _("không có ô nào."), _("Ghi mỗi ô một hàng dưới tiêu đề."))
    return Book(tuple(survey), tuple(choices), settings[0])


def _mend_settings() -> str:
    return _("Ghi form_id, form_title, version và register ở một hàng.")


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    """The rows of our sheets by name, from A1 on. Merged cells and sheets we do not know are refused."""
    import python_calamine  # noqa: PLC0415 start-up deferral

    found = {}
    try:
        book, parts = python_calamine.load_workbook(str(path)), Parts(path)
        for title in book.sheet_names:
            name, sheet = unicodedata.normalize("NFC", title).strip(), book.get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False)
            if name not in SHEETS:
                _refuse_sheet(name, rows)
                continue
            for first, last in sorted(sheet.merged_cell_ranges or ()):
                cells = f"{_letter(first[1] + 1)}{first[0] + 1}:{_letter(last[1] + 1)}{last[0] + 1}"
                said, mend = _("các ô {cells} bị gộp."), _("Bỏ gộp ô (Unmerge) rồi ghi giá trị vào từng ô.")
                raise fault(name, first[0] + 1, _letter(first[1] + 1), said.format(cells=cells), mend)
            for row, cells_of in sorted(parts.beside(title).broken.items()):
                column, broken = min(cells_of.items())
                mend = _("Ghi giá trị thay cho công thức.")
                raise fault(name, row, _letter(column + 1), f"{broken}.", mend)
            found[name] = rows
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(path) from error
    return found


def _refuse_sheet(name: str, rows: list[list[Any]]) -> None:
    """A sheet that is none of ours is refused, unless it is an empty one that Excel made."""
    if not any(cell not in ("", None) for row in rows for cell in row):
        return
    near = difflib.get_close_matches(name.lower(), SHEETS, 1, 0.6)
    mend = _("Đổi tên thành {name}.").format(name=near[0]) if near else _("Bỏ trang này khỏi sổ.")
    raise fault(name, 0, "", _("chương trình không đọc trang tên này."), mend)


def _lines(name: str, rows: list[list[Any]], known: tuple[str, ...]) -> list[Line]:
    heads, places = _headings(name, rows[0] if rows else (), known)
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = {}
        for at, cell in enumerate(row):
            text = _as_text(cell)
            if not text:
                continue
            if at not in heads:
                raise fault(
                    name,
                    number,
                    _letter(at + 1),
                    _("ô có chữ nhưng cột không có tiêu đề."),
                    _("Ghi tiêu đề hoặc xóa ô."),
                )
            _supported(name, number, heads[at], _letter(at + 1), cells_of=(row, heads))
            cells[heads[at]] = text
        if cells:
            found.append(Line(name, number, cells, places))
    return found


def _headings(name: str, row: Iterable[Any], known: tuple[str, ...]) -> tuple[dict[int, str], dict[str, str]]:
    """Column names by place, and the letter of each."""
    allowed = {*known, *(k + VIETNAMESE for k in _TRANSLATED if k in known)}
    heads: dict[int, str] = {}
    for at, cell in enumerate(row):
        text = unicodedata.normalize("NFC", str(cell)).strip() if cell is not None else ""
        if not text:
            continue
        plain = _plain_heading(text)
        if plain not in allowed and not _is_unsupported(name, plain):
            near = difflib.get_close_matches(plain, sorted(allowed | _UNSUPPORTED[name]), 1, 0.7)
            mend = _("Có phải “{name}”? Sửa lại, hoặc bỏ cột này.") if near else _("Bỏ cột này.")
            said = _("chương trình không biết cột “{heading}”.").format(heading=text)
            raise fault(name, 1, _letter(at + 1), said, mend.format(name=near[0] if near else ""))
        if plain in heads.values():
            said = _("tiêu đề “{heading}” có hai lần.").format(heading=text)
            raise fault(name, 1, _letter(at + 1), said, _("Giữ một cột, bỏ cột kia."))
        heads[at] = plain
    for need in {"survey": ("type", "name"), "choices": ("list_name", "name"), "settings": ("form_id", "version")}[
        name
    ]:
        if need not in heads.values():
            said = _("thiếu cột “{heading}”.").format(heading=need)
            raise fault(name, 1, "", said, _("Thêm cột này ở hàng tiêu đề."))
    return heads, {head: _letter(at + 1) for at, head in heads.items()}


def _plain_heading(text: str) -> str:
    """A heading as we name it: "list name" is "list_name", blanks around "::" do not count."""
    plain = re.sub(r"\s*::\s*", "::", text)
    if plain == "list name":
        return "list_name"
    for key in _TRANSLATED:
        if re.fullmatch(rf"{key}::(?:Tiếng Việt \(vi\)|vi)", plain, re.IGNORECASE):
            return key + VIETNAMESE
    return plain


def _is_unsupported(sheet: str, plain: str) -> bool:
    return plain in _UNSUPPORTED[sheet] or any(plain.startswith(k) for k in _UNSUPPORTED[sheet] if k.endswith("::"))


def _supported(sheet: str, row: int, heading: str, letter: str, cells_of: tuple[Any, Mapping[int, str]]) -> None:
    """Refuse a filled cell of a column that XLSForm has and this desk does not understand."""
    if not _is_unsupported(sheet, heading):
        return
    cells, heads = cells_of
    told = {heads[at]: cell for at, cell in enumerate(cells) if at in heads and cell is not None}
    if heading == "relevant" and told.get("required"):
        said = _("ô bắt buộc lại chỉ hiện khi có điều kiện (relevant): khi ẩn sẽ không lưu được.")
        raise fault(sheet, row, letter, said, _("Bỏ required hoặc bỏ relevant."))
    said = _("chương trình không dùng cột “{heading}” của XLSForm.").format(heading=heading)
    raise fault(sheet, row, letter, said, _("Xóa giá trị ở cột này."))


def _as_text(cell: Any) -> str:
    """A cell as text: a day as ISO, a whole number without its dot."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()


def _letter(number: int) -> str:
    """The letter of a column, counted from 1."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def need_name(line: Line, key: str, seen: Mapping[str, int], *, is_code: bool = False) -> str:
    """A key written in a row. DeskError for one with accents, blanks, capitals, or that is another one's twin."""
    text = line.get(key)
    if not text:
        raise line.fault(key, _("thiếu khóa."), _("Ghi khóa bằng chữ thường không dấu, như so_nguoi."))
    twin = next((k for k in seen if _twins(k, text)), None)
    if twin is not None:
        said = (
            _("khóa “{key}” trùng với hàng {row}.")
            if twin == text
            else _("khóa “{key}” chỉ khác cách viết với hàng {row}.")
        )
        raise line.fault(key, said.format(key=text, row=seen[twin]), _("Đặt khóa khác cho một trong hai hàng."))
    if re.search(r"\s", text):
        raise line.fault(key, _("khóa “{key}” có dấu cách.").format(key=text), _mend_key(text))
    if text != text.lower():
        raise line.fault(key, _("khóa “{key}” có chữ hoa.").format(key=text), _mend_key(text))
    if not text.isascii():
        raise line.fault(key, _("khóa “{key}” có dấu hoặc chữ ngoài a–z.").format(key=text), _mend_key(text))
    if not (_CODE if is_code else _NAME).fullmatch(text) or len(text) > 50:
        said = _("khóa “{key}” chỉ gồm a–z, 0–9, gạch dưới, bắt đầu bằng chữ, dài nhất 50.").format(key=text)
        raise line.fault(key, said, _mend_key(text))
    return text


def _twins(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()


def _mend_key(text: str) -> str:
    from dialogue_desk.domain.vietnamese import fold  # noqa: PLC0415 only of a refusal

    plain = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:50]
    plain = plain if plain and plain[0].isalpha() else f"o_{plain}".rstrip("_")
    return _("Ghi là {key}.").format(key=plain)


def yes_or_no(line: Line, key: str) -> bool:
    """A cell that says yes, no or nothing."""
    text = line.get(key).lower()
    if text in ("yes", "có", "true()", "true"):
        return True
    if text in ("", "no", "không", "false()", "false"):
        return False
    raise line.fault(
        key, _("“{value}” không phải yes hoặc no.").format(value=line.get(key)), _("Ghi yes (có) hoặc no (không).")
    )


def day_of(line: Line, key: str) -> str:
    """A cell that holds a day, as ISO; "" for an empty one."""
    from dialogue_desk.domain.periods import parse_date  # noqa: PLC0415 start-up deferral

    text = line.get(key)
    day = parse_date(text) if text else None
    if text and day is None:
        raise line.fault(key, _("“{value}” không phải ngày.").format(value=text), _("Viết như 01/01/2027."))
    return day.isoformat() if day else ""
