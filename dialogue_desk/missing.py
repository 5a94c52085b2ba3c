"""A library of the system, not of Python, is missing: which, and what to install, in one sentence.

Without it Qt would end the program with a page of its own words, or Python with a traceback.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

PACKAGES: Mapping[str, str] = {
    "libEGL.so": "libegl1",
    "libGL.so": "libgl1",
    "libOpenGL.so": "libopengl0",
    "libGLX.so": "libglx0",
    "libdbus-1.so": "libdbus-1-3",
    "libfontconfig.so": "libfontconfig1",
    "libfreetype.so": "libfreetype6",
    "libglib-2.0.so": "libglib2.0-0",
    "libgthread-2.0.so": "libglib2.0-0",
    "libX11.so": "libx11-6",
    "libX11-xcb.so": "libx11-xcb1",
    "libxcb.so": "libxcb1",
    "libxcb-cursor.so": "libxcb-cursor0",
    "libxcb-glx.so": "libxcb-glx0",
    "libxcb-icccm.so": "libxcb-icccm4",
    "libxcb-image.so": "libxcb-image0",
    "libxcb-keysyms.so": "libxcb-keysyms1",
    "libxcb-randr.so": "libxcb-randr0",
    "libxcb-render.so": "libxcb-render0",
    "libxcb-render-util.so": "libxcb-render-util0",
    "libxcb-shape.so": "libxcb-shape0",
    "libxcb-shm.so": "libxcb-shm0",
    "libxcb-sync.so": "libxcb-sync1",
    "libxcb-util.so": "libxcb-util1",
    "libxcb-xfixes.so": "libxcb-xfixes0",
    "libxcb-xkb.so": "libxcb-xkb1",
    "libxkbcommon.so": "libxkbcommon0",
    "libxkbcommon-x11.so": "libxkbcommon-x11-0",
    "libnss3.so": "libnss3",
}
"""Debian's and Ubuntu's package of a library; the number after ".so" left away."""

_LIBRARY = re.compile(r"(lib[\w.+-]+\.so)(?:\.[\d.]+)?(?=:|\s)")


def told(error: ImportError | OSError) -> str:
    """The sentence for a library that could not be loaded; "" when the error is about something else."""
    text = str(error)
    found = _LIBRARY.search(text) if "cannot open shared object file" in text else None
    if found is not None:
        name, package = found[0], PACKAGES.get(found[1])
        if package:
            return f"Máy thiếu thư viện hệ thống {name}. Cài rồi mở lại: sudo apt install {package}"
        return f"Máy thiếu thư viện hệ thống {name}. Cài gói có tệp {name} của hệ điều hành rồi mở lại."
    if "DLL load failed" in text:
        return (
            "Máy thiếu thư viện hệ thống của Microsoft (Visual C++ Redistributable x64). "
            "Cài vc_redist.x64.exe từ trang của Microsoft rồi mở lại."
        )
    return ""


def before_window(load: Callable[[str], object] = ctypes.CDLL) -> str:
    """What would make Qt end the program on this Linux screen: a sentence; "" when nothing would.

    `load` opens a shared library, OSError when one that it needs is not there.
    """
    environment = os.environ
    chosen = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    if sys.platform != "linux" or chosen not in ("", "xcb"):
        return ""
    if not chosen and environment.get("WAYLAND_DISPLAY"):
        return ""  # Qt has another way to the screen
    if not environment.get("DISPLAY"):
        return "Không có màn hình để mở cửa sổ (DISPLAY trống). Mở từ màn hình của máy, hoặc dùng dòng lệnh (--help)."
    plugin = _xcb_plugin()
    if plugin is None:
        return ""
    try:
        load(str(plugin))
    except OSError as error:
        return told(error)
    return ""


def _xcb_plugin() -> Path | None:
    """The file with which Qt reaches an X screen."""
    spec = importlib.util.find_spec("PySide6")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    found = [Path(place, "Qt", "plugins", "platforms", "libqxcb.so") for place in places]
    return next((path for path in found if path.exists()), None)


def say(sentence: str) -> None:
    """On the terminal; where there is none, in a box of the system's own."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, sentence, "Bàn Đối thoại", 0x10)
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
