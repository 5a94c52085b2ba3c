"""kill -9 while somebody types: at most two seconds are gone, no row appears twice, every place tells the same rows.

TYPING_KILLS says how often (30 for the whole; the suite runs each place once).
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.drafts import Drafts

from .opened import Opened
from .typist import PLACES, SAVE_AFTER, letter

KILLS = int(os.environ.get("TYPING_KILLS", str(len(PLACES))))
LOST = 2.0
ROOT = Path(__file__).parents[2]
SESSION = {
    "held_on": "2026-09-11", "title": "Giải phóng mặt bằng", "kind": "thematic", "status": "held",
    "mode": "in_person", "place": "Nhà văn hóa", "count_for": "government", "participants": 86,
}  # fmt: skip
PETITION = {
    "text": "Xin sửa đường", "kind": "petition", "request": "Sửa", "received_on": "2026-09-11",
    "subject": "infrastructure", "side": "government",
}  # fmt: skip


def prepared(desk: Desk, place: str) -> Path:
    if place == "step":
        desk.records.save("opinion", {**PETITION, "source_form": "direct"})
    else:
        held = desk.records.save("session", SESSION)
        desk.records.save("opinion", {**PETITION, "source_form": "session", "source_id": held.id})
    folder = desk.folder
    desk.close()
    return folder


def typed_until(folder: Path, place: str, log: Path, after: float) -> list[tuple[float, str]]:
    """Let somebody type, kill the program `after` seconds from the first letter; what was noted, and when."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.gui.typist", str(folder), place, str(log)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True) as typist:
        until = time.monotonic() + 90
        while not (log.exists() and log.stat().st_size):
            assert typist.poll() is None, "the typist did not come to type"
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(after)
        typist.kill()
        typist.wait()
    lines = [line.split(" ", 1) for line in log.read_text("utf-8").splitlines() if " " in line]
    return [(float(moment), text) for moment, text in lines]


def surely(noted: list[tuple[float, str]]) -> str:
    """The letters older than what may be lost."""
    end = noted[-1][0]
    return "".join(text for moment, text in noted if len(text) == 1 and end - moment > LOST)


@pytest.mark.parametrize("number", range(KILLS))
def test_typing_survives_a_kill(qtbot: QtBot, make_desk: Callable[..., Desk], tmp_path: Path, number: int) -> None:
    place, chance = PLACES[number % len(PLACES)], random.Random(number)
    folder = prepared(make_desk(), place)
    noted = typed_until(folder, place, tmp_path / "log", chance.uniform(0.3, 4.5))
    with closing(Desk.open(folder)) as desk:
        if place == "row":
            rows_are_there_once(desk, noted)
        else:
            kept = kept_text(desk, place)
            assert kept.startswith(surely(noted)), f"{place}: {kept!r} of {noted[-1]}"
        everybody_tells_the_same(qtbot, desk, place, tmp_path)


def kept_text(desk: Desk, place: str) -> str:
    """What the draft holds of the letters."""
    form = "action" if place == "step" else "session"
    draft = next(iter(Drafts(desk).all(form)), None)
    if draft is None:
        return ""
    if place == "cell":
        return str(draft.rows[0]["text"] or "") if draft.rows else ""
    return str(draft.values.get("place" if place == "field" else "text") or "")


def rows_are_there_once(desk: Desk, noted: list[tuple[float, str]]) -> None:
    """Rows that were saved are stored, the one being typed is the draft's, none is both."""
    whole = "".join(text for _moment, text in noted if len(text) == 1)
    saved = sum(text == "saved" for _moment, text in noted)
    stored = [str(row.values["text"]) for row in desk.records.page("opinion", Query()) if len(row.values["text"]) < 12]
    meant = [whole[at : at + SAVE_AFTER] for at in range(0, len(whole), SAVE_AFTER)]
    assert sorted(stored) == sorted(meant[: len(stored)])
    assert saved <= len(stored) <= saved + 1
    draft = next(iter(Drafts(desk).all("session")), None)
    rest = [str(row.get("text") or "") for row in draft.rows] if draft is not None else []
    assert len(rest) <= 1, "a saved row is offered again"
    sure = surely(noted)[len(stored) * SAVE_AFTER :]
    assert "".join(rest).startswith(sure)
    assert letter(0) == "a"


def everybody_tells_the_same(qtbot: QtBot, desk: Desk, place: str, tmp_path: Path) -> None:
    """Rows seen, rows stored and rows in an export, once the draft was taken up and saved."""
    if place == "step":
        return
    seat = Opened(qtbot, desk, "sessions")
    page = seat.window.page()
    held = desk.records.page("session", Query())[0]
    page.open_record(held.id, held.unit)  # type: ignore[union-attr]
    for line in page.panel.model.lines:  # type: ignore[union-attr]
        line.values["text"] = line.values.get("text") or "trống"
    assert page.save() or not page.editing.is_dirty  # type: ignore[union-attr]
    seen = sorted(str(line.values["text"]) for line in page.panel.model.lines)  # type: ignore[union-attr]
    stored = sorted(str(row.values["text"]) for row in desk.records.page("opinion", Query()))
    out = tmp_path / "opinion.csv"
    desk.files.export(("opinion",), out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        exported = sorted(row["text"] for row in csv.DictReader(file))
    assert seen == stored == exported
    assert Drafts(desk).all("session") == []
