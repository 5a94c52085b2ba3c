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


SPELLED = {
    "2026": ["năm 2026", "2026", "Năm 2026", "nam 2026", "NĂM 2026", "cả năm 2026", "12 tháng năm 2026"],
    "2026-Q1": [
        "quý I/2026", "Q1/2026", "QUÝ I NĂM 2026", "quy 1 nam 2026", "2026-Q1", "2026-q1", "q1-2026", "2026Q1",
        "Quý I - 2026", "QI/2026", "quý một năm 2026", "3 tháng đầu năm 2026", "kỳ quý I/2026", "qu\u00fd I/2026",
        "quy\u0301 I/2026", "Quý Ⅰ/2026", "  quý  I  /  2026 ", "năm 2026, quý I",
    ],
    "2026-Q3": ["quý III/2026", "quý 3/2026", "2026/Q3"],
    "2026-Q4": ["quý IV/2026", "Qúy 4 năm 2026", "quý tư năm 2026", "quý bốn/2026"],
    "2026-H1": ["6 tháng đầu năm 2026", "06 tháng đầu năm 2026", "6 THÁNG ĐẦU NĂM 2026", "sáu tháng đầu năm 2026",
                "6 thang 2026", "6T/2026", "H1/2026", "nửa đầu năm 2026"],
    "2026-H2": ["6 tháng cuối năm 2026", "2026-H2", "06 thang cuoi nam 2026"],
    "2026-9M": ["9 tháng 2026", "9 tháng đầu năm 2026", "09 tháng năm 2026", "9M/2026", "chín tháng năm 2026"],
    "2026-05": ["tháng 5/2026", "tháng 05/2026", "Tháng 5 năm 2026", "T5/2026", "5/2026", "05-2026", "2026-05",
                "tháng năm/2026", "tháng năm năm 2026", "thang nam nam 2026"],
    "2026-12": ["tháng chạp 2026", "tháng mười hai năm 2026", "tháng 12/2026"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in SPELLED.items() for text in texts])
def test_periods_as_officials_write_them(key: str, text: str) -> None:
    period = Period.parse(text)
    assert period is not None, text
    assert period.key == key


@pytest.mark.parametrize("year", [1900, 2026, 9998])
def test_a_period_is_read_back_from_its_code_and_from_its_name(year: int) -> None:
    parts = ["", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "-9M", *(f"-{month:02d}" for month in range(1, 13))]
    for part in parts:
        period = Period.parse(f"{year}{part}")
        assert period is not None
        assert period.key == f"{year}{part}"
        assert Period.parse(period.label) == Period.parse(period.label.upper()) == period


@pytest.mark.parametrize(
    "text",
    [
        "", "23", "2023-Q5", "2023-13", "2023-00", "2023-H3", "quý 2", "quý V/2026", "quý 2026", "tháng 2026",
        "tháng 13/2026", "5 tháng 2026", "9 tháng cuối năm 2026", "15/5/2026", "2026-05-01", "52026", "20261",
        "1/2/26", "2025 2026", "năm", "0999", "1899", "9999", "quý I và II/2026", "tháng 5/2026 x", "sáu 2026",
        "３/2026x", "quý\n",
    ],
)  # fmt: skip
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
