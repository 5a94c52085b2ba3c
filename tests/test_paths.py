"""The shipped files are found, and nothing else is."""

from pathlib import Path

import pytest

from dialogue_desk import paths


def test_a_shipped_folder_is_found() -> None:
    assert paths.resource("icons").is_dir()
    assert paths.resource().name in {"resources", "_resources"}


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/no-such\.svg"):
        paths.resource("icons", "no-such.svg")


def test_a_part_cannot_climb_out() -> None:
    with pytest.raises(ValueError, match="outside"):
        paths.resource("..", "pyproject.toml")


def test_the_folder_inside_a_wheel_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "dialogue_desk"
    (package / "_resources" / "icons").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    paths._resources.cache_clear()
    try:
        assert paths.resource("icons") == package / "_resources" / "icons"
    finally:
        paths._resources.cache_clear()


def test_the_data_folder_bears_the_program_name() -> None:
    assert "DialogueDesk" in paths.default_data_dir().parts
