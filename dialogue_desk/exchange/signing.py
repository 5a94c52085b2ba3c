"""Each desk signs what it wrote; a row is taken only under a signature of the desk whose name it bears.

A desk signs when it writes a package: the saves of its series since the last
time, in runs of at most `RUN` hashes with one Ed25519 signature, siblings each
by itself (the hash of a person's data tells something of it, and travels only
with it). Whoever passes rows on passes these seals on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dialogue_desk.domain.records import content_hash
from dialogue_desk.exchange.identity import Keys, PublicKeys, is_certified
from dialogue_desk.exchange.package import damaged
from dialogue_desk.storage import erasing, registry, seals
from dialogue_desk.storage.carrying import Carried
from dialogue_desk.storage.parcels import NOT_SIGNED as NOT_SIGNED
from dialogue_desk.storage.registry import KnownDesk
from dialogue_desk.storage.saving import version_cells, versions_of
from dialogue_desk.storage.seals import RUN, Blank, Seal
from dialogue_desk.storage.staging import Staged
from dialogue_desk.storage.store import Store

MOST_BAD = 200
"""Bad signatures in one package: more are no accident, and each costs a tenth of a millisecond to refuse."""

MOST_FURTHER = 4096
"""Seals without rows that are taken of one package."""

MOST_REMEMBERED = 20_000
"""Saves known to be signed at a time: a package may bring millions."""

_SIGNED = b"dialogue-desk-series-v1\0"
_BLANKED = b"dialogue-desk-blank-v1\0"


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


def blank_message(blank: Blank) -> bytes:
    """What a desk signs of an erased content: unit, series, number, the hashes of what it was and of what is left."""
    return _BLANKED + f"{blank.unit}\n{blank.de}\n{blank.n}\n{blank.hash}\n{blank.clean}".encode()


def blank_own(store: Store) -> None:
    """Sign what is left of the contents erased in records this desk writes for; inside the caller's transaction.

    The writer's signature is over what the save said. Without this word a relay could say anything in its place.
    """
    desk, secret, age = registry.own_keys(store)[0]
    keys = Keys(secret, age)
    held = {(b.de, b.n, b.hash, b.clean) for b in seals.blanks(store)}
    made = []
    for form_key, unit, record_id in dict.fromkeys(mark[:3] for mark in erasing.marks(store)):
        if form_key not in store.rid_base or not _writes_for(store, desk, store.unit, unit):
            continue
        for v in versions_of(store, store.form(form_key), unit, record_id):
            de, n, _hlc, digest, *texts = version_cells(v)
            clean = content_hash(form_key, unit, record_id, v.stamp, *texts[:4])
            if clean != digest and (de, n, digest, clean) not in held:
                blank = Blank(unit, de, n, digest, clean, desk, b"")
                made.append(replace(blank, signature=keys.signature(blank_message(blank))))
    seals.keep_blanks(store, made)


def _writes_for(store: Store, desk: str, own: str, unit: str) -> bool:
    """Whether a desk of unit `own` may say what a record of `unit` says."""
    return own == unit or own in registry.takeovers(store).get(unit, ()) or (desk, unit) in registry.rights(store)


class Signatures:
    """Says of each row of a package whether the desk that wrote it signed it."""

    def __init__(
        self,
        store: Store,
        told: Sequence[Seal],
        sender: KnownDesk,
        package_format: int,
        blanks: Iterable[Blank] = (),
    ) -> None:
        self._store = store
        self._sender = sender
        self._told = told
        self._near: dict[tuple[str, int], list[Seal]] = {}
        for seal in told:
            for place in range(seal.first // RUN, seal.last // RUN + 1):
                self._near.setdefault((seal.de, place), []).append(seal)
        self._own = {desk for desk, _sign, _age in registry.own_keys(store)}
        self._blanks: dict[tuple[str, int, str], list[Blank]] = {}
        for blank in blanks:
            self._blanks.setdefault((blank.de, blank.n, blank.hash), []).append(blank)
        self._keys: dict[str, PublicKeys | None] = {}
        self._judged: dict[Seal, bool] = {}
        self._good: dict[str, dict[int, str]] = {}
        """Hashes that were signed, by series and number."""
        self._remembered = 0
        self._bad = 0
        self._itself = self._epochs_of(sender) if package_format == 1 else set()

    def refuse(self, row: Staged) -> str:
        """`NOT_SIGNED`, or "" for a row its writer signed, and for one that is held already, word for word.

        Of format 1 the sender's own rows need no more than its signature over the package.
        """
        de, n = row.stamp.de, row.stamp.n
        for seal in self._near.get((de, n // RUN), ()):
            if seal.covers(n, row.hash) and self._is_good(seal):
                if self._is_what_is_left(row):
                    return ""
                break
        if de.split("/")[0] in self._itself:
            return ""
        if row.clean:
            row.original = None  # nobody vouches for what is left in it
        return "" if seals.is_held(self._store, de, n, row.hash) else NOT_SIGNED

    def beside(self, refuse: Callable[[Staged], str]) -> Callable[[Staged], str]:
        """Both reasons not to take a row: those of `refuse`, and that it is not signed.

        Under a name of this desk the signature is asked for first: who forges that is told, whatever he may write.
        """
        good, own = self._good, self._own

        def both(row: Staged) -> str:
            _hlc, de, n = row.stamp
            if de in good and good[de].get(n) == row.hash and not row.clean:
                return refuse(row)
            if de.split("/")[0] in own:
                return self.refuse(row) or refuse(row)
            return refuse(row) or self.refuse(row)

        return both

    def _is_what_is_left(self, row: Staged) -> bool:
        """Whether a content is whole, or a desk that may write for its unit signed what is left of it."""
        told = self._blanks.get((row.stamp.de, row.stamp.n, row.hash), ()) if row.clean else ()
        return not row.clean or any(b.clean == row.clean and b.unit == row.unit and self._is_true(b) for b in told)

    def _is_true(self, blank: Blank) -> bool:
        known, keys = registry.known(self._store, blank.desk), self._keys_of(blank.desk)
        if known is None or keys is None or not _writes_for(self._store, blank.desk, known.unit, blank.unit):
            return False
        return known.status != registry.WAITING and keys.has_signed(blank.signature, blank_message(blank))

    def keep(self) -> None:
        """Keep what was found good, and the sender's seals of rows that came before it signed any.

        Of blanks those of saves that are held: here they may have been erased by the mark alone.
        """
        told = [b for save, several in self._blanks.items() if seals.is_held(self._store, *save) for b in several]
        known = set(seals.blanks(self._store)) if told else set()
        seals.keep_blanks(self._store, (b for b in told if b not in known and self._is_true(b)))
        own = {seal for seal in self._told if seal.de.split("/")[0] == self._sender.desk}
        for seal in list(own - self._judged.keys())[:MOST_FURTHER]:
            self._is_good(seal)
        seals.keep(self._store, (seal for seal, is_good in self._judged.items() if is_good))

    def _is_good(self, seal: Seal) -> bool:
        if seal not in self._judged:
            keys = self._keys_of(seal.de.split("/")[0])
            is_good = keys is not None and keys.has_signed(seal.signature, message(seal.de, seal.first, seal.hashes))
            self._judged[seal] = is_good
            if is_good:
                if self._remembered > MOST_REMEMBERED:
                    self._good.clear()  # the seals themselves still tell
                    self._remembered = 0
                self._good.setdefault(seal.de, {}).update(seal.members())
                self._remembered += RUN
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
