"""Timing two things in one run and printing their ratio: figures are for reading, never for failing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def median(action: Callable[[], object], times: int = 9) -> float:
    """Median of several calls, in seconds."""
    return statistics.median(seconds(action) for _n in range(times))


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def tell(what: str, measured: str, bar: str, reference: str) -> None:
    """One line of the benchmark's report."""
    print(f"\n[bench] {what}: {measured} (bar {bar}; reference: {reference})", flush=True)
