"""The key of a locked desk: a random data key, wrapped in slots of a small file beside the desk file.

A slot is opened by a passphrase or by the printed recovery code; both go
through Argon2id, so a stolen file costs much per guess. Changing the
passphrase rewrites this file only. See shared/design/exchange.md, "Storage and keys".
"""

from __future__ import annotations

from pathlib import Path

PLAIN_HEADER = b"SQLite format 3\x00"


def side_file(path: Path) -> Path:
    """The key file that belongs to a desk file or to a backup."""
    return path.with_suffix(".key")


def is_encrypted(path: Path) -> bool:
    """Whether a file has content that is not a plain SQLite file, and a key file beside it."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    return len(head) == 16 and head != PLAIN_HEADER and side_file(path).exists()


def key_for(path: Path, passphrase: str | None) -> bytes | None:
    """The data key of a desk file."""
    return None
