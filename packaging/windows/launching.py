"""The launchers by themselves: versions that only write down how they were started, in seconds instead of minutes.

A library of a few lines stands in for Python. It appends a line to `started.txt` in its version's folder, then does
what the files beside it say: `waits.txt` until that is gone, `counts.txt` makes the version on trial the current one
(as the window does), `status.txt` is what it ends with; `exits.txt` ends the process at once, as Python does.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from machine import say

from windows import programs
from windows.sources import CACHE, CannotBuildError
from windows.using import FailedError
from windows.wine import Ran, Wine

_LIBRARY = r"""#include <windows.h>
#include <stdio.h>
static wchar_t here[4096];
static int is_there(const wchar_t *name) {
    wchar_t path[4200];
    _snwprintf(path, 4199, L"%ls\\%ls", here, name);
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}
__declspec(dllexport) int Py_Main(int argc, wchar_t **argv) {
    wchar_t path[4200], old[4200], fresh[4200];
    HMODULE self;
    int status = 0;
    GetModuleHandleExW(6, (LPCWSTR)Py_Main, &self);
    GetModuleFileNameW(self, here, 4095);
    *wcsrchr(here, L'\\') = 0;
    _snwprintf(path, 4199, L"%ls\\started.txt", here);
    FILE *told = _wfopen(path, L"ab");
    for (int at = 1; at < argc; at++) {
        char text[8192];
        WideCharToMultiByte(CP_UTF8, 0, argv[at], -1, text, sizeof text, NULL, NULL);
        fprintf(told, "%s%s", at > 1 ? "|" : "", text);
    }
    fprintf(told, "\n");
    fclose(told);
    while (is_there(L"waits.txt")) Sleep(50);
    if (is_there(L"counts.txt")) {
        _snwprintf(old, 4199, L"%ls\\..\\..\\trying.txt", here);
        _snwprintf(fresh, 4199, L"%ls\\..\\..\\current.txt", here);
        MoveFileExW(old, fresh, MOVEFILE_REPLACE_EXISTING);
    }
    _snwprintf(path, 4199, L"%ls\\status.txt", here);
    FILE *asked = _wfopen(path, L"rb");
    if (asked) { fscanf(asked, "%d", &status); fclose(asked); }
    if (is_there(L"exits.txt")) ExitProcess(status);
    return status;
}
"""
WAIT = 30.0


class Launched:
    """A folder as the installer leaves it, with versions that write down their starts."""

    def __init__(self, wine: Wine, launchers: Path, library: Path) -> None:
        self.wine, self._launchers, self._library = wine, launchers, library
        self.place = wine.prefix / "drive_c" / "Chương trình"
        self.begin()

    def begin(self) -> None:
        """Versions `old` (which counts) and `new`; nothing was started."""
        shutil.rmtree(self.place, ignore_errors=True)
        for name in ("old", "new"):
            (self.place / "versions" / name).mkdir(parents=True)
            shutil.copyfile(self._library, self.place / "versions" / name / "python311.dll")
        for name in (programs.WINDOW, programs.CONSOLE):
            shutil.copyfile(self._launchers / name, self.place / name)
        self.write("current.txt", "old")

    def write(self, name: str, text: str = "") -> None:
        """A file below the folder of the program."""
        (self.place / name).write_text(text, encoding="ascii")

    def start(self, *arguments: str, program: str = programs.WINDOW) -> Ran:
        """Start a launcher and wait for its end."""
        return self.wine.run(self.place / program, *arguments, patience=WAIT)

    def started(self, version: str) -> list[str]:
        """The arguments of every start of a version."""
        file = self.place / "versions" / version / "started.txt"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Until something is so: the version before is started by a process of its own."""
        until = time.monotonic() + WAIT
        while not is_so() and time.monotonic() < until:
            time.sleep(0.05)

    def must(self, what: str, *, old: int, new: int, **names: str) -> None:
        """So many starts of each version, and these files of ours with what they name ("" for none)."""
        self.wait(lambda: (len(self.started("old")), len(self.started("new"))) == (old, new))
        told = {"current": "old", "next": "", "trying": "", "failed": ""} | names
        files = {name: self.place / f"{name}.txt" for name in told}
        found = {name: file.read_bytes().decode("ascii") if file.exists() else "" for name, file in files.items()}
        counts = (len(self.started("old")), len(self.started("new")))
        if counts != (old, new) or found != told:
            raise FailedError(f"{what}: {counts} starts of old and new, {found}; it should be {(old, new)}, {told}")

    def hold(self, version: str) -> None:
        """The next start of a version does not end until `release`."""
        self.write(f"versions/{version}/waits.txt")

    def release(self, version: str) -> None:
        """See `hold`."""
        (self.place / "versions" / version / "waits.txt").unlink()

    def start_beside(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the window's launcher and go on."""
        return self.wine.start(self.place / programs.WINDOW, *arguments)


def make_library(work: Path) -> Path:
    """The library that stands in for Python."""
    work.mkdir(parents=True, exist_ok=True)
    source, made = work / "fake.c", work / "fake.dll"
    source.write_text(_LIBRARY, encoding="ascii")
    command = ["x86_64-w64-mingw32-gcc", "-O1", "-shared", "-municode", "-o", str(made), str(source)]
    if subprocess.run(command, check=False).returncode:
        raise CannotBuildError("The library that stands in for Python could not be made.")
    return made


def run(wine: Wine) -> None:
    """Every way through the launchers."""
    one = Launched(wine, CACHE / "work" / "tree", make_library(CACHE / "trial"))
    for part in (_usual, _tried, _given_way, _cut_off, _twice, _refused):
        one.begin()
        part(one)
    say("   the launchers choose, try and go back as they should")


def _usual(one: Launched) -> None:
    """Arguments and the exit status go through; the console never tries a version."""
    one.write("versions/old/status.txt", "7")
    one.write("next.txt", "new")
    for program in (programs.CONSOLE,):
        if (ran := one.start("một hai", "--x=", program=program)).status != 7:
            raise FailedError(f"the exit status did not come through: {ran}")
    script = f"-X|utf8|{_windows(one.place)}\\versions\\old\\app\\main.pyc"
    if one.started("old") != [f"{script}|một hai|--x="]:
        raise FailedError(f"arguments did not come through: {one.started('old')}")
    one.must("a console beside an update", old=1, new=0, next="new")


def _windows(place: Path) -> str:
    return "C:\\" + place.name


def _tried(one: Launched) -> None:
    """A version that was brought is tried once, and counts from then on; names may end with a line."""
    one.write("next.txt", "new\r\n")
    one.write("versions/new/counts.txt")
    one.start()
    one.must("a version on trial", old=0, new=1, current="new\r\n")
    one.start()
    one.must("after the trial", old=0, new=2, current="new\r\n")


def _given_way(one: Launched) -> None:
    """A version that ends badly, or cannot be loaded, gives way at once, with the same arguments."""
    one.write("next.txt", "new")
    one.write("versions/new/status.txt", "1")
    one.start("--data", "D x")
    one.must("a version that ends badly", old=1, new=1, failed="new")
    one.begin()
    one.write("next.txt", "new")
    one.write("versions/new/exits.txt")
    one.write("versions/new/status.txt", "-1073741819")
    one.start("--data", "D x")
    one.must("a version whose process falls", old=1, new=1, failed="new")
    if not one.started("old")[0].endswith("|--data|D x"):
        raise FailedError(f"the version before was started otherwise: {one.started('old')}")
    one.begin()
    one.write("next.txt", "new")
    one.write("versions/new/python311.dll", "spoiled")
    one.start()
    one.must("a library that cannot be loaded", old=1, new=0, failed="new")
    one.begin()
    one.write("next.txt", "new")
    one.start()  # ends well, but its window never came: it is not judged before the next start
    one.must("a version that was closed early", old=0, new=1, trying="new")
    one.start()
    one.must("the start after that", old=1, new=1, failed="new")


def _cut_off(one: Launched) -> None:
    """The laptop went off while a version was tried."""
    one.write("next.txt", "new")
    one.hold("new")
    with one.start_beside() as trial:
        one.wait(lambda: bool(one.started("new")))
        one.must("a trial that goes on", old=0, new=1, trying="new")
        trial.kill()
        one.wine.end_all()
    one.start()
    one.must("the start after a trial that was cut off", old=1, new=1, failed="new")


def _twice(one: Launched) -> None:
    """Somebody grows impatient while a version is tried: the same version, and nothing is judged."""
    one.write("next.txt", "new")
    one.hold("new")
    with one.start_beside("first"):
        one.wait(lambda: bool(one.started("new")))
        with one.start_beside("second"):
            one.must("a second start beside a trial", old=0, new=2, trying="new")
            one.write("versions/new/counts.txt")
            one.release("new")
    one.must("after both", old=0, new=2, current="new")


def _refused(one: Launched) -> None:
    """Names that lead out of the folder of versions, or nowhere, are none."""
    for name in ("..", "..\\versions\\new", "new/..", "", "gone", ".new", "C:new"):
        one.write("next.txt", name)
        before = len(one.started("old"))
        one.start()
        one.must(f"a version called {name!r}", old=before + 1, new=0, next=name)
    one.write("current.txt", "..\\versions\\old")
    if (ran := one.start(program=programs.CONSOLE)).status != 1 or "Cài lại" not in ran.err:
        raise FailedError(f"without a version: {ran}")
