"""Use cases: the only door through which window and command line reach data."""

from dialogue_desk.desk.changes import Change, Step
from dialogue_desk.desk.desk import Desk
from dialogue_desk.storage.lists import Hit, Query

__all__ = ["Change", "Desk", "Hit", "Query", "Step"]
