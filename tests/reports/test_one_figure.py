"""What a figure leaves out and on which day it speaks: deleted records, settled petitions, days gone by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.storage.lists import Query
from tests.expected.office_days import deadline
from tests.reports.conftest import put_all

TODAY = date(2026, 6, 1)
UNIT = "11311@2023"


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    made = Desk.init(data_dir, "11311", "2023", "An", lambda: TODAY)
    yield made
    made.close()


def told(desk: Desk, report: str, **asked: Value) -> Any:
    return desk.reporting.json(desk.reporting.build(report, asked))


def opinion(desk: Desk, **values: Value) -> Record:
    given: dict[str, Value] = {
        "kind": "petition", "received_on": "2025-04-01", "side": "government", "text": "Đường ngập", "request": "Sửa",
        "subject": "infrastructure",
    }  # fmt: skip
    return desk.records.save("opinion", given | values)


def settle(desk: Desk, record: Record, on: str, kind: str = "resolve") -> None:
    desk.petitions.take(record.id, kind, {"text": "Đã xong", "done_on": on})


def lacking(desk: Desk) -> set[str]:
    """The list, its count, the tile and the sheet say one thing."""
    query = Query(equal={"lacking_answer": True})
    listed = {row.id for row in desk.records.page("opinion", query)}
    assert desk.records.count("opinion", query) == len(listed)
    assert next(t.value for t in desk.home.tiles() if t.key == "lacking_answer") == len(listed)
    assert told(desk, "missing-explanations")["figures"]["opinions"] == len(listed)
    return listed


def test_a_petition_with_a_result_lacks_no_answer(desk: Desk) -> None:
    """Resolved, notified, closed or declined: whoever asked has an answer. Opened again it lacks one."""
    waiting, plain = opinion(desk), opinion(desk, kind="opinion", request=None)
    done = {kind: opinion(desk, text=kind) for kind in ("resolve", "notify", "close", "decline")}
    settle(desk, done["decline"], "2025-04-08", "decline")
    for kind in ("resolve", "notify", "close"):
        settle(desk, done[kind], "2025-04-08")
    for kind in ("notify", "close"):
        desk.petitions.take(done[kind].id, "notify", {"notified_how": "phone", "done_on": "2025-04-09"})
    desk.petitions.take(done["close"].id, "close", {"done_on": "2025-04-10"})
    assert lacking(desk) == {waiting.id, plain.id}
    desk.petitions.take(done["close"].id, "reopen", {"text": "Chưa xong", "done_on": "2025-05-01"})
    assert lacking(desk) == {waiting.id, plain.id, done["close"].id}
    desk.records.delete("opinion", plain.id)
    assert lacking(desk) == {waiting.id, done["close"].id}


def test_missing_explanations_of_a_quarter_are_those_of_its_days(desk: Desk) -> None:
    days = ("2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01")
    for day in days:
        opinion(desk, received_on=day, text=f"Nhận {day}")
    rows = told(desk, "missing-explanations", period="2025-Q2")["rows"]
    assert [row["text"] for row in rows] == ["Nhận 2025-04-01", "Nhận 2025-06-30"]
    # Without a period everything that came up to the last day is asked for.
    assert len(told(desk, "missing-explanations", to="2025-06-30")["rows"]) == 3


def test_the_one_page_of_a_year_lists_what_was_overdue_at_its_end(desk: Desk) -> None:
    """Not what is overdue today: steps and petitions of later days say nothing about that day."""
    resolved_later = opinion(desk, text="Giải quyết sang năm", due_on="2025-10-01")
    settle(desk, resolved_later, "2026-02-01")
    in_time = opinion(desk, text="Giải quyết trong năm", due_on="2025-10-01")
    settle(desk, in_time, "2025-12-31")
    extended_later = opinion(desk, text="Gia hạn sang năm", due_on="2025-12-01")
    desk.petitions.take(extended_later.id, "extend", {"new_due_on": "2026-12-01", "done_on": "2026-01-05"})
    on_the_day = opinion(desk, text="Gia hạn ngày cuối", due_on="2025-12-01")
    desk.petitions.take(on_the_day.id, "extend", {"new_due_on": "2026-12-01", "done_on": "2025-12-31"})
    opinion(desk, text="Hạn đúng ngày cuối", due_on="2025-12-31")
    opinion(desk, text="Nhận sang năm", received_on="2026-01-02", due_on="2026-01-10")
    opinion(desk, text="Vẫn quá hạn", due_on="2025-11-01")
    reopened = opinion(desk, text="Mở lại sang năm", due_on="2025-05-01")
    settle(desk, reopened, "2025-04-20")
    desk.petitions.take(reopened.id, "reopen", {"text": "Chưa xong", "done_on": "2026-03-01"})
    gone = opinion(desk, text="Đã xóa", due_on="2025-09-01")
    desk.records.delete("opinion", gone.id)
    sheet = told(desk, "one-page", from_year=2025, to_year=2025)
    table = next(t for t in sheet["tables"] if t["key"] == "overdue")
    assert [(row["text"], row["overdue_days"]) for row in table["rows"]] == [
        ("Giải quyết sang năm", 91), ("Vẫn quá hạn", 60), ("Gia hạn sang năm", 30),
    ]  # fmt: skip
    assert "31/12/2025: 3" in table["title"]
    now = told(desk, "one-page", from_year=2026, to_year=2026)
    table = next(t for t in now["tables"] if t["key"] == "overdue")
    assert {row["text"] for row in table["rows"]} == {
        "Vẫn quá hạn", "Hạn đúng ngày cuối", "Nhận sang năm", "Mở lại sang năm",
    }  # fmt: skip
    assert f": {desk.petitions.counts()['overdue']}" in table["title"]


def test_the_one_page_of_a_district_says_whose_petition_it_is(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "303@2023", "2023", today_is=lambda: TODAY)
    late = {
        "form": "opinion", "kind": "petition", "received_on": "2025-04-01", "side": "government", "request": "Sửa",
        "subject": "land", "source_form": "direct", "competence": "commune", "disposition": "pending",
        "counts_as_feedback": False, "due_on": "2025-05-01",
    }  # fmt: skip
    put_all(desk, [{**late, "unit": UNIT, "text": "Của phường"}, {**late, "unit": "303@2023", "text": "Của quận"}])
    for year in (2025, 2026):
        table = next(t for t in told(desk, "one-page", from_year=year, to_year=year)["tables"] if t["key"] == "overdue")
        assert {row["text"]: row["unit_name"] for row in table["rows"]} == {
            "Của phường": desk.units.name(UNIT), "Của quận": desk.units.name("303@2023"),
        }  # fmt: skip
        assert "unit" in [column["key"] for column in table["columns"]]
    desk.close()


def test_opinions_of_a_session_that_is_gone_or_was_not_held_are_not_said_there(desk: Desk) -> None:
    sessions = {
        status: desk.records.save(
            "session",
            {"held_on": "2025-05-05", "status": status, "title": status, "kind": "periodic", "mode": "in_person",
             "place": "Đình", "count_for": "party"},
        )
        for status in ("held", "postponed", "cancelled")
    }  # fmt: skip
    for status, session in sessions.items():
        opinion(
            desk, text=status, source_form="session", source_id=session.id, received_on="2025-05-05",
            answered_on_spot=True,
        )  # fmt: skip
    figures = told(desk, "periodic-report", period="2025")["figures"]
    assert (figures["session_opinions"], figures["answered_on_spot"]) == (1, 1)
    desk.records.delete("session", sessions["held"].id)
    figures = told(desk, "periodic-report", period="2025")["figures"]
    assert (figures["session_opinions"], figures["answered_on_spot"]) == (0, 0)


@pytest.mark.parametrize(
    ("today", "step", "periods"),
    [
        ("2026-04-01", "month", ["2026-01", "2026-02", "2026-03", "2026-04"]),
        ("2026-03-31", "month", ["2026-01", "2026-02", "2026-03"]),
        ("2026-04-01", "quarter", ["2026-Q1", "2026-Q2"]),
        ("2026-01-01", "year", ["2026"]),
    ],
)
def test_a_stretch_is_there_from_its_first_day(data_dir: Path, today: str, step: str, periods: list[str]) -> None:
    desk = Desk.init(data_dir, "11311", "2023", "An", lambda: date.fromisoformat(today))
    opinion(desk, received_on=today)
    rows = told(desk, "trend-petitions", from_year=2026, to_year=2026, step=step)["rows"]
    assert [row["period"] for row in rows] == periods
    assert rows[-1]["opened"] == 1
    desk.close()


def test_the_backlog_of_a_day_gone_by_knows_nothing_of_later_days(desk: Desk) -> None:
    """Who had it, until when, and since when it was late: as on that day, on every sheet about it."""
    usual = opinion(desk, text="Không ai ghi hạn")
    assigned_later = opinion(desk, text="Giao sang năm", received_on="2025-12-01")
    desk.petitions.take(assigned_later.id, "assign", {"agency": "Địa chính", "done_on": "2026-01-20"})
    moved_later = opinion(desk, text="Giao lại sang năm", due_on="2025-12-20")
    for day in ("2026-01-20", "2026-02-02"):
        given = {"agency": "Công an", "done_on": day, "new_due_on": "2026-12-01"}
        desk.petitions.take(moved_later.id, "assign", given)
    assigned_then = opinion(desk, text="Giao trong năm", received_on="2025-12-01")
    desk.petitions.take(assigned_then.id, "assign", {"agency": "Đô thị", "done_on": "2025-12-03"})
    settled_later = opinion(desk, text="Xong sang năm", due_on="2025-12-30")
    settle(desk, settled_later, "2026-03-01")
    settle(desk, opinion(desk, text="Xong trong năm"), "2025-12-31")
    opinion(desk, text="Nhận sang năm", received_on="2026-01-02")
    expected = {
        "Không ai ghi hạn": (None, deadline("2025-04-01")),
        "Giao sang năm": (None, deadline("2025-12-01")),
        "Giao lại sang năm": (None, "2025-12-20"),
        "Giao trong năm": ("Đô thị", deadline("2025-12-03")),
        "Xong sang năm": (None, "2025-12-30"),
    }
    late = {text: (date(2025, 12, 31) - date.fromisoformat(due)).days for text, (_who, due) in expected.items()}
    for name in ("backlog", "carry-over"):
        sheet = told(desk, name, as_of="2025-12-31")
        table = sheet.get("tables", [sheet])[-1]
        said = {row["text"].partition(".")[0]: row for row in table["rows"]}
        assert {text: (row["agency"], row["due_on"]) for text, row in said.items()} == expected
        assert {text: row["overdue_days"] for text, row in said.items()} == late
        assert sheet["figures"] == {"unfinished": 5, "overdue": 5}
    rows = next(t for t in told(desk, "one-page", from_year=2025, to_year=2025)["tables"] if t["key"] == "overdue")
    assert {row["text"]: row["overdue_days"] for row in rows["rows"]} == late
    assert desk.petitions.state(usual.id).is_due_usual
