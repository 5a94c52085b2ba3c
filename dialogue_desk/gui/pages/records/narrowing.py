"""What a list of records is narrowed to: what a figure counted, the chosen units, choices, filters."""

from __future__ import annotations

from dataclasses import replace

from dialogue_desk.desk import Query
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.about import About
from dialogue_desk.gui.pages.records.list_heading import ListHeading
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.targets import Target
from dialogue_desk.texts import _


class Narrowing:
    """It gives the list its heading and its choices, and answers what it asks the desk for."""

    def __init__(self, kit: Kit, about: About, pane: ListPane) -> None:
        self._kit, self._about, self._pane = kit, about, pane
        self.scope: Query | None = None
        """What a figure counted."""
        self.heading = about.heading(kit, pane) if about.heading is not None else ListHeading(kit, pane, about.form)
        self.choices = [(choice, pane.add_choice(choice.codes, choice.name)) for choice in about.choices]
        pane.ask_with(self._query)
        pane.scope_left.connect(self.leave)

    def enter(self, target: Target) -> None:
        """What the page was opened for; what was filtered before must not hide it."""
        if target.id or target.keys is not None or target.query is not None:  # as many as said
            self.heading.clear()
        self.set_scope(Query(keys=target.keys) if target.keys is not None else target.query, target.title)

    def set_scope(self, scope: Query | None, title: str = "") -> None:
        """Only what a figure counted, until Esc; None: the list as it is."""
        self.scope = scope
        words = title or _("Các bản ghi đứng sau một con số")
        self._pane.show_scope(words if scope is not None else self._kit.scope.words)
        self._pane.reload()

    def leave(self) -> None:
        """Back from what a figure counted to the list; from one unit's list to every unit's."""
        if self.scope is None:
            self._kit.scope.choose("")
        self.set_scope(None)

    def _query(self, text: str) -> Query:
        if self.scope is not None:
            return self.heading.put_on(replace(self.scope, text=text))
        asked = self._about.query(text)
        for choice, combo in self.choices:
            if code := combo.code():
                asked = choice.narrow(asked, code)
        return self.heading.put_on(self._kit.scope.narrow(asked))
