"""The day people here live in, and stored instants as they read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def time_of(iso: str) -> datetime:
    """A stored instant as local time; the year 1 for what is none (a package may bring anything)."""
    try:
        return datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone()
    except (ValueError, OverflowError):
        return datetime.min


def today() -> date:
    """The day in Việt Nam, whatever zone the machine is set to."""
    return (datetime.now(UTC) + timedelta(hours=7)).date()
