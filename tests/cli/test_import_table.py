"""import-table over the files people brought: what comes in, what is asked, what is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Ran, Run

CASES = Path(__file__).parents[3] / "shared" / "cases"


def case(name: str) -> Path:
    """A file somebody brought; the folder of them lies beside the clone."""
    (found,) = CASES.glob(f"{name}*")
    return found


def look(run: Run, name: str, *more: object) -> Any:
    return run("import-table", case(name), "--json", *more).json


def values(told: Any, key: str) -> list[Any]:
    return [row["values"].get(key) for row in told["rows"] if row["status"] != "left_out"]


def statuses(told: Any) -> list[str]:
    return [row["status"] for row in told["rows"]]


def fields(told: Any) -> dict[str, str]:
    return {column["at"]: column["field"] for column in told["columns"] if column["field"]}


def held(run: Run, tmp_path: Path, form: str = "opinion") -> list[dict[str, Any]]:
    out = tmp_path / "held.ndjson"
    assert run("export", form, "--with-personal", "--out", out).status == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def said(told: Any) -> str:
    return " ".join(f"{w['at']} {w['text']}" for w in told["warnings"])


def book(path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return path


ROW = ["Ngày", "Nội dung ý kiến", "Bên nhận", "Lĩnh vực"]
REST = ["Xây dựng chính quyền", "Đất đai"]


# -- every case of the folder ------------------------------------------------------------------


def test_the_json_has_its_keys(commune: Run) -> None:
    told = look(commune, "01-")
    assert list(told) == ["form", "sheets", "columns", "missing", "rows", "warnings", "stored"]
    assert list(told["sheets"][0]) == ["name", "visible", "rows", "taken", "why"]
    assert list(told["columns"][0]) == ["at", "heading", "field", "how"]
    assert list(told["rows"][0]) == ["sheet", "row", "status", "why", "values", "problems"]
    assert told["stored"] == 0


def test_two_heading_rows_are_one_path(commune: Run) -> None:
    told = look(commune, "01-")
    headings = [column["heading"] for column in told["columns"]]
    assert headings[3:7] == ["Đơn đến › Số", "Đơn đến › Ngày", "Trả lời › Số", "Trả lời › Ngày"]
    assert [row["row"] for row in told["rows"]] == [3, 4]
    assert values(told, "received_on") == ["2024-03-05", "2024-03-07"]
    told = look(commune, "01-", "--map", "Trả lời › Ngày=received_on")
    assert values(told, "received_on") == ["2024-03-28", "2024-04-02"]
    assert fields(told)["G"] == "received_on"
    assert "E" not in fields(told)


def test_columns_are_places(commune: Run) -> None:
    assert values(look(commune, "01b"), "received_on") == ["2024-03-05", "2024-03-07"]
    told = look(commune, "01b", "--map", "D=received_on", "--map", "B=decided_on")
    assert values(told, "received_on") == ["2024-03-28", None]
    assert values(told, "decided_on") == ["2024-03-05", "2024-03-07"]
    assert [c["how"] for c in told["columns"]] == ["guessed", "set", "none", "set", "guessed", "guessed"]
    asked = commune("import-table", case("01b"), "--map", "Ngày=received_on")
    assert (asked.status, "B, D" in asked.err) == (1, True)


def test_sheets_of_one_heading_are_read_together(commune: Run) -> None:
    told = look(commune, "02-")
    assert values(told, "text") == ["Đường ra đồng lầy lội", "Trạm bơm yếu", "Mương sạt"]
    assert [(s["name"], s["rows"], s["taken"]) for s in told["sheets"]] == [
        ("Thôn Đông", 1, True), ("Thôn Đoài", 2, True),
    ]  # fmt: skip
    told = look(commune, "02-", "--sheet", "Thôn Đoài")
    assert values(told, "text") == ["Trạm bơm yếu", "Mương sạt"]
    assert told["sheets"][0] | {"rows": 0} == {
        "name": "Thôn Đông", "visible": True, "rows": 0, "taken": False, "why": "không được chọn",
    }  # fmt: skip


def test_a_hidden_sheet_is_told_and_not_taken(commune: Run) -> None:
    told = look(commune, "02b")
    assert [(s["visible"], s["taken"], bool(s["why"])) for s in told["sheets"]] == [
        (False, False, True), (True, True, False),
    ]  # fmt: skip
    assert values(told, "text") == ["Trạm bơm yếu"]


def test_days_are_read_as_they_are_written(commune: Run) -> None:
    told = look(commune, "03")
    assert values(told, "received_on") == ["2024-04-01"] * 9 + [None] + ["2024-04-01"]
    wrong = told["rows"][9]
    assert wrong["status"] == "wrong"
    assert wrong["problems"] == [{"at": "D", "text": "Ngày nhận: “4/2024” thiếu ngày: ghi đủ ngày, tháng, năm"}]


def test_days_that_were_turned_are_shown_with_the_mend(commune: Run) -> None:
    told = look(commune, "04")
    assert any(w["at"] == "D" and "12/03/2024" in w["text"] for w in told["warnings"])
    told = look(commune, "04", "--date-order", "dmy")
    assert values(told, "received_on") == ["2024-03-18", "2024-03-12", "2024-03-21", "2024-03-08"]
    assert "dòng 3, 5" in said(told)


def test_their_words_are_our_codes_once_somebody_said_so(commune: Run) -> None:
    words = ["side:UBND=government", "side:Chính quyền=government", "side:Đảng ủy=party", "subject:Khác=other",
             "subject:Hành chính=administration"]  # fmt: skip
    told = look(commune, "05")
    texts = [problem["text"] for row in told["rows"] for problem in row["problems"]]
    assert any("Bên nhận: “UBND”" in text and "Xây dựng chính quyền" in text for text in texts)
    assert not any(key in " ".join(texts) for key in ("government", "party", "other", "side", "subject"))
    given = [part for word in words for part in ("--word", word)]
    told = look(commune, "05", *given, "--remember", "Sổ của xã")
    assert values(told, "side") == ["government", "government", "party", "government"]
    assert values(told, "subject") == ["land", "environment", "other", "administration"]
    again = look(commune, "05", "--mapping", "Sổ của xã")
    assert statuses(again) == ["new"] * 4
    assert {c["how"] for c in again["columns"] if c["field"]} == {"remembered"}
    assert statuses(look(commune, "05", "--likely-words")) == ["new"] * 4


def test_one_value_for_all_rows(commune: Run, tmp_path: Path) -> None:
    ran = commune("import-table", case("06"), "--json")
    assert ran.status == 1
    assert ran.json["missing"] == ["received_on", "kind", "side", "subject"]
    assert "Ngày nhận" in ran.err
    fixed = ["--set", "received_on=12/5/2024", "--set", "side=Xây dựng chính quyền", "--set", "subject=infrastructure"]
    told = look(commune, "06", *fixed, "--store")
    assert (told["stored"], told["missing"]) == (2, ["kind"])
    assert [(row["row"], bool(row["why"])) for row in told["rows"] if row["status"] == "left_out"] == [
        (n, True) for n in (1, 2, 3, 8, 10, 11, 12)
    ]
    assert [(r["received_on"], r["speaker_name"], r["speaker_address"]) for r in held(commune, tmp_path)] == [
        ("2024-05-12", "Lê Văn A", "Đông"), ("2024-05-12", "Trần Thị B", "Đoài"),
    ]  # fmt: skip
    assert any("Loại" in w["text"] and "Ý kiến" in w["text"] for w in told["warnings"])


def test_rows_that_are_no_records_are_told_and_never_wrong(commune: Run) -> None:
    told = look(commune, "08")
    assert [(row["row"], row["status"]) for row in told["rows"]] == [
        (2, "left_out"), (3, "left_out"), (4, "left_out"), (5, "new"), (6, "left_out"), (7, "new"),
        (8, "left_out"), (9, "left_out"),
    ]  # fmt: skip
    assert "Thôn Đông" in told["rows"][2]["why"]
    told = look(commune, "08", "--map", "§=place")
    assert values(told, "place") == ["Thôn Đông", "Thôn Đoài"]


def test_telephones_get_their_0_back(commune: Run) -> None:
    told = look(commune, "09")
    assert values(told, "speaker_phone") == ["0912345678", "0912345678", "0912 345 678"]
    assert any(w["at"] == "D" and "dòng 2" in w["text"] for w in told["warnings"])


def test_petitions_are_no_sessions(commune: Run) -> None:
    ran = commune("import-table", case("10"), "--json")
    assert (ran.json["form"], fields(ran.json)) == ("opinion", {"B": "text", "F": "received_on"})


def test_all_faults_of_a_row_at_once(commune: Run) -> None:
    (row,) = look(commune, "11")["rows"]
    assert [problem["at"] for problem in row["problems"]] == ["C", "D"]
    assert row["values"]["received_on"] == "2024-04-01"


@pytest.mark.parametrize(("name", "key"), [("13-", "received_on"), ("13b", "speaker_address")])
def test_merged_cells_reach_every_row(commune: Run, name: str, key: str) -> None:
    found = values(look(commune, name), key)
    assert found[0] == found[1] == found[2] != found[3]


def test_hidden_rows_are_said(commune: Run) -> None:
    told = look(commune, "15")
    assert statuses(told) == ["new", "left_out", "new"]
    assert "1 dòng ẩn" in said(told)
    assert statuses(look(commune, "15", "--hidden")) == ["new"] * 3


@pytest.mark.parametrize("name", ["17", "18-", "18b", "26", "29"])
def test_one_row_comes_in(commune: Run, name: str) -> None:
    told = look(commune, name)
    assert values(told, "received_on") == ["2024-03-05"]
    assert values(told, "subject") == ["infrastructure"]


def test_a_day_with_a_time_is_that_day(commune: Run) -> None:
    assert values(look(commune, "30"), "received_on") == ["2024-03-05"] * 2


def test_a_growing_register_brings_only_what_is_new(commune: Run, tmp_path: Path) -> None:
    assert look(commune, "27-register-march", "--store")["stored"] == 3
    told = look(commune, "27-register-april", "--store")
    assert (statuses(told), told["stored"]) == (["known"] * 3 + ["new"], 1)
    assert len(held(commune, tmp_path)) == 4
    told = look(commune, "27-register-april", "--store")
    assert (statuses(told), told["stored"]) == (["known"] * 4, 0)


def test_a_mended_file_brings_only_what_was_bad(commune: Run, tmp_path: Path) -> None:
    bad = tmp_path / "sai.xlsx"
    refused = commune("import-table", case("31-one-bad-row.xlsx"), "--store")
    assert (refused.status, held(commune, tmp_path)) == (1, [])
    assert look(commune, "31-one-bad-row.xlsx", "--store", "--skip-bad", bad)["stored"] == 1
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(bad).active.iter_rows()]
    assert rows[0] == ["Nội dung", "Ngày", "Bên nhận", "Lĩnh vực", "Lỗi"]
    assert rows[1][:2] == ["Ý hai về chợ", "35/03/2024"]
    told = look(commune, "31-one-bad-row-mended", "--store")
    assert (statuses(told), told["stored"]) == (["known", "new"], 1)


def test_a_remembered_mapping_tells_of_columns_it_has_not_seen(commune: Run) -> None:
    assert look(commune, "28-first", "--remember", "Sổ tháng", "--store")["stored"] == 1
    told = look(commune, "28-new", "--mapping", "Sổ tháng")
    assert [c["how"] for c in told["columns"]] == ["remembered"] * 4 + ["guessed"] * 2
    assert {w["at"] for w in told["warnings"] if "Sổ tháng" in w["text"]} == {"E", "F"}
    assert values(told, "speaker_phone") == ["0912345678"]


def test_a_page_of_word_brings_both_tables(commune: Run) -> None:
    fixed = ["--set", "received_on=12/5/2024", "--set", "side=party", "--set", "subject=party"]
    told = look(commune, "33", *fixed)
    assert statuses(told) == ["new"] * 3


def test_a_wide_register_pasted_into_a_text_file(commune: Run) -> None:
    told = commune("import-table", case("34"), "--json").json
    assert values(told, "text") == ["Đèn tắt"]
    assert "K “Tệp”" in said(told)


def test_a_wide_table_is_guessed_once(commune: Run) -> None:
    told = commune("import-table", case("35"), "--json").json
    assert len(told["columns"]) == 63
    assert fields(told) == {"B": "speaker_address", "C": "text"}


def test_a_step_of_nobodys_petition_is_told(commune: Run, tmp_path: Path) -> None:
    told = look(commune, "36", "--form", "action")
    assert statuses(told) == ["new"]
    assert any(w["at"] == "A" and "dòng 2" in w["text"] for w in told["warnings"])


def test_the_summary_of_a_quarter(commune: Run) -> None:
    told = look(commune, "40", "--set", "side=government")
    assert fields(told) == {
        "B": "received_on", "C": "speaker_name", "D": "speaker_address", "E": "speaker_phone", "F": "text",
        "G": "subject", "H": "lead_agency", "I": "due_on", "J": "action_text",
    }  # fmt: skip
    found = {row["row"]: row["status"] for row in told["rows"]}
    assert [found[n] for n in range(6, 14)] == ["new", "new", "new", "left_out", "new", "wrong", "wrong", "left_out"]
    assert [s["taken"] for s in told["sheets"]] == [True, False]
    assert not any(w["at"] == "B" for w in told["warnings"]), "a text Excel could have turned stands in the column"


# -- the command ---------------------------------------------------------------------------------


def test_without_store_nothing_is_written(commune: Run, tmp_path: Path) -> None:
    look(commune, "27-register-march")
    assert held(commune, tmp_path) == []


@pytest.mark.parametrize(("given", "word"), [
    (["--map", "Không có=text"], "Không có"), (["--map", "A=lạ"], "lạ"), (["--set", "side=lạ"], "Bên nhận"),
    (["--set", "lạ=1"], "lạ"), (["--sheet", "Nhầm"], "Nhầm"), (["--form", "lạ"], "lạ"), (["--mapping", "Nhầm"], "Nhầm"),
    (["--map", "A"], "HEADING"), (["--word", "UBND=x"], "field:"),
    (["--word", "side:UBND=lạ"], "lạ"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_one_sentence(commune: Run, given: list[str], word: str) -> None:
    ran: Ran = commune("import-table", case("05"), *given)
    assert (ran.status, ran.err.count("\n"), ran.out) == (1, 1, "")
    assert word in ran.err


def test_two_columns_into_one_field_are_joined_or_wrong(commune: Run, tmp_path: Path) -> None:
    rows = [[*ROW, "Đề nghị", "Ngày hai"], ["1/4/2024", "Đường hỏng", *REST, "Sửa sớm", "2/4/2024"],
            ["1/4/2024", "Cống tắc", *REST, None, None]]  # fmt: skip
    path = book(tmp_path / "a.xlsx", ("So", rows))
    told = commune("import-table", path, "--map", "B=text", "--map", "E=text", "--json").json
    assert values(told, "text") == ["Đường hỏng\nSửa sớm", "Cống tắc"]
    told = commune("import-table", path, "--map", "A=received_on", "--map", "F=received_on", "--json").json
    assert statuses(told) == ["wrong", "new"]
    assert "hai cột" in told["rows"][0]["why"]


def test_an_error_of_excel_is_never_blank(commune: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("So", [ROW, ["=1/0", "Đường hỏng", *REST], ["1/4/2024", "#N/A", *REST]]))
    told = commune("import-table", path, "--json").json
    assert [row["problems"][0]["at"] for row in told["rows"]] == ["A", "B"]


def test_several_files_are_taken_one_after_the_other(commune: Run) -> None:
    ran = commune("import-table", case("27-register-march"), case("27-register-april"), "--store", "--json")
    assert ran.json["stored"] == 4
    assert statuses(ran.json) == ["new"] * 3 + ["known"] * 3 + ["new"]


def test_a_changed_row_changes_what_it_says_otherwise(commune: Run, tmp_path: Path) -> None:
    head = [*ROW, "Cơ quan giải quyết"]
    first = book(tmp_path / "a.xlsx", ("So", [head, ["1/4/2024", "Đường hỏng", *REST, None]]))
    assert commune("import-table", first, "--store", "--json").json["stored"] == 1
    (before,) = held(commune, tmp_path)
    assert commune("set", "opinion", before["id"], "request=Sửa").status == 0
    second = book(tmp_path / "b.xlsx", ("So", [head, ["1/4/2024", "Đường hỏng", *REST, "UBND xã"]]))
    told = commune("import-table", second, "--store", "--json").json
    assert statuses(told) == ["changed"]
    assert "Cơ quan chủ trì" in told["rows"][0]["why"]
    (after,) = held(commune, tmp_path)
    assert (after["id"], after["request"], after["lead_agency"]) == (before["id"], "Sửa", "UBND xã")


def test_what_was_mended_here_is_not_turned_back_by_the_same_row(commune: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("So", [ROW, ["1/4/2024", "Đường hỏng", *REST]]))
    commune("import-table", path, "--store")
    (before,) = held(commune, tmp_path)
    commune("set", "opinion", before["id"], "text=Đường thôn Đông hỏng", "subject=infrastructure")
    assert statuses(commune("import-table", path, "--store", "--json").json) == ["known"]
    commune("delete", "opinion", before["id"])
    assert statuses(commune("import-table", path, "--store", "--json").json) == ["new"], (
        "what lies in the bin is not held"
    )


def test_people_tell_two_opinions_of_one_text_apart(commune: Run, tmp_path: Path) -> None:
    head = [*ROW, "Họ và tên"]
    rows = [head, ["1/4/2024", "Đường hỏng", *REST, "Lê A"], ["1/4/2024", "Đường hỏng", *REST, "Lê B"],
            ["1/4/2024", "Đường hỏng!", *REST, "Lê A"]]  # fmt: skip
    path = book(tmp_path / "a.xlsx", ("So", rows))
    told = commune("import-table", path, "--store", "--json").json
    assert (statuses(told), told["stored"]) == (["new", "new", "alike"], 3)
    assert statuses(commune("import-table", path, "--json").json) == ["known"] * 3


def test_what_stands_above_the_main_column_tells_the_form(commune: Run, tmp_path: Path) -> None:
    rows = [["Năm", "Nội dung kiến nghị", "Số lượng"], [2023, "Sửa đường", 3]]
    assert commune("import-table", book(tmp_path / "a.xlsx", ("So", rows)), "--json").json["form"] == "opinion"
    rows = [["Thời gian", "Nội dung đối thoại", "Địa điểm", "Chủ trì"], ["5/3/2026", "Đất đai", "Hội trường", "Bí thư"]]
    assert commune("import-table", book(tmp_path / "b.xlsx", ("So", rows)), "--json").json["form"] == "session"


def test_columns_are_looked_along(commune: Run, tmp_path: Path) -> None:
    head = [*ROW, "Điện thoại", "Thôn", "Cơ quan giải quyết"]
    rows = [head, ["1/4/1930", "Một", *REST, "12345", "Thôn Đông", "UBND xã"],
            ["2/4/2024", "Hai", *REST, "031234567890", "thôn Đông", "Ủy ban nhân dân xã"],
            ["3/4/2024", "Ðường hỏng", *REST, "912345678", "Thôn Đoài", "Công an xã"]]  # fmt: skip
    told = commune("import-table", book(tmp_path / "a.xlsx", ("So", rows)), "--json").json
    by_place = {at: " ".join(w["text"] for w in told["warnings"] if w["at"] == at) for at in "AEFG"}
    assert "1945" in by_place["A"]
    assert all(word in by_place["E"] for word in ("dòng 2", "căn cước", "dòng 4"))
    assert "Thôn Đông" in by_place["F"]
    assert "UBND xã" in by_place["G"]
    assert values(told, "text")[2] == "Đường hỏng"
    assert values(told, "speaker_phone")[2] == "0912345678"
