"""What is shipped for Windows is pinned, closed and the same each time; the parts that need mingw run in the build."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conformance.sources import ROOT

sys.path.insert(0, str(ROOT / "packaging"))

from windows import bytecode, contents, pe, sbom, sources

LOCK = ROOT / "packaging" / "requirements.lock"


def pinned(lock: Path) -> dict[str, str]:
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    named = (line.split()[0].lower().replace("_", "-").partition("==") for line in lines)
    return {name: version for name, _sign, version in named}


def test_windows_gets_the_versions_that_are_tested_here() -> None:
    here = pinned(LOCK)
    for lock in (sources.WHEELS_LOCK, sources.TESTS_LOCK):
        for name, version in pinned(lock).items():
            if name not in (*sources.ONLY_FOR_MAKING, "colorama"):  # colorama is click's way to colours on Windows
                assert here[name] == version, name


def test_every_library_of_the_program_is_pinned_for_windows_by_its_hash() -> None:
    import tomllib

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {line.split(">")[0].split("=")[0].split("!")[0].strip().lower().replace("_", "-") for line in wanted}
    elsewhere = {*sources.ONLY_FOR_MAKING, *sources.NOT_ON_WINDOWS}
    assert names - elsewhere <= set(pinned(sources.WHEELS_LOCK))
    for line in sources.WHEELS_LOCK.read_text(encoding="ascii").splitlines():
        assert line.startswith("#") or len(line.split("--hash=sha256:")[1]) == 64


@pytest.mark.parametrize(
    ("package", "name", "is_there"),
    [
        ("pyside6-essentials", "PySide6/Qt6Core.dll", True),
        ("pyside6-essentials", "PySide6/Qt6Quick.dll", False),
        ("pyside6-essentials", "PySide6/plugins/platforms/qwindows.dll", True),
        ("pyside6-essentials", "PySide6/plugins/imageformats/qsvg.dll", True),
        ("pyside6-essentials", "PySide6/designer.exe", False),
        ("pyside6-essentials", "pyside6_essentials-6.11.3.dist-info/METADATA", True),
        ("pyside6-essentials", "pyside6_essentials-6.11.3.dist-info/RECORD", False),
        ("numpy", "numpy/typing/__init__.py", True),
        ("numpy", "numpy/tests/test_matlib.py", False),
        ("numpy", "numpy/__init__.pyi", False),
        ("numpy", "numpy-2.4.6.dist-info/licenses/LICENSE.txt", True),
        ("numpy", "numpy/_core/_simd.cp311-win_amd64.pyd", False),
        ("zstandard", "zstandard/_cffi.cp311-win_amd64.pyd", False),
        ("zstandard", "zstandard/backend_c.cp311-win_amd64.pyd", True),
        ("platformdirs", "platformdirs-4.14.7.dist-info/sboms/platformdirs.cdx.json", False),
        ("fonttools", "fontTools/subset/__init__.py", True),
        ("fonttools", "fontTools/agl.py", True),
        ("matplotlib", "matplotlib/mpl-data/fonts/ttf/LastResortHE-Regular.ttf", True),
        ("matplotlib", "matplotlib/mpl-data/fonts/ttf/cmr10.ttf", False),
        ("segno", "segno-1.6.6.data/scripts/segno", False),
    ],
)
def test_what_is_shipped_of_a_library(package: str, name: str, is_there: bool) -> None:
    assert contents.is_shipped(package, name) is is_there


def test_the_same_module_compiles_to_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from windows import bytecode; import hashlib;"
        "junk = [str(n) for n in range(int(sys.argv[2]))];"
        "print(hashlib.sha256(bytecode.compiled(Path(sys.argv[1]), 'm.py')).hexdigest())"
    )
    source = tmp_path / "m.py"
    source.write_text("KINDS = {'a', 'b', 'c', 'd'}\ndef f(x):\n    return x in {'one', 'two', 'three', 'four'}\n")
    way = {"PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])}
    told = [
        subprocess.run([sys.executable, "-c", script, source, n], env=way, capture_output=True, text=True, check=True)
        for n in ("1", "5000")
    ]
    assert told[0].stdout == told[1].stdout
    chance = way | {"PYTHONHASHSEED": "random"}
    refused = subprocess.run([sys.executable, "-c", script, source, "1"], env=chance, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "PYTHONHASHSEED=0" in refused.stderr


def test_an_archive_knows_no_time(tmp_path: Path) -> None:
    archives = []
    for name in ("one.zip", "two.zip"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            bytecode.add(archive, "a/b.txt", b"text")
        archives.append((tmp_path / name).read_bytes())
    assert archives[0] == archives[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        (entry,) = archive.infolist()
    assert (entry.date_time, entry.create_system, entry.external_attr >> 16) == (bytecode.MOMENT, 0, 0o644)


def library(path: Path, imported: str, exported: str = "") -> None:
    """A small file of Windows with one section: imports `Wanted` of one library, exports one name."""
    import struct

    base, body = 0x1000, bytearray(0x200)

    def text(at: int, word: str) -> None:
        body[at : at + len(word) + 1] = word.encode() + b"\0"

    struct.pack_into("<IIIII", body, 0x00, base + 0x40, 0, 0, base + 0x60, base + 0x40)  # one import descriptor
    struct.pack_into("<Q", body, 0x40, base + 0x50)
    text(0x52, "Wanted")
    text(0x60, imported)
    struct.pack_into("<II", body, 0x80 + 24, 1 if exported else 0, 0)
    struct.pack_into("<I", body, 0x80 + 32, base + 0xB0)
    struct.pack_into("<I", body, 0xB0, base + 0xC0)
    text(0xC0, exported)
    optional = bytearray(240)
    struct.pack_into("<H", optional, 0, 0x20B)
    struct.pack_into("<II", optional, 112, base + 0x80, 40)
    struct.pack_into("<II", optional, 120, base, 40)
    head = b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0) + bytes(optional)
    start = len(head) + 40
    section = b".all\0\0\0\0" + struct.pack("<IIII", 0x200, base, 0x200, start) + b"\0" * 16
    path.write_bytes(head + section + bytes(body))


def test_a_library_that_nobody_brings_is_told(tmp_path: Path) -> None:
    library(tmp_path / "a.dll", "KERNEL32.dll")
    library(tmp_path / "b.dll", "api-ms-win-crt-math-l1-1-0.dll")
    assert pe.unmet(tmp_path) == []
    library(tmp_path / "c.dll", "Missing.dll")
    assert pe.unmet(tmp_path) == ["c.dll: missing.dll"]
    library(tmp_path / "missing.dll", "KERNEL32.dll", exported="Other")
    assert pe.unmet(tmp_path) == ["c.dll: missing.dll has no Wanted"]
    library(tmp_path / "missing.dll", "KERNEL32.dll", exported="Wanted")
    assert pe.unmet(tmp_path) == []


def test_a_file_without_a_signature_has_no_signer(tmp_path: Path) -> None:
    library(tmp_path / "a.dll", "KERNEL32.dll")
    assert pe.Image(tmp_path / "a.dll").signer() == ""
    (tmp_path / "b.dll").write_bytes(b"MZ" + b"\0" * 200)
    with pytest.raises(ValueError, match="no 64-bit Windows file"):
        pe.Image(tmp_path / "b.dll")


def test_the_list_of_parts_names_every_library_and_no_machine(tmp_path: Path) -> None:
    wheels = []
    for name in ("panda3d", "demo"):
        wheel = tmp_path / f"{name}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\nLicense: MIT\n\n")
        wheels.append(wheel)
    sbom.write(tmp_path / "parts.json", wheels, "0.1.0")
    told = json.loads((tmp_path / "parts.json").read_text(encoding="utf-8"))
    assert [part["name"] for part in told["components"]] == ["CPython", "demo"]
    assert told["components"][1]["licenses"] == [{"license": {"name": "MIT"}}]
    assert str(tmp_path) not in json.dumps(told)


LOADED = """
import sys
from dialogue_desk.cli import group
from dialogue_desk.render import figure, word, workbook
from dialogue_desk import app
from dialogue_desk.gui.pages.exchange import page as exchange
from dialogue_desk.gui.pages.importing import page as importing
from dialogue_desk.gui.pages.records import sessions
from dialogue_desk.gui.pages.reports import page as reports
from dialogue_desk.gui.pages.settings import page as settings
import matplotlib.figure, matplotlib.backends.backend_agg, openpyxl, docx, xlsxwriter, python_calamine
import PIL.Image, PIL.ImageOps, rapidfuzz.fuzz, segno, zxcvbn, sqlite_utils, pyrage
from matplotlib.figure import Figure
from matplotlib.backends.backend_agg import FigureCanvasAgg
canvas = FigureCanvasAgg(Figure()); canvas.figure.add_subplot().bar([1, 2], [3, 4]); canvas.draw()
canvas.figure.savefig(__import__('io').BytesIO(), format='pdf')
print("\\n".join(sorted({m.__file__ for m in sys.modules.values() if getattr(m, "__file__", None)})))
"""


def test_everything_the_program_loads_is_shipped() -> None:
    """What is left out of a library is nothing that the desk, its sheets and its charts ask for."""
    from importlib.metadata import distributions

    way = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", LOADED], env=way, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split("\n"))
    shipped = set(pinned(sources.WHEELS_LOCK))
    seen = 0
    for found in distributions():
        package = found.metadata["Name"].lower().replace("_", "-")
        for file in found.files or ():
            if package not in shipped or str(found.locate_file(file)) not in loaded or file.suffix != ".py":
                continue
            seen += 1
            assert package not in sources.ONLY_FOR_MAKING, file
            assert contents.is_shipped(package, file.as_posix()), file
    assert seen > 500


def test_debian_gets_the_libraries_of_the_program_and_none_that_only_checks_need() -> None:
    import tomllib

    import debian

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ours = told["project"]["dependencies"]
    names = {re.split(r"[><=!~ \[]", line)[0].lower().replace("_", "-") for line in ours}
    assert names - set(sources.ONLY_FOR_MAKING) <= debian.shipped_packages()
    for name in ("pytest", "mypy", "ruff", "hypothesis", "pyxform", "holidays"):
        assert name not in debian.shipped_packages()


def test_the_program_asks_for_no_library_that_is_only_for_making() -> None:
    # In a checkout texts.py compiles the catalogue; installed it finds it compiled, as test_texts.py holds.
    read = [path for path in (ROOT / "dialogue_desk").rglob("*.py") if path.name != "texts.py"]
    asked = "".join(path.read_text(encoding="utf-8") for path in read)
    for name in sources.ONLY_FOR_MAKING:
        assert f"import {name}" not in asked
        assert f"from {name}" not in asked
