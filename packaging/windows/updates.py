"""Update files brought to the installed program: the good one comes into use, data follow it, the broken give way."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from machine import say

from windows import bytecode, programs, stand_ins, update
from windows.build import version_of_program
from windows.changing import PATIENCE, counting
from windows.sources import CACHE, ROOT
from windows.using import Desk, FailedError
from windows.wine import Wine

FIRST_FIELD = '    Field("start_time",'
"""Of a session: a later version knows one field more."""
BEGUN = "from dialogue_desk.gui.standing import Standing"
"""A line between the opening of the desk and its page."""


def changed(tree: Path, module: str, was: str, now: str) -> None:
    """Compile a module of the program with other words into a version's folder."""
    text = (ROOT / module).read_text(encoding="utf-8")
    if was not in text:
        raise FailedError(f"{module} has no {was!r} any more: the trial of updates needs other words")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, Path(module).name)
        source.write_text(text.replace(was, now), encoding="utf-8")
        target = (tree / "app" / module).with_suffix(".pyc")
        target.unlink()  # it is the very file of the build
        target.write_bytes(bytecode.compiled(source, module))


def knows_more(tree: Path, version: str, key: str) -> None:
    """A later version, whose sessions have a field more: data must be brought up to it."""
    changed(tree, "dialogue_desk/__init__.py", f'"{version_of_program()}"', f'"{version}"')
    field = f'    Field("{key}", Kind.TEXT, "Thử", "Ô của bản sau."),\n{FIRST_FIELD}'
    changed(tree, "dialogue_desk/domain/forms/session.py", FIRST_FIELD, field)


class Updates:
    """Files as a publisher makes them, and what becomes of them in an installed program with one desk."""

    def __init__(self, wine: Wine, key: Path, folder: str) -> None:
        self._wine, self._key, self._folder = wine, update.secret_key(key), folder
        self._tree = CACHE / "work" / "tree" / "versions" / "current"
        self._desk = Desk(wine, folder)

    def stage(self, mark: str, version: str, change: Callable[[Path], None]) -> str:
        """Bring a version with this mark and what `change` makes of its folder; the name of its folder."""
        tree = CACHE / "work" / f"update-{mark}"
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(self._tree, tree, copy_function=_linked)
        stand_ins.put_into(tree, CACHE / "stand-ins")
        change(tree)
        file = self._wine.prefix / "drive_c" / f"{mark}.ddupdate"
        update.write(tree, version, mark, self._key, file)
        self._desk.bare("update", f"C:\\{file.name}")
        file.unlink()
        return f"{version}-{mark}"

    def open(self) -> None:
        """Start the window, wait until it is known what comes of the version on trial, close it."""
        with self._wine.start(self._wine.installed / programs.WINDOW, "--data", self._folder):
            self._wine.screen.wait(lambda share: share > 0.3, PATIENCE)
            until = time.monotonic() + PATIENCE
            while self.names() and time.monotonic() < until:
                time.sleep(0.2)
            time.sleep(2)
            self._wine.screen.picture(CACHE / "trial" / "update.png")
            self._wine.end_all()
        self._wine.screen.wait(lambda share: share < 0.05, 30)

    def names(self) -> list[str]:
        """What is not decided yet."""
        listed = ("next.txt", "trying.txt", "failed.txt")
        return [name for name in listed if (self._wine.installed / name).exists()]

    def stage_beside_a_window(self, mark: str, version: str, change: Callable[[Path], None]) -> str:
        """`stage` while a window is open, then a double click: nothing is tried, nothing failed."""
        program = (self._wine.installed / programs.WINDOW, "--data", self._folder)
        with self._wine.start(*program) as window:
            self._wine.screen.wait(lambda share: share > 0.3, PATIENCE)
            time.sleep(10)  # until it listens
            folder = self.stage(mark, version, change)
            second = self._wine.run(*program, patience=PATIENCE)
            is_open = window.poll() is None
            self._wine.end_all()
        self._wine.screen.wait(lambda share: share < 0.05, 30)
        if second.status or not is_open or self.names() != ["next.txt"]:
            raise FailedError(f"a second start beside a window: {second.status}, {is_open}, {self.names()}")
        return folder

    def columns(self, file: Path) -> set[str]:
        """Of sessions in a desk file or a backup."""
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as conn:
            return {row[1] for row in conn.execute("PRAGMA table_info(session)")}

    def must_have(self, key: str, before: str = "") -> None:
        """The desk knows a field; a backup made for that does not, and knows what was known before."""
        folder = self._desk.local()
        held = [self.columns(file) for file in folder.glob("backups/desk-*-upgrade.db")]
        if key not in self.columns(folder / "desk.db"):
            raise FailedError(f"the desk was not brought up to {key}")
        if not any(key not in known and (not before or before in known) for known in held):
            raise FailedError(f"no backup from before {key} among {len(held)}")

    def answers(self, version: str) -> None:
        """The version that counts opens the desk and finds it whole."""
        if f'"version": "{version}"' not in self._desk.do("doctor", "--json"):
            raise FailedError(f"the version that counts does not say {version}")
        self._desk.do("check")


def _linked(source: str, target: str) -> None:
    """A copy that takes no room; whoever changes a file of it writes a new one."""
    shutil.copyfile(source, target) if Path(source).suffix in (".pyd", ".dll") else Path(target).hardlink_to(source)


def _later(version: str, by: int) -> str:
    first, second, third = version.split(".")
    return f"{first}.{second}.{int(third) + by}"


def run(wine: Wine, key: Path, folder: str) -> None:
    """From a version to the next one, with data; from there to three that cannot start."""
    brought, before, present = Updates(wine, key, folder), counting(wine), version_of_program()
    following, last = _later(present, 1), _later(present, 2)
    good = brought.stage_beside_a_window("600d600d60", following, lambda tree: knows_more(tree, following, "trial_one"))
    if counting(wine) != before:
        raise FailedError("an update counted before its window was there")
    brought.answers(present)
    brought.open()
    if counting(wine) != good:
        raise FailedError(f"the update did not come into use: {counting(wine)}")
    brought.must_have("trial_one")
    brought.answers(following)

    def late(tree: Path) -> None:
        knows_more(tree, last, "trial_two")
        changed(tree, "dialogue_desk/app.py", BEGUN, f"raise RuntimeError\n        {BEGUN}")

    bad: dict[str, Callable[[Path], None]] = {
        "bad0bad001": lambda tree: (tree / "app" / "main.pyc").unlink(),
        "bad0bad002": _spoil,
        "bad0bad003": late,
    }
    for mark, change in bad.items():
        failed = brought.stage(mark, last, change)
        brought.open()
        if counting(wine) != good or brought.names():
            raise FailedError(f"{failed} did not give way: {counting(wine)}, {brought.names()}")
        brought.answers(following)
        if (wine.installed / "versions" / failed).exists():
            raise FailedError(f"{failed} did not go")
    brought.must_have("trial_two", before="trial_one")  # the last one fell after it had opened the desk
    say(f"   {good} came into use with its data; {len(bad)} that do not start gave way to it")


def _spoil(tree: Path) -> None:
    library = tree / "python311.dll"
    library.unlink()
    library.write_bytes(b"spoiled")
