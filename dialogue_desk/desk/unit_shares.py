"""Use case of shares: how much of an old commune that was split each commune of today goes on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import id_of
from dialogue_desk.domain.shares import SHARE, WHOLE, Told, percent_text, read_percent, written
from dialogue_desk.domain.units import Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import reference
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


class Shared(NamedTuple):
    """An old commune that was split, what it went into, and the shares that count here; None where nobody set any."""

    unit: Unit
    heirs: tuple[Unit, ...]
    told: Told | None


@tells_trouble
class UnitShares:
    """Sets, clears and lists shares. A set of them is an entry of the lists this unit sends down."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    def every(self, unit: str = "") -> list[Shared]:
        """The split communes below a unit (default: this one), or that it got a part of, by name."""
        tree, top = self._store.units, unit or self._store.unit
        told = reference.shares(self._store)
        tops = {u.key for u in tree.subtree(top)}
        found = [
            u for u in tree.units.values()
            if u.level == "commune" and len(u.heirs) > 1 and (u.key in tops or not tops.isdisjoint(u.heirs))
        ]  # fmt: skip
        return [self._shared(u, told) for u in sorted(found, key=lambda u: (u.bare_name, u.key))]

    def _shared(self, unit: Unit, told: Mapping[str, Told]) -> Shared:
        heirs = tuple(self._store.units[key] for key in unit.heirs if key in self._store.units)
        return Shared(unit, heirs, told.get(unit.key))

    def of(self, text: str) -> Shared:
        """A split commune by key, code or name. DeskError when there is none, or there are several."""
        tree = self._store.units
        meant = tree.meant(text)
        split = [u for u in meant if u.level == "commune" and len(u.heirs) > 1]
        if len(split) == 1:
            return self._shared(split[0], reference.shares(self._store))
        if split:
            names = "; ".join(tree.told(u) for u in split[:6])
            raise DeskError(
                _("“{text}” chỉ nhiều đơn vị bị chia: {names}.").format(text=text, names=names),
                _("Ghi cả khóa, ví dụ {key}.").format(key=split[0].key),
                "ambiguous_unit",
            )
        name = meant[0].name if meant else text
        raise DeskError(
            _("{unit} không phải xã, phường cũ bị chia cho nhiều đơn vị.").format(unit=name),
            either(_("Chọn một đơn vị trong bảng."), _("Xem các đơn vị bị chia bằng lệnh units shares.")),
            "not_split",
        )

    def put(self, text: str, given: Mapping[str, str]) -> Shared:
        """Set the shares of an old commune: percentages as written, by what it went into; others get none.

        One operation. DeskError when they do not make 100, or name another unit.
        """
        old = self.of(text)
        parts: dict[str, int] = dict.fromkeys((u.key for u in old.heirs), 0)
        for named, percent in given.items():
            share = read_percent(percent)
            if share is None:
                raise DeskError(
                    _("“{text}” không phải tỷ lệ phần trăm.").format(text=percent),
                    _("Ghi như 60 hoặc 62,5 (nhiều nhất hai chữ số lẻ)."),
                    "bad_share",
                )
            parts[self._heir(old, named)] += share
        if sum(parts.values()) != WHOLE:
            raise DeskError(
                _("Các tỷ lệ của {unit} cộng lại là {total}, phải đúng 100.").format(
                    unit=old.unit.name, total=percent_text(sum(parts.values()))
                ),
                _("Sửa tỷ lệ của từng đơn vị mới rồi lưu lại."),
                "bad_share",
            )
        values: dict[str, Value] = {"kind": SHARE, "name": old.unit.key, "value": written(parts)}
        self._records.save("reference", values)
        return self.of(old.unit.key)

    def _heir(self, old: Shared, named: str) -> str:
        meant = {u.key for u in self._store.units.meant(named)} & {u.key for u in old.heirs}
        if len(meant) == 1:
            return meant.pop()
        names = ", ".join(f"{u.name} ({u.key})" for u in old.heirs)
        raise DeskError(
            _("“{text}” không phải đơn vị mới của {unit}.").format(text=named, unit=old.unit.name),
            _("Ghi một trong các đơn vị: {names}.").format(names=names),
            "not_heir",
        )

    def clear(self, text: str) -> Shared:
        """Take the shares this unit set back: the old commune stands apart again. DeskError where it set none."""
        old = self.of(text)
        form, unit = self._records.form("reference"), self._store.unit
        record = self._store.get("reference", unit, id_of(form, unit, {"kind": SHARE, "name": old.unit.key}))
        if record is None or record.is_deleted:
            raise DeskError(
                _("Đơn vị này chưa đặt tỷ lệ nào cho {unit}.").format(unit=old.unit.name),
                _("Không cần làm gì thêm."),
                "no_share",
            )
        self._records.delete("reference", record.id, unit)
        return self.of(old.unit.key)
