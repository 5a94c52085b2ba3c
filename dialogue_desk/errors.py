"""The exceptions a person may see.

A `DeskError` is known trouble: it carries one plain Vietnamese sentence and,
apart from it, what to do next. Everything else that is raised is a bug.
"""

from __future__ import annotations


class DeskError(Exception):
    """Known trouble, told in one plain sentence.

    `code` is a stable short name for programs (exit codes, JSON, tests);
    `hint` says what to do next and may be empty.
    """

    def __init__(self, message: str, hint: str = "", code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class RecordError(DeskError):
    """A record breaks a rule of its form; `field` is the key of the field that is wrong."""

    def __init__(self, message: str, field: str = "", hint: str = "", code: str = "invalid") -> None:
        super().__init__(message, hint, code)
        self.field = field


class StaleError(DeskError):
    """The record was changed by someone else after it was read."""


class StoppedError(DeskError):
    """Somebody stopped what was being read."""


class DamagedError(DeskError):
    """A file of ours cannot be read as what it should be."""


class WrongPassphraseError(DeskError):
    """The passphrase opens no slot of this desk."""
