"""What was done lately: remembered with the write itself, listed, taken back after a restart, brought again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, Query
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver, operations
from dialogue_desk.storage.saving import Saver

SESSION = {
    "held_on": "2026-03-10", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person", "place": "Đình",
    "count_for": "party", "status": "held",
}  # fmt: skip
OPINION = {
    "source_form": "direct", "received_on": "2026-03-02", "kind": "petition", "side": "government",
    "text": "Đường ngõ 5 ngập", "request": "Sửa cống", "subject": "urban",
}  # fmt: skip

Again = Callable[[], Desk]


@pytest.fixture
def again(desk: Desk) -> Again:
    """The desk closed and opened again."""

    def reopen() -> Desk:
        desk.close()
        fresh = Desk.open(desk.folder, today_is=desk.today)
        desk.__dict__.clear()
        desk.__dict__.update(fresh.__dict__)
        return desk

    return reopen


def save_session(desk: Desk, opinions: int = 3) -> tuple[str, list[str]]:
    with desk.records.as_one():
        session = desk.records.save("session", SESSION)
        told = OPINION | {"source_form": "session", "source_id": session.id, "source_unit": desk.unit}
        made = [desk.records.save("opinion", told | {"text": f"Ý kiến {n}"}).id for n in range(opinions)]
    return session.id, made


def test_an_operation_is_listed_and_goes_back_after_a_restart(desk: Desk, again: Again) -> None:
    desk.person = "Lan"
    session, made = save_session(desk)
    again()
    assert desk.operations.last() is None, "Ctrl+Z is for what was done since the desk was opened"
    (told,) = desk.operations.listed()
    assert (told.operation.by, told.operation.records, told.can_take_back) == ("Lan", 4, True)
    assert told.what == "Thêm 1 cuộc đối thoại, 3 ý kiến, kiến nghị"
    done = desk.operations.take_back(told.operation)
    assert (len(done.taken), len(done.binned), done.kept) == (4, 4, [])
    again()
    undo, first = desk.operations.listed()
    assert (first.can_take_back, undo.can_take_back) == (False, True)
    assert undo.what == f"Hoàn tác: {first.what}"
    desk.operations.take_back(undo.operation)
    assert all(not desk.records.need("opinion", one).is_deleted for one in made)
    assert not desk.records.need("session", session).is_deleted
    assert [told.can_take_back for told in desk.operations.listed()] == [False, False, True]
    assert desk.operations.listed()[0].what == f"Làm lại: {first.what}"


def test_what_hangs_on_a_record_keeps_it(desk: Desk) -> None:
    session, made = save_session(desk, 1)
    first = desk.operations.last()
    told = OPINION | {"source_form": "session", "source_id": session, "source_unit": desk.unit}
    desk.records.save("opinion", told | {"text": "Nêu thêm"})
    assert first is not None
    done = desk.operations.take_back(first)
    assert done.binned == [("opinion", desk.unit, made[0])]
    (kept,) = done.kept
    assert (kept.form, kept.id, kept.why) == ("session", session, "còn 1 ý kiến, kiến nghị gắn với nó")
    assert not desk.records.need("session", session).is_deleted


def test_a_record_edited_since_it_was_made_stays_whole(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION | {"place": "Ngõ 5"})
    made = desk.operations.last()
    desk.records.change("opinion", record.id, {"speaker_name": "Lê Văn An"})
    assert made is not None
    done = desk.operations.take_back(made)
    assert (done.taken, [kept.why for kept in done.kept]) == ([], ["đã được ghi thêm sau đó"])
    assert desk.records.need("opinion", record.id).values["place"] == "Ngõ 5"
    with pytest.raises(DeskError, match="không còn hoàn tác được"):
        desk.operations.need(made.number)


def test_what_was_taken_back_in_between_does_not_stand_in_the_way(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION | {"place": "Ngõ 5"})
    desk.records.change("opinion", record.id, {"place": "Ngõ 6"})
    desk.records.change("opinion", record.id, {"place": "Ngõ 7"})
    for expected in ("Ngõ 6", "Ngõ 5"):
        desk.records.undo()
        assert desk.records.need("opinion", record.id).values["place"] == expected
    for expected in ("Ngõ 6", "Ngõ 7"):
        undone = desk.operations.last_undone()
        assert undone is not None
        desk.operations.take_back(undone)
        assert desk.records.need("opinion", record.id).values["place"] == expected
    assert desk.operations.last_undone() is None
    for _time in range(3):
        desk.records.undo()
    assert desk.records.need("opinion", record.id).is_deleted


def test_what_was_brought_again_stands_over_what_was_before_it(desk: Desk) -> None:
    """A change, taken back and brought again, is a later change all the same."""
    record = desk.records.save("opinion", OPINION | {"place": "Ngõ 5"})
    desk.records.change("opinion", record.id, {"place": "Ngõ 6"})
    first = desk.operations.last()
    desk.records.change("opinion", record.id, {"place": "Ngõ 7"})
    for _time in range(2):
        desk.records.undo()
        undone = desk.operations.last_undone()
        assert undone is not None
        desk.operations.take_back(undone)
    assert first is not None
    done = desk.operations.take_back(first)
    assert (done.taken, [kept.why for kept in done.kept]) == ([], ["đã được sửa tiếp sau đó: Nơi xảy ra"])
    desk.records.undo()
    assert desk.records.need("opinion", record.id).values["place"] == "Ngõ 6"


def test_an_operation_that_touches_a_record_twice_goes_back_past_both(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION | {"place": "Ngõ 5"})
    with desk.records.as_one():
        desk.records.change("opinion", record.id, {"place": "Ngõ 6"})
        desk.records.change("opinion", record.id, {"place": "Ngõ 7", "is_hotspot": True})
        desk.records.change("opinion", record.id, {"place": "Ngõ 8"})
    desk.records.undo()
    now = desk.records.need("opinion", record.id).values
    assert (now["place"], now["is_hotspot"]) == ("Ngõ 5", False)


def test_something_new_ends_what_could_be_brought_again(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION)
    desk.records.change("opinion", record.id, {"place": "Ngõ 6"})
    desk.records.undo()
    assert desk.operations.last_undone() is not None
    desk.records.change("opinion", record.id, {"place": "Ngõ 9"})
    assert desk.operations.last_undone() is None


def test_a_step_with_later_ones_on_it_stays(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION)
    desk.petitions.take(record.id, "assign", {"agency": "Phòng Kinh tế"})
    assigned = desk.operations.last()
    due = desk.petitions.state(record.id).due_on
    desk.petitions.take(record.id, "resolve", {"text": "Đã sửa"})
    desk.petitions.take(record.id, "notify", {})
    resolved = desk.operations.listed()[1].operation
    assert assigned is not None
    assert assigned.number < resolved.number
    done = desk.operations.take_back(resolved)
    assert (done.taken, [kept.why for kept in done.kept]) == ([], ["đã có bước xử lý sau dựa vào bước này"])
    assert desk.petitions.state(record.id).status == "notified"
    desk.records.undo()
    assert desk.petitions.state(record.id).status == "resolved"
    assert desk.petitions.state(record.id).due_on == due


def test_an_assignment_goes_back_with_its_deadline_and_comes_again(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION)
    before = desk.petitions.state(record.id)
    desk.petitions.take(record.id, "assign", {"agency": "Phòng Kinh tế", "new_due_on": "2026-12-31"})
    desk.records.undo()
    assert desk.petitions.state(record.id) == before
    undone = desk.operations.last_undone()
    assert undone is not None
    desk.operations.take_back(undone)
    state = desk.petitions.state(record.id)
    assert (state.status, state.lead_agency, state.due_on) == ("assigned", "Phòng Kinh tế", "2026-12-31")
    assert desk.keeping.check() == []


def test_a_write_that_failed_is_no_operation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.records.save("opinion", OPINION)
    before = desk.operations.newest()

    def inside() -> None:
        with desk.records.writing() as saver:
            desk.records.put(saver, desk.records.form("opinion"), OPINION, "", desk.unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        inside()
    assert desk.operations.newest() == before

    def full(*_given: object, **_more: object) -> int:
        raise driver.DatabaseError("database or disk is full")

    monkeypatch.setattr(operations, "record", full)
    with pytest.raises(DeskError, match="đầy"):
        desk.records.save("opinion", OPINION)
    monkeypatch.undo()
    assert desk.records.count("opinion", Query()) == 1
    assert not desk.store.conn.in_transaction


def test_a_part_of_several_saves_that_failed_leaves_the_others_an_operation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Saver.save, []

    def second_fails(self: Saver, *given: object, **more: object) -> bool:
        calls.append(1)
        if len(calls) == 2:
            raise DeskError("Ổ đĩa đầy.", "", "disk_full")
        return real(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Saver, "save", second_fails)

    def both() -> None:
        with desk.records.as_one():
            for n in range(2):
                desk.records.save("opinion", OPINION | {"text": f"Ý kiến {n}"})

    with pytest.raises(DeskError):
        both()
    (told,) = desk.operations.listed()
    assert told.operation.records == 1
    desk.records.undo()
    assert desk.records.count("opinion", Query()) == 0


def test_the_number_of_a_refused_row_belongs_to_nobody(desk: Desk) -> None:
    """The next save gets the number again: were it remembered, taking the import back would take that save too."""
    form = desk.records.form("opinion")

    def refused(saver: Saver) -> None:
        with saver.part():
            desk.records.put(saver, form, OPINION | {"text": "Dòng sai"}, "", desk.unit)
            raise DeskError("Sai.")

    with desk.records.writing("import") as saver:
        desk.records.put(saver, form, OPINION, "", desk.unit)
        with pytest.raises(DeskError):
            refused(saver)
    imported = desk.operations.last()
    later = desk.records.save("opinion", OPINION | {"text": "Ghi sau"})
    assert imported is not None
    assert len(desk.operations.take_back(imported).taken) == 1
    assert not desk.records.need("opinion", later.id).is_deleted


def test_what_was_refused_alone_is_no_operation(desk: Desk) -> None:
    """Nothing of it stands, so there is nothing to take back and nothing to list; the next save counts as ever."""
    form = desk.records.form("opinion")

    def refused(saver: Saver) -> None:
        with saver.part():
            desk.records.put(saver, form, OPINION | {"speaker_name": "Lê Văn An"}, "", desk.unit)
            raise DeskError("Sai.")

    with desk.records.writing("import") as saver, pytest.raises(DeskError):
        refused(saver)
    assert desk.operations.listed() == []
    with desk.records.writing("import") as saver:
        with pytest.raises(DeskError):
            refused(saver)
        with saver.part():
            kept = desk.records.put(saver, form, OPINION, "", desk.unit)
    assert kept is not None
    (told,) = desk.operations.listed()
    assert told.operation.records == 1
    named = desk.records.save("opinion", OPINION | {"text": "Ghi sau", "speaker_name": "Lê Văn An"})
    assert desk.operations.take_back(told.operation).taken == [("opinion", desk.unit, kept.id)]
    assert desk.records.need("opinion", kept.id).is_deleted
    assert desk.records.need("opinion", named.id).values["speaker_name"] == "Lê Văn An"
    series = desk.store.conn.execute("SELECT count(*), max(n) FROM version GROUP BY de").fetchall()
    assert all(count == last for count, last in series), "a number nobody has looks like a save that is missing"
    assert desk.keeping.check() == []


def test_what_is_older_than_90_days_is_forgotten(desk: Desk) -> None:
    for n in range(3):
        desk.records.save("opinion", OPINION | {"text": f"Ý kiến {n}"})
    desk.store.conn.execute("UPDATE operation SET at = '2020-01-01T00:00:00.000Z' WHERE number < 3")
    assert [told.operation.number for told in desk.operations.listed()] == [3]
    desk.records.save("opinion", OPINION)
    assert desk.store.conn.execute("SELECT number FROM operation").fetchall() == [(3,), (4,)]


def test_the_content_of_a_withdrawn_file_does_not_come_back(desk: Desk, tmp_path: Path) -> None:
    record = desk.records.save("opinion", OPINION)
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.4\n" + b"x" * 200)
    attached = desk.attachments.attach("opinion", record.id, file)
    desk.attachments.withdraw(attached.id)
    told = desk.operations.listed()[0]
    assert (told.what, told.can_take_back) == ("Rút tệp đính kèm", False)
    with pytest.raises(DeskError, match="không còn hoàn tác được"):
        desk.operations.need(told.operation.number)
    assert desk.operations.last() != told.operation


@pytest.mark.parametrize("wrong", ["", "0", "77", "abc", "-1", "9" * 30, "1.5"])
def test_an_operation_that_is_none_is_refused_in_one_sentence(desk: Desk, wrong: str) -> None:
    desk.records.save("opinion", OPINION)
    with pytest.raises(DeskError, match="Không có thao tác"):
        desk.operations.need(wrong)


def test_a_backup_precedes_an_import_of_more_than_50_rows(desk: Desk, tmp_path: Path) -> None:
    head = "held_on,title,kind,mode,place,count_for"
    rows = [f"{n % 28 + 1}/{n % 9 + 1}/2026,Cuộc {n},periodic,in_person,Đình,party" for n in range(51)]
    few, many = tmp_path / "it.csv", tmp_path / "nhieu.csv"
    few.write_text("\n".join([head, *rows[:50]]), encoding="utf-8")
    many.write_text("\n".join([head, *(row.replace("Cuộc", "Buổi") for row in rows)]), encoding="utf-8")
    assert desk.files.import_file(few, "session").created == 50
    assert desk.files.import_file(many, "session", dry_run=True).created == 51
    assert desk.keeping.backups() == []
    assert desk.files.import_file(many, "session").created == 51
    (held,) = desk.keeping.backups()
    assert "-import" in held.path.name
    desk.records.undo()
    assert desk.records.count("session", Query()) == 50


def test_commands_list_and_take_back(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*given: str) -> dict[str, object]:
        assert main([*given, "--data", str(data_dir), "--json"]) == 0
        told: dict[str, object] = json.loads(capsys.readouterr().out)
        return told

    run("init", "--unit", "11311", "--units", "2023", "--person", "Lan")
    made = run("add", "session", *(f"{key}={value}" for key, value in SESSION.items()))
    run("set", "session", str(made["id"]), "place=Chợ", "participants=40")
    run("set", "session", str(made["id"]), "place=Trường")
    listed = run("operations")["operations"]
    assert isinstance(listed, list)
    assert [sorted(one) for one in listed] == [["at", "by", "can_take_back", "id", "records", "what"]] * 3
    assert [(one["by"], one["records"], one["can_take_back"]) for one in listed] == [("Lan", 1, True)] * 3
    assert [one["what"] for one in listed] == [
        "Sửa cuộc đối thoại “Đối thoại quý I”", "Sửa cuộc đối thoại “Đối thoại quý I”",
        "Thêm cuộc đối thoại “Đối thoại quý I”",
    ]  # fmt: skip
    done = run("take-back", listed[1]["id"])
    why = "đã được sửa tiếp sau đó: Địa điểm"
    assert done == {"taken_back": 1, "kept": [{"form": "session", "id": made["id"], "why": why}]}
    now = run("get", "session", str(made["id"]))
    assert (now["place"], now["participants"]) == ("Trường", None)
    assert main(["take-back", listed[1]["id"], "--data", str(data_dir), "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert main(["operations", "--data", str(data_dir)]) == 0
    assert "Hoàn tác: Sửa cuộc đối thoại" in capsys.readouterr().out
