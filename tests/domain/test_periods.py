"""Periods and dates as officials write them."""

from datetime import date

import pytest

from dialogue_desk.domain.periods import Period, document_date, long_date, parse_date, screen_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-Q2", "2023-04-01", "2023-06-30"),
        ("2023-H1", "2023-01-01", "2023-06-30"),
        ("2023-H2", "2023-07-01", "2023-12-31"),
        ("2023-9M", "2023-01-01", "2023-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12", "2023-12-01", "2023-12-31"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert period
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "23", "2023-Q5", "2023-13", "2023-00", "2023-H3", "quý 2"])
def test_what_is_no_period(text: str) -> None:
    assert Period.parse(text) is None


@pytest.mark.parametrize("text", ["2/9/2025", "02/09/2025", "2-9-2025", "2.9.2025", "02092025", "2025-09-02"])
def test_dates_are_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text) == date(2025, 9, 2)


@pytest.mark.parametrize("text", ["31/2/2025", "2025", "9/2025", "a/b/2025", "1/1/25"])
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_documents_write_a_zero_before_days_and_the_first_two_months() -> None:
    assert document_date("2023-06-20") == "20/6/2023"
    assert document_date("2025-09-02") == "02/9/2025"
    assert document_date("2015-01-27") == "27/01/2015"
    assert long_date("2023-06-20") == "ngày 20 tháng 6 năm 2023"
    assert screen_date("2026-09-11") == "11/09/2026"
    assert screen_date(None) == ""
