"""The transaction every use case writes in."""

from __future__ import annotations

from typing import Any

from dialogue_desk.storage import driver
from dialogue_desk.storage.saving import Saver
from dialogue_desk.storage.store import Store


class Writing:
    """`with` block: one transaction, its Saver; known trouble becomes a DeskError."""

    def __init__(self, store: Store) -> None:
        self._store = store
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
            return Saver(self._store, self._store.meta("person"))
        except BaseException as error:
            self._transaction.__exit__(type(error), error, error.__traceback__)
            raise

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        trouble = error
        try:
            self._transaction.__exit__(kind, error, trace)
        except driver.Error as at_the_end:
            trouble = at_the_end
        if isinstance(trouble, driver.Error):
            self._store.after_trouble()
            raise driver.known_trouble(trouble, self._store.path) or trouble from trouble
