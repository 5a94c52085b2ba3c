"""The demonstration province published: figures are the desk's, questions of the instructions are answered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.demo import province
from dialogue_desk.desk import Desk
from tests.hub.server import Server
from tests.hub.test_truth import plain

Asked = Callable[..., list[dict[str, Any]]]
ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def made(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = province.make(tmp_path_factory.mktemp("tỉnh") / "d", 1, TODAY, 1600)
    desk.publishing.publish(server.url(), "dd")
    yield desk
    desk.close()


def test_the_figures_of_the_hub_are_those_of_the_desk(made: Desk, ask: Asked) -> None:
    ask(f"SET dd.today = '{TODAY}'")
    asked = {"from_year": 2025, "to_year": 2026, "unit": made.unit}
    for number in ("03", "04", "05"):
        ours = made.reporting.json(made.reporting.build(f"appendix-{number}", asked))["rows"]
        rows = ask(f"SELECT * FROM dd.phu_luc_{number}(2025, 2026, '{made.unit}')")
        assert [{k: plain(v) for k, v in row.items()} for row in rows] == [
            {k: one.get(k) for k in row} for one, row in zip(ours, rows, strict=True)
        ]
        assert any(plain(cell) for row in rows for key, cell in row.items() if key not in ("stt", "year", "as_of"))
    days = made.reporting.json(made.reporting.build("days", {**asked}))
    (total,) = [row for row in ask(f"SELECT * FROM dd.days(2025, 2026, '{made.unit}')") if row["by"] == "total"]
    assert {k: plain(total[k]) for k in days["figures"]} == days["figures"]


def test_ten_questions_are_answered(made: Desk, ask: Asked) -> None:
    script = (ROOT / "packaging" / "hub" / "ten_questions.sql").read_text(encoding="utf-8")
    asked = re.split(r"^-- \d+\. .*$", script, flags=re.MULTILINE)[1:]
    assert len(asked) == 10
    ask(f"SET dd.today = '{TODAY}'")
    for number, question in enumerate(asked, start=1):
        rows = ask(question.strip().rstrip(";"))
        assert rows or number in (2, 8), question


def test_the_instructions_name_what_is_there(ask: Asked, made: Desk) -> None:
    told = (ROOT / "packaging" / "hub" / "ADMINISTRATORS.md").read_text(encoding="utf-8")
    functions = {row["proname"] for row in ask("SELECT proname FROM pg_proc WHERE pronamespace = 'dd'::regnamespace")}
    assert set(re.findall(r"dd\.([a-z_0-9]+)(?=\(|`)", told)) - {"today"} <= functions
    compose = (ROOT / "packaging" / "hub" / "compose.yaml").read_text(encoding="utf-8")
    assert "postgres:15" in compose
    assert "ssl=on" in compose
    assert "POSTGRES_PASSWORD:" not in compose


def test_the_command_makes_and_publishes(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "bàn tỉnh"
    assert main(["demo", "province", "--out", str(folder), "--records", "1000", "--to", server.url(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["unit"] == province.PROVINCE
    assert told["records"] >= 800
    assert told["written"] > told["records"]
    assert main(["demo", "province", "--out", str(folder)]) == 1
    assert "không trống" in capsys.readouterr().err
