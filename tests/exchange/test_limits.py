"""What a package may cost: linear in marks and in parallel versions, bounded in memory, stopped early at junk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk.joining import own_keys
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.merge import NO_FORKS, covers, evaluate, heads_of
from dialogue_desk.domain.records import Stamp, Version, build_version, new_id
from dialogue_desk.exchange import merging, package, signing
from dialogue_desk.exchange.parts import seal_line
from tests.exchange import forging
from tests.exchange.world import COMMUNE, OPINION, SESSION, World

SECONDS = 2.0
FORM = next(form for form in FORMS if form.key == "session")


def cpu(work: Callable[[], Any]) -> tuple[Any, float]:
    """What work gives, and the processor's time it took: others work on this machine too."""
    began = time.process_time()
    done = work()
    return done, time.process_time() - began


def test_two_thousand_marks(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    ids = [commune.records.save("session", {**SESSION, "title": f"Cuộc {i}", "notes": "riêng"}).id for i in range(40)]
    chain.up("commune", "district")
    at = "2026-01-01T00:00:00Z"
    marks = [
        [
            "session",
            COMMUNE,
            ids[i % 40] if i % 2 else new_id(),
            '["notes"]',
            commune.store.desk,
            "Ai",
            at,
            f"lý do {i}",
        ]
        for i in range(2000)
    ]
    file = forging.seal(chain, commune, district, erasures=marks, number=2, spoken=9)
    done, took = cpu(lambda: chain.receive("district", file))
    assert done.status == "merged"
    assert took <= SECONDS
    held = [r.values["notes"] for r in district.store.records("session")]
    assert held.count("riêng") == 20
    assert district.keeping.check() == []


def parallel(desk_id: str, count: int, clock: int, record: str) -> list[Version]:
    body = {"at": forging.AT, "by": "Ai", "eb": "Ai", "ca": forging.AT}
    return [
        build_version("session", COMMUNE, record, Stamp(clock + i, f"{desk_id}/{i}", 1), {}, (), {},
                      {**body, "v": {**SESSION, "title": f"Cuộc {i}"}})
        for i in range(count)
    ]  # fmt: skip


def test_fifteen_hundred_parallel_versions(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    made = parallel(commune.store.desk, 1500, commune.store.clock(), new_id())
    file = forging.seal(chain, commune, district, map(forging.line, made), number=2, spoken=9)
    seen, took = cpu(lambda: chain.receive("district", file, dry_run=True))
    assert seen.counts["conflicts"] == 1, seen.message
    assert took <= SECONDS
    done, took = cpu(lambda: chain.receive("district", file))
    assert done.counts["conflicts"] == 1
    assert took <= SECONDS
    (record,) = district.store.records("session")
    assert record.values["title"] == "Cuộc 1499"
    assert district.store.conn.execute("SELECT count(*) FROM head").fetchone() == (1500,)
    _kept, took = cpu(lambda: district.receiving.undo(done.package))
    assert took <= SECONDS


def test_a_long_chain_that_only_its_last_save_covers() -> None:
    """The one save that has seen all the others: looked for from the end, not by each of the others."""
    made = parallel("d" * 16, 4000, 10**15, new_id())
    last = build_version(
        "session", COMMUNE, made[0].id, Stamp(2 * 10**15, f"{'e' * 16}/0", 1), {v.stamp.de: 1 for v in made}, (), {},
        made[0].body,
    )  # fmt: skip
    heads, took = cpu(lambda: heads_of([*made, last]))
    assert heads == (last,)
    assert took <= SECONDS
    shown, took = cpu(lambda: evaluate(FORM, made))
    assert len(shown.heads) == 4000
    assert took <= 3 * SECONDS


@pytest.mark.parametrize("forks", [NO_FORKS, {"d" * 16 + "/0": 3}])
def test_many_asked_at_once_are_the_same_as_two_by_two(forks: dict[str, int]) -> None:
    """Against the plain rule, over histories with equal clocks, criss-cross knowledge and names."""
    import random

    dice = random.Random(5)
    for _turn in range(150):
        made: list[Version] = []
        for i in range(dice.randrange(1, 9)):
            known = dice.sample(made, dice.randrange(len(made) + 1))
            seen = {v.stamp.de: v.stamp.n + dice.randrange(-1, 2) for v in known}
            names = tuple(sorted(v.hash for v in known if dice.random() < 0.3))
            stamp = Stamp(10 + dice.randrange(6), f"{dice.choice('de') * 16}/{dice.randrange(2)}", 1 + i)
            body = {"at": "", "by": "", "eb": "", "ca": "", "v": {"title": dice.choice("ab")}}
            kept = {de: n for de, n in seen.items() if n > 0}
            made.append(build_version("session", COMMUNE, "r", stamp, kept, names, {}, body))
        plain = sorted(
            (v for v in {v.hash: v for v in made}.values() if not any(covers(o, v, forks) for o in made)),
            key=lambda v: v.hash,
        )
        assert list(heads_of(made, forks)) == plain


def test_more_is_sealed_than_may_be_sent(chain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    junk = [b'["x","' + b"a" * 900_000 + b'"]'] * 5
    file = forging.seal(chain, commune, district, junk, number=2, spoken=9)
    monkeypatch.setattr(package, "MAX_FILE", 4 << 20)
    monkeypatch.setattr(package, "MIN_BODY", 64 << 20)
    assert chain.receive("district", file).code == "bomb"


def test_junk_stops_early(chain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    read: list[bytes] = []
    plain = merging.LineReader.read
    monkeypatch.setattr(merging.LineReader, "read", lambda self, line: (read.append(line), plain(self, line))[1])
    file = forging.seal(chain, commune, district, [b'["junk%d"]' % i for i in range(30_000)], number=2, spoken=9)
    done = chain.receive("district", file)
    assert (done.status, done.code) == ("refused", "junk")
    assert len(read) == merging.MOST_JUNK + 1
    assert district.store.conn.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)
    few = forging.seal(chain, commune, district, [b'["junk%d"]' % i for i in range(30)], number=2, spoken=9)
    assert chain.receive("district", few).counts["quarantined"] == 30


@pytest.mark.parametrize(
    ("form", "field", "letters", "taken"),
    [
        ("session", "title", 20_000, 1), ("session", "title", 20_001, 0),
        ("opinion", "other_case_number", 100, 1), ("opinion", "other_case_number", 101, 0),
        ("session", "of_a_newer_program", 200_000, 1), ("session", "of_a_newer_program", 200_001, 0),
    ],
)  # fmt: skip
def test_a_text_nobody_can_have_typed_is_no_row(chain: World, form: str, field: str, letters: int, taken: int) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    values = SESSION if form == "session" else OPINION
    made = forging.version(commune, form, COMMUNE, {**values, field: "a" * letters})
    done = chain.receive("district", forging.seal(chain, commune, district, [forging.line(made)], number=2, spoken=9))
    assert done.status == "merged"
    assert (done.counts["new"], done.counts["quarantined"]) == (taken, 1 - taken)


def test_a_package_taken_in_parts_is_the_same(chain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions of one record in different parts, siblings, and what a preview tells of them."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    shared = commune.records.save("session", SESSION)
    for i in range(7):
        commune.records.save("opinion", {**OPINION, "text": f"Ngập {i}", "session_id": shared.id})
        commune.records.change("session", shared.id, {"notes": f"lần {i}"})
    out = chain.file()
    commune.sending.send(out)
    whole = chain.receive("district", out, dry_run=True)
    monkeypatch.setattr(merging, "PART", 3)
    parts = chain.receive("district", out, dry_run=True)
    assert parts.counts == whole.counts
    assert parts.details == whole.details
    done = chain.receive("district", out)
    assert (done.counts, done.rows) == (whole.counts, whole.rows)
    assert next(iter(district.store.records("session"))).values["notes"] == "lần 6"
    assert district.keeping.check() == []


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_only_plain_files_are_received_and_attached(chain: World) -> None:
    """A pipe would wait for ever, a device never ends."""
    commune = chain.desks["commune"]
    pipe = chain.root / "gói.ddpkg"
    os.mkfifo(pipe)
    assert chain.receive("commune", pipe).code == "no_file"
    assert chain.receive("commune", Path("/dev/zero")).code == "no_file"
    parent = commune.records.save("session", SESSION)
    for file in (pipe, Path("/dev/zero"), chain.root):
        with pytest.raises(package.DeskError) as refused:
            commune.attachments.attach("session", parent.id, file)
        assert refused.value.code == "no_file"


LARGEST = os.environ.get("LARGEST_PACKAGE")


@pytest.mark.skipif(not LARGEST, reason="takes minutes: LARGEST_PACKAGE=1")
@pytest.mark.parametrize("filling", ["rows", "attachments"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_the_largest_package_fits_into_a_small_machine(chain: World, filling: str, dry_run: bool) -> None:
    """A process of its own that takes as much as may be sent; its greatest size is what the system counted of that
    process alone."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    lines = rows_of(commune) if filling == "rows" else attachments()
    file = forging.seal(chain, commune, district, lines, number=2, spoken=9, signers=())
    folder = district.folder
    district.close()
    program = (
        "import re, sys; from dialogue_desk.cli import main; status = main(sys.argv[1:])\n"
        "print('kB', re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]); sys.exit(status)"
    )
    dry = ["--dry-run"] if dry_run else []
    command = [sys.executable, "-c", program, "receive", str(file), "--data", str(folder), *dry]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    most = int(done.stdout.rpartition("kB ")[2])
    sys.stderr.write(f"\n{filling} dry={dry_run}: {most >> 10} MB, file {file.stat().st_size >> 20} MB\n")
    assert most <= 600 << 10


def rows_of(desk: Any) -> list[bytes]:
    """As many small new records as fit, signed in runs."""
    lines: list[bytes] = []
    size, n = 0, 0
    digests: list[str] = []
    clock = desk.store.clock()
    de = f"{desk.store.desk}/0"
    while size < package.MAX_FILE - (9 << 20):
        n += 1
        body = {"at": forging.AT, "by": "Ai", "eb": "Ai", "ca": forging.AT, "v": {**SESSION, "title": new_id()}}
        made = build_version("session", COMMUNE, new_id(), Stamp(clock + n, de, n), {}, (), {}, body)
        lines.append(forging.line(made))
        digests.append(made.hash)
        size += len(lines[-1]) + 1
    keys = own_keys(desk.store)
    runs = range(0, len(digests), signing.RUN)
    return lines + [seal_line(signing.sign(keys, de, i + 1, digests[i : i + signing.RUN])) for i in runs]


def attachments() -> list[bytes]:
    """Contents that no compression makes smaller."""
    from dialogue_desk.exchange.parts import file_lines

    lines: list[bytes] = []
    size = 0
    while size < package.MAX_FILE - (29 << 20):
        content = b"%PDF-1.7" + os.urandom(19 << 20)
        more = list(file_lines(package.hashlib.sha256(content).hexdigest(), content))
        size += sum(map(len, more)) + len(more)
        lines += more
    return lines
