"""The sources as the conformance tests read them: each file parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dialogue_desk"

T = TypeVar("T", bound=ast.AST)


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its path from there, such as `gui/tasks.py`."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def nodes(kind: type[T]) -> Iterator[tuple[str, T]]:
    """Every node of a kind, with its module."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name, node
