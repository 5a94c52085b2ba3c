"""What ARCHITECTURE.md says a field, a register, a report and a page take is what they take."""

import re

import pytest

from tests.benchmarks.newcomer import TASKS, Task, play
from tests.conformance.sources import ROOT


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_newcomer_writes_so_much_and_it_works(task: Task) -> None:
    files, wrong = play(task)
    assert not wrong, wrong
    lines = sum(lines for name, lines in files if name.endswith(".py"))
    assert lines <= task.most_lines, (task.name, files)
    assert len(files) <= task.most_files, files
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = re.search(rf"^\| {re.escape(task.name)} \| (\d+) \| (\d+) \|", table, re.MULTILINE)
    assert told, f"ARCHITECTURE.md lacks the row “{task.name}” of what a newcomer writes"
    assert (int(told[1]), int(told[2])) == (lines, len(files)), (task.name, files)
