"""Steps through the desk: what fits, deadlines, bulk, undo, splitting, converting."""

from datetime import date

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.storage import follow
from dialogue_desk.storage.lists import Query
from tests.desk.petition import TODAY, petition


@pytest.fixture
def today() -> date:
    return TODAY


def test_assigning_without_a_deadline_sets_the_usual_one(desk: Desk) -> None:
    record = petition(desk)
    desk.petitions.take(record.id, "assign", {"agency": "Địa chính", "done_on": "2025-04-24"})
    # Ten working days after Thursday 24 April 2025: 25, 26 (worked for 2 May), 28, 29 | 5 6 7 8 9 | 12 May.
    assert desk.records.need("opinion", record.id).values["due_on"] == "2025-05-12"
    assert desk.petitions.state(record.id).due_on == "2025-05-12"
    desk.records.undo()
    after = desk.records.need("opinion", record.id)
    assert (after.values["due_on"], desk.petitions.state(record.id).status) == (None, "new")


def test_the_units_own_days_move_the_usual_deadline(desk: Desk) -> None:
    desk.records.save(
        "settings", {**desk.records.settings(), "days_off_extra": "25/4/2025; 5/5/2025", "workdays_extra": "3/5/2025"}
    )
    # 26, 28, 29 April | 3 (worked), 6 7 8 9 | 12, 13 May.
    assert desk.petitions.due_after(TODAY) == "2025-05-13"


def test_a_deadline_that_is_there_stays(desk: Desk) -> None:
    record = petition(desk, due_on="2025-06-01")
    desk.petitions.take(record.id, "assign", {"agency": "Công an"})
    assert desk.petitions.state(record.id).due_on == "2025-06-01"


def test_a_step_that_does_not_fit_is_refused_and_nothing_is_stored(desk: Desk) -> None:
    record = petition(desk)
    for kind, values in (
        ("notify", {}), ("close", {}), ("answer", {}), ("reopen", {"text": "vì"}),
        ("assign", {"done_on": "2025-04-25"}), ("assign", {"done_on": "2025-03-31"}), ("void", {"action_ref": "x"}),
    ):  # fmt: skip
        with pytest.raises(DeskError):
            desk.petitions.take(record.id, kind, values)
    with pytest.raises(RecordError) as wrong:
        desk.petitions.take(record.id, "resolve", {})
    assert wrong.value.field == "text"
    assert desk.records.count("action", Query()) == 0


def test_a_step_added_by_hand_is_kept_and_flagged(desk: Desk) -> None:
    record = petition(desk)
    added = desk.records.save(
        "action",
        {"opinion_unit": record.unit, "opinion_id": record.id, "kind": "close", "done_on": "2025-04-10"},
    )
    assert desk.petitions.out_of_order(added)
    state = desk.petitions.state(record.id)
    assert (state.status, [t.is_out_of_order for t in state.history]) == ("new", [True])


def test_what_is_allowed_now(desk: Desk) -> None:
    record = petition(desk, is_anonymous=True)
    assert desk.petitions.allowed(record.id) == (
        "assign", "progress", "forward_up", "resolve", "extend", "suspend", "decline", "note",
    )  # fmt: skip
    desk.petitions.take(record.id, "suspend", {})
    assert "resume" in desk.petitions.allowed(record.id)
    assert "suspend" not in desk.petitions.allowed(record.id)
    desk.petitions.take(record.id, "resolve", {"text": "Đã sửa đường"})
    assert desk.petitions.allowed(record.id) == ("notify", "close", "reopen", "note", "void")


def test_voiding_brings_the_earlier_status_back(desk: Desk) -> None:
    record = petition(desk)
    wrong = desk.petitions.take(record.id, "resolve", {"text": "nhầm"})
    desk.petitions.void(record.id, wrong.id)
    assert desk.petitions.state(record.id).status == "new"
    with pytest.raises(DeskError):
        desk.petitions.void(record.id, wrong.id)
    with pytest.raises(DeskError):
        desk.records.delete("action", wrong.id)


def test_bulk_is_one_operation_and_tells_what_did_not_fit(desk: Desk) -> None:
    keys = [(r.unit, r.id) for r in (petition(desk, text=f"Việc {n}") for n in range(4))]
    desk.petitions.take(keys[3][1], "decline", {"text": "Tòa án"})
    bulk = desk.petitions.take_all(keys, "assign", {"agency": "Địa chính"})
    assert (bulk.done, [key for key, _why in bulk.refused]) == (keys[:3], [keys[3]])
    assert desk.petitions.counts()["assigned"] == 3
    assert desk.petitions.count(PetitionQuery(lead="Địa chính")) == 3
    desk.records.undo()
    assert desk.petitions.counts()["assigned"] == 0
    assert desk.petitions.counts()["declined"] == 1


def test_overdue_lists_change_on_the_day_after(desk: Desk) -> None:
    petition(desk, due_on="2025-04-23")
    petition(desk, due_on="2025-04-24")
    petition(desk, due_on="2025-06-30")
    assert desk.petitions.counts()["overdue"] == desk.petitions.count(PetitionQuery(overdue=True)) == 1
    assert desk.records.count("opinion", Query(equal={"overdue_on": "2025-04-25"})) == 2
    assert len(follow.find(desk.store, "is_open = 1")) == 3


def test_converting_keeps_the_steps(desk: Desk) -> None:
    record = petition(desk)
    desk.petitions.take(record.id, "progress", {})
    desk.petitions.convert(record.id, "opinion")
    with pytest.raises(DeskError):
        desk.petitions.state(record.id)
    assert desk.petitions.counts()["open"] == 0
    with pytest.raises(RecordError):
        desk.petitions.convert(record.id, "petition", {"request": None})
    desk.petitions.convert(record.id, "petition")
    assert desk.petitions.state(record.id).status == "in_progress"


def test_splitting_a_speech(desk: Desk) -> None:
    session = desk.records.save(
        "session", {"held_on": "2025-04-02", "title": "Quý II", "place": "Nhà văn hóa", "count_for": "government"}
    )
    record = petition(
        desk,
        source_form="session",
        source_id=session.id,
        received_on=None,
        speaker_name="Trần Thị B",
        due_on="2025-05-05",
    )
    made = desk.petitions.split(
        record.id, ["Đường ngập", {"text": "Đèn hỏng", "request": "Thay đèn", "subject": "urban"}, "Rác"]
    )
    assert [r.values["text"] for r in made] == ["Đường ngập", "Đèn hỏng", "Rác"]
    assert made[0].id == record.id
    for part in made:
        assert (part.values["source_id"], part.values["received_on"]) == (session.id, "2025-04-02")
        assert part.values["speaker_name"] == "Trần Thị B"
    assert [r.values["subject"] for r in made] == ["infrastructure", "urban", "infrastructure"]
    assert [r.values["is_too_general"] for r in made] == [False, False, True]
    assert [r.values["due_on"] for r in made] == ["2025-05-05", None, None]
    desk.records.undo()
    assert desk.records.count("opinion", Query()) == 1
    with pytest.raises(RecordError):
        desk.petitions.split(record.id, ["chỉ một"])


def test_linked_look_alikes_are_one_group(desk: Desk) -> None:
    a, b, c, d = (petition(desk, text=f"Ngập {n}") for n in range(4))
    desk.petitions.link(b.id, (a.unit, a.id))
    desk.petitions.link(c.id, (b.unit, b.id))
    assert set(desk.petitions.linked(a.id)) == {(r.unit, r.id) for r in (a, b, c)}
    assert desk.petitions.linked(d.id) == [(d.unit, d.id)]
    with pytest.raises(RecordError):
        desk.petitions.link(a.id, (a.unit, a.id))
    desk.petitions.link(b.id, None)
    assert desk.petitions.linked(a.id) == [(a.unit, a.id)]


def test_alike_texts_are_offered_whatever_the_accents(desk: Desk) -> None:
    texts = ("Đường thôn Đông ngập nước khi mưa to", "Đường thôn Đông bị ngập khi trời mưa", "Đề nghị tăng lương hưu")
    made = [petition(desk, text=text).id for text in texts]
    assert {i for _unit, i, _alike in desk.petitions.similar("duong thon dong ngap khi mua")} == set(made[:2])
    assert [i for _unit, i, _alike in desk.petitions.similar("đề nghị tăng lương")] == [made[2]]
    assert desk.petitions.similar("ngập") == []
    assert desk.petitions.similar("xin cấp giấy phép xây nhà") == []
    desk.records.delete("opinion", made[2])
    assert desk.petitions.similar("đề nghị tăng lương") == []
