"""Working days against calendars written by hand."""

from datetime import date, timedelta

from dialogue_desk.domain.reference import in_tet_season
from dialogue_desk.domain.working_days import Calendar, read_days

# Tết Ất Tỵ: off 27–31 January 2025 (Monday to Friday); 1–2 February is a weekend.
# 30 April and 1 May 2025 were off; Friday 2 May was off too and Saturday 26 April was worked for it.
OFF_2025 = frozenset(
    [
        date(2025, 1, 1),
        *(date(2025, 1, d) for d in range(27, 32)),
        date(2025, 4, 30),
        date(2025, 5, 1),
        date(2025, 5, 2),
    ]
)
CALENDAR = Calendar(
    lambda year: OFF_2025 if year == 2025 else frozenset(),
    lambda year: frozenset([date(2025, 4, 26)]) if year == 2025 else frozenset(),
)
WORKED_IN_JANUARY_2025 = {2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24}


def test_the_days_worked_in_a_month_with_tet() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(31)]
    assert {d.day for d in days if CALENDAR.is_workday(d)} == WORKED_IN_JANUARY_2025


def test_ten_days_over_tet() -> None:
    # 21 22 23 24 | 3 4 5 6 7 February | 10 February
    assert CALENDAR.after(date(2025, 1, 20), 10) == date(2025, 2, 10)
    assert CALENDAR.between(date(2025, 1, 20), date(2025, 2, 10)) == 10
    assert CALENDAR.between(date(2025, 2, 10), date(2025, 1, 20)) == -10


def test_a_swapped_day_counts() -> None:
    # Friday 25, Saturday 26 (worked), Monday 28, Tuesday 29 | Monday 5 May
    assert [CALENDAR.after(date(2025, 4, 24), n) for n in range(6)] == [
        date(2025, 4, 24), date(2025, 4, 25), date(2025, 4, 26), date(2025, 4, 28), date(2025, 4, 29), date(2025, 5, 5),
    ]  # fmt: skip


def test_the_units_own_exceptions_speak_last() -> None:
    own = Calendar(CALENDAR.days_off, CALENDAR.workdays, frozenset([date(2025, 4, 26)]), frozenset([date(2025, 5, 2)]))
    assert not own.is_workday(date(2025, 4, 26))
    assert own.is_workday(date(2025, 5, 2))
    assert own.after(date(2025, 4, 24), 4) == date(2025, 5, 2)


def test_leap_days() -> None:
    plain = Calendar()
    assert plain.after(date(2024, 2, 28), 1) == date(2024, 2, 29)  # a Thursday
    assert plain.after(date(2023, 2, 28), 1) == date(2023, 3, 1)
    assert plain.after(date(2024, 2, 29), 2) == date(2024, 3, 4)


def test_reading_a_typed_list() -> None:
    days, wrong = read_days("24/11/2026; 30/12/2026 - 02/01/2027\n 2026-03-02, 31/02/2026;; 5/5/2026 - 1/5/2026")
    assert days == {
        date(2026, 3, 2), date(2026, 11, 24), date(2026, 12, 30), date(2026, 12, 31),
        date(2027, 1, 1), date(2027, 1, 2),
    }  # fmt: skip
    assert wrong == ("31/02/2026", "5/5/2026 - 1/5/2026")


def test_where_tet_may_move_days() -> None:
    edges = {date(2027, 1, 14): False, date(2027, 1, 15): True, date(2027, 3, 5): True, date(2027, 3, 6): False}
    assert {day: in_tet_season(day) for day in edges} == edges
