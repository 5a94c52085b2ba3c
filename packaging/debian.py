"""The package for Debian 12: `python3 packaging/dev.py deb [--out DIR]`. Its libraries lie in a folder of its own.

Debian has most of them in other versions than those the desk is tested with, so they travel with it, pruned as for
Windows; Python, Qt's system libraries and fonts of the system come from Debian.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path

from machine import ROOT, say
from windows.build import version_of_program
from windows.contents import is_left_out
from windows.sources import NOT_ON_WINDOWS, ONLY_FOR_MAKING, WHEELS_LOCK

from dialogue_desk.texts import compiled_catalogue

NAME = "dialogue-desk"
PROGRAM = Path("usr/lib") / NAME
MOST_BYTES = 75_000_000
MOMENT = 1767225600
TOOLS = ("dpkg-dev", "lintian", "binutils")
_QT = re.compile(
    r"PySide6/(?:(?:__init__|_config|_git_pyside_version|support/[\w/]+)\.py|libpyside6\.abi3\.so[.\d]*"
    r"|Qt(?:Core|Gui|Widgets|Network|PrintSupport|Svg|DBus)\.abi3\.so"
    r"|Qt/lib/(?:libQt6(?:Core|Gui|Widgets|Network|PrintSupport|Svg|DBus|XcbQpa|OpenGL|WaylandClient"
    r"|WaylandEglClientHwIntegration|WlShellIntegration|EglFSDeviceIntegration)|libicu\w+)\.so[.\d]*"
    r"|Qt/plugins/(?:platforms/libq(?:xcb|offscreen|wayland[\w-]*)|platforminputcontexts/lib(?:ibus|compose)\w*"
    r"|imageformats/libq(?:jpeg|ico|svg|gif)|iconengines/libqsvgicon|printsupport/\w+|xcbglintegrations/\w+"
    r"|wayland-[\w-]+/[\w-]+|platformthemes/libqxdgdesktopportal)\.so)"
)
_CONTROL = """Package: dialogue-desk
Version: {version}
Architecture: amd64
Maintainer: Dialogue Desk contributors <dialogue-desk@users.noreply.invalid>
Installed-Size: {size}
Depends: {depends}
Section: database
Priority: optional
Description: records dialogues, feedback and petitions of Vietnamese communes
 An offline desk with which commune officials record dialogue sessions between
 leaders and the people, feedback and petitions, follow each petition until it
 is settled, print the sheets their meetings need and send one sealed file to
 the unit above.
"""
_DEPENDS = (
    *("python3 (>= 3.11)", "python3 (<< 3.12)", "libc6 (>= 2.34)", "libegl1", "libgl1", "libglib2.0-0"),
    *("libxkbcommon0", "libxkbcommon-x11-0", "libfontconfig1", "libdbus-1-3", "libxcb-cursor0", "libxcb-icccm4"),
    *("libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0"),
    *("libxcb-xinerama0", "libxcb-xkb1"),
)
_COPYRIGHT = """Dialogue Desk, copyright 2026 Dialogue Desk contributors, under the MIT licence below.

Libraries in /usr/lib/dialogue-desk/lib are the work of the authors named in each
library's dist-info folder, under the licence that lies there. Qt and PySide6 are
used under the GNU Lesser General Public License version 3; on Debian systems its
text is in /usr/share/common-licenses/LGPL-3, that of the Apache License in
/usr/share/common-licenses/Apache-2.0.

"""
_STARTER = """#!/bin/sh
# The desk's libraries before others, and none of the person's own.
PYTHONPATH=/usr/lib/dialogue-desk/lib PYTHONNOUSERSITE=1 PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 \\
exec /usr/bin/python3 /usr/lib/dialogue-desk/main.py "$@"
"""
_MIME = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-dialogue-desk-package">
    <comment>Gói dữ liệu đối thoại</comment>
    <glob pattern="*.ddpkg"/>
  </mime-type>
  <mime-type type="application/x-dialogue-desk-invitation">
    <comment>Tệp kết nối đối thoại</comment>
    <glob pattern="*.ddinvite"/>
  </mime-type>
</mime-info>
"""
_MANUAL = """.TH DIALOGUE-DESK 1 "2026-01-01" "dialogue-desk {version}" "User Commands"
.SH NAME
dialogue-desk \\- record dialogues, feedback and petitions of a Vietnamese commune
.SH SYNOPSIS
.B dialogue-desk
[\\fB\\-\\-data\\fR \\fIDIR\\fR] [\\fIFILE\\fR...]
.br
.B dialogue-desk
\\fICOMMAND\\fR [\\fIOPTION\\fR...]
.SH DESCRIPTION
Without a command the window opens; files are shown on the page of their kind.
.B dialogue-desk \\-\\-help
lists the commands.
"""
_OVERRIDES = """# Libraries travel with the program in the versions it is tested with, as they were released.
dialogue-desk: embedded-library *
dialogue-desk: custom-library-search-path *
dialogue-desk: unstripped-binary-or-object *
dialogue-desk: hardening-no-fortify-functions *
dialogue-desk: shared-library-lacks-prerequisites *
dialogue-desk: shared-library-lacks-stack-section *
dialogue-desk: library-not-linked-against-libc *
dialogue-desk: missing-dependency-on-libc *
dialogue-desk: executable-in-usr-lib *
dialogue-desk: extra-license-file *
dialogue-desk: package-contains-documentation-outside-usr-share-doc *
dialogue-desk: spelling-error-in-binary *
# Sheets are measured with just these fonts, so that a page breaks alike everywhere.
dialogue-desk: duplicate-font-file *
# A line for the library's own command, which is not installed.
dialogue-desk: unusual-interpreter *
# It is given to people directly; no bug of Debian's is closed by it.
dialogue-desk: initial-upload-closes-no-bugs *
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and ask lintian; 0 when it finds nothing."""
    parser = argparse.ArgumentParser(prog="dev.py deb", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "deb", help="folder for the package")
    asked = parser.parse_args(arguments)
    missing = [tool for tool in ("dpkg-deb", "lintian", "strip") if shutil.which(tool) is None]
    if missing:
        say(f"Missing: {', '.join(missing)}; install {' '.join(TOOLS)}.")
        return 1
    package = build(asked.out)
    size = package.stat().st_size
    say(f"{size / 1e6:.1f} MB  {package}")
    if size > MOST_BYTES:
        say(f"The package takes more than {MOST_BYTES // 10**6} MB.")
        return 1
    command = ["lintian", "--allow-root", "--fail-on", "error,warning", str(package)]
    return subprocess.run(command, check=False).returncode


def build(out: Path) -> Path:
    """Lay the tree out and pack it; the same bytes from the same commit and environment."""
    version = version_of_program()
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    say("Laying out the package")
    lay_out_libraries(tree / PROGRAM / "lib")
    lay_out_program(tree / PROGRAM)
    lay_out_system(tree, version)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) >> 10
    sums = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n"
        for path in sorted(tree.rglob("*"))
        if path.is_file()
    ]
    _write(tree / "DEBIAN" / "control", _CONTROL.format(version=version, size=size, depends=", ".join(_DEPENDS)))
    _write(tree / "DEBIAN" / "md5sums", "".join(sums))
    for path in tree.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path == tree / "usr/bin" / NAME else 0o644)
        os.utime(path, (MOMENT, MOMENT))
    out.mkdir(parents=True, exist_ok=True)
    package = out / f"{NAME}_{version}_amd64.deb"
    say("Packing")
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(MOMENT)}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return package


def lay_out_libraries(target: Path) -> None:
    """What the environment holds of the locked libraries, without tests, tools and what only checks need."""
    place, shipped = Path(sysconfig.get_path("purelib")), shipped_packages()
    for found in distributions(path=[str(place)]):
        package = found.metadata["Name"].lower().replace("_", "-")
        if package not in shipped:
            continue
        for file in found.files or ():
            name = file.as_posix()
            source = place / name
            if name.startswith("..") or not source.is_file() or _is_left_out(package, name):
                continue
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
            if ".so" in source.name:
                subprocess.run(
                    ["strip", "--strip-unneeded", str(target / name)], check=False, stderr=subprocess.DEVNULL
                )


def shipped_packages() -> frozenset[str]:
    """The packages the program needs: those Windows gets (nothing that only checks ask for) and a few more."""
    lines = WHEELS_LOCK.read_text(encoding="ascii").lower().replace("_", "-").splitlines()
    named = {line.split("==")[0] for line in lines if line and not line.startswith("#")}
    return frozenset(named - set(ONLY_FOR_MAKING) | set(NOT_ON_WINDOWS))


def _is_left_out(package: str, name: str) -> bool:
    if name.endswith((".pyc", "/RECORD", "/INSTALLER", "/REQUESTED", "/direct_url.json")):
        return True
    if package == "pyside6-essentials" and name.startswith("PySide6/"):
        return _QT.fullmatch(name) is None
    return is_left_out(package, name)


def lay_out_program(target: Path) -> None:
    """The desk itself."""
    for name in ("dialogue_desk", "resources"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*LICENSE*"))
    shutil.copyfile(ROOT / "main.py", target / "main.py")
    source = target / "resources" / "locale" / "en.po"
    source.with_suffix(".mo").write_bytes(compiled_catalogue(source))


def lay_out_system(tree: Path, version: str) -> None:
    """What Debian and its desktops look for."""
    share = tree / "usr" / "share"
    _write(tree / "usr/bin" / NAME, _STARTER)
    entry = (ROOT / "packaging" / "dialogue-desk.desktop").read_text(encoding="utf-8")
    _write(share / "applications" / f"{NAME}.desktop", entry)
    _write(share / "mime/packages" / f"{NAME}.xml", _MIME)
    _write(
        share / "icons/hicolor/scalable/apps" / f"{NAME}.svg", (ROOT / "packaging/dialogue-desk.svg").read_text("utf-8")
    )
    licence = (ROOT / "LICENSE").read_text("utf-8")
    _write(share / "doc" / NAME / "copyright", _COPYRIGHT + licence)
    told = f"{NAME} ({version}) stable; urgency=medium\n\n  * See the program's own history.\n\n"
    told += " -- Dialogue Desk contributors <dialogue-desk@users.noreply.invalid>  Thu, 01 Jan 2026 00:00:00 +0000\n"
    _press(share / "doc" / NAME / "changelog.gz", told)
    _press(share / "man/man1" / f"{NAME}.1.gz", _MANUAL.format(version=version))
    _write(share / "lintian/overrides" / NAME, _OVERRIDES)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _press(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=MOMENT))


if __name__ == "__main__":
    raise SystemExit(main())
