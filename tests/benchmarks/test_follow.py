"""Home and lists of petitions with 100,000 opinions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.records import new_id
from dialogue_desk.storage import follow
from tests.benchmarks.measure import median, seconds, tell

COUNT = 100_000


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with 100,000 opinions, half of them petitions with one to three steps."""
    desk = Desk.init(tmp_path_factory.mktemp("full"), "11311", "2023", "Hạnh", lambda: date(2023, 12, 1))
    dice = random.Random(1)
    opinion, action = desk.records.form("opinion"), desk.records.form("action")
    with desk.records.writing() as saver:
        for n in range(COUNT):
            day = date(2014, 1, 1) + timedelta(days=dice.randrange(3600))
            is_petition, record_id = n % 2 == 0, new_id()
            disposition = dice.choice(["pending", *["accepted"] * 8, "not_accepted"])
            values = {
                "source_form": "direct", "received_on": day.isoformat(), "side": "party", "subject": "land",
                "kind": "petition" if is_petition else "opinion", "request": "Sửa", "competence": "commune",
                "text": f"Đề nghị sửa đường thôn {n}, cống thoát nước ngập mỗi khi mưa to kéo dài nhiều ngày",
                "is_too_general": dice.random() < 0.05, "disposition": disposition, "action_text": "x",
                "explanation": "y", "due_on": (day + timedelta(days=30)).isoformat(),
            }  # fmt: skip
            saver.save(opinion, desk.unit, record_id, values)
            for k, kind in enumerate(["assign", "progress", "resolve"][: dice.randrange(1, 4)] if is_petition else ()):
                step = {
                    "opinion_unit": desk.unit, "opinion_id": record_id, "kind": kind, "agency": "Địa chính",
                    "done_on": (day + timedelta(days=5 * k)).isoformat(), "text": "t",
                }  # fmt: skip
                saver.save(action, desk.unit, new_id(), step)
    yield desk
    desk.close()


def test_home_and_lists(full: Desk) -> None:
    tell("home with 100,000 opinions", f"{median(full.home.tiles, 5) * 1e3:.0f} ms", "≤ 300 ms", "absolute")
    for name, asked in (("open", PetitionQuery(is_open=True)), ("overdue", PetitionQuery(overdue=True))):
        query = full.petitions.query(asked)
        page = median(lambda query=query: full.records.page("opinion", query, 0, 100), 5)  # type: ignore[misc]
        count = median(lambda asked=asked: full.petitions.count(asked), 5)  # type: ignore[misc]
        tell(f"list of {name} petitions", f"page {page * 1e3:.0f}, count {count * 1e3:.0f} ms", "≤ 50 ms", "absolute")
    took = seconds(lambda: follow.rebuild(full.store))
    tell("fold every petition anew", f"{took:.1f} s", "none", "none")
