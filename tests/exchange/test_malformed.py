"""Packages with good signatures that tell nonsense: refused or set aside, and nothing else is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogue_desk.domain.records import new_id
from dialogue_desk.exchange.identity import Keys
from tests.exchange.forging import line, next_number, own_session, registry_of, seal, version
from tests.exchange.world import COMMUNE, DISTRICT, OTHER, SESSION, World, dump


@pytest.fixture
def known(chain: World) -> World:
    """Desks that know each other."""
    chain.up("commune", "district")
    chain.up("district", "city")
    return chain


def reasons(world: World, receiver: str) -> list[str]:
    """The reasons of the rows in quarantine."""
    return [q.reason for q in world.desks[receiver].whereabouts.quarantine()]


HUGE = 2**70
DEEP = "[" * 100_000
MANIFESTS: list[dict[str, Any]] = [
    {"spoken": "x"}, {"spoken": HUGE}, {"spoken": -1}, {"spoken": None}, {"number": HUGE}, {"number": -5},
    {"number": 10**9}, {"held": {"a": [[1, HUGE, 0]]}}, {"held": {"a": [[-3, 5, 0]]}}, {"held": {"a": [[1]]}},
    {"held": 5}, {"erasures": [["session"]]}, {"erasures": 7},
    {"erasures": [["session", COMMUNE, "a", DEEP, "", "", "", ""]]},
    {"arrivals": {OTHER: "hôm qua"}}, {"arrivals": [1]}, {"arrivals": {OTHER: 5}},
    {"registry": {"number": "x"}}, {"registry": {"number": HUGE}}, {"registry": {"number": 10**6}},
    {"registry": {"number": 10**6, "desks": [[]], "rights": [], "takeovers": {}}},
    {"registry": {"number": 10**6, "desks": [], "rights": [["a", "b", "{"]], "takeovers": {}}},
    {"registry": {"number": 10**6, "desks": [], "rights": [["a", "b", "[]"]], "takeovers": {}}},
    {"registry": {"number": 10**6, "desks": [], "rights": [], "takeovers": [1]}},
]  # fmt: skip


def test_a_manifest_that_tells_nonsense_refuses_the_package_and_nothing_else(known: World) -> None:
    commune, district = known.desks["commune"], known.desks["district"]
    before = dump(district)
    for told in MANIFESTS:
        result = known.receive("district", seal(known, commune, district, [own_session(commune)], **told))
        assert (result.status, result.code) == ("refused", "manifest"), told
    assert dump(district) == before
    assert known.up("commune", "district").status == "merged"


RETURNS: list[dict[str, Any]] = [
    {"receipts": [1]}, {"receipts": {"a": "x"}}, {"holdings": {DISTRICT: {"2023-01-01": {"a": [[1, HUGE, 0]]}}}},
    {"holdings": {DISTRICT: {"x": {}}}}, {"holdings": 3}, {"recovery": 5},
    {"registry": {"number": 0, "desks": [[]]}}, {"registry": None},
]  # fmt: skip


def test_a_return_package_that_tells_nonsense_is_refused(known: World) -> None:
    commune, district = known.desks["commune"], known.desks["district"]
    for told in RETURNS:
        more = {"registry": registry_of(district), **told}
        result = known.receive("commune", seal(known, district, commune, kind="down", **more))
        assert result.code == "manifest", told
    assert known.down("district", "commune").status == "merged"


def test_limits_nobody_can_read_are_not_kept(known: World) -> None:
    district, city = known.desks["district"], known.desks["city"]
    public = Keys.generate().public
    stranger = [public.desk, COMMUNE, public.sign, public.age]
    for upto in ("x", "[]", '{"a": "b"}', DEEP):
        told = registry_of(district, desks=[[*stranger, "revoked", "", "", upto]])
        assert known.receive("city", seal(known, district, city, registry=told)).code == "manifest"
    told = registry_of(district, desks=[[*stranger, "trusted", district.store.desk, DEEP, ""]])
    known.receive("city", seal(known, district, city, registry=told))
    assert known.up("district", "city").status == "merged"


HEADERS: list[dict[str, Any]] = [
    {"kind": "peer", "desk": []}, {"kind": "peer", "desk": {}}, {"proof": "é"}, {"proof": 5}, {"keys": 5},
    {"keys": {"sign": "zz", "age": "a", "unit": COMMUNE}}, {"chain": 5}, {"chain": [5]}, {"chain": [{"sign": 1}]},
    {"package": ""}, {"package": "ngắn"}, {"package": "0" * 400},
]  # fmt: skip


def test_a_header_of_a_stranger_breaks_nothing(chain: World) -> None:
    """Nobody vouches for this desk; what its header says is all that is read."""
    stranger, district = chain.init("stranger", OTHER), chain.desks["district"]
    district.joining.invite(OTHER, chain.file("ddinvite"))
    for header in HEADERS:
        result = chain.receive("district", seal(chain, stranger, district, [own_session(stranger)], header=header))
        assert result.status in ("refused", "waiting"), header
        assert result.message
    assert not district.receiving.batches()


def test_a_clock_centuries_ahead_is_not_taken(known: World) -> None:
    commune, district = known.desks["commune"], known.desks["district"]
    record = commune.records.save("session", SESSION)
    known.up("commune", "district")
    n, seen = next_number(commune), {f"{commune.store.desk}/0": next_number(commune) - 1}
    far = {**SESSION, "place": "Xa"}
    ahead = [
        line(version(commune, "session", COMMUNE, far, record_id=record.id, n=n, seen=seen, hlc=hlc))
        for hlc in (2**62 - 1, 2**61)
    ]
    result = known.receive("district", seal(known, commune, district, ahead, number=9, spoken=9))
    assert result.counts["quarantined"] == 2
    assert reasons(known, "district") == ["clock"] * 2
    commune.records.change("session", record.id, {"place": "Nay"})
    assert known.up("commune", "district").counts["changed"] == 1
    assert district.records.need("session", record.id).values["place"] == "Nay"


CANDIDATES: list[Any] = [
    {"participants": "nhiều"}, {"participants": 2**70}, {"participants": -1}, {"participants": 1.5},
    {"title": 5}, {"title": ["a"]}, {"ad_hoc_reasons": "x"}, {"ad_hoc_reasons": [5]}, {"title": "a\0b"},
    [["title", "x"]], {"status": True},
]  # fmt: skip


def test_a_candidate_of_the_wrong_type_is_malformed(known: World) -> None:
    """The values a version lists for an open question are read as strictly as its own."""
    commune, district = known.desks["commune"], known.desks["district"]
    form, n = district.store.form("session"), next_number(commune)
    lines = []
    for i, values in enumerate(CANDIDATES):
        made = version(commune, "session", COMMUNE, {**SESSION, "participants": 80}, n=n + i)
        group = form.by_key[next(iter(dict(values)))].group_key
        told = [[1_700_000_000_000_000, "0" * 16 + "/0", 1, {group: values}]]
        lines.append(line(made, groups=json.dumps(told, separators=(",", ":"))))
    result = known.receive("district", seal(known, commune, district, lines))
    assert (result.status, result.counts["new"]) == ("merged", 0)
    assert reasons(known, "district") == ["malformed"] * len(CANDIDATES)
    assert known.up("commune", "district").status == "merged"


def test_an_attachments_line_nested_without_end_is_malformed(known: World) -> None:
    commune, district = known.desks["commune"], known.desks["district"]
    rows = [b'["*",' + DEEP.encode(), own_session(commune)]
    assert known.receive("district", seal(known, commune, district, rows)).counts["new"] == 1


def test_a_flood_of_foreign_rows_does_not_fill_the_desk(known: World) -> None:
    commune, district = known.desks["commune"], known.desks["district"]
    made = version(commune, "session", OTHER, {**SESSION, "notes": "x" * 500}, n=1)
    flood = [line(made).replace(made.id.encode(), new_id().encode()) for _i in range(12_000)]
    result = known.receive("district", seal(known, commune, district, [*flood, own_session(commune)]))
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 12_000)
    assert len(district.whereabouts.quarantine()) == 10_000
    district.receiving.undo(result.package)
    assert district.whereabouts.quarantine() == []


def test_a_list_with_a_unit_under_itself_ends() -> None:
    from dialogue_desk.domain.units import Unit, UnitTree

    tree = UnitTree([Unit("a", "a", "A", "", "city", "b"), Unit("b", "b", "B", "", "district", "a")])
    assert [u.key for u in tree.subtree("a")] == ["a", "b"]
    assert tree.is_below("a", "b")
    assert not tree.is_below("a", "c")
