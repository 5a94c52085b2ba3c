"""The demonstration city end to end: how long, how much memory, and whether every cell is the source's.

    python tests/benchmarks/bench_city.py FOLDER [SEED]

FOLDER must not hold a city yet; it is left for `test_city_window.py`. Memory is the highest sum over the
command's process and all it started, looked at ten times a second; where the system does not tell, that of the
largest process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.measure import tell

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")
LOOK_EVERY = 0.1


def memory(root: int) -> int:
    """Bytes resident now in a process and everything below it; 0 where that cannot be read."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for entry in PROC.glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            pages[int(entry.name)] = int((entry / "statm").read_text(encoding="utf-8").split()[1])
        except (OSError, IndexError):  # it ended meanwhile
            continue
        parents[int(entry.name)] = int(stat[1])
    found, below = 0, {root}
    while below:
        found += sum(pages.get(one, 0) for one in below)
        below = {one for one, parent in parents.items() if parent in below}
    return found * resource.getpagesize()


def main(folder: Path, seed: str) -> int:
    command = [sys.executable, "main.py", "demo", "city", "--out", str(folder), "--seed", seed, "--json"]
    begun, most = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        while running.poll() is None:
            most = max(most, memory(running.pid))
            time.sleep(LOOK_EVERY)
        told = json.loads(running.stdout.read() or "{}") if running.stdout else {}
    took = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = most or used.ru_maxrss * 1024
    what = f"{told.get('records')} records, {told.get('packages')} packages, {told.get('repeated')} of them again"
    tell("demo city, end to end", f"{took:.0f} s ({used.ru_utime:.0f} s of the processor)", "none", what)
    tell("demo city, peak memory", f"{most / 2**20:.0f} MB", "none", "the process and its children together")
    wrong = told.get("differences", ["nothing came out"])
    same = "every cell of Phụ lục 03, 04, 05 equal" if not wrong else f"{len(wrong)} cells differ: {wrong[:3]}"
    tell("demo city, cells", f"{same}, {told.get('unheld')} records not held above", "all equal, 0", "363-BC/TU")
    return running.returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "2026"))
