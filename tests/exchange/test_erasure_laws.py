"""Laws of merge and undo with erasures among the events: no order of packages, and no undo, changes what is shown."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from tests.exchange.world import COMMUNE, OPINION, World, dump, step_on

TEXT, NAME = "Bà Nhàn ở ngõ 7 kể chuyện nhà", "Đoàn Thị Nhàn"
HISTORIES = int(os.environ.get("ERASURE_HISTORIES", "5"))
FIELDS = ("text", "request", "unit_named", "speaker_name", "speaker_phone")


def shown(desk: Desk) -> str:
    """What a desk shows, without how it came to be."""
    rows = [r for key in ("opinion", "opinion_personal") for r in desk.store.records(key, with_bin=True)]
    return str([(r.form, r.unit, r.id, r.is_deleted, sorted(r.values.items(), key=lambda p: p[0])) for r in rows])


def happen(dice: random.Random, desk: Desk, ids: list[str], turn: int) -> None:
    """One thing somebody does to a record: a text changed, or some erased for good."""
    record = dice.choice(ids)
    if dice.random() < 0.55:
        field = dice.choice(("text", "request", "speaker_name", "speaker_phone"))
        desk.records.change("opinion", record, {field: f"{desk.person} {turn}"})  # perhaps of an erased field
    else:
        desk.erasure.erase(
            "opinion", record, dice.sample(FIELDS[:2] + FIELDS[3:], dice.choice((1, 1, 2))), f"vì {turn}"
        )


def written(chain: World, dice: random.Random) -> list[Path]:
    """Packages up of two desks of one unit that change and erase the same records, seldom hearing of each other."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "commune")
    chain.down("district", "second")
    values = {**OPINION, "text": TEXT, "speaker_name": NAME, "speaker_phone": "0912 345 678"}
    ids = [commune.records.save("opinion", {**values, "subject": s}).id for s in ("urban", "land", "other")]
    for record in ids:  # forwarded, so that the names travel too
        commune.records.save("action", step_on(record, "forward_up", "2023-05-01"))
    chain.side("commune", "second")
    files: list[Path] = []
    for turn in range(14):
        desk = dice.choice((commune, second))
        happen(dice, desk, ids, turn)
        if dice.random() < 0.6:
            files.append(chain.file())
            desk.sending.send(files[-1], full=dice.random() < 0.5)
        elif dice.random() < 0.4:
            chain.side("commune", "second") if dice.random() < 0.5 else chain.side("second", "commune")
    return files


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_laws_hold_with_erasures_among_the_events(chain: World, seed: int) -> None:
    """Whatever is saved, erased, sent, taken, taken back and taken again: a desk shows what one would that only
    ever took what is taken now, in any order; and once everybody heard everything, all show the same."""
    dice = random.Random(seed)
    files, district = written(chain, dice), chain.desks["district"]
    taken: dict[Path, str] = {}
    for _turn in range(16):
        file = dice.choice(files)
        if file in taken and dice.random() < 0.6:
            district.receiving.undo(taken.pop(file))
        elif file not in taken:
            done = chain.receive("district", file, again=True)
            assert (done.status, done.counts["quarantined"]) == ("merged", 0)
            taken[file] = done.package
    before = dump(district)
    for _round in range(2):
        for package in dice.sample(sorted(taken.values()), len(taken)):
            district.receiving.undo(package)
        for file in dice.sample(sorted(taken), len(taken)):
            assert chain.receive("district", file, again=True).counts["quarantined"] == 0
        assert dump(district) == before
    assert district.keeping.check() == []
    for sender, receiver in (("second", "commune"), ("commune", "second"), ("second", "commune")):
        assert chain.side(sender, receiver).counts["quarantined"] == 0
    assert chain.up("commune", "district", full=True).counts["quarantined"] == 0
    assert chain.up("second", "district", full=True).counts["quarantined"] == 0
    assert chain.up("district", "city", full=True).counts["quarantined"] == 0
    for name in ("commune", "second", "district", "city"):
        assert chain.desks[name].keeping.check() == []
        assert name == "city" or shown(chain.desks[name]) == shown(district), name
    assert chain.desks["city"].store.get("opinion", COMMUNE, _any_id(district)) is not None


def _any_id(desk: Desk) -> str:
    return next(iter(desk.store.records("opinion"))).id
