"""Rules of the house: what lies where, how long things are, what nobody may do."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.conformance.sources import PACKAGE, ROOT, modules, nodes

TOP_LEVEL = {
    *(
        ".ci",
        ".gitignore",
        ".pre-commit-config.yaml",
        "ARCHITECTURE.md",
        "LICENSE",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "findings",
        "README.md",
        "README.en.md",
        "main.py",
        "pyproject.toml",
    ),
    *("dialogue_desk", "packaging", "resources", "tests"),
}
MAY_CATCH_ALL = {"gui/tasks.py", "app.py"}
TEXT_FILES = {
    ".py",
    ".md",
    ".toml",
    ".csv",
    ".po",
    ".lock",
    ".sh",
    ".spec",
    ".iss",
    ".nsi",
    ".desktop",
    ".json",
    ".yaml",
    "",
}


def committed() -> list[Path]:
    """The project's files: what git keeps, or, where there is no git, everything under the allowed names."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return [path for name in TOP_LEVEL for path in [ROOT / name, *(ROOT / name).rglob("*")] if path.is_file()]


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in committed()} <= TOP_LEVEL


def test_no_module_is_over_400_lines() -> None:
    lengths = {name: len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) for name in modules()}
    assert [f"{name}: {length}" for name, length in lengths.items() if length > 400] == []


def test_no_function_is_over_60_lines() -> None:
    functions = [*nodes(ast.FunctionDef), *nodes(ast.AsyncFunctionDef)]
    lengths = {f"{name}:{node.name}": (node.end_lineno or 0) - node.lineno + 1 for name, node in functions}
    assert [f"{name}: {length}" for name, length in lengths.items() if length > 60] == []


def test_no_class_has_over_30_methods() -> None:
    methods = {
        # by name: a property with its setter is one
        f"{name}:{node.name}": len({p.name for p in node.body if isinstance(p, ast.FunctionDef | ast.AsyncFunctionDef)})
        for name, node in nodes(ast.ClassDef)
    }
    assert [f"{name}: {count}" for name, count in methods.items() if count > 30] == []


def _bases(node: ast.ClassDef) -> set[str]:
    """The names of what a class extends, without what they hold."""
    held = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
    return {getattr(base, "attr", getattr(base, "id", "")) for base in held}


def test_one_list_model_serves_every_list() -> None:
    """Rows of any kind go through `models/entries`; a page says what a row reads, and never how Qt asks for it."""
    models = [f"{name}:{node.name}" for name, node in nodes(ast.ClassDef) if "QAbstractListModel" in _bases(node)]
    assert models == ["gui/models/entries.py:EntriesModel"]


def test_a_page_of_records_is_made_of_parts() -> None:
    """Nobody overrides the page of records, and no part of it knows the page by a protocol."""
    overridden, protocols = [], []
    for name, node in nodes(ast.ClassDef):
        if "RecordPage" in _bases(node):
            parts = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name != "__init__"]
            overridden += [f"{name}:{node.name}.{part.name}" for part in parts if not part.decorator_list]
        if "Protocol" in _bases(node) and name.startswith("gui/pages/"):
            protocols.append(f"{name}:{node.name}")
    assert (overridden, protocols) == ([], [])


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"BaseException"}
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """A rollback that raises again, or a translation that raises again what it does not know, hides nothing."""
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))


def test_only_the_task_runner_and_the_crash_hook_catch_everything() -> None:
    broad = [
        f"{name}:{handler.lineno}"
        for name, handler in nodes(ast.ExceptHandler)
        if _caught(handler) & {"Exception", "BaseException"} and name not in MAY_CATCH_ALL and not _passes_on(handler)
    ]
    assert broad == []


def test_a_connection_is_never_used_as_a_context() -> None:
    """`with connection:` looks like a transaction and is none: `db.atomic()` is."""
    wrong = [
        f"{name}:{node.lineno}"
        for name, node in nodes(ast.With)
        for item in node.items
        if getattr(item.context_expr, "attr", getattr(item.context_expr, "id", "")) in {"conn", "connection"}
    ]
    assert wrong == []


def _imported() -> Iterator[tuple[str, str]]:
    for name, node in nodes(ast.Import):
        yield from ((name, alias.name) for alias in node.names)
    for name, node in nodes(ast.ImportFrom):
        yield name, "." * node.level + (node.module or "")


def test_the_domain_imports_the_standard_library_only() -> None:
    foreign = [
        f"{name}: {module}"
        for name, module in _imported()
        if name.startswith("domain/") and module.split(".")[0] not in {*sys.stdlib_module_names, "dialogue_desk"}
    ]
    assert foreign == []


def test_the_system_sqlite_is_not_used() -> None:
    """The bundled one has full-text search and no known corruption bug; only the shim may name the other."""
    others = {name for name, module in _imported() if module == "sqlite3"}
    assert others <= {"storage/driver.py"}


def test_the_qt_that_aborts_python_3_11_is_excluded() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = next(line for line in project["dependencies"] if line.startswith("PySide6-Essentials"))
    assert "!=6.12.0" in wanted
    assert not any(re.match(r"PySide6\b(?![-_]Essentials)", line) for line in project["dependencies"])
    lock = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"(?i)^PySide6[-_]Essentials==(?!6\.12\.0\b)[\d.]+\b", lock, re.MULTILINE)
    assert qt_version != "6.12.0"


def test_void_qt_calls_keep_the_count_of_none(qapp: QApplication) -> None:
    """A Qt binding that loses one reference to None on each call ends in an abort with the day's work unsaved."""
    editor = QLineEdit()
    before = sys.getrefcount(None)
    for _ in range(1000):
        editor.setModified(True)
    assert abs(sys.getrefcount(None) - before) < 100


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    locked = {_plain(line.split("==")[0]) for line in lock.splitlines() if "==" in line}
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lacking = {_plain(re.split(r"[<>=!~]", line)[0]) for line in wanted} - locked
    assert not lacking, f"add {sorted(lacking)} to packaging/requirements.lock, with hashes (see CONTRIBUTING.md)"
    versions = re.findall(r"^\S+==.*$", lock, re.MULTILINE)
    assert all(line.endswith("\\") for line in versions), "every version in the lock stands above its hashes"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_machine_path_and_no_package_host_is_committed() -> None:
    # Put together here, so that this file does not break its own rule.
    folders = "|".join(("work", "root", "home"))
    hosts = "|".join(re.escape(f"{name}.{end}") for name, end in (("pypi", "org"), ("npmjs", "org"), ("debian", "org")))
    banned = re.compile(rf"(?<![\w.])/(?:{folders})/\w|files\.pythonhosted|(?:deb|registry|www|//)\.?(?:{hosts})")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed()
        if path.suffix in TEXT_FILES
        for match in banned.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
