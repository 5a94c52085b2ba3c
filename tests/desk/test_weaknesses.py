"""The weaknesses the source admits (domain.md A.6), each with the test it must pass.

L2's shares, L5's charts and the printed pages of C4 and T2 are tested with their reports;
C6, over two desks and back, with the exchange.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.fields import Value
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.storage import follow
from dialogue_desk.storage.lists import Query

Open = Callable[[], Desk]


class Today:
    """A day that tests may move on."""

    def __init__(self) -> None:
        self.day = date(2023, 11, 1)

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def today() -> Today:
    return Today()


@pytest.fixture
def desk(data_dir: Path, today: Today) -> Iterator[Desk]:
    made = Desk.init(data_dir, "11311", "2023", "An", today)
    yield made
    made.close()


def add(desk: Desk, form: str, **values: Value) -> str:
    return desk.records.save(form, values).id


def petition(desk: Desk, **values: Value) -> str:
    given: dict[str, Value] = {
        "kind": "petition", "received_on": "2023-10-02", "side": "government", "text": "Ngập", "subject": "land",
        "request": "Khơi cống",
    }  # fmt: skip
    return add(desk, "opinion", **given | values)


def alerts(desk: Desk) -> set[str]:
    return {alert.key for alert in desk.home.alerts()}


def test_l1_two_quarters_without_dissemination_are_an_alert(desk: Desk, today: Today) -> None:
    add(desk, "dissemination", held_on="2023-05-01", kind="conference", conferences=1, topic="QĐ 218")
    today.day = date(2023, 10, 31)
    assert "dissemination" not in alerts(desk)
    today.day = date(2023, 11, 1)
    assert "dissemination" in alerts(desk)
    assert desk.duties.alerts().months_without_dissemination == 6
    add(desk, "dissemination", held_on="2023-10-30", kind="other", conferences=0, topic="Bản tin")
    assert "dissemination" not in alerts(desk)


def test_l1_a_desk_that_never_disseminated_is_warned_too(desk: Desk, today: Today) -> None:
    assert "dissemination" not in alerts(desk)
    petition(desk, received_on="2023-04-30")
    assert "dissemination" in alerts(desk)


def test_l2_organisations_without_feedback_to_a_person_are_reminded(desk: Desk) -> None:
    for code in ("women", "farmers", "veterans"):
        add(desk, "agency", name=f"Hội {code}", kind="contributor", contributor=code)
    common: dict[str, Value] = {"given_on": "2023-03-01", "channel": "F02", "timing": "regular"}
    add(desk, "feedback", contributor="women", target="party_org", **common)
    add(desk, "feedback", contributor="farmers", target="individual", **common)
    add(desk, "feedback", contributor="veterans", target="party_member", **common | {"channel": "F12"})
    assert [a.values["contributor"] for a in desk.duties.alerts().without_individual_feedback] == ["women"]
    assert "individual_feedback" in alerts(desk)


def test_l3_exactly_eight_written_feedbacks_are_missing(desk: Desk, today: Today) -> None:
    codes = ("mttq", "labour_union", "farmers", "youth_union", "women", "veterans")
    for code in codes:
        add(desk, "agency", name=code.upper(), kind="contributor", contributor=code)
    today.day = date(2024, 12, 31)
    for day, code in (
        ("2023-10-01", "mttq"),
        ("2023-11-02", "women"),
        ("2024-09-09", "mttq"),
        ("2024-10-10", "farmers"),
    ):
        add(desk, "feedback", given_on=day, contributor=code, target="party_org", channel="F01", timing="periodic")
    add(
        desk,
        "feedback",
        given_on="2024-10-10",
        contributor="women",
        target="party_org",
        channel="F02",
        timing="periodic",
    )
    add(
        desk,
        "feedback",
        given_on="2024-10-10",
        contributor="veterans",
        target="party_org",
        channel="F01",
        timing="ad_hoc",
    )
    owed = [o for year in (2023, 2024) for o in desk.duties.obligations(year) if o.kind == "written_feedback"]
    assert len(owed) == 12
    missing = {(o.due_on[:4], o.subject) for o in owed if o.state == "overdue"}
    assert missing == {
        ("2023", "LABOUR_UNION"), ("2023", "FARMERS"), ("2023", "YOUTH_UNION"), ("2023", "VETERANS"),
        ("2024", "LABOUR_UNION"), ("2024", "YOUTH_UNION"), ("2024", "WOMEN"), ("2024", "VETERANS"),
    }  # fmt: skip
    sheet = desk.reporting.build("obligations", {"from_year": 2023, "to_year": 2024})
    rows = [r for r in next(sheet.tables()).rows if r.extra["code"] == "written_feedback"]
    assert sum(r.extra["status"] == "overdue" for r in rows) == 8
    assert all(r.values["fulfilled_by"] for r in rows if r.extra["status"] == "fulfilled")


def test_l4_twelve_empty_openings_flag_a_box(desk: Desk) -> None:
    for month in range(1, 12):
        add(desk, "box_opening", opened_on=f"2022-{month:02d}-05", location="Cổng chợ", letters=0, usable_letters=0)
    full = add(desk, "box_opening", opened_on="2022-06-20", location="Trụ sở", letters=4, usable_letters=3)
    add(desk, "box_opening", opened_on="2022-07-20", location="trụ sở", letters=0, usable_letters=0)
    for _n in range(3):
        petition(desk, source_form="box_opening", source_id=full)
    assert "low_boxes" not in alerts(desk)
    add(desk, "box_opening", opened_on="2022-12-05", location="Cổng chợ", letters=0, usable_letters=0)
    assert "low_boxes" in alerts(desk)
    market, office = desk.duties.boxes()
    assert (market.location, market.openings, market.is_low, market.yield_) == ("Cổng chợ", 12, True, 0)
    assert (office.openings, office.letters, office.usable, office.opinions, office.yield_) == (2, 4, 3, 3, 1.5)
    add(desk, "box_opening", opened_on="2023-01-05", location="Cổng chợ", letters=1, usable_letters=0)
    assert "low_boxes" not in alerts(desk)


UNITS = """code,name,level,parent
1,Thành phố,city,
2,Quận Một,district,1@2023
3,Phường A,commune,2@2023
4,Phường B,commune,2@2023
5,Phường C,commune,2@2023
"""


def test_l5_coverage_and_units_without_sessions(tmp_path: Path, data_dir: Path, today: Today) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    desk = Desk.init(data_dir, "2", str(tmp_path / "units.csv"), "An", today)
    for unit, count in (("3@2023", 2), ("4@2023", 0), ("5@2023", 5)):
        for n in range(count):
            session = {"held_on": f"2023-0{n + 1}-10", "title": f"Cuộc {n}", "place": "x", "count_for": "both"}
            desk.records.save("session", session, unit=unit)
    below = [c for c in desk.duties.coverage(2023) if c.unit != "2@2023"]
    assert (sum(c.party_met for c in below), len(below)) == (2, 3)
    assert [c.unit for c in below if c.real == 0] == ["4@2023"]
    tile = next(t for t in desk.home.tiles() if t.key == "units_without_sessions")
    assert (tile.value, tile.required) == (1, 3)
    assert "cấp ủy 2/3" in tile.hint
    desk.close()


def test_l6_overdue_on_the_day_after_and_closed_only_when_the_citizen_knows(desk: Desk, today: Today) -> None:
    one = petition(desk, due_on="2023-11-01")
    overdue = PetitionQuery(overdue=True)
    assert desk.petitions.count(overdue) == 0
    today.day = date(2023, 11, 2)
    assert desk.petitions.count(overdue) == 1
    assert desk.petitions.state(one).overdue_days(today()) == 1
    with pytest.raises(RecordError):
        desk.petitions.take(one, "resolve")
    desk.petitions.take(one, "resolve", {"text": "Đã khơi cống"})
    with pytest.raises(DeskError):
        desk.petitions.take(one, "close")
    desk.petitions.take(one, "notify", {"notified_how": "phone", "satisfaction": "unsatisfied"})
    desk.petitions.take(one, "close")
    closed = desk.petitions.state(one)
    assert (closed.status, closed.notified_on, closed.result) == ("closed", "2023-11-02", "Đã khơi cống")
    desk.petitions.take(one, "reopen", {"text": "Lại ngập"})
    again = desk.petitions.state(one)
    assert (again.status, again.times_reopened, len(again.history)) == ("in_progress", 1, 4)
    assert follow.find(desk.store, "is_open = 1") == [(desk.unit, one)]


def test_c2_a_request_or_the_mark_of_a_general_one(desk: Desk) -> None:
    with pytest.raises(RecordError) as wrong:
        petition(desk, request=None)
    assert wrong.value.field == "request"
    petition(desk, request=None, is_too_general=True)
    petition(desk)
    tile = next(t for t in desk.home.tiles() if t.key == "too_general")
    assert tile.value == 1


def test_c3_accepted_says_what_and_not_accepted_says_why(desk: Desk) -> None:
    for disposition, field in (("accepted", "action_text"), ("not_accepted", "explanation")):
        with pytest.raises(RecordError) as wrong:
            petition(desk, disposition=disposition)
        assert wrong.value.field == field
    petition(desk, disposition="accepted", action_text="Đã làm", decided_by="Chủ tịch")
    petition(desk, disposition="not_accepted", explanation="Trái luật")
    petition(desk)
    assert desk.records.count("opinion", Query(equal={"lacking_answer": True})) == 1


def test_c6_one_lead_and_others_beside_it(desk: Desk) -> None:
    one = petition(desk, coordinating_agencies="Công an, Tư pháp")
    desk.petitions.take(one, "assign", {"agency": "Địa chính"})
    desk.petitions.take(one, "forward_up", {"text": "Vượt thẩm quyền"})
    state = desk.petitions.state(one)
    assert (state.status, state.lead_agency, state.forwarded_on) == ("forwarded", "Địa chính", "2023-11-01")
    with pytest.raises(DeskError):
        desk.petitions.take(one, "answer", {"text": "tự trả lời"})


def test_every_tile_counts_its_list(desk: Desk, today: Today) -> None:
    today.day = date(2023, 12, 1)
    settings = desk.records.settings() | {"norm_party": 2, "reception_days_month": 2}
    desk.records.save("settings", settings)
    for n in range(3):
        count_for = ("party", "both", "none")[n]
        add(desk, "session", held_on=f"2023-0{n + 1}-05", title=f"Cuộc {n}", place="x", count_for=count_for)
    ids = [petition(desk, due_on=f"2023-11-{day:02d}") for day in (1, 2, 3, 30)]
    petition(desk, due_on="2023-12-01", is_too_general=True)
    desk.petitions.take(ids[0], "resolve", {"text": "xong"})
    desk.petitions.take(ids[1], "forward_up")
    tiles = {t.key: t for t in desk.home.tiles()}
    # By hand: the party head held two of two, the government head one of one; four of five petitions are open;
    # due on 2, 3 and 30 November is late; one waits above; three were given to nobody; one has a result, an answer.
    told = {key: (t.value, t.required) for key, t in tiles.items() if t.form}
    assert told == {
        "sessions_party": (2, 2), "sessions_government": (1, 1), "petitions_open": (4, None),
        "petitions_overdue": (3, None), "petitions_forwarded": (1, None), "lacking_answer": (4, None),
        "petitions_unassigned": (3, None), "too_general": (1, None),
    }  # fmt: skip
    for tile in tiles.values():
        if tile.form:
            assert desk.records.count(tile.form, tile.query) == tile.value, tile.key
            assert len(desk.records.page(tile.form, tile.query, 0, 100)) == tile.value, tile.key
    assert tiles["obligations_due"].value == len(desk.home.waiting())
    # Since the first record eleven months have ended without reception days; December runs.
    receptions = [o for o in desk.home.waiting() if o.kind == "reception_party"]
    assert [o.state for o in receptions] == ["overdue"] * 11 + ["due"]
    sheet = desk.reporting.build("home", {})
    assert desk.reporting.json(sheet)["figures"] == {t.key: t.value for t in tiles.values()}
    overdue, owed, _alerts = sheet.tables()
    assert [r.values["due_on"] for r in overdue.rows] == ["2023-11-02", "2023-11-03", "2023-11-30"]
    assert len(owed.rows) == tiles["obligations_due"].value
