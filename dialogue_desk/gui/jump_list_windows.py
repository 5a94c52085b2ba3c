"""Handing a list of entries to Windows (ICustomDestinationList), by the numbers its documentation gives."""

from __future__ import annotations

import sys
from collections.abc import Sequence

if sys.platform == "win32":
    import ctypes
    import uuid
    from ctypes import byref, c_uint, c_void_p, c_wchar_p

    _OLE = ctypes.OleDLL("ole32")
    _Id = ctypes.c_byte * 16

    def _id(text: str) -> ctypes.Array[ctypes.c_byte]:
        return _Id.from_buffer_copy(uuid.UUID(text).bytes_le)

    _LIST, _IS_LIST = _id("77f10cf0-3db5-4966-b520-b7c54fd35ed6"), _id("6332debf-87b5-4670-90c0-5e57b408a49e")
    _MANY, _IS_MANY = _id("2d3468c1-36a7-43b6-ac24-d3f02fd9607a"), _id("5632b1a4-e38a-400a-928a-d4cd63230295")
    _IS_ARRAY = _id("92ca9dcd-5622-4bba-a805-5e9f541bd8c9")
    _LINK, _IS_LINK = _id("00021401-0000-0000-c000-000000000046"), _id("000214f9-0000-0000-c000-000000000046")
    _IS_STORE = _id("886d8eeb-8cf2-4446-8d02-cdba1dbdcf99")
    _ASK, _RELEASE = 0, 2
    _BEGIN, _APPEND, _COMMIT = 4, 5, 8
    _ADD = 5
    _ARGUMENTS, _ICON, _PATH = 11, 17, 20
    _SET, _KEEP = 6, 7
    _TEXT = 31

    class _Name(ctypes.Structure):
        """PROPERTYKEY of a title."""

        _fields_ = (("set", _Id), ("number", c_uint))

    class _Value(ctypes.Structure):
        """PROPVARIANT with a text."""

        _fields_ = (("kind", ctypes.c_ushort), ("none", ctypes.c_ushort * 3), ("text", c_wchar_p), ("rest", c_void_p))

    _TITLE = _Name(_id("f29f85e0-4ff9-1068-ab91-08002b27b3d9"), 2)

    class _Object:
        """A COM object; OSError when one of its functions fails."""

        def __init__(self, at: c_void_p) -> None:
            self.at = at

        def call(self, number: int, *given: object) -> None:
            """The function of this number in its table."""
            table = ctypes.cast(self.at, ctypes.POINTER(ctypes.POINTER(c_void_p)))[0]
            by_type = {str: c_wchar_p, int: ctypes.c_int}
            kinds = [by_type.get(type(one), c_void_p) for one in given]
            function = ctypes.WINFUNCTYPE(ctypes.HRESULT, c_void_p, *kinds)(table[number])
            function(self.at, *given)

        def other(self, kind: ctypes.Array[ctypes.c_byte]) -> _Object:
            """The same object as another interface."""
            found = c_void_p()
            self.call(_ASK, byref(kind), byref(found))
            return _Object(found)

        def __del__(self) -> None:
            if self.at:
                table = ctypes.cast(self.at, ctypes.POINTER(ctypes.POINTER(c_void_p)))[0]
                ctypes.WINFUNCTYPE(ctypes.c_ulong, c_void_p)(table[_RELEASE])(self.at)

    def _made(kind: ctypes.Array[ctypes.c_byte], interface: ctypes.Array[ctypes.c_byte]) -> _Object:
        found = c_void_p()
        _OLE.CoCreateInstance(byref(kind), None, 1, byref(interface), byref(found))
        return _Object(found)

    def _link(title: str, arguments: str) -> _Object:
        link = _made(_LINK, _IS_LINK)
        link.call(_PATH, sys.executable)
        link.call(_ARGUMENTS, arguments)
        link.call(_ICON, sys.executable, 0)
        store = link.other(_IS_STORE)
        store.call(_SET, byref(_TITLE), byref(_Value(_TEXT, (0, 0, 0), title)))
        store.call(_KEEP)
        return link

    def put(heading: str, entries: Sequence[tuple[str, str]]) -> bool:
        """Show entries (title, arguments) below a heading; False when Windows does not take them."""
        try:
            shown, slots, removed = _made(_LIST, _IS_LIST), c_uint(), c_void_p()
            shown.call(_BEGIN, byref(slots), byref(_IS_ARRAY), byref(removed))
            gone = _Object(removed)
            many = _made(_MANY, _IS_MANY)
            for title, arguments in entries:
                many.call(_ADD, _link(title, arguments).at)
            if entries:
                shown.call(_APPEND, heading, many.other(_IS_ARRAY).at)
            shown.call(_COMMIT)
            del gone
        except OSError:
            return False
        return True

else:

    def put(heading: str, entries: Sequence[tuple[str, str]]) -> bool:
        """There is no such list elsewhere."""
        return False
