"""An officer's pages at size: 3,321 units and a million records made by chance, outside CI.

    python tests/benchmarks/bench_units.py FOLDER

FOLDER keeps the desk, so that a second run measures at once. Records are written into the shown tables only: what is
measured reads nothing else.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from dialogue_desk.desk import Desk
from dialogue_desk.domain.question import Question, read_condition
from dialogue_desk.domain.unit_search import search_in
from dialogue_desk.storage import follow
from dialogue_desk.storage.store import Store
from tests.benchmarks.measure import median, seconds, tell

UNITS, SESSIONS, OPINIONS, STEPS = 3_321, 120_000, 560_000, 320_000
TODAY = date(2026, 11, 30)
TOP = "99"
SUBJECTS = ("land", "urban", "environment", "infrastructure", "health", "education", "security", "social_policy")
FROM = date(2022, 1, 1)
DAYS = (TODAY - FROM).days


def unit_list(path: Path) -> None:
    lines = ["key,code,name,type,level,parent,valid_from,valid_to,successors,source"]
    lines.append(f"{TOP},{TOP},Thành phố Thử,Thành phố,city,,,,,tự đặt")
    lines += [f"9{n:05d}@2025,9{n:05d},Xã Thử {n},Xã,commune,{TOP},,,,tự đặt" for n in range(UNITS)]
    path.write_text("\n".join(lines), encoding="utf-8")


def put(store: Store, form: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of a shown table; their ids tell their number."""
    base = store.rid_base[form]
    whole = [(base + n, f"{form}-{n:07d}", "r" * 32, "d/0", n, n, *row) for n, row in enumerate(rows, 1)]
    names = f"rid, id, rev, de, n, hlc, unit, {columns}"
    store.conn.executemany(f'INSERT INTO "{form}" ({names}) VALUES ({",".join("?" * len(whole[0]))})', whole)


def fill(desk: Desk) -> None:
    """A million records: dialogues, opinions half of which are petitions, and steps on these."""
    store, dice = desk.store, random.Random(3)
    units = [u.key for u in desk.units.children(TOP)]

    def day() -> str:
        return (FROM + timedelta(days=dice.randrange(DAYS))).isoformat()

    store.conn.execute("BEGIN")
    put(store, "session", "held_on, status, count_for, title",
        [(dice.choice(units), day(), "held", dice.choice(("party", "government", "both")), "Đối thoại")
         for _n in range(SESSIONS)])  # fmt: skip
    opinions = [
        (dice.choice(units), day(), "petition" if n % 2 else "opinion", dice.choice(("party", "government")),
         dice.choice(SUBJECTS), "Đường ngõ ngập nước", dice.choice(("accepted", "pending")), "direct")
        for n in range(OPINIONS)
    ]  # fmt: skip
    put(store, "opinion", "received_on, kind, side, subject, text, disposition, source_form", opinions)
    asked = dice.sample(range(1, OPINIONS, 2), OPINIONS // 2)
    steps = []
    for number in range(STEPS):
        at = asked[number % len(asked)]
        unit, received = opinions[at][0], date.fromisoformat(str(opinions[at][1]))
        is_second = number >= len(asked)
        kind = "resolve" if is_second or dice.random() < 0.6 else "assign"
        done = min(received + timedelta(days=dice.randrange(1, 200)), TODAY)
        steps.append((unit, unit, f"opinion-{at + 1:07d}", kind, done.isoformat(), f"Phòng {dice.randrange(40)}"))
    put(store, "action", "opinion_unit, opinion_id, kind, done_on, agency", steps)
    batches = [
        (n, f"p{n}", f"h{n}", "up", f"desk{n % UNITS}", units[n % UNITS], 1 + n // UNITS,
         f"2026-{2 + n // UNITS:02d}-{1 + n % 12:02d}T08:00:00Z", "x.ddpkg", "merged", "{}", "{}")
        for n in range(UNITS * 10)
    ]  # fmt: skip
    store.conn.executemany("INSERT INTO batch VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", batches)
    store.conn.executemany(
        "INSERT INTO known_desk (desk, unit, sign, age, status, since) VALUES (?, ?, '', '', 'trusted', '2026-01-01')",
        [(f"desk{n}", unit) for n, unit in enumerate(units)],
    )
    store.conn.execute("COMMIT")
    store.conn.execute("ANALYZE")


def told(what: str, action: Callable[[], object], bar: str, times: int = 3) -> None:
    tell(what, f"{median(action, times):.2f} s", bar, "absolute")


def main(folder: Path) -> None:
    is_new = not (folder / "desk.db").exists()
    if is_new:
        folder.mkdir(parents=True, exist_ok=True)
        unit_list(folder / "units.csv")
        Desk.init(folder, TOP, str(folder / "units.csv"), "Mai", lambda: TODAY).close()
    desk = Desk.open(folder, today_is=lambda: TODAY)
    if is_new:
        start = time.perf_counter()
        fill(desk)
        tell("a million records written", f"{time.perf_counter() - start:.0f} s", "none", "none")
        tell("every petition folded anew", f"{seconds(lambda: follow.rebuild(desk.store)):.0f} s", "none", "none")
    told("unit chooser, three letters typed", lambda: search_in(desk.units).find("thu 33"), "≤ 0.05 s", 5)
    told("board of a month", lambda: desk.whereabouts.arrivals(2026, period="2026-10"), "≤ 1 s")
    told("home of the upper unit: eleven months, needs", lambda: desk.home.office(), "≤ 3 s")
    asked = {"period": "2026"}
    for name in ("unit-comparison", "petition-heat", "trend-units-heat", "flow", "ageing", "on-time", "days",
                 "per-10000", "repeats"):  # fmt: skip
        told(f"report {name}", lambda name=name: desk.reporting.build(name, asked), "≤ 3 s", 1)  # type: ignore[misc]
    questions(desk)
    desk.close()


def questions(desk: Desk) -> None:
    """Pivots beside their bare SQL, and the measures that need every value."""
    asking, conn = desk.reporting.asking, desk.store.conn
    pivot = Question("opinion", ("unit",), columns="subject", where=(read_condition("kind = petition"),))
    bare = "SELECT unit, subject, count(*) FROM opinion WHERE is_deleted = 0 AND kind = 'petition' GROUP BY 1, 2"
    reference = median(lambda: conn.execute(bare).fetchall(), 3)
    took = median(lambda: asking.sheet(pivot), 3)
    tell("pivot of units × subjects", f"{took:.2f} s, bare SQL {reference:.2f} s", "≤ 3 s", "bare SQL")
    for name, question in {
        "median days by unit": Question("opinion", ("unit",), "median"),
        "on time by unit": Question("opinion", ("unit",), "on-time"),
        "overdue by subject": Question("opinion", ("subject",), where=(read_condition("overdue_days > 60"),)),
        "a day gone by, by subject": Question("opinion", ("subject",), "median", as_of="2025-06-30"),
    }.items():
        told(f"question: {name}", lambda question=question: asking.sheet(question), "≤ 3 s", 1)  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
