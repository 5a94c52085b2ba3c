"""A line or two typed in passing (a remark, whom to call): kept within a second, like every draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer

from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.gui.drafts import PAUSE, Draft, Drafts, now, since


class LineDraft(QObject):
    """The draft of what `read` gives, under one name (`kind`) and a key for each thing it may be about."""

    def __init__(self, drafts: Drafts, kind: str, read: Callable[[], Values], parent: QObject) -> None:
        super().__init__(parent)
        self._drafts, self._kind, self._read = drafts, kind, read
        self._key = self._at = ""
        self._stored: Mapping[str, Value] = {}
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.keep)
        drafts.watch(self.keep)

    def begin(self, key: str, stored: Mapping[str, Value]) -> Values:
        """Type about `key` from now on: what is stored, and on it what was left half typed."""
        self.keep()
        draft = self._drafts.find(self._kind, key)
        self._key, self._stored, self._at = key, stored, draft.at if draft is not None else ""
        return {**stored, **(draft.values if draft is not None else {})}

    def typing(self) -> None:
        """A letter came in."""
        self._at = self._at or now()
        if not self._timer.isActive():
            self._timer.start()

    @property
    def words(self) -> str:
        """Since when it is a draft; "" while it is none."""
        return since(self._at)

    @property
    def is_typed(self) -> bool:
        """Whether anything waits to be kept for good."""
        return bool(self._key) and self._read() != self._stored

    def keep(self) -> None:
        """On the disk with it, or off it where nothing is typed any more."""
        self._timer.stop()
        if not self._key or not self._at:
            return
        typed = {key: value for key, value in self._read().items() if value != self._stored.get(key)}
        if typed:
            self._drafts.keep(Draft(self._kind, self._key, self._drafts.unit, "", typed, at=self._at))
        else:
            self._drafts.drop(self._kind, self._key)

    def forget(self) -> None:
        """It was written, or nobody wants it."""
        self._timer.stop()
        if self._key:
            self._drafts.drop(self._kind, self._key)
        self._key = self._at = ""

    def waiting(self) -> list[str]:
        """The keys about which something is half typed, the latest last."""
        return [draft.id for draft in self._drafts.all(self._kind)]
