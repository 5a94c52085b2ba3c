"""Sending: packages to the upper unit, to another desk of the unit, and return packages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dialogue_desk import __version__
from dialogue_desk.desk import returning, telling
from dialogue_desk.desk.giving_away import Searcher
from dialogue_desk.desk.joining import own_keys
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.privacy import Finding
from dialogue_desk.domain.ranges import ranges_of
from dialogue_desk.domain.records import new_id
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import choosing, declaring, identity, package, signing, wire
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.parts import blank_line, file_lines, seal_line
from dialogue_desk.reports.report import period_named
from dialogue_desk.storage import blobs, carrying, driver, erasing, parcels, registry, seals, unit_changes
from dialogue_desk.storage.carrying import Carried
from dialogue_desk.storage.parcels import Sent as Sent
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

Key = tuple[str, str, str]
"""A record's form, unit and id."""


@dataclass(frozen=True)
class Plan:
    """What a package would carry: records by form, forwarded cases with names, and what texts give away.

    `counts` are the records that stand; `deleted` those of which it only tells that they were deleted.
    `is_confirmed`: the unit above said what it holds of this desk, so that "nothing new" means that it holds all.
    """

    counts: Mapping[str, int]
    forwarded: int
    rows: int
    findings: tuple[Finding, ...]
    deleted: int = 0
    is_confirmed: bool = False


class _TakenError(Exception):
    """Another process of this desk took the number of a package first."""


@tells_trouble
class Sending:
    """Writes packages. Every one is on the disk, checked, before it is called sent."""

    def __init__(self, store: Store, records: Records, today: Callable[[], date]) -> None:
        self._store = store
        self._records = records
        self._today = today

    # -- asking ------------------------------------------------------------------------

    def plan(self, *, full: bool = False) -> Plan:
        """What `send` would carry now."""
        today = self._today().isoformat()
        chosen = choosing.upward(self._store, self._upper(), today, full=full)
        cases = choosing.named_cases(self._store, choosing.own_units(self._store), today)
        vids = {v.vid for v in chosen}
        personal = sum(1 for case in cases if any(v.vid in vids for v in case))
        standing, gone = self._records_in(chosen)
        found = tuple(self._findings(chosen))
        counts = dict(Counter(form for form, _unit, _id in standing))
        return Plan(counts, personal, len(chosen), found, len(gone), carrying.is_held_above(self._store, self._upper()))

    def sent(self) -> list[Sent]:
        """Every package this desk wrote, oldest first."""
        return parcels.all_sent(self._store)

    # -- writing -----------------------------------------------------------------------

    def send(
        self,
        out: Path,
        to: str = "",
        *,
        full: bool = False,
        nothing_to_report: str = "",
        with_attachments: bool = False,
    ) -> Sent:
        """Write a package for the upper unit, or for the desk of a fingerprint of this unit."""
        if to:
            return self._send_peer(out, to, full=full, with_attachments=with_attachments)
        upper = self._upper()
        if not nothing_to_report:
            return self._send_up(out, upper, full=full, with_attachments=with_attachments)
        # Nothing is declared unless the package is written: the declaration turns blank cells into noughts.
        with self._records.writing() as saver:
            named = period_named(nothing_to_report).key
            declared: dict[str, Value] = {"period": named, "nothing_to_report": True}
            step = self._records.put(saver, self._records.form("period"), declared, "", self._store.unit)
            sent = self._send_up(out, upper, full=full, with_attachments=with_attachments)
        self._records.done((step,) if step else (), "edit")
        return sent

    def _send_up(self, out: Path, upper: str, *, full: bool, with_attachments: bool) -> Sent:
        desks = registry.trusted(self._store, upper)
        if not desks:
            raise DeskError(
                _("Không biết máy nào của {unit} để khóa gói.").format(unit=self._store.units.name(upper)),
                _("Xin cấp trên tệp kết nối mới."),
                "no_recipient",
            )
        chosen = choosing.upward(self._store, upper, self._today().isoformat(), full=full)
        answered = [d.desk for d in registry.desks(self._store) if d.unit == upper]
        manifest = {
            "held": carrying.held_ranges(self._store),
            "registry": told_registry.build(self._store, choosing.own_units(self._store)),
            "erasures": erasing.marks(self._store, choosing.own_units(self._store)),
            "arrivals": telling.arrivals(self._store),
            "receipts": parcels.taken_from(self._store, answered),
            "declarations": declaring.build(self._store),
            "mode": "full" if full else "incremental",
        }
        recipients = [*(d.age for d in desks), *json.loads(self._store.meta("recovery") or "[]")]
        files = self._files(choosing.own_units(self._store)) if with_attachments else []
        return self._write(out, "up", upper, "", chosen, manifest, recipients, files)

    def send_back(self, unit: str, out: Path) -> Sent:
        """Write the return package for a unit below."""
        store = self._store
        if unit == store.unit or not store.units.is_below(unit, store.unit):
            raise DeskError(
                _("{unit} không phải cấp dưới của mình.").format(unit=store.units.name(unit)),
                _("Chọn một đơn vị cấp dưới."),
                "not_below",
            )
        desks = registry.trusted(store, unit)
        if not desks:
            raise DeskError(
                _("{unit} chưa có máy nào được tin cậy.").format(unit=store.units.name(unit)),
                either(
                    _("Bấm Tạo tệp kết nối ở mục Máy được kết nối, rồi nhận gói đầu tiên của đơn vị ấy."),
                    _("Tạo tệp kết nối bằng lệnh invite, rồi nhận gói đầu tiên của đơn vị ấy."),
                ),
                "no_desk",
            )
        chosen = choosing.downward(store, unit, [d.desk for d in desks])
        below = choosing.units_of(store, unit)
        theirs = choosing.desks_of(store, below)
        above = choosing.answering_units(store, below) - below
        manifest = {
            "held": carrying.held_ranges(store, theirs | choosing.desks_of(store, above)),
            "holdings": telling.holdings(store, theirs),
            "receipts": telling.receipts(store, theirs),
            "refused": telling.refused(store, unit, below),
            "registry": told_registry.build(store, below | above),
            "erasures": erasing.marks(store, below),
            "declarations": declaring.build(store, unit),
            "recovery": json.loads(store.meta("recovery") or "[]"), **unit_changes.told(store),
            "mode": "incremental",
        }  # fmt: skip
        return self._write(out, "down", unit, "", chosen, manifest, [d.age for d in desks])

    def senders(self) -> list[str]:
        """Units that sent a package here and have a machine that can read an answer."""
        return returning.senders(self._store)

    def send_back_all(
        self, folder: Path, units: Iterable[str] = (), progress: Callable[[int, str], None] = lambda done, name: None
    ) -> list[Sent]:
        """A return package for every unit that sent one here (of `units` when given), each a file of its own.

        `PartlyWrittenError` when it stops half way: it names what is written and what is not.
        """
        return returning.write_all(self._store, self.send_back, folder, self._today(), units, progress)

    def _send_peer(self, out: Path, to: str, *, full: bool, with_attachments: bool) -> Sent:
        from dialogue_desk.desk.joining import Joining  # noqa: PLC0415 the two use cases know each other here only

        store = self._store
        target = Joining(store, self._today).find(to)
        if target.desk == store.desk:
            raise DeskError(
                _("Mã này là của chính máy này."), _("Ghi mã nhận diện của máy khác trong đơn vị."), "own_desk"
            )
        if target.unit != store.unit or target.status != registry.TRUSTED:
            raise DeskError(
                _("Máy này không phải máy được tin cậy của đơn vị mình."),
                either(
                    _(
                        "So mã nhận diện máy rồi bấm Tin cậy ở mục Máy được kết nối,"
                        " hoặc nhận tệp trả lời mới nhất của cấp trên."
                    ),
                    _("So mã nhận diện máy rồi dùng lệnh trust, hoặc nhận tệp trả lời mới nhất của cấp trên."),
                ),
                "not_trusted",
            )
        chosen = choosing.sideways(store, target.desk, full=full)
        manifest = {
            "held": carrying.held_ranges(store),
            "registry": told_registry.build(store, store.units.units),
            "erasures": erasing.marks(store, None),
            "declarations": declaring.build(store),
            "mode": "full" if full else "incremental",
        }
        files = self._files(set(store.units.units)) if with_attachments else []
        return self._write(out, "peer", store.unit, target.desk, chosen, manifest, [target.age], files)

    def _write(
        self,
        out: Path,
        kind: str,
        unit: str,
        desk: str,
        chosen: list[Carried],
        manifest: Mapping[str, Any],
        recipients: Iterable[str],
        files: Iterable[bytes] = (),
    ) -> Sent:
        if out.is_dir():
            raise DeskError(_("{file} là một thư mục.").format(file=out), _("Hãy chọn một tệp."), "no_file")
        signed = self._signed(chosen, kind, {mark[1] for mark in manifest["erasures"]})
        lines = [*signed, *self._lines(chosen), *files]
        told = {**manifest, "rows": len(lines), "tables": dict(Counter(v.form for v in chosen))}
        while True:
            try:
                return self._numbered(out, (kind, unit, desk), chosen, told, lines, recipients)
            except _TakenError:
                continue  # another process wrote a package meanwhile; it cannot do so for ever

    def _numbered(
        self,
        out: Path,
        to: tuple[str, str, str],
        chosen: list[Carried],
        manifest: Mapping[str, Any],
        lines: list[bytes],
        recipients: Iterable[str],
    ) -> Sent:
        """Write a package under the next number, and remember it in the transaction that gives the file its name.

        The number is sealed inside, so the package is made before the transaction, which no sealing may keep
        waiting; a number that is gone by then is `_TakenError`. A number is taken only by a file with a name.
        """
        (kind, unit, desk), store, keys = to, self._store, own_keys(self._store)
        package_id, now = new_id(), self._next(*to)
        number, spoken = now
        told = {
            **manifest,
            "sender": store.desk, "package": package_id, "to": unit, "kind": kind, "unit": store.unit,
            "number": number, "spoken": spoken, "clock": store.clock(), "app": __version__,
            "schema": package.SCHEMA, "min_schema": package.MIN_SCHEMA,
        }  # fmt: skip
        header = self._header(kind, unit, desk, package_id, keys)
        whole, written = package.seal(header, told, lines, keys, recipients)
        contents = ranges_of(sorted((v.de, v.n, v.hash) for v in chosen))
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        sent = Sent(
            package_id, kind, store.desk, unit, desk, number, at, out.name, len(chosen), written.check_code,
            self._counts(chosen), contents,
        )  # fmt: skip
        with package.beside(out, whole, keys.public) as put, driver.transaction(store.conn):
            if self._next(*to) != now:
                raise _TakenError
            parcels.add_sent(store, sent)
            store.set_meta("spoken", str(spoken))
            put()
        return sent

    def _next(self, kind: str, unit: str, desk: str) -> tuple[int, int]:
        """The number of the next package to somebody, and of the next that states what is held."""
        return parcels.next_number(self._store, unit, desk, kind), int(self._store.meta("spoken", "0")) + 1

    def _header(self, kind: str, unit: str, desk: str, package_id: str, keys: identity.Keys) -> dict[str, Any]:
        store = self._store
        header: dict[str, Any] = {
            "format": package.FORMAT, "kind": kind, "sender": store.desk, "to": unit, "package": package_id,
        }  # fmt: skip
        if desk:
            header["desk"] = desk
        if kind != "up" or store.meta("acknowledged") != store.desk:
            header["keys"] = {"sign": keys.public.sign, "age": keys.public.age, "unit": store.unit}
            chain = registry.certificates(store)
            if chain:
                header["chain"] = chain[-20:]
            code = store.meta("join_code")
            if code:
                header["proof"] = identity.proof(code, package_id, keys.public, store.unit)
        return header

    def _signed(self, chosen: list[Carried], kind: str, units: set[str]) -> list[bytes]:
        """The signatures of the desks that wrote the versions, as lines; this desk's own are made now.

        With them, as with marks of erasure, who vouches for what is left of erased contents of `units`.
        """
        with driver.transaction(self._store.conn):
            fresh = signing.seal_own(self._store)
            signing.blank_own(self._store)
        carried = [seal_line(seal) for seal in signing.to_carry(self._store, chosen, fresh, kind)]
        return [*carried, *(blank_line(blank) for blank in seals.blanks(self._store, units))]

    def _lines(self, chosen: list[Carried]) -> list[bytes]:
        """The versions as lines, oldest first."""
        keys = {v.vid: (v.form, v.unit, v.id) for v in chosen}
        erased = erasing.Erased(self._store)
        return list(wire.lines_of(carrying.line_parts(self._store, keys), keys, erased.has))

    # -- what goes with it -------------------------------------------------------------------

    def _upper(self) -> str:
        upper = self._store.meta("upper")
        if not upper:
            raise DeskError(
                _("Bàn này chưa có tệp kết nối của cấp trên nên chưa gửi gói được."),
                either(
                    _("Bấm Mở tệp kết nối ở Gửi, nhận số liệu; trong khi chờ, xuất Excel."),
                    _("Mở tệp .ddinvite bằng lệnh join; trong khi chờ, xuất Excel bằng lệnh export."),
                ),
                "no_invitation",
            )
        return upper

    def _counts(self, chosen: Iterable[Carried]) -> dict[str, int]:
        return dict(Counter(form for form, _unit, _id in self._records_in(chosen)[0]))

    def _records_in(self, chosen: Iterable[Carried]) -> tuple[set[Key], set[Key]]:
        """Records of which versions travel: those that stand, and those that are in the bin and count nowhere."""
        records = {(v.form.removesuffix("_personal"), v.unit, v.id) for v in chosen}
        gone = records & carrying.deleted(self._store, {form for form, _unit, _id in records})
        return records - gone, gone

    def _findings(self, chosen: Iterable[Carried]) -> Iterable[Finding]:
        """What the texts of own records that would travel give away."""
        store = self._store
        search = Searcher(store)
        for key in dict.fromkeys((v.form, v.unit, v.id) for v in chosen):
            record = store.get(*key) if key[1] == store.unit else None
            if record is not None and not record.is_deleted:
                yield from search.of(record)

    def _files(self, units: set[str]) -> list[bytes]:
        """The contents of the attachments of some units, as lines."""
        store = self._store
        wanted = carrying.attached(store, units)
        return [line for sha256 in wanted if (held := blobs.get(store, sha256)) for line in file_lines(sha256, held)]
