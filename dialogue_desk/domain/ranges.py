"""Which saves are held, as ranges of numbers a series, each with a digest of its contents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Range = tuple[int, int, int]
"""First and last number, and the sum of the first 48 bits of the hashes in between."""

Held = Mapping[str, Sequence[Range]]
"""Ranges by series (`de`)."""

_DIGEST = 1 << 48
_MOST = 1 << 62
"""More than any table can count to."""


def digest_of(hashes: Iterable[str]) -> int:
    """The digest of some saves, whatever their order."""
    return sum(int(h[:12], 16) for h in hashes) % _DIGEST


def ranges_of(rows: Iterable[tuple[str, int, str]]) -> dict[str, list[Range]]:
    """Ranges of saves given as (series, number, hash), sorted by series and number."""
    found: dict[str, list[Range]] = {}
    series, first, last, digest = "", 0, -1, 0
    for de, n, digits in rows:
        if de != series or n > last + 1:
            if series:
                found.setdefault(series, []).append((first, last, digest))
            series, first, digest = de, n, 0
        last, digest = n, (digest + int(digits[:12], 16)) % _DIGEST
    if series:
        found.setdefault(series, []).append((first, last, digest))
    return found


def find(ranges: Sequence[Range], n: int) -> Range | None:
    """The range a number stands in."""
    place = bisect_right(ranges, n, key=lambda r: r[0])
    return ranges[place - 1] if place and ranges[place - 1][1] >= n else None


def read_held(data: Any) -> dict[str, list[Range]]:
    """Ranges out of a manifest; ValueError or TypeError when they are none."""
    found: dict[str, list[Range]] = {}
    for de, ranges in dict(data).items():
        read = sorted((int(a), int(b), int(c)) for a, b, c in ranges)
        if any(a < 1 or b < a or b > _MOST or not 0 <= c < _DIGEST for a, b, c in read):
            raise ValueError("not a range")
        found[str(de)] = read
    return found


def is_held(ranges: Sequence[Range], n: int, ours: Sequence[tuple[int, str]] | None = None) -> bool:
    """Whether a number is stated as held.

    `ours` (sorted numbers and hashes of that series here) is given where one
    number may mean two contents: then a range counts only if its digest is ours.
    """
    found = find(ranges, n)
    if found is None:
        return False
    if ours is None:
        return True
    first, last, digest = found
    start = bisect_right(ours, first - 1, key=lambda pair: pair[0])
    end = bisect_right(ours, last, key=lambda pair: pair[0])
    return digest_of(h for _n, h in ours[start:end]) == digest
