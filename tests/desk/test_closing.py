"""Closing a period: what is frozen, what shows later, revisions, the kept text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Cell, Sheet
from dialogue_desk.errors import DeskError
from tests.reports.filled import empty_desk

SESSION: Mapping[str, object] = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình làng", "count_for": "party", "participants": 40,
}  # fmt: skip


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """A desk with one session of quarter I and one of quarter II."""
    made = empty_desk(data_dir)
    made.records.save("session", dict(SESSION))  # type: ignore[arg-type]
    made.records.save("session", {**SESSION, "held_on": "2026-05-05", "title": "Đối thoại quý II"})  # type: ignore[dict-item]
    yield made
    made.close()


def changes(desk: Desk, period: str = "2026-Q1") -> Sheet:
    """The sheet of differences."""
    return desk.reporting.build("changes-since-close", {"period": period})


def rows(sheet: Sheet, key: str) -> list[dict[str, Cell]]:
    """The rows of one of its tables, without their numbers."""
    table = next(t for t in sheet.tables() if t.key == key)
    return [{k: v for k, v in row.values.items() if k != "stt"} for row in table.rows]


def first(desk: Desk) -> str:
    """Id of the session of quarter I."""
    return next(r.id for r in desk.store.records("session") if r.values["held_on"] == "2026-03-02")


def test_nothing_changed(desk: Desk) -> None:
    """Right after the close both tables are empty; before it a note says there is nothing to compare with."""
    assert "chưa được chốt" in next(changes(desk).notes())
    record = desk.closing.close("2026-Q1")
    assert (record.values["closed_on"], record.values["closed_by"]) == ("2026-06-01", "Trần Lan")
    sheet = changes(desk)
    assert rows(sheet, "figures") == rows(sheet, "records") == []
    assert "không có thay đổi" in next(sheet.notes())


def test_changes_show_was_is_and_record(desk: Desk) -> None:
    """A changed, an added, a deleted record; one of another quarter, and one changed back, do not show."""
    desk.closing.close("2026-Q1")
    changed = first(desk)
    desk.records.change("session", changed, {"participants": 55, "place": "Hội trường"})
    desk.records.change("session", changed, {"place": "Đình làng"})
    added = desk.records.save("session", {**SESSION, "title": "Đối thoại thêm", "count_for": "both"})  # type: ignore[dict-item]
    other = desk.records.save("session", {**SESSION, "held_on": "2026-05-06"})  # type: ignore[dict-item]
    sheet = changes(desk)
    figures = {row["figure"]: (row["was"], row["is"], row["difference"]) for row in rows(sheet, "figures")}
    assert figures == {
        "Số cuộc đối thoại": (1, 3, 2),
        "Số cuộc đối thoại của cấp ủy": (1, 2, 1),
        "Số cuộc đối thoại của chính quyền": (0, 1, 1),
        "Số cuộc định kỳ": (1, 2, 1),
        "Số người dự đối thoại": (40, 95, 55),
    }
    found = {(r["record"], r["change"], r["field"], r["was"], r["is"]) for r in rows(sheet, "records")}
    assert found == {
        ("Đối thoại quý I", "Sửa", "Số người dự", "40", "55"),
        ("Đối thoại thêm", "Thêm", None, None, None),
    }
    desk.records.delete("session", changed)
    desk.records.delete("session", added.id)
    desk.records.delete("session", other.id)
    assert [(r["record"], r["change"]) for r in rows(changes(desk), "records")] == [("Đối thoại quý I", "Xóa")]


def test_a_record_moved_out_of_the_period_shows(desk: Desk) -> None:
    """It counted then and counts no more."""
    desk.closing.close("2026-Q1")
    desk.records.change("session", first(desk), {"held_on": "2026-04-02"})
    assert [(r["field"], r["was"], r["is"]) for r in rows(changes(desk), "records")] == [
        ("Ngày", "02/3/2026", "02/4/2026")
    ]


def test_revisions(desk: Desk) -> None:
    """Closing twice is refused; after reopening it makes a revision, which the corrected report carries."""
    assert desk.closing.close("2026-Q1").values["revision"] == 0
    with pytest.raises(DeskError, match="đã chốt ngày"):
        desk.closing.close("2026-q1")
    report = desk.reporting.build("periodic-report", {"period": "2026-Q1"})
    assert "sửa đổi" not in report.subtitle
    assert desk.closing.reopen("2026-Q1").values["closed_on"] is None
    desk.records.change("session", first(desk), {"participants": 41})
    assert len(rows(changes(desk), "figures")) == 1, "what was frozen stays to compare with while the period is open"
    assert not list(desk.reporting.build("periodic-report", {"period": "2026-Q1"}).notes())
    assert desk.closing.close("2026-Q1").values["revision"] == 1
    assert rows(changes(desk), "figures") == []
    desk.records.change("session", first(desk), {"participants": 42})
    notes = list(desk.reporting.build("periodic-report", {"period": "2026-Q1"}).notes())
    assert any("đã chốt ngày 01/6/2026; từ đó có 01 chỉ tiêu thay đổi" in note for note in notes)
    assert "(sửa đổi lần 1)" in desk.reporting.build("periodic-report", {"period": "2026-Q1"}).subtitle


@pytest.mark.parametrize(("period", "says"), [("2026-Q5", "không phải tên một kỳ"), ("2026-Q2", "chưa chốt")])
def test_reopen_refuses(desk: Desk, period: str, says: str) -> None:
    """What is no period, and one that is not closed."""
    with pytest.raises(DeskError, match=says):
        desk.closing.reopen(period)


def test_kept_text(desk: Desk) -> None:
    """An edited text keeps its place for figures; clearing it brings the first one back."""
    text = desk.closing.report_text("2026-Q1")
    assert "{số cuộc đối thoại của cấp ủy}" in text
    desk.closing.keep_text(
        "2026-Q1", "I. KẾT QUẢ\nĐã đối thoại {số cuộc đối thoại} cuộc; {không có số này}.\n- Một việc"
    )
    sheet = desk.reporting.build("periodic-report", {"period": "2026-Q1"})
    said = [(block.text, block.style) for block in sheet.blocks if hasattr(block, "style")][1:]
    assert said == [
        ("I. KẾT QUẢ", "heading"),
        ("Đã đối thoại 01 cuộc; {không có số này}.", "body"),
        ("- Một việc./.", "body"),
    ]
    other = desk.reporting.build("periodic-report", {"period": "2026-Q2"})
    assert any("V. ĐỀ XUẤT" in block.text for block in other.blocks if hasattr(block, "text"))
    desk.closing.keep_text("2026-Q1", desk.closing.report_text("2026-Q2"))
    assert desk.closing.report_text("2026-Q1") == text
