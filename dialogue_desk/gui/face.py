"""What the frame showed the last time: read before anything else, so that the window is there at once.

Nothing of a record stands here: the unit, who sits at the desk, and how it looked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

FILE = "face.json"


class Face(NamedTuple):
    """Unit and person for the top bar; mode, text size, language; the page that was open."""

    unit: str = ""
    person: str = ""
    theme: str = "system"
    text_size: str = "1.0"
    language: str = "vi"
    page: str = "home"


def read_face(folder: Path) -> Face | None:
    """The face of a desk; None when there is none yet or it cannot be read."""
    try:
        read = json.loads((folder / FILE).read_text(encoding="utf-8"))
        known = set(Face._fields)
        return Face(**{key: str(value) for key, value in read.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def keep_face(folder: Path, face: Face) -> None:
    """Write it where it changed; a folder that cannot be written only costs the quick start."""
    if read_face(folder) == face:
        return
    try:
        (folder / FILE).write_text(json.dumps(face._asdict(), ensure_ascii=False), encoding="utf-8")
    except OSError:
        return
