"""What mingw makes: the two launchers, and python3.dll, which no package carries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from windows.pe import Image
from windows.sources import HERE, PYTHON, CannotBuildError

_PREFIX = "x86_64-w64-mingw32-"
# No time of the build is written into what is linked: the same source makes the same bytes.
_LINK = ("-O2", "-s", "-municode", "-static", "-Wl,--no-insert-timestamp", "-Wl,--dynamicbase", "-Wl,--nxcompat")
WINDOW, CONSOLE = "BanDoiThoai.exe", "dialogue-desk-console.exe"

_RESOURCE = """#pragma code_page(65001)
{head}
1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
FILEOS 0x40004
FILETYPE {kind}
{{
  BLOCK "StringFileInfo"
  {{
    BLOCK "042A04B0"
    {{
      VALUE "CompanyName", "Dialogue Desk contributors"
      VALUE "FileDescription", "{text}"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "{name}"
      VALUE "LegalCopyright", "{licence}"
      VALUE "OriginalFilename", "{name}"
      VALUE "ProductName", "Bàn Đối thoại"
      VALUE "ProductVersion", "{version}"
    }}
  }}
  BLOCK "VarFileInfo" {{ VALUE "Translation", 0x42A, 1200 }}
}}
"""


def make_launchers(version: str, work: Path, target: Path) -> None:
    """The program with a window and the one with a console."""
    icon, manifest = HERE.parent / "dialogue-desk.ico", HERE / "manifest.xml"
    # Qt looks for the icon of a window under this name.
    head = f'IDI_ICON1 ICON "{icon}"\n1 24 "{manifest}"'
    for name, text, options in (
        (WINDOW, "Bàn Đối thoại", ("-mwindows",)),
        (CONSOLE, "Bàn Đối thoại (dòng lệnh)", ("-DCONSOLE", "-mconsole")),
    ):
        resource = _resource(work, name, version, text, head, "0x1", "MIT License")
        _run("gcc", *_LINK, *options, "-o", str(target / name), str(HERE / "launcher.c"), str(resource), "-lshell32")


def make_stable_library(runtime: Path, abi3info: Path, work: Path, target: Path) -> None:
    """python3.dll of our own: the names of the stable ABI, each led on to the runtime library."""
    sys.path.insert(0, str(abi3info))
    try:
        from abi3info import DATAS, FUNCTIONS
    finally:
        sys.path.remove(str(abi3info))
    listed = {symbol.name for symbol in (*FUNCTIONS, *DATAS)}
    names = sorted(listed & Image(runtime).exports)
    lines = ["LIBRARY python3.dll", "EXPORTS", *(f"{name} = python311.{name}" for name in names)]
    definition, source = work / "python3.def", work / "python3.c"
    definition.write_text("\n".join(lines) + "\n", encoding="ascii")
    source.write_text("int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }\n", encoding="ascii")
    text = f"Stable ABI of Python {PYTHON}, led on to python311.dll; made by the Dialogue Desk contributors"
    resource = _resource(
        work, "python3.dll", PYTHON, text, "", "0x2", "Names of the stable ABI: Python Software Foundation License"
    )
    # Left alone, the linker makes up the base of a library from the path it is written to.
    linked = ("-shared", "-nostdlib", "-s", "-Wl,--no-insert-timestamp", "-Wl,--image-base,0x180000000")
    options = (*linked, "-e", "DllMain")
    _run("gcc", *options, "-o", str(target / "python3.dll"), str(source), str(definition), str(resource))


def _resource(work: Path, name: str, version: str, text: str, head: str, kind: str, licence: str) -> Path:
    numbers = ",".join([*version.split("."), "0", "0", "0"][:4])
    source, compiled = work / f"{name}.rc", work / f"{name}.res.o"
    told = _RESOURCE.format(
        head=head, numbers=numbers, kind=kind, text=text, version=version, name=name, licence=licence
    )
    source.write_text(told, encoding="utf-8")
    _run("windres", str(source), "-O", "coff", "-o", str(compiled))
    return compiled


def _run(tool: str, *arguments: str) -> None:
    if subprocess.run([_PREFIX + tool, *arguments], check=False).returncode:
        raise CannotBuildError(f"{_PREFIX}{tool} failed; the reason is above.")
