"""The sealed file: writing it so that it is on the disk, reading it without trusting a byte.

Layout: magic, length of the header (4 bytes, little-endian), header (canonical
JSON), age ciphertext of one zstd frame (a manifest line, then a line a
version), Ed25519 over SHA-512 of everything before it. Nothing is decrypted,
decompressed or parsed before the signature is good. Every refusal has a code,
a plain sentence and a next step.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue_desk.domain.records import canonical
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.identity import Keys, PublicKeys, check_code
from dialogue_desk.storage import placing
from dialogue_desk.storage.driver import os_trouble
from dialogue_desk.texts import _

MAGIC = b"DDPKG\r\n\x1a"
"""Ends like PNG's: a transfer that mends line ends breaks it at once."""

FORMAT = 2
"""2: every row stands under a signature of the desk that wrote it (`exchange.signing`). 1 has none and is read."""
SCHEMA = 1
"""Raised when lines say something new that an older program may still read past."""
MIN_SCHEMA = 1
"""The oldest schema that can read what this program writes."""

KINDS = ("up", "down", "peer")
MAX_FILE = 64 << 20
"""Of the file, and of what is sealed in it: nobody sends more, and more fits into no small machine."""
MAX_HEADER = 16 << 10
MAX_LINE = 1 << 20
MAX_MANIFEST = 32 << 20
MAX_ROWS = 2_000_000
MAX_WINDOW = 8 << 20
MAX_RATIO = 100
MIN_BODY = 64 << 20
"""Below this size the ratio does not matter: texts that repeat themselves pack far better than others."""
_SIGNED = b"dialogue-desk-package-v1\0"


class PackageError(DeskError):
    """A package that is not taken; `is_waiting` when nothing is wrong with it and it can be taken later."""

    def __init__(self, message: str, hint: str, code: str, *, is_waiting: bool = False) -> None:
        super().__init__(message, hint, code)
        self.is_waiting = is_waiting


def damaged(code: str = "damaged") -> PackageError:
    """The refusal for bytes that are not what the sender wrote."""
    return PackageError(
        _("Gói bị hỏng hoặc bị sửa."), _("Sao chép lại gói từ máy gửi, hoặc đề nghị gửi gói mới."), code
    )


@dataclass(frozen=True)
class Frame:
    """A file cut into its parts; nothing of it is trusted yet."""

    header: Mapping[str, Any]
    sealed: memoryview
    signed: memoryview
    signature: bytes
    hash: str

    @property
    def check_code(self) -> str:
        """The code on the hand-over slip."""
        return check_code(bytes.fromhex(self.hash))


SLAB = 256 << 10
"""Bytes of a package that are cut into lines at once."""


class Lines(Iterable[bytes]):
    """The lines of a package, cut as they are asked for: all at once they would take as much memory again."""

    def __init__(self, plain: bytes, start: int) -> None:
        self._plain = plain
        self._start = start
        self._count = plain.count(b"\n", start)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        for slab in self._slabs():
            yield from slab

    def _slabs(self) -> Iterator[list[bytes]]:
        """The lines, cut a good many at a time: one at a time costs as much as reading them."""
        plain, at = self._plain, self._start
        while (first := plain.find(b"\n", at)) >= 0:
            end = max(first, plain.rfind(b"\n", at, at + SLAB))
            yield plain[at:end].split(b"\n")
            at = end + 1

    @property
    def longest(self) -> int:
        """Bytes of the longest line."""
        return max((max(map(len, slab)) for slab in self._slabs()), default=0)


@dataclass(frozen=True)
class Contents:
    """What was sealed: the manifest and a line a version."""

    manifest: Mapping[str, Any]
    lines: Lines
    format: int


@dataclass(frozen=True)
class Written:
    """A file that was read back from the disk and found whole."""

    hash: str
    check_code: str
    size: int


def write(
    path: Path,
    header: Mapping[str, Any],
    manifest: Mapping[str, Any],
    lines: Iterable[bytes],
    keys: Keys,
    recipients: Iterable[str],
) -> Written:
    """Seal lines into `path`; see `seal` and `beside`."""
    whole, written = seal(header, manifest, lines, keys, recipients)
    with beside(path, whole, keys.public) as put:
        put()
    return written


def seal(
    header: Mapping[str, Any],
    manifest: Mapping[str, Any],
    lines: Iterable[bytes],
    keys: Keys,
    recipients: Iterable[str],
) -> tuple[bytes, Written]:
    """Every byte of a package, and what it will be known by. The sender is a recipient too."""
    import pyrage  # noqa: PLC0415 start-up deferral
    import zstandard  # noqa: PLC0415 the same

    body = b"".join(line + b"\n" for line in lines)
    told = {**manifest, "body": hashlib.sha256(body).hexdigest()}
    plain = canonical(told).encode() + b"\n" + body
    if len(plain) > MAX_FILE:
        raise DeskError(
            _("Gói lớn hơn {size} MB.").format(size=MAX_FILE >> 20), _("Gửi không kèm tệp đính kèm."), "too_big"
        )
    packed = zstandard.ZstdCompressor(level=3, write_checksum=True, write_content_size=True).compress(plain)
    to = [pyrage.x25519.Recipient.from_str(r) for r in sorted({*recipients, keys.public.age})]
    head = canonical(dict(header)).encode()
    whole = MAGIC + len(head).to_bytes(4, "little") + head + pyrage.encrypt(packed, to)
    whole += keys.signature(_SIGNED + hashlib.sha512(whole).digest())
    digest = hashlib.sha256(whole)
    return whole, Written(digest.hexdigest(), check_code(digest.digest()), len(whole))


@contextlib.contextmanager
def beside(path: Path, whole: bytes, signer: PublicKeys) -> Iterator[Callable[[], None]]:
    """Write a package beside `path`, flushed; the function handed out gives it its name and reads it back.

    DeskError when the disk refuses; nothing is left beside it then, nor when it got no name.
    """
    placing.refuse_name(path)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(whole)
            file.flush()
            os.fsync(file.fileno())
        yield lambda: _put(part, path, whole, signer)
    except OSError as error:
        raise os_trouble(error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _put(part: Path, path: Path, whole: bytes, signer: PublicKeys) -> None:
    placing.put(part, path)
    _sync_folder(path.parent)
    again = path.read_bytes()
    frame = cut(again) if again == whole else None
    if frame is None or not signer.has_signed(frame.signature, _SIGNED + hashlib.sha512(frame.signed).digest()):
        raise DeskError(
            _("Tệp {file} trên đĩa không giống gói vừa ghi.").format(file=path),
            _("Ổ đĩa có thể hỏng: ghi ra ổ khác."),
            "not_written",
        )


def _sync_folder(folder: Path) -> None:
    """Make the rename last; where a folder cannot be opened (Windows) there is nothing to do."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def load(path: Path) -> bytes:
    """The whole file in memory, so that nobody changes it between the checks; capped."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
            text = _("{file} không phải một tệp thường.").format(file=path.name)
            raise PackageError(text, _("Chọn tệp có đuôi .ddpkg."), "no_file")
        with path.open("rb") as file:
            data = file.read(min(path.stat().st_size, MAX_FILE) + 1)
    except OSError as error:
        raise os_trouble(error) from error
    if len(data) > MAX_FILE:
        raise PackageError(
            _("Gói lớn hơn {size} MB.").format(size=MAX_FILE >> 20), _("Đề nghị bên gửi chia nhỏ."), "too_big"
        )
    return data


def cut(data: bytes) -> Frame:
    """Cut a file into its parts. PackageError for what has not the shape of a package."""
    if not data:
        raise PackageError(_("Tệp rỗng."), _("Sao chép lại gói từ máy gửi."), "empty")
    if not data.startswith(MAGIC):
        if len(data) >= 5 and data.startswith(MAGIC[:5]):
            raise damaged()
        raise PackageError(
            _("Tệp này không phải gói của Bàn Đối thoại."), _("Chọn tệp có đuôi .ddpkg."), "not_a_package"
        )
    length = int.from_bytes(data[8:12], "little")
    if length > MAX_HEADER or len(data) < 12 + length + 64:
        raise damaged("truncated")
    head = data[12 : 12 + length]
    try:
        header = json.loads(head)
        if not isinstance(header, dict) or canonical(header).encode() != head:
            raise damaged("header")
    except (ValueError, RecursionError) as error:
        raise damaged("header") from error
    if type(header.get("format")) is not int or header["format"] < 1:
        raise damaged("header")
    if header["format"] > FORMAT:
        raise PackageError(
            _("Gói do một bản mới hơn của chương trình tạo ra."),
            _("Cập nhật chương trình rồi nhận lại gói này."),
            "newer_format",
            is_waiting=True,
        )
    texts = ("kind", "sender", "to", "package")
    if any(not isinstance(header.get(k), str) for k in texts) or header["kind"] not in KINDS:
        raise damaged("header")
    view = memoryview(data)
    return Frame(header, view[12 + length : -64], view[:-64], data[-64:], hashlib.sha256(data).hexdigest())


def verify(frame: Frame, signer: PublicKeys) -> None:
    """PackageError unless `signer` signed every byte and is the sender the header names."""
    if signer.desk != frame.header["sender"]:
        raise damaged("wrong_sender")
    if not signer.has_signed(frame.signature, _SIGNED + hashlib.sha512(frame.signed).digest()):
        raise damaged("signature")


def unseal(frame: Frame, identities: Iterable[str]) -> Contents:
    """Decrypt, decompress and cut into lines a frame whose signature is good."""
    import pyrage  # noqa: PLC0415 start-up deferral

    try:
        keys = [pyrage.x25519.Identity.from_str(i) for i in identities]
        packed = pyrage.decrypt(bytes(frame.sealed), keys)
    except pyrage.DecryptError as error:
        raise PackageError(
            _("Gói không được khóa cho máy này."),
            _("Đề nghị bên gửi nhận danh sách máy mới nhất của đơn vị rồi gửi lại."),
            "not_for_this_desk",
        ) from error
    plain = _decompressed(packed, max(MIN_BODY, MAX_RATIO * len(packed)))
    del packed
    end = plain.find(b"\n")
    if end < 0 or end > MAX_MANIFEST:
        raise damaged("too_long" if end > 0 else "manifest")
    try:
        manifest = json.loads(plain[:end])
    except (ValueError, RecursionError) as error:
        raise damaged("manifest") from error
    if not isinstance(manifest, dict):
        raise damaged("manifest")
    _check_manifest(frame.header, manifest, memoryview(plain)[end + 1 :])
    lines = Lines(plain, end + 1)
    if len(lines) != manifest["rows"] or len(lines) > MAX_ROWS or lines.longest > MAX_LINE:
        raise damaged("rows")
    return Contents(manifest, lines, frame.header["format"])


def _check_manifest(header: Mapping[str, Any], manifest: Mapping[str, Any], body: memoryview) -> None:
    """The sealed half says the same as the open one: nobody seals another's contents as his own."""
    numbers = ("rows", "number", "clock", "schema", "min_schema")
    if any(not isinstance(manifest.get(k), int) or isinstance(manifest.get(k), bool) for k in numbers):
        raise damaged("manifest")
    if manifest["min_schema"] > SCHEMA:
        raise PackageError(
            _("Gói cần bản mới hơn của chương trình."),
            _("Cập nhật chương trình rồi nhận lại gói này."),
            "newer_schema",
            is_waiting=True,
        )
    if any(manifest.get(k) != header[k] for k in ("sender", "package", "to", "kind")):
        raise damaged("mismatch")
    if not isinstance(manifest.get("unit"), str) or manifest.get("body") != hashlib.sha256(body).hexdigest():
        raise damaged("body")


def _decompressed(packed: bytes, most: int) -> bytes:
    """One zstd frame that says its size, within the caps, and nothing behind it."""
    import zstandard  # noqa: PLC0415 start-up deferral

    try:
        told = zstandard.get_frame_parameters(packed)
        if not 0 <= told.content_size <= min(most, MAX_FILE):
            raise damaged("bomb")
        if told.window_size > max(MAX_WINDOW, told.content_size):
            raise damaged("window")
        opener = zstandard.ZstdDecompressor()
        return bytes(opener.decompress(packed, max_output_size=told.content_size, allow_extra_data=False))
    except zstandard.ZstdError as error:
        raise damaged("compressed") from error
