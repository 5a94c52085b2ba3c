"""Count by hand what the sheets must say of `sheet_records`, and write it to <name>.json.

Run: python -m tests.expected.count_sheets
Plain loops over plain records: nothing of the program is used.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from tests.expected.sheet_records import AGENCY, OPEN, TODAY, Given, records

YEAR = "2025"
SEEDS = {"first": 1, "second": 2}
BUCKETS = (("to_30", 30), ("to_90", 90), ("to_180", 180), ("to_365", 365), ("over_365", 10**6))


def of(made: list[Given], form: str, field: str = "", year: str = YEAR) -> list[Given]:
    """Records of a form, of one year when its date field is named."""
    return [r for r in made if r["form"] == form and (not field or r[field].startswith(year))]


def counts(opinion: Given, held: set[str]) -> bool:
    """Whether Phụ lục 03 and 04 count an opinion."""
    return bool(opinion["counts_as_feedback"]) and (opinion["source_form"] != "session" or opinion["source_id"] in held)


def annual_plan(made: list[Given]) -> dict[str, int]:
    found = of(made, "session", "held_on")
    told = Counter(r["status"] for r in found)
    in_plan = sum(r["kind"] != "ad_hoc" for r in found)
    return {"in_plan": in_plan, **{s: told[s] for s in ("held", "planned", "postponed", "cancelled")}}


def opinions_table(made: list[Given]) -> dict[str, int]:
    found = of(made, "opinion", "received_on")
    told = {"opinions": len(found), "petitions": sum(r["kind"] == "petition" for r in found)}
    told["answered_on_spot"] = sum(bool(r.get("answered_on_spot")) for r in found)
    for key in ("accepted", "not_accepted", "pending"):
        told[key] = sum(r["disposition"] == key for r in found)
    for key in ("commune", "district", "city", "central"):
        told[f"competence_{key}"] = sum(r["competence"] == key for r in found)
    return told


def acceptance_sheet(made: list[Given]) -> dict[str, int]:
    held = {r["id"] for r in of(made, "session") if r["status"] == "held"}
    told = Counter(r["disposition"] for r in of(made, "opinion", "received_on") if counts(r, held))
    feedback = of(made, "feedback", "given_on")
    return {
        **{key: told[key] for key in ("accepted", "not_accepted", "pending")},
        "undetailed_accepted": sum(r["undetailed_accepted"] or 0 for r in feedback),
        "undetailed_not_accepted": sum(r["undetailed_not_accepted"] or 0 for r in feedback),
    }


def petition_register(made: list[Given]) -> dict[str, int]:
    found = [r for r in of(made, "opinion", "received_on") if r["kind"] == "petition"]
    told = Counter(r["_"]["status"] for r in found)
    keys = ("new", "assigned", "in_progress", "forwarded", "resolved", "notified", "closed", "declined")
    return {"petitions": len(found), **{key: told[key] for key in keys}}


def unfinished(made: list[Given]) -> list[Given]:
    return [r for r in of(made, "opinion") if r["kind"] == "petition" and r["_"]["status"] in OPEN]


def carry_over(made: list[Given]) -> dict[str, int]:
    found = unfinished(made)
    return {"unfinished": len(found), "overdue": sum(r["due_on"] < TODAY for r in found)}


def backlog(made: list[Given]) -> list[dict[str, int]]:
    """One line an age: competences, total, overdue, flags; the last line adds them up."""
    lines = []
    least = -1
    for _key, most in (*BUCKETS, ("all", 10**6)):
        least = -1 if _key == "all" else least
        group = [r for r in unfinished(made) if least < _age(r) <= most]
        least = most
        line = {key: sum(r["competence"] == key for r in group) for key in ("commune", "district", "city", "central")}
        line |= {"total": len(group), "overdue": sum(r["due_on"] < TODAY for r in group)}
        line |= {key: sum(r[key] for r in group) for key in ("is_hotspot", "is_crowd", "is_bypass")}
        lines.append(line)
    return lines


def _age(record: Given) -> int:
    return (date.fromisoformat(TODAY) - date.fromisoformat(record["received_on"])).days


def missing_explanations(made: list[Given]) -> dict[str, int]:
    found = [r for r in of(made, "opinion") if r["disposition"] == "pending" and r.get("_", {"is_open": 1})["is_open"]]
    return {"opinions": len(found), "lacking_pending": len(found), "lacking_accepted": 0, "lacking_not_accepted": 0}


def first_session(made: list[Given]) -> Given:
    """The held session of the year with the most opinions."""
    held = [r for r in of(made, "session", "held_on") if r["status"] == "held"]
    return max(held, key=lambda s: (sum(o["source_id"] == s["id"] for o in of(made, "opinion")), s["id"]))


def minutes(made: list[Given]) -> dict[str, Any]:
    session = first_session(made)
    found = [o for o in of(made, "opinion") if o["source_id"] == session["id"]]
    told = {k: session[k] for k in ("participants", "speakers", "opinions_declared", "issues_declared")}
    return {**told, "opinions": len(found), "answered_on_spot": sum(o["answered_on_spot"] for o in found)}


def conclusion_notice(made: list[Given]) -> dict[str, Any]:
    session = first_session(made)
    found = [o for o in of(made, "opinion") if o["source_id"] == session["id"]]
    named = Counter(o["group_label"] for o in found if o["group_label"])
    alone = sum(o["group_label"] is None for o in found)
    return {**minutes(made), "groups": len(named) + alone, "_sizes": sorted([*named.values(), *[1] * alone])}


def box_minutes(made: list[Given]) -> dict[str, Any]:
    box = of(made, "box_opening", "opened_on")[0]
    found = [o for o in of(made, "opinion") if o["source_id"] == box["id"]]
    told = {k: box[k] for k in ("letters", "usable_letters")}
    by_kind = {f"{k}s": sum(o["kind"] == k for o in found) for k in ("opinion", "petition")}
    return {**told, **by_kind, "_subjects": dict(Counter(o["subject"] for o in found))}


def written_feedback(made: list[Given]) -> dict[str, int]:
    found = [r for r in of(made, "feedback", "given_on") if r["contributor_name"] == AGENCY]
    return {"occasions": sum(r["occasions"] for r in found)}


def periodic_report(made: list[Given]) -> dict[str, int | None]:
    told: dict[str, int | None] = {}
    spread = of(made, "dissemination", "held_on")
    told["conferences"] = sum(r["conferences"] for r in spread)
    told["conference_participants"] = sum(r["participants"] for r in spread)
    told["documents_issued"] = sum(r["documents_issued"] for r in spread)
    told["inspected"] = sum(r["inspected_count"] for r in of(made, "inspection", "decided_on"))
    for side in ("party", "government"):
        drafts = [r["drafts"] for r in of(made, "draft_review", "given_on") if r["side"] == side]
        told[f"drafts_{side}"] = sum(drafts)
    for target in ("party_org", "party_member", "agency", "individual"):
        given = [r for r in of(made, "feedback", "given_on") if r["target"] == target]
        for key, timing in (("periodic", "periodic"), ("regular", "regular"), ("adhoc", "ad_hoc")):
            told[f"{target}_{key}"] = sum(r["occasions"] for r in given if r["timing"] == timing)
        told[f"{target}_total"] = sum(r["occasions"] for r in given)
    held = [r for r in of(made, "session", "held_on") if r["status"] == "held"]
    ids = {r["id"] for r in held}
    sides = {"party_org": "party", "party_member": "party", "agency": "government", "individual": "government"}
    for side in ("party", "government"):
        counted = [o for o in of(made, "opinion", "received_on") if o["side"] == side and counts(o, ids)]
        given = [r for r in of(made, "feedback", "given_on") if sides[r["target"]] == side]
        for key in ("accepted", "not_accepted"):
            recorded = sum(o["disposition"] == key for o in counted)
            told[f"opinions_{side}_{key}"] = recorded + sum(r[f"undetailed_{key}"] or 0 for r in given)
        told[f"sessions_{side}"] = sum(r["count_for"] in (side, "both") for r in held)
    told["sessions"] = (told["sessions_party"] or 0) + (told["sessions_government"] or 0)
    for kind in ("periodic", "thematic", "ad_hoc"):
        told[f"sessions_{kind}"] = sum(r["kind"] == kind for r in held)
    told["sessions_online"] = sum(r["mode"] != "in_person" for r in held)
    told["participants"] = sum(r["participants"] or 0 for r in held) or None
    told["letters"] = sum(r["letters"] for r in of(made, "box_opening", "opened_on"))
    told["received_people"] = sum(r["people"] for r in of(made, "reception", "held_on"))
    told["received_cases"] = sum(r["cases"] for r in of(made, "reception", "held_on"))
    said = of(made, "opinion", "received_on")
    told["session_opinions"] = sum(o["source_form"] == "session" for o in said)
    told["answered_on_spot"] = sum(bool(o.get("answered_on_spot")) for o in said if o["source_form"] == "session")
    petitions = [o for o in said if o["kind"] == "petition"]
    told["petitions"] = len(petitions)
    told["petitions_open"] = sum(o["_"]["is_open"] for o in petitions)
    told["petitions_settled"] = len(petitions) - told["petitions_open"]
    return told


COUNTED = (
    annual_plan, opinions_table, acceptance_sheet, petition_register, carry_over, backlog, missing_explanations,
    minutes, conclusion_notice, box_minutes, written_feedback, periodic_report,
)  # fmt: skip


def main() -> None:
    """Write every expectation beside this script."""
    for count in COUNTED:
        told = {name: count(records(seed)) for name, seed in SEEDS.items()}
        path = Path(__file__).with_name(count.__name__.replace("_", "-") + ".json")
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
