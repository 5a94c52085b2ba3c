"""Who may enter a folder on Windows: the person, the system and administrators, and nobody by where it lies.

There mode bits do nothing. A folder inherits rights from the one it lies in: below the person's profile nobody else
has any, on another disk every account of the laptop usually has.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_TRUSTED = ("SY", "BA", "S-1-5-18", "S-1-5-32-544", "CO", "OW", "S-1-3-0", "S-1-3-4")
"""The system and administrators, who can take any right; whoever makes or owns a file."""
_ENTRY = re.compile(r"\((\w+);[^;]*;[^;]*;[^;]*;[^;]*;([^;)]*)")


def others(rights: str, own: str) -> list[str]:
    """Whom a list of rights (SDDL, as Windows writes it) lets in besides `own` (a SID), in its order.

    A folder without a list lets everybody in.
    """
    if not re.search(r"D:(?!NO_ACCESS_CONTROL)[A-Z]*\(", rights):
        return [] if re.search(r"D:[A-Z]*$", rights) and "NO_ACCESS" not in rights else ["WD"]
    return [who for kind, who in _ENTRY.findall(rights) if kind in ("A", "XA", "OA") and who not in (own, *_TRUSTED)]


def closed(own: str) -> str:
    """Rights for one person, the system and administrators; what lies in the folder has them too."""
    return "D:P" + "".join(f"(A;OICI;FA;;;{who})" for who in (own, "SY", "BA"))


def close(folder: Path) -> None:
    """Let nobody else enter a folder. What the system refuses (a stick has no rights) stays as it is."""
    own = own_sid()
    if own and others(read(folder), own):
        write(folder, closed(own))


if sys.platform == "win32":
    import ctypes
    from ctypes import byref, c_void_p, c_wchar_p, wintypes

    _A, _K = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
    _K.GetCurrentProcess.restype = wintypes.HANDLE
    _K.LocalFree.argtypes = [c_void_p]
    _A.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, c_void_p]
    _A.GetTokenInformation.argtypes = [wintypes.HANDLE, ctypes.c_int, c_void_p, wintypes.DWORD, c_void_p]
    _A.ConvertSidToStringSidW.argtypes = [c_void_p, c_void_p]
    _A.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = [c_wchar_p, wintypes.DWORD, c_void_p, c_void_p]
    _A.ConvertSecurityDescriptorToStringSecurityDescriptorW.argtypes = [
        *(c_void_p, wintypes.DWORD, wintypes.DWORD, c_void_p, c_void_p),
    ]
    _A.GetSecurityDescriptorDacl.argtypes = [c_void_p] * 4
    _INFO = [c_wchar_p, ctypes.c_int, wintypes.DWORD]
    _A.GetNamedSecurityInfoW.argtypes = [*_INFO, *[c_void_p] * 5]
    _A.SetNamedSecurityInfoW.argtypes = [*_INFO, *[c_void_p] * 4]
    _QUERY, _USER, _FILE, _DACL, _PROTECTED = 8, 1, 1, 4, 0x8000_0000

    def own_sid() -> str:
        """The person of this process; "" when Windows does not say."""
        token, size, text = wintypes.HANDLE(), wintypes.DWORD(), c_wchar_p()
        if not _A.OpenProcessToken(_K.GetCurrentProcess(), _QUERY, byref(token)):
            return ""
        held = ctypes.create_string_buffer(256)
        is_told = _A.GetTokenInformation(token, _USER, held, len(held), byref(size))
        _K.CloseHandle(token)
        if not is_told or not _A.ConvertSidToStringSidW(c_void_p.from_buffer(held), byref(text)):
            return ""
        told = text.value or ""
        _K.LocalFree(text)
        return told

    def read(folder: Path) -> str:
        """The list of rights of a folder; "" when it cannot be read."""
        descriptor, text = c_void_p(), c_wchar_p()
        if _A.GetNamedSecurityInfoW(str(folder), _FILE, _DACL, None, None, None, None, byref(descriptor)):
            return ""
        told = ""
        if _A.ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, 1, _DACL, byref(text), None):
            told = text.value or ""
            _K.LocalFree(text)
        _K.LocalFree(descriptor)
        return told

    def write(folder: Path, rights: str) -> bool:
        """Give a folder a list of rights of its own, for what lies in it too; whether Windows did."""
        descriptor, dacl = c_void_p(), c_void_p()
        is_there, is_default = wintypes.BOOL(), wintypes.BOOL()
        if not _A.ConvertStringSecurityDescriptorToSecurityDescriptorW(rights, 1, byref(descriptor), None):
            return False
        _A.GetSecurityDescriptorDacl(descriptor, byref(is_there), byref(dacl), byref(is_default))
        what = _DACL | (_PROTECTED if rights.startswith("D:P") else 0)
        refused = _A.SetNamedSecurityInfoW(str(folder), _FILE, what, None, None, dacl, None)
        _K.LocalFree(descriptor)
        return not refused

else:

    def own_sid() -> str:
        """Nobody has such a name elsewhere."""
        return ""

    def read(folder: Path) -> str:
        """Mode bits say it elsewhere."""
        return ""

    def write(folder: Path, rights: str) -> bool:
        """Mode bits say it elsewhere."""
        return False
