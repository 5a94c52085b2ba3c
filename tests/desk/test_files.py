"""Previews, marked copies, old tables and old text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices, ColumnMapping
from dialogue_desk.errors import DeskError


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    opened = Desk.init(data_dir, "11311", "2023", "Thử", today_is=lambda: date(2023, 12, 1))
    yield opened
    opened.close()


def book(path: Path, sheet: str, rows: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


HEADER = ["id", "held_on", "title", "place", "count_for"]


def test_a_preview_tells_and_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    given = {"held_on": "2023-05-01", "title": "Một", "place": "A", "count_for": "party"}
    desk.records.save("session", given, "s-1")
    desk.records.save("session", {**given, "held_on": "2023-05-09"}, "s-2")
    path = book(tmp_path / "a.xlsx", "session", [
        HEADER, HEADER,
        ["s-1", "2023-05-01", "Một rưỡi", "A", "government"],
        ["s-2", "2023-05-09", "Một", "A", "party"],
        [None, "2023-05-03", "Ba", "C", "party"],
        [None, "2023-05-03", "Bốn", "D", "lạ"],
    ])  # fmt: skip
    before = desk.store.conn.execute("SELECT * FROM version").fetchall()
    preview = desk.files.preview(path)
    assert desk.store.conn.execute("SELECT * FROM version").fetchall() == before
    assert [(r.line, r.what) for r in preview.rows] == [(3, "changed"), (4, "same"), (5, "new"), (6, "wrong")]
    assert preview.rows[0].changes == (("title", "Một", "Một rưỡi"), ("count_for", "party", "government"))
    assert (preview.rows[3].problem.sheet, preview.rows[3].problem.column) == ("session", "count_for")
    assert preview.counts == {"changed": 1, "same": 1, "new": 1, "wrong": 1}
    (table,) = preview.sheet().tables()
    assert [row.values["what"] for row in table.rows] == ["Sai", "Sửa", "Mới"]
    assert "Tên cuộc: Một → Một rưỡi" in str(table.rows[1].values["change"])
    assert "Tính cho: Cấp ủy → Chính quyền" in str(table.rows[1].values["change"])


def test_errors_are_marked_in_a_copy(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", "session", [
        HEADER, HEADER, [None, "2023-05-01", "Một", "A", "party"], [None, "32/5/2023", "Hai", None, "party"],
    ])  # fmt: skip
    whole = path.read_bytes()
    preview = desk.files.preview(path)
    out = tmp_path / "trả lại.xlsx"
    assert desk.files.mark(path, preview.problems, out) == 1
    assert path.read_bytes() == whole
    sheet = openpyxl.load_workbook(out)["session"]
    assert sheet["B4"].fill.fgColor.rgb.endswith("F8D7DA")
    assert "trang tính session, dòng 4, cột held_on" in sheet["B4"].comment.text
    assert sheet["B3"].comment is None
    assert sheet["C4"].value == "Hai"


OLD = [
    ["SỔ THEO DÕI Ý KIẾN NĂM 2019"],
    ["TT", "Ngày tháng", "Người có ý kiến", "Thôn", "Nội dung ý kiến, kiến nghị", "Mảng", "Bên", "Ghi chú"],
    [1, "05/3/2019", "Phạm Thị Bình", "Đông", "Đường hỏng", "Môi trường", "government", "x"],
    [2, "06/3/2019", None, None, "Đèn tắt", "Đất đai", "party", None],
    [3, None, None, None, None, None, None, None],
]
COLUMNS = {
    "Ngày tháng": "received_on", "Người có ý kiến": "speaker_name", "Nội dung ý kiến, kiến nghị": "text",
    "Mảng": "subject", "Bên": "side", "Ghi chú": "",
}  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_old_table_comes_in_through_a_mapping(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"sổ cũ.{ending}"
    rows = [[str(c) if c == "Môi trường" else c for c in row] for row in OLD]
    rows[2][5], rows[3][5] = "env", "environment"
    if ending == "xlsx":
        book(path, "Sheet1", rows)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    intake = desk.files.intake
    tables = intake.tables(path)
    assert intake.mapping_for(tables) is None
    mapping = ColumnMapping("Sổ cũ 2019", "opinion", {**COLUMNS, "TT": ""})
    intake.remember_mapping(mapping)
    assert intake.mapping_for(tables) == mapping
    look = intake.look(tables, Choices(mapping=mapping), path.name)
    assert [(r.told.row, r.status) for r in look.rows] == [
        (1, "left_out"), (3, "wrong"), (4, "new"), (5, "left_out"),
    ]  # fmt: skip
    assert look.rows[2].told.values["subject"] == "environment"
    bad = tmp_path / f"sai.{ending}"
    done = desk.files.take_table(tables, Choices(mapping=mapping), path.name, skip_bad=bad)
    assert (done.created, done.bad) == (1, 1)
    assert intake.tables(bad)[0].headings[:2] == ["TT", "Ngày tháng"]
    if ending == "xlsx":
        assert desk.files.mark_table(path, look, tmp_path / "m.xlsx") == 1
        assert openpyxl.load_workbook(tmp_path / "m.xlsx")["Sheet1"]["F3"].comment is not None
    intake.forget_mapping("Sổ cũ 2019")
    assert intake.mappings() == []


def test_old_text_in_a_file_becomes_unicode(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", "opinion", [
        ["received_on", "text", "subject", "side", "speaker_name"],
        ["2023-05-01", "§­êng liªn th«n xuèng cÊp", "land", "party", "Ph¹m ThÞ B×nh"],
        ["2023-05-02", "Ñöôøng lieân thoân hö hoûng", "land", "party", "Phạm Thị Hòa"],
        ["2023-05-03", "Hòa giải ở cơ sở", "land", "party", "Lê Hà"],
    ])  # fmt: skip
    assert [r.title for r in desk.files.preview(path, "opinion").rows] == [
        "Đường liên thôn xuống cấp", "Đường liên thôn hư hỏng", "Hòa giải ở cơ sở",
    ]  # fmt: skip
    done = desk.files.import_file(path)
    assert any("TCVN3" in w and "2 ô" in w for w in done.warnings)
    assert any("VNI" in w and "1 ô" in w for w in done.warnings)
    names = {r.values["speaker_name"] for r in (desk.records.need("opinion", h.id) for h in
                                                desk.records.search("thon", "opinion"))}  # fmt: skip
    assert names == {"Phạm Thị Bình", "Phạm Thị Hòa"}
    desk.records.undo()
    assert desk.files.preview(path, convert_legacy=False).rows[0].title == "§­êng liªn th«n xuèng cÊp"


def test_what_is_there_already_is_told_on_import(desk: Desk, tmp_path: Path) -> None:
    given = {"held_on": "2023-05-01", "title": "Đối thoại quý II", "place": "A", "count_for": "party"}
    desk.records.save("session", given)
    path = book(tmp_path / "a.xlsx", "session", [
        HEADER, HEADER, [None, "2023-05-01", "Đối thoại Quý II", "A", "party"],
    ])  # fmt: skip
    done = desk.files.import_file(path)
    assert done.created == 1
    filled, alike = [w for w in done.warnings if "không nói ô" in w], [w for w in done.warnings if "có lẽ" in w]
    assert (len(filled), len(alike), len(done.warnings)) == (2, 1, 3), "kind and mode are never filled silently"
    assert "Dòng 3" in alike[0]


def test_an_undone_import_may_come_again(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", "session", [HEADER, HEADER, [None, "2023-05-01", "Một", "A", "party"]])
    desk.files.import_file(path)
    with pytest.raises(DeskError, match="đã được nhập"):
        desk.files.import_file(path)
    desk.records.undo()
    assert desk.files.import_file(path).created == 1


def test_an_import_that_is_stopped_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = [[None, "2023-05-01", f"Cuộc {n}", f"Nơi {n}", "party"] for n in range(250)]
    path = book(tmp_path / "a.xlsx", "session", [HEADER, HEADER, *rows])
    heard: list[int] = []

    def stop(done: int) -> None:
        heard.append(done)
        if done == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.files.import_file(path, progress=stop)
    assert heard == [100, 200]
    assert list(desk.store.records("session")) == []
    assert desk.files.import_file(path).created == 250
