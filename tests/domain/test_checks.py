"""What typed and imported cells mean, and what rules refuse."""

from datetime import date
from typing import Any

import pytest

from dialogue_desk.domain.checks import CellError, clean, parse_cell, problems, settled, with_defaults
from dialogue_desk.domain.fields import Context, Form, Value
from dialogue_desk.domain.forms import FORMS, opinion

BY_KEY = {form.key: form for form in FORMS}
CONTEXT = Context(date(2026, 11, 23))


def texts(form: Form, values: dict[str, Value]) -> dict[str, str]:
    return {p.field: p.text for p in problems(form, with_defaults(form, values), CONTEXT) if not p.is_warning}


@pytest.mark.parametrize(
    ("form", "field", "cell", "expected"),
    [
        ("session", "participants", "1.234", 1234),
        ("session", "participants", "1,187", 1187),
        ("session", "participants", "0", 0),
        ("session", "participants", str(2**53), 2**53),
        ("session", "participants", "", None),
        ("session", "participants", 12.0, 12),
        ("session", "held_on", "5/3/2023", "2023-03-05"),
        ("session", "held_on", date(2023, 3, 5), "2023-03-05"),
        ("session", "start_time", "8h30", "08:30"),
        ("session", "start_time", "8", "08:00"),
        ("session", "start_time", "08:30:00", "08:30"),
        ("session", "kind", "Định kỳ", "periodic"),
        ("session", "kind", "ad_hoc", "ad_hoc"),
        ("session", "audiences", "youth; women", ("women", "youth")),
        ("session", "audiences", ["women"], ("women",)),
        ("session", "title", " Đối  thoại\nquý I ", "Đối thoại quý I"),
        ("feedback", "is_written", "yes", True),
        ("feedback", "is_written", "Không", False),
        ("opinion", "text", "một\n\nhai", "một\n\nhai"),
    ],
)
def test_cells_that_can_be_read(form: str, field: str, cell: Any, expected: Value) -> None:
    assert parse_cell(BY_KEY[form].field(field), cell) == expected


@pytest.mark.parametrize(
    ("form", "field", "cell"),
    [
        ("session", "participants", "-1"),
        ("session", "participants", str(2**53 + 1)),
        ("session", "participants", "3.0408"),
        ("session", "participants", "nhiều"),
        ("session", "participants", "1.5"),
        ("session", "participants", 1.5),
        ("session", "participants", True),
        ("session", "participants", "٣"),
        ("session", "held_on", "31/2/2023"),
        ("session", "held_on", "2023"),
        ("session", "start_time", "25:00"),
        ("session", "kind", "weekly"),
        ("session", "audiences", "women; men"),
        ("session", "title", ["a"]),
        ("feedback", "is_written", "maybe"),
        ("session", "title", "x" * 20_001),
    ],
)
def test_cells_that_cannot(form: str, field: str, cell: Any) -> None:
    with pytest.raises(CellError):
        parse_cell(BY_KEY[form].field(field), cell)


def test_an_unknown_key_is_a_problem() -> None:
    _values, wrong = clean(BY_KEY["session"], {"titel": "x"})
    assert [p.field for p in wrong] == ["titel"]


SESSION: dict[str, Value] = {"held_on": "2026-05-04", "title": "a", "place": "b", "count_for": "party"}


def test_a_session_with_its_required_fields_is_right() -> None:
    assert texts(BY_KEY["session"], SESSION) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": "2026-11-24"}, "held_on"),
        ({"start_time": "10:00", "end_time": "09:00"}, "end_time"),
        ({"kind": "ad_hoc"}, "ad_hoc_reasons"),
        ({"participants": 3, "participants_female": 4}, "participants_female"),
        ({"title": None}, "title"),
    ],
)
def test_a_session_that_breaks_a_rule(change: dict[str, Value], field: str) -> None:
    assert list(texts(BY_KEY["session"], SESSION | change)) == [field]


def test_a_planned_session_may_lie_ahead_and_a_very_old_one_is_only_warned_of() -> None:
    assert texts(BY_KEY["session"], SESSION | {"held_on": "2027-01-01", "status": "planned"}) == {}
    old = with_defaults(BY_KEY["session"], SESSION | {"held_on": "2014-01-01"})
    assert [p.is_warning for p in problems(BY_KEY["session"], old, CONTEXT)] == [True]


OPINION: dict[str, Value] = {
    "received_on": "2026-05-04", "side": "party", "text": "a", "subject": "land", "competence": "commune",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"disposition": "accepted"}, "action_text"),
        ({"disposition": "not_accepted"}, "explanation"),
        ({"kind": "petition"}, "request"),
        ({"source_form": "session"}, "source_id"),
    ],
)
def test_an_opinion_that_breaks_a_rule(change: dict[str, Value], field: str) -> None:
    assert list(texts(BY_KEY["opinion"], OPINION | change)) == [field]
    cured: dict[str, Value] = {field: "x"}
    assert texts(BY_KEY["opinion"], OPINION | change | cured) == {}


def test_a_petition_may_be_marked_too_general() -> None:
    assert texts(BY_KEY["opinion"], OPINION | {"kind": "petition", "is_too_general": True}) == {}


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("Bí thư Đảng ủy", "party"),
        ("Chủ tịch UBND xã", "government"),
        ("Chủ tịch Ủy ban nhân dân phường", "government"),
        ("Bí thư Đảng ủy, Chủ tịch UBND", "government"),
        ("Phó Bí thư Thường trực", "none"),
        ("Phó Chủ tịch UBND", "none"),
        ("Chủ tịch UBMTTQ", "none"),
        ("Bí thư Đoàn Thanh niên", "none"),
        (None, None),
    ],
)
def test_count_for_follows_the_chair(position: str | None, expected: str | None) -> None:
    context = Context(date(2026, 11, 23), settings={"joint_default": "government"})
    values = settled(BY_KEY["session"], {"chair_position": position, "count_for": None}, context)
    assert values["count_for"] == expected


def test_the_list_of_officials_comes_before_the_written_position() -> None:
    context = Context(date(2026, 11, 23), official_role=lambda name, on: "other" if name == "A" else None)
    form = BY_KEY["session"]
    assert settled(form, {"chair_name": "A", "chair_position": "Bí thư Đảng ủy"}, context)["count_for"] == "none"
    assert settled(form, {"chair_name": "B", "chair_position": "Bí thư Đảng ủy"}, context)["count_for"] == "party"
    chosen = settled(form, {"chair_name": "A", "count_for": "both"}, context)
    assert chosen["count_for"] == "both"


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("B", "government"),
        ("C; Chủ tịch UBND phường Trần B", "government"),
        ("Bí thư Đảng ủy, C", "party"),
        ("C, Phó Chủ tịch UBND", "party"),
        ("", "party"),
    ],
)
def test_a_joint_session_follows_the_setting(beside: str, expected: str) -> None:
    roles = {"A": "party", "B": "government", "C": "other"}
    context = Context(
        date(2026, 11, 23), settings={"joint_default": "government"}, official_role=lambda name, on: roles.get(name)
    )
    given: dict[str, Value] = {"chair_name": "A", "co_chairs": beside}
    assert settled(BY_KEY["session"], given, context)["count_for"] == expected


def test_a_feedbacks_opinion_takes_side_and_date_from_it_and_the_side_is_locked() -> None:
    source: dict[str, Value] = {"target": "party_member", "given_on": "2026-03-02"}
    context = Context(date(2026, 11, 23), unit="u", level="commune", find=lambda f, u, i: source)
    given: dict[str, Value] = {"source_form": "feedback", "source_id": "1", "side": "government"}
    values = settled(BY_KEY["opinion"], given, context)
    assert values["side"] == "party"
    assert values["received_on"] == "2026-03-02"
    assert values["counts_as_feedback"] is True
    assert values["source_unit"] == "u"
    assert values["competence"] == "commune"


def test_an_opinion_at_a_session_counts_as_feedback_only_by_the_setting() -> None:
    form = BY_KEY["opinion"]
    given: dict[str, Value] = {"source_form": "session", "source_id": "1"}
    source: dict[str, Value] = {"count_for": "government", "held_on": "2026-03-02"}
    for setting in (False, True):
        context = Context(
            date(2026, 11, 23), settings={"dialogue_opinions_count": setting}, find=lambda f, u, i: source
        )
        assert settled(form, given, context)["counts_as_feedback"] is setting
        assert settled(form, given, context)["side"] == "government"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Đề nghị xã sửa đường", "petition"),
        ("de nghi xa sua duong", "petition"),
        ("Bà con PHẢN ÁNH: rác ùn ứ", "petition"),
        ("Cử tri kiến nghị, đã lâu", "petition"),
        ("Khen cán bộ một cửa", "opinion"),
        ("Không có kiến nghị gì", "opinion"),
        ("Chưa có ý kiến, kiến nghị", "opinion"),
        ("Không có ý kiến; chỉ đề nghị thay đèn", "petition"),
        ("Hội nghị đề ra nghị quyết", "opinion"),
        ("", "opinion"),
        (None, "opinion"),
    ],
)
def test_the_kind_that_words_propose(text: str | None, kind: str) -> None:
    assert opinion.proposed_kind(text) == kind
