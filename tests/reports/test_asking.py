"""Random questions against a naive count of our own: figures, totals and the records behind them.

`ASKED_QUESTIONS=200` asks as many; the suite asks a few dozen.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.question import MEASURES, Condition, Question, read_condition, read_measure
from dialogue_desk.errors import DeskError
from tests.expected import count_petitions as count
from tests.expected import datasets, petition_worlds
from tests.reports.conftest import UNITS, put_all

Rec = dict[str, Any]
TODAY = "2026-06-01"
KEYS = ["11296@2023", "11299@2023", "303@2023"]
MANY = int(os.environ.get("ASKED_QUESTIONS", "40"))
LEVELS = {"11296@2023": "commune", "11299@2023": "commune", "303@2023": "district"}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, list[Rec]]]:
    """A desk and its records as plain dicts: petitions with what they came to, sessions, feedback."""
    dice = random.Random(1)
    desk = Desk.init(tmp_path_factory.mktemp("hỏi") / "d", "31", str(UNITS), today_is=lambda: date.fromisoformat(TODAY))
    petitions = petition_worlds.world(7, [(k, "2023-01-01", TODAY) for k in KEYS], TODAY, 120)
    made = [datasets.session(dice, dice.choice(KEYS), year) for year in (2023, 2024, 2025) for _n in range(15)]
    made += [datasets.feedback(dice, dice.choice(KEYS), year) for year in (2024, 2025) for _n in range(25)]
    put_all(desk, [*made, *petition_worlds.records(petitions)])
    facts = []
    for record in made:
        kept = desk.store.get(record["form"], record["unit"], record["id"])
        assert kept is not None
        if kept.is_deleted:
            continue
        facts.append({**kept.values, "form": record["form"], "unit": kept.unit, "id": kept.id})
    facts += [{**p, "form": "opinion", "received_on": p["received"], "place": p["place"] or None} for p in petitions]
    yield desk, facts
    desk.close()


def values_of(record: Rec, part: str, on: str) -> list[Any]:
    """The values a record has of a part, on a day; a naive reading of what the part means."""
    day = str(record.get({"opinion": "received_on", "session": "held_on", "feedback": "given_on"}[record["form"]]))
    settled = count.results(record, on) if record["form"] == "opinion" else []
    is_open = record["form"] == "opinion" and count.is_open(record, on)
    found: Any = {
        "year": lambda: int(day[:4]),
        "quarter": lambda: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
        "month": lambda: day[:7],
        "level": lambda: LEVELS[record["unit"]],
        "is_open": lambda: is_open,
        "agency": lambda: count.agency(record, on) or None,
        "age_days": lambda: count.number(on if is_open else settled[-1]) - count.number(record["received"]),
        "is_overdue": lambda: is_open and count.now_late(record, on),
        "times_reopened": lambda: len(count.reopenings(record, on)),
    }.get(part, lambda: record.get(part))()
    return list(found) if isinstance(found, (tuple, list)) and found else [None if found == () else found]


def is_met(record: Rec, condition: Condition, on: str) -> bool:
    values, op = values_of(record, condition.part, on), condition.op
    typed = [{"có": True, "không": False}.get(v, int(v) if v.isdigit() else v) for v in condition.values]
    if op in ("=", "in"):
        return any(v in typed for v in values)
    if op == "!=":
        return not any(v in typed for v in values)
    if op == "blank":
        return values == [None]
    if op == "filled":
        return values != [None]
    if op == "has":
        return any("dong" in str(v).lower().replace("đ", "d").replace("ô", "o") for v in values if v)
    limit = typed[0]
    return any(
        v is not None and {"<": v < limit, ">": v > limit, "<=": v <= limit, ">=": v >= limit}[op] for v in values
    )


def measured(question: Question, records: list[Rec], on: str) -> Any:
    kind = question.measure
    if kind == "count":
        return len(records)
    if question.of:
        known = sorted(v for r in records for v in values_of(r, question.of, on) if v is not None)
        if kind == "sum":
            return sum(known) if known else None
        half = len(known) // 2
        if kind == "p90":
            return known[-(-len(known) * 9 // 10) - 1] if known else None
        return (known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2) if known else None
    if kind == "on-time":
        settled = [r for r in records if count.results(r, on)]
        late = [r for r in records if not count.results(r, on) and count.first_late(r, on)]
        good = [r for r in settled if not count.first_late(r, count.results(r, on)[0])]
        return count.percent(len(good), len(settled) + len(late))
    spans = []
    for r in records:
        ends = count.results(r, on)
        spans.append((count.number(ends[0] if ends else on) - count.number(r["received"]), bool(ends)))
    return count.reached(spans, 0.5 if kind == "median" else 0.9)


PARTS = {
    "opinion": [
        "subject",
        "unit",
        "year",
        "quarter",
        "level",
        "is_open",
        "agency",
        "place",
        "times_reopened",
        "is_overdue",
    ],
    "session": ["kind", "mode", "count_for", "status", "unit", "year", "month"],
    "feedback": ["target", "timing", "channel", "unit", "quarter"],
}
WHERE = {
    "opinion": [
        "age_days > 60", "age_days <= 300", "subject in land;urban", "subject != health", "is_open = có",
        "is_overdue = không", 'place has "dong"', "place blank", "times_reopened >= 1", "year = 2024", "agency filled",
    ],
    "session": ["status = held", "year >= 2024", "mode != online", "kind in periodic;thematic"],
    "feedback": ["timing = regular", "target in agency;individual", "occasions > 2"],
}  # fmt: skip


def question_of(dice: random.Random) -> tuple[Question, str]:
    form = dice.choice(["opinion", "opinion", "session", "feedback"])
    parts = dice.sample(PARTS[form], 3)
    measure, of = dice.choice(
        {
            "opinion": [("count", ""), ("median", ""), ("p90", ""), ("on-time", ""), ("median", "age_days")],
            "session": [("count", ""), ("sum", "attendees")],
            "feedback": [("count", ""), ("sum", "occasions"), ("p90", "occasions"), ("median", "occasions")],
        }[form]
    )
    where = tuple(read_condition(text) for text in dice.sample(WHERE[form], dice.choice([0, 1, 1, 2])))
    as_of = dice.choice(["", "", "2025-08-15"])
    days = dice.choice([("", ""), ("2024-01-01", "2025-06-30")])
    return Question(
        form, tuple(parts[: dice.choice([1, 1, 2])]), measure, of, columns=dice.choice(["", parts[2]]), where=where,
        first=days[0], last=days[1], as_of=as_of,
    ), as_of or days[1] or TODAY  # fmt: skip


def asked_records(question: Question, facts: list[Rec], on: str) -> list[Rec]:
    day = {"opinion": "received_on", "session": "held_on", "feedback": "given_on"}[question.form]
    first, last = question.first or "0000", min(question.last or "9999", question.as_of or "9999")
    found = [f for f in facts if f["form"] == question.form and first <= str(f.get(day)) <= last]
    return [f for f in found if all(is_met(f, c, on) for c in question.where)]


@pytest.mark.parametrize("seed", range(MANY))
def test_random_questions(held: tuple[Desk, list[Rec]], seed: int) -> None:
    desk, facts = held
    question, on = question_of(random.Random(f"question {seed}"))
    if not any(f.key == question.of for f in desk.store.form(question.form).fields) and question.of not in (
        "",
        "age_days",
    ):
        question = Question(**{**question.__dict__, "measure": "count", "of": ""})
    told = desk.reporting.asking.json(question, with_sources=True)
    mine = asked_records(question, facts, on)
    keys: dict[Any, list[Rec]] = {}
    for record in mine:
        several = [values_of(record, part, on) for part in question.rows]
        for key in {(a, *b) for a in several[0] for b in ([(v,) for v in several[1]] if len(several) > 1 else [()])}:
            keys.setdefault(key, []).append(record)
    shown = {tuple(r["row"]) if isinstance(r["row"], list) else (r["row"],): r for r in told["rows"]}
    behind = {r["title"]: s for r, s in zip(told["rows"], told["sources"], strict=False)}
    expected = {key: measured(question, held_, on) for key, held_ in keys.items()}
    if question.measure == "on-time":
        expected = {key: v for key, v in expected.items() if v is not None}
    if question.of and question.measure != "sum":
        expected = {key: v for key, v in expected.items() if v is not None}
    assert {key: r["total"] for key, r in shown.items()} == expected
    whole = measured(question, mine, on)
    assert told["total"]["total"] == (whole if expected or question.measure == "count" else None)
    if question.columns:
        for column in told["columns"]:
            here = [
                r for r in mine if column["key"] in {"" if v is None else str(v) for v in columns_of(r, question, on)}
            ]
            assert told["total"][column["key"]] == measured(question, here, on)
            for key, row in shown.items():
                cell = [r for r in here if r in keys[key]]
                assert row[column["key"]] == measured(question, cell, on), (key, column)
    if question.measure == "count":
        for key, row in shown.items():
            assert sorted(map(tuple, behind[row["title"]]["total"])) == sorted((r["unit"], r["id"]) for r in keys[key])
            for column in told["columns"]:
                assert len(behind[row["title"]][column["key"]]) == row[column["key"]]
        assert len(told["sources"][-1]["total"]) == told["total"]["total"]


def columns_of(record: Rec, question: Question, on: str) -> list[Any]:
    return [int(v) if isinstance(v, bool) else v for v in values_of(record, question.columns, on)]


def test_a_record_with_several_codes_counts_once_in_the_total(held: tuple[Desk, list[Rec]]) -> None:
    desk, facts = held
    forms = [
        (f, p.key)
        for f in desk.store.forms
        if not f.is_personal
        for p in f.fields
        if p.codes and p.kind.value == "codes"
    ]
    assert forms
    made = {f.key: key for f, key in forms}
    form = "session" if "session" in made else forms[0][0].key
    told = desk.reporting.asking.json(Question(form, (made[form],)))
    assert told["total"]["total"] == sum(f["form"] == form for f in facts)


def test_the_top_and_the_rest(held: tuple[Desk, list[Rec]]) -> None:
    desk, facts = held
    told = desk.reporting.asking.json(
        Question("opinion", ("agency",), "median", top=1, by_value=True), with_sources=True
    )
    first, rest = told["rows"]
    others = [f for f in facts if f["form"] == "opinion" and (count.agency(f, TODAY) or None) != first["row"]]
    assert rest["is_rest"]
    assert rest["total"] == measured(Question("opinion", ("agency",), "median"), others, TODAY)
    assert len(told["sources"][1]["total"]) == len(others)


@pytest.mark.parametrize("kind", ["share-row", "share-column", "share-total"])
def test_shares(held: tuple[Desk, list[Rec]], kind: str) -> None:
    desk, _facts = held
    counts = desk.reporting.asking.json(Question("opinion", ("subject",), columns="year"))
    shares = desk.reporting.asking.json(Question("opinion", ("subject",), kind, columns="year"))
    total = counts["total"]["total"]
    for row, share in zip(counts["rows"], shares["rows"], strict=True):
        for column in counts["columns"]:
            key = column["key"]
            whole = {"share-row": row["total"], "share-column": counts["total"][key], "share-total": total}[kind]
            assert share[key] == count.percent(row[key], whole) or (not row[key] and not share[key])


def test_beside_the_year_before(held: tuple[Desk, list[Rec]]) -> None:
    desk, facts = held
    told = desk.reporting.asking.json(Question("opinion", ("subject",), period="2025", is_compared=True))
    for row in told["rows"]:
        then = sum(f["form"] == "opinion" and f["subject"] == row["row"] and f["received"][:4] == "2024" for f in facts)
        now = sum(f["form"] == "opinion" and f["subject"] == row["row"] and f["received"][:4] == "2025" for f in facts)
        assert (row["now"], row["then"], row["change"]) == (now, then, now - then)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question("opinion", ("speaker_name",)), "dữ liệu cá nhân"),
        (Question("opinion", ("text",)), "không chia hàng"),
        (Question("opinion", ("subject",), columns="subject"), "cùng một mục"),
        (Question("opinion", ("subject",), "sum"), "cần một mục là số"),
        (Question("session", ("kind",), "median"), "cần một mục là số"),
        (Question("session", ("kind",), "on-time"), "cần một mục là số"),
        (Question("opinion", ("subject",), "sum", "subject"), "Không đo"),
        (Question("opinion", ("nothing",)), "không có mục"),
        (Question("nothing", ("subject",)), "Không có sổ"),
        (Question("opinion", ("subject",), where=(Condition("subject", "=", ("xyz",)),)), "Điều kiện"),
        (Question("opinion", ("subject",), where=(Condition("subject", "has", ("a",)),)), "không phải chữ"),
        (Question("opinion", ("subject",), where=(Condition("subject", "<", ("land",)),)), "không so lớn nhỏ"),
        (Question("opinion", ("subject",), is_compared=True), "cần một kỳ"),
        (Question("opinion", ("subject",), where=(Condition("speaker_phone", "=", ("0",)),)), "dữ liệu cá nhân"),
    ],
)
def test_what_cannot_be_asked_says_why(held: tuple[Desk, list[Rec]], question: Question, words: str) -> None:
    with pytest.raises(DeskError) as refused:
        held[0].reporting.asking.json(question)
    assert words in str(refused.value)


def test_reading_what_is_typed() -> None:
    assert read_condition('text has "rác"') == Condition("text", "has", ("rác",))
    assert read_condition("subject in land; urban") == Condition("subject", "in", ("land", "urban"))
    assert read_condition("age_days>60") == Condition("age_days", ">", ("60",))
    assert read_condition("place blank") == Condition("place", "blank", ())
    assert read_measure("sum:occasions") == ("sum", "occasions")
    assert [read_measure(m)[0] for m in ("share_row", "On-Time", "median_days", "p90_days")] == [
        "share-row", "on-time", "median", "p90",
    ]  # fmt: skip
    for wrong in ("", "subject", "subject ~ land", "place blank x", "subject ="):
        with pytest.raises(DeskError):
            read_condition(wrong)
    with pytest.raises(DeskError):
        read_measure("average")
    assert "count" in MEASURES


def test_nothing_typed_becomes_sql(held: tuple[Desk, list[Rec]]) -> None:
    desk, _facts = held
    evil = Condition("place", "=", ("x' OR 1=1 --",))
    assert desk.reporting.asking.json(Question("opinion", ("subject",), where=(evil,)))["total"]["total"] == 0
    percent = Condition("place", "has", ("%",))
    assert desk.reporting.asking.json(Question("opinion", ("subject",), where=(percent,)))["total"]["total"] == 0


def test_questions_are_kept_by_name(held: tuple[Desk, list[Rec]]) -> None:
    desk, _facts = held
    asking = desk.reporting.asking
    question = Question("opinion", ("subject",), "median", columns="year", where=(Condition("age_days", ">", ("30",)),))
    asking.save("Đất đai  chậm", question)
    assert asking.get("Đất đai chậm") == question
    assert list(asking.saved()) == ["Đất đai chậm"]
    with pytest.raises(DeskError, match="Không có câu hỏi"):
        asking.get("khác")
    with pytest.raises(DeskError):
        asking.save("Sai", Question("opinion", ("nothing",)))
    asking.forget("Đất đai chậm")
    assert not asking.saved()


def test_the_sheet_opens_what_it_counts(held: tuple[Desk, list[Rec]]) -> None:
    desk, _facts = held
    sheet = desk.reporting.asking.sheet(Question("opinion", ("unit",), columns="year"), "Theo đơn vị")
    assert sheet.title == "Theo đơn vị"
    assert any("Đơn vị" in note for note in sheet.notes())
    (table,) = sheet.tables()
    for row in table.rows:
        for key in row.sources:
            assert len(row.sources[key][0].records) == row.values[key]


@pytest.mark.parametrize("which", ["first", "last", "as_of"])
def test_a_day_that_is_none_is_refused_and_not_left_out(held: tuple[Desk, list[Rec]], which: str) -> None:
    desk, _facts = held
    with pytest.raises(DeskError) as refused:
        desk.reporting.asking.json(Question("opinion", ("subject",), **{which: "2026-02-30"}))  # type: ignore[arg-type]
    assert "2026-02-30" in str(refused.value)
    typed = desk.reporting.asking.json(Question("opinion", ("subject",), first="1/2/2024", last="31/12/2025"))
    assert typed == desk.reporting.asking.json(Question("opinion", ("subject",), first="2024-02-01", last="2025-12-31"))
    assert 0 < typed["total"]["total"] < desk.reporting.asking.json(Question("opinion", ("subject",)))["total"]["total"]


def test_units_of_one_name_are_told_apart_by_their_days(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("trùng tên") / "d"
    desk = Desk.init(folder, "31", "2023", today_is=lambda: date.fromisoformat(TODAY))
    old, new = "11800@2023", "11791@2025"
    assert desk.units.name(old) == desk.units.name(new)
    rows = [("opinion", old, "2024-05-05"), ("opinion", new, "2026-01-05"), ("opinion", "11914@2025", "2026-01-06")]
    put_all(desk, [
        {"form": form, "unit": unit, "kind": "petition", "received_on": day, "side": "government", "text": "Đường",
         "request": "Sửa", "subject": "land"} for form, unit, day in rows
    ])  # fmt: skip
    told = {row["row"]: row["title"] for row in desk.reporting.asking.json(Question("opinion", ("unit",)))["rows"]}
    name = desk.units.name(old)
    assert told == {
        old: f"{name} (đến 30/6/2025)", new: f"{name} (từ 01/7/2025)", "11914@2025": desk.units.name("11914@2025"),
    }  # fmt: skip
    desk.close()


def test_a_median_over_parts_with_several_codes_counts_each_record_once_in_its_total(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("nhiều mã") / "d"
    desk = Desk.init(folder, "11296@2023", str(UNITS), today_is=lambda: date.fromisoformat(TODAY))
    for day, people, subjects in (("2024-01-05", 10, ("land", "urban", "health")), ("2024-02-05", 30, ("land",)),
                                  ("2024-03-05", 50, ("land",))):  # fmt: skip
        desk.records.save("session", {
            "title": "Đối thoại", "held_on": day, "place": "Nhà văn hóa", "count_for": "party", "status": "held",
            "participants": people, "subjects": subjects,
        })  # fmt: skip
    told = desk.reporting.asking.json(Question("session", ("subjects",), "median", of="participants"))
    assert {row["row"]: row["total"] for row in told["rows"]} == {"land": 30, "urban": 10, "health": 10}
    assert told["total"]["total"] == 30, "the first dialogue counts once, however many subjects it had"
    desk.close()
