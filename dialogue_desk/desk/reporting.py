"""Use cases around reports: list them, build a Sheet, write it to a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dialogue_desk.desk.asking import REPORT as ASK
from dialogue_desk.desk.asking import Asking
from dialogue_desk.desk.naming import Naming
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Chart, Sheet
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.render.plain import as_json, write_csv, write_json
from dialogue_desk.render.word import write_docx
from dialogue_desk.render.workbook import write_workbook
from dialogue_desk.reports import REPORTS
from dialogue_desk.reports.follow import case_copy
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.picking import Choice, records, title_of
from dialogue_desk.reports.report import Report, read_asked
from dialogue_desk.storage import collector, follow, placing
from dialogue_desk.storage.driver import os_trouble
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

Writer = Callable[[Sheet, Path], None]

WRITERS: Mapping[str, Writer] = {
    "json": write_json,
    "csv": write_csv,
    "xlsx": write_workbook,
    "docx": write_docx,
}
"""How a Sheet becomes a file, by suffix. PDF needs Qt: the composition root hands its writer in."""


def _with_margins(sheet: Sheet, margins: tuple[int, int, int, int]) -> Sheet:
    """The sheet with the margins of the settings; slips on A5 keep their own."""
    attached = tuple(_with_margins(one, margins) for one in sheet.attached)
    return replace(sheet, attached=attached, margins=margins if sheet.paper == "A4" else sheet.margins)


def _bare(category: str) -> str:
    """A category without the remark on how much of it is told: "2023" of "2023 (đến 30/5)"."""
    return category.split(" (")[0]


def with_remarks(sheet: Sheet, remarks: Mapping[str, str]) -> Sheet:
    """The sheet with remarks on its charts; a category that has its own keeps it below."""
    if not remarks:
        return sheet
    blocks = []
    for block in sheet.blocks:
        if isinstance(block, Chart):
            told = {
                c: "\n".join(filter(None, (remarks[_bare(c)], block.marks.get(c))))
                for c in block.categories
                if _bare(c) in remarks
            }
            block = replace(block, marks={**block.marks, **told})
        blocks.append(block)
    return replace(sheet, blocks=tuple(blocks))


@tells_trouble
class Reporting:
    """Reports of one desk. `writers` adds formats this layer cannot make (PDF)."""

    def __init__(
        self, store: Store, records: Records, today: Callable[[], date], writers: Mapping[str, Writer] | None = None
    ) -> None:
        self._store = store
        self._today = today
        self.writers: dict[str, Writer] = {**WRITERS, **(writers or {})}
        self.naming = Naming(store)
        self.asking = Asking(store, records, today)

    def names(self) -> tuple[str, ...]:
        """The names of all reports, in order."""
        return tuple(report.name for report in REPORTS)

    def get(self, name: str) -> Report:
        """The report called `name`; DeskError when there is none."""
        for report in REPORTS:
            if report.name == name:
                return report
        raise DeskError(
            _("Không có báo cáo “{name}”.").format(name=name),
            either(_("Chọn một báo cáo trong danh sách."), _("Xem tên các báo cáo bằng lệnh report --list.")),
            "unknown_report",
        )

    def about(self, form: str) -> list[tuple[str, str]]:
        """The reports about one record of a form, as the form lists its letters: name and title."""
        return [(name, _(self.get(name).title)) for name in self._store.form(form).letters]

    def main_about(self, record: Record) -> str:
        """The sheet an office prints of a record as it stands; "" where its form has none.

        Of a session that is still to come the invitation, afterwards the minutes; of a petition the slip that hands
        it over, once it is settled the reply.
        """
        if record.form == "session":
            return "minutes" if record.values.get("status") == "held" else "invitation"
        if record.form == "opinion":
            state = follow.state_of(self._store, record.unit, record.id)
            return "" if state is None else "assignment-slip" if state.is_open else "reply"
        return next((name for name, _title in self.about(record.form)), "")

    def declared_counts(self) -> list[tuple[str, str, str]]:
        """What declared forms ask to be counted: key of its chart in `declared-counts`, title, step of time."""
        from dialogue_desk.reports.trends.declared_counts import asked_for  # noqa: PLC0415 only a page of charts asks

        return [(counted.key, counted.title, counted.step) for counted in asked_for(self._store)]

    def choices(self, name: str, typed: str = "", most: int = 20) -> list[Choice]:
        """Records a report can be about whose title contains what was typed, newest first."""
        find = self.get(name).choices
        return list(find(self._store, typed, most)) if find else []

    def newest(self, name: str) -> str | None:
        """The id of the record a sheet is begun with where it needs one: the newest held session, else the newest.

        None for a sheet that can do without a record, or that finds none. An invitation is about a session to come.
        """
        report = self.get(name)
        if "id" not in report.needs or report.choices is None:
            return None
        if report.about == "session":
            narrowed = records("session", status="planned" if name == "invitation" else "held")
            if found := narrowed(self._store, "", 1):
                return found[0].id
        return next((choice.id for choice in report.choices(self._store, "", 1)), None)

    def title(self, name: str, record_id: str) -> str:
        """How a record is called among the choices of a report; the id itself for one that is not there."""
        report = self.get(name)
        if report.about and (owners := self._store.units_of(report.about, record_id)):
            record = self._store.get(report.about, owners[0], record_id)
            return title_of(self._store, self._store.form(report.about), record) if record else record_id
        return next((c.title for c in self.choices(name, record_id) if c.id == record_id), record_id)

    def build(self, name: str, params: Mapping[str, Value]) -> Sheet:
        """The Sheet of a report; `params` by the keys of its parameters. DeskError says what is wrong with them."""
        report = self.get(name)
        asked = read_asked(self._store, report, params, self._today().isoformat())
        with collector.at_rest():
            made = report.build(self._store, asked)
        sheet = with_remarks(made, self.remarks(name, asked.unit))
        return _with_margins(sheet, letterhead(self._store, asked.unit).margins)

    def remarks(self, name: str, unit: str = "") -> dict[str, str]:
        """What a person pinned to the chart of a report about a unit: by year, quarter or month as it is labelled."""
        held = json.loads(self._store.meta("remarks", "{}"))
        return dict(held.get(f"{name} {unit or self._store.unit}", {}))

    def pin(self, name: str, category: str, text: str, unit: str = "") -> None:
        """Pin a remark to a category of a chart ("2021"), kept on this laptop; an empty one takes it away."""
        self.get(name)
        held = json.loads(self._store.meta("remarks", "{}"))
        of_chart = held.setdefault(f"{name} {unit or self._store.unit}", {})
        of_chart[_bare(category)] = normalise(text)
        held[f"{name} {unit or self._store.unit}"] = {key: told for key, told in of_chart.items() if told}
        self._store.set_meta("remarks", json.dumps(held, ensure_ascii=False))

    def read(self, name: str, given: Mapping[str, Any]) -> Values:
        """Typed parameters as values; DeskError for the first that cannot be read."""
        values, wrong = checks.clean(self.get(name).form, {k: v for k, v in given.items() if v not in (None, "")})
        if wrong:
            raise DeskError(
                _("Tham số {param} của báo cáo {name}: {text}.").format(
                    param=wrong[0].field, name=name, text=wrong[0].text
                ),
                _("Sửa tham số rồi làm lại."),
                "bad_param",
            )
        return values

    @staticmethod
    def listed() -> list[dict[str, Any]]:
        """Every report as `report --list --json` tells it."""
        return [
            {"name": r.name, "title": _(r.title), "formats": list(r.formats), "params": [f.key for f in r.params]}
            for r in REPORTS
        ]

    def case(self, opinion_id: str, unit: str = "") -> list[tuple[str, str]]:
        """One opinion or petition as named lines to paste elsewhere, without what tells a person."""
        owners = [unit] if unit else self._store.units_of("opinion", opinion_id)
        record = next((r for owner in owners if (r := self._store.get("opinion", owner, opinion_id))), None)
        if record is None or record.is_deleted:
            raise DeskError(
                _("Không có ý kiến, kiến nghị mang mã {id}.").format(id=opinion_id),
                either(_("Tìm lại ở ô tìm kiếm (Ctrl+F)."), _("Tìm lại bằng lệnh search.")),
                "no_record",
            )
        return case_copy.lines_of(self._store, record)

    def json(self, sheet: Sheet) -> dict[str, Any]:
        """A sheet as its JSON."""
        return as_json(sheet)

    def writer(self, name: str, path: Path) -> Writer:
        """The writer for a file of a report; DeskError when that format is not offered for it."""
        report = ASK if name == ASK.name else self.get(name)
        suffix = path.suffix.lower().lstrip(".")
        if suffix not in report.formats or suffix not in self.writers:
            offered = ", ".join(f for f in report.formats if f in self.writers)
            raise DeskError(
                _("Báo cáo {name} không có dạng “{suffix}”.").format(name=name, suffix=path.suffix or path.name),
                _("Chọn một trong các dạng: {formats}.").format(formats=offered),
                "no_format",
            )
        return self.writers[suffix]

    def write(self, sheet: Sheet, path: Path) -> None:
        """Write a sheet in the format of the file's suffix; the file appears whole or not at all."""
        write = self.writer(sheet.name, path)
        if not path.parent.is_dir():
            raise DeskError(
                _("Không có thư mục {folder}.").format(folder=path.parent), _("Chọn thư mục khác."), "no_folder"
            )
        placing.refuse_name(path)
        part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
        try:
            write(sheet, part)
            placing.put(part, path)
        except OSError as error:
            error.filename = str(path)
            raise os_trouble(error) from error
        finally:
            part.unlink(missing_ok=True)
