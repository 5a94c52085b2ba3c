"""Windows' own ways with the installed program: a double click on a package, the end of a session, larger scales."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from machine import say

from windows import programs
from windows.sources import CACHE, ROOT
from windows.using import UNIT, Desk, FailedError
from windows.wine import Wine, windows_path

PATIENCE = 120.0
SCALES = {120: "125%", 144: "150%", 168: "175%", 96: "100%"}
"""Dots per inch as Windows keeps them, and what they are called; the last is what a laptop begins with."""

_TYPE = """
import sys, time
sys.path.insert(0, sys.argv[2])
from PySide6.QtCore import QTimer
from dialogue_desk import app as program
from dialogue_desk.desk import Query

def act():
    app = made[0]
    is_there = app.window is not None and app.window.kit is not None and app.window.page() is not None
    if not is_there or app.window.current_key != "sessions":
        return QTimer.singleShot(200, act)
    page = app.window.page()
    record = page.kit.desk.records.page("session", Query())[0]
    page.open_record(record.id, record.unit, go_in=True)
    page.editing.set_field("place", "Gõ ngay trước khi tắt máy")
    page.editing._draft_timer.stop()  # as if the second were not over
    open(sys.argv[3], "w").close()

made = []
real = program.App.start
program.App.start = lambda self: (made.append(self), real(self), QTimer.singleShot(0, act))[1]
sys.exit(program.main(["--data", sys.argv[1]]))
"""

_SHUT_DOWN = """
import ctypes
from ctypes import wintypes
user = ctypes.WinDLL("user32")
answer, asked = ctypes.c_size_t(), []
KIND = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)

def ask(window, _more):
    title = ctypes.create_unicode_buffer(200)
    user.GetWindowTextW(wintypes.HWND(window), title, 200)
    if user.IsWindowVisible(wintypes.HWND(window)) and title.value:
        for message, first in ((0x11, 0), (0x16, 1)):  # WM_QUERYENDSESSION, WM_ENDSESSION
            what = (message, ctypes.c_size_t(first), ctypes.c_ssize_t(0))
            told = user.SendMessageTimeoutW(wintypes.HWND(window), *what, 2, 20000, ctypes.byref(answer))
            asked.append((message, told, answer.value))
    return True

user.EnumWindows(KIND(ask), 0)
print(asked)
"""


def session_ends(wine: Wine, python: Path) -> None:
    """Windows asks the window whether the session may end: what is half typed is on the disk before it answers."""
    folder = "C:\\Dữ liệu\\tắt máy"
    desk, disk = Desk(wine, folder), wine.prefix / "drive_c"
    desk.do("init", "--unit", UNIT, "--units", "2023")
    desk.do("add", "session", "held_on=5/3/2023", "title=Đối thoại", "place=Nhà văn hóa", "count_for=party")
    (disk / "type.py").write_text(_TYPE, encoding="utf-8")
    (disk / "shut-down.py").write_text(_SHUT_DOWN, encoding="utf-8")
    (disk / "typed.txt").unlink(missing_ok=True)
    _page(desk.local(), "sessions")
    more = ("-X", "utf8", "C:\\type.py", folder, windows_path(ROOT), "C:\\typed.txt")
    with wine.start(python, *more):
        _wait(lambda: (disk / "typed.txt").exists(), "nothing was typed")
        before = _draft(desk.local())
        told = wine.run(python, "-X", "utf8", "C:\\shut-down.py", patience=PATIENCE)
        wine.end_all()
    wine.screen.wait(lambda share: share < 0.05, 30)
    if before or "(17, 1, 1)" not in told.out:
        raise FailedError(f"before: {before}; Windows asked: {told.out} {told.err}")
    if _draft(desk.local()) != "Gõ ngay trước khi tắt máy":
        raise FailedError("what was typed went with the session")
    say(f"   the end of a session keeps what is typed: {told.out.strip()}")


def _page(folder: Path, key: str) -> None:
    from dialogue_desk.desk import Desk as Opened

    with closing(Opened.open(folder)) as desk:
        desk.prefer("page", key)


def _draft(folder: Path) -> str:
    """The place of the session as it was half typed; "" when nothing of it is on the disk."""
    from dialogue_desk.desk import Desk as Opened
    from dialogue_desk.gui.drafts import Drafts

    with closing(Opened.open(folder)) as desk:
        return next((str(draft.values.get("place")) for draft in Drafts(desk).all("session")), "")


def double_click(wine: Wine) -> None:
    """A package and an invitation by their endings: one window takes both, and nothing is stored."""
    own = Desk(wine, "C:\\users\\" + wine.local.parts[-3] + "\\AppData\\Local\\DialogueDesk")
    own.do("init", "--unit", "303", "--units", "2023")
    before = own.do("machines", "--json")
    wine.run("start", "C:\\goi.ddpkg")
    if wine.screen.wait(lambda share: share > 0.5, PATIENCE) == float("inf"):
        raise FailedError("a double click on a package opened no window")
    time.sleep(20)
    wine.screen.picture(CACHE / "trial" / "package.png")
    wine.run("start", "C:\\moi.ddinvite")
    time.sleep(15)
    wine.screen.picture(CACHE / "trial" / "invitation.png")
    count = _windows(wine)
    wine.end_all()
    wine.screen.wait(lambda share: share < 0.05, 30)
    if count != 1:
        raise FailedError(f"{count} programs with a window after two double clicks")
    if own.do("machines", "--json") != before:
        raise FailedError("a double click stored something")


def _windows(wine: Wine) -> int:
    listed = wine.run("tasklist").out
    return listed.lower().count(programs.WINDOW.lower())


def scales(wine: Wine, folder: str) -> None:
    """At 125, 150 and 175 % the window fits, and Qt knows the scale: pictures to look at."""
    for dots, name in SCALES.items():
        wine.run(
            "reg", "add", "HKCU\\Control Panel\\Desktop", "/v", "LogPixels", "/t", "REG_DWORD", "/d", str(dots), "/f"
        )
        wine.end()
        told = json.loads(Desk(wine, folder).do("doctor", "--json"))
        if name not in json.dumps(told):
            raise FailedError(f"{name} is not seen: {told}")
        if dots == 96:
            break
        with wine.start(wine.installed / programs.WINDOW, "--data", folder):
            wine.screen.wait(lambda share: share > 0.5, PATIENCE)
            time.sleep(15)
            wine.screen.picture(CACHE / "trial" / f"home-{name.rstrip('%')}.png")
            wine.end_all()
        wine.screen.wait(lambda share: share < 0.05, 30)


def _wait(is_so: Callable[[], bool], trouble: str) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise FailedError(trouble)
        time.sleep(0.2)
