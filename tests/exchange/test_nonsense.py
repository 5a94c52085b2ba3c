"""Records that no form would save, in a package with a good signature: taken, shown, counted nowhere, undone.

What a package brings is of the right types (`wire`) and otherwise anything:
days that are none, codes nobody knows, fields left out, texts of blanks. A
person mends it at the unit that wrote it; until then nothing here may break.
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.errors import DeskError
from dialogue_desk.reports import REPORTS
from tests.exchange.forging import line, next_number, seal, version
from tests.exchange.test_bars import export
from tests.exchange.world import COMMUNE, OTHER, World

ODD: dict[Kind, list[Any]] = {
    Kind.DATE: ["ngày mai", "2023-02-30", "", "9999-99-99", "0000", "2023-05-05", "2023-05-05"],
    Kind.TIME: ["25:99", "", "08:00"],
    Kind.CODE: ["la_hoac", "\u202e", ""],
    Kind.CODES: [["la"], [], ["a", "a"]],
    Kind.TEXT: ["", " ", "Tên", "=1+1", "x" * 5000],
    Kind.LONG_TEXT: ["", "\r\n" * 9, "Nội dung"],
    Kind.COUNT: [0, 5, 2**53],
    Kind.YES_NO: [True, False],
    Kind.REF: ["x", "", COMMUNE, OTHER],
}


def odd(field: Field, dice: random.Random, known: list[str]) -> Any:
    """Any value of the right type; often a good one, so that the record is looked at further."""
    if field.kind is Kind.REF and known and dice.random() < 0.6:
        return COMMUNE if field.key.endswith("_unit") else dice.choice(known)
    if field.codes and dice.random() < 0.7:
        codes = list(field.codes.labels)
        return dice.choice(codes) if field.kind is Kind.CODE else dice.sample(codes, 1)
    value = dice.choice(ODD[field.kind])
    return value[: field.most] if isinstance(value, str) else value  # what is longer is not taken at all


def nonsense(form: Form, dice: random.Random, known: list[str]) -> dict[str, Any]:
    """A record with fields left out and fields filled with anything."""
    return {f.key: odd(f, dice, known) for f in form.fields if not f.personal and dice.random() < 0.7}


def everything(desk: Desk, world: World, keys: list[tuple[str, str]]) -> list[tuple[str, Callable[[], Any]]]:
    """What the window and the commands do with a desk's records."""
    reporting, files, out = desk.reporting, desk.files, world.root / "out"
    found: list[tuple[str, Callable[[], Any]]] = []
    for key in {form for form, _id in keys}:
        for ending in ("xlsx", "csv", "ndjson"):
            file = out.with_suffix(f".{ending}")
            found.append((f"export {key} {ending}", lambda k=key, f=file: files.export((k,), f)))
    for form, record in keys:
        found.append((f"get {form}", lambda f=form, r=record: desk.records.need(f, r)))
        found.append((f"history {form}", lambda f=form, r=record: desk.records.history(f, r)))
    for report in REPORTS:
        names = {f.key for f in report.params}
        asked: list[dict[str, Any]] = [{}, {"unit": COMMUNE}, {"from_year": 2020, "to_year": 2024}, {"period": "2023"}]
        asked += [{"id": record} for _form, record in keys] if "id" in names else []
        for given in asked:
            if given.keys() <= names:
                name = report.name
                found.append((f"report {name}", lambda n=name, a=given: reporting.build(n, reporting.read(n, a))))
    for of in (desk.home.tiles, desk.home.waiting, desk.home.alerts, desk.duties.alerts):
        found.append((f"{of.__qualname__}", lambda of=of: of(unit=COMMUNE)))
    for yearly in (desk.duties.obligations, desk.duties.plan_against_held, desk.duties.sessions, desk.duties.coverage):
        found.append((f"{yearly.__qualname__}", lambda of=yearly: of(2023, COMMUNE)))
    found.append(("boxes", lambda: desk.duties.boxes(COMMUNE, "2020-01-01", "2024-12-31")))
    found.append(("arrivals", lambda: desk.whereabouts.arrivals(2023)))
    found.append(("conflicts", desk.conflicts.listed))
    found.append(("petitions", desk.petitions.counts))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_nonsense_of_the_right_types_breaks_nothing(chain: World, seed: int) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    before = export(district, chain.root)
    dice, n = random.Random(seed), next_number(commune)
    known: list[str] = []
    keys: list[tuple[str, str]] = []
    lines = []
    for form in FORMS:
        for _i in range(25):
            body = {"at": dice.choice(["x", "", "2023-05-05T01:02:03Z"])}
            made = version(commune, form.key, COMMUNE, nonsense(form, dice, known), n=n, **body)
            known.append(made.id)
            keys.append((form.key, made.id))
            lines.append(line(made))
            n += 1
    result = chain.receive("district", seal(chain, commune, district, lines))
    assert (result.status, result.counts["new"]) == ("merged", len(lines))
    broken: dict[str, str] = {}
    done = 0
    for name, work in everything(district, chain, keys):
        try:
            work()
            done += 1
        except DeskError:
            continue
        except Exception as error:  # noqa: BLE001 whatever it is, it is counted
            broken.setdefault(name, "".join(traceback.format_exception(error)[-3:]))
    assert broken == {}
    assert done > 300
    assert district.keeping.check() == []
    district.receiving.undo(result.package)
    assert export(district, chain.root) == before
