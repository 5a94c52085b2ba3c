"""Gửi, nhận số liệu: alarms, machines named before they are revoked, invitations, rows kept above."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.gui.pages.exchange.desks import DesksPanel
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.pages.exchange.preview import PackagePreview
from dialogue_desk.gui.pages.exchange.quarantine import QuarantinePanel
from dialogue_desk.gui.standing import Standing
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel
from dialogue_desk.storage import alarms, driver, parcels
from tests.conftest import TODAY
from tests.gui.opened import Opened

COMMUNE = "11842"
SESSION = {"mode": "in_person", "count_for": "party", "place": "Hội trường", "held_on": "2026-05-01", "title": "Quý I"}


@pytest.fixture
def city(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk("31", "2025", "city")


@pytest.fixture
def commune(city: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A commune whose first package the city took."""
    city.joining.invite(city.unit_key(COMMUNE), tmp_path / "a.ddinvite")
    desk = Desk.join(tmp_path / "commune", tmp_path / "a.ddinvite", "Phạm Thị Hạnh", today_is=lambda: TODAY)
    desk.records.save("session", SESSION)  # type: ignore[arg-type]
    desk.sending.send(tmp_path / "a.ddpkg")
    city.receiving.receive([tmp_path / "a.ddpkg"])
    yield desk
    desk.close()


def test_the_preview_says_what_the_texts_of_a_package_give_away(
    qtbot: QtBot, city: Desk, commune: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of what is new in the package, in the window and by the command; what was there before is no news."""
    told = {"source_form": "direct", "received_on": "2026-05-02", "kind": "opinion", "side": "government"}
    saved = commune.records.save(
        "opinion",
        {**told, "text": "Gọi bà Trương Thị Mận, 0912 345 678", "subject": "land"},
    )
    commune.sending.send(tmp_path / "b.ddpkg")
    (seen,) = city.receiving.receive([tmp_path / "b.ddpkg"], dry_run=True)
    assert {f.text for f in seen.details.findings} == {"0912 345 678", "Trương Thị Mận"}
    opened = Opened(qtbot, city, "exchange")
    assert opened.window.kit is not None
    preview = PackagePreview(opened.window.kit)
    qtbot.addWidget(preview)
    preview.show_result(seen)
    qtbot.waitUntil(lambda: "2 chỗ nhận ra người dân" in words(preview))
    assert "“0912 345 678”" in words(preview)
    city.receiving.receive([tmp_path / "b.ddpkg"])
    commune.records.change("opinion", saved.id, {"subject": "urban"})
    commune.sending.send(tmp_path / "c.ddpkg")
    (seen,) = city.receiving.receive([tmp_path / "c.ddpkg"], dry_run=True)
    assert seen.details.findings == ()
    commune.records.change("opinion", saved.id, {"request": "Trả lời ông Ngô Đình Tuệ"})
    commune.sending.send(tmp_path / "d.ddpkg")
    where = [str(tmp_path / "d.ddpkg"), "--dry-run", "--data", str(city.folder)]
    capsys.readouterr()
    assert main(["receive", *where, "--json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [(f["field"], f["kind"], f["text"]) for f in file["findings"]] == [
        ("request", "unknown_name", "Ngô Đình Tuệ")
    ]
    assert main(["receive", *where]) == 0
    assert "1 chỗ nhận ra người dân" in capsys.readouterr().out


def panel_of(qtbot: QtBot, desk: Desk, key: str) -> tuple[Opened, ExchangePage, QWidget]:
    opened = Opened(qtbot, desk, "exchange")
    page = opened.window.page()
    assert isinstance(page, ExchangePage)
    page.show_panel(key)
    return opened, page, page.panels[key]


def words(widget: QWidget) -> str:
    """Everything a widget says."""
    long = [part.text() for part in widget.findChildren(WrappedLabel)]
    return " | ".join([*long, *(part.text() for part in widget.findChildren(ElidedLabel))])


def press(widget: QWidget, name: str) -> None:
    """Press the button called so."""
    next(b for b in widget.findChildren(Button) if b.accessibleName().startswith(name) or b.text() == name).click()


def test_a_machine_is_one_row_with_its_person_and_is_named_before_it_is_revoked(
    qtbot: QtBot, city: Desk, commune: Desk, tmp_path: Path
) -> None:
    first = commune.joining.fingerprint
    commune.new_epoch()
    commune.sending.send(tmp_path / "b.ddpkg")
    city.receiving.receive([tmp_path / "b.ddpkg"])
    opened, _page, desks = panel_of(qtbot, city, "desks")
    assert isinstance(desks, DesksPanel)
    shown = words(desks)
    assert all(part in shown for part in (first, commune.joining.fingerprint, "Phạm Thị Hạnh", "gói đầu"))
    (machine,) = [m for m in city.joining.machines.listed() if not m.is_this]
    desks.ask(machine)
    asked = words(opened.window.notice)
    assert all(
        part in asked for part in ("máy 1", city.units.name(machine.unit), "Phạm Thị Hạnh", "2 mã nhận diện máy")
    )
    desks.settle(machine)
    assert [m.status for m in city.joining.machines.listed() if not m.is_this] == ["revoked"]
    assert "tệp kết nối mới" in words(opened.window.notice), "the way back is offered"


def test_invitations_are_written_for_all_and_withdrawn(qtbot: QtBot, city: Desk, tmp_path: Path) -> None:
    _opened, _page, desks = panel_of(qtbot, city, "desks")
    assert isinstance(desks, DesksPanel)
    desks.invites.invite_all(tmp_path / "box")
    written = list((tmp_path / "box").iterdir())
    below = city.units.children("31", TODAY.isoformat())
    assert len(written) == len(city.joining.inviting.listed()) > 100
    assert {f"loi-moi-{u.code}.ddinvite" for u in below} >= {f.name for f in written}
    assert "tệp kết nối tạo trước đó" in " ".join(
        [words(desks.invites), *(w.text() for w in desks.invites.findChildren(QWidget) if hasattr(w, "text"))]
    )
    press(desks.invites, "Rút tệp kết nối")
    assert [g.status for g in city.joining.inviting.listed()].count("withdrawn") == 1


def test_an_alarm_stands_on_the_first_page_and_on_this_one_until_it_is_settled(
    qtbot: QtBot, city: Desk, commune: Desk
) -> None:
    told = {"desk": commune.store.desk, "unit": commune.unit, "rows": 3}
    with driver.transaction(city.store.conn):
        alarms.sound(city.store, alarms.FORGED_NAME, commune.store.desk, told, "2026-05-04T01:02:03Z")
    opened, page, desks = panel_of(qtbot, city, "receive")
    notice = page.findChild(QWidget, "alarm")
    assert notice is not None
    assert "3 dòng mang tên máy này" in words(notice)
    assert city.units.name(commune.unit) in words(notice)
    page.show_panel("desks")
    desks = page.panels["desks"]
    assert isinstance(desks, DesksPanel)
    assert not notice.isVisible(), "told once: the card says it here"
    assert "3 dòng mang tên máy này" in words(desks.alarms)
    opened.window.go("home")
    assert "3 dòng mang tên máy này" in words(opened.window.page())
    opened.window.go("exchange")
    page.show_panel("desks")
    press(desks.alarms, "Đã xem xét")
    assert city.receiving.alarms.listed() == []
    assert not desks.alarms.isVisible()


def test_rows_kept_above_are_shown_where_rows_are_kept(qtbot: QtBot, city: Desk, commune: Desk) -> None:
    record = next(iter(commune.store.records("session")))
    row = parcels.Refused(
        "31", "session", commune.unit, record.id, f"{commune.store.desk}/0", 1, "wrong_writer", "2026-05-04"
    )
    with driver.transaction(commune.store.conn):
        parcels.put_refusals(commune.store, ["31"], [row])
    opened, page, panel = panel_of(qtbot, commune, "quarantine")
    assert isinstance(panel, QuarantinePanel)
    shown = words(panel)
    assert all(part in shown for part in ("Quý I", city.units.name("31"), "04/05/2026", "đơn vị ấy tự ghi"))
    page.show_panel("send")
    notice = page.findChild(QWidget, "alarm")
    assert notice is not None
    assert "chưa nhận 1 dòng của đơn vị mình, các dòng ấy chờ xử lý" in words(notice)
    press(notice, "Xem")
    assert page.current == "quarantine"
    assert opened.window.page() is page


def test_an_invitation_used_twice_is_said_where_the_package_is_read_and_decided_there(
    qtbot: QtBot, city: Desk, tmp_path: Path
) -> None:
    invitation = tmp_path / "b.ddinvite"
    city.joining.invite(city.unit_key(COMMUNE), invitation)
    made = [Desk.join(tmp_path / name, invitation, name, today_is=lambda: TODAY) for name in ("first", "true")]
    for desk in made:
        desk.sending.send(tmp_path / f"{desk.person}.ddpkg")
    city.receiving.receive([tmp_path / "first.ddpkg"])
    _opened, page, receive = panel_of(qtbot, city, "receive")
    page.read_files([tmp_path / "true.ddpkg"])
    assert "hai máy dùng" in words(receive)
    assert [a.kind for a in city.receiving.alarms.listed()] == ["code_used_twice"]
    assert {m.status for m in city.joining.machines.listed() if not m.is_this} == {"waiting"}
    press(receive, "Khớp, tin máy này")
    status = {m.fingerprint: m.status for m in city.joining.machines.listed()}
    assert [status[desk.joining.fingerprint] for desk in made] == ["waiting", "trusted"]
    assert city.receiving.alarms.listed() == []
    for desk in made:
        desk.close()


def test_a_wrong_clock_is_told_on_whatever_page_somebody_begins(qtbot: QtBot, commune: Desk) -> None:
    ordinary = commune.store.clock
    commune.store.clock = lambda: ordinary() + 30 * 86_400_000_000
    commune.records.change("session", next(iter(commune.store.records("session"))).id, {"place": "Chợ"})
    commune.store.clock = ordinary
    opened = Opened(qtbot, commune, "sessions")
    standing = opened.window.findChild(Standing)
    assert standing is not None
    for _turn in range(2):
        standing.count()
        assert "Ngày trên máy" in words(opened.window.notice)
    press(opened.window.notice, "Xem")
    assert isinstance(opened.window.page(), ExchangePage)
