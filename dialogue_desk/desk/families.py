"""A family of use cases as an attribute of the desk: one line names it, it is imported when first used."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class Family(Generic[Made]):
    """`module.Class` below `dialogue_desk.desk`; `build` makes it of the desk and the class. Made once a desk."""

    def __init__(self, named: str, build: Callable[[Any, Any], Made]) -> None:
        self._module, self._class = named.split(".")
        self._build = build

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, desk: Any, owner: type | None = None) -> Made:
        # Not a data descriptor: what it leaves in the desk is found first from then on.
        kind = getattr(import_module(f"dialogue_desk.desk.{self._module}"), self._class)
        made: Made = self._build(desk, kind)
        desk.__dict__[self._name] = made
        return made
