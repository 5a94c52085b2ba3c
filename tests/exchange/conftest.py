"""A world of desks for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.world import CITY, COMMUNE, DISTRICT, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def chain(world: World) -> World:
    """A city, a district and a commune that joined from the top."""
    world.init("city", CITY)
    world.join("district", "city", DISTRICT)
    world.join("commune", "district", COMMUNE)
    return world
