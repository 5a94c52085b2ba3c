"""Earlier answers, offered while typing: what the newest records hold in a field."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.vietnamese import sort_key

LOOKED_AT = 400


class Earlier:
    """Read when first asked, forgotten when records of the form change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[tuple[str, str], list[str]] = {}

    def words(self, form: str, key: str) -> Iterable[str]:
        """Distinct answers in `form`.`key`, in Vietnamese order."""
        if (form, key) not in self._known:
            rows = self._desk.records.page(form, Query(order="-updated_at"), 0, LOOKED_AT)
            found = {str(row.values[key]) for row in rows if row.values.get(key)}
            self._known[form, key] = sorted(found, key=sort_key)
        return self._known[form, key]

    def forget(self, forms: Iterable[str]) -> None:
        changed = set(forms)
        self._known = {at: words for at, words in self._known.items() if at[0] not in changed}
