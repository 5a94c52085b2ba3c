"""The wording of letters: templates with {braces} shipped in resources, and a unit's own version by their side.

A template begins with lines `title:`, `subtitle:`, `to:` (a recipient), then, after an empty line, a paragraph a line:
`# ` before a heading, `## ` before bold words, `____` a line for the pen (also behind words), `[[name]]` a table,
`?{name}` before a paragraph that stands only where the name has something to say. `name.family.txt` speaks for one
issuing body, `name.txt` for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dialogue_desk.domain.declared import is_declared_key
from dialogue_desk.domain.fields import Field, Kind, Value
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Block, Text
from dialogue_desk.errors import DeskError
from dialogue_desk.paths import resource
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage import declarations
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

FOLDER = "letters"
FORM_ID = "letter-{name}"
"""Under this id a unit's own wording of a letter travels as a declaration without fields."""

_BRACE = re.compile(r"\{([^{}\n]*)\}")
_WHEN = re.compile(r"\?\{([^{}\n]*)\}")
_BLOCKS = re.compile(r"\[\[([a-z_]+)\]\]")
_PEN = "____"
_HEAD = re.compile(r"(title|subtitle|to):\s*(.*)")


@dataclass(frozen=True)
class Written:
    """A letter with its values in place."""

    title: str
    subtitle: str
    recipients: tuple[str, ...]
    blocks: tuple[Block, ...]


def names() -> tuple[str, ...]:
    """The letters whose wording is a template."""
    return tuple(sorted({path.name.split(".")[0] for path in resource(FOLDER).glob("*.txt")}))


def shipped(name: str, family: str) -> str:
    """The wording that came with the program."""
    for file in (f"{name}.{family}.txt", f"{name}.txt"):
        path = resource(FOLDER) / file
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise DeskError(_("Không có lời văn nào tên “{name}”.").format(name=name), _shown(), "no_letter")


def _shown() -> str:
    return _("Các lời văn: {names}.").format(names=", ".join(names()))


def own(store: Store, unit: str, name: str, family: str) -> str:
    """A unit's own wording, else that of the nearest unit above; "" where they keep to the shipped one."""
    tree, held = store.units, {}
    for signed in declarations.held(store.conn):
        told = signed.declaration
        if told.form_id == FORM_ID.format(name=name) and not told.is_withdrawn:
            held[told.issuer] = told.told.get("letters", {})
    here = unit
    while here:
        letters = held.get(here, {})
        found = letters.get(f"{name}.{family}") or letters.get(name)
        if found:
            return str(found)
        here = tree[here].parent if here in tree else ""
    return ""


def wording(store: Store, unit: str, name: str, family: str, tried: str = "") -> str:
    """What a letter says: `tried` (not kept yet), the unit's own, the shipped one."""
    return tried or own(store, unit, name, family) or shipped(name, family)


def write(template: str, values: Mapping[str, object], blocks: Mapping[str, Sequence[Block]] | None = None) -> Written:
    """A template with its values. DeskError names a brace that means nothing here, and what may stand there."""
    head: dict[str, list[str]] = {"title": [], "subtitle": [], "to": []}
    body: list[Block] = []
    for line in _unheaded(template, head, values):
        body.extend(_paragraph(line, values, blocks or {}))
    return Written("\n".join(head["title"]), "\n".join(head["subtitle"]), tuple(head["to"]), tuple(body))


def _unheaded(template: str, head: dict[str, list[str]], values: Mapping[str, object]) -> Iterator[str]:
    """The paragraphs; the lines before the first empty one go into `head`."""
    lines = iter(template.replace("\r", "").split("\n"))
    for line in lines:
        found = _HEAD.fullmatch(line.strip())
        if found is None:
            if line.strip():
                yield line
            break
        head[found[1]].append(_filled(found[2], values))
    yield from (line for line in lines if line.strip())


def _paragraph(line: str, values: Mapping[str, object], blocks: Mapping[str, Sequence[Block]]) -> Iterator[Block]:
    table = _BLOCKS.fullmatch(line.strip())
    if table is not None:
        if table[1] not in blocks:
            raise _unknown(f"[[{table[1]}]]", [f"[[{name}]]" for name in blocks])
        yield from blocks[table[1]]
        return
    when = _WHEN.match(line)
    if when is not None:
        if when[1] not in values:
            raise _unknown(f"?{{{when[1]}}}", [f"?{{{name}}}" for name in values])
        if not values[when[1]]:
            return
        line = line[when.end() :]
    if line.strip().endswith(_PEN):
        yield Text(_filled(line.strip().removesuffix(_PEN).rstrip(), values), "field")
    elif line.startswith("## "):
        yield Text(_filled(line[3:], values), "bold")
    elif line.startswith("# "):
        yield Text(_filled(line[2:], values), "heading")
    else:
        yield from (Text(part) for part in _filled(line, values).split("\n"))


def refuse_strange(text: str, known: str) -> None:
    """DeskError for a brace or a table that another wording of the letter does not have."""
    for signs in (_BRACE, _BLOCKS):
        told = {match[0]: match[1] for match in signs.finditer(known)}
        strange = next((m[0] for m in signs.finditer(text) if " ".join(m[1].split()) not in told.values()), "")
        if strange:
            raise _unknown(strange, told)


def _filled(line: str, values: Mapping[str, object]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise _unknown(match[0], [f"{{{name}}}" for name in values])
        return str(values[match[1]] or "")

    return _BRACE.sub(value, line)


def _unknown(what: str, known: Iterable[str]) -> DeskError:
    return DeskError(
        _("Lời văn có {what}, không chỉ gì ở văn bản này.").format(what=what),
        _("Dùng một trong: {known}.").format(known=", ".join(known)),
        "letter",
    )


def letter_of(
    store: Store,
    record: Record,
    name: str,
    family: str,
    asked: Asked,
    values: Mapping[str, object],
    blocks: Mapping[str, Sequence[Block]] | None = None,
) -> Written:
    """The letter `name` about a record: `values` and the declared fields of its form stand for the braces.

    A declared field that asks for this letter and that its wording does not name stands in a line at the end.
    """
    form = store.form(record.form)
    mine = {f.key: f for f in form.fields if is_declared_key(f.key) and not f.is_raw}
    told = {key: _told(f, record.values.get(key)) for key, f in mine.items()}
    short = {key.split("_", 2)[2]: said for key, said in told.items()}
    template = wording(store, record.unit, name, family, asked.wording)
    written = write(template, {**short, **told, **values}, blocks)
    named = set(_BRACE.findall(template))
    further = [
        Text(f"{f.label}: {told[key]}.")
        for key, f in mine.items()
        if f.letter == name and told[key] and not {key, key.split("_", 2)[2]} & named
    ]
    return replace(written, blocks=(*written.blocks, *further))


def letter_of_unit(
    store: Store,
    unit: str,
    name: str,
    family: str,
    asked: Asked,
    values: Mapping[str, object],
    blocks: Mapping[str, Sequence[Block]] | None = None,
) -> Written:
    """The letter `name` about no single record."""
    return write(wording(store, unit, name, family, asked.wording), values, blocks)


def _told(field: Field, value: Value) -> str:
    """A declared value as a letter says it."""
    if value is None:
        return ""
    if field.codes is not None:
        return ", ".join(field.codes.label(code) for code in (value if isinstance(value, tuple) else (value,)))
    if field.kind is Kind.YES_NO:
        return _("có") if value else _("không")
    return document_date(value) if field.kind is Kind.DATE else str(value)
