"""Periods as officials write them, and records by their titles, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

FIELDS = ("status=held", "kind=periodic", "mode=in_person", "place=Đình", "count_for=party")


def session(run: Run, on: str, title: str) -> str:
    added = run("add", "session", f"held_on={on}", f"title={title}", *FIELDS, "--json")
    assert added.status == 0, added.err
    return str(added.json["id"])


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("quý I/2026", "2026-Q1"),
        ("Q1/2026", "2026-Q1"),
        ("QUY I NAM 2026", "2026-Q1"),
        ("6 tháng đầu năm 2026", "2026-H1"),
        ("9 tháng 2025", "2025-9M"),
        ("tháng 5/2026", "2026-05"),
        ("năm 2025", "2025"),
        ("2026-q1", "2026-Q1"),
    ],
)
def test_one_reading_everywhere(commune: Run, said: str, key: str) -> None:
    """`add`, `close`, `reopen` and `report` mean the same record by the same words; JSON has the code."""
    added = commune("add", "period", f"period={said}", "report_number=12-BC/ĐU", "--json").json
    assert commune("get", "period", added["id"], "--json").json["period"] == key
    again = commune("add", "period", f"period={key}", "--json").json
    assert again["id"] == added["id"]
    assert commune("close", said, "--json").json["period"] == key
    told = commune("close", said)
    assert told.status == 1
    assert key not in told.err or "-" not in key
    assert "đã chốt" in told.err
    assert commune("reopen", said, "--json").json["closed_on"] is None
    by_words = commune("report", "periodic-report", "--period", said, "--json").json
    by_code = commune("report", "periodic-report", "--period", key, "--json").json
    assert by_words == by_code
    assert by_words["title"] == "BÁO CÁO"


def test_a_figure_of_a_period_named_in_words(commune: Run) -> None:
    session(commune, "2026-02-28", "Trước")
    session(commune, "2026-05-04", "Trong")
    told = commune("report", "periodic-report", "--period", "quý II/2026", "--json").json
    assert told["figures"]["sessions"] == 1


@pytest.mark.parametrize("said", ["quý V/2026", "quý I", "5 tháng 2026", "hôm qua"])
def test_what_is_no_period_is_refused_everywhere(commune: Run, said: str, tmp_path: Path) -> None:
    for arguments in (
        ("report", "periodic-report", "--period", said, "--json"),
        ("close", said),
        ("reopen", said),
        ("add", "period", f"period={said}"),
        ("arrivals", "--year", "2026", "--period", said),
    ):
        told = commune(*arguments)
        assert told.status == 1, arguments
        assert f"“{said}”" in told.err
        assert "quý I/2026" in told.err
        assert "Traceback" not in told.err
    assert commune("export", "period", "--out", tmp_path / "period.ndjson").status == 0
    assert (tmp_path / "period.ndjson").read_text().strip() == ""


def test_a_record_is_named_by_its_title(commune: Run) -> None:
    first = session(commune, "2026-03-05", "Đối thoại với nông dân về nước sạch")
    second = session(commune, "2026-06-05", "Đối thoại quý II")
    third = session(commune, "2025-06-05", "Đối thoại quý II")
    minutes = {i: commune("report", "minutes", "--id", i, "--json").json for i in (first, second, third)}
    assert len({str(told) for told in minutes.values()}) == 3
    for said, meant in (
        ("Đối thoại với nông dân về nước sạch", first),
        ("nong dan", first),
        ("NƯỚC SẠCH", first),
        ("doi thoai quy II · 5/6/2026", second),
        ("Đối thoại quý II · 05/6/2025", third),
    ):
        told = commune("report", "minutes", "--id", said, "--json")
        assert told.status == 0, told.err
        assert told.json == minutes[meant], said


def test_a_title_that_several_records_have_is_refused_with_their_names(commune: Run) -> None:
    session(commune, "2026-06-05", "Đối thoại quý II")
    session(commune, "2025-06-05", "Đối thoại quý II")
    told = commune("report", "minutes", "--id", "quý II", "--json")
    assert told.status == 1
    assert "2 bản ghi" in told.err
    assert "05/6/2026" in told.err
    assert "05/6/2025" in told.err
    told = commune("report", "minutes", "--id", "họp báo", "--json")
    assert told.status == 1
    assert "“họp báo”" in told.err


def test_a_title_that_is_the_beginning_of_another_is_itself(commune: Run) -> None:
    short = session(commune, "2026-06-05", "Đối thoại")
    session(commune, "2026-07-05", "Đối thoại lần hai")
    told = commune("report", "minutes", "--id", "Đối thoại", "--json")
    assert told.json == commune("report", "minutes", "--id", short, "--json").json


def test_a_name_without_a_day_that_is_the_beginning_of_another_is_itself(commune: Run) -> None:
    names = ("Hội Nông dân", "Hội Nông dân phường mở rộng")
    ids = [commune("add", "agency", f"name={name}", "kind=contributor", "--json").json["id"] for name in names]
    told = commune("report", "written-feedback", "--id", "hội nông dân", "--json")
    assert told.status == 0, told.err
    assert told.json == commune("report", "written-feedback", "--id", ids[0], "--json").json


def test_what_stands_in_another_field_is_no_title(commune: Run) -> None:
    session(commune, "2026-06-05", "Đối thoại quý II")
    told = commune("report", "minutes", "--id", "Đình", "--json")
    assert told.status == 1
    assert "“Đình”" in told.err


def test_a_record_in_the_bin_is_not_found_by_its_title(commune: Run) -> None:
    gone = session(commune, "2026-06-05", "Đối thoại quý II")
    kept = session(commune, "2026-07-05", "Đối thoại quý II mở rộng")
    commune("delete", "session", gone)
    told = commune("report", "minutes", "--id", "quý II", "--json")
    assert told.json == commune("report", "minutes", "--id", kept, "--json").json


def test_a_petition_is_found_and_an_opinion_is_not(commune: Run) -> None:
    common = ("source_form=direct", "received_on=2026-03-01", "side=government", "subject=land")
    commune("add", "opinion", *common, "kind=opinion", "text=Ngõ 8 tối quá")
    wanted = commune(
        "add", "opinion", *common, "kind=petition", "text=Ngõ 8 ngập khi mưa", "request=Khơi cống", "--json"
    ).json["id"]
    told = commune("report", "assignment-slip", "--id", "ngõ 8", "--json")
    assert told.status == 0, told.err
    assert told.json == commune("report", "assignment-slip", "--id", wanted, "--json").json
