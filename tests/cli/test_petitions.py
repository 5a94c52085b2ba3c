"""Petitions, duties and home by command."""

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main


class Run:
    """Runs commands on one data folder; keeps what the last one printed."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.capsys = capsys
        self.err = ""

    def __call__(self, *arguments: str, status: int = 0) -> Any:
        assert main([*arguments, "--json", "--data", str(self.data)]) == status
        out, self.err = self.capsys.readouterr()
        return json.loads(out) if out else None


@pytest.fixture
def run(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    made = Run(data_dir, capsys)
    made("init", "--unit", "11311", "--units", "2023")
    return made


PETITION = (
    "kind=petition", "side=government", "text=Cống tắc", "request=Khơi cống", "subject=environment",
)  # fmt: skip


def test_a_petition_from_receipt_to_closing(run: Run) -> None:
    one = run("add", "opinion", "received_on=2023-05-02", "due_on=2023-05-31", *PETITION)["id"]
    two = run("add", "opinion", "received_on=2023-05-03", "is_anonymous=yes", "due_on=2199-12-31", *PETITION)["id"]
    assigned = run("step", one, "assign", "agency=Địa chính", "done_on=2023-05-04")
    assert (assigned["status"], assigned["lead_agency"], assigned["due_on"]) == ("assigned", "Địa chính", "2023-05-31")
    run("step", one, "close", status=1)
    assert "Kết thúc" in run.err
    assert [p["id"] for p in run("petitions", "--overdue")["petitions"]] == [one]
    run("step", one, "resolve", "text=Đã khơi", "done_on=2023-06-10")
    run("step", one, "notify", "done_on=2023-06-11", "notified_how=phone")
    closed = run("step", one, "close", "done_on=2023-06-12")
    assert (closed["status"], closed["resolved_on"], closed["overdue_days"]) == ("closed", "2023-06-10", 0)
    assert [s["kind"] for s in closed["steps"]] == ["assign", "resolve", "notify", "close"]
    assert [p["id"] for p in run("petitions", "--open")["petitions"]] == [two]
    assert run("petitions", "--status", "closed")["count"] == 1
    wrong = run("step", two, "resolve", "text=nhầm", "done_on=2023-05-20")["id"]
    assert run("step", two, "void", f"action_ref={wrong}")["status"] == "new"


def test_an_action_that_does_not_fit_is_kept_and_said(run: Run) -> None:
    one = run("add", "opinion", "received_on=2023-05-02", *PETITION)["id"]
    added = run("add", "action", f"opinion_id={one}", "kind=close", "done_on=2023-05-04")
    assert "không đúng thứ tự" in run.err
    told = run("step", one)
    assert (told["status"], told["steps"][0]["id"], told["steps"][0]["is_out_of_order"]) == ("new", added["id"], True)
    run("set", "action", added["id"], "kind=note", status=1)
    run("delete", "action", added["id"], status=1)


def test_a_step_about_nothing_is_refused_when_typed_and_kept_when_imported(run: Run, tmp_path: Path) -> None:
    """A package or a file may bring a step before its petition; a person who types one has the wrong id."""
    one = "0199a000-0000-7000-8000-000000000001"
    step = ("kind=note", "done_on=2023-05-04", "text=đã hỏi")
    run("add", "action", f"opinion_id={one}", *step, status=1)
    assert one in run.err
    file = tmp_path / "bước.ndjson"
    row = {"form": "action", "opinion_id": one, "kind": "note", "done_on": "2023-05-04", "text": "đã hỏi"}
    file.write_text(json.dumps(row), encoding="utf-8")
    assert run("import", str(file))["created"] == 1
    file.write_text(
        json.dumps({"form": "opinion", "id": one, "source_form": "direct", "received_on": "2023-05-02"}
                   | dict(part.split("=") for part in PETITION)), encoding="utf-8",
    )  # fmt: skip
    assert run("import", str(file))["created"] == 1
    assert [s["kind"] for s in run("step", one)["steps"]] == ["note"]
    run("add", "action", f"opinion_id={one}", *step)


def test_home_obligations_and_boxes(run: Run) -> None:
    run("add", "opinion", "received_on=2023-05-02", "due_on=2023-05-31", *PETITION)
    run("add", "agency", "name=Hội Phụ nữ", "kind=contributor", "contributor=women")
    run("add", "box_opening", "opened_on=2023-05-05", "location=Trụ sở", "letters=0", "usable_letters=0")
    home = run("home")
    assert (home["figures"]["petitions_overdue"], home["figures"]["petitions_open"]) == (1, 1)
    assert "individual_feedback" in {a["key"] for a in home["alerts"]}
    assert run("report", "home")["figures"] == home["figures"]
    owed = run("obligations", "--year", "2023", "--missing")["obligations"]
    assert {o["status"] for o in owed} == {"overdue"}
    feedback = "contributor=women target=party_org channel=F01 timing=periodic given_on=2023-10-01".split()
    given = run("add", "feedback", *feedback)["id"]
    (done,) = [o for o in run("obligations", "--year", "2023")["obligations"] if o["kind"] == "written_feedback"]
    assert done["fulfilled_by"] == [{"form": "feedback", "unit": "11311@2023", "id": given}]
    assert run("boxes")["boxes"][0]["empty_in_a_row"] == 1


def test_a_unit_typed_by_its_code_is_stored_by_its_key(run: Run) -> None:
    one = run("add", "opinion", "received_on=2023-05-02", *PETITION)["id"]
    step = run("add", "action", "opinion_unit=11311", f"opinion_id={one}", "kind=assign", "done_on=2023-05-04")
    assert run("get", "action", step["id"])["opinion_unit"] == "11311@2023"
    assert run("petitions", "--status", "assigned")["count"] == 1
    run("add", "action", "opinion_unit=99999", f"opinion_id={one}", "kind=note", "done_on=2023-05-04", status=1)
    assert "99999" in run.err


def received(run: Run, *more: str) -> str:
    return run("add", "opinion", "received_on=2023-05-02", *PETITION, *more)["id"]


def test_a_step_for_several_petitions(run: Run) -> None:
    one, two, three = received(run), received(run), received(run)
    run("step", three, "resolve", "text=Đã thay đèn")
    told = run("step", one, two, one, "assign", "agency=Địa chính")
    assert [taken["id"] for taken in told["taken"]] == [one, two]
    assert told["refused"] == []
    told = run("step", one, three, "extend", "new_due_on=31/12/2026", "text=Chờ vốn")
    assert [taken["id"] for taken in told["taken"]] == [one]
    assert [refused["id"] for refused in told["refused"]] == [three]
    assert "không đi sau" in told["refused"][0]["message"]
    assert run("step", one)["due_on"] == "2026-12-31"
    told = run("step", one, two, "progress", "done_on=2023-05-01", "text=x", status=1)
    assert len(told["refused"]) == 2


def test_what_is_wrong_for_every_petition_stores_nothing(run: Run) -> None:
    one, two = received(run), received(run)
    run("step", one, two, "resolve", status=1)
    assert [s["kind"] for one in (one, two) for s in run("step", one)["steps"]] == []
    run("step", one, "không có", "note", "text=x", status=1)
    assert run("step", one)["steps"] == []


def test_a_step_for_several_needs_to_be_named(run: Run) -> None:
    one, two = received(run), received(run)
    for wrong in ([one, two], [one, "giao"], [one, "assign", "resolve"], ["assign"], [one, "text=x"]):
        run("step", *wrong, status=2)


def test_a_text_that_asks_is_its_own_request(run: Run) -> None:
    given = ("kind=petition", "side=government", "subject=environment", "received_on=2023-05-02")
    one = run("add", "opinion", *given, "text=Bà con KIẾN NGHỊ nạo vét mương")["id"]
    assert run("get", "opinion", one)["request"] == "Bà con KIẾN NGHỊ nạo vét mương"
    own = run("add", "opinion", *given, "text=Bà con kiến nghị nhiều lần", "request=Nạo vét mương")["id"]
    assert run("get", "opinion", own)["request"] == "Nạo vét mương"
    general = run("add", "opinion", *given, "text=Bà con kiến nghị chung chung", "is_too_general=yes")["id"]
    assert run("get", "opinion", general)["request"] is None
    run("add", "opinion", *given, "text=Mương tắc đã lâu", status=1)
    assert "đề nghị cụ thể" in run.err
    run("add", "opinion", *given, "text=Người dân không có kiến nghị gì", status=1)
