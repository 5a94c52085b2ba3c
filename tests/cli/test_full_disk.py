"""A file that does not fit on its disk: one sentence that says so, whatever is written, and no piece of it left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from tests.desk.test_durability import mounted
from tests.exchange.world import COMMUNE, DISTRICT, SESSION, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A district and a commune of it, with a session and a package sent up."""
    made = World(tmp_path_factory.mktemp("đầy"))
    made.init("district", DISTRICT)
    made.join("commune", "district", COMMUNE)
    desk = made.desks["commune"]
    desk.records.save("session", {**SESSION, "notes": "đất " * 2000})
    made.up("commune", "district")
    made.close()
    return made


@pytest.fixture(scope="module")
def full() -> Iterator[Path]:
    """A disk with no room left on it."""
    with mounted("-t", "tmpfs", "-o", "size=64k", "tmpfs") as disk:
        with (disk / "đầy").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        yield disk


COMMANDS = (
    ("commune", "template", "session", "--out", "mẫu.xlsx"),
    ("commune", "export", "--out", "x.xlsx"),
    ("commune", "export", "session", "--out", "x.csv"),
    ("commune", "export", "--out", "x.ndjson"),
    *(
        ("commune", "report", "opinions-table", "--period", "2023", "--out", f"b.{kind}")
        for kind in ("pdf", "xlsx", "csv", "json")
    ),
    ("commune", "report", "periodic-report", "--period", "2023", "--out", "b.docx"),
    ("commune", "report", "trend-subjects", "--from-year", "2022", "--to-year", "2023", "--out", "b.pdf"),
    ("commune", "fingerprint", "--out", "phiếu.pdf"),
    ("commune", "recovery-key", "--out", "khóa.pdf"),
    ("commune", "send", "--full", "--out", "gói.ddpkg"),
    ("commune", "backup", "--to", "."),
    ("district", "invite", "11299", "--out", "mời.ddinvite"),
    ("district", "return", COMMUNE, "--out", "trả.ddpkg"),
    ("district", "return", "--all", "--out", "thư mục"),
    ("", "init", "--unit", "11299", "--units", "2023"),
    ("", "demo", "commune", "--out", "minh họa"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[1:]))
def test_it_is_told_as_such(
    world: World, full: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    name, *words = command
    if "--out" in words or "--to" in words:
        words[-1] = str(full / words[-1])
    data = world.root / name if name else full / "bàn"
    before = {path for path in full.rglob("*") if path.is_file()}
    capsys.readouterr()
    line = words if words[0] == "demo" else [*words, "--data", str(data)]
    assert main(line) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert "Đĩa đã đầy" in said.err
    assert "Giải phóng" in said.err
    left = {path for path in full.rglob("*") if path.is_file()} - before
    assert {path for path in left if path.stat().st_size} == set()
    for path in left:
        path.unlink()


def test_the_desk_works_on(world: World) -> None:
    """Nothing that could not be written counts as written."""
    desk = Desk.open(world.root / "commune")
    assert len(desk.sending.sent()) == 1
    assert desk.keeping.check() == []
    desk.close()
