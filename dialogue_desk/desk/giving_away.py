"""What the texts of records give away about people: the one search before anything leaves, or comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from dialogue_desk.domain.fields import PERSONAL_SUFFIX
from dialogue_desk.domain.people import KnownNames
from dialogue_desk.domain.privacy import Finding, findings
from dialogue_desk.domain.records import Record
from dialogue_desk.storage import carrying, naming
from dialogue_desk.storage.store import Store

MOST = 5000
"""Records that are searched where nobody waits for the last of them: a list of findings is read by a person."""


class Searcher:
    """Asks records one by one; the names are those that the desk knows when it is made, of whatever unit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = KnownNames(naming.told_names(store, carrying.names_of(store)))
        self._review = naming.review_of(store)

    def of(self, record: Record) -> Iterable[Finding]:
        """What the texts of a record give away; of a sibling, nothing."""
        if record.form.endswith(PERSONAL_SUFFIX):
            return ()
        return findings(self._store.form(record.form), record.id, record.values, self._names, self._review)


def first(store: Store, records: Iterable[Record]) -> tuple[list[Finding], bool]:
    """What the first `MOST` of some records give away, and whether that was all of them."""
    waiting = iter(records)
    search = Searcher(store)
    found = [finding for record in islice(waiting, MOST) for finding in search.of(record)]
    return found, next(waiting, None) is None


MOST_SEEN = 2000
"""Records of a package that are searched for its preview."""


def changed(store: Store, shown: Iterable[tuple[Record | None, Record | None]]) -> tuple[Finding, ...]:
    """What texts that are new in records give away, of the first `MOST_SEEN`; given as shown before and after."""
    pairs = [(before, after) for before, after in islice(shown, MOST_SEEN) if after is not None]
    return tuple(_new(Searcher(store), pairs)) if pairs else ()


def _new(search: Searcher, pairs: Iterable[tuple[Record | None, Record]]) -> Iterator[Finding]:
    for before, after in pairs:
        old = {} if before is None else before.values
        for finding in search.of(after):
            if old.get(finding.field) != after.values.get(finding.field):
                yield finding
