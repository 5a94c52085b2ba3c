"""Which passphrases protect something: long enough, and not what is tried first.

Strength is zxcvbn's estimate of the guesses it takes, counted with the words
of resources/passphrases.txt (Vietnamese, folded: people type them without
accents) and on the text as typed and on the text folded without blanks: the
smaller counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.paths import resource
from dialogue_desk.texts import _

LEAST_LETTERS = 8
LEAST_GUESSES = 10**8
"""Each guess at a stolen file costs Argon2id: this many take a rented farm days, not minutes."""
_READ = 72
"""Letters the estimate reads: its time grows with the square of them."""


def normalised(secret: str) -> str:
    """The one spelling of a passphrase, however it was typed (composed or decomposed Vietnamese)."""
    return unicodedata.normalize("NFKC", secret)


def require_good(passphrase: str, known: Sequence[str] = ()) -> None:
    """DeskError for a passphrase that protects nothing; `known` are words of the desk itself (unit, person).

    Codes: empty_passphrase, short_passphrase, common_passphrase.
    """
    hint = _("Chọn bốn, năm từ dễ nhớ không liên quan đến nhau.")
    if not passphrase.strip():
        raise DeskError(_("Mật khẩu không được để trống."), hint, "empty_passphrase")
    if len(normalised(passphrase).strip()) < LEAST_LETTERS:
        short = _("Mật khẩu quá ngắn: cần ít nhất {least} ký tự.").format(least=LEAST_LETTERS)
        raise DeskError(short, hint, "short_passphrase")
    if guesses(passphrase, known) < LEAST_GUESSES:
        raise DeskError(_("Mật khẩu này quá dễ đoán."), hint, "common_passphrase")


def guesses(passphrase: str, known: Sequence[str] = ()) -> float:
    """How many guesses a passphrase takes, at most."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 only who sets a passphrase

    typed = normalised(passphrase)[:_READ]
    plain = "".join(fold(typed).split())
    words = [*(run for name in known for run in _runs(name)), *common_words()]
    return min(float(zxcvbn(text, user_inputs=words)["guesses"]) for text in {typed, plain})


def _runs(name: str) -> list[str]:
    """A name and every run of its words, folded and without blanks: of "Phường Minh Khai" also "minhkhai"."""
    words = fold(name).split()
    return ["".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1)]


@cache
def common_words() -> tuple[str, ...]:
    """Words and phrases of the shipped list, folded and without blanks, the most common first."""
    lines = resource("passphrases.txt").read_text(encoding="utf-8").splitlines()
    return tuple("".join(fold(line).split()) for line in lines if line.strip() and not line.startswith("#"))
