"""Giving a finished file its name, and refusing names that a Windows laptop cannot hold.

Windows lets nobody replace a file that Excel or Acrobat shows, nor, for a moment, one that an antivirus program
reads: the first is told by the file's name, the second waited for.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Seconds between tries to replace a file somebody holds: an antivirus program lets go within them."""
_HELD = (5, 32, 33)
"""Windows' words for a file in use: access denied (replacing), sharing and lock violation."""
_RESERVED = frozenset(
    ("con prn aux nul clock$ conin$ conout$ " + " ".join(f"com{n} lpt{n}" for n in range(10))).split()
)
_FORBIDDEN = '<>:"|?*'


class HeldError(PermissionError):
    """Another program has the file open that was to be replaced; `filename` says which."""


def put(part: Path, target: Path) -> None:
    """Move the finished `part` to `target` in one step; HeldError when another program holds what is there."""
    for pause in (*PAUSES, None):
        try:
            os.replace(part, target)
            return
        except PermissionError as error:
            if not _is_held(error, target):
                raise
            if pause is None:
                raise HeldError(error.errno, str(error.strerror), str(target)) from error
        time.sleep(pause)


def _is_held(error: OSError, target: Path) -> bool:
    """Whether this is Windows' way to say that somebody has the target open; a read-only file is refused as such."""
    return getattr(error, "winerror", None) in _HELD and target.is_file() and os.access(target, os.W_OK)


def refuse_name(path: Path, *, on_windows: bool = os.name == "nt") -> None:
    """DeskError for a name that Windows reads as a device, as part of another file, or otherwise than it is written."""
    if not on_windows:
        return
    for name in path.parts[1:] if path.anchor else path.parts:
        why = _why_not(name)
        if why:
            raise DeskError(
                _("Windows không đặt được tên “{name}”: {why}.").format(name=name, why=why),
                _("Chọn tên khác."),
                "bad_name",
            )


def _why_not(name: str) -> str:
    """What is wrong with one part of a path; "" when nothing is."""
    if name in (".", ".."):
        return ""
    signs = [sign for sign in name if sign in _FORBIDDEN or ord(sign) < 32]
    if signs:
        return _("có ký tự {sign}").format(sign=signs[0] if ord(signs[0]) >= 32 else f"U+{ord(signs[0]):04X}")
    if name.split(".")[0].rstrip(" ").lower() in _RESERVED:
        return _("đó là tên của một thiết bị")
    return _("tên kết thúc bằng dấu chấm hoặc dấu cách") if name[-1] in ". " else ""
