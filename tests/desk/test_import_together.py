"""Rows of a file are written together; what stands there is what saving them one by one leaves."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.alike import Alike
from dialogue_desk.desk.same_day import SameDay
from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Value
from dialogue_desk.storage import checking, waiting
from dialogue_desk.storage.saving import version_cells, versions_of

TARGET = "party_org"
CHANNEL = v.CHANNELS_BY_TARGET[TARGET][0]
WORDS = "đường thôn Đông hỏng đèn chiếu sáng rác".split()
OUR_UNIT = "11311@2023"


def feedback(dice: random.Random) -> dict[str, Value]:
    return {
        "given_on": f"2023-01-{dice.randrange(1, 5):02d}", "target": TARGET, "channel": CHANNEL,
        "content": " ".join(dice.choices(WORDS, k=dice.randrange(0, 4))) or None,
        "contributor": dice.choice(["people", "women"]), "contributor_name": dice.choice([None, "Chi hội", "Chi bộ"]),
    }  # fmt: skip


def rows(dice: random.Random, count: int) -> list[dict[str, Value]]:
    made: list[dict[str, Value]] = []
    for i in range(count):
        day = f"2023-02-{dice.randrange(1, 20):02d}"
        made.append({"form": "feedback", **feedback(dice)})
        made.append(
            {"form": "opinion", "received_on": day, "side": "government", "text": f"Đề nghị sửa đường số {i}",
             "speaker_name": dice.choice([None, "Ông Ba"]), "subject": "infrastructure", "disposition": "pending"}
        )  # fmt: skip
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.init(tmp_path / "desk", "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))


def _stored(desk: Desk) -> list[tuple[object, ...]]:
    """All that stands of the records, but for ids, hashes and clocks."""
    found: list[tuple[object, ...]] = []
    for form in (desk.store.form("feedback"), desk.store.form("opinion")):
        for part in (form, form.sibling):
            if part is None:
                continue
            lines = desk.store.conn.execute(f'SELECT * FROM "{part.key}" ORDER BY rid')
            names = [column[0] for column in lines.description]
            unequal = {"id", "rev", "hlc", "de", "created_at", "updated_at"}
            found += [tuple(c for c, name in zip(line, names, strict=True) if name not in unequal) for line in lines]
    found += desk.store.conn.execute("SELECT * FROM search_text ORDER BY rid").fetchall()
    found += desk.store.conn.execute("SELECT rid, status, due_on, opened_on FROM petition ORDER BY rid").fetchall()
    return found


def test_written_together_is_saved_one_by_one(desk: Desk, tmp_path: Path) -> None:
    given = rows(random.Random(1), 60)
    file = tmp_path / "a.ndjson"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in given), encoding="utf-8")
    assert desk.files.import_file(file).created == len(given)
    other = Desk.init(tmp_path / "other", "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    for form in ("feedback", "opinion"):
        for row in given:
            if row["form"] == form:
                told = {k: value for k, value in row.items() if k != "form"}
                if form == "opinion":
                    told["kind"] = "petition"  # an import sorts by the words what nobody sorted
                other.records.save(form, told)
    assert _stored(desk) == _stored(other)
    assert list(checking.problems(desk.store)) == []
    assert desk.records.search("đường số 59")[0].form == "opinion"
    # Every version hashes to the name it stands under.
    form = desk.store.form("opinion")
    for unit, record_id in desk.store.conn.execute("SELECT unit, id FROM opinion LIMIT 5"):
        (version,) = versions_of(desk.store, form, unit, record_id)
        assert version_cells(version)[0].endswith("/0")
        assert version.values["subject"] == "infrastructure"


def test_an_import_of_many_is_one_operation_that_goes_back_whole(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(random.Random(2), 30)), encoding="utf-8")
    desk.files.import_file(file)
    desk.records.undo()
    assert desk.store.conn.execute("SELECT count(*) FROM opinion WHERE is_deleted = 0").fetchone() == (0,)
    assert desk.store.conn.execute("SELECT count(*) FROM search_text WHERE folded <> ''").fetchone() == (0,)
    assert list(checking.problems(desk.store)) == []


def test_a_failure_in_the_middle_leaves_nothing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(random.Random(3), 40)), encoding="utf-8")

    def fails(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(waiting, "write_texts", fails)  # records are written by then, search is not
    with pytest.raises(MemoryError):
        desk.files.import_file(file)
    monkeypatch.undo()
    for table in ("version", "opinion", "feedback", "search_text", "petition", "operation", "counter"):
        assert desk.store.conn.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table
    assert desk.files.import_file(file).created == 80


@pytest.mark.parametrize("seed", range(4))
def test_likeness_of_a_day_is_that_of_single_records(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    form, told = desk.store.form("feedback"), SameDay(desk.store)
    alike = Alike(desk.store, desk.records)
    met = 0
    for i in range(70):
        values = feedback(dice) if i % 9 else {**feedback(dice), "given_on": "2023-01-01"}
        expected = next(iter(alike.alike("feedback", values, OUR_UNIT, limit=1)), None)
        assert told.most_alike(form, OUR_UNIT, values) == (expected and (expected.title, expected.on))
        met += expected is not None
        saved = desk.records.save("feedback", values)
        told.add(form, OUR_UNIT, saved.id, saved.values)
        if i == 40:
            desk.records.delete("feedback", saved.id)
            told.forget()
    assert met >= 10
