"""The appendices of the source, entered as totals, come out again cell for cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.render.plain import as_json
from tests.reports.conftest import plain, reference

Put = Callable[[Desk, list[dict[str, Any]]], None]
TYPES = {
    "Kết luận": "conclusion",
    "Chỉ thị": "directive",
    "Kế hoạch": "plan",
    "Quyết định": "decision",
    "Báo cáo": "report",
    "Quy định": "regulation",
}


def total(row: dict[str, str], indicator: str, value: int, level: str | None = None) -> dict[str, Any]:
    whole = row["as_of"].endswith("-12-31")
    return {
        "form": "yearly_total",
        "unit": "31",
        "scope": "subtree",
        "year": int(row["year"]),
        "as_of": None if whole else row["as_of"],
        "level": level,
        "indicator": indicator,
        "value": value,
    }


def totals_of_source() -> list[dict[str, Any]]:
    found = []
    for number, side, targets in (
        (3, "party", ("party_org", "party_member")),
        (4, "government", ("agency", "individual")),
    ):
        for row in reference(number)[:-1]:
            for target in targets:
                for timing in ("periodic", "regular", "adhoc"):
                    found.append(total(row, f"{target}_{timing}", int(row[f"{target}_{timing}"])))
            for outcome in ("accepted", "not_accepted"):
                found.append(total(row, f"opinions_{side}_{outcome}", int(row[f"opinions_{outcome}"])))
    for row in reference(5)[:-1]:
        for level in ("city", "district", "commune"):
            for short, head in (("party", "party"), ("gov", "government")):
                found.append(total(row, f"sessions_{head}", int(row[f"{level}_{short}"]), level))
    return found


def spans_of_source() -> list[dict[str, Any]]:
    names = {
        "conferences": "conferences",
        "participants": "conference_participants",
        "documents_issued": "documents_issued",
    }
    found: list[dict[str, Any]] = []
    for row in reference(1)[:-1]:
        common = {
            "form": "yearly_total",
            "unit": "31",
            "scope": "subtree",
            "from_year": 2014,
            "year": 2023,
            "level": row["level_code"],
        }
        found += [{**common, "indicator": name, "value": int(row[key])} for key, name in names.items()]
        if row["other_forms"]:
            found.append({**common, "indicator": "other_forms", "text": row["other_forms"]})
    return found


def directives_of_source() -> list[dict[str, Any]]:
    return [
        {
            "form": "directive",
            "unit": "31",
            "type": TYPES[row["doc_type"]],
            "number": row["doc_number"],
            "issued_on": row["issued_date"],
            "issuer": "TU",
            "summary": row["summary"],
            "sort_order": int(row["stt"]),
        }
        for row in reference(2)
    ]


def built(desk: Desk, number: int, **params: Any) -> dict[str, Any]:
    params = params or {"from_year": 2014, "to_year": 2023}
    return as_json(desk.reporting.build(f"appendix-{number:02d}", params))


@pytest.mark.parametrize("number", [3, 4, 5])
def test_year_appendices_equal_the_source(city: Desk, put: Put, number: int) -> None:
    put(city, totals_of_source())
    rows = built(city, number)["rows"]
    expected = reference(number)
    assert len(rows) == len(expected) == 11
    for row, wanted in zip(rows, expected, strict=True):
        if wanted["year"] == "total":
            wanted = {**wanted, "as_of": ""}
        assert {key: row[key] for key in wanted} == {key: plain(cell) for key, cell in wanted.items()}


def test_dissemination_equals_the_source(city: Desk, put: Put) -> None:
    put(city, spans_of_source())
    rows = built(city, 1)["rows"]
    for row, wanted in zip(rows, reference(1), strict=True):
        assert {key: row[key] for key in wanted if key != "level_label"} == {
            key: plain(cell) for key, cell in wanted.items() if key != "level_label"
        }
    assert [row["as_of"] for row in rows] == ["2023-12-31"] * 3 + [None]


def test_a_span_counts_only_when_it_is_asked_whole(city: Desk, put: Put) -> None:
    put(city, spans_of_source())
    told = built(city, 1, from_year=2015, to_year=2023)
    assert [row["conferences"] for row in told["rows"]] == [None] * 4
    assert any("không tách ra được" in note for note in told["notes"])


def test_documents_equal_the_source_in_order(city: Desk, put: Put) -> None:
    put(city, directives_of_source())
    rows = built(city, 2)["rows"]
    assert len(rows) == 17
    for row, wanted in zip(rows, reference(2), strict=True):
        for key in ("doc_type", "doc_number", "issued_date", "summary"):
            assert row[key] == wanted[key]
        assert row["stt"] == int(wanted["stt"])
        assert row["doc_label"] == wanted["doc_label_as_printed"].replace("- ", "-")


def test_printed_year_and_titles(city: Desk, put: Put) -> None:
    put(city, totals_of_source())
    sheet = city.reporting.build("appendix-03", {"from_year": 2014, "to_year": 2023})
    table = next(sheet.tables())
    assert sheet.title == "Phụ lục 03: Tổng hợp kết quả góp ý xây dựng Đảng (2014 - 2023)"
    assert [row.shown["year"] for row in table.rows[-2:]] == ["2023 (tính đến 30/5)", "Tổng số"]
    assert table.depth == 2
    assert len(table.leaves) == 14


def test_three_appendices_agree(city: Desk, put: Put) -> None:
    put(city, totals_of_source())
    party, government, both = (built(city, n)["rows"] for n in (3, 4, 5))
    for three, four, five in zip(party, government, both, strict=True):
        assert three["party_dialogues"] == sum(five[f"{x}_party"] for x in ("city", "district", "commune"))
        assert four["gov_dialogues"] == sum(five[f"{x}_gov"] for x in ("city", "district", "commune"))
        assert three["party_dialogues"] + four["gov_dialogues"] == five["grand_total"]
