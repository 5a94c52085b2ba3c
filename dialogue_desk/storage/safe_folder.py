"""Is a folder a safe home for the live desk file?

A desk file with a write-ahead log must lie on a fixed disk of this machine:
on a share or a stick it may be torn, and a cloud client may replace it while
it is open.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path, PurePath

from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import placing
from dialogue_desk.texts import N_, _, either

NETWORK = N_("ổ mạng")
REMOVABLE = N_("ổ tháo rời (USB, thẻ nhớ)")
CLOUD = N_("thư mục được đồng bộ lên mạng")

DEEPEST = len("/backups/salvaged-20260101-010101.db.part-journal") + 8
"""Letters that the longest name of ours adds to the path of a data folder, with some to spare."""

_NETWORK_TYPES = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2",
    "fuse.gvfsd-fuse", "fuse.google-drive-ocamlfuse", "fuse.onedriver", "fuse.s3fs", "ceph", "glusterfs",
}  # fmt: skip
_REMOVABLE_TYPES = {"vfat", "exfat", "msdos", "iso9660", "udf"}
_REMOVABLE_ROOTS = ("/media/", "/run/media/")
_CLOUD_NAMES = (
    "onedrive", "google drive", "googledrive", "my drive", "drive cua toi", "dropbox", "icloud drive", "iclouddrive",
    "mobile documents", "nextcloud", "owncloud", "pcloud drive", "pclouddrive", "megasync", "box sync", "yandex.disk",
)  # fmt: skip


def trouble(folder: Path, mounts: str | None = None) -> str:
    """Why `folder` cannot hold the live file (a label to translate); "" when it can.

    `mounts` is the text of /proc/mounts, given by tests.
    """
    path = folder.absolute()
    if _is_synchronised(path):
        return CLOUD
    return _windows_trouble(path) or _unix_trouble(path.resolve(), mounts)


def refuse_unsafe(folder: Path, better: Path) -> None:
    """DeskError when `folder` cannot hold the live file; the hint names `better`."""
    placing.refuse_length(folder, DEEPEST)
    found = trouble(folder)
    if found:
        raise DeskError(
            _("Thư mục {folder} nằm trên {kind}, dữ liệu đang dùng ở đó dễ hỏng.").format(folder=folder, kind=_(found)),
            either(
                _("Chuyển cả thư mục vào ổ đĩa của máy này, ví dụ {better}; ổ ấy vẫn dùng để sao lưu."),
                _("Chuyển cả thư mục vào ổ đĩa của máy này, ví dụ {better} (lệnh move); ổ ấy vẫn dùng để sao lưu."),
            )
            .format(better=better),
            "unsafe_place",
        )  # fmt: skip


def _is_synchronised(path: Path) -> bool:
    for name in map(fold, path.parts):
        if any(name == cloud or name.startswith((f"{cloud} ", f"{cloud}-")) for cloud in _CLOUD_NAMES):
            return True
    roots = [os.environ.get(name, "") for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")]
    return any(root and path.is_relative_to(root) for root in roots)


def _unix_trouble(path: Path, mounts: str | None) -> str:
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    device, point, kind = _mount_of(path, mounts)
    if kind in _NETWORK_TYPES or device.startswith("//"):
        return NETWORK
    if kind in _REMOVABLE_TYPES or f"{point}/".startswith(_REMOVABLE_ROOTS) or _says_removable(device):
        return REMOVABLE
    return ""


def _mount_of(path: Path, mounts: str) -> tuple[str, str, str]:
    """Device, mount point and file system type of the mount that holds `path`: the longest, then the last."""
    best = ("", "", "")
    for line in mounts.splitlines():
        cells = line.split(" ")
        if len(cells) < 3:
            continue
        point = _unescaped(cells[1])
        if path.is_relative_to(point) and len(point) >= len(best[1]):
            best = (_unescaped(cells[0]), point, cells[2])
    return best


def _unescaped(text: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


def _says_removable(device: str) -> bool:
    """Whether the kernel calls the disk of a device removable."""
    name = Path(device).name.rstrip("0123456789")
    try:
        return Path(f"/sys/block/{name}/removable").read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def _windows_trouble(path: Path) -> str:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 only Windows has windll

        return of_drive(path, ctypes.windll.kernel32.GetDriveTypeW)
    return ""


def of_drive(path: PurePath, kind_of: Callable[[str], int]) -> str:
    """What Windows says of the disk a path lies on; a server's share is one also while nobody answers there."""
    drive = path.drive.replace("/", "\\").upper()
    if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")):
        return NETWORK
    if drive.startswith("\\\\?\\UNC\\"):
        return NETWORK
    return {2: REMOVABLE, 4: NETWORK}.get(kind_of(path.anchor), "")
