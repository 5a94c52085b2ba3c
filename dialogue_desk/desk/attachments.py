"""Use cases over attached files: attach, withdraw, take out again."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import blobs
from dialogue_desk.storage.driver import os_trouble
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 20 << 20
MOST_PHOTO_BYTES = 50 << 20
MOST_PIXELS = 64_000_000
MOST_UNPACKED = 200 << 20
"""Bytes a photo or an office file may come to when it is unpacked."""
MOST_PARTS = 10_000
_MOST_DIRECTORY = 4 << 20
_DEEP = {"1": 1, "L": 1, "P": 1, "LA": 4, "PA": 4, "I;16": 2, "I;16B": 2}
"""Bytes a pixel takes in memory, by what the picture is; every other kind takes four."""
PHOTO_SIDE = 2000
"""Longer side of a stored photo, in pixels (records.md)."""

_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG"}


@tells_trouble
class Attachments:
    """Files beside records. The content is stored once; its name is personal and stays at the unit."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    def attach(self, form_key: str, record_id: str, file: Path, unit: str = "") -> Record:
        """Attach a file to a record; photos are scaled down and lose what the camera wrote into them.

        DeskError for a kind that is not allowed, too large a file, or a record in the bin.
        """
        parent = self._records.need(form_key, record_id, unit)
        if parent.is_deleted or form_key == "attachment":
            raise DeskError(
                _("Không đính kèm được vào bản ghi này."), _("Chọn một bản ghi không ở trong thùng rác."), "no_parent"
            )
        content, mime = read(file)
        may_write = parent.unit == self._store.unit or self._records.writes_for(parent.unit)
        form = self._records.form("attachment")
        with self._records.writing() as saver:
            values: Values = {
                "parent_form": form_key,
                "parent_unit": parent.unit,
                "parent_id": parent.id,
                "file_name": normalise(file.name),
                "mime": mime,
                "size": len(content),
                "sha256": blobs.put(self._store, content),
            }
            step = self._records.put(saver, form, values, "", parent.unit if may_write else self._store.unit)
        assert step is not None
        self._records.done((step,), "edit")
        return self._records.need("attachment", step.id, step.unit)

    def withdraw(self, attachment_id: str) -> Record:
        """Take the content away and leave the line; every copy of the same content that nobody else names goes."""
        record = self._records.need("attachment", attachment_id)
        if record.values.get("sha256") is None:
            raise DeskError(_("Tệp này đã được rút."), _("Không cần làm gì thêm."), "withdrawn")
        if record.is_deleted:
            raise DeskError(_("Bản ghi này đang ở trong thùng rác."), _("Đưa nó trở lại rồi rút tệp."), "deleted")
        form = self._records.form("attachment")
        with self._records.writing("withdraw") as saver:
            step = self._records.put(
                saver, form, {"sha256": None}, attachment_id, record.unit, record.rev, record.personal_rev
            )
            blobs.sweep(self._store)
        self._records.done((step,) if step else (), "edit")
        return self._records.need("attachment", attachment_id, record.unit)

    def of(self, form_key: str, unit: str, record_id: str) -> list[Record]:
        """The attachments of a record, oldest first."""
        found = []
        for attachment_id, owner in self._store.children("attachment", "parent_id", record_id):
            record = self._records.need("attachment", attachment_id, owner)
            if (record.values["parent_form"], record.values["parent_unit"]) == (form_key, unit):
                found.append(record)
        return found

    def content(self, attachment_id: str) -> bytes:
        """What is in the file. DeskError when it was withdrawn or never came here."""
        record = self._records.need("attachment", attachment_id)
        digest = record.values.get("sha256")
        content = blobs.get(self._store, str(digest)) if digest else None
        if content is None:
            raise DeskError(
                _("Nội dung tệp này không có ở đây: đã được rút hoặc chưa được gửi kèm."),
                _("Hỏi nơi đã đính kèm tệp."),
                "no_content",
            )
        return content


def read(file: Path) -> tuple[bytes, str]:
    """The content to store of a file and its kind, judged by its bytes and not by its name."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # reading a pipe would wait for ever
            raise DeskError(
                _("{file} không phải một tệp thường.").format(file=file.name), _("Chọn một tệp khác."), "no_file"
            )
        if file.stat().st_size > MOST_PHOTO_BYTES:
            raise _too_large(file)
        content = file.read_bytes()
    except OSError as error:
        raise os_trouble(error) from error
    mime = kind_of(content)
    if not mime:
        raise DeskError(
            _("{file} không thuộc loại tệp được đính kèm.").format(file=file.name),
            _("Dùng PDF, ảnh JPG hoặc PNG, văn bản DOCX, bảng tính XLSX không có macro."),
            "file_kind",
        )
    if mime in _PHOTOS:
        content = _scaled(file, content, _PHOTOS[mime])
    if len(content) > MOST_BYTES:
        raise _too_large(file)
    return content, mime


def kind_of(content: bytes) -> str:
    """The MIME type of an allowed content, "" for every other."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"PK\x03\x04"):
        try:
            if not _has_small_directory(content):
                return ""
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                names = set(parts.namelist())
                if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                    raise DeskError(
                        _("Tệp mở ra lớn hơn {most} MB.").format(most=MOST_UNPACKED >> 20),
                        _("Chia nhỏ hoặc giảm chất lượng tệp rồi đính kèm lại."),
                        "too_large",
                    )
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return ""
        if "[Content_Types].xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
            return next((mime for part, mime in _OFFICE.items() if part in names), "")
    return ""


def _has_small_directory(content: bytes) -> bool:
    """Whether the list of parts at the end of a zip file is short: a long one takes much memory to read."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - (1 << 16) - 22))
    if end < 0 or content[end - 20 : end - 16] == b"PK\x06\x07":  # what needs 64 bits is no letter of ours
        return False
    parts, size = int.from_bytes(content[end + 10 : end + 12], "little"), content[end + 12 : end + 16]
    return parts <= MOST_PARTS and int.from_bytes(size, "little") <= _MOST_DIRECTORY


def _too_large(file: Path) -> DeskError:
    return DeskError(
        _("{file} quá lớn: nhiều nhất {most} MB.").format(file=file.name, most=MOST_BYTES >> 20),
        _("Chia nhỏ hoặc giảm chất lượng tệp rồi đính kèm lại."),
        "too_large",
    )


def _scaled(file: Path, content: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 only photos need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as photo:
                pixels = photo.width * photo.height
                if pixels > MOST_PIXELS or (kind == "PNG" and pixels * _DEEP.get(photo.mode, 4) > MOST_UNPACKED):
                    raise _too_large(file)
                # A JPEG is unpacked at the size it is wanted in; what is turned is the small picture.
                photo.draft(None, (PHOTO_SIDE, PHOTO_SIDE))
                photo.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
                return _written(ImageOps.exif_transpose(photo), kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise DeskError(
            _("Ảnh {file} không đọc được.").format(file=file.name),
            _("Chụp hoặc lưu lại ảnh rồi đính kèm."),
            "bad_photo",
        ) from error


def _written(photo: Image.Image, kind: str) -> bytes:
    """The pixels alone: place, time and camera of a photo are personal data."""
    plain = photo.convert("RGB") if kind == "JPEG" and photo.mode not in ("RGB", "L") else photo.copy()
    plain.info.clear()
    out = io.BytesIO()
    if kind == "JPEG":
        plain.save(out, kind, quality=85)
    else:
        plain.save(out, kind)
    return out.getvalue()
