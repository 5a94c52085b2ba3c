"""What many saves of one transaction tell search, the states of petitions and the counters together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialogue_desk.storage import follow
from dialogue_desk.storage.store import Store


@dataclass
class Waiting:
    """What search, the states of petitions and the counters have yet to learn of the saves of one transaction."""

    texts: dict[int, str] = field(default_factory=dict)
    petitions: set[follow.Key] = field(default_factory=set)

    def write(self, store: Store, counters: Mapping[str, int]) -> None:
        """Tell them, in a few statements: full-text search writes out what it has gathered after every one."""
        write_texts(store, self.texts.items())
        follow.refresh(store, self.petitions)
        store.conn.executemany(COUNTER, list(counters.items()))
        self.texts, self.petitions = {}, set()


COUNTER = "INSERT INTO counter VALUES (?, ?) ON CONFLICT (de) DO UPDATE SET n = excluded.n"


def write_texts(store: Store, texts: Iterable[tuple[int, str]]) -> None:
    """Give search the folded texts of records, by row id, in one statement and in ascending order."""
    conn = store.conn
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS folded (rid INTEGER PRIMARY KEY, folded TEXT)")
    conn.execute("DELETE FROM temp.folded")
    conn.executemany("INSERT INTO temp.folded VALUES (?, ?)", texts)
    conn.execute(
        "INSERT INTO search_text SELECT rid, folded FROM temp.folded WHERE true ORDER BY rid"
        " ON CONFLICT (rid) DO UPDATE SET folded = excluded.folded"
    )
