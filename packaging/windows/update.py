"""A signed update file for laptops without a network: `dev.py update --key FILE [--out DIR]`.

FILE holds the publisher's secret key and is made when it is not there: keep it apart. A program takes updates of a key
that was given to its own build (`dev.py windows --key FILE`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from machine import say

from dialogue_desk.desk.updating import ENDING, MAGIC, SIGNED
from windows import build, bytecode
from windows.sources import ROOT, CannotBuildError


def secret_key(file: Path) -> Ed25519PrivateKey:
    """The publisher's key in a file, made when the file is not there."""
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        say(f"A new key is in {file}: keep it apart, nothing else can sign for programs that trust it.")
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text(encoding="ascii").strip()))


def write(tree: Path, version: str, mark: str, key: Ed25519PrivateKey, target: Path) -> None:
    """Archive a version's folder and sign it. The same folder and key give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder, "version.zip")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path in sorted(tree.rglob("*")):
                if path.is_file():
                    bytecode.add(archive, path.relative_to(tree).as_posix(), path.read_bytes())
        content = packed.read_bytes()
    head = json.dumps({"version": version, "build": mark}, sort_keys=True).encode()
    body = struct.pack(">I", len(head)) + head + content
    target.write_bytes(MAGIC + key.sign(SIGNED + hashlib.sha512(body).digest()) + body)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the file is made."""
    parser = argparse.ArgumentParser(prog="dev.py update", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--key", type=Path, required=True, help="file with the publisher's secret key")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "windows", help="folder for the file")
    asked = parser.parse_args(arguments)
    try:
        key = secret_key(asked.key)
        version, tree, mark = build.lay_out_whole(key.public_key().public_bytes_raw().hex())
    except (CannotBuildError, OSError, ValueError) as trouble:
        say(str(trouble))
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    target = asked.out / f"{build.NAME}-{version}{ENDING}"
    write(tree / "versions" / "current", version, mark, key, target)
    say(f"{target.stat().st_size / 1e6:.1f} MB  {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
