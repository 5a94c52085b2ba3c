"""Use cases over declared forms: check a workbook, publish it, list what is held, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.declared import Declaration, DeclarationError, composed, prefix_of
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.succession import follow, withdrawn
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import declaring
from dialogue_desk.storage import declarations, driver, renewing
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

CHANGED = "forms"
"""Origin of the `Change` that tells that the desk has other forms now."""


@dataclass(frozen=True)
class Checked:
    """A workbook as a declaration; `is_held`: this very version is published already."""

    declaration: Declaration
    forms: tuple[Form, ...]
    """The forms it makes or adds to, as the desk would have them."""
    is_held: bool = False


@tells_trouble
class Declaring:
    """What this unit declares for itself and those below, and what came from others."""

    def __init__(self, store: Store, report: Callable[[Change], None], today: Callable[[], date]) -> None:
        self._store = store
        self._today = today
        self._report = report

    def held(self) -> list[Declaration]:
        """Every declaration this desk has, its newest version."""
        return [signed.declaration for signed in declarations.held(self._store.conn)]

    def check(self, file: Path) -> Checked:
        """What a workbook declares; changes nothing. DeskError says what is wrong, where, and the mend."""
        from dialogue_desk.exchange.xlsform import open_book  # noqa: PLC0415 the reader of workbooks loads slowly
        from dialogue_desk.exchange.xlsform_rows import declaration_of  # noqa: PLC0415 the same

        store = self._store
        unit = store.units[store.unit]
        made = declaration_of(open_book(file), unit.key, prefix_of(unit.code), {f.key: f for f in store.forms})
        others = self.held()
        before = next((d for d in others if (d.issuer, d.form_id) == (made.issuer, made.form_id)), None)
        is_held = False
        if before is not None:
            made, is_held = self._following(before, made)
        else:
            told_now = {**made.told, "since": self._today().isoformat()}
            made = Declaration(made.form_id, made.version, made.issuer, told_now)
        self._not_taken(made, others)
        told = [d for d in others if (d.issuer, d.form_id) != (made.issuer, made.form_id)]
        forms = composed(store.base_forms, [*told, made], declarations.raw(store.conn))
        touched = {*made.registers, *(form for form, _field in made.each_field())}
        return Checked(made, tuple(f for f in forms if f.key in touched), is_held)

    def _following(self, before: Declaration, made: Declaration) -> tuple[Declaration, bool]:
        """The next version of what is held; DeskError where it may not follow."""
        try:
            whole = follow(before, made)
        except DeclarationError as error:
            raise DeskError(str(error), _("Sửa sổ rồi kiểm tra lại."), "xlsform") from error
        if made.version == before.version and whole.text == before.text:
            return whole, True
        if made.version == before.version:
            raise DeskError(
                _("Phiên bản {version} của “{form}” đã công bố với nội dung khác.").format(
                    version=made.version, form=made.form_id
                ),
                _("Tăng version ở trang settings lên {version}.").format(version=before.version + 1),
                "xlsform",
            )
        if made.version < before.version:
            raise DeskError(
                _("Sổ ghi phiên bản {version} của “{form}”, bàn này đang dùng phiên bản {held}.").format(
                    version=made.version, form=made.form_id, held=before.version
                ),
                _("Tăng version ở trang settings lên {version}.").format(version=before.version + 1),
                "xlsform",
            )
        return whole, False

    def _not_taken(self, made: Declaration, others: list[Declaration]) -> None:
        try:
            declaring.refuse_taken(made, others)
        except DeclarationError as error:
            raise DeskError(
                _("Khóa “{key}” đã có ở một biểu mẫu khác.").format(key=error),
                _("Đặt khóa khác, hoặc sửa biểu mẫu ấy với cùng form_id."),
                "xlsform",
            ) from error

    def publish(self, file: Path) -> Checked:
        """Check a workbook and declare it: known to this desk at once, to others with the next packages."""
        found = self.check(file)
        if not found.is_held:
            self._put(found.declaration)
        return found

    def withdraw(self, form_id: str) -> Declaration:
        """Withdraw a declaration of this unit: not offered any more; what was typed stays, named and counted."""
        store = self._store
        held = next((d for d in self.held() if d.form_id == form_id and d.issuer == store.unit), None)
        if held is None:
            raise DeskError(
                _("Đơn vị này không có biểu mẫu “{form}”.").format(form=form_id),
                either(_("Xem danh sách ở Thiết lập, Biểu mẫu khai báo."), _("Xem danh sách bằng lệnh forms list.")),
                "no_form",
            )
        if held.is_withdrawn:
            raise DeskError(_("Biểu mẫu này đã thôi dùng."), _("Không cần làm gì thêm."), "withdrawn")
        made = withdrawn(held)
        self._put(made)
        return made

    def _put(self, declaration: Declaration) -> None:
        store = self._store
        with driver.transaction(store.conn):
            before = store.forms
            declarations.put(store.conn, declaring.sign(store, declaration))
            renewing.renew(store, before)
        self._report(Change(frozenset(f.key for f in store.forms), (), CHANGED))
