"""A petition of a spring in which 2 May is bridged, and the day its deadlines are looked at."""

from __future__ import annotations

from datetime import date

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record

TODAY = date(2025, 4, 24)


def petition(desk: Desk, **values: Value) -> Record:
    """Saved with `values` over what every petition needs."""
    given: dict[str, Value] = {
        "kind": "petition", "received_on": "2025-04-01", "side": "government", "text": "Đường ngập", "request": "Sửa",
        "subject": "infrastructure",
    }  # fmt: skip
    return desk.records.save("opinion", given | values)
