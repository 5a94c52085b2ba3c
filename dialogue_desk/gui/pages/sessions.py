"""Đối thoại: sessions and, below each, the opinions voiced there."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.forms import session
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.record_page import RecordPage
from dialogue_desk.gui.widgets.paint import ChipSpec
from dialogue_desk.texts import N_, _

MAIN = (
    Section(
        (
            cell("title", wide=True),
            cell("held_on"),
            Cell((Part("start_time"), Part("end_time", N_("đến"))), N_("Giờ")),
            cell("kind"),
            cell("mode"),
            cell("place"),
            cell("count_for", segmented=True),
            cell("chair_name"),
            cell("chair_position"),
            Cell((Part("participants"), Part("participants_female", N_("trong đó nữ")))),
            Cell((Part("opinions_declared"), Part("answered_on_spot_declared", N_("trả lời ngay")))),
        )
    ),
)

AFTER = (
    Section(
        (
            cell("status"),
            cell("ad_hoc_reasons"),
            cell("audiences"),
            cell("subjects"),
            cell("co_chairs"),
            cell("speakers"),
            cell("cluster_units"),
            cell("sub_areas"),
            cell("issues_declared"),
        ),
        N_("Thành phần, phạm vi"),
    ),
    Section(
        (
            cell("announced_on"),
            cell("published_on"),
            Cell((Part("conclusion_number"),), N_("Số kết luận")),
            Cell((Part("conclusion_on"),), N_("Ngày kết luận")),
            cell("notes", wide=True, lines=3),
        ),
        N_("Thông báo, kết luận, công khai"),
    ),
)

CHIPS = {
    "planned": ChipSpec(N_("Kế hoạch"), "info", "calendar"),
    "postponed": ChipSpec(N_("Hoãn"), "warn", "clock"),
    "cancelled": ChipSpec(N_("Hủy"), "mute", "ban"),
}


class SessionsPage(RecordPage):
    """A session, hand-composed as in look/02."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(
            kit,
            session.FORM,
            title=_("Đối thoại"),
            noun=_("cuộc"),
            tabs=(("main", _("Cuộc đối thoại"), MAIN), ("after", _("Kết luận, công khai"), AFTER)),
        )
        this = kit.today().year
        years = [("", _("Mọi năm")), *((str(year), str(year)) for year in range(this + 1, this - 13, -1))]
        self._year = self.list.add_choice(years, _("Năm"))

    def entry(self, record: Record) -> Entry:
        values = record.values
        detail = f"{document_date(values.get('held_on'))} · {_(vocabulary.SESSION_KIND.label(values.get('kind')))}"
        chip = CHIPS.get(str(values.get("status")))
        if record.conflicts:
            chip = ChipSpec(_("Xung đột"), "warn", "git-merge")
        shown = ChipSpec(_(chip.text), chip.tone, chip.icon) if chip else None
        return Entry(record.unit, record.id, self.form.title(values), detail, shown)

    def query(self, text: str) -> Query:
        year = self._year.code()
        if not year:
            return Query(text=text)
        return Query(text=text, first=f"{year}-01-01", last=f"{year}-12-31")

    def dress(self, tab: str, view: FormView) -> QWidget:
        holder = super().dress(tab, view)
        column = holder.layout()
        assert isinstance(column, QVBoxLayout)
        return holder
