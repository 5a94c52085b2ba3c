"""What holds for every form, so that a new field needs no test of its own."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.checks import problems, with_defaults
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Value
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.records import new_id
from dialogue_desk.storage.lists import Query
from dialogue_desk.storage.store import Store

CONTEXT = Context(date(2026, 11, 23))


def sample(field: Field, form: Form) -> Value:
    """A value that suits a field, different from its default."""
    if field.kind is Kind.CODE:
        assert field.codes
        return list(field.codes.labels)[-1]
    if field.kind is Kind.CODES:
        assert field.codes
        return tuple(field.codes.labels)[:2]
    by_kind: Mapping[Kind, Value] = {
        Kind.TEXT: f"Chữ {field.key}", Kind.LONG_TEXT: f"Đoạn {field.key}\nhai dòng", Kind.DATE: "2023-04-05",
        Kind.TIME: "08:15", Kind.COUNT: 7, Kind.YES_NO: True, Kind.REF: f"ref-{field.key}",
    }  # fmt: skip
    return by_kind[field.kind]


SPECIAL: dict[str, dict[str, Value]] = {
    "session": {"start_time": "08:00", "end_time": "09:00", "held_on": "2026-05-05", "status": "held"},
    "feedback": {"target": "agency", "channel": "F01"},
    "action": {"done_on": "2023-04-05", "kind": "note"},
    "dissemination": {"kind": "conference", "conferences": 2},
    "yearly_total": {"year": 2023, "from_year": 2014, "as_of": "2023-05-30", "indicator": "conferences"},
    "period": {"period": "2023-Q2"},
    "reference": {"kind": "hamlet"},
    "settings": {
        "margin_top": 21, "margin_bottom": 22, "margin_left": 31, "margin_right": 16,
        "days_off_extra": "24/11/2026", "workdays_extra": "22/8/2026",
    },
}  # fmt: skip


def full_record(form: Form) -> dict[str, Value]:
    """A record with every field filled in."""
    return {f.key: sample(f, form) for f in form.fields} | SPECIAL.get(form.key, {})


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_saves_reloads_and_is_found(desk: Desk, form: Form) -> None:
    values = full_record(form)
    record = desk.records.save(form.key, values)
    again = desk.records.need(form.key, record.id)
    assert again.values == values
    assert again.entered_by == "Phạm Thị Hạnh"
    assert desk.records.count(form.key, Query()) == 1
    texts = [f for f in form.fields if f.is_text and f.key not in SPECIAL.get(form.key, {})]
    if texts:
        word = "doan" if texts[0].kind is Kind.LONG_TEXT else "chu"
        found = desk.records.search(f"{word} {texts[0].key}")
        assert record.id in [hit.id for hit in found]


@pytest.mark.parametrize("form", [f for f in FORMS if not f.is_appended], ids=lambda f: f.key)
def test_every_change_is_kept_and_can_be_brought_back(desk: Desk, form: Form) -> None:
    first = desk.records.save(form.key, full_record(form))
    change = next(
        (f for f in form.fields if f.is_text and f.key not in {*form.natural_key, *SPECIAL.get(form.key, {})}), None
    )
    if change is None:
        change = next(f for f in form.fields if f.kind in (Kind.COUNT, Kind.YES_NO) and f.key not in form.natural_key)
    new: Value = "khác hẳn" if change.is_text else (20 if change.kind is Kind.COUNT else False)
    desk.records.change(form.key, first.id, {change.key: new})
    history = desk.records.history(form.key, first.id)
    part = [h for h in history if h.is_personal == change.personal]
    assert part[-1].changes == ((change.key, first.values[change.key], new),)
    back = desk.records.revert(form.key, first.id, part[0].rev)
    assert back.values == first.values
    desk.records.delete(form.key, first.id)
    assert desk.records.count(form.key, Query()) == 0
    assert desk.records.count(form.key, Query(in_bin=True)) == 1
    assert desk.records.search("khac han") == []


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_fields_say_more_than_their_label(form: Form) -> None:
    for field in form.fields:
        assert len(field.help) >= 25, field.key
        assert not field.label.startswith(field.help.rstrip(".")), field.key


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_fields_tied_by_a_rule_change_together(form: Form) -> None:
    """Every field a refusing rule reads belongs to one group: merging cannot make a record that breaks it."""
    for rule in form.rules:
        read: set[str] = set()

        class Watched(dict[str, Value]):
            def get(self, key: str, default: Value = None) -> Value:  # type: ignore[override]
                read.add(key)  # noqa: B023 read is used up within this round
                return super().get(key, default)

        groups_by_found: set[str] = set()
        for values in (full_record(form), dict.fromkeys(form.by_key), *_one_by_one(form)):
            read.clear()
            for problem in rule(Watched(values), CONTEXT):
                groups_by_found.add(form.field(problem.field).group_key)
            groups = {form.field(k).group_key for k in read if k in form.by_key}
            assert len(groups) <= 1 or rule.__name__ in INDEPENDENT, (rule.__name__, sorted(groups))


INDEPENDENT = {"_margins_in_law"}
"""Rules that look at several fields, each by itself."""


def _one_by_one(form: Form) -> Iterator[dict[str, Value]]:
    whole = full_record(form)
    for field in form.fields:
        if field.kind is Kind.CODE and field.codes:
            for code in field.codes.labels:
                yield {**dict.fromkeys(form.by_key), **whole, field.key: code}


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_required_fields_are_asked_for(form: Form) -> None:
    empty = {f.key: None for f in form.fields}
    asked = {p.field for p in problems(form, empty, CONTEXT)}
    assert {f.key for f in form.fields if f.required} <= asked
    assert not [p for p in problems(form, with_defaults(form, full_record(form)), CONTEXT) if not p.is_warning]


def test_codes_and_keys_are_plain_and_unique() -> None:
    assert len({f.key for f in FORMS}) == len(FORMS)
    for form in FORMS:
        keys = [f.key for f in form.fields]
        assert len(set(keys)) == len(keys)
        for field in form.fields:
            assert field.key.isidentifier()
            assert field.key.islower()
            if field.codes:
                assert len(field.codes.labels) == len(field.codes.codes)


def test_a_new_field_reaches_column_list_history_and_search(tmp_path: Path, desk: Desk) -> None:
    """One line in a form, and an older file gains the column when it is opened."""
    held = desk.records.save("session", full_record(FORMS[0]))
    desk.close()
    extra = Field("weather", Kind.TEXT, "Thời tiết", "Thời tiết hôm họp, chỉ để thử.", listed=True)
    forms = (Form(**{**_parts(FORMS[0]), "fields": (*FORMS[0].fields, extra)}), *FORMS[1:])
    saved: list[str] = []
    store = Store.open(desk.folder / "desk.db", forms=forms, before_upgrade=lambda s: saved.append("backup"))
    assert saved == ["backup"]
    grown = Desk(desk.folder, store, lambda: date(2026, 11, 23))
    assert grown.records.need("session", held.id).values["weather"] is None
    grown.records.change("session", held.id, {"weather": "mưa rào"})
    assert grown.records.page("session", Query())[0].values["weather"] == "mưa rào"
    assert grown.records.history("session", held.id)[-1].changes == (("weather", None, "mưa rào"),)
    assert [h.id for h in grown.records.search("mua rao")] == [held.id]
    grown.close()


def test_a_value_saved_by_a_newer_desk_is_kept_by_an_older_one(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    extra = Field("weather", Kind.TEXT, "Thời tiết", "Thời tiết hôm họp, chỉ để thử.")
    newer = (Form(**{**_parts(FORMS[0]), "fields": (*FORMS[0].fields, extra)}), *FORMS[1:])
    path = desk.folder / "desk.db"
    grown = Desk(desk.folder, Store.open(path, forms=newer), lambda: date(2026, 11, 23))
    record_id = grown.records.save("session", {**full_record(FORMS[0]), "weather": "nắng"}).id
    grown.close()
    older = Desk(desk.folder, Store.open(path), lambda: date(2026, 11, 23))
    older.records.change("session", record_id, {"title": "Tên mới"})
    older.close()
    grown = Desk(desk.folder, Store.open(path, forms=newer), lambda: date(2026, 11, 23))
    values = grown.records.need("session", record_id).values
    assert (values["title"], values["weather"]) == ("Tên mới", "nắng")
    grown.close()


def _parts(form: Form) -> dict[str, object]:
    names = "key label fields plural help natural_key title_fields date_field rules warnings settle".split()
    return {name: getattr(form, name) for name in names}


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _n in range(3)]
    assert all(i[14] == "7" for i in ids)
    assert ids[0][:13] <= ids[1][:13] <= ids[2][:13]
