"""Count Phụ lục 01, 03, 04, 05 from plain records, by the rules and by nothing else.

Written from shared/design/records.md, "Counting rules", without the program:
records are dicts as `export` writes them in ndjson, units are dicts with key,
level, parent, valid_from, valid_to. Slow and literal on purpose.

    python count_appendices.py records.ndjson units.csv TOP FROM_YEAR TO_YEAR TODAY
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import date, timedelta
from typing import Any

Rec = dict[str, Any]
LEVELS = ["city", "district", "commune"]
OCCASIONS = {
    (target, timing): f"{target}_{'adhoc' if timing == 'ad_hoc' else timing}"
    for target in ("party_org", "party_member", "agency", "individual")
    for timing in ("periodic", "regular", "ad_hoc")
}


class World:
    """Records and units, and the asked top unit."""

    def __init__(self, records: list[Rec], units: list[Rec], top: str, today: str) -> None:
        self.alive = [r for r in records if not r.get("is_deleted")]
        self.by_key = {(r["form"], r["unit"], r["id"]): r for r in records}
        self.unit = {u["key"]: u for u in units}
        self.today = today
        self._chains = {k: self._walk(k) for k in self.unit}
        self.under = {k for k in self.unit if top in self._chains[k]}
        self.facts = [(r["unit"], *fact) for r in self.alive for fact in counts_of(self, r)]

    def chain(self, key: str) -> list[str]:
        """A unit, its parent, and so on."""
        return self._chains.get(key, [key])

    def _walk(self, key: str) -> list[str]:
        found = []
        while key:
            found.append(key)
            key = self.unit[key].get("parent") or "" if key in self.unit else ""
        return found

    def level(self, key: str) -> str:
        return str(self.unit[key]["level"])

    def of(self, form: str) -> list[Rec]:
        return [r for r in self.alive if r["form"] == form and r["unit"] in self.under]


def counts_of(world: World, r: Rec) -> list[tuple[str, str, int]]:
    """(indicator, day, amount) a record stands for; rules 2 and 4."""
    if r["form"] == "session":
        if r.get("status") != "held":
            return []
        heads = {"party": ["party"], "government": ["government"], "both": ["party", "government"]}
        return [(f"sessions_{h}", r["held_on"], 1) for h in heads.get(r.get("count_for", "none"), [])]
    if r["form"] == "feedback":
        side = "party" if r["target"].startswith("party") else "government"
        found = [(OCCASIONS[r["target"], r["timing"]], r["given_on"], r.get("occasions", 1))]
        for key in ("accepted", "not_accepted"):
            if r.get(f"undetailed_{key}") is not None:
                found.append((f"opinions_{side}_{key}", r["given_on"], r[f"undetailed_{key}"]))
        return found
    if r["form"] == "opinion":
        if not r.get("counts_as_feedback") or r["disposition"] == "pending" or not source_stands(world, r):
            return []
        return [(f"opinions_{r['side']}_{r['disposition']}", r["received_on"], 1)]
    return []


def source_stands(world: World, opinion: Rec) -> bool:
    if opinion.get("source_form", "direct") == "direct":
        return True
    source = world.by_key.get((opinion["source_form"], opinion["source_unit"], opinion["source_id"]))
    if source is None:
        return True
    if source.get("is_deleted"):
        return False
    return not (source["form"] == "session" and source.get("status") != "held")


def days_of(total: Rec) -> tuple[str, str]:
    first = total.get("from_year") or total["year"]
    return f"{first:04d}-01-01", total.get("as_of") or f"{total['year']:04d}-12-31"


def one_cell(world: World, indicator: str, level: str, first: str, last: str) -> int | None:
    """Rule 5 for one cell, unit by unit: who speaks for this unit at its level?"""
    totals = [
        t
        for t in world.of("yearly_total")
        if t["indicator"] == indicator and days_of(t)[0] >= first and days_of(t)[1] <= last
    ]
    units = [k for k in world.under if not level or world.level(k) == level]
    speaker: dict[str, Rec | None] = {k: speaker_of(world, k, totals, level) if totals else None for k in units}
    # A total with no unit under it at its level still speaks, unless a higher one does.
    heard = {id(t): t for t in speaker.values() if t is not None}
    for t in totals:
        if t["scope"] == "subtree" and t.get("level") and (not level or t["level"] == level) and id(t) not in heard:
            below = LEVELS.index(t["level"]) >= LEVELS.index(world.level(t["unit"]))
            has_units = any(world.level(k) == t["level"] and t["unit"] in world.chain(k) for k in world.under)
            if below and not has_units and not higher_speaks(world, t, totals, level):
                heard[id(t)] = t
    value: int | None = None
    for t in heard.values():
        if not t.get("use_records"):
            value = (value or 0) + t["value"]
    for unit, name, day, amount in world.facts:
        if name != indicator or unit not in speaker or not first <= day <= last:
            continue
        who = speaker[unit]
        if who is None or who.get("use_records") or not days_of(who)[0] <= day <= days_of(who)[1]:
            value = (value or 0) + amount
    if value is None and any(knows(world, k, first, min(last, world.today)) for k in units):
        return 0
    return value


def speaker_of(world: World, unit: str, totals: list[Rec], level: str) -> Rec | None:
    """The total that speaks for one unit in a cell of `level` ("" over all levels)."""
    own_level = world.level(unit)
    for above in reversed([k for k in world.chain(unit) if k in world.under]):
        here = [t for t in totals if t["unit"] == above and t["scope"] == "subtree"]
        if not level:
            for t in widest([t for t in here if not t.get("level")]):
                if not blocked(world, t, totals) and not complete(world, t, totals):
                    return t
        for t in widest([t for t in here if t.get("level") == own_level]):
            return t
    own = [t for t in totals if t["unit"] == unit and t["scope"] == "own"]
    for t in widest([t for t in own if t.get("level") == own_level]):
        return t
    if not level:
        for t in widest([t for t in own if not t.get("level")]):
            return t
    return None


def widest(totals: list[Rec]) -> list[Rec]:
    """The one that speaks of several for the same place: the widest, then the latest."""
    return sorted(totals, key=lambda t: (days_of(t)[0], -int(days_of(t)[1].replace("-", ""))))[:1]


def blocked(world: World, t: Rec, totals: list[Rec]) -> bool:
    """Whether a total by level further up has taken a level this one would speak for."""
    levels = LEVELS[LEVELS.index(world.level(t["unit"])) :]
    return any(
        o["scope"] == "subtree" and o.get("level") in levels and o["unit"] in world.chain(t["unit"])[1:]
        and o["unit"] in world.under
        for o in totals
    )  # fmt: skip


def higher_speaks(world: World, t: Rec, totals: list[Rec], level: str) -> bool:
    for o in totals:
        if o is t or o["scope"] != "subtree" or o["unit"] not in world.chain(t["unit"]):
            continue
        if o.get("level") == t["level"] and o["unit"] != t["unit"]:
            return True
        if not o.get("level") and not level and not blocked(world, o, totals) and not complete(world, o, totals):
            return True
    return False


def complete(world: World, t: Rec, totals: list[Rec]) -> bool:
    """Whether every level that has units under a total without level has totals of its own."""
    first, last = days_of(t)
    by_level = [o for o in totals if o.get("level") and t["unit"] in world.chain(o["unit"])]
    if not by_level:
        return False
    for key in world.under:
        u = world.unit[key]
        valid = (u.get("valid_from") or "") <= last and (not u.get("valid_to") or u["valid_to"] >= first)
        if t["unit"] not in world.chain(key) or not valid:
            continue
        if not any(
            o["level"] == u["level"]
            and (o["unit"] in world.chain(key) if o["scope"] == "subtree" else o["unit"] == key)
            for o in by_level
        ):
            return False
    return True


def knows(world: World, unit: str, first: str, last: str) -> bool:
    """Whether a unit has records of the counted forms in these days, or reported nothing for all of them."""
    days = {"session": "held_on", "feedback": "given_on", "opinion": "received_on"}
    for r in world.alive:
        if r["unit"] == unit and r["form"] in days and first <= r[days[r["form"]]] <= last:
            return True
    empty: set[str] = set()
    for r in world.alive:
        if r["unit"] == unit and r["form"] == "period" and r.get("nothing_to_report"):
            empty |= set(all_days(*span_of(r["period"])))
    return set(all_days(first, last)) <= empty


def all_days(first: str, last: str) -> list[str]:
    start = date.fromisoformat(first)
    count = (date.fromisoformat(last) - start).days
    return [(start + timedelta(days=n)).isoformat() for n in range(count + 1)]


def span_of(period: str) -> tuple[str, str]:
    year, _, part = period.partition("-")
    months = {"": (1, 12), "H1": (1, 6), "H2": (7, 12), "9M": (1, 9)}
    months |= {f"Q{q}": (3 * q - 2, 3 * q) for q in (1, 2, 3, 4)}
    first, last = months[part] if part in months else (int(part), int(part))
    end = date(int(year) + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return f"{year}-{first:02d}-01", end.isoformat()


def plus(*numbers: int | None) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


def year_row(world: World, number: int, first: str, last: str) -> dict[str, int | None]:
    """The cells of one year of Phụ lục 03, 04 or 05, by the column names of the reference."""
    row: dict[str, int | None] = {}
    if number == 5:
        for level in LEVELS:
            for short, head in (("party", "party"), ("gov", "government")):
                row[f"{level}_{short}"] = one_cell(world, f"sessions_{head}", level, first, last)
            row[f"{level}_total"] = plus(row[f"{level}_party"], row[f"{level}_gov"])
        row["grand_total"] = plus(*(row[f"{level}_total"] for level in LEVELS))
        return row
    side, short = ("party", "party") if number == 3 else ("government", "gov")
    row[f"{short}_dialogues"] = one_cell(world, f"sessions_{side}", "", first, last)
    for target in ("party_org", "party_member") if number == 3 else ("agency", "individual"):
        for timing in ("periodic", "regular", "adhoc"):
            row[f"{target}_{timing}"] = one_cell(world, f"{target}_{timing}", "", first, last)
        row[f"{target}_total"] = plus(*(row[f"{target}_{t}"] for t in ("periodic", "regular", "adhoc")))
    for outcome in ("accepted", "not_accepted"):
        row[f"opinions_{outcome}"] = one_cell(world, f"opinions_{side}_{outcome}", "", first, last)
    row["opinions_total"] = plus(row["opinions_accepted"], row["opinions_not_accepted"])
    return row


def appendix(world: World, number: int, first: str, last: str) -> list[dict[str, Any]]:
    """All rows of Phụ lục 03, 04 or 05 between two days, the total row last."""
    rows: list[dict[str, Any]] = []
    for year in range(int(first[:4]), int(last[:4]) + 1):
        row = year_row(world, number, max(first, f"{year}-01-01"), min(last, f"{year}-12-31"))
        rows.append({"year": year, **row})
    total: dict[str, Any] = {"year": "total"}
    total |= {key: plus(*(row[key] for row in rows)) for key in rows[0] if key != "year"}
    return [*rows, total]


def real_sessions(world: World, first: str, last: str) -> int:
    """Held sessions that count for some head, each once (no totals)."""
    return sum(1 for r in world.of("session") if first <= r["held_on"] <= last and counts_of(world, r))


def pending(world: World, sides: tuple[str, ...], first: str, last: str) -> int:
    """Counted opinions that are still being considered."""
    return sum(
        1
        for r in world.of("opinion")
        if r["disposition"] == "pending"
        and r.get("counts_as_feedback")
        and r["side"] in sides
        and first <= r["received_on"] <= last
        and source_stands(world, r)
    )


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines, open(sys.argv[2], encoding="utf-8") as listed:
        everything = World([json.loads(x) for x in lines], list(csv.DictReader(listed)), sys.argv[3], sys.argv[6])
    for which in (3, 4, 5):
        told = appendix(everything, which, f"{sys.argv[4]}-01-01", f"{sys.argv[5]}-12-31")
        sys.stdout.write(json.dumps({f"appendix-{which:02d}": told}, ensure_ascii=False) + "\n")
