"""Texts a person reads: Vietnamese in the source, other languages from a catalogue, read by gettext.

The Vietnamese needs no catalogue, and a text the catalogue lacks stays Vietnamese. What is shipped holds
the compiled catalogue beside its source; a checkout compiles the source when it is asked for.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from dialogue_desk import paths

LANGUAGES = ("vi", "en")

_catalogue: GNUTranslations | None = None
_language = "vi"
_is_command_line = False


def set_language(language: str) -> None:
    """Choose the language of every text asked for from now on."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _catalogue = None if language == "vi" else read_catalogue(paths.resource("locale"), language)
    _language = language


def language() -> str:
    """The language chosen: `vi` or `en`."""
    return _language


def _(text: str) -> str:
    """Return `text` in the chosen language."""
    return text if _catalogue is None or not text else _catalogue.gettext(text)


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
    return text if _catalogue is None else _catalogue.ngettext(text, text, count)


@cache
def read_catalogue(folder: Path, language: str) -> GNUTranslations:
    """The catalogue of a language in a folder: the compiled file when there is one, else its source, compiled here."""
    compiled = folder / f"{language}.mo"
    content = compiled.read_bytes() if compiled.exists() else compiled_catalogue(folder / f"{language}.po")
    return GNUTranslations(io.BytesIO(content))


def compiled_catalogue(source: Path) -> bytes:
    """A .po file as the .mo file gettext reads; entries without a translation are left out."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 not shipped: it is asked only in a checkout
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.stem)
    catalogue.creation_date = datetime.fromtimestamp(0, UTC)  # else the moment it is read: the same source, other bytes
    for message in [m for m in catalogue if m.id and not all(forms_of(m.string))]:
        text = message.id if isinstance(message.id, str) else message.id[0]
        catalogue.delete(text)
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def forms_of(told: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The translations of an entry: one, or one for each plural form; "" for those not written yet."""
    return (told or "",) if told is None or isinstance(told, str) else tuple(told)
