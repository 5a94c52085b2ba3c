"""The time of a report, chosen by kind, number and year; days of one's own, and until when figures count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.fields import Field, Value, Values
from dialogue_desk.domain.periods import FIRST_YEAR, Period
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.editors.make import make_editor
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Segmented
from dialogue_desk.gui.widgets.flow import Flow
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import N_, _

KINDS = (
    ("none", N_("Theo bản ghi")), ("year", N_("Năm")), ("years", N_("Nhiều năm")), ("half", N_("6 tháng")),
    ("nine", N_("9 tháng")), ("quarter", N_("Quý")), ("month", N_("Tháng")), ("span", N_("Từ – đến")),
)  # fmt: skip
NUMBERS = {
    "half": (("H1", N_("Đầu năm")), ("H2", N_("Cuối năm"))),
    "quarter": (("Q1", "I"), ("Q2", "II"), ("Q3", "III"), ("Q4", "IV")),
    "month": tuple((f"{month:02d}", str(month)) for month in range(1, 13)),
}
TITLES = {"half": N_("Nửa năm"), "quarter": N_("Quý"), "month": N_("Tháng")}
OLDEST = 2013
TIME = ("from_year", "to_year", "period", "from", "to", "as_of")
"""The parameters that tell the time; the rest of a report's are a form."""


def kind_of(values: Values) -> str:
    """Which kind of time the parameters name."""
    if values.get("from") or values.get("to"):
        return "span"
    if values.get("id") and not any(values.get(key) for key in ("period", "from_year", "to_year")):
        return "none"
    named = Period.parse(str(values["period"])) if values.get("period") else None
    if named is None:
        return "years" if values.get("from_year") or values.get("to_year") else "year"
    part = named.key.partition("-")[2]
    return "half" if part[:1] == "H" else "nine" if part == "9M" else "quarter" if part[:1] == "Q" else (
        "month" if part else "year"
    )  # fmt: skip


class PeriodChoice(QWidget):
    """A strip: the kind, then what it needs. It always names a whole time; nothing is typed but days."""

    changed = Signal()

    def __init__(self, theme: Theme, params: Sequence[Field], today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self._today = theme, today
        self._fields = {field.key: field for field in params if field.key in TIME}
        self._has_record = bool(self._fields) and any(field.key == "id" for field in params)
        self._strange = ""
        """A period another page asked for that names none: it stays in what is asked, and is refused there."""
        row = Flow(self, theme.px(8))
        kinds = [(key, _(text)) for key, text in KINDS if self._can(key)]
        self.kinds = Segmented(theme, kinds, _("Loại kỳ"))
        self.kinds.chosen.connect(self.choose_kind)
        self.kind_list = Combo(theme, kinds, _("Loại kỳ"))
        self.kind_list.picked.connect(lambda: self.choose_kind(self.kind_list.code() or "year"))
        self.numbers = {
            key: Combo(theme, [(code, _(text)) for code, text in codes], _(TITLES[key]))
            for key, codes in NUMBERS.items()
        }
        newest = today().year
        years = [(str(year), str(year)) for year in range(newest + 1, OLDEST - 1, -1)]
        self.first, self.year = Combo(theme, years, _("Từ năm")), Combo(theme, years, _("Năm"))
        self.days = {
            key: make_editor(theme, self._fields[key], today=today)
            for key in ("from", "to", "as_of")
            if key in self._fields
        }
        self._parts: dict[str, QWidget] = {}
        for key, title, widget, width in self._named():
            self._parts[key] = self._labelled(title, widget, width)
            row.addWidget(self._parts[key])
        self._listen()
        self._kind = ""
        self._is_narrow = False
        self._show_kind("year" if self._can("year") else kinds[0][0] if kinds else "")

    def _named(self) -> list[tuple[str, str, QWidget, int]]:
        """The parts of the strip: key, heading, widget, and its width at 100 % (0: as it asks)."""
        parts: list[tuple[str, str, QWidget, int]] = [
            ("kinds", _("Loại kỳ"), self.kinds, 0), ("kind_list", _("Loại kỳ"), self.kind_list, 120),
            *((key, _(TITLES[key]), combo, 112 if key == "half" else 84) for key, combo in self.numbers.items()),
            ("first", _("Từ năm"), self.first, 80), ("year", _("Năm"), self.year, 80),
        ]  # fmt: skip
        titles = {"from": _("Từ ngày"), "to": _("Đến ngày"), "as_of": _("Số liệu đến hết ngày")}
        return parts + [(key, titles[key], editor, 132) for key, editor in self.days.items()]

    def _labelled(self, title: str, widget: QWidget, width: int) -> QWidget:
        holder = QWidget()
        column = down(holder, self._theme.px(3))
        put(column, label(self._theme, title, "small", "text2"), widget)
        if width:
            widget.setFixedWidth(self._theme.px(width))
        return holder

    def _listen(self) -> None:
        for combo in (*self.numbers.values(), self.first, self.year):
            combo.picked.connect(self._edited)
        for editor in self.days.values():
            editor.changed.connect(self._edited)

    def _can(self, kind: str) -> bool:
        if kind == "none":
            return self._has_record
        wanted = {"years": ("from_year", "to_year"), "span": ("from", "to")}.get(kind, ("period",))
        return all(key in self._fields for key in wanted)

    # -- what is chosen -----------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """The kind of time that is chosen; "" for a report without one."""
        return self._kind

    def choose_kind(self, kind: str) -> None:
        """Another kind of time: the last one of it that has ended."""
        self._show_kind(kind)
        self._begin(kind)
        self._edited()

    def _begin(self, kind: str) -> None:
        """The newest whole quarter, half or month; for days of one's own, this year so far."""
        today = self._today()
        back = {"half": 6, "quarter": 3, "month": 1}.get(kind, 0)
        if back:
            at = (today.year * 12 + today.month - 1) // back - 1
            year, number = divmod(at * back, 12)
            self.year.set_code(str(year))
            self.numbers[kind].set_code(NUMBERS[kind][number // back][0])
        elif kind == "span":
            self.days["from"].set_value(f"{today.year}-01-01")
            self.days["to"].set_value(today.isoformat())
        elif kind == "years":
            self.first.set_code(str(max(OLDEST, int(self.year.code() or today.year) - 9)))

    def _edited(self) -> None:
        self._strange = ""
        self.changed.emit()

    def values(self) -> Values:
        """The parameters of the time, as a report takes them."""
        asked: dict[str, Value] = {}
        if self._strange:
            asked["period"] = self._strange
        elif self._kind == "years":
            first, last = sorted((int(self.first.code() or OLDEST), int(self.year.code() or OLDEST)))
            asked.update(from_year=first, to_year=last)
        elif self._kind == "span":
            asked.update({key: self.days[key].value() for key in ("from", "to")})
        elif self._kind and self._kind != "none":
            asked["period"] = self.period()
        if "as_of" in self.days and (day := self.days["as_of"].value()) is not None:
            asked["as_of"] = day
        return asked

    def period(self) -> str:
        """The key of the chosen period; "" where days or several years are chosen."""
        year = self.year.code() or str(self._today().year)
        if self._kind in NUMBERS:
            return f"{year}-{self.numbers[self._kind].code()}"
        return {"year": year, "nine": f"{year}-9M"}.get(self._kind, "")

    def set_values(self, values: Values) -> None:
        """Show a time as parameters name it; what names none of ours is kept as it is and refused by the report."""
        text = str(values.get("period") or "")
        named = Period.parse(text) if text else None
        self._show_kind(kind if self._can(kind := kind_of(values)) else self._kind)
        self._strange = text if text and (named is None or not self._has_year(named.first.year)) else ""
        if named is not None:
            self.year.set_code(str(named.first.year))
            if self._kind in self.numbers:
                self.numbers[self._kind].set_code(named.key.partition("-")[2])
        for key, combo in (("from_year", self.first), ("to_year", self.year)):
            if values.get(key):
                combo.set_code(str(values[key]))
        for key, editor in self.days.items():
            editor.set_value(values.get(key))

    def _has_year(self, year: int) -> bool:
        return max(OLDEST, FIRST_YEAR) <= year <= self._today().year + 1

    def problem(self) -> str:
        """What is wrong with a typed day; "" where nothing is."""
        shown = [editor for key, editor in self.days.items() if key == "as_of" or self._kind == "span"]
        wrong = next((text for editor in shown if (text := editor.entry_problem())), "")
        for editor in shown:
            editor.set_edge("danger" if editor.entry_problem() else "")
        return wrong

    # -- what is shown ------------------------------------------------------------------------

    def _show_kind(self, kind: str) -> None:
        self._kind = kind
        self.kinds.set_value(kind)
        self.kind_list.set_code(kind)
        needed = {
            "years": {"first", "year"}, "span": {"from", "to"}, "": set[str](), "none": set[str](),
        }.get(kind, {kind, "year"})  # fmt: skip
        choice = {"kind_list"} if self._is_narrow else {"kinds"}
        for key, part in self._parts.items():
            part.setVisible(key in needed or key == "as_of" or (bool(kind) and key in choice))

    def told(self) -> str:
        """How many days the period has, or how many are left; "" where it is no named period."""
        named = None if self._strange else Period.parse(self.period()) if self.period() else None
        if named is None:
            return ""
        left = (named.last - self._today()).days
        if left > 0:
            return _("Kỳ còn {count} ngày").format(count=left)
        return _("Kỳ đủ {count} ngày").format(count=(named.last - named.first).days + 1)

    def fit(self, width: Width) -> None:
        """Where there is little room the kinds are a list."""
        self._is_narrow = width is Width.NARROW
        self._show_kind(self._kind)
