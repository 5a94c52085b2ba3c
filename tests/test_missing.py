"""A missing library of the system is told in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dialogue_desk import missing

ROOT = Path(__file__).resolve().parent.parent
REFUSED = "{name}: cannot open shared object file: No such file or directory"


@pytest.mark.parametrize(
    ("name", "package"),
    [("libEGL.so.1", "libegl1"), ("libxcb-cursor.so.0", "libxcb-cursor0"), ("libglib-2.0.so.0", "libglib2.0-0")],
)
def test_a_known_library_names_its_package(name: str, package: str) -> None:
    told = missing.told(ImportError(REFUSED.format(name=name)))
    assert told == f"Máy thiếu thư viện hệ thống {name}. Cài rồi mở lại: sudo apt install {package}"


def test_an_unknown_library_is_named_too() -> None:
    assert "libfoo-2.so.7 của hệ điều hành" in missing.told(OSError(REFUSED.format(name="libfoo-2.so.7")))


def test_windows_names_what_microsoft_calls_it() -> None:
    text = "DLL load failed while importing QtCore: The specified module could not be found."
    assert "vc_redist.x64.exe" in missing.told(ImportError(text))


def test_other_trouble_stays_trouble() -> None:
    assert missing.told(ImportError("cannot import name 'x' from 'y'")) == ""
    assert missing.told(OSError("libfoo.so.1: invalid ELF header")) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="Qt ends the program like this on Linux")
def test_what_qt_would_end_the_program_with_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> object:
        assert path.endswith("libqxcb.so")
        raise OSError(REFUSED.format(name="libxcb-cursor.so.0"))

    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert missing.before_window(refuse) == ""
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-cursor0" in missing.before_window(refuse)
    assert missing.before_window(lambda _path: None) == ""
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing.before_window(refuse) == ""
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.delenv("DISPLAY")
    assert "Không có màn hình" in missing.before_window(refuse)


@pytest.mark.skipif(sys.platform != "linux", reason="libraries have these names on Linux")
@pytest.mark.parametrize("arguments", [[], ["report", "appendix-05", "--out", "a.pdf"]])
def test_the_program_ends_with_the_sentence_alone(tmp_path: Path, arguments: list[str]) -> None:
    """PySide6 that cannot be loaded, as where libEGL is missing."""
    fake = tmp_path / "PySide6"
    fake.mkdir()
    (fake / "__init__.py").write_text(f"raise ImportError({REFUSED.format(name='libEGL.so.1')!r})\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    made = [sys.executable, str(ROOT / "main.py"), *arguments]
    if arguments:
        folder = tmp_path / "desk"
        first = [sys.executable, str(ROOT / "main.py"), "init", "--unit", "11311", "--units", "2023"]
        subprocess.run([*first, "--data", str(folder)], env=environment, capture_output=True, check=True)
        made += ["--data", str(folder)]
    ran = subprocess.run(made, env=environment, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.strip() == "Máy thiếu thư viện hệ thống libEGL.so.1. Cài rồi mở lại: sudo apt install libegl1"
