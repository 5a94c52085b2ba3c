"""Count the ten answers about petitions from plain records, by their definitions and by nothing else.

Written from the definitions in ARCHITECTURE.md ("Petitions by day"), without the program: petitions are dicts with
unit, id, received, due, agency, subject, place, and steps in order (day, kind, more). Slow and literal on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Rec = dict[str, Any]
NEVER = "9999-12-31"


def number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def results(p: Rec, on: str) -> list[str]:
    """The days it was settled, up to a day."""
    return [day for day, kind, _more in p["steps"] if kind in ("resolve", "decline") and day <= on]


def reopenings(p: Rec, on: str) -> list[str]:
    return [day for day, kind, _more in p["steps"] if kind == "reopen" and day <= on]


def is_open(p: Rec, on: str) -> bool:
    return p["received"] <= on and len(results(p, on)) == len(reopenings(p, on))


def agency(p: Rec, on: str) -> str:
    had = [more["agency"] for day, kind, more in p["steps"] if kind == "assign" and "agency" in more and day <= on]
    return had[-1] if had else p["agency"]


def stops(p: Rec) -> list[tuple[str, str]]:
    """Spans in which the clock stands still."""
    found, since = [], ""
    for day, kind, _more in p["steps"]:
        if kind == "suspend" and not since:
            since = day
        elif kind in ("resume", "resolve", "decline") and since:
            found.append((since, day))
            since = ""
    return [*found, (since, NEVER)] if since else found


def worked(p: Rec, on: str, since: str) -> int:
    """The day it is on the petition's own clock, which stood still while suspended after `since`."""
    still = sum(max(0, number(min(end, on)) - number(max(start, since))) for start, end in stops(p) if start < on)
    return number(on) - still


def first_late(p: Rec, on: str) -> bool:
    return worked(p, on, p["received"]) > number(p["due"])


def now_late(p: Rec, on: str) -> bool:
    put_off = [(day, more["new_due_on"]) for day, kind, more in p["steps"] if kind == "extend" and day <= on]
    if not put_off:
        return first_late(p, on)
    return worked(p, on, put_off[-1][0]) > number(put_off[-1][1])


def flow(ps: list[Rec], first: str, last: str) -> Rec:
    eve = plus(first, -1)
    return {
        "left_before": sum(is_open(p, eve) for p in ps),
        "opened": sum(first <= p["received"] <= last for p in ps),
        "reopened": sum(first <= day for p in ps for day in reopenings(p, last)),
        "settled": sum(first <= day for p in ps for day in results(p, last)),
        "left": sum(is_open(p, last) for p in ps),
    }


def ageing(ps: list[Rec], on: str) -> Rec:
    ages = [(number(on) - number(p["received"]), p) for p in ps if is_open(p, on)]
    bounds = {"to_30": (0, 30), "to_90": (31, 90), "to_180": (91, 180), "to_365": (181, 365), "over_365": (366, 10**6)}
    return {key: sum(low <= age <= high for age, _p in ages) for key, (low, high) in bounds.items()} | {
        "open": len(ages),
        "overdue": sum(now_late(p, on) for _age, p in ages),
        "oldest": max((age for age, _p in ages), default=None),
    }


def on_time(ps: list[Rec], first: str, last: str, on: str) -> Rec:
    settled = [p for p in ps if results(p, on) and first <= results(p, on)[0] <= last]
    waiting = [p for p in ps if p["received"] <= on and not results(p, on)]
    good = [p for p in settled if not first_late(p, results(p, on)[0])]
    late = [p for p in waiting if first_late(p, on)]
    put_off = [
        p
        for p in (*settled, *late)
        if any(kind == "extend" and day <= (results(p, on) or [on])[0] for day, kind, _more in p["steps"])
    ]
    kept = [p for p in settled if not now_late(p, results(p, on)[0])]
    return {
        "settled": len(settled),
        "settled_on_time": len(good),
        "open_overdue": len(late),
        "counted": len(settled) + len(late),
        "share": percent(len(good), len(settled) + len(late)),
        "extended": len(put_off),
        "in_extended": len(kept),
        "share_extended": percent(len(kept), len(settled) + sum(now_late(p, on) for p in waiting)),
    }


def percent(part: int, whole: int) -> float | None:
    """Halves up, one decimal."""
    return int(part * 1000 / whole + 0.5 + 1e-9) / 10 if whole else None


def reached(spans: list[tuple[int, bool]], part: float) -> int | None:
    """Kaplan–Meier by going through every single day."""
    if not spans:
        return None
    left = 1.0
    for day in range(max(days for days, _over in spans) + 1):
        at_risk = sum(days >= day for days, _over in spans)
        ended = sum(days == day and over for days, over in spans)
        left *= (at_risk - ended) / at_risk
        if left <= 1 - part + 1e-9:
            return day
    return None


def days(ps: list[Rec], first: str, last: str, on: str) -> Rec:
    mine = [p for p in ps if first <= p["received"] <= last]
    spans = []
    for p in mine:
        end = results(p, on)
        spans.append((number(end[0] if end else on) - number(p["received"]), bool(end)))
    waiting = sorted(number(on) - number(p["received"]) for p in mine if is_open(p, on))
    half = len(waiting) // 2
    median = (waiting[half] if len(waiting) % 2 else (waiting[half - 1] + waiting[half]) / 2) if waiting else None
    return {
        "received": len(mine),
        "settled": sum(over for _days, over in spans),
        "median_days": reached(spans, 0.5),
        "p90_days": reached(spans, 0.9),
        "open": len(waiting),
        "open_median_age": median,
        "open_oldest": waiting[-1] if waiting else None,
    }


def reopened(ps: list[Rec], first: str, last: str) -> Rec:
    settled = sum(first <= day <= last for p in ps for day in results(p, last))
    again = []
    for p in ps:
        had = ""
        for day, kind, _more in p["steps"]:
            had = day if kind in ("resolve", "decline") else had
            if kind == "reopen" and first <= day <= last:
                again.append(number(day) - number(had))
    soon = sum(gap <= 90 for gap in again)
    return {"settled": settled, "reopened": len(again), "reopened_soon": soon, "share": percent(soon, settled)}


def satisfaction(ps: list[Rec], first: str, last: str, on: str) -> Rec:
    mine = [p for p in ps if p["received"] <= on and not is_open(p, on) and first <= results(p, on)[-1] <= last]
    said = []
    for p in mine:
        since = max(reopenings(p, on), default="")
        words = [m["satisfaction"] for day, _k, m in p["steps"] if "satisfaction" in m and since <= day <= on]
        said.append(words[-1] if words else "")
    yes, no = said.count("satisfied"), said.count("unsatisfied")
    return {
        "settled": len(mine), "satisfied": yes, "unsatisfied": no, "share": percent(yes, yes + no),
        "replies": yes + no, "reply_rate": percent(yes + no, len(mine)),
    }  # fmt: skip


def repeats(ps: list[Rec], first: str, last: str, on: str) -> list[tuple[str, str, str, int]]:
    """Unit, place, subject and how many, of every repetition."""
    mine = [p for p in ps if p["received"] <= on and p["place"]]
    found = []
    for place in sorted({(p["unit"], p["place"].lower(), p["subject"]) for p in mine}):
        same = [p for p in mine if (p["unit"], p["place"].lower(), p["subject"]) == place]
        dense = [
            p for p in same
            if any(
                sum(start <= q["received"] < f"{int(start[:4]) + 1}{start[4:]}" for q in same) >= 3
                and start <= p["received"] < f"{int(start[:4]) + 1}{start[4:]}"
                for start in {q["received"] for q in same}
            )
        ]  # fmt: skip
        if any(first <= p["received"] <= last for p in dense):
            found.append((place[0], place[1], place[2], len(dense)))
    return sorted(found)


def grouped(ps: list[Rec], key: Callable[[Rec], str], count: Callable[[list[Rec]], Rec]) -> dict[str, Rec]:
    return {k: count([p for p in ps if key(p) == k]) for k in {key(p) for p in ps}}
