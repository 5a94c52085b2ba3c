"""Đối thoại: sessions and, below each, the opinions voiced there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dialogue_desk.desk import Query
from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.forms import session
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.pages.records.about import About, Choice
from dialogue_desk.gui.pages.records.more import Parts
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.pages.records.session_grid import SessionGrid
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.records.opinions_panel import OpinionsPanel


class SessionsPage(RecordPage):
    """A session and its grid."""

    def __init__(self, kit: Kit) -> None:
        this = kit.today().year
        years = [("", _("Tất cả các năm")), *((str(year), str(year)) for year in range(this + 1, this - 13, -1))]

        def opinions(record: Record) -> ChipSpec | None:
            query = Query(equal={"source_id": record.id, "source_form": "session"})
            count = kit.desk.records.count("opinion", query)
            return ChipSpec(_("{count} ý kiến").format(count=count)) if count else None

        def grid(parts: Parts) -> SessionGrid:
            self.grid = SessionGrid(parts)
            return self.grid

        about = About(
            kit.desk.records.form(session.FORM.key), _("Đối thoại"), _("cuộc"), chip=opinions,
            choices=[Choice(_("Năm"), years, _of_year)], first_row=_nearest,
        )  # fmt: skip
        super().__init__(kit, about, grid)

    @property
    def panel(self) -> OpinionsPanel:
        """The opinions of the session, a part of the form."""
        assert self.pane is not None
        return self.grid.panel


def _nearest(kit: Kit) -> int:
    """The row of the session nearest today: they stand newest first, those to come above."""
    today = kit.today()
    ahead = kit.scope.narrow(Query(first=(today + timedelta(days=1)).isoformat()))
    at = kit.desk.records.count("session", ahead)
    around = kit.desk.records.page("session", kit.scope.narrow(Query()), max(at - 1, 0), 2 if at else 1)
    days = [abs(days_between(today.isoformat(), str(record.values.get("held_on")))) for record in around]
    return max(at - 1, 0) + days.index(min(days)) if days else 0


def _of_year(query: Query, year: str) -> Query:
    return replace(query, first=f"{year}-01-01", last=f"{year}-12-31")
