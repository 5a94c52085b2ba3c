"""Periods of the state that close on the 14th: one setting, and every figure of a period follows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Text
from dialogue_desk.errors import RecordError
from dialogue_desk.reports.counting.tally import nothing_reported

DAYS = ("2025-12-14", "2025-12-15", "2026-03-14", "2026-03-15", "2026-03-16")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.init(tmp_path / "desk", "31", "2025", today_is=lambda: date(2026, 4, 1))
    for day in DAYS:
        made.records.save(
            "session",
            {
                "held_on": day, "status": "held", "title": day, "kind": "periodic", "mode": "in_person",
                "place": "Hội trường", "count_for": "government",
            },
        )  # fmt: skip
    made.records.save("settings", {**made.records.settings(), "header_family": "state", "state_period_day": 14})
    yield made
    made.close()


def held(desk: Desk, **asked: object) -> object:
    return desk.reporting.build("periodic-report", {"period": "2026-Q1", **asked}).figures["sessions_government"]  # type: ignore[dict-item]


def test_a_period_holds_the_days_of_the_state_or_of_the_calendar(desk: Desk) -> None:
    assert held(desk) == 2
    assert held(desk, family="party") == 3  # 14/3 to 16/3
    sheet = desk.reporting.build("periodic-report", {"period": "2026-Q1"})
    (opening, *_rest) = [b.text for b in sheet.blocks if isinstance(b, Text)]
    assert "quý I năm 2026 (từ 15/12/2025 đến 14/03/2026)" in opening
    by_party = desk.reporting.build("periodic-report", {"period": "2026-Q1", "family": "party"})
    assert "quý I năm 2026\n" in f"{by_party.subtitle}\n"
    counted = desk.reporting.build("appendix-05", {"period": "2026-Q1"}).figures
    assert counted == desk.reporting.build("appendix-05", {"from": "2025-12-15", "to": "2026-03-14"}).figures


def test_a_close_keeps_the_days_of_the_setting_and_is_not_compared_with_others(desk: Desk) -> None:
    desk.closing.close("2026-Q1")
    desk.records.save(
        "session", {**next(iter(desk.store.records("session"))).values, "held_on": "2026-03-20", "title": "sau kỳ"}
    )
    for family in ("", "party"):
        notes = desk.reporting.build("periodic-report", {"period": "2026-Q1", "family": family}).notes()
        assert not any("đã chốt" in note for note in notes)
    assert desk.whereabouts.due("2026-Q1").last == "2026-03-24"


def test_nothing_to_report_speaks_of_the_same_days(desk: Desk) -> None:
    desk.records.save("period", {"period": "2026-02", "nothing_to_report": True})
    assert nothing_reported(desk.store) == {desk.unit: [("2026-01-15", "2026-02-14")]}


@pytest.mark.parametrize("day", [0, 29])
def test_a_day_not_every_month_has_is_refused(desk: Desk, day: int) -> None:
    with pytest.raises(RecordError, match="28"):
        desk.records.save("settings", {**desk.records.settings(), "state_period_day": day})
