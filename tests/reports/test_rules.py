"""The counting rules, one by one, with their examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.render.plain import as_json

Put = Callable[[Desk, list[dict[str, Any]]], None]
COMMUNE = "11296@2023"


def session(held_on: str, count_for: str = "party", unit: str = COMMUNE, **more: Any) -> dict[str, Any]:
    return {
        "form": "session", "unit": unit, "held_on": held_on, "title": "Đối thoại", "place": "Nhà văn hóa",
        "mode": "in_person", "count_for": count_for, **more,
    }  # fmt: skip


def total(value: int, year: int, indicator: str = "sessions_party", **more: Any) -> dict[str, Any]:
    return {
        "form": "yearly_total", "unit": "31", "scope": "subtree", "level": "commune", "year": year,
        "indicator": indicator, "value": value, **more,
    }  # fmt: skip


def feedback(given_on: str, **more: Any) -> dict[str, Any]:
    return {
        "form": "feedback", "unit": COMMUNE, "given_on": given_on, "contributor": "mttq", "target": "party_org",
        "channel": "F02", "timing": "periodic", **more,
    }  # fmt: skip


def told(desk: Desk, number: int, **params: Any) -> dict[str, Any]:
    return as_json(desk.reporting.build(f"appendix-{number:02d}", params))


def row(desk: Desk, number: int, year: int, **params: Any) -> dict[str, Any]:
    return dict(told(desk, number, period=str(year), **params)["rows"][0])


def test_a_total_stands_and_both_figures_are_shown(small_city: Desk, put: Put) -> None:
    put(small_city, [total(458, 2022), session("2022-03-01")])
    sheet = told(small_city, 5, period="2022")
    assert sheet["rows"][0]["commune_party"] == 458
    assert any("458" in note and "hồ sơ đã ghi 1" in note for note in sheet["notes"])


def test_use_records_lets_the_records_speak(small_city: Desk, put: Put) -> None:
    put(small_city, [total(458, 2022, use_records=True), session("2022-03-01")])
    sheet = told(small_city, 5, period="2022")
    assert sheet["rows"][0]["commune_party"] == 1
    assert not any("458" in note for note in sheet["notes"])


def test_records_after_the_covered_days_are_added(small_city: Desk, put: Put) -> None:
    spring = [session(f"2023-04-{day}") for day in ("05", "20")]
    summer = [session(f"2023-06-{day}") for day in ("01", "15", "30")]
    put(small_city, [total(23, 2023, as_of="2023-05-30"), *spring, *summer])
    assert row(small_city, 5, 2023)["commune_party"] == 26
    assert row(small_city, 5, 2023)["as_of"] == "2023-12-31"


def test_a_total_alone_tells_until_when(small_city: Desk, put: Put) -> None:
    put(small_city, [total(23, 2023, as_of="2023-05-30"), session("2023-04-05")])
    sheet = small_city.reporting.build("appendix-05", {"period": "2023"})
    first = next(sheet.tables()).rows[0]
    assert first.values["commune_party"] == 23
    assert first.values["year"] == 2023
    assert first.extra["as_of"] == "2023-05-30"
    assert first.shown["year"] == "2023 (tính đến 30/5)"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"period": "2023-Q2"}, 2),
        ({"period": "2023-H1"}, 11),
        ({"period": "2023", "as_of": "2023-05-30"}, 10),
        ({"period": "2023", "as_of": "2023-05-29"}, 1),
        ({"from": "2023-01-02", "to": "2023-12-31"}, 2),
    ],
)
def test_a_total_that_cannot_be_split_leaves_its_cell_to_records(
    small_city: Desk, put: Put, params: dict[str, str], expected: int
) -> None:
    put(small_city, [total(10, 2023, as_of="2023-05-30"), session("2023-05-02"), session("2023-06-02")])
    sheet = told(small_city, 5, **params)
    assert sheet["rows"][0]["commune_party"] == expected
    assert any("không tách ra được" in note for note in sheet["notes"]) == (expected <= 2)


def test_zero_and_blank_differ(small_city: Desk, put: Put) -> None:
    put(
        small_city,
        [
            session("2021-02-01", "government"),
            {"form": "period", "unit": "304@2023", "period": "2021", "nothing_to_report": True},
        ],
    )
    first = row(small_city, 5, 2021)
    assert (first["commune_party"], first["commune_gov"]) == (0, 1)
    assert (first["district_party"], first["district_gov"]) == (0, 0)
    assert (first["city_party"], first["city_gov"], first["city_total"]) == (None, None, None)
    assert row(small_city, 5, 2020)["grand_total"] is None


def test_nothing_reported_for_a_part_is_no_zero_for_the_whole(small_city: Desk, put: Put) -> None:
    quarters = [
        {"form": "period", "unit": COMMUNE, "period": f"2021-Q{q}", "nothing_to_report": True} for q in (1, 2, 3)
    ]
    put(small_city, quarters)
    assert row(small_city, 5, 2021)["commune_party"] is None
    assert told(small_city, 5, period="2021-9M")["rows"][0]["commune_party"] == 0
    put(small_city, [{"form": "period", "unit": COMMUNE, "period": "2021-Q4", "nothing_to_report": True}])
    assert row(small_city, 5, 2021)["commune_party"] == 0


def test_only_held_sessions_count_for_their_heads(small_city: Desk, put: Put) -> None:
    put(
        small_city,
        [
            session("2022-01-10", "both"),
            session("2022-01-11", "party"),
            session("2022-01-12", "none"),
            session("2022-01-13", "party", status="planned"),
            session("2022-01-14", "government", status="postponed"),
            session("2022-01-15", "government", is_deleted=True),
            session("2022-12-31", "government", unit="31"),
        ],
    )
    sheet = told(small_city, 5, period="2022")
    first = sheet["rows"][0]
    assert (first["commune_party"], first["commune_gov"], first["city_gov"], first["grand_total"]) == (2, 1, 1, 4)
    assert sheet["figures"]["real_sessions"] == 3
    assert any("1 cuộc tính cho cả" in note and "là 3" in note for note in sheet["notes"])
    assert row(small_city, 3, 2022)["party_dialogues"] == 2
    assert row(small_city, 4, 2022)["gov_dialogues"] == 2


def test_opinions_follow_their_source(small_city: Desk, put: Put) -> None:
    given = feedback("2022-05-01", occasions=4, undetailed_accepted=3, undetailed_not_accepted=0, id="f1")
    held = session("2022-05-02", id="s1")
    planned = session("2022-05-03", id="s2", status="planned")
    gone = {"form": "box_opening", "unit": COMMUNE, "id": "b1", "opened_on": "2022-05-04", "location": "Trụ sở",
            "letters": 3, "usable_letters": 1, "is_deleted": True}  # fmt: skip

    def opinion(source: str, source_id: str | None, disposition: str, **more: Any) -> dict[str, Any]:
        return {
            "form": "opinion", "unit": COMMUNE, "source_form": source, "source_id": source_id,
            "source_unit": COMMUNE if source_id else None, "received_on": "2022-06-01", "kind": "opinion",
            "side": "party", "text": "Ý kiến", "subject": "land", "disposition": disposition, "action_text": "Đã làm",
            "explanation": "Vì", "competence": "commune", "counts_as_feedback": True, **more,
        }  # fmt: skip

    put(
        small_city,
        [
            given, held, planned, gone,
            opinion("feedback", "f1", "accepted"),
            opinion("session", "s1", "not_accepted"),
            opinion("session", "s2", "accepted"),
            opinion("box_opening", "b1", "accepted"),
            opinion("direct", None, "accepted"),
            opinion("direct", None, "accepted", counts_as_feedback=False),
            opinion("direct", None, "pending"),
            opinion("direct", None, "accepted", received_on="2021-06-01"),
            opinion("direct", None, "accepted", side="government"),
        ],
    )  # fmt: skip
    sheet = told(small_city, 3, period="2022")
    first = sheet["rows"][0]
    assert first["party_org_periodic"] == first["party_org_total"] == 4
    assert (first["opinions_accepted"], first["opinions_not_accepted"], first["opinions_total"]) == (5, 1, 6)
    assert sheet["figures"]["pending"] == 1
    assert any("Còn 1 ý kiến đang xem xét" in note for note in sheet["notes"])


def test_a_total_without_level_steps_back_when_every_level_has_its_own(small_city: Desk, put: Put) -> None:
    put(small_city, [total(507, 2022, level=None), total(458, 2022)])
    assert row(small_city, 3, 2022)["party_dialogues"] == 507
    assert any("Phụ lục 05" in note for note in told(small_city, 3, period="2022")["notes"])
    put(small_city, [total(46, 2022, level="district"), total(5, 2022, level="city")])
    assert row(small_city, 3, 2022)["party_dialogues"] == 509
    assert row(small_city, 5, 2022)["commune_party"] == 458


def test_the_highest_subtree_total_speaks_and_nothing_is_added_twice(small_city: Desk, put: Put) -> None:
    own = [total(2, 2022, unit=u, scope="own") for u in (COMMUNE, "11329@2023")]
    put(small_city, [*own, session("2022-04-01", unit="11332@2023")])
    assert row(small_city, 5, 2022)["commune_party"] == 5
    put(small_city, [total(40, 2022, unit="303@2023")])
    assert row(small_city, 5, 2022)["commune_party"] == 43
    put(small_city, [total(90, 2022)])
    assert row(small_city, 5, 2022)["commune_party"] == 90
    assert row(small_city, 5, 2022, unit="303@2023")["commune_party"] == 40
    assert row(small_city, 5, 2022, unit=COMMUNE)["commune_party"] == 2


def test_districts_leave_after_2025(small_city: Desk, put: Put) -> None:
    put(small_city, [session("2026-02-01", unit="10507@2025"), session("2025-03-01", unit="303@2023")])
    sheet = small_city.reporting.build("appendix-05", {"from_year": 2026, "to_year": 2026})
    assert [leaf.key for leaf in next(sheet.tables()).leaves if leaf.key.startswith("district")] == []
    both = small_city.reporting.build("appendix-05", {"from_year": 2025, "to_year": 2026})
    titles = [column.title for column in next(both.tables()).columns]
    assert "Cấp huyện, quận (đến 30/6/2025)" in titles
    assert next(both.tables()).rows[1].shown["year"] == "2026 (tính đến 01/6)"


def dissemination(held_on: str, **more: Any) -> dict[str, Any]:
    return {
        "form": "dissemination",
        "unit": COMMUNE,
        "held_on": held_on,
        "kind": "conference",
        "topic": "QĐ 218",
        **more,
    }


def test_dissemination_by_level_joined_without_repetition(small_city: Desk, put: Put) -> None:
    put(
        small_city,
        [
            dissemination("2021-02-01", participants=80, documents_issued=10, other_forms=("loudspeaker",)),
            dissemination("2022-02-01", participants=None, other_forms=("loudspeaker", "other"),
                          other_forms_text="Tờ rơi"),
            dissemination("2022-03-01", kind="other", other_forms=("portal",)),
            dissemination("2023-02-01", participants=7, is_deleted=True),
            dissemination("2022-05-01", participants=33, unit="31"),
            total(50, 2021, "documents_issued", from_year=2020),
        ],
    )  # fmt: skip
    sheet = told(small_city, 1, from_year=2020, to_year=2023)
    city, district, commune, whole = sheet["rows"]
    assert (commune["conferences"], commune["participants"], commune["documents_issued"]) == (2, 80, 50)
    assert commune["other_forms"] == "Hệ thống phát thanh; Tờ rơi; Cổng thông tin điện tử"
    assert (city["conferences"], city["participants"], city["documents_issued"]) == (1, 33, None)
    assert (district["conferences"], district["participants"]) == (None, None)
    assert (whole["conferences"], whole["participants"], whole["documents_issued"]) == (3, 113, 50)
    assert whole["level_code"] == "total"
    assert any("1 lần chưa rõ số người tham gia" in note for note in sheet["notes"])


def test_documents_keep_their_order_and_their_unit(small_city: Desk, put: Put) -> None:
    def directive(number: str, issued_on: str, order: int | None, unit: str = "31") -> dict[str, Any]:
        return {"form": "directive", "unit": unit, "type": "plan", "number": number, "issued_on": issued_on,
                "issuer": "TU", "summary": "=Trích yếu", "sort_order": order}  # fmt: skip

    put(
        small_city,
        [
            directive("9-KH/TU", "2015-05-01", None), directive("8-KH/TU", "2014-05-01", None),
            directive("2-KH/TU", "2015-01-02", 2), directive("1-KH/TU", "2016-01-02", 1),
            directive("0-KH/TU", "2013-12-13", None), directive("X-KH/TU", "2013-01-02", None),
            directive("5-KH/ĐU", "2015-01-02", None, COMMUNE),
        ],
    )  # fmt: skip
    rows = told(small_city, 2, from_year=2014, to_year=2016)["rows"]
    assert [r["doc_number"] for r in rows] == ["1-KH/TU", "2-KH/TU", "0-KH/TU", "8-KH/TU", "9-KH/TU"]
    assert rows[0]["doc_label"] == "Kế hoạch số 1-KH/TU"
    assert [r["doc_number"] for r in told(small_city, 2, period="2015")["rows"]] == ["2-KH/TU", "9-KH/TU"]


@pytest.mark.parametrize(
    "params",
    [
        {"period": "2023-Q5"},
        {"period": "2023", "from_year": 2022},
        {"from_year": 2023, "to_year": 2022},
        {"period": "2023", "as_of": "2022-12-31"},
        {"unit": "99999"},
        {"id": "x"},
    ],
)
def test_wrong_parameters_are_said(small_city: Desk, params: dict[str, Any]) -> None:
    with pytest.raises(DeskError) as trouble:
        small_city.reporting.build("appendix-05", params)
    assert trouble.value.hint
