"""A Windows of our own under Wine: an empty prefix, programs run in it, an installation, a Python for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from machine import pip

from windows import sources, stand_ins
from windows.screen import Screen
from windows.sources import CACHE, ROOT, CannotBuildError, OutOfReachError

LOADER = Path("/usr/lib/wine/wine64")
TOOLS = ("wine64", "xvfb", "xauth")
_PYTHON = """#include <windows.h>
typedef int (*main_function)(int, wchar_t **);
int wmain(int argc, wchar_t **argv) {
    HMODULE library = LoadLibraryW(L"python311.dll");
    main_function start = library ? (main_function)(void *)GetProcAddress(library, "Py_Main") : 0;
    return start ? start(argc, argv) : 97;
}
"""


@dataclass(frozen=True)
class Ran:
    """What a program said and how it ended; `seconds` it took."""

    status: int
    out: str
    err: str
    seconds: float


class _Heard:
    """What comes through a pipe, read beside everything else."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._parts, self._is_over = stream, list[bytes](), False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        handle = self._stream.fileno()
        while not self._is_over and (part := os.read(handle, 1 << 16)):
            if not self._is_over:
                self._parts.append(part)

    def told(self) -> str:
        """All of it once the program is gone; a second of grace for what is on its way."""
        self._reader.join(1.0)
        self._is_over = True
        return b"".join(self._parts).decode("utf-8", "replace")


class Wine:
    """One prefix: a disk C:, a registry, one person."""

    def __init__(self, prefix: Path, screen: Screen | None = None) -> None:
        self.prefix = prefix
        self._screen = screen
        self._keeper: subprocess.Popen[bytes] | None = None
        self._environment = os.environ | {
            "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "XDG_RUNTIME_DIR": "/tmp",
            # No debugger that waits for somebody when a program falls; no offers to fetch what is not there.
            "WINEDLLOVERRIDES": "winedbg.exe=d;mscoree=;mshtml=",
        }  # fmt: skip
        if screen:
            self._environment["DISPLAY"] = screen.display
        else:
            self._environment.pop("DISPLAY", None)

    @property
    def screen(self) -> Screen:
        """What its windows are shown on; the first program of a prefix decides whether there is one."""
        if self._screen is None:
            raise CannotBuildError("This prefix was made without a screen.")
        return self._screen

    def begin(self) -> None:
        """Make the prefix anew."""
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.mkdir(parents=True)
        self.run("wineboot", "-i")
        if not self._is_made:
            raise OutOfReachError("Wine made no prefix: is wine64 whole?")

    @property
    def _is_made(self) -> bool:
        return (self.prefix / "drive_c" / "windows").is_dir()

    def keep_awake(self) -> None:
        """One program that waits until `end`: with the last one Windows would go to rest, and start anew with the next.

        That start took most of the time of a command. Not with a screen: there a console kept so holds up the next.
        """
        if self._is_made and self._screen is None and (self._keeper is None or self._keeper.poll() is not None):
            nothing = subprocess.DEVNULL
            command = [str(LOADER), "cmd.exe", "/k"]
            self._keeper = subprocess.Popen(
                command, env=self._environment, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing
            )

    @property
    def local(self) -> Path:
        """%LOCALAPPDATA% as seen from here."""
        found = sorted((self.prefix / "drive_c" / "users").glob("*/AppData/Local"))
        return next(path for path in found if path.parts[-3] != "Public")

    @property
    def installed(self) -> Path:
        """Where the installer puts the program."""
        return self.local / "Programs" / "DialogueDesk"

    def run(
        self, program: str | Path, *arguments: str, patience: float = 300, more: Mapping[str, str] | None = None
    ) -> Ran:
        """Run a program to its end. Its streams are pipes: Wine 8 gives Python no valid handle for a plain file.

        What it starts beside itself (a desktop) may hold them longer than it lives, so their end is not waited for.
        """
        began = time.monotonic()
        with self.start(program, *arguments, more=more) as running:
            assert running.stdin is not None
            running.stdin.close()
            heard = [_Heard(stream) for stream in (running.stdout, running.stderr) if stream is not None]
            late = ""
            try:
                running.wait(patience)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
                late = "\nstopped: no end after the patience"
            out, err = (one.told() for one in heard)
        return Ran(running.returncode, out, err + late, round(time.monotonic() - began, 1))

    def start(
        self, program: str | Path, *arguments: str, more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program and go on."""
        self.keep_awake()
        environment = self._environment | dict(more or {})
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [str(LOADER), str(program), *arguments], env=environment, stdin=pipe, stdout=pipe, stderr=pipe
        )

    def install(self, setup: Path) -> Path:
        """Install silently and lay the stand-ins beside it; the folder of the version that counts."""
        ran = self.run(setup, "/S")
        current = self.installed / "current.txt"
        if ran.status or not current.is_file():
            raise CannotBuildError(f"The installer ended with {ran.status}.")
        version = self.installed / "versions" / current.read_text(encoding="ascii").strip()
        stand_ins.put_into(version, CACHE / "stand-ins")
        return version

    def end(self) -> None:
        """Wait until nothing of the prefix runs any more."""
        if self._keeper is not None:
            self._keeper.kill()
            self._keeper.communicate()
            self._keeper = None
        subprocess.run(["/usr/lib/wine/wineserver64", "-w"], env=self._environment, check=False, timeout=60)

    def end_all(self) -> None:
        """End whatever of the prefix runs, at once, as the loss of power would."""
        subprocess.run(["/usr/lib/wine/wineserver64", "-k"], env=self._environment, check=False, timeout=60)


def windows_path(path: Path) -> str:
    """A path of this machine as programs in a prefix see it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def make_python(version: Path, target: Path) -> Path:
    """A Windows Python over a copy of an installed version, with what tests need, which reads the desk from here."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(version, target, ignore=shutil.ignore_patterns("app"))
    for wheel in sources.download(pip(), sources.TESTS_LOCK):
        with zipfile.ZipFile(wheel) as held:
            held.extractall(target / "tests")
    wheels = sources.download(pip())
    with zipfile.ZipFile(sources.wheel_of(wheels, "holidays")) as held:  # a test compares the days that are shipped
        held.extractall(target / "tests")
    with zipfile.ZipFile(sources.wheel_of(wheels, "pyside6_essentials")) as held:
        for name in ("PySide6/QtTest.pyd", "PySide6/Qt6Test.dll"):  # pytest-qt asks for it
            held.extract(name, target / "lib")
    lines = ["python311.zip", "DLLs", "lib", "tests", windows_path(ROOT)]
    (target / "python311._pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    source = target / "python.c"
    source.write_text(_PYTHON, encoding="ascii")
    command = ["x86_64-w64-mingw32-gcc", "-O1", "-municode", "-o", str(target / "python.exe"), str(source)]
    if subprocess.run(command, check=False).returncode:
        raise CannotBuildError("python.exe for the tests could not be made.")
    return target / "python.exe"


def pytest(wine: Wine, python: Path, tests: Sequence[str], patience: float) -> Ran:
    """Run tests with the Windows Python."""
    more = {"QT_QPA_PLATFORM": "offscreen"}
    options = (
        "-X",
        "utf8",
        "-B",
        "-m",
        "pytest",
        "-q",
        "-rs",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        windows_path(ROOT),
    )
    return wine.run(python, *options, *tests, patience=patience, more=more)
