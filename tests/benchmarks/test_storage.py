"""Saving, searching and listing against bare SQLite in the same run (interface.md, "Speed a person feels")."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Iterator
from datetime import date

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.storage import driver
from dialogue_desk.storage.lists import Query
from dialogue_desk.storage.saving import upsert_sql
from dialogue_desk.storage.schema import FIXED, form_table, split_script
from tests.benchmarks.measure import median, percentile, seconds, tell

COUNT = 100_000
WORDS = (
    "đường thôn Đông hỏng đèn chiếu sáng rác thải mương thoát nước trường học trạm y tế đất đai bồi thường "
    "giải phóng mặt bằng chợ vệ sinh môi trường an ninh trật tự hộ nghèo chính sách người có công cán bộ "
    "thủ tục hành chính quy hoạch nhà văn hóa sân chơi nước sạch điện lưới giá thuê Nguyễn Trần Phạm"
).split()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with 100,000 opinions."""
    desk = Desk.init(tmp_path_factory.mktemp("full"), "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    picks = random.Random(1)
    form = desk.records.form("opinion")

    def fill() -> None:
        with desk.records.writing() as saver:
            for n in range(COUNT):
                desk.records.put(saver, form, opinion(picks, n), "", desk.unit)

    took = seconds(fill)
    tell("import of 100,000 opinions", f"{took:.1f} s, {took / COUNT * 1e6:.0f} µs a record", "none", "none")
    yield desk
    desk.close()


def opinion(picks: random.Random, n: int) -> dict[str, Value]:
    text = " ".join(picks.choices(WORDS, k=18))
    return {
        "received_on": f"{2014 + n % 10}-{1 + n % 12:02d}-{1 + n % 28:02d}",
        "side": picks.choice(["party", "government"]),
        "text": text, "subject": picks.choice(["land", "infrastructure", "welfare"]), "speaker_name": "Nguyễn Văn A",
    }  # fmt: skip


def test_saving_a_record(full: Desk) -> None:
    desk, form = full, full.records.form("opinion")
    conn = driver.connect(desk.folder / "bare.db")
    conn.execute("PRAGMA journal_mode = WAL")
    for statement in (*split_script(FIXED), *form_table(form)):
        conn.execute(statement)
    rid = desk.store.rid_base["opinion"] + 1
    sample = desk.store.conn.execute(f"SELECT * FROM opinion WHERE rid = {rid}").fetchone()
    version = desk.store.conn.execute(f"SELECT * FROM version WHERE rid = {rid}").fetchone()
    folded = desk.store.conn.execute(f"SELECT folded FROM search_text WHERE rid = {rid}").fetchone()[0]
    fresh = itertools.count(1)

    def bare() -> None:
        n = next(fresh)
        with driver.transaction(conn):
            conn.execute(upsert_sql(form), (rid + n, sample[1], f"id{n}", *sample[3:]))
            conn.execute(
                "INSERT INTO version VALUES (?,?,?,?,?,?,?,?,?,?,?)", (None, rid + n, version[2], n, *version[4:])
            )
            conn.execute("INSERT INTO search_text VALUES (?, ?)", (rid + n, folded))

    picks = random.Random(2)

    def ours() -> None:
        values = opinion(picks, 5)
        del values["speaker_name"]
        desk.records.save("opinion", values)

    for _n in range(20):
        bare()
        ours()
    # In turns: how long a flush takes changes from minute to minute.
    pairs = [(seconds(bare), seconds(ours)) for _n in range(400)]
    raw, mine = (statistics.median(side) for side in zip(*pairs, strict=True))
    tell("save a record", f"{mine / raw:.2f}× ({mine * 1e3:.2f} ms)", "≤ 2×", "bare transaction writing the same rows")
    conn.close()


def test_search_and_list(full: Desk) -> None:
    took = []
    for text in ("du", "duo", "duong", "duong th", "rac thai", "nguyen", "mat bang", "zz", "don", "quy hoach ch"):
        for _n in range(5):
            took.append(seconds(lambda text=text: full.records.page("opinion", Query(text=text), 0, 60)))  # type: ignore[misc]
    tell("search in a list of 100,000", f"p95 {percentile(took, 0.95) * 1e3:.0f} ms", "≤ 50 ms", "absolute")
    took = [
        seconds(lambda text=text: full.records.search(text)) for text in ("du", "duong", "rac thai") for _n in range(5)
    ]  # type: ignore[misc]
    tell("search across everything", f"p95 {percentile(took, 0.95) * 1e3:.0f} ms", "≤ 50 ms", "absolute")
    page = median(lambda: full.records.page("opinion", Query(), 0, 100))
    end = median(lambda: full.records.page("opinion", Query(), COUNT - 200, 100))
    count = median(lambda: full.records.count("opinion", Query()))
    tell("first page, last page, count", f"{page * 1e3:.1f}, {end * 1e3:.1f}, {count * 1e3:.1f} ms", "none", "absolute")
