"""Giving a finished file its name, and refusing names that a Windows laptop cannot hold.

Windows lets nobody replace a file that Excel or Acrobat shows, nor, for a moment, one that an antivirus program
reads: the first is told by the file's name, the second waited for.
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path, PurePath

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
MOST_LETTERS = 259
"""Of a whole path, where a machine was not told to take longer ones; Windows counts the zero behind it too."""


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


def refuse_name(path: PurePath, *, on_windows: bool = os.name == "nt") -> None:
    """DeskError for a name that Windows reads as a device, as part of another file, or otherwise than it is written.

    Also for a whole path that is longer than Windows takes on this machine.
    """
    if not on_windows:
        return
    refuse_length(path, len(".part"))
    # A letter, a colon and no root ("a:b.pdf") is a place on a disk that depends on who asks: nobody means that.
    is_loose = bool(path.drive) and not path.root and len(path.parts) > 1
    names = ("".join(path.parts[:2]), *path.parts[2:]) if is_loose else path.parts[1:] if path.anchor else path.parts
    for name in names:
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


def refuse_length(path: PurePath, inside: int = 0, most: int | None = None) -> None:
    """DeskError for a path of Windows to which `inside` more letters would be too many; `most` is given by tests."""
    most = most_letters() if most is None else most
    whole = path if path.is_absolute() or not isinstance(path, Path) else path.absolute()
    count = len(str(whole)) + inside
    if count > most:
        raise DeskError(
            _("Đường dẫn {path} dài quá: Windows ở máy này nhận nhiều nhất {most} ký tự.").format(
                path=path, most=most - inside
            ),
            _("Chọn thư mục gần gốc ổ đĩa hơn, hoặc tên ngắn hơn."),
            "long_path",
        )


@cache
def most_letters() -> int:
    """How long a path may be here: whoever looks after a machine may let Windows take more (LongPathsEnabled)."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 only there

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                is_long = winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
        except OSError:
            is_long = False
        return 32_000 if is_long else MOST_LETTERS
    return sys.maxsize
