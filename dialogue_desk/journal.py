"""What happened on this machine, for help from afar: a short log in the data folder, without names or texts.

A line is a moment, an event and facts that are numbers or short codes of ours;
anything else is left out, whoever passes it. Of a fault the kind of the
exception is kept and where in the program it was, never its message: that may
quote a record. Nothing here ever stops the work.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import platform
import re
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

FOLDER, FILE, FAULTS = "log", "desk.log", "faults.log"
MOST_BYTES, MOST_FILES = 256 << 10, 4
"""Of one file, and how many there are: the oldest goes when the newest is full."""
_MOST_FRAMES = 30
_CODE = re.compile(r"[A-Za-z0-9_.:+/-]{1,60}")
_DESK = "desk.db"
_ENDINGS = re.compile(r'"[^"\n]*[/\\](?=[^/\\"\n]+")')

Fact = str | int | float | bool | None


class Journal:
    """The log of one data folder; a folder without a desk has none."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._faults: IO[bytes] | None = None
        self._lock = threading.Lock()

    def begin(self, folder: Path) -> None:
        """From now on lines go to this data folder."""
        self._folder = folder

    def watch(self) -> None:
        """Have the interpreter itself write where every thread was, should it fall; of the window only.

        What it wrote the last time becomes a line first.
        """
        place = self._place()
        if place is None:
            return
        with contextlib.suppress(OSError):
            file = place / FAULTS
            if file.exists() and file.stat().st_size:
                self.note("fell")
                self._append(without_folders(file.read_text(encoding="utf-8", errors="replace")))
            self._faults = file.open("wb")
            faulthandler.enable(self._faults, all_threads=True)

    def rest(self) -> None:
        """The window ends in order: the interpreter need not watch any more."""
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None

    def note(self, event: str, **facts: Fact) -> None:
        """Write a line: an event of ours with numbers and codes."""
        told = " ".join(f"{name}={_plain(value)}" for name, value in facts.items() if value is not None)
        self._append(f"{datetime.now():%Y-%m-%dT%H:%M:%S} {event} {told}".rstrip() + "\n")

    def crash(self, problem: BaseException, where: str = "") -> None:
        """Write what kind of fault it was and where in the program, the causes too; not what it says."""
        lines: list[str] = []
        seen: set[int] = set()
        one: BaseException | None = problem
        while one is not None and id(one) not in seen:
            seen.add(id(one))
            lines.append(f"  {type(one).__module__}.{type(one).__qualname__}")
            lines += [f"    {place}" for place in frames(one.__traceback__)]
            one = one.__cause__ or one.__context__
        self.note("crash", kind=type(problem).__name__, where=where or None)
        self._append("\n".join(lines) + "\n")

    def _place(self) -> Path | None:
        if self._folder is None or not (self._folder / _DESK).exists():
            return None
        place = self._folder / FOLDER
        with contextlib.suppress(OSError):
            place.mkdir(mode=0o700, exist_ok=True)
            return place
        return None

    def _append(self, text: str) -> None:
        with self._lock, contextlib.suppress(OSError):
            place = self._place()
            if place is None:
                return
            file = place / FILE
            if file.exists() and file.stat().st_size > MOST_BYTES:
                _turn_over(file)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, text.encode("utf-8", "replace"))
            finally:
                os.close(handle)


JOURNAL = Journal()
"""The one of this process."""


def files(folder: Path) -> list[Path]:
    """The log's files of a data folder, oldest first."""
    place = folder / FOLDER
    older = [place / f"{FILE}.{turn}" for turn in range(MOST_FILES - 1, 0, -1)]
    return [file for file in (*older, place / FILE) if file.is_file()]


def frames(trace: TracebackType | None) -> list[str]:
    """Where in the program a fault was: file, line and function, without folders or source; the innermost last."""
    found: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-_MOST_FRAMES:]


def without_folders(text: str) -> str:
    """What the interpreter wrote of a fall, without the folders of files: they may carry the account's name."""
    return _ENDINGS.sub('"', text)


def machine() -> dict[str, Fact]:
    """What a helper asks first: the machine and the versions."""
    return {
        "python": platform.python_version(), "system": platform.system(), "release": platform.release(),
        "machine": platform.machine(), "frozen": bool(getattr(sys, "frozen", False)),
    }  # fmt: skip


class Timed:
    """How long something took, in ms: `Timed().ms` so far."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def ms(self) -> int:
        """Milliseconds since it was made."""
        return round((time.monotonic() - self._began) * 1000)


def _turn_over(file: Path) -> None:
    for turn in range(MOST_FILES - 1, 0, -1):
        older = file.with_name(f"{file.name}.{turn}")
        newer = file.with_name(f"{file.name}.{turn - 1}") if turn > 1 else file
        with contextlib.suppress(OSError):
            os.replace(newer, older)


def _plain(value: Fact) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return str(value)
    return value if value is not None and _CODE.fullmatch(value) else "?"


def _short(file: str) -> str:
    """A file of ours from the package on, of others the name alone."""
    parts = Path(file).parts
    if "dialogue_desk" in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("dialogue_desk") :])
    return parts[-1] if parts else "?"
