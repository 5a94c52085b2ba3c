"""What a Windows console can show: Vietnamese where its font has it, else the same words without the signs it lacks."""

from __future__ import annotations

import io
import sys
import unicodedata
from typing import TextIO

UTF8 = 65001
_PLAIN = {"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "·": "-",
          "×": "x", "≤": "<=", "≥": ">=", "→": "->", "✓": "v", "•": "*", "\u00a0": " "}  # fmt: skip
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def reduced(text: str, code_page: str) -> str:
    """`text` with nothing a code page lacks: tones apart where it has them (cp1258), else plain letters, else "?"."""
    return "".join(_letter(sign, code_page) for sign in unicodedata.normalize("NFC", text))


def _letter(sign: str, code_page: str) -> str:
    if _has(code_page, sign):
        return sign
    parts = unicodedata.normalize("NFD", sign)
    shaped = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    tones = "".join(part for part in parts if part in _TONES)
    plain = _PLAIN.get(sign, parts[0])
    return next((told for told in (shaped + tones, plain) if _has(code_page, told)), "?")


def _has(code_page: str, text: str) -> bool:
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True


class Reduced(io.TextIOBase):
    """A stream to a console whose font has only the letters of its code page."""

    def __init__(self, stream: TextIO, code_page: str) -> None:
        self._stream, self._code_page = stream, code_page

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As what is behind it."""
        return self._stream.encoding

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Write what can be shown of a text."""
        if not isinstance(text, str):
            raise TypeError("a console takes texts")
        self._stream.write(reduced(text, self._code_page))
        return len(text)

    def flush(self) -> None:
        """As what is behind it."""
        self._stream.flush()


def prepare() -> None:
    """Streams as this machine can show them: UTF-8 into files and pipes, and what a console's font has."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
        code_page = _bitmap_font() if stream is not None and stream.isatty() else ""
        if code_page:
            setattr(sys, name, Reduced(stream, code_page))
    _read_pipes_as_utf8()


if sys.platform == "win32":
    import atexit
    import codecs
    import ctypes
    from ctypes import wintypes

    class _Font(ctypes.Structure):
        """CONSOLE_FONT_INFOEX."""

        _fields_ = (
            ("size", wintypes.ULONG), ("number", wintypes.DWORD), ("extent", wintypes.DWORD),
            ("family", wintypes.UINT), ("weight", wintypes.UINT), ("name", wintypes.WCHAR * 32),
        )  # fmt: skip

    _OUTPUT, _OUTLINES = -11, 4

    def _bitmap_font() -> str:
        """The code page of a console with a font of points, which has no other letters; "" for any other console."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetStdHandle.restype = wintypes.HANDLE
        kernel.GetCurrentConsoleFontEx.argtypes = [wintypes.HANDLE, wintypes.BOOL, ctypes.c_void_p]
        font = _Font(size=ctypes.sizeof(_Font))
        if not kernel.GetCurrentConsoleFontEx(kernel.GetStdHandle(_OUTPUT), False, ctypes.byref(font)):
            return ""
        return "" if font.family & _OUTLINES or not font.name else known_page(kernel.GetConsoleOutputCP())

    def known_page(number: int) -> str:
        """Python's name of a code page; "" for one it does not know, and for UTF-8."""
        try:
            return "" if number == UTF8 else codecs.lookup(f"cp{number}").name
        except LookupError:
            return ""

    def _read_pipes_as_utf8() -> None:
        """`| more` and `| find` read what comes by the code page of the console: ours, as long as we run."""
        kernel = ctypes.WinDLL("kernel32")
        before = kernel.GetConsoleOutputCP()
        if before not in (0, UTF8) and kernel.SetConsoleOutputCP(UTF8):
            atexit.register(kernel.SetConsoleOutputCP, before)

else:

    def _bitmap_font() -> str:
        """Terminals elsewhere take UTF-8."""
        return ""

    def _read_pipes_as_utf8() -> None:
        """Terminals elsewhere take UTF-8."""
