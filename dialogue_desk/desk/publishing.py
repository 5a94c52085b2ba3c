"""Publishing what the desk holds: into the hub of a province."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.sheet import Suspect
from dialogue_desk.errors import DeskError
from dialogue_desk.hub.connecting import connected
from dialogue_desk.hub.publishing import Outcome as Outcome
from dialogue_desk.hub.publishing import Publication
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _
from dialogue_desk.website.site import Made, Site

SCHEMA = "dd"
Written = tuple[Made, tuple[Suspect, ...]]
"""What a website became, and the words that were hidden on it until a person decides."""
_SCHEMA_NAME = re.compile(r"[a-z_][a-z0-9_]{0,30}")
_ADDRESS = "hub.address"


@tells_trouble
class Publishing:
    """What leaves a desk for many to read. Names of people never do."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    @property
    def address(self) -> str:
        """The hub this desk published into last, without a password; "" for none."""
        return self._store.meta(_ADDRESS)

    def publish(
        self,
        address: str,
        schema: str = SCHEMA,
        *,
        is_full: bool = False,
        password_file: Path | None = None,
        password: str = "",
        tell: Callable[[str], object] = lambda table: None,
    ) -> Outcome:
        """Make the hub at `address`, a URL of PostgreSQL, equal to this desk, and say what was written.

        `is_full` writes everything anew; the password comes from a file, as it is, or from the system's keyring;
        `tell` hears which table is being read. DeskError when the hub cannot be reached, is not
        allowed, or belongs to another unit of the province: then it is as it was.
        """
        if not _SCHEMA_NAME.fullmatch(schema) or schema.startswith("pg_"):
            raise DeskError(
                _("“{name}” không dùng được làm tên lược đồ.").format(name=schema),
                _("Chỉ dùng chữ thường không dấu, số và gạch dưới."),
                "bad_schema",
            )
        with connected(address, password_file, password) as conn:
            outcome = Publication(self._store, conn, schema, tell).run(is_full=is_full)
            outcome.hub = f"{conn.info.host or 'localhost'}/{conn.info.dbname}"
        self._store.set_meta(_ADDRESS, address)
        return outcome

    def website(self, out: Path, address: str = "") -> Written:
        """Write the site of public results into a folder, with open data; what was hidden and waits for a decision.

        `address` is where it will stand, for the links of its feed. A folder of an earlier run is brought up to date.
        """
        site = Site(self._store, out, self._today(), address)
        return site.write(), site.published.undecided
