"""Petitions made by chance, with steps that fit: put off, suspended, declined, opened again, passed on, rated."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from typing import Any

Rec = dict[str, Any]
AGENCIES = ["Phòng Kinh tế", "Công an xã", "Văn phòng HĐND và UBND"]
SUBJECTS = ["land", "urban", "environment", "health"]
PLACES = ["Thôn Đông", "thôn Đoài", "Đường Hồng Châu", ""]


def world(seed: int, units: list[tuple[str, str, str]], last: str, many: int = 160) -> list[Rec]:
    """Petitions of units given as (key, first day, last day), with steps up to `last`."""
    dice = random.Random(f"petitions {seed}")
    return sorted((_petition(dice, dice.choice(units), last) for _n in range(many)), key=lambda p: str(p["received"]))


def _petition(dice: random.Random, unit: tuple[str, str, str], last: str) -> Rec:
    key, begun, ended = unit
    span = (date.fromisoformat(min(ended, last)) - date.fromisoformat(begun)).days
    received = date.fromisoformat(begun) + timedelta(days=dice.randrange(span + 1))
    found: Rec = {
        "unit": key, "id": str(uuid.UUID(int=dice.getrandbits(128))), "received": received.isoformat(),
        "due": (received + timedelta(days=dice.choice([5, 20, 45, 90]))).isoformat(),
        "agency": dice.choice(["", "", AGENCIES[0]]), "subject": dice.choice(SUBJECTS),
        "place": dice.choice(PLACES), "steps": [],
    }  # fmt: skip
    day, is_open, is_still = received, True, False
    for _n in range(dice.choice([0, 1, 2, 3, 4, 6, 9])):
        day += timedelta(days=dice.choice([0, 1, 3, 10, 25, 60, 120]))
        if day.isoformat() > last:
            break
        kind, more = _step(dice, day, is_open, is_still)
        if not kind:
            continue
        found["steps"].append((day.isoformat(), kind, more))
        is_still = kind == "suspend" or (is_still and kind not in ("resume", "resolve", "decline"))
        is_open = kind == "reopen" or (is_open and kind not in ("resolve", "decline"))
    return found


def _step(dice: random.Random, day: date, is_open: bool, is_still: bool) -> tuple[str, Rec]:
    if not is_open:
        kind = dice.choice(["reopen", "notify", "note"])
        if kind == "notify":
            return "note", {"satisfaction": dice.choice(["satisfied", "unsatisfied", "no_reply"])}
        return kind, {"text": "Xem lại"}
    kind = dice.choice(["assign", "extend", "suspend", "resolve", "resolve", "resolve", "decline"])
    if kind == "assign":
        return kind, {"agency": dice.choice(AGENCIES)}
    if kind == "extend":
        return kind, {"new_due_on": (day + timedelta(days=dice.choice([10, 40, 100]))).isoformat()}
    if kind == "suspend":
        return ("resume", {}) if is_still else ("suspend", {})
    return kind, {"text": "Kết quả", **({"satisfaction": "satisfied"} if dice.random() < 0.2 else {})}


def records(petitions: list[Rec]) -> list[Rec]:
    """The petitions as records of the desk, in the order they are typed."""
    found = []
    for p in petitions:
        found.append(
            {
                "form": "opinion", "unit": p["unit"], "id": p["id"], "source_form": "direct", "kind": "petition",
                "received_on": p["received"], "request": "Đề nghị sửa", "side": "government", "text": "Kiến nghị",
                "subject": p["subject"], "place": p["place"] or None, "counts_as_feedback": False,
                "disposition": "pending", "competence": "commune", "due_on": p["due"],
                "lead_agency": p["agency"] or None,
            }
        )  # fmt: skip
        for n, (day, kind, more) in enumerate(p["steps"]):
            found.append(
                {
                    "form": "action", "unit": p["unit"], "id": f"{p['id'][:-2]}{n:02d}", "opinion_unit": p["unit"],
                    "opinion_id": p["id"], "done_on": day, "kind": kind, **more,
                }
            )  # fmt: skip
    return found
