"""template, import and export as interface.md names them."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.domain.forms import FORMS
from tests.cli.conftest import Run

SESSION = {"form": "session", "held_on": "2023-05-01", "title": "Đối thoại quý I", "place": "Nhà văn hóa",
           "count_for": "party"}  # fmt: skip
HEADER = "held_on,title,place,count_for"


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def dump(run: Run, tmp_path: Path, *options: str) -> list[dict[str, Any]]:
    assert run("export", "--out", tmp_path / "dump.ndjson", *options).status == 0
    return [json.loads(line) for line in (tmp_path / "dump.ndjson").read_text(encoding="utf-8").splitlines()]


def test_a_template_has_labels_keys_and_lists(commune: Run, tmp_path: Path) -> None:
    out = tmp_path / "mẫu.xlsx"
    assert commune("template", "session", "opinion", "--out", out).status == 0
    book = openpyxl.load_workbook(out)
    form = next(f for f in FORMS if f.key == "session")
    sheet = book["session"]
    assert [c.value for c in sheet[1]] == [f.label for f in form.fields]
    assert [c.value for c in sheet[2]] == [f.key for f in form.fields]
    column = openpyxl.utils.get_column_letter([f.key for f in form.fields].index("status") + 1)
    rule = next(r for r in sheet.data_validations.dataValidation if f"{column}3" in str(r.sqref))
    name, cells = rule.formula1.split("!")
    codes = [c.value for row in book[name.strip("'")][cells.replace("$", "")] for c in row]
    assert codes == ["planned", "held", "postponed", "cancelled"]


def test_a_filled_template_is_imported(commune: Run, tmp_path: Path) -> None:
    out = tmp_path / "mẫu.xlsx"
    assert commune("template", "session", "--out", out).status == 0
    assert commune("import", out).status == 1  # nothing is in it yet
    book = openpyxl.load_workbook(out)
    keys = [c.value for c in book["session"][2]]
    row = {"held_on": "01/5/2023", "title": 2023, "place": "Thôn Đông", "count_for": "both", "participants": 35,
           "audiences": "women; youth", "kind": "Chuyên đề"}  # fmt: skip
    for key, value in row.items():
        book["session"].cell(3, keys.index(key) + 1, value)
    book.save(out)
    told = commune("import", out, "--json")
    assert (told.status, told.json["created"], told.json["bad"]) == (0, 1, 0)
    (held,) = dump(commune, tmp_path)
    assert held["held_on"] == "2023-05-01"
    assert held["title"] == "2023"
    assert held["audiences"] == ["women", "youth"]
    assert held["kind"] == "thematic"
    assert held["participants"] == 35
    assert held["participants_female"] is None


def test_an_opinion_may_stand_before_its_source(commune: Run, tmp_path: Path) -> None:
    opinion = {"form": "opinion", "source_form": "session", "source_id": "s-1", "text": "Đường xấu", "subject": "land"}
    told = commune("import", lines(tmp_path / "a.ndjson", opinion, {**SESSION, "id": "s-1"}), "--json")
    assert told.json["created"] == 2
    held = next(r for r in dump(commune, tmp_path) if r["form"] == "opinion")
    assert (held["received_on"], held["side"], held["source_unit"]) == ("2023-05-01", "party", "11311@2023")


def test_a_source_that_is_not_there_is_refused_to_a_person_and_told_of_a_file(commune: Run, tmp_path: Path) -> None:
    told = {"source_form": "session", "source_id": "s-1", "received_on": "2023-05-02", "text": "Đường xấu",
            "subject": "land", "side": "party"}  # fmt: skip
    given = ["source_id=s-1", *(f"{k}={v}" for k, v in told.items() if k != "source_id")]
    ran = commune("add", "opinion", *given)
    assert ran.status == 1
    assert "Không có bản ghi nguồn mang mã s-1" in ran.err
    # Another file may bring the source later: the rows are taken, and named.
    file = lines(tmp_path / "a.ndjson", {"form": "opinion", "id": "o-1", **told})
    for more in (["--dry-run"], []):
        result = commune("import", file, "--json", *more).json
        assert result["created"] == 1
        assert any("Dòng 1" in w and "s-1" in w for w in result["warnings"])
    assert commune("set", "opinion", "o-1", "text=Đường rất xấu").status == 0, "what came without it can be changed"
    assert commune("set", "opinion", "o-1", "source_id=s-2").status == 1
    assert commune("import", lines(tmp_path / "b.ndjson", {**SESSION, "id": "s-1"}), "--json").json["created"] == 1
    assert commune("add", "opinion", *given).status == 0
    assert commune("delete", "session", "s-1").status == 0
    assert commune("add", "opinion", *given).status == 1, "nor one in the bin"


def test_exports_come_back_as_the_same(commune: Run, tmp_path: Path) -> None:
    people = {"speaker_name": "Phạm Thị Bình", "speaker_phone": "+84 90"}
    opinion = {"form": "opinion", "received_on": "2023-05-02", "text": "=HYPERLINK(1)", "subject": "land",
               "side": "party", **people}  # fmt: skip
    binned = {**SESSION, "id": "gone", "title": "Nhầm"}
    total = {"form": "yearly_total", "scope": "own", "year": 2020, "indicator": "sessions_party", "value": 0}
    setting = {"form": "settings", "days_answer": 12, "review_on": ""}
    file = lines(tmp_path / "a.ndjson", SESSION, binned, opinion, total, setting)
    assert commune("import", file, "--json").json["created"] == 5
    assert commune("delete", "session", "gone").status == 0
    before = dump(commune, tmp_path, "--with-personal", "--with-bin")
    assert len(before) == 5
    for name in ("e.xlsx", "e.ndjson"):
        assert commune("export", "--out", tmp_path / name, "--with-personal", "--with-bin").status == 0
        assert commune("import", tmp_path / name, "--json").json["same"] == 5
    assert commune("export", "opinion", "--out", tmp_path / "e.csv", "--with-personal").status == 0
    assert "'=HYPERLINK(1)" in (tmp_path / "e.csv").read_text(encoding="utf-8-sig")
    assert commune("import", tmp_path / "e.csv", "--form", "opinion", "--json").json["same"] == 1
    assert dump(commune, tmp_path, "--with-personal", "--with-bin") == before


def test_a_dump_is_the_same_bytes_and_fills_another_desk(commune: Run, tmp_path: Path) -> None:
    setting = {"form": "settings", "review_on": ""}
    commune("import", lines(tmp_path / "a.ndjson", SESSION, {**SESSION, "id": "x"}, setting))
    commune("set", "settings", json.loads(dump_line(commune, tmp_path, "settings"))["id"], "review_on=")
    one, two = tmp_path / "1.ndjson", tmp_path / "2.ndjson"
    commune("export", "--out", one)
    commune("export", "--out", two)
    assert one.read_bytes() == two.read_bytes()
    other = ["--data", str(tmp_path / "other")]
    from dialogue_desk.cli import main

    assert main(["init", "--unit", "11311", "--units", "2023", *other]) == 0
    assert main(["import", str(one), *other]) == 0
    assert main(["export", "--out", str(two), *other]) == 0
    first, second = ([json.loads(x) for x in p.read_text(encoding="utf-8").splitlines()] for p in (one, two))
    for row in (*first, *second):
        row.pop("rev")
    assert first == second


def dump_line(run: Run, tmp_path: Path, form: str) -> str:
    run("export", form, "--out", tmp_path / "one.ndjson")
    return (tmp_path / "one.ndjson").read_text(encoding="utf-8").splitlines()[0]


def test_an_absent_column_stays_and_an_empty_cell_clears(commune: Run, tmp_path: Path) -> None:
    given = {**SESSION, "id": "s", "notes": "Giữ", "chair_name": "Bỏ"}
    commune("import", lines(tmp_path / "a.ndjson", given))
    table = tmp_path / "b.csv"
    table.write_text("id,chair_name,participants\ns,,12\n", encoding="utf-8")
    assert commune("import", table, "--form", "session", "--json").json["updated"] == 1
    (held,) = dump(commune, tmp_path)
    assert (held["notes"], held["chair_name"], held["participants"]) == ("Giữ", None, 12)


def test_a_stale_rev_becomes_a_parallel_version(commune: Run, tmp_path: Path) -> None:
    commune("import", lines(tmp_path / "a.ndjson", {**SESSION, "id": "s"}))
    (old,) = dump(commune, tmp_path)
    commune("set", "session", "s", "title=Tại bàn", "notes=Mới")
    stale = {k: old[k] for k in ("form", "unit", "id", "rev")} | {"title": "Từ tệp"}
    told = commune("import", lines(tmp_path / "b.ndjson", stale), "--json")
    assert (told.status, told.json["updated"]) == (0, 1)
    (held,) = dump(commune, tmp_path)
    assert held["rev"].count("+") == 1
    assert held["notes"] == "Mới"  # only the title was changed beside it
    history = commune("history", "session", "s", "--json").json["versions"]
    assert {c["new"] for v in history for c in v["changes"] if c["field"] == "title"} >= {"Tại bàn", "Từ tệp"}
    assert commune("import", tmp_path / "b.ndjson", "--json").status == 0


def test_personal_rev_is_a_rev_of_its_own(commune: Run, tmp_path: Path) -> None:
    opinion = {"form": "opinion", "id": "o", "received_on": "2023-05-02", "text": "Đèn hỏng", "subject": "land",
               "side": "party", "speaker_name": "Bình", "speaker_phone": "1"}  # fmt: skip
    commune("import", lines(tmp_path / "a.ndjson", opinion))
    (old,) = dump(commune, tmp_path, "--with-personal")
    commune("set", "opinion", "o", "speaker_name=An")
    stale = {k: old[k] for k in ("form", "unit", "id", "rev", "personal_rev")} | {"speaker_name": "Bính"}
    assert commune("import", lines(tmp_path / "b.ndjson", stale), "--json").json["updated"] == 1
    (held,) = dump(commune, tmp_path, "--with-personal")
    assert held["personal_rev"].count("+") == 1
    assert held["rev"] == old["rev"]
    assert held["speaker_phone"] == "1"


def test_all_or_nothing_and_the_bad_rows_apart(commune: Run, tmp_path: Path) -> None:
    table = tmp_path / "cuộc.csv"
    table.write_text(f"{HEADER}\n2023-05-01,Một,A,party\n\n32/13/2023,Hai,B,party\n2023-05-03,Ba,C,lạ\n", "utf-8")
    told = commune("import", table, "--form", "session", "--json")
    assert told.status == 1
    assert {k: told.json[k] for k in ("created", "updated", "same", "bad")} == {
        "created": 0, "updated": 0, "same": 0, "bad": 2,
    }  # fmt: skip
    assert [(p["file"], p["row"], p["column"]) for p in told.json["problems"]] == [
        ("cuộc.csv", 4, "held_on"), ("cuộc.csv", 5, "count_for"),
    ]  # fmt: skip
    assert "cuộc.csv" in told.err
    assert "held_on" in told.err
    assert dump(commune, tmp_path) == []
    bad = tmp_path / "sai.csv"
    told = commune("import", table, "--form", "session", "--skip-bad", bad, "--json")
    assert (told.status, told.json["created"], told.json["bad"]) == (0, 1, 2)
    assert bad.read_text(encoding="utf-8-sig") == f"{HEADER}\n32/13/2023,Hai,B,party\n2023-05-03,Ba,C,lạ\n"


def test_bad_rows_of_a_workbook_come_back_marked(commune: Run, tmp_path: Path) -> None:
    table, bad = tmp_path / "a.xlsx", tmp_path / "sai.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "session"
    for row in (["x"], HEADER.split(","), ["2023-05-01", "Một", "A", "party"], ["2023-05-02", None, "B", "party"]):
        book.active.append(row)
    book.save(table)
    told = commune("import", table, "--skip-bad", bad, "--json")
    assert told.json["problems"][0] | {"text": ""} == {
        "file": "a.xlsx", "sheet": "session", "row": 4, "column": "title", "text": "",
    }  # fmt: skip
    sheet = openpyxl.load_workbook(bad)["session"]
    assert [c.value for c in sheet[3]] == ["2023-05-02", None, "B", "party"]
    marked = sheet["B3"]
    assert all(word in marked.comment.text for word in ("session", "4", "title"))
    assert marked.fill.fgColor.rgb.endswith("F8D7DA")
    sheet["B3"] = "Hai"
    sheet.parent.save(bad)
    assert commune("import", bad, "--json").json["created"] == 1


def test_the_same_file_is_not_imported_twice(commune: Run, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.ndjson", SESSION)
    assert commune("import", file, "--dry-run", "--json").json["created"] == 1
    assert commune("import", file).status == 0
    again = commune("import", file)
    assert again.status == 1
    assert re.search(r"đã được nhập ngày \d\d/\d\d/\d{4} \(tệp a\.ndjson\)", again.err)
    assert len(dump(commune, tmp_path)) == 1


def test_an_id_twice_is_a_problem(commune: Run, tmp_path: Path) -> None:
    told = commune("import", lines(tmp_path / "a.ndjson", {**SESSION, "id": "s"}, {**SESSION, "id": "s"}), "--json")
    assert (told.status, told.json["problems"][0]["row"], told.json["problems"][0]["column"]) == (1, 2, "id")
    period = {"form": "period", "period": "2023-Q1"}
    told = commune("import", lines(tmp_path / "b.ndjson", period, period), "--json")
    assert (told.status, told.json["problems"][0]["column"]) == (1, "period")


def test_keyed_forms_need_no_id(commune: Run, tmp_path: Path) -> None:
    total = {"form": "yearly_total", "year": 2020, "indicator": "sessions_party", "value": 3}
    file = lines(tmp_path / "a.ndjson", total)
    assert commune("import", file, "--json").json["created"] == 1
    assert commune("import", file, "--json").json["same"] == 1
    assert commune("import", lines(file, {**total, "value": 4}), "--json").json["updated"] == 1


def test_rows_of_other_units(city: Run, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.ndjson", {**SESSION, "unit": "11311@2023"})
    told = city("import", file, "--json")
    assert (told.status, told.json["problems"][0]["column"]) == (1, "unit")
    assert city("import", file, "--for-unit", "11314@2023").status == 1
    assert city("import", file, "--for-unit", "11311@2023", "--json").json["created"] == 1
    held = dump(city, tmp_path)
    assert [r["unit"] for r in held] == ["11311@2023"]
    assert city("import", tmp_path / "dump.ndjson", "--json").json["same"] == 1
    loose = lines(tmp_path / "b.ndjson", {**SESSION, "title": "Khác"})
    assert city("import", loose, "--for-unit", "11311@2023", "--json").json["created"] == 1
    assert {r["unit"] for r in dump(city, tmp_path)} == {"11311@2023"}


BAD_ROWS = [
    ("held_on", {"held_on": "31/02/2023"}),
    ("participants", {"participants": -1}),
    ("participants", {"participants": "nhiều"}),
    ("participants", {"participants": 1.187}),
    ("kind", {"kind": "x"}),
    ("title", {"title": None}),
    ("title", {"title": True}),
    ("notes", {"notes": {"a": 1}}),
    ("audiences", {"audiences": ["women", "x"]}),
    ("ad_hoc_reasons", {"kind": "ad_hoc"}),
    ("participants_female", {"participants": 3, "participants_female": 4}),
    ("lạ", {"lạ": 1}),
    ("unit", {"unit": "99999"}),
    ("id", {"id": "a b"}),
    ("rev", {"id": "s", "rev": "?"}),
    ("is_deleted", {"is_deleted": "x"}),
    ("form", {"form": "khác"}),
    ("form", {"form": "session_personal"}),
]


@pytest.mark.parametrize(("column", "given"), BAD_ROWS, ids=lambda x: str(x)[:20])
def test_a_bad_row_is_named(commune: Run, tmp_path: Path, column: str, given: dict[str, Any]) -> None:
    told = commune("import", lines(tmp_path / "a.ndjson", SESSION, {**SESSION, **given}), "--json")
    assert told.status == 1
    assert [(p["row"], p["column"]) for p in told.json["problems"]] == [(2, column)]
    assert told.err.count("\n") == 1
    assert dump(commune, tmp_path) == []


@pytest.mark.parametrize("line", ["{", "[1]", '{"form": "session", "title": NaN}', '{"form":1}', "[" * 100_000,
                                  '{"form":"session","title":"a","title":"b"}', "9" * 5000])  # fmt: skip
def test_a_line_that_is_no_record_is_named(commune: Run, tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text(f"{json.dumps(SESSION)}\n\n{line}\n", encoding="utf-8")
    told = commune("import", file, "--json")
    assert (told.status, told.json["problems"][0]["row"]) == (1, 3)


def swollen(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)


def wide(path: Path) -> None:
    """One cell far off: a rectangle around all of them would fill any memory."""
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active["XFD1048576"] = "x"
    book.save(path)


BAD_FILES: dict[str, tuple[str, Any, str]] = {
    "empty table": ("a.csv", b"", "trống"),
    "empty lines": ("a.ndjson", b"\n \n", "trống"),
    "empty book": ("a.xlsx", b"", "trống"),
    "utf-16": ("a.csv", f"{HEADER}\n2023-05-01,Đ,A,party\n".encode("utf-16"), "UTF-16"),
    "utf-16 without mark": ("a.csv", f"{HEADER}\n".encode("utf-16-le"), "UTF-16"),
    "cp1258": (
        "a.csv",
        f"{HEADER}\n2023-05-01,Đối,A,party\n".encode().replace("ố".encode(), b"\xf4\xec"),
        "1258",
    ),
    "no header": ("a.csv", b"1,2\n3,4\n", "dòng 1"),
    "unknown column": ("a.csv", f"{HEADER},xyz\n".encode(), "cột xyz"),
    "column twice": ("a.csv", f"{HEADER},title\n".encode(), "cột title"),
    "quotation mark left open": (
        "a.csv",
        f'{HEADER}\n2023-05-01,A,B,party\n2023-05-02,"A,B,party\n,,,\n'.encode(),
        "dòng 3",
    ),
    "huge cell": ("a.csv", f"{HEADER}\n2023-05-01,{'x' * 1_100_000},A,party\n".encode(), "1 triệu chữ"),
    "only a header": ("a.csv", f"{HEADER}\n".encode(), "không có dòng"),
    "not a book": ("a.xlsx", b"PK\x03\x04 no", "hỏng"),
    "locked book": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "mật khẩu"),
    "bomb": ("a.xlsx", swollen, "phá hoại"),
    "a cell far off": ("a.xlsx", wide, "trải rộng"),
    "other kind": ("a.doc", b"x", ".doc"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_in_one_sentence(commune: Run, tmp_path: Path, name: str) -> None:
    file, content, word = BAD_FILES[name]
    path = tmp_path / file
    if callable(content):
        content(path)
    else:
        path.write_bytes(content)
    told = commune("import", path, "--form", "session")
    assert told.status == 1
    assert file in told.err
    assert word in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_damaged_book_is_refused(commune: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert commune("export", "session", "--out", path).status == 0
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + b"\x00" * 300 + whole[500:])
    assert "hỏng" in commune("import", path).err
    path.write_bytes(whole[: len(whole) // 2])
    assert "hỏng" in commune("import", path).err


def test_csv_wants_one_form_named(commune: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f"{HEADER}\n2023-05-01,Một,A,party\n", encoding="utf-8")
    assert commune("import", table).status == 1
    assert commune("export", "--out", table).status == 1
    assert commune("import", tmp_path / "no.csv", "--form", "session").status == 1
    assert commune("export", "session", "--out", tmp_path / "no" / "a.csv").status == 1


def test_each_file_stands_for_itself(commune: Run, tmp_path: Path) -> None:
    good, bad = lines(tmp_path / "a.ndjson", SESSION), lines(tmp_path / "b.ndjson", {"form": "session"})
    told = commune("import", bad, good, "--json")
    assert (told.status, told.json["created"], told.json["bad"]) == (1, 1, 1)


def test_excel_set_to_vietnamese_writes_semicolons(commune: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f'\ufeff{HEADER.replace(",", ";")};audiences\n01/5/2023;Một;A;party;"women;youth"\n', "utf-8")
    assert commune("import", table, "--form", "session", "--json").json["created"] == 1
    assert dump(commune, tmp_path)[0]["audiences"] == ["women", "youth"]
