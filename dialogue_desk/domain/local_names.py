"""What codes are called in the province of this desk, where that is not their declared label.

Like the language of the window this is a fact of the process: one process holds one desk. The desk sets it when it
is opened and when a list changes; a code never changes, so that what was saved under another name stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES: dict[str, dict[str, str]] = {}
_NONE: Mapping[str, str] = MappingProxyType({})


def use(names: Mapping[tuple[str, str], str]) -> None:
    """Call codes, given by vocabulary and code, by these names from now on and all others by their labels."""
    _NAMES.clear()
    for (vocabulary, code), name in names.items():
        _NAMES.setdefault(vocabulary, {})[code] = name


def of(vocabulary: str) -> Mapping[str, str]:
    """Names by code of a vocabulary; empty where every code has its declared label."""
    return _NAMES.get(vocabulary, _NONE)
