"""Text typed before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times), recognised and converted.

Such text arrives as Latin-1 letters ("vÒ ban hµnh", "veà ban haønh"). Whether a
text is one of them is told by its words: they must not be Vietnamese syllables
as they stand and must be ones when converted. Text with a letter that only
Unicode has is never touched. Tables: shared/reference/tcvn3_map.csv, vni_map.csv.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from dialogue_desk.domain.vietnamese import normalise


class Encoding(Enum):
    """An encoding of the time before Unicode."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3 = dict(zip(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    strict=True,
))  # fmt: skip
"""Letter as it arrives -> the letter meant. 0xAD arrives as the invisible soft hyphen."""

_VNI_MARKS = {
    "A": "ÀẦ ÁẤ ÂÂ ÃẪ ÄẬ ÅẨ ÈẰ ÉẮ ÊĂ ËẶ ÏẠ ÕÃ ØÀ ÙÁ ÚẲ ÛẢ ÜẴ", "E": "ÀỀ ÁẾ ÂÊ ÃỄ ÄỆ ÅỂ ÏẸ ÕẼ ØÈ ÙÉ ÛẺ",
    "O": "ÀỒ ÁỐ ÂÔ ÃỖ ÄỘ ÅỔ ÏỌ ÕÕ ØÒ ÙÓ ÛỎ", "U": "ÏỤ ÕŨ ØÙ ÙÚ ÛỦ", "Y": "ÕỸ ØỲ ÙÝ ÛỶ",
    "Ô": "ÏỢ ÕỠ ØỜ ÙỚ ÛỞ", "Ö": "ÏỰ ÕỮ ØỪ ÙỨ ÛỬ",
}  # fmt: skip
"""Base letter -> pairs of the mark after it and the letter both make."""

_VNI_SINGLE = "ÆỈ ÌÌ ÍÍ ÎỴ ÑĐ ÒỊ ÓĨ ÔƠ ÖƯ"


def _vni() -> dict[str, str]:
    upper = {base + pair[0]: pair[1] for base, pairs in _VNI_MARKS.items() for pair in pairs.split()}
    upper |= {pair[0]: pair[1] for pair in _VNI_SINGLE.split()}
    found = upper | {key.lower(): value.lower() for key, value in upper.items()}
    # Caps Lock and the shift key may disagree on a base and its mark.
    for key, value in upper.items():
        if len(key) == 2:
            found.setdefault(key[0] + key[1].lower(), value)
            found.setdefault(key[0].lower() + key[1], value.lower())
    return found


_VNI = _vni()
# Longest first: "aø" is one letter, not "a" and "ø".
_VNI_RUN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TCVN3_TABLE = str.maketrans(_TCVN3)

_ONLY_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323"
                           "\u1ea0-\u1ef9]")  # fmt: skip
_WORD = re.compile(r"""[^\s!-/:-@\[-`{-~“”‘’…–—]+""")

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan "
    "oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông "
    "ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh uêt ui um un ung uôc uôi uôm uôn uông uôt up ut "
    "uy uya uych uyên uyêt uyn uynh uyp uyt uyu uơ ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y "
    "yêm yên yêng yêt yêu"
).split()
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{'|'.join(sorted(_RHYMES, key=len, reverse=True))})")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED = re.compile("(?:c|ch|p|t)$")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text as it should be stored; `encoding` is what it was converted from, None when it was left alone."""

    text: str
    encoding: Encoding | None = None


def convert(text: str, encoding: Encoding) -> str:
    """Every letter of `encoding` in `text` as Unicode; an all-capitals line stays one (.VnTimeH has no capitals)."""
    if encoding is Encoding.VNI:
        return _VNI_RUN.sub(lambda found: _VNI[found[0]], text)
    lines = [(line, line.translate(_TCVN3_TABLE)) for line in text.split("\n")]
    return "\n".join(done.upper() if _is_capitals(line) else done for line, done in lines)


def _is_capitals(line: str) -> bool:
    letters = [c for c in line if c.isascii() and c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


@lru_cache(2048)
def recognise(text: str) -> Encoding | None:
    """The old encoding a text is in; None for Unicode, and where it cannot be told."""
    if text.isascii() or _ONLY_UNICODE.search(text):
        return None
    words = [w for w in _WORD.findall(text) if not w.isascii() and len(w) > 1 and not any(c.isdigit() for c in w)]
    if not words:
        return None
    before = _share(words)
    scores = {e: _share([convert(w, e) for w in words]) for e in Encoding}
    best = max(scores, key=lambda e: scores[e])
    if len(set(scores.values())) == 1 or scores[best] < 0.7 or scores[best] - before < 0.4:
        return None
    return best


def repair(text: str) -> Repaired:
    """A text in normal form, converted when it is in an old encoding; its soft hyphens are letters until then."""
    encoding = recognise(text)
    return Repaired(normalise(convert(text, encoding) if encoding else text), encoding)


def _share(words: list[str]) -> float:
    return sum(is_syllable(w) for w in words) / len(words)


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: onset, rhyme, at most one tone, and a tone its ending allows."""
    if not (word.islower() or word.isupper() or word[1:].islower() or word[:1].isupper()):
        return False
    if word[:1].islower() and not word.islower():
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(parts)
    plain = unicodedata.normalize("NFC", _TONES.sub("", parts))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(plain):
        return False
    return not (tones and _STOPPED.search(plain)) or tones[0] in "\u0301\u0323"
