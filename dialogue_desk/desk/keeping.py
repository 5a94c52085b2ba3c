"""Use cases that keep the data safe: backups and the check of the whole desk."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

from dialogue_desk.desk import viewing
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import backup, checking, driver, erased_content, keys, relock, sweeping, unerasing
from dialogue_desk.storage.backup import Backup
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

SECOND_FOLDER = "preference.backup_folder"
"""Where the choice of a second backup folder is kept (`Desk.prefer("backup_folder", …)`)."""


@tells_trouble
class Keeping:
    """Backups of an open desk, and whether it is sound."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store

    @property
    def folder(self) -> Path:
        """Where backups are kept."""
        return self._folder / backup.FOLDER

    def backups(self) -> list[Backup]:
        """The backups held, newest first."""
        return backup.listed(self.folder)

    def back_up(self, why: str = "manual", to: Path | None = None) -> Path:
        """Write a verified backup, into `to` when given, and a copy into the second folder when one is set.

        DeskError says what stood in the way; with the code "second_folder" the
        backup itself was made.
        """
        second = self.second_folder()
        self.tidy(second)
        with contextlib.suppress(driver.Error):
            erased_content.destroy(self._store, unerasing.days_of(self._store))
        made = backup.make(self._store, to or self.folder, why)
        if second and to is None:
            try:
                backup.copy_to(made, second)
            except DeskError as error:
                raise DeskError(
                    _("Đã sao lưu vào {file}, nhưng không sao chép được sang {folder}.").format(
                        file=made, folder=second
                    ),
                    _("Cắm lại ổ ấy hoặc chọn thư mục khác trong Thiết lập."),
                    "second_folder",
                ) from error
        return made

    def back_up_before(self, why: str) -> None:
        """The backup before work on many records; a second folder that is missing does not stop it."""
        try:
            self.back_up(why)
        except DeskError as error:
            if error.code != "second_folder":
                raise

    def tidy(self, second: Path | None) -> None:
        """Take away what a kill left; of a locked desk also lock what is plain among its backups, mend key files.

        What stands in the way of it is no reason to go without a backup, or not to open.
        """
        store = self._store
        if store.key is None:  # its backups are plain, also one that somebody is just writing
            sweeping.sweep_work(self._folder)
            return
        viewing.sweep()
        sweeping.sweep(self._folder, second)
        former = relock.former_of(store)
        for place in (self.folder, *([second] if second else ())):
            relock.lock_all(place, store, former)
            with contextlib.suppress(DeskError):
                keys.spread(store.path, store.key, place)

    def second_folder(self) -> Path | None:
        """The second backup folder, None when none is set."""
        second = self._store.meta(SECOND_FOLDER)
        return Path(second) if second else None

    def wants_passphrase(self) -> bool:
        """Names are in, nothing locks them, and nobody was asked yet (`passphrase_offered`)."""
        from dialogue_desk.storage import carrying  # noqa: PLC0415 asked after a save only, and not at start-up

        store = self._store
        is_asked = store.key is not None or store.meta("preference.passphrase_offered")
        return not is_asked and carrying.has_personal(store)

    def daily(self) -> Path | None:
        """The backup on closing: one a day, once there is something to keep. None when there was no need."""
        held = self.backups()
        if held and held[0].at.date() >= date.today():
            return None
        if not backup.is_worth_it(self._store):
            return None
        return self.back_up("daily")

    def check(self) -> list[str]:
        """What is wrong with the desk, one sentence each; empty when it is sound."""
        return list(checking.problems(self._store))
