"""The way to the hub: TLS unless it is this machine, a password that stands in no command and in no message."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _, either

if TYPE_CHECKING:
    import psycopg

SERVICE = "dialogue-desk"
"""The name passwords are kept under in the system's keyring."""

_SAFE = ("require", "verify-ca", "verify-full")
_WAIT = 15
"""Seconds to wait for the hub to answer at all."""


def is_here(host: str) -> bool:
    """Whether a host is this machine: nothing leaves it."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parameters(address: str, password_file: Path | None, password: str = "") -> dict[str, Any]:
    """How to reach `address`, a URL of PostgreSQL. DeskError: it is none, it holds a password, or it gives up TLS."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        given: dict[str, Any] = dict(conninfo_to_dict(address))
    except ProgrammingError:
        given = {}
    if not address.startswith(("postgresql://", "postgres://")) or not given:
        raise DeskError(
            _("Địa chỉ của kho số liệu không đúng."), _("Ghi như postgresql://may-chu/ten-kho."), "bad_address"
        )
    if "password" in given:
        raise DeskError(
            _("Mật khẩu không được viết trong địa chỉ: máy giữ lại nó trong nhật ký và những gì đã gõ."),
            either(
                _("Bỏ mật khẩu khỏi địa chỉ; gõ nó vào ô bên cạnh."),
                _("Bỏ mật khẩu khỏi địa chỉ; để nó trong một tệp (--password-file) hoặc kho mật khẩu của hệ thống."),
            ),
            "password_shown",
        )
    hosts = [part.strip() for part in f"{given.get('hostaddr') or ''},{given.get('host') or ''}".split(",") if part]
    if not all(map(is_here, hosts)):
        if given.setdefault("sslmode", "require") not in _SAFE:
            raise DeskError(
                _("Máy chủ {host} ở ngoài máy này, nên phải dùng đường truyền mã hóa (TLS).").format(host=hosts[-1]),
                _("Bỏ sslmode khỏi địa chỉ, hoặc ghi sslmode=verify-full."),
                "no_tls",
            )
        given.setdefault("gssencmode", "disable")
    given.setdefault("connect_timeout", _WAIT)
    if not password:
        password = _from_file(password_file) if password_file is not None else _from_keyring(given)
    return given | ({"password": password} if password else {})


def _from_file(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError(
            _("Không đọc được tệp mật khẩu {file}.").format(file=path), _("Chọn đúng tệp."), "no_password"
        ) from error
    password = text.strip("\r\n")
    if not password or "\n" in password:
        raise DeskError(
            _("Tệp mật khẩu {file} phải có đúng một dòng.").format(file=path),
            _("Ghi mật khẩu vào dòng ấy."),
            "no_password",
        )
    return password


def _from_keyring(given: dict[str, Any]) -> str:
    """The password of the system's keyring, where this machine has one and the library for it."""
    try:
        import keyring  # noqa: PLC0415 not a library of ours: used where the system has it
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return ""
    name = f"{given.get('user') or ''}@{given.get('host') or 'localhost'}/{given.get('dbname') or ''}"
    try:
        return str(keyring.get_password(SERVICE, name) or "")
    except KeyringError:
        return ""


@contextlib.contextmanager
def connected(address: str, password_file: Path | None = None, password: str = "") -> Iterator[psycopg.Connection[Any]]:
    """An open connection; whatever the hub refuses becomes one sentence that repeats nothing it was told."""
    try:
        import psycopg
    except ImportError as error:
        raise DeskError(
            _("Máy này chưa có thư viện để nói chuyện với PostgreSQL."), _("Cài psycopg rồi làm lại."), "no_psycopg"
        ) from error
    given = parameters(address, password_file, password)
    where = f"{given.get('host') or 'localhost'}/{given.get('dbname') or ''}"
    try:
        with psycopg.connect(**given, application_name=SERVICE) as conn:
            if not is_here(conn.info.host) and not conn.pgconn.ssl_in_use:
                raise DeskError(
                    _("Kho {place} không dùng đường truyền mã hóa (TLS).").format(place=where),
                    _("Bật TLS trên máy chủ rồi làm lại."),
                    "no_tls",
                )
            yield conn
    except psycopg.Error as error:
        raise known_trouble(error, where) from error


def known_trouble(error: psycopg.Error, where: str) -> DeskError:
    """What the hub refused, as a sentence. The server's own words may repeat a row, so none of them is told."""
    from psycopg import errors

    state = error.sqlstate or ""
    if isinstance(error, errors.LockNotAvailable):
        return DeskError(
            _("Đang có lượt công bố khác của tỉnh này vào kho {place}.").format(place=where),
            _("Chờ lượt ấy xong rồi làm lại; chưa viết gì."),
            "busy",
        )
    if state == "42501":
        return DeskError(
            _("Tài khoản này không có quyền công bố vào kho {place}.").format(place=where),
            _("Nhờ người quản trị kho cấp quyền (xem trang hướng dẫn)."),
            "no_right",
        )
    if state[:2] == "53":
        return DeskError(
            _("Kho {place} hết chỗ, hoặc hết bộ nhớ.").format(place=where),
            _("Nhờ người quản trị kho dọn chỗ rồi làm lại; lượt này chưa viết gì."),
            "hub_full",
        )
    told = "" if state else str(error)  # a connection that never was has no code: English servers say why
    if state[:2] == "28" or "password" in told or "authentication" in told:
        return DeskError(
            _("Kho {place} không nhận tài khoản hoặc mật khẩu này.").format(place=where),
            _("Xem lại tên người dùng trong địa chỉ và mật khẩu."),
            "bad_password",
        )
    if state == "3D000" or ("database" in told and "does not exist" in told):
        return DeskError(
            _("Máy chủ không có kho {place}.").format(place=where), _("Xem lại tên kho trong địa chỉ."), "no_hub"
        )
    if not state or state[:2] in ("08", "57"):
        return DeskError(
            _("Không nối được với kho {place}, hoặc kết nối bị ngắt.").format(place=where),
            _("Xem lại mạng và địa chỉ rồi làm lại; phần chưa xong không để lại gì."),
            "no_connection",
        )
    return DeskError(
        _("Kho {place} không nhận số liệu (mã {code}).").format(place=where, code=state),
        _("Gửi mã này cho người quản trị kho; lượt này chưa viết gì."),
        "hub_refused",
    )
