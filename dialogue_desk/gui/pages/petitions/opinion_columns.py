"""The heading of the list of opinions: deadline and state beside what was said, and what else may be asked of them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.vocabulary import PETITION_STATUS
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.list_heading import Choices, ListHeading
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.widgets.columns import ListColumn
from dialogue_desk.texts import N_, _

COLUMNS = (ListColumn(N_("Hạn"), 142), ListColumn(N_("Tình trạng"), 150))
MOST_AGENCIES = 24
DAYS = (7, 30)


def heading_of(kit: Kit, pane: ListPane) -> ListHeading:
    """The heading of the list; a petition's state is its own, whatever its record says."""
    shown = [ListColumn(_(column.title), column.width) for column in COLUMNS]
    first = _("Nội dung, cơ quan giải quyết")
    heading = ListHeading(kit, pane, opinion.FORM, first, shown, orders=("petition_due", "petition_status"))
    heading.more_orders = (
        ("petition_due", N_("Hạn: gần nhất trước")),
        ("-petition_due", N_("Hạn: xa nhất trước")),
        ("petition_status", N_("Tình trạng: từ mới đến xong")),
        ("petition_lead", N_("Cơ quan giải quyết: từ A đến Z")),
    )
    heading.more_filters = (
        ("petition_status", N_("Tình trạng"), _statuses),
        ("petition_lead", N_("Cơ quan giải quyết"), partial(_agencies, kit)),
        ("due_between", N_("Hạn"), partial(_days, kit)),
    )
    return heading


def _statuses() -> Choices:
    return [(code.key, _(code.label)) for code in PETITION_STATUS.codes]


def _agencies(kit: Kit) -> Choices:
    return [(name, name) for name in kit.desk.petitions.agencies(kit.scope.keys)[:MOST_AGENCIES]]


def _days(kit: Kit) -> Choices:
    today = kit.today()
    return [
        ((today.isoformat(), (today + timedelta(days)).isoformat()), _("Trong {days} ngày tới").format(days=days))
        for days in DAYS
    ]
