"""Records changed on two sides at once: the queue, and a person's decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form, Value, Values
from dialogue_desk.domain.merge import Shown, group_values
from dialogue_desk.domain.records import DELETED, Candidate, Version
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.upward.office import mine_to_decide
from dialogue_desk.storage import carrying, schema
from dialogue_desk.storage.saving import Saver, shown_of, versions_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


@dataclass(frozen=True)
class Side:
    """One side of a conflict: `rev` names its versions (joined by "+"), `values` what it says."""

    rev: str
    desk: str
    by: str
    at: str
    values: Mapping[str, Value]
    clock: int = 0
    """When, for comparing sides."""


@dataclass(frozen=True)
class Conflict:
    """A record in which fields wait for a decision; `_del` among `fields`: deleted on one side."""

    form: str
    unit: str
    id: str
    fields: tuple[str, ...]
    sides: tuple[Side, ...]
    can_decide: bool


@tells_trouble
class Conflicts:
    """The queue of conflicts. Only the unit that owns a record decides."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    def count(self) -> int:
        """How many records wait."""
        return sum(carrying.conflict_count(self._store, f.key) for f in schema.all_forms(self._store.forms))

    def by_unit(self) -> dict[str, int]:
        """How many records that wait this desk may decide, by the unit directly below (or this one) they belong to."""
        return mine_to_decide(self._store)

    def listed(self) -> list[Conflict]:
        """Every record that waits, by form, unit and id."""
        found = []
        for form in schema.all_forms(self._store.forms):
            for unit, record_id in carrying.conflict_keys(self._store, form.key):
                found.append(self._conflict(form, unit, record_id))
        return found

    def get(self, form_key: str, record_id: str, unit: str = "") -> Conflict:
        """The conflict of one record; DeskError when it has none."""
        form = self._store.form(form_key)
        for owner in [unit] if unit else self._store.units_of(form_key, record_id):
            record = self._store.get(form_key, owner, record_id)
            if record is not None and record.conflicts:
                return self._conflict(form, owner, record_id)
        raise DeskError(
            _("Bản ghi {id} không có gì phải quyết định.").format(id=record_id),
            either(_("Xem mục Hai máy sửa khác nhau ở Gửi, nhận số liệu."), _("Xem danh sách bằng lệnh conflicts.")),
            "no_conflict",
        )

    def _shown(self, form: Form, unit: str, record_id: str) -> Shown:
        shown = shown_of(self._store, form, unit, record_id)
        assert shown is not None
        return shown

    def _conflict(self, form: Form, unit: str, record_id: str) -> Conflict:
        shown = self._shown(form, unit, record_id)
        fields = tuple(name for group in shown.conflicts for name in group_values(form, shown.heads[0], group))
        sides: dict[str, tuple[Values, list[Version]]] = {}
        for version in self._versions(form, unit, record_id, shown):
            values = {k: v for g in shown.conflicts for k, v in self._values_at(form, shown, g, version).items()}
            sides.setdefault(repr(sorted(values.items())), (values, []))[1].append(version)
        told = [self._side(values, versions) for values, versions in sides.values()]
        own = unit == self._store.unit or self._records.writes_for(unit)
        return Conflict(form.key, unit, record_id, fields, tuple(sorted(told, key=lambda s: s.rev)), own)

    def _versions(self, form: Form, unit: str, record_id: str, shown: Shown) -> list[Version]:
        """The versions a person may choose between: those whose saves are live, else the heads that carry them."""
        held = versions_of(self._store, form, unit, record_id)
        live = {c.stamp for g in shown.conflicts for c in shown.candidates[g]}
        found = {v.hash: v for v in held if v.stamp in live}
        missing = live - {v.stamp for v in found.values()}
        for head in shown.heads:
            if any(c.stamp in missing for g in shown.conflicts for c in head.groups.get(g, ())):
                found[head.hash] = head
        return list(found.values())

    @staticmethod
    def _values_at(form: Form, shown: Shown, group: str, version: Version) -> Mapping[str, Value]:
        """What a version says for a group: its own live candidate, or what it read there."""
        own: Candidate | None = next((c for c in shown.candidates[group] if c.stamp == version.stamp), None)
        return dict(own.values or {}) if own else group_values(form, version, group)

    @staticmethod
    def _side(values: Values, versions: list[Version]) -> Side:
        last = max(versions, key=lambda v: v.stamp)
        rev = "+".join(sorted(v.hash for v in versions))
        desk = last.stamp.de.split("/")[0]
        return Side(rev, desk, str(last.body.get("by", "")), str(last.body.get("at", "")), values, last.stamp.hlc)

    # -- deciding ------------------------------------------------------------------------

    def resolve(
        self,
        form_key: str,
        record_id: str,
        take: str = "",
        fields: Mapping[str, str] | None = None,
        unit: str = "",
    ) -> list[str]:
        """Decide whole (`take` a side's rev) or by field, each with its whole group; what stays undecided.

        The decision is a version that has seen every side.
        """
        conflict = self.get(form_key, record_id, unit)
        form = self._store.form(form_key)
        self._records.check_may_write(conflict.unit)
        shown = self._shown(form, conflict.unit, record_id)
        chosen = self._chosen(form, conflict, shown, take, fields or {})
        with self._records.writing("conflict") as saver:
            step = self._decide(saver, conflict, shown, chosen)
        self._records.done((step,), "edit")
        after = self._store.get(form_key, conflict.unit, record_id)
        return list(after.conflicts) if after else []

    def resolve_all(self, desk: str = "", units: Collection[str] = ()) -> int:
        """Decide every record this unit owns at once (of `units` when given); how many.

        Each takes the side that a machine wrote (`desk`: its id), where it has
        one; without `desk` the side of the newest save, which shows already.
        """
        steps = []
        with self._records.writing("conflict") as saver:
            for conflict in self.listed():
                side = self._side_by(conflict, desk)
                if not conflict.can_decide or side is None or (units and conflict.unit not in units):
                    continue
                shown = self._shown(self._store.form(conflict.form), conflict.unit, conflict.id)
                steps.append(self._decide(saver, conflict, shown, dict.fromkeys(shown.conflicts, side)))
        self._records.done(steps, "edit")
        return len(steps)

    @staticmethod
    def _side_by(conflict: Conflict, desk: str) -> Side | None:
        """The side a machine wrote, or the newest."""
        fitting = [side for side in conflict.sides if not desk or side.desk == desk]
        return max(fitting, key=lambda side: side.clock, default=None)

    def _decide(self, saver: Saver, conflict: Conflict, shown: Shown, chosen: Mapping[str, Side]) -> Step:
        """Write a decision, group by group; what it replaced."""
        form, unit, record_id = self._store.form(conflict.form), conflict.unit, conflict.id
        values: Values = dict(shown.values)
        delete = False
        for group, side in chosen.items():
            if group == DELETED:
                delete = bool(side.values.get(DELETED))
            else:
                values |= {k: v for k, v in side.values.items() if k in group_values(form, shown.heads[0], group)}
        base = self._store.form(form.key.removesuffix(PERSONAL_SUFFIX))
        before = [self._store.get(part.key, unit, record_id) if part else None for part in (base, base.sibling)]
        own, personal = (record.rev if record else "" for record in before)
        saver.save(form, unit, record_id, values, delete=delete, decided=set(chosen), keeps_bin=True)
        return Step(base.key, unit, record_id, own, personal)

    def _chosen(
        self, form: Form, conflict: Conflict, shown: Shown, take: str, fields: Mapping[str, str]
    ) -> dict[str, Side]:
        wanted: dict[str, str] = dict.fromkeys(shown.conflicts, take) if take else {}
        for name, rev in fields.items():
            group = name if name == DELETED or name not in form.by_key else form.by_key[name].group_key
            if group not in shown.conflicts:
                raise DeskError(
                    _("Ô {field} không có gì phải quyết định.").format(field=name),
                    _("Các ô đang chờ: {fields}.").format(fields=", ".join(conflict.fields)),
                    "no_conflict",
                )
            wanted[group] = rev
        if not wanted:
            raise DeskError(
                _("Chưa chọn bản nào."),
                either(_("Chọn một bản rồi làm lại."), _("Dùng --take REV hoặc --field Ô=REV.")),
                "nothing_chosen",
            )
        return {group: self._side_of(conflict, rev) for group, rev in wanted.items()}

    @staticmethod
    def _side_of(conflict: Conflict, rev: str) -> Side:
        parts = rev.split("+")
        fitting = [
            s
            for s in conflict.sides
            if s.rev == rev or all(len(p) >= 6 and any(h.startswith(p) for h in s.rev.split("+")) for p in parts)
        ]
        if len(fitting) != 1:
            raise DeskError(
                _("Không có bản {rev} trong các bản phải chọn.").format(rev=rev[:40]),
                either(
                    _("Xem lại mục Hai máy sửa khác nhau ở Gửi, nhận số liệu."), _("Xem các bản bằng lệnh conflicts.")
                ),
                "unknown_rev",
            )
        return fitting[0]
