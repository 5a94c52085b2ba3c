"""Erasing what a person asked to have erased: from every version, here and wherever it went."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form, Value
from dialogue_desk.domain.records import canonical
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.identity import Keys
from dialogue_desk.storage import driver, erased_content, erasing, registry, unerasing
from dialogue_desk.storage.erasing import Mark
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

MOST_DAYS = 3650


@dataclass(frozen=True)
class Erased:
    """A mark as a person reads it: what of which record, why, who, when (UTC).

    `status`: "erased"; "waiting" for a person, who handed it in `unit`; "offered" by a package that is only
    looked at. `until`: the day until which the content can be brought back, "" when there is none to bring back.
    """

    form: str
    unit: str
    id: str
    fields: tuple[str, ...]
    reason: str
    by: str
    at: str
    status: str
    until: str = ""
    sender: str = ""

    @property
    def record(self) -> tuple[str, str, str]:
        """The record, a sibling counted with it."""
        return self.form.removesuffix(PERSONAL_SUFFIX), self.unit, self.id


def telling_mark(mark: Mark, status: str, until: str = "", sender: str = "") -> Erased:
    """A mark in parts."""
    return Erased(*mark[:3], tuple(json.loads(mark[3])), mark[7], mark[5], mark[6], status, until, sender)


def signed(store: Store, mark: Mark) -> Mark:
    """The mark under the signature of this desk, so that units above know it for the owner's, whoever passes it on."""
    for desk, sign, age in registry.own_keys(store):
        if desk == mark[4]:
            signature = Keys(sign, age).signature(erasing.message(mark)).hex()
            return (*mark[:8], signature)
    return mark


@tells_trouble
class Erasure:
    """Marks fields of one record as erased. The record stays, its numbers and codes too."""

    def __init__(self, store: Store, records: Records, report: Callable[[Change], None]) -> None:
        self._store = store
        self._records = records
        self._report = report

    def erase(self, form_key: str, record_id: str, fields: Sequence[str], reason: str, unit: str = "") -> list[str]:
        """Erase texts of a record from all its versions; without `fields`, everything personal in it.

        Returns the keys of the fields. The mark travels with the next packages; what is typed there afterwards, by
        whoever knows of it, is not erased by it.
        backups keep the old content, and a restore erases it again. What is replaced can be brought back for
        some days (`bring_back`). DeskError for a field that is no text, a record of another unit, or no reason.
        """
        record = self._records.need(form_key, record_id, unit)
        form = self._records.form(form_key)
        self._records.check_may_write(record.unit)
        if not reason.strip():
            raise DeskError(
                _("Xóa theo yêu cầu thì phải ghi lý do."),
                either(_("Ghi lý do rồi làm lại."), _("Thêm --reason “…”.")),
                "no_reason",
            )
        wanted = list(fields) or [f.key for f in form.personal_fields]
        if not wanted:
            raise DeskError(
                _("{form} không có dữ liệu cá nhân riêng.").format(form=_(form.label)),
                _("Ghi rõ ô cần xóa."),
                "no_fields",
            )
        self._check(form, wanted)
        at = unerasing.moment_for(self._store, form, record.unit, record_id)
        personal = {f.key for f in form.personal_fields}
        with driver.transaction(self._store.conn):
            for key, part in (
                (form.key, [f for f in wanted if f not in personal]),
                (form.sibling.key if form.sibling else "", [f for f in wanted if f in personal]),
            ):
                if part:
                    mark = (
                        key, record.unit, record_id, canonical(sorted(part)), self._store.desk,
                        self._store.meta("person"), at, reason.strip(), "",
                    )  # fmt: skip
                    unerasing.decide(self._store, mark, "")
                    erasing.take(self._store, [signed(self._store, mark)])
            erasing.apply_again(self._store, (record.unit, record_id))
        self._report(Change(frozenset({form.key}), ((form.key, record.unit, record_id),), "edit"))
        return sorted(wanted)

    # -- what was erased, what waits -----------------------------------------------------------

    @property
    def days(self) -> int:
        """How many days what was replaced can be brought back."""
        return unerasing.days_of(self._store)

    @days.setter
    def days(self, days: int) -> None:
        if not 0 <= days <= MOST_DAYS:
            raise DeskError(
                _("Số ngày giữ lại phải từ 0 đến {most}.").format(most=MOST_DAYS), _("Ghi số ngày khác."), "days"
            )
        self._store.set_meta(unerasing.CHOSEN_DAYS, str(days))
        self.destroy()

    def listed(self, form_key: str = "", record_id: str = "") -> list[Erased]:
        """Marks that wait for a person, then those that stand, newest first; of one record when it is named."""
        store = self._store
        found = [telling_mark(one.mark, "waiting", "", one.sender) for one in unerasing.asked(store)]
        marks = sorted(erasing.marks(store), key=lambda mark: mark[6], reverse=True)
        found += [telling_mark(mark, "erased", unerasing.kept_until(store, mark, self.days)) for mark in marks]
        return [e for e in found if not record_id or (e.record[0], e.id) == (form_key, record_id)]

    def accept(self, form_key: str, record_id: str, unit: str = "") -> list[Erased]:
        """Erase what a unit without the right asked to have erased of a record."""
        done = self._decide(form_key, record_id, unit, is_accepted=True)
        self._tell(done)
        return done

    def refuse(self, form_key: str, record_id: str, unit: str = "") -> list[Erased]:
        """Leave a record as it is; the same mark does not wait again."""
        return self._decide(form_key, record_id, unit, is_accepted=False)

    def bring_back(self, form_key: str, record_id: str, unit: str = "") -> list[Erased]:
        """Take back every mark on a record, and its content with it.

        DeskError when none stands, or the content is destroyed ("destroyed"). Other desks that obeyed the mark
        bring it back for themselves. Where a later save of the record handed the gap on, and this desk writes for
        the unit, what was there is saved once more on top.
        """
        store = self._store
        wanted = [m for m in erasing.marks(store) if self._is_of(m, form_key, record_id, unit)]
        if not wanted:
            raise _no_mark()
        try:
            with driver.transaction(store.conn):
                for mark in wanted:
                    if not unerasing.lift(store, mark):
                        raise DeskError(
                            _("Nội dung đã xóa không còn ở máy này."),
                            _("Tìm bản sao lưu làm trước khi xóa."),
                            "destroyed",
                        )
                    unerasing.decide(store, mark, unerasing.TAKEN_BACK)
        except driver.Error as error:
            raise driver.known_trouble(error, store.path) or error from error
        for owner in dict.fromkeys(m[1] for m in wanted):
            self._fill_gaps([m for m in wanted if m[1] == owner])
        done = [telling_mark(mark, "back") for mark in wanted]
        self._tell(done)
        return done

    def _fill_gaps(self, marks: Sequence[Mark]) -> None:
        """Save what marks of one record had replaced where a save made after them shows the gap they left."""
        unit, record_id = marks[0][1:3]
        base = marks[0][0].removesuffix(PERSONAL_SUFFIX)
        record = self._records.get(base, record_id, unit)
        if record is None or record.is_deleted or not self._may_write(unit):
            return
        found: dict[str, Value] = {}
        for mark in marks:
            gap = None if mark[0].endswith(PERSONAL_SUFFIX) else erasing.ERASED
            for field in json.loads(mark[3]):
                was = unerasing.value_before(self._store, mark, field)
                if was is not None and record.values.get(field) == gap:
                    found[field] = was
        if found:
            self._records.change(base, record_id, found, unit)

    def _may_write(self, unit: str) -> bool:
        try:
            self._records.check_may_write(unit)
        except DeskError:
            return False
        return True

    def destroy(self) -> int:
        """Destroy what has been kept long enough; returns how many versions' content that was."""
        return erased_content.destroy(self._store, self.days)

    def _decide(self, form_key: str, record_id: str, unit: str, *, is_accepted: bool) -> list[Erased]:
        store = self._store
        wanted = [one.mark for one in unerasing.asked(store) if self._is_of(one.mark, form_key, record_id, unit)]
        if not wanted:
            raise _no_mark()
        try:
            with driver.transaction(store.conn):
                for mark in wanted:
                    unerasing.decide(store, mark, "" if is_accepted else unerasing.REFUSED)
                if is_accepted:
                    erasing.take(store, wanted)
        except driver.Error as error:
            raise driver.known_trouble(error, store.path) or error from error
        return [telling_mark(mark, "erased" if is_accepted else "refused") for mark in wanted]

    @staticmethod
    def _is_of(mark: Mark, form_key: str, record_id: str, unit: str) -> bool:
        return (mark[0].removesuffix(PERSONAL_SUFFIX), mark[2]) == (form_key, record_id) and unit in ("", mark[1])

    def _tell(self, done: Sequence[Erased]) -> None:
        keys = tuple(dict.fromkeys(e.record for e in done))
        self._report(Change(frozenset(key[0] for key in keys), keys, "edit"))

    @staticmethod
    def _check(form: Form, wanted: Sequence[str]) -> None:
        for key in wanted:
            field = form.by_key.get(key)
            if field is None or not field.is_text or key in form.natural_key:
                texts = ", ".join(f.key for f in form.fields if f.is_text and f.key not in form.natural_key)
                raise DeskError(
                    _("Không xóa được ô “{field}” của {form}.").format(field=key, form=_(form.label)),
                    _("Các ô chữ xóa được: {texts}.").format(texts=texts),
                    "no_text",
                )


def _no_mark() -> DeskError:
    return DeskError(_("Không có dấu xóa nào như vậy."), _("Đọc lại danh sách."), "no_mark")
