"""Where what is shipped comes from: wheels by hash, the signed CPython in one of them, the standard library."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from windows.pe import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / "build" / "windows"
WHEELS_LOCK, TESTS_LOCK = HERE / "wheels.lock", HERE / "tests.lock"
TOOLS = ("gcc-mingw-w64-x86-64", "nsis")

PYTHON = "3.11.7"
"""Of the runtime library in the wheel, and so of the standard library that goes with it."""
LIBRARY_DIGEST = "dd84219eeafb7653b8a36a9cbec0fcc29b191342a58b499d2b439c7507331056"
"""Of the texts of that standard library; the same on every system."""
ONLY_FOR_MAKING = ("panda3d", "abi3info", "holidays", "babel")
"""Libraries of which nothing is shipped: days off are made of holidays once and the catalogue is compiled by Babel."""
NOT_ON_WINDOWS = ("psycopg", "psycopg-binary")
"""Who publishes to a PostgreSQL server does it from Linux: it would take more room than a laptop's program may."""
SIGNER = "Python Software Foundation"
RUNTIME = ("python311.dll",)
EXTENSIONS = (
    *("_asyncio.pyd", "_bz2.pyd", "_ctypes.pyd", "_decimal.pyd", "_elementtree.pyd", "_lzma.pyd"),
    *("_multiprocessing.pyd", "_overlapped.pyd", "_queue.pyd", "_socket.pyd", "_sqlite3.pyd", "_uuid.pyd"),
    *("_zoneinfo.pyd", "pyexpat.pyd", "select.pyd", "unicodedata.pyd"),
    *("libffi-8.dll", "sqlite3.dll"),
)
"""Without OpenSSL: the desk asks no network, its ciphers are in other libraries, hashlib has hashes of its own."""
NOT_SHIPPED = (
    *("test", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3", "venv", "distutils", "pydoc_data", "msilib"),
    *("site-packages", "lib-dynload", "__pycache__"),
)
"""Parts of the standard library that a desk never asks for."""


class CannotBuildError(Exception):
    """A build cannot go on: one sentence that says why."""


class OutOfReachError(CannotBuildError):
    """This machine has not what a build needs, and cannot get it: tools, wheels, a Python. No fault of the program."""


def download(pip: Sequence[str], lock: Path = WHEELS_LOCK) -> list[Path]:
    """The wheels of a lock, each compared with its hash; those that are here already are not asked for again."""
    folder = CACHE / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = dict(_pins(lock))
    here = {_digest(path): path for path in folder.glob("*.whl")}
    if not wanted.keys() <= here.keys():
        platform = (
            "--only-binary=:all:",
            "--platform",
            "win_amd64",
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
        )
        command = [
            *pip,
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
            *platform,
        ]
        if subprocess.run([*command, "-d", str(folder), "-r", str(lock)], check=False).returncode:
            raise OutOfReachError(
                "The Windows wheels could not be fetched from the package index; the reason is above."
            )
        here = {_digest(path): path for path in folder.glob("*.whl")}
    missing = [name for digest, name in wanted.items() if digest not in here]
    if missing:
        raise OutOfReachError("Not fetched: " + ", ".join(missing))
    return sorted((here[digest] for digest in wanted), key=lambda path: path.name.lower())


def _pins(lock: Path) -> list[tuple[str, str]]:
    """Hash and name with version of every line of a lock."""
    lines = lock.read_text(encoding="ascii").splitlines()
    parts = [line.split() for line in lines if line and not line.startswith("#")]
    return [(digest.removeprefix("--hash=sha256:"), name) for name, digest in parts]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wheel_of(wheels: Sequence[Path], name: str) -> Path:
    """The wheel of a package."""
    return next(path for path in wheels if path.name.lower().startswith(name + "-"))


def take_runtime(wheels: Sequence[Path], target: Path) -> None:
    """CPython as it was released: the library into `target`, extension modules into its DLLs/; signatures are read."""
    (target / "DLLs").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel_of(wheels, "panda3d")) as held:
        for name in (*RUNTIME, *EXTENSIONS):
            path = target / name if name in RUNTIME else target / "DLLs" / name
            path.write_bytes(held.read(f"deploy_libs/{name}"))
            signer = Image(path).signer()
            if signer != SIGNER:
                raise CannotBuildError(f"{name} is signed by {signer or 'nobody'}, not by {SIGNER}.")


def standard_library() -> Path:
    """The folder of the standard library of exactly the runtime's version, compared with its digest."""
    candidates = [Path(subprocess.__file__).parent]
    candidates += sorted(Path.home().glob(f".pyenv/versions/{PYTHON}/lib/python3.11"))
    own = ".".join(map(str, sys.version_info[:3]))
    for place in candidates:
        if place.is_dir() and library_digest(place) == LIBRARY_DIGEST:
            return place
    raise OutOfReachError(
        f"The standard library of Python {PYTHON} is needed, as it was released; this is Python {own}. "
        f"Run the command with a Python {PYTHON}."
    )


def library_files(place: Path) -> list[Path]:
    """The modules of a standard library that are shipped, in order."""
    files = (path for path in place.rglob("*.py") if not set(path.relative_to(place).parts) & set(NOT_SHIPPED))
    # What a build on another system wrote down of itself is no part of the release.
    return sorted(path for path in files if not path.name.startswith("_sysconfigdata") and "config-3" not in str(path))


def library_digest(place: Path) -> str:
    """One digest over names and texts of `library_files`."""
    whole = hashlib.sha256()
    for path in library_files(place):
        whole.update(f"{path.relative_to(place).as_posix()} {_digest(path)}\n".encode())
    return whole.hexdigest()
