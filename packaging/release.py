"""A release: `dev.py release begin X.Y.Z` writes version and change notes, `dev.py release tag` puts the tag.

Between the two a person runs the tests, measures, and looks at the pictures (CONTRIBUTING.md); nothing is pushed here.
"""

import argparse
import re
import subprocess
from datetime import date
from pathlib import Path

from machine import ROOT, say

UNRELEASED = "## Unreleased"
_VERSION = re.compile(r'^version = "([^"]+)"$', re.MULTILINE)


class NotReadyError(Exception):
    """Why a release cannot go on, in one sentence."""


def version_of(root: Path) -> str:
    """The version the project names."""
    found = _VERSION.search((root / "pyproject.toml").read_text(encoding="utf-8"))
    if found is None:
        raise NotReadyError("pyproject.toml names no version.")
    return found[1]


def notes_of(root: Path, title: str) -> str:
    """What CHANGELOG.md says under a heading that begins so; "" where there is none."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(title)}\b[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def begin(root: Path, version: str, day: str) -> None:
    """Raise the version, and put what is unreleased under it with the day."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise NotReadyError(f"{version} is no version: write three numbers, as 1.2.0.")
    before = version_of(root)
    if tuple(map(int, version.split("."))) <= tuple(map(int, before.split("."))):
        raise NotReadyError(f"{version} does not follow {before}.")
    if not notes_of(root, UNRELEASED):
        raise NotReadyError("CHANGELOG.md tells nothing under Unreleased.")
    project, changes = root / "pyproject.toml", root / "CHANGELOG.md"
    text = project.read_text(encoding="utf-8")
    project.write_text(_VERSION.sub(f'version = "{version}"', text, count=1), encoding="utf-8")
    told = changes.read_text(encoding="utf-8")
    head = f"{UNRELEASED}\n\n## {version} ({day})\n"
    changes.write_text(told.replace(f"{UNRELEASED}\n", head, 1), encoding="utf-8")


def tag(root: Path) -> str:
    """Tag the commit with the version, the notes as its text; the name of the tag."""
    version = version_of(root)
    name, notes = f"v{version}", notes_of(root, f"## {version}")
    if not notes:
        raise NotReadyError(f"CHANGELOG.md tells nothing under {version}: `dev.py release begin` writes its heading.")
    if _git(root, "status", "--porcelain"):
        raise NotReadyError("Something is not committed.")
    if _git(root, "tag", "--list", name):
        raise NotReadyError(f"There is a tag {name} already.")
    _git(root, "tag", "--annotate", "--cleanup=verbatim", "--message", f"{name}\n\n{notes}\n", name)
    return name


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py release", description=(__doc__ or "").split("\n")[0])
    steps = parser.add_subparsers(required=True, dest="step", metavar="begin|tag")
    steps.add_parser("begin", help="raise the version, date the change notes").add_argument("version")
    steps.add_parser("tag", help="tag the commit with its change notes")
    asked = parser.parse_args(words)
    try:
        if asked.step == "begin":
            begin(ROOT, asked.version, date.today().isoformat())
            say("Written. Now: dev.py test, bench, shots, guide; look at the pictures; commit; dev.py release tag.")
        else:
            name = tag(ROOT)
            say(f"Tagged {name}. Now: git push origin {name}; dev.py windows; dev.py deb; hand their hashes on.")
    except NotReadyError as trouble:
        say(str(trouble))
        return 1
    return 0
