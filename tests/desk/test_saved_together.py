"""Rows of an import are told to search and to the states of petitions together, and nothing is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk import importer as importing
from dialogue_desk.storage import follow


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    made = Desk.init(data_dir, "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    yield made
    made.close()


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def petition(number: int, **more: Any) -> dict[str, Any]:
    return {
        "form": "opinion", "id": f"o-{number}", "received_on": "2026-05-01", "kind": "petition", "side": "party",
        "text": f"Đề nghị sửa đường số {number}", "subject": "land", "speaker_name": f"Lê {number}", **more,
    }  # fmt: skip


def steps(number: int) -> list[dict[str, Any]]:
    step = {"form": "action", "opinion_id": f"o-{number}"}
    return [{**step, "done_on": "2026-05-02", "kind": "assign", "agency": "UBND xã"},
            {**step, "done_on": "2026-05-09", "kind": "resolve", "text": "Đã sửa"}]  # fmt: skip


@pytest.mark.parametrize("waiting", [1, 3, 2000])
def test_search_states_and_counters_say_what_came_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    monkeypatch.setattr(importing, "MOST_WAITING", waiting)
    session = {"form": "session", "id": "s-1", "held_on": "2026-05-01", "title": "Đối thoại quý II", "place": "Đình",
               "count_for": "party"}  # fmt: skip
    rows = [*steps(1), *(petition(n) for n in range(1, 8)), session,
            {**petition(9), "source_form": "session", "source_id": "s-1", "received_on": None}]  # fmt: skip
    done = desk.files.import_file(lines(tmp_path / "a.ndjson", rows))
    assert (done.created, done.bad) == (11, 0)
    assert desk.keeping.check() == []
    assert {r.id for r in desk.records.page("opinion", Query(text="duong so 3"))} == {"o-3"}
    assert {hit.id for hit in desk.records.search("Lê 5")} >= {"o-5"}, "names too"
    states = follow.states_of(desk.store, [(desk.unit, "o-1"), (desk.unit, "o-2")])
    assert [state.status for state in states.values()] == ["resolved", "new"]
    assert desk.records.need("opinion", "o-9").values["received_on"] == "2026-05-01"
    desk.records.change("opinion", "o-2", {"text": "Đề nghị sửa đường số hai"})
    assert desk.keeping.check() == [], "numbers go on where the import ended"


def test_a_row_that_is_taken_back_alone_leaves_nothing_to_tell(desk: Desk, tmp_path: Path) -> None:
    desk.files.import_file(lines(tmp_path / "a.ndjson", [petition(1), petition(2)]))
    old = desk.records.need("opinion", "o-1")
    desk.records.change("opinion", "o-1", {"text": "Đề nghị sửa cầu"})
    stale = {**petition(1), "rev": old.rev, "text": "Đề nghị sửa chợ"}
    bad = {**petition(2), "rev": "0" * 32, "text": "Xây đê"}
    done = desk.files.import_file(
        lines(tmp_path / "b.ndjson", [petition(3), stale, bad, petition(4)]), skip_bad=tmp_path / "c.ndjson"
    )
    assert (done.created, done.updated, done.bad) == (2, 1, 1)
    assert desk.keeping.check() == []
    assert [r.id for r in desk.records.page("opinion", Query(text="xay de"))] == []


def test_an_import_that_fails_half_way_tells_nothing(desk: Desk, tmp_path: Path) -> None:
    def stop(done: int) -> None:
        if done >= 200:
            raise KeyboardInterrupt

    path = lines(tmp_path / "a.ndjson", [petition(n) for n in range(300)])
    with pytest.raises(KeyboardInterrupt):
        desk.files.import_file(path, progress=stop)
    assert desk.keeping.check() == []
    assert desk.records.count("opinion", Query()) == 0
    assert desk.files.import_file(path).created == 300
    assert desk.keeping.check() == []
