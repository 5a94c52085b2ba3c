"""The working days of a unit, for use cases; deadlines of petitions are derived from them below (`storage`)."""

from dialogue_desk.storage.working_days import calendar_of as calendar_of
from dialogue_desk.storage.working_days import is_announced as is_announced
from dialogue_desk.storage.working_days import unannounced_year as unannounced_year
