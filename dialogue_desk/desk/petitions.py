"""Use cases over petitions: steps, bulk steps, void, convert, split, link, lists and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain import followup
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.followup import FROM_ABOVE, PetitionState, Taken
from dialogue_desk.domain.forms import opinion as opinion_form
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import Record, new_id
from dialogue_desk.domain.vocabulary import ACTION_KIND, PETITION_STATUS
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.storage import follow, registry
from dialogue_desk.storage.follow import Key
from dialogue_desk.storage.lists import Query
from dialogue_desk.storage.reference import sent_days
from dialogue_desk.storage.saving import Saver
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.working_days import calendar_of
from dialogue_desk.texts import _, either

SPEECH_FIELDS = (
    "source_form", "source_unit", "source_id", "received_on", "channel", "kind", "side", "place", "subject",
    "speaker_name", "speaker_address", "speaker_phone", "speaker_group", "is_anonymous", "counts_as_feedback",
    "group_label", "competence", "is_hotspot", "is_crowd", "is_bypass",
)  # fmt: skip
"""What every issue of one speech has in common."""


OF_ONE = ("before_received", "no_record")
"""Reasons of one petition: the same step may be right for the others."""


class PetitionQuery(NamedTuple):
    """Which petitions: any of the statuses, of a unit, of a lead agency; open or settled; overdue today.

    `unassigned`: given to no agency yet; `to_answer`: sent up by a unit below, and
    this unit has not answered or sent them on yet.
    """

    status: tuple[str, ...] = ()
    unit: str = ""
    lead: str = ""
    is_open: bool | None = None
    overdue: bool = False
    to_answer: bool = False
    unassigned: bool = False


@dataclass
class Bulk:
    """What became of a step taken for several petitions: how many, and for which it did not fit, with why."""

    done: list[Key] = field(default_factory=list)
    refused: list[tuple[Key, str]] = field(default_factory=list)


@tells_trouble
class Petitions:
    """What happens to petitions. Each method is one operation that Ctrl+Z takes back whole."""

    def __init__(self, store: Store, records: Records, today: Callable[[], date]) -> None:
        self._store = store
        self._records = records
        self._today = today

    # -- reading ----------------------------------------------------------------

    def state(self, opinion_id: str, unit: str = "") -> PetitionState:
        """Status, lead, deadline and history of one petition; DeskError for what is no petition."""
        opinion = self._records.need("opinion", opinion_id, unit)
        state = follow.state_of(self._store, opinion.unit, opinion_id)
        if state is None:
            raise DeskError(
                _("Ý kiến này không phải kiến nghị nên không có trạng thái giải quyết."),
                _("Chuyển nó thành kiến nghị trước."),
                "not_a_petition",
            )
        return state

    def states(self, keys: Sequence[Key]) -> dict[Key, PetitionState]:
        """The states of the petitions among these opinions, for a page of a list."""
        return follow.states_of(self._store, keys)

    def allowed(self, opinion_id: str, unit: str = "") -> tuple[str, ...]:
        """Kinds of step that fit now, in the order of the vocabulary; `void` while there is a step to take back."""
        opinion = self._records.need("opinion", opinion_id, unit)
        state = self.state(opinion_id, opinion.unit)
        anonymous = opinion.values.get("is_anonymous") is True
        found = []
        for kind in ACTION_KIND.labels:
            _actor, from_above = self._actor(opinion, kind, state)
            if kind == "void":
                fits = bool(self.voidable(opinion_id, opinion.unit))
            elif kind in ("suspend", "resume"):
                fits = state.is_open and not from_above and bool(state.suspended_on) == (kind == "resume")
            else:
                fits = (
                    followup.next_status(state.status, kind, from_above=from_above, is_anonymous=anonymous) is not None
                )
            if fits:
                found.append(kind)
        return tuple(found)

    def voidable(self, opinion_id: str, unit: str = "") -> list[Taken]:
        """Steps of this unit's own that may be taken back, newest first."""
        opinion = self._records.need("opinion", opinion_id, unit)
        history = self.state(opinion_id, opinion.unit).history
        names = {self._store.unit} | ({opinion.unit} if self._records.writes_for(opinion.unit) else set())
        return [t for t in reversed(history) if t.step.unit in names and t.step.kind != "void" and not t.is_voided]

    def query(self, asked: PetitionQuery) -> Query:
        """The list of opinions that shows these petitions."""
        equal: Values = {}
        if asked.status:
            equal["petition_status"] = asked.status
        if asked.unit:
            equal["unit"] = asked.unit
        if asked.lead:
            equal["petition_lead"] = asked.lead
        if asked.is_open is not None:
            equal["is_open"] = asked.is_open
        if asked.overdue:
            equal["overdue_on"] = self._today().isoformat()
        if asked.unassigned:
            equal["is_unassigned"] = True
        if asked.to_answer:
            equal["forwarded_by"] = registry.senders_to(self._store, self._store.unit)
        if not equal.keys() - {"unit"}:
            equal["kind"] = "petition"
        return Query(equal=equal)

    def count(self, asked: PetitionQuery) -> int:
        """How many petitions these are."""
        return self._records.count("opinion", self.query(asked))

    def counts(self, units: Sequence[str] = ()) -> dict[str, int]:
        """Petitions by status, and `open`, `unassigned`, `overdue` on this day; of some units when given."""
        where, given = (f"unit IN ({','.join('?' for _u in units)})", tuple(units)) if units else ("", ())
        found = dict.fromkeys(PETITION_STATUS.labels, 0) | follow.by_status(self._store, where, given)
        overdue, on = follow.is_overdue(self._today())
        late = follow.count(self._store, f"{overdue} AND {where}" if where else overdue, (*on, *given))
        idle = follow.count(self._store, f"{follow.UNASSIGNED} AND {where}" if where else follow.UNASSIGNED, given)
        return found | {"open": sum(found[s] for s in followup.OPEN), "overdue": late, "unassigned": idle}

    def agencies(self, units: Sequence[str] = ()) -> list[str]:
        """Who has petitions of these units (none: of all), those with the most first."""
        return follow.agencies(self._store, units)

    def require_subject(self, step: Mapping[str, Value]) -> None:
        """Refuse a step that a person writes about nothing; in an import or a merge its petition may come later."""
        owner, opinion_id = str(step.get("opinion_unit") or self._store.unit), step.get("opinion_id")
        if opinion_id and self._records.get("opinion", str(opinion_id), owner) is None:
            raise RecordError(
                _("Không có ý kiến, kiến nghị mang mã {id} của đơn vị này.").format(id=opinion_id),
                "opinion_id",
                either(_("Tìm lại ở ô tìm kiếm (Ctrl+F)."), _("Tìm lại bằng lệnh search.")),
                "no_record",
            )

    def out_of_order(self, action: Record) -> bool:
        """Whether a step that was written has no effect because it does not fit."""
        unit, opinion_id = str(action.values["opinion_unit"]), str(action.values["opinion_id"])
        state = follow.state_of(self._store, unit, opinion_id)
        return state is None or any(t.is_out_of_order for t in state.history if t.step.id == action.id)

    def due_after(self, start: date, unit: str = "") -> str:
        """The usual deadline of a unit's petition given out on `start`: so many working days later (Thiết lập)."""
        settings, sent = self._records.settings_in_force(unit), sent_days(self._store, unit or self._store.unit)
        days = settings.get("days_answer")
        return calendar_of(settings, sent).after(start, days).isoformat() if isinstance(days, int) else ""

    # -- steps ------------------------------------------------------------------

    def take(self, opinion_id: str, kind: str, values: Mapping[str, Value] | None = None, unit: str = "") -> Record:
        """Take one step; DeskError when it does not fit now.

        `values` are fields of action, `done_on` today when not given. An
        assignment to an agency may bring `new_due_on`; a petition that has no deadline
        then gets one. Without an agency it moves no deadline: nobody took the petition.
        """
        opinion = self._records.need("opinion", opinion_id, unit)
        with self._records.writing("step") as saver:
            action, steps = self._take(saver, opinion, kind, values or {})
        self._records.done(steps, "edit")
        return self._records.need("action", action[1], action[0])

    def take_all(self, keys: Iterable[Key], kind: str, values: Mapping[str, Value] | None = None) -> Bulk:
        """Take one step for several petitions (assign, reply …); where it does not fit nothing changes."""
        return self.take_each([(key, values or {}) for key in keys], kind)

    def take_each(self, wanted: Iterable[tuple[Key, Mapping[str, Value]]], kind: str) -> Bulk:
        """The same kind of step for several petitions, each with its own values; one operation."""
        bulk = Bulk()
        steps: list[Step] = []
        with self._records.writing("answer" if kind == "answer" else "step") as saver:
            for (unit, opinion_id), values in wanted:
                try:
                    opinion = self._records.need("opinion", opinion_id, unit)
                    _action, done = self._take(saver, opinion, kind, values)
                except DeskError as refusal:
                    if isinstance(refusal, RecordError) and refusal.code not in OF_ONE:
                        raise  # what is asked for is wrong for every one of them
                    bulk.refused.append(((unit, opinion_id), refusal.message))
                    continue
                steps += done
                bulk.done.append((unit, opinion_id))
        self._records.done(steps, "edit")
        return bulk

    def answer(self, wanted: Iterable[tuple[Key, Mapping[str, Value]]]) -> Bulk:
        """Answer petitions that units below sent up, each with its text or document; RecordError where one has none."""
        listed = list(wanted)
        if not all(values.get("text") or values.get("document_number") for _key, values in listed):
            raise RecordError(_("Chưa có lời trả lời hoặc số văn bản trả lời."), "text")
        return self.take_each(listed, "answer")

    def void(self, opinion_id: str, action_id: str, text: str = "", unit: str = "") -> Record:
        """Take back a step of one's own that was written by mistake; it stays in the history."""
        return self.take(opinion_id, "void", {"action_ref": action_id, "text": text or None}, unit)

    def _actor(self, opinion: Record, kind: str, state: PetitionState, ref: Value = None) -> tuple[str, bool]:
        """In whose name this desk takes a step on a petition, and whether that unit stands above.

        For a unit without a desk it writes that unit's own steps. Once the petition
        was sent up, what the unit above does, answering or sending on, is its own step.
        `ref` is the step that a void takes back.
        """
        own, unit = self._store.unit, opinion.unit
        if own == unit:
            return own, False
        if not self._records.writes_for(unit):
            return own, True
        is_above = own in self._store.units.stood_above(unit)
        if kind == "void":
            taker = next((t.step.unit for t in state.history if t.step.id == ref), unit)
            return (own, True) if taker == own else (unit, False)
        is_up = state.status == "forwarded" and kind in ("answer", "forward_up")
        return (own, True) if is_above and is_up else (unit, False)

    def _take(
        self, saver: Saver, opinion: Record, kind: str, values: Mapping[str, Value]
    ) -> tuple[Key, tuple[Step, ...]]:
        if kind not in ACTION_KIND:
            raise DeskError(
                _("Không có bước “{kind}”.").format(kind=kind),
                _("Các bước: {kinds}.").format(kinds=", ".join(ACTION_KIND.labels)),
                "unknown_step",
            )
        state = self.state(opinion.id, opinion.unit)
        actor, from_above = self._actor(opinion, kind, state, values.get("action_ref"))
        today = self._today().isoformat()
        given: Values = {"done_on": today, **values, "kind": kind}
        given |= {"opinion_unit": opinion.unit, "opinion_id": opinion.id}
        self._check(opinion, given, actor, from_above)
        steps: list[Step] = []
        if kind == "assign" and not from_above:
            steps += self._set_deadline(saver, opinion, given, state)
        action_id = new_id()
        step = self._records.put(saver, self._records.form("action"), given, action_id, actor)
        assert step is not None
        return (actor, action_id), (*steps, step)

    def _check(self, opinion: Record, given: Values, actor: str, from_above: bool) -> None:
        """Refuse a step that would have no effect; DeskError says why."""
        kind, done_on = str(given["kind"]), str(given["done_on"])
        if done_on > self._today().isoformat():
            raise RecordError(_("Ngày của bước không thể sau hôm nay."), "done_on")
        if done_on < str(opinion.values.get("received_on") or ""):
            raise RecordError(
                _("Ngày của bước trước ngày nhận kiến nghị ({day}).").format(
                    day=screen_date(opinion.values.get("received_on"))
                ),
                "done_on",
                code="before_received",
            )
        state = self.state(opinion.id, opinion.unit)
        if kind == "void":
            known = {t.step.id for t in self.voidable(opinion.id, opinion.unit)}
            if given.get("action_ref") not in known:
                raise DeskError(
                    _("Chỉ hủy được bước do chính đơn vị mình ghi và chưa hủy."),
                    _("Chọn bước khác trong quá trình xử lý."),
                    "not_voidable",
                )
            return
        new = followup.Step(actor, "new", kind, done_on, (2**62, "", 0), text=str(given.get("text") or ""))
        trial = self._fold_with(opinion, state, new)
        mine = next(t for t in trial.history if t.step is new)
        if mine.is_out_of_order:
            raise DeskError(
                _("Bước “{step}” không đi sau trạng thái “{status}” được.").format(
                    step=_(ACTION_KIND.label(kind)), status=_(PETITION_STATUS.label(mine.status))
                ),
                _("Đơn vị cấp trên chỉ trả lời, ghi chú hoặc chuyển tiếp.")
                if from_above and kind not in FROM_ABOVE
                else _("Xem lại các bước đã ghi và ngày của bước."),
                "does_not_fit",
            )

    def _fold_with(self, opinion: Record, state: PetitionState, new: followup.Step) -> PetitionState:
        is_own, is_above = follow.roles(self._store, opinion.unit)
        return followup.fold(
            [*(t.step for t in state.history), new],
            opened_on=state.opened_on,
            is_anonymous=opinion.values.get("is_anonymous") is True,
            is_own=is_own,
            is_above=is_above,
        )

    def _set_deadline(self, saver: Saver, opinion: Record, given: Values, state: PetitionState) -> list[Step]:
        """The deadline an assignment brings, or the usual one when the petition has none."""
        due_on, has_agency = given.get("new_due_on"), bool(given.get("agency"))
        if due_on is not None and not has_agency and state.overdue_days(self._today()):
            raise RecordError(
                _("Kiến nghị đã quá hạn: ghi cơ quan được giao thì mới đặt được hạn mới."),
                "agency",
                _("Ghi cơ quan, hoặc dùng bước “{step}”.").format(step=_(ACTION_KIND.label("extend"))),
            )
        if due_on is None and has_agency and opinion.values.get("due_on") is None:
            due_on = self.due_after(date.fromisoformat(str(given["done_on"])), opinion.unit) or None
        if due_on is None:
            return []
        given["new_due_on"] = due_on
        form = self._records.form("opinion")
        step = self._records.put(
            saver, form, {"due_on": due_on}, opinion.id, opinion.unit, opinion.rev, opinion.personal_rev
        )
        return [step] if step else []

    # -- the petition itself --------------------------------------------------------

    def convert(self, opinion_id: str, kind: str, values: Mapping[str, Value] | None = None, unit: str = "") -> Record:
        """Make an opinion a petition or a petition an opinion; steps taken are kept for the way back.

        A petition needs `request` in `values`, or is marked as too general.
        """
        opinion = self._records.need("opinion", opinion_id, unit)
        return self._records.change("opinion", opinion_id, {**(values or {}), "kind": kind}, opinion.unit)

    def link(self, opinion_id: str, other: Key | None, unit: str = "") -> Record:
        """Say that a petition is about the same as another one; None takes the link away."""
        opinion = self._records.need("opinion", opinion_id, unit)
        if other == (opinion.unit, opinion_id):
            raise RecordError(_("Một kiến nghị không nối với chính nó."), "similar_id")
        if other is not None:
            self._records.need("opinion", other[1], other[0])
        values: Values = {"similar_unit": other[0] if other else None, "similar_id": other[1] if other else None}
        return self._records.change("opinion", opinion_id, values, opinion.unit)

    def similar(self, text: str, limit: int = 5) -> list[tuple[str, str, float]]:
        """Opinions that say much the same as a text being typed: unit, id, likeness in percent."""
        from dialogue_desk.desk.alike import Alike  # noqa: PLC0415 - a list of petitions asks for nothing alike

        found = Alike(self._store, self._records).alike("opinion", {"text": text}, limit=limit)
        return [(one.unit, one.id, float(one.score)) for one in found]

    def linked(self, opinion_id: str, unit: str = "") -> list[Key]:
        """Every opinion linked with this one, directly or through others, itself first."""
        opinion = self._records.need("opinion", opinion_id, unit)
        return follow.linked(self._store, (opinion.unit, opinion_id))

    def split(self, opinion_id: str, texts: Sequence[str | Mapping[str, Value]], unit: str = "") -> list[Record]:
        """Make several issues of one speech: the first text stays here, the others become records of their own.

        A part is a text, or fields of opinion (`text`, `request`, `subject` …).
        Source, day, speaker and side are the same for all; what was decided stays
        with the first. A petition part that asks for nothing is marked as too general.
        """
        opinion = self._records.need("opinion", opinion_id, unit)
        parts: list[Values] = [{"text": p} if isinstance(p, str) else dict(p) for p in texts]
        if len(parts) < 2 or any(not str(p.get("text") or "").strip() for p in parts):
            raise RecordError(_("Cần ít nhất hai nội dung để tách một lượt phát biểu."), "text")
        form = self._records.form("opinion")
        common: Values = {k: opinion.values.get(k) for k in SPEECH_FIELDS}
        made = [(opinion.unit, opinion_id)]
        with self._records.writing("split") as saver:
            first = self._records.put(
                saver, form, parts[0], opinion_id, opinion.unit, opinion.rev, opinion.personal_rev
            )
            steps = [first] if first else []
            for part in parts[1:]:
                whole = common | part
                if whole["kind"] == "petition" and not whole.get("request") and not opinion_form.asks(whole["text"]):
                    whole["is_too_general"] = True
                step = self._records.put(saver, form, whole, new_id(), opinion.unit)
                assert step is not None
                steps.append(step)
                made.append((step.unit, step.id))
        self._records.done(steps, "edit")
        return [self._records.need("opinion", key[1], key[0]) for key in made]
