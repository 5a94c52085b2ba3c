"""The guide's texts: one plain page for every room, read from resources/help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogue_desk.paths import resource
from dialogue_desk.texts import language


@dataclass(frozen=True, slots=True)
class Block:
    """kind: "title", "heading", "text" or "item"; `text` is shown as it is, never as markup."""

    kind: str
    text: str


_MARKS = (("## ", "heading"), ("# ", "title"), ("- ", "item"))


def read_blocks(lines: Iterable[str]) -> tuple[Block, ...]:
    """The small part of Markdown the guide uses: titles, headings, paragraphs, items; an empty line ends a block."""
    found: list[Block] = []
    is_open = False
    for line in (line.strip() for line in lines):
        kind = next((kind for mark, kind in _MARKS if line.startswith(mark)), "")
        if kind:
            found.append(Block(kind, line.split(" ", 1)[1]))
        elif line and is_open:
            last = found.pop()
            found.append(Block(last.kind, f"{last.text} {line}"))
        elif line:
            found.append(Block("text", line))
        is_open = bool(line) and kind not in ("title", "heading")
    return tuple(found)


def page_help(key: str) -> tuple[Block, ...]:
    """What the page `key` is for, how one works there and which rule stands behind it."""
    name = f"{key}.md" if language() == "vi" else f"{key}.{language()}.md"
    return read_blocks(resource("help", name).read_text(encoding="utf-8").splitlines())
