"""Use cases: the only door through which window and command line reach data."""

from dialogue_desk.desk.changes import Change, Step
from dialogue_desk.desk.desk import Desk
from dialogue_desk.storage.lists import SEARCH_CAP, Hit, Query

__all__ = ["SEARCH_CAP", "Change", "Desk", "Hit", "Query", "Step"]
