"""The window of the gui tests, for benchmarks that sit at it."""

from tests.gui.conftest import resources, sit

__all__ = ["resources", "sit"]
