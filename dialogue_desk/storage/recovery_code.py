"""The recovery code on paper: how it is drawn, and how what was typed is read."""

from __future__ import annotations

import hashlib
import os
import unicodedata

from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUPS, _GROUP_LETTERS = 7, 4


def new_recovery_code() -> str:
    """140 random bits for paper: seven groups of four letters, each with a check letter of its own."""
    drawn = int.from_bytes(os.urandom(18), "big")
    letters = [_LETTERS[drawn >> (5 * i) & 31] for i in range(_GROUPS * _GROUP_LETTERS)]
    groups = ("".join(letters[i : i + _GROUP_LETTERS]) for i in range(0, len(letters), _GROUP_LETTERS))
    return "-".join(group + check_letter(number, group) for number, group in enumerate(groups, start=1))


def read_recovery_code(typed: str) -> str:
    """A typed code in its one spelling; DeskError names the group that was misread."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_ALIKE)
    letters = "".join(c for c in plain if c.isalnum())
    size = _GROUP_LETTERS + 1
    if len(letters) != _GROUPS * size:
        raise DeskError(
            _("Mã khôi phục có {most} chữ, ở đây là {count}.").format(most=_GROUPS * size, count=len(letters)),
            _("Gõ lại cả {groups} nhóm trên tờ giấy.").format(groups=_GROUPS),
            "bad_recovery_code",
        )
    groups = [letters[i : i + size] for i in range(0, len(letters), size)]
    for number, group in enumerate(groups, start=1):
        if group[-1] != check_letter(number, group[:-1]):
            raise DeskError(
                _("Nhóm thứ {number} của mã khôi phục gõ chưa đúng.").format(number=number),
                _("Xem lại nhóm ấy trên tờ giấy."),
                "bad_recovery_code",
            )
    return "-".join(groups)


def check_letter(number: int, group: str) -> str:
    """The check letter of a group, which also tells its place."""
    return _LETTERS[hashlib.sha256(f"{number}{group}".encode()).digest()[0] & 31]
