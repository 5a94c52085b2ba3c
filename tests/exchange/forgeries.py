"""Every kind of package that somebody with valid keys may forge, made with the product's own parts.

A forgery says who brings it to whom, and what would show that it was taken as an ordinary one.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue_desk.desk import Desk
from dialogue_desk.domain.records import new_id
from dialogue_desk.exchange import signing
from dialogue_desk.exchange.identity import Keys
from dialogue_desk.exchange.parts import seal_line
from dialogue_desk.storage import registry
from tests.exchange.forging import entry, line, next_number, registry_of, seal, version
from tests.exchange.world import COMMUNE, DISTRICT, OTHER, SESSION, World

SECOND_DISTRICT = "304@2023"


@dataclass(frozen=True)
class Forgery:
    """A package and the desk it is for. `rows` were forged in it; `claims`: it says things it has no say in."""

    kind: str
    receiver: str
    file: Path
    rows: int = 0
    claims: bool = False
    alarms: bool = False


class Forger:
    """Makes forgeries in a world of desks that know each other; `record` of the commune is held at every level."""

    def __init__(self, world: World, record: str, dice: random.Random) -> None:
        self.world, self.record, self.dice = world, record, dice
        self.desks = world.desks
        self.count = itertools.count(50)

    def make(self, kind: str) -> Forgery:
        """One of a kind, its details drawn."""
        makers: dict[str, Callable[[], Forgery]] = {
            "own_rows": self.own_rows, "others_rows": self.others_rows, "backdated": self.backdated,
            "own_series": self.own_series, "erasures": self.erasures, "registries": self.registries,
            "takeovers": self.takeovers, "revocations": self.revocations, "counts": self.counts,
        }  # fmt: skip
        return makers[kind]()

    def _title(self) -> dict[str, Any]:
        return {**SESSION, "title": f"Giả {self.dice.random()}", "place": self.dice.choice(("Chợ", "Sân", "Đình"))}

    def _seal(self, sender: str, receiver: str, lines: list[bytes], **more: Any) -> Path:
        n = next(self.count)
        kind = more.pop("kind", "up")
        if kind == "down":
            more.setdefault("registry", registry_of(self.desks[sender], number=10_000 + n))
        return seal(
            self.world, self.desks[sender], self.desks[receiver], lines, kind=kind, number=n, spoken=n, **more
        )  # fmt: skip

    def _own(self, **more: Any) -> Any:
        desk = self.desks["commune"]
        n = next_number(desk) + next(self.count)
        return version(desk, "session", COMMUNE, self._title(), **{"n": n, **more})

    # -- rows ---------------------------------------------------------------------------------

    def own_rows(self) -> Forgery:
        """Own rows that are not what a desk writes: unsigned, signed wrongly, out of time, with names in the open."""
        commune, made = self.desks["commune"], self._own()
        how = self.dice.choice(("unsigned", "by_another", "other_place", "century", "names", "kind"))
        keys = {d: Keys(s, a) for d, s, a in registry.own_keys(commune.store)}[commune.store.desk]
        de, n = made.stamp.de, made.stamp.n
        lines, signers = [line(made)], ()
        if how == "by_another":
            other = registry.own_keys(self.desks["other"].store)[0]
            lines.insert(0, seal_line(signing.sign(Keys(other[1], other[2]), de, n, [made.hash])))
        elif how == "other_place":
            lines.insert(0, seal_line(signing.sign(keys, de, n + self.dice.choice((-1, 1)), [made.hash])))
        elif how != "unsigned":
            signers = (commune,)  # type: ignore[assignment]
            made = {
                "century": lambda: self._own(hlc=commune.store.clock() + 150 * 365 * 86_400_000_000),
                "names": lambda: version(
                    commune, "opinion", COMMUNE, {"text": "a", "speaker_name": "Ai đó"}, n=next_number(commune) + n
                ),
                "kind": lambda: self._own(desk=commune.store.desk[:-1] + "z"),
            }[how]()
            lines = [line(made)]
        return Forgery(f"own_rows/{how}", "district", self._seal("commune", "district", lines, signers=signers), 1)

    def others_rows(self) -> Forgery:
        """Rows of another unit, or under another desk's name, brought up, down and through a relay."""
        how = self.dice.choice(("beside", "above", "up_in_its_name", "down_in_its_name", "down_own_name", "step"))
        district, commune = self.desks["district"], self.desks["commune"]
        n = next_number(commune) + next(self.count)
        if how in ("beside", "above"):
            unit = OTHER if how == "beside" else DISTRICT
            made = version(commune, "session", unit, self._title(), n=n)
            return Forgery(f"others/{how}", "district", self._seal("commune", "district", [line(made)]), 1)
        if how == "up_in_its_name":
            made = self._own(record_id=self.dice.choice((self.record, new_id())))
            return Forgery(f"others/{how}", "city", self._seal("district", "city", [line(made)]), 1)
        if how == "step":
            on = {"opinion_unit": COMMUNE, "opinion_id": new_id(), "done_on": "2023-06-01", "kind": "note", "text": "x"}
            made = version(district, "action", COMMUNE, on, n=next_number(district) + n)
        elif how == "down_own_name":
            made = version(district, "session", COMMUNE, self._title(), record_id=self.record, n=n)
        else:
            other = self.desks["other"]
            made = version(other, "session", COMMUNE, self._title(), record_id=self.record, n=n)
        return Forgery(f"others/{how}", "commune", self._seal("district", "commune", [line(made)], kind="down"), 1)

    def backdated(self) -> Forgery:
        """A commune's saves altered on the way, under an old number or an old clock."""
        commune = self.desks["commune"]
        clock = commune.store.clock() - self.dice.randrange(1, 900) * 86_400_000_000
        n = self.dice.choice((1, 1, next_number(commune) + next(self.count)))
        made = self._own(record_id=self.record, hlc=clock, n=n)
        relay, receiver, kind = self.dice.choice((("district", "city", "up"), ("city", "district", "down")))
        return Forgery("backdated", receiver, self._seal(relay, receiver, [line(made)], kind=kind), 1)

    def own_series(self) -> Forgery:
        """Rows in the series of the very desk that receives them."""
        receiver = self.dice.choice(("commune", "district"))
        sender, kind = {"commune": ("district", "down"), "district": ("commune", "up")}[receiver]
        desk = self.desks[receiver]
        n = self.dice.choice((1, next_number(desk), next_number(desk) + next(self.count)))
        made = version(desk, "session", COMMUNE, self._title(), record_id=self.record, n=n)
        file = self._seal(sender, receiver, [line(made)], kind=kind)
        return Forgery("own_series", receiver, file, 1, alarms=True)

    # -- what a package says beside its rows ----------------------------------------------------

    def erasures(self) -> Forgery:
        """Marks on records of others; and other contents behind a hash that is said to be erased."""
        commune, how = self.desks["commune"], self.dice.choice(("beside", "behind"))
        if how == "beside":
            mark = ["session", COMMUNE, self.record, json.dumps([self.dice.choice(("place", "title"))])]
            mark += [self.desks["other"].store.desk, "Ai", "2026-01-05", "xin"]
            return Forgery(
                "erasures/beside", "district", self._seal("other", "district", [], erasures=[mark]), claims=True
            )
        made = self._own(record_id=self.record)
        cells = [*json.loads(line(made)), commune.store.conn.execute("SELECT hash FROM version").fetchone()[0]]
        lines = [json.dumps(cells, ensure_ascii=False).encode()]
        return Forgery("erasures/behind", "city", self._seal("district", "city", lines), 1)

    def registries(self) -> Forgery:
        """Desks and rights that are not the sender's to tell of."""
        stranger, n = Keys.generate().public, next(self.count)
        sender, receiver, foreign = self.dice.choice(
            (("commune", "district", OTHER), ("commune", "district", DISTRICT), ("district", "city", SECOND_DISTRICT))
        )
        made_up = [stranger.desk, foreign, stranger.sign, stranger.age, "trusted", "", "", ""]
        claimed = entry(self.desks["second" if receiver == "city" else "other"], age=stranger.age)
        told = self.dice.choice((
            {"desks": [made_up]},
            {"desks": [claimed] if receiver == "city" else [made_up, claimed]},
            {"desks": [], "rights": [[self.desks[sender].store.desk, foreign, ""]]},
        ))  # fmt: skip
        told_whole = registry_of(self.desks[sender], number=10_000 + n, **told)
        return Forgery("registries", receiver, self._seal(sender, receiver, [], registry=told_whole), claims=True)

    def takeovers(self) -> Forgery:
        """A unit says that it continues another one's cases, and writes for it."""
        commune, n = self.desks["commune"], next(self.count)
        told = registry_of(commune, number=10_000 + n, takeovers={self.dice.choice((OTHER, DISTRICT)): [COMMUNE]})
        made = version(commune, "session", OTHER, self._title(), n=next_number(commune) + n)
        file = self._seal("commune", "district", [line(made)], registry=told)
        return Forgery("takeovers", "district", file, 1, claims=True)

    def revocations(self) -> Forgery:
        """Others' machines called revoked; and a revoked machine whose rows come by way of a relay."""
        n = next(self.count)
        if self.dice.random() < 0.5:
            claimed = [entry(self.desks[name], status="revoked", upto="{}") for name in ("other", "district")]
            told = registry_of(self.desks["commune"], number=10_000 + n, desks=claimed)
            file = self._seal("commune", "district", [], registry=told)
            return Forgery("revocations/claimed", "district", file, claims=True)
        lost = self.desks["lost"]
        number = self.dice.choice((1, next_number(lost) + n))
        made = version(lost, "session", COMMUNE, self._title(), n=number)
        if self.dice.random() < 0.5:
            return Forgery("revocations/itself", "district", self._seal("lost", "district", [line(made)]))
        signers = (lost, self.desks["commune"])
        return Forgery(
            "revocations/relayed", "district", self._seal("commune", "district", [line(made)], signers=signers), 1
        )

    def counts(self) -> Forgery:
        """Numbers that are not so: of rows, of packages, of what came and what is held."""
        how = self.dice.choice(("rows", "number", "arrivals", "holdings", "held"))
        if how == "holdings":
            days = {OTHER: {"2026-01-05": {f"{self.desks['commune'].store.desk}/0": [[1, 9, 0]]}}}
            file = self._seal("district", "commune", [], kind="down", holdings=days)
            return Forgery("counts/holdings", "commune", file, claims=True)
        more: dict[str, Any] = {
            "rows": {"rows": self.dice.randrange(1, 9)},
            "number": {"number": 1 << self.dice.randrange(18, 70)},
            "arrivals": {"arrivals": {self.dice.choice((OTHER, DISTRICT, "x")): "2026-01-05"}},
            "held": {"held": {"a": [[1, 1 << 70, 0]]}},
        }[how]
        n = next(self.count)
        file = seal(
            self.world, self.desks["commune"], self.desks["district"], [], **{"number": n, "spoken": n, **more}
        )  # fmt: skip
        return Forgery(f"counts/{how}", "district", file, claims=how == "arrivals")


KINDS = (
    "own_rows", "others_rows", "backdated", "own_series", "erasures", "registries", "takeovers", "revocations",
    "counts",
)  # fmt: skip


def desk_of(world: World, forgery: Forgery) -> Desk:
    """The desk that receives it."""
    return world.desks[forgery.receiver]
