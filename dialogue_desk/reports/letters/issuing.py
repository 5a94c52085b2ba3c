"""Which body issues a sheet and who signs it: told by the record, its number, the positions people hold.

A body is named by its family of documents: "party" (cấp ủy), "state" (Ủy ban nhân dân), "front" (Mặt trận).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.storage.store import Store

NOBODY = frozenset({"other"})
"""A position that signs for none of the three bodies: the Council's, an association's."""

_PARTY = re.compile(
    r"\bbi thu\b(?! (?:chi|doan|thanh nien))|\bdang uy\b|\bcap uy\b|\bthanh uy\b|\bquan uy\b|\bhuyen uy\b"
)
_STATE = re.compile(r"\bubnd\b|\buy ban nhan dan\b|\btm ub\b")
_FRONT = re.compile(r"\bmttq\b|\bmat tran\b|\bubmttq\b")
_OTHER = re.compile(r"\bhdnd\b|\bhoi dong nhan dan\b|\bhoi\b|\bcong doan\b|\bdoan thanh nien\b|\bbi thu (?:chi|doan)\b")
_TITLES = {
    "party": re.compile(r"(?:phó\s+)?bí\s+thư(?:\s+thường\s+trực)?", re.IGNORECASE),
    "state": re.compile(r"(?:phó\s+)?chủ\s+tịch", re.IGNORECASE),
    "front": re.compile(r"(?:phó\s+)?chủ\s+tịch", re.IGNORECASE),
}
_ROLES = {"party": "party", "state": "government"}


def family_of(number: object) -> str:
    """The family whose office gave a number: 12-TB/ĐU is the Party's, 12/TB-UBND the state's; "" for none."""
    written = str(number or "").upper().replace(" ", "")
    if re.search(r"/(?:[ĐÐ]U|TU|QU|HU)\b", written):
        return "party"
    return "state" if "UBND" in written else "front" if "MTTQ" in written else ""


def families_of(position: object) -> frozenset[str]:
    """The bodies somebody of a position signs for; empty where the position leaves it open (Chánh Văn phòng)."""
    words = fold(str(position or ""))
    found = {f for f, named in (("party", _PARTY), ("state", _STATE), ("front", _FRONT)) if named.search(words)}
    if not found & {"state", "front"} and not _OTHER.search(words) and "chu tich" in words:
        found |= {"state", "front"}
    return frozenset(found) if found else NOBODY if _OTHER.search(words) else frozenset()


def signs_for(position: object, family: str) -> bool:
    """Whether somebody of a position may stand under the name of a body."""
    return family in families_of(position) or not families_of(position)


def title_in(position: object, family: str) -> str:
    """A written position as it stands under the name of a body: Phó Bí thư, Chủ tịch UBND signs there as Chủ tịch."""
    found = [m[0].strip() for m in _TITLES[family].finditer(str(position or ""))] if family in _TITLES else []
    return found[0][:1].upper() + found[0][1:] if found else ""


def of_session(values: Mapping[str, Value], *, by_number: bool = False) -> str:
    """The body that holds a session: by the number of its conclusion where asked, by who chairs, by whose it counts."""
    numbered = family_of(values.get("conclusion_number")) if by_number else ""
    counted = {"party": "party", "government": "state"}.get(str(values.get("count_for")), "")
    chairs = families_of(values.get("chair_position")) - NOBODY
    chaired = counted if counted in chairs else next(iter(chairs), "") if len(chairs) == 1 else ""
    if len(chairs) > 1 and not chaired:  # Phó Bí thư, Chủ tịch UBND: heads the one, is second in the other
        titles = {f: title_in(values.get("chair_position"), f) for f in ("party", "state") if f in chairs}
        heads = [f for f, title in titles.items() if not title.startswith("Phó")]
        chaired = heads[0] if len(heads) == 1 else ""
    return numbered or chaired or counted


def of_opinion(values: Mapping[str, Value]) -> str:
    """The body an opinion was given to."""
    return {"party": "party", "government": "state"}.get(str(values.get("side")), "")


def head_in_office(store: Store, unit: str, family: str) -> str:
    """The name of the head of a body by the list of officials; "" where it names nobody or more than one."""
    rows = store.conn.execute(
        "SELECT DISTINCT name FROM official WHERE is_deleted = 0 AND unit = ? AND host_role = ? AND valid_to IS NULL",
        (unit, _ROLES.get(family, "")),
    ).fetchall()
    return str(rows[0][0]) if len(rows) == 1 else ""
