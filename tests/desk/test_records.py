"""Saving, history, undo, the bin, search: what a person does with single records."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Change, Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import DELETED
from dialogue_desk.errors import DamagedError, DeskError, RecordError, StaleError
from dialogue_desk.storage import driver
from dialogue_desk.storage.lists import Query
from dialogue_desk.storage.saving import Saver, shown_of, versions_of
from dialogue_desk.storage.store import Store

SESSION: dict[str, Value] = {
    "held_on": "2026-05-04", "title": "Đường thôn Đông", "place": "Nhà văn hóa", "count_for": "party",
}  # fmt: skip
OPINION: dict[str, Value] = {"received_on": "2026-05-04", "side": "party", "text": "Đèn hỏng", "subject": "land"}


def test_a_record_that_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    record = desk.records.save("session", SESSION)
    desk.records.save("session", {"title": "Bản A"}, record.id, base_rev=record.rev)
    with pytest.raises(StaleError):
        desk.records.save("session", {"title": "Bản B"}, record.id, base_rev=record.rev)
    assert desk.records.need("session", record.id).values["title"] == "Bản A"


def test_a_wrong_record_is_refused_whole_and_names_its_field(desk: Desk) -> None:
    with pytest.raises(RecordError) as refused:
        desk.records.save("session", SESSION | {"participants": 3, "participants_female": 4})
    assert refused.value.field == "participants_female"
    assert desk.records.count("session", Query()) == 0


def test_saving_what_is_there_writes_no_version(desk: Desk) -> None:
    record = desk.records.save("session", SESSION)
    again = desk.records.save("session", record.values, record.id, base_rev=record.rev)
    assert again.rev == record.rev
    assert len(desk.records.history("session", record.id)) == 1


def test_a_natural_key_finds_its_record_also_in_the_bin(desk: Desk) -> None:
    with pytest.raises(RecordError):
        desk.records.save("period", {"period": "quý II/2023"})  # held by its code: its id is made of it
    first = desk.records.save("period", {"period": "2023-Q2", "report_number": "12-BC/ĐU"})
    again = desk.records.save("period", {"period": "2023-Q2", "nothing_to_report": True})
    assert again.id == first.id
    assert again.values["report_number"] == "12-BC/ĐU"
    desk.records.delete("period", first.id)
    back = desk.records.save("period", {"period": "2023-Q2"})
    assert (back.id, back.is_deleted) == (first.id, False)
    with pytest.raises(RecordError):
        desk.records.change("period", first.id, {"period": "2023-Q3"})


def test_a_person_is_stored_beside_the_record_never_in_it(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION | {"speaker_name": "Nguyễn Văn Hòa"})
    assert record.values["speaker_name"] == "Nguyễn Văn Hòa"
    rows = desk.store.conn.execute("SELECT v.text FROM version v JOIN opinion o USING (rid)").fetchall()
    assert rows
    assert "Hòa" not in str(rows)
    assert "speaker_name" not in [c[1] for c in desk.store.conn.execute("PRAGMA table_info(opinion)")]
    hit = desk.records.search("nguyen hoa")[0]
    assert (hit.form, hit.id, hit.is_personal) == ("opinion", record.id, True)


def test_a_field_can_be_cleared_and_zero_is_not_unknown(desk: Desk) -> None:
    record = desk.records.save("session", SESSION | {"participants": 0})
    assert record.values["participants"] == 0
    assert desk.records.change("session", record.id, {"participants": None}).values["participants"] is None


def test_undo_takes_back_edits_deletes_and_new_records(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION | {"speaker_name": "A"})
    desk.records.change("opinion", record.id, {"text": "Đường hỏng", "speaker_name": "B"})
    desk.records.delete("opinion", record.id)
    desk.records.undo()
    assert desk.records.need("opinion", record.id).values["speaker_name"] == "B"
    desk.records.undo()
    now = desk.records.need("opinion", record.id)
    assert (now.values["text"], now.values["speaker_name"]) == ("Đèn hỏng", "A")
    desk.records.undo()
    assert desk.records.need("opinion", record.id).is_deleted
    assert desk.records.undo() == ()


def test_undo_takes_back_an_operation_of_many_records_whole(desk: Desk) -> None:
    form = desk.records.form("opinion")
    with desk.records.writing() as saver:
        steps = [desk.records.put(saver, form, OPINION | {"text": f"Ý kiến {n}"}, "", desk.unit) for n in range(5)]
    told: list[Change] = []
    desk.listeners.append(told.append)
    desk.records.done([s for s in steps if s], "import")
    assert desk.records.count("opinion", Query()) == 5
    desk.records.undo()
    assert [(change.origin, len(change.keys)) for change in told] == [("import", 5), ("undo", 5)]
    many = tuple(s for s in steps if s) * 50
    desk.records.done(many, "import")
    assert told[-1].keys == (), "some of them would be taken for all"
    assert desk.records.count("opinion", Query()) == 0


def test_an_undo_that_cannot_be_written_can_be_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = desk.records.save("opinion", OPINION)

    def full(*_given: object, **_more: object) -> None:
        raise DeskError("Ổ đĩa đầy.", "Dọn bớt.", "disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(Saver, "save", full)
        with pytest.raises(DeskError):
            desk.records.undo()
    assert not desk.records.need("opinion", record.id).is_deleted
    assert len(desk.records.undo()) == 1
    assert desk.records.need("opinion", record.id).is_deleted


def test_several_saves_can_count_as_one(desk: Desk) -> None:
    told: list[Change] = []
    desk.listeners.append(told.append)
    with desk.records.as_one():
        session = desk.records.save("session", SESSION)
        for n in range(3):
            desk.records.save("opinion", OPINION | {"text": f"Ý kiến {n}"})
    assert [(c.forms, len(c.keys)) for c in told] == [(frozenset({"session", "opinion"}), 4)]
    desk.records.undo()
    assert desk.records.count("opinion", Query()) == 0
    assert desk.records.need("session", session.id).is_deleted
    assert desk.operations.last() is None


def test_every_write_reports_one_change(desk: Desk) -> None:
    told: list[Change] = []
    desk.listeners.append(told.append)
    record = desk.records.save("session", SESSION)
    desk.records.delete("session", record.id)
    assert [(c.forms, c.keys[0][2], c.origin) for c in told] == [(frozenset({"session"}), record.id, "edit")] * 2


def test_an_action_is_added_and_never_changed(desk: Desk) -> None:
    opinion = desk.records.save("opinion", OPINION | {"kind": "petition", "request": "Sửa đèn"})
    step = desk.records.save(
        "action", {"opinion_unit": desk.unit, "opinion_id": opinion.id, "done_on": "2026-05-05", "kind": "assign"}
    )
    for attempt in (
        lambda: desk.records.change("action", step.id, {"text": "x"}),
        lambda: desk.records.delete("action", step.id),
        lambda: desk.records.save("action", step.values | {"text": "x"}, step.id),
    ):
        with pytest.raises(DeskError):
            attempt()


def test_records_of_other_units_are_read_only_but_a_unit_without_a_desk_is_entered_for(
    make_desk: Callable[..., Desk],
) -> None:
    commune, district = make_desk("11311"), make_desk("304")
    neighbour = "11314@2023"
    with pytest.raises(DeskError) as refused:
        commune.records.save("session", SESSION, unit=neighbour)
    assert refused.value.code == "foreign_unit"
    below = district.units.children(district.unit)[0].key
    assert district.records.save("session", SESSION, unit=below).unit == below


def test_lists_are_filtered_sorted_and_sliced(desk: Desk) -> None:
    for day in range(1, 10):
        desk.records.save("session", SESSION | {"held_on": f"2026-05-0{day}", "title": f"Cuộc {day}"})
    desk.records.save("session", SESSION | {"held_on": "2025-01-01", "kind": "thematic", "title": "Chợ Đồn"})
    titles = [r.values["title"] for r in desk.records.page("session", Query(), limit=3)]
    assert titles == ["Cuộc 9", "Cuộc 8", "Cuộc 7"]
    assert [r.values["title"] for r in desk.records.page("session", Query(order="held_on"), 1, 1)] == ["Cuộc 1"]
    assert desk.records.count("session", Query(equal={"kind": "thematic"})) == 1
    assert desk.records.count("session", Query(equal={"kind": ("thematic", "periodic")})) == 10
    assert desk.records.count("session", Query(first="2026-05-02", last="2026-05-04")) == 3
    assert [r.values["title"] for r in desk.records.page("session", Query(text="cho don"))] == ["Chợ Đồn"]
    assert desk.records.count("session", Query(text="không có đâu")) == 0


def test_lists_find_by_the_persons_name(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION | {"speaker_name": "Trần Thị Mùi"})
    assert [r.id for r in desk.records.page("opinion", Query(text="thi mui"))] == [record.id]


def test_an_exact_accent_match_comes_first(desk: Desk) -> None:
    exact = desk.records.save("session", SESSION | {"title": "Đương kim"})
    for _n in range(3):
        desk.records.save("session", SESSION | {"title": "Đường làng"})
    assert desk.records.search("đương")[0].id == exact.id
    assert len(desk.records.search("duong")) == 4
    assert len(desk.records.search("Đu\u031bo\u031b\u0300ng la\u0300ng")) == 3


@pytest.mark.parametrize("text", ['"', "*", "a* OR b", "x' --", "NEAR(", "()", "   ", "-", "^"])
def test_search_takes_any_text(desk: Desk, text: str) -> None:
    desk.records.save("session", SESSION)
    assert isinstance(desk.records.search(text), list)


def parallel(desk: Desk, record_id: str, rev: str, values: dict[str, Value]) -> None:
    form = desk.records.form("session")
    with desk.records.writing() as saver:
        desk.records.put(saver, form, values, record_id, desk.unit, rev, parallel=True)


def test_a_save_beside_another_keeps_both_fields_and_queues_the_same_one(desk: Desk) -> None:
    base = desk.records.save("session", SESSION)
    desk.records.change("session", base.id, {"title": "Tên một"})
    parallel(desk, base.id, base.rev, SESSION | {"title": "Đường thôn Đông", "place": "Trụ sở"})
    merged = desk.records.need("session", base.id)
    assert (merged.values["title"], merged.values["place"], merged.conflicts) == ("Tên một", "Trụ sở", ())
    assert merged.rev.count("+") == 1
    parallel(desk, base.id, base.rev, SESSION | {"title": "Tên hai"})
    disputed = desk.records.need("session", base.id)
    assert disputed.conflicts == ("title",)
    assert disputed.values["place"] == "Trụ sở"
    # saving another field decides nothing
    other = desk.records.change("session", base.id, {"notes": "x"})
    assert other.conflicts == ("title",)
    form = desk.records.form("session")
    with desk.records.writing() as saver:
        saver.save(form, desk.unit, base.id, other.values | {"title": "Tên một"}, decided={"title"})
    decided = desk.records.need("session", base.id)
    assert (decided.conflicts, decided.values["title"], decided.values["notes"]) == ((), "Tên một", "x")


def test_a_delete_beside_an_edit_waits_for_a_person_and_shows_the_record(desk: Desk) -> None:
    base = desk.records.save("session", SESSION)
    desk.records.delete("session", base.id)
    parallel(desk, base.id, base.rev, SESSION | {"place": "Trụ sở"})
    now = desk.records.need("session", base.id)
    assert (now.is_deleted, now.conflicts) == (False, (DELETED,))
    # an edit of another field leaves the question open
    edited = desk.records.change("session", base.id, {"notes": "x"})
    assert edited.conflicts == (DELETED,)
    form = desk.records.form("session")
    with desk.records.writing() as saver:
        saver.save(form, desk.unit, base.id, edited.values, delete=True)
    gone = desk.records.need("session", base.id)
    assert (gone.is_deleted, gone.conflicts) == (True, ())


def test_identical_edits_beside_each_other_are_no_conflict(desk: Desk) -> None:
    base = desk.records.save("session", SESSION)
    desk.records.change("session", base.id, {"title": "Như nhau"})
    parallel(desk, base.id, base.rev, SESSION | {"title": "Như nhau"})
    assert desk.records.need("session", base.id).conflicts == ()


def test_what_is_shown_is_what_the_versions_say(desk: Desk) -> None:
    base = desk.records.save("session", SESSION)
    for n in range(4):
        parallel(desk, base.id, base.rev, SESSION | {"title": f"Tên {n}"})
    form = desk.records.form("session")
    held = versions_of(desk.store, form, desk.unit, base.id)
    shown = shown_of(desk.store, form, desk.unit, base.id)
    assert shown
    assert len(held) == 5
    assert len(shown.heads) == 4
    assert len({v.stamp.de for v in held}) == 4, "a save that has not seen its own desk's save counts in another series"
    assert desk.records.need("session", base.id).values["title"] == "Tên 3"


def test_a_clock_far_ahead_does_not_drag_later_saves_along(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    now = [4_070_908_800_000_000]  # 2099
    desk.store.clock = lambda: now[0]
    ahead = desk.records.save("session", SESSION)
    now[0] = 1_795_000_000_000_000
    other = desk.records.save("session", SESSION)
    assert other.updated_at.startswith("2026")
    later = desk.records.change("session", ahead.id, {"title": "Sau"})
    assert later.values["title"] == "Sau"
    assert later.updated_at.startswith("2099")


# -- the file -----------------------------------------------------------------


def test_without_a_key_it_is_an_ordinary_sqlite_file(desk: Desk) -> None:
    import sqlite3

    desk.records.save("session", SESSION)
    desk.close()
    plain = sqlite3.connect(desk.folder / "desk.db")
    assert plain.execute("SELECT title FROM session").fetchall() == [("Đường thôn Đông",)]
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()


def test_with_a_raw_key_nothing_can_be_read_without_it(tmp_path: Path) -> None:
    key = bytes(range(32))
    meta = {"unit": "u@2023", "desk": "d" * 16}
    store = Store.create(tmp_path / "desk.db", meta, [], key)
    with driver.transaction(store.conn):
        Saver(store, "A").save(store.form("session"), "u@2023", "1", SESSION)
    store.close()
    assert "Đường".encode() not in (tmp_path / "desk.db").read_bytes()
    with pytest.raises(DeskError):
        Store.open(tmp_path / "desk.db", bytes(32))
    again = Store.open(tmp_path / "desk.db", key)
    assert [r.values["title"] for r in again.records("session")] == ["Đường thôn Đông"]
    again.close()


def test_a_newer_a_foreign_and_a_damaged_file_are_told_apart(desk: Desk, tmp_path: Path) -> None:
    path = desk.folder / "desk.db"
    desk.store.conn.execute("PRAGMA user_version = 99")
    desk.close()
    with pytest.raises(DeskError) as newer:
        Desk.open(desk.folder)
    assert newer.value.code == "newer"
    import sqlite3

    other = tmp_path / "other"
    other.mkdir()
    sqlite3.connect(other / "desk.db").execute("CREATE TABLE t (a)").connection.close()
    with pytest.raises(DamagedError) as foreign:
        Desk.open(other)
    assert foreign.value.code == "not_ours"
    path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(DamagedError) as damaged:
        Desk.open(desk.folder)
    assert damaged.value.code == "damaged"
    with pytest.raises(DeskError) as none:
        Desk.open(tmp_path / "empty")
    assert none.value.code == "no_desk"


def test_a_failure_in_the_middle_stores_nothing(desk: Desk) -> None:
    form = desk.records.form("session")

    def half() -> None:
        with desk.records.writing() as saver:
            desk.records.put(saver, form, SESSION, "", desk.unit)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    assert desk.records.count("session", Query()) == 0
    assert not desk.store.conn.in_transaction
    desk.records.save("session", SESSION)
    assert desk.records.count("session", Query()) == 1


def test_two_writers_wait_for_each_other(desk: Desk) -> None:
    failed: list[Any] = []

    def write(title: str) -> None:
        mine = desk_of(desk)
        try:
            for n in range(20):
                mine.records.save("session", SESSION | {"title": f"{title} {n}"})
        except DeskError as error:
            failed.append(error)
        finally:
            mine.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert desk.records.count("session", Query()) == 40
    numbers = [n for (n,) in desk.store.conn.execute("SELECT n FROM version ORDER BY n")]
    assert numbers == list(range(1, 41))


def desk_of(desk: Desk) -> Desk:
    return Desk(desk.folder, Store.open(desk.folder / "desk.db"), desk.today)
