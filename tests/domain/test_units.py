"""A person's own unit list: what is wrong in it is named before anything rests on it."""

from __future__ import annotations

import io

import pytest

from dialogue_desk.domain.units import read_units
from dialogue_desk.errors import DeskError

HEADER = "code,name,level,parent,valid_from,valid_to"
GOOD = (
    "79,Thành phố X,city,,01/7/2010,",
    "760,Quận 1,district,79@2010,2010-07-01,",
    "26734,Phường 2,commune,760@2010,2010-07-01,",
)


def read(*rows: str) -> list[str]:
    return [u.key for u in read_units(io.StringIO("\n".join([HEADER, *rows])), "own.csv")]


def test_days_may_be_written_the_vietnamese_way() -> None:
    assert read(*GOOD) == ["79@2010", "760@2010", "26734@2010"]
    assert read_units(io.StringIO("\n".join([HEADER, *GOOD])), "own.csv")[0].valid_from == "2010-07-01"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,Xã,village,,,", "dòng 5, cột level"),
        ("1,Xã,commune,760@2010,2010-13-01,", "dòng 5, cột valid_from"),
        ("1,Xã,commune,760@2010,,31/2/2020", "dòng 5, cột valid_to"),
        ("1,Xã,commune,nope,,", "nope"),
        ("1,Huyện,district,26734@2010,,", "không thể thuộc Phường 2"),
        ("1,Huyện,district,1@2023,,", "không thể thuộc Huyện"),
        ("79,Lại,city,,2010-07-01,", "dòng 5, cột key"),
        (f"1,{'x' * 2_000_000},commune,,,", "CSV"),
    ],
)
def test_what_is_wrong_is_named(row: str, said: str) -> None:
    with pytest.raises(DeskError, match=r"own\.csv") as caught:
        read(*GOOD, row)
    assert said in caught.value.message
