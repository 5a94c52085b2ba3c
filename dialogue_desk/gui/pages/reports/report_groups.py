"""Which reports stand together in the list, what is used most, and the charts, which have a page of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from dialogue_desk.desk import Desk
from dialogue_desk.texts import N_

MOST_USED = 3
USES = "report_uses"
BEGUN_WITH = ("minutes", "appendix-03", "periodic-report")
"""What most offices print, until this one has printed something itself."""

SESSION = (
    "invitation", "opinion-slip", "minutes", "conclusion-notice", "public-notice", "opinions-table", "annual-plan",
    "box-minutes",
)  # fmt: skip
PETITION = (
    "assignment-slip", "reply", "petition-register", "written-feedback", "acceptance-sheet", "carry-over",
    "case-handover", "missing-explanations",
)  # fmt: skip
EXCHANGE = ("handover-slip", "merge-preview", "arrivals", "call-list", "data-dictionary")

USED, APPENDICES, OTHERS = "used", "appendices", "others"
GROUPS: Mapping[str, str] = {
    USED: N_("Hay dùng"),
    APPENDICES: N_("Phụ lục gửi cấp trên"),
    "session": N_("Mẫu của cuộc đối thoại"),
    "petition": N_("Mẫu của góp ý, kiến nghị"),
    OTHERS: N_("Tổng hợp, rà soát"),
    "exchange": N_("Gửi, nhận số liệu"),
}
"""The groups of the list, in its order."""


def is_chart(name: str) -> bool:
    """Charts are looked at on their page; their sheets stay reports of the command line."""
    return name.startswith("trend-")


def group_of(name: str) -> str:
    """The group a report stands in; a new one nobody has sorted stands among the summaries."""
    if name.startswith("appendix-"):
        return APPENDICES
    for key, names in (("session", SESSION), ("petition", PETITION), ("exchange", EXCHANGE)):
        if name in names:
            return key
    return OTHERS


def count_use(desk: Desk, name: str) -> None:
    """A sheet was printed, written or copied: what is used most stands on top."""
    uses = _uses(desk)
    uses[name] = uses.get(name, 0) + 1
    desk.prefer(USES, json.dumps(uses), in_passing=True)


def most_used(desk: Desk, names: Iterable[str]) -> list[str]:
    """The reports this laptop used most, filled up with those most offices print."""
    known = [name for name in names if not is_chart(name)]
    uses = {name: count for name, count in _uses(desk).items() if name in known}
    found = sorted(uses, key=lambda name: (-uses[name], known.index(name)))
    return [*found, *(name for name in BEGUN_WITH if name in known and name not in found)][:MOST_USED]


def _uses(desk: Desk) -> dict[str, int]:
    try:
        held = json.loads(desk.preference(USES, "{}"))
    except ValueError:
        return {}
    return {str(k): v for k, v in held.items() if isinstance(v, int)} if isinstance(held, dict) else {}
