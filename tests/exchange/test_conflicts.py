"""Deciding many records at once, and taking a decision back."""

from __future__ import annotations

import pytest

from tests.exchange.world import COMMUNE, OPINION, SESSION, World


@pytest.fixture
def quarrel(chain: World) -> World:
    """Two laptops of a commune that changed the same two records; the second one holds both sides."""
    commune = chain.desks["commune"]
    commune.records.save("session", {**SESSION, "place": "Hội trường"})
    commune.records.save("opinion", {**OPINION, "speaker_name": "Lê Văn An"})
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    chain.desks["district"].joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    chain.down("district", "commune")
    chain.side("commune", "second")
    for name, place, request in (("commune", "Đình", "Thay cống"), ("second", "Chợ", "Nạo vét cống")):
        desk = chain.desks[name]
        (session,), (opinion,) = desk.store.records("session"), desk.store.records("opinion")
        desk.records.change("session", session.id, {"place": place})
        desk.records.change("opinion", opinion.id, {"request": request})
    chain.desks["commune"].records.change("opinion", opinion.id, {"speaker_name": "Lê Văn Ân"})
    second.records.change("opinion", opinion.id, {"speaker_name": "Lê Văn Ấn"})
    chain.side("commune", "second")
    return chain


def values(chain: World) -> tuple[object, object, object]:
    desk = chain.desks["second"]
    (session,), (opinion,) = desk.store.records("session"), desk.store.records("opinion")
    named = desk.records.need("opinion", opinion.id)
    return session.values["place"], named.values["request"], named.values["speaker_name"]


def test_one_answer_decides_all_for_a_machine_or_the_newest(quarrel: World) -> None:
    second = quarrel.desks["second"]
    assert {c.form for c in second.conflicts.listed()} == {"session", "opinion", "opinion_personal"}
    assert second.conflicts.resolve_all("0" * 16) == 0, "nobody of that name wrote a side"
    assert second.conflicts.resolve_all(units=["11299@2023"]) == 0, "another unit's queue is shown"
    assert second.conflicts.resolve_all(quarrel.desks["commune"].store.desk, [second.unit]) == 3
    assert values(quarrel) == ("Đình", "Thay cống", "Lê Văn Ân")
    assert second.conflicts.listed() == []
    quarrel.up("second", "district")
    assert quarrel.desks["district"].conflicts.listed() == []


def test_the_newest_side_shows_already_and_another_unit_decides_nothing(quarrel: World) -> None:
    second, district = quarrel.desks["second"], quarrel.desks["district"]
    for name in ("commune", "second"):
        quarrel.up(name, "district")
    assert len(district.conflicts.listed()) == 2, "names did not travel up"
    assert district.conflicts.resolve_all() == 0
    before = values(quarrel)
    assert second.conflicts.resolve_all() == 3
    assert values(quarrel) == before


def test_taking_a_decision_back_keeps_the_name(quarrel: World) -> None:
    second = quarrel.desks["second"]
    before = values(quarrel)
    for form in ("opinion", "opinion_personal"):
        (conflict,) = [c for c in second.conflicts.listed() if c.form == form]
        theirs = next(s for s in conflict.sides if s.desk == quarrel.desks["commune"].store.desk)
        second.conflicts.resolve(form, conflict.id, theirs.rev)
        second.records.undo()
        assert values(quarrel) == before
