"""Names of people in texts: those a desk knows, and what looks like one that nobody told it of.

Bodies and offices are not people: "Đảng ủy xã", "Hội Nông dân". A name is read letter by letter as `letters.plain`
gives it, over any white space; two words alone also need capitals or their own accents ("trận công" is not Trần Công).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from dialogue_desk.domain.letters import Plain, plain
from dialogue_desk.domain.surnames import MIDDLES, PLACES, PLAIN_MIDDLES, PLAIN_SURNAMES, SURNAMES

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS = "".join(chr(code) for code in range(0x10000) if chr(code).isupper())
_CAPITAL_PAIR = re.compile(rf"(?<![^\W\d_])(?=[{_CAPITALS}])[^\W\d_]+(?=\s{{1,4}}(?:-\s)?[{_CAPITALS}])")
"""A word with a capital before another one: most texts have none, and are read no further."""
_STEP = re.compile(r"\s{1,4}(?:-\s)?")
_GAP = re.compile(r"[ .\-']{1,6}")
_END: Any = None

_TITLE = (
    r"(?:ông|bà|anh|chị|cô(?:\s+giáo)?|chú|bác(?:\s+sĩ)?|cụ|em|cháu|thầy(?:\s+giáo)?|đồng\s+chí|đ/c|mợ|dì|cậu|thím)"
)
_INTRO = (
    r"(?:(?:tôi|em|cháu|con|mình|tên)\s+(?:tên\s+)?là|tôi\s+tên(?:\s+là)?|họ\s+(?:và\s+)?tên|ký\s+tên|tên\s+là|tên"
    r"|người\s+(?:gửi|viết|làm\s+đơn|có\s+đơn|phản\s+ánh|kiến\s+nghị))"
)
_TITLED = re.compile(rf"\b(?P<title>{_TITLE})(?:\s*[(/]\s*(?:bà|ông|chị)\s*\)?)?\s*:?\s+", re.IGNORECASE)
_INTRODUCED = re.compile(rf"\b(?P<intro>{_INTRO})\s*:?\s+(?:{_TITLE}\s+)?", re.IGNORECASE)
_TITLES = frozenset("ong ba anh chi co chu bac cu em chau thay dong d c mo di cau thim".split())
_INTRODUCING = frozenset("la ten nguoi".split())
_LEADING_TITLES = re.compile(rf"^(?:{_TITLE}(?:\s*[(/]\s*(?:bà|ông)\s*\)?)?\s*[.:]?\s+)+", re.IGNORECASE)
_PLAIN_TITLED = re.compile(r"\b(?:ong|ba|anh|chi|cu|toi la|ten la|toi ten la|ho ten:?)\s+", re.IGNORECASE)
_NO_NAME_AFTER = frozenset("rịa nà đen triệu trưng".split())
"""Behind a title they make a place: Bà Rịa, Bà Triệu."""
_COMMON_AFTER = frozenset(
    "nội ngoại con chủ già trời hàng đồng cụ ấy ta này kia nào nông hùng em bà ông chị quốc trọng ý".split()
)
"""In small letters they make another word: ông nội, anh hùng, chú trọng."""
_BODIES = (
    "dang uy, dang bo, chi bo, chi uy, huyen uy, quan uy, thanh uy, tinh uy, uy ban, ubnd, ubmttq, hdnd, mttq, mat "
    "tran, hoi, hoi dong, ban, doan, cong ty, doanh nghiep, htx, hop tac xa, truong, phong, so, trung tam, cong an, "
    "quan su, to, thon, xom, ap, khu, ho, cac, nhung, nhom, tap the, dai dien, nhan dan, cu tri, ba con, can bo, "
    "lanh dao, chu tich, pho chu tich, bi thu, pho bi thu, truong thon, to truong, benh vien, tram, van phong, chi "
    "cuc, cuc, vien, toa, nha may, ngan hang, chi hoi, cau lac bo, tong cong ty, gia dinh, nguoi dan, mot so, "
    "nhieu, dong dao, toan the, phu huynh, giao vien, cong nhan, nong dan, cuu chien binh, phu nu, thanh nien "
)
_BODY = re.compile(rf"(?:{'|'.join(word.strip() for word in _BODIES.split(','))})\b")
_PLACES_BEFORE = (
    "đường | phố | ngõ | ngách | hẻm | trường | thcs | thpt | tiểu học | mầm non | chợ | cầu | cống | bệnh viện | "
    "khu | quận | huyện | phường | xã | thôn | xóm | làng | ấp | tp | thành phố | thị trấn | thị xã | tỉnh | công "
    "viên | tượng đài | quảng trường | di tích | đền | đình | chùa | giải | cụm | sông | hồ | đảo | bến | ga | "
    "tuyến | đặc khu | tdp | tổ dân phố | công ty | doanh nghiệp | khách sạn | nhà máy | hãng | đoàn | tncs | chủ "
    "tịch | tư tưởng | và | , | - | – "
)
_PLACE_BEFORE = re.compile(
    rf"(?:{'|'.join(word.strip().replace(' ', chr(92) + 's+') for word in _PLACES_BEFORE.split('|'))})[\s.:“\"]*$",
    re.IGNORECASE,
)
_STRONG_PLACE = re.compile(r"(?:,|và|-|–)[\s.:“\"]*$", re.IGNORECASE)
_POSITION = re.compile(
    r"(?:phó\s+)?(?:bí\s+thư|chủ\s+tịch|ủy\s+viên|uỷ\s+viên|giám\s+đốc|trưởng|tổng|bộ\s+trưởng|thường\s+trực|chánh|hiệu\s+trưởng|đại\s+biểu"
    r"|công\s+an|cán\s+bộ)\b|phó\b",
    re.IGNORECASE,
)
"""Behind "đồng chí" an office is told of oftener than a person."""
_SURE_TITLES = frozenset(("ông", "bà", "cụ", "chị"))
_NEVER = frozenset({"ho chi minh", "bac ho", "co to", "ba ria", "ba na", "ba den", "hai ba trung", "ba trung"})


class KnownNames:
    """Names of people this desk knows, found in texts whatever their accents, blanks and look-alike letters.

    What is told may hold titles, positions and several people; bodies and offices among it are no people.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._trie: dict[str, Any] = {}
        self._given: dict[str, set[str]] = {}
        for told in sorted(set(names)):
            for name in persons_in(told):
                self._add(name, told)

    def _add(self, name: str, told: str) -> None:
        words = _WORD.findall(plain(name).text)
        if len(words) > 1:
            node = self._trie
            for word in words:
                node = node.setdefault(word, {})
            node.setdefault(_END, (told, name))
        if words:
            self._given.setdefault(words[-1], set()).add(_WORD.findall(name)[-1].casefold())

    def find(self, text: str) -> list[str]:
        """The known names a text has, in its order, each as it was told to the desk."""
        return list(dict.fromkeys(told for _span, told in self._full(text, plain(text))))

    def spans(self, text: str, letters: Plain | None = None, held: Collection[str] | None = None) -> Iterator[Span]:
        """Where a text names somebody the desk knows: the whole name, or a title and the given name ("ông Hùng")."""
        letters = letters or plain(text)
        held = words_of(letters.text) if held is None else held
        if not self._trie.keys().isdisjoint(held):
            for span, _told in self._full(text, letters):
                yield span
        if not (self._given.keys().isdisjoint(held) or _TITLES.isdisjoint(held)):
            yield from self._titled(text, letters)

    def _full(self, text: str, letters: Plain) -> Iterator[tuple[Span, str]]:
        if not self._trie:
            return
        words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(letters.text)]
        for first, (start, _end, word) in enumerate(words):
            node, at, best = self._trie.get(word), first, None
            while node is not None:
                if _END in node:
                    span = letters.span(start, words[at][1])
                    if _is_meant(text, span, node[_END][1], at - first + 1):
                        best = span, node[_END][0]
                at += 1
                if at >= len(words) or _GAP.fullmatch(letters.text, words[at - 1][1], words[at][0]) is None:
                    break
                node = node.get(words[at][2])
            if best:
                yield best

    def _titled(self, text: str, letters: Plain) -> Iterator[Span]:
        """ "ông Hùng", "bà Lan": the title, then the last word of a known name, with its capital or its accents."""
        for found in _TITLED.finditer(text):
            word = _WORD.match(text, found.end())
            if word is None:
                continue
            held = self._given.get(plain(word[0]).text)
            small = word[0].casefold()
            if held is None or small in _NO_NAME_AFTER:
                continue
            is_own = small in held and small not in _COMMON_AFTER and found["title"].casefold() in _SURE_TITLES
            if word[0][0].isupper() or is_own:
                yield found.start(), word.end()
        if text.isascii():
            for found in _PLAIN_TITLED.finditer(text):
                word = _WORD.match(text, found.end())
                if word and word[0][0].isupper() and word[0].casefold() in self._given:
                    yield found.start(), word.end()


NOBODY = KnownNames(())


def _is_meant(text: str, span: Span, name: str, count: int) -> bool:
    """Whether letters that equal a name's are that name: three words are, two need capitals or their own accents."""
    written = text[span[0] : span[1]]
    if count > 2:
        return True
    words = _WORD.findall(written)
    if all(word[0].isupper() for word in words) or text.isascii():
        return True
    return " ".join(words).casefold() == " ".join(_WORD.findall(name)).casefold()


def is_body(name: str) -> bool:
    """Whether a name is a body's or an office's, or stands for many."""
    words = " ".join(plain(name).text.split())
    if not _BODY.match(words):
        return False
    # Đoàn, Hồ, Tô are family names, too: a person's words all begin with a capital, and nothing else stands there.
    parts = _WORD.findall(name)
    looks = 2 <= len(parts) <= 5 and all(p.istitle() for p in parts) and parts[0].casefold() in SURNAMES
    return not (looks and words.split()[1] not in ("thanh", "vien", "kiem", "giam", "the"))


@cache
def persons_in(told: str) -> tuple[str, ...]:
    """The people a name field speaks of, without titles and positions; () for bodies, offices and crowds."""
    found: list[str] = []
    for part in re.split(r"[,;\n&+]|\s+và\s+", told):
        part = re.sub(
            rf"^(?:{_TITLE}(?:\s*[(/]\s*(?:bà|ông)\s*\)?)?\s*[.:]?\s+)+", "", part.strip(), flags=re.IGNORECASE
        )
        part = re.sub(r"\([^)]*\)|\d\S*", " ", part).strip(" .:-")
        if not part:
            continue
        if is_body(part):
            spans = [*_after(part, _TITLED, ()), *_by_surname(part, (), is_field=True)]
            found += [part[a:b] for a, b in _longest(spans)]
        elif _WORD.search(part):
            found.append(" ".join(part.split()))
    return tuple(found)


def words_of(letters: str) -> frozenset[str]:
    """The words of a plain text: most texts have none that a name could begin with."""
    return frozenset(_WORD.findall(letters))


def unknown_names(text: str, places: Collection[str] = frozenset(), held: Collection[str] | None = None) -> list[Span]:
    """Where a text seems to name somebody; `places` are plain names of units that are none, `held` its plain words.

    After a title ("ông", "bà"), an introduction ("tôi là") or by itself with a family name and capitals.
    """
    return _named(text, places, words_of(plain(text).text) if held is None else held)


def _named(text: str, places: Collection[str], held: Collection[str]) -> list[Span]:
    found: list[Span] = []
    if not _TITLES.isdisjoint(held):
        found += _after(text, _TITLED, places)
    if not _INTRODUCING.isdisjoint(held):
        found += _after(text, _INTRODUCED, places)
    if not PLAIN_SURNAMES.isdisjoint(held):
        found += _by_surname(text, places)
    if text.isascii():
        found += _after(text, _PLAIN_TITLED, places)
    return _longest(found)


def _after(text: str, lead: re.Pattern[str], places: Collection[str]) -> Iterator[Span]:
    """Names behind a title or an introduction: words with capitals, or a family name in small letters."""
    for found in lead.finditer(text):
        if _POSITION.match(text, found.end()):
            continue
        words = _run_from(text, found.end())
        if words:
            first = words[0]
            if first[0].casefold() in _NO_NAME_AFTER or _no_person(words, places):
                continue
            if lead is _PLAIN_TITLED and len(words) < 2:
                continue
            if len(words) == 1 and found[0][0].isupper() and lead is _TITLED and _is_common(first[0]):
                continue
            yield words[0][1], words[-1][2]
            continue
        small = _small_name(text, found.end())
        if small:
            yield small


def _run_from(text: str, at: int) -> list[tuple[str, int, int]]:
    """The words with capitals that follow each other from here, five at most, each with its place."""
    words: list[tuple[str, int, int]] = []
    while len(words) < 5:
        word = _WORD.match(text, at)
        if word is None or not word[0][0].isupper() or (len(word[0]) > 1 and word[0].isupper() and len(word[0]) > 7):
            break
        words.append((word[0], word.start(), word.end()))
        gap = _STEP.match(text, word.end())
        if gap is None:
            break
        at = gap.end()
    return words


def _small_name(text: str, at: int) -> Span | None:
    """A name in small letters: a family name, one or two middle ones, a given one."""
    words = list(_WORD.finditer(text, at, min(len(text), at + 60)))[:4]
    if len(words) < 3 or words[0].start() != at:
        return None
    if any(not text[a.end() : b.start()].isspace() for a, b in pairwise(words[:3])):
        return None
    told = [w[0].casefold() for w in words]
    is_plain = text.isascii()
    surnames, middles = (PLAIN_SURNAMES, PLAIN_MIDDLES) if is_plain else (SURNAMES, MIDDLES)
    if told[0] in surnames and told[1] in middles:
        return words[0].start(), words[2].end()
    return None


def _by_surname(text: str, places: Collection[str], *, is_field: bool = False) -> Iterator[Span]:
    """Names by themselves: a family name and one to four more words with capitals, not behind a word for a place."""
    at, is_plain = 0, text.isascii()
    surnames, middles = (PLAIN_SURNAMES, PLAIN_MIDDLES) if is_plain else (SURNAMES, MIDDLES)
    for word in _CAPITAL_PAIR.finditer(text):
        if word.start() < at or word[0].casefold() not in surnames:
            continue
        words = _run_from(text, word.start())
        at = words[-1][2] if words else word.end()
        if not 2 <= len(words) <= 4 or _no_person(words, places) or is_body(text[words[0][1] : words[-1][2]]):
            continue
        is_loud = all(w[0].isupper() for w in words)
        is_named = any(w[0].casefold() in middles for w in words[1:-1])
        if is_plain and not is_named:
            continue
        if (is_loud and not (is_named or len(words) >= 3)) or (is_loud and _is_in_caps(text, words)):
            continue
        before = text[max(0, word.start() - 24) : word.start()]
        if not is_field and _PLACE_BEFORE.search(before) and not (is_named and _STRONG_PLACE.search(before)):
            continue
        yield words[0][1], words[-1][2]


def _is_in_caps(text: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether the words around are in capitals too: a heading, not a name."""
    around = _WORD.findall(text[max(0, words[0][1] - 12) : words[0][1]]) + _WORD.findall(text[words[-1][2] :][:12])
    return any(len(w) > 1 and w.isupper() for w in around)


def _no_person(words: list[tuple[str, int, int]], places: Collection[str]) -> bool:
    told = " ".join(plain(word).text for word, _a, _b in words)
    return told in _NEVER or told in PLACES or told in places or told.startswith("ho chi minh")


def _is_common(word: str) -> bool:
    """Words that begin with a capital after "Anh", "Cô" at the head of a sentence without being a name."""
    return plain(word).text in ("em", "chi", "ba", "con", "chu")


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans joined, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
