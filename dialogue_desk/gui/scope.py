"""Which units the pages show: all this desk holds, or one unit below with everything under it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.unit_search import search_in
from dialogue_desk.domain.units import Unit
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.texts import _

Choices = list[tuple[str, str]]
PREFERENCE = "scope"
INDENT = "\u2003"


class Scope(QObject):
    """Chosen once in the top bar; every list, the home page and reports follow it until it is taken back.

    It is kept on this laptop.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        kept = desk.preference(PREFERENCE)
        is_below = kept != desk.unit and kept in desk.units and desk.units.is_below(kept, desk.unit)
        self.unit = kept if is_below else ""
        self.keys: tuple[str, ...] = desk.scope_of(kept) if is_below else ()

    @property
    def has_units_below(self) -> bool:
        """Whether there is anything to choose: lists then say which unit a record belongs to."""
        return bool(self._desk.units.children(self._desk.unit))

    @property
    def name(self) -> str:
        """The chosen unit's name; "" for the whole desk."""
        return self._desk.units.name(self.unit) if self.unit else ""

    @property
    def title(self) -> str:
        """What the pages show, as the top bar says it."""
        return self.name or self._everything

    @property
    def _everything(self) -> str:
        return _("Tất cả: {unit}").format(unit=self._desk.units.name(self._desk.unit))

    @property
    def target(self) -> str:
        """The unit new records are for; "" when the chosen one types its own."""
        own = self._desk.unit
        if not self.unit or self.unit == own:
            return own
        return self.unit if self._desk.records.writes_for(self.unit) else ""

    def choose(self, unit: str) -> None:
        """Show one unit and those under it; "" is the whole desk."""
        unit = "" if unit == self._desk.unit else unit
        if unit == self.unit:
            return
        self.unit = unit
        self.keys = self._desk.scope_of(unit) if unit else ()
        self._desk.prefer(PREFERENCE, unit, in_passing=True)
        self.changed.emit()

    def narrow(self, query: Query) -> Query:
        """A list's query, kept to the chosen units."""
        return replace(query, equal={**query.equal, "unit": self.keys}) if self.keys else query

    @property
    def words(self) -> str:
        """What a narrowed list says above its rows; "" for the whole desk."""
        return _("Chỉ xem: {unit}").format(unit=self.name) if self.unit else ""

    @property
    def refusal(self) -> str:
        """Why nothing can be added for the chosen unit."""
        text = _("{unit} tự nhập trên máy của mình. Xem tất cả đơn vị để thêm bản ghi của mình.")
        return text.format(unit=self.name)

    def owner(self, unit: str, *, is_readonly: bool) -> str:
        """Whose record is in a form, where it is not this unit's, and what may be done with it."""
        if unit == self._desk.unit:
            return ""
        units = self._desk.units
        text = _("{unit} · chỉ đọc")
        if not is_readonly:
            is_below = units.is_below(unit, self._desk.unit)
            text = _("Nhập thay cho {unit}") if is_below else _("Hồ sơ của {unit}, được giao tiếp tục")
        return text.format(unit=units.name(unit))

    def told(self, entries: list[Entry]) -> list[Entry]:
        """Where a desk holds records of several units, each row that could be another's says whose it is."""
        own = "" if self.has_units_below else self._desk.unit
        return [entry if entry.unit == own else self._with_unit(entry) for entry in entries]

    def _with_unit(self, entry: Entry) -> Entry:
        return replace(entry, detail=" · ".join(p for p in (self._desk.units.name(entry.unit), entry.detail) if p))

    def _below(self, unit: str) -> list[Unit]:
        return sorted(self._desk.units.children(unit), key=lambda u: sort_key(u.name))

    def choices(self) -> Choices:
        """Every unit below, depth first, those of today before those that are no more."""
        own = self._desk.unit
        today = self._desk.today().isoformat()
        depth = {own: 0}
        now: Choices = [("", self._everything)]
        past: Choices = []
        waiting = self._below(own)
        while waiting:
            unit = waiting.pop(0)
            waiting = self._below(unit.key) + waiting
            depth[unit.key] = depth.get(unit.parent, 0) + 1
            name = INDENT * (depth[unit.key] - 1) + unit.name
            if unit.is_valid(today):
                now.append((unit.key, name))
            elif unit.valid_to and unit.valid_to < today:
                past.append((unit.key, self._past(name, unit, today)))
        return [*now, *past]

    def _past(self, name: str, unit: Unit, today: str) -> str:
        day, heirs = document_date(unit.valid_to), self._desk.units.heirs_on(unit.key, today)
        if not heirs:
            return _("{unit} (đến {day})").format(unit=name, day=day)
        became = ", ".join(heir.on(today).name for heir in heirs)
        return _("{unit} (đến {day}, nay là {heirs})").format(unit=name, day=day, heirs=became)

    def meant(self, typed: str) -> list[str]:
        """Keys of the units below that fit some letters, best first; after a dissolved one what it became."""
        tree, today = self._desk.units, self._desk.today().isoformat()
        found = (hit.unit for hit in search_in(tree).find(typed, most=len(tree.units)))
        became = (
            (unit.key, *(heir.key for heir in tree.heirs_on(unit.key, today))) if unit.valid_to else (unit.key,)
            for unit in found
        )
        return list(dict.fromkeys(key for keys in became for key in keys))
