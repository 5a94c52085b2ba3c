"""Ctrl+Z and Ctrl+Y over what was saved: ask where records would vanish, say what went back and what stayed."""

from __future__ import annotations

from collections.abc import Callable

from dialogue_desk.desk import Desk
from dialogue_desk.desk.operations import Operation, TakenBack
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Progress, Task
from dialogue_desk.texts import _

AT_ONCE = 20
"""Records that are taken back before anybody notices."""


Follow = Callable[[Task], object]
"""Shows how far long work is."""


def undo_here(kit: Kit, typed: Callable[[], bool], throw_away: Callable[[], object] | None) -> None:
    """Ctrl+Z: what was typed last; only with nothing unsaved the last saved change of this desk.

    `typed` takes the last edit back and says whether there was one; `throw_away` drops what is unsaved, None where
    nothing is.
    """
    if _moved(kit, typed):
        return
    if throw_away is None:
        undo_last(kit)
        return
    words = _("Không còn chữ nào vừa gõ để hoàn tác; ở đây còn thay đổi chưa lưu.")
    kit.notices.post(words, "info", _("Bỏ thay đổi"), throw_away)


def redo_here(kit: Kit, typed: Callable[[], bool], *, is_unsaved: bool) -> None:
    """Ctrl+Y: bring again what was taken back: typing first, then what was saved."""
    if not _moved(kit, typed) and not is_unsaved:
        redo_last(kit)


def _moved(kit: Kit, move: Callable[[], bool]) -> bool:
    """Whether typing was taken back or brought again, or could not be, which is said."""
    try:
        return move()
    except DeskError as trouble:
        kit.notices.post_error(trouble)
        return True


def undo_last(kit: Kit, follow: Follow = lambda _task: None) -> None:
    """Take back the last operation since the desk was opened, and say which."""
    last = kit.desk.operations.last()
    if last is not None:
        take_back(kit, last, follow)
        return
    words = _("Từ khi mở bàn chưa có thay đổi nào để hoàn tác.")
    kit.notices.post(words, "info", _("Thao tác gần đây"), lambda: kit.go("recent", Target()))


def redo_last(kit: Kit) -> None:
    """Bring again what was taken back last, unless something else was done since."""
    undone = kit.desk.operations.last_undone()
    if undone is None:
        kit.notices.post(_("Không có gì vừa hoàn tác để làm lại."), "info")
    else:
        take_back(kit, undone)


def take_back(kit: Kit, one: Operation, follow: Follow = lambda _task: None) -> None:
    """Take an operation back; where records would go into the bin, ask first, once.

    One of many records works beside the window. Operations go back one after the other: while one is on its way,
    the next has to wait. Where it cannot be written it can be tried again.
    """

    def go_on() -> None:
        _beside(kit, one, follow, lambda desk: desk.operations.take_back(one), lambda done: _say(kit, done))

    _beside(kit, one, follow, lambda desk: desk.operations.preview(one), lambda would: _ask(kit, would, go_on))


def _ask(kit: Kit, would: TakenBack, go_on: Callable[[], None]) -> None:
    one = would.operation
    gone = [key for key in would.binned if key[0] != "action"]  # a step is a part of its petition, which stays
    if not gone:
        go_on()
        return
    told = kit.desk.operations.listed_words(gone)
    words = _("Hoàn tác “{what}” sẽ bỏ vào thùng rác: {records}.")
    if one.undoes:
        words = _("Làm lại “{what}” sẽ bỏ vào thùng rác: {records}.")
    words = words.format(what=kit.desk.operations.words_of_root(one), records=told)
    kit.notices.post(f"{words} {kept_words(kit.desk, would)}".strip(), "warn", _("Bỏ vào thùng rác"), go_on)


def _say(kit: Kit, done: TakenBack) -> None:
    one, kept = done.operation, kept_words(kit.desk, done)
    if not done.taken:
        words = _("Không hoàn tác được “{what}”.").format(what=done.what)
        kit.notices.post(f"{words} {kept}".strip(), "warn")
        return
    words = _("Đã làm lại: {what}.") if one.undoes else _("Đã hoàn tác: {what}.")
    what = done.what if not one.undoes else kit.desk.operations.words_of_root(one)
    again = (_("Hoàn tác"), lambda: undo_last(kit)) if one.undoes else (_("Làm lại"), lambda: redo_last(kit))
    kit.notices.post(f"{words.format(what=what)} {kept}".strip(), "warn" if kept else "ok", *again)


def kept_words(desk: Desk, done: TakenBack) -> str:
    """What stays as it is, and why, of the first record; how many more."""
    if not done.kept:
        return ""
    first = done.kept[0]
    named = desk.operations.named(desk.records.form(first.form), first.unit, first.id)
    words = _("Giữ nguyên {record}: {why}").format(record=named, why=first.why)
    more = len(done.kept) - 1
    return words + (_(" (và {count} bản ghi nữa).").format(count=more) if more else ".")


def _beside(
    kit: Kit, one: Operation, follow: Follow, work: Callable[[Desk], TakenBack], done: Callable[[TakenBack], None]
) -> None:
    """Run `work` at once for few records, else beside the window."""
    label = _("Hoàn tác")
    if label in kit.runner.labels:
        kit.notices.post(_("Đang hoàn tác; xong rồi hãy hoàn tác tiếp."), "info")
        return
    if one.records > AT_ONCE:

        def beside(desk: Desk, _progress: Progress) -> TakenBack:
            return work(desk)

        follow(run_beside(kit, label, beside, done))
        return
    try:
        outcome = work(kit.desk)
    except DeskError as trouble:
        kit.notices.post_error(trouble)
    else:
        done(outcome)
