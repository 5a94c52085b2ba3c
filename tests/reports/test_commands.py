"""From the printed appendices of the source to the same figures again, by commands alone."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from dialogue_desk.cli import main
from dialogue_desk.reports import REPORTS
from tests.reports.conftest import REFERENCE, plain, reference

YEARS = ("--from-year", "2014", "--to-year", "2023")


def run(data: Path, *arguments: str) -> int:
    return main([*arguments, "--data", str(data)])


def test_import_and_report_rebuild_every_cell(data_dir: Path, tmp_path: Path) -> None:
    assert main(["init", "--unit", "31", "--units", "2023", "--data", str(data_dir)]) == 0
    assert run(data_dir, "import-appendix", "1", str(REFERENCE / "phuluc01.csv"), *YEARS) == 0
    for number in (2, 3, 4, 5):
        assert run(data_dir, "import-appendix", str(number), str(REFERENCE / f"phuluc{number:02d}.csv")) == 0
    cells = 0
    for number in range(1, 6):
        out = tmp_path / f"phụ lục {number}.json"
        assert run(data_dir, "report", f"appendix-{number:02d}", *YEARS, "--out", str(out)) == 0
        rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
        for row, wanted in zip(rows, reference(number), strict=True):
            for key, cell in wanted.items():
                if key == "doc_label_as_printed" or (key == "as_of" and wanted["year"] == "total"):
                    continue
                assert row[key] == plain(cell), (number, key)
                cells += 1
    assert cells == 583


def test_workbook_from_the_command(data_dir: Path, tmp_path: Path) -> None:
    main(["init", "--unit", "31", "--units", "2023", "--data", str(data_dir)])
    run(data_dir, "import-appendix", "5", str(REFERENCE / "phuluc05.csv"))
    out = tmp_path / "5.xlsx"
    assert run(data_dir, "report", "appendix-05", *YEARS, "--out", str(out)) == 0
    numbers = [[c.value for c in row if isinstance(c.value, int)] for row in openpyxl.load_workbook(out).active.rows]
    expected = [[plain(v) for k, v in row.items() if k != "as_of" and v.isdigit()] for row in reference(5)]
    found = [row for row in numbers if len(row) > 5]
    assert found[:9] == expected[:9]
    assert found[9] == [expected[9][0], *expected[9][2:]]  # its year is a text: 2023 (tính đến 30/5)
    assert found[10] == expected[10]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "appendix-09", "--out", "x.json"), "report --list"),
        (("report", "appendix-05", "--out", "x.docx"), "json"),
        (("report", "appendix-05", "--from-year", "hai", "--out", "x.json"), "from_year"),
        (("report", "appendix-05", "--from", "2023-02-30", "--out", "x.json"), "from"),
        (("report", "appendix-05", "--from-year", "0", "--to-year", "2023", "--out", "x.json"), "Năm"),
        (("report", "appendix-05", "--out", "không/có/thư mục.json"), "Không có thư mục"),
    ],
)
def test_bad_reports_are_refused_in_a_sentence(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    main(["init", "--unit", "31", "--units", "2023", "--data", str(data_dir)])
    arguments = (*arguments[:-1], str(tmp_path / arguments[-1]))
    assert run(data_dir, *arguments) == 1
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
    assert not list(tmp_path.glob("x.*"))


def test_a_wrong_ending_names_exactly_the_formats_that_work(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--unit", "31", "--units", "2023", "--data", str(data_dir)])
    for name in ("appendix-05", "minutes", "data-dictionary"):
        capsys.readouterr()
        assert run(data_dir, "report", name, "--out", str(tmp_path / "x.txt")) == 1
        offered = capsys.readouterr().err.rsplit(": ", 1)[1].strip(" .\n").split(", ")
        assert tuple(offered) == next(r for r in REPORTS if r.name == name).formats
    assert "pdf" in offered
    for suffix in offered:
        out = tmp_path / f"x.{suffix}"
        assert run(data_dir, "report", "data-dictionary", "--out", str(out)) == 0
        assert out.stat().st_size


def test_the_list_of_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--list", "--json"]) == 0
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert {"appendix-01", "appendix-05", "data-dictionary"} <= {r["name"] for r in reports}
    assert all({"name", "title", "formats", "params"} <= set(r) for r in reports)
