"""Use cases over the lock of a desk: set, change and remove the passphrase, recover.

They work on the folder of a desk that is closed: setting and removing write
the whole file anew and put it in place in one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogue_desk.desk.keeping import SECOND_FOLDER
from dialogue_desk.domain.sheet import Sheet, Text
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import backup, driver, keys, swap, wiping
from dialogue_desk.storage.store import DATABASE, Store, looks_encrypted, side_file
from dialogue_desk.texts import _

PART = "lock.db.part"
HALF = 24
"""Letters of a recovery code on the first line of its slip: four groups, each with its dash."""


def clear_away(folder: Path) -> None:
    """Overwrite the plain files that a kill left beside a locked desk."""
    for left in swap.with_logs(folder / PART):
        wiping.wipe(left)
    for place in (folder, folder / backup.FOLDER):
        wiping.finish(place)


def is_set(folder: Path) -> bool:
    """Whether the desk in a folder is locked with a passphrase."""
    return looks_encrypted(folder / DATABASE)


@dataclass(frozen=True)
class Locked:
    """The code to print, and the backups, or the second folder, that are not locked yet."""

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


def disk_advice() -> str:
    """What protects the blocks that a disk keeps of files long gone."""
    return _("Nên bật cả mã hóa toàn ổ đĩa của máy (Windows: BitLocker), vì ổ đĩa có thể còn giữ vết của dữ liệu cũ.")


def lock(folder: Path, passphrase: str) -> Locked:
    """Encrypt a plain desk and its backups, also those in the second folder; the plain files are overwritten.

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
        left = backup.lock_all(folder / backup.FOLDER, store)
        second = store.meta(SECOND_FOLDER)
        if second:
            left += backup.lock_all(Path(second), store) if Path(second).is_dir() else [Path(second)]
    finally:
        store.close()
    return Locked(code, tuple(left))


def check(folder: Path, passphrase: str) -> None:
    """WrongPassphraseError when it does not open the desk; DamagedError when the key file cannot be read."""
    keys.key_for(folder / DATABASE, passphrase)


def recovery_slip(code: str, unit: str) -> Sheet:
    """The slip with the recovery code, to be kept apart from the machine."""
    blocks = (
        Text(f"Bàn Đối thoại của {unit}. Ngày đặt mật khẩu: {datetime.now():%d/%m/%Y}."),
        Text(f"{code[:HALF]}\n{code[HALF:]}", "bold"),
        Text(
            "Khi quên mật khẩu: ở cửa sổ hỏi mật khẩu, bấm “Quên mật khẩu…”, gõ mã này rồi đặt mật khẩu mới. Ai có tờ"
            " này và máy thì mở được dữ liệu: cất trong két, không để cùng máy, không chụp ảnh."
        ),
    )
    return Sheet("recovery-code", "Mã khôi phục", blocks, paper="A5")


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
        if key_file is not None:
            backup.copy_bytes(key_file, side_file(path))
        swap.put(part, path)
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, path) or error from error
    finally:
        for left in swap.with_logs(part):
            wiping.wipe(left)
        wiping.finish(path.parent)


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
