"""Deadlines over swapped days, Tết, 24/11 and years not yet announced, by a calendar written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dialogue_desk.desk.working_days import calendar_of, is_announced

CALENDAR = calendar_of({})

# 2026: 1/1 Thursday, 2/1 off for Saturday 10/1; Tết 16–20/2; Giỗ Tổ Sunday 26/4, so Monday 27/4; 30/4 and 1/5;
# 2/9 with 1/9, and 31/8 for Saturday 22/8; 24/11 a Tuesday.
OFF_2026 = {
    *((1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1)),
    *((8, 31), (9, 1), (9, 2), (11, 24)),
}  # fmt: skip


def test_every_weekday_of_2026() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    off = {(d.month, d.day) for d in days if d.weekday() < 5 and not CALENDAR.is_workday(d)}
    assert off == OFF_2026
    assert {(d.month, d.day) for d in days if d.weekday() >= 5 and CALENDAR.is_workday(d)} == {(1, 10), (8, 22)}


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2025-12-31", 1, "2026-01-05"),
        ("2026-01-08", 2, "2026-01-10"),
        ("2026-01-08", 3, "2026-01-12"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2026-11-20", 2, "2026-11-25"),
    ],
)
def test_deadlines(start: str, days: int, due: str) -> None:
    assert CALENDAR.after(date.fromisoformat(start), days).isoformat() == due


def test_a_unit_of_its_own_speaks_last() -> None:
    own = calendar_of({"days_off_extra": "10/01/2026", "workdays_extra": "02/01/2026"})
    assert own.is_workday(date(2026, 1, 2))
    assert not own.is_workday(date(2026, 1, 10))


def test_years_that_are_decided() -> None:
    assert is_announced(2026)
    assert not is_announced(2027)
