"""Erasure in the open: told before it is obeyed, obeyed for the owner only, taken back as long as it can be."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.desk.erasure import signed
from dialogue_desk.domain.merge import compose, evaluate
from dialogue_desk.domain.records import Stamp, build_version, canonical, erasures_known
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver, erased_content, erasing, unerasing
from tests.exchange import forging
from tests.exchange.world import COMMUNE, DISTRICT, OPINION, World, dump, step_on

TEXT, NAME = "Bà Nhàn ở ngõ 7 kể chuyện nhà", "Đoàn Thị Nhàn"


def told(desk: Desk) -> str:
    """Everything the desk shows, searches or sends of opinions."""
    tables = ("version", "search_text", "opinion", "opinion_personal")
    return str([desk.store.conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables])


def with_opinion(chain: World) -> str:
    record = chain.desks["commune"].records.save("opinion", {**OPINION, "text": TEXT, "speaker_name": NAME})
    chain.up("commune", "district")
    return record.id


def test_a_mark_is_told_before_and_after_and_an_undo_brings_the_content_back(
    chain: World, capsys: pytest.CaptureFixture[str]
) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.person = "Chị Liên"
    opinion = with_opinion(chain)
    before = dump(district)
    commune.erasure.erase("opinion", opinion, ["text"], "Bà Nhàn xin rút")
    out = chain.file()
    commune.sending.send(out)
    district.close()
    where = ["--json", "--data", str(district.folder)]
    for arguments in (["receive", str(out), "--dry-run"], ["receive", str(out)]):
        capsys.readouterr()
        assert main([*arguments, *where]) == 0
        (file,) = json.loads(capsys.readouterr().out)["files"]
        assert file["erased"] == file["counts"]["erased"] == 1
        (mark,) = file["erasures"]
        assert {**mark, "at": ""} == {
            "form": "opinion", "unit": COMMUNE, "id": opinion, "fields": ["text"], "reason": "Bà Nhàn xin rút",
            "by": "Chị Liên", "at": "", "status": "erased", "until": None,
        }  # fmt: skip
    district = chain.desks["district"] = Desk.open(district.folder)
    assert TEXT not in told(district)
    again = chain.receive("district", out)
    assert again.status == "already"
    (batch,) = [b for b in district.receiving.batches() if b.counts.get("erased")]
    assert district.erasure.listed("opinion", opinion)[0].until
    district.receiving.undo(batch.package)
    assert dump(district) == before
    assert district.erasure.listed() == []
    assert district.keeping.check() == []
    assert chain.receive("district", out, again=True).counts["erased"] == 1
    assert TEXT not in told(district)


def test_the_sheet_of_a_taken_package_lists_what_it_erased_and_hides_names_for_others(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    opinion = with_opinion(chain)
    commune.records.save("opinion", {**OPINION, "text": "Bà Đoàn Thị Nhàn, số 0912 345 678, xin rút đơn"})
    commune.records.change("opinion", opinion, {"request": "Gọi bà Đoàn Thị Nhàn 0912 345 678"})
    commune.erasure.erase("opinion", opinion, ["text"], "theo đơn của bà Đoàn Thị Nhàn")
    done = chain.up("commune", "district")
    ask = district.reporting.read
    sheet = district.reporting.build("merge-preview", ask("merge-preview", {"id": done.package}))
    (row, *_more) = next(sheet.tables()).rows
    assert (row.values["kind"], row.values["field"]) == ("Bị xóa nội dung", "Nội dung")
    assert "0912 345 678" in str(sheet)
    hidden = district.reporting.build("merge-preview", ask("merge-preview", {"id": done.package, "public": True}))
    assert "0912 345 678" not in str(list(hidden.tables()))
    assert "Nhàn" not in str(list(hidden.tables()))
    assert "xin rút đơn" in str(hidden)
    district.receiving.undo(done.package)


def test_what_a_package_erased_is_told_until_somebody_has_looked(
    chain: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """On home and by the command: record, field, reason and who; once, though every later package repeats the mark."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.person = "Chị Liên"
    opinion = with_opinion(chain)
    commune.erasure.erase("opinion", opinion, ["text"], "bà ấy xin rút")
    done = chain.up("commune", "district")
    chain.up("commune", "district")
    (alarm,) = district.receiving.alarms.listed()
    assert (alarm.kind, alarm.about, alarm.can_settle) == ("erased", done.package, True)
    for more in (["--json"], []):
        capsys.readouterr()
        assert main(["home", *more, "--data", str(district.folder)]) == 0
        said = capsys.readouterr().out
        assert "bà ấy xin rút" in said
        assert not more or [a["kind"] for a in json.loads(said)["alarms"]] == ["erased"]
    for words in ("1 bản ghi", "Nội dung", "bà ấy xin rút", "Chị Liên"):
        assert words in alarm.message
    assert TEXT not in alarm.message
    assert commune.receiving.alarms.listed() == [], "what one erased oneself is no news"
    district.receiving.alarms.settle(done.package)
    assert district.receiving.alarms.listed() == []
    chain.up("commune", "district")
    assert district.receiving.alarms.listed() == []
    commune.erasure.erase("opinion", opinion, [], "xin rút cả tên")
    assert chain.up("commune", "district").counts["erased"] == 1
    assert district.receiving.alarms.listed() == [], "nothing was held here, nothing can be brought back"


def test_a_unit_above_erases_nothing_of_a_lower_one_by_itself(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    opinion = with_opinion(chain)
    at = "2026-01-01T00:00:00Z"
    mark = ("opinion", COMMUNE, opinion, '["text"]', district.store.desk, "Ông Trên", at, "cho gọn", "")
    forged = (*mark[:4], commune.store.desk, *mark[5:])
    alike = (*mark[:4], commune.store.desk, *mark[5:8], signed(district.store, mark)[8])
    number = 1
    for told_mark in (mark, signed(district.store, mark), forged, alike):
        number += 1
        file = forging.seal(
            chain, district, commune, kind="down", erasures=[list(told_mark)], number=number, spoken=number
        )
        seen = chain.receive("commune", file, dry_run=True)
        assert (seen.counts["erased"], [e.status for e in seen.erasures]) == (0, ["waiting"])
        done = chain.receive("commune", file)
        assert (done.status, done.counts["erased"]) == ("merged", 0)
        assert TEXT in told(commune)
        (waiting,) = commune.erasure.listed()
        assert (waiting.status, waiting.reason, waiting.by) == ("waiting", "cho gọn", "Ông Trên")
        assert any(alarm.kind == "erasure_waiting" for alarm in commune.receiving.alarms.listed())
        commune.receiving.undo(done.package)
        assert commune.erasure.listed() == []
    chain.receive("commune", file, again=True)
    commune.erasure.refuse("opinion", opinion)
    assert commune.erasure.listed() == []
    number += 1
    file = forging.seal(chain, district, commune, kind="down", erasures=[list(mark)], number=number, spoken=number)
    assert chain.receive("commune", file).erasures == ()
    assert TEXT in told(commune)
    assert not any(alarm.kind == "erasure_waiting" for alarm in commune.receiving.alarms.listed())


def test_what_waits_is_erased_when_a_person_says_so(chain: World, capsys: pytest.CaptureFixture[str]) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    opinion = with_opinion(chain)
    mark = [
        "opinion_personal",
        COMMUNE,
        opinion,
        '["speaker_name"]',
        district.store.desk,
        "Ông",
        "2026-01-01",
        "vì",
        "",
    ]
    chain.receive("commune", forging.seal(chain, district, commune, kind="down", erasures=[mark], number=2, spoken=2))
    assert NAME in told(commune)
    commune.close()
    where = ["--json", "--data", str(commune.folder)]
    assert main(["erasures", *where]) == 0
    (waiting,) = json.loads(capsys.readouterr().out)["erasures"]
    assert (waiting["status"], waiting["form"], waiting["fields"]) == ("waiting", "opinion", ["speaker_name"])
    assert main(["erasures", "opinion", opinion, "--accept", *where]) == 0
    assert main(["erasures", "opinion", opinion, "--accept", *where]) == 1
    commune = chain.desks["commune"] = Desk.open(commune.folder)
    assert NAME not in told(commune)
    commune.erasure.bring_back("opinion", opinion)
    assert NAME in told(commune)
    assert commune.keeping.check() == []


def test_the_owners_mark_is_known_whoever_passes_it_on(chain: World) -> None:
    commune, city = chain.desks["commune"], chain.desks["city"]
    opinion = with_opinion(chain)
    chain.up("district", "city")
    commune.erasure.erase("opinion", opinion, ["text"], "xin rút")
    assert chain.up("commune", "district").counts["erased"] == 1
    done = chain.up("district", "city")
    assert done.counts["erased"] == 1
    assert [e.status for e in done.erasures] == ["erased"]
    assert TEXT not in told(city)
    assert chain.down("district", "commune").counts["erased"] == 0, "what is erased already is not told again"


def test_a_successor_erases_what_it_took_over(chain: World) -> None:
    from dialogue_desk.exchange import marks as marking
    from dialogue_desk.storage import registry

    district = chain.desks["district"]
    opinion = with_opinion(chain)
    other = next(u.key for u in district.units.subtree(DISTRICT) if u.key not in (COMMUNE, DISTRICT))
    mark = ("opinion", COMMUNE, opinion, '["text"]', "0" * 16, "Ai", "2026-01-01", "vì", "")
    sender = registry.known(district.store, district.store.desk)
    assert sender is not None
    stranger = replace(sender, unit=other)
    assert marking.take(district.store, [mark], stranger, 9).erasures_waiting == [mark]
    unerasing.undo(district.store, 9)
    district.store.set_meta(registry.TAKEOVERS, json.dumps({COMMUNE: [other]}))
    assert marking.take(district.store, [mark], stranger, 9).erased == [mark]


def test_content_is_brought_back_until_its_day_and_then_destroyed(desk: Desk) -> None:
    record = desk.records.save("opinion", {**OPINION, "text": TEXT, "speaker_name": NAME})
    desk.records.change("opinion", record.id, {"text": f"{TEXT}, lần hai"})
    before = dump(desk)
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút")
    desk.erasure.erase("opinion", record.id, [], "xin rút")
    assert TEXT not in told(desk)
    assert NAME not in told(desk)
    (first, second) = desk.erasure.listed("opinion", record.id)
    assert first.until == second.until == (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    assert len(desk.erasure.bring_back("opinion", record.id)) == 2
    assert dump(desk) == before
    assert desk.erasure.listed() == []
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút")
    assert erased_content.destroy(desk.store, 30, datetime.now(UTC) + timedelta(days=29)) == 0
    assert erased_content.destroy(desk.store, 30, datetime.now(UTC) + timedelta(days=31)) == 2
    with pytest.raises(DeskError) as gone:
        desk.erasure.bring_back("opinion", record.id)
    assert gone.value.code == "destroyed"
    assert desk.records.need("opinion", record.id).values["text"] == erasing.ERASED
    other = desk.records.save("opinion", {**OPINION, "speaker_name": NAME})
    desk.erasure.erase("opinion", other.id, [], "xin rút")
    erased_content.destroy(desk.store, 0, datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(DeskError, match="không còn"):
        desk.erasure.bring_back("opinion", other.id)
    assert desk.keeping.check() == []


@pytest.mark.parametrize("form", ["opinion", "opinion_personal"])
def test_what_is_kept_is_all_that_anybody_said_of_a_version(desk: Desk, form: str) -> None:
    """In whichever order its readings came; one that is whole stands letter for letter."""
    gone = {} if form.endswith("_personal") else {"a": erasing.ERASED, "b": erasing.ERASED}
    one, two = ({"v": {**gone, key: key.upper()}} for key in ("a", "b"))
    for number, readings in enumerate(((one, two), (two, one))):
        for reading in readings:
            erased_content.put_aside(desk.store, [(str(number), form, "u", "i", canonical(reading), "")])
        text, groups = erased_content.kept_of(desk.store, form, "u", "i")[str(number)]
        assert (json.loads(text), groups) == ({"v": {"a": "A", "b": "B"}}, "")
        whole = '{"v": {"b": "B", "a": "A"}}'
        erased_content.put_aside(desk.store, [(str(number), form, "u", "i", whole, "")], {str(number)})
        erased_content.put_aside(desk.store, [(str(number), form, "u", "i", canonical(one), "")])
        assert erased_content.kept_of(desk.store, form, "u", "i")[str(number)] == (whole, "")


def test_what_was_replaced_lies_sealed_and_is_bound_to_its_version(desk: Desk) -> None:
    """No letter of it is left in the file; altered, or without its key, it is as good as destroyed."""
    record = desk.records.save("opinion", {**OPINION, "text": TEXT, "speaker_name": NAME})
    other = desk.records.save("opinion", {**OPINION, "text": "Lời của người khác"})
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút")
    desk.erasure.erase("opinion", record.id, [], "xin rút")
    desk.erasure.erase("opinion", other.id, ["text"], "xin rút")
    conn = desk.store.conn
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in desk.folder.glob("desk.db*"):
        content = file.read_bytes()
        assert not [words for words in (TEXT, NAME, "ngõ 7 kể") if words.encode() in content], file
    held = dict(conn.execute("SELECT id, box FROM erased_content WHERE form = 'opinion'").fetchall())
    conn.execute("UPDATE erased_content SET box = ? WHERE id = ?", (held[record.id], other.id))
    with pytest.raises(DeskError) as gone:
        desk.erasure.bring_back("opinion", other.id)
    assert gone.value.code == "destroyed"
    (key,) = conn.execute("SELECT key FROM erased_key").fetchall()
    conn.execute("DELETE FROM erased_key")
    with pytest.raises(DeskError, match="không còn"):
        desk.erasure.bring_back("opinion", record.id)
    conn.execute("INSERT INTO erased_key VALUES (?, ?)", (desk.erasure.listed()[0].at[:10], *key))
    desk.erasure.bring_back("opinion", record.id)
    assert desk.records.need("opinion", record.id).values["text"] == TEXT
    assert erased_content.destroy(desk.store, 30, datetime.now(UTC) + timedelta(days=31)) == 1
    assert conn.execute("SELECT count(*) FROM erased_key").fetchone() == (0,)


def test_what_is_typed_again_travels_until_it_is_erased_again(chain: World) -> None:
    """A mark is for what was typed without knowing of it."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    opinion = with_opinion(chain)
    commune.erasure.erase("opinion", opinion, ["text"], "xin rút")
    commune.erasure.erase("opinion", opinion, ["speaker_name"], "xin rút tên")
    commune.records.change("opinion", opinion, {"text": "Lời khác", "request": "Sửa cống sớm"})
    commune.records.change("opinion", opinion, {"speaker_name": "Người khác"})
    commune.records.save("action", step_on(opinion, "forward_up", "2023-05-01"))
    done = chain.up("commune", "district")
    assert done.counts["quarantined"] == 0
    for desk in (commune, district):
        values = desk.records.need("opinion", opinion, COMMUNE).values
        assert (values["text"], values["request"]) == ("Lời khác", "Sửa cống sớm")
        assert values["speaker_name"] == "Người khác"
        assert TEXT not in told(desk)
        assert NAME not in told(desk)
    assert commune.erasure.erase("opinion", opinion, ["text"], "xin rút lần nữa") == ["text"]
    commune.erasure.erase("opinion", opinion, [], "xin rút tên lần nữa")
    later = chain.up("commune", "district")
    assert (later.counts["quarantined"], later.counts["erased"]) == (0, 1)
    for desk in (commune, district):
        values = desk.records.need("opinion", opinion, COMMUNE).values
        assert (values["text"], values["speaker_name"]) == (erasing.ERASED, None)
        assert "Lời khác" not in told(desk)
        assert "Người khác" not in told(desk)
        assert desk.keeping.check() == []
    district.receiving.undo(later.package)
    assert district.records.need("opinion", opinion, COMMUNE).values["text"] == "Lời khác"
    district.receiving.undo(done.package)
    assert district.records.need("opinion", opinion, COMMUNE).values["text"] == TEXT


def test_what_another_desk_typed_without_knowing_of_the_mark_is_erased(chain: World) -> None:
    """Its clock may be later than the mark's; what it types knowing of it stays."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    opinion = with_opinion(chain)
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    for name in ("commune", "second"):
        chain.down("district", name)
    chain.side("commune", "second")
    commune.erasure.erase("opinion", opinion, ["text"], "xin rút")
    second.records.change("opinion", opinion, {"request": "Việc khác"})
    done = chain.up("second", "district", full=True)
    assert TEXT in told(district)
    chain.up("commune", "district")
    assert TEXT not in told(district)
    assert done.counts["quarantined"] == 0
    chain.side("commune", "second")
    assert TEXT not in told(second)
    second.records.change("opinion", opinion, {"text": "Lời sau"})
    chain.up("second", "district")
    chain.side("second", "commune")
    for desk in (commune, district):
        values = desk.records.need("opinion", opinion, COMMUNE).values
        assert (values["text"], values["request"]) == ("Lời sau", "Việc khác")


def test_what_is_typed_after_several_marks_stays_whatever_is_erased_again(desk: Desk) -> None:
    """Of several marks on a field a save knows the newest."""
    record = desk.records.save("opinion", {**OPINION, "text": TEXT})
    for turn in ("hai", "ba"):
        desk.erasure.erase("opinion", record.id, ["text"], f"trước lần {turn}")
        desk.records.change("opinion", record.id, {"text": f"lần {turn}"})
    with driver.transaction(desk.store.conn):
        erasing.apply_again(desk.store)
    assert desk.records.need("opinion", record.id).values["text"] == "lần ba"
    assert "lần hai" not in told(desk)
    assert desk.keeping.check() == []


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_marks_on_a_field_the_newest_counts(desk: Desk, order: int) -> None:
    key = ("opinion", COMMUNE, "00000000-0000-7000-8000-000000000000")
    times = ["2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z"][::order]
    erased = erasing.Erased(desk.store, [(*key, '["text"]', "a", "Lan", at, "xin", "") for at in times])
    left = [
        json.loads(erased.clean(key, canonical({"v": {"text": "x"}, "er": {"text": at}}), "")[0])["v"]["text"]
        for at in ("2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z", "2026-05-03T10:00:00Z")
    ]
    assert left == [erasing.ERASED, "x", "x"]


def test_a_save_on_top_of_others_knows_what_all_of_them_knew(desk: Desk) -> None:
    """And what is obeyed here: where a mark is not, nothing is claimed for what one side alone typed after it."""
    form, first, later = desk.store.form("opinion"), "2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z"
    told = {"by": "", "at": "", "eb": "", "ca": ""}
    key = (COMMUNE, "00000000-0000-7000-8000-000000000000")
    heads = [
        build_version(form.key, *key, Stamp(n, f"{n}/0", 1), {}, (), {}, {**told, "v": {"text": str(n)}, "er": er})
        for n, er in ((1, {"text": first, "request": first}), (2, {"text": later}))
    ]
    shown = evaluate(form, heads)
    assert len(shown.heads) == 2
    made = compose(form, *key, shown, {"text": "y"}, Stamp(3, "3/0", 1), "Lan", "", erased={"place": later})
    assert erasures_known(made.body) == {"text": first, "place": later}
    newer = compose(form, *key, shown, {"text": "y"}, Stamp(3, "3/0", 1), "Lan", "", erased={"text": later})
    assert erasures_known(newer.body) == {"text": later}


def test_a_mark_made_anew_is_later_than_all_the_record_knows_whatever_the_clock(chain: World) -> None:
    commune = chain.desks["commune"]
    opinion = with_opinion(chain)
    ahead = ("opinion", COMMUNE, opinion, '["text"]', commune.store.desk, "Lan", "2031-01-01T00:00:00Z", "xin", "")
    with driver.transaction(commune.store.conn):
        erasing.take(commune.store, [ahead])
    commune.records.change("opinion", opinion, {"text": "Lời khác"})
    assert commune.records.need("opinion", opinion).values["text"] == "Lời khác"
    commune.erasure.erase("opinion", opinion, ["text"], "xin rút lần nữa")
    assert commune.records.need("opinion", opinion).values["text"] == erasing.ERASED
    assert commune.erasure.listed("opinion", opinion)[0].at == "2031-01-01T00:00:01Z"


def test_a_save_that_claims_to_know_nonsense_is_erased(chain: World) -> None:
    assert erasures_known({"er": {"a": "9999-99-99T99:99:99Z", "b": 7, "c": "zzz", "d": "2026-05-01T10:00:00Z"}}) == {
        "d": "2026-05-01T10:00:00Z"
    }
    assert erasures_known({"er": ["text"]}) == {}


def test_what_a_later_save_left_empty_comes_back_too(desk: Desk) -> None:
    """The gap an erasure left is handed on by every save on top; bringing back fills it, and nothing else."""
    record = desk.records.save("opinion", {**OPINION, "text": TEXT, "speaker_name": NAME, "speaker_phone": "0912"})
    desk.records.change("opinion", record.id, {"text": f"{TEXT}, lần hai"})
    desk.erasure.erase("opinion", record.id, ["text", "speaker_name", "speaker_phone"], "xin rút")
    desk.records.change("opinion", record.id, {"request": "Sửa cống ngay", "speaker_phone": "0988"})
    desk.erasure.bring_back("opinion", record.id)
    values = desk.records.need("opinion", record.id).values
    assert (values["text"], values["speaker_name"]) == (f"{TEXT}, lần hai", NAME)
    assert (values["request"], values["speaker_phone"]) == ("Sửa cống ngay", "0988")
    assert desk.keeping.check() == []


def test_a_unit_above_brings_back_for_itself_and_writes_nothing(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    opinion = with_opinion(chain)
    commune.erasure.erase("opinion", opinion, ["text"], "xin rút")
    chain.up("commune", "district")
    commune.records.change("opinion", opinion, {"request": "Sửa cống sớm"})
    chain.up("commune", "district")
    asked = "SELECT count(*) FROM version"
    before = district.store.conn.execute(asked).fetchone()
    assert len(district.erasure.bring_back("opinion", opinion)) == 1
    assert district.store.conn.execute(asked).fetchone() == before
    values = district.records.need("opinion", opinion, COMMUNE).values
    assert (values["text"], values["request"]) == (erasing.ERASED, "Sửa cống sớm")
    assert TEXT in told(district), "in the save before"


def test_a_restore_asks_about_the_same_fields_erased_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    record = desk.records.save("opinion", {**OPINION, "text": TEXT})
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút")
    desk.records.change("opinion", record.id, {"text": "Lời khác"})
    file = desk.keeping.back_up()
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút lần nữa")
    desk.close()
    where = ["--json", "--data", str(desk.folder)]
    capsys.readouterr()
    assert main(["restore", str(file), "--dry-run", *where]) == 0
    assert json.loads(capsys.readouterr().out)["erasures"] == 1
    assert main(["restore", str(file), *where]) == 0
    again = Desk.open(desk.folder)
    assert again.records.need("opinion", record.id).values["text"] == erasing.ERASED
    assert len(again.erasure.listed()) == 2
    again.close()


def test_marks_of_an_older_file_stay_as_they_are(desk: Desk) -> None:
    """A file in which the same fields of a record could be erased once only is brought up to date when it is opened."""
    record = desk.records.save("opinion", {**OPINION, "text": TEXT, "speaker_name": NAME})
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút")
    (before,) = erasing.marks(desk.store)
    desk.close()
    conn = sqlite3.connect(desk.folder / "desk.db")
    key = "form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL"
    for table, more, primary in (
        ("erasure", "desk TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL", ""),
        ("erasure_proof", "signature TEXT NOT NULL", ""),
        ("erasure_batch", "batch INTEGER NOT NULL", ", batch"),
    ):
        columns = ", ".join(c.split()[0] for c in f"{key}, {more}".split(", "))
        conn.execute(
            f"CREATE TABLE old_{table} ({key}, {more}, PRIMARY KEY (form, unit, id, fields{primary})) WITHOUT ROWID"
        )
        conn.execute(f"INSERT INTO old_{table} SELECT {columns} FROM {table}")
        conn.execute(f"DROP TABLE {table}")
        conn.execute(f"ALTER TABLE old_{table} RENAME TO {table}")
    conn.execute("DROP TABLE IF EXISTS _sqlite_migrations")
    conn.execute("UPDATE meta SET value = 'before' WHERE key = 'columns'")
    conn.commit()
    conn.close()
    again = Desk.open(desk.folder)
    assert erasing.marks(again.store) == [before]
    again.records.change("opinion", record.id, {"text": "Lời khác"})
    again.erasure.erase("opinion", record.id, ["text"], "xin rút lần nữa")
    assert [e.reason for e in again.erasure.listed("opinion", record.id)] == ["xin rút lần nữa", "xin rút"]
    assert len(again.erasure.bring_back("opinion", record.id)) == 2
    assert again.records.need("opinion", record.id).values["text"] == "Lời khác"
    again.close()


def test_how_long_it_is_kept_is_a_setting(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    record = desk.records.save("opinion", {**OPINION, "text": TEXT})
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút")
    desk.close()
    where = ["--json", "--data", str(desk.folder)]
    assert main(["erasures", "--days", "7", *where]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["days"] == 7
    assert found["erasures"][0]["until"] == (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    assert main(["erasures", "--days", "-1", *where]) == 1
    assert main(["erasures", "opinion", record.id, "--back", *where]) == 0
    again = Desk.open(desk.folder)
    assert again.records.need("opinion", record.id).values["text"] == TEXT
    again.erasure.erase("opinion", record.id, ["text"], "xin rút")
    again.store.conn.execute("UPDATE erased_content SET at = '2026-01-01T00:00:00Z'")
    assert again.erasure.listed()[0].until == "2026-01-08"
    again.keeping.back_up()
    assert again.store.conn.execute("SELECT count(*) FROM erased_content").fetchone() == (0,)
    again.close()


def test_content_that_comes_after_the_mark_is_kept_apart_too(chain: World) -> None:
    """An undo of the mark's package shows it; the other desk had it all the time."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "commune")
    chain.down("district", "second")
    record = commune.records.save("opinion", {**OPINION, "text": TEXT})
    chain.side("commune", "second")
    second.erasure.erase("opinion", record.id, ["text"], "xin rút")
    mark = chain.up("second", "district")
    assert mark.status == "merged"
    late = chain.file()
    commune.sending.send(late)
    chain.receive("district", late)
    assert TEXT not in told(district)
    assert district.keeping.check() == []
    district.receiving.undo(mark.package)
    assert TEXT in told(district)
    assert district.keeping.check() == []


def test_restore_tells_of_marks_newer_than_the_backup_and_asks(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.records.save("opinion", {**OPINION, "text": TEXT, "speaker_name": NAME})
    desk.erasure.erase("opinion", record.id, ["speaker_name"], "xin rút tên")
    made = desk.keeping.back_up()
    desk.erasure.erase("opinion", record.id, ["text"], "xin rút lời")
    desk.close()
    where = ["--json", "--data", str(desk.folder)]
    capsys.readouterr()
    for arguments, text in ((["--dry-run"], None), ([], erasing.ERASED), (["--with-erased"], TEXT)):
        assert main(["restore", str(made), *arguments, *where]) == 0
        assert json.loads(capsys.readouterr().out)["erasures"] == 1
        again = Desk.open(desk.folder)
        values = again.records.need("opinion", record.id).values
        assert values["text"] == (text or erasing.ERASED)
        assert values["speaker_name"] is None, "older than the backup, and in it"
        assert again.keeping.check() == []
        if text == TEXT:
            again.erasure.erase("opinion", record.id, ["text"], "xin rút lời")
        again.close()
    for answer, text in (("n", erasing.ERASED), ("y", TEXT)):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("click.confirm", lambda *_told, answer=answer, **_more: answer == "y")
        assert main(["restore", str(made), *where]) == 0
        again = Desk.open(desk.folder)
        assert again.records.need("opinion", record.id).values["text"] == text
        again.close()
