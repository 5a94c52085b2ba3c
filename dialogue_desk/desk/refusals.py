"""What a person is refused about single records, beyond the rules of the forms."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form, Value
from dialogue_desk.domain.shares import SHARE, fits, read_shares
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

_SOURCE = ("source_form", "source_unit", "source_id")


def refuse_personal(form: Form) -> None:
    """DeskError for the personal part of a record alone: it goes to the bin, and comes back, with its record."""
    if form.is_personal:
        raise DeskError(
            _("Thông tin cá nhân không có thùng rác riêng."),
            either(
                _("Bỏ trống các ô ấy, hoặc xóa cả bản ghi {form}."),
                _("Bỏ trống các ô ấy bằng lệnh set, hoặc xóa cả bản ghi {form}."),
            ).format(form=form.key.removesuffix(PERSONAL_SUFFIX)),
            "personal",
        )


def refuse_appended(form: Form) -> None:
    """DeskError for a form whose records are written once: a wrong step is voided by another one."""
    if form.is_appended:
        raise DeskError(_("Bước xử lý đã ghi thì không sửa."), _("Thêm một bước hủy rồi ghi bước đúng."), "appended")


def lacks_source(store: Store, form: Form, unit: str, values: Mapping[str, Value]) -> bool:
    """Whether a record names a source that is not here, or lies in the bin."""
    if "source_id" not in (f.key for f in form.fields) or not values.get("source_id"):
        return False
    source = str(values.get("source_form"))
    if source not in (f.key for f in store.forms):
        return False  # a rule of the form says what is wrong
    record = store.get(source, str(values.get("source_unit") or unit), str(values["source_id"]))
    return record is None or record.is_deleted


def require_source(store: Store, form: Form, unit: str, values: Mapping[str, Value], record_id: str) -> None:
    """RecordError when a person names a source that is not here.

    A record that came without its source, by a package or an import, can still be changed: only what is newly
    named is looked for.
    """
    old = store.get(form.key, unit, record_id) if record_id else None
    known: Mapping[str, Value] = old.values if old else {}
    full = {key: values.get(key, known.get(key)) for key in _SOURCE}
    if all(full[key] == known.get(key) for key in _SOURCE) or not lacks_source(store, form, unit, full):
        return
    raise RecordError(
        _("Không có bản ghi nguồn mang mã {id}.").format(id=full["source_id"]),
        "source_id",
        _("Nhập cuộc đối thoại, lần góp ý… ấy trước, hoặc xem lại mã."),
        "no_source",
    )


def refuse_unfit_shares(store: Store, form: Form, values: Mapping[str, Value]) -> None:
    """RecordError for shares of a unit that was not split, or of units it did not go into."""
    if form.key != "reference" or values.get("kind") != SHARE:
        return
    old, (parts, _wrong) = str(values.get("name")), read_shares(str(values.get("value") or ""))
    if fits(store.units, old, parts):
        return
    heirs = store.units[old].heirs if old in store.units and store.units.level(old) == "commune" else ()
    if len(heirs) < 2:
        raise RecordError(
            _("{unit} không phải xã, phường cũ bị chia cho nhiều đơn vị.").format(unit=store.units.name(old)),
            "name",
            _("Ghi khóa của đơn vị cũ, như 11350@2023."),
        )
    raise RecordError(
        _("{unit} không chia cho đơn vị ấy.").format(unit=store.units.name(old)),
        "value",
        _("Ghi tỷ lệ của các đơn vị: {names}.").format(names=", ".join(heirs)),
    )
