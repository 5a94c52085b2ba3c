"""import-appendix: the source's own appendices, in every layout they come in, and figures that do not add up."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run

REFERENCE = Path(__file__).parents[1] / "expected" / "reference"


def rows(number: int) -> list[dict[str, str]]:
    with (REFERENCE / f"phuluc0{number}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def held(run: Run, tmp_path: Path, form: str = "yearly_total") -> list[dict[str, Any]]:
    assert run("export", form, "--out", tmp_path / "held.ndjson").status == 0
    return [json.loads(line) for line in (tmp_path / "held.ndjson").read_text(encoding="utf-8").splitlines()]


def cells(found: list[dict[str, Any]]) -> dict[tuple[Any, ...], Any]:
    """Totals by year, covered day, level and indicator."""
    return {(r["year"], r["as_of"], r["level"], r["indicator"]): r["value"] for r in found}


def changed(tmp_path: Path, number: int, line: int, column: str, value: str) -> Path:
    """The reference with one cell changed; `line` is the row number a spreadsheet shows."""
    table = rows(number)
    table[line - 2][column] = value
    path = tmp_path / "sửa.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    return path


def expected() -> dict[tuple[Any, ...], int]:
    """What the five sheets of the source say, computed from the reference files alone."""
    found: dict[tuple[Any, ...], int] = {}

    def put(row: dict[str, str], level: str | None, indicator: str, column: str) -> None:
        as_of = None if row["as_of"].endswith("12-31") else row["as_of"]
        found[int(row["year"]), as_of, level, indicator] = int(row[column])

    for number, side, targets in ((3, "party", ("party_org", "party_member")),
                                  (4, "government", ("agency", "individual"))):  # fmt: skip
        for row in rows(number)[:-1]:
            for target in targets:
                for time in ("periodic", "regular", "adhoc"):
                    put(row, None, f"{target}_{time}", f"{target}_{time}")
            for word in ("accepted", "not_accepted"):
                put(row, None, f"opinions_{side}_{word}", f"opinions_{word}")
    for row in rows(5)[:-1]:
        for level in ("city", "district", "commune"):
            put(row, level, "sessions_party", f"{level}_party")
            put(row, level, "sessions_government", f"{level}_gov")
    return found


def test_the_reference_becomes_the_totals_it_says(city: Run, tmp_path: Path) -> None:
    for number in (5, 3, 4):
        assert city("import-appendix", number, REFERENCE / f"phuluc0{number}.csv").status == 0
    found = held(city, tmp_path)
    assert cells(found) == expected()
    assert {(r["scope"], r["unit"], r["from_year"]) for r in found} == {("subtree", "31", None)}
    for number in (5, 3, 4):
        told = city("import-appendix", number, REFERENCE / f"phuluc0{number}.csv", "--json").json
        assert (told["created"], told["updated"]) == (0, 0)
        assert told["same"] > 0


def test_the_dialogue_column_is_kept_only_where_no_level_has_it(city: Run, tmp_path: Path) -> None:
    assert city("import-appendix", 3, REFERENCE / "phuluc03.csv").status == 0
    found = cells(held(city, tmp_path))
    assert found[2014, None, None, "sessions_party"] == 131
    assert found[2023, "2023-05-30", None, "sessions_party"] == 31
    wrong = changed(tmp_path, 4, 2, "gov_dialogues", "313")
    table = wrong.read_text(encoding="utf-8").replace(",3133,", ",3134,")
    wrong.write_text(table, encoding="utf-8")
    assert city("import-appendix", 5, REFERENCE / "phuluc05.csv").status == 0
    told = city("import-appendix", 4, wrong)
    assert told.status == 1
    assert "dòng 2" in told.err
    assert "gov_dialogues" in told.err
    assert "agency_periodic" not in {r["indicator"] for r in held(city, tmp_path)}


def test_directives_come_in_order(city: Run, tmp_path: Path) -> None:
    assert city("import-appendix", 2, REFERENCE / "phuluc02.csv").status == 0
    found = sorted(held(city, tmp_path, "directive"), key=lambda r: r["sort_order"])
    assert [(r["number"], r["issued_on"], r["summary"]) for r in found] == [
        (r["doc_number"], r["issued_date"], r["summary"]) for r in rows(2)
    ]
    assert {r["issuer"] for r in found} == {"TU"}
    assert found[11]["type"] == "regulation"
    again = city("import-appendix", 2, REFERENCE / "phuluc02.csv", "--issuer", "Thành ủy", "--json")
    assert again.json["created"] == 17


def test_dissemination_spans_years(city: Run, tmp_path: Path) -> None:
    file = REFERENCE / "phuluc01.csv"
    assert city("import-appendix", 1, file).status == 1
    assert (
        city("import-appendix", 1, file, "--from-year", "2014", "--to-year", "2023", "--as-of", "30/5/2023").status == 0
    )
    found = held(city, tmp_path)
    assert {(r["from_year"], r["year"], r["as_of"]) for r in found} == {(2014, 2023, "2023-05-30")}
    by_cell = {
        (r["level"], r["indicator"]): r["value"] if r["indicator"] != "other_forms" else r["text"] for r in found
    }
    assert by_cell["district", "conference_participants"] == 117962
    assert by_cell["commune", "documents_issued"] == 153631
    assert by_cell["city", "other_forms"].startswith("Bản tin công tác dân vận")
    assert ("commune", "other_forms") not in by_cell
    assert len(by_cell) == 11


PRINTED_3 = [
    ["Phụ lục 03: Tổng hợp kết quả góp ý xây dựng Đảng (2014 - 2023)"],
    ["Stt", "Năm", "Số cuộc đối thoại giữa người đứng đầu cấp ủy với Nhân dân",
     "Số cuộc/lần góp ý đối với tổ chức đảng", "", "", "", "Số cuộc/lần góp ý đối với đảng viên",
     "", "", "", "Việc tiếp nhận, xử lý ý kiến góp ý", "", ""],
    ["", "", "", "Góp ý định kỳ", "Góp ý thường xuyên", "Góp ý đột xuất", "Tổng", "Góp ý định kỳ", "Góp ý thường xuyên",
     "Góp ý đột xuất", "Tổng", "Số ý kiến tiếp thu", "Số ý kiến không tiếp thu", "Tổng số ý kiến góp ý"],
    ["1.", "2022", "507", "739", "1,256", "273", "2268", "431", "1.227", "138", "1 796", "", "88", "3245"],
    ["2.", "2023 (tính đến 30/5)", "31", "220", "565", "16", "801", "206", "482", "16", "704", "251", "32", "283"],
    ["Tổng số", "", "538", "959", "1.821", "289", "3.0699", "637", "1.709", "154", "2.500", "251", "120", "3.528"],
]  # fmt: skip


def test_texts_a_spreadsheet_would_run_come_back_from_our_own_csv(city: Run, tmp_path: Path) -> None:
    told = ["-Gạch đầu dòng", '＝rộng, "ngoặc"', "=1+1", "'=nháy", "Bình thường"]
    for i, text in enumerate(told):
        given = ("type=plan", f"number={i}-KH/TU", "issued_on=2023-05-04", "issuer=TU", f"sort_order={i + 1}")
        assert city("add", "directive", *given, f"summary={text}").status == 0
    out = tmp_path / "2.csv"
    assert city("report", "appendix-02", "--from-year", "2023", "--to-year", "2023", "--out", out).status == 0
    written = out.read_text(encoding="utf-8-sig")
    assert all(f"'{text}" in written.replace('""', '"') for text in told[:4])
    assert city("import-appendix", 2, out, "--json").json["same"] == len(told)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_printed_table_is_read_as_it_is(commune: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bảng.{ending}"
    if ending == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(PRINTED_3)
    else:
        book = openpyxl.Workbook()
        for row in PRINTED_3:
            book.active.append([int(c) if c.isdigit() else c or None for c in row])
        book.active.merge_cells("D2:G2")
        book.active.merge_cells("A2:A3")
        book.save(path)
    told = commune("import-appendix", 3, path, "--json")
    assert told.status == 0
    assert ["3.0699" in w and "3069" in w and "party_org_total" in w for w in told.json["warnings"]] == [True]
    found = held(commune, tmp_path)
    assert {r["scope"] for r in found} == {"own"}
    by_cell = cells(found)
    assert by_cell[2022, None, None, "party_org_regular"] == 1256
    assert by_cell[2022, None, None, "party_member_regular"] == 1227
    assert (2022, None, None, "opinions_party_accepted") not in by_cell
    assert by_cell[2023, "2023-05-30", None, "sessions_party"] == 31


def test_our_own_workbooks_come_back(city: Run, tmp_path: Path) -> None:
    spans = ("--from-year", "2014", "--to-year", "2023")
    for number in (5, 3, 4, 2, 1):
        assert (
            city("import-appendix", number, REFERENCE / f"phuluc0{number}.csv", *(spans if number == 1 else ())).status
            == 0
        )
    for number in (1, 2, 3, 4, 5):
        for ending in ("xlsx", "csv"):
            out = tmp_path / f"phụ lục {number}.{ending}"
            assert city("report", f"appendix-0{number}", *spans, "--out", out).status == 0
            told = city("import-appendix", number, out, *(spans if number == 1 else ()), "--json")
            assert (told.status, told.json["created"], told.json["updated"]) == (0, 0, 0)


WRONG = [
    (3, 4, "party_org_total", "1276", "party_org_total"),
    (3, 12, "party_org_total", "14274", "party_org_total"),
    (3, 5, "party_org_periodic", "5.111", "party_org_total"),
    (4, 6, "agency_adhoc", "2.5", "agency_adhoc"),
    (5, 3, "grand_total", "503", "grand_total"),
    (5, 9, "district_gov", "-420", "district_gov"),
    (3, 7, "year", "2018", "as_of"),
    (3, 7, "year", "hai nghìn", "year"),
    (5, 11, "as_of", "2022-05-30", "as_of"),
]


@pytest.mark.parametrize(("number", "line", "column", "value", "named"), WRONG)
def test_a_wrong_figure_is_named_and_nothing_stored(
    city: Run, tmp_path: Path, number: int, line: int, column: str, value: str, named: str
) -> None:
    told = city("import-appendix", number, changed(tmp_path, number, line, column, value), "--json")
    assert told.status == 1
    assert (told.json["created"], told.json["problems"][0]["row"]) == (0, line)
    assert told.json["problems"][0]["column"] == named
    assert f"dòng {line}" in told.err
    assert held(city, tmp_path) == []


def test_blank_is_not_nought(city: Run, tmp_path: Path) -> None:
    path = changed(tmp_path, 5, 2, "city_party", "")
    assert city("import-appendix", 5, path).status == 1  # the column no longer sums to its total
    table = path.read_text(encoding="utf-8").replace(",22,99,121,", ",21,99,121,")
    path.write_text(table, encoding="utf-8")
    assert city("import-appendix", 5, path).status == 0
    by_cell = cells(held(city, tmp_path))
    assert (2014, None, "city", "sessions_party") not in by_cell
    assert by_cell[2014, None, "city", "sessions_government"] == 11


def test_a_later_day_updates_the_same_total(city: Run, tmp_path: Path) -> None:
    assert city("import-appendix", 5, REFERENCE / "phuluc05.csv").status == 0
    before = len(held(city, tmp_path))
    told = city("import-appendix", 5, REFERENCE / "phuluc05.csv", "--as-of", "2023-12-31", "--json")
    assert (told.json["created"], told.json["updated"]) == (0, 6)
    found = held(city, tmp_path)
    assert len(found) == before
    assert {r["as_of"] for r in found} == {None}
    told = city("import-appendix", 5, REFERENCE / "phuluc05.csv", "--json")
    assert (told.json["updated"], len(told.json["warnings"])) == (0, 6)
    assert city("import-appendix", 5, REFERENCE / "phuluc05.csv", "--as-of", "2024-05-30").status == 1


def test_a_unit_has_no_figures_of_those_above(city: Run, tmp_path: Path) -> None:
    told = city("import-appendix", 5, REFERENCE / "phuluc05.csv", "--for-unit", "11311@2023", "--json")
    assert told.status == 1
    assert told.json["problems"][0]["column"] == "city_party"
    own = tmp_path / "xã.csv"
    head = ",".join(rows(5)[0])
    own.write_text(f"{head}\n1,2022,2022-12-31,,,,,,,2,1,3,3\n", encoding="utf-8")
    assert city("import-appendix", 5, own, "--for-unit", "11311@2023").status == 0
    assert {(r["unit"], r["scope"], r["level"], r["value"]) for r in held(city, tmp_path)} == {
        ("11311@2023", "own", "commune", 2), ("11311@2023", "own", "commune", 1),
    }  # fmt: skip


def test_years_without_districts_have_fewer_columns(city: Run, tmp_path: Path) -> None:
    short = tmp_path / "a.csv"
    head = "stt,year,as_of,city_party,city_gov,city_total,commune_party,commune_gov,commune_total,grand_total"
    short.write_text(f"{head}\n1,2026,2026-12-31,1,2,3,10,20,30,34\n", encoding="utf-8")
    told = city("import-appendix", 5, short, "--json")
    assert [p["column"] for p in told.json["problems"]] == ["grand_total"]
    short.write_text(f"{head}\n1,2026,2026-12-31,1,2,3,10,20,30,33\n", encoding="utf-8")
    assert city("import-appendix", 5, short, "--json").json["created"] == 4
    printed = tmp_path / "b.csv"
    printed.write_text(
        "Stt,Năm,Cấp thành phố,,,\"Cấp xã, phường, đặc khu\",,,Tổng\n"
        ",,Cấp ủy,Chính quyền,Cộng,Cấp ủy,Chính quyền,Cộng,\n1,2026,1,2,3,10,20,30,33\n", encoding="utf-8"
    )  # fmt: skip
    assert city("import-appendix", 5, printed, "--json").json["same"] == 4


def test_another_table_is_refused(city: Run, tmp_path: Path) -> None:
    assert city("import-appendix", 3, REFERENCE / "phuluc04.csv").status == 1
    assert city("import-appendix", 5, REFERENCE / "phuluc03.csv").status == 1
    assert city("import-appendix", 4, tmp_path / "no.csv").status == 1
    assert city("import-appendix", 6, REFERENCE / "phuluc03.csv").status == 2
    other = tmp_path / "a.csv"
    other.write_text("họ,tên\na,b\n", encoding="utf-8")
    assert city("import-appendix", 4, other).status == 1
    assert held(city, tmp_path) == []
