"""Use cases over a desk that is closed or cannot be opened: restore, salvage, the way back after damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogue_desk.desk import epochs
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.storage import (
    backup,
    checking,
    driver,
    erasing,
    keys,
    private,
    registry,
    relock,
    salvage,
    sealing,
    swap,
    sweeping,
    wiping,
)
from dialogue_desk.storage.erasing import Mark
from dialogue_desk.storage.salvage import Salvaged
from dialogue_desk.storage.store import DATABASE, Store, looks_encrypted, side_file
from dialogue_desk.texts import _, either


@dataclass(frozen=True)
class FormChange:
    """What a restore does to one form: records it takes away, changes back, brings back."""

    form: str
    lost: int
    changed: int
    gained: int


@dataclass(frozen=True)
class Restoration:
    """What a restore would do or has done. `present` is the backup made of the present data before.

    `erasures`: marks newer than the backup; what they erased comes back only when that was asked for.
    `stranger`: the unit of a backup that is not of this desk, "" for one that is; its name has to be typed.
    """

    file: Path
    changes: tuple[FormChange, ...]
    is_present_readable: bool
    is_done: bool = False
    present: Path | None = None
    stranger: str = ""
    erasures: tuple[Mark, ...] = ()


def is_locked(path: Path) -> bool:
    """Whether a desk file or a backup needs a passphrase."""
    return looks_encrypted(path)


def with_way_back(error: DamagedError, folder: Path, key: bytes | None, passphrase: str | None) -> DamagedError:
    """The same trouble, naming the newest backup that is good."""
    if error.code == "key_file_damaged":
        return error
    good = backup.newest_good(folder / backup.FOLDER, lambda file: _key_of(file, passphrase, key))
    if good is None:
        return DamagedError(
            error.message,
            either(
                _("Không có bản sao lưu nào dùng được ở {folder}; giữ nguyên thư mục và nhờ người phụ trách máy."),
                _("Không có bản sao lưu nào dùng được ở {folder}; thử cứu từng bản ghi bằng lệnh salvage."),
            ).format(folder=folder / backup.FOLDER),
            error.code,
        )
    return DamagedError(
        error.message,
        either(
            _("Bản sao lưu tốt gần nhất là {file} ({when})."),
            _("Bản sao lưu tốt gần nhất là {file} ({when}): khôi phục bằng lệnh restore."),
        ).format(file=good.path, when=good.at.strftime("%H:%M %d/%m/%Y")),
        error.code,
    )


def restore(
    folder: Path,
    file: Path,
    passphrase: str | None,
    new_epoch: Callable[[Store], None],
    *,
    dry_run: bool = False,
    confirm: str = "",
    keep_erased: bool = True,
) -> Restoration:
    """Put a backup in the place of the present desk, which nobody may have open.

    The present data are backed up first; a present file that cannot be read is
    put aside as it is. What was erased since is erased again, unless `keep_erased` is False: then the content that
    the backup has comes back, and its marks go. The restored desk starts a new epoch (`new_epoch`) and
    stays locked as the present one is, or as the backup where that is lost.
    A backup of another unit or desk is refused ("other_unit", "other_desk") unless `confirm` names its unit.
    Killed at any moment, one whole desk is there.
    """
    path = folder / DATABASE
    if not file.is_file():
        raise DeskError(_("Không có tệp {file}.").format(file=file), _("Xem lại tên và chỗ để tệp."), "no_file")
    if file.resolve() == path.resolve():
        raise DeskError(_("Tệp {file} chính là dữ liệu đang dùng.").format(file=file), _("Chọn một bản sao lưu."))
    try:
        private.make_folder(folder)
        with private.alone(folder):
            return _restore(folder, file, passphrase, new_epoch, dry_run, confirm, keep_erased)
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, folder) or error from error


def _restore(
    folder: Path, file: Path, passphrase: str | None, new_epoch: Callable[[Store], None], dry_run: bool, confirm: str,
    keep_erased: bool,
) -> Restoration:  # fmt: skip
    path = folder / DATABASE
    part = path.with_name(sweeping.RESTORE_PART)
    try:
        key, is_readable = _present_key(path, passphrase)
        file_key = _key_of(file, passphrase, key)
        backup.verify(file, file_key)
        _refuse_altered(file, file_key)
        stranger = _stranger(path, key, file, file_key, confirm, dry_run=dry_run) if is_readable else ""
        changes = _changes(path, key, is_readable, file, file_key)
        marks = _erasures(path, key) if is_readable else []
        newer = _newer(marks, file, file_key)
        if dry_run:
            return Restoration(file, changes, is_readable, stranger=stranger, erasures=newer)
        present = _put_aside(folder, path, key, is_readable, file)
        if not is_readable and key is None:
            key = file_key
            if file_key is not None:
                keys.write(path, keys.own(file, file_key))
        _prepare(file, file_key, part, key, new_epoch, marks if keep_erased else [m for m in marks if m not in newer])
        if is_readable:
            swap.release(path, key)
        else:
            swap.drop_logs(path)
        swap.put(part, path)
    finally:
        for left in swap.with_logs(part):
            wiping.wipe(left)
    return Restoration(file, changes, is_readable, True, present, stranger, newer)


def _stranger(path: Path, key: bytes | None, file: Path, file_key: bytes | None, confirm: str, *, dry_run: bool) -> str:
    """The unit of a backup that is not of the present desk, by its keys; DeskError unless `confirm` names it."""
    with backup.opened(path, key) as store:
        own, unit = {held[0] for held in registry.own_keys(store)}, store.unit
        here = store.units.name(unit) if unit in store.units else unit
    with backup.opened(file, file_key) as store:
        is_own = store.unit == unit and bool(own & {held[0] for held in registry.own_keys(store)})
        named = store.units.name(store.unit) if store.unit in store.units else store.unit
        spelled = {fold(normalise(name)) for name in (named, store.unit, store.unit.split("@")[0])}
        is_other_unit = store.unit != unit
    if is_own:
        return ""
    if not dry_run and fold(normalise(confirm)) not in spelled:
        said = (
            _("Bản sao lưu {file} là của {unit}, không phải của {here}.")
            if is_other_unit
            else _("Bản sao lưu {file} là của một máy khác của {unit}.")
        )
        raise DeskError(
            said.format(file=file.name, unit=named, here=here),
            either(
                _("Nếu đúng là cần bản ấy thì ghi tên đơn vị của nó để xác nhận: “{unit}”."),
                _("Nếu đúng là cần bản ấy thì ghi tên đơn vị của nó để xác nhận: --confirm “{unit}”."),
            ).format(unit=named),
            "other_unit" if is_other_unit else "other_desk",
        )
    return named


def _refuse_altered(file: Path, key: bytes | None) -> None:
    """DamagedError for a backup that is a whole file, but in which somebody changed what was once saved."""
    with backup.opened(file, key) as store:
        if checking.altered(store):
            raise DamagedError(
                _("Nội dung bản sao lưu {file} đã bị thay đổi sau khi ghi.").format(file=file.name),
                _("Chọn bản sao lưu khác."),
                "altered",
            )


def _present_key(path: Path, passphrase: str | None) -> tuple[bytes | None, bool]:
    """The key of the present desk and whether it can be read at all. A wrong passphrase is refused."""
    key = None
    try:
        key = keys.key_for(path, passphrase)
        backup.verify(path, key)
    except DamagedError:
        return key, False
    except DeskError as error:
        if error.code == "no_desk":
            return key, False
        raise
    return key, True


def _key_of(file: Path, passphrase: str | None, present: bytes | None) -> bytes | None:
    """The key of a backup: the present one where it fits, else from the backup's own key file."""
    if not looks_encrypted(file):
        return None
    if present is not None:
        try:
            with backup.opened(file, present):
                return present
        except DeskError:
            pass
    return keys.key_for(file, passphrase)


def _changes(
    path: Path, key: bytes | None, is_readable: bool, file: Path, file_key: bytes | None
) -> tuple[FormChange, ...]:
    with backup.opened(file, file_key) as store:
        then = backup.states(store)
    now: backup.States = {}
    if is_readable:
        with backup.opened(path, key) as store:
            now = backup.states(store)
    found = []
    for form in [*then, *(f for f in now if f not in then)]:
        old, new = then.get(form, {}), now.get(form, {})
        both = old.keys() & new.keys()
        changed = sum(old[k] != new[k] for k in both)
        found.append(FormChange(form, len(new) - len(both), changed, len(old) - len(both)))
    return tuple(found)


def _erasures(path: Path, key: bytes | None) -> list[Mark]:
    """What was erased since: it must not come back with a backup."""
    store = Store.open(path, key)
    try:
        return erasing.marks(store)
    finally:
        store.close()


def _newer(marks: list[Mark], file: Path, key: bytes | None) -> tuple[Mark, ...]:
    """The marks that a backup has not."""
    if not marks:
        return ()
    with backup.opened(file, key) as store:
        held = set(store.conn.execute("SELECT form, unit, id, fields, at FROM erasure").fetchall())
    return tuple(mark for mark in marks if (*mark[:4], mark[6]) not in held)


def _put_aside(folder: Path, path: Path, key: bytes | None, is_readable: bool, file: Path) -> Path | None:
    """Keep the present data: as a backup, or, when they cannot be read, as a plain copy of their files.

    The backup makes room among the older ones, but not of `file`, which is to be restored.
    """
    kept = folder / backup.FOLDER
    if not path.exists():
        return None
    if is_readable:
        store = Store.open(path, key)
        try:
            return backup.make(store, kept, "restore", spare=file)
        finally:
            store.close()
    private.make_folder(kept)
    stem = f"damaged-{datetime.now():%Y%m%d-%H%M%S}"
    for source in swap.with_logs(path):
        backup.copy_whole(source, kept / source.name.replace(DATABASE, f"{stem}.db"))
    if side_file(path).exists():
        backup.copy_whole(side_file(path), kept / f"{stem}.key")
    return kept / f"{stem}.db"


def _prepare(
    file: Path,
    file_key: bytes | None,
    part: Path,
    key: bytes | None,
    new_epoch: Callable[[Store], None],
    marks: list[Mark],
) -> None:
    """The file that will take the place: a copy with the right key, brought up to date, in a new epoch."""
    for left in swap.with_logs(part):
        wiping.wipe(left)
    if file_key == key:
        private.copy(file, part)
    else:
        spool = part.with_name(sweeping.SPOOL_PART)
        try:
            private.copy(file, spool)
            driver.rewrite(spool, file_key, key, part)
        finally:
            for left in swap.with_logs(spool):
                wiping.wipe(left)
    store = Store.open(part, key)
    try:
        new_epoch(store)
        with driver.transaction(store.conn):
            erasing.take(store, marks)
    finally:
        store.close()
    swap.release(part, key)


def rescue(folder: Path, file: Path, passphrase: str | None) -> Salvaged:
    """Save what can be read of a damaged desk file into `backups/salvaged-….db`, with a list of what is missing.

    The damaged file is only read, from a copy. One that was sealed as it was (`storage/sealing`) opens with the
    passphrase, and what is saved of it is locked as the present desk is.
    """
    if not file.is_file():
        raise DeskError(_("Không có tệp {file}.").format(file=file), _("Xem lại tên và chỗ để tệp."), "no_file")
    kept = folder / backup.FOLDER
    spool = kept / sweeping.SPOOL
    target = kept / f"salvaged-{datetime.now():%Y%m%d-%H%M%S}.db"
    part = target.with_suffix(".db.part")

    try:
        private.make_folder(kept)
        part.unlink(missing_ok=True)
        with private.alone(folder):
            key = _spooled(file, spool, passphrase)
            found = salvage.salvage(spool, part, key, lambda store: epochs.begin_salvaged(store, kept), file)
            backup.verify(part, key)
            if key is not None:
                backup.copy_whole(side_file(file), side_file(target))
            swap.put(part, target)
            if file.suffix == sealing.ENDING:
                _lock_salvaged(folder, passphrase)
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, file) or error from error
    finally:
        for left in (*swap.with_logs(spool), *swap.with_logs(part)):
            wiping.wipe(left)
    return Salvaged(target, found.records, found.missing)


def _spooled(file: Path, spool: Path, passphrase: str | None) -> bytes | None:
    """A copy of a damaged file and its logs; the key that opens it."""
    if file.suffix == sealing.ENDING:
        if passphrase is None:
            raise WrongPassphraseError(_("Tệp này được khóa."), _("Nhập mật khẩu để mở."), "needs_passphrase")
        data_key = keys.open_with(file, keys.PASSPHRASE, passphrase)
        for ending in ("", "-wal", "-journal"):
            source = file.with_name(f"{file.stem}{ending}{sealing.ENDING}")
            if source.exists():
                private.new_file(spool.with_name(spool.name + ending))
                with spool.with_name(spool.name + ending).open("wb") as out:
                    out.writelines(sealing.unsealed(source, data_key))
        return None
    key = keys.key_for(file, passphrase)
    for source in swap.with_logs(file):
        private.copy(source, spool.with_name(source.name.replace(file.name, spool.name)))
    return key


def _lock_salvaged(folder: Path, passphrase: str | None) -> None:
    key = keys.key_for(folder / DATABASE, passphrase)
    if key is not None:
        with backup.opened(folder / DATABASE, key) as store:
            relock.lock_all(folder / backup.FOLDER, store)
