"""What of each library goes into the program: no tests, no headers, no tools, of Qt what the desk shows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from windows.sources import ONLY_FOR_MAKING

_QT = ("Core", "Gui", "Widgets", "Network", "PrintSupport", "Svg")
_QT_FILES = re.compile(
    r"PySide6/(?:"
    rf"Qt6(?:{'|'.join(_QT)})\.dll|Qt(?:{'|'.join(_QT)})\.pyd|pyside6\.abi3\.dll|msvcp140(?:_1|_2)?\.dll"
    r"|vcruntime140(?:_1)?\.dll|(?:__init__|_config|_git_pyside_version|support/[\w/]+)\.py"
    r"|plugins/platforms/q(?:windows|offscreen)\.dll|plugins/styles/qmodernwindowsstyle\.dll"
    r"|plugins/imageformats/q(?:jpeg|ico|svg|gif)\.dll|plugins/iconengines/qsvgicon\.dll)"
)
_LEFT_OUT: dict[str, re.Pattern[str]] = {
    # What numpy has to look at its own instructions, in its tests alone.
    "numpy": re.compile(
        r"numpy/(?:f2py|distutils|doc|_pyinstaller|testing/tests)/|numpy/_core/(?:include|lib)/|numpy/_core/_simd\."
    ),
    # The other of its two ways into the library, for other Pythons.
    "zstandard": re.compile(r"zstandard/_cffi\."),
    "matplotlib": re.compile(
        r"matplotlib/(?:testing|sphinxext)/|matplotlib/mpl-data/(?:sample_data|images|plot_directive|kpsewhich)"
        r"|matplotlib/mpl-data/fonts/(?:afm|pdfcorefonts|ttf/(?!(?:DejaVuSans(?:-Bold)?|LastResortHE-Regular)\.ttf))"
        r"|matplotlib/backends/(?:web_backend|qt_editor|_tkagg)"
    ),
    # The desk asks for Việt Nam's days alone; names of days in other languages are a third of the package.
    "holidays": re.compile(r"holidays/(?:locale/(?!vi/|en_US/)|financial/(?!__init__))"),
    "pillow": re.compile(r"PIL/_(?:avif|imagingcms|imagingft|imagingtk)\."),
    # The same once more for newer processors, which rapidfuzz does without.
    "rapidfuzz": re.compile(r"rapidfuzz/(?:distance/)?\w+_avx2\."),
    "lxml": re.compile(r"lxml/(?:(?:includes|isoschematron|html)/|objectify)"),
    # matplotlib writes a chart as PDF by its subsetter, which asks for much of the rest.
    "fonttools": re.compile(r"fontTools/(?:merge|mtiLib|voltLib|qu2cu)/"),
    # Only to write bindings; those that are shipped are written, and ask for cffi's library alone.
    "cffi": re.compile(r"cffi/"),
    "pycparser": re.compile(r"pycparser/"),
    "shiboken6": re.compile(r"shiboken6/(?:(?:msvcp|vcruntime|concrt|vcamp|vccorlib|vcomp)\d.*\.dll|.*\.lib)"),
}
_NEVER = re.compile(
    r"(?:^|/)(?:tests?|testing/tests|_examples?|docs?)/|\.(?:pyi|pxd|pyx|pxi|h|hpp|c|cpp|lib|a|exe|typed)$"
)
_SCRIPTS = re.compile(r"[^/]+\.data/(?:scripts|data|headers)/")


def package_of(wheel: Path) -> str:
    """The name of the package a wheel holds, in small letters."""
    return wheel.name.split("-")[0].lower().replace("_", "-")


def is_shipped(package: str, name: str) -> bool:
    """Whether a file of a wheel is part of the program. Licences and metadata always are."""
    if name.endswith("/") or _SCRIPTS.match(name):
        return False
    if ".dist-info/" in name:
        return not name.endswith("/RECORD") and "/sboms/" not in name  # one list of parts is made of all
    if package == "pyside6-essentials":
        return _QT_FILES.fullmatch(name) is not None
    return not is_left_out(package, name)


def is_left_out(package: str, name: str) -> bool:
    """Whether a file of a library other than Qt is a test, a header, a tool, or a part the desk never asks for."""
    left_out = _LEFT_OUT.get(package)
    return bool(_NEVER.search(name) or (left_out and left_out.match(name)))


def unpack(wheels: Sequence[Path], target: Path) -> None:
    """The shipped files of every wheel into `target`, as pip would lay them."""
    for wheel in wheels:
        package = package_of(wheel)
        if package in ONLY_FOR_MAKING:
            continue
        with zipfile.ZipFile(wheel) as held:
            for name in sorted(held.namelist()):
                if not is_shipped(package, name):
                    continue
                place = target / re.sub(r"^[^/]+\.data/(?:purelib|platlib)/", "", name)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(held.read(name))
