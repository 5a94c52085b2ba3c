"""The set-up script knows every library, and the script runs on the standard library alone."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.conformance.sources import ROOT

BEFORE_SET_UP = ("dev.py", "machine.py")


def _constant(file: str, name: str) -> set[str]:
    tree = ast.parse((ROOT / "packaging" / file).read_text(encoding="utf-8"))
    value = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )
    return {item.value for item in ast.walk(value) if isinstance(item, ast.Constant)}


@pytest.mark.parametrize("file", BEFORE_SET_UP)
def test_the_set_up_script_needs_nothing_installed(file: str) -> None:
    tree = ast.parse((ROOT / "packaging" / file).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "machine"}


def test_a_linked_environment_is_asked_for_every_library() -> None:
    asked = _constant("machine.py", "MODULES")
    modules = {
        distribution.lower().replace("_", "-"): module
        for module, distributions in packages_distributions().items()
        for distribution in distributions
        if module in asked
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {line.split(">")[0].lower() for line in project["dependencies"]}
    assert wanted <= modules.keys()


def test_the_script_says_what_it_can_do() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "dev.py"), "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert all(word in told for word in ("run", "test", "lint", "shots", "bench"))


def test_an_unexpected_dialog_fails_a_test_instead_of_waiting(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    with pytest.raises(pytest.fail.Exception, match="QDialog"):
        dialog.exec()
    with pytest.raises(pytest.fail.Exception, match="question"):
        QMessageBox.question(dialog, "a", "b")
