"""The files of the product, for the tests that read its source."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("partners", "subsidies", "children", "dossier", "transitions")
TEXT = {
    ".css", ".csv", ".html", ".java", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml",
    ".txt", ".yaml", ".yml",
}  # fmt: skip


@cache
def files(suffix: str = "") -> tuple[Path, ...]:
    """Return all files that are, or would be, committed, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    paths = (Path(name) for name in sorted(set(listed)) if name.endswith(suffix))
    return tuple(path for path in paths if path.name and (ROOT / path).is_file())


def text_files() -> list[Path]:
    """Return the committed files that hold text, those without an extension included."""
    return [path for path in files() if path.suffix in TEXT or not path.suffix]


@cache
def read(path: Path) -> str:
    """Return the text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(read(path), str(path))


def code() -> list[Path]:
    """Return the Python modules of the product: no tests, no benchmarks, no migrations."""
    others = ("tests", "benchmarks")
    return [p for p in files(".py") if p.parts[0] not in others and "migrations" not in p.parts]


def suite() -> list[Path]:
    """Return the Python modules of the tests."""
    return [path for path in files(".py") if path.parts[0] == "tests"]


def app_modules(*apps: str) -> list[Path]:
    """Return the modules of our apps, or of those that are named."""
    return [path for path in code() if path.parts[0] in (apps or APPS)]


def is_layer(path: Path, *names: str) -> bool:
    """Say whether a module is `forms.py`, lies in `forms/`, or ends in `_forms.py`."""
    own = any(path.stem == name or path.stem.endswith(f"_{name}") for name in names)
    return own or any(name in path.parts[:-1] for name in names)


# What a module of an app may be besides a domain module (the table of files in CONTRIBUTING.md).
LAYERS = (
    "states", "querysets", "models", "tasks", "forms", "filters", "views", "urls", "admin", "apps",
    "management", "fields", "actions",
)  # fmt: skip


def domain() -> list[Path]:
    """Return the domain modules of the apps: the rules, and every write that has a meaning."""
    named = [p for p in app_modules() if p.name != "__init__.py"]
    return [path for path in named if not is_layer(path, *LAYERS)]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function and method of a module, nested ones included."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a name or attribute; of a call, what is called; else an empty text."""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(node: ast.AST) -> list[ast.Call]:
    """Return every call below a node."""
    return [child for child in ast.walk(node) if isinstance(child, ast.Call)]


def imports(path: Path) -> list[str]:
    """Return the full names of what a module imports, wherever it does so."""
    names: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def listed(found: Iterable[str]) -> str:
    """Return what was found, a line each: pytest shortens a long list."""
    return "\n".join(["", *sorted(found)])
