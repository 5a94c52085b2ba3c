"""Make this machine able to run the desk: the virtual environment and the system libraries Qt needs.

Standard library only: it runs before anything is installed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "packaging" / "requirements.lock"
STAMP = VENV / "dialogue-desk.stamp"

WINDOW_LIBRARIES = ("libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3")
TEST_LIBRARIES = (
    *("xvfb", "xauth", "xdotool", "openbox", "poppler-utils"),
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0"),
    *("libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0"),
    # The hub is tried on a real server, its website in a real browser.
    *("postgresql", "chromium"),
)
# Asked of a linked environment, which somebody else keeps: one module for each library of pyproject.toml.
MODULES = (
    *("PySide6", "sqlcipher3", "sqlite_utils", "pyrage", "cryptography", "zstandard", "msgspec", "openpyxl"),
    *("python_calamine", "xlsxwriter", "docx", "matplotlib", "click", "platformdirs", "rapidfuzz", "holidays"),
    *("segno", "zxcvbn", "pytest", "pytestqt", "pytest_benchmark", "hypothesis", "ruff", "mypy", "importlinter"),
    *("pyxform", "babel", "psycopg", "psycopg_binary", "axe_core_python"),
)


def say(text: str) -> None:
    """One line for the person who waits, in order with what the tools print."""
    print(text, flush=True)


def python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare(for_tests: bool) -> None:
    """Bring up whatever is missing; nothing is done on a machine that is ready."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs on whatever Python the machine has
        raise SystemExit("Python 3.11 or later is needed; this is " + sys.version.split()[0] + ".")
    install_libraries(WINDOW_LIBRARIES + (TEST_LIBRARIES if for_tests else ()))
    if not _is_ready():
        _make_environment()


def install_libraries(names: tuple[str, ...]) -> None:
    """Install missing Debian packages as root; anybody else is told the one line that does it."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"], capture_output=True, text=True, check=False
    ).stdout.split("\n")
    installed = {line.split()[0] for line in listing if line.endswith(" installed")}
    # Newer releases have some of these under a name that ends in t64; apt-get finds them by the old name.
    missing = [name for name in names if not {name, name + "t64"} & installed]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        say("System libraries are missing. If the next steps fail, run:\n  sudo " + " ".join(command))
        return
    say("Installing system libraries: " + " ".join(missing))
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
        say("Not all of them could be installed; going on, in case they are not needed here.")


def _lock_hash() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _is_ready() -> bool:
    """Whether the environment holds what the lock says, or is a link to one that has every library."""
    if not python().exists():
        return False
    if VENV.is_symlink() and _has_every_module():
        return True
    return STAMP.is_file() and STAMP.read_text(encoding="ascii").strip() == _lock_hash()


def _has_every_module() -> bool:
    question = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {MODULES!r})))"
    return subprocess.run([python(), "-c", question], check=False, stderr=subprocess.DEVNULL).returncode == 0


def _make_environment() -> None:
    if VENV.is_symlink() and not python().exists():
        VENV.unlink()
    if not python().exists():
        say(f"Making {VENV.name}")
        _make_empty_environment()
    say("Installing the locked libraries; the first time takes a few minutes")
    _run(*pip(), "install", "--quiet", "--disable-pip-version-check", "-r", str(LOCK))
    STAMP.write_text(_lock_hash() + "\n", encoding="ascii")


def _make_empty_environment() -> None:
    """With its own pip if possible; Debian keeps that in a package apart, and then this interpreter's pip serves."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, check=False, capture_output=True).returncode == 0:
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("pip")):
        install_libraries(("python3-venv",))
        _run(*command)
        return
    _run(*command, "--without-pip")


def pip() -> list[str]:
    """The command that reaches the package index for the environment."""
    own = [str(python()), "-m", "pip"]
    if subprocess.run([*own, "--version"], check=False, capture_output=True).returncode == 0:
        return own
    return [sys.executable, "-m", "pip", "--python", str(python())]


def _run(*command: str) -> None:
    if subprocess.run(command, check=False, cwd=ROOT).returncode:
        raise SystemExit("This step failed, see above: " + " ".join(command))
