"""Cases of other systems: found by their number, handed over as a workbook, copied one by one; people for 10,000."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Sheet, Table, cell_text

NAME, PHONE = "Phạm Thị Cúc", "0912345678"
CASE: dict[str, Any] = {
    "source_form": "direct", "received_on": "2026-05-02", "kind": "petition", "side": "government",
    "text": "Đường ngõ 5 ngập nước", "request": "Sửa cống", "subject": "urban", "speaker_name": NAME,
    "speaker_phone": PHONE, "speaker_address": "Tổ 5",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.init(tmp_path / "desk", "31", today_is=lambda: date(2026, 11, 30))
    yield made
    made.close()


def rows(sheet: Sheet, key: str = "") -> list[dict[str, Any]]:
    table = next(b for b in sheet.blocks if isinstance(b, Table) and key in ("", b.key))
    return [dict(row.values) | dict(row.extra) for row in table.rows]


def test_a_case_of_another_system_is_found_handed_over_and_copied_without_its_name(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = desk.records.save("opinion", CASE)
    case = desk.records.save("opinion", {**CASE, "other_system": "hotline_1022", "other_case_number": "HP-77/26"})
    said = {**CASE, "kind": "opinion", "request": None, "text": "Cảm ơn"}
    numbered = desk.records.save("opinion", {**said, "other_system": "vneid", "other_case_number": "V1"})
    desk.records.save("opinion", said)
    desk.petitions.take(case.id, "assign", {"done_on": "2026-05-03", "agency": "Phòng Kinh tế"})
    assert [hit.id for hit in desk.records.search("HP-77/26")] == [case.id]

    sheet = desk.reporting.build("case-handover", {"from_year": 2026})
    assert [row["code"] for row in rows(sheet)] == [case.id, numbered.id, plain.id]
    assert sheet.figures == {"cases": 3, "numbered": 2}
    out = tmp_path / "bàn giao.xlsx"
    desk.reporting.write(sheet, out)
    cells = [str(c.value) for row in openpyxl.load_workbook(out).active.rows for c in row if c.value is not None]
    assert {"Tổng đài 1022", "HP-77/26", "Phòng Kinh tế", case.id} <= set(cells)
    assert not any(secret in cell for cell in cells for secret in (NAME, PHONE, "Tổ 5"))

    assert main(["case", case.id, "--json", "--data", str(desk.folder)]) == 0
    lines = dict(json.loads(capsys.readouterr().out)["case"])
    assert lines["Mã ở hệ thống khác"] == "Tổng đài 1022, HP-77/26"
    assert (lines["Nội dung"], lines["Đề nghị"]) == ("Đường ngõ 5 ngập nước", "Sửa cống")
    assert lines["Ngày 03/5/2026"] == "Giao xử lý; Phòng Kinh tế"
    assert not any(secret in str(lines) for secret in (NAME, PHONE, "Tổ 5"))
    assert main(["case", numbered.id, "--data", str(desk.folder)]) == 0
    assert "Trả lời: Đang xem xét" in capsys.readouterr().out
    assert main(["case", "khong-co", "--data", str(desk.folder)]) == 1


def people(desk: Desk, of_unit: str, year: int, count: int, unit: str = "") -> None:
    desk.records.save("population", {"of_unit": of_unit, "year": year, "people": count}, unit=unit)


def compared(desk: Desk, **asked: Any) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows(desk.reporting.build("unit-comparison", asked))}


def test_figures_for_ten_thousand_people_follow_units_and_years(desk: Desk) -> None:
    new, olds = "11602@2025", [u.key for u in desk.units.came_from("11602@2025")[0]]
    assert len(olds) > 1
    for unit, day in ((olds[0], "2024-03-01"), (new, "2025-09-01"), (new, "2026-03-01"), (new, "2026-04-01")):
        desk.records.save(
            "session",
            {
                "held_on": day, "status": "held", "title": day, "kind": "periodic", "mode": "in_person",
                "place": "Hội trường", "count_for": "party",
            },
            unit=unit,
        )  # fmt: skip
    assert "people" not in compared(desk, from_year=2026, to_year=2026)[new]
    people(desk, "11602", 2026, 40_000)
    people(desk, "", 2026, 50_000, unit=new)  # its own word counts before the list of the city
    told = compared(desk, from_year=2026, to_year=2026)[new]
    assert (told["people"], told["sessions"], told["sessions_rate"]) == (50_000, 2, 0.4)
    assert compared(desk, from_year=2024, to_year=2026)[new]["sessions_rate"] is None

    for at, old in enumerate(olds):
        people(desk, old, 2024, 10_000 * (at + 1))
    people(desk, new, 2025, 45_000)
    then = sum(10_000 * (at + 1) for at, old in enumerate(olds) if desk.units[old].is_valid("2024-12-31"))
    assert 0 < then < sum(10_000 * (at + 1) for at in range(len(olds)))
    told = compared(desk, from_year=2024, to_year=2025)[new]
    assert (told["people"], told["sessions_rate"]) == (45_000, round(2 * 10_000 / (then + 45_000), 1))
    told = compared(desk, from_year=2024, to_year=2026)[new]
    assert told["sessions_rate"] == round(4 * 10_000 / (then + 45_000 + 50_000), 1)
    sheet = desk.reporting.build("unit-comparison", {"from_year": 2026, "to_year": 2026})
    table = next(b for b in sheet.blocks if isinstance(b, Table))
    line = next(row for row in table.rows if row.extra["key"] == new)
    assert cell_text(line, next(c for c in table.columns if c.key == "sessions_rate")) == "0,4"
    assert any("10.000 dân" in note and "để trống" in note for note in sheet.notes())


def test_people_of_many_units_come_from_a_table(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "dan-so.csv"
    file.write_text('year,of_unit,people\n2026,11602,40000\n2026,11311,"30,000"\n', encoding="utf-8")
    assert main(["import", str(file), "--form", "population", "--data", str(desk.folder)]) == 0
    told = compared(desk, from_year=2026, to_year=2026)
    assert (told["11602@2025"]["people"], told["11311@2025"]["people"]) == (40_000, 30_000)
