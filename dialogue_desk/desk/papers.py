"""What a desk prints about its keys: fingerprint, recovery key and recovery code. Documents, so always Vietnamese."""

from __future__ import annotations

from datetime import date, datetime

from dialogue_desk.domain.sheet import Figure, Figures, QrCode, Sheet, Signature, Text

_MARGINS = (12, 12, 12, 15)
_AGE = "AGE-SECRET-KEY-"
_HALF = 24
"""Letters of a recovery code on the first line of its slip: four groups, each with its dash."""


def fingerprint_slip(unit: str, upper: str, person: str, fingerprint: str, code: str, today: date) -> Sheet:
    """The slip of one machine; `code` is what its QR code says."""
    groups = fingerprint.split()
    figures = Figures(tuple(Figure(f"group_{at}", f"nhóm {at}", group) for at, group in enumerate(groups, 1)))
    blocks = (
        Text(f"Ngày in: {today:%d/%m/%Y}. Người dùng máy: {person or '.' * 30}", "small"),
        figures,
        QrCode(code, 54),
        Text(
            f"Ai cũng được biết các số này, không phải mật khẩu. {upper or 'Nơi nhận'} mở Gửi, nhận số liệu,"
            " Máy được kết nối: so từng nhóm số, hoặc quét mã. Khớp đủ tám nhóm mới tin máy; lệch một nhóm"
            " thì gọi lại đơn vị.",
            "small",
        ),
    )
    return Sheet(
        "fingerprint-slip",
        "PHIẾU DẤU VÂN TAY CỦA MÁY",
        blocks,
        subtitle=f"Đơn vị: {unit}",
        signatures=(Signature("NGƯỜI DÙNG MÁY", person, "(ký, ghi rõ họ tên)"),),
        paper="A5",
        margins=_MARGINS,
        is_one_page=True,
    )


def _groups(secret: str) -> list[str]:
    letters = secret.removeprefix(_AGE)
    return [letters[at : at + 6] for at in range(0, len(letters), 6)]


def last_group(secret: str) -> str:
    """How a printed recovery key ends: whoever can read it from the paper has the paper."""
    return _groups(secret)[-1]


def _in_groups(secret: str) -> str:
    """Short enough to be typed without losing the place; blanks and line ends mean nothing when it is read."""
    groups = _groups(secret)
    return "\n".join((_AGE, *(" ".join(groups[at : at + 5]) for at in range(0, len(groups), 5))))


def recovery_sheet(unit: str, secret: str, today: date) -> Sheet:
    """The printed recovery key of a unit: the only place where the secret stands."""
    blocks = (
        Text(
            f"Đơn vị: {unit}. Ngày in: {today:%d/%m/%Y}. Tờ này mở được mọi gói gửi về {unit}: niêm phong,"
            " cất trong két, không chụp ảnh, không gửi qua mạng.",
        ),
        Text(_in_groups(secret), "centre"),
        QrCode(secret, 36),
        Text(
            "Khi mất dữ liệu: tạo bàn mới, mở Gửi, nhận số liệu, Máy được kết nối, gõ hoặc quét khóa này vào ô"
            " Khóa phục hồi, rồi nhận lại các gói đã lưu.",
        ),
    )
    return Sheet("recovery-key", "KHÓA PHỤC HỒI", blocks, paper="A5", margins=_MARGINS, is_one_page=True)


def recovery_slip(code: str, unit: str) -> Sheet:
    """The slip with the recovery code, to be kept apart from the machine."""
    blocks = (
        Text(f"Bàn Đối thoại của {unit}. Ngày in: {datetime.now():%d/%m/%Y}."),
        Text(f"{code[:_HALF]}\n{code[_HALF:]}", "bold"),
        Text(
            "Khi quên mật khẩu: ở cửa sổ hỏi mật khẩu, bấm “Quên mật khẩu…”, gõ mã này rồi đặt mật khẩu mới. Ai có tờ"
            " này và máy thì mở được dữ liệu: cất trong két, không để cùng máy, không chụp ảnh. Mỗi mã dùng một lần:"
            " dùng rồi thì máy cho mã mới, hủy tờ này."
        ),
    )
    return Sheet("recovery-code", "Mã khôi phục", blocks, paper="A5")
