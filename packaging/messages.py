"""Bring resources/locale/en.po in step with the sources: `python packaging/messages.py [--check]`.

Every text marked `_("…")`, `N_("…")` or `ngettext("…", n)` in dialogue_desk gets an entry; translations
are kept, entries whose text is gone are dropped. With --check nothing is written.
"""

import argparse
import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dialogue_desk.texts import forms_of  # noqa: E402 - after the path is set

CATALOGUE = ROOT / "resources" / "locale" / "en.po"
HEADER = b"""msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
"""Ours: Babel's names the moment and its own version, and would change with every run."""
MARKERS = ("_", "N_", "ngettext")


class Message:
    """A text in the sources, the files that use it, and whether it has plural forms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.files: list[str] = []
        self.is_plural = False


def marked(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """The calls of a marker, with the marker's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS and node.args:
            yield node, node.func.id


def extract(package: Path) -> dict[str, Message]:
    """Every marked text below `package`. A text put together inside the marker can never be found again.

    Read with `ast`: Babel's own reader goes by tokens, and before Python 3.12 an f-string is one, with what is
    marked inside it.
    """
    messages: dict[str, Message] = {}
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for call, marker in marked(ast.parse(path.read_text(encoding="utf-8"))):
            text = call.args[0]
            if isinstance(text, ast.JoinedStr | ast.BinOp):
                raise SystemExit(f"{place}:{call.lineno}: mark one whole string, and format what comes back")
            if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                continue  # a text marked elsewhere with N_
            message = messages.setdefault(text.value, Message(text.value))
            message.is_plural |= marker == "ngettext"
            if place not in message.files:
                message.files.append(place)
    return messages


def read(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merged(messages: dict[str, Message], known: Catalog) -> Catalog:
    """The catalogue with an entry for every text in the sources, translated as it was; of texts gone there is none."""
    found = Catalog(locale="en")
    for text, message in messages.items():
        held = known.get(text)
        forms = forms_of(held.string if held is not None else "")
        found.add(
            (text, text) if message.is_plural else text,
            (forms[0], forms[-1]) if message.is_plural else forms[0],
            locations=[(place, 0) for place in message.files],
        )
    return found


def render(catalogue: Catalog) -> bytes:
    """The catalogue as text, ordered by the Vietnamese so that two people's additions rarely meet."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + out.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts without English, or without one of its two forms."""
    return [str(m.id) for m in catalogue if m.id and not all(forms_of(m.string))]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    chosen = parser.parse_args()
    catalogue = merged(extract(ROOT / "dialogue_desk"), read())
    missing = untranslated(catalogue)
    if not chosen.check:
        CATALOGUE.write_bytes(render(catalogue))
    print(f"{len(catalogue)} texts, {len(missing)} without English")
    return 1 if chosen.check and missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
