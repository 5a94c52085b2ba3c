"""Duties done outside the program: noted one by one, by a command, or at once for all that lies before the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError

SESSION = {
    "held_on": "2025-09-01", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
    "place": "Hội trường", "count_for": "party", "announced_on": "2025-08-20",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.init(tmp_path / "desk", "11311", "2025", today_is=lambda: date(2026, 12, 20))
    yield made
    made.close()


def begins(desk: Desk, day: str) -> None:
    """As if the first save had been made on a day."""
    desk.records.save("session", SESSION)
    begins_again(desk, day)


def begins_again(desk: Desk, day: str) -> None:
    """The same for what is saved already."""
    hlc = int(datetime.fromisoformat(day).timestamp()) * 1_000_000
    desk.store.conn.execute("UPDATE version SET hlc = ?", (hlc,))


def states(desk: Desk, year: int = 2026) -> dict[str, str]:
    return {o.key: o.state for o in desk.duties.obligations(year)}


def test_what_was_due_before_the_first_save_is_noted_at_once_and_taken_back_at_once(desk: Desk) -> None:
    assert desk.duties.before_desk() == []
    desk.records.save("period", {"period": "2026-02", "reported_on": "2026-03-05"})
    begins(desk, "2026-08-15")
    assert desk.duties.begun_on() == "2026-08-15"
    before = {o.key for o in desk.duties.before_desk()}
    assert {"report:2026-Q1", "report:2026-H1", "report:2026-07", "reception_party:2026-07"} <= before
    assert not before & {"report:2026-02", "report:2026-08", "report:2026-9M", "reception_party:2026-08"}
    due = next(o for o in desk.duties.obligations() if o.key == "report:2026-07").due_on
    for begun, is_before in (
        (due, False),
        ((date.fromisoformat(due) + timedelta(days=1)).isoformat(), True),
    ):  # due on the first day is due here
        begins_again(desk, begun)
        assert ("report:2026-07" in {o.key for o in desk.duties.before_desk()}) is is_before
    begins_again(desk, "2026-08-15")
    assert desk.duties.excuse(sorted(before), "outside") == len(before)
    told = states(desk)
    assert {told[key] for key in before} == {"excused"}
    assert told["report:2026-08"] == "overdue"
    note = next(r for r in desk.store.records("duty_note") if r.values["duty"] == "report:2026-Q1")
    assert note.values["text"] == "Báo cáo định kỳ: quý I năm 2026"
    assert desk.duties.excuse(sorted(before), "outside") == 0
    desk.operations.undo()
    assert {states(desk)[key] for key in before} == {"overdue"}


def test_a_duty_of_any_year_may_be_noted_and_no_other(desk: Desk) -> None:
    session = desk.records.save("session", SESSION)
    wanted = ["report:2024-Q1", f"publish:{session.id}", "sessions_government:2025"]
    assert desk.duties.excuse(wanted, "not_applicable", "Theo công văn") == 3
    assert (states(desk, 2024)["report:2024-Q1"], states(desk, 2025)[f"publish:{session.id}"]) == ("excused",) * 2
    with pytest.raises(DeskError, match="report:2024-Q7"):
        desk.duties.excuse(["report:2024-H1", "report:2024-Q7"], "outside")
    assert states(desk, 2024)["report:2024-H1"] == "overdue"


def test_the_command_names_what_it_noted(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--unit", "11311", "--units", "2025", "--data", str(data_dir)]) == 0
    capsys.readouterr()
    assert main(["excuse", "report:2026-Q1", "--text", "Đã gửi 12-BC/ĐU", "--json", "--data", str(data_dir)]) == 0
    assert json.loads(capsys.readouterr().out) == {"excused": 1, "duties": ["report:2026-Q1"]}
    assert main(["obligations", "--year", "2026", "--data", str(data_dir)]) == 0
    (line,) = [text for text in capsys.readouterr().out.splitlines() if text.endswith("report:2026-Q1")]
    assert "Không nhắc nữa" in line
    assert main(["excuse", "--data", str(data_dir)]) == 2
    assert main(["excuse", "report:2026-Q9", "--data", str(data_dir)]) == 1
