"""Putting another desk file in the place of the present one: at every moment a whole one is there."""

from __future__ import annotations

from pathlib import Path

from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver, placing
from dialogue_desk.storage.backup import flush, flush_folder
from dialogue_desk.texts import _

_LOGS = ("-wal", "-shm", "-journal")


def release(path: Path, key: bytes | None) -> None:
    """Bring the log into the file, so that it stands alone. DeskError when another program has it open.

    A log left beside another file would be played into that one.
    """
    conn = driver.connect(path, key)
    try:
        conn.execute("PRAGMA busy_timeout = 1000")
        mode = conn.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except driver.OperationalError as error:
        raise in_use() from error
    finally:
        conn.close()
    if mode != "delete":
        raise in_use()


def in_use() -> DeskError:
    """The refusal while the desk is open elsewhere."""
    return DeskError(
        _("Dữ liệu đang được mở trong một cửa sổ hoặc chương trình khác."), _("Đóng nơi ấy rồi làm lại."), "locked"
    )


def put(part: Path, path: Path) -> None:
    """Move the finished `part` to `path` in one step."""
    flush(part)
    placing.put(part, path)
    flush_folder(path.parent)


def drop_logs(path: Path) -> None:
    """Remove the logs of a file that cannot be read any more (copies are kept by the caller)."""
    for ending in _LOGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def with_logs(path: Path) -> list[Path]:
    """The file and those of its logs that exist."""
    return [p for p in (path, *(path.with_name(path.name + e) for e in _LOGS)) if p.exists()]
