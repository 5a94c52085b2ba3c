"""A disk that refuses a write: one sentence whatever was being done, and nothing is told that was not kept."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Change, Desk
from dialogue_desk.desk.phrases import Phrases
from dialogue_desk.errors import DeskError
from tests.exchange.faulty import Disk, faulty_disk
from tests.exchange.test_bars import export
from tests.reports.filled import empty_desk

KNOWN = {"once": {"disk_full", "io"}, "full": {"disk_full", "io"}, "for good": {"io", "damaged"}}
"""Of a disk that reads nothing any more SQLite cannot tell that the file on it is not damaged."""
SESSION: dict[str, Any] = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình làng", "count_for": "party",
}  # fmt: skip
OPINION: dict[str, Any] = {
    "source_form": "direct", "received_on": "2026-03-02", "kind": "petition", "side": "government",
    "text": "Đường ngõ 5 ngập nước", "request": "Sửa cống", "subject": "urban", "speaker_name": "Vũ Văn Nam",
}  # fmt: skip
STEP = {"done_on": "2026-03-05", "lead_agency": "Ban quản lý chợ"}


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk whose steps are counted."""
    with faulty_disk(monkeypatch) as made:
        yield made


@pytest.fixture
def desk(disk: Disk, data_dir: Path) -> Iterator[Desk]:
    """A desk with two sessions, two petitions, an attachment, and one operation to take back."""
    made = empty_desk(data_dir)
    made.store.conn.execute("PRAGMA wal_autocheckpoint = 1")
    session = made.records.save("session", SESSION)
    made.records.save("session", {**SESSION, "title": "Cuộc hai"})
    for _n in range(2):
        made.records.save("opinion", OPINION)
    paper = data_dir.parent / "biên bản.pdf"
    paper.write_bytes(b"%PDF-1.4\n" + b"x" * 20_000)
    made.attachments.attach("session", session.id, paper)
    FIRST.update({form: next(iter(made.store.records(form))) for form in ("session", "opinion", "attachment")})
    made.records.change("session", session.id, {"notes": "ngõ " * 900})
    yield made
    disk.disarm()
    made.close()


FIRST: dict[str, Any] = {}
"""The first record of each form, looked up while the disk is well."""


def _paste(desk: Desk) -> None:
    rows = (
        "title\theld_on\tplace\tcount_for\tkind\tmode\tstatus\n" + "A\t3/3/2026\tĐình\tparty\tperiodic\tin_person\theld"
    )
    file = desk.folder.parent / "rows.csv"
    file.write_text(rows.replace("\t", ","), encoding="utf-8")
    desk.files.import_file(file, "session")


def _answer_all(desk: Desk) -> None:
    desk.petitions.take_all([(FIRST["opinion"].unit, FIRST["opinion"].id)], "assign", STEP)


WRITES: dict[str, Callable[[Desk], Any]] = {
    "save": lambda d: d.records.save("session", {**SESSION, "title": "Mới"}),
    "change": lambda d: d.records.change("opinion", FIRST["opinion"].id, {"place": "Tổ 5", "speaker_name": "B"}),
    "delete": lambda d: d.records.delete("opinion", FIRST["opinion"].id),
    "undo": lambda d: d.records.undo(),
    "close": lambda d: d.closing.close("2026-Q1"),
    "keep text": lambda d: d.closing.keep_text("2026-Q1", "I. KẾT QUẢ\nĐã làm"),
    "attach": lambda d: d.attachments.attach("session", FIRST["session"].id, d.folder.parent / "biên bản.pdf"),
    "withdraw": lambda d: d.attachments.withdraw(FIRST["attachment"].id),
    "erase": lambda d: d.erasure.erase("opinion", FIRST["opinion"].id, ["text"], "theo đơn"),
    "import": _paste,
    "steps": _answer_all,
    "settings": lambda d: d.records.save("settings", {"short_name": "Xã Một"}),
    "pin": lambda d: d.reporting.pin("trend-subjects", "2026", "vì lụt"),
}


def told(desk: Desk) -> list[Change]:
    """What listeners hear from now on."""
    heard: list[Change] = []
    desk.listeners.append(heard.append)
    return heard


@pytest.mark.parametrize("how", ["once", "for good", "full"])
@pytest.mark.parametrize("name", WRITES)
def test_a_refused_write_is_said_and_told_to_nobody(
    desk: Desk, disk: Disk, name: str, how: str, tmp_path: Path
) -> None:
    """At the first, some middle and the last step of its writing: done and told, or refused, as before, untold."""
    heard = told(desk)
    before = export(desk, tmp_path)
    at, refusals = 1, 0
    while True:
        newest = desk.operations.newest()
        heard.clear()
        disk.arm(at, stays_broken=how == "for good", is_full=how == "full")
        try:
            WRITES[name](desk)
            code = "done"
        except DeskError as trouble:
            code = trouble.code if trouble.message.endswith(".") and trouble.hint.endswith(".") else "no sentence"
        broke = disk.failed
        disk.disarm()
        assert code in {"done", *KNOWN[how]}, f"step {at} ({broke}): {code}"
        assert not desk.store.conn.in_transaction
        if code == "done":
            break
        refusals += 1
        after_trouble(desk)
        assert export(desk, tmp_path) == before, f"step {at} ({broke}) is half done"
        assert heard == [], f"step {at} ({broke}) was told although it was refused"
        assert desk.operations.newest() == newest
        at += 5
    assert refusals or name == "pin"


def after_trouble(desk: Desk) -> None:
    """The connection was begun anew after the refusal: its log goes into the file at once again."""
    desk.store.conn.execute("PRAGMA wal_autocheckpoint = 1")


def test_every_family_of_use_cases_tells_known_trouble() -> None:
    """A family without the decorator would let a full disk through as a fault of the program."""
    families = [value for value in vars(Desk).values() if isinstance(value, cached_property)]
    named = [inspect.get_annotations(family.func)["return"] for family in families]
    for name in [*named, "Preferences"]:
        module = __import__(f"dialogue_desk.desk.{name.lower()}", fromlist=[name])
        family = getattr(module, name)
        if family is Phrases:  # goes through the preferences
            continue
        public = [m for n, m in vars(family).items() if inspect.isfunction(m) and not n.startswith("_")]
        assert public, name
        assert all(hasattr(method, "__wrapped__") for method in public), name
