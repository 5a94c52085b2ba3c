"""Telling known trouble (disk, lock, damage) from bugs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver
from dialogue_desk.storage.driver import known_trouble

Family = TypeVar("Family", bound=type)


def explain(error: BaseException) -> DeskError | None:
    """The plain sentence for an exception people may meet; None when it is a bug."""
    return error if isinstance(error, DeskError) else known_trouble(error)


def tells_trouble(family: Family) -> Family:
    """Decorator of a family of use cases (its store in `_store` or `store`): known trouble is a DeskError.

    A full disk, a lock or damage met in a public method reaches window and command line as one plain sentence,
    whichever statement met it. A use case within another lets it go on as it is: the outer one may still have to
    roll back.
    """
    for name, method in list(vars(family).items()):
        if isinstance(method, FunctionType) and not name.startswith("_"):
            setattr(family, name, _telling(method))
    return family


def _telling(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def told(self: Any, *given: Any, **named: Any) -> Any:
        store = getattr(self, "_store", None) or self.store
        if store.is_in_use_case:
            return method(self, *given, **named)
        store.is_in_use_case = True
        try:
            return method(self, *given, **named)
        except (driver.Error, OSError) as error:
            known = known_trouble(error, store.path)
            if known is None:
                raise
            if isinstance(error, driver.Error):
                store.after_trouble()
            raise known from error
        finally:
            store.is_in_use_case = False

    return told
