"""The window: PySide6 lives here and nowhere else."""

import builtins

import PySide6.QtCore  # noqa: F401 - it puts its own __import__ in place of Python's

# PySide's import reads the source of every module imported after it, to learn whether that one asks for
# `__feature__` (snake_case names). Nothing here does; a quarter of the way to the first list went there.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
