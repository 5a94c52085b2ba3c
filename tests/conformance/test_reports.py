"""What holds for every report: it opens on every desk in each of its formats, and they carry equal numbers."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.sheet import CellKind, Chart, Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.printing import page_count, write_pdf
from dialogue_desk.reports import REPORTS
from dialogue_desk.reports.report import Report
from tests.expected.sheet_records import Given, records
from tests.reports.filled import empty_desk, fill

SPEAKS_ABOUT: Mapping[str, str] = {
    "invitation": "session",
    "minutes": "session",
    "conclusion-notice": "session",
    "assignment-slip": "opinion",
    "reply": "opinion",
    "written-feedback": "agency",
    "box-minutes": "box_opening",
}
"""The form of the record a report needs. Reports about packages have tests of their own."""
ABOUT_PACKAGES = frozenset({"handover-slip", "merge-preview"})
TEN_YEARS: Mapping[str, Value] = {"from_year": 2017, "to_year": 2026}


def one_of_each(given: list[Given]) -> list[Given]:
    """The first record of each form, with the source it names."""
    first: dict[str, Given] = {}
    for record in given:
        is_apart = record["form"] == "opinion" and record["kind"] != "petition"
        if record["form"] != "action" and not is_apart:
            first.setdefault(record["form"], record)
    sources = [r for r in given if r["id"] == first["opinion"]["source_id"]]
    return list({r["id"]: r for r in [*first.values(), *sources]}.values())


@pytest.fixture(scope="module", params=["empty", "one record", "ten years"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Desks of three sizes."""
    made = empty_desk(tmp_path_factory.mktemp("desk"))
    made.reporting.writers["pdf"] = write_pdf
    if request.param != "empty":
        every = records(3)
        fill(made, every if request.param == "ten years" else sorted(one_of_each(every), key=_sources_first))
    yield made
    made.close()


def _sources_first(record: Given) -> bool:
    return record["form"] == "opinion"


def parameters(desk: Desk, report: Report) -> dict[str, Value] | None:
    """Ten years, and a record where the report needs one; None when the desk has none."""
    known = {field.key for field in report.params}
    given = {key: value for key, value in TEN_YEARS.items() if key in known}
    if "id" in report.needs:
        form = SPEAKS_ABOUT[report.name]
        fitting = [r for r in desk.store.records(form) if form != "opinion" or r.values["kind"] == "petition"]
        if not fitting:
            return None
        given["id"] = fitting[0].id
    return given


def numbers(sheet: Sheet) -> Counter[float]:
    """Every number that stands in a column of numbers."""
    found: Counter[float] = Counter()
    for table in sheet.tables():
        leaves = [leaf for leaf in table.leaves if leaf.kind in (CellKind.NUMBER, CellKind.PERCENT)]
        for row in table.rows:
            cells = (row.values.get(leaf.key) for leaf in leaves if leaf.key not in row.shown)
            found.update(cell for cell in cells if isinstance(cell, int | float))
    return found


def read_number(text: str) -> float | None:
    """A number as documents write it: 1.234, 97,2%, 458*; a workbook printed in English has 97.2."""
    if re.fullmatch(r"\d+\.\d{1,2}%?", text):
        return float(text.rstrip("%"))
    match = re.fullmatch(r"(-?\d{1,3}(?:\.\d{3})*|-?\d+)(,\d+)?[%*]*", text.strip())
    if not match:
        return None
    return float(match[1].replace(".", "") + (match[2] or "").replace(",", "."))


def numbers_in(path: Path) -> Counter[float]:
    """Numbers taken back out of a file."""
    found: list[float | None] = []
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cells = [cell for page in book.worksheets for line in page.iter_rows() for cell in line]
        assert all(cell.data_type != "f" for cell in cells), "a live formula"
        found = [cell.value for cell in cells if isinstance(cell.value, int | float)]
        book.close()
    elif path.suffix == ".docx":
        document = docx.Document(str(path))
        found = [read_number(cell.text) for table in document.tables for row in table.rows for cell in row._tr.tc_lst
                 for cell in [_Cell(cell)]]  # fmt: skip
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = [float(c) for line in csv.reader(file) for c in line if re.fullmatch(r"-?\d+(\.\d+)?", c)]
    elif path.suffix == ".json":
        told = json.loads(path.read_text(encoding="utf-8"))
        for table in told.get("tables", [told]):
            found += [cell for row in table["rows"] for cell in row.values() if isinstance(cell, int | float)]
    else:
        words = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
        found = [read_number(word) for word in words.split()]
    return Counter(number for number in found if number is not None)


class _Cell:
    """A cell of a Word table, read without walking the whole table."""

    def __init__(self, element: Any) -> None:
        self.text = "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("report", [r for r in REPORTS if r.name not in ABOUT_PACKAGES], ids=lambda r: r.name)
def test_every_format_carries_the_numbers(desk: Desk, tmp_path: Path, qapp: object, report: Report) -> None:
    """Each number of the sheet is found in each file as often as it stands there."""
    given = parameters(desk, report)
    if given is None:
        with pytest.raises(DeskError, match="Không có"):
            desk.reporting.build(report.name, {"id": "không-có"})
        return
    sheet = desk.reporting.build(report.name, given)
    wanted = numbers(sheet)
    has_chart = any(isinstance(block, Chart) for block in sheet.blocks)
    for suffix in report.formats:
        if has_chart and suffix == "pdf" and len(list(desk.store.records("session"))) == 1:
            continue  # a chart takes a second; the empty and the big desk show it
        path = tmp_path / f"{report.name}.{suffix}"
        desk.reporting.write(sheet, path)
        missing = wanted - numbers_in(path)
        assert not missing, f"{suffix} lacks {missing}"
    if has_chart:
        return
    info = subprocess.run(["pdfinfo", tmp_path / f"{report.name}.pdf"], capture_output=True, text=True, check=True)
    assert f"Pages:           {page_count(sheet)}\n" in info.stdout


@pytest.mark.parametrize("report", [r for r in REPORTS if r.needs], ids=lambda r: r.name)
def test_a_needed_record_is_asked_for(desk: Desk, report: Report) -> None:
    """Without it one sentence says what is missing."""
    with pytest.raises(DeskError, match="cần tham số") as refused:
        desk.reporting.build(report.name, {})
    assert refused.value.hint


def test_names_are_those_of_the_design() -> None:
    """Names never change once they stand in people's scripts; every name once."""
    names = [report.name for report in REPORTS]
    assert len(names) == len(set(names))
    assert {
        "annual-plan", "invitation", "opinion-slip", "minutes", "opinions-table", "conclusion-notice",
        "assignment-slip", "reply", "public-notice", "written-feedback", "acceptance-sheet", "periodic-report",
        "petition-register", "box-minutes", "carry-over", "backlog", "missing-explanations", "changes-since-close",
    } <= set(names)  # fmt: skip
    docx_for = {report.name for report in REPORTS if "docx" in report.formats}
    assert {
        "annual-plan", "minutes", "conclusion-notice", "reply", "periodic-report", "written-feedback",
        "acceptance-sheet", "invitation", "public-notice",
    } <= docx_for  # fmt: skip


HOSTILE = (
    "<b>đậm</b> & <script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "@SUM(A1) -1+1 +2",
    "ỗ Ễ Ự Ẫ ỡ Ặ {số cuộc đối thoại}",
)
SHOWS_OPINIONS = ("minutes", "conclusion-notice", "opinions-table", "public-notice", "petition-register", "carry-over")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A session at which only hostile things were said, one of them 10,000 letters long."""
    made = empty_desk(tmp_path_factory.mktemp("hostile"))
    made.reporting.writers["pdf"] = write_pdf
    session = made.records.save("session", {
        "held_on": "2026-03-02", "status": "held", "title": "=1+1 <i>Đối thoại</i>", "kind": "periodic",
        "mode": "in_person", "place": "Đình", "count_for": "party",
    })  # fmt: skip
    for text in (*HOSTILE, "dài " * 2500 + "hết"):
        made.records.save("opinion", {
            "source_form": "session", "source_id": session.id, "source_unit": session.unit, "kind": "petition",
            "side": "party", "text": text, "request": "Xem xét", "subject": "land",
        })  # fmt: skip
    yield made
    made.close()


def everything_in(path: Path) -> str:
    """What a person reads in a file, with single blanks."""
    if path.suffix == ".pdf":
        found = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        found = " ".join(str(c.value) for page in book.worksheets for line in page.iter_rows() for c in line if c.value)
        assert all(c.data_type != "f" for page in book.worksheets for line in page.iter_rows() for c in line)
        book.close()
    elif path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = (_Cell(cell).text for table in document.tables for row in table.rows for cell in row._tr.tc_lst)
        found = " ".join([*(p.text for p in document.paragraphs), *cells])
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = " ".join(cell for line in csv.reader(file) for cell in line)
    else:
        found = " ".join(_strings(json.loads(path.read_text(encoding="utf-8"))))
    return " ".join(found.split())


def _dense(text: str) -> str:
    return "".join(text.split())


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping | list):
        for part in data.values() if isinstance(data, Mapping) else data:
            yield from _strings(part)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("name", SHOWS_OPINIONS)
def test_hostile_text_prints_as_itself(hostile: Desk, tmp_path: Path, qapp: object, name: str) -> None:
    """Markup, formulas, stacked marks and a very long opinion are in every file as they were typed."""
    session = next(iter(hostile.store.records("session")))
    sheet = hostile.reporting.build(name, {"id": session.id} if "notice" in name or name == "minutes" else {})
    for suffix in hostile.reporting.get(name).formats:
        path = tmp_path / f"{name}.{suffix}"
        hostile.reporting.write(sheet, path)
        found = everything_in(path)
        if suffix == "pdf":  # a word wider than its column is broken there
            assert [text for text in HOSTILE if _dense(text) not in _dense(found)] == []
        else:
            assert [text for text in HOSTILE if text not in found] == [], suffix
        assert found.count("dài") >= 2500, suffix
