"""Short texts a person keeps and puts into fields with a key; they stay on this laptop."""

from __future__ import annotations

import json
from collections.abc import Callable

from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

PREFERENCE = "phrases"
MOST, LONGEST = 200, 2_000


class Phrases:
    """The kept texts, the one used last first. `read` and `write` reach one preference of the desk."""

    def __init__(self, read: Callable[[str], str], write: Callable[[str, str], None]) -> None:
        self._read = read
        self._write = write

    def find(self, typed: str = "") -> list[str]:
        """The texts that contain what was typed, accents and case aside; all of them without it."""
        wanted = fold(typed)
        return [text for text in self._all() if wanted in fold(text)]

    def keep(self, text: str) -> str:
        """Keep a text, or move it to the front; returns it as kept. DeskError when it is empty or too long."""
        kept = normalise(text).strip()
        if not kept:
            raise DeskError(_("Chưa có chữ nào để giữ."), _("Chọn đoạn chữ trong ô rồi làm lại."), "empty")
        if len(kept) > LONGEST:
            raise DeskError(
                _("Đoạn văn mẫu dài quá {most} chữ cái.").format(most=LONGEST), _("Chọn đoạn ngắn hơn."), "too_long"
            )
        self._store([kept, *(other for other in self._all() if other != kept)][:MOST])
        return kept

    def drop(self, text: str) -> None:
        """Forget a text."""
        self._store([other for other in self._all() if other != text])

    def _all(self) -> list[str]:
        try:
            read = json.loads(self._read(PREFERENCE) or "[]")
        except ValueError:
            return []
        return [text for text in read if isinstance(text, str)] if isinstance(read, list) else []

    def _store(self, texts: list[str]) -> None:
        self._write(PREFERENCE, json.dumps(texts, ensure_ascii=False))
