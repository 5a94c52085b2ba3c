"""The key of a locked desk: which key file opens it, and how its copies are kept in step.

`desk.key` lies beside the desk file with a copy of itself; each backup has one
too. A change of the passphrase rewrites key files only. What is locked is
decided by the desk file itself, never by the presence of a key file: a kill
between the two leaves a desk that opens. While the whole file is written anew
with another data key, the new key file waits as `desk-next.key`. See
shared/design/exchange.md, "Storage and keys".
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.storage import driver, key_file
from dialogue_desk.storage.key_file import PASSPHRASE as PASSPHRASE
from dialogue_desk.storage.key_file import RECOVERY as RECOVERY
from dialogue_desk.storage.key_file import KeyFile, Sealed
from dialogue_desk.storage.passphrases import require_good as require_good
from dialogue_desk.storage.recovery_code import new_recovery_code as new_recovery_code
from dialogue_desk.storage.recovery_code import read_recovery_code as read_recovery_code
from dialogue_desk.storage.store import DATABASE, PLAIN_HEADER, key_files_near, looks_encrypted, side_file
from dialogue_desk.texts import _

NEXT, COPY = "desk-next.key", "desk-copy.key"
_MOST_FORMER = 8


@dataclass(frozen=True)
class Made:
    """A new data key, the recovery code to print, and the key file that wraps them."""

    data_key: bytes
    code: str
    file: KeyFile


def key_for(path: Path, passphrase: str | None) -> bytes | None:
    """The data key of a desk file or backup, None for a plain one.

    WrongPassphraseError (code "needs_passphrase" or "wrong_passphrase");
    DamagedError when neither the key file nor a copy of it can be used.
    """
    if not looks_encrypted(path):
        _refuse_without_key_file(path)
        return None
    if passphrase is None:
        raise WrongPassphraseError(_("Dữ liệu được khóa bằng mật khẩu."), _("Nhập mật khẩu để mở."), "needs_passphrase")
    return open_with(path, PASSPHRASE, passphrase)


def open_with(path: Path, kind: str, secret: str) -> bytes:
    """The data key of a locked file by a passphrase or a recovery code; errors as in `key_for`."""
    held = _candidates(path)
    if len(held) == 1:
        return key_file.open_slot(held[0], kind, secret)
    wrong: WrongPassphraseError | None = None
    found: list[bytes] = []
    for one in held:
        try:
            found.append(key_file.open_slot(one, kind, secret))
        except WrongPassphraseError as error:
            wrong = error
            continue
        if driver.opens(path, found[-1]):
            return found[-1]
    if wrong is not None:  # what this secret opened is not the key of this file any more
        raise wrong
    return found[0]


def _candidates(path: Path) -> list[KeyFile]:
    """The key files that may open a file. A copy counts only where the file's own is damaged or gone.

    Of copies the newest counts: an older one may open with a passphrase of before.
    """
    found: list[KeyFile] = []
    trouble: DeskError | None = None
    try:
        found.append(key_file.read(side_file(path)))
    except DeskError as error:
        trouble = error
    waiting = path.with_name(NEXT)
    if path.name == DATABASE and waiting.exists():
        with contextlib.suppress(DeskError):
            found.append(key_file.read(waiting))
    if trouble is not None:
        newest: dict[str, KeyFile] = {}
        for near in key_files_near(path):
            with contextlib.suppress(DeskError):
                one = key_file.read(near)
                if one.turn > newest.get(one.uuid, KeyFile("", -1, ())).turn:
                    newest[one.uuid] = one
        found += newest.values()
    if not found and trouble is not None:
        raise trouble
    return found


def _refuse_without_key_file(path: Path) -> None:
    if not path.is_file() or side_file(path).exists() or path.stat().st_size % 4096 or not path.stat().st_size:
        return
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            return
    raise DamagedError(
        _("Tệp {file} không đọc được: đã hỏng, hoặc đã khóa mà thiếu tệp khóa {key}.").format(
            file=path, key=side_file(path).name
        ),
        _("Sao chép tệp .key nằm cạnh một bản sao lưu vào thay rồi mở lại."),
        "damaged",
    )


# -- making and writing -------------------------------------------------------------------------


def create(passphrase: str, former: Iterable[str] = ()) -> Made:
    """A new data key with its key file; the code stands in the sealed part until somebody confirms it."""
    data_key, code, name = os.urandom(32), new_recovery_code(), str(uuid.uuid4())
    secrets = {PASSPHRASE: passphrase, RECOVERY: code}
    sealed = Sealed(code, tuple(former)[-_MOST_FORMER:])
    return Made(data_key, code, key_file.wrapped(name, 1, data_key, secrets, sealed))


def changed(path: Path, data_key: bytes, passphrase: str) -> KeyFile:
    """The key file of a desk with another passphrase; the recovery code stays."""
    return key_file.with_passphrase(own(path, data_key), data_key, passphrase)


def renewed(path: Path, data_key: bytes, passphrase: str) -> Made:
    """The key file of a desk with another passphrase and another code: one that was used is known to somebody."""
    held, code = own(path, data_key), new_recovery_code()
    sealed = replace(key_file.unseal(held, data_key) or Sealed(), code=code)
    secrets = {PASSPHRASE: passphrase, RECOVERY: code}
    return Made(data_key, code, key_file.wrapped(held.uuid, held.turn + 1, data_key, secrets, sealed))


def own(path: Path, data_key: bytes) -> KeyFile:
    """The newest key file that belongs to this data key, near the desk file. DamagedError when there is none."""
    best: KeyFile | None = None
    for near in (path.with_name(NEXT), side_file(path), *key_files_near(path)):
        with contextlib.suppress(DeskError):
            held = key_file.read(near)
            fits = key_file.unseal(held, data_key) is not None or (near == side_file(path) and held.sealed is None)
            if fits and (best is None or held.turn > best.turn):
                best = held
    return best or key_file.read(side_file(path))


def sealed_of(path: Path, data_key: bytes) -> Sealed:
    """What the key file of an open desk keeps for it."""
    with contextlib.suppress(DeskError):
        return key_file.unseal(key_file.read(side_file(path)), data_key) or Sealed()
    return Sealed()


def write(path: Path, held: KeyFile) -> None:
    """Put a key file beside a desk file, with its copy. DeskError as the system says."""
    from dialogue_desk.storage.backup import copy_bytes  # noqa: PLC0415 a start-up deferral

    try:
        copy_bytes(key_file.text(held), side_file(path))
        copy_bytes(key_file.text(held), path.with_name(COPY))
    except OSError as error:
        raise driver.os_trouble(error) from error


def write_next(path: Path, held: KeyFile) -> None:
    """Put the key file of what is being written beside the present one. OSError."""
    from dialogue_desk.storage.backup import copy_bytes  # noqa: PLC0415 a start-up deferral

    copy_bytes(key_file.text(held), path.with_name(NEXT))


def mend(path: Path, data_key: bytes) -> None:
    """Bring the key files of a desk that just opened to what they should be, after a damage or a kill."""
    with contextlib.suppress(DeskError, OSError):
        held = own(path, data_key)
        told = key_file.text(held)
        if held.sealed is None:
            held = replace(held, turn=held.turn + 1, sealed=key_file.seal(held.uuid, data_key, Sealed()))
            told = key_file.text(held)
        if any(not file.exists() or file.read_bytes() != told for file in (side_file(path), path.with_name(COPY))):
            write(path, held)
        path.with_name(NEXT).unlink(missing_ok=True)


def confirm(path: Path, data_key: bytes) -> None:
    """Somebody has the recovery code on paper: it is kept no longer."""
    held = own(path, data_key)
    sealed = key_file.unseal(held, data_key)
    if sealed is not None and sealed.code:
        box = key_file.seal(held.uuid, data_key, replace(sealed, code=""))
        write(path, replace(held, turn=held.turn + 1, sealed=box))


def forget(path: Path) -> None:
    """The desk is plain: its key files go."""
    for file in (side_file(path), path.with_name(COPY), path.with_name(NEXT)):
        file.unlink(missing_ok=True)


# -- the key files of backups -------------------------------------------------------------------


def spread(path: Path, data_key: bytes, folder: Path, old: str | None = None, new: str | None = None) -> list[Path]:
    """Bring the key files in a backup folder in step with the desk's own; returns those that could not be.

    One of another data key (a lock of before) follows where `old` opens it: it
    gets `new`. Without `old` such files are left alone and not told of.
    """
    from dialogue_desk.storage.backup import copy_bytes  # noqa: PLC0415 a start-up deferral

    present = key_file.read(side_file(path))
    told = key_file.text(present)
    left: list[Path] = []
    if not folder.is_dir():
        return [folder]
    for file in sorted(folder.glob("*.key")):
        try:
            held = _read_or_none(file)
            if held is None or held.uuid == present.uuid:
                if held is None and not driver.opens(file.with_suffix(".db"), data_key):
                    left.append(file)
                elif file.read_bytes() != told:
                    copy_bytes(told, file)
            elif old is not None and new is not None:
                other = key_file.open_slot(held, PASSPHRASE, old)
                copy_bytes(key_file.text(key_file.with_passphrase(held, other, new)), file)
        except (OSError, DeskError):
            left.append(file)
    return left


def _read_or_none(file: Path) -> KeyFile | None:
    try:
        return key_file.read(file)
    except DamagedError:
        return None


def uuid_of(file: Path) -> str:
    """Which desk a key file belongs to."""
    return key_file.read(file).uuid
