"""What lies in the bin keeps its personal fields."""

import json
from pathlib import Path

from tests.cli.conftest import Run

FEEDBACK = (
    "given_on=2023-04-01", "contributor=mttq", "target=party_member", "channel=F05", "timing=periodic",
)  # fmt: skip


def test_a_record_in_the_bin_keeps_its_personal_fields(commune: Run, tmp_path: Path) -> None:
    one = commune("add", "feedback", *FEEDBACK, "target_name=Lê Thị Kín").out.strip()
    held = commune("get", "feedback", one, "--json").json["personal_rev"]
    assert commune("delete", "feedback", one).status == 0
    told = commune("get", "feedback", one, "--json").json
    assert told["is_deleted"]
    assert told["target_name"] == "Lê Thị Kín"
    assert told["personal_rev"] not in (None, held)
    dump = tmp_path / "dump.ndjson"
    assert commune("export", "--with-bin", "--with-personal", "--out", dump).status == 0
    assert [json.loads(line)["target_name"] for line in dump.read_text(encoding="utf-8").splitlines()] == ["Lê Thị Kín"]
    assert commune("import", dump, "--json").json["same"] == 1


def test_a_record_brought_back_from_the_bin_keeps_its_personal_fields(commune: Run, tmp_path: Path) -> None:
    one = commune("add", "feedback", *FEEDBACK, "target_name=Lê Thị Kín").out.strip()
    commune("delete", "feedback", one)
    row = tmp_path / "row.ndjson"
    row.write_text(json.dumps({"form": "feedback", "id": one, "occasions": 4}), encoding="utf-8")
    assert commune("import", row).status == 0
    told = commune("get", "feedback", one, "--json").json
    assert (told["is_deleted"], told["occasions"], told["target_name"]) == (False, 4, "Lê Thị Kín")


def test_a_wrong_row_is_named_even_beside_rows_imported_before(commune: Run, tmp_path: Path) -> None:
    good = {"form": "feedback", **dict(pair.split("=") for pair in FEEDBACK)}
    first, second = tmp_path / "a.ndjson", tmp_path / "b.ndjson"
    first.write_text(json.dumps(good), encoding="utf-8")
    second.write_text(f"{json.dumps(good)}\n{json.dumps({**good, 'occasions': 'nhiều'})}\n", encoding="utf-8")
    assert commune("import", first).status == 0
    ran = commune("import", second)
    assert ran.status == 1
    assert "dòng 2, cột occasions" in ran.err
    assert commune("import", first).status == 1


def test_a_session_goes_and_comes_back_with_its_opinions(commune: Run) -> None:
    session = commune("add", "session", "held_on=2023-03-01", "title=Quý I", "kind=periodic", "mode=in_person",
                      "place=Đình", "count_for=party").out.strip()  # fmt: skip
    told = ["side=party", "source_form=session", f"source_id={session}", "text=Đường hỏng", "subject=urban"]
    opinion = commune("add", "opinion", *told).out.strip()
    assert commune("delete", "session", session, "--with-children").status == 0
    assert commune("get", "opinion", opinion, "--json").json["is_deleted"]
    back = commune("bring-back", "session", session, "--json").json["brought_back"]
    assert [one["id"] for one in back] == [opinion, session]
    assert not commune("get", "opinion", opinion, "--json").json["is_deleted"]
    refused = commune("bring-back", "session", session)
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    commune("delete", "session", session)
    assert not commune("get", "opinion", opinion, "--json").json["is_deleted"], "alone, as ever"
