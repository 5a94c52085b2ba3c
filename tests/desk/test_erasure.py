"""What a person asked to have erased is in no version, no search and no column any more."""

from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value
from dialogue_desk.errors import DeskError

OPINION: dict[str, Value] = {
    "received_on": "2026-05-04", "side": "party", "text": "Bà Hoạch nói đèn hỏng", "subject": "land",
    "speaker_name": "Nguyễn Thị Hoạch", "speaker_phone": "0912345678",
}  # fmt: skip


def everything(desk: Desk) -> str:
    rows = [
        *desk.store.conn.execute("SELECT text, groups FROM version"),
        *desk.store.conn.execute("SELECT folded FROM search_text"),
        *desk.store.conn.execute("SELECT * FROM opinion"),
        *desk.store.conn.execute("SELECT * FROM opinion_personal"),
    ]
    return str(rows)


def test_everything_personal_is_erased_from_every_version(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION)
    desk.records.change("opinion", record.id, {"speaker_name": "Nguyễn Thị Hoạch hai"})
    erased = desk.erasure.erase("opinion", record.id, [], "Người dân yêu cầu")
    assert "speaker_name" in erased
    assert "Nguyễn Thị Hoạch" not in everything(desk)
    assert "0912345678" not in everything(desk)
    assert desk.records.search("nguyen thi hoach") == []
    now = desk.records.need("opinion", record.id)
    assert (now.values["speaker_name"], now.values["text"]) == (None, OPINION["text"])
    assert desk.keeping.check() == []


def test_a_chosen_text_is_replaced_and_the_rest_stays(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION)
    desk.erasure.erase("opinion", record.id, ["text"], "Người dân yêu cầu")
    now = desk.records.need("opinion", record.id)
    assert "Hoạch nói" not in everything(desk)
    assert now.values["speaker_name"] == OPINION["speaker_name"]
    assert now.values["text"]


def test_content_typed_again_can_be_erased_again(desk: Desk) -> None:
    record = desk.records.save("opinion", OPINION)
    for _turn in range(2):
        desk.erasure.erase("opinion", record.id, ["speaker_name"], "Yêu cầu")
        assert "Nguyễn Thị Hoạch" not in everything(desk)
        desk.records.change("opinion", record.id, {"speaker_name": "Nguyễn Thị Hoạch"})


@pytest.mark.parametrize(
    ("fields", "reason", "code"),
    [(["text"], " ", "no_reason"), (["subject"], "x", "no_text"), (["nowhere"], "x", "no_text")],
)
def test_what_cannot_be_erased_is_said(desk: Desk, fields: list[str], reason: str, code: str) -> None:
    record = desk.records.save("opinion", OPINION)
    with pytest.raises(DeskError) as refused:
        desk.erasure.erase("opinion", record.id, fields, reason)
    assert refused.value.code == code
    assert desk.records.need("opinion", record.id).values["speaker_name"] == OPINION["speaker_name"]


def test_the_command(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    record = desk.records.save("opinion", OPINION)
    data = ["--data", str(Path(desk.folder)), "--json"]
    assert main(["erase", "opinion", record.id, "speaker_name", "--reason", "Yêu cầu", *data]) == 0
    assert '"fields": ["speaker_name"]' in capsys.readouterr().out
    assert main(["erase", "opinion", "none", "--reason", "x", *data]) == 1
