"""The sealed file: nothing damaged, forged or malformed is taken, and every refusal says what to do."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
import zstandard

from dialogue_desk.domain.records import canonical
from dialogue_desk.exchange import package
from dialogue_desk.exchange.identity import Keys, PublicKeys
from dialogue_desk.exchange.package import PackageError

COMMUNE = "11296@2023"
SENDER, READER, STRANGER = Keys.generate(), Keys.generate(), Keys.generate()
FUZZ = 5_400


def header(**more: Any) -> dict[str, Any]:
    return {"format": 2, "kind": "up", "sender": SENDER.public.desk, "to": "31", "package": "p-1", **more}


def manifest(rows: int, **more: Any) -> dict[str, Any]:
    return {
        "sender": SENDER.public.desk, "package": "p-1", "to": "31", "kind": "up", "unit": "303@2023", "rows": rows,
        "number": 1, "clock": 1, "schema": 1, "min_schema": 1, **more,
    }  # fmt: skip


def write(path: Path, lines: list[bytes], **more: Any) -> bytes:
    package.write(path, header(), manifest(len(lines), **more), lines, SENDER, [READER.public.age])
    return path.read_bytes()


def read(data: bytes, signer: PublicKeys = SENDER.public, reader: Keys = READER) -> package.Contents:
    frame = package.cut(data)
    package.verify(frame, signer)
    return package.unseal(frame, [reader.age])


def sealed(head: bytes, plain: bytes, *, keys: Keys = SENDER, packed: bytes | None = None) -> bytes:
    """A package made by hand, as an attacker would, with a good signature."""
    import pyrage

    body = zstandard.ZstdCompressor().compress(plain) if packed is None else packed
    whole = package.MAGIC + len(head).to_bytes(4, "little") + head
    whole += pyrage.encrypt(body, [pyrage.x25519.Recipient.from_str(READER.public.age)])
    return whole + keys.signature(b"dialogue-desk-package-v1\0" + hashlib.sha512(whole).digest())


def plain_of(told: dict[str, Any], lines: list[bytes]) -> bytes:
    body = b"".join(line + b"\n" for line in lines)
    return canonical({**told, "body": hashlib.sha256(body).hexdigest()}).encode() + b"\n" + body


def refusal(data: bytes, **options: Any) -> str:
    with pytest.raises(PackageError) as caught:
        read(data, **options)
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value.code


def test_what_is_written_is_read(tmp_path: Path) -> None:
    lines = [b'["session"]', '["ý kiến"]'.encode()]
    assert list(read(write(tmp_path / "a.ddpkg", lines)).lines) == lines
    assert list(read(write(tmp_path / "a.ddpkg", lines), reader=SENDER).lines) == lines
    assert not list(tmp_path.glob("*.part"))


def test_nothing_damaged_is_accepted(tmp_path: Path) -> None:
    """Truncated, flipped and spliced files: none accepted, none crashes, no line handed out."""
    lines = [json.dumps([f"dòng {i}" * 5]).encode() for i in range(40)]
    data = write(tmp_path / "a.ddpkg", lines)
    other = write(tmp_path / "b.ddpkg", lines[:20])
    dice = random.Random(363)
    accepted = 0
    for i in range(FUZZ):
        kind = i % 3
        if kind == 0:
            bad = data[: dice.randrange(len(data))]
        elif kind == 1:
            at = dice.randrange(len(data))
            bad = data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
        else:
            cut, end = dice.randrange(len(data)), dice.randrange(len(other))
            bad = data[:cut] + other[end:] if i % 2 else data + other[end:]
        if bad == data:
            continue
        codes: set[str] = set()
        try:
            read(bad)
            accepted += 1
        except PackageError as error:
            codes.add(error.code)
        assert "" not in codes
    assert accepted == 0


def test_every_refusal_has_its_code(tmp_path: Path) -> None:
    good = write(tmp_path / "a.ddpkg", [b"[]"])
    head = canonical(header()).encode()
    assert refusal(b"") == "empty"
    assert refusal(b"PK\3\4" + good) == "not_a_package"
    assert refusal(good, signer=STRANGER.public) == "wrong_sender"
    assert refusal(good, reader=STRANGER) == "not_for_this_desk"
    assert refusal(good + b"x") == "signature"
    newer = canonical(header(format=3)).encode()
    assert refusal(sealed(newer, b"")) == "newer_format"
    doubled = head.replace(b'{"format":2', b'{"format":2,"format":2')
    assert refusal(sealed(doubled, b"")) == "header"
    deep = b"[" * 16_000
    assert refusal(package.MAGIC + len(deep).to_bytes(4, "little") + deep + b"\0" * 64) == "header"
    assert refusal(sealed(head, plain_of(manifest(2), [b"[]"]))) == "rows"
    assert refusal(sealed(head, plain_of(manifest(1, package="p-2"), [b"[]"]))) == "mismatch"
    assert refusal(sealed(head, plain_of(manifest(1, min_schema=99), [b"[]"]))) == "newer_schema"
    assert refusal(sealed(head, b"[]\n")) == "manifest"
    assert refusal(sealed(head, b"[" * 200_000 + b"\n")) == "manifest"
    assert refusal(sealed(head, canonical({**manifest(1), "body": "0"}).encode() + b"\n[]\n")) == "body"


def test_another_one_cannot_seal_a_senders_contents_as_his_own(tmp_path: Path) -> None:
    frame = package.cut(write(tmp_path / "a.ddpkg", [b"[]"]))
    head = canonical(header(sender=STRANGER.public.desk)).encode()
    whole = package.MAGIC + len(head).to_bytes(4, "little") + head + frame.sealed
    stolen = whole + STRANGER.signature(b"dialogue-desk-package-v1\0" + hashlib.sha512(whole).digest())
    assert refusal(stolen, signer=STRANGER.public) == "mismatch"


def test_bombs_and_second_frames_are_stopped() -> None:
    head = canonical(header()).encode()
    pack = zstandard.ZstdCompressor().compress
    assert refusal(sealed(head, b"", packed=pack(b"a" * (200 << 20)))) == "bomb"
    unsaid = zstandard.ZstdCompressor(write_content_size=False).compress(b"a" * 1000)
    assert refusal(sealed(head, b"", packed=unsaid)) == "bomb"
    assert refusal(sealed(head, b"", packed=pack(b"a\n") + pack(b"b\n"))) == "compressed"
    assert refusal(sealed(head, b"", packed=b"not zstd")) == "compressed"
    huge = [b"[" + b"1" * (2 << 20) + b"]"]
    assert refusal(sealed(head, plain_of(manifest(1), huge))) in ("rows", "bomb")


def test_a_target_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    from dialogue_desk.errors import DeskError

    with pytest.raises(DeskError) as caught:
        write(tmp_path / "gone" / "a.ddpkg", [b"[]"])
    assert caught.value.code == "no_file"
    blocked = tmp_path / "a.ddpkg"
    blocked.mkdir()
    with pytest.raises(DeskError):
        write(blocked, [b"[]"])
    assert [p.name for p in tmp_path.iterdir()] == ["a.ddpkg"]


def test_a_package_of_format_1_stays_readable_for_ever() -> None:
    """The file in samples/ was written when format 1 was made; it is never written again."""
    from dialogue_desk.domain.forms import FORMS
    from dialogue_desk.exchange.wire import LineReader

    sample = Path(__file__).parent / "samples" / "format-1.ddpkg"
    told = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    frame = package.cut(sample.read_bytes())
    package.verify(frame, PublicKeys(told["sign"], told["age"]))
    contents = package.unseal(frame, [told["reader"]])
    lines = list(contents.lines)
    assert lines[1].decode() == told["line"]
    reader = LineReader(FORMS, Nothing())  # type: ignore[arg-type]
    versions = [reader.read(line) for line in lines]
    assert [v.hash for v in versions] == told["hashes"]
    assert versions[1].body["v"]["place"] == "Sân đình"
    assert versions[1].seen == {versions[0].stamp.de: 1}


class Nothing:
    """Nothing was erased."""

    @staticmethod
    def has(key: object) -> bool:
        return False


@pytest.mark.parametrize(
    "change",
    [
        lambda c: [*c, 1],
        lambda c: c[:9],
        lambda c: ["session", 5, *c[2:]],
        lambda c: [*c[:2], "not-an-id", *c[3:]],
        lambda c: [*c[:3], -1, *c[4:]],
        lambda c: [*c[:3], True, *c[4:]],
        lambda c: [*c[:4], c[4] + 'p"', *c[5:]],
        lambda c: [*c[:4], c[4] + "p", *c[5:]],
        lambda c: [*c[:6], '{"x":1}', *c[7:]],
        lambda c: [*c[:6], "[]", *c[7:]],
        lambda c: [*c[:7], "zz", *c[8:]],
        lambda c: [*c[:8], "[[1,2,3,{}]]", *c[9:]],
        lambda c: [*c[:9], "{}"],
        lambda c: [*c[:9], "[" * 5000],
        lambda c: [*c[:9], c[9].replace('"participants":80', '"participants":-1')],
        lambda c: [*c[:9], c[9].replace('"participants":80', '"participants":"80"')],
        lambda c: [*c[:9], c[9].replace('"participants":80', '"participants":1.5')],
        lambda c: [*c[:9], c[9].replace('"participants":80', '"unheard_of":{"a":1}')],
        lambda c: [*c[:9], c[9].replace("Hội trường", "a\\u0000b").replace("Sân đình", "a\\u0000b")],
        lambda c: ["opinion", *c[1:9], c[9].replace('"v":{', '"v":{"speaker_name":"A",')],
        lambda c: {"a": 1},
    ],
)
def test_a_malformed_line_is_no_version(change: Any) -> None:
    from dialogue_desk.domain.forms import FORMS
    from dialogue_desk.exchange.wire import LineReader, MalformedError

    told = json.loads((Path(__file__).parent / "samples" / "format-1.json").read_text(encoding="utf-8"))
    reader = LineReader(FORMS, Nothing())  # type: ignore[arg-type]
    assert reader.read(told["line"].encode()).unit == COMMUNE
    with pytest.raises(MalformedError):
        reader.read(json.dumps(change(json.loads(told["line"])), ensure_ascii=False).encode())
