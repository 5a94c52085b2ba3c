"""Two made-up years of one commune, from seeds: petitions with steps, sessions, feedback, reports. Plain dicts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

Rec = dict[str, Any]
UNIT, UPPER = "11311@2023", "303@2023"
TODAY = "2023-12-10"
SIZES = {"small": 25, "large": 140}
SEEDS = {"small": 3, "large": 8}
STEPS = (
    "assign assign progress forward_up answer resolve resolve notify notify close reopen extend suspend resume"
    " decline note void"
).split()


def records(name: str) -> list[Rec]:
    """Every record of a set, each with its form, unit and id, in the order they are typed."""
    dice = random.Random(SEEDS[name])
    found: list[Rec] = [settings(dice)]
    for n in range(SIZES[name]):
        found += petition_with_steps(dice, f"o{n}")
    found += [session(dice, n) for n in range(SIZES[name] // 5)]
    for n, code in enumerate(("mttq", "labour_union", "farmers", "youth_union", "women", "veterans")):
        found.append(
            {"form": "agency", "id": f"a{n}", "name": f"Tổ chức {n}", "kind": "contributor", "contributor": code}
        )
    found += [feedback(dice, n) for n in range(SIZES[name] // 3)]
    periods = ["2023-Q1", "2023-Q2", "2023-Q3", "2023-H1", "2022-Q4", "2022"]
    for period in dice.sample(periods, 3):
        found.append({"form": "period", "period": period, "reported_on": "2023-04-03"})
    found += [{"form": "reception", "id": f"r{n}", "held_on": day(dice), "host_role": "party"} for n in range(18)]
    return [{"unit": UNIT, **r} for r in found]


def settings(dice: random.Random) -> Rec:
    return {
        "form": "settings", "norm_party": 2, "norm_government": dice.choice([2, 3]), "review_on": "25/11",
        "reception_days_month": 2, "report_periods": ["quarter", "half", "year"], "days_report": dice.choice([5, 15]),
    }  # fmt: skip


def day(dice: random.Random, first: str = "2023-01-01", days: int = 340) -> str:
    return (date.fromisoformat(first) + timedelta(days=dice.randrange(days))).isoformat()


def petition_with_steps(dice: random.Random, record_id: str) -> list[Rec]:
    received = day(dice, days=300)
    kind = dice.choice(["petition"] * 4 + ["opinion"])
    disposition = dice.choice(["pending", "accepted", "not_accepted"])
    general = dice.random() < 0.2
    found: list[Rec] = [
        {
            "form": "opinion", "id": record_id, "received_on": received, "kind": kind, "side": "government",
            "text": f"Việc {record_id}", "request": None if general else "Sửa", "is_too_general": general,
            "subject": "land", "is_anonymous": dice.random() < 0.3, "disposition": disposition,
            "action_text": "Đã làm" if disposition == "accepted" else None,
            "explanation": "Trái luật" if disposition == "not_accepted" else None,
            "lead_agency": dice.choice([None, "Văn phòng"]), "due_on": dice.choice([None, day(dice, received, 40)]),
        }
    ]  # fmt: skip
    for n in range(dice.randrange(6)):
        step = dice.choice(STEPS)
        ids = [r["id"] for r in found[1:]]
        found.append(
            {
                "form": "action", "id": f"{record_id}s{n}", "opinion_unit": UNIT, "opinion_id": record_id, "kind": step,
                "done_on": day(dice, received, 30), "text": "Nội dung",
                "agency": dice.choice([None, "Công an", "Địa chính"]),
                "new_due_on": day(dice, received, 60) if step == "extend" else None,
                "action_ref": dice.choice(ids or ["none"]) if step == "void" else None,
            }
        )  # fmt: skip
        if step == "answer" and dice.random() < 0.8:
            found[-1]["unit"] = UPPER
    return found


def session(dice: random.Random, n: int) -> Rec:
    held_on = day(dice)
    status = dice.choice(["held", "held", "held", "planned", "postponed"])
    before = (date.fromisoformat(held_on) - timedelta(days=dice.randrange(3, 14))).isoformat()
    after = (date.fromisoformat(held_on) + timedelta(days=dice.randrange(2, 16))).isoformat()
    return {
        "form": "session", "id": f"c{n}", "held_on": held_on, "status": status, "title": f"Cuộc {n}", "place": "x",
        "count_for": dice.choice(["party", "government", "both", "none"]),
        "announced_on": dice.choice([None, before]), "published_on": dice.choice([None, after]),
    }  # fmt: skip


def feedback(dice: random.Random, n: int) -> Rec:
    return {
        "form": "feedback", "id": f"f{n}", "given_on": day(dice),
        "contributor": dice.choice(["mttq", "farmers", "women", "veterans", "people"]), "target": "party_org",
        "channel": dice.choice(["F01", "F02"]), "timing": dice.choice(["periodic", "regular"]),
        "is_written": dice.random() < 0.3,
    }  # fmt: skip
