"""The installer and the portable archive for Windows, made on Linux: the same bytes from the same commit.

Run by `packaging/dev.py windows` with PYTHONHASHSEED=0. Everything fetched is pinned by its hash.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

from machine import pip, say

from dialogue_desk.texts import compiled_catalogue
from windows import bytecode, contents, pe, programs, sbom, sources
from windows.sources import CACHE, HERE, ROOT, CannotBuildError, OutOfReachError

MOST_UNPACKED, MOST_INSTALLER = 175_000_000, 48_000_000
_SEARCHED = "python311.zip\nDLLs\nlib\napp\n"
NAME = "BanDoiThoai"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build; 0 done, 1 with one sentence for what is missing or too large."""
    parser = argparse.ArgumentParser(prog="dev.py windows", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="press lightly, no portable archive: for trials")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "windows", help="folder for what is made")
    parser.add_argument("--key", type=Path, help="publisher's key, whose updates the program will take (dev.py update)")
    asked = parser.parse_args(arguments)
    try:
        trusted = public_half(asked.key) if asked.key else ""
        for path in build(asked.out.absolute(), fast=asked.fast, trusted=trusted):
            say(f"{path.stat().st_size / 1e6:7.1f} MB  {path}")
    except CannotBuildError as error:
        say(str(error))
        return 1
    return 0


def build(out: Path, *, fast: bool, trusted: str = "") -> list[Path]:
    """Make everything in `out`; the files that are for people. `trusted`: whose updates the program takes."""
    if shutil.which("makensis") is None:
        raise OutOfReachError(f"makensis is missing; install {' and '.join(sources.TOOLS)}.")
    version, tree, mark = lay_out_whole(trusted)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
    say(f"Unpacked {size / 1e6:.1f} MB")
    if size > MOST_UNPACKED:
        raise CannotBuildError(f"Unpacked it takes more than {MOST_UNPACKED // 1_000_000} MB.")
    out.mkdir(parents=True, exist_ok=True)
    setup = out / f"{NAME}-{version}-setup.exe"
    make_installer(tree, setup, version, mark, size, fast=fast)
    if not fast and setup.stat().st_size > MOST_INSTALLER:
        raise CannotBuildError(f"The installer takes more than {MOST_INSTALLER // 1_000_000} MB.")
    made = [setup]
    if not fast:
        made.append(make_portable(tree, out / f"{NAME}-{version}-windows.zip", f"{version}-{mark}"))
    parts = out / f"{NAME}-{version}-sbom.json"
    sbom.write(parts, sources.download(pip()), version)
    made.append(parts)
    sums = out / "SHA256SUMS"
    sums.write_text("".join(f"{_digest(path)}  {path.name}\n" for path in made), encoding="ascii", newline="\n")
    return [*made, sums]


def public_half(file: Path) -> str:
    """The public key of a publisher's key file, as `resources/update_keys.txt` holds it."""
    from windows.update import secret_key

    return secret_key(file).public_key().public_bytes_raw().hex()


def lay_out_whole(trusted: str) -> tuple[str, Path, str]:
    """Version, tree and a mark of what is in it; CannotBuildError when a library in it lacks something."""
    for tool in ("x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres"):
        if shutil.which(tool) is None:
            raise OutOfReachError(f"{tool} is missing; install {' and '.join(sources.TOOLS)}.")
    version, wheels, work = version_of_program(), sources.download(pip()), CACHE / "work"
    shutil.rmtree(work, ignore_errors=True)
    tree = work / "tree"
    place = tree / "versions" / "current"
    say("Laying out the program")
    lay_out(wheels, version, work, tree, place)
    if trusted:
        with (place / "app" / "resources" / "update_keys.txt").open("a", encoding="ascii", newline="\n") as keys:
            keys.write(trusted + "\n")
    told = pe.unmet(tree)
    if told:
        raise CannotBuildError("Libraries that nobody brings: " + "; ".join(told))
    return version, tree, digest_of(tree)[:10]


def version_of_program() -> str:
    """As the program tells it."""
    text = (ROOT / "dialogue_desk" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]


def lay_out(wheels: Sequence[Path], version: str, work: Path, tree: Path, place: Path) -> None:
    """The launchers in `tree`, everything else in `place`, the folder of this version."""
    place.mkdir(parents=True)
    sources.take_runtime(wheels, place)
    library = sources.standard_library()
    bytecode.library_archive(library, sources.library_files(library), place / "python311.zip")
    (place / "python311._pth").write_text(_SEARCHED, encoding="ascii", newline="\n")
    contents.unpack(wheels, place / "lib")
    for name in ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll"):
        shutil.move(place / "lib" / "PySide6" / name, place / name)
    bytecode.compile_in_place(place / "lib")
    lay_out_program(place / "app")
    _licences(library, place / "licences")
    programs.make_launchers(version, work, tree)
    programs.make_stable_library(place / "python311.dll", sources.wheel_of(wheels, "abi3info"), work, place)


def lay_out_program(app: Path) -> None:
    """The desk itself, as it is committed or stands in the work tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "main.py", "dialogue_desk", "resources", "LICENSE"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    if len(listed) < 10:  # a source archive without git
        listed = [p.relative_to(ROOT).as_posix() for d in ("dialogue_desk", "resources") for p in (ROOT / d).rglob("*")]
        listed += ["main.py", "LICENSE"]
    for name in sorted(filter(None, listed)):
        source = ROOT / name
        if source.is_file() and "__pycache__" not in name:
            target = app / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    catalogue = app / "resources" / "locale" / "en.po"
    catalogue.with_suffix(".mo").write_bytes(compiled_catalogue(catalogue))
    bytecode.compile_in_place(app)


def _licences(library: Path, target: Path) -> None:
    """Whose work is in it; each Python package has its own beside its metadata."""
    target.mkdir()
    shutil.copyfile(HERE / "THIRD-PARTY.txt", target / "THIRD-PARTY.txt")
    shutil.copyfile(library / "LICENSE.txt", target / "Python-LICENSE.txt")
    for name in ("LGPL-3", "GPL-3", "Apache-2.0"):
        shutil.copyfile(Path("/usr/share/common-licenses") / name, target / f"{name}.txt")


def digest_of(tree: Path) -> str:
    """One digest over names and contents."""
    whole = hashlib.sha256()
    for path in sorted(tree.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(tree).as_posix()} {_digest(path)}\n".encode())
    return whole.hexdigest()


def make_installer(tree: Path, setup: Path, version: str, mark: str, size: int, *, fast: bool) -> None:
    """By NSIS."""
    say("Pressing the installer")
    defined = {"TREE": tree, "OUT": setup, "VERSION": version, "BUILD": mark, "SIZE": size >> 10}
    defined["ICON"] = HERE.parent / "dialogue-desk.ico"
    options = [f"-D{name}={value}" for name, value in defined.items()] + (["-DFAST"] if fast else [])
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1767225600"}
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *options, str(HERE / "installer.nsi")]
    setup.unlink(missing_ok=True)
    if subprocess.run(command, check=False, env=environment).returncode:
        raise CannotBuildError("makensis failed; the reason is above.")


def make_portable(tree: Path, target: Path, folder: str) -> Path:
    """The same program as a folder to carry: the data folder stays the person's own."""
    say("Packing the portable archive")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                name = path.relative_to(tree).as_posix().replace("versions/current/", f"versions/{folder}/")
                bytecode.add(archive, f"BanDoiThoai/{name}", path.read_bytes())
        bytecode.add(archive, "BanDoiThoai/current.txt", folder.encode())
    return target


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
