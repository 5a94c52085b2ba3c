"""Copies of attachments for another program to show: in a folder of their own, which goes after use."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import weakref
from contextlib import ExitStack
from pathlib import Path

from dialogue_desk.storage import private, wiping

NAME = "ban-doi-thoai-"
_HELD = "held.lock"


class Viewed:
    """One folder in the system's temporary place; while it is held, `sweep` of another process leaves it alone.

    It goes with `end`, or with this object.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=NAME))
        held = ExitStack()
        held.enter_context(private.held(self.folder / _HELD))
        self._end = weakref.finalize(self, _end, self.folder, held)

    def write(self, name: str, content: bytes) -> Path:
        """A copy only this person can read. OSError."""
        file = self.folder / name
        private.new_file(file, content)
        return file

    def end(self) -> None:
        """Overwrite and remove the copies; one that a program holds open stays until the next `sweep`."""
        self._end()


def _end(folder: Path, held: ExitStack) -> None:
    held.close()
    _remove(folder)


def sweep() -> None:
    """Remove the copies that a program which was killed left."""
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
            with contextlib.suppress(OSError):
                _sweep(folder)


def _sweep(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        return
    with private.held(folder / _HELD) as is_free:
        if not is_free:
            return
    _remove(folder)


def _remove(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            wiping.wipe(file)
    shutil.rmtree(folder, ignore_errors=True)
