"""A package's way up and back, as people experience it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.exchange.world import COMMUNE, DISTRICT, OPINION, SESSION, World, dump, step_on

HERE = Path(__file__).parent


def test_a_commune_sends_and_learns_that_it_is_held(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    first = chain.up("commune", "district")
    assert (first.status, first.unit, first.counts["new"]) == ("merged", COMMUNE, 1)
    assert district.records.need("session", record.id).values["title"] == "Đối thoại quý I"
    assert commune.whereabouts.where("session", record.id)[1] == []
    back = chain.down("district", "commune")
    assert back.status == "merged"
    sent, held = commune.whereabouts.where("session", record.id)
    assert [(h.level, h.unit) for h in held] == [("district", DISTRICT)]
    assert sent[0].receipt
    assert commune.sending.plan().rows == 0
    assert chain.up("district", "city").counts["new"] == 1
    chain.down("city", "district")
    chain.down("district", "commune")
    assert [h.level for h in commune.whereabouts.where("session", record.id)[1]] == ["district", "city"]
    changed = commune.records.change("session", record.id, {"place": "Nhà văn hóa"})
    assert commune.whereabouts.where("session", record.id)[1] == []
    assert changed.values["place"] == "Nhà văn hóa"
    assert chain.up("commune", "district").counts["changed"] == 1


def test_a_forwarded_case_takes_its_names_along_and_brings_the_answer_back(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    kept = commune.records.save("opinion", {**OPINION, "speaker_name": "Nguyễn Thị Kín"})
    case = commune.records.save("opinion", {**OPINION, "speaker_name": "Trần Văn Chuyển"})
    chain.up("commune", "district")
    chain.down("district", "commune")
    assert district.records.need("opinion", case.id).values["speaker_name"] is None
    commune.records.save("action", step_on(case.id, "forward_up", "2023-04-01"))
    chain.up("commune", "district")
    assert district.records.need("opinion", case.id).values["speaker_name"] == "Trần Văn Chuyển"
    assert district.records.need("opinion", kept.id).values["speaker_name"] is None
    chain.up("district", "city")
    assert city.records.need("opinion", case.id).values["speaker_name"] is None
    district.records.save("action", step_on(case.id, "answer", "2023-04-05", text="Đã sửa"))
    chain.down("district", "commune")
    steps = [a.values["kind"] for a in commune.store.records("action")]
    assert sorted(str(s) for s in steps) == ["answer", "forward_up"]


def test_parallel_edits_of_different_fields_are_both_kept_and_of_one_field_queued(chain: World) -> None:
    commune = chain.desks["commune"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    waiting = chain.up("second", "district")
    assert (waiting.status, waiting.code) == ("waiting", "unknown_desk")
    chain.desks["district"].joining.trust(second.joining.fingerprint)
    assert chain.up("second", "district").status == "merged"
    chain.down("district", "second")
    assert second.records.need("session", record.id).values["title"] == "Đối thoại quý I"
    commune.records.change("session", record.id, {"place": "Sân đình"})
    second.records.change("session", record.id, {"title": "Đối thoại 1"})
    chain.up("commune", "district")
    result = chain.up("second", "district")
    assert result.counts["changed"] == 1
    district = chain.desks["district"]
    held = district.records.need("session", record.id)
    assert (held.values["place"], held.values["title"]) == ("Sân đình", "Đối thoại 1")
    commune.records.change("session", record.id, {"place": "Ở A"})
    chain.down("district", "second")
    second.records.change("session", record.id, {"place": "Ở B"})
    chain.up("commune", "district")
    assert chain.up("second", "district").counts["conflicts"] == 1
    (conflict,) = district.conflicts.listed()
    assert conflict.fields == ("place",)
    assert {s.values["place"] for s in conflict.sides} == {"Ở A", "Ở B"}
    assert not conflict.can_decide
    chain.down("district", "commune")
    (own,) = commune.conflicts.listed()
    take = next(s.rev for s in own.sides if s.values["place"] == "Ở A")
    assert commune.conflicts.resolve("session", record.id, take) == []
    chain.up("commune", "district")
    assert district.conflicts.count() == 0
    assert district.records.need("session", record.id).values["place"] == "Ở A"
    chain.down("district", "second")
    shown = second.records.need("session", record.id).values
    assert (shown["place"], shown["title"]) == ("Ở A", "Đối thoại 1")
    chain.side("second", "commune")
    chain.side("commune", "second")
    assert dump(commune) == dump(second)


def test_two_processes_that_send_at_once_give_every_package_its_own_number(chain: World) -> None:
    commune = chain.desks["commune"]
    for i in range(20):
        commune.records.save("session", {**SESSION, "title": f"Cuộc {i}"})
    folder = commune.folder
    runs = [
        subprocess.Popen(
            [sys.executable, str(HERE / "sender.py"), str(folder), str(chain.root / name), "8"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )
        for name in ("a", "b")
    ]  # fmt: skip
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
        run.stdin.flush()
    assert [run.wait(timeout=60) for run in runs] == [0, 0]
    for run in runs:
        run.communicate()
    sent = commune.sending.sent()
    assert sorted(s.number for s in sent) == list(range(1, 17))
    assert {s.file for s in sent} == {f.name for f in chain.root.glob("*.ddpkg")}
    assert not list(chain.root.rglob("*.part"))
    told = chain.desks["district"].receiving.receive([chain.root / s.file for s in sent])
    assert {t.status for t in told} == {"merged"}
    held = {b.package: b.counted for b in chain.desks["district"].receiving.batches()}
    assert held == {s.package: s.number for s in sent}, "the number sealed inside is the one remembered"
    assert commune.store.meta("spoken") == "16"
