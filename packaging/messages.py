"""Bring resources/locale/en.po in step with the sources: `python packaging/messages.py [--check]`.

Every text marked `_("…")`, `N_("…")` or `ngettext("…", n)` in dialogue_desk gets an entry; translations
are kept, entries whose text is gone are dropped. With --check nothing is written.
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dialogue_desk.texts import Catalogue, read_catalogue  # noqa: E402 - after the path is set

CATALOGUE = ROOT / "resources" / "locale" / "en.po"
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
    """Every marked text below `package`. A text put together inside the marker can never be found again."""
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


def render(messages: dict[str, Message], known: Catalogue) -> str:
    """The catalogue as text, ordered by the Vietnamese so that two people's additions rarely meet."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    header = known.get("", ("Language: en\nContent-Type: text/plain; charset=UTF-8\nX-Complete: no\n",))[0]
    lines = ['msgid ""', 'msgstr ""', *(quoted(line + "\n") for line in header.splitlines()), ""]
    for text in sorted(messages):
        message, forms = messages[text], known.get(text, ("",))
        lines += [f"#: {place}" for place in message.files]
        lines.append(f"msgid {quoted(text)}")
        if message.is_plural:
            lines += [f"msgid_plural {quoted(text)}", f"msgstr[0] {quoted(forms[0])}", f"msgstr[1] {quoted(forms[-1])}"]
        else:
            lines.append(f"msgstr {quoted(forms[0])}")
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    chosen = parser.parse_args()
    known = read_catalogue(CATALOGUE) if CATALOGUE.exists() else {}
    messages = extract(ROOT / "dialogue_desk")
    missing = [text for text in messages if text not in known]
    if not chosen.check:
        CATALOGUE.write_text(render(messages, known), encoding="utf-8")
    print(f"{len(messages)} texts, {len(missing)} without English")
    return 1 if chosen.check and missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
