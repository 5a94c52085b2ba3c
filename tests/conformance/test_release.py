"""Steps of a release: version and change notes written together, a tag that says what changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHANGES = """\
# What changed

## Unreleased

- Reports in colour.

## 0.1.0 (2026-01-01)

- The first.
"""


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    monkeypatch.delitem(sys.modules, "release", raising=False)
    import release as steps

    return steps


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=An", "-c", "user.email=an@example.org")
    ran = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return ran.stdout


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "A step")


def test_a_release_is_begun_and_tagged_with_its_notes(
    release: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(key, "An")
    for key in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(key, "an@example.org")
    release.begin(project, "0.2.0", "2026-12-01")
    assert release.version_of(project) == "0.2.0"
    told = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- Reports in colour.\n\n## 0.1.0" in told
    assert release.notes_of(project, "## Unreleased") == ""
    with pytest.raises(release.NotReadyError, match="not committed"):
        release.tag(project)
    commit(project)
    assert release.tag(project) == "v0.2.0"
    assert (
        git(project, "tag", "--list", "--format=%(contents)", "v0.2.0").split("\n", 2)[2].strip()
        == "- Reports in colour."
    )
    with pytest.raises(release.NotReadyError, match="already"):
        release.tag(project)
    with pytest.raises(release.NotReadyError, match="nothing under Unreleased"):
        release.begin(project, "0.3.0", "2026-12-02")


@pytest.mark.parametrize(
    ("version", "said"), [("0.1.0", "does not follow"), ("0.0.9", "does not follow"), ("1.0", "three")]
)
def test_a_version_that_does_not_follow_is_refused(release: ModuleType, project: Path, version: str, said: str) -> None:
    with pytest.raises(release.NotReadyError, match=said):
        release.begin(project, version, "2026-12-01")
    assert (project / "CHANGELOG.md").read_text(encoding="utf-8") == CHANGES
    assert release.version_of(project) == "0.1.0"


def test_every_step_of_the_readme_is_a_command() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "dev.py"), "--help"], check=True, capture_output=True, text=True
    ).stdout
    named = told.split("dev.py", 1)[1].split("...")[0].replace("[-h]", "").split()[0].split("|")
    assert {"run", "test", "shots", "guide", "bench", "windows", "windows-test", "update", "deb", "release"} <= {*named}
