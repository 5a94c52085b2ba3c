"""Below a proposed deadline: that nobody has decided the days off of its year yet."""

from __future__ import annotations

from dialogue_desk.desk import Desk
from dialogue_desk.desk.working_days import unannounced_words, unannounced_year
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


class GuessedLine(WrappedLabel):
    """One line, hidden while the deadline rests on decided days."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "small", "warn")
        self.hide()

    def say(self, desk: Desk, record: Record | None, due: Value) -> None:
        """Tell it of a deadline (ISO; None for none) of a petition."""
        year = unannounced_year(desk.store, record.unit, due) if record else ""
        self.set_text(_("Hạn tạm tính: {why}.").format(why=unannounced_words(year)) if year else "")
        self.setVisible(bool(year))
