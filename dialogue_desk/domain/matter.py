"""The words of a petition that say what it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dialogue_desk.domain.vietnamese import fold

_PHRASES = re.compile(
    r"\b(?:de nghi|kien nghi|phan anh|y kien|cu tri|ba con|nhan dan|nguoi dan|uy ban|ubnd|hdnd|chinh quyen|dang uy"
    r"|lanh dao|cap tren|cac cap|co quan chuc nang|quan tam|xem xet|som|khan truong|kip thoi|hien nay|hien tai"
    r"|thoi gian qua|gay kho khan|gay anh huong|anh huong den|di lai kho khan|keo dai|nghiem trong|tren dia ban"
    r"|tinh trang|mot so|cho biet|quyen su dung dat|vi sao|bao gio|tai sao)\b"
)
_SMALL = frozenset(
    "va cua cho la voi tai cac nhung duoc bi co o thi ma de se da dang tren trong ngoai tu den ve nay do kia rat nhieu "
    "xa phuong thon xom to khu pho huyen quan thanh ong ba anh chi em toi chung can phai khong chua lai ra vao cung "
    "nhu con khi nam ngay thang lam viec doan tuyen".split()
)
_SAME = {
    "xuong cap": "hong", "hu hong": "hong", "bi hong": "hong", "vo nat": "hong", "o ga": "hong", "sut lun": "hong",
    "sua chua": "sua", "tu sua": "sua", "nang cap": "sua", "cai tao": "sua", "duy tu": "sua",
    "chieu sang": "denduong", "den duong": "denduong", "bong den": "denduong",
    "nuoc sach": "nuocsach", "nuoc sinh hoat": "nuocsach", "tram bom": "trambom", "thu phi": "phi", "hoc phi": "phi",
    "ho tro": "hotro", "tro cap": "hotro", "tieng on": "tiengon", "thai do": "thaido", "bien bao": "bienbao",
    "xe tai": "xetai", "xe qua tai": "xetai", "to dan pho": "tdp", "nha van hoa": "nhavanhoa",
    "rac thai": "rac", "do rac": "rac", "vut rac": "rac", "thu gom": "gom",
    "ngap ung": "ngap", "ngap lut": "ngap", "tieu thoat nuoc": "thoat nuoc", "thoat nuoc": "thoatnuoc",
    "o nhiem": "onhiem", "mui hoi": "onhiem", "boc mui": "onhiem", "hoi thoi": "onhiem",
    "giay chung nhan": "sodo", "so do": "sodo",
    "giai phong mat bang": "gpmb", "den bu": "boithuong", "boi thuong": "boithuong",
    "bao hiem y te": "bhyt", "bao hiem xa hoi": "bhxh",
}  # fmt: skip
"""Ways of saying one thing, as people in communes write them."""

_JOINED = re.compile(r"\b(?:" + "|".join(sorted(_SAME, key=len, reverse=True)) + r")\b")


_TOLD_BY_ACCENT = (
    (re.compile(r"\bđèn\b", re.I), "denduong"), (re.compile(r"\bđiện\b", re.I), "dienluc"),
    (re.compile(r"\bcống\b", re.I), "thoatnuoc"), (re.compile(r"\bcấp\s+(?=điện|nước|sổ|giấy)", re.I), ""),
)  # fmt: skip
"""Words that without accents would be others (đèn, đến; điện, diện)."""

_MATTERS = {
    "denduong": "light", "rac": "waste", "onhiem": "waste", "thoatnuoc": "drainage", "muong": "drainage",
    "ngap": "drainage", "sodo": "certificate", "boithuong": "compensation", "gpmb": "compensation",
    "nuocsach": "water", "trambom": "irrigation", "tuoi": "irrigation", "phi": "fee", "bhyt": "insurance",
    "bhxh": "insurance", "dienluc": "power", "hotro": "support", "tiengon": "noise", "karaoke": "noise",
    "thaido": "staff", "bienbao": "traffic", "xetai": "traffic",
}  # fmt: skip
"""Words that say the matter itself; a road, a school or a market may only be where it is."""


def matters_of(words: Iterable[str]) -> set[str]:
    """What a petition is about, as far as its content words say."""
    return {_MATTERS[word] for word in words if word in _MATTERS}


def content_words(text: str) -> list[str]:
    """The folded words that tell one petition from another, each once, in order."""
    for sign, word in _TOLD_BY_ACCENT:
        text = sign.sub(word, unicodedata.normalize("NFC", text))
    plain = re.sub(r"[^\w ]+", " ", fold(text))
    plain = _PHRASES.sub(" ", plain)
    plain = _JOINED.sub(lambda found: _SAME[found[0]], plain)
    return list(dict.fromkeys(word for word in plain.split() if word not in _SMALL and len(word) > 1))
