"""Build, install and use the program in an empty Wine prefix; then the tests with its own Python.

`--short` is what `.ci/run` does; without it all of `dev.py windows-test` runs: a picture of home, an upgrade while the
window is open, killed installations, updates, kills amid writing, and every folder of tests. `--only NAME…` runs parts
of it in the prefix of the last run.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from machine import say

from windows import build, changing, kills, launching, starting, updates, using, ways
from windows.screen import shown
from windows.sources import CACHE, CannotBuildError, OutOfReachError
from windows.using import CITY, Desk, FailedError
from windows.wine import LOADER, Wine, make_python, pytest

SHORT_TESTS = ("tests/domain",)
LONG_TESTS = (
    *("tests/render", "tests/storage", "tests/desk", "tests/cli", "tests/exchange", "tests/journeys", "tests/reports"),
)
KILLS = 20
DEMO = "C:\\demo"


class Trial:
    """One prefix, one installation in it, and the parts of a trial by name, in the order they run."""

    def __init__(self, wine: Wine, *, is_short: bool) -> None:
        self.wine, self._is_short = wine, is_short
        self._key = CACHE / "trial" / "publisher.key"

    @property
    def parts(self) -> dict[str, Callable[[], object]]:
        """What is tried, by the name `--only` takes."""
        short: dict[str, Callable[[], object]] = {
            "build": self.build,
            "install": self.install,
            "launchers": lambda: launching.run(self.wine),
            "use": lambda: using.use(self.wine),
            "python": lambda: make_python(self._version(), CACHE / "python"),
        }
        long: dict[str, Callable[[], object]] = {
            "chart": self.chart,
            "demo": self.demo,
            "home": lambda: starting.picture(self.wine, DEMO, CACHE / "trial" / "home.png"),
            "start": lambda: starting.compare(self.wine, CACHE / "python" / "python.exe", DEMO),
            "upgrade": lambda: changing.upgrade_while_running(self.wine, self._setup()),
            "cut-short": lambda: changing.cut_short(self.wine, self._setup()),
            "update": lambda: updates.run(self.wine, self._key, DEMO),
            "session": lambda: ways.session_ends(self.wine, CACHE / "python" / "python.exe"),
            "double-click": lambda: ways.double_click(self.wine),
            "scales": lambda: ways.scales(self.wine, DEMO),
            "kills": lambda: kills.run(self.wine, KILLS),
        }
        last: dict[str, Callable[[], object]] = {"uninstall": lambda: changing.uninstall(self.wine)}
        folders = SHORT_TESTS if self._is_short else (*SHORT_TESTS, *LONG_TESTS)
        tests = {folder: self._tests(folder) for folder in folders}
        return short | ({} if self._is_short else long) | last | tests

    def build(self) -> None:
        """The installer; in a whole trial one that takes updates of a key made for it."""
        from windows.update import secret_key

        folder = CACHE / "trial"
        folder.mkdir(parents=True, exist_ok=True)
        trusted = "" if self._is_short else secret_key(self._key).public_key().public_bytes_raw().hex()
        build.build(folder, fast=True, trusted=trusted)

    def _setup(self) -> Path:
        return next((CACHE / "trial").glob("*-setup.exe"))

    def install(self) -> None:
        """Into an empty prefix."""
        self.wine.begin()
        self.wine.install(self._setup())

    def _version(self) -> Path:
        return self.wine.installed / "versions" / changing.counting(self.wine)

    def chart(self) -> None:
        """A page with a chart as PDF."""
        out = self.wine.prefix / "drive_c" / "mot-trang.pdf"
        Desk(self.wine, CITY).do("report", "one-page", "--period", "2023", "--out", f"C:\\{out.name}")
        if not out.read_bytes().startswith(b"%PDF"):
            raise FailedError(f"{out.name} is none")

    def demo(self) -> None:
        """A commune to look at."""
        shutil.rmtree(self.wine.prefix / "drive_c" / "demo", ignore_errors=True)
        Desk(self.wine, DEMO).bare("demo", "commune", "--out", DEMO, "--seed", "1")

    def _tests(self, folder: str) -> Callable[[], None]:
        """Tests with the Windows Python; the reason of every skip is in their listing."""

        def run() -> None:
            ran = pytest(self.wine, CACHE / "python" / "python.exe", (folder,), patience=5400)
            lines = ran.out.strip().splitlines() or ["said nothing"]
            for line in lines:
                if line.startswith(("SKIPPED", "FAILED", "ERROR")):
                    say("   " + line)
            say(f"   {lines[-1]}")
            if ran.status:
                raise FailedError(f"{folder}: status {ran.status}\n" + "\n".join(lines[-60:]) + ran.err[-2000:])

        return run


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all of it went well; 1 with what did not.

    The short way goes on where its tools or parts are out of reach, and says that it did not run: what could not be
    tried is no fault of the program.
    """
    parser = argparse.ArgumentParser(prog="dev.py windows-test", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--short", action="store_true", help="only what .ci/run does")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="parts, in the prefix of the last run")
    asked = parser.parse_args(arguments)
    if not LOADER.exists() or shutil.which("makensis") is None:
        say("The trial under Wine did NOT run: wine64, nsis and mingw could not be installed on this machine.")
        return 0 if asked.short else 1
    began = time.monotonic()
    try:
        told = _run(asked.short, asked.only)
    except OutOfReachError as trouble:
        say(f"The trial under Wine did NOT run: {trouble}")
        return 0 if asked.short else 1
    except CannotBuildError as trouble:
        say(str(trouble))
        return 1
    say("\n".join(told) if told else f"Windows under Wine: all good, {time.monotonic() - began:.0f} s")
    return 1 if told else 0


def _run(is_short: bool, only: Sequence[str]) -> list[str]:
    """Run parts; what went wrong. The short way stops at the first, the whole one goes on with the next part."""
    told: list[str] = []
    if is_short:
        return _parts(Trial(Wine(CACHE / "prefix"), is_short=True), only)
    with shown() as screen:
        told += _parts(Trial(Wine(CACHE / "prefix", screen), is_short=False), only)
    return told


def _parts(trial: Trial, only: Sequence[str]) -> list[str]:
    told: list[str] = []
    unknown = set(only) - trial.parts.keys()
    if unknown:
        raise CannotBuildError(f"No such parts: {' '.join(sorted(unknown))}; there are {' '.join(trial.parts)}")
    for name, part in trial.parts.items():
        if only and name not in only:
            continue
        began = time.monotonic()
        say(f"-- {name}")
        try:
            part()
        except (FailedError, kills.NotWholeError) as trouble:
            told.append(f"{name}: {trouble}")
            say(told[-1])
            if name in ("build", "install", "use", "python"):
                break
        say(f"   {time.monotonic() - began:.0f} s")
    trial.wine.end()
    return told


if __name__ == "__main__":
    sys.exit(main())
