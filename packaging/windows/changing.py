"""Versions of the installed program come and go: an upgrade amid work, an installation cut short, removal."""

from __future__ import annotations

import os
import time
from pathlib import Path

from machine import say

from windows import programs
from windows.using import WARD, Desk, FailedError
from windows.wine import Wine

CUT_AT = (0.05, 0.4, 0.7, 0.95)
"""Shares of the files of an installation after which it is killed."""
BUSY = 3
"""Exit status of an uninstaller that refuses because the program is open."""
PATIENCE = 120.0


def counting(wine: Wine) -> str:
    """The name of the version that counts."""
    return (wine.installed / "current.txt").read_text(encoding="ascii").strip()


def upgrade_while_running(wine: Wine, setup: Path) -> None:
    """An upgrade keeps what runs; uninstalling refuses meanwhile."""
    before = counting(wine)
    with wine.start(wine.installed / programs.WINDOW, "--data", WARD) as window:
        wine.screen.wait(lambda share: share > 0.3)
        refused = wine.run(wine.installed / "uninstall.exe", "/S", f"_?=C:\\{_inside(wine)}")
        if refused.status != BUSY or not (wine.installed / "versions" / before / "python311.dll").is_file():
            raise FailedError(f"uninstalling did not refuse while the window was open: {refused.status}")
        wine.install(setup)
        if counting(wine) == before or not (wine.installed / "versions" / before / "python311.dll").is_file():
            raise FailedError("the upgrade touched the version that ran")
        if window.poll() is not None:
            raise FailedError("the window went while the upgrade was installed")
        window.kill()
    wine.install(setup)
    if (wine.installed / "versions" / before).exists():
        raise FailedError("the version before was not removed once it was free")


def cut_short(wine: Wine, setup: Path) -> None:
    """An installation that is killed leaves the version before working, and the next one clears up."""
    wine.install(setup)
    before = counting(wine)
    for share in CUT_AT:
        with wine.start(setup, "/S") as running:
            while running.poll() is None and _share_laid(wine, before) < share:
                time.sleep(0.005)
            if running.poll() is not None:
                raise FailedError(f"the installation was over before {share:.0%} of it was there")
            running.kill()
        if counting(wine) != before:
            raise FailedError(f"an installation killed after {share:.0%} counts: {counting(wine)}")
        Desk(wine, WARD).do("doctor", "--json")
        say(f"   killed after {share:.0%}: {before} works")
    wine.install(setup)
    left = [path.name for path in (wine.installed / "versions").iterdir()]
    if left != [counting(wine)]:
        raise FailedError(f"left of killed installations: {left}")


def _share_laid(wine: Wine, before: str) -> float:
    """How much of the newest folder beside `before` is there, by its files."""
    folders = [path for path in (wine.installed / "versions").iterdir() if path.name != before]
    if not folders:
        return 0.0
    newest = max(folders, key=lambda path: path.stat().st_ctime)
    return _files(newest) / _files(wine.installed / "versions" / before)


def _files(folder: Path) -> int:
    return sum(len(names) for _place, _folders, names in os.walk(folder))


def _inside(wine: Wine) -> str:
    return str(wine.installed.relative_to(wine.prefix / "drive_c")).replace("/", "\\")


def uninstall(wine: Wine) -> None:
    """Nothing is left but the data."""
    wine.run(wine.installed / "uninstall.exe", "/S")
    until = time.monotonic() + PATIENCE  # it goes on from a copy of itself
    while wine.installed.exists() and time.monotonic() < until:
        time.sleep(0.5)
    wine.end()
    if wine.installed.exists():
        raise FailedError("left behind: " + ", ".join(path.name for path in wine.installed.rglob("*")))
    if not (Desk(wine, WARD).local() / "desk.db").is_file():
        raise FailedError("the data went with the program")
    registry = (wine.prefix / "user.reg").read_text(encoding="utf-8", errors="replace")
    if "DialogueDesk" in registry:
        raise FailedError("the registry still names the program")
