"""A PostgreSQL for the tests of the hub. Where the machine has none they are skipped, and say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.hub.server import Server, binaries


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server for the tests of one file: what another file published would be counted among theirs."""
    found = binaries()
    if found is None:
        pytest.skip("this machine has no PostgreSQL (Debian: apt-get install postgresql)")
    made = Server(found)
    yield made
    made.stop()


@pytest.fixture
def schema() -> str:
    """The schema the tests share: making one takes longer than a test, and a desk makes the hub equal to itself."""
    return "dd"


Asked = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(server: Server) -> Iterator[Asked]:
    """Asks the hub as its administrator; rows as dicts."""
    with psycopg.connect(server.url(), row_factory=dict_row, autocommit=True) as conn:

        def asked(statement: str, *given: Any) -> list[dict[str, Any]]:
            cursor = conn.execute(statement.encode(), given or None)
            return cursor.fetchall() if cursor.description else []

        yield asked
