"""Texts a person reads: Vietnamese in the source, other languages from a catalogue.

The Vietnamese needs no catalogue, and a text the catalogue lacks stays Vietnamese. The catalogue is a
gettext .po file; the standard library reads only its compiled form, which would be a build product to
keep in step, so the few lines that read the source form are here.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from dialogue_desk import paths

LANGUAGES = ("vi", "en")

# A text and its translations: one, or one for each plural form.
Catalogue = dict[str, tuple[str, ...]]

_PART = r'(msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*(".*")'
_catalogue: Catalogue = {}
_language = "vi"
_is_command_line = False


def set_language(language: str) -> None:
    """Choose the language of every text asked for from now on."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _catalogue = {} if language == "vi" else read_catalogue(paths.resource("locale", f"{language}.po"))
    _language = language


def language() -> str:
    """The language chosen: `vi` or `en`."""
    return _language


def _(text: str) -> str:
    """Return `text` in the chosen language."""
    found = _catalogue.get(text)
    return found[0] if found else text


def N_(text: str) -> str:
    """Mark `text` for the catalogue without translating it yet."""
    return text


def either(window: str, command_line: str) -> str:
    """Of two texts the one for where it is read: a window names a button, only the command line names commands."""
    return command_line if _is_command_line else window


@contextlib.contextmanager
def for_command_line() -> Iterator[None]:
    """What is said inside is read by somebody who types commands."""
    global _is_command_line
    before, _is_command_line = _is_command_line, True
    try:
        yield
    finally:
        _is_command_line = before


def ngettext(text: str, count: int) -> str:
    """Return `text` in the form the chosen language uses for `count`; Vietnamese has one form for all."""
    found = _catalogue.get(text)
    if not found:
        return text
    return found[0] if count == 1 else found[-1]


def read_catalogue(path: Path) -> Catalogue:
    """Read a .po file; entries without a translation are left out, the header stands under ""."""
    catalogue: Catalogue = {}
    entry: dict[str, str] = {}
    part = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), 'msgid ""']:
        match = re.fullmatch(_PART, line.strip())
        if not match:
            continue
        if match[1] == "msgid":
            _keep(entry, catalogue)
            entry = {}
        part = match[1] or part
        # The escapes of a .po string are among those of JSON.
        entry[part] = entry.get(part, "") + json.loads(match[2])
    return catalogue


def _keep(entry: dict[str, str], catalogue: Catalogue) -> None:
    forms = tuple(text for part, text in entry.items() if part.startswith("msgstr"))
    if forms and all(forms):
        catalogue[entry["msgid"]] = forms
