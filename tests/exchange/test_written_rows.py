"""What is written the fast way is what the library, or a single record, writes the slow one: letter for letter."""

from __future__ import annotations

import csv
import json
import random
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import as_json_value
from dialogue_desk.domain.sheet import guard
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import spreadsheet
from dialogue_desk.exchange.rows_xml import add_rows
from dialogue_desk.exchange.tables import cell_text, columns_of, record_cells
from dialogue_desk.storage.exporting import cells_of

NASTY = [
    "a & b", "<r>", "</is>", " trước", "sau ", "hai\ndòng", "\tcột", "_x0041_", "_x00", "\x01", "\ufffe", "'=1",
    "=1+1", "\u00a0", "ẳ😀", "\x7f", '"', "]]>", "\u2028", "-", "1", "", "＝x"]  # fmt: skip


def cell(dice: random.Random) -> Any:
    kind = dice.randrange(8)
    if kind < 4:
        return "".join(dice.choices(["đường", " ", *NASTY], k=dice.randrange(1, 4)))
    return [None, dice.randrange(10**12), dice.choice([True, False]), ("a", "b")][kind - 4]


def sheet_of(path: Path, rows: list[list[Any]], *, is_fast: bool) -> bytes:
    with spreadsheet.new_workbook(path) as book:
        page = book.add_worksheet("t")
        for place in range(5):
            page.write_string(0, place, "đầu")
            page.write_string(1, place, "khóa")
        if is_fast:
            assert add_rows(page, 2, rows, 5) == len(rows)
        else:
            for number, cells in enumerate(rows, start=2):
                for place, value in enumerate(cells):
                    spreadsheet._write_cell(page, number, place, value)
    with zipfile.ZipFile(path) as packed:
        return packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_the_xml_of_the_library(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    rows = [[cell(dice) for _place in range(5)] for _row in range(dice.randrange(450))]
    rows += [[None] * 5, ["cuối", None, None, None, 5]]
    fast, slow = (sheet_of(tmp_path / f"{is_fast}.xlsx", rows, is_fast=is_fast) for is_fast in (True, False))
    assert fast == slow


def test_a_text_that_looks_like_tags_is_a_text(tmp_path: Path) -> None:
    assert b"<t>&lt;r&gt;x&lt;/r&gt;</t>" in sheet_of(tmp_path / "a.xlsx", [["<r>x</r>", *[None] * 4]], is_fast=True)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk.init(tmp_path / "desk", "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    dice = random.Random(4)
    for i in range(30):
        notes = str(cell(dice)) if i % 2 else None
        made.records.save(
            "session",
            {"held_on": f"2026-01-{1 + i % 28:02d}", "title": dice.choice(NASTY) + "Họp", "notes": notes,
             "status": "held", "audiences": ("women", "workers") if i % 3 else None, "count_for": "party",
             "place": "Nhà văn hóa", "kind": "periodic", "participants": i},
        )  # fmt: skip
    made.records.delete("session", made.store.conn.execute("SELECT id FROM session LIMIT 1").fetchone()[0])
    return made


@pytest.mark.parametrize("with_bin", [False, True])
def test_exports_say_what_single_records_say(desk: Desk, tmp_path: Path, with_bin: bool) -> None:
    for form in desk.store.forms:
        columns = columns_of(form, with_personal=False, with_bin=with_bin)
        slow = [record_cells(columns, r) for r in desk.store.records(form.key, with_bin=with_bin)]
        assert list(cells_of(desk.store, form, with_bin=with_bin)) == slow
        lines, table = tmp_path / "a.ndjson", tmp_path / "a.csv"
        assert desk.files.export([form.key], lines, with_bin=with_bin) == len(slow)
        desk.files.export([form.key], table, with_bin=with_bin)
        told = [{"form": form.key, **{k: as_json_value(v) for k, v in zip(columns, r, strict=True)}} for r in slow]
        assert lines.read_text(encoding="utf-8") == "".join(
            json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in told
        )
        with table.open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == [columns, *([guard(cell_text(v)) for v in r] for r in slow)]


def test_a_text_excel_cannot_hold_is_refused_and_nothing_is_left(desk: Desk, tmp_path: Path) -> None:
    form = desk.store.form("session")
    long = ["11311@2023", "mã", "bản", *("😀" * 16_384 if k == "notes" else None for k in form.record_keys)]
    with pytest.raises(DeskError, match="notes của mã"):
        spreadsheet.write_workbook(tmp_path / "b.xlsx", [(form, [long])], with_personal=False, with_bin=False)
    assert not list(tmp_path.glob("*.xlsx"))
    fits = [cell if cell is None or len(cell) < 100 else "😀" * 16_383 for cell in long]
    assert spreadsheet.write_workbook(tmp_path / "b.xlsx", [(form, [fits])], with_personal=False, with_bin=False) == 1
