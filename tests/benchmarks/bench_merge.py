"""How fast packages are merged, against ATTACH + INSERT OR REPLACE in the same run.

    python tests/benchmarks/bench_merge.py [PACKAGES] [ROWS] [--key] [--growth]

From the file to committed: load, verify, decrypt, decompress, read, check every
hash, merge, commit. The reference writes ready rows into the same tables with
the same indexes and full-text index, one transaction a package. With --key our
database is locked with a passphrase, the reference is not. With --growth packages
are partly edits and repeats, and the first and last tenth are compared.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from dialogue_desk.desk import Desk, locking
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.merge import compose, evaluate
from dialogue_desk.domain.records import Stamp, Version, new_id
from dialogue_desk.exchange import package, signing
from dialogue_desk.exchange.identity import Keys
from dialogue_desk.exchange.parts import seal_line
from dialogue_desk.exchange.wire import lines_of
from dialogue_desk.storage import driver, registry, schema
from dialogue_desk.storage.registry import TRUSTED, KnownDesk
from dialogue_desk.storage.rows import folded_text
from dialogue_desk.storage.saving import current_row, version_cells
from dialogue_desk.storage.seals import RUN, Seal

CITY = "31"
PASSPHRASE = "ban doi thoai cua huyen kia"
MOST_HELD = 1000
"""Records a sender edits and sends again, at most: ten thousand packages would fill the memory."""
WORDS = "đường ngõ cống thoát nước chiếu sáng vệ sinh rác thải chợ trường học đất đai giải phóng mặt bằng".split()


class Commune:
    """A commune that writes packages without a database of its own."""

    def __init__(self, city: Desk, unit: str, dice: random.Random) -> None:
        self.city, self.unit, self.dice = city, unit, dice
        self.keys = Keys.generate()
        self.desk = self.keys.public.desk
        self.n = self.number = self.signed = 0
        self.seals: list[Seal] = []
        self.held: list[Version] = []
        told = KnownDesk(self.desk, unit, self.keys.public.sign, self.keys.public.age, TRUSTED, since="2023")
        registry.put(city.store, told)

    def _text(self, count: int) -> str:
        return " ".join(self.dice.choice(WORDS) for _i in range(count))

    def _values(self, form: Form) -> dict[str, Any]:
        day = f"{self.dice.randrange(2014, 2024)}-{self.dice.randrange(1, 13):02d}-{self.dice.randrange(1, 29):02d}"
        if form.key == "session":
            return {
                "held_on": day, "status": "held", "title": self._text(8), "kind": "periodic", "mode": "in_person",
                "place": self._text(4), "count_for": "party", "chair_name": self._text(3), "participants": 80,
                "participants_female": 31, "speakers": 12, "audiences": ("workers", "women"), "notes": self._text(20),
            }  # fmt: skip
        return {
            "source_form": "direct", "received_on": day, "kind": "petition", "side": "government",
            "text": self._text(40), "request": self._text(10), "subject": "urban", "place": self._text(3),
            "is_too_general": False, "disposition": "pending", "competence": "commune", "counts_as_feedback": False,
        }  # fmt: skip

    def _version(self, form: Form, before: Version | None) -> Version:
        self.n += 1
        stamp = Stamp(1_800_000_000_000_000 + self.n * 1000, f"{self.desk}/0", self.n)
        at = "2023-05-01T08:00:00Z"
        if before is None:
            return compose(form, self.unit, new_id(), None, self._values(form), stamp, "Lan", at)
        shown = evaluate(form, [before])
        return compose(form, self.unit, before.id, shown, {**shown.values, "place": self._text(4)}, stamp, "Lan", at)

    def make(self, rows: int, *, edits: float = 0.0, repeats: float = 0.0) -> list[Version]:
        """The versions of the next package."""
        made = []
        for i in range(rows):
            form = self.city.store.form("session" if i % 2 else "opinion")
            what = self.dice.random()
            if self.held and what < repeats:
                made.append(self.dice.choice(self.held))
                continue
            at = self.dice.randrange(len(self.held)) if self.held and what < repeats + edits else -1
            before = self.held[at] if at >= 0 else None
            version = self._version(self.city.store.form(before.form) if before else form, before)
            if at >= 0:
                self.held[at] = version
            elif len(self.held) < MOST_HELD:
                self.held.append(version)
            else:
                self.held[self.dice.randrange(MOST_HELD)] = version
            made.append(version)
        return made

    def write(self, path: Path, versions: list[Version]) -> None:
        self.number += 1
        package_id = new_id()
        head = {"format": package.FORMAT, "kind": "up", "sender": self.desk, "to": CITY, "package": package_id}
        fresh = sorted((v.stamp.n, v.hash) for v in versions if v.stamp.n > self.signed)
        runs = [fresh[i : i + RUN] for i in range(0, len(fresh), RUN)]
        self.seals += [signing.sign(self.keys, f"{self.desk}/0", run[0][0], (h for _n, h in run)) for run in runs]
        self.signed = self.n
        wanted = {(v.stamp.n, v.hash) for v in versions}
        lines = [seal_line(seal) for seal in self.seals if not wanted.isdisjoint(seal.members())]
        lines += [
            line
            for i, v in enumerate(versions)
            for line in lines_of([(i, *_travels(v))], {i: (v.form, v.unit, v.id)}, lambda key: False)
        ]
        told = {
            "sender": self.desk, "package": package_id, "to": CITY, "kind": "up", "unit": self.unit,
            "number": self.number, "spoken": self.number, "clock": 1, "app": "0", "schema": 1, "min_schema": 1,
            "rows": len(lines), "registry": {"number": 0, "desks": [], "rights": [], "takeovers": {}},
            "held": {f"{self.desk}/0": [[1, self.n, 0]]}, "erasures": [],
        }  # fmt: skip
        package.write(path, head, told, lines, self.keys, [own_age(self.city)])


def _travels(v: Version) -> tuple[Any, ...]:
    de, n, hlc, digest, seen, names, groups, text, _batch = version_cells(v)
    return hlc, de, n, seen, names, groups, text, digest


def own_age(city: Desk) -> str:
    known = registry.known(city.store, city.store.desk)
    assert known is not None
    return known.age


class Reference:
    """Ready rows in a database of their own a package, attached and copied."""

    def __init__(self, folder: Path, city: Desk) -> None:
        self.city = city
        self.conn = driver.connect(folder / "raw.db")
        self.conn.execute("PRAGMA journal_mode = WAL")
        with driver.transaction(self.conn):
            schema.create(self.conn)
        self.rids: dict[tuple[str, str], int] = {}
        self.bases = dict(city.store.rid_base)

    def prepare(self, path: Path, versions: list[Version]) -> None:
        conn = driver.connect(path)
        conn.execute("BEGIN")
        for key in ("session", "opinion"):
            statements = schema.form_table(self.city.store.form(key))
            conn.execute(statements[0])
        conn.execute("CREATE TABLE search_text (rid INTEGER PRIMARY KEY, folded TEXT NOT NULL)")
        for v in versions:
            form = self.city.store.form(v.form)
            rid = self.rids.setdefault((v.form, v.id), self.bases[v.form] + len(self.rids) + 1)
            cells = current_row(form, v.unit, v.id, rid, evaluate(form, [v]))
            conn.execute(f'INSERT OR REPLACE INTO "{v.form}" VALUES ({",".join("?" for _c in cells)})', cells)
            conn.execute("INSERT OR REPLACE INTO search_text VALUES (?, ?)", (rid, folded_text(form, v.values)))
        conn.execute("COMMIT")
        conn.close()

    def merge(self, path: Path) -> None:
        conn = self.conn
        conn.execute("ATTACH ? AS p", (str(path),))
        conn.execute("BEGIN IMMEDIATE")
        for table in ("session", "opinion", "search_text"):
            conn.execute(f'INSERT OR REPLACE INTO main."{table}" SELECT * FROM p."{table}"')
        conn.execute("COMMIT")
        conn.execute("DETACH p")


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    count, rows = [*numbers, 217, 250][:2] if len(numbers) > 1 else (numbers[0] if numbers else 217, 250)
    growth = "--growth" in sys.argv
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    city = Desk.init(folder / "city", CITY, "2023")
    if "--key" in sys.argv:
        city.close()
        locking.lock(city.folder, PASSPHRASE)
        city = Desk.open(city.folder, PASSPHRASE)
    dice = random.Random(217)
    every = city.units.subtree(CITY)
    units = [u.key for u in every if u.level == "commune" and u.key.endswith("@2023")]
    communes = [Commune(city, units[i % len(units)], dice) for i in range(min(count, len(units)))]
    reference = Reference(folder, city)
    city.receiving._back_up_before = lambda why: None
    ours, raw = [], []
    for i in range(count):
        commune = communes[i % len(communes)]
        is_later = growth and i >= len(communes)
        versions = commune.make(rows, edits=0.25 if is_later else 0, repeats=0.05 if is_later else 0)
        file, ready = folder / "p.ddpkg", folder / "p.db"
        commune.write(file, versions)
        reference.prepare(ready, versions)
        # What the senders hold lives in this process only here: the collector need not look at it.
        gc.collect()
        gc.freeze()
        results: list[Any] = []
        first, second = lambda: results.extend(city.receiving.receive([file])), lambda: reference.merge(ready)
        if i % 2:
            raw.append(timed(second))
            ours.append(timed(first))
        else:
            ours.append(timed(first))
            raw.append(timed(second))
        assert results[0].status == "merged", results
        assert not results[0].counts["quarantined"]
        ready.unlink()
    told = "ours with a key, reference without" if "--key" in sys.argv else "no key"
    print(f"{count} packages x {rows} rows, {told}")
    print(f"  raw  {sum(raw):7.2f} s  {sum(raw) / count / rows * 1e6:6.1f} us a row")
    print(f"  ours {sum(ours):7.2f} s  {sum(ours) / count / rows * 1e6:6.1f} us a row")
    print(
        f"  ratio of sums {sum(ours) / sum(raw):.2f}, of medians {statistics.median(ours) / statistics.median(raw):.2f}"
    )
    tenth = max(1, count // 10)
    if growth:
        grown = [statistics.median(x[-tenth:]) / statistics.median(x[:tenth]) for x in (ours, raw)]
        print(f"  growth last/first tenth: ours {grown[0]:.2f}, raw {grown[1]:.2f}, ratio {grown[0] / grown[1]:.2f}")
    city.close()


if __name__ == "__main__":
    main()
