"""What a laptop chose, and what is half typed, while long work writes in the same file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from dialogue_desk.app import write_waiting
from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver
from dialogue_desk.storage.store import Store

SESSION = {"held_on": "2026-05-04", "title": "Đường thôn Đông", "place": "Nhà văn hóa", "count_for": "party"}


@contextmanager
def long_work(desk: Desk) -> Iterator[None]:
    """Another store that is in the middle of writing."""
    with closing(desk.another()) as other, driver.transaction(other.store.conn):
        other.store.set_meta("work", "long")
        yield


def test_a_choice_waits_for_nobody_and_is_written_later(desk: Desk) -> None:
    desk.prefer("page", "home")
    with long_work(desk):
        desk.prefer("page", "sessions")
        desk.prefer("draft.session", "{}")
        assert (desk.preference("page"), desk.preference("draft.session")) == ("sessions", "{}")
        assert not desk.preferences.write()
        with closing(desk.another()) as other:
            assert other.preference("page") == "home"
    assert desk.preferences.write()
    with closing(desk.another()) as other:
        assert (other.preference("page"), other.preference("draft.session")) == ("sessions", "{}")


def test_what_waits_is_written_when_the_desk_is_closed(desk: Desk) -> None:
    with long_work(desk):
        desk.prefer("page", "charts")
    folder = desk.folder
    desk.close()
    with closing(Desk.open(folder)) as again:
        assert again.preference("page") == "charts"


def test_a_full_disk_keeps_no_desk_from_closing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise driver.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "set_meta", full)
        with pytest.raises(DeskError) as told:
            desk.prefer("page", "charts")
        assert told.value.code == "disk_full"
        write_waiting(desk)  # not told again every second
        desk.preferences.close()
    desk.close()


def test_a_later_choice_takes_the_place_of_one_that_waits(desk: Desk) -> None:
    with long_work(desk):
        desk.prefer("page", "charts")
    desk.prefer("page", "home")
    with closing(desk.another()) as other:
        assert other.preference("page") == "home"


def test_a_save_beside_long_work_is_refused_in_one_sentence_also_after_trouble(desk: Desk) -> None:
    desk.wait_at_most(1)
    for _again in range(2):  # the file was opened anew after the first refusal
        with long_work(desk), pytest.raises(DeskError) as refused:
            desk.records.save("session", SESSION)
        assert refused.value.code == "locked"
        assert desk.store.conn.execute("PRAGMA busy_timeout").fetchone()[0] == 1
    with long_work(desk), pytest.raises(DeskError) as refused:
        desk.person = "Hạnh"
    assert refused.value.code == "locked"
    assert desk.records.save("session", SESSION).values["title"] == "Đường thôn Đông"
