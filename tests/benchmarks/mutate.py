"""Breaks the program in sixty small ways, twelve a room, and says which of them its tests notice.

    python tests/benchmarks/mutate.py [--seed N] [--only ROOM] [--count N]

Places are drawn by chance (a seed gives the same ones for the same sources): a comparison turned, a `not` dropped, an
`and` for an `or`, a number one off, a constant flipped. Each is made in a copy of the project, and the tests of its
room that lie nearest run there. A survivor is a gap in the tests, or changes nothing anybody can see.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
COUNT = 12

ROOMS: dict[str, dict[str, tuple[str, ...]]] = {
    "domain": {
        "dialogue_desk/domain/declared.py": ("tests/exchange/test_declared.py", "tests/exchange/test_xlsform.py"),
        "dialogue_desk/domain/succession.py": ("tests/exchange/test_declared.py",),
        "dialogue_desk/domain/laying_out.py": ("tests/conformance/test_whole_forms.py", "tests/gui/test_declared.py"),
        "dialogue_desk/domain/checks.py": ("tests/domain/test_checks.py",),
        "dialogue_desk/domain/periods.py": ("tests/domain/test_periods.py",),
        "dialogue_desk/domain/obligations.py": ("tests/domain/test_obligations.py", "tests/exchange/test_declared.py"),
        "dialogue_desk/domain/followup.py": ("tests/domain/test_followup.py",),
    },
    "reports": {
        "dialogue_desk/reports/trends/declared_counts.py": ("tests/exchange/test_declared.py",),
        "dialogue_desk/reports/counting/grouped.py": (
            "tests/reports/test_trends.py",
            "tests/exchange/test_declared.py",
        ),
        "dialogue_desk/reports/counting/slots.py": ("tests/reports/test_trends.py",),
        "dialogue_desk/reports/periods/filling.py": ("tests/reports/test_filling.py", "tests/reports/test_periodic.py"),
        "dialogue_desk/reports/counting/totals.py": (
            "tests/reports/test_totals.py",
            "tests/reports/test_appendices.py",
        ),
    },
    "desk": {
        "dialogue_desk/desk/declaring.py": ("tests/exchange/test_declared.py", "tests/exchange/test_xlsform.py"),
        "dialogue_desk/desk/records.py": ("tests/desk/test_records.py",),
        "dialogue_desk/desk/undoing.py": ("tests/desk/test_operations.py",),
        "dialogue_desk/desk/closing.py": ("tests/desk/test_closing.py",),
        "dialogue_desk/desk/bin.py": ("tests/cli/test_bin.py",),
    },
    "exchange": {
        "dialogue_desk/exchange/declaring.py": ("tests/exchange/test_declared.py",),
        "dialogue_desk/exchange/xlsform.py": ("tests/exchange/test_xlsform.py",),
        "dialogue_desk/exchange/xlsform_rows.py": ("tests/exchange/test_xlsform.py", "tests/exchange/test_declared.py"),
        "dialogue_desk/exchange/wire.py": ("tests/exchange/test_malformed.py", "tests/exchange/test_declared.py"),
        "dialogue_desk/storage/renewing.py": ("tests/exchange/test_declared.py", "tests/gui/test_declared.py"),
    },
    "trust": {
        "dialogue_desk/exchange/signing.py": ("tests/exchange/test_signed.py", "tests/exchange/test_erasures.py"),
        "dialogue_desk/exchange/wire.py": ("tests/exchange/test_malformed.py", "tests/exchange/test_limits.py"),
        "dialogue_desk/storage/machines.py": ("tests/exchange/test_machines.py",),
        "dialogue_desk/desk/machines.py": ("tests/exchange/test_machines.py", "tests/exchange/test_trust.py"),
        "dialogue_desk/desk/inviting.py": ("tests/exchange/test_machines.py", "tests/exchange/test_trust.py"),
        "dialogue_desk/desk/rejoining.py": ("tests/exchange/test_machines.py",),
        "dialogue_desk/storage/passphrases.py": ("tests/desk/test_passphrase.py",),
        "dialogue_desk/storage/key_file.py": ("tests/desk/test_passphrase.py", "tests/desk/test_locking.py"),
        "dialogue_desk/storage/recovery_code.py": ("tests/desk/test_passphrase.py", "tests/desk/test_locking.py"),
        "dialogue_desk/storage/relock.py": ("tests/desk/test_passphrase.py", "tests/desk/test_locking.py"),
        "dialogue_desk/storage/sweeping.py": ("tests/desk/test_passphrase.py", "tests/storage/test_rights.py"),
        "dialogue_desk/storage/unerasing.py": ("tests/exchange/test_erasures.py",),
    },
    "units": {
        "dialogue_desk/domain/units.py": ("tests/domain/test_units.py", "tests/desk/test_units.py"),
        "dialogue_desk/domain/unit_search.py": ("tests/domain/test_unit_search.py",),
        "dialogue_desk/domain/shares.py": ("tests/reports/test_shares.py",),
        "dialogue_desk/domain/working_days.py": (
            "tests/domain/test_working_days.py",
            "tests/desk/test_working_days.py",
        ),
        "dialogue_desk/domain/reference.py": ("tests/exchange/test_lists_sent_down.py",),
        "dialogue_desk/storage/working_days.py": (
            "tests/desk/test_working_days.py",
            "tests/exchange/test_lists_sent_down.py",
        ),
        "dialogue_desk/desk/duties.py": ("tests/desk/test_duty_notes.py", "tests/desk/test_working_days.py"),
        "dialogue_desk/reports/counting/reform.py": ("tests/reports/test_reform.py", "tests/reports/test_shares.py"),
        "dialogue_desk/reports/counting/shared_out.py": ("tests/reports/test_shares.py",),
        "dialogue_desk/exchange/choosing.py": ("tests/exchange/test_dissolved_units.py",),
        "dialogue_desk/desk/unit_lists.py": ("tests/desk/test_units.py", "tests/exchange/test_units_sent_down.py"),
    },
    "gui": {
        "dialogue_desk/gui/forms/form_view.py": ("tests/gui/test_editors.py", "tests/gui/test_declared.py"),
        "dialogue_desk/gui/forms/wording.py": ("tests/conformance/test_whole_forms.py", "tests/gui/test_models.py"),
        "dialogue_desk/gui/pages/settings/forms_card.py": ("tests/gui/test_declared.py",),
        "dialogue_desk/gui/rooms.py": ("tests/conformance/test_help.py",),
        "dialogue_desk/gui/models/ranges.py": ("tests/gui/test_ranges.py",),
    },
}
"""By room its files, each with the tests that lie nearest; those that are not there are left out."""

_TURNED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}  # fmt: skip


class Mutation(NamedTuple):
    """One small change: the file, its line, the piece of the line from which column on, what it was, what it becomes."""

    file: str
    line: int
    column: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old!r} -> {self.new!r}"


def mutations(file: str) -> Iterator[Mutation]:
    """Every small change that can be made to a file."""
    source = (ROOT / file).read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        for line, column, old, new in _changes(node, lines):
            yield Mutation(file, line, column, old, new)


def _changes(node: ast.AST, lines: list[str]) -> Iterator[tuple[int, int, str, str]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        old, new = _TURNED[type(node.ops[0])]
        line, start = node.left.end_lineno or 0, _at(lines, node.left.end_lineno, node.left.end_col_offset)
        text = lines[line - 1]
        at = text.find(f" {old} ", start)
        if at >= 0 and node.comparators[0].lineno == line:
            yield line, at + 1, old, new
    elif isinstance(node, ast.BoolOp):
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        left = node.values[0]
        line, start = left.end_lineno or 0, _at(lines, left.end_lineno, left.end_col_offset)
        at = lines[line - 1].find(f" {word} ", start)
        if at >= 0 and node.values[1].lineno == line:
            yield line, at + 1, word, other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        column = _at(lines, node.lineno, node.col_offset)
        if lines[node.lineno - 1].startswith("not ", column):
            yield node.lineno, column, "not ", ""
    elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int)):
        column = _at(lines, node.lineno, node.col_offset)
        old = str(node.value)
        if lines[node.lineno - 1].startswith(old, column):
            new = str(not node.value) if isinstance(node.value, bool) else str(node.value + 1)
            yield node.lineno, column, old, new


def _at(lines: list[str], line: int | None, offset: int | None) -> int:
    """A column in letters: the parser counts bytes."""
    return len(lines[(line or 1) - 1].encode()[: offset or 0].decode())


def chosen(room: str, seed: int, count: int) -> list[Mutation]:
    """The changes of a room that are tried, spread over its files."""
    chance = random.Random(f"{seed} {room}")
    by_file = [sorted(set(mutations(file))) for file in ROOMS[room]]
    for found in by_file:
        chance.shuffle(found)
    return [found.pop() for _round in range(count) for found in by_file if found][:count]


def caught(copy: Path, mutation: Mutation, tests: tuple[str, ...]) -> bool:
    """Whether a test fails when the change is made in a copy of the project."""
    path = copy / mutation.file
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    text, at = lines[mutation.line - 1], mutation.column
    lines[mutation.line - 1] = text[:at] + mutation.new + text[at + len(mutation.old) :]
    path.write_text("".join(lines), encoding="utf-8")
    here = [test for test in tests if (copy / test).exists()]
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *here],
            cwd=copy, capture_output=True, check=False, timeout=600,
            env={**os.environ, "PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(before, encoding="utf-8")
    return run.returncode != 0


def main() -> int:
    """Try them all; the status is 1 when fewer than nine in ten are caught."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--count", type=int, default=COUNT)
    asked = parser.parse_args()
    tried, held = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for name in ("dialogue_desk", "tests", "resources", "packaging"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
        for name in ("pyproject.toml", "ARCHITECTURE.md", "main.py"):
            shutil.copy(ROOT / name, copy)
        for room in ROOMS:
            for mutation in chosen(room, asked.seed, asked.count) if asked.only in ("", room) else ():
                is_caught = caught(copy, mutation, ROOMS[room][mutation.file])
                tried, held = tried + 1, held + is_caught
                print("caught  " if is_caught else "SURVIVED", mutation, flush=True)
    print(f"{held} of {tried} caught")
    return int(held < 0.9 * tried)


if __name__ == "__main__":
    sys.exit(main())
