"""Running commands as a person would, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the test's data folder."""

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        status = main([*(str(a) for a in arguments), "--data", str(data_dir)])
        told = capsys.readouterr()
        return Ran(status, told.out, told.err)

    return ran


@pytest.fixture
def commune(run: Run) -> Run:
    """The commands of a commune's desk."""
    assert run("init", "--unit", "11311", "--units", "2023", "--person", "Trần Thị Thử").status == 0
    return run


@pytest.fixture
def city(run: Run) -> Run:
    """The commands of the city's desk."""
    assert run("init", "--unit", "31", "--units", "2023").status == 0
    return run
