"""Erasing what a person asked to have erased: from every version, here and wherever it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.records import canonical
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver, erasing
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


@tells_trouble
class Erasure:
    """Marks fields of one record as erased. The record stays, its numbers and codes too."""

    def __init__(self, store: Store, records: Records, report: Callable[[Change], None]) -> None:
        self._store = store
        self._records = records
        self._report = report

    def erase(self, form_key: str, record_id: str, fields: Sequence[str], reason: str, unit: str = "") -> list[str]:
        """Erase texts of a record from all its versions; without `fields`, everything personal in it.

        Returns the keys of the fields. The mark travels with the next packages;
        backups keep the old content, and a restore erases it again. DeskError for
        a field that is no text, a record of another unit, or no reason.
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
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        personal = {f.key for f in form.personal_fields}
        with driver.transaction(self._store.conn):
            for key, part in (
                (form.key, [f for f in wanted if f not in personal]),
                (form.sibling.key if form.sibling else "", [f for f in wanted if f in personal]),
            ):
                if part:
                    who = self._store.desk, self._store.meta("person"), at, reason.strip()
                    erasing.take(self._store, [(key, record.unit, record_id, canonical(sorted(part)), *who)])
            erasing.apply_again(self._store, (record.unit, record_id))
        self._report(Change(frozenset({form.key}), ((form.key, record.unit, record_id),), "edit"))
        return sorted(wanted)

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
