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
            return Saver(self._store, self._store.meta("person"))
        except driver.Error as error:
            raise driver.known_trouble(error, self._store.path) or error from error

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            self._transaction.__exit__(kind, error, trace)
        except driver.Error as trouble:
            raise driver.known_trouble(trouble, self._store.path) or trouble from trouble
