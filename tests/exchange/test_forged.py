"""Packages with good signatures and bad contents: nothing of another unit is touched, and nothing breaks."""

from __future__ import annotations

import json

import pytest

from dialogue_desk.domain.records import new_id
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.identity import Keys
from dialogue_desk.storage import carrying, registry
from tests.exchange.forging import entry, line, next_number, own_session, registry_of, seal, version
from tests.exchange.world import COMMUNE, DISTRICT, OPINION, OTHER, SESSION, World, dump, step_on

SECOND_DISTRICT = "304@2023"
YEAR = 2023
"""A year in which the units of these desks are valid."""


@pytest.fixture
def wide(chain: World) -> World:
    """Beside the chain: another commune of the district, and another district. Everybody is known."""
    chain.join("other", "district", OTHER)
    chain.join("second", "city", SECOND_DISTRICT)
    for name in ("commune", "other"):
        chain.up(name, "district")
    for name in ("district", "second"):
        chain.up(name, "city")
    return chain


def refused(world: World, receiver: str) -> list[tuple[str, str]]:
    """Unit and reason of every row in quarantine; each reason is explained."""
    where = world.desks[receiver].whereabouts
    for q in where.quarantine():
        assert where.reason(q.reason) != q.reason
    return [(q.unit, q.reason) for q in where.quarantine()]


# -- what a registry may say -------------------------------------------------------------


def test_a_district_cannot_claim_another_units_desk_for_a_commune_of_its_own(wide: World) -> None:
    district, city = wide.desks["district"], wide.desks["city"]
    before = [registry.known(city.store, wide.desks[name].store.desk) for name in ("second", "city")]
    for i, more in enumerate([{"status": "revoked", "upto": "{}"}, {"age": Keys.generate().public.age}, {}]):
        claimed = [entry(wide.desks[name], unit=COMMUNE, **more) for name in ("second", "city")]
        told = registry_of(district, desks=claimed, number=2000 + i)
        assert wide.receive("city", seal(wide, district, city, registry=told)).status == "merged"
    assert [registry.known(city.store, wide.desks[name].store.desk) for name in ("second", "city")] == before
    record = wide.desks["second"].records.save("session", SESSION)
    assert wide.up("second", "city").counts["new"] == 1
    assert city.records.get("session", record.id, SECOND_DISTRICT) is not None
    assert wide.down("city", "second").status == "merged"


def test_a_desks_keys_and_unit_are_for_ever_also_within_ones_own_subtree(wide: World) -> None:
    district, city = wide.desks["district"], wide.desks["city"]
    thief = Keys.generate().public.age
    claimed = [entry(wide.desks["commune"], age=thief), entry(wide.desks["other"], unit=COMMUNE)]
    told = registry_of(district, desks=claimed)
    wide.receive("city", seal(wide, district, city, registry=told))
    for name in ("commune", "other"):
        known = registry.known(city.store, wide.desks[name].store.desk)
        assert known is not None
        assert (known.unit, known.age) == (wide.desks[name].unit, entry(wide.desks[name])[3])


def test_a_commune_cannot_speak_of_itself_of_others_or_hand_cases_over(wide: World) -> None:
    commune, district = wide.desks["commune"], wide.desks["district"]
    stranger = Keys.generate().public
    told = registry_of(
        commune,
        desks=[[stranger.desk, unit, stranger.sign, stranger.age, "trusted", "", "", ""] for unit in (OTHER, COMMUNE)]
        + [entry(wide.desks["other"], status="revoked", upto="{}"), entry(district, status="revoked", upto="{}")],
        rights=[[commune.store.desk, OTHER, ""], [commune.store.desk, DISTRICT, ""], [stranger.desk, COMMUNE, ""]],
        takeovers={OTHER: [COMMUNE], DISTRICT: [COMMUNE], COMMUNE: [OTHER]},
    )  # fmt: skip
    forged = [line(version(commune, "session", OTHER, SESSION, n=next_number(commune)))]
    result = wide.receive("district", seal(wide, commune, district, forged, registry=told))
    assert (result.counts["new"], result.counts["quarantined"]) == (0, 1)
    assert refused(wide, "district") == [(OTHER, "foreign_unit")]
    assert registry.known(district.store, stranger.desk) is None
    assert registry.rights(district.store) == {}
    assert registry.takeovers(district.store) == {}
    assert wide.up("other", "district").status == "merged"
    assert wide.down("district", "commune").status == "merged"


def test_a_right_that_ended_stays_ended_whoever_tells_the_old_news(chain: World) -> None:
    district, city = chain.desks["district"], chain.desks["city"]
    district.records.save("session", SESSION, unit=OTHER)
    chain.up("district", "city")
    other = chain.join("other", "district", OTHER)
    right = district.store.desk, OTHER
    assert registry.rights(other.store)[right] == ""
    chain.up("other", "district")
    closed = registry.rights(district.store)[right]
    assert json.loads(closed) == {f"{district.store.desk}/0": 1}
    # The city has not heard of it when it writes back.
    chain.down("city", "district")
    assert registry.rights(district.store)[right] == closed
    chain.up("other", "district")
    assert registry.rights(district.store)[right] == closed
    chain.up("district", "city")
    late = line(version(district, "session", OTHER, SESSION, n=next_number(district)))
    chain.receive("city", seal(chain, district, city, [late], number=9, spoken=9))
    assert refused(chain, "city") == [(OTHER, "wrong_writer")]


def test_with_a_lost_laptop_the_keys_of_its_earlier_epochs_are_revoked(chain: World) -> None:
    """After a restore a laptop still has the keys it had before: they open nothing any more."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    (_desk, sign, age) = registry.own_keys(commune.store)[0]
    before = commune.store.desk
    commune.new_epoch()
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    district.joining.revoke(commune.joining.fingerprint)
    for desk in (before, commune.store.desk):
        known = registry.known(district.store, desk)
        assert known is not None
        assert known.status == "revoked"
    commune.store.set_meta("desk", before)
    assert registry.own_keys(commune.store)[0] == (before, sign, age)
    package = seal(chain, commune, district, [own_session(commune)], number=9, spoken=9)
    assert chain.receive("district", package).code == "revoked_desk"
    assert district.records.get("session", record.id) is not None


def test_a_made_up_epoch_of_another_units_desk_puts_nobody_aside(wide: World) -> None:
    district, city = wide.desks["district"], wide.desks["city"]
    public = Keys.generate().public
    made_up = [public.desk, COMMUNE, public.sign, public.age, "trusted", wide.desks["second"].store.desk, "", ""]
    wide.receive("city", seal(wide, district, city, registry=registry_of(district, desks=[made_up])))
    assert [d.desk for d in registry.trusted(city.store, SECOND_DISTRICT)] == [wide.desks["second"].store.desk]
    wide.desks["second"].records.save("session", SESSION)
    wide.up("second", "city")
    assert wide.down("city", "second").status == "merged"
    assert wide.up("second", "city").rows == 0


def test_what_a_revoked_desk_wrote_before_is_taken_everywhere_and_nothing_later_anywhere(wide: World) -> None:
    other, district, city = (wide.desks[n] for n in ("other", "district", "city"))
    early = other.records.save("session", SESSION)
    wide.up("other", "district")
    district.joining.revoke(other.joining.fingerprint)
    late = line(version(other, "session", OTHER, SESSION, n=next_number(other)))
    wide.up("district", "city")
    wide.receive("city", seal(wide, district, city, [late], number=9, spoken=9))
    assert city.records.get("session", early.id, OTHER) is not None
    assert refused(wide, "city") == [(OTHER, "revoked_writer")]
    # Nobody loosens it but who revoked: not the city, which knows it from the district, and no list of the revoked.
    told = registry_of(city, desks=[entry(other, status="revoked", upto=json.dumps({f"{other.store.desk}/0": 99}))])
    wide.receive("district", seal(wide, city, district, kind="down", registry=told))
    known = registry.known(district.store, other.store.desk)
    assert known is not None
    assert not known.may_have_written(f"{other.store.desk}/0", 50)


def test_a_package_met_at_two_desks_of_a_unit_and_between_them_is_one(wide: World) -> None:
    commune, district = wide.desks["commune"], wide.desks["district"]
    twin = wide.join("twin", "city", DISTRICT)
    wide.up("twin", "city")
    wide.desks["city"].joining.trust(twin.joining.fingerprint)
    for name in ("district", "twin"):
        wide.down("city", name)
    wide.down("district", "commune")
    commune.records.save("session", SESSION)
    package = wide.file()
    commune.sending.send(package)
    first, second = wide.receive("district", package), wide.receive("twin", package)
    assert (first.status, second.status) == ("merged", "merged")
    across = wide.side("district", "twin")
    assert across.counts["new"] == 0
    assert dump(twin)["session"] == dump(district)["session"]
    assert wide.receive("twin", package).status == "already"
    twin.receiving.undo(second.package)
    assert dump(twin)["session"] == [] or across.counts["same"]


# -- who may write what --------------------------------------------------------------------


def test_a_district_cannot_carry_or_write_rows_of_another_districts_commune(wide: World) -> None:
    district, city = wide.desks["district"], wide.desks["city"]
    foreign = next(u.key for u in city.units.children(SECOND_DISTRICT))
    rows = [
        line(version(district, "session", foreign, SESSION, n=next_number(district))),
        line(version(district, "session", SECOND_DISTRICT, SESSION, n=next_number(district) + 1)),
        line(version(wide.desks["second"], "session", SECOND_DISTRICT, SESSION, n=7)),
        own_session(wide.desks["commune"]),
    ]  # fmt: skip
    result = wide.receive("city", seal(wide, district, city, rows, signers=(district, wide.desks["commune"])))
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 3)
    assert refused(wide, "city") == [(foreign, "foreign_unit"), *[(SECOND_DISTRICT, "foreign_unit")] * 2]


def test_a_row_altered_above_under_its_writers_name_is_refused_up_and_down_and_said_aloud(wide: World) -> None:
    commune, district, city = (wide.desks[n] for n in ("commune", "district", "city"))
    record = commune.records.save("session", SESSION)
    wide.up("commune", "district")
    wide.up("district", "city")
    altered = version(
        commune, "session", COMMUNE, {**SESSION, "place": "Nơi khác"}, record_id=record.id, n=next_number(commune) - 1
    )
    result = wide.receive("city", seal(wide, district, city, [line(altered)], number=9, spoken=9))
    assert (result.counts["conflicts"], result.counts["quarantined"]) == (0, 1)
    assert refused(wide, "city") == [(COMMUNE, "not_signed_by_writer")]
    assert city.records.need("session", record.id).values["place"] == SESSION["place"]
    # Told so to the commune itself, it takes nothing, stays who it is, and says who brought it.
    desk = commune.store.desk
    told = registry_of(district)
    back = seal(wide, district, commune, [line(altered)], kind="down", registry=told, number=9, spoken=9)
    result = wide.receive("commune", back)
    assert result.counts["quarantined"] == 1
    assert commune.store.desk == desk
    assert refused(wide, "commune") == [(COMMUNE, "not_signed_by_writer")]
    (alarm,) = commune.receiving.alarms.listed()
    assert (alarm.kind, alarm.about) == ("forged_name", district.store.desk)
    assert district.units.name(DISTRICT) in alarm.message
    assert result.alarms == (alarm,)
    commune.receiving.alarms.settle(district.store.desk)
    assert commune.receiving.alarms.listed() == []
    with pytest.raises(DeskError, match="cảnh báo"):
        commune.receiving.alarms.settle(district.store.desk)


def test_a_commune_cannot_write_a_step_as_the_district_and_a_step_of_its_own_moves_no_case_of_others(
    wide: World,
) -> None:
    commune, other, district = (wide.desks[n] for n in ("commune", "other", "district"))
    case = other.records.save("opinion", OPINION)
    step = other.petitions.take(case.id, "resolve", {"text": "xong"})
    wide.up("other", "district")
    assert district.petitions.state(case.id).status == "resolved"
    on = {"opinion_unit": OTHER, "opinion_id": case.id, "done_on": "2023-06-01"}
    rows = [
        ({**on, "kind": "answer", "text": "Huyện trả lời"}, DISTRICT, ""),
        ({**on, "kind": "decline", "text": "Không nhận"}, COMMUNE, ""),
        # A step that has the other's id, and one that takes it back: only by the pair of unit and id is it meant.
        ({**on, "kind": "note", "text": "x"}, COMMUNE, step.id),
        ({**on, "kind": "void", "action_ref": step.id}, COMMUNE, ""),
    ]  # fmt: skip
    lines = [
        line(version(commune, "action", unit, values, record_id=i, n=next_number(commune) + k))
        for k, (values, unit, i) in enumerate(rows)
    ]
    result = wide.receive("district", seal(wide, commune, district, lines))
    assert (result.counts["new"], result.counts["quarantined"]) == (3, 1)
    assert refused(wide, "district") == [(DISTRICT, "foreign_unit")]
    assert district.petitions.state(case.id).status == "resolved"
    # Nothing of it goes to the other commune.
    wide.down("district", "other")
    assert {r.unit for r in other.store.records("action")} == {OTHER}


def test_what_comes_from_above_is_answers_and_own_records_only(wide: World) -> None:
    commune, district, other = (wide.desks[n] for n in ("commune", "district", "other"))
    case = commune.records.save("opinion", OPINION)
    answer = {"opinion_unit": COMMUNE, "opinion_id": case.id, "done_on": "2023-06-01", "kind": "answer", "text": "Có"}
    n = next_number(district)
    rows = [
        line(version(district, "action", DISTRICT, answer, n=n)),
        line(version(district, "action", DISTRICT, {**answer, "opinion_unit": OTHER}, n=n + 1)),
        line(version(district, "session", DISTRICT, SESSION, n=n + 2)),
        line(version(district, "session", COMMUNE, SESSION, n=n + 3)),
        line(version(district, "action", COMMUNE, {**answer, "kind": "note"}, n=n + 4)),
        own_session(other),
        line(version(other, "action", OTHER, answer, n=50)),
        line(version(wide.desks["second"], "action", SECOND_DISTRICT, answer, n=50)),
    ]  # fmt: skip
    result = wide.receive("commune", seal(wide, district, commune, rows, kind="down", registry=registry_of(district)))
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 7)
    assert sorted(refused(wide, "commune")) == sorted([
        (DISTRICT, "foreign_unit"), (DISTRICT, "foreign_unit"), (COMMUNE, "wrong_writer"), (COMMUNE, "wrong_writer"),
        (OTHER, "foreign_unit"), (OTHER, "foreign_unit"), (SECOND_DISTRICT, "foreign_unit"),
    ])  # fmt: skip
    assert commune.petitions.state(case.id).history[-1].step.unit == DISTRICT


def test_an_answer_on_a_case_taken_over_reaches_the_unit_that_continues_it(wide: World) -> None:
    commune, other, district = (wide.desks[n] for n in ("commune", "other", "district"))
    case = commune.records.save("opinion", OPINION)
    wide.up("commune", "district")
    district.joining.takeover(COMMUNE, OTHER)
    wide.down("district", "other")
    other.records.save("action", {**step_on(case.id, "forward_up", "2023-05-01")}, unit=COMMUNE)
    wide.up("other", "district")
    district.petitions.take(case.id, "answer", {"text": "Quận trả lời"})
    assert wide.down("district", "other").counts["quarantined"] == 0
    assert [t.step.kind for t in other.petitions.state(case.id).history] == ["forward_up", "answer"]


def test_a_citys_answer_reaches_the_commune_through_the_district(wide: World) -> None:
    commune, district, city = (wide.desks[n] for n in ("commune", "district", "city"))
    case = commune.records.save("opinion", {**OPINION, "speaker_name": "Phạm Thị Hạnh"})
    commune.petitions.take(case.id, "forward_up", {"text": "Vượt thẩm quyền"})
    wide.up("commune", "district")
    district.petitions.take(case.id, "forward_up", {"text": "Vượt thẩm quyền"})
    wide.up("district", "city")
    assert city.records.need("opinion", case.id).values["speaker_name"] == "Phạm Thị Hạnh"
    city.petitions.take(case.id, "answer", {"text": "Thành phố đã giao Sở Xây dựng"})
    wide.down("city", "district")
    wide.down("district", "commune")
    last = commune.petitions.state(case.id).history[-1].step
    assert (last.unit, last.text) == ("31", "Thành phố đã giao Sở Xây dựng")
    for desk in (district, city):
        with pytest.raises(DeskError, match="chỉ đọc được"):
            desk.records.change("opinion", case.id, {"place": "X"}, COMMUNE)


# -- what a sender says of others ------------------------------------------------------------


def test_a_commune_says_nothing_of_the_arrivals_of_others(wide: World) -> None:
    commune, district, city = (wide.desks[n] for n in ("commune", "district", "city"))
    foreign = next(u.key for u in city.units.children(SECOND_DISTRICT))
    third = next(u.key for u in city.units.children(DISTRICT) if u.key not in (COMMUNE, OTHER))
    today = f"{YEAR}-01-05"
    wide.receive("district", seal(wide, commune, district, arrivals={third: today, DISTRICT: today, "x": today}))
    board = {a.unit: a.status for a in district.whereabouts.arrivals(YEAR)}
    assert board[third] == "silent"
    days = {foreign: today, COMMUNE: "2999-01-01", third: today}
    wide.receive("city", seal(wide, district, city, number=9, spoken=9, arrivals=days))
    board = {a.unit: (a.status, a.on) for a in city.whereabouts.arrivals(YEAR)}
    assert board[foreign] == ("silent", "")
    assert board[third] == ("received", today)
    assert board[COMMUNE][1] < "2999"


def test_a_receipt_counts_only_from_the_unit_the_package_went_to(wide: World) -> None:
    commune, district, city = (wide.desks[n] for n in ("commune", "district", "city"))
    commune.records.save("session", SESSION)
    sent = commune.sending.send(wide.file())
    wide.down("district", "commune")
    told = {sent.package: "2026-01-05", new_id(): "2026-01-05"}
    back = seal(wide, city, commune, kind="down", registry=registry_of(city), receipts=told)
    assert wide.receive("commune", back).status == "merged"
    assert {s.package: s.receipt for s in commune.sending.sent()}[sent.package] == ""
    back = seal(wide, district, commune, kind="down", registry=registry_of(district), receipts=told, spoken=9)
    wide.receive("commune", back)
    assert {s.package: s.receipt for s in commune.sending.sent()}[sent.package] == "2026-01-05"


def test_an_older_return_package_that_comes_late_takes_nothing_back(wide: World) -> None:
    commune, district = wide.desks["commune"], wide.desks["district"]
    older, newer = wide.file(), wide.file()
    district.sending.send_back(COMMUNE, older)
    record = commune.records.save("session", SESSION)
    wide.up("commune", "district")
    district.sending.send_back(COMMUNE, newer)
    assert wide.receive("commune", newer).status == "merged"
    told = commune.whereabouts.where("session", record.id)
    assert [h.unit for h in told[1]] == [DISTRICT]
    assert wide.receive("commune", older).status == "merged"
    assert commune.whereabouts.where("session", record.id) == told
    assert commune.whereabouts.unheld() == 0


def test_a_unit_cannot_say_what_units_beside_it_hold(wide: World) -> None:
    commune, district = wide.desks["commune"], wide.desks["district"]
    days = {"2026-01-05": {f"{commune.store.desk}/0": [[1, 9, 0]]}}
    holdings = dict.fromkeys((OTHER, COMMUNE, SECOND_DISTRICT), days)
    back = seal(wide, district, commune, kind="down", registry=registry_of(district), holdings=holdings)
    assert wide.receive("commune", back).status == "merged"
    assert carrying.holders_of(commune.store, f"{commune.store.desk}/0", 1) == []


def test_a_mark_erases_texts_of_ones_own_records_and_nothing_else(wide: World) -> None:
    commune, other, district = (wide.desks[n] for n in ("commune", "other", "district"))
    mine = commune.records.save("session", {**SESSION, "participants": 80})
    theirs = other.records.save("session", SESSION)
    for name in ("commune", "other"):
        wide.up(name, "district")
    before = dump(district)["session"]

    def mark(unit: str, record: str, *fields: str) -> list[str]:
        return ["session", unit, record, json.dumps(list(fields)), commune.store.desk, "Ai", "2026-01-05", "xin"]

    marks = [mark(OTHER, theirs.id, "title", "place")]
    marks += [mark(COMMUNE, mine.id, f) for f in ("participants", "held_on", "status", "kind", "count_for")]
    wide.receive("district", seal(wide, commune, district, erasures=marks, number=9, spoken=9))
    assert dump(district)["session"] == before
    assert district.keeping.check() == []
    marks = [mark(COMMUNE, mine.id, "place")]
    wide.receive("district", seal(wide, commune, district, erasures=marks, number=10, spoken=10))
    assert district.records.need("session", mine.id).values["place"] == "[đã xóa theo yêu cầu]"


def test_a_package_name_that_is_taken_tells_by_whom(wide: World) -> None:
    """Who saw another one's package can name his own like it and bring it first; it is said who did."""
    other, commune, district = wide.desks["other"], wide.desks["commune"], wide.desks["district"]
    own = wide.file()
    sent = other.sending.send(own)
    squatted = seal(wide, commune, district, header={"package": sent.package})
    assert wide.receive("district", squatted).status == "merged"
    result = wide.receive("district", own)
    assert result.code == "id_reused"
    assert district.units.name(COMMUNE) in result.message
    assert wide.up("other", "district").status == "merged"
    wide.down("district", "other")
    receipts = {s.package: bool(s.receipt) for s in other.sending.sent()}
    assert not receipts[sent.package]


def test_a_source_or_a_form_that_somebody_named_takes_no_names_along(wide: World) -> None:
    """The district forwards a commune's case; what the case says it came from is the commune's word only."""
    commune, other, district, city = (wide.desks[n] for n in ("commune", "other", "district", "city"))
    given = {"given_on": "2023-03-01", "contributor": "people", "target": "individual", "channel": "F24"}
    feedback = other.records.save("feedback", {**given, "target_name": "Phạm Thị Bí Mật"})
    theirs = other.records.save(
        "opinion", {**OPINION, "source_form": "feedback", "source_id": feedback.id, "side": None}
    )
    private = commune.records.save("opinion", {**OPINION, "speaker_name": "Vũ Văn Kín"})
    for desk, case in ((other, theirs), (commune, private)):
        desk.petitions.take(case.id, "forward_up", {"text": "Vượt thẩm quyền"})
    for name in ("other", "commune"):
        wide.up(name, "district")
    assert "Bí Mật" in str(dump(district))
    assert "Văn Kín" in str(dump(district))
    n = next_number(commune)
    cases = [
        {**OPINION, "source_form": "feedback", "source_unit": OTHER, "source_id": feedback.id},
        {**OPINION, "source_form": "opinion_personal", "source_unit": COMMUNE, "source_id": private.id},
    ]
    made = [version(commune, "opinion", COMMUNE, case, n=n + i) for i, case in enumerate(cases)]
    wide.receive("district", seal(wide, commune, district, [line(m) for m in made], number=9, spoken=9))
    for m in made:
        district.records.save(
            "action",
            {"opinion_unit": COMMUNE, "opinion_id": m.id, "done_on": "2023-06-01", "kind": "forward_up", "text": "x"},
        )
    wide.up("district", "city")
    assert city.records.get("opinion", made[0].id, COMMUNE) is not None
    for name in ("Bí Mật", "Văn Kín"):
        assert name not in str(dump(city))


def test_an_id_chosen_to_be_another_units_hides_nothing(wide: World) -> None:
    commune, other, district = (wide.desks[n] for n in ("commune", "other", "district"))
    case = other.records.save("opinion", OPINION)
    wide.up("other", "district")
    twin = version(commune, "opinion", COMMUNE, {**OPINION, "text": "Khác"}, record_id=case.id, n=next_number(commune))
    wide.receive("district", seal(wide, commune, district, [line(twin)], number=9, spoken=9))
    assert district.records.need("opinion", case.id, OTHER).values["text"] == OPINION["text"]
    assert district.petitions.state(case.id, OTHER).status == "new"
    other.petitions.take(case.id, "forward_up", {"text": "Vượt thẩm quyền"})
    wide.up("other", "district")
    district.petitions.take(case.id, "answer", {"text": "Có"}, OTHER)
    assert district.petitions.state(case.id, OTHER).status == "answered_above"
    assert district.petitions.state(case.id, COMMUNE).status == "new"
    wide.down("district", "other")
    assert other.petitions.state(case.id).status == "answered_above"
