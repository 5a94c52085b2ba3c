"""Keys for one session with twelve opinions: in the window, and in the entry workbook with the same values."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from dialogue_desk.desk import Query
from tests.benchmarks.measure import tell
from tests.gui.conftest import Seat
from tests.journeys.test_session_by_keyboard import type_session

GIVEN_IN_SESSION = (
    "held_on", "start_time", "end_time", "status", "title", "kind", "mode", "place", "count_for", "chair_name",
    "chair_position", "participants", "participants_female", "opinions_declared", "answered_on_spot_declared",
)  # fmt: skip
GIVEN_IN_OPINION = ("source_form", "source_id", "text", "subject", "speaker_name", "speaker_address", "side")


def test_one_session(sit: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sit(page="sessions")
    keys = 0
    original_click, original_commit = QTest.keyClick, Seat._commit

    def click(*arguments: object) -> None:
        nonlocal keys
        keys += 1
        original_click(*arguments)

    def commit(self: Seat, letter: str) -> None:
        nonlocal keys
        keys += 1
        original_commit(self, letter)

    monkeypatch.setattr(QTest, "keyClick", click)
    monkeypatch.setattr(Seat, "_commit", commit)
    type_session(seat)
    records = seat.desk.records
    session = records.page("session", Query())[0]
    opinions = [records.need("opinion", o.id) for o in records.page("opinion", Query())]
    assert len(opinions) == 12
    # In Excel: every letter of every cell, one key to leave it; a code is three keys in its list, the id of the
    # session one paste; columns nobody fills are taken as hidden, so nothing is counted for passing them.
    cells = [session.values[key] for key in GIVEN_IN_SESSION]
    cells += [o.values[key] for o in opinions for key in GIVEN_IN_OPINION]
    codes = {"status", "kind", "mode", "count_for", "source_form", "subject", "side"}
    names = [*GIVEN_IN_SESSION, *(key for _o in opinions for key in GIVEN_IN_OPINION)]
    excel = sum(
        1 + (3 if name in codes else 1 if name == "source_id" else len(str(cell or "")))
        for name, cell in zip(names, cells, strict=True)
    )
    tell("keys for a session with twelve opinions", f"{keys} against {excel} in Excel", "fewer", "entry workbook")
    assert keys < excel
