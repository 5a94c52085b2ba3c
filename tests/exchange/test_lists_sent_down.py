"""Lists an upper unit sends down: signed, versioned, heard from the nearest unit, taken back with their package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.desk.working_days import calendar_of, is_announced, unannounced_year
from dialogue_desk.domain import local_names
from dialogue_desk.domain.shares import Told
from dialogue_desk.domain.vocabulary import DOCUMENT, SUBJECT
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.storage import follow, reference
from tests.exchange.world import COMMUNE, OPINION, World, dump

TET = "05/02/2027 - 14/02/2027"


@pytest.fixture(autouse=True)
def names_of_before() -> Iterator[None]:
    yield
    local_names.use({})


def days_off(desk: Desk, value: str = TET) -> None:
    desk.records.save("reference", {"kind": "days_off", "name": "2027", "value": value, "source": "TB 01"})


def test_days_off_move_the_deadlines_of_every_unit_below_and_go_back(chain: World) -> None:
    commune, city = chain.desks["commune"], chain.desks["city"]
    case = commune.records.save("opinion", {**OPINION, "received_on": "2027-02-01"}).id
    assert unannounced_year(commune.store, COMMUNE, "2027-02-01") == "2027"
    guessed = commune.petitions.state(case).due_on
    days_off(city)
    commune.records.save("opinion", OPINION)
    chain.up("commune", "district")
    chain.up("district", "city")
    before = dump(commune)
    assert chain.down("city", "district").counts["quarantined"] == 0
    told = chain.down("district", "commune")
    assert (told.counts["quarantined"], told.counts["new"], told.alarms) == (0, 1, ())
    # 2, 3, 4 February, then Tết to the 14th, 15 to 19, 22 and 23 February.
    assert commune.petitions.state(case).due_on == "2027-02-23" != guessed
    assert commune.petitions.due_after(date(2027, 2, 4)) == "2027-02-26"
    assert unannounced_year(commune.store, COMMUNE, "2027-02-01") == ""
    assert follow.astray(commune.store) == []
    assert chain.up("commune", "district").rows == 0  # what came from above does not go back up

    (held,) = commune.store.records("reference")
    with pytest.raises(DeskError, match="chỉ đọc"):
        commune.records.change("reference", held.id, {"value": "01/02/2027"}, held.unit)
    commune.receiving.undo(told.package)
    assert dump(commune) == before
    assert commune.petitions.state(case).due_on == guessed

    city.records.change("reference", held.id, {"value": "06/02/2027 - 14/02/2027"}, city.unit)
    chain.down("city", "district")
    chain.down("district", "commune")
    assert commune.petitions.state(case).due_on == "2027-02-22"
    assert len(city.records.history("reference", held.id)) == 2


def test_a_list_of_a_year_replaces_the_guess_of_tet_and_keeps_the_days_of_the_law() -> None:
    from dialogue_desk.domain.reference import SentDays

    sent = (SentDays(2027, TET, "20/02/2027"),)
    calendar = calendar_of({}, sent)
    assert is_announced(2027, sent)
    assert not is_announced(2027, (SentDays(2027, "", "20/02/2027"),))
    off = {d for d in ((2, 4), (2, 5), (2, 12), (4, 30), (9, 2)) if not calendar.is_workday(date(2027, *d))}
    assert off == {(2, 5), (2, 12), (4, 30), (9, 2)}
    assert calendar.is_workday(date(2027, 2, 20))
    # Of a decided year a list only adds.
    added = calendar_of({}, (SentDays(2026, "09/02/2026", "24/11/2026"),))
    told = [added.is_workday(date(2026, *d)) for d in ((2, 9), (2, 17), (11, 24))]
    assert told == [False, False, True]
    assert not calendar_of({}, (SentDays(2026, "22/08/2026"),)).is_workday(date(2026, 8, 22))


def test_the_nearest_unit_is_heard_and_a_norm_is_exceeded_never_undercut(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    for name, value in (("norm_party", "2"), ("days_publish", "7"), ("review_on", "15/11"), ("days_answer", "20")):
        city.records.save("reference", {"kind": "norm", "name": name, "value": value})
    city.records.save("reference", {"kind": "document", "name": "qd1737", "value": "Quyết định 320-QĐ/TU"})
    city.records.save("reference", {"kind": "subject", "name": "land", "value": "Đất đai, tái định cư"})
    district.records.save("reference", {"kind": "document", "name": "qd1738", "value": "Quy chế của quận"})
    city.records.save("reference", {"kind": "norm", "name": "days_received", "value": "3"})
    over = {"kind": "document", "name": "ct07", "value": "Chỉ thị cũ", "valid_to": "2024-01-01"}
    city.records.save("reference", over)
    case = commune.records.save("opinion", {**OPINION, "received_on": "2026-11-02"}).id
    assert commune.petitions.state(case).due_on == "2026-11-16"
    chain.up("commune", "district")
    chain.up("district", "city")
    chain.down("city", "district")
    chain.down("district", "commune")
    assert commune.petitions.state(case).due_on == "2026-11-05"
    assert DOCUMENT.label("ct07") == "Chỉ thị 07-CT/TU"
    told = commune.records.settings_in_force()
    assert [told[k] for k in ("norm_party", "days_publish", "review_on", "days_answer")] == [2, 7, "15/11", 10]
    assert DOCUMENT.label("qd1737") == "Quyết định 320-QĐ/TU"
    assert DOCUMENT.label("qd1738") == "Quy chế của quận"
    assert SUBJECT.label("land") == "Đất đai, tái định cư"
    assert SUBJECT.label("urban") == "Trật tự đô thị, xây dựng"
    (party,) = [o for o in commune.duties.obligations(2023) if o.kind == "sessions_party"]
    assert party.required == 2

    asked = {"from_year": 2023, "to_year": 2023}
    covered = next(iter(district.reporting.build("head-coverage", asked).tables()))
    assert {row.values["party_required"] for row in covered.rows} == {2}

    own = {**commune.records.settings(), "norm_party": 1, "days_publish": 5, "review_on": "20/11"}
    commune.records.save("settings", own)
    told = commune.records.settings_in_force()
    assert [told[k] for k in ("norm_party", "days_publish", "review_on")] == [2, 5, "20/11"]
    assert commune.records.settings()["norm_party"] == 1
    commune.records.save("reference", {"kind": "norm", "name": "norm_party", "value": "3"})
    commune.records.save("reference", {"kind": "document", "name": "qd1737", "value": "Quy chế của xã"})
    assert commune.records.settings_in_force()["norm_party"] == 3
    assert DOCUMENT.label("qd1737") == "Quy chế của xã"
    assert reference.settings_of(district.store, district.unit)["norm_party"] == 2


def test_hamlets_of_a_commune_are_offered_until_they_merge(chain: World) -> None:
    commune = chain.desks["commune"]
    today = commune.today().isoformat()
    commune.records.save("reference", {"kind": "hamlet", "name": "Thôn Đông"})
    commune.records.save(
        "reference", {"kind": "hamlet", "name": "Thôn Tây", "valid_to": "2024-01-01", "successor": "Thôn Đông"}
    )
    assert reference.hamlets(commune.store, COMMUNE, today) == ["Thôn Đông"]
    assert "Thôn Đông" in commune.suggestions.words("session", "sub_areas")
    assert "Thôn Đông" in commune.suggestions.words("opinion", "place")
    assert "Thôn Tây" not in commune.suggestions.words("opinion", "place")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("days_off", "27", "01/02/2027"), ("days_off", "2027", "hôm nào"), ("days_off", "2027", "01/02/2026"),
        ("workdays", "2027", ""), ("document", "qd9", "Quyết định"), ("document", "qd218", ""),
        ("subject", "moon", "Trăng"), ("norm", "margin_top", "22"), ("norm", "norm_party", "hai"),
        ("norm", "norm_party", ""),
    ],
)  # fmt: skip
def test_an_entry_names_what_its_kind_has(chain: World, kind: str, name: str, value: str) -> None:
    with pytest.raises(RecordError):
        chain.desks["city"].records.save("reference", {"kind": kind, "name": name, "value": value})


def test_nobody_speaks_from_above_who_does_not_stand_there(chain: World) -> None:
    other = chain.join("other", "city", "304@2023")
    days_off(other)
    chain.up("other", "city")
    chain.up("commune", "district")
    chain.up("district", "city")
    chain.down("city", "district")
    chain.down("district", "commune")
    assert list(chain.desks["commune"].store.records("reference")) == []
    assert list(chain.desks["district"].store.records("reference")) == []


def test_a_year_nobody_decided_is_said_wherever_a_deadline_rests_on_it(
    chain: World, capsys: pytest.CaptureFixture[str]
) -> None:
    city = chain.desks["city"]
    case = city.records.save("opinion", {**OPINION, "received_on": "2027-02-01"}).id
    fixed = city.records.save("opinion", {**OPINION, "received_on": "2027-02-01", "due_on": "2027-03-01"}).id
    guess = "Lịch nghỉ năm 2027 chưa công bố: hạn của 01 kiến nghị tạm tính, có thể đổi."

    def notes() -> dict[str, bool]:
        asked = {"backlog": {"to_year": 2027}, "carry-over": {"to_year": 2027}, "petition-register": {"period": "2027"}}
        desk = Desk(city.folder, city.store, lambda: date(2027, 2, 2))
        return {name: guess in desk.reporting.build(name, given).notes() for name, given in asked.items()}

    def told(opinion: str) -> bool:
        assert main(["step", opinion, "--json", "--data", str(city.folder)]) == 0
        return bool(json.loads(capsys.readouterr().out)["is_announced"])

    def listed() -> str:
        assert main(["petitions", "--data", str(city.folder)]) == 0
        return capsys.readouterr().out

    def year() -> dict[str, Any]:
        assert main(["days-off", "--year", "2027", "--json", "--data", str(city.folder)]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    assert notes() == dict.fromkeys(("backlog", "carry-over", "petition-register"), True)
    assert (told(case), told(fixed)) == (False, True)
    assert listed().count("lịch nghỉ năm 2027 chưa công bố") == 1
    assert (year()["is_announced"], year()["decided_by"]) == (False, None)
    assert {"2027-02-04", "2027-02-05"} <= set(year()["days_off"])

    days_off(city)
    assert notes() == dict.fromkeys(("backlog", "carry-over", "petition-register"), False)
    assert told(case)
    assert "chưa công bố" not in listed()
    assert (year()["is_announced"], year()["decided_by"]) == (True, city.unit)
    assert "2027-02-04" not in year()["days_off"]
    assert main(["lists", "--json", "--data", str(city.folder)]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["lists"]
    assert (entry["kind"], entry["name"], entry["unit"], entry["version"], entry["is_in_force"]) == (
        "days_off", "2027", city.unit, next(city.store.records("reference")).updated_at, True,
    )  # fmt: skip


def test_shares_of_a_split_commune_go_down_and_the_nearest_unit_is_heard(chain: World) -> None:
    commune, city = chain.desks["commune"], chain.desks["city"]
    old, big, small = "11350@2023", "11359@2025", "11329@2025"
    city.unit_shares.put(old, {big: "65", small: "35"})
    assert commune.unit_shares.of(old).told is None
    commune.records.save("opinion", OPINION)
    chain.up("commune", "district")
    chain.up("district", "city")
    chain.down("city", "district")
    chain.down("district", "commune")
    assert commune.unit_shares.of(old).told == Told("31", {small: 3500, big: 6500})
    with pytest.raises(DeskError, match="chưa đặt tỷ lệ"):
        commune.unit_shares.clear(old)  # what another unit set is not this one's to clear
    commune.unit_shares.put(old, {big: "50", small: "50"})
    assert commune.unit_shares.of(old).told == Told(COMMUNE, {small: 5000, big: 5000})
    assert city.unit_shares.of(old).told == Told("31", {small: 3500, big: 6500})
    commune.unit_shares.clear(old)
    assert commune.unit_shares.of(old).told == Told("31", {small: 3500, big: 6500})
    # What another program sent and does not hold together is not counted.
    city.store.conn.execute("UPDATE reference SET value = '11359@2025: 90' WHERE kind = 'share'")
    assert city.unit_shares.of(old).told is None
