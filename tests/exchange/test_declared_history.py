"""Histories of declarations and records at three levels, by chance: nothing is lost, nothing leaks, all still works.

DECLARED=50 plays that many histories.
"""

import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.exchange import declaring
from dialogue_desk.reports import REPORTS
from tests.exchange.test_declared import workbook
from tests.exchange.world import COMMUNE, SESSION, World

SEEDS = range(int(os.environ.get("DECLARED", "3")))
SECRET = "Trần Thị Kín"
PREFIX = {"city": "x_31_", "district": "x_303_", "commune": "x_11296_"}
TODAY = date(2026, 8, 10)


class History:
    """One play: who declared what so far, what was typed, and what is expected to be there in the end."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.versions: dict[tuple[str, str], int] = {}
        self.fields: dict[tuple[str, str], list[str]] = {}
        self.codes: dict[tuple[str, str], dict[str, str]] = {}
        self.typed: dict[tuple[str, str], dict[str, Any]] = {}
        self.count = 0

    def declare(self) -> None:
        """A first version, or the next: a field more, one less, a label corrected, a code withdrawn or added."""
        who, register = self.chance.choice(list(PREFIX)), self.chance.choice(["so", "session"])
        key = (who, register)
        self.versions[key] = self.versions.get(key, 0) + 1
        names = self.fields.setdefault(key, [])
        codes = self.codes.setdefault(key, {"a": "", "b": ""})
        if len(names) > 2 and self.chance.random() < 0.3:
            names.remove(self.chance.choice(names))
        self.count += 1
        names.append(f"o{self.count}_{self.chance.choice(['text', 'integer', 'code', 'codes'])}")
        if self.chance.random() < 0.4:
            codes[self.chance.choice(list(codes))] = "2026-06-01"
            codes[f"c{self.count}"] = ""
        kinds = {"text": "text", "integer": "integer", "code": "select_one ds", "codes": "select_multiple ds"}
        tail = "" if register == "so" else "_p"
        survey: list[list[Any]] = [["type", "name", "label", "required", "personal"]]
        survey += [["date", "ngay", "Ngày", "yes", ""]] if register == "so" else []
        survey += [["text", f"rieng{tail}", "Tên riêng", "", "yes"]]
        survey += [[kinds[n.split("_")[1]], n, f"{n} bản {self.versions[key]}", "", ""] for n in names]
        choices = [
            ["list_name", "name", "label", "withdrawn_from"],
            *(["ds", c, c.upper(), d] for c, d in codes.items()),
        ]
        file = self.world.file("xlsx")
        workbook(file, survey, choices, form_id=f"{who}-{register}", version=self.versions[key], register=register)
        self.world.desks[who].declaring.publish(file)

    def type(self) -> None:
        """The commune writes into whatever forms it has."""
        desk, chance = self.world.desks["commune"], self.chance
        mine = [f for f in desk.records.forms if f.key == "session" or (f.key.startswith("x_") and not f.is_raw)]
        form = chance.choice(mine)
        values: dict[str, Any] = dict(SESSION) if form.key == "session" else {}
        for field in form.fields:
            if not field.key.startswith("x_") or field.is_kept or (chance.random() < 0.3 and not field.required):
                continue
            values[field.key] = self._value(field.kind.value, field.personal, field.codes)
        held = [key for key in self.typed if key[0] == form.key]
        record_id = chance.choice(held)[1] if held and chance.random() < 0.5 else ""
        record = desk.records.save(form.key, values, record_id)
        self.typed[form.key, record.id] = dict(record.values)

    def _value(self, kind: str, is_personal: bool, codes: Any) -> Any:
        if is_personal:
            return SECRET
        if kind in ("code", "codes"):
            chosen = self.chance.choice(list(codes.labels))
            return chosen if kind == "code" else (chosen,)
        return {"date": "2026-05-04", "count": self.chance.randrange(9)}.get(kind, f"chữ {self.chance.randrange(99)}")

    def travel(self) -> None:
        """A package up or down; one in three comes from a program or a copy that lacks the declarations."""
        lacks, real = self.chance.random() < 0.35, declaring.build
        if lacks:
            declaring.build = lambda *_given: []  # type: ignore[assignment]
        try:
            way = self.chance.choice([("commune", "district"), ("district", "city")])
            if self.chance.random() < 0.6:
                self.world.up(*way)
            else:
                self.world.down(way[1], way[0])
        finally:
            declaring.build = real


@pytest.fixture
def joined(chain: World) -> World:
    chain.up("commune", "district")
    chain.up("district", "city")
    for desk in chain.desks.values():
        desk.today = lambda: TODAY
    return chain


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_nothing_leaks_and_all_works(joined: World, seed: int, tmp_path: Path) -> None:
    history = History(joined, random.Random(seed))
    for _step in range(24):
        act = history.chance.choices(["declare", "type", "travel"], [2, 4, 3])[0]
        getattr(history, act)()
    for _round in range(2):
        joined.up("commune", "district", full=True)
        joined.up("district", "city", full=True)
        joined.down("city", "district")
        joined.down("district", "commune")
    assert history.typed
    for name, desk in joined.desks.items():
        assert desk.keeping.check() == [], (name, seed)
        assert desk.whereabouts.quarantine() == []
        assert desk.receiving.alarms.listed() == []
        for (form_key, record_id), expected in history.typed.items():
            form, held = desk.records.form(form_key), desk.records.need(form_key, record_id, COMMUNE)
            assert not form.is_raw, "every declaration has come by now"
            own = {f.key for f in joined.desks["commune"].records.form(form_key).personal_fields}
            for key, value in expected.items():
                told = held.values.get(key)
                assert told == (value if name == "commune" or key not in own else None), (name, seed, key)
        if name != "commune":
            texts = "".join(text for (text,) in desk.store.conn.execute("SELECT text FROM version"))
            assert SECRET not in texts, (name, seed)
    city = joined.desks["city"]
    for report in REPORTS:
        if not report.needs and report.about == "":
            assert city.reporting.build(report.name, {}).name
    city.files.export([], out := tmp_path / "all.ndjson")
    told = out.read_text(encoding="utf-8")
    for (_form, record_id), expected in history.typed.items():
        assert record_id in told
        for value in expected.values():
            if isinstance(value, str) and value.startswith("chữ"):
                assert value in told
