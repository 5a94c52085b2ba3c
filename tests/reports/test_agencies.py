"""Names of agencies that are one: offered, joined in every answer, parted again; records keep what was written."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.agency_names import alike, spelt_out
from dialogue_desk.domain.question import Question
from dialogue_desk.errors import DeskError

NAMES = ("Phòng Kinh tế", "P. Kinh tế", "UBND xã", "Ủy ban nhân dân xã", "Công an xã")


@pytest.fixture
def desk(small_city: Desk) -> Desk:
    for n, name in enumerate((*NAMES, "Phòng Kinh tế")):
        small_city.records.save(
            "opinion",
            {
                "kind": "petition", "received_on": f"2026-01-0{n + 1}", "side": "government", "text": "Đường",
                "request": "Sửa", "subject": "land", "lead_agency": name,
            },
        )  # fmt: skip
    return small_city


def by_agency(desk: Desk) -> dict[str, int]:
    told = desk.reporting.json(desk.reporting.build("ageing", {"period": "2026"}))
    return {row["agency"]: row["open"] for row in told["rows"][:-1]}


def asked(desk: Desk) -> dict[str, int]:
    return {row["row"]: row["total"] for row in desk.reporting.asking.json(Question("opinion", ("agency",)))["rows"]}


def test_what_differs_by_an_abbreviation_is_offered_the_most_used_first(desk: Desk) -> None:
    names, joined, offers = desk.reporting.asking.agencies()
    assert names["Phòng Kinh tế"] == 2
    assert joined == {}
    assert sorted(offers) == [("Phòng Kinh tế", "P. Kinh tế"), ("UBND xã", "Ủy ban nhân dân xã")]


def test_joined_names_count_as_one_everywhere_and_come_apart_again(desk: Desk) -> None:
    before, wrote = by_agency(desk), desk.records.count("opinion", Query())
    desk.reporting.asking.join(["P. Kinh tế"], "Phòng Kinh tế")
    assert by_agency(desk)["Phòng Kinh tế"] == asked(desk)["Phòng Kinh tế"] == 3
    assert "P. Kinh tế" not in by_agency(desk)
    assert ("Phòng Kinh tế", "P. Kinh tế") not in desk.reporting.asking.agencies()[2]
    desk.reporting.asking.join(["Phòng Kinh tế"], "Công an xã")
    assert asked(desk)["Công an xã"] == 4
    desk.reporting.asking.part(["Phòng Kinh tế", "P. Kinh tế"])
    assert by_agency(desk) == before
    assert desk.records.count("opinion", Query()) == wrote
    assert desk.operations.listed()[0][1] != "Gộp"


def test_an_unknown_name_is_refused(desk: Desk) -> None:
    with pytest.raises(DeskError, match="Không có cơ quan"):
        desk.reporting.asking.join(["Sở Lạ"], "Phòng Kinh tế")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VP HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("CA xã", "Công an xã"),
        ("TT Phục vụ hành chính công", "Trung tâm phục vụ hành chính công"),
        ("Phòng VHXH", "Phòng Văn hóa - Xã hội"),
        ("Hội LHPN", "Hội Liên hiệp Phụ nữ"),
    ],
)
def test_spellings_of_one_office(one: str, other: str) -> None:
    assert spelt_out(one) == spelt_out(other)


def test_other_offices_stay_apart() -> None:
    names: dict[str, Any] = dict.fromkeys(("Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Công an xã", "Công an tỉnh"), 1)
    assert alike(names) == []
    assert alike({"Ban Quản lý dự án": 3, "BQLDA": 1}) == [("Ban Quản lý dự án", "BQLDA")]
