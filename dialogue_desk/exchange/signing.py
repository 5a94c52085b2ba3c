"""Each desk signs what it wrote; a row is taken only under a signature of the desk whose name it bears.

A desk signs when it writes a package: the saves of its series since the last
time, in runs of at most `RUN` hashes with one Ed25519 signature, siblings each
by itself (the hash of a person's data tells something of it, and travels only
with it). Whoever passes rows on passes these seals on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from dialogue_desk.exchange.identity import Keys, PublicKeys, is_certified
from dialogue_desk.exchange.package import damaged
from dialogue_desk.storage import registry, seals
from dialogue_desk.storage.carrying import Carried
from dialogue_desk.storage.registry import KnownDesk
from dialogue_desk.storage.seals import RUN, Seal
from dialogue_desk.storage.staging import Staged
from dialogue_desk.storage.store import Store

NOT_SIGNED = "not_signed_by_writer"
MOST_BAD = 200
"""Bad signatures in one package: more are no accident, and each costs a tenth of a millisecond to refuse."""

MOST_FURTHER = 4096
"""Seals without rows that are taken of one package."""

_SIGNED = b"dialogue-desk-series-v1\0"


def message(de: str, first: int, hashes: bytes) -> bytes:
    """What a desk signs: the series, the first number, and the hashes of the saves from there on."""
    return _SIGNED + f"{de}\n{first}\n".encode() + hashes


def sign(keys: Keys, de: str, first: int, digests: Iterable[str]) -> Seal:
    """The word of a desk that it wrote these saves of its series, from number `first` on."""
    hashes = bytes.fromhex("".join(digests))
    return Seal(de, first, hashes, keys.signature(message(de, first, hashes)))


def seal_own(store: Store) -> list[Seal]:
    """Sign what this machine wrote since it last did, in each of its epochs; inside the caller's transaction."""
    made: list[Seal] = []
    for desk, secret, age in registry.own_keys(store):
        keys = Keys(secret, age)
        for run in _runs(seals.unsealed(store, desk)):
            de, first, _hash = run[0]
            made.append(sign(keys, de, first, (digest for _de, _n, digest in run)))
            seals.note_sealed(store, de, run[-1][1])
    seals.keep(store, made)
    return made


def _runs(saves: Iterable[tuple[str, int, str]]) -> Iterable[list[tuple[str, int, str]]]:
    """Saves cut where the series changes or a number is missing, and where a run is long enough."""
    run: list[tuple[str, int, str]] = []
    for save in saves:
        most = 1 if save[0].endswith("p") else RUN
        if run and (save[0] != run[-1][0] or save[1] != run[-1][1] + 1 or len(run) >= most):
            yield run
            run = []
        run.append(save)
    if run:
        yield run


def to_carry(store: Store, chosen: Iterable[Carried], fresh: Iterable[Seal], kind: str) -> list[Seal]:
    """The seals that must travel with versions.

    Upward and to another desk of the unit also those just made: of rows that went before this desk signed
    any. None of siblings that stay here, and none downward: what others are told is not theirs.
    """
    found = seals.covering(store, ((v.de, v.n, v.hash) for v in chosen))
    if kind == "down":
        return found
    return list(dict.fromkeys([*found, *(s for s in fresh if not s.de.endswith("p"))]))


class Signatures:
    """Says of each row of a package whether the desk that wrote it signed it."""

    def __init__(self, store: Store, told: Sequence[Seal], sender: KnownDesk, package_format: int) -> None:
        self._store = store
        self._sender = sender
        self._told = told
        self._near: dict[tuple[str, int], list[Seal]] = {}
        for seal in told:
            for place in range(seal.first // RUN, seal.last // RUN + 1):
                self._near.setdefault((seal.de, place), []).append(seal)
        self._own = {desk for desk, _sign, _age in registry.own_keys(store)}
        self._keys: dict[str, PublicKeys | None] = {}
        self._judged: dict[Seal, bool] = {}
        self._bad = 0
        self._itself = self._epochs_of(sender) if package_format == 1 else set()

    def refuse(self, row: Staged) -> str:
        """`NOT_SIGNED`, or "" for a row its writer signed, and for one that is held already, word for word.

        Of format 1 the sender's own rows need no more than its signature over the package.
        """
        de, n = row.stamp.de, row.stamp.n
        for seal in self._near.get((de, n // RUN), ()):
            if seal.covers(n, row.hash) and self._is_good(seal):
                return ""
        is_known = de.split("/")[0] in self._itself or seals.is_held(self._store, de, n, row.hash)
        return "" if is_known else NOT_SIGNED

    def refuse_own(self, row: Staged) -> str:
        """`NOT_SIGNED` for a row under a name of this desk that it did not write, whoever may write what; else ""."""
        return self.refuse(row) if row.stamp.de.split("/")[0] in self._own else ""

    def keep(self) -> None:
        """Keep what was found good, and the sender's seals of rows that came before it signed any."""
        own = {seal for seal in self._told if seal.de.split("/")[0] == self._sender.desk}
        for seal in list(own - self._judged.keys())[:MOST_FURTHER]:
            self._is_good(seal)
        seals.keep(self._store, (seal for seal, is_good in self._judged.items() if is_good))

    def _is_good(self, seal: Seal) -> bool:
        if seal not in self._judged:
            keys = self._keys_of(seal.de.split("/")[0])
            is_good = keys is not None and keys.has_signed(seal.signature, message(seal.de, seal.first, seal.hashes))
            self._judged[seal] = is_good
            self._bad += not is_good
            if self._bad > MOST_BAD:
                raise damaged("seals")
        return self._judged[seal]

    def _keys_of(self, desk: str) -> PublicKeys | None:
        if desk not in self._keys:
            known = registry.known(self._store, desk)
            self._keys[desk] = PublicKeys(known.sign, known.age) if known else None
        return self._keys[desk]

    def _epochs_of(self, sender: KnownDesk) -> set[str]:
        """The ids a machine that sent something had before: it signed the package, with all it wrote."""
        found, here = {sender.desk}, sender
        while here.certificate and (before := registry.known(self._store, here.after)):
            if before.desk in found or not is_certified(
                json.loads(here.certificate), PublicKeys(before.sign, before.age)
            ):
                break
            found.add(before.desk)
            here = before
        return found
