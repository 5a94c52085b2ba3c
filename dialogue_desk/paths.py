"""Where things are on this machine: the files shipped with the program and the user's own folder."""

from functools import cache
from pathlib import Path

import platformdirs

APP_FOLDER = "DialogueDesk"


@cache
def _resources() -> Path:
    """The folder of shipped files.

    A wheel carries it inside the package; a checkout and a frozen build have it beside the package.
    """
    package = Path(__file__).resolve().parent
    inside = package / "_resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder: `resource("icons", "house.svg")`.

    A part may not climb out of the folder. A missing file raises FileNotFoundError here,
    where the name is still known, and not somewhere inside Qt.
    """
    root = _resources()
    path = root.joinpath(*parts).resolve()
    if not path.is_relative_to(root):
        raise ValueError(f"outside the shipped files: {'/'.join(parts)}")
    if not path.exists():
        raise FileNotFoundError(f"not among the shipped files: {'/'.join(parts)}")
    return path


def default_data_dir() -> Path:
    """The user's data folder, used when no `--data` is given. It is named here, not created."""
    return Path(platformdirs.user_data_dir(APP_FOLDER, appauthor=False))


def marks_dir() -> Path:
    """Where each data folder has a mark outside itself, so that a copy of it is noticed. Named here, not created."""
    return _beside_data(platformdirs.user_state_dir(APP_FOLDER, appauthor=False), "State") / "marks"


def cache_dir() -> Path:
    """The user's folder for what can be made again (font lists). It is named here, not created."""
    return _beside_data(platformdirs.user_cache_dir(APP_FOLDER, appauthor=False), "Cache")


def _beside_data(place: str, name: str) -> Path:
    """A folder of the system's choosing that is not part of the data: Windows would put all of them into one."""
    data = default_data_dir()
    return data.with_name(APP_FOLDER + name) if Path(place).is_relative_to(data) else Path(place)
