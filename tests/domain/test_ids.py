"""Ids spelled here are the ones the standard library spells."""

from __future__ import annotations

import uuid

from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.records import id_of, new_id

NAMESPACE = uuid.UUID("6f1b5a58-3f0e-5c5e-9d57-0d4f6d1a2c11")


def test_a_keyed_record_has_the_uuid_of_its_key() -> None:
    forms = {form.key: form for form in FORMS}
    assert id_of(forms["settings"], "11311@2023", {}) == str(uuid.uuid5(NAMESPACE, "settings\n11311@2023"))
    keyed = next(form for form in FORMS if form.natural_key)
    values = dict.fromkeys(keyed.natural_key, "Đường Lê Lợi ")
    name = "\n".join([keyed.key, "u", *("đường lê lợi" for _key in keyed.natural_key)])
    assert id_of(keyed, "u", dict(values)) == str(uuid.uuid5(NAMESPACE, name))


def test_a_fresh_id_is_a_uuid_of_version_seven() -> None:
    ids = {new_id() for _n in range(100)}
    assert len(ids) == 100
    for text in ids:
        read = uuid.UUID(text)
        assert (str(read), read.version, read.variant) == (text, 7, uuid.RFC_4122)
