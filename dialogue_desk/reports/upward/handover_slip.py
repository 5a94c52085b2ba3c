"""The hand-over slip that goes with a package: what is in it, and the code that proves it is the same file."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.sheet import (
    Align,
    Cell,
    CellKind,
    Column,
    Figure,
    Figures,
    Note,
    Row,
    Sheet,
    Signature,
    Table,
    Text,
)
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.picking import packages
from dialogue_desk.reports.report import ID, Asked, Report
from dialogue_desk.storage import carrying, parcels
from dialogue_desk.storage.parcels import Sent
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _, either

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, width=6),
    Column("form", "Loại", width=40),
    Column("records", "Số bản ghi", CellKind.NUMBER, width=12),
)


def sent_named(store: Store, package: str) -> Sent:
    """The package a slip is about; DeskError when this desk wrote none of that name."""
    fitting = [s for s in parcels.all_sent(store) if s.package.startswith(package)] if len(package) >= 8 else []
    if len(fitting) != 1:
        raise DeskError(
            _("Bàn này không ghi gói nào mang mã {package}.").format(package=package),
            either(_("Chọn gói trong danh sách gói đã gửi."), _("Xem danh sách bằng lệnh packages.")),
            "no_package",
        )
    return fitting[0]


def check_figures(store: Store, sent: Sent) -> Mapping[str, int]:
    """Five figures that both sides can compare: sessions, occasions, opinions, petitions and steps in the package.

    Records of which it only tells that they were deleted count nowhere.
    """
    carried = carrying.contents_of(store, sent.contents)
    gone = carrying.deleted(store, carried)
    held = {form: [key for key in keys if (form, *key) not in gone] for form, keys in carried.items()}
    sessions = held.get("session", [])
    feedback = [store.get("feedback", u, i) for u, i in held.get("feedback", [])]
    opinions = [store.get("opinion", u, i) for u, i in held.get("opinion", [])]
    return {
        "sessions": len(sessions),
        "occasions": sum(_count(r.values.get("occasions")) for r in feedback if r),
        "opinions": len(opinions),
        "petitions": sum(1 for r in opinions if r and r.values.get("kind") == "petition"),
        "steps": len(held.get("action", [])),
    }


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def build(store: Store, asked: Asked) -> Sheet:
    """The slip of a package this desk wrote. An official paper: always Vietnamese."""
    sent = sent_named(store, asked.record_id)
    labels = {f.key: f.label for f in store.forms}
    rows = tuple(
        Row({"stt": i, "form": labels.get(form, form), "records": n})
        for i, (form, n) in enumerate(sorted(sent.counts.items()), start=1)
    )
    names = {
        "sessions": "Cuộc đối thoại", "occasions": "Lần góp ý", "opinions": "Ý kiến, kiến nghị",
        "petitions": "trong đó kiến nghị", "steps": "Bước xử lý",
    }  # fmt: skip
    figures = check_figures(store, sent)
    total: dict[str, Cell] = {"stt": None, "form": "Cộng", "records": sum(sent.counts.values())}
    giver, receiver = store.units.name(store.unit), store.units.name(sent.unit)
    return Sheet(
        "handover-slip",
        "PHIẾU GIAO NHẬN GÓI DỮ LIỆU",
        (
            Text(f"Bên giao: {giver}. Bên nhận: {receiver}."),
            Text(f"Tệp: {sent.file}. Gói số {sent.number}, ghi ngày {_day(sent.at)}. Mã gói: {sent.package}."),
            Text(f"MÃ KIỂM TRA: {sent.check_code}", "bold"),
            Figures(tuple(Figure(key, names[key], value) for key, value in figures.items())),
            Table(COLUMNS, (*rows, Row(total, style="total")), "forms"),
            Note("Bên nhận mở tệp, so mã kiểm tra và các con số trên phiếu với màn hình trước khi ký."),
        ),
        signatures=(
            Signature("NGƯỜI GIAO", hint="(Ký, ghi rõ họ tên)"),
            Signature("NGƯỜI NHẬN", hint="(Ký, ghi rõ họ tên)"),
        ),
        paper="A5",
        figures=dict(figures),
    )


def _day(at: str) -> str:
    return f"{at[8:10]}/{at[5:7]}/{at[:4]}"


REPORT = Report(
    "handover-slip", N_("Phiếu giao nhận gói"), build, params=(ID,), needs=("id",), find=packages(parcels.all_sent)
)
