"""What the desk has to tell: one notice in the page, never a dialog, never a toast."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from dialogue_desk.desk.trouble import explain
from dialogue_desk.errors import DeskError
from dialogue_desk.journal import JOURNAL
from dialogue_desk.texts import _

T = TypeVar("T")


class NoticeText(NamedTuple):
    """tone: info, ok, warn, danger."""

    text: str
    tone: str = "info"
    action: str = ""
    on_action: Callable[[], object] | None = None


class Notices(QObject):
    """Pages hand their sentences here; the window shows the last one above the page."""

    posted = Signal(object)
    cleared = Signal()
    draft_kept = Signal()
    on_fault: Callable[[], object] | None = None
    """Offered beside a fault of ours: a file to send."""

    def post(
        self, text: str, tone: str = "info", action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        self.posted.emit(NoticeText(text, tone, action, on_action))

    def clear(self) -> None:
        self.cleared.emit()

    def tried(self, do: Callable[[], T]) -> T | None:
        """What `do` gives; None where the desk refused it, which is told."""
        try:
            return do()
        except DeskError as trouble:
            self.post_error(trouble)
            return None

    def did(self, do: Callable[[], object]) -> bool:
        """Whether `do` was done; where the desk refused it, that is told."""
        return self.tried(lambda: (do(),)) is not None

    def post_error(self, problem: Exception) -> None:
        """An error a person may see, in its own words; anything else is named a fault of ours and written down."""
        known = explain(problem)
        if known is not None:
            JOURNAL.note("refused", code=known.code)
            self.posted.emit(NoticeText(str(known), "danger"))
            return
        JOURNAL.crash(problem, "window")
        action = _("Lưu tệp báo lỗi") if self.on_fault is not None else ""
        self.posted.emit(NoticeText(sentence_of(problem), "danger", action, self.on_fault))


def sentence_of(problem: Exception) -> str:
    """Known trouble in its own words, also where a full disk was met outside a use case; else a fault of ours."""
    known = explain(problem)
    if known is not None:
        return str(known)
    kind = type(problem).__name__
    return _("Có lỗi của chương trình ({kind}: {problem}). Dữ liệu đã lưu vẫn còn nguyên.").format(
        kind=kind, problem=problem
    )
