"""Truth up the tree: what the reports of city, districts and communes count is what an independent script counts.

A small city with two districts and six communes, a second laptop in one of them; sessions, feedback, opinions, totals
of several levels, deletions, conflicts. Packages go up twice, shuffled, through the districts, and returns come down.
Each desk's reports are compared cell by cell with scripts (tests/expected) that read nothing but that desk's own
export; then every package is taken back in turn, counted again, and merged again.

With TREE=1 at every desk; without it, and in locked files, at the city and one district.
"""

from __future__ import annotations

import csv
import json
import os
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk, locking
from dialogue_desk.render.plain import as_json
from tests.exchange.world import World
from tests.expected import count_appendices, count_books, count_trends, datasets
from tests.expected.count_appendices import World as Counted
from tests.reports.conftest import put_all

DISTRICTS = {"303@2023": ["11296@2023", "11299@2023", "11302@2023"],
             "304@2023": ["11329@2023", "11332@2023", "11335@2023"]}  # fmt: skip
YEARS = (2021, 2022)
SPANS: list[tuple[str, str, dict[str, Any]]] = [
    ("2021-01-01", "2022-12-31", {"from_year": 2021, "to_year": 2022}),
    ("2021-04-12", "2022-07-03", {"from": "2021-04-12", "to": "2022-07-03"}),
]
SHAPES: dict[str, list[tuple[str, str | None]]] = {
    "commune": [("own", "commune"), ("own", None)],
    "district": [("subtree", "commune"), ("subtree", None)],
    "city": [("subtree", "district"), ("subtree", "commune"), ("own", "city")],
}
"""Scope and level of the totals a unit writes."""
PASSPHRASE = "mật khẩu chỉ để thử"
Rec = dict[str, Any]


def units_csv(path: Path) -> Path:
    """The made-up city."""
    rows = [["31", "31", "Thành phố Thử", "Thành phố", "city", "", "", "", "", "tự đặt"]]
    for district, communes in DISTRICTS.items():
        rows.append([district, district[:3], f"Quận {district[:3]}", "Quận", "district", "31", "", "", "", "tự đặt"])
        rows += [[c, c[:5], f"Phường {c[:5]}", "Phường", "commune", district, "", "", "", "tự đặt"] for c in communes]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["key", "code", "name", "type", "level", "parent", "valid_from", "valid_to", "successors", "source"]
        )
        out.writerows(rows)
    return path


def made_up(dice: random.Random, unit: str, level: str, turn: int) -> list[Rec]:
    """Records one desk writes for its own unit: of every counted form, and totals as a unit of its level has them."""
    sources = [datasets.session(dice, unit, dice.choice(YEARS)) for _n in range(6)]
    sources += [datasets.feedback(dice, unit, dice.choice(YEARS)) for _n in range(6)]
    found = [*sources, *(datasets.opinion(dice, sources, unit, dice.choice(YEARS)) for _n in range(8))]
    indicators = ["sessions_party", "agency_periodic", "opinions_government_accepted", "individual_adhoc"]
    for indicator in dice.sample(indicators, 2):
        scope, of_level = dice.choice(SHAPES[level])
        found.append(datasets.total(dice, unit, scope, of_level, indicator, dice.choice(YEARS), 60))
    if not turn and dice.random() < 0.4:
        found.append({"form": "period", "unit": unit, "period": str(YEARS[0]), "nothing_to_report": True})
    for n in range(2):
        found.append({
            "form": "dissemination", "unit": unit, "id": str(uuid.UUID(int=dice.getrandbits(128))),
            "held_on": f"{dice.choice(YEARS)}-05-{dice.choice(['05', '06'])}", "kind": "conference",
            "conferences": 1 + n, "topic": "Quyết định 218", "documents_issued": 25,
            "participants": dice.choice([None, 40, 333]),
            "other_forms": dice.choice([None, ["portal"], ["loudspeaker", "other"]]),
            "other_forms_text": dice.choice([None, "Tờ rơi", "Pa nô"]), "is_deleted": dice.random() < 0.1,
        })  # fmt: skip
        found.append({
            "form": "directive", "unit": unit, "type": dice.choice(["plan", "notice"]), "issuer": "TU",
            "number": f"{turn}{n}-KH/{unit[:5]}", "issued_on": datasets.day(dice, dice.choice(YEARS)),
            "summary": f"Về việc {n}", "sort_order": None,
        })  # fmt: skip
    return found


class Tree(World):
    """The desks of the city, joined."""

    def __init__(self, root: Path, passphrase: str | None) -> None:
        super().__init__(root)
        self.dice, self.passphrase = random.Random(7), passphrase
        self.desks["31"] = Desk.init(root / "31", "31", str(units_csv(root / "units.csv")), person="city")
        for district, communes in DISTRICTS.items():
            self.join(district, "31", district)
            for commune in communes:
                self.join(commune, district, commune)
        if passphrase:
            for name in ("31",):
                self.desks[name].close()
                locking.lock(root / name, passphrase)
                self.desks[name] = Desk.open(root / name, passphrase)
        for desk in self.desks.values():
            # What is tested here is what is counted, not that the disk has it.
            desk.store.conn.execute("PRAGMA synchronous = OFF")
            desk.receiving._back_up_before = lambda why: None

    def upper(self, name: str) -> str:
        return (
            "31" if name in DISTRICTS else next(d for d, below in DISTRICTS.items() if self.desks[name].unit in below)
        )

    def round(self, *, is_delivered: bool) -> list[tuple[str, Path]]:
        """Everybody sends up; the communes first, then the districts what they have. Packages with their receivers."""
        names = [n for n in self.desks if n not in ("31", *DISTRICTS)]
        self.dice.shuffle(names)
        made = []
        for name in [*names, *DISTRICTS]:
            out = self.file()
            self.desks[name].sending.send(out)
            made.append((self.upper(name), out))
            if is_delivered:
                self.receive(self.upper(name), out)
        return made

    def downwards(self) -> None:
        for district in DISTRICTS:
            self.down("31", district)
            for name in list(self.desks):
                if name not in ("31", *DISTRICTS) and self.upper(name) == district:
                    self.down(district, name)


@pytest.fixture
def tree(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Tree]:
    """The city after two rounds up and one down, every package delivered twice in any order."""
    made = Tree(tmp_path, getattr(request, "param", None))
    lived(made)
    yield made
    made.close()


def lived(made: Tree) -> None:
    """Two years of work."""
    for name, desk in list(made.desks.items()):
        put_all(desk, made_up(made.dice, name, desk.units.level(desk.unit), 0))
    packages = made.round(is_delivered=True)
    made.downwards()
    # A second laptop, and the same records changed on both: conflicts, also in what is counted.
    commune = "11296@2023"
    invitation = made.file("ddinvite")
    made.desks["303@2023"].joining.invite(commune, invitation)
    second = made.join("second", "303@2023", commune, invitation)
    made.up("second", "303@2023")
    made.desks["303@2023"].joining.trust(second.joining.fingerprint)
    made.down("303@2023", "second")
    held = [r for r in second.store.records("session") if r.values["status"] == "held"]
    given = list(second.store.records("feedback"))
    for desk, heads, occasions in ((made.desks[commune], "party", 2), (second, "both", 40)):
        for r in held[:2]:
            desk.records.change("session", r.id, {"count_for": heads if r.values["count_for"] != heads else "none"})
        desk.records.change("feedback", given[0].id, {"occasions": occasions, "undetailed_accepted": occasions})
    second.records.delete("session", held[-1].id)
    made.desks[commune].records.change("session", held[-1].id, {"place": "Nơi khác"})
    for name, desk in list(made.desks.items()):
        if name != "second":
            put_all(desk, made_up(made.dice, desk.unit, desk.units.level(desk.unit), 1))
            gone = [r for r in desk.store.records("session") if r.unit == desk.unit]
            desk.records.delete("session", made.dice.choice(gone).id)
    packages += made.round(is_delivered=False)
    again = [*packages, *packages]
    made.dice.shuffle(again)
    for name in ("31", *DISTRICTS):
        results = made.desks[name].receiving.receive([file for receiver, file in again if receiver == name])
        assert {r.status for r in results} == {"merged", "already"}
    for district in DISTRICTS:
        assert made.up(district, "31").status == "merged"
    made.downwards()
    assert made.desks["31"].conflicts.listed()


def counted(desk: Desk, root: Path) -> Counted:
    """What a desk exports, for scripts that know nothing of the program."""
    out = root / "count.ndjson"
    desk.files.export((), out, with_personal=True, with_bin=True)
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    with (root / "units.csv").open(encoding="utf-8", newline="") as file:
        return Counted(records, list(csv.DictReader(file)), desk.unit, desk.today().isoformat())


def agrees(desk: Desk, root: Path) -> dict[str, Any]:
    """Every cell of the reports equals the independent count of the desk's own export; what they show."""
    world, shown = counted(desk, root), dict[str, Any]()
    everything = list(world.by_key.values())
    books = Counted(
        [r for r in everything if r["form"] != "yearly_total"], list(world.unit.values()), desk.unit, world.today
    )
    for first, last, asked in SPANS:
        for number in (3, 4, 5):
            wanted = count_appendices.appendix(world, number, first, last)
            shown[f"{number} {first}"] = same(desk, f"appendix-{number:02d}", asked, wanted)
    asked = {"from_year": 2020, "to_year": 2023}
    shown["1"] = same(desk, "appendix-01", asked, count_books.first_appendix(books))
    shown["2"] = same(desk, "appendix-02", asked, count_books.second_appendix(world, desk.unit))
    told, wanted = (
        as_json(desk.reporting.build("head-coverage", {"period": "2022"})),
        count_trends.coverage(world, "2022"),
    )
    rows = {row["key"]: row for row in told["rows"]}
    assert [{k: rows[w["key"]][k] for k in w} for w in wanted["rows"]] == wanted["rows"]
    assert told["figures"] == wanted["figures"]
    shown["coverage"] = wanted
    shown["comparison"] = count_trends.comparison(world, [str(y) for y in YEARS], desk.unit)
    if shown["comparison"]:
        same(desk, "unit-comparison", SPANS[0][2], shown["comparison"])
    return shown


def same(desk: Desk, report: str, asked: dict[str, Any], wanted: list[Rec]) -> list[Rec]:
    """A report's rows say what is wanted, cell by cell."""
    found = as_json(desk.reporting.build(report, asked))["rows"]
    if report == "unit-comparison":
        by_key = {r["key"]: r for r in found}
        assert len(by_key) == len(found)
        found = [by_key[w["key"]] for w in wanted]
    assert [{key: row[key] for key in w} for row, w in zip(found, wanted, strict=True)] == wanted, (desk.unit, report)
    return wanted


def test_reports_at_every_desk_equal_an_independent_count(tree: Tree) -> None:
    shown = {name: agrees(desk, tree.root) for name, desk in tree.desks.items()}
    numbers = [v for row in shown["31"]["3 2021-01-01"] for v in row.values() if isinstance(v, int) and v]
    assert len(numbers) > 20
    assert shown["second"] == shown["11296@2023"]


@pytest.mark.parametrize("tree", [None, PASSPHRASE], indirect=True)
def test_taking_any_package_back_counts_as_if_it_had_never_come(tree: Tree) -> None:
    names = list(tree.desks) if os.environ.get("TREE") else ["31", "303@2023"]
    for name in names:
        desk = tree.desks[name]
        before = agrees(desk, tree.root)
        undone = 0
        for batch in [b for b in desk.receiving.batches() if b.status == "merged"]:
            file = next(p for p in tree.root.glob("*.ddpkg") if p.name == batch.file)
            desk.receiving.undo(batch.package)
            undone += agrees(desk, tree.root) != before
            assert tree.receive(name, file, again=True).status == "merged"
        assert undone or name not in ("31", *DISTRICTS), "no package counted anywhere"
        assert agrees(desk, tree.root) == before
