"""The installed program at work: a commune and its city, a package, a passphrase."""

from __future__ import annotations

import json
from pathlib import Path

from machine import say

from windows import programs
from windows.wine import Wine

UNIT, PASSPHRASE, SECOND = "11311", "mo ngo tre lam 2026", "dong lua chin vang 7"
WARD, CITY = "C:\\Dữ liệu\\phường", "C:\\Dữ liệu\\quận"


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

    def bare(self, *words: str) -> None:
        """Run a command that knows no data folder."""
        ran = self._wine.run(self._wine.installed / programs.CONSOLE, *words)
        if ran.status:
            raise FailedError(f"{' '.join(words)}: ended with {ran.status}\n{ran.out}\n{ran.err}")
        say(f"   {ran.seconds:5.1f} s  {' '.join(words[:2])}")

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
    ward, city = Desk(wine, WARD), Desk(wine, CITY)
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
