"""Deadlines nobody can miss: of petitions nobody has, with settings that change, and with assignments to nobody."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.fields import Value
from dialogue_desk.errors import RecordError
from dialogue_desk.storage import follow
from tests.desk.petition import TODAY, petition
from tests.expected.office_days import deadline


@pytest.fixture
def today() -> date:
    return TODAY


def set_days(desk: Desk, **values: Value) -> None:
    desk.records.save("settings", {**desk.records.settings(), **values})


def overdue(desk: Desk) -> int:
    assert desk.petitions.counts()["overdue"] == desk.petitions.count(PetitionQuery(overdue=True))
    return desk.petitions.counts()["overdue"]


@pytest.mark.parametrize(("received", "late"), [("2025-04-09", 1), ("2025-04-10", 0), ("2025-04-11", 0)])
def test_a_petition_never_assigned_is_late_after_ten_working_days(desk: Desk, received: str, late: int) -> None:
    record = petition(desk, received_on=received)
    state = desk.petitions.state(record.id)
    assert (state.due_on, state.is_due_usual) == (deadline(received), True)
    assert bool(state.overdue_days(TODAY)) == bool(late)
    assert overdue(desk) == late
    assert desk.records.need("opinion", record.id).values["due_on"] is None, "nobody wrote it"


def test_its_own_deadline_and_an_extension_speak_first(desk: Desk) -> None:
    own = petition(desk, due_on="2025-04-25")
    assert (desk.petitions.state(own.id).due_on, desk.petitions.state(own.id).is_due_usual) == ("2025-04-25", False)
    extended = petition(desk)
    desk.petitions.take(extended.id, "extend", {"new_due_on": "2025-04-30"})
    state = desk.petitions.state(extended.id)
    assert (state.due_on, state.is_due_usual) == ("2025-04-30", False)
    assert overdue(desk) == 0


def test_a_suspension_moves_the_usual_deadline_too(desk: Desk) -> None:
    record = petition(desk)
    desk.petitions.take(record.id, "suspend", {"done_on": "2025-04-10"})
    desk.petitions.take(record.id, "resume", {"done_on": "2025-04-20"})
    assert desk.petitions.state(record.id).due_on == "2025-04-26"
    assert deadline("2025-04-01") == "2025-04-16"


def test_settings_move_the_deadlines_of_those_that_have_none(desk: Desk) -> None:
    record, own = petition(desk), petition(desk, due_on="2025-05-05")
    assert overdue(desk) == 1
    set_days(desk, days_received=30)
    assert desk.petitions.state(record.id).due_on == deadline("2025-04-01", 30)
    assert overdue(desk) == 0
    set_days(desk, days_received=3, days_off_extra="02/4/2025 - 04/4/2025", workdays_extra="06/4/2025")
    # 2, 3 and 4 April are off, Sunday 6 is worked: 6, then 8 (7 April 2025 is the day of the Hùng kings), 9.
    assert desk.petitions.state(record.id).due_on == "2025-04-09"
    assert desk.petitions.state(own.id).due_on == "2025-05-05"
    assert follow.astray(desk.store) == []
    desk.records.undo()
    assert desk.petitions.state(record.id).due_on == deadline("2025-04-01", 30)
    assert follow.astray(desk.store) == []


def test_a_rebuilt_table_says_the_same(desk: Desk) -> None:
    petition(desk)
    petition(desk, due_on="2025-05-05")
    before = desk.store.conn.execute("SELECT * FROM petition ORDER BY rid").fetchall()
    follow.rebuild(desk.store)
    assert desk.store.conn.execute("SELECT * FROM petition ORDER BY rid").fetchall() == before


def test_nobody_has_it(desk: Desk) -> None:
    """New, or assigned without saying to whom: not what somebody works on, sent up or settled."""
    new, nobody, given, typed = (petition(desk, text=text) for text in ("mới", "giao khống", "đã giao", "ghi sẵn"))
    desk.petitions.take(nobody.id, "assign")
    desk.petitions.take(given.id, "assign", {"agency": "Địa chính"})
    desk.records.change("opinion", typed.id, {"lead_agency": "Công an"})
    desk.petitions.take(typed.id, "assign")
    for kind in ("progress", "forward_up"):
        desk.petitions.take(petition(desk).id, kind)
    desk.petitions.take(petition(desk).id, "resolve", {"text": "Đã sửa"})
    desk.records.delete("opinion", petition(desk).id)
    found = desk.records.page("opinion", desk.petitions.query(PetitionQuery(unassigned=True)))
    assert {row.id for row in found} == {new.id, nobody.id}
    assert desk.petitions.counts()["unassigned"] == 2
    assert {i: desk.petitions.state(i).is_unassigned for i in (new.id, nobody.id, given.id, typed.id)} == {
        new.id: True, nobody.id: True, given.id: False, typed.id: False,
    }  # fmt: skip
    tile = next(t for t in desk.home.tiles() if t.key == "petitions_unassigned")
    assert (tile.value, desk.records.count("opinion", tile.query), tile.tone) == (2, 2, "warn")


def test_assigning_to_nobody_silences_nothing(desk: Desk) -> None:
    late, own = petition(desk), petition(desk, due_on="2025-04-20")
    for record in (late, own):
        desk.petitions.take(record.id, "assign")
        with pytest.raises(RecordError) as refused:
            desk.petitions.take(record.id, "assign", {"new_due_on": "2025-06-01"})
        assert refused.value.field == "agency"
    assert overdue(desk) == 2
    assert desk.records.need("opinion", own.id).values["due_on"] == "2025-04-20"
    desk.petitions.take(late.id, "assign", {"agency": "Địa chính"})
    assert overdue(desk) == 1
    assert desk.petitions.state(late.id).due_on == deadline("2025-04-24")


def test_assigning_to_nobody_may_set_a_deadline_while_none_has_passed(desk: Desk) -> None:
    record = petition(desk, received_on="2025-04-22")
    desk.petitions.take(record.id, "assign", {"new_due_on": "2025-06-01"})
    assert desk.petitions.state(record.id).due_on == "2025-06-01"


def test_the_usual_deadline_of_an_assignment_follows_its_day_and_the_petitions_unit(desk: Desk) -> None:
    record = petition(desk)
    desk.petitions.take(record.id, "assign", {"agency": "Địa chính", "done_on": "2025-04-03"})
    assert desk.petitions.state(record.id).due_on == deadline("2025-04-03")


def test_a_suspension_ends_with_the_result(desk: Desk) -> None:
    """Resolved or declined, the clock stands no more; opened again it runs on from the moved deadline."""
    for kind in ("resolve", "decline"):
        record = petition(desk, due_on="2025-04-10")
        desk.petitions.take(record.id, "suspend", {"done_on": "2025-04-05"})
        desk.petitions.take(record.id, kind, {"text": "Xong", "done_on": "2025-04-08"})
        state = desk.petitions.state(record.id)
        assert (state.suspended_on, state.due_on) == ("", "2025-04-13")
        line = desk.store.conn.execute("SELECT suspended_on, due_on FROM petition WHERE id = ?", (record.id,))
        assert line.fetchone() == (None, "2025-04-13")
        desk.petitions.take(record.id, "reopen", {"text": "Chưa xong", "done_on": "2025-04-12"})
        assert desk.petitions.state(record.id).overdue_days(TODAY) == 11
        assert "resume" not in desk.petitions.allowed(record.id)
    assert overdue(desk) == 2
