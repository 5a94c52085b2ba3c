"""Journeys sit at the same desk as the tests of the gui."""

from tests.gui.conftest import resources, sit

__all__ = ["resources", "sit"]
