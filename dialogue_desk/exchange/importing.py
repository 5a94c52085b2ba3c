"""From the rows of a file to what each of them asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Form, Kind, Value, Values
from dialogue_desk.domain.legacy import Encoding, convert, recognise
from dialogue_desk.domain.units import UnitTree
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.lines import LinesSource
from dialogue_desk.exchange.rows import META_KEYS, TOLD_KEYS, Broken, FileRow, Source
from dialogue_desk.exchange.spreadsheet import BookSource
from dialogue_desk.exchange.tables import TableSource, cell_text
from dialogue_desk.texts import _, either

_ID = re.compile(r"[\w.:\-]{1,64}")
_REV = re.compile(r"[0-9a-f]{6,64}(\+[0-9a-f]{6,64})*")
_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}

STAGES = ({"settings", "official", "agency"}, None, {"opinion"}, {"action", "attachment"})
"""What is stored before what: an opinion takes its date and side from its source,
wherever in the file that stands. None: every other form."""


def stage_of(form: str) -> int:
    """When the records of a form are stored."""
    return next((n for n, forms in enumerate(STAGES) if forms and form in forms), 1)


class RowError(ValueError):
    """A row that cannot be taken; `column` is the key of what is wrong."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column
        self.text = text


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row asks for. `unit` "" is the unit the file is imported for; `values` only the columns the file has."""

    form: Form
    unit: str
    id: str
    values: Values
    rev: str = ""
    personal_rev: str = ""
    is_deleted: bool | None = None


def open_source(path: Path, form: Form | None, forms: Sequence[Form]) -> Source:
    """The file as rows, by its ending.

    DeskError when it is no file of ours or a .csv comes without a form.
    """
    ending = path.suffix.lower()
    if not path.is_file():
        raise DeskError(_("Không có tệp {file}.").format(file=path), _("Xem lại tên và chỗ để tệp."), "no_file")
    if ending == ".ndjson":
        return LinesSource(path)
    if ending == ".xlsx":
        return BookSource(path, form, forms)
    if ending == ".csv":
        if form is None:
            raise DeskError(
                _("{file}: tệp CSV không nói nó chứa loại bản ghi nào.").format(file=path.name),
                either(
                    _("Chọn loại bản ghi ở trang Nhập rồi xem lại tệp."),
                    _("Thêm --form, ví dụ --form session; bảng của người khác thì nhập bằng lệnh import-table."),
                ),
                "no_form",
            )
        return TableSource(path, form)
    raise DeskError(
        _("{file}: không nhập được tệp loại “{ending}”.").format(file=path.name, ending=ending),
        either(
            _("Dùng .xlsx, .csv hoặc .ndjson."),
            _("Dùng .xlsx, .csv hoặc .ndjson; bảng của người khác thì nhập bằng lệnh import-table."),
        ),
        "format",
    )


MOST_LETTERS = 40
MOST_READ = 20_000
"""Cells that are remembered with what they mean, and the letters each may have."""


class WishReader:
    """Reads rows as wishes; `on` is the day unit codes are resolved for, `listed` the desk's own list.

    Cells in TCVN3 or VNI become Unicode unless `convert_legacy` is off; `converted` counts them.
    `held` gives the values of a record by form, unit and id ({} for none).
    """

    def __init__(
        self, forms: Mapping[str, Form], units: UnitTree, on: str, listed: str, *, convert_legacy: bool = True,
        held: Callable[[str, str, str], Mapping[str, Value]] = lambda form, unit, record_id: {},
    ) -> None:  # fmt: skip
        self.converted: Counter[Encoding] = Counter()
        self._convert_legacy = convert_legacy
        self._forms = forms
        self._held = held
        self._units = units
        self._on = on
        self._listed = listed
        self._keys: dict[str, str] = {}
        self._read: dict[tuple[str, str, str], Value] = {}
        """What short cells meant: a file says the same codes and days over and over."""

    def read(self, row: FileRow) -> Wish:
        """What a row asks for; RowError with the first thing that is wrong."""
        if row.trouble:
            raise RowError(*row.trouble)
        form = self._forms.get(row.form)
        if form is None:
            raise RowError("form", _("không có loại bản ghi “{form}”").format(form=row.form))
        values: Values = {}
        # A row with a rev was written by this program: it says what the desk holds, to the letter.
        is_ours = bool(row.cells.get("rev"))
        for key, cell in row.cells.items():
            field = form.by_key.get(key)
            if isinstance(cell, Broken):
                raise RowError(key, _("{what}: mở bằng Excel, sửa rồi lưu lại").format(what=cell))
            if field is not None:
                is_short = type(cell) is str and len(cell) <= MOST_LETTERS
                if is_short and (form.key, key, cell) in self._read:
                    values[key] = self._read[form.key, key, cell]
                    continue
                told = cell
                if self._convert_legacy and not is_ours and isinstance(cell, str) and not cell.isascii():
                    cell = self._repaired(cell)
                try:
                    value = parse_cell(field, cell)
                except CellError as error:
                    value = self._as_held(row, form, key, cell) if is_ours and field.codes else None
                    if value is None:
                        raise RowError(key, str(error)) from None
                if field.kind is Kind.REF and key.endswith("_unit") and isinstance(value, str) and not is_ours:
                    value = self._unit(key, value)
                elif is_short and told == cell and not is_ours and len(self._read) < MOST_READ:
                    self._read[form.key, key, cell] = value
                values[key] = value
            elif key not in META_KEYS and key not in TOLD_KEYS:
                raise RowError(key, _("không có cột này trong {form}").format(form=_(form.label)))
        meta = {key: _text(row.cells.get(key)) for key in META_KEYS}
        if meta["id"] and not _ID.fullmatch(meta["id"]):
            raise RowError("id", _("“{value}” không phải mã bản ghi").format(value=meta["id"]))
        for key in ("rev", "personal_rev"):
            if meta[key] and not _REV.fullmatch(meta[key]):
                raise RowError(key, _("“{value}” không phải tên phiên bản").format(value=meta[key]))
        if meta["rev"] and not meta["id"] and not (form.natural_key or form.is_single):
            raise RowError("id", _("có phiên bản thì phải có mã bản ghi"))
        deleted = _YES_NO.get(meta["is_deleted"].lower()) if meta["is_deleted"] else None
        if meta["is_deleted"] and deleted is None:
            raise RowError("is_deleted", _("“{value}” không phải yes hoặc no").format(value=meta["is_deleted"]))
        unit = meta["unit"] if is_ours or not meta["unit"] else self._unit("unit", meta["unit"])
        return Wish(form, unit, meta["id"], values, meta["rev"], meta["personal_rev"], deleted)

    def _as_held(self, row: FileRow, form: Form, key: str, cell: Any) -> Value:
        """A code of a newer program that went out as it is held here and comes back so; None for any other."""
        held = self._held(form.key, _text(row.cells.get("unit")), _text(row.cells.get("id"))).get(key)
        said = ";".join(map(str, cell)) if isinstance(cell, list) else _text(cell)
        return held if held is not None and cell_text(held) == said else None

    def _repaired(self, cell: str) -> str:
        # Before any cleaning: the soft hyphen is a letter of TCVN3.
        encoding = recognise(cell)
        if encoding is None:
            return cell
        self.converted[encoding] += 1
        return convert(cell, encoding)

    def _unit(self, column: str, text: str) -> str:
        if text not in self._keys:
            try:
                self._keys[text] = self._units.resolve(text, self._on, self._listed).key
            except DeskError as error:
                raise RowError(column, error.message) from None
        return self._keys[text]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
