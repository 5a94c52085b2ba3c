"""What looks like a name in texts that others will read: a person says whether it is one."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import naming
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


@tells_trouble
class Naming:
    """Decisions about words that look like names. Until there is one they are hidden on public sheets, and listed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def decided(self) -> tuple[list[str], list[str]]:
        """Words that are no names and stay, and names to hide; each as it was written when it was decided."""
        return naming.decided(self._store)

    def decide(self, keep: Sequence[str] = (), hide: Sequence[str] = ()) -> None:
        """Decide about words for every sheet to come; the later decision about the same words stands."""
        for words in (*keep, *hide):
            if len(words.split()) > 8 or not any(letter.isalpha() for letter in words):
                raise DeskError(
                    _("“{words}” không phải một tên.").format(words=words), _("Ghi đúng chữ của tên."), "no_name"
                )
        naming.decide(self._store, list(keep), list(hide))
