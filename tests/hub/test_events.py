"""A province over time: whatever comes between two publications, the hub ends equal to the desk.

HUB_EVENTS=300 runs as many events; the suite runs a few.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.erasure import Erasure
from dialogue_desk.errors import DeskError
from dialogue_desk.hub import publishing
from tests.exchange.world import COMMUNE, OPINION, OTHER, SESSION, World
from tests.hub import publisher
from tests.hub.server import Server
from tests.hub.test_publishing import content

Asked = Callable[..., list[dict[str, Any]]]
EVENTS = int(os.environ.get("HUB_EVENTS", "14"))
SCHEMA = "dd"
NAMES = ("Quách Thị Lạc", "Triệu Văn Đoàn", "Mạc Thị Hướng")


class Province:
    """A city, a commune below it that types and sends, and the hub the city publishes into."""

    def __init__(self, root: Path, server: Server, ask: Asked, seed: int) -> None:
        self.dice = random.Random(f"hub events {seed}")
        self.world, self.server, self.ask = World(root), server, ask
        self.world.init("city", "31")
        self.world.join("commune", "city", COMMUNE)
        self.backup = self.city.keeping.back_up(to=root / "first.db")
        self.published = 0
        self.told: list[str] = []

    @property
    def city(self) -> Desk:
        return self.world.desks["city"]

    @property
    def commune(self) -> Desk:
        return self.world.desks["commune"]

    def day(self) -> str:
        return f"20{self.dice.randint(20, 24)}-{self.dice.randint(1, 12):02d}-{self.dice.randint(1, 28):02d}"

    # -- events ------------------------------------------------------------------

    def typed(self) -> None:
        desk, unit = self.dice.choice(((self.commune, COMMUNE), (self.city, OTHER), (self.city, "31")))
        for _n in range(self.dice.randint(1, 4)):
            if self.dice.random() < 0.4:
                desk.records.save("session", {**SESSION, "held_on": self.day()}, unit=unit)
                continue
            name = self.dice.choice((*NAMES, None))
            text = f"Đường hỏng, {self.dice.choice(NAMES)} nói vậy" if self.dice.random() < 0.5 else "Đường hỏng"
            values = {**OPINION, "received_on": self.day(), "text": text, "speaker_name": name}
            desk.records.save("opinion", values, unit=unit)

    def changed(self) -> None:
        desk = self.dice.choice((self.city, self.commune))
        held = [r for form in ("session", "opinion") for r in desk.store.records(form) if self.may(desk, r.unit)]
        for one in self.dice.sample(held, min(2, len(held))):
            whole = desk.records.get(one.form, one.id, one.unit)
            if self.dice.random() < 0.3:
                desk.records.delete(one.form, one.id, one.unit)
            elif one.form == "session":
                status = self.dice.choice(("held", "cancelled"))
                desk.records.save("session", {**whole.values, "status": status}, one.id, one.unit, whole.rev)
            else:
                desk.records.save("opinion", {**whole.values, "place": "Đầu ngõ"}, one.id, one.unit, whole.rev)

    def may(self, desk: Desk, unit: str) -> bool:
        return unit == COMMUNE if desk is self.commune else unit != COMMUNE

    def stepped(self) -> None:
        held = [r for r in self.commune.store.records("opinion") if r.values["kind"] == "petition"]
        for one in self.dice.sample(held, min(2, len(held))):
            kind = self.dice.choice(("assign", "resolve", "reopen", "forward_up", "extend"))
            step = {
                "opinion_unit": COMMUNE, "opinion_id": one.id, "done_on": "2025-02-03", "kind": kind, "text": "Đã xem",
                "agency": "Phòng Kinh tế", "new_due_on": "2025-09-09",
            }  # fmt: skip
            try:
                self.commune.records.save("action", step)
            except DeskError:
                continue

    def merged(self) -> None:
        self.world.up("commune", "city")

    def undone(self) -> None:
        merged = [row[0] for row in self.city.store.conn.execute("SELECT package FROM batch WHERE status = 'merged'")]
        if merged:
            self.city.receiving.undo(merged[-1])

    def taken_back(self) -> None:
        self.city.operations.undo()

    def erased(self) -> None:
        held = list(self.commune.store.records("opinion"))
        if held:
            one = self.dice.choice(held)
            eraser: Erasure = self.commune.erasure
            try:
                eraser.erase("opinion", one.id, [], "Người nêu yêu cầu", one.unit)
                eraser.erase("opinion", one.id, ["text"], "Có tên người khác", one.unit)
            except DeskError:
                return

    def backed_up(self) -> None:
        self.backup = self.city.keeping.back_up(to=self.world.file("db"))

    def restored(self) -> None:
        self.city.close()
        Desk.restore(self.world.root / "city", self.backup)
        self.world.desks["city"] = Desk.open(self.world.root / "city")

    def killed(self) -> None:
        stop = self.dice.choice(publisher.STOPS)
        folder = self.world.root / "city"
        self.city.close()
        with subprocess.Popen(
            [sys.executable, publisher.__file__, str(folder), self.server.url(), SCHEMA, stop],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            process.stdout.readline()
            process.kill()
        self.world.desks["city"] = Desk.open(folder)
        self.told[-1] += f" {stop}"

    def cut_off(self) -> None:
        """The connection is lost in the middle of a publication."""
        recount = publishing.Publication._recount

        def cut(publication: publishing.Publication) -> None:
            recount(publication)
            with psycopg.connect(self.server.url(), autocommit=True) as conn:
                conn.execute(
                    b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dialogue-desk'"
                )

        publishing.Publication._recount = cut  # type: ignore[method-assign]
        try:
            with pytest.raises(DeskError) as refused:
                self.city.publishing.publish(self.server.url(), SCHEMA)
        finally:
            publishing.Publication._recount = recount  # type: ignore[method-assign]
        assert refused.value.code == "no_connection"

    def publish(self) -> None:
        self.city.publishing.publish(self.server.url(), SCHEMA)
        self.published += 1

    EVENTS = (
        *(typed,) * 4, *(changed,) * 3, *(stepped,) * 3, *(merged,) * 5, *(undone,) * 2, taken_back, erased, backed_up,
        restored, killed, cut_off, *(publish,) * 4,
    )  # fmt: skip

    def go(self, events: int) -> None:
        for number in range(events):
            event = self.dice.choice(self.EVENTS)
            self.told.append(event.__name__)
            event(self)
            if number % 7 == 6 or number == events - 1:
                self.publish()
                self.check()

    def check(self) -> None:
        found = content(self.city, self.ask, SCHEMA)
        self.city.publishing.publish(self.server.url(), SCHEMA, is_full=True)
        assert found == content(self.city, self.ask, SCHEMA), self.told
        whole = self.city.reporting.json(
            self.city.reporting.build("appendix-04", {"from_year": 2020, "to_year": 2024, "unit": "31"})
        )
        rows = self.ask(f"SELECT * FROM {SCHEMA}.phu_luc_04(2020, 2024, '31')")
        kept = ("gov_dialogues", "opinions_accepted", "opinions_total", "agency_total")
        assert [[r[k] for k in kept] for r in rows] == [[r[k] for k in kept] for r in whole["rows"]], self.told


@pytest.mark.parametrize("seed", [1] if EVENTS < 50 else [1, 2])
def test_the_hub_ends_equal_to_the_desk(tmp_path: Path, server: Server, ask: Asked, seed: int) -> None:
    province = Province(tmp_path, server, ask, seed)
    try:
        province.go(EVENTS)
        assert province.published >= 2
    finally:
        province.world.close()
