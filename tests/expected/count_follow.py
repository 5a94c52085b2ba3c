"""Count home and obligations of the sets of `follow_sets`, by the design pages and without the program.

Written from records.md ("action", "settings") and domain.md A.4, A.6. Slow and literal on purpose.

    python tests/expected/count_follow.py      writes home.json and obligations.json
"""

from __future__ import annotations

import calendar
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

try:
    from follow_sets import SIZES, TODAY, UNIT, Rec, records
    from office_days import deadline
except ModuleNotFoundError:
    from tests.expected.follow_sets import SIZES, TODAY, UNIT, Rec, records
    from tests.expected.office_days import deadline

OPEN = ["new", "assigned", "in_progress", "forwarded", "answered_above"]
DONE = ["resolved", "notified", "closed", "declined"]


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def life(opinion: Rec, steps: list[Rec]) -> Rec:
    """Status, lead, deadline in force and days late of one petition."""
    steps = sorted(enumerate(steps), key=lambda pair: (pair[1]["done_on"], pair[0]))
    order = [s for _n, s in steps]
    by_id = {s["id"]: s for s in order}

    def is_voided(step: Rec) -> bool:
        return any(
            v["kind"] == "void" and v["action_ref"] == step["id"] and v["unit"] == step["unit"] and not is_voided(v)
            for v in order
        )

    due = opinion.get("due_on") or deadline(opinion["received_on"])
    status, lead, still = "new", opinion.get("lead_agency"), None
    for step in order:
        kind = step["kind"]
        if is_voided(step) or (kind == "void" and step["action_ref"] in by_id):
            continue
        if step["unit"] != UNIT:
            if kind == "answer" and status == "forwarded":
                status = "answered_above"
        elif status in OPEN and kind == "assign" and status != "forwarded":
            status = "in_progress" if status == "in_progress" else "assigned"
            lead = step.get("agency") or lead
        elif status in OPEN and kind == "progress" and status != "forwarded":
            status = "in_progress"
        elif status in OPEN and kind == "forward_up":
            status = "forwarded"
        elif status in OPEN and kind in ("resolve", "decline", "resume"):
            if kind != "resume":
                status = "resolved" if kind == "resolve" else "declined"
            if still and due:
                due = plus(due, days(still, step["done_on"]))
            still = None
        elif status in OPEN and kind == "suspend":
            still = still or step["done_on"]
        elif status in OPEN and kind == "extend":
            due = step["new_due_on"]
            still = step["done_on"] if still else None
        elif kind == "notify" and status == "resolved":
            status = "notified"
        elif kind == "close" and (status == "notified" or (status == "resolved" and opinion.get("is_anonymous"))):
            status = "closed"
        elif kind == "reopen" and status in DONE:
            status = "in_progress"
    late = days(due, min(still or TODAY, TODAY)) if due and status in OPEN else 0
    return {"status": status, "lead": lead, "due": due, "late": max(0, late)}


def lives(everything: list[Rec]) -> dict[str, Rec]:
    """The life of every petition, by its id."""
    return {
        o["id"]: life(o, [a for a in everything if a["form"] == "action" and a["opinion_id"] == o["id"]])
        for o in everything
        if o["form"] == "opinion" and o["kind"] == "petition"
    }


def owed(everything: list[Rec], year: int) -> list[list[Any]]:
    """[kind, subject, due_on, status, required, done] of each obligation of a year."""
    of = {
        form: [r for r in everything if r["form"] == form]
        for form in ("session", "feedback", "period", "agency", "reception")
    }
    told = next(r for r in everything if r["form"] == "settings")
    found: list[list[Any]] = []

    def add(kind: str, subject: str, start: str, due: str, needed: int, have: int) -> None:
        state = "fulfilled" if have >= needed else "overdue" if due < TODAY else "due" if start <= TODAY else "upcoming"
        found.append([kind, subject, due, state, needed, have])

    held = [s for s in of["session"] if s["status"] == "held" and s["held_on"][:4] == str(year)]
    for head in ("party", "government"):
        have = len([s for s in held if s["count_for"] in (head, "both")])
        add(f"sessions_{head}", str(year), f"{year}-01-01", f"{year}-12-31", told[f"norm_{head}"], have)
    for s in of["session"]:
        if s["held_on"][:4] == str(year) and s["status"] in ("held", "planned"):
            due = plus(s["held_on"], -7)
            add("announce", s["title"], plus(due, -7), due, 1, 1 if s["announced_on"] else 0)
            if s["status"] == "held":
                add("publish", s["title"], s["held_on"], plus(s["held_on"], 10), 1, 1 if s["published_on"] else 0)
    ends = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31", "H1": "06-30", "": "12-31"}
    names = {"Q1": "quý I", "Q2": "quý II", "Q3": "quý III", "Q4": "quý IV", "H1": "06 tháng đầu"}
    reported = {p["period"] for p in of["period"] if p["reported_on"]}
    for part, end in ends.items():
        key, last = (f"{year}-{part}" if part else str(year)), f"{year}-{end}"
        name = f"{names[part]} năm {year}" if part else f"năm {year}"
        add("report", name, plus(last, 1), plus(last, told["days_report"]), 1, int(key in reported))
    for a in of["agency"]:
        given = [
            f
            for f in of["feedback"]
            if f["contributor"] == a["contributor"] and f["given_on"][:4] == str(year) and f["timing"] == "periodic"
        ]
        given = [f for f in given if f["is_written"] or f["channel"] in ("F01", "F17")]
        add("written_feedback", a["name"], f"{year}-01-01", f"{year}-11-25", 1, 1 if given else 0)
    for month in range(1, 13):
        first = f"{year}-{month:02d}-01"
        last = f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"
        for head in ("party", "government"):
            own = {r["held_on"] for r in of["reception"] if r["host_role"] == head and first <= r["held_on"] <= last}
            add(f"reception_{head}", f"tháng {month}/{year}", first, last, told["reception_days_month"], len(own))
    return sorted(found, key=lambda row: (row[2], row[0], row[1]))


def waiting(everything: list[Rec]) -> list[list[Any]]:
    """What home lists: late of last year and this, due of this, nothing from before the first record."""
    days_of = {"session": "held_on", "feedback": "given_on", "opinion": "received_on"}
    since = min(r[days_of[r["form"]]] for r in everything if r["form"] in days_of)
    last_year = [o for o in owed(everything, 2022) if o[3] == "overdue" and o[2] >= since]
    return last_year + [o for o in owed(everything, 2023) if o[3] == "due" or (o[3] == "overdue" and o[2] >= since)]


def home(everything: list[Rec]) -> Rec:
    """The figures of home, and the most overdue petitions."""
    known = lives(everything)
    opinions = [r for r in everything if r["form"] == "opinion"]
    held = [s for s in everything if s["form"] == "session" and s["status"] == "held"]
    late = sorted((x["late"] for x in known.values() if x["late"]), reverse=True)
    return {
        "figures": {
            "sessions_party": len([s for s in held if s["count_for"] in ("party", "both")]),
            "sessions_government": len([s for s in held if s["count_for"] in ("government", "both")]),
            "petitions_open": len([x for x in known.values() if x["status"] in OPEN]),
            "petitions_overdue": len(late),
            "petitions_unassigned": len(
                [x for x in known.values() if x["status"] == "new" or (x["status"] == "assigned" and not x["lead"])]
            ),
            "petitions_forwarded": len([x for x in known.values() if x["status"] == "forwarded"]),
            "lacking_answer": len(
                [
                    o
                    for o in opinions
                    if o["disposition"] == "pending" and (o["id"] not in known or known[o["id"]]["status"] in OPEN)
                ]
            ),
            "too_general": len([o for o in opinions if o["kind"] == "petition" and o["is_too_general"]]),
            "obligations_due": len(waiting(everything)),
            "not_held_above": len([r for r in everything if r["unit"] == UNIT]),
        },
        "statuses": {i: x["status"] for i, x in known.items()},
        "leads": {i: x["lead"] for i, x in known.items()},
        "late_days": {i: x["late"] for i, x in known.items() if x["late"]},
        "most_overdue": late[:10],
    }


def main() -> None:
    sets = {name: records(name) for name in SIZES}
    here = Path(__file__).parent
    for file, told in (
        ("home", {name: home(found) for name, found in sets.items()}),
        ("obligations", {name: owed(found, 2023) for name, found in sets.items()}),
    ):
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (here / f"{file}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
