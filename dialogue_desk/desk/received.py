"""What became of a file that came: merged, met before, waiting or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dialogue_desk.desk.alarms import Alarm
from dialogue_desk.desk.dry_run import Details
from dialogue_desk.desk.erasure import Erased
from dialogue_desk.desk.records import time_of
from dialogue_desk.exchange.merging import KINDS
from dialogue_desk.storage.parcels import Batch
from dialogue_desk.texts import _

MERGED, ALREADY, STATUS_WAITING, REFUSED = "merged", "already", "waiting", "refused"


@dataclass(frozen=True)
class FileResult:
    """What became of a file: `status` merged, already, waiting or refused, `code` and `message` why."""

    file: str
    status: str
    code: str = ""
    message: str = ""
    package: str = ""
    unit: str = ""
    kind: str = ""
    counts: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    at: str = ""
    check_code: str = ""
    fingerprint: str = ""
    rows: int = 0
    details: Details = field(default_factory=Details)
    """What a dry run found out, record by record."""
    erasures: tuple[Erased, ...] = ()
    """What the package erases here, and what of it waits for a person."""
    copy_of: str = ""
    """The file of the same call that was the same package."""
    alarms: tuple[Alarm, ...] = ()
    """What a person must hear of, whatever became of the file."""


def packages_in(files: Iterable[Path]) -> Iterable[Path]:
    """Files as they are; of a folder the packages in it and in the folders below, two levels deep."""
    for file in files:
        if file.is_dir():
            found = (p for level in ("*", "*/*", "*/*/*") for p in file.glob(level))
            yield from sorted(p for p in found if p.suffix.lower() == ".ddpkg" and p.is_file())
        else:
            yield file


def already(told: FileResult, held: Batch) -> FileResult:
    """A package met again: nothing is new; when it was merged."""
    records = sum(n for kind, n in held.counts.items() if kind != "quarantined")
    message = _("Đã nhận gói này lúc {at}.").format(at=time_of(held.at).strftime("%H:%M %d/%m/%Y"))
    counts = {**dict.fromkeys(KINDS, 0), "same": records}
    return replace(told, status=ALREADY, code=ALREADY, message=message, counts=counts, at=held.at)
