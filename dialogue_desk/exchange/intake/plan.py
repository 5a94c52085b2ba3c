"""How a table is to be taken: which column is which field, values for all rows, words, orders of days."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.sheets import letters, place_of
from dialogue_desk.exchange.intake.wording import sure_code
from dialogue_desk.texts import _

NAME_AND_ADDRESS = "speaker_name+speaker_address"
"""What a column of "Họ tên, địa chỉ" is taken for: split at the first comma, line or bracket."""

SECTION = "§"
"""The place of the column that holds what the section rows say."""


@dataclass(frozen=True)
class Column:
    """One column of a table as it is offered: its place (A, B… or §), its heading's path, and what it is taken for.

    `how`: "guessed", "remembered", "set" or "none"; `sample` up to three values a person sees.
    """

    at: str
    heading: str
    field: str = ""
    how: str = "none"
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """A remembered answer, by name: field by heading ("" passes over; the second "Ngày" is "Ngày#2"), our code by
    field and their word (folded), order of days by heading, and the code of all rows by field."""

    name: str
    form: str
    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The mapping as it is kept."""
        kept: dict[str, object] = {"form": self.form, "columns": dict(self.columns)}
        if self.words:
            kept["words"] = {key: dict(words) for key, words in self.words.items()}
        if self.orders:
            kept["orders"] = dict(self.orders)
        if self.values:
            kept["values"] = dict(self.values)
        return json.dumps(kept, ensure_ascii=False)

    @staticmethod
    def from_json(name: str, text: str) -> ColumnMapping:
        """The reverse of `to_json`."""
        data = json.loads(text)
        words = {str(k): {str(w): str(c) for w, c in v.items()} for k, v in data.get("words", {}).items()}
        orders = {str(k): str(v) for k, v in data.get("orders", {}).items()}
        columns = {str(k): str(v) for k, v in data["columns"].items()}
        values = {str(k): str(v) for k, v in data.get("values", {}).items()}
        return ColumnMapping(name, str(data["form"]), columns, words, orders, values)


@dataclass(frozen=True)
class Choices:
    """What a person said: form, sheets, field by place or heading, values for all rows, words, order of days.

    `words` are by field and folded word; `orders` by place or heading, "" for every column.
    `edits` replaces cells: text by (sheet, row, place).
    """

    form: str = ""
    sheets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    mapping: ColumnMapping | None = None
    edits: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    with_hidden: bool = False
    likely_words: bool = False

    def with_edit(self, sheet: str, row: int, at: str, text: str) -> Choices:
        """The same choices with one cell written anew."""
        return replace(self, edits={**self.edits, (sheet, row, at): text})


def names_of(headings: Sequence[str]) -> list[str]:
    """A name for every column by which it is remembered: its heading, with a number where others have the same."""
    seen: Counter[str] = Counter()
    names = []
    for at, heading in enumerate(headings):
        plain = heading or _("Cột {letters}").format(letters=letters(at))
        seen[plain] += 1
        names.append(plain if seen[plain] == 1 else f"{plain}#{seen[plain]}")
    return names


def chosen_places(headings: Sequence[str], chosen: Mapping[str, str], form: Form) -> dict[int, str]:
    """Field by column from what a person wrote ("Đơn đến › Ngày", "C"); DeskError for what is no column or field."""
    found: dict[int, str] = {}
    for name, key in chosen.items():
        if key and key not in form.by_key and key != NAME_AND_ADDRESS:
            raise DeskError(
                _("{form} không có ô “{key}”.").format(form=_(form.label), key=key),
                _("Các ô: {keys}.").format(keys=", ".join(form.by_key)),
                "field",
            )
        found[_place(headings, name)] = key
    return found


def _place(headings: Sequence[str], name: str) -> int:
    wanted = _plain(name)
    exact = [at for at, heading in enumerate(headings) if _plain(heading) == wanted]
    numbered = [at for at, own in enumerate(names_of(headings)) if _plain(own) == wanted]
    fitting = exact if len(exact) == 1 else numbered if len(numbered) == 1 and "#" in name else exact
    if not fitting and name == SECTION:
        return -1
    if not fitting and 0 <= place_of(name) < max(len(headings), 1):
        return place_of(name)
    if not fitting:
        fitting = [at for at, heading in enumerate(headings) if heading and wanted == _plain(heading.split("›")[-1])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        places = ", ".join(letters(at) for at in fitting)
        raise DeskError(
            _("Có {count} cột mang tên “{name}”: {places}.").format(count=len(fitting), name=name, places=places),
            _("Ghi chữ của cột, ví dụ {example}=received_on.").format(example=letters(fitting[0])),
            "column",
        )
    there = "; ".join(f"{letters(at)} {heading}" for at, heading in enumerate(headings) if heading)
    raise DeskError(
        _("Bảng không có cột “{name}”.").format(name=name), _("Các cột: {there}.").format(there=there[:400]), "column"
    )


def _plain(text: str) -> str:
    return " ".join(fold(text).replace(">", "›").split())


def checked_words(form: Form, words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Words with the keys of the codes a person named by key or label; DeskError for what is none."""
    found: dict[str, dict[str, str]] = {}
    for key, said in words.items():
        one = form.by_key.get(key)
        if one is None or one.codes is None:
            coded = ", ".join(f.key for f in form.fields if f.codes)
            raise DeskError(
                _("{form} không có ô mã “{key}”.").format(form=_(form.label), key=key),
                _("Các ô có danh mục: {keys}.").format(keys=coded),
                "field",
            )
        for word, named in said.items():
            if not named:  # a word remembered before means nothing any more
                found.setdefault(key, {})[word] = ""
                continue
            code = sure_code(one.codes, named)
            if code is None:
                raise DeskError(
                    _("{label} không có mã “{code}”.").format(label=_(one.label), code=named),
                    _("Các mã: {codes}.").format(codes=", ".join(one.codes.labels)),
                    "code",
                )
            found.setdefault(key, {})[word] = code
    return found


def folded_words(words: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """Codes by field and folded word, from (field, their word, code)."""
    found: dict[str, dict[str, str]] = {}
    for key, word, code in words:
        found.setdefault(key, {})[fold(word)] = code
    return found
