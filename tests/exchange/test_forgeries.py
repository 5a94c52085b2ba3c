"""Packages forged with valid keys, of every kind: none is taken as an ordinary one, each is told in words."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import FileResult
from tests.exchange.forgeries import KINDS, SECOND_DISTRICT, Forger, Forgery, desk_of
from tests.exchange.world import COMMUNE, OTHER, SESSION, World, dump

FORGED = int(os.environ.get("FORGED", "72"))
"""Packages; 500 before a release."""


@pytest.fixture
def forger(chain: World) -> Forger:
    """Beside the chain another commune, another district, and a lost laptop of the commune; all held everywhere."""
    chain.join("other", "district", OTHER)
    chain.join("second", "city", SECOND_DISTRICT)
    record = chain.desks["commune"].records.save("session", SESSION)
    district = chain.desks["district"]
    for name in ("commune", "other"):
        chain.up(name, "district")
    lost = chain.join("lost", "district", COMMUNE)
    lost.records.save("session", {**SESSION, "title": "Của máy đã mất"})
    chain.up("lost", "district")
    district.joining.trust(lost.joining.fingerprint)
    chain.up("lost", "district")
    district.joining.revoke(lost.joining.fingerprint)
    for name in ("district", "second"):
        chain.up(name, "city")
    for upper, lower in (("city", "district"), ("district", "commune"), ("district", "other")):
        chain.down(upper, lower)
    return Forger(chain, record.id, random.Random(1313))


def everything(desk: Desk) -> dict[str, list[Any]]:
    return dump(desk)


def judge(desk: Desk, forgery: Forgery, result: FileResult, before: int) -> str:
    """The code under which a forgery was told; "" when it went through as an ordinary package."""
    if result.status in ("refused", "waiting"):
        assert result.message.endswith("."), result
        return result.code
    assert result.status == "merged"
    assert result.counts["quarantined"] == forgery.rows, (forgery.kind, result)
    fresh = desk.whereabouts.quarantine()[before:] if forgery.rows else []
    for row in fresh:
        assert desk.whereabouts.reason(row.reason).endswith("."), row.reason
        assert desk.whereabouts.reason(row.reason) != row.reason
    codes = [row.reason for row in fresh]
    if forgery.claims or forgery.alarms:
        kinds = {a.kind for a in result.alarms}
        assert kinds & {"false_claims", "forged_name"}, (forgery.kind, result)
        assert all(a.message.endswith(".") and a.step.endswith(".") for a in result.alarms)
        codes += kinds
    return codes[0] if codes else ""


def test_nothing_forged_with_valid_keys_is_taken_as_ordinary(forger: Forger) -> None:
    world = forger.world
    wanted = {name: everything(desk) for name, desk in world.desks.items()}
    told: Counter[str] = Counter()
    ordinary: list[str] = []
    for i in range(FORGED):
        forgery = forger.make(KINDS[i % len(KINDS)])
        desk = desk_of(world, forgery)
        before = len(desk.whereabouts.quarantine())
        result = world.receive(forgery.receiver, forgery.file)
        code = judge(desk, forgery, result, before)
        told[f"{forgery.kind}: {code}"] += 1
        if not code:
            ordinary.append(forgery.kind)
    assert ordinary == [], told
    # Nothing any desk shows or holds is another one than before, and everybody goes on.
    assert {name: everything(desk) for name, desk in world.desks.items()} == wanted
    for desk in world.desks.values():
        assert desk.keeping.check() == []
    late = world.desks["commune"].records.save("session", {**SESSION, "title": "Sau tất cả"})
    assert world.up("commune", "district").counts["new"] == 1
    assert world.up("district", "city").counts["new"] == 1
    assert world.desks["city"].records.need("session", late.id, COMMUNE).values["title"] == "Sau tất cả"
    assert len({kind.split("/")[0].split(":")[0] for kind in told}) == len(KINDS)
