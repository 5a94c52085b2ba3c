"""The store: one file, every version a person wrote, and what they show.

SQL stands only in this package and in reports. A Store belongs to the thread
that opened it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from dialogue_desk.domain.declared import composed
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.units import COLUMNS, Unit, UnitTree
from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.storage import declarations, driver, migrations, private, schema
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.texts import _, either

DATABASE = "desk.db"
"""Name of the desk file in its folder."""

BUILD_FLOOR = 1_767_225_600_000_000
"""1/1/2026 in µs: no clock of ours is earlier, whatever a dead battery says."""


PLAIN_HEADER = b"SQLite format 3\x00"
"""The first bytes of a desk file that is not locked."""


def wall_clock() -> int:
    """The machine's time in µs since 1970."""
    return time.time_ns() // 1000


class Store:
    """An open desk file.

    `forms` may be given by tests; `clock` returns µs since 1970.
    """

    def __init__(
        self,
        path: Path,
        conn: Any,
        key: bytes | None = None,
        forms: tuple[Form, ...] = FORMS,
        clock: Callable[[], int] = wall_clock,
    ) -> None:
        self.path = path
        self.conn = conn
        self.key = key
        self.base_forms = forms
        self.clock = clock
        self._former: dict[str, Form] = {}
        self.last_hits: tuple[object, list[int]] | None = None
        self.last_agencies: tuple[object, list[str]] | None = None
        self.is_to_read = False
        """Opened on a full disk: nothing can be written."""
        self._patience = driver.PATIENCE
        self.is_in_use_case = False
        """Whether somebody above tells what goes wrong in here (`desk.trouble`)."""

    # -- opening and closing -------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path,
        meta: Mapping[str, str],
        units: Iterable[Unit],
        key: bytes | None = None,
        forms: tuple[Form, ...] = FORMS,
        clock: Callable[[], int] = wall_clock,
    ) -> Store:
        """Make a new desk file. DeskError when one is there or the folder cannot be written."""
        if path.exists():
            raise DeskError(
                _("Trong thư mục {folder} đã có dữ liệu.").format(folder=path.parent),
                _("Chọn thư mục khác, hoặc dùng dữ liệu đang có."),
                "exists",
            )
        try:
            private.make_folder(path.parent)
            private.close_folder(path.parent)
            private.new_file(path)
            conn = driver.connect(path, key)
            conn.execute("PRAGMA journal_mode = WAL")
            store = cls(path, conn, key, forms, clock)
            with driver.transaction(conn):
                conn.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
                conn.execute(f"PRAGMA user_version = {schema.USER_VERSION}")
                schema.create(conn, forms)
                for name, value in meta.items():
                    store.set_meta(name, value)
                store.add_units(units)
        except (OSError, driver.Error) as error:
            raise driver.known_trouble(error, path) or error from error
        return store

    @classmethod
    def open(
        cls,
        path: Path,
        key: bytes | None = None,
        *,
        read_only: bool = False,
        forms: tuple[Form, ...] = FORMS,
        clock: Callable[[], int] = wall_clock,
        before_upgrade: Callable[[Store], object] | None = None,
    ) -> Store:
        """Open a desk file; an older one is brought up to date after `before_upgrade` (the backup).

        DeskError when there is none or it is newer than this program,
        DamagedError when it is no file of ours, WrongPassphraseError when the key does not fit.
        """
        if not path.is_file():
            raise DeskError(
                _("Trong thư mục {folder} chưa có dữ liệu.").format(folder=path.parent),
                either(
                    _("Tạo bàn mới, hoặc chọn thư mục khác."), _("Tạo bàn mới bằng lệnh init, hoặc chọn thư mục khác.")
                ),
                "no_desk",
            )
        with _kept_when_opened(path) as keeping:
            conn = driver.connect(path, key, read_only=read_only)
            keeping.callback(conn.close)
            cls._check_header(path, conn, key)
            store = cls(path, conn, key, forms, clock)
            if not read_only:
                conn.execute("PRAGMA journal_mode = WAL")
                if not migrations.is_current(conn, store.forms):
                    if before_upgrade:
                        before_upgrade(store)
                    migrations.upgrade(conn, store.forms)
        return store

    @classmethod
    def in_spite_of(cls, error: Exception, path: Path, key: bytes | None, half_open: Store | None) -> Store:
        """The same file to read only when `error` was that the disk is full; any other trouble is raised as known."""
        if half_open is not None:
            half_open.close()
        known = error if isinstance(error, DeskError) else driver.known_trouble(error, path)
        if known is None or known.code != "disk_full":
            raise known or error from error
        return cls.open_to_read(path, key)

    @classmethod
    def open_to_read(cls, path: Path, key: bytes | None = None, forms: tuple[Form, ...] = FORMS) -> Store:
        """Open a desk file on a full disk; nothing is brought up to date or written. Errors as in `open`."""
        with _kept_when_opened(path) as keeping:
            conn = driver.connect(path, key, is_full=True)
            keeping.callback(conn.close)
            cls._check_header(path, conn, key)
        store = cls(path, conn, key, forms)
        store.is_to_read = True
        return store

    @staticmethod
    def _check_header(path: Path, conn: Any, key: bytes | None) -> None:
        try:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.DatabaseError as error:
            if key is None and looks_encrypted(path):
                raise WrongPassphraseError(
                    _("Dữ liệu được khóa bằng mật khẩu."), _("Nhập mật khẩu để mở."), "needs_passphrase"
                ) from error
            raise
        application = conn.execute("PRAGMA application_id").fetchone()[0]
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if application != driver.APPLICATION_ID:
            raise DamagedError(
                _("{file} không phải tệp dữ liệu của Bàn Đối thoại.").format(file=path),
                _("Chọn đúng thư mục dữ liệu, hoặc khôi phục từ bản sao lưu."),
                "not_ours",
            )
        if version > schema.USER_VERSION:
            raise DeskError(
                _("Dữ liệu này do một bản mới hơn của chương trình tạo ra."),
                _("Hãy cập nhật chương trình rồi mở lại; dữ liệu không bị thay đổi."),
                "newer",
            )

    def close(self) -> None:
        """Close the file and forget its key; the store is not used afterwards."""
        self.conn.close()
        self.key = None

    def after_trouble(self) -> None:
        """Open the file anew: after one read that failed SQLCipher refuses all, and full-text search finds damage."""
        if self.conn.in_transaction:
            return
        with contextlib.suppress(driver.Error):
            fresh = driver.connect(self.path, self.key, is_full=self.is_to_read)
            self.conn.close()
            self.conn = fresh
            self.wait_at_most(self._patience)

    def another(self) -> Store:
        """A second store over the same file, for another thread to open and use."""
        if self.is_to_read:
            return Store.open_to_read(self.path, self.key, self.base_forms)
        return Store.open(self.path, self.key, forms=self.base_forms, clock=self.clock)

    # -- what the desk knows of itself ----------------------------------------

    def meta(self, key: str, default: str = "") -> str:
        """A local fact of this desk (own unit, desk id, person); never sent."""
        row = self.conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_meta(self, key: str, value: str) -> None:
        """Keep a local fact."""
        self._write_meta("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", key, value)

    def metas(self, start: str) -> dict[str, str]:
        """The local facts whose key begins with `start`, by the rest of the key."""
        rows = self.conn.execute("SELECT key, value FROM meta WHERE substr(key, 1, ?) = ?", (len(start), start))
        return {key[len(start) :]: value for key, value in rows}

    def forget_meta(self, key: str) -> None:
        """Forget a local fact."""
        self._write_meta("DELETE FROM meta WHERE key = ?", key)

    def _write_meta(self, sql: str, *given: str) -> None:
        try:
            self.conn.execute(sql, given)
        except driver.Error as error:
            if self.conn.in_transaction:  # whoever began it says what is wrong
                raise
            raise driver.known_trouble(error, self.path) or error from error

    def wait_at_most(self, milliseconds: int) -> None:
        """How long a write waits for another one."""
        self._patience = milliseconds
        self.conn.execute(f"PRAGMA busy_timeout = {milliseconds}")

    @property
    def unit(self) -> str:
        """Key of the unit this desk belongs to."""
        return self.meta("unit")

    @property
    def desk(self) -> str:
        """Id of this desk in its present epoch; the first part of its series."""
        return self.meta("desk")

    @cached_property
    def units(self) -> UnitTree:
        """Every unit this desk knows."""
        # A backup that is only looked at may come from a program that knew fewer columns.
        held = {row[1] for row in self.conn.execute("PRAGMA table_info(unit)")}
        columns = ", ".join(c for c in COLUMNS if c in held)
        return UnitTree(Unit(*row) for row in self.conn.execute(f"SELECT {columns} FROM unit ORDER BY ordinal"))

    def add_units(self, units: Iterable[Unit]) -> None:
        """Add units, or replace those of the same key."""
        top = self.conn.execute("SELECT coalesce(max(ordinal), 0) FROM unit").fetchone()[0]
        marks = ", ".join("?" for _c in COLUMNS)
        self.conn.executemany(
            f"INSERT OR REPLACE INTO unit ({', '.join(COLUMNS)}, ordinal) VALUES ({marks}, ?)",
            [(*(getattr(u, c) for c in COLUMNS), top + i) for i, u in enumerate(units, start=1)],
        )
        self.forget_units()

    def forget_units(self) -> None:
        """Read the tree of units anew when it is next asked for."""
        self.__dict__.pop("units", None)

    # -- forms ----------------------------------------------------------------

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The program's forms with what is declared, and plain ones for rows that came before their declaration."""
        told = [signed.declaration for signed in declarations.held(self.conn)]
        return composed(self.base_forms, told, declarations.raw(self.conn))

    def forget_forms(self) -> None:
        """Read the forms anew: a declaration came, or a transaction that brought one was rolled back."""
        self._former = {**self._former, **self.__dict__.get("_forms_by_key", {})}
        for name in ("forms", "_forms_by_key", "rid_base"):
            self.__dict__.pop(name, None)

    @cached_property
    def _forms_by_key(self) -> dict[str, Form]:
        return {f.key: f for f in schema.all_forms(self.forms)}

    def form(self, key: str) -> Form:
        """The form called `key`, siblings too; DeskError when there is none."""
        try:
            # Of a preview that was taken back there may be rows of a form this desk does not have (any more).
            return self._forms_by_key.get(key) or self._former[key]
        except KeyError:
            names = ", ".join(f.key for f in self.forms)
            raise DeskError(
                _("Không có loại bản ghi “{form}”.").format(form=key),
                _("Các loại: {names}.").format(names=names),
                "unknown_form",
            ) from None

    @cached_property
    def rid_base(self) -> dict[str, int]:
        """First row id of each form, minus one."""
        return {k: n * schema.RID_SPACE for k, n in self.conn.execute("SELECT key, ordinal FROM form")}

    def form_of_rid(self, rid: int) -> Form:
        """The form a row id belongs to."""
        base = rid // schema.RID_SPACE * schema.RID_SPACE
        return next(self.form(key) for key, start in self.rid_base.items() if start == base)

    # -- reading --------------------------------------------------------------

    def get(self, form_key: str, unit: str, record_id: str) -> Record | None:
        """What is shown of one record (also one in the bin), without its sibling; None when there is none."""
        form = self.form(form_key)
        if form_key not in self._forms_by_key:
            return None  # of a preview that was taken back
        row = self.conn.execute(
            f'SELECT {record_columns(form)} FROM "{form.key}" WHERE unit = ? AND id = ?', (unit, record_id)
        ).fetchone()
        return record_of(form, row) if row else None

    def units_of(self, form_key: str, record_id: str) -> list[str]:
        """Units that own a record of this id (more than one only when ids were made elsewhere)."""
        rows = self.conn.execute(
            f'SELECT unit FROM "{self.form(form_key).key}" WHERE id = ? ORDER BY unit', (record_id,)
        )
        return [row[0] for row in rows]

    def children(self, form_key: str, column: str, parent_id: str) -> list[tuple[str, str]]:
        """Id and unit of the records of a form that name `parent_id` in a column, oldest first."""
        form = self.form(form_key)
        rows = self.conn.execute(
            f'SELECT id, unit FROM "{form.key}" WHERE is_deleted = 0 AND "{form.field(column).key}" = ? ORDER BY id',
            (parent_id,),
        )
        return [(record_id, unit) for record_id, unit in rows]

    def records(self, form_key: str, *, with_bin: bool = False) -> Iterable[Record]:
        """Every record of a form, sorted by unit and id, without siblings."""
        form = self.form(form_key)
        where = "" if with_bin else "WHERE is_deleted = 0"
        rows = self.conn.execute(f'SELECT {record_columns(form)} FROM "{form.key}" {where} ORDER BY unit, id')
        return (record_of(form, row) for row in rows)


@contextlib.contextmanager
def _kept_when_opened(path: Path) -> Iterator[contextlib.ExitStack]:
    """What is put on the stack stays open only if all goes well: a file half open stands in the way of every other.

    The driver's errors come out as DeskError where they are known.
    """
    with contextlib.ExitStack() as stack:
        try:
            yield stack
        except driver.Error as error:
            raise driver.known_trouble(error, path) or error from error
        stack.pop_all()


def side_file(path: Path) -> Path:
    """The key file that belongs to a desk file or to a backup."""
    return path.with_suffix(".key")


def key_files_near(path: Path) -> list[Path]:
    """Where copies of the key file of a desk file or a backup may lie, beside its own."""
    folder = path.parent
    if path.name == DATABASE:
        return [folder / "desk-copy.key", *sorted((folder / "backups").glob("desk-*.key"), reverse=True)]
    if not path.name.startswith(("desk-", "damaged-", "salvaged-")):
        return []
    above = [folder.parent / "desk.key", folder.parent / "desk-copy.key"] if folder.name == "backups" else []
    return [*above, *sorted(folder.glob("desk-*.key"), reverse=True)]


def looks_encrypted(path: Path) -> bool:
    """Whether a file has not the header of a plain SQLite file although it has content."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    if len(head) != 16 or head == PLAIN_HEADER:
        return False
    # The key files of backups alone do not make a desk a locked one: they stay when a passphrase is taken away.
    near = key_files_near(path)[: 1 if path.name == DATABASE else None]
    return side_file(path).exists() or any(file.exists() for file in near)
