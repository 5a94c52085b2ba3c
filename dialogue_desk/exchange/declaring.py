"""Declarations as they travel: signed by a desk of the unit that issued them, taken when they may be believed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dialogue_desk.domain.declared import Declaration, DeclarationError, prefix_of, read
from dialogue_desk.domain.succession import follow
from dialogue_desk.exchange.identity import Keys, PublicKeys
from dialogue_desk.storage import declarations, registry, renewing
from dialogue_desk.storage.declarations import Signed
from dialogue_desk.storage.store import Store

MOST = 200
"""Declarations in one package."""

_SIGNED = b"dialogue-desk-form-v1\0"


def sign(store: Store, declaration: Declaration) -> Signed:
    """A declaration under the signature of this desk."""
    desk, secret, age = registry.own_keys(store)[0]
    return Signed(declaration, desk, Keys(secret, age).signature(_SIGNED + declaration.text.encode()).hex())


def build(store: Store, unit: str = "") -> list[list[str]]:
    """The declarations for a package (text, desk, signature); down to `unit` only of issuers above or below it.

    Those of the own unit go under this desk's signature: the desk that published them may be gone.
    """
    found = []
    for signed in declarations.held(store.conn):
        issuer = signed.declaration.issuer
        if not unit or _in_line(store, unit, issuer):
            mine = sign(store, signed.declaration) if issuer == store.unit else signed
            found.append([mine.declaration.text, mine.desk, mine.signature])
    return found


def take(store: Store, told: Any) -> int:
    """Take the declarations of a package; how many there were that nobody may say. Inside the caller's transaction.

    An older version that comes late, and one that is held, are passed over. One of `manifest.BROKEN` when malformed.
    """
    claims, is_new, before = 0, False, store.forms
    for text, desk, signature in list(told or ())[:MOST]:
        try:
            declaration = read(text)
            if not _is_known(store, str(desk)):
                continue  # it comes again in every package, and by then its desk may be known
            if not _may_say(store, declaration, str(desk), str(signature)):
                raise DeclarationError
            is_new = _keep(store, Signed(declaration, str(desk), str(signature))) or is_new
        except DeclarationError:
            claims += 1
    if is_new:
        renewing.renew(store, before)
    return claims


def _keep(store: Store, signed: Signed) -> bool:
    new = signed.declaration
    others = [s.declaration for s in declarations.held(store.conn)]
    held = next((d for d in others if (d.issuer, d.form_id) == (new.issuer, new.form_id)), None)
    if held is not None and held.version >= new.version:
        if held.version == new.version and held.text != new.text:
            raise DeclarationError  # one number, two contents: what is here stays
        return False
    if held is not None and not new.is_withdrawn and follow(held, new).text != new.text:
        raise DeclarationError
    refuse_taken(new, others)
    declarations.put(store.conn, signed)
    return True


def refuse_taken(new: Declaration, others: Iterable[Declaration]) -> None:
    """DeclarationError when a key is another declaration's."""
    keys = {*(r["key"] for r in new.told["registers"]), *(f["key"] for _form, f in new.each_field())}
    for other in others:
        if (other.issuer, other.form_id) == (new.issuer, new.form_id):
            continue
        taken = {*(r["key"] for r in other.told["registers"]), *(f["key"] for _form, f in other.each_field())}
        both = sorted(keys & taken)
        if both:
            raise DeclarationError(both[0])


def _in_line(store: Store, unit: str, issuer: str) -> bool:
    """Whether an issuer stands above a unit or below it: what others declare is not theirs."""
    tree = store.units
    return issuer in tree and (tree.is_below(unit, issuer) or tree.is_below(issuer, unit))


def _is_known(store: Store, desk: str) -> bool:
    own = {d for d, _sign, _age in registry.own_keys(store)}
    known = registry.known(store, desk)
    return desk in own or (known is not None and known.status != registry.WAITING)


def _may_say(store: Store, declaration: Declaration, desk: str, signature: str) -> bool:
    """Whether a desk of the issuer, a unit in line with this one, signed it, and every key is the issuer's."""
    tree, issuer = store.units, declaration.issuer
    if not _in_line(store, store.unit, issuer):
        return False
    known = registry.known(store, desk)
    own = {d: Keys(s, a).public for d, s, a in registry.own_keys(store)}
    if desk in own and issuer == store.unit:
        keys = own[desk]
    elif known is not None and known.status == registry.TRUSTED and known.unit == issuer:
        keys = PublicKeys(known.sign, known.age)
    else:
        return False
    start = prefix_of(tree[issuer].code)
    every = [*(r["key"] for r in declaration.told["registers"]), *(f["key"] for _form, f in declaration.each_field())]
    try:
        is_signed = keys.has_signed(bytes.fromhex(signature), _SIGNED + declaration.text.encode())
    except ValueError:
        return False
    return is_signed and all(key.startswith(start) for key in every)
