"""Numbers taken back out of JSON, CSV and workbook equal the sheet's."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.domain.sheet import CellKind, Column, Note, Row, Sheet, Signature, Table
from dialogue_desk.render.plain import as_json, write_csv, write_json
from dialogue_desk.render.workbook import write_workbook

COUNT = CellKind.NUMBER
COLUMNS = (
    Column("stt", "Stt", width=5),
    Column("year", "Năm", width=12),
    Column("party", "Cấp ủy", children=(Column("a", "Định kỳ", COUNT), Column("b", "Đột xuất", COUNT))),
    Column("share", "Tỷ lệ", CellKind.PERCENT),
    Column("on", "Ngày", CellKind.DATE),
    Column("text", "Nội dung", width=40),
)


@pytest.fixture
def sheet() -> Sheet:
    rows = (
        Row({"stt": 1, "year": 2022, "a": 1160, "b": 0, "share": 41.5, "on": "2022-09-02", "text": "=HYPERLINK(1)"}),
        Row(
            {"stt": 2, "year": 2023, "a": 23, "b": None, "share": None, "on": None, "text": "-1+1"},
            shown={"year": "2023 (tính đến 30/5)"},
            marks=frozenset({"a"}),
            extra={"as_of": "2023-05-30"},
        ),
        Row(
            {"stt": None, "year": "total", "a": 1183, "b": 0, "share": None, "on": None, "text": "@x\n=y"},
            shown={"stt": "Tổng số"},
            spans={"stt": 2},
            style="total",
        ),
    )
    return Sheet(
        "thu",
        "Tờ thử (2022 - 2023)",
        (Table(COLUMNS, rows), Note("Ô có dấu * dựa trên số liệu tổng hợp.")),
        signatures=(Signature("CHỦ TỊCH", "Trần Thị Thử", "(Ký, ghi rõ họ tên)"),),
        recipients=("Lưu VP",),
        is_landscape=True,
        figures={"pending": 4},
    )


def test_in_json_every_column_has_its_key_and_blank_is_null(tmp_path: Path) -> None:
    rows = (Row({"unit": "Phường Minh Khai", "b": ""}, extra={"key": "11311@2023"}), Row({"b": 2}, style="total"))
    told = as_json(Sheet("thu", "Tờ thử", (Table((Column("unit", "Đơn vị"), Column("b", "Số", COUNT)), rows),)))
    assert told["rows"] == [
        {"unit": "11311@2023", "unit_name": "Phường Minh Khai", "b": None, "key": "11311@2023"},
        {"unit": None, "b": 2},
    ]


def test_json(sheet: Sheet, tmp_path: Path) -> None:
    write_json(sheet, tmp_path / "tờ.json")
    told = json.loads((tmp_path / "tờ.json").read_text(encoding="utf-8"))
    assert list(told) == ["name", "title", "columns", "rows", "notes", "figures"]
    assert [c["key"] for c in told["columns"]] == ["stt", "year", "a", "b", "share", "on", "text"]
    assert told["rows"][1] == {
        "stt": 2, "year": 2023, "a": 23, "b": None, "share": None, "on": None, "text": "-1+1", "as_of": "2023-05-30",
    }  # fmt: skip
    assert told["figures"] == {"pending": 4}


def test_csv_runs_no_formula(sheet: Sheet, tmp_path: Path) -> None:
    write_csv(sheet, tmp_path / "tờ.csv")
    with (tmp_path / "tờ.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["a"] for row in rows] == ["1160", "23", "1183"]
    assert [row["b"] for row in rows] == ["0", "", "0"]
    assert [row["text"] for row in rows] == ["'=HYPERLINK(1)", "'-1+1", "'@x\n=y"]
    assert rows[1]["as_of"] == "2023-05-30"


def cells(page: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def test_workbook(sheet: Sheet, tmp_path: Path) -> None:
    write_workbook(sheet, tmp_path / "tờ.xlsx")
    page = openpyxl.load_workbook(tmp_path / "tờ.xlsx").active
    held = cells(page)
    top = next(int(key[1:]) for key, value in held.items() if value == "Stt")
    merged = {str(m) for m in page.merged_cells.ranges}
    assert {f"A{top}:A{top + 1}", f"C{top}:D{top}", f"A{top + 4}:B{top + 4}"} <= merged
    assert [held[f"C{top + n}"] for n in (2, 3, 4)] == [1160, 23, 1183]
    assert held[f"D{top + 2}"] == 0
    assert f"D{top + 3}" not in held
    assert held[f"E{top + 2}"] == 41.5
    assert held[f"F{top + 2}"].isoformat()[:10] == "2022-09-02"
    assert held[f"B{top + 2}"] == 2022
    assert held[f"B{top + 3}"] == "2023 (tính đến 30/5)"
    assert '"*"' in page[f"C{top + 3}"].number_format
    assert page[f"G{top + 2}"].data_type == "s"
    assert page.print_title_rows == f"${top}:${top + 1}"
    assert page.page_setup.orientation == "landscape"
    assert {"CHỦ TỊCH", "Trần Thị Thử", "Nơi nhận:"} <= set(held.values())
    assert all(page.row_dimensions[n].height for n in range(top, top + 5))
    with zipfile.ZipFile(tmp_path / "tờ.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
