"""Use cases over the wording of letters: what is shipped, the unit's own, the differences, a preview."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.declared import Declaration
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import declaring
from dialogue_desk.reports import REPORTS
from dialogue_desk.reports.letters import letter_texts
from dialogue_desk.reports.report import Report, read_asked
from dialogue_desk.storage import declarations, driver, renewing
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

MOST = 20_000
"""Letters of one wording."""


@tells_trouble
class Letters:
    """The unit's own wording lies beside the shipped one: it outlives updates and travels as a declaration does."""

    def __init__(self, store: Store, report: Callable[[Change], None], today: Callable[[], date]) -> None:
        self._store = store
        self._report = report
        self._today = today

    def names(self) -> list[tuple[str, str]]:
        """The letters whose wording can be changed: name and title."""
        titles = {report.name: report.title for report in REPORTS}
        return [(name, _(titles.get(name, name))) for name in letter_texts.names()]

    def shipped(self, name: str, family: str = "") -> str:
        """The wording that came with the program."""
        return letter_texts.shipped(name, family)

    def text(self, name: str, family: str = "") -> str:
        """What the letter says now: the unit's own, that of a unit above, or the shipped wording."""
        return letter_texts.wording(self._store, self._store.unit, name, family)

    def is_own(self, name: str, family: str = "") -> bool:
        """Whether the unit keeps a wording of its own for it."""
        told = self._held(name)
        return bool(told and told.told["letters"].get(f"{name}.{family}" if family else name))

    def differences(self, name: str, family: str = "") -> list[str]:
        """How the wording differs from the shipped one: lines with "- " or "+ " before them; none where it does not."""
        lines = difflib.ndiff(self.shipped(name, family).splitlines(), self.text(name, family).splitlines())
        return [line for line in lines if line[0] in "+-"]

    def preview(self, name: str, text: str, record_id: str = "", family: str = "") -> Sheet:
        """The letter of a record (default: the newest there is), or of this year, in a wording not kept yet.

        DeskError when a brace means nothing here, or there is no record to try it on.
        """
        report = self._report_of(name)
        if not record_id and "id" in report.needs:
            found = report.choices(self._store, "", 1) if report.choices else []
            if not found:
                raise DeskError(
                    _("Chưa có bản ghi nào để xem trước văn bản này."), _("Ghi một bản ghi rồi xem lại."), "no_record"
                )
            record_id = found[0].id
        takes = {field.key for field in report.params}
        given = {k: v for k, v in (("id", record_id), ("family", family)) if v and k in takes}
        asked = read_asked(self._store, report, given, self._today().isoformat())
        return report.build(self._store, replace(asked, wording=text))

    def keep(self, name: str, text: str, family: str = "") -> None:
        """Keep a wording of the unit's own. DeskError when a brace means nothing in this letter."""
        if len(text) > MOST or not text.strip():
            raise DeskError(
                _("Lời văn trống hoặc quá dài."), _("Ghi lời văn, hoặc lấy lại lời của chương trình."), "letter"
            )
        try:
            self.preview(name, text, family=family)
        except DeskError as trouble:
            if trouble.code != "no_record":
                raise
            letter_texts.refuse_strange(text, self.shipped(name, family))  # nothing to try it on yet
        self._put(name, family, text)

    def reset(self, name: str, family: str = "") -> None:
        """Back to the shipped wording."""
        if self.is_own(name, family):
            self._put(name, family, "")

    def _held(self, name: str) -> Declaration | None:
        wanted = letter_texts.FORM_ID.format(name=name)
        held = (signed.declaration for signed in declarations.held(self._store.conn))
        return next((d for d in held if d.form_id == wanted and d.issuer == self._store.unit), None)

    def _put(self, name: str, family: str, text: str) -> None:
        store, before = self._store, self._held(name)
        letters = dict(before.told["letters"]) if before else {}
        letters[f"{name}.{family}" if family else name] = text
        letters = {key: said for key, said in letters.items() if said}
        form_id, version = letter_texts.FORM_ID.format(name=name), before.version + 1 if before else 1
        told: dict[str, Any] = {
            "form_id": form_id, "version": version, "issuer": store.unit, "title": dict(self.names())[name],
            "lists": {}, "registers": [], "fields": {}, "letters": letters,
            "since": before.told.get("since", "") if before else self._today().isoformat(),
        }  # fmt: skip
        with driver.transaction(store.conn):
            were = store.forms
            declarations.put(store.conn, declaring.sign(store, Declaration(form_id, version, store.unit, told)))
            renewing.renew(store, were)
        self._report(Change(frozenset(), (), "forms"))

    @staticmethod
    def _report_of(name: str) -> Report:
        found = next((report for report in REPORTS if report.name == name), None)
        if found is None or name not in letter_texts.names():
            letter_texts.shipped(name, "")  # says which there are
            raise DeskError(_("Không có lời văn nào tên “{name}”.").format(name=name), "", "no_letter")
        return found
