"""What is refused says what, where and the next step, and nothing is lost on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

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
