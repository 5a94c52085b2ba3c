"""Two made-up sets of records, different in size and numbers, from seeds. Plain dicts, as ndjson has them."""

from __future__ import annotations

import random
import uuid
from typing import Any

Rec = dict[str, Any]
YEARS = (2020, 2023)
TARGETS = {
    "party_org": ("party", "F02"),
    "party_member": ("party", "F05"),
    "agency": ("government", "F02"),
    "individual": ("government", "F17"),
}
UNITS = {
    "small": ["31", "303@2023", "304@2023", "11296@2023", "11299@2023", "11329@2023"],
    "large": ["31", "303@2023", "304@2023", "305@2023"],
}


def day(dice: random.Random, year: int) -> str:
    return f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"


def session(dice: random.Random, unit: str, year: int) -> Rec:
    kind = dice.choice(["periodic", "thematic", "ad_hoc"])
    return {
        "form": "session",
        "unit": unit,
        "id": str(uuid.UUID(int=dice.getrandbits(128))),
        "held_on": day(dice, year),
        "status": dice.choice(["held"] * 6 + ["planned", "cancelled"]),
        "title": f"Đối thoại {dice.randint(1, 99)}",
        "kind": kind,
        "ad_hoc_reasons": ["complex"] if kind == "ad_hoc" else None,
        "mode": dice.choice(["in_person", "online", "hybrid"]),
        "place": "Nhà văn hóa",
        "count_for": dice.choice(["party", "party", "government", "government", "both", "none"]),
        "is_deleted": dice.random() < 0.06,
    }


def feedback(dice: random.Random, unit: str, year: int) -> Rec:
    target = dice.choice(list(TARGETS))
    return {
        "form": "feedback",
        "unit": unit,
        "id": str(uuid.UUID(int=dice.getrandbits(128))),
        "given_on": day(dice, year),
        "contributor": dice.choice(["mttq", "women", "people"]),
        "target": target,
        "channel": TARGETS[target][1],
        "timing": dice.choice(["periodic", "regular", "ad_hoc"]),
        "occasions": dice.choice([1, 1, 1, 4, 13]),
        "undetailed_accepted": dice.choice([None, None, 0, 7, 21]),
        "undetailed_not_accepted": dice.choice([None, None, 1, 3]),
        "is_deleted": dice.random() < 0.06,
    }


def opinion(dice: random.Random, sources: list[Rec], unit: str, year: int) -> Rec:
    source = dice.choice([*sources, None])
    side = dice.choice(["party", "government"])
    if source and source["form"] == "feedback":
        side = TARGETS[source["target"]][0]
    disposition = dice.choice(["accepted", "accepted", "not_accepted", "pending"])
    return {
        "form": "opinion",
        "unit": source["unit"] if source else unit,
        "id": str(uuid.UUID(int=dice.getrandbits(128))),
        "source_form": source["form"] if source else "direct",
        "source_unit": source["unit"] if source else None,
        "source_id": source["id"] if source else None,
        "received_on": day(dice, year),
        "kind": "opinion",
        "side": side,
        "text": "Ý kiến",
        "subject": dice.choice(["land", "environment", "education"]),
        "counts_as_feedback": dice.random() < 0.8,
        "disposition": disposition,
        "action_text": "Đã làm" if disposition == "accepted" else None,
        "explanation": "Vì" if disposition == "not_accepted" else None,
        "competence": "commune",
        "is_deleted": dice.random() < 0.05,
    }


def total(dice: random.Random, unit: str, scope: str, level: str | None, indicator: str, year: int, top: int) -> Rec:
    return {
        "form": "yearly_total",
        "unit": unit,
        "scope": scope,
        "year": year,
        "as_of": f"{year}-{dice.choice(['05-30', '09-30'])}" if dice.random() < 0.4 else None,
        "level": level,
        "indicator": indicator,
        "value": dice.randint(0, top),
        "use_records": dice.random() < 0.2,
    }


def records_only(name: str) -> list[Rec]:
    """Single records alone."""
    dice = random.Random(7 if name == "small" else 4242)
    units = UNITS[name]
    count = 70 if name == "small" else 110
    years = range(YEARS[0], YEARS[1] + 1)
    sources = [session(dice, dice.choice(units), dice.choice(years)) for _n in range(count)]
    sources += [feedback(dice, dice.choice(units), dice.choice(years)) for _n in range(count)]
    opinions = [opinion(dice, sources, dice.choice(units), dice.choice(years)) for _n in range(count)]
    return [*sources, *opinions]


def totals_only(name: str) -> list[Rec]:
    """Totals alone: of the city by level, of the city without level, of single units."""
    dice = random.Random(11 if name == "small" else 99)
    found = []
    indicators = [f"sessions_{h}" for h in ("party", "government")]
    indicators += [f"{t}_{x}" for t in TARGETS for x in ("periodic", "regular", "adhoc")]
    indicators += [f"opinions_{s}_{d}" for s in ("party", "government") for d in ("accepted", "not_accepted")]
    for year in range(YEARS[0], YEARS[1] + 1):
        for indicator in indicators:
            shape = dice.choice(["city levels", "city", "districts", "own", "none"])
            if shape == "city levels":
                levels = ["city", "district", "commune"] if dice.random() < 0.6 else ["commune"]
                found += [total(dice, "31", "subtree", x, indicator, year, 900) for x in levels]
            if shape == "city" or (shape == "city levels" and dice.random() < 0.3):
                found.append(total(dice, "31", "subtree", None, indicator, year, 900))
            if shape == "districts" or dice.random() < 0.3:
                level = dice.choice([None, "district", "commune"])
                found += [total(dice, u, "subtree", level, indicator, year, 90) for u in ("303@2023", "304@2023")]
            if shape == "own" or dice.random() < 0.3:
                level = dice.choice([None, "commune"])
                found += [total(dice, u, "own", level, indicator, year, 9) for u in ("11296@2023", "11329@2023")]
    keys: dict[tuple[Any, ...], Rec] = {}
    for t in found:
        t["id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, repr(t)))
        keys.setdefault((t["unit"], t["scope"], t["year"], t["level"], t["indicator"]), t)
    return list(keys.values())


def mixture(name: str) -> list[Rec]:
    """Both, and periods in which nothing was to report."""
    periods = [
        {"form": "period", "unit": "305@2023", "period": key, "nothing_to_report": True}
        for key in ("2020", "2021-H1", "2021-H2", "2022-Q1", "2022-Q2", "2022-9M")
    ]
    for p in periods:
        p["id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, repr(p)))
    return [*records_only(name), *totals_only(name), *periods]


def petition(dice: random.Random, unit: str, year: int) -> list[Rec]:
    """A petition and the steps that settled it, if any did: extend, resolve, notify, decline."""
    received = day(dice, year)
    due = f"{year}-{min(12, int(received[5:7]) + 2):02d}-28"
    key = str(uuid.UUID(int=dice.getrandbits(128)))
    found = [
        {
            "form": "opinion", "unit": unit, "id": key, "source_form": "direct", "received_on": received,
            "kind": "petition", "request": "Đề nghị sửa", "side": "government", "text": "Kiến nghị",
            "subject": dice.choice(["land", "infrastructure", "health"]), "counts_as_feedback": False,
            "disposition": "pending", "competence": "commune", "due_on": due if dice.random() < 0.8 else None,
            "channel": dice.choice([None, "F10", "F14"]),
        }
    ]  # fmt: skip
    steps: list[tuple[str, str, dict[str, str]]] = []
    if dice.random() < 0.3:
        steps.append(("extend", received, {"new_due_on": f"{year}-12-30"}))
    months = dice.randint(1, 9)
    total_months = int(received[5:7]) - 1 + months
    settled = f"{year + total_months // 12}-{total_months % 12 + 1:02d}-{dice.randint(1, 28):02d}"
    outcome = dice.choice(["resolve", "resolve", "decline", ""])
    if outcome:
        steps.append((outcome, settled, {"text": "Đã xong"}))
    if outcome == "resolve" and dice.random() < 0.5:
        steps.append(("notify", f"{settled[:8]}28", {}))
    for number, (kind, done_on, more) in enumerate(steps):
        found.append(
            {
                "form": "action", "unit": unit, "id": f"{key[:-2]}{number:02d}", "opinion_unit": unit,
                "opinion_id": key, "done_on": done_on, "kind": kind, **more,
            }
        )  # fmt: skip
    return found


def boxes(dice: random.Random, unit: str) -> list[Rec]:
    """Openings of a box, some without a letter, and opinions out of it."""
    found: list[Rec] = []
    for month in range(1, 13):
        key = str(uuid.UUID(int=dice.getrandbits(128)))
        letters = dice.choice([0, 0, 3, 5])
        found.append(
            {
                "form": "box_opening", "unit": unit, "id": key, "opened_on": f"2022-{month:02d}-05",
                "location": "Trụ sở", "letters": letters, "usable_letters": letters // 2,
            }
        )  # fmt: skip
        if letters:
            found.append(
                {
                    "form": "opinion", "unit": unit, "id": str(uuid.UUID(int=dice.getrandbits(128))),
                    "source_form": "box_opening", "source_unit": unit, "source_id": key,
                    "received_on": f"2022-{month:02d}-05", "kind": "opinion", "side": "government", "text": "Thư",
                    "subject": "environment", "counts_as_feedback": True, "disposition": "accepted",
                    "action_text": "Đã làm", "competence": "commune",
                }
            )  # fmt: skip
    return found


def full(name: str) -> list[Rec]:
    """Everything a trend may count: a mixture, petitions with their steps, suggestion boxes."""
    dice = random.Random(31 if name == "small" else 77)
    units = UNITS[name]
    years = range(YEARS[0], YEARS[1] + 1)
    found = mixture(name)
    for _n in range(24 if name == "small" else 40):
        found += petition(dice, dice.choice(units), dice.choice(years))
    for unit in units[:2]:
        found += boxes(dice, unit)
    return found


def books(name: str) -> list[Rec]:
    """Disseminations and documents, and a total over several years for one figure of one level."""
    dice = random.Random(3 if name == "small" else 12)
    found: list[Rec] = []
    for _n in range(30 if name == "small" else 55):
        is_conference = dice.random() < 0.75
        found.append(
            {
                "form": "dissemination", "unit": dice.choice([*UNITS["small"], "11329@2023"]),
                "id": str(uuid.UUID(int=dice.getrandbits(128))), "held_on": day(dice, dice.randint(2019, 2023)),
                "kind": "conference" if is_conference else "other",
                "conferences": dice.choice([1, 1, 3]) if is_conference else 0, "topic": "Quyết định 218",
                "participants": dice.choice([None, 40, 120, 333]) if is_conference else None,
                "documents_issued": dice.choice([None, 0, 25]),
                "other_forms": dice.choice([None, ["portal"], ["loudspeaker", "training"], ["other"]]),
                "other_forms_text": dice.choice([None, "Tờ rơi", "Pa nô"]), "is_deleted": dice.random() < 0.1,
            }
        )  # fmt: skip
    found.append(
        {
            "form": "yearly_total", "unit": "31", "scope": "subtree", "from_year": 2020, "year": 2023,
            "level": "commune", "indicator": "documents_issued", "value": 1234 if name == "small" else 56_789,
        }
    )  # fmt: skip
    for number in range(12 if name == "small" else 25):
        found.append(
            {
                "form": "directive", "unit": dice.choice(["31", "31", "31", "303@2023"]),
                "type": dice.choice(["plan", "decision", "regulation", "notice"]), "number": f"{number + 1}-KH/TU",
                "issued_on": day(dice, dice.randint(2019, 2023)), "issuer": "TU", "summary": f"Về việc {number}",
                "sort_order": dice.choice([None, None, dice.randint(1, 9)]), "is_deleted": dice.random() < 0.1,
            }
        )  # fmt: skip
    return found
