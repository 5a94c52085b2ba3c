"""How the installed window starts: a picture of home, and how long it takes beside `python main.py`."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from machine import say

from windows import programs
from windows.sources import ROOT
from windows.using import FailedError
from windows.wine import Wine, windows_path

TURNS = 7
MOST = 1.2
"""Times `python main.py`, each from a start to something painted over half the middle of the screen."""


def picture(wine: Wine, folder: str, target: Path, rest: float = 15) -> None:
    """Start the window on a folder, give it time for its page, take a picture."""
    with wine.start(wine.installed / programs.WINDOW, "--data", folder) as window:
        took = wine.screen.wait(lambda share: share > 0.5)
        time.sleep(rest)
        wine.screen.picture(target)
        is_there = window.poll() is None
        window.kill()
    wine.screen.wait(lambda share: share < 0.05, 30)
    if not is_there or took == float("inf"):
        raise FailedError("the window did not come, or went again")
    say(f"   home after {took:.1f} s: {target}")


def compare(wine: Wine, python: Path, folder: str) -> None:
    """The installed window against `python main.py` in the same prefix; FailedError when it starts much later."""
    installed = (str(wine.installed / programs.WINDOW),)
    bare = (str(python), "-X", "utf8", windows_path(ROOT / "main.py"))
    took: dict[tuple[str, ...], list[float]] = {installed: [], bare: []}
    for turn in range(TURNS):
        for program in (installed, bare) if turn % 2 else (bare, installed):
            with wine.start(*program, "--data", folder) as window:
                took[program].append(wine.screen.wait(lambda share: share > 0.5))
                time.sleep(1)
                window.kill()
            wine.screen.wait(lambda share: share < 0.05, 30)
    ours, other = statistics.median(took[installed]), statistics.median(took[bare])
    say(f"   installed {ours:.2f} s, python main.py {other:.2f} s: {ours / other:.2f}×")
    if ours > MOST * other:
        raise FailedError(f"the installed window starts in {ours / other:.2f} times the time of python main.py")
