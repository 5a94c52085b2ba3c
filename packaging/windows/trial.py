"""Build, install and use the program in an empty Wine prefix; then the tests with its own Python.

`main` is the short way of `.ci/run`; with `--long` it is `dev.py windows-test`: an upgrade while it runs, the window,
and every folder of tests.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from machine import say

from windows import build, kills, programs
from windows.sources import CACHE, CannotBuildError, OutOfReachError
from windows.wine import LOADER, Wine, make_python, pytest

SHORT_TESTS = ("tests/domain",)
LONG_TESTS = ("tests/render", "tests/storage", "tests/desk", "tests/cli", "tests/exchange", "tests/journeys")
KILLS = 20
UNIT, PASSPHRASE, SECOND = "11311", "mo ngo tre lam 2026", "dong lua chin vang 7"


class FailedError(Exception):
    """A step of the trial went wrong: what was asked and what came."""


class Desk:
    """Commands of the installed program on one data folder."""

    def __init__(self, wine: Wine, folder: str) -> None:
        self._wine, self._folder = wine, folder
        self.passphrase = self.next = ""

    def do(self, *words: str, status: int = 0) -> str:
        """Run a command; what it printed. Failed when it ends otherwise than it should."""
        more = {"DIALOGUE_DESK_PASSPHRASE": self.passphrase, "DIALOGUE_DESK_NEW_PASSPHRASE": self.next}
        ran = self._wine.run(self._wine.installed / programs.CONSOLE, *words, "--data", self._folder, more=more)
        if ran.status != status or "Traceback" in ran.err:
            raise FailedError(f"{' '.join(words)}: ended with {ran.status}\n{ran.out}\n{ran.err}")
        say(f"   {ran.seconds:5.1f} s  {' '.join(words[:2])}")
        return ran.out

    def local(self) -> Path:
        """The data folder as seen from this machine."""
        return self._wine.prefix / "drive_c" / self._folder.removeprefix("C:\\").replace("\\", "/")


def use(wine: Wine) -> None:
    """From an empty folder to a sealed package and back, and through a passphrase."""
    from openpyxl import Workbook

    disk = wine.prefix / "drive_c"
    book = Workbook()
    for row in (("Nội dung", "Lĩnh vực"), ("Đường hỏng ở ngõ 5", "Giao thông")):
        book.active.append(row)
    book.save(disk / "bang.xlsx")
    ward, city = Desk(wine, "C:\\Dữ liệu\\phường"), Desk(wine, "C:\\Dữ liệu\\quận")
    ward.do("init", "--unit", UNIT, "--units", "2023")
    city.do("init", "--unit", "303", "--units", "2023")
    ward.do("add", "session", "held_on=5/3/2023", "title=Đối thoại quý I", "place=Nhà văn hóa", "count_for=party")
    ward.do("import-table", "C:\\bang.xlsx", "--set", "side=government", "--set", "received_on=6/3/2023", "--store")
    for ending, starts in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("docx", b"PK")):
        name = "periodic-report" if ending == "docx" else "appendix-05"
        about = ("--period", "2023") if ending == "docx" else ("--from-year", "2014", "--to-year", "2023")
        ward.do("report", name, *about, "--out", f"C:\\bao-cao.{ending}")
        if not (disk / f"bao-cao.{ending}").read_bytes().startswith(starts):
            raise FailedError(f"bao-cao.{ending} is none")
    city.do("invite", UNIT, "--out", "C:\\moi.ddinvite")
    ward.do("join", "C:\\moi.ddinvite")
    ward.do("send", "--out", "C:\\goi.ddpkg")
    told = json.loads(city.do("receive", "C:\\goi.ddpkg", "--json"))
    if "Đối thoại quý I" not in city.do("search", "doi thoai"):
        raise FailedError(f"the session did not arrive: {told}")
    guard(ward)


def guard(ward: Desk) -> None:
    """Passphrase set and changed, a backup, a restore, what can be rescued."""
    ward.next = PASSPHRASE
    ward.do("passphrase", "set")
    ward.passphrase, ward.next = PASSPHRASE, SECOND
    ward.do("passphrase", "change")
    ward.passphrase, ward.next = SECOND, ""
    made = json.loads(ward.do("backup", "--json"))["file"]
    if json.loads(ward.do("salvage", made, "--json"))["missing"]:
        raise FailedError("something was missing in what was rescued of a whole file")
    ward.do("restore", made)
    ward.do("check")
    ward.do("doctor")
    left = [path for path in ward.local().rglob("*") if path.name.startswith(("spool", "lock.db", "restore.db"))]
    if left:
        raise FailedError(f"left beside the desk: {left}")


def install_and_use(wine: Wine, setup: Path, *, long: bool) -> Path:
    """The installed version's folder, after everything was done with it."""
    say("-- install")
    version = wine.install(setup)
    say("-- use")
    use(wine)
    if long:
        charted = Desk(wine, "C:\\Dữ liệu\\quận")
        charted.do("report", "one-page", "--period", "2023", "--out", "C:\\mot-trang.pdf")
        upgrade_while_running(wine, setup)
        say("-- kills")
        kills.run(wine, KILLS)
        version = wine.installed / "versions" / (wine.installed / "current.txt").read_text(encoding="ascii")
    return version


def upgrade_while_running(wine: Wine, setup: Path) -> None:
    """An upgrade keeps what runs; uninstalling refuses meanwhile."""
    say("-- upgrade while the window is open")
    before = (wine.installed / "current.txt").read_text(encoding="ascii")
    with wine.start(wine.installed / programs.WINDOW, "--data", "C:\\Dữ liệu\\phường") as window:
        time.sleep(30)
        refused = wine.run(wine.installed / "uninstall.exe", "/S", f"_?=C:\\{_inside(wine)}")
        if not (wine.installed / "versions" / before / "python311.dll").is_file():
            raise FailedError(f"uninstalling did not refuse while the window was open: {refused.status}")
        wine.install(setup)
        after = (wine.installed / "current.txt").read_text(encoding="ascii")
        if after == before or not (wine.installed / "versions" / before / "python311.dll").is_file():
            raise FailedError("the upgrade touched the version that ran")
        if window.poll() is not None:
            raise FailedError("the window went while the upgrade was installed")
        window.kill()
    wine.install(setup)
    if (wine.installed / "versions" / before).exists():
        raise FailedError("the version before was not removed once it was free")


def _inside(wine: Wine) -> str:
    return str(wine.installed.relative_to(wine.prefix / "drive_c")).replace("/", "\\")


def uninstall(wine: Wine) -> None:
    """Nothing is left but the data."""
    say("-- uninstall")
    wine.run(wine.installed / "uninstall.exe", "/S")
    until = time.monotonic() + 120  # it goes on from a copy of itself
    while wine.installed.exists() and time.monotonic() < until:
        time.sleep(0.5)
    wine.end()
    if wine.installed.exists():
        raise FailedError("left behind: " + ", ".join(path.name for path in wine.installed.rglob("*")))
    if not (wine.prefix / "drive_c" / "Dữ liệu" / "phường" / "desk.db").is_file():
        raise FailedError("the data went with the program")
    registry = (wine.prefix / "user.reg").read_text(encoding="utf-8", errors="replace")
    if "DialogueDesk" in registry:
        raise FailedError("the registry still names the program")


def run_tests(wine: Wine, python: Path, folders: Sequence[str]) -> None:
    """Tests with the Windows Python; the reason of every skip is in their listing."""
    for folder in folders:
        ran = pytest(wine, python, (folder,), patience=3600)
        lines = ran.out.strip().splitlines() or ["said nothing"]
        say("\n".join(line for line in lines if line.startswith(("SKIPPED", "FAILED", "ERROR"))) or f"   {folder}")
        say(f"   {lines[-1]}")
        if ran.status:
            raise FailedError(
                f"{folder} under Windows: status {ran.status}\n" + "\n".join(lines[-60:]) + ran.err[-2000:]
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all of it went well; 1 with what did not.

    The short way goes on where its tools or parts are out of reach, and says that it did not run: what could not be
    tried is no fault of the program.
    """
    parser = argparse.ArgumentParser(prog="dev.py windows-test", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--short", action="store_true", help="only what .ci/run does")
    asked = parser.parse_args(arguments)
    if not LOADER.exists() or shutil.which("makensis") is None:
        say("The trial under Wine did NOT run: wine64, nsis and mingw could not be installed on this machine.")
        return 0 if asked.short else 1
    began = time.monotonic()
    try:
        say("-- build")
        made = build.build(CACHE / "trial", fast=True)
        wine = Wine(CACHE / "prefix")
        wine.begin()
        version = install_and_use(wine, made[0], long=not asked.short)
        say("-- tests with the Windows Python")
        python = make_python(version, CACHE / "python")
        uninstall(wine)
        run_tests(wine, python, SHORT_TESTS if asked.short else (*SHORT_TESTS, *LONG_TESTS))
    except OutOfReachError as trouble:
        say(f"The trial under Wine did NOT run: {trouble}")
        return 0 if asked.short else 1
    except (CannotBuildError, FailedError, kills.NotWholeError) as trouble:
        say(str(trouble))
        return 1
    say(f"Windows under Wine: all good, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
