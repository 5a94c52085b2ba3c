"""What Wine 8 lacks of Windows 10: laid beside a program installed there for trials, never shipped."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from windows.pe import Image
from windows.sources import CannotBuildError

_GCC = ("x86_64-w64-mingw32-gcc", "-O1", "-fno-builtin", "-shared")
_RANDOM = """#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE out, SIZE_T size) { return SystemFunction036(out, (ULONG)size); }
"""
# A pair of floats travels in one register, a pair of doubles by its address; long double is double here.
_COMPLEX = """typedef struct { float a, b; } two_f; typedef struct { double a, b; } two_d;
float part_crealf(two_f z) { return z.a; }
float part_cimagf(two_f z) { return z.b; }
double part_creal(two_d z) { return z.a; }
double part_cimag(two_d z) { return z.b; }
double part_creall(two_d z) { return z.a; }
double part_cimagl(two_d z) { return z.b; }
int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }
"""
_OF_COMPLEX = ("creal", "crealf", "creall", "cimag", "cimagf", "cimagl")
# No file may stand in for a name that begins with "api-ms": numpy's copy asks for another one.
_ASKED, _GIVEN = b"api-ms-win-crt-math-l1-1-0.dll", b"bpi-ms-win-crt-math-l1-1-0.dll"


def put_into(version: Path, work: Path) -> None:
    """Lay the stand-ins beside the runtime of one version; a second call changes nothing."""
    work.mkdir(parents=True, exist_ok=True)
    if (version / _GIVEN.decode()).exists():
        return
    _library(work, version / "bcryptprimitives.dll", _RANDOM, "-ladvapi32")
    converters = sorted(Image(version / "lib/PySide6/Qt6Core.dll").imports().get("icuuc.dll", ()))
    head = "__declspec(dllexport) void *ucnv_open(const char *n, int *e) { if (e) *e = 4; return 0; }\n"
    others = [f"__declspec(dllexport) void *{name}(void) {{ return 0; }}" for name in converters if name != "ucnv_open"]
    _library(work, version / "icuuc.dll", head + "\n".join(others) + "\n")
    asked: set[str] = set()
    for place in ("numpy", "numpy.libs"):
        for path in sorted((version / "lib" / place).rglob("*")):
            if path.suffix in (".pyd", ".dll") and _ASKED in path.read_bytes():
                asked |= Image(path).imports().get(_ASKED.decode(), set())
                path.write_bytes(path.read_bytes().replace(_ASKED, _GIVEN))
    names = [f"{n} = part_{n}" if n in _OF_COMPLEX else f"{n} = ucrtbase.{n}" for n in sorted(asked)]
    definition = work / "math.def"
    told = [f'LIBRARY "{_GIVEN.decode()}"', "EXPORTS", *names]
    definition.write_text("\n".join(told) + "\n", encoding="ascii")
    _library(work, version / _GIVEN.decode(), _COMPLEX, str(definition), "-nostdlib", "-e", "DllMain")


def _library(work: Path, target: Path, text: str, *options: str) -> None:
    source = work / (re.sub(r"\W", "_", target.stem) + ".c")
    source.write_text(text, encoding="ascii")
    if subprocess.run([*_GCC, "-o", str(target), str(source), *options], check=False).returncode:
        raise CannotBuildError(f"{target.name} could not be made for the trial.")
