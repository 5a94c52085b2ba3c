"""Receiving: what a package is, what merging it would do, merging it, taking it back."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dialogue_desk.desk.alarms import Alarms, after_merge, telling
from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.dry_run import details_of
from dialogue_desk.desk.erasure import Erased, telling_mark
from dialogue_desk.desk.received import ALREADY as ALREADY
from dialogue_desk.desk.received import MERGED, REFUSED, STATUS_WAITING, already, packages_in
from dialogue_desk.desk.received import FileResult as FileResult
from dialogue_desk.desk.taking_back import TakingBack
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import declaring, merging, package
from dialogue_desk.exchange import manifest as manifests
from dialogue_desk.exchange import marks as marking
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import PublicKeys, read_recovery_key
from dialogue_desk.exchange.manifest import Told
from dialogue_desk.exchange.merging import Outcome
from dialogue_desk.exchange.package import Contents, Frame, PackageError
from dialogue_desk.exchange.parts import split
from dialogue_desk.exchange.senders import Senders
from dialogue_desk.exchange.signing import Signatures
from dialogue_desk.reports.counting.tally import KEPT
from dialogue_desk.reports.upward import merge_preview
from dialogue_desk.storage import (
    blobs,
    carrying,
    collector,
    driver,
    erasing,
    follow,
    parcels,
    registry,
    unit_changes,
    year_counts,
)  # fmt: skip
from dialogue_desk.storage.parcels import Batch as Batch
from dialogue_desk.storage.registry import TRUSTED, WAITING, KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

AHEAD = 24 * 3600 * 1_000_000
"""A package whose clock is further ahead than this (µs) waits for a person."""

RECOVERY = "DIALOGUE_DESK_RECOVERY_KEY"


@tells_trouble
class Receiving(TakingBack):
    """Everything that can be done with a package that came."""

    def __init__(
        self,
        store: Store,
        back_up_before: Callable[[str], object],
        new_epoch: Callable[[], None],
        report: Callable[[Change], None],
        recovery_key: str = "",
    ) -> None:
        self._store = store
        self._recovery_key = recovery_key
        self._back_up_before = back_up_before
        self._new_epoch = new_epoch
        self._report = report
        self._senders = Senders(store)
        self.alarms = Alarms(store)

    # -- files ---------------------------------------------------------------------------

    def receive(
        self,
        files: Iterable[Path],
        *,
        dry_run: bool = False,
        again: bool = False,
        insist: Collection[Path] = (),
        progress: Callable[[int, str], None] = lambda done, name: None,
    ) -> list[FileResult]:
        """Merge each file whole or not at all; with `dry_run` only say what that would do, one after the other.

        A folder stands for the packages in it and in the folders below it. A backup is made before the first
        merge of the call. `again` takes packages that were undone, and those
        whose clock is far ahead; `insist` names files of which only these are taken so.
        """
        met: dict[str, str] = {}
        insisted = set(insist)

        def one(file: Path) -> FileResult:
            with collector.at_rest():
                return _named(self._one(file, dry_run=dry_run, again=again or file in insisted), met)

        if dry_run:
            return self._rehearse(list(packages_in(files)), one, progress)
        results: list[FileResult] = []
        is_safe = False
        for i, file in enumerate(packages_in(files)):
            progress(i, file.name)
            if not is_safe:
                self._back_up_before("merge")
                is_safe = True
            results.append(one(file))
        return results

    def _rehearse(
        self, files: Sequence[Path], one: Callable[[Path], FileResult], progress: Callable[[int, str], None]
    ) -> list[FileResult]:
        """What merging the files in this order would do, each upon those before it; all of it is taken back."""
        store, tree, results = self._store, self._store.units, list[FileResult]()
        try:
            for i, file in enumerate(files):
                progress(i, file.name)
                if not store.conn.in_transaction:  # also after a disk that was full took everything back
                    store.conn.execute("BEGIN IMMEDIATE")
                results.append(one(file))
        finally:
            if store.conn.in_transaction:
                store.conn.execute("ROLLBACK")
            store.forget_forms()
            if store.units is not tree:
                store.forget_units()  # what was rolled back is not so
        return results

    def preview(self, result: FileResult) -> Sheet:
        """A dry run's outcome as a sheet: what merging would change, record by record and field by field."""
        told = result.details
        changes = [(c.form, c.unit, c.id, c.field, c.old, c.new) for c in told.changes]
        records = [("parallel" if r[1:] in told.parallel else r[0], *r[1:]) for r in told.records]
        return merge_preview.sheet(
            self._store,
            result.package,
            result.unit,
            result.counts,
            records,
            changes,
            told.titles,
            told.pairs,
            [
                ("erased" if e.status == "erased" else "asked", e.record, field, e.reason, e.by)
                for e in result.erasures
                if e.record[0] in self._store.rid_base
                for field in e.fields
            ],
        )

    def inspect(self, file: Path) -> FileResult:
        """What a file is and whether it could be merged; changes nothing."""
        return self.receive([file], dry_run=True)[0]

    def _one(self, file: Path, *, dry_run: bool, again: bool) -> FileResult:
        told = FileResult(str(file), REFUSED)
        try:
            frame = package.cut(package.load(file))
            if not manifests.is_id(str(frame.header["package"])):
                raise package.damaged("header")
            told = replace(
                told, package=str(frame.header["package"]), kind=str(frame.header["kind"]), check_code=frame.check_code
            )
            return self._framed(frame, told, dry_run=dry_run, again=again)
        except PackageError as error:
            self._store.forget_forms()
            status = STATUS_WAITING if error.is_waiting else REFUSED
            return replace(told, status=status, code=error.code, message=str(error), unit=self._unit_of(told))
        except DeskError as error:
            self._store.forget_forms()
            return replace(told, code=error.code, message=str(error), unit=self._unit_of(told))
        except driver.Error as error:
            self._store.forget_forms()
            known = driver.known_trouble(error, self._store.path)
            if known is None:
                raise
            self._store.after_trouble()
            return replace(told, code=known.code, message=str(known), unit=self._unit_of(told))

    def _unit_of(self, told: FileResult) -> str:
        try:
            held = parcels.batch_of(self._store, told.package) if told.package else None
        except driver.Error:  # the disk that refused the merge may refuse this, too
            return told.unit
        return held.unit if held else told.unit

    def _framed(self, frame: Frame, told: FileResult, *, dry_run: bool, again: bool) -> FileResult:
        store, is_unknown = self._store, False
        own = registry.known(store, str(frame.header["sender"]))
        if own is not None and own.desk in {desk for desk, _s, _a in registry.own_keys(store)}:
            package.verify(frame, PublicKeys(own.sign, own.age))
            why = PackageError(_("Gói này do chính bàn này gửi."), _("Chuyển nó cho nơi nhận."), "own_package")
            return replace(told, unit=store.unit, code=why.code, message=str(why))
        self._check_addressee(frame.header)
        tree = store.units
        try:
            with driver.savepoint(store.conn) if dry_run else driver.transaction(store.conn):
                sender = self._senders.identify(frame)
                told = replace(told, unit=sender.unit, fingerprint=PublicKeys(sender.sign, sender.age).fingerprint)
                # A desk that waits for trust is remembered, so that `trust` can find it.
                is_unknown = sender.status == WAITING
                done = told if is_unknown else self._trusted(frame, sender, told, dry_run=dry_run, again=again)
        except PackageError as error:
            if not error.is_waiting:
                raise
            store.forget_forms()
            if not dry_run:
                self._remember_waiting(told)
            return replace(told, status=STATUS_WAITING, code=error.code, message=str(error))
        finally:
            if store.units is not tree:
                store.forget_units()  # what was rolled back is not so
        if is_unknown:
            why, raised = self._senders.why, tuple(telling(store, alarm) for alarm in self._senders.alarms)
            return replace(told, status=STATUS_WAITING, code=why.code, message=str(why), alarms=raised)
        if done.status == MERGED and not dry_run:
            self._after(done)
        return done

    def _remember_waiting(self, told: FileResult) -> None:
        """That it came is true whatever becomes of it: its unit is not silent."""
        with driver.transaction(self._store.conn):
            parcels.note_waiting(self._store, told.package, told.unit, told_registry.now_text()[:10])

    def _check_addressee(self, header: Mapping[str, Any]) -> None:
        store = self._store
        is_ours = header["to"] == store.unit
        own = {desk for desk, _s, _a in registry.own_keys(store)}
        if is_ours and header["kind"] == "peer" and str(header.get("desk")) not in own:
            is_ours = False
        if not is_ours:
            raise PackageError(
                _("Gói này gửi cho {unit}, không phải cho bàn này.").format(unit=store.units.name(header["to"])),
                _("Chuyển gói đến đúng nơi nhận."),
                "not_for_us",
            )

    # -- merging -----------------------------------------------------------------------------

    def _trusted(self, frame: Frame, sender: KnownDesk, told: FileResult, *, dry_run: bool, again: bool) -> FileResult:
        """The rest for a sender we trust, inside the transaction."""
        store = self._store
        held = parcels.batch_of(store, told.package)
        if held is not None:
            if held.hash != frame.hash:
                raise PackageError(
                    _("Mã của gói này đã có ở một gói khác, do {unit} gửi.").format(unit=store.units.name(held.unit)),
                    _("Đề nghị bên gửi tạo gói mới."),
                    "id_reused",
                )
            if held.status == MERGED:
                return already(told, held)
            if not again:
                raise PackageError(
                    _("Gói này đã được rút lại sau khi nhận."),
                    either(_("Muốn có lại thì bấm Vẫn nhận gói này."), _("Muốn nhận lại, dùng receive --again.")),
                    "undone",
                )
        contents = package.unseal(frame, self._identities())
        manifest = contents.manifest
        if manifest["unit"] != sender.unit:
            raise package.damaged("mismatch")
        if manifest["clock"] > store.clock() + AHEAD and not again:
            raise PackageError(
                _("Đồng hồ của máy gửi chạy trước hơn một ngày."),
                either(
                    _("Xem lại ngày giờ của hai máy; nếu gói đúng, bấm Vẫn nhận gói này."),
                    _("Xem lại ngày giờ của hai máy; nếu gói đúng, dùng receive --again."),
                ),
                "clock_ahead",
                is_waiting=True,
            )
        says = manifests.read(manifest, sender, store.units, store.unit)
        number = held.number if held else parcels.next_batch(store)
        outcome = self._merge(contents, says, sender, told.kind, number, keep_before=dry_run)
        raised = tuple(after_merge(store, sender, outcome))
        told = replace(told, status=MERGED, code="", counts=outcome.counts, rows=outcome.rows, alarms=raised,
                       erasures=_erasures(outcome))  # fmt: skip
        at = told_registry.now_text()
        batch = Batch(
            number, told.package, frame.hash, told.kind, sender.desk, sender.unit, says.number, at,
            Path(told.file).name, MERGED, outcome.counts, says.arrivals,
        )  # fmt: skip
        parcels.put_batch(store, batch)
        return replace(told, details=details_of(store, outcome)) if dry_run else replace(told, at=at)

    def _identities(self) -> list[str]:
        """The age keys that may open a package: every epoch's, and a printed recovery key that was typed in."""
        told = os.environ.get(RECOVERY, "").strip()
        typed = [key for key in (self._recovery_key, read_recovery_key(told) if told else "") if key]
        return [age for _desk, _sign, age in registry.own_keys(self._store)] + typed

    def _merge(
        self, contents: Contents, says: Told, sender: KnownDesk, kind: str, number: int, *, keep_before: bool
    ) -> Outcome:
        store, manifest = self._store, contents.manifest
        try:
            claims = says.claims + told_registry.take(store, manifest.get("registry"), sender)
            claims += declaring.take(store, manifest.get("declarations"))
            if kind == "down":
                self._take_acknowledgement(manifest["registry"])
        except manifests.BROKEN as error:
            raise package.damaged("manifest") from error
        if says.units.version > unit_changes.held(store).version:
            unit_changes.take_of_package(store, number, says.units.version, says.units.unit, says.units.units)
            follow.rebuild(store)
        is_newest = carrying.put_statement(store, sender.desk, sender.unit, says.spoken, says.held)
        if kind == "down":
            self._take_down(says, sender, is_newest=is_newest)
        elif kind == "up":
            parcels.add_fetched(store, sender.unit, says.receipts)
        writers = told_registry.Writers(store, kind, sender)
        marks = [m for m in says.marks if writers.may_mark(m[1]) and erasing.is_sound(store, m)]
        claims += len(says.marks) - len(marks)
        obeyed = marking.take(store, marks, sender, number)
        erased = erasing.Erased(store)
        parts = split(contents.lines)
        signed = Signatures(store, parts.seals, sender, contents.format, parts.blanks)
        refuse = signed.beside(writers.refuse)
        outcome = merging.take(store, parts.rows, refuse, erased, number, keep_before=keep_before)
        signed.keep()
        for content in parts.files:
            blobs.put(store, content)
        if parts.has_files:
            blobs.sweep(store)
        outcome.claims = claims
        outcome.erased, outcome.erasures_waiting = obeyed.erased, obeyed.erasures_waiting
        parcels.drop_quarantine(store, number)
        parcels.add_quarantine(store, number, outcome.quarantined)
        if not keep_before:
            self._own_numbers(outcome)
            if kind == "up":
                year_counts.after_merge(store, KEPT)
        return outcome

    def _take_acknowledgement(self, registry_told: Mapping[str, Any]) -> None:
        """Whether a unit above knows this desk."""
        own = next((d for d in registry_told["desks"] if d[0] == self._store.desk), None)
        if own is not None and own[4] == TRUSTED:
            self._store.set_meta("acknowledged", self._store.desk)

    def _take_down(self, says: Told, sender: KnownDesk, *, is_newest: bool) -> None:
        """What only a unit above tells: receipts for what it was sent; who holds what and its recovery keys.

        The last two are true until the next package: an older one that comes late says nothing of now.
        """
        store = self._store
        parcels.add_receipts(store, sender.unit, says.receipts)
        if not is_newest:
            return
        tree = store.units
        above = [u for u in tree.units if tree.is_below(sender.unit, u)]
        parcels.put_refusals(store, above, says.refused)
        for unit, days in says.holdings.items():
            carrying.put_holdings(store, unit, days)
        if sender.unit == store.meta("upper") and says.recovery:
            store.set_meta("recovery", canonical(list(says.recovery)))

    def _own_numbers(self, outcome: Outcome) -> None:
        """Meeting one's own numbers with other content, or numbers not given yet, starts a new epoch."""
        store = self._store
        own = registry.saves_upto(store, store.desk)
        given = dict(store.conn.execute("SELECT de, n FROM counter").fetchall())
        is_copied = any(de.split("/")[0] == store.desk for de in outcome.forked)
        if is_copied or any(n > given.get(de, 0) for de, n in own.items()):
            self._new_epoch()

    def _after(self, done: FileResult) -> None:
        self._report(Change(frozenset(f.key for f in self._store.forms), (), "merge"))


def _named(result: FileResult, met: dict[str, str]) -> FileResult:
    """A copy of a file read before in the same call (`met`: file by package) is told as one."""
    first = met.setdefault(result.package, result.file) if result.package else result.file
    if result.status != ALREADY or first == result.file:
        return result
    message = _("Bản sao chép của {file}: cùng một gói, chỉ tính một lần.").format(file=Path(first).name)
    return replace(result, message=message, copy_of=first)


def _erasures(outcome: Outcome) -> tuple[Erased, ...]:
    obeyed = (telling_mark(mark, "erased") for mark in outcome.erased)
    return (*obeyed, *(telling_mark(mark, "waiting") for mark in outcome.erasures_waiting))
