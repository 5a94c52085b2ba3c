"""What only a person can say of a foreign table: one value for all rows, and what their words mean."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.desk.intake import Understood, folded_words
from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import Combo, codes_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.text import ElidedLabel, label
from dialogue_desk.texts import _

SOURCES = ("session", "reception", "box_opening", "feedback")
"""Forms whose records opinions may come from."""

MOST_SOURCES = 40
"""Records of each that are offered, newest first."""

MOST_WORDS = 60
"""Words that are asked at once; more of them mean that the column is another one."""

_OF_SOURCE = ("source_form", "source_id")


class ValueRows(QWidget):
    """One value for all rows, for required fields no column gives, those said before, and any a person adds.

    `editors` by field; `source` is the record all opinions of a table belong to. `told` is called after a change.
    """

    def __init__(self, kit: Kit, found: Understood, untold: frozenset[str], told: Callable[[], None]) -> None:
        super().__init__()
        self._kit, self._found, self._told = kit, found, told
        self.editors: dict[str, Combo | LineEdit] = {}
        self.source: Combo | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(kit.theme.px(12))
        self._grid.setVerticalSpacing(kit.theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(label(kit.theme, _("Ghi cho mọi dòng"), "small_strong", "text2"), 0, 0)
        values = found.choices.values
        if found.form.key == "opinion" and not untold:
            self._add_source(values.get("source_form", ""), values.get("source_id", ""))
        said = [key for key, text in values.items() if text and key not in _OF_SOURCE]
        for key in dict.fromkeys([*found.missing, *said]):
            if key not in untold:
                self._add(found.form.field(key), values.get(key, ""))
        self.more = Combo(kit.theme, [], _("Thêm ô ghi cho mọi dòng"))
        self.more.picked.connect(self._add_another)
        self._grid.addWidget(self.more, 1000, 0, 1, 2)
        self._offer_more(untold)

    def _offer_more(self, untold: frozenset[str]) -> None:
        given = {key for column in self._found.columns for key in column.field.split("+")} | untold
        fields = self._found.form.fields
        rest = [f for f in fields if f.kind is not Kind.REF and f.key not in {*given, *self.editors, *_OF_SOURCE}]
        self._untold = untold
        self.more.set_choices([("", _("Thêm ô ghi cho mọi dòng…")), *((f.key, _(f.label)) for f in rest)], keep=False)
        self.more.setCurrentIndex(0)

    def _add_another(self) -> None:
        key = self.more.code()
        if key:
            self._add(self._found.form.field(key), "")
            self._offer_more(self._untold)
            self.editors[key].setFocus()

    def _add(self, field: Field, text: str) -> None:
        row = len(self.editors) + 2
        editor = self._editor(field, text)
        self.editors[field.key] = editor
        self._grid.addWidget(label(self._kit.theme, _(field.label), "strong"), row, 0)
        self._grid.addWidget(editor, row, 1)

    def _editor(self, field: Field, text: str) -> Combo | LineEdit:
        theme = self._kit.theme
        if field.codes is not None and field.kind is Kind.CODE:
            default = _(field.codes.label(field.default)) if field.default is not None else ""
            blank = _("(chưa chọn; để vậy thì ghi “{label}”)").format(label=default) if default else _("(chưa chọn)")
            if field.key in self._found.proposed_keys:
                blank = _("(chưa chọn; để vậy thì máy xếp theo lời văn)")
            combo = Combo(theme, [("", blank), *codes_of(field)], _(field.label))
            combo.set_code(text)
            combo.picked.connect(self._told)
            return combo
        line = LineEdit(theme, "31/12/2026" if field.kind is Kind.DATE else "")
        line.setAccessibleName(_(field.label))
        line.setText(text)
        line.textChanged.connect(lambda _text: self._told())
        return line

    def _add_source(self, form: str, record_id: str) -> None:
        """The record the opinions of a meeting's list belong to: it tells their day, and mostly their side."""
        records = self._kit.desk.records
        rows = [(_("(gửi thẳng, không thuộc cuộc nào)"), "")]
        for key in SOURCES:
            newest = records.page(key, Query(), 0, MOST_SOURCES)
            rows += [(self._named(key, one), f"{key}:{one.id}") for one in newest]
        if len(rows) == 1:
            return
        self.source = Combo(self._kit.theme, [(code, text) for text, code in rows], _("Thuộc về"))
        self.source.set_code(f"{form}:{record_id}" if record_id else "")
        self.source.picked.connect(self._told)
        self._grid.addWidget(label(self._kit.theme, _("Thuộc về"), "strong"), 1, 0)
        self._grid.addWidget(self.source, 1, 1)

    def _named(self, key: str, record: Record) -> str:
        form = self._kit.desk.records.form(key)
        return f"{screen_date(record.values.get(form.date_field))} · {_(form.label)}: {form.title(record.values)}"

    def said(self) -> dict[str, str]:
        """What stands in every field shown, as typed; "" for one left blank or emptied."""
        found = {key: text_of(editor) for key, editor in self.editors.items()}
        if self.source is not None:
            form, _sign, record_id = (self.source.code() or "").partition(":")
            found |= {"source_form": form, "source_id": record_id}
        return found


def text_of(editor: Combo | LineEdit) -> str:
    """The code or the text of an editor."""
    return editor.code() or "" if isinstance(editor, Combo) else editor.text().strip()


class WordRows(QWidget):
    """Words of others in columns of codes: those nobody matched yet with a guess, and those that were matched before.

    `combos` by field and word.
    """

    def __init__(self, kit: Kit, found: Understood) -> None:
        super().__init__()
        theme = kit.theme
        self.combos: dict[tuple[str, str], Combo] = {}
        self._matched = {(key, word) for key, words in found.matched_words().items() for word in words}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        for at, title in enumerate((_("Chữ trong tệp"), _("Dòng"), _("Nghĩa là"))):
            grid.addWidget(label(theme, title, "small_strong", "text2"), 0, at)
        for key, word, count, code in found.asked_words(MOST_WORDS):
            field = found.form.field(key)
            combo = Combo(theme, [("", _("(chưa rõ)")), *codes_of(field)], f"{_(field.label)}: {word}")
            combo.set_code(code)
            self.combos[key, word] = combo
            row = grid.rowCount()
            grid.addWidget(ElidedLabel(theme, f"{_(field.label)}: “{word}”", "strong"), row, 0)
            grid.addWidget(label(theme, str(count) if count else _("đã nhớ"), "body", "text2"), row, 1)
            grid.addWidget(combo, row, 2)

    def said(self) -> dict[str, dict[str, str]]:
        """Codes by field and folded word; "" for one matched before that shall be forgotten."""
        combos = self.combos.items()
        return folded_words((*place, c.code() or "") for place, c in combos if c.code() or place in self._matched)
