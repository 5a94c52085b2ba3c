"""A screen nobody sits before: Xvfb, and what is painted on it."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from windows.sources import OutOfReachError

WIDTH, HEIGHT = 1366, 768
_COLOUR = 12
"""Bytes of one colour in the table before the pixels."""


class Screen:
    """What an X server shows, read out of the file it paints into."""

    def __init__(self, display: str, file: Path) -> None:
        self.display, self._file = display, file

    def _pixels(self) -> tuple[int, int, int, bytes]:
        data = self._file.read_bytes()
        head, width, height, line, colours = (struct.unpack_from(">I", data, at)[0] for at in (0, 16, 20, 48, 76))
        start = head + _COLOUR * colours
        return width, height, line, data[start : start + line * height]

    def share_painted(self) -> float:
        """How much of the middle line is not black, 0 to 1: nothing is shown yet, or a window is."""
        width, height, line, pixels = self._pixels()
        row = pixels[line * (height // 2) : line * (height // 2) + 4 * width]
        return sum(any(row[at : at + 3]) for at in range(0, len(row), 4)) / width

    def picture(self, target: Path) -> None:
        """Write what is shown as PNG."""
        from PIL import Image

        width, height, line, pixels = self._pixels()
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", line).save(target)

    def wait(self, is_so: Callable[[float], bool], patience: float = 120) -> float:
        """Seconds until the painted share is so; infinity when it does not come."""
        began = time.monotonic()
        while not is_so(self.share_painted()):
            if time.monotonic() - began > patience:
                return float("inf")
            time.sleep(0.02)
        return time.monotonic() - began


@contextlib.contextmanager
def shown(width: int = WIDTH, height: int = HEIGHT) -> Iterator[Screen]:
    """A screen of its own for as long as it is needed; OutOfReachError where there is no X server."""
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory(prefix="dialogue-desk-screen-") as folder:
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-fbdir", folder]
        try:
            server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL)
        except OSError as error:
            raise OutOfReachError("Xvfb is missing; a window needs a screen.") from error
        try:
            os.close(writing)
            number = os.read(reading, 16).decode("ascii").strip()
            if not number:
                raise OutOfReachError("Xvfb did not start.")
            yield Screen(f":{number}", Path(folder, "Xvfb_screen0"))
        finally:
            os.close(reading)
            server.terminate()
            server.wait(10)
