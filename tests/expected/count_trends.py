"""What trends, coverage, comparison, channels, shares and the one page must show, from plain records.

Shares no code with the reports. Writes <name>.json beside itself, for both data sets:

    python -m tests.expected.count_trends
"""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests.expected import datasets
from tests.expected.count_appendices import World, one_cell, plus, source_stands, span_of
from tests.expected.office_days import deadline

HERE = Path(__file__).parent
TODAY = "2026-06-01"
YEARS = [str(y) for y in range(2020, 2024)]
MONTHS = [f"2022-{m:02d}" for m in range(1, 13)]
TARGETS = ["party_org", "party_member", "agency", "individual"]
TIMINGS = ["periodic", "regular", "adhoc"]
Rec = dict[str, Any]


def world_of(name: str, top: str = "31") -> World:
    with (HERE / "units.csv").open(encoding="utf-8", newline="") as file:
        return World(datasets.full(name), list(csv.DictReader(file)), top, TODAY)


def share(part: int | None, whole: int | None) -> float | None:
    if part is None or not whole:
        return None
    return float((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def cell(world: World, slot: str, *wanted: tuple[str, str]) -> int | None:
    return plus(*(one_cell(world, indicator, level, *span_of(slot)) for indicator, level in wanted))


def table(world: World, slots: list[str], series: dict[str, list[tuple[str, str]]]) -> list[Rec]:
    """Counted series, with a total column and a total row."""
    rows = [{"period": s, **{key: cell(world, s, *wanted) for key, wanted in series.items()}} for s in slots]
    for row in rows:
        row["total"] = plus(*(row[key] for key in series))
    total = {key: plus(*(row[key] for row in rows)) for key in [*series, "total"]}
    return [*rows, {"period": "total", **total}]


def within(world: World, form: str, day: str, slot: str) -> list[Rec]:
    first, last = span_of(slot)
    return [r for r in world.of(form) if first <= r[day] <= last]


def by_code(world: World, slots: list[str], records: dict[str, list[Rec]], field: str, amount: str = "") -> list[Rec]:
    """Records of each slot by a code: unknown (None) for a slot without any; unused codes left out."""
    codes = sorted({r[field] for found in records.values() for r in found})
    rows = []
    for slot in slots:
        row: Rec = {"period": slot}
        for code in codes:
            mine = [r[amount] if amount else 1 for r in records[slot] if r[field] == code]
            row[code] = sum(mine) if records[slot] else None
        row["total"] = plus(*(row[code] for code in codes))
        rows.append(row)
    total = {code: plus(*(row[code] for row in rows)) for code in [*codes, "total"]}
    return [*rows, {"period": "total", **total}]


def held(world: World, slot: str) -> list[Rec]:
    return [r for r in within(world, "session", "held_on", slot) if r["status"] == "held" and r["count_for"] != "none"]


def petitions(world: World, slots: list[str]) -> list[Rec]:
    lives = [life(world, r) for r in world.of("opinion") if r["kind"] == "petition"]
    rows = []
    until = min(span_of(slots[-1])[1], TODAY)
    for slot in slots:
        first, last = span_of(slot)
        mine = [x for x in lives if first <= x["opened"] <= last and x["opened"] <= until]
        row: Rec = {
            "period": slot,
            "opened": len(mine),
            "resolved": sum(first <= x["settled"] <= min(last, until) for x in lives),
            "overdue": sum(bool(x["due"]) and first <= x["due"] <= last and x["due"] < x["settled"] for x in lives),
            "median_days": first_half(mine, until),
        }
        if not within(world, "opinion", "received_on", slot) and not any((row["resolved"], row["overdue"])):
            row |= {"opened": None, "resolved": None, "overdue": None}
        rows.append(row)
    return rows


def first_half(lives: list[Rec], until: str) -> int | None:
    """The first day by which half have a result (Kaplan–Meier), going through every single day."""
    spans = []
    for x in lives:
        is_over = x["settled"] <= until
        end = date.fromisoformat(x["settled"] if is_over else until)
        spans.append(((end - date.fromisoformat(x["opened"])).days, is_over))
    left = 1.0
    for day in range(max((days for days, _over in spans), default=-1) + 1):
        at_risk = sum(days >= day for days, _over in spans)
        left *= 1 - sum(days == day and over for days, over in spans) / at_risk
        if left <= 0.5 + 1e-9:
            return day
    return None


def life(world: World, petition: Rec) -> Rec:
    steps = sorted((s for s in world.of("action") if s["opinion_id"] == petition["id"]), key=lambda s: s["done_on"])
    dates = {s["kind"]: s["done_on"] for s in steps}
    own = petition.get("due_on") or deadline(petition["received_on"])
    due = next((s["new_due_on"] for s in reversed(steps) if s["kind"] == "extend"), own)
    settled = dates.get("resolve") or dates.get("decline") or "9999"
    return {"opened": petition["received_on"], "due": due, "resolved": dates.get("resolve"), "settled": settled}


def middle(numbers: list[int]) -> float | None:
    if not numbers:
        return None
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


def acceptance(world: World, slots: list[str]) -> list[Rec]:
    rows = []
    for slot in slots:
        row: Rec = {"period": slot}
        for side in ("party", "government"):
            for outcome in ("accepted", "not_accepted"):
                row[f"{side}_{outcome}"] = cell(world, slot, (f"opinions_{side}_{outcome}", ""))
        rows.append(row)
    keys = [k for k in rows[0] if k != "period"]
    rows.append({"period": "total", **{key: plus(*(row[key] for row in rows)) for key in keys}})
    for row in rows:
        for side in ("party", "government"):
            yes, no = row[f"{side}_accepted"], row[f"{side}_not_accepted"]
            row[f"{side}_rate"] = share(yes, plus(yes, no))
    return rows


def individuals(world: World, slots: list[str]) -> list[Rec]:
    rows = [{k: v for k, v in r.items() if k != "total"} for r in table(world, slots, occasions_by_target())]
    for row in rows:
        row["persons"] = plus(row["party_member"], row["individual"])
        row["occasions"] = plus(*(row[t] for t in TARGETS))
        row["share"] = share(row["persons"], row["occasions"])
    return rows


def occasions_by_target() -> dict[str, list[tuple[str, str]]]:
    return {t: [(f"{t}_{x}", "") for x in TIMINGS] for t in TARGETS}


def coverage(world: World, slot: str) -> Rec:
    """Units valid on the last day; their own heads' sessions; a year's norm is 1."""
    last = span_of(slot)[1]
    rows = []
    for key in sorted(world.under):
        u = world.unit[key]
        if (u["valid_from"] and u["valid_from"] > last) or (u["valid_to"] and u["valid_to"] < last):
            continue
        alone = world_under(world, key)
        party, government = (cell(alone, slot, (f"sessions_{h}", u["level"])) for h in ("party", "government"))
        rows.append({"key": key, "party": party, "government": government})
    figures: Rec = {"units": len(rows)}
    met = {
        "party": [r for r in rows if (r["party"] or 0) >= 1],
        "government": [r for r in rows if (r["government"] or 0) >= 1],
        "both": [r for r in rows if (r["party"] or 0) >= 1 and (r["government"] or 0) >= 1],
    }
    for name, found in met.items():
        figures |= {f"{name}_met": len(found), f"{name}_share": share(len(found), len(rows))}
    figures["units_without_sessions"] = sum(not r["party"] and not r["government"] for r in rows)
    return {"rows": rows, "figures": figures}


def coverage_of_years(world: World, slots: list[str]) -> Rec:
    """Several years, each judged by itself: [years met of the party head, the government head, both], who failed."""
    each = {slot: {row["key"]: row for row in coverage(world, slot)["rows"]} for slot in slots}
    rows: dict[str, list[int]] = {}
    failed: dict[str, list[list[str]]] = {}
    for key in each[slots[-1]]:
        asked = [slot for slot in slots if key in each[slot]]
        party = [slot for slot in asked if (each[slot][key]["party"] or 0) >= 1]
        government = [slot for slot in asked if (each[slot][key]["government"] or 0) >= 1]
        rows[key] = [len(asked), len(party), len(government), len([s for s in party if s in government])]
        missed = [[s for s in asked if s not in party], [s for s in asked if s not in government]]
        if any(missed):
            failed[key] = missed
    figures = {
        "party_met": sum(a == p for a, p, _g, _b in rows.values()),
        "government_met": sum(a == g for a, _p, g, _b in rows.values()),
        "both_met": sum(a == b for a, _p, _g, b in rows.values()),
    }
    return {"rows": rows, "failed": failed, "figures": figures}


def world_under(world: World, top: str) -> World:
    return World(list(world.by_key.values()), list(world.unit.values()), top, TODAY)


def comparison(world: World, slots: list[str], top: str = "31") -> list[Rec]:
    """Units directly below that exist on the last day."""
    last = span_of(slots[-1])[1]
    rows = []
    for key, u in world.unit.items():
        if u["parent"] != top or (u["valid_from"] and u["valid_from"] > last):
            continue
        alone = world_under(world, key)
        party, government = (
            plus(*(cell(alone, s, (f"sessions_{h}", "")) for s in slots)) for h in ("party", "government")
        )
        accepted, refused = (
            plus(*(cell(alone, s, (f"opinions_{side}_{o}", "")) for s in slots for side in ("party", "government")))
            for o in ("accepted", "not_accepted")
        )
        every = [(f"{t}_{x}", "") for t in TARGETS for x in TIMINGS]
        rows.append(
            {
                "key": key, "sessions_party": party, "sessions_government": government,
                "sessions": plus(party, government), "occasions": plus(*(cell(alone, s, *every) for s in slots)),
                "opinions_accepted": accepted, "opinions_not_accepted": refused,
                "acceptance": share(accepted, plus(accepted, refused)),
            }
        )  # fmt: skip
    return rows


def heat(world: World, slots: list[str]) -> list[Rec]:
    rows = []
    for row in comparison(world, slots):
        alone = world_under(world, row["key"])
        cells = {s: cell(alone, s, ("sessions_party", ""), ("sessions_government", "")) for s in slots}
        rows.append({"key": row["key"], **cells, "total": plus(*cells.values())})
    return rows


def channels(world: World, slots: list[str]) -> Rec:
    """Occasions and opinions by channel; an opinion without one takes its feedback's, a box's letter F05."""
    found: dict[str, Rec] = {}

    def add(code: str | None, key: str, amount: int) -> None:
        row = found.setdefault(code or "none", dict.fromkeys(("occasions", "accepted", "not_accepted", "pending"), 0))
        row[key] += amount

    for slot in slots:
        for f in within(world, "feedback", "given_on", slot):
            add(f["channel"], "occasions", f["occasions"])
            add(f["channel"], "accepted", f["undetailed_accepted"] or 0)
            add(f["channel"], "not_accepted", f["undetailed_not_accepted"] or 0)
        for o in within(world, "opinion", "received_on", slot):
            if not source_stands(world, o):
                continue
            code = o.get("channel")
            if code is None and o["source_form"] == "feedback":
                code = world.by_key["feedback", o["source_unit"], o["source_id"]]["channel"]
            if code is None and o["source_form"] == "box_opening":
                code = "F05"
            add(code, o["disposition"], 1)
    rows = []
    for code in sorted(found):
        row = found[code]
        opinions = row["accepted"] + row["not_accepted"] + row["pending"]
        decided = row["accepted"] + row["not_accepted"]
        channel = None if code == "none" else code
        rows.append({"channel": channel, **row, "opinions": opinions, "rate": share(row["accepted"], decided)})
    return {"rows": rows, "boxes": box_rows(world, slots)}


def box_rows(world: World, slots: list[str]) -> list[Rec]:
    rows = []
    for unit in sorted(world.under):
        opened = [b for s in slots for b in within(world, "box_opening", "opened_on", s) if b["unit"] == unit]
        if opened:
            ids = {b["id"] for b in opened}
            opinions = sum(o.get("source_form") == "box_opening" and o["source_id"] in ids for o in world.of("opinion"))
            rows.append(
                {
                    "key": unit, "openings": len(opened), "letters": sum(b["letters"] for b in opened),
                    "usable": sum(b["usable_letters"] for b in opened), "opinions": opinions,
                    "yield": round(opinions / len(opened), 2),
                }
            )  # fmt: skip
    return rows


def one_page(world: World, slots: list[str]) -> Rec:
    rates, waiting = acceptance(world, slots)[-1], petitions(world, slots)
    return {
        "sessions_party": plus(*(cell(world, s, ("sessions_party", "")) for s in slots)),
        "sessions_government": plus(*(cell(world, s, ("sessions_government", "")) for s in slots)),
        "occasions": individuals(world, slots)[-1]["occasions"],
        "acceptance": share(
            rates["party_accepted"] + rates["government_accepted"],
            sum(rates[f"{side}_{o}"] for side in ("party", "government") for o in ("accepted", "not_accepted")),
        ),
        **{f"petitions_{k}": plus(*(row[k] for row in waiting)) for k in ("opened", "resolved", "overdue")},
    }


def expected(world: World) -> dict[str, Any]:
    """By report: what years 2020–2023 and the months of 2022 must show."""
    levels = {
        level: [("sessions_party", level), ("sessions_government", level)] for level in ("commune", "district", "city")
    }
    heads = {h: [(f"sessions_{h}", "")] for h in ("party", "government")}
    timings = {x: [(f"{t}_{x}", "") for t in TARGETS] for x in TIMINGS}
    found: dict[str, Any] = {}
    for shape, slots in (("years", YEARS), ("months", MONTHS)):
        sessions = {s: held(world, s) for s in slots}
        opinions = {s: within(world, "opinion", "received_on", s) for s in slots}
        given = {s: within(world, "feedback", "given_on", s) for s in slots}
        tables = {
            "trend-sessions-level": table(world, slots, levels),
            "trend-sessions-head": table(world, slots, heads),
            "trend-sessions-kind": by_code(world, slots, sessions, "kind"),
            "trend-sessions-mode": by_code(world, slots, sessions, "mode"),
            "trend-occasions-target": table(world, slots, occasions_by_target()),
            "trend-occasions-timing": table(world, slots, timings),
            "trend-acceptance": acceptance(world, slots),
            "trend-individual": individuals(world, slots),
            "individual-share": individuals(world, slots),
            "trend-petitions": petitions(world, slots),
            "trend-petition-days": [
                {k: r[k] for k in ("period", "median_days", "resolved")} for r in petitions(world, slots)
            ],
            "trend-subjects": by_code(world, slots, opinions, "subject"),
            "trend-channels": by_code(world, slots, given, "channel", "occasions"),
            "trend-units-heat": heat(world, slots),
        }
        for name, rows in tables.items():
            found.setdefault(name, {})[shape] = rows
    for shape, slots in (("years", YEARS), ("months", ["2022"]), ("first", ["2020"])):
        found.setdefault("trend-units", {})[shape] = [
            {
                "key": r["key"],
                "party": r["sessions_party"],
                "government": r["sessions_government"],
                "total": r["sessions"],
            }
            for r in comparison(world, slots)
        ]
    found["unit-comparison"] = {"years": comparison(world, YEARS)}
    found["head-coverage"] = coverage(world, "2022")
    found["head-coverage-years"] = coverage_of_years(world, YEARS)
    found["channel-yield"] = channels(world, YEARS)
    found["one-page"] = one_page(world, YEARS)
    return found


def write(folder: Path) -> None:
    """One file a report: {"small": …, "large": …}."""
    made = {name: expected(world_of(name)) for name in ("small", "large")}
    for report in made["small"]:
        told = {name: found[report] for name, found in made.items()}
        (folder / f"{report}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(HERE)
