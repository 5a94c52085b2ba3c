"""What is refused says what, where and the next step, and nothing is lost on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Values
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.report import read_asked
from tests.cli.conftest import Run


def test_a_refusal_is_one_sentence_with_what_where_and_the_next_step(commune: Run, tmp_path: Path) -> None:
    for arguments, said in (
        (("add", "opinion_personal", "speaker_name=A"), "khi thêm opinion"),
        (("get", "session", "\udcff"), "UTF-8"),
        (("export", "session", "--out", tmp_path / "không có" / "a.csv"), "Không có thư mục"),
        (("add", "session", "held_on=2023-05-01"), "Ô title: Tên cuộc không được để trống. Sửa giá trị rồi làm lại."),
    ):
        told = commune(*arguments)
        assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
        assert said in told.err


def test_a_cell_excel_could_not_work_out_is_a_problem_and_clears_nothing(commune: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "session"
    book.active.append(["held_on", "title", "place", "count_for", "participants", "notes"])
    book.active.append([date(2023, 5, 1), "Tốt", "A", "party", 12, "a"])
    book.active.append([date(2023, 5, 2), "Lỗi", "A", "party", "#REF!", "b"])
    book.active.append([date(2023, 5, 3), "Chưa tính", "A", "party", 3, "=1+1"])
    book.create_sheet("feedback").append(["given_on", "contributor"])
    path, bad = tmp_path / "a & b.xlsx", tmp_path / "bad.xlsx"
    book.save(path)
    told = commune("import", path, "--skip-bad", bad, "--json").json
    assert told["created"] == 1
    found = [(p["row"], p["column"], p["text"]) for p in told["problems"]]
    assert [place[:2] for place in found] == [(3, "participants"), (4, "notes")]
    assert "#REF!" in found[0][2]
    assert "công thức" in found[1][2]


def test_a_desk_is_not_made_for_a_unit_that_its_list_does_not_have(run: Run) -> None:
    ran = run("init", "--unit", "303", "--units", "2025")
    assert ran.status == 1
    assert "Quận Hồng Bàng chỉ có đến 30/6/2025" in ran.err
    assert "--units 2023" in ran.err
    assert run("init", "--unit", "11311@2023", "--units", "2025").status == 1
    assert run("init", "--unit", "303", "--units", "2023").status == 0


def test_a_period_that_has_not_begun_is_not_closed(commune: Run) -> None:
    ran = commune("close", "2999")
    assert ran.status == 1
    assert "chưa bắt đầu" in ran.err
    assert "sau ngày 31/12/2999" in ran.err
    assert commune("close", "2023").status == 0


def test_personal_data_have_no_bin_of_their_own(commune: Run) -> None:
    given = ("received_on=2023-05-02", "text=Đường xấu", "subject=land", "side=party", "source_form=direct")
    made = commune("add", "opinion", *given, "speaker_name=Phạm Thị Bình", "--json").json["id"]
    ran = commune("delete", "opinion_personal", made)
    assert ran.status == 1
    assert "không có thùng rác riêng" in ran.err
    held = commune("get", "opinion", made, "--json").json
    assert (held["is_deleted"], held["speaker_name"]) == (False, "Phạm Thị Bình")
    assert commune("set", "opinion", made, "speaker_name=").status == 0
    assert commune("delete", "opinion", made).status == 0


def test_a_code_means_the_unit_that_bears_it_on_the_date_asked(tmp_path: Path) -> None:
    old, new = "11311@2023", "11311@2025"
    spans: list[tuple[Values, str]] = [
        ({"period": "2023"}, old), ({"from": "2025-01-01", "to": "2025-06-30"}, old), ({"as_of": "2025-05-31"}, old),
        ({"period": "2026"}, new), ({"from_year": 2023, "to_year": 2026}, new), ({}, new),
    ]  # fmt: skip
    for listed in ("2025", "2023"):
        desk = Desk.init(tmp_path / listed, "31", listed, today_is=lambda: date(2026, 6, 1))
        report = desk.reporting.get("unit-comparison")
        for span, key in spans:
            # A desk of the old list goes on speaking of its units, whatever the date.
            meant = old if listed == "2023" else key
            assert read_asked(desk.store, report, {"unit": "11311", **span}, "2026-06-01").unit == meant, (listed, span)
        assert desk.unit_key("11311", "2023-12-31") == old
        desk.close()
    with (tmp_path / "two.csv").open("w", encoding="utf-8") as file:
        file.write("key,code,name,level\na@1,7,Xã Một,commune\nb@1,7,Xã Hai,commune\n")
    desk = Desk.init(tmp_path / "two", "a@1", str(tmp_path / "two.csv"))
    with pytest.raises(DeskError, match=r"Xã Một.*Xã Hai"):
        desk.reporting.build("head-coverage", {"unit": "7", "period": "2023"})
    desk.close()
