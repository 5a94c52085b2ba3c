"""Updates without a network: a signed file is checked, laid beside what runs, tried at the next start.

The file is a signature (Ed25519) over a head and an archive of one version's folder. Who may sign stands in the
program itself (`resources/update_keys.txt`); without a key there no update is taken. The launcher of the installed
program reads `next.txt`, makes it `trying.txt` while it tries the version, and goes back to `current.txt` when the
window does not come (`packaging/windows/launcher.c`); `confirm` makes the tried one the current one, `not_tried` lets
it wait for the next start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import struct
import sys
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dialogue_desk import __version__
from dialogue_desk.errors import DeskError
from dialogue_desk.paths import resource
from dialogue_desk.storage.driver import os_trouble
from dialogue_desk.storage.placing import PAUSES, put
from dialogue_desk.texts import _, either

MAGIC = b"DDUPDATE1\n"
SIGNED = b"dialogue-desk update 1\n"
ENDING = ".ddupdate"
MOST_BYTES, MOST_UNPACKED, MOST_FILES, MOST_HEAD = 200 << 20, 600 << 20, 20_000, 4096
CURRENT, NEXT, TRYING, FAILED = "current.txt", "next.txt", "trying.txt", "failed.txt"
UNFINISHED = "unfinished.txt"
"""In the folder of a version from the first file the installer writes until the version counts."""
PART = ".part"
STALE_SECONDS = 3600
"""So old is nothing that somebody is still writing."""
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){2}")
_BUILD = re.compile(r"[0-9a-f]{6,40}")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Update:
    """A file whose signature is right: the version in it, where its archive begins, the digest that was signed."""

    file: Path
    version: str
    build: str
    begins: int
    digest: bytes

    @property
    def folder(self) -> str:
        """The name of its folder beside other versions."""
        return f"{self.version}-{self.build}"


def trusted_keys() -> list[bytes]:
    """Public keys (32 bytes each) of those who may sign updates of this program."""
    lines = resource("update_keys.txt").read_text(encoding="ascii").split("\n")
    return [bytes.fromhex(line.strip()) for line in lines if re.fullmatch(r"[0-9a-f]{64}", line.strip())]


def read(file: Path, keys: list[bytes]) -> Update:
    """Check a file whole; DeskError for one that is damaged, signed by nobody known, or older than what runs."""
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) != MAGIC or file.stat().st_size > MOST_BYTES:
                raise _damaged(file)
            signature = opened.read(64)
            digest = hashlib.sha512()
            size = opened.read(4)
            length = struct.unpack(">I", size)[0] if len(size) == 4 else MOST_HEAD + 1
            head = opened.read(length) if length <= MOST_HEAD else b""
            digest.update(size + head)
            while piece := opened.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise os_trouble(error) from error
    if not _is_signed(keys, signature, digest.digest()):
        raise DeskError(
            _("Tệp cập nhật {file} không có chữ ký của nơi phát hành, hoặc đã bị sửa.").format(file=file.name),
            _("Đừng dùng tệp này; xin lại tệp từ cấp trên."),
            "not_signed",
        )
    try:
        told = json.loads(head)
        version, build = str(told["version"]), str(told["build"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(file) from error
    if not _VERSION.fullmatch(version) or not _BUILD.fullmatch(build):
        raise _damaged(file)
    if _number(version) < _number(__version__):
        raise DeskError(
            _("Tệp {file} là bản {version}, cũ hơn bản đang dùng ({present}).").format(
                file=file.name, version=version, present=__version__
            ),
            _("Không cần cài."),
            "older",
        )
    return Update(file, version, build, len(MAGIC) + 64 + 4 + length, digest.digest())


def claimed(file: Path) -> str:
    """The version a file says it brings, before anybody looked at its signature; "" for a file that is none."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, struct.error), file.open("rb") as opened:
        head = opened.read(len(MAGIC) + 64 + 4)
        length = struct.unpack(">I", head[-4:])[0]
        if head.startswith(MAGIC) and length <= MOST_HEAD:
            version = str(json.loads(opened.read(length))["version"])
            return version if _VERSION.fullmatch(version) else ""
    return ""


def newer_beside(files: Iterable[Path]) -> Path | None:
    """An update file that lies in the folder of one of these files and says it is newer than what runs."""
    folders = dict.fromkeys(file.parent for file in files)
    found = [update for folder in folders for update in sorted(folder.glob(f"*{ENDING}"))]
    told = [(claimed(update), update) for update in found]
    newer = [
        (_number(version), update) for version, update in told if version and _number(version) > _number(__version__)
    ]
    return max(newer)[1] if newer else None


def _is_signed(keys: list[bytes], signature: bytes, digest: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 only an update needs it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    for key in keys:
        with contextlib.suppress(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(key).verify(signature, SIGNED + digest)
            return True
    return False


def _damaged(file: Path) -> DeskError:
    return DeskError(
        _("{file} không phải tệp cập nhật, hoặc đã hỏng.").format(file=file.name),
        _("Xin lại tệp từ cấp trên."),
        "damaged",
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def home() -> Path:
    """The folder of the installed program; DeskError where it was not installed by its own installer."""
    place = Path(sys.executable).parent
    if not (place / CURRENT).is_file():
        raise DeskError(
            _("Chương trình ở đây không cài bằng bộ cài của Windows nên không tự cập nhật được."),
            _("Cài bản mới bằng bộ cài hoặc gói của hệ điều hành."),
            "not_installed",
        )
    return place


def stage(update: Update, place: Path) -> None:
    """Lay the version beside the others and note that it is to be tried; the present one stays until it is."""
    target = place / "versions" / update.folder
    part = target.with_name(f"{target.name}{PART}")
    try:
        if not target.is_dir():
            shutil.rmtree(part, ignore_errors=True)
            _unpack(update, part)
            _give_name(part, target)
        _note(place, NEXT, update.folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise (os_trouble(error) if isinstance(error, OSError) else _damaged(update.file)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _unpack(update: Update, part: Path) -> None:
    """Unpack a copy that is, byte for byte, what was signed: a stick may hold another file by now."""
    rest = part.with_name(f"{part.name}.zip")  # known to `sweep`
    part.mkdir(parents=True)
    try:
        with update.file.open("rb") as opened, rest.open("wb") as copied:
            digest = hashlib.sha512(opened.read(update.begins)[len(MAGIC) + 64 :])
            while piece := opened.read(_PIECE):
                digest.update(piece)
                copied.write(piece)
        if digest.digest() != update.digest:
            raise _damaged(update.file)
        with zipfile.ZipFile(rest) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise _damaged(update.file)
            _lay(archive, entries, part, update.file)
    finally:
        rest.unlink(missing_ok=True)


def _lay(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo], part: Path, file: Path) -> None:
    """Write the files of an archive; each folder is made once, which halves the time on Windows."""
    made = {part}
    for entry in entries:
        name = PurePosixPath(entry.filename)
        if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
            raise _damaged(file)
        target = part.joinpath(*name.parts)
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        with target.open("wb", buffering=0) as written:
            written.write(archive.read(entry))


def _give_name(part: Path, target: Path) -> None:
    """Move a whole folder; an antivirus program that still reads a file of it is waited for."""
    for pause in (*PAUSES, *PAUSES, None):
        try:
            part.rename(target)
            return
        except PermissionError:
            if pause is None:
                raise
        time.sleep(pause)


def _note(place: Path, name: str, folder: str) -> None:
    part = place / f"{name}{PART}"
    part.write_text(folder, encoding="ascii")
    put(part, place / name)


def confirm(place: Path) -> bool:
    """The window of a version on trial is there: from now on it is the current one. False when none is on trial.

    The version before stays beside it, in case somebody has to go back by hand; see `clear`.
    """
    trying = place / TRYING
    if not trying.is_file():
        return False
    with contextlib.suppress(OSError):
        before = _named(place, CURRENT)
        put(trying, place / CURRENT)  # another start may just be reading it
        (place / FAILED).unlink(missing_ok=True)
        clear(place, before)
        return True
    return False


def is_tried(place: Path) -> bool:
    """Whether this very process runs the version on trial."""
    return (told := _named(place, TRYING)) != "" and told in Path(__file__).parts


def not_tried(place: Path) -> None:
    """The version on trial gave its files to a window of the version before and ends: it is tried at the next start."""
    with contextlib.suppress(OSError):
        os.rename(place / TRYING, place / NEXT)  # on Windows it does not go over an update that came meanwhile


def went_back(place: Path) -> str:
    """The version that was tried and did not start; "" for none. Asked once: it is forgotten then, and removed."""
    told = _named(place, FAILED)
    with contextlib.suppress(OSError):
        (place / FAILED).unlink(missing_ok=True)
    if told and told not in (_named(place, CURRENT), _named(place, NEXT), _named(place, TRYING)):
        shutil.rmtree(place / "versions" / told, ignore_errors=True)
    return told


def clear(place: Path, kept: str) -> None:
    """Remove the versions that are neither `kept` nor named by a file of ours, nor used by a program that runs."""
    names = {kept, *(_named(place, name) for name in (CURRENT, NEXT, TRYING))}
    for folder in (place / "versions").iterdir():
        if folder.is_dir() and folder.name not in names and not _is_used(folder):
            shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> None:
    """Remove what was left by installations and updates that were cut off; what somebody is still writing stays."""
    named = {_named(place, name) for name in (CURRENT, NEXT, TRYING)}
    for path in (*place.glob(f"*{PART}"), *place.glob("versions/*")):
        if path.name in named or not _is_left(path):
            continue
        if path.is_dir():
            if not _is_used(path):
                shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def _is_left(path: Path) -> bool:
    """Whether a folder or file beside the versions was never finished, and nobody works on it any more."""
    mark = path / UNFINISHED
    if not (path.name.endswith((PART, f"{PART}.zip")) or mark.is_file()):
        return False
    with contextlib.suppress(OSError):
        return time.time() - (mark if mark.is_file() else path).stat().st_mtime > STALE_SECONDS
    return False


def _is_used(folder: Path) -> bool:
    """Whether a program runs from a version's folder: Windows lets nobody write to a library that is loaded."""
    library = folder / "python311.dll"
    if not library.is_file():
        return False
    try:
        library.open("ab").close()
    except OSError:
        return True
    return False


def _named(place: Path, name: str) -> str:
    """The version a file beside the launchers names; "" when it names none."""
    try:
        told = (place / name).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return told if re.fullmatch(r"\w[\w.-]{0,79}", told) else ""


def waiting() -> str:
    """What a person reads once an update is laid by."""
    return either(_("Đóng chương trình rồi mở lại để dùng bản mới."), _("Bản mới được dùng từ lần mở cửa sổ sau."))
