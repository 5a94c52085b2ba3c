"""Use cases over the lock of a desk: set, change and remove the passphrase, recover.

They work on the folder of a desk that is closed: setting and removing write
the whole file anew and put it in place in one step.
"""

from __future__ import annotations

from pathlib import Path

from dialogue_desk.errors import DeskError
from dialogue_desk.storage import backup, driver, keys, swap
from dialogue_desk.storage.store import DATABASE, Store, looks_encrypted, side_file
from dialogue_desk.texts import _


def is_set(folder: Path) -> bool:
    """Whether the desk in a folder is locked with a passphrase."""
    return looks_encrypted(folder / DATABASE)


def lock(folder: Path, passphrase: str) -> str:
    """Encrypt a plain desk and its backups; returns the recovery code to print.

    Killed at any moment, the desk is there: plain until the last step, then locked.
    """
    path = folder / DATABASE
    keys.require_good(passphrase)
    if is_set(folder):
        raise DeskError(
            _("Dữ liệu này đã có mật khẩu."), _("Đổi mật khẩu bằng lệnh passphrase change."), "already_locked"
        )
    data_key, code, content = keys.create(passphrase)
    _rewrite(path, None, data_key, content)
    store = Store.open(path, data_key)
    try:
        backup.lock_all(folder / backup.FOLDER, store)
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, folder) or error from error
    finally:
        store.close()
    return code


def change(folder: Path, passphrase: str | None, new: str) -> None:
    """Give a locked desk another passphrase; the recovery code and the backups' key files follow."""
    keys.require_good(new)
    path = folder / DATABASE
    data_key = keys.key_for(path, passphrase)
    if data_key is None:
        raise _not_locked()
    _rewrap(folder, data_key, new)


def recover(folder: Path, code: str, new: str) -> None:
    """Give a locked desk a new passphrase by its printed recovery code."""
    keys.require_good(new)
    path = folder / DATABASE
    if not is_set(folder):
        raise _not_locked()
    _rewrap(folder, keys.unwrap(side_file(path), keys.RECOVERY, code), new)


def unlock(folder: Path, passphrase: str | None) -> None:
    """Make a locked desk plain again. Its backups stay locked, each with the key file beside it."""
    path = folder / DATABASE
    data_key = keys.key_for(path, passphrase)
    if data_key is None:
        raise _not_locked()
    _rewrite(path, data_key, None, None)
    side_file(path).unlink(missing_ok=True)


def _rewrite(path: Path, key: bytes | None, new_key: bytes | None, key_file: bytes | None) -> None:
    part = path.with_name("lock.db.part")
    try:
        store = Store.open(path, key)
        versions = store.conn.execute("SELECT count(*) FROM version").fetchone()[0]
        store.close()
        swap.release(path, key)
        driver.rewrite(path, key, new_key, part)
        backup.verify(part, new_key, versions)
        if key_file is not None:
            backup.copy_bytes(key_file, side_file(path))
        swap.put(part, path)
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, path) or error from error
    finally:
        for left in swap.with_logs(part):
            left.unlink(missing_ok=True)


def _rewrap(folder: Path, data_key: bytes, new: str) -> None:
    file = side_file(folder / DATABASE)
    keys.rewrap(file, data_key, new)
    own = keys.uuid_of(file)
    for held in backup.listed(folder / backup.FOLDER):
        beside = side_file(held.path)
        try:
            if beside.exists() and keys.uuid_of(beside) == own:
                backup.copy_whole(file, beside)
        except OSError as error:
            raise driver.os_trouble(error) from error


def _not_locked() -> DeskError:
    return DeskError(_("Dữ liệu này chưa có mật khẩu."), _("Đặt mật khẩu bằng lệnh passphrase set."), "not_locked")
