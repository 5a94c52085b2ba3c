"""A kept question goes down with return packages, signed by its issuer, and is asked below about oneself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.domain.question import Question, as_text, read_condition, read_text
from dialogue_desk.errors import DeskError
from tests.exchange.world import COMMUNE, DISTRICT, OPINION, World

LAND = Question("opinion", ("subject",), "count", where=(read_condition("kind = petition"),), unit=DISTRICT, top=3)


@pytest.fixture
def sent(chain: World) -> World:
    commune, district = chain.desks["commune"], chain.desks["district"]
    for subject in ("land", "land", "urban"):
        commune.records.save("opinion", {**OPINION, "subject": subject})
    chain.up("commune", "district")
    district.reporting.asking.save("Kiến nghị theo lĩnh vực", LAND)
    district.reporting.asking.send_down("Kiến nghị  theo lĩnh vực".replace("  ", " "))
    chain.down("district", "commune")
    return chain


def test_a_unit_below_sees_it_with_its_issuer_and_asks_about_itself(sent: World) -> None:
    commune, district = sent.desks["commune"], sent.desks["district"]
    (held,) = commune.reporting.asking.sent_down()
    assert (held.name, held.issuer) == ("Kiến nghị theo lĩnh vực", DISTRICT)
    assert commune.reporting.asking.saved() == {}
    told = commune.reporting.asking.json(commune.reporting.asking.get(held.name))
    assert {row["row"]: row["total"] for row in told["rows"]} == {"land": 2, "urban": 1}
    assert commune.units.name(COMMUNE) in " ".join(told["filters"])
    assert commune.reporting.asking.get(held.name).top == 3
    # It is signed by a desk of its issuer.
    record = next(r for r in commune.store.records("reference"))
    assert (record.unit, record.values["kind"]) == (DISTRICT, "question")
    assert commune.whereabouts.origins("reference", record.id, DISTRICT) == {}
    # Its own question of that name comes first, and letting go of it leaves what was sent.
    commune.reporting.asking.save(held.name, Question("session", ("year",)))
    assert commune.reporting.asking.get(held.name).form == "session"
    commune.reporting.asking.forget(held.name)
    assert commune.reporting.asking.get(held.name).form == "opinion"
    with pytest.raises(DeskError):
        commune.reporting.asking.forget(held.name)
    commune.reporting.asking.save("Khác", LAND)
    with pytest.raises(DeskError, match="không có đơn vị cấp dưới"):
        commune.reporting.asking.send_down("Khác")
    assert district.reporting.asking.sent_down()[0].issuer == DISTRICT


def test_a_later_question_replaces_it_and_a_withdrawn_one_goes(sent: World) -> None:
    commune, district = sent.desks["commune"], sent.desks["district"]
    name = "Kiến nghị theo lĩnh vực"
    district.reporting.asking.save(name, Question("opinion", ("side",)))
    district.reporting.asking.send_down(name)
    sent.down("district", "commune")
    assert [one.question.rows for one in commune.reporting.asking.sent_down()] == [("side",)]
    with pytest.raises(DeskError):
        commune.reporting.asking.withdraw(name)
    district.reporting.asking.withdraw(name)
    sent.down("district", "commune")
    assert commune.reporting.asking.sent_down() == []
    with pytest.raises(DeskError):
        district.reporting.asking.withdraw(name)
    with pytest.raises(DeskError):
        district.reporting.asking.send_down("không có")


def test_what_is_no_question_is_not_taken_as_one(chain: World) -> None:
    district = chain.desks["district"]
    for text in ("", "x", "[]", "{}", '{"form": 1, "rows": ["a"]}', '{"form": "opinion", "rows": []}', "null",
                 '{"form": "opinion", "rows": ["a"], "where": [["b"]]}',
                 '{"form": "opinion", "rows": ["a"], "measure": "drop"}',
                 '{"form": "opinion", "rows": ["a"], "top": "1"}'):  # fmt: skip
        assert read_text(text) is None, text
        with pytest.raises(DeskError):
            district.records.save("reference", {"kind": "question", "name": "X", "value": text or None})
    assert read_text(as_text(LAND)) == Question(**{**LAND.__dict__, "unit": ""})


def test_the_command_sends_lists_asks_and_withdraws(sent: World, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("commune", "district"):
        sent.desks[name].close()

    def run(desk: str, *given: str, status: int = 0) -> dict[str, object]:
        capsys.readouterr()
        assert main([*given, "--data", str(sent.root / desk), "--json"]) == status
        out = capsys.readouterr().out
        found: dict[str, object] = json.loads(out) if out.strip() else {}
        return found

    name = "Kiến nghị theo lĩnh vực"
    assert run("commune", "ask", "--list")["sent_down"] == [{"name": name, "form": "opinion", "issuer": DISTRICT}]
    assert run("commune", "ask", "--saved", name)["total"] == {"total": 3}
    assert run("district", "ask", "--send-down", name)["issuer"] == DISTRICT
    run("district", "ask", "--send-down", name, "--withdraw", name, status=2)
    run("district", "ask", "--withdraw", name)
    assert run("district", "ask", "--list")["sent_down"] == []
    run("district", "ask", "--withdraw", name, status=1)
    for name in ("commune", "district"):
        sent.desks[name] = Desk.open(Path(sent.root / name))
