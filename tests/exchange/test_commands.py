"""The commands of packages, with their JSON and exit status, exactly as interface.md names them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.gui.pages.exchange.words import plan_words
from tests.exchange.world import COMMUNE, DISTRICT

COUNTS = {"new", "changed", "same", "older", "conflicts", "quarantined", "erased"}


class Line:
    """The command line of some data folders."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys

    def __call__(self, desk: str, *arguments: str, status: int = 0) -> Any:
        self.capsys.readouterr()
        assert main([*arguments, "--data", str(self.root / desk), "--json"]) == status
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        if status == 1:
            assert said.err.strip()
        return json.loads(said.out) if said.out.strip() else None

    def path(self, name: str) -> str:
        return str(self.root / name)


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    made = Line(tmp_path, capsys)
    made("district", "init", "--unit", DISTRICT, "--units", "2023")
    made("district", "invite", COMMUNE, "--out", made.path("a.ddinvite"))
    made("commune", "join", made.path("a.ddinvite"))
    return made


def session(line: Line, desk: str, title: str) -> str:
    told = line(
        desk, "add", "session", "held_on=2023-03-01", "status=held", f"title={title}", "kind=periodic",
        "mode=in_person", "place=P", "count_for=party",
    )  # fmt: skip
    return str(told["id"])


def test_send_inspect_receive_packages_undo_again_where_and_arrivals(line: Line) -> None:
    record = session(line, "commune", "Một")
    sent = line("commune", "send", "--out", line.path("1.ddpkg"))
    assert {"package", "rows", "check_code"} <= set(sent)
    assert sent["rows"] == 1
    assert len(sent["check_code"].replace("-", "")) == 8
    dry = line("district", "receive", line.path("1.ddpkg"), "--dry-run")["files"][0]
    assert (dry["counts"]["new"], line("district", "packages")["packages"]) == (1, [])
    assert line("district", "inspect", line.path("1.ddpkg"))["files"][0]["can_merge"]
    (told,) = line("district", "receive", line.path("1.ddpkg"))["files"]
    assert {"file", "status", "code", "package", "unit", "counts"} <= set(told)
    assert (told["status"], told["code"], told["unit"], told["package"]) == ("merged", None, COMMUNE, sent["package"])
    assert set(told["counts"]) == COUNTS
    (again,) = line("district", "receive", line.path("1.ddpkg"))["files"]
    assert (again["status"], again["counts"]["new"]) == ("already", 0)
    (listed,) = line("district", "packages")["packages"]
    assert (listed["package"], listed["unit"], listed["status"]) == (sent["package"], COMMUNE, "merged")
    line("district", "return", COMMUNE, "--out", line.path("r.ddpkg"))
    assert line("commune", "receive", line.path("r.ddpkg"))["files"][0]["status"] == "merged"
    where = line("commune", "where", "session", record)
    assert where["held"] == [{"level": "district", "unit": DISTRICT, "on": listed["at"][:10]}]
    assert where["sent"][0]["package"] == sent["package"]
    board = {u["unit"]: u for u in line("district", "arrivals", "--year", "2023")["units"]}
    line("district", "arrivals", "--year", "2023", "--due", "31/2/2024", status=2)
    dues = {"31/12/2023": "late", "2999-12-31": "on_time"}
    for due, status in dues.items():
        told = line("district", "arrivals", "--year", "2023", "--due", due)["units"]
        assert [u["status"] for u in told if u["unit"] == COMMUNE] == [status]
    assert (board[COMMUNE]["status"], board[COMMUNE]["missing"]) == ("received", [])
    assert board["11299@2023"]["status"] == "silent"
    line("district", "undo", sent["package"])
    assert line("district", "packages")["packages"][0]["status"] == "undone"
    refused = line("district", "receive", line.path("1.ddpkg"), status=1)["files"][0]
    assert (refused["status"], refused["code"]) == ("refused", "undone")
    assert line("district", "receive", line.path("1.ddpkg"), "--again")["files"][0]["status"] == "merged"
    assert line("district", "quarantine") == {"quarantine": []}
    line("district", "undo", "00000000", status=1)


def test_a_refused_file_does_not_stop_the_others(line: Line) -> None:
    session(line, "commune", "Một")
    line("commune", "send", "--out", line.path("1.ddpkg"))
    (line.root / "bad.ddpkg").write_bytes((line.root / "1.ddpkg").read_bytes()[:300])
    told = line("district", "receive", line.path("bad.ddpkg"), line.path("1.ddpkg"), status=1)["files"]
    assert [f["status"] for f in told] == ["refused", "merged"]
    line("district", "receive", status=2)
    line("commune", "resolve", "session", "x", status=2)
    line("commune", "where", "session", "x", status=1)


def test_trust_conflicts_resolve_revoke_and_takeover(line: Line) -> None:
    record = session(line, "commune", "Một")
    line("commune", "send", "--out", line.path("1.ddpkg"))
    line("district", "receive", line.path("1.ddpkg"))
    line("second", "join", line.path("a.ddinvite"))
    line("second", "send", "--out", line.path("2.ddpkg"))
    (waits,) = line("district", "receive", line.path("2.ddpkg"))["files"]
    assert (waits["status"], waits["code"]) == ("waiting", "code_used_twice")
    (alarm,) = line("district", "alarms")["alarms"]
    assert {"kind", "about", "message", "step", "at"} == set(alarm)
    assert waits["alarms"] == [alarm]
    first = line("commune", "fingerprint")["fingerprint"]
    own = line("second", "fingerprint")
    assert own == {"unit": COMMUNE, "fingerprint": waits["fingerprint"]}
    assert line("second", "fingerprint", "--out", line.path("slip.pdf"))["fingerprint"] == own["fingerprint"]
    assert Path(line.path("slip.pdf")).read_bytes().startswith(b"%PDF")
    line("district", "trust", "1" * 32, status=1)
    for fingerprint in (first, own["fingerprint"]):
        assert line("district", "trust", fingerprint)["status"] == "trusted"
    assert line("district", "alarms") == {"alarms": []}
    line("district", "return", COMMUNE, "--out", line.path("r.ddpkg"))
    for desk in ("commune", "second"):
        line(desk, "receive", line.path("r.ddpkg"))
        line(desk, "set", "session", record, f"place=Ở {desk}", f"title=Của {desk}")
    line("commune", "send", "--to", own["fingerprint"], "--out", line.path("p.ddpkg"))
    assert line("second", "receive", line.path("p.ddpkg"))["files"][0]["counts"]["conflicts"] == 1
    (conflict,) = line("second", "conflicts")["conflicts"]
    assert {"form", "unit", "id", "fields", "versions"} <= set(conflict)
    assert sorted(conflict["fields"]) == ["place", "title"]
    versions = {v["values"]["place"]: v for v in conflict["versions"]}
    assert {"rev", "desk", "by", "at", "values"} <= set(versions["Ở commune"])
    line("second", "resolve", "session", record, "--take", "abcdef", status=1)
    left = line("second", "resolve", "session", record, "--field", f"place={versions['Ở commune']['rev']}")
    assert left["open"] == ["title"]
    line("second", "resolve", "session", record, "--take", versions["Ở second"]["rev"])
    assert line("second", "conflicts") == {"conflicts": []}
    shown = line("second", "get", "session", record)
    assert (shown["place"], shown["title"]) == ("Ở commune", "Của second")
    assert line("district", "revoke", own["fingerprint"])["status"] == "revoked"
    line("second", "send", "--out", line.path("3.ddpkg"))
    assert line("district", "receive", line.path("3.ddpkg"), status=1)["files"][0]["code"] == "revoked_desk"
    assert line("district", "takeover", COMMUNE, "11299@2023")["new"] == "11299@2023"
    line("district", "takeover", COMMUNE, COMMUNE, status=1)


def test_the_recovery_key_is_printed_and_goes_into_the_next_packages(line: Line) -> None:
    told = line("district", "recovery-key", "--out", line.path("key.pdf"))
    assert (line.root / "key.pdf").read_bytes().startswith(b"%PDF")
    assert told["recipient"].startswith("age1")
    line("district", "invite", COMMUNE, "--out", line.path("b.ddinvite"))
    assert told["recipient"] in (line.root / "b.ddinvite").read_text()


def test_nothing_to_report_and_no_invitation(line: Line) -> None:
    line("commune", "send", "--nothing-to-report", "năm 2023", "--out", line.path("1.ddpkg"))
    line("district", "receive", line.path("1.ddpkg"))
    board = {u["unit"]: u["status"] for u in line("district", "arrivals", "--year", "2023")["units"]}
    assert board[COMMUNE] == "nothing_to_report"
    line("district", "send", "--out", line.path("2.ddpkg"), status=1)


def test_a_package_counts_the_records_that_stand(line: Line) -> None:
    """Deleted ones travel, so that they vanish above too, and count nowhere."""
    common = ("source_form=direct", "received_on=2023-03-01", "side=government", "subject=land")
    ids = [line("commune", "add", "opinion", *common, f"text=Ý kiến {n}")["id"] for n in range(5)]
    for gone in ids[:2]:
        line("commune", "delete", "opinion", gone)
    desk = Desk.open(line.root / "commune")
    plan = desk.sending.plan()
    desk.close()
    assert (plan.counts["opinion"], plan.deleted) == (3, 2)
    assert "3 ý kiến" in plan_words(plan, "Quận")
    assert "2 bản ghi đã xóa" in plan_words(plan, "Quận")
    sent = line("commune", "send", "--out", line.path("1.ddpkg"))
    assert sent["counts"]["opinion"] == 3
    slip = line("commune", "report", "handover-slip", "--id", sent["package"])
    assert slip["figures"]["opinions"] == 3
    assert sum(row["records"] for row in slip["rows"] if row["form"] == "Ý kiến, kiến nghị") == 3


def test_what_was_not_sent_is_not_declared(line: Line) -> None:
    line("commune", "send", "--nothing-to-report", "2022", "--out", line.path("nowhere/1.ddpkg"), status=1)
    line("commune", "send", "--nothing-to-report", "2022-Q9", "--out", line.path("1.ddpkg"), status=1)
    line("commune", "export", "period", "--out", line.path("periods.ndjson"))
    assert (line.root / "periods.ndjson").read_text() == ""
    assert line("commune", "send", "--nothing-to-report", "2022", "--out", line.path("1.ddpkg"))["number"] == 1
    assert line("commune", "send", "--nothing-to-report", "2022", "--out", line.path("1.ddpkg"))["number"] == 2


def test_a_machine_sends_nothing_to_itself(line: Line) -> None:
    own = line("commune", "fingerprint")["fingerprint"]
    line("commune", "send", "--to", own, "--out", line.path("1.ddpkg"), status=1)
    assert not (line.root / "1.ddpkg").exists()


def petition(line: Line, desk: str, text: str, *more: str) -> str:
    told = line(
        desk, "add", "opinion", "source_form=direct", "received_on=2023-03-02", "kind=petition", "side=government",
        f"text={text}", "request=Sửa", "subject=urban", *more,
    )  # fmt: skip
    return str(told["id"])


def test_several_forwarded_petitions_are_answered_and_everybody_gets_a_return_package(line: Line) -> None:
    ids = [petition(line, "commune", text) for text in ("Cống", "Đèn", "Chợ")]
    for one in ids:
        line("commune", "step", one, "forward_up", "text=Ngoài thẩm quyền")
    line("commune", "send", "--out", line.path("1.ddpkg"))
    line("district", "receive", line.path("1.ddpkg"))
    assert line("district", "petitions", "--to-answer")["count"] == 3
    line("district", "answer", *ids, status=1)  # neither words nor a document
    told = line("district", "answer", *ids[:2], "text=Đã bố trí vốn", "document_number=45/UBND")
    assert [one["id"] for one in told["answered"]] == ids[:2]
    assert told["refused"] == []
    told = line("district", "answer", *ids, "text=Lần hai")
    assert ([one["id"] for one in told["answered"]], len(told["refused"])) == ([ids[2]], 2)
    assert line("district", "answer", ids[0], "text=Lần ba", status=1)["answered"] == []
    (written,) = line("district", "return", "--all", "--out", line.path("down"))["packages"]
    assert written["unit"] == COMMUNE
    line("commune", "receive", written["file"])
    assert {line("commune", "step", one)["status"] for one in ids} == {"answered_above"}
    assert main(["return", "--out", line.path("x"), "--data", line.path("district")]) == 2


def test_one_record_is_added_for_a_unit_without_a_desk_and_for_no_other(line: Line) -> None:
    one = petition(line, "district", "Cống", "unit=11299", "speaker_name=Lê Văn Tám")
    assert line("district", "get", "opinion", one)["unit"] == "11299@2023"
    line("district", "step", one, "assign", "agency=Địa chính")
    assert line("district", "step", one)["steps"][0]["unit"] == "11299@2023"
    line("commune", "send", "--out", line.path("1.ddpkg"))
    line("district", "receive", line.path("1.ddpkg"))
    line("district", "add", "meeting", f"unit={COMMUNE}", "held_on=2023-03-01", "kind=briefing", "topic=x", status=1)


def test_the_board_of_a_period_knows_who_is_late_and_whom_to_call(line: Line) -> None:
    line("commune", "settings", "contact_name=Trần Văn Bình", "contact_phone=0225 385 0123")
    session(line, "commune", "Một")
    line("commune", "send", "--out", line.path("1.ddpkg"))
    line("district", "receive", line.path("1.ddpkg"))
    assert line("district", "arrivals", "--year", "2023", "--period", "2023-Q1")["units"][0]["status"] == "late"
    (board,) = [u for u in line("district", "arrivals", "--year", "2023")["units"] if u["unit"] == COMMUNE]
    assert board["status"] == "received"
    assert set(board) == {"unit", "status", "missing", "on", "desks", "gaps", "answered", "fetched", "unsent"}
    line("district", "arrivals", "--year", "2023", "--period", "quý", status=1)

    def calls() -> dict[str, tuple[str | None, str | None]]:
        out = line.path("calls.json")
        line("district", "report", "arrivals", "--period", "2023-Q1", "--out", out)
        (table,) = [t for t in json.loads(Path(out).read_text("utf-8"))["tables"] if t["key"] == "calls"]
        return {row["unit"]: (row["contact"], row["phone"]) for row in table["rows"]}

    assert calls()[COMMUNE] == ("Trần Văn Bình", "0225 385 0123")
    # What the upper unit noted itself comes before what the unit says.
    line(
        "district", "add", "agency", "name=Phường Quán Toan", "kind=resolver", f"below_unit={COMMUNE}",
        "contact_name=Vũ Thị Đào", "contact_phone=0225 111",
    )  # fmt: skip
    assert calls()[COMMUNE] == ("Vũ Thị Đào", "0225 111")


def test_a_record_deleted_on_one_side_is_a_conflict_about_is_deleted(line: Line) -> None:
    record = session(line, "commune", "Một")
    rev = line("commune", "get", "session", record)["rev"]
    line("commune", "delete", "session", record)
    Path(line.path("old.csv")).write_text(f"id,rev,participants,place\n{record},{rev},5,Q\n", encoding="utf-8")
    line("commune", "import", line.path("old.csv"), "--form", "session")
    (waiting,) = line("commune", "conflicts")["conflicts"]
    assert waiting["fields"] == ["is_deleted"]
    binned = {v["values"]["is_deleted"]: v["rev"] for v in waiting["versions"]}
    assert set(binned) == {True, False}
    told = line("commune", "resolve", "session", record, "--field", f"is_deleted={binned[True]}")
    assert told["open"] == []
    assert line("commune", "get", "session", record)["is_deleted"] is True


def test_an_own_package_is_told_by_name_and_a_damaged_one_as_damaged(line: Line) -> None:
    session(line, "commune", "Một")
    sent = line("commune", "send", "--out", line.path("1.ddpkg"))
    (own,) = line("commune", "inspect", line.path("1.ddpkg"), status=1)["files"]
    assert (own["status"], own["code"], own["package"]) == ("refused", "own_package", sent["package"])
    assert own["unit"] == COMMUNE
    whole = Path(line.path("1.ddpkg")).read_bytes()
    Path(line.path("2.ddpkg")).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert line("commune", "inspect", line.path("2.ddpkg"), status=1)["files"][0]["code"] == "signature"


def test_an_invitation_too_makes_no_desk_in_an_unsafe_place(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialogue_desk.storage import safe_folder

    monkeypatch.setattr(safe_folder, "trouble", lambda _folder: safe_folder.NETWORK)
    folder = Path(line.path("third"))
    line("third", "join", line.path("a.ddinvite"), status=1)
    assert not folder.exists()
