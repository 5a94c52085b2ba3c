"""A hub at size: a million records of 3,321 units published, an increment, an appendix, outside CI.

    python tests/benchmarks/bench_hub.py FOLDER

FOLDER is that of `bench_units.py` (made if need be). The reference of a full publication is a bare COPY of the same
rows, binary, from files, into the same tables with the same indexes, in the same run and server.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import psycopg

from dialogue_desk.desk import Desk
from dialogue_desk.hub.layout import YEAR_COUNT, tables_of
from dialogue_desk.hub.schema import statements
from tests.benchmarks import bench_units
from tests.benchmarks.measure import median, tell
from tests.hub.server import Server, binaries

SCHEMA, BARE = "dd", "bare"
TOP, SIZE = bench_units.TOP["country"], bench_units.SIZES["country"]


def opened(folder: Path) -> Desk:
    """The desk with a million records, made in a process of its own: what making it takes is not the publisher's."""
    if not (folder / "desk.db").exists():
        subprocess.run([sys.executable, __file__, str(folder), "--make"], check=True)
    return Desk.open(folder, today_is=lambda: bench_units.TODAY)


def make(folder: Path) -> None:
    """The desk itself."""
    from dialogue_desk.storage import follow

    folder.mkdir(parents=True, exist_ok=True)
    bench_units.unit_list(folder / "units.csv", TOP, SIZE.units)
    desk = Desk.init(folder, TOP, str(folder / "units.csv"), "Mai", lambda: bench_units.TODAY)
    bench_units.fill(desk, SIZE)
    follow.rebuild(desk.store)
    desk.close()


def bare_copy(desk: Desk, server: Server, work: Path) -> float:
    """Seconds of copying the rows that were published into tables of the same kind."""
    tables = [t for t in tables_of(desk.store.forms) if t.name != YEAR_COUNT.name]
    with psycopg.connect(server.url(), autocommit=True) as conn:
        for table in tables:
            asked = f"COPY {SCHEMA}.part_{TOP}_{table.name} TO STDOUT (FORMAT BINARY)".encode()
            with conn.cursor().copy(asked) as out, (work / table.name).open("wb") as file:
                for block in out:
                    file.write(block)
    with psycopg.connect(server.url()) as conn:
        conn.execute(f"CREATE SCHEMA {BARE}".encode())
        for table in tables:
            name = f"{BARE}.{table.name}"
            made = [s for s in statements(name, table) if s.startswith(("CREATE TABLE", "CREATE INDEX"))]
            conn.execute(";".join(made).encode())
            conn.execute(f"CREATE TABLE {BARE}.p_{table.name} PARTITION OF {name} FOR VALUES IN ('{TOP}')".encode())
        conn.commit()
        start = time.perf_counter()
        for table in tables:
            with conn.cursor().copy(f"COPY {BARE}.p_{table.name} FROM STDIN (FORMAT BINARY)".encode()) as copy:
                for block in blocks(work / table.name):
                    copy.write(block)
        conn.commit()
        return time.perf_counter() - start


def blocks(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(1 << 18), b"")


def main(folder: Path) -> None:
    found = binaries()
    assert found is not None, "PostgreSQL is not installed"
    desk, server, work = opened(folder), Server(found), Path(tempfile.mkdtemp())
    try:
        desk.publishing.publish(server.url())  # the tables are there, as they are for the reference
        before = time.process_time()
        start = time.perf_counter()
        done = desk.publishing.publish(server.url(), is_full=True)
        full, own = time.perf_counter() - start, time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = bare_copy(desk, server, work)
        rows = sum(done.written.values())
        tell(f"full publication of {rows} rows", f"{full:.1f} s ({own:.1f} s here), {full / bare:.2f}×", "≤ 1.5×",
             f"bare COPY {bare:.1f} s")  # fmt: skip
        tell("memory of the publisher", f"{memory:.0f} MB", "≤ 300 MB", "absolute")
        increments(desk, server)
        appendices(desk, server)
    finally:
        server.stop()
        desk.close()
        shutil.rmtree(work, ignore_errors=True)


def increments(desk: Desk, server: Server) -> None:
    """250 new opinions of one unit, as a package brings them, three times."""

    def once() -> None:
        with desk.records.writing() as saver:
            form = desk.records.form("opinion")
            for n in range(250):
                values: dict[str, Any] = {
                    "received_on": "2026-10-05", "text": f"Đường ngõ số {n % 9} ngập nước", "subject": "land",
                    "side": "government", "kind": "opinion", "source_form": "direct", "counts_as_feedback": True,
                    "disposition": "accepted", "action_text": "Sẽ làm", "competence": "commune",
                }  # fmt: skip
                desk.records.put(saver, form, values, "", TOP)
        start = time.perf_counter()
        done = desk.publishing.publish(server.url())
        took.append(time.perf_counter() - start)
        assert done.kind == "changes", done

    took: list[float] = []
    for _n in range(3):
        once()
    tell("an increment of one commune, 250 records", f"{sorted(took)[1]:.2f} s", "≤ 1 s", "absolute")


def appendices(desk: Desk, server: Server) -> None:
    """Ten years of Phụ lục 03 on the desk and in the hub."""
    asked = {"from_year": 2017, "to_year": 2026, "unit": TOP}
    with psycopg.connect(server.url(), autocommit=True) as conn:
        for number in ("03", "05"):
            here = median(lambda n=number: desk.reporting.build(f"appendix-{n}", asked), 3)  # type: ignore[misc]
            question = f"SELECT * FROM dd.phu_luc_{number}(2017, 2026, '{TOP}')".encode()
            there = median(lambda q=question: conn.execute(q).fetchall(), 3)  # type: ignore[misc]
            tell(f"Phụ lục {number} of ten years", f"{there * 1000:.0f} ms, {there / here:.2f}×", "≤ 0.5×",
                 f"the desk {here * 1000:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    (make if "--make" in sys.argv else main)(Path(sys.argv[1]))
