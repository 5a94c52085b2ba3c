"""Declared numbers and marked opinions never print against each other: where they differ both are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.sheet import Note, Text


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    made = Desk.init(data_dir, "11311", "2023", "An", lambda: date(2026, 6, 1))
    yield made
    made.close()


def session(desk: Desk, marks: list[bool], **declared: Value) -> str:
    made = desk.records.save(
        "session",
        {"held_on": "2026-03-02", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
         "place": "Đình", "count_for": "party", **declared},
    )  # fmt: skip
    for number, marked in enumerate(marks):
        desk.records.save(
            "opinion",
            {"source_form": "session", "source_id": made.id, "kind": "opinion", "side": "party", "subject": "land",
             "text": f"Ý kiến {number}", "answered_on_spot": marked},
        )  # fmt: skip
    return made.id


def said(desk: Desk, report: str, **asked: Value) -> str:
    blocks = desk.reporting.build(report, asked).blocks
    return "\n".join(block.text for block in blocks if isinstance(block, (Text, Note)))


@pytest.mark.parametrize(
    ("marks", "declared", "wanted", "unwanted"),
    [
        # Nothing declared: what was written down speaks alone.
        ([True, False, False], {}, ["03 ý kiến, kiến nghị", "01 ý kiến đã được trả lời ngay", "02 ý kiến được giao"],
         ["ghi chi tiết", "đánh dấu"]),
        # Declared and the same: no word about it.
        ([True, False], {"opinions_declared": 2, "answered_on_spot_declared": 1},
         ["02 ý kiến, kiến nghị", "01 ý kiến đã được trả lời ngay", "01 ý kiến được giao"],
         ["ghi chi tiết", "đánh dấu"]),
        # Declared otherwise: both numbers, and what is left is of the declared ones.
        ([True, True, False], {"opinions_declared": 17, "answered_on_spot_declared": 9},
         ["17 ý kiến, kiến nghị (ghi chi tiết 03)",
          "09 ý kiến đã được trả lời ngay tại hội nghị (đánh dấu từng ý kiến: 02)", "08 ý kiến được giao"], []),
        # All were answered, by the declaration, of opinions nobody wrote down.
        ([], {"opinions_declared": 4, "answered_on_spot_declared": 4},
         ["04 ý kiến, kiến nghị (ghi chi tiết 0)", "không còn ý kiến phải giao"], []),
        # More answered than raised: no number below zero is made of it.
        ([True], {"answered_on_spot_declared": 5}, ["05 ý kiến đã được trả lời ngay"], ["được giao", "-0"]),
    ],
)  # fmt: skip
def test_minutes(
    desk: Desk, marks: list[bool], declared: dict[str, Value], wanted: list[str], unwanted: list[str]
) -> None:
    told = said(desk, "minutes", id=session(desk, marks, **declared))
    for words in wanted:
        assert words in told
    for words in unwanted:
        assert words not in told


def test_the_notice_says_the_same(desk: Desk) -> None:
    told = said(desk, "conclusion-notice", id=session(desk, [True], opinions_declared=6, answered_on_spot_declared=3))
    assert "06 ý kiến, kiến nghị (ghi chi tiết 01)" in told
    assert "03 ý kiến được trả lời ngay tại hội nghị (đánh dấu từng ý kiến: 01)" in told


def test_the_periodic_report_names_what_was_declared_beside_what_was_written_down(desk: Desk) -> None:
    session(desk, [True, False], opinions_declared=6, answered_on_spot_declared=1)
    session(desk, [True])
    told = said(desk, "periodic-report", period="2026")
    assert "Số ý kiến tại đối thoại ở trên đếm từng ý kiến đã ghi; các cuộc có khai số này khai 06, đã ghi 02." in told
    assert "Số ý kiến trả lời ngay" not in told
