"""Names of agencies that may be one: written out here, as an abbreviation there. A person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dialogue_desk.domain.vietnamese import fold

_SHORT = {
    "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "mttq": "mat tran to quoc",
    "ubmttq": "uy ban mat tran to quoc",
    "vp": "van phong", "p": "phong", "tt": "trung tam", "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "ca": "cong an", "bqp": "bo quoc phong", "qs": "quan su", "bch": "ban chi huy", "bqlda": "ban quan ly du an",
    "bql": "ban quan ly", "vhxh": "van hoa xa hoi", "tnmt": "tai nguyen moi truong", "nnmt": "nong nghiep moi truong",
    "lhpn": "lien hiep phu nu", "dtn": "doan thanh nien", "tx": "thi xa", "tp": "thanh pho", "h": "huyen", "x": "xa",
    "q": "quan", "vn": "viet nam", "ktht": "kinh te ha tang", "tc": "tai chinh", "kt": "kinh te", "xd": "xay dung",
    "cty": "cong ty", "ct": "cong ty", "hcc": "hanh chinh cong", "pvhcc": "phuc vu hanh chinh cong",
}  # fmt: skip
"""Abbreviations of offices, folded, and what they stand for."""

_LITTLE = {"va", "cua", "thuoc", "viet", "nam"}
"""Words a short name leaves out."""


def spelt_out(name: str) -> str:
    """A name folded, its abbreviations written out, signs and little words left out: what two spellings share."""
    words = re.findall(r"[a-z0-9]+", fold(name))
    full = [part for word in words for part in _SHORT.get(word, word).split()]
    return " ".join(word for word in full if word not in _LITTLE)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[a-z0-9]+", fold(name)))


def alike(names: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Groups of names that may be one agency, each with the name most used first; `names` counts their uses.

    Alike are names that are the same spelt out, and one word of capitals beside the name whose initials it is.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(spelt_out(name), []).append(name)
    by_initials: dict[str, str] = {}
    for key, held in groups.items():
        if " " in key:
            for one in held:
                by_initials.setdefault(_initials(one), key)
    for name in list(names):
        full = by_initials.get(fold(name)) if name.isupper() and len(name) > 2 and " " not in name else None
        own = spelt_out(name)
        if full and full != own and name in groups.get(own, ()):
            groups[full].append(name)
            groups[own].remove(name)
    found = [tuple(sorted(held, key=lambda one: (-names[one], one))) for held in groups.values() if len(held) > 1]
    return sorted(found)


def joined(name: str, into: Mapping[str, str]) -> str:
    """The name an agency goes by, after what was joined; chains are followed, rings end."""
    seen = {name}
    while (after := into.get(name, name)) not in seen:
        seen.add(after)
        name = after
    return name


def renamed(names: Iterable[str], into: Mapping[str, str]) -> dict[str, str]:
    """Those of some names that go by another, with it."""
    return {name: after for name in names if (after := joined(name, into)) != name}
