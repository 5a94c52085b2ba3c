"""The table of petition states says what folding says, whatever happened to the records."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.vocabulary import ACTION_KIND
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import follow, schema
from dialogue_desk.storage.lists import Query


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    made = Desk.init(data_dir, "11311", "2023", "An", lambda: date(2023, 6, 30))
    yield made
    made.close()


def table(desk: Desk) -> list[tuple[object, ...]]:
    return desk.store.conn.execute("SELECT * FROM petition ORDER BY rid").fetchall()  # type: ignore[no-any-return]


def test_saves_deletes_and_undos_keep_the_table_in_step(desk: Desk) -> None:
    chance = random.Random(6)
    ids: list[str] = []
    for _turn in range(250):
        what = chance.random()
        if what < 0.15 or not ids:
            values = {
                "kind": chance.choice(["petition", "opinion"]), "received_on": "2023-05-01", "side": "party",
                "text": "a", "request": "b", "subject": "land", "is_anonymous": chance.random() < 0.3,
                "due_on": chance.choice([None, "2023-05-15"]),
            }  # fmt: skip
            ids.append(desk.records.save("opinion", values).id)
        elif what < 0.75:
            day = date(2023, 5, 1) + timedelta(days=chance.randrange(40))
            given = {
                "opinion_unit": desk.unit, "opinion_id": chance.choice(ids), "done_on": day.isoformat(), "text": "t",
                "kind": chance.choice([k for k in ACTION_KIND.labels if k != "void"]), "new_due_on": "2023-06-10",
            }  # fmt: skip
            desk.records.save("action", given)
        elif what < 0.85:
            desk.records.undo()
        else:
            chosen = chance.choice(ids)
            try:
                if what < 0.9:
                    desk.records.delete("opinion", chosen)
                else:
                    desk.records.change("opinion", chosen, {"kind": chance.choice(["petition", "opinion"])})
            except DeskError:
                continue
    kept = table(desk)
    at = follow.COLUMNS.index("status")
    assert len({row[at] for row in kept}) > 4
    assert follow.rebuild(desk.store) == len(kept)
    assert table(desk) == kept
    follow.refresh(desk.store, [(desk.unit, i) for i in ids])
    assert table(desk) == kept
    states = follow.states_of(desk.store, [(desk.unit, i) for i in ids])
    assert {key[1]: s.status for key, s in states.items()} == {row[2]: row[at] for row in kept}
    for day in (date(2023, 5, 15), date(2023, 5, 16), date(2023, 6, 11), date(2023, 12, 31)):
        late = {key for key, s in states.items() if s.overdue_days(day)}
        assert set(follow.find(desk.store, *follow.is_overdue(day))) == late
        assert desk.records.count("opinion", Query(equal={"overdue_on": day.isoformat()})) == len(late)


def test_an_upgraded_file_gets_the_table_filled(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311", "2023", "An")
    desk.records.save(
        "opinion",
        {
            "kind": "petition",
            "received_on": "2023-05-01",
            "side": "party",
            "text": "a",
            "request": "b",
            "subject": "land",
        },
    )
    kept = table(desk)
    for statement in ("DROP TABLE petition", "DROP INDEX opinion_lacking", "DROP INDEX opinion_alike"):
        desk.store.conn.execute(statement)
    desk.store.conn.execute("UPDATE meta SET value = 'older' WHERE key = 'columns'")
    desk.close()
    again = Desk.open(data_dir)
    assert table(again) == kept
    again.store.conn.execute("ALTER TABLE petition ADD COLUMN tomorrow TEXT")
    again.close()
    again = Desk.open(data_dir)
    assert table(again) == kept
    assert again.store.meta(schema.PETITIONS_STALE) == ""
    again.close()


def test_opinions_without_an_answer_are_found_through_their_index(desk: Desk) -> None:
    common = {"received_on": "2023-05-01", "side": "party", "text": "a", "subject": "land"}
    for decided in (
        {},
        {"disposition": "accepted", "action_text": "x"},
        {"disposition": "not_accepted", "explanation": "y"},
    ):
        desk.records.save("opinion", {**common, **decided})
    desk.store.conn.execute("UPDATE opinion SET explanation = NULL WHERE disposition = 'not_accepted'")
    assert desk.records.count("opinion", Query(equal={"lacking_answer": True})) == 2
    plan = desk.store.conn.execute(
        f"EXPLAIN QUERY PLAN SELECT count(*) FROM opinion WHERE is_deleted = ? AND {schema.LACKING_ANSWER} = 1", (0,)
    ).fetchall()
    assert "opinion_lacking" in plan[0][3]


def test_check_names_petitions_that_are_astray(desk: Desk) -> None:
    values = {"kind": "petition", "received_on": "2023-05-01", "side": "party", "text": "a", "subject": "land"}
    kept = desk.records.save("opinion", {**values, "request": "b"})
    assert desk.keeping.check() == []
    desk.store.conn.execute("UPDATE petition SET status = 'closed'")
    assert follow.astray(desk.store) == [(kept.unit, kept.id)]
    assert any(kept.id in line for line in desk.keeping.check())
    follow.rebuild(desk.store)
    assert desk.keeping.check() == []
