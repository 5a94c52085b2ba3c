"""The transaction every use case writes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogue_desk.storage import driver
from dialogue_desk.storage.saving import Saver
from dialogue_desk.storage.store import Store


class Writing:
    """`with` block: one transaction, its Saver; known trouble becomes a DeskError.

    `remember` is called with the Saver at the end, still inside the transaction: what was not written is not
    remembered, and what was is never forgotten.
    """

    def __init__(self, store: Store, remember: Callable[[Saver], None]) -> None:
        self._store = store
        self._remember = remember
        self._saver: Saver | None = None
        self._transaction = driver.transaction(store.conn)

    def __enter__(self) -> Saver:
        try:
            self._transaction.__enter__()
            return self._begun()
        except driver.Error as error:
            self._store.after_trouble()
            raise driver.known_trouble(error, self._store.path) or error from error

    def _begun(self) -> Saver:
        """The saver; when it cannot be made, nobody would end the transaction, and later saves would stay in it."""
        try:
            self._saver = Saver(self._store, self._store.meta("person"))
        except BaseException as error:
            self._transaction.__exit__(type(error), error, error.__traceback__)
            raise
        return self._saver

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        trouble = error
        if error is None and self._saver is not None:
            try:
                self._remember(self._saver)
            except driver.Error as at_the_end:
                kind, error, trace = type(at_the_end), at_the_end, at_the_end.__traceback__
                trouble = at_the_end
        try:
            self._transaction.__exit__(kind, error, trace)
        except driver.Error as at_the_end:
            trouble = at_the_end
        if isinstance(trouble, driver.Error):
            self._store.after_trouble()
            raise driver.known_trouble(trouble, self._store.path) or trouble from trouble
