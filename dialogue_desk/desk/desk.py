"""The desk: one open data folder and the use cases over it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dialogue_desk.desk import epochs
from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.families import Family
from dialogue_desk.desk.preferences import Preferences
from dialogue_desk.desk.records import Records, today
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.units import UNITS_VERSION, Unit, UnitTree
from dialogue_desk.errors import DamagedError, DeskError, StoppedError
from dialogue_desk.journal import JOURNAL
from dialogue_desk.paths import default_data_dir
from dialogue_desk.storage import checking, driver, follow, keys, placing, private, reference, registry, safe_folder
from dialogue_desk.storage.store import DATABASE as DATABASE
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.store import looks_encrypted as looks_encrypted
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.desk.alike import Alike
    from dialogue_desk.desk.attachments import Attachments
    from dialogue_desk.desk.closing import Closing
    from dialogue_desk.desk.conflicts import Conflicts
    from dialogue_desk.desk.declaring import Declaring
    from dialogue_desk.desk.duties import Duties
    from dialogue_desk.desk.erasure import Erasure
    from dialogue_desk.desk.files import Files
    from dialogue_desk.desk.home import Home
    from dialogue_desk.desk.joining import Joining
    from dialogue_desk.desk.keeping import Keeping
    from dialogue_desk.desk.letters import Letters
    from dialogue_desk.desk.locking import Locked
    from dialogue_desk.desk.operations import Operations
    from dialogue_desk.desk.petitions import Petitions
    from dialogue_desk.desk.phrases import Phrases
    from dialogue_desk.desk.publishing import Publishing
    from dialogue_desk.desk.receiving import Receiving
    from dialogue_desk.desk.reporting import Reporting
    from dialogue_desk.desk.restoring import Restoration
    from dialogue_desk.desk.sending import Sending
    from dialogue_desk.desk.suggestions import Suggestions
    from dialogue_desk.desk.unit_shares import UnitShares
    from dialogue_desk.desk.whereabouts import Whereabouts
    from dialogue_desk.storage.salvage import Salvaged


ASK_EVERY = 50_000
"""Steps of the database's machine between two questions whether to stop: some milliseconds."""


@tells_trouble
class Desk:
    """Everything the window and the command line can do with one data folder.

    `listeners` are called with each `Change`; use cases are grouped by what they
    are about (`records`, …). A Desk belongs to the thread that opened it.
    """

    def __init__(self, folder: Path, store: Store, today_is: Callable[[], date] = today) -> None:
        self.folder, self.store, self.today = folder, store, today_is
        self.preferences = Preferences(store)
        self.listeners: list[Callable[[Change], None]] = []
        self.recovery_key = ""
        """A printed recovery key that was typed in: it opens packages until the program ends, and is never stored."""
        reference.name_codes(store)

    @classmethod
    def init(
        cls, folder: Path, unit: str, units: str = "", person: str = "", today_is: Callable[[], date] = today
    ) -> Desk:
        """Make a new desk for `unit` (key or code) in `folder`.

        `units`: "2023", "2025" or the path of a CSV; by default a unit that exists today. The desk knows its whole
        province since 2023, so that years before a reform keep their units.
        """
        from dialogue_desk.desk.unit_lists import find

        own, listed, known = find(unit, units, today_is().isoformat())
        return cls._create(folder, own.key, listed, known, person, today_is)

    @classmethod
    def _create(
        cls, folder: Path, unit: str, unit_list: str, units: Iterable[Unit], person: str, today_is: Callable[[], date]
    ) -> Desk:
        placing.refuse_name(folder)
        safe_folder.refuse_unsafe(folder, default_data_dir())
        meta = {"unit": unit, "unit_list": unit_list, "desk": "", "person": person, "units_version": UNITS_VERSION}
        store = Store.create(folder / DATABASE, meta, units)
        epochs.begin(store, folder)
        return cls(folder, store, today_is)

    @classmethod
    def join(
        cls, folder: Path, file: Path, person: str = "", passphrase: str | None = None,
        today_is: Callable[[], date] = today,
    ) -> Desk:  # fmt: skip
        """Open an invitation: in an empty folder a new desk of its unit, else the desk that is there joins."""
        if (folder / DATABASE).exists():
            desk = cls.open(folder, passphrase, today_is)
        else:
            from dialogue_desk.desk.inviting import read_invitation, refuse_expired

            told = read_invitation(file)
            refuse_expired(told, today_is().isoformat())
            units = [Unit(*row) for row in told["units"]]
            desk = cls._create(folder, told["unit"], told["list"], units, person, today_is)
        desk.joining.join(file)
        return desk

    @classmethod
    def open(cls, folder: Path, passphrase: str | None = None, today_is: Callable[[], date] = today) -> Desk:
        """Open the desk in `folder`; an older file is backed up and brought up to date.

        On a full disk it opens to read (`store.is_to_read`). DeskError: none there, newer, or in an unsafe place;
        DamagedError names the newest good backup; WrongPassphraseError when `passphrase` does not open it.
        """
        path = folder / DATABASE
        safe_folder.refuse_unsafe(folder, default_data_dir())
        key, store = None, None
        try:
            key = keys.key_for(path, passphrase)
            store = Store.open(path, key, before_upgrade=lambda old: _back_up(old, folder))
            checking.check_at_start(store, today_is().isoformat())
            if store.meta("units_version") < UNITS_VERSION:
                from dialogue_desk.desk import unit_lists

                unit_lists.take_in(store)
            follow.rebuild_if_stale(store)
            epochs.check(store, folder)
        except DamagedError as error:
            from dialogue_desk.desk import restoring

            if store is not None:
                store.close()  # Windows restores over no file that is open
            raise restoring.with_way_back(error, folder, key, passphrase) from error
        except (driver.Error, DeskError) as error:
            return cls(folder, Store.in_spite_of(error, path, key, store), today_is)
        private.close_all(folder)
        if key is not None:
            from dialogue_desk.desk import locking

            locking.opened(store, folder)
        return cls(folder, store, today_is)

    def set_passphrase(self, passphrase: str) -> Locked:
        """Close this desk and lock its files; see `locking.lock`. It is opened again with the passphrase."""
        from dialogue_desk.desk import locking

        keys.require_good(passphrase)
        self.close_to_lock()
        return locking.lock(self.folder, passphrase)

    def close_to_lock(self) -> None:
        """Close; `locking.lock` comes next: closing the last connection would only remove the log, not wipe it."""
        from dialogue_desk.storage import swap, wiping

        wiping.keep(swap.with_logs(self.store.path))
        self.close()

    @property
    def has_passphrase(self) -> bool:
        """Whether the open file is locked with one."""
        return self.store.key is not None

    def close(self) -> None:
        """Close the file."""
        self.preferences.close()
        epochs.remember(self.store, self.folder)
        self.store.close()

    def wait_at_most(self, milliseconds: int) -> None:
        """How long a write waits for another one."""
        self.store.wait_at_most(milliseconds)

    def another(self) -> Desk:
        """The same desk for another thread; its changes are reported to nobody."""
        made = Desk(self.folder, self.store.another(), self.today)
        made.recovery_key = self.recovery_key
        return made

    @contextlib.contextmanager
    def stoppable(self, is_stopped: Callable[[], bool]) -> Iterator[None]:
        """Reading that goes on until it is done, or until `is_stopped`, which is asked often: then `StoppedError`."""
        conn = self.store.conn
        conn.set_progress_handler(lambda: int(is_stopped()), ASK_EVERY)
        try:
            yield
        except driver.Error as error:
            if is_stopped():
                raise StoppedError(_("Đã dừng."), "", "stopped") from error
            raise
        finally:
            conn.set_progress_handler(None, 0)

    def open_with(self, recovery_key: str) -> None:
        """Open packages with a printed recovery key too, until the program ends; DeskError when it is typed wrong."""
        self.recovery_key = self.joining.read_recovery_key(recovery_key)
        self.__dict__.pop("receiving", None)

    def new_epoch(self) -> None:
        """Begin a new series of save numbers, certified by the old key: after a restore, or a copied folder."""
        epochs.begin(self.store, self.folder)

    @classmethod
    def restore(
        cls, folder: Path, file: Path, passphrase: str | None = None, *, dry_run: bool = False, confirm: str = "",
        keep_erased: bool = True,
    ) -> Restoration:  # fmt: skip
        """Put a backup in the place of the desk in `folder`, which must be closed; see `restoring.restore`."""
        from dialogue_desk.desk import restoring

        def begin(store: Store) -> None:
            cls(folder, store).new_epoch()

        return restoring.restore(
            folder, file, passphrase, begin, dry_run=dry_run, confirm=confirm, keep_erased=keep_erased
        )

    @classmethod
    def rescue(cls, folder: Path, file: Path, passphrase: str | None = None) -> Salvaged:
        """Save what can be read of a damaged desk file into a new one; see `restoring.rescue`."""
        from dialogue_desk.desk import restoring

        return restoring.rescue(folder, file, passphrase)

    @staticmethod
    def move(folder: Path, target: Path) -> None:
        """Copy the whole data folder to a safe place; the old one stays. See `moving.move`."""
        from dialogue_desk.desk import moving

        moving.move(folder, target, default_data_dir())

    def report_change(self, change: Change) -> None:
        """Tell every listener what changed."""
        if "reference" in change.forms:
            reference.name_codes(self.store)
        if change.origin != "edit":
            self.store.forget_forms()  # a package or another thread may have brought a declaration
            JOURNAL.note(change.origin, forms=len(change.forms), records=len(change.keys))
        for listener in list(self.listeners):
            listener(change)

    # -- families, imported when first used: together they cost more than a bare window ------

    @cached_property
    def records(self) -> Records:
        """Single records: get, save, delete, history, search, lists."""
        return Records(self.store, self.report_change, self.today, lambda: self.operations.undo())

    operations: Family[Operations] = Family("operations.Operations", lambda d, make: make(d.store, d.records))
    petitions: Family[Petitions] = Family("petitions.Petitions", lambda d, make: make(d.store, d.records, d.today))
    duties: Family[Duties] = Family("duties.Duties", lambda d, make: make(d.store, d.records, d.today))
    unit_shares: Family[UnitShares] = Family("unit_shares.UnitShares", lambda d, make: make(d.store, d.records))
    home: Family[Home] = Family("home.Home", lambda d, make: make(d.store, d.today))
    alike: Family[Alike] = Family("alike.Alike", lambda d, make: make(d.store, d.records))
    files: Family[Files] = Family(
        "files.Files", lambda d, make: make(d.store, d.records, d.today, d.keeping.back_up_before)
    )
    attachments: Family[Attachments] = Family("attachments.Attachments", lambda d, make: make(d.store, d.records))
    keeping: Family[Keeping] = Family("keeping.Keeping", lambda d, make: make(d.folder, d.store))
    joining: Family[Joining] = Family("joining.Joining", lambda d, make: make(d.store, d.today, d.begin_anew))
    sending: Family[Sending] = Family("sending.Sending", lambda d, make: make(d.store, d.records, d.today))
    receiving: Family[Receiving] = Family("receiving.Receiving", lambda d, make: d.make_receiving(make))
    conflicts: Family[Conflicts] = Family("conflicts.Conflicts", lambda d, make: make(d.store, d.records))
    whereabouts: Family[Whereabouts] = Family(
        "whereabouts.Whereabouts", lambda d, make: make(d.store, d.records, d.today)
    )
    closing: Family[Closing] = Family("closing.Closing", lambda d, make: make(d.store, d.records, d.today))
    phrases: Family[Phrases] = Family("phrases.Phrases", lambda d, make: make(d.preference, d.prefer))
    suggestions: Family[Suggestions] = Family("suggestions.Suggestions", lambda d, make: make(d.store, d.today))
    publishing: Family[Publishing] = Family("publishing.Publishing", lambda d, make: make(d.store, d.today))
    reporting: Family[Reporting] = Family("reporting.Reporting", lambda d, make: make(d.store, d.records, d.today))
    erasure: Family[Erasure] = Family("erasure.Erasure", lambda d, make: make(d.store, d.records, d.report_change))
    declaring: Family[Declaring] = Family(
        "declaring.Declaring", lambda d, make: make(d.store, d.report_change, d.today)
    )

    letters: Family[Letters] = Family("letters.Letters", lambda d, make: make(d.store, d.report_change, d.today))

    def begin_anew(self) -> None:
        """Begin an epoch that the old key does not vouch for: this desk belongs elsewhere now."""
        epochs.begin(self.store, self.folder, is_certified=False)

    def make_receiving(self, make: type[Receiving]) -> Receiving:
        """Packages that came: with the printed recovery key, when one was typed in."""
        return make(self.store, self.keeping.back_up_before, self.new_epoch, self.report_change, self.recovery_key)

    @property
    def units(self) -> UnitTree:
        """Every unit this desk knows."""
        return self.store.units

    @property
    def unit(self) -> str:
        """Key of the desk's own unit."""
        return self.store.unit

    @property
    def person(self) -> str:
        """Who is at the desk."""
        return self.store.meta("person")

    @person.setter
    def person(self, name: str) -> None:
        self.store.set_meta("person", name)

    def preference(self, key: str, default: str = "") -> str:
        """A choice of this laptop (language, text size, theme); never sent."""
        return self.preferences.get(key, default)

    def prefer(self, key: str, value: str, *, in_passing: bool = False) -> None:
        """Keep a choice of this laptop; see `Preferences`. One noticed `in_passing` stops nobody on a full disk."""
        self.preferences.keep(key, value, in_passing=in_passing)

    def unit_key(self, text: str, on: str = "") -> str:
        """Key of the unit a person means by key, code or name, in the desk's own list on a day (default: today)."""
        return self.units.resolve(text, on or self.today().isoformat(), self.store.meta("unit_list")).key

    def scope_of(self, unit: str) -> tuple[str, ...]:
        """A unit, everything below it, dissolved units whose cases one continues, old communes it stands for."""
        return tuple(sorted(registry.shown_under(self.store, unit)))

    @property
    def units_version(self) -> str:
        """The ISO day of the newest change of the unit list this desk holds: imported, sent down, or shipped."""
        from dialogue_desk.storage import unit_changes

        return max(unit_changes.held(self.store).version, self.store.meta("units_version") or UNITS_VERSION)

    def import_units(self, file: Path, version: str = "") -> int:
        """Add the units of a CSV, a change of some version (ISO day, default today); returns how many."""
        from dialogue_desk.desk.unit_lists import import_changes

        today = self.today().isoformat()
        return import_changes(self.store, file, version or today, today)


def _back_up(store: Store, folder: Path) -> None:
    from dialogue_desk.storage import backup

    backup.make(store, folder / backup.FOLDER, "upgrade")
