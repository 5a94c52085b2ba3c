"""Publishing ends with the hub equal to the desk, whatever came between; nothing of people goes, and nobody's rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.hub import connecting, following, publishing
from dialogue_desk.hub.layout import tables_of
from tests.hub.server import Server
from tests.reports.conftest import UNITS, put_all

Asked = Callable[..., list[dict[str, Any]]]
TODAY = date(2026, 6, 1)
COMMUNE, OTHER = "11296@2023", "11299@2023"
NAME, PHONE, HAMLET = "Quách Thị Lạc Thường", "0912 345 678", "thôn Hạ Lũng Bí"


def session(day: str = "2023-03-05", unit: str = COMMUNE, **more: Any) -> dict[str, Any]:
    return {
        "form": "session", "unit": unit, "held_on": day, "title": "Đối thoại quý I", "place": "Nhà văn hóa",
        "kind": "periodic", "mode": "in_person", "status": "held", "count_for": "party", **more,
    }  # fmt: skip


def petition(day: str = "2023-04-06", unit: str = COMMUNE, **more: Any) -> dict[str, Any]:
    return {
        "form": "opinion", "unit": unit, "source_form": "direct", "kind": "petition", "received_on": day,
        "request": "Đề nghị sửa đường", "side": "government", "text": "Đường hỏng", "subject": "land",
        "counts_as_feedback": True, "disposition": "pending", "competence": "commune", **more,
    }  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.init(tmp_path / "bàn", "31", str(UNITS), "Nguyễn Thị Thử", today_is=lambda: TODAY)
    put_all(desk, [session(), session("2023-05-06", OTHER), petition(), petition("2023-07-08", OTHER)])
    yield desk
    desk.close()


def content(desk: Desk, ask: Asked, schema: str) -> dict[str, list[str]]:
    """Every row of the tables that show what is on the desk, without their partition's order."""
    kept = [t for t in tables_of(desk.store.forms) if t.name not in ("published", "publisher")]
    return {t.name: sorted(map(repr, ask(f"SELECT * FROM {schema}.{t.name}"))) for t in kept}


def equal(desk: Desk, server: Server, ask: Asked, schema: str) -> None:
    """The hub as it is against everything written anew."""
    found = content(desk, ask, schema)
    assert desk.publishing.publish(server.url(), schema, is_full=True).kind == "full"
    assert found == content(desk, ask, schema)


def test_only_what_changed_is_written(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    first = city.publishing.publish(server.url(), schema)
    assert first.kind == "compared"
    assert first.written["session"] == 2
    assert first.written["petition"] == 2
    again = city.publishing.publish(server.url(), schema)
    assert (again.kind, sum(again.written.values()), again.number) == ("changes", 0, first.number)
    put_all(city, [session("2023-09-09")])
    third = city.publishing.publish(server.url(), schema)
    assert third.kind == "changes"
    assert third.number == first.number + 1
    assert dict(third.written) == {"session": 1, "version": 1}
    assert not third.removed
    assert [r["amount"] for r in ask(
        f"SELECT amount FROM {schema}.year_count WHERE unit = %s AND indicator = 'sessions_party'", COMMUNE
    )] == [2]  # fmt: skip
    equal(city, server, ask, schema)
    ledger = ask(f"SELECT kind, written, unit FROM {schema}.published ORDER BY number DESC LIMIT 3")
    assert [(r["kind"], r["written"] > 0) for r in ledger] == [("full", True), ("changes", True), ("compared", True)]


def test_a_record_in_the_bin_goes_and_comes_back(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    city.publishing.publish(server.url(), schema)
    held = next(iter(city.store.records("session")))
    city.records.delete("session", held.id, held.unit)
    assert city.publishing.publish(server.url(), schema).removed["session"] == 1
    assert len(ask(f"SELECT 1 FROM {schema}.session")) == 1
    equal(city, server, ask, schema)
    city.operations.undo()
    city.publishing.publish(server.url(), schema)
    assert len(ask(f"SELECT 1 FROM {schema}.session")) == 2
    equal(city, server, ask, schema)


def test_a_cancelled_session_takes_its_opinions_out_of_the_counts(
    city: Desk, server: Server, ask: Asked, schema: str
) -> None:
    held = next(r for r in city.store.records("session") if r.unit == COMMUNE)
    of_it = {"source_form": "session", "source_unit": COMMUNE, "source_id": held.id, "kind": "opinion"}
    put_all(city, [petition(unit=OTHER, **of_it, disposition="accepted", action_text="Sẽ làm")])
    city.publishing.publish(server.url(), schema)
    counted = f"SELECT sum(amount) AS n FROM {schema}.year_count WHERE indicator = 'opinions_government_accepted'"
    assert ask(counted)[0]["n"] == 1
    city.records.save("session", {**held.values, "status": "cancelled"}, held.id, held.unit, held.rev)
    told = city.publishing.publish(server.url(), schema)
    assert told.kind == "changes"
    assert told.written["opinion"] == 1
    assert ask(counted)[0]["n"] is None
    equal(city, server, ask, schema)


class KilledError(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_publisher_that_dies_leaves_the_hub_exact(
    city: Desk, server: Server, ask: Asked, schema: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.publishing.publish(server.url(), schema)
    put_all(city, [session("2024-01-02"), petition("2024-02-03")])

    def die(*_given: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        if moment == "before":  # what was written is lost with the connection
            patch.setattr(publishing.Publication, "_note", die)
        else:  # the hub has it, the desk does not know
            patch.setattr(following, "confirm", die)
        with pytest.raises(KilledError):
            city.publishing.publish(server.url(), schema)
    assert len(ask(f"SELECT 1 FROM {schema}.session")) == (2 if moment == "before" else 3)
    put_all(city, [session("2024-03-04")])
    told = city.publishing.publish(server.url(), schema)
    assert told.kind == "changes"
    assert told.written["session"] == (2 if moment == "before" else 1)
    equal(city, server, ask, schema)


def test_a_restored_desk_takes_back_what_came_after(
    city: Desk, server: Server, ask: Asked, schema: str, tmp_path: Path
) -> None:
    city.publishing.publish(server.url(), schema)
    city.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(city.folder / "desk.db", tmp_path / "before.db")
    put_all(city, [session("2024-01-02"), session("2024-01-03", OTHER)])
    city.publishing.publish(server.url(), schema)
    city.close()
    shutil.copy(tmp_path / "before.db", city.folder / "desk.db")
    back = Desk.open(city.folder, today_is=lambda: TODAY)
    put_all(back, [petition("2024-06-07", OTHER)])
    told = back.publishing.publish(server.url(), schema)
    assert told.kind == "compared"
    assert told.removed["session"]
    assert told.written["petition"]
    assert len(ask(f"SELECT 1 FROM {schema}.session")) == 2
    equal(back, server, ask, schema)
    assert back.publishing.publish(server.url(), schema).kind == "changes"
    back.close()


def test_a_table_made_anew_is_compared(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    city.publishing.publish(server.url(), schema)
    city.store.conn.execute("DROP TRIGGER hub_session_insert")
    put_all(city, [session("2024-01-02")])
    told = city.publishing.publish(server.url(), schema)
    assert told.kind == "compared"
    assert told.written["session"] == 2
    equal(city, server, ask, schema)


def test_a_hub_that_was_put_back_is_compared(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    city.publishing.publish(server.url(), schema)
    put_all(city, [session("2024-01-02")])
    city.publishing.publish(server.url(), schema)
    ask(f"DELETE FROM {schema}.session")
    ask(f"UPDATE {schema}.publisher SET token = 'of another day'")
    assert city.publishing.publish(server.url(), schema).written["session"] == 3
    equal(city, server, ask, schema)


def test_a_new_field_comes_with_its_values(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    city.publishing.publish(server.url(), schema)
    ask(f"ALTER TABLE {schema}.session DROP COLUMN speakers CASCADE")
    ask(f"UPDATE {schema}.layout SET print = 'older' WHERE name = 'session'")
    ask(f"UPDATE {schema}.publisher SET basis = 'older'")
    held = next(iter(city.store.records("session")))
    city.records.save("session", {**held.values, "speakers": 7}, held.id, held.unit, held.rev)
    city.publishing.publish(server.url(), schema)
    assert [r["speakers"] for r in ask(f"SELECT speakers FROM {schema}.session WHERE id = %s", held.id)] == [7]


def test_provinces_do_not_touch_each_other(city: Desk, server: Server, ask: Asked, schema: str, tmp_path: Path) -> None:
    city.publishing.publish(server.url(), schema)
    other = Desk.init(tmp_path / "khác", "01", "2025", today_is=lambda: TODAY)
    put_all(other, [session("2026-02-03", other.unit)])
    before = ask(f"SELECT * FROM {schema}.session ORDER BY rid")
    other.publishing.publish(server.url(), schema)
    assert ask(f"SELECT * FROM {schema}.session WHERE province = '31' ORDER BY rid") == before
    other.publishing.publish(server.url(), schema, is_full=True)
    put_all(city, [session("2026-02-04")])
    city.publishing.publish(server.url(), schema, is_full=True)
    assert {r["province"]: r["n"] for r in ask(f"SELECT province, count(*) AS n FROM {schema}.session GROUP BY 1")} == {
        "31": 3, "01": 1,
    }  # fmt: skip
    other.close()


def test_one_unit_publishes_for_a_province(city: Desk, server: Server, schema: str, tmp_path: Path) -> None:
    city.publishing.publish(server.url(), schema)
    commune = Desk.init(tmp_path / "xã", COMMUNE, str(UNITS), today_is=lambda: TODAY)
    with pytest.raises(DeskError, match="Thành phố Thử") as refused:
        commune.publishing.publish(server.url(), schema)
    assert refused.value.code == "other_publisher"
    commune.close()


def test_nothing_of_people_leaves(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    told = f"Bà {NAME}, {HAMLET}, điện thoại {PHONE}, nói đường hỏng"
    put_all(
        city,
        [
            petition(text=told, request=told, speaker_name=NAME, speaker_phone=PHONE, speaker_address=f"Số 7 {HAMLET}"),
            session("2025-01-02", notes=f"Nhớ hỏi {NAME}", title=f"Gặp bà {NAME}"),
            {"form": "feedback", "unit": OTHER, "given_on": "2025-02-03", "timing": "regular", "target": "agency",
             "channel": "F02", "contributor": "people", "contributor_name": NAME, "content": told, "occasions": 1},
        ],
    )  # fmt: skip
    city.publishing.publish(server.url(), schema)
    told_by_hub = server.dump() + server.log()
    for trace in (NAME, "Lạc Thường", PHONE, PHONE.replace(" ", ""), "Hạ Lũng Bí", "Nguyễn Thị Thử"):
        assert trace not in told_by_hub
    assert "nói đường hỏng" in told_by_hub
    assert not ask(
        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname LIKE '%%personal%%'",
        schema,
    )


def test_a_name_that_becomes_known_is_hidden_where_it_stood(
    city: Desk, server: Server, ask: Asked, schema: str
) -> None:
    put_all(city, [petition("2024-01-02", text="Hôm qua quách thị lạc thường chặn lối")])
    city.publishing.publish(server.url(), schema)
    shown = f"SELECT 1 FROM {schema}.opinion WHERE text LIKE '%lạc thường%'"
    assert ask(shown)
    put_all(city, [petition("2024-01-03", OTHER, speaker_name=NAME)])
    assert city.publishing.publish(server.url(), schema).kind == "changes"
    assert ask(shown) == []
    equal(city, server, ask, schema)
    held = next(r for r in city.store.records("opinion") if r.values["received_on"] == "2024-01-03")
    whole = city.records.get("opinion", held.id, held.unit)
    city.records.save("opinion", {**whole.values, "speaker_name": None}, whole.id, whole.unit, whole.rev)
    city.publishing.publish(server.url(), schema)
    assert ask(shown)
    equal(city, server, ask, schema)


def test_every_table_and_column_has_its_comment(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    city.publishing.publish(server.url(), schema)
    bare = ask(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('p', 'v', 'r') AND NOT c.relispartition"
        " AND NOT a.attisdropped AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)",
        schema,
    )
    assert bare == []
    functions = ask(
        "SELECT proname FROM pg_proc WHERE pronamespace = %s::regnamespace AND obj_description(oid) IS NULL", schema
    )
    assert functions == []


def test_what_no_form_would_save_does_not_stop_it(city: Desk, server: Server, ask: Asked, schema: str) -> None:
    conn = city.store.conn
    conn.execute("UPDATE session SET held_on = '2023-02-31', start_time = 'sớm', participants = 'nhiều' WHERE rid ="
                 " (SELECT min(rid) FROM session)")  # fmt: skip
    conn.execute("UPDATE opinion SET text = 'a' || char(0) || 'b', subject = 7, is_anonymous = 'có'")
    conn.execute(f"UPDATE session SET participants_female = {2**62}, audiences = '{{' ")
    city.publishing.publish(server.url(), schema)
    assert [r["text"] for r in ask(f"SELECT DISTINCT text FROM {schema}.opinion")] == ["ab"]


# -- the way there ------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://a:geheim@127.0.0.1/hub", "password_shown"),
        ("postgresql://a@127.0.0.1/hub?password=geheim", "password_shown"),
        ("postgresql://a@hub.example.vn/hub?sslmode=disable", "no_tls"),
        ("postgresql://a@hub.example.vn/hub?sslmode=prefer", "no_tls"),
        ("postgresql://a@127.0.0.1,hub.example.vn/hub?sslmode=allow", "no_tls"),
        ("postgresql://a@localhost/hub?hostaddr=10.0.0.9&sslmode=disable", "no_tls"),
        ("mysql://a@127.0.0.1/hub", "bad_address"),
        ("host=127.0.0.1 dbname=hub", "bad_address"),
        ("postgresql://a@127.0.0.1:1/hub", "no_connection"),
    ],
)
def test_addresses_that_are_refused(city: Desk, address: str, code: str) -> None:
    with pytest.raises(DeskError) as refused:
        city.publishing.publish(address)
    assert refused.value.code == code
    assert "geheim" not in str(refused.value)


def test_away_from_this_machine_what_is_sent_is_encrypted() -> None:
    assert connecting.parameters("postgresql://a@hub.example.vn/hub", None)["sslmode"] == "require"
    kept = connecting.parameters("postgresql://a@hub.example.vn/hub?sslmode=verify-full", None)
    assert kept["sslmode"] == "verify-full"
    for here in ("127.0.0.1", "[::1]", "localhost", ""):
        assert "sslmode" not in connecting.parameters(f"postgresql://a@{here}/hub", None)
    assert not connecting.is_here("127.0.0.1.example.vn")


def test_the_password_comes_from_a_file_and_is_told_nowhere(
    city: Desk, server: Server, ask: Asked, schema: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "Mật-khẩu-dài-9"
    (tmp_path / "mật khẩu").write_text(secret + "\n", encoding="utf-8")
    given = connecting.parameters("postgresql://a@127.0.0.1/hub", tmp_path / "mật khẩu")
    assert given["password"] == secret
    (tmp_path / "hai dòng").write_text("a\nb\n", encoding="utf-8")
    for wrong in ("hai dòng", "không có"):
        with pytest.raises(DeskError) as refused:
            connecting.parameters("postgresql://a@127.0.0.1/hub", tmp_path / wrong)
        assert refused.value.code == "no_password"
    city.close()
    command = ["publish", "--to", server.url(), "--schema", schema, "--data", str(city.folder), "--json"]
    assert main([*command, "--password-file", str(tmp_path / "mật khẩu")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["province"] == "31"
    assert told["tables"]["session"]["written"] == 2
    for file in city.folder.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes()
    assert secret not in server.log()
    assert main(command) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["written"], again["removed"], again["kind"]) == (0, 0, "changes")


def test_refusals_of_the_command_are_one_sentence(
    city: Desk, server: Server, ask: Asked, schema: str, capsys: pytest.CaptureFixture[str]
) -> None:
    city.close()
    ask("DO $$ BEGIN CREATE ROLE nobody_s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    for address, schema_name, words in (
        (server.url("nobody_s"), schema, "không có quyền"),
        (server.url(database="nowhere"), schema, "không có kho"),
        (server.url(), "Tỉnh; DROP", "tên lược đồ"),
    ):
        assert main(["publish", "--to", address, "--schema", schema_name, "--data", str(city.folder)]) == 1
        told = capsys.readouterr().err.strip()
        assert words in told
        assert "\n" not in told


def test_two_at_once_wait_for_each_other(
    city: Desk, server: Server, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.publishing.publish(server.url(), schema)
    monkeypatch.setattr(publishing, "LOCK_WAIT", "200ms")
    with psycopg.connect(server.url()) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"dialogue-desk {schema} 31",))
        with pytest.raises(DeskError) as refused:
            city.publishing.publish(server.url(), schema)
    assert refused.value.code == "busy"
    assert city.publishing.publish(server.url(), schema).kind == "changes"
