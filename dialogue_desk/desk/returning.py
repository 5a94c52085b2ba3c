"""Return packages for everybody who sent one: a file each, and when a disk fills, which are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from dialogue_desk.desk.trouble import explain
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver, parcels, private, registry
from dialogue_desk.storage.parcels import Sent
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


class PartlyWrittenError(DeskError):
    """A row of packages stopped half way: `written` are whole on the disk, `missing` (units) are not there."""

    def __init__(self, known: DeskError, message: str, written: Sequence[Sent], missing: Sequence[str]) -> None:
        super().__init__(message, known.hint, known.code)
        self.written = tuple(written)
        self.missing = tuple(missing)


MOST_LISTED = 12
"""Names a sentence lists; of more it says how many."""


def senders(store: Store) -> list[str]:
    """Units that sent a package here and have a machine that can read an answer."""
    units = dict.fromkeys(b.unit for b in parcels.batches(store) if b.kind == "up" and b.status == "merged")
    joined = {d.unit for d in registry.all_trusted(store)}
    return [unit for unit in units if unit in joined]


def write_all(
    store: Store,
    write: Callable[[str, Path], Sent],
    folder: Path,
    today: date,
    units: Iterable[str],
    progress: Callable[[int, str], None],
) -> list[Sent]:
    """Write (`write`: unit, file) a package for every sender, of `units` when given."""
    wanted = set(units)
    chosen = [unit for unit in senders(store) if not wanted or unit in wanted]
    if not chosen:
        raise DeskError(_("Chưa có đơn vị nào gửi gói để trả lời."), _("Nhận gói của cấp dưới trước."), "no_desk")
    try:
        private.make_folder(folder)
    except OSError as error:
        raise driver.os_trouble(error) from error
    found: list[Sent] = []
    for number, unit in enumerate(chosen):
        progress(number, store.units.name(unit))
        code = store.units[unit].code if unit in store.units else unit
        try:
            found.append(write(unit, folder / f"tra-loi-{code}-{today:%Y%m%d}.ddpkg"))
        except (DeskError, driver.Error, OSError) as error:
            known = explain(error)
            if known is None:
                raise
            if isinstance(error, driver.Error):
                store.after_trouble()
            if not found:
                raise known from error
            raise _partly(store, known, found, chosen[number:]) from error
    return found


def _partly(store: Store, known: DeskError, written: Sequence[Sent], missing: Sequence[str]) -> PartlyWrittenError:
    name = store.units.name
    told = _("Đã viết {count} gói: {written}. Chưa viết {left} gói: {missing}. {why}").format(
        count=len(written), written=_listed([name(s.unit) for s in written]), left=len(missing),
        missing=_listed([name(unit) for unit in missing]), why=known.message,
    )  # fmt: skip
    return PartlyWrittenError(known, told, written, missing)


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(names[:MOST_LISTED])
    more = len(names) - MOST_LISTED
    return _("{names} và {count} đơn vị nữa").format(names=told, count=more) if more > 0 else told
