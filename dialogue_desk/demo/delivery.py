"""The demonstration city at work: every unit's desk, every package twice, up to the city and back down.

Communes join their district, districts the city, each by invitation. Packages
go up in any order and each a second time; return packages come down, so that a
commune sees what district and city hold.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from dialogue_desk.demo import city
from dialogue_desk.demo.draw import Draw, write
from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import FileResult
from dialogue_desk.domain.units import Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.storage.unheld import unheld
from dialogue_desk.texts import _

TODAY = city.LAST_DAY + timedelta(days=7)

Figures = Mapping[int, Mapping[str, int | None]]
"""Year -> column -> figure of an appendix."""


@dataclass
class Outcome:
    """What came of a run: records and packages moved, and the top's appendices as its own reports give them.

    `unheld` counts records that a lower unit still believes not held above, after the return packages.
    """

    records: int = 0
    packages: int = 0
    repeated: int = 0
    unheld: int = 0
    appendices: dict[str, Figures] = field(default_factory=dict)
    top: str = city.CITY


class Delivery:
    """Builds the desks of the city under `folder` and carries their packages.

    `only` names one district: then its communes alone work, and it is the top.
    `tell` is given a sentence now and then.
    """

    def __init__(
        self, folder: Path, seed: int, only: str = "", tell: Callable[[str], None] = lambda sentence: None
    ) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise DeskError(_("Thư mục {folder} không trống.").format(folder=folder), _("Chọn thư mục khác."), "exists")
        self._folder = folder
        self._seed = seed
        self._tell = tell
        self._draw = Draw("delivery", seed)
        self._outcome = Outcome()
        self._parcels = folder / "goi"
        self._parcels.mkdir(parents=True)
        self._only = only

    def run(self) -> Outcome:
        """Everything, from the first invitation to the last return package."""
        top = self._new_desk(self._only or city.CITY)
        self._cells = city.source_cells()
        self._plan = city.draw_plan(self._seed, top.units, self._cells)
        self._parts, self._phrases = self._plan.by_unit(), city.phrases()
        on = city.LAST_DAY.isoformat()
        if self._only:
            below = top.units.children(top.unit, on)
            self._work(top, below)
            self._return(top, below)
        else:
            districts = top.units.children(top.unit, on)
            parcels = [self._district(top, unit) for unit in districts]
            self._enter(top)
            self._receive(top, parcels)
            self._return(top, districts)
            for unit in districts:
                with_desk = Desk.open(self._place(unit.key), today_is=lambda: TODAY)
                self._return(with_desk, with_desk.units.children(unit.key, on))
                with_desk.close()
        self._outcome.top = top.unit
        self._outcome.appendices = {name: figures(top, name) for name in city.APPENDICES}
        top.close()
        return self._outcome

    def expected(self) -> city.Cells:
        """What the appendices must say: the source, or for one district the sums of its part of the plan."""
        if not self._only:
            return _joined(self._cells, city.source_totals())
        own = Desk.open(self._place(self._only), today_is=lambda: TODAY)
        units = {unit.key for unit in own.units.subtree(self._only)}
        own.close()
        rows = city.sums(self._plan, units, self._cells)
        totals = {name: {city.TOTAL: _added(years.values())} for name, years in rows.items()}
        return _joined(rows, totals)

    # -- desks -----------------------------------------------------------------------

    def _place(self, unit: str) -> Path:
        return self._folder / unit

    def _new_desk(self, unit: str) -> Desk:
        return Desk.init(self._place(unit), unit, city.UNIT_LIST, "", lambda: TODAY)

    def _enter(self, desk: Desk) -> None:
        """Type the unit's own records."""
        records = city.UnitRecords(self._seed, desk.units[desk.unit], self._phrases)
        self._outcome.records += write(desk, records.entries(self._parts.get(desk.unit, city.Plan())))

    def _joined(self, upper: Desk, unit: Unit) -> Desk:
        """A new desk of a unit below, joined by invitation."""
        invitation = self._parcels / f"{unit.key}.ddinvite"
        upper.joining.invite(unit.key, invitation)
        return Desk.join(self._place(unit.key), invitation, today_is=lambda: TODAY)

    def _district(self, top: Desk, unit: Unit) -> Path:
        """A district with all its communes; returns its package."""
        desk = self._joined(top, unit)
        self._work(desk, desk.units.children(unit.key, city.LAST_DAY.isoformat()))
        parcel = self._send(desk)
        desk.close()
        return parcel

    def _work(self, desk: Desk, below: Iterable[Unit]) -> None:
        """Communes type and send, the upper unit types its own and receives."""
        parcels = []
        for unit in below:
            lower = self._joined(desk, unit)
            self._enter(lower)
            parcels.append(self._send(lower))
            lower.close()
        self._enter(desk)
        self._receive(desk, parcels)
        self._tell(
            _("{unit}: {count} đơn vị đã gửi, tổng cộng {records} bản ghi.").format(
                unit=desk.units.name(desk.unit), count=len(parcels), records=self._outcome.records
            )
        )

    # -- packages --------------------------------------------------------------------

    def _send(self, desk: Desk) -> Path:
        parcel = self._parcels / f"{desk.unit}.ddpkg"
        desk.sending.send(parcel)
        return parcel

    def _receive(self, desk: Desk, parcels: Iterable[Path]) -> None:
        """Receive every package twice, all shuffled."""
        twice = []
        for parcel in parcels:
            second = parcel.with_name(f"{parcel.stem}-lần-2{parcel.suffix}")
            shutil.copyfile(parcel, second)
            twice += [parcel, second]
        results = desk.receiving.receive(self._draw.shuffled(twice))
        self._take(results, merged=len(twice) // 2)

    def _return(self, desk: Desk, below: Iterable[Unit]) -> None:
        """Send every unit below what is held of it, and let it read that."""
        for unit in below:
            parcel = self._parcels / f"{desk.unit}-{unit.key}.ddpkg"
            desk.sending.send_back(unit.key, parcel)
            lower = Desk.open(self._place(unit.key), today_is=lambda: TODAY)
            self._take(lower.receiving.receive([parcel]), merged=1)
            self._outcome.unheld += unheld(lower.store) or 0
            lower.close()

    def _take(self, results: list[FileResult], merged: int) -> None:
        """Count what arrived; DeskError when a package was refused or merged a second time."""
        statuses = [r.status for r in results]
        if statuses.count("merged") != merged or len(statuses) != merged + statuses.count("already"):
            wrong = next(r for r in results if r.status not in ("merged", "already"))
            raise DeskError(
                _("Gói {file} không nhận được: {reason}").format(file=wrong.file, reason=wrong.message), code=wrong.code
            )
        self._outcome.packages += merged
        self._outcome.repeated += len(statuses) - merged


def _joined(rows: city.Cells, totals: city.Cells) -> city.Cells:
    return {name: {**years, **totals[name]} for name, years in rows.items()}


def _added(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found.update(row)
    return dict(found)


def differences(found: Mapping[str, Figures], expected: city.Cells) -> list[str]:
    """Every cell that is not as expected, as "appendix year column: found, expected"; a blank cell is no record."""
    return [
        f"{name} {year} {column}: {found[name].get(year, {}).get(column)}, {value}"
        for name, rows in expected.items()
        for year, row in rows.items()
        for column, value in row.items()
        if (found[name].get(year, {}).get(column) or 0) != value
    ]


def figures(desk: Desk, appendix: str) -> Figures:
    """The rows of an appendix as the desk's report gives them, the total row too."""
    name = f"appendix-{appendix}"
    asked = {"from_year": 2014, "to_year": city.LAST_DAY.year, "as_of": city.LAST_DAY.isoformat()}
    sheet = desk.reporting.build(name, desk.reporting.read(name, asked))
    rows = desk.reporting.json(sheet)["rows"]
    return {city.TOTAL if row["year"] == "total" else row["year"]: row for row in rows}
