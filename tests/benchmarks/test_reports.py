"""Phụ lục 03–05 of a city over ten years and 100,000 single records, against the bare GROUP BY on the same tables."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from dialogue_desk.desk.unit_lists import shipped_units
from dialogue_desk.reports import REPORTS
from dialogue_desk.reports.appendices import appendix_03, appendix_04, appendix_05
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store
from tests.benchmarks.measure import median, seconds, tell

ROUNDS = 7
ASKED = Asked("31", "2014-01-01", "2023-12-31", "2026-06-01")

BARE = (
    "SELECT u.level, substr(s.held_on, 1, 4), s.count_for, count(*) FROM session s JOIN unit u ON u.key = s.unit"
    " WHERE s.is_deleted = 0 AND s.status = 'held' AND s.held_on BETWEEN '2014-01-01' AND '2023-12-31'"
    " GROUP BY 1, 2, 3",
    "SELECT substr(given_on, 1, 4), target, timing, sum(occasions), sum(undetailed_accepted),"
    " sum(undetailed_not_accepted) FROM feedback WHERE is_deleted = 0 AND given_on BETWEEN '2014-01-01' AND"
    " '2023-12-31' GROUP BY 1, 2, 3",
    "SELECT substr(o.received_on, 1, 4), o.side, o.disposition, count(*) FROM opinion o"
    " LEFT JOIN session s ON o.source_form = 'session' AND s.unit = o.source_unit AND s.id = o.source_id"
    " LEFT JOIN feedback f ON o.source_form = 'feedback' AND f.unit = o.source_unit AND f.id = o.source_id"
    " WHERE o.is_deleted = 0 AND o.counts_as_feedback = 1 AND o.received_on BETWEEN '2014-01-01' AND '2023-12-31'"
    " AND (s.id IS NULL OR (s.is_deleted = 0 AND s.status = 'held')) AND (f.id IS NULL OR f.is_deleted = 0)"
    " GROUP BY 1, 2, 3",
)
"""Every counted form once: what any program must ask to fill the three appendices."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A city with 5,300 sessions, 46,000 occasions and 48,700 opinions, one record each."""
    units = {u.key: u for year in ("2023", "2025") for u in shipped_units(year)}
    made = Store.create(tmp_path_factory.mktemp("bench") / "desk.db", {"unit": "31", "desk": "d"}, units.values())
    dice = random.Random(5)
    old = [u.key for u in units.values() if u.valid_to == "2025-06-30" or u.key == "31"]

    def day() -> str:
        return f"{dice.randint(2014, 2023)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"

    def put(form: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
        base = made.rid_base[form]
        whole = [
            (base + n, f"{form}-{n:07d}-4f5a-7c11-9d57-0d4f6d1a2c11", "r" * 32, "d/0", n, n, *row)
            for n, row in enumerate(rows, 1)
        ]
        names = f"rid, id, rev, de, n, hlc, unit, {columns}"
        made.conn.executemany(f"INSERT INTO {form} ({names}) VALUES ({','.join('?' * len(whole[0]))})", whole)

    made.conn.execute("BEGIN")
    heads = ["party", "government", "both", "none"]
    sessions = [(dice.choice(old), day(), "held", dice.choice(heads), "Đối thoại với Nhân dân") for _n in range(5_300)]
    put("session", "held_on, status, count_for, title", sessions)
    given = [
        (dice.choice(old), day(), dice.choice(["party_org", "party_member", "agency", "individual"]),
         dice.choice(["periodic", "regular", "ad_hoc"]), 1, "Nội dung góp ý " * 6)
        for _n in range(46_000)
    ]  # fmt: skip
    put("feedback", "given_on, target, timing, occasions, content", given)
    opinions = [
        (dice.choice(old), day(), dice.choice(["party", "government"]),
         dice.choice(["accepted", "accepted", "not_accepted", "pending"]), 1, "feedback", given[n % 46_000][0],
         f"feedback-{n % 46_000 + 1:07d}-4f5a-7c11-9d57-0d4f6d1a2c11", "Nội dung ý kiến " * 8)
        for n in range(48_700)
    ]  # fmt: skip
    put("opinion", "received_on, side, disposition, counts_as_feedback, source_form, source_unit, source_id, text",
        opinions)  # fmt: skip
    made.conn.execute("COMMIT")
    yield made
    made.close()


def test_appendices_against_bare_sql(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    def bare() -> None:
        for sql in BARE:
            store.conn.execute(sql).fetchall()

    def reports() -> None:
        for module in (appendix_03, appendix_04, appendix_05):
            module.build(store, ASKED)

    reference, ours = median(bare, ROUNDS), median(reports, ROUNDS)
    with capsys.disabled():
        tell(
            "Phụ lục 03–05 of a city, ten years, 100,000 records",
            f"{ours / reference:.2f}×, {ours * 1000:.0f} ms",
            "1.3×",
            f"the bare GROUP BY, {reference * 1000:.0f} ms",
        )


def test_trends(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Every chart over ten years, counted anew."""
    times = {r.name: seconds(partial(r.build, store, ASKED)) for r in REPORTS if r.name.startswith("trend-")}
    slowest = max(times, key=lambda name: times[name])
    with capsys.disabled():
        tell(
            "a chart after its data changed, 100,000 records",
            f"slowest {slowest}, {times[slowest] * 1000:.0f} ms; median {statistics.median(times.values()) * 1000:.0f}",
            "500 ms",
            "none",
        )
