"""Real desks in real folders, joined as communes, districts and the city are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import FileResult

CITY, DISTRICT, COMMUNE, OTHER = "31", "303@2023", "11296@2023", "11299@2023"

SESSION: dict[str, Any] = {
    "held_on": "2023-03-01", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Hội trường", "count_for": "party",
}  # fmt: skip
OPINION: dict[str, Any] = {
    "source_form": "direct", "received_on": "2023-03-02", "kind": "petition", "side": "government",
    "text": "Đường ngõ 5 ngập nước", "request": "Sửa cống", "subject": "urban",
}  # fmt: skip


def step_on(opinion: str, kind: str, on: str, **more: Any) -> dict[str, Any]:
    """A step on a petition of the commune."""
    return {"opinion_unit": COMMUNE, "opinion_id": opinion, "done_on": on, "kind": kind, **more}


class World:
    """Desks by name under one folder, and the packages they write."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.count = 0
        self.desks: dict[str, Desk] = {}

    def init(self, name: str, unit: str) -> Desk:
        self.desks[name] = Desk.init(self.root / name, unit, "2023", person=name)
        return self.desks[name]

    def file(self, suffix: str = "ddpkg") -> Path:
        self.count += 1
        return self.root / f"{self.count:03d}.{suffix}"

    def join(self, name: str, upper: str, unit: str, invitation: Path | None = None) -> Desk:
        if invitation is None:
            invitation = self.file("ddinvite")
            self.desks[upper].joining.invite(unit, invitation)
        self.desks[name] = Desk.join(self.root / name, invitation, person=name)
        return self.desks[name]

    def up(self, sender: str, receiver: str, **options: Any) -> FileResult:
        out = self.file()
        self.desks[sender].sending.send(out, **options)
        return self.receive(receiver, out)

    def down(self, sender: str, receiver: str) -> FileResult:
        out = self.file()
        self.desks[sender].sending.send_back(self.desks[receiver].unit, out)
        return self.receive(receiver, out)

    def side(self, sender: str, receiver: str) -> FileResult:
        out = self.file()
        self.desks[sender].sending.send(out, self.desks[receiver].joining.fingerprint)
        return self.receive(receiver, out)

    def receive(self, receiver: str, file: Path, **options: Any) -> FileResult:
        (result,) = self.desks[receiver].receiving.receive([file], **options)
        return result

    def reopen(self, name: str) -> Desk:
        self.desks[name].close()
        self.desks[name] = Desk.open(self.root / name)
        return self.desks[name]

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()


def dump(desk: Desk) -> dict[str, list[Any]]:
    """Everything shown, and every version, without what is local (row ids, batches)."""
    store = desk.store
    found: dict[str, list[Any]] = {}
    for key in store.rid_base:
        found[key] = [
            (r.unit, r.id, r.rev, r.is_deleted, r.conflicts, sorted(r.values.items(), key=lambda p: p[0]))
            for r in store.records(key, with_bin=True)
        ]
    found["versions"] = sorted(store.conn.execute("SELECT de, n, hlc, hash, seen, names, groups, text FROM version"))
    found["petitions"] = sorted(store.conn.execute("SELECT unit, id, status, steps FROM petition"))
    found["search"] = sorted(store.conn.execute("SELECT folded FROM search_text"))
    return found
