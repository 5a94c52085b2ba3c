"""The shipped list of every unit of Việt Nam, what of it a desk keeps, and lists a person brings as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.units import LISTS, MOST_NAMED, UNITS_VERSION, Unit, UnitTree, read_units
from dialogue_desk.errors import DeskError
from dialogue_desk.paths import resource
from dialogue_desk.storage import follow, unit_changes
from dialogue_desk.storage.driver import os_trouble, transaction
from dialogue_desk.storage.schema import PETITIONS_STALE
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

SHIPPED = "vietnam.csv.xz"
TODAY = "2025"
"""The list whose units exist today."""


@cache
def national() -> UnitTree:
    """Every unit of Việt Nam from 10/4/2023 on; the list of 2023 stands for the years before it too.

    Read once, in about a tenth of a second: only who chooses a unit needs it.
    """
    import csv  # noqa: PLC0415 a window that opens a desk reads no list
    import io  # noqa: PLC0415
    import lzma  # noqa: PLC0415

    text = lzma.decompress(resource("units", SHIPPED).read_bytes()).decode("utf-8")
    sources: list[str] = []
    units: list[Unit] = []
    for row in csv.reader(io.StringIO(text)):
        if len(row) > 2 and row[0] != "key":
            units.append(Unit(*(*row[:9], sources[int(row[9])], row[10])))
        elif row[0] == "source":
            sources.append(row[1])
    return UnitTree(units)


def version_of_file() -> str:
    """The version the shipped file names in its first line."""
    import lzma  # noqa: PLC0415

    first = lzma.decompress(resource("units", SHIPPED).read_bytes()).split(b"\n", 1)[0]
    return first.decode("utf-8").partition(",")[2]


def find(unit: str, units: str, today: str) -> tuple[Unit, str, list[Unit]]:
    """The unit a person means by key, code or name, the name of its list, and every unit its desk shall know.

    `units`: "2023", "2025" or the path of a CSV; "" takes a unit that exists today. DeskError for one that is no
    more says what it became.
    """
    if units and units not in LISTS:
        known = units_from_file(Path(units))
        return UnitTree(known).resolve(unit, today), units, known
    tree = national()
    own = tree.resolve(unit, today, units)
    if not own.is_of(units or TODAY) or (not units and not own.is_valid(today)):
        raise _not_listed(tree, own, units, today)
    return own, units or TODAY, around(tree, own.key)


def _not_listed(tree: UnitTree, unit: Unit, units: str, today: str) -> DeskError:
    """Nobody makes a desk of a dissolved unit by mistake, nor of one that had not begun."""
    if not unit.valid_to or unit.valid_to >= today:
        return DeskError(
            _("{unit} không có trong danh sách đơn vị {year}.").format(unit=unit.name, year=units),
            either(_("Chọn đơn vị trong danh sách ấy."), _("Bỏ --units, hoặc chọn đơn vị trong danh sách ấy.")),
            "not_listed",
        )
    heirs = tree.heirs_on(unit.key, today) or _of_communes(tree, unit, today)
    named = ", ".join(_("{unit} (mã {code})").format(unit=u.name, code=u.code) for u in heirs[:MOST_NAMED])
    named += ", …" if len(heirs) > MOST_NAMED else ""
    until = document_date(unit.valid_to)
    if heirs:
        told = _("{unit} chỉ có đến {day}, nay là {heirs}.").format(unit=unit.name, day=until, heirs=named)
    else:
        told = _("{unit} chỉ có đến {day}.").format(unit=unit.name, day=until)
    return DeskError(
        told,
        either(
            _("Chọn đơn vị hiện nay; sổ cũ của đơn vị ấy thì chọn danh sách năm 2023."),
            _("Dùng mã của đơn vị hiện nay; sổ cũ của đơn vị ấy thì thêm --units 2023."),
        ),
        "not_listed",
    )


def _of_communes(tree: UnitTree, unit: Unit, today: str) -> list[Unit]:
    """What the communes of a dissolved unit have become: a district itself became nothing."""
    olds = [u for u in tree.subtree(unit.key) if u.level == "commune"]
    return list({heir.key: heir for old in olds for heir in tree.heirs_on(old.key, today)}.values())


def around(tree: UnitTree, key: str) -> list[Unit]:
    """What a desk of a unit keeps: its province with all below at any time, and what that came from or became."""
    top = tree.top(key)
    tops = {top.key} if top is not None else set[str]()
    while True:
        grown = (
            tops
            | {h for t in tops for h in tree[t].heirs}
            | {u.key for t in tops for u in tree.predecessors.get(t, ())}
        )
        if grown == tops:
            break
        tops = grown
    return [u for u in tree.units.values() if (found := tree.top(u.key)) is not None and found.key in tops]


def shipped_units(year: str, within: str = "31") -> list[Unit]:
    """The units of a shipped list in a province (Hải Phòng): 2023, all that existed up to 30/6/2025, or 2025."""
    return [u for u in around(national(), within) if u.is_of(year)]


def take_in(store: Store, *, anew: bool = False) -> None:
    """Bring a desk's units up to the shipped list; `anew` also where that was done. A person's own list stays."""
    if store.meta("unit_list") not in LISTS or (store.meta("units_version") >= UNITS_VERSION and not anew):
        return
    tree = national()
    if store.unit in tree:
        store.add_units([u for u in around(tree, store.unit) if store.units.units.get(u.key) != u])
        unit_changes.again(store)
        store.set_meta(PETITIONS_STALE, "yes")  # who stands above whom decides about steps of other units
    store.set_meta("units_version", UNITS_VERSION)


def import_changes(store: Store, file: Path, version: str, today: str) -> int:
    """Take the changes of a CSV in, to be sent down with the next return packages. DeskError for an older version."""
    if version > today:
        raise DeskError(
            _("Ngày của bản thay đổi ({day}) sau hôm nay.").format(day=document_date(version)),
            _("Ghi ngày của văn bản."),
            "future_units",
        )
    newest = unit_changes.held(store).version
    if version < newest:
        raise DeskError(
            _("Danh sách đơn vị ngày {day} cũ hơn bản đang dùng, ngày {newest}.").format(
                day=document_date(version), newest=document_date(newest)
            ),
            _("Dùng bản mới hơn, hoặc ghi đúng ngày của bản này."),
            "older_units",
        )
    units = units_from_file(file, store.units.units)
    with transaction(store.conn):
        unit_changes.take(store, version, store.unit, units)
        follow.rebuild(store)
    return len(units)


def units_from_file(path: Path, known: Mapping[str, Unit] = MappingProxyType({})) -> list[Unit]:
    """Units of a CSV file a person made, resting on those known; DeskError says what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            return read_units(source, path.name, known)
    except UnicodeDecodeError as error:
        raise DeskError(
            _("{file} không phải tệp chữ UTF-8.").format(file=path.name), _("Lưu lại thành CSV UTF-8."), "encoding"
        ) from error
    except OSError as error:
        raise os_trouble(error) from error
