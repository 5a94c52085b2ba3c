"""Use cases: the only door through which window and command line reach data."""

from dialogue_desk.desk.changes import Change, Step
from dialogue_desk.desk.desk import Desk

__all__ = ["Change", "Desk", "Step"]
