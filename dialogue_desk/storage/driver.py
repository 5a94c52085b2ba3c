"""SQLite through sqlcipher3: connections, exceptions, transactions.

Without a key the file is an ordinary SQLite file. Everything else takes the
driver and its exceptions from here, never from `sqlite3`.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
import sqlcipher3.dbapi2 as dbapi

from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.storage import private
from dialogue_desk.storage.placing import HeldError
from dialogue_desk.texts import _, either

if TYPE_CHECKING:
    import sqlite_utils

# sqlite-utils prefers a module called pysqlite3 and catches its exceptions:
# these two lines make it work on this driver. They must precede its import.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi

# Without an adapter the driver looks for one in vain each time: a row of forty
# columns, most of them unknown, costs seven times as much to bind.
dbapi.register_adapter(type(None), lambda value: value)
dbapi.register_adapter(bool, int)

Connection = dbapi.Connection
Error = dbapi.Error
DatabaseError = dbapi.DatabaseError
OperationalError = dbapi.OperationalError
IntegrityError = dbapi.IntegrityError

APPLICATION_ID = 0x42444F49
"""Marks our files in the SQLite header ("BDOI")."""


def connect(path: Path, key: bytes | None = None, *, read_only: bool = False, is_full: bool = False) -> Any:
    """Open a database file with the pragmas every connection of ours has.

    `key` is the 32-byte data key of an encrypted desk, None for a plain file. `is_full`: to read only, on a disk
    on which not even the log's index finds room.
    """
    mode = "ro" if read_only else "rwc"
    wal = path.with_name(f"{path.name}-wal")
    is_alone = is_full and wal.exists() and wal.stat().st_size > 0
    if is_full and not is_alone:
        mode = "ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    conn = dbapi.connect(uri, uri=True, isolation_level=None, cached_statements=400)
    conn.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        if is_alone:  # whoever has the file alone keeps the log's index in memory
            conn.execute("PRAGMA locking_mode = EXCLUSIVE")
        for pragma in (
            "foreign_keys = ON",
            "synchronous = FULL",
            "temp_store = MEMORY",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            f"busy_timeout = {PATIENCE}",
            "mmap_size = 0",
            "cache_size = -16000",
            "recursive_triggers = ON",
        ):
            conn.execute(f"PRAGMA {pragma}")
    except dbapi.Error:
        conn.close()  # else it stands in the way of who tries otherwise
        raise
    except UnicodeDecodeError as error:
        conn.close()
        # SQLite quotes the damaged part of the schema, and the driver cannot read the quotation.
        raise dbapi.DatabaseError("malformed database schema") from error
    return conn


def database(conn: Any) -> sqlite_utils.Database:
    """The connection as sqlite-utils sees it; imported late because it brings numpy."""
    import sqlite_utils

    return sqlite_utils.Database(conn)


PATIENCE = 5000
"""Milliseconds a write waits for another one, unless told otherwise."""


@contextlib.contextmanager
def patience(conn: Any, milliseconds: int | None) -> Iterator[None]:
    """Wait less, or not at all, for who is writing; None: as this connection does."""
    if milliseconds is None:
        yield
        return
    usual = conn.execute("PRAGMA busy_timeout").fetchone()[0]
    conn.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield
    finally:
        conn.execute(f"PRAGMA busy_timeout = {usual}")


@contextlib.contextmanager
def transaction(conn: Any) -> Iterator[None]:
    """All or nothing. BEGIN IMMEDIATE, so that a second writer waits instead of failing half way.

    On a full disk SQLite has already rolled back; a blind ROLLBACK would hide that.
    """
    if conn.in_transaction:
        yield
        return
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def savepoint(conn: Any) -> Iterator[None]:
    """All or nothing for one row inside a larger transaction."""
    conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if conn.in_transaction:  # on a full disk SQLite has taken all of it back already
            conn.execute("ROLLBACK TO part")
            conn.execute("RELEASE part")
        raise
    conn.execute("RELEASE part")


def rewrite(path: Path, key: bytes | None, new_key: bytes | None, target: Path) -> None:
    """Write the content of the desk file at `path` into a new file locked with `new_key` (None: plain)."""
    private.new_file(target)
    conn = connect(path, key)
    try:
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        conn.execute("ATTACH DATABASE ? AS rewritten KEY ?", (str(target.absolute()), _spelled(new_key)))
        conn.execute("SELECT sqlcipher_export('rewritten')").fetchall()
        conn.execute(f"PRAGMA rewritten.user_version = {version}")
        conn.execute(f"PRAGMA rewritten.application_id = {APPLICATION_ID}")
        conn.execute("DETACH DATABASE rewritten")
    finally:
        conn.close()


def opens(path: Path, key: bytes | None) -> bool:
    """Whether a key fits a file; nothing is changed."""
    with contextlib.suppress(Error, OSError):
        conn = connect(path, key, read_only=True)
        try:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return True
        finally:
            conn.close()
    return False


def _spelled(key: bytes | None) -> Any:
    return "" if key is None else f"x'{key.hex()}'"


def known_trouble(error: BaseException, path: Path | str = "") -> DeskError | None:
    """A plain sentence for trouble that is not a bug; None when it is one."""
    text = str(error).lower()
    place = str(path)
    if isinstance(error, dbapi.Error):
        if "full" in text or ("disk i/o" in text and _is_full(Path(path))):
            return DeskError(
                _("Đĩa đã đầy, chưa lưu được {place}.").format(place=place).replace(" .", "."),
                _("Giải phóng chỗ trống rồi làm lại; dữ liệu đã lưu trước đó vẫn còn."),
                "disk_full",
            )
        if "locked" in text or "busy" in text:
            return DeskError(
                _("Dữ liệu đang được việc khác ghi."),
                _("Đợi nhập tệp, nhập gói xong, hoặc đóng chương trình khác, rồi làm lại."),
                "locked",
            )
        if "readonly" in text and _is_full(Path(path)):
            return DeskError(
                _("Đĩa đã đầy, chưa lưu được {place}.").format(place=place).replace(" .", "."),
                _("Giải phóng chỗ trống rồi mở lại; dữ liệu đã lưu trước đó vẫn còn."),
                "disk_full",
            )
        if "readonly" in text or "read-only" in text or "unable to open" in text:
            return DeskError(
                _("Không ghi được vào {place}.").format(place=place or _("thư mục dữ liệu")),
                _("Kiểm tra quyền ghi của thư mục hoặc chọn thư mục khác."),
                "read_only",
            )
        # The full-text table is opened by a module of its own, which does not pass on why it could not read.
        if "disk i/o" in text or "vtable constructor failed" in text:
            return DeskError(
                _("Ổ đĩa không đọc hoặc ghi được {place}.").format(place=place or _("thư mục dữ liệu")),
                _("Kiểm tra ổ đĩa rồi làm lại; dữ liệu đã lưu trước đó vẫn còn."),
                "io",
            )
        if "not a database" in text or "malformed" in text or "hmac" in text:
            return DamagedError(
                _("Tệp dữ liệu {place} bị hỏng hoặc không phải tệp của Bàn Đối thoại.").format(place=place),
                either(_("Khôi phục từ bản sao lưu gần nhất."), _("Khôi phục từ bản sao lưu gần nhất (lệnh restore).")),
                "damaged",
            )
    if isinstance(error, OSError):
        return os_trouble(error)
    return None


def _is_full(path: Path) -> bool:
    """Whether nothing fits on the disk any more: SQLite then calls it an I/O error when its shared memory fails."""
    try:
        return shutil.disk_usage(path.parent).free < 64 * 1024
    except OSError:
        return False


_SHARED = (32, 33)
"""Windows: another program has the file open."""
_OUT_OF_REACH = (15, 21, 53, 55, 59, 64, 67, 121, 1167, 1231)
"""Windows: no such disk, not ready, a server or its share that is gone, a stick that was pulled."""


def os_trouble(error: OSError) -> DeskError:
    """A plain sentence for what the operating system refused."""
    name = str(error.filename or "")
    if error.errno == 28:
        return DeskError(
            _("Đĩa đã đầy, chưa ghi được {file}.").format(file=name).replace(" .", "."),
            _("Giải phóng chỗ trống rồi làm lại."),
            "disk_full",
        )
    if getattr(error, "winerror", None) in _OUT_OF_REACH:
        return DeskError(
            _("Không tới được ổ đĩa hoặc máy chủ của {file}.").format(file=name),
            _("Cắm lại ổ, hoặc nối lại mạng, rồi làm lại."),
            "out_of_reach",
        )
    if isinstance(error, FileNotFoundError):
        folder = Path(name).parent
        if name and not folder.is_dir():
            return DeskError(_("Không có thư mục {folder}.").format(folder=folder), _("Chọn thư mục khác."), "no_file")
        return DeskError(_("Không có tệp {file}.").format(file=name), _("Xem lại tên và chỗ để tệp."), "no_file")
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return DeskError(
            _("{file} là một tệp, không phải thư mục.").format(file=name), _("Hãy chọn một thư mục."), "no_folder"
        )
    if isinstance(error, IsADirectoryError):
        return DeskError(_("{file} là một thư mục.").format(file=name), _("Hãy chọn một tệp."), "no_file")
    if isinstance(error, HeldError) or getattr(error, "winerror", None) in _SHARED:
        return DeskError(
            _("{file} đang mở trong chương trình khác (Excel, Word, Acrobat…).").format(file=name),
            _("Đóng tệp ấy rồi làm lại, hoặc ghi ra tên khác."),
            "held",
        )
    if isinstance(error, PermissionError) or error.errno == 30:
        return DeskError(
            _("Không được phép đọc hoặc ghi {file}.").format(file=name),
            _("Kiểm tra quyền hoặc chọn chỗ khác."),
            "read_only",
        )
    return DeskError(_("Không đọc hoặc ghi được {file}.").format(file=name), _("Kiểm tra ổ đĩa rồi làm lại."), "io")
