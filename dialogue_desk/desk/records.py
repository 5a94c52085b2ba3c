"""Use cases over single records: get, save, delete, history, revert, undo, search, lists."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from dialogue_desk.desk.changes import Change, Gathered, Step
from dialogue_desk.desk.clock import time_of as time_of
from dialogue_desk.desk.clock import today as today
from dialogue_desk.desk.refusals import refuse_appended, refuse_personal, refuse_unfit_shares, require_source
from dialogue_desk.desk.rights import Rights
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.desk.writing import Writing
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Context, Form, Problem, Value, Values
from dialogue_desk.domain.records import DELETED, Record, id_of
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.storage import operations
from dialogue_desk.storage.lists import Hit, Query, Row, count, lookup_official, page, search
from dialogue_desk.storage.operations import Operation
from dialogue_desk.storage.reference import own_settings, settings_of
from dialogue_desk.storage.saving import Saver, versions_of, whole
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


class VersionInfo(NamedTuple):
    """One line of a record's history: who saved what and when; `changes` are (field, old, new)."""

    rev: str
    by: str
    at: str
    desk: str
    is_deleted: bool
    is_personal: bool
    changes: tuple[tuple[str, Value, Value], ...]


MOST_KEYS = 200
"""Of a change to more records only the forms are told."""


@tells_trouble
class Records:
    """What window and command line do to records. Every write is one transaction and one `Change`."""

    def __init__(
        self,
        store: Store,
        report: Callable[[Change], None],
        today: Callable[[], date],
        undo: Callable[[], tuple[Step, ...]] = tuple,
    ) -> None:
        self._undo = undo
        self._store, self._report, self._today = store, report, today
        self._gathered: Gathered | None = None
        self.opened_after = operations.newest_number(store)  # Ctrl+Z takes back what was done since
        self._rights = Rights(store)

    # -- reading ----------------------------------------------------------------

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form of this desk, in the order people meet them, without siblings."""
        return self._store.forms

    def form(self, key: str) -> Form:
        """The form called `key`; DeskError when there is none."""
        return self._store.form(key)

    def get(self, form_key: str, record_id: str, unit: str = "") -> Record | None:
        """A record with its personal fields, also one in the bin; None when there is none."""
        form = self.form(form_key)
        for owner in [unit] if unit else self._store.units_of(form_key, record_id):
            return whole(self._store, form, owner, record_id)
        return None

    def need(self, form_key: str, record_id: str, unit: str = "") -> Record:
        """Like `get`, but a missing record is a DeskError."""
        record = self.get(form_key, record_id, unit)
        if record is None:
            raise DeskError(
                _("Không có {form} mang mã {id}.").format(form=_(self.form(form_key).label).lower(), id=record_id),
                either(_("Tìm lại ở ô tìm kiếm (Ctrl+F)."), _("Tìm lại bằng lệnh search.")),
                "no_record",
            )
        return record

    def page(self, form_key: str, query: Query, offset: int = 0, limit: int = 100) -> list[Row]:
        """A slice of a list."""
        return page(self._store, self.form(form_key), query, offset, limit)

    def count(self, form_key: str, query: Query) -> int:
        """How many records a list has."""
        return count(self._store, self.form(form_key), query)

    def search(self, text: str, form_key: str = "", limit: int = 50) -> list[Hit]:
        """Folded search over every text; an exact accent match ranks first."""
        return search(self._store, text, self.form(form_key) if form_key else None, limit)

    def settings(self, unit: str = "") -> Values:
        """The settings a unit (default: this one) stored, declared defaults where none are: what it edits."""
        return own_settings(self._store, unit or self._store.unit)

    def settings_in_force(self, unit: str = "") -> Values:
        """The settings that count for a unit: its own, with the norms that units above sent down."""
        return settings_of(self._store, unit or self._store.unit)

    def context(self, unit: str = "") -> Context:
        """What rules may ask about a record of `unit` (default: this one)."""
        unit = unit or self._store.unit

        def find(form: str, owner: str, record_id: str) -> Mapping[str, Value] | None:
            record = self._store.get(form, owner, record_id)
            return record.values if record and not record.is_deleted else None

        def role(name: str, on: str) -> str | None:
            return lookup_official(self._store, unit, name, on)

        return Context(self._today(), unit, self._store.units.level(unit), self.settings_in_force(unit), find, role)

    def problems(self, form_key: str, values: Mapping[str, Value], unit: str = "") -> list[Problem]:
        """What speaks against a record as it is typed: the same check as on save."""
        form, context = self.form(form_key), self.context(unit)
        return checks.problems(form, checks.settled(form, values, context), context)

    # -- writing ----------------------------------------------------------------

    def save(
        self,
        form_key: str,
        values: Mapping[str, Value],
        record_id: str = "",
        unit: str = "",
        base_rev: str | None = None,
        base_personal_rev: str | None = None,
    ) -> Record:
        """Check and save a record whole; a new one without `record_id`.

        A form with a natural key finds its record by it, also in the bin.
        RecordError names the field that is wrong; StaleError when it changed meanwhile.
        """
        form = self.form(form_key)
        unit = unit or self._store.unit
        require_source(self._store, form, unit, values, record_id)
        with self.writing() as saver:
            step = self.put(saver, form, values, record_id, unit, base_rev, base_personal_rev)
        if step is not None:
            self.done((step,), "edit")
            record_id = step.id
        else:
            record_id = record_id or id_of(form, unit, values)
        return self.need(form_key, record_id, unit)

    def change(self, form_key: str, record_id: str, given: Mapping[str, Value], unit: str = "") -> Record:
        """Change some fields of a record and leave the others. DeskError for one in the bin or never changed."""
        record = self.need(form_key, record_id, unit)
        if record.is_deleted:
            raise DeskError(
                _("Bản ghi này đang ở trong thùng rác."),
                either(_("Lấy lại ở Thùng rác của danh sách."), _("Đưa nó trở lại bằng lệnh bring-back.")),
                "deleted",
            )
        refuse_appended(self.form(form_key))
        return self.save(form_key, given, record_id, record.unit, record.rev, record.personal_rev)

    def put(
        self,
        saver: Saver,
        form: Form,
        values: Mapping[str, Value],
        record_id: str,
        unit: str,
        base_rev: str | None = None,
        base_personal_rev: str | None = None,
        parallel: bool = False,
        context: Context | None = None,
        blank: Iterable[str] = (),
    ) -> Step | None:
        """Check and write one record inside the caller's transaction; None when nothing changed.

        `values` are the fields to set: those not given keep what the record has,
        or in a new record get their declared default, unless they are in `blank`.
        With `parallel`, a stale base makes a version beside the others, which
        starts from what was seen then. `context` may be given by who writes many
        records; it must be that of `unit`, and the right to write for it was checked.
        """
        if context is None:
            self.check_may_write(unit)
            context = self.context(unit)
        if not record_id and (form.natural_key or form.is_single):
            record_id = self.keyed_id(form, unit, checks.with_defaults(form, values))
        old = whole(self._store, form, unit, record_id) if record_id else None
        if old is None:
            full = checks.with_defaults(form, values) | dict.fromkeys(blank)
        elif parallel:
            full = {**_as_seen(saver, form, old, base_rev, base_personal_rev), **values}
        else:
            full = {**old.values, **values}
        full = self._checked(form, full, unit, record_id, context)
        is_fresh = not record_id
        record_id = record_id or id_of(form, unit, full)
        if old and form.is_appended and not old.is_deleted:
            if all(old.values.get(k) == full[k] for k in full):
                return None
            raise DeskError(
                _("Bước xử lý đã ghi thì không sửa."), _("Thêm một bước hủy rồi ghi bước đúng."), "appended"
            )
        changed = saver.save(form, unit, record_id, full, base_rev=base_rev, parallel=parallel, is_fresh=is_fresh)
        sibling = form.sibling
        if sibling and (
            any(full.get(f.key) is not None for f in sibling.fields)
            or (not is_fresh and self._store.get(sibling.key, unit, record_id) is not None)
        ):
            base = base_personal_rev or None
            changed = (
                saver.save(sibling, unit, record_id, full, base_rev=base, parallel=parallel, is_fresh=is_fresh)
                or changed
            )
        if not changed:
            return None
        return Step(form.key, unit, record_id, old.rev if old else "", old.personal_rev if old else "")

    def check_new(self, form: Form, values: Mapping[str, Value], record_id: str, unit: str, context: Context) -> None:
        """The checks of `put` for a new record, and nothing else; RecordError names the field that is wrong."""
        full = checks.with_defaults(form, values)
        self._checked(form, full, unit, record_id or self.keyed_id(form, unit, full), context)

    def _checked(self, form: Form, given: Mapping[str, Value], unit: str, record_id: str, context: Context) -> Values:
        """A whole record with what the form fills in; RecordError when it breaks a rule or leaves its key."""
        full = checks.settled(form, {f.key: given.get(f.key) for f in form.fields}, context)
        wrong = [p for p in checks.refusals(form, full, context) if not p.is_warning]
        if wrong:
            raise RecordError(wrong[0].text, wrong[0].field)
        refuse_unfit_shares(self._store, form, full)
        keyed = self.keyed_id(form, unit, full)
        if keyed and keyed != record_id:
            raise RecordError(
                _("Các ô làm nên khóa của bản ghi không đổi được."),
                form.natural_key[0] if form.natural_key else "",
                _("Xóa bản ghi này rồi nhập bản ghi mới."),
                "key_change",
            )
        return full

    @staticmethod
    def keyed_id(form: Form, unit: str, values: Mapping[str, Value]) -> str:
        """The id a record's natural key gives; empty for forms without one."""
        return id_of(form, unit, values) if form.natural_key or form.is_single else ""

    def check_may_write(self, unit: str) -> None:
        """DeskError when records of a unit, but for those entered for one without a desk, are read-only here."""
        self._rights.check(unit)

    def writes_for(self, unit: str) -> bool:
        """Whether this desk enters records for another unit ("nhập thay"); see `Rights`."""
        return self._rights.writes_for(unit)

    def written_for(self) -> list[str]:
        """Every other unit this desk enters records for; see `Rights`."""
        return self._rights.units()

    def has_desk(self, unit: str) -> bool:
        """Whether a unit has a trusted desk of its own."""
        return self._rights.has_desk(unit)

    def delete(self, form_key: str, record_id: str, unit: str = "") -> None:
        """Move a record, and its personal fields, to the bin."""
        record, form = self.need(form_key, record_id, unit), self.form(form_key)
        refuse_personal(form)
        if form.is_appended:
            raise DeskError(_("Bước xử lý đã ghi thì không xóa."), _("Thêm một bước hủy."), "appended")
        if record.is_deleted:
            raise DeskError(_("Bản ghi này đã ở trong thùng rác."), _("Không cần làm gì thêm."), "deleted")
        self.check_may_write(record.unit)
        with self.writing() as saver:
            saver.save(form, record.unit, record_id, record.values, delete=True)
            if form.sibling and record.personal_rev:
                saver.save(form.sibling, record.unit, record_id, record.values, delete=True)
        self.done((Step(form_key, record.unit, record_id, record.rev, record.personal_rev),), "edit")

    def history(self, form_key: str, record_id: str, unit: str = "") -> list[VersionInfo]:
        """Every version of a record and of its sibling, oldest first."""
        record = self.need(form_key, record_id, unit)
        form = self.form(form_key)
        found: list[tuple[Any, VersionInfo]] = []
        for part in (form, form.sibling):
            known: Mapping[str, Value] = {}
            for v in versions_of(self._store, part, record.unit, record_id) if part else ():
                assert part is not None
                changes = tuple(
                    (f.key, known.get(f.key), v.values.get(f.key))
                    for f in part.record_fields
                    if known.get(f.key) != v.values.get(f.key)
                )
                known = v.values
                info = VersionInfo(
                    v.hash, str(v.body.get("by", "")), str(v.body.get("at", "")), v.stamp.de.split("/")[0],
                    v.is_deleted, part.is_personal, changes,
                )  # fmt: skip
                found.append((v.stamp, info))
        return [info for _stamp, info in sorted(found, key=lambda pair: pair[0])]

    def revert(self, form_key: str, record_id: str, rev: str, unit: str = "") -> Record:
        """Bring back what a version said, also out of the bin; `rev` may be shortened when it stays clear."""
        record = self.need(form_key, record_id, unit)
        form = self.form(form_key)
        refuse_appended(form)
        self.check_may_write(record.unit)
        for part in (form, form.sibling):
            held = versions_of(self._store, part, record.unit, record_id) if part else []
            fitting = [v for v in held if v.hash.startswith(rev)] if len(rev) >= 6 else []
            if part is None or len(fitting) != 1:
                continue
            with self.writing("restore" if record.is_deleted else "revert") as saver:
                saver.save(part, record.unit, record_id, fitting[0].values, decided={DELETED})
                if record.is_deleted and not part.is_personal and form.sibling and record.personal_rev == "":
                    _restore_sibling(self._store, saver, form.sibling, record)
            self.done((Step(form_key, record.unit, record_id, record.rev, record.personal_rev),), "edit")
            return self.need(form_key, record_id, record.unit)
        raise DeskError(
            _("Bản ghi không có phiên bản {rev}.").format(rev=rev),
            either(_("Xem các lần sửa (Ctrl+H)."), _("Xem các phiên bản bằng lệnh history.")),
            "unknown_rev",
        )

    def undo(self) -> tuple[Step, ...]:
        """Take back the last operation since the desk was opened (`Operations.undo`); () when there is none."""
        return self._undo()

    # -- inside -------------------------------------------------------------------

    def writing(self, what: str = "", undoes: Operation | None = None) -> Writing:
        """A transaction with a Saver, for use cases that write many records at once.

        What it saves is one operation that can be taken back: `what` is its code (`operations.WORDS`), told from
        its records by default; `undoes` the operation it takes back.
        """

        def remember(saver: Saver) -> None:
            if not saver.made.spans:
                return
            into = self._gathered
            if into is None:
                operations.record(self._store, what, saver.made, undoes=undoes)
            else:
                into.made.join(saver.made)
                into.number = operations.record(
                    self._store, into.what or what, saver.made, whole=into.made, into=into.number
                )
            if undoes is not None:
                operations.taken_back(self._store, undoes, operations.newest_number(self._store))

        return Writing(self._store, remember)

    @contextlib.contextmanager
    def as_one(self, what: str = "") -> Iterator[None]:
        """Saves inside count as one operation: one Ctrl+Z, one `Change`. Each is on the disk when it returns."""
        if self._gathered is not None:
            yield
            return
        self._gathered = Gathered(what)
        try:
            yield
        finally:
            steps, self._gathered = self._gathered.steps, None
            self.done(steps, "edit")

    def done(self, steps: Iterable[Step], origin: str) -> None:
        """Tell the window what an operation changed, once its transaction is over."""
        assert not self._store.conn.in_transaction  # what may still be rolled back has not happened
        made = tuple(steps)
        if made and self._gathered is not None:
            self._gathered.steps.extend(made)
        else:
            self.tell(made, origin)

    def tell(self, steps: Sequence[Step], origin: str) -> None:
        """Report one `Change`; none when nothing changed."""
        if steps:
            keys = tuple((s.form, s.unit, s.id) for s in steps) if len(steps) <= MOST_KEYS else ()
            self._report(Change(frozenset(s.form for s in steps), keys, origin))


def _as_seen(saver: Saver, form: Form, old: Record, rev: str | None, personal_rev: str | None) -> Values:
    """What a record and its sibling said at the given revs; what is there now where none is given."""
    seen: Values = dict(old.values)
    for part, base, now in ((form, rev, old.rev), (form.sibling, personal_rev, old.personal_rev)):
        if part is not None and base and base != now:
            held = saver.values_at(part, old.unit, old.id, base)
            seen |= {f.key: held.get(f.key) for f in part.record_fields}
    return seen


def _restore_sibling(store: Store, saver: Saver, sibling: Form, record: Record) -> None:
    if (held := store.get(sibling.key, record.unit, record.id)) is not None and held.is_deleted:
        saver.save(sibling, record.unit, record.id, held.values, decided={DELETED})
