"""Choices of this laptop (language, text size, the page that was open) and half-filled forms; never sent."""

from __future__ import annotations

import contextlib

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver
from dialogue_desk.storage.store import Store

START = "preference."


@tells_trouble
class Preferences:
    """Kept in the desk's own file. While long work writes there they wait in memory: nobody stands still for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        """A choice, also one that is not written yet."""
        return self._waiting[key] if key in self._waiting else self._store.meta(START + key, default)

    def keep(self, key: str, value: str, *, in_passing: bool = False) -> None:
        """Keep a choice. What cannot be written waits; DeskError then, unless it was only noticed `in_passing`."""
        self._waiting[key] = value
        try:
            self.write()
        except DeskError:
            if not in_passing:
                raise

    def write(self, *, patiently: bool = False) -> bool:
        """Write what waits; False while something else is writing. DeskError for other trouble."""
        if not self._waiting:
            return True
        conn = self._store.conn
        try:
            with driver.patience(conn, None if patiently else 0), driver.transaction(conn):
                for key, value in self._waiting.items():
                    self._store.set_meta(START + key, value)
        except driver.Error as error:
            trouble = driver.known_trouble(error, self._store.path)
            if trouble is not None and trouble.code == "locked":
                return False
            raise trouble or error from error
        self._waiting.clear()
        return True

    def close(self) -> None:
        """Write what waits, for the last time; a full disk must not keep the desk from closing."""
        with contextlib.suppress(DeskError):
            self.write(patiently=True)
        self._waiting.clear()
