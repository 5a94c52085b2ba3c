"""Set up, run, check, look at and pack the desk: `python3 packaging/dev.py run|test|…|windows|deb`; --help lists all.

Needs Python 3.11 and pip, nothing else: the first call makes `.venv` and installs the locked libraries.
"""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import machine
from machine import ROOT, say

OUT = ROOT / "out"
DEMO = OUT / "demo"

LINT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy")),
    ("import contracts", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")),
)

# matplotlib lists a machine's fonts once. Where that takes long it warns, and a test that draws would fail by it.
FONTS = ("font list", ("-c", "import matplotlib.font_manager"))

WINE_TOOLS = ("wine64", "xvfb", "xauth")
WINDOWS_TOOLS = ("gcc-mingw-w64-x86-64", "nsis")

# The machines that test have two cores; who is done first takes tests over from the other.
BOTH_CORES = ("-n", "2", "--dist", "worksteal")

# The demonstration ends today and begins with the year before last; totals go five years further back.
SPAN = ("--from-year", str(date.today().year - 7), "--to-year", str(date.today().year))
LAST_YEAR = ("--period", str(date.today().year - 1))

# What a run without a screen prints: report, what it is about, formats.
PRINTED: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("appendix-01", SPAN, ("pdf", "xlsx")),
    ("appendix-02", SPAN, ("pdf", "xlsx")),
    ("appendix-03", SPAN, ("pdf", "xlsx")),
    ("appendix-04", SPAN, ("pdf", "xlsx")),
    ("appendix-05", SPAN, ("pdf", "xlsx")),
    ("periodic-report", LAST_YEAR, ("pdf", "docx")),
    ("petition-register", LAST_YEAR, ("pdf", "xlsx")),
    ("acceptance-sheet", LAST_YEAR, ("pdf", "docx")),
    ("one-page", LAST_YEAR, ("pdf",)),
)


def run(_: argparse.Namespace) -> int:
    """Open the window on the demonstration commune, or show it unseen where there is no screen."""
    machine.prepare(for_tests=False)
    if not _make_demo():
        return 1
    if _has_screen():
        return _python("main.py", "--data", str(DEMO))
    say(f"There is no screen here: the demonstration runs unseen and leaves its results in {OUT.name}/.")
    failed = _print_reports()
    if _python("packaging/shots.py", "--data", str(DEMO), "--out", str(OUT / "shots"), offscreen=True):
        failed.append("screenshots")
    say(f"Look in {OUT.name}/shots and {OUT.name}/reports.")
    if failed:
        say("Not made: " + ", ".join(failed))
    return 1 if failed else 0


def test(_: argparse.Namespace) -> int:
    """Every check and every test, in order, up to the first that fails."""
    machine.prepare(for_tests=True)
    return _steps((*LINT, FONTS, ("pytest", ("-m", "pytest", "-q", *BOTH_CORES))))


def lint(_: argparse.Namespace) -> int:
    """The checks without the tests."""
    machine.prepare(for_tests=False)
    return _steps(LINT)


def shots(_: argparse.Namespace) -> int:
    """Pictures of every page, for eyes."""
    machine.prepare(for_tests=False)
    if not _make_demo():
        return 1
    return _python("packaging/shots.py", "--data", str(DEMO), "--out", str(OUT / "shots"), offscreen=True)


def guide(_: argparse.Namespace) -> int:
    """The printable guide: out/huong-dan.pdf, and in English out/guide.pdf."""
    machine.prepare(for_tests=False)
    if not _make_demo():
        return 1
    for name, language in (("huong-dan.pdf", "vi"), ("guide.pdf", "en")):
        asked = ("--data", str(DEMO), "--out", str(OUT / name), "--language", language)
        if _python("packaging/guide.py", *asked, offscreen=True):
            return 1
    return 0


def bench(_: argparse.Namespace) -> int:
    """The benchmark: a quiet machine, please."""
    machine.prepare(for_tests=True)
    city = OUT / "bench-city"
    shutil.rmtree(city, ignore_errors=True)
    OUT.mkdir(exist_ok=True)
    try:
        return (
            _python("tests/benchmarks/newcomer.py")
            or _python("tests/benchmarks/bench_city.py", str(city))
            or _python("-m", "pytest", "tests/benchmarks", "-s", offscreen=True, city=city)
            or _python("tests/benchmarks/bench_merge.py", "217", "250", offscreen=True)
        )
    finally:
        shutil.rmtree(city, ignore_errors=True)


def windows(asked: argparse.Namespace) -> int:
    """The installer and the portable archive for Windows, made here; --fast for trials, --out DIR."""
    return _maker("windows.build", WINDOWS_TOOLS, asked)


def windows_test(asked: argparse.Namespace) -> int:
    """Build, install, upgrade, use and remove it under Wine, then the tests with a Windows Python; --short as CI."""
    return _maker("windows.trial", WINDOWS_TOOLS + WINE_TOOLS, asked)


def update(asked: argparse.Namespace) -> int:
    """A signed update file for laptops without a network: --key FILE, --out DIR."""
    return _maker("windows.update", WINDOWS_TOOLS, asked)


def deb(asked: argparse.Namespace) -> int:
    """The package for Debian, looked over by lintian; --out DIR."""
    return _maker("debian", ("dpkg-dev", "lintian", "binutils"), asked)


def release(asked: argparse.Namespace) -> int:
    """Write version and change notes of a release (`begin X.Y.Z`), or put its tag (`tag`)."""
    status: int = importlib.import_module("release").main(asked.rest)
    return status


def _maker(module: str, tools: tuple[str, ...], asked: argparse.Namespace) -> int:
    """Run a module of this folder that makes what is given to people; sets are to have one order each time."""
    machine.prepare(for_tests=False)
    machine.install_libraries(tools)
    way = {"PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])}
    return _python("-m", module, *asked.rest, ways=way)


def _make_demo() -> bool:
    """Make the demonstration commune unless it is there; it gets its name only when it is whole."""
    if DEMO.is_dir():
        return True
    say("Making the demonstration data")
    part = DEMO.with_name(DEMO.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    OUT.mkdir(exist_ok=True)
    if _python("main.py", "demo", "commune", "--out", str(part), "--seed", "1", offscreen=True):
        say("The demonstration data could not be made; the reason is above.")
        return False
    part.rename(DEMO)
    return True


def _print_reports() -> list[str]:
    """Print every sheet of PRINTED; one that fails does not keep the others back."""
    folder = OUT / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for name, about, formats in PRINTED:
        for kind in formats:
            target = folder / f"{name}.{kind}"
            arguments = ("report", name, *about, "--out", str(target), "--data", str(DEMO))
            if _python("main.py", *arguments, offscreen=True):
                failed.append(target.name)
    return failed


def _steps(steps: tuple[tuple[str, tuple[str, ...]], ...]) -> int:
    for name, arguments in steps:
        say(f"-- {name}")
        began = time.monotonic()
        status = _python(*arguments, offscreen=True)
        took = time.monotonic() - began
        if status:
            say(f"{name} failed after {took:.1f} s; the reason is above. Later steps did not run.")
            return 1
        say(f"   {name}: good, {took:.1f} s")
    say("Every check and test passed." if len(steps) > len(LINT) else "Every check passed.")
    return 0


def _python(
    *arguments: str, offscreen: bool = False, city: Path | None = None, ways: Mapping[str, str] | None = None
) -> int:
    """Run the environment's Python from the project's folder; its exit status. `city`: benchmarks find one there."""
    environment = os.environ | {"PYTHONUTF8": "1"} | dict(ways or {})
    if city is not None:
        environment["DIALOGUE_DESK_CITY"] = str(city)
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run([machine.python(), *arguments], cwd=ROOT, env=environment, check=False).returncode


def _has_screen() -> bool:
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


COMMANDS: tuple[Callable[[argparse.Namespace], int], ...] = (
    run,
    test,
    lint,
    shots,
    guide,
    bench,
    windows,
    windows_test,
    update,
    deb,
    release,
)
MAKERS = (windows, windows_test, update, deb, release)
"""Those that read options of their own."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    names = {command.__name__.replace("_", "-"): command for command in COMMANDS}
    commands = parser.add_subparsers(required=True, metavar="|".join(names))
    for name, command in names.items():
        commands.add_parser(name, help=command.__doc__, add_help=command not in MAKERS).set_defaults(do=command)
    chosen, rest = parser.parse_known_args()
    chosen.rest = rest
    if rest and chosen.do not in MAKERS:
        parser.error("not understood: " + " ".join(rest))
    os.chdir(ROOT)
    return int(chosen.do(chosen))


if __name__ == "__main__":
    raise SystemExit(main())
