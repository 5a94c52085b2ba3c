"""The last operations of this desk: what was done, by whom, and taking it back, also after a restart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dialogue_desk.desk.bin import CHILDREN, Bin, Key
from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.desk.undoing import Looking, Wanted
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form, Value
from dialogue_desk.domain.records import DELETED
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import follow, operations
from dialogue_desk.storage.operations import SPENT
from dialogue_desk.storage.operations import Operation as Operation
from dialogue_desk.storage.saving import Saver
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

FINAL = frozenset({"withdraw"})
"""What cannot be taken back: the content of a file is gone from this desk."""

WORDS = {
    "add": N_("Thêm {records}"),
    "edit": N_("Sửa {records}"),
    "delete": N_("Bỏ vào thùng rác {records}"),
    "save": N_("Lưu {records}"),
    "restore": N_("Lấy khỏi thùng rác {records}"),
    "revert": N_("Lấy lại bản trước của {records}"),
    "import": N_("Nhập từ tệp {records}"),
    "step": N_("Ghi bước xử lý: {records}"),
    "answer": N_("Trả lời {records}"),
    "split": N_("Tách lượt phát biểu: {records}"),
    "join": N_("Gộp {records}"),
    "conflict": N_("Chọn giữa hai bản của {records}"),
    "withdraw": N_("Rút {records}"),
}
"""What an operation did, by its code; the first four are told from what became of its records."""


class Kept(NamedTuple):
    """A record that an undo left as it is, wholly or in part, and why."""

    form: str
    unit: str
    id: str
    why: str


@dataclass
class TakenBack:
    """What taking an operation back did, or would do: records it changed, those of them that go into the bin."""

    operation: Operation
    what: str
    taken: list[Key] = field(default_factory=list)
    binned: list[Key] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


class Told(NamedTuple):
    """One operation for a list."""

    operation: Operation
    what: str
    can_take_back: bool


class _LeftAloneError(Exception):
    """Takes one petition back out of an undo; the message is why."""


class _OnlyLookedError(Exception):
    """Ends a transaction whose outcome was only wanted to be seen."""


@tells_trouble
class Operations:
    """What was done here lately. Merged packages have an undo of their own (`Receiving.undo`)."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records
        self.bin = Bin(store, records)

    # -- reading ------------------------------------------------------------------

    def listed(self, limit: int = -1) -> list[Told]:
        """The operations of the last 90 days, newest first."""
        return [Told(one, self.words(one), self.can_take_back(one)) for one in operations.listed(self._store, limit)]

    def newest_first(self) -> list[Operation]:
        """The operations of the last 90 days, undos and redos among them, not yet in words."""
        return operations.listed(self._store)

    def last(self) -> Operation | None:
        """What Ctrl+Z takes back: the newest operation since the desk was opened that stands."""
        return operations.last_standing(self._store, self._records.opened_after, FINAL)

    def last_undone(self) -> Operation | None:
        """What Ctrl+Y brings again: the newest undo since the desk was opened, with nothing else done after it."""
        return operations.last_undo(self._store, self._records.opened_after)

    def newest(self) -> int:
        """The number of the last operation; 0 when there is none."""
        return operations.newest_number(self._store)

    def can_take_back(self, one: Operation) -> bool:
        """Whether an operation still stands and is of a kind that goes back; an undo goes back by being redone."""
        if one.undone_by or one.what in FINAL:
            return False
        return not one.undoes or (one.undoes == one.root and operations.is_standing_undo(self._store, one))

    def words(self, one: Operation) -> str:
        """What an operation did, in one line; a single record by its name."""
        if one.undoes:
            root = operations.get(self._store, one.root)
            what = self.words(root) if root is not None else self._records_told(one)
            return (_("Hoàn tác: {what}") if one.undoes == one.root else _("Làm lại: {what}")).format(what=what)
        return _(WORDS.get(one.what or _verb(one), WORDS["save"])).format(records=self._records_told(one))

    def words_of_root(self, one: Operation) -> str:
        """What the operation did that this undo or redo is about."""
        root = operations.get(self._store, one.root)
        return self.words(root if root is not None else one)

    def _records_told(self, one: Operation) -> str:
        if one.records == 1:
            found = operations.records_of(
                self._store, [rid for rid, *_s in operations.versions(self._store, one.number)]
            )
            for form_key, unit, record_id in found.values():
                form = self._store.form(form_key.removesuffix(PERSONAL_SUFFIX))
                return self.named(form, unit, record_id)
        order = [f.key for f in self._store.forms]
        forms = sorted(one.counts, key=lambda key: order.index(key) if key in order else len(order))
        return ", ".join(counted(self._store.form(key), sum(one.counts[key])) for key in forms) or _("không có gì")

    def named(self, form: Form, unit: str, record_id: str) -> str:
        """A record as a sentence names it: its form and its title."""
        record = self._store.get(form.key, unit, record_id)
        title = _title(form, record.values) if record is not None else ""
        if not title:
            return _(form.label).lower()
        return _("{form} “{title}”").format(form=_(form.label).lower(), title=_short(title))

    # -- taking back --------------------------------------------------------------

    def need(self, number: str | int) -> Operation:
        """The operation of a number that can be taken back; DeskError says why not."""
        text = str(number).strip()
        found = operations.get(self._store, int(text)) if text.isdecimal() and len(text) < 16 else None
        if found is None:
            raise DeskError(
                _("Không có thao tác mang số {number} trong 90 ngày gần đây.").format(number=text),
                _("Xem lại danh sách thao tác gần đây."),
                "no_operation",
            )
        if not self.can_take_back(found):
            raise DeskError(
                _("Thao tác “{what}” không còn hoàn tác được.").format(what=self.words(found)),
                _("Việc này xóa hẳn nội dung nên không lấy lại được.")
                if found.what in FINAL
                else _("Nó đã được hoàn tác rồi, hoặc mọi ô của nó đã được sửa tiếp."),
                "taken_back",
            )
        return found

    def preview(self, one: Operation) -> TakenBack:
        """What taking an operation back would do; nothing is written."""
        done = TakenBack(one, self.words(one))
        try:
            with self._records.writing() as saver:
                self._take_back(saver, done)
                raise _OnlyLookedError
        except _OnlyLookedError:
            pass
        return done

    def listed_words(self, keys: Sequence[Key], most: int = 2) -> str:
        """Records as a sentence lists them: those that others hang on by name, the others counted."""
        found = sorted(keys, key=lambda key: key[0] in CHILDREN)
        told = [self.named(self._store.form(form), unit, record_id) for form, unit, record_id in found[:most]]
        rest = Counter(form for form, _unit, _id in found[most:])
        return ", ".join([*told, *(counted(self._store.form(form), n) for form, n in rest.items())])

    def take_back(self, one: Operation) -> TakenBack:
        """Take an operation back as new versions, all it can or (on trouble) nothing; an undo is taken back by redoing.

        What was changed since stays and is in `kept`. DeskError when it cannot be written.
        """
        done = TakenBack(one, self.words(one))
        with self._records.writing(undoes=one) as saver:
            self._take_back(saver, done)
            if not done.taken:
                operations.taken_back(self._store, one, SPENT)
        self._records.tell(done.steps, "undo")
        return done

    def undo(self) -> tuple[Step, ...]:
        """Take back the last operation since the desk was opened; the records it changed."""
        last = self.last()
        return tuple(self.take_back(last).steps) if last is not None else ()

    def _take_back(self, saver: Saver, done: TakenBack) -> None:
        look = Looking(self._store, done.operation)
        for cluster in self._clusters(done.operation):
            try:
                with saver.part():
                    self._take_cluster(saver, look, cluster, done)
            except _LeftAloneError as why:
                done.kept += [Kept(*key, str(why)) for key in cluster]
                for told in (done.taken, done.binned):
                    told[:] = [key for key in told if key not in cluster]
                done.steps[:] = [step for step in done.steps if step[:3] not in cluster]

    def _clusters(self, one: Operation) -> list[list[Key]]:
        """The records of an operation, last ones first; a petition with its steps stands or falls together."""
        rids = [row[0] for row in operations.versions(self._store, one.number)]
        found = operations.records_of(self._store, dict.fromkeys(rids))
        clusters: dict[Key, dict[Key, None]] = {}
        for rid in reversed(rids):
            if rid not in found:
                continue
            form, unit, record_id = found[rid]
            key = (form.removesuffix(PERSONAL_SUFFIX), unit, record_id)
            clusters.setdefault(self._head_of(key), {}).setdefault(key)
        return [list(keys) for keys in clusters.values()]

    def _head_of(self, key: Key) -> Key:
        """The petition a step belongs to; every other record stands for itself."""
        if key[0] != "action":
            return key
        record = self._store.get(*key)
        if record is None:
            return key
        ((unit, opinion_id),) = follow.keys_touched(self._store, "action", key[1], key[2], record.values)
        return "opinion", unit, opinion_id

    def _take_cluster(self, saver: Saver, look: Looking, cluster: Sequence[Key], done: TakenBack) -> None:
        before = self._effective(cluster)
        for key in cluster:
            self._take_record(saver, look, key, done)
        if before and before - self._effective(cluster):
            raise _LeftAloneError(_("đã có bước xử lý sau dựa vào bước này"))

    def _effective(self, cluster: Iterable[Key]) -> set[str]:
        """Steps, not of the operation, that have their effect on the petition of this cluster."""
        own = {key[2] for key in cluster if key[0] == "action"}
        if not own:
            return set()
        head = self._head_of(next(key for key in cluster if key[0] == "action"))
        state = follow.state_of(self._store, head[1], head[2])
        history = state.history if state is not None else ()
        return {t.step.id for t in history if t.step.id not in own and not (t.is_out_of_order or t.is_voided)}

    def _take_record(self, saver: Saver, look: Looking, key: Key, done: TakenBack) -> None:
        form = self._store.form(key[0])
        parts = [f for f in (form, form.sibling) if f is not None]
        wanted = [w for part in parts if (w := look.wanted(part, key[1], key[2])) is not None]
        if not wanted:
            return
        why = self._why_not(form, key, wanted)
        if why:
            done.kept.append(Kept(*key, why))
            return
        later = [group for w in wanted for group in w.kept]
        if later:
            done.kept.append(Kept(*key, _later(form, later)))
        now = self._records.get(key[0], key[2], key[1])
        if not [w for w in wanted if self._write(saver, w)]:
            return
        done.taken.append(key)
        done.steps.append(Step(*key, now.rev if now else "", now.personal_rev if now else ""))
        if any(w.vanishes and w.form is form for w in wanted):
            done.binned.append(key)

    def _why_not(self, form: Form, key: Key, wanted: Sequence[Wanted]) -> str:
        """Why nothing of a record goes back; "" when something does."""
        try:
            self._records.check_may_write(key[1])
        except DeskError as refusal:
            return refusal.message
        if all(w.is_gone for w in wanted):
            return _("đang ở trong thùng rác")
        if any(w.vanishes for w in wanted if w.form is form):
            sibling = self._store.get(form.sibling.key, key[1], key[2]) if form.sibling else None
            is_later = (
                sibling is not None and not sibling.is_deleted and not any(w.form is form.sibling for w in wanted)
            )
            if is_later or any(w.added for w in wanted):
                return _("đã được ghi thêm sau đó")
            return self._hanging(key, min(w.since for w in wanted))
        return ""

    def _hanging(self, key: Key, since: int) -> str:
        """What hangs on a record and was added since; what the operation added is in the bin by now."""
        told = [counted(self._store.form(form), count) for form, count in hanging(self._store, key, since).items()]
        return _("còn {records} gắn với nó").format(records=", ".join(told)) if told else ""

    def _write(self, saver: Saver, wanted: Wanted) -> bool:
        if wanted.does_nothing:
            return False
        values = {**wanted.shown.values, **wanted.values}
        decided = wanted.decided | ({DELETED} if wanted.revives else set())
        return saver.save(
            wanted.form, wanted.unit, wanted.id, values,
            delete=wanted.vanishes, decided=decided, reopened=wanted.reopened,
        )  # fmt: skip


def hanging(store: Store, key: Key, since: int = 0) -> dict[str, int]:
    """What hangs on a record, by form: opinions on their source, steps on their petition, files on anything.

    Only what is not in the bin, and was first saved after `since` (a clock).
    """
    form, unit, record_id = key
    found = {}
    for child, (prefix, has_form) in CHILDREN.items():
        if not has_form and form != "opinion":
            continue
        named, given = (f' AND "{prefix}_form" = ?', (record_id, unit, form)) if has_form else ("", (record_id, unit))
        sql = (
            f'SELECT count(*) FROM "{child}" c'
            f' WHERE is_deleted = 0 AND "{prefix}_id" = ? AND "{prefix}_unit" = ?{named}'
            " AND (SELECT min(hlc) FROM version v WHERE v.rid = c.rid) > ?"
        )
        found[child] = store.conn.execute(sql, (*given, since)).fetchone()[0]
    return {child: count for child, count in found.items() if count}


def counted(form: Form, count: int) -> str:
    """“12 ý kiến”."""
    return f"{count} {_(form.label).lower()}"


def _verb(one: Operation) -> str:
    """What became of the records: all of them new, all changed, all binned; else they were saved."""
    new, changed, binned = (sum(of_form[at] for of_form in one.counts.values()) for at in range(3))
    if not changed and not binned:
        return "add"
    if not new and not binned:
        return "edit"
    return "delete" if not new and not changed else "save"


def _later(form: Form, groups: Iterable[str]) -> str:
    labels = []
    for group in groups:
        fields = form.groups.get(group) or (form.sibling.groups.get(group) if form.sibling else None) or ()
        labels += [_(f.label) for f in fields[:1]]
    return _("đã được sửa tiếp sau đó: {fields}").format(fields=", ".join(dict.fromkeys(labels)))


def _title(form: Form, values: Mapping[str, Value]) -> str:
    """What a record is called, codes by their labels; "" for what has no name of its own (a file's is personal)."""
    parts = []
    for key in form.title_fields if form.key != "attachment" else ():
        codes, value = form.field(key).codes, values.get(key)
        if value is not None:
            parts.append(_(codes.label(value)) if codes is not None else str(value))
    return " · ".join(" ".join(part.split()) for part in parts)


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:59].rstrip() + "…"
