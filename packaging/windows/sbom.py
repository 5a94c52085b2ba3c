"""What is in the program, by name, version, licence and hash: a CycloneDX list."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from windows.contents import package_of
from windows.sources import ONLY_FOR_MAKING, PYTHON


def write(target: Path, wheels: Sequence[Path], version: str) -> None:
    """Write the list; nothing in it tells of a time or a machine."""
    parts = [_part(wheel) for wheel in wheels if package_of(wheel) not in ONLY_FOR_MAKING]
    runtime = next(wheel for wheel in wheels if package_of(wheel) == "panda3d")
    parts.append(
        {
            "type": "framework",
            "name": "CPython",
            "version": PYTHON,
            "licenses": [{"license": {"id": "PSF-2.0"}}],
            "properties": [
                {"name": "taken-from", "value": runtime.name},
                {"name": "taken-from-sha256", "value": _digest(runtime)},
            ],
        }
    )
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "BanDoiThoai", "version": version}},
        "components": sorted(parts, key=lambda part: str(part["name"]).lower()),
    }
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _part(wheel: Path) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as held:
        name = next(n for n in held.namelist() if n.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(held.read(name).decode("utf-8"))
    licence = head.get("License-Expression") or (head.get("License") or "").split("\n")[0]
    if not licence:
        kinds = [kind for kind in head.get_all("Classifier", []) if kind.startswith("License ::")]
        licence = "; ".join(kind.rsplit(":: ", 1)[1] for kind in kinds)
    return {
        "type": "library",
        "name": head["Name"],
        "version": head["Version"],
        "purl": f"pkg:pypi/{head['Name'].lower()}@{head['Version']}",
        "hashes": [{"alg": "SHA-256", "content": _digest(wheel)}],
        "licenses": [{"license": {"name": licence or "see the package"}}],
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
