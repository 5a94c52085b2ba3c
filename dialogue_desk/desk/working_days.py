"""The working days of a unit, for use cases; deadlines of petitions are derived from them below (`storage`)."""

from dialogue_desk.storage.working_days import calendar_of as calendar_of
from dialogue_desk.storage.working_days import is_announced as is_announced
from dialogue_desk.storage.working_days import unannounced_year as unannounced_year
from dialogue_desk.texts import _


def unannounced_words(year: str) -> str:
    """What stands beside a deadline counted over days off nobody has decided yet."""
    return _("lịch nghỉ năm {year} chưa công bố").format(year=year)
