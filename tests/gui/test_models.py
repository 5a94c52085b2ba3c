"""Every model under Qt's own tester, and what it says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.fields import Problem, Values
from dialogue_desk.domain.sheet import CellKind, Column, Row, Table
from dialogue_desk.gui.models.entries import EntriesModel, Entry
from dialogue_desk.gui.models.opinions import COLUMNS, OpinionsModel
from dialogue_desk.gui.models.pasting import read_lines
from dialogue_desk.gui.models.sheet_table import SheetTableModel, as_text, shown_cell
from dialogue_desk.gui.widgets.tree_header import header_cells

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def column(key: str) -> int:
    return [c.key for c in COLUMNS].index(key)


def no_problems(_values: Values) -> list[Problem]:
    return []


def test_entries_are_read_in_slices(qapp: object, desk: Desk) -> None:
    for number in range(300):
        desk.records.save("agency", {"name": f"Tổ chức {number:03d}", "kind": "resolver"})
    asked: list[int] = []

    def rows(records: list[object]) -> list[Entry]:
        asked.append(len(records))
        return [Entry(r.unit, r.id, str(r.values["name"])) for r in records]

    model = EntriesModel()
    QAbstractItemModelTester(model, FATAL)
    model.show_slices(300, lambda at, many: rows(desk.records.page("agency", Query(order="name"), at, many)))
    assert (model.rowCount(), asked) == (300, [])
    assert model.entry(299).title == "Tổ chức 299"
    assert asked == [44]
    assert model.entry(0).title == "Tổ chức 000"
    assert model.row_of(model.entry(5).key) == 5
    assert model.row_of(("x", "y")) == -1
    many = [Entry("", str(number), f"Số {number}") for number in range(20)]
    model.show_slices(20, lambda first, count: many[first : first + count], 8)
    assert model.entry(19) == many[19]
    assert model.row_of(("", "17")) == 17, "counted in slices of its own size"


def test_the_last_row_of_the_grid_becomes_a_line(qapp: object) -> None:
    model = OpinionsModel(no_problems)
    QAbstractItemModelTester(model, FATAL)
    assert model.rowCount() == 1
    assert model.setData(model.index(0, column("speaker_name")), "Vũ Đức Thắng")
    assert (model.rowCount(), len(model.lines)) == (2, 1)
    assert model.lines[0].is_dirty
    assert not model.setData(model.index(1, column("text")), None)
    assert model.rowCount() == 2
    model.insert(0, [{"text": "một"}, {"text": "hai"}])
    assert [line.values["text"] for line in model.lines] == ["một", "hai", None]
    assert model.remove(0) is not None
    assert model.rowCount() == 3


def test_lines_of_a_draft_find_their_records(qapp: object, desk: Desk) -> None:
    stored = desk.records.save(
        "opinion",
        {"text": "cũ", "subject": "land", "side": "party", "source_form": "direct", "received_on": "2026-01-05"},
    )
    model = OpinionsModel(no_problems)
    model.load([stored], [{"_id": stored.id, "text": "mới"}, {"text": "thêm"}])
    assert [line.values["text"] for line in model.lines] == ["mới", "thêm"]
    assert [line.record is not None for line in model.lines] == [True, False]
    first, second = (values["_id"] for values in model.typed())
    assert first == stored.id
    assert second not in (None, stored.id)  # a new line has its id before it is saved


def test_problems_mark_the_cell_and_the_row(qapp: object) -> None:
    model = OpinionsModel(lambda _values: [Problem("subject", "Lĩnh vực không được để trống.")])
    model.setData(model.index(0, column("text")), "Đèn hỏng")
    shown = model.data(model.index(0, column("subject")), int(Qt.ItemDataRole.UserRole))
    assert shown.tone == "danger"
    assert "Lĩnh vực" in str(model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole))


def test_rows_from_a_spreadsheet() -> None:
    keys = ["speaker_name", "speaker_address", "text", "subject"]
    plain = read_lines("Hòa\tĐông\tĐường hỏng\tGiáo dục\nMùi\tNam\tĐèn hỏng\tkhông có", keys)
    assert plain.lines[0] == {
        "speaker_name": "Hòa", "speaker_address": "Đông", "text": "Đường hỏng", "subject": "education",
    }  # fmt: skip
    assert "subject" not in plain.lines[1]
    assert plain.remark.startswith("1 ô")
    headed = read_lines("STT\tNội dung\tHọ tên\n1\tĐường hỏng\tHòa", keys)
    assert headed.lines == ({"text": "Đường hỏng", "speaker_name": "Hòa"},)
    numbered = read_lines("1.\tHòa\tĐông\tĐường hỏng", keys)
    assert numbered.lines[0]["speaker_name"] == "Hòa"
    assert read_lines("Chỉ một cột\nHai hàng", keys).lines == ({"text": "Chỉ một cột"}, {"text": "Hai hàng"})
    assert read_lines('"Hai\ndòng"\tĐông', keys).lines[0]["speaker_name"] == "Hai\ndòng".replace("\n", " ")
    assert read_lines("  \n", keys).lines == ()


def table() -> Table:
    group = Column(
        "g", "Nhóm", children=(Column("a", "A", CellKind.NUMBER), Column("a_total", "Cộng", CellKind.NUMBER))
    )
    rows = (
        Row({"year": 2021, "a": 1052, "a_total": None}, marks=frozenset({"a"})),
        Row({"year": "total", "a": 0, "a_total": 7}, shown={"year": "Tổng số"}, spans={"year": 1}, style="total"),
    )
    return Table((Column("year", "Năm"), group), rows)


def test_sheet_table(qapp: object) -> None:
    model = SheetTableModel(table())
    QAbstractItemModelTester(model, FATAL)
    assert [model.cell(0, at).text for at in range(3)] == ["2021", "1.052", ""]
    assert model.cell(1, 0).text == "Tổng số"
    assert model.cell(1, 1).text == "0"  # zero is a figure, blank is none
    assert model.cell(0, 2).is_sum
    assert model.cell(0, 1).has_star  # some figures rest on totals, others do not
    assert model.path(1) == "Nhóm, A"
    assert as_text([model.table]).splitlines()[1] == "2021\t1.052\t"


def test_what_is_copied_is_no_formula_where_it_is_pasted() -> None:
    columns = (Column("text", "Nội dung"), Column("n", "Số", CellKind.NUMBER))
    rows = tuple(Row({"text": text, "n": -3}) for text in ("=1+1", "@SUM(A1)", "Đèn\nđường", "-"))
    lines = as_text([Table(columns, rows)]).splitlines()
    assert lines == ["Nội dung\tSố", "'=1+1\t-3", "'@SUM(A1)\t-3", "Đèn đường\t-3", "'-\t-3"]


def test_header_tree() -> None:
    cells = header_cells(table().columns, 2)
    spans = {cell.column.key: (cell.first, cell.last, cell.row, cell.rows) for cell in cells}
    assert spans == {"year": (0, 0, 0, 2), "g": (1, 2, 0, 1), "a": (1, 1, 1, 1), "a_total": (2, 2, 1, 1)}


def test_figures_as_vietnamese_write_them() -> None:
    number, percent, day = (Column("c", "", kind) for kind in (CellKind.NUMBER, CellKind.PERCENT, CellKind.DATE))
    assert shown_cell(number, 3990) == "3.990"
    assert shown_cell(number, 2.5) == "2,5"
    assert shown_cell(percent, 41.0) == "41,0"
    assert shown_cell(day, "2023-05-30") == "30/05/2023"
    assert shown_cell(number, None) == ""
