"""The day it is in Việt Nam, whatever clock the machine keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

import pytest

from dialogue_desk.desk import clock


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 31, 16, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 17, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_told_in_viet_nam(monkeypatch: pytest.MonkeyPatch, now: datetime, day: date) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now if tz is None else now.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Clock)
    assert clock.today() == day
