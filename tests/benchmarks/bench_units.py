"""An officer's pages at size: 3,321 units and a million records made by chance, outside CI.

    python tests/benchmarks/bench_units.py FOLDER [country|city]

FOLDER keeps the desk, so that a second run measures at once. `city` is 217 communes and 94,000 records, in
FOLDER/31 where `test_city_window.py` finds it (DIALOGUE_DESK_CITY=FOLDER). Records are written into the shown tables
only: what is measured reads nothing else. Beside the wall's time stands what the process spent, which a busy machine
changes less, and where there is one the ratio to bare SQL of the same run.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from dialogue_desk.desk import Desk
from dialogue_desk.domain.question import Question, read_condition
from dialogue_desk.domain.unit_search import search_in
from dialogue_desk.storage import follow
from dialogue_desk.storage.store import Store
from tests.benchmarks.measure import seconds, tell


class Size(NamedTuple):
    """How many units and records a world has."""

    units: int
    sessions: int
    opinions: int
    steps: int


SIZES = {"country": Size(3_321, 120_000, 560_000, 320_000), "city": Size(217, 10_000, 54_000, 30_000)}
TODAY = date(2026, 11, 30)
TOP = {"country": "99", "city": "31"}
SUBJECTS = ("land", "urban", "environment", "infrastructure", "health", "education", "security", "social_policy")
FROM = date(2022, 1, 1)
DAYS = (TODAY - FROM).days


def unit_list(path: Path, top: str, units: int) -> None:
    lines = ["key,code,name,type,level,parent,valid_from,valid_to,successors,source"]
    lines.append(f"{top},{top},Thành phố Thử,Thành phố,city,,,,,tự đặt")
    lines += [f"9{n:05d}@2025,9{n:05d},Xã Thử {n},Xã,commune,{top},,,,tự đặt" for n in range(units)]
    path.write_text("\n".join(lines), encoding="utf-8")


def put(store: Store, form: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of a shown table; their ids tell their number."""
    base = store.rid_base[form]
    whole = [(base + n, f"{form}-{n:07d}", "r" * 32, "d/0", n, n, *row) for n, row in enumerate(rows, 1)]
    names = f"rid, id, rev, de, n, hlc, unit, {columns}"
    store.conn.executemany(f'INSERT INTO "{form}" ({names}) VALUES ({",".join("?" * len(whole[0]))})', whole)


def fill(desk: Desk, size: Size) -> None:
    """Dialogues, opinions half of which are petitions, steps on these, and packages of ten months."""
    store, dice = desk.store, random.Random(3)
    units = [u.key for u in desk.units.children(desk.unit)]

    def day() -> str:
        return (FROM + timedelta(days=dice.randrange(DAYS))).isoformat()

    store.conn.execute("BEGIN")
    put(store, "session", "held_on, status, count_for, title",
        [(dice.choice(units), day(), "held", dice.choice(("party", "government", "both")), "Đối thoại")
         for _n in range(size.sessions)])  # fmt: skip
    opinions = [
        (dice.choice(units), day(), "petition" if n % 2 else "opinion", dice.choice(("party", "government")),
         dice.choice(SUBJECTS), "Đường ngõ ngập nước", dice.choice(("accepted", "pending")), "direct")
        for n in range(size.opinions)
    ]  # fmt: skip
    put(store, "opinion", "received_on, kind, side, subject, text, disposition, source_form", opinions)
    asked = dice.sample(range(1, size.opinions, 2), size.opinions // 2)
    steps = []
    for number in range(size.steps):
        at = asked[number % len(asked)]
        unit, received = opinions[at][0], date.fromisoformat(str(opinions[at][1]))
        is_second = number >= len(asked)
        kind = "resolve" if is_second or dice.random() < 0.6 else "assign"
        done = min(received + timedelta(days=dice.randrange(1, 200)), TODAY)
        steps.append((unit, unit, f"opinion-{at + 1:07d}", kind, done.isoformat(), f"Phòng {dice.randrange(40)}"))
    put(store, "action", "opinion_unit, opinion_id, kind, done_on, agency", steps)
    batches = [
        (n, f"p{n}", f"h{n}", "up", f"desk{n % size.units}", units[n % size.units], 1 + n // size.units,
         f"2026-{2 + n // size.units:02d}-{1 + n % 12:02d}T08:00:00Z", "x.ddpkg", "merged", "{}", "{}")
        for n in range(size.units * 10)
    ]  # fmt: skip
    store.conn.executemany("INSERT INTO batch VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", batches)
    store.conn.executemany(
        "INSERT INTO known_desk (desk, unit, sign, age, status, since) VALUES (?, ?, '', '', 'trusted', '2026-01-01')",
        [(f"desk{n}", unit) for n, unit in enumerate(units)],
    )
    store.conn.execute("COMMIT")
    store.conn.execute("ANALYZE")


def spent(action: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Median seconds by the wall and of the process."""
    found = []
    for _n in range(times):
        wall, own = time.perf_counter(), time.process_time()
        action()
        found.append((time.perf_counter() - wall, time.process_time() - own))
    return sorted(found)[times // 2]


def told(what: str, action: Callable[[], object], bar: str, times: int = 3, bare: float = 0.0) -> None:
    wall, own = spent(action, times)
    ratio = f", {own / bare:.2f}× bare SQL ({bare * 1e3:.0f} ms)" if bare else ""
    tell(what, f"{wall * 1e3:.0f} ms, {own * 1e3:.0f} of the process{ratio}", bar, "bare SQL" if bare else "absolute")


def main(folder: Path, which: str) -> None:
    size, folder = SIZES[which], folder / TOP[which] if which == "city" else folder
    is_new = not (folder / "desk.db").exists()
    if is_new:
        folder.mkdir(parents=True, exist_ok=True)
        unit_list(folder / "units.csv", TOP[which], size.units)
        Desk.init(folder, TOP[which], str(folder / "units.csv"), "Mai", lambda: TODAY).close()
    desk = Desk.open(folder, today_is=lambda: TODAY)
    if is_new:
        start = time.perf_counter()
        fill(desk, size)
        tell("records written", f"{time.perf_counter() - start:.0f} s", "none", "none")
        tell("every petition folded anew", f"{seconds(lambda: follow.rebuild(desk.store)):.0f} s", "none", "none")
    questions(desk)
    told("unit chooser, three letters typed", lambda: search_in(desk.units).find("thu 33"), "≤ 50 ms", 5)
    told("board of a month", lambda: desk.whereabouts.arrivals(2026, period="2026-10"), "≤ 1 s")
    told("board of every month", lambda: desk.whereabouts.months(2026), "≤ 3 s")
    told("home of the upper unit: eleven months, needs", lambda: desk.home.office(), "≤ 3 s")
    for name in ("unit-comparison", "petition-heat", "trend-units-heat", "flow", "ageing", "on-time", "days",
                 "reopened", "satisfaction", "per-10000", "repeats", "compare-periods", "trend-petitions"):  # fmt: skip
        told(f"report {name}", lambda name=name: desk.reporting.build(name, {"period": "2026"}), "none", 1)  # type: ignore[misc]
    desk.close()


def questions(desk: Desk) -> None:
    """Pivots beside their bare SQL, and the measures that need every value."""
    asking, conn = desk.reporting.asking, desk.store.conn
    pivots = {
        "units × subjects": (
            Question("opinion", ("unit",), columns="subject", where=(read_condition("kind = petition"),)),
            "SELECT unit, subject, count(*) FROM opinion WHERE is_deleted = 0 AND kind = 'petition' GROUP BY 1, 2",
        ),
        "subjects × years": (
            Question("opinion", ("subject",), columns="year"),
            "SELECT subject, substr(received_on, 1, 4), count(*) FROM opinion WHERE is_deleted = 0 GROUP BY 1, 2",
        ),
        "units × status": (
            Question("opinion", ("unit",), columns="status"),
            "SELECT o.unit, p.status, count(*) FROM petition p JOIN opinion o ON o.rid = p.rid GROUP BY 1, 2",
        ),
    }
    for name, (question, sql) in pivots.items():
        _wall, bare = spent(lambda sql=sql: conn.execute(sql).fetchall())  # type: ignore[misc]
        told(f"pivot of {name}", lambda question=question: asking.sheet(question), "≤ 1.5× + 50 ms; ≤ 3 s", 3, bare)  # type: ignore[misc]
    for name, question in {
        "median days by unit": Question("opinion", ("unit",), "median"),
        "on time by unit": Question("opinion", ("unit",), "on-time"),
        "overdue by subject": Question("opinion", ("subject",), where=(read_condition("overdue_days > 60"),)),
        "a day gone by, by subject": Question("opinion", ("subject",), "median", as_of="2025-06-30"),
    }.items():
        told(f"question: {name}", lambda question=question: asking.sheet(question), "city: ≤ 400 ms", 3)  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "country")
