"""Use cases over the lock of a desk: set, change and remove the passphrase, write everything anew, recover.

They work on the folder of a desk that is closed; only `change` may be done
beside one that is open. What writes the whole file anew puts it in place in
one step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogue_desk.desk import viewing
from dialogue_desk.desk.keeping import SECOND_FOLDER, Keeping
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import backup, driver, key_file, keys, private, relock, swap, sweeping, wiping
from dialogue_desk.storage.key_file import KeyFile
from dialogue_desk.storage.store import DATABASE, Store, looks_encrypted, side_file
from dialogue_desk.texts import _, either

PART = sweeping.LOCK_PART


def opened(store: Store, folder: Path) -> None:
    """See to what a kill or a damage left beside a locked desk that just opened."""
    if store.key is not None:
        keys.mend(store.path, store.key)
        keeping = Keeping(folder, store)
        keeping.tidy(keeping.second_folder())


def is_set(folder: Path) -> bool:
    """Whether the desk in a folder is locked with a passphrase."""
    return looks_encrypted(folder / DATABASE)


@dataclass(frozen=True)
class Locked:
    """The code to print; the backups, key files or the second folder that still open as before."""

    recovery_code: str
    left: tuple[Path, ...] = ()

    def words(self) -> str:
        """What a passphrase cannot do, for whoever has set one."""
        said = [
            _("Bản sao đã chép ra USB hoặc máy khác trước khi đặt mật khẩu vẫn mở được, hãy tìm và xóa."),
            disk_advice(),
        ]
        if self.left:
            text = _("Chưa khóa được {files}: cắm lại ổ ấy, lần sao lưu tới sẽ khóa; tệp đã hỏng thì nên xóa.")
            said.insert(0, text.format(files=", ".join(str(file) for file in self.left)))
        return " ".join(said)


def left_words(left: tuple[Path, ...]) -> str:
    """Where the passphrase of before still opens something, "" where it does nowhere."""
    if not left:
        return ""
    text = _("Mật khẩu cũ còn mở được {files}: cắm lại ổ ấy, lần sao lưu tới sẽ đổi theo; không cần nữa thì xóa đi.")
    return text.format(files=", ".join(str(file) for file in left))


def disk_advice() -> str:
    """What protects the blocks that a disk keeps of files long gone."""
    return _("Nên bật cả mã hóa toàn ổ đĩa của máy (Windows: BitLocker), vì ổ đĩa có thể còn giữ vết của dữ liệu cũ.")


def lock(folder: Path, passphrase: str) -> Locked:
    """Encrypt a plain desk and its backups, also those in the second folder; the plain files are overwritten.

    Killed at any moment, the desk is there: plain until the last step, then locked; the code is shown
    until it is confirmed (`confirm`).
    """
    path = folder / DATABASE
    keys.require_good(passphrase)
    if is_set(folder):
        raise DeskError(
            _("Dữ liệu này đã có mật khẩu."),
            either(_("Đổi mật khẩu ở Thiết lập."), _("Đổi mật khẩu bằng lệnh passphrase change.")),
            "already_locked",
        )
    with _alone(folder):
        second = _check_words(path, None, passphrase)
        viewing.sweep()
        sweeping.sweep(folder, second, is_alone=True)
        made = keys.create(passphrase)
        _rewrite(path, None, made.data_key, made.file)
        keys.mend(path, made.data_key)
        return Locked(made.code, tuple(_lock_copies(folder, second, made.data_key)))


def check(folder: Path, passphrase: str) -> None:
    """WrongPassphraseError when it does not open the desk; DamagedError when the key file cannot be read."""
    keys.key_for(folder / DATABASE, passphrase)


def change(folder: Path, passphrase: str | None, new: str) -> tuple[Path, ...]:
    """Give a locked desk another passphrase; the key files of its backups follow wherever they can be reached.

    The recovery code stays. Returns the key files, or the second folder, that
    could not be reached: there the passphrase of before still opens something.
    """
    keys.require_good(new)
    path = folder / DATABASE
    data_key = _data_key(path, passphrase)
    with _alone(folder):
        second = _check_words(path, data_key, new)
        keys.write(path, keys.changed(path, data_key, new))
        return tuple(_spread(folder, second, data_key, passphrase, new))


def re_encrypt(folder: Path, passphrase: str | None, new: str) -> Locked:
    """Write a locked desk and its backups anew with another data key, passphrase and recovery code.

    For whoever fears that somebody has the passphrase and an old key file:
    those open nothing any more of what can be reached. Killed at any moment,
    the desk opens with the one passphrase or the other.
    """
    keys.require_good(new)
    path = folder / DATABASE
    data_key = _data_key(path, passphrase)
    with _alone(folder):
        second = _check_words(path, data_key, new)
        former = [bytes.fromhex(k) for k in keys.sealed_of(path, data_key).former] + [data_key]
        former += _keys_of_backups(folder, second, passphrase, data_key)
        made = keys.create(new, [key.hex() for key in former])
        _rewrite(path, data_key, made.data_key, made.file)
        keys.mend(path, made.data_key)
        return Locked(made.code, tuple(_lock_copies(folder, second, made.data_key)))


def recover(folder: Path, code: str, new: str) -> Locked:
    """Give a locked desk a new passphrase by its printed recovery code, which is used up: a new one comes back.

    `left` as in `change`: there the old code and the passphrase of before still open something.
    """
    keys.require_good(new)
    path = folder / DATABASE
    if not is_set(folder):
        raise _not_locked()
    data_key = keys.open_with(path, keys.RECOVERY, code)
    with _alone(folder):
        second = _check_words(path, data_key, new)
        made = keys.renewed(path, data_key, new)
        keys.write(path, made.file)
        return Locked(made.code, tuple(_spread(folder, second, data_key, None, new)))


def new_code(folder: Path, passphrase: str | None) -> Locked:
    """Another recovery code for a locked desk, when the paper is lost or was seen; the passphrase stays."""
    path = folder / DATABASE
    data_key = _data_key(path, passphrase)
    assert passphrase is not None
    with _alone(folder):
        second = _check_words(path, data_key, None)
        made = keys.renewed(path, data_key, passphrase)
        keys.write(path, made.file)
        return Locked(made.code, tuple(_spread(folder, second, data_key, None, passphrase)))


def unconfirmed_code(store: Store) -> str:
    """The recovery code that nobody has confirmed yet, "" when there is none."""
    return keys.sealed_of(store.path, store.key).code if store.key is not None else ""


def confirm(store: Store) -> None:
    """Somebody has the recovery code on paper: from now on it is not shown again. DeskError as the system says."""
    if store.key is not None:
        keys.confirm(store.path, store.key)
        _spread(store.path.parent, Keeping(store.path.parent, store).second_folder(), store.key, None, None)


def unlock(folder: Path, passphrase: str | None) -> None:
    """Make a locked desk plain again. Its backups stay locked, each with the key file beside it."""
    path = folder / DATABASE
    data_key = _data_key(path, passphrase)
    with _alone(folder):
        _rewrite(path, data_key, None, None)
        keys.forget(path)


# -- steps ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    if not (folder / DATABASE).is_file():
        Store.open(folder / DATABASE)  # says so
    try:
        with private.alone(folder):
            yield
    except OSError as error:
        raise driver.os_trouble(error) from error


def _data_key(path: Path, passphrase: str | None) -> bytes:
    data_key = keys.key_for(path, passphrase)
    if data_key is None:
        raise _not_locked()
    return data_key


def _check_words(path: Path, data_key: bytes | None, new: str | None) -> Path | None:
    """The second backup folder; on the way the new passphrase is held against the names of unit and person."""
    with backup.opened(path, data_key) as store:
        if new is not None:
            require_good(store, new)
        second = store.meta(SECOND_FOLDER)
    return Path(second) if second else None


def require_good(store: Store, passphrase: str) -> None:
    """DeskError for a passphrase that is too short or too common here: the unit's and the person's name are."""
    unit = store.units.name(store.unit) if store.unit in store.units else ""
    keys.require_good(passphrase, [name for name in (unit, store.meta("person")) if name])


def _places(folder: Path, second: Path | None) -> list[Path]:
    kept = folder / backup.FOLDER
    return [*([kept] if kept.is_dir() else []), *([second] if second else [])]


def _spread(folder: Path, second: Path | None, data_key: bytes, old: str | None, new: str | None) -> list[Path]:
    path = folder / DATABASE
    return [file for place in _places(folder, second) for file in keys.spread(path, data_key, place, old, new)]


def _keys_of_backups(folder: Path, second: Path | None, passphrase: str | None, data_key: bytes) -> list[bytes]:
    """Data keys of locks before this one, of backups that the present passphrase opens too."""
    found: list[bytes] = []
    for place in _places(folder, second):
        for file in sorted(place.glob("*.key")):
            with contextlib.suppress(DeskError):
                held = key_file.read(file)
                if key_file.unseal(held, data_key) is None and passphrase:
                    found.append(key_file.open_slot(held, keys.PASSPHRASE, passphrase))
    return [key for key in dict.fromkeys(found) if key != data_key]


def _lock_copies(folder: Path, second: Path | None, data_key: bytes) -> list[Path]:
    """Lock the backups with the key the desk has now; returns what still opens otherwise."""
    path = folder / DATABASE
    store = Store.open(path, data_key)
    left: list[Path] = []
    try:
        former = relock.former_of(store)
        for place in _places(folder, second):
            left += relock.lock_all(place, store, former) if place.is_dir() else [place]
            left += [file for file in _other_key_files(place, path) if former and file not in left]
    finally:
        store.close()
    return left


def _other_key_files(place: Path, path: Path) -> list[Path]:
    own = keys.uuid_of(side_file(path))
    found = []
    for file in sorted(place.glob("*.key")):
        with contextlib.suppress(DeskError):
            if key_file.read(file).uuid != own:
                found.append(file)
    return found


def _rewrite(path: Path, key: bytes | None, new_key: bytes | None, held: KeyFile | None) -> None:
    part = path.with_name(PART)
    if key is None:
        wiping.keep(swap.with_logs(path))
    try:
        store = Store.open(path, key)
        versions = store.conn.execute("SELECT count(*) FROM version").fetchone()[0]
        store.close()
        swap.release(path, key)
        driver.rewrite(path, key, new_key, part)
        backup.verify(part, new_key, versions)
        if held is not None:  # what opens the file before the swap stays what it is
            keys.write_next(path, held) if key is not None else keys.write(path, held)
        swap.put(part, path)
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, path) or error from error
    finally:
        for left in swap.with_logs(part):
            wiping.wipe(left)
        wiping.finish(path.parent)


def _not_locked() -> DeskError:
    return DeskError(
        _("Dữ liệu này chưa có mật khẩu."),
        either(_("Đặt mật khẩu ở Thiết lập."), _("Đặt mật khẩu bằng lệnh passphrase set.")),
        "not_locked",
    )
