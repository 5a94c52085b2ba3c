"""The bin: records go there with what hangs on them, and come back with it."""

from __future__ import annotations

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.refusals import refuse_personal
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.records import DELETED, Record
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import operations
from dialogue_desk.storage.saving import Saver
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

Key = tuple[str, str, str]
"""Form, unit and id of a record."""

CHILDREN = {"opinion": ("source", True), "action": ("opinion", False), "attachment": ("parent", True)}
"""Forms whose records hang on others: how their fields that name them begin, and whether they name a form."""

TOGETHER = 60_000_000
"""µs between two deletes of one desk that count as one where no operation tells (older than 90 days, or elsewhere)."""


@tells_trouble
class Bin:
    """Each method is one operation that can be taken back whole."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    def put(self, form_key: str, record_id: str, unit: str = "") -> list[Key]:
        """Move a record, and the opinions raised there, into the bin; what went there. See `Records.delete`."""
        form = self._records.form(form_key)
        refuse_personal(form)
        record = self._records.need(form_key, record_id, unit)
        opinions = self._opinions_of(record) if form_key != "opinion" else []
        if not opinions:
            self._records.delete(form_key, record_id, record.unit)
            return [(form_key, record.unit, record_id)]
        if record.is_deleted:
            raise DeskError(_("Bản ghi này đã ở trong thùng rác."), _("Không cần làm gì thêm."), "deleted")
        self._records.check_may_write(record.unit)
        with self._records.writing("delete") as saver:
            steps = [self._move(saver, one, delete=True) for one in (*opinions, record)]
        self._records.done(steps, "edit")
        return [(step.form, step.unit, step.id) for step in steps]

    def with_it(self, form_key: str, record_id: str, unit: str = "") -> list[Key]:
        """What went into the bin together with a record and hangs on it: it comes back with it."""
        record = self._records.need(form_key, record_id, unit)
        return [key for key in self._children(record) if self._went_together(record, key)]

    def bring_back(self, form_key: str, record_id: str, unit: str = "") -> list[Key]:
        """Take a record out of the bin, with what went there with it; what came back, itself last."""
        record = self._records.need(form_key, record_id, unit)
        refuse_personal(self._records.form(form_key))
        if not record.is_deleted:
            raise DeskError(_("Bản ghi này không ở trong thùng rác."), _("Không cần làm gì thêm."), "not_deleted")
        self._records.check_may_write(record.unit)
        found = [self._records.need(form, one, owner) for form, owner, one in self.with_it(form_key, record_id, unit)]
        with self._records.writing("restore") as saver:
            steps = [self._move(saver, one, delete=False) for one in (*found, record)]
        self._records.done(steps, "undo")
        return [(step.form, step.unit, step.id) for step in steps]

    # -- inside -------------------------------------------------------------------

    def _move(self, saver: Saver, record: Record, *, delete: bool) -> Step:
        """A record and its personal fields into the bin, or out of it."""
        form = self._records.form(record.form)
        for part in (form, form.sibling):
            held = self._store.get(part.key, record.unit, record.id) if part is not None else None
            if part is not None and held is not None and held.is_deleted != delete:
                decided = () if delete else (DELETED,)
                saver.save(part, record.unit, record.id, held.values, delete=delete, decided=decided)
        return Step(record.form, record.unit, record.id, record.rev, record.personal_rev)

    def _opinions_of(self, record: Record) -> list[Record]:
        named = self._store.children("opinion", "source_id", record.id)
        found = [self._records.need("opinion", one, owner) for one, owner in named]
        told = record.form, record.unit
        mine = [one for one in found if (one.values.get("source_form"), one.values.get("source_unit")) == told]
        return [one for one in mine if one.unit == record.unit]

    def _children(self, record: Record) -> list[Key]:
        """What hangs on a record and is in the bin."""
        found: list[Key] = []
        for form, (prefix, has_form) in CHILDREN.items():
            if not has_form and record.form != "opinion":
                continue
            named, given = (f' AND "{prefix}_form" = ?', (record.form,)) if has_form else ("", ())
            sql = (
                f'SELECT unit, id FROM "{form}"'
                f' WHERE is_deleted = 1 AND "{prefix}_id" = ? AND "{prefix}_unit" = ?{named} ORDER BY id'
            )
            rows = self._store.conn.execute(sql, (record.id, record.unit, *given))
            found += [(form, owner, one) for owner, one in rows]
        return found

    def _went_together(self, record: Record, child: Key) -> bool:
        """Whether one operation put both into the bin; where none tells, whether one desk did within a minute."""
        told = [self._deleted_by(key) for key in ((record.form, record.unit, record.id), child)]
        (rid, de, hlc), (other, other_de, other_hlc) = told
        mates = operations.made_with(self._store, rid)
        if mates is not None:
            return child in mates
        return other != rid and de.split("/")[0] == other_de.split("/")[0] and abs(hlc - other_hlc) <= TOGETHER

    def _deleted_by(self, key: Key) -> tuple[int, str, int]:
        """Row id of a record, and the series and clock of its last save."""
        rid, de, hlc = self._store.conn.execute(
            f'SELECT rid, de, hlc FROM "{key[0]}" WHERE unit = ? AND id = ?', key[1:]
        ).fetchone()
        return int(rid), str(de), int(hlc)
