"""Kills of the installed program amid a save, a merge, a passphrase, a restore: whole before or whole after."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

from machine import say

from windows import programs
from windows.wine import Wine

KINDS = ("save", "merge", "passphrase", "restore")
PHRASE = "mo ngo tre lam 2026"


class NotWholeError(Exception):
    """A kill left something that is neither before nor after: what it is."""


class Killer:
    """Two desks in a prefix, and one command after another that does not come to its end."""

    def __init__(self, wine: Wine, seed: int) -> None:
        self._wine, self._chance = wine, random.Random(seed)
        self._program = wine.installed / programs.CONSOLE
        self._longest: dict[str, float] = {}

    def _do(self, desk: str, *words: str, phrase: str = "") -> str:
        more = {"DIALOGUE_DESK_PASSPHRASE": phrase, "DIALOGUE_DESK_NEW_PASSPHRASE": ""}
        ran = self._wine.run(self._program, *words, "--data", f"C:\\kills\\{desk}", more=more)
        if ran.status:
            raise NotWholeError(f"{' '.join(words)} on {desk}: {ran.status}\n{ran.out}{ran.err}")
        return ran.out

    def prepare(self) -> None:
        """A commune with a session, its district, a package on the way, a backup."""
        self._do("district", "init", "--unit", "303", "--units", "2023")
        self._do("commune", "init", "--unit", "11311", "--units", "2023")
        self._save("commune")
        self._do("district", "invite", "11311", "--out", "C:\\kills\\moi.ddinvite")
        self._do("commune", "join", "C:\\kills\\moi.ddinvite")
        self._do("commune", "send", "--out", "C:\\kills\\goi.ddpkg")
        self._backup = json.loads(self._do("commune", "backup", "--json"))["file"]

    def back_up(self, desk: str) -> None:
        """Make a backup, as every closing of the window does."""
        self._do(desk, "backup")

    def _save(self, desk: str) -> None:
        self._do(desk, *self._words("save"))

    def _words(self, kind: str) -> tuple[str, ...]:
        if kind == "save":
            return ("add", "session", "held_on=5/3/2023", "title=Đối thoại", "place=Nhà văn hóa", "count_for=party")
        if kind == "merge":
            return ("receive", "C:\\kills\\goi.ddpkg")
        return ("passphrase", "set") if kind == "passphrase" else ("restore", self._backup)

    def kill(self, kind: str) -> str:
        """Kill one command at a moment by chance, then look whether the desk is whole; how it stands."""
        desk = "district" if kind == "merge" else "commune"
        more = {"DIALOGUE_DESK_NEW_PASSPHRASE": PHRASE, "DIALOGUE_DESK_PASSPHRASE": ""}
        began = time.monotonic()
        words = (*self._words(kind), "--data", f"C:\\kills\\{desk}")
        with self._wine.start(self._program, *words, more=more) as running:
            # Most of a command is its start: the writing is in the last third.
            until = began + self._longest.get(kind, 2.0) * self._chance.uniform(0.5, 1.05)
            while running.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            is_killed = running.poll() is None
            running.kill()
        self._longest[kind] = max(self._longest.get(kind, 0.0), time.monotonic() - began) * (1.15 if is_killed else 1.0)
        is_set = "true" in self._do(desk, "passphrase", "--json")
        phrase = PHRASE if is_set else ""
        told = json.loads(self._do(desk, "check", "--json", phrase=phrase))
        if not told["ok"]:
            raise NotWholeError(f"after a kill while {kind}: {told}")
        if is_set:
            self._do(desk, "passphrase", "remove", phrase=phrase)
        return "killed" if is_killed else "done"


def run(wine: Wine, count: int, seed: int = 2026) -> None:
    """`count` kills, as many of each kind; NotWholeError when one leaves something that is not whole."""
    killer = Killer(wine, seed)
    killer.prepare()
    told: dict[str, int] = {}
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        how = killer.kill(kind)
        told[f"{kind} {how}"] = told.get(f"{kind} {how}", 0) + 1
    for desk in ("commune", "district"):
        killer.back_up(desk)  # what a kill left goes with the next copy
    left = [path.name for path in Path(wine.prefix, "drive_c", "kills").rglob("*.part")]
    say(f"   {count} kills: " + ", ".join(f"{name} {number}" for name, number in sorted(told.items())))
    if left:
        raise NotWholeError(f"left behind: {left}")
