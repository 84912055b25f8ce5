"""What may stand in a committed file."""

import ast
import json
import re
from pathlib import Path

import pytest

from tests.sources import code, files, listed, read, text_files, tree

LOCK_FILES = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
# In pieces, so that this file does not hold what it forbids.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
MACHINE_PATH = re.compile(r"(?<![\w.~}*-])/" + r"(?:work|root|home)/[\w.]")
BINARY = {".ico", ".icc", ".png", ".pdf", ".gz", ".mo"}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in text_files()
        for number, line in enumerate(read(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    found = lines_with(re.compile("|".join(map(re.escape, HOSTS))))
    assert found == [], listed(found)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = lines_with(MACHINE_PATH)
    assert found == [], listed(found)


def test_every_todo_has_an_issue_number() -> None:
    words = "TO" + "DO|FIX" + "ME"
    found = lines_with(re.compile(rf"\b(?:{words})\b(?!\(#\d+\))"))
    found = [place for place in found if not place.startswith("CONTRIBUTING.md:")]
    assert found == [], listed(found)


def test_lock_files_pin_every_package_by_hash() -> None:
    for name in LOCK_FILES:
        text = read(Path(name)).replace("\\\n", " ")
        entries = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        pinned = [line for line in entries if re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:", line)]
        assert (name, [e for e in entries if e not in pinned]) == (name, [])
        assert entries != []


def test_lock_file_of_npm_has_no_addresses() -> None:
    packages = json.loads(read(Path("package-lock.json")))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed != {}
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if "integrity" not in entry] == []


def test_lock_files_have_no_addresses() -> None:
    found = lines_with(re.compile(r"https?://|--(?:extra-)?index-url|--find-links"))
    found = [place for place in found if place.startswith(LOCK_FILES)]
    assert found == [], listed(found)


def test_third_party_files_are_not_committed() -> None:
    fonts = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
    found = [
        str(path)
        for path in files()
        if path.suffix in fonts
        or ".min." in path.name
        or {"vendor", "node_modules", "staticfiles"} & set(path.parts)
    ]
    assert found == [], listed(found)


def test_every_exception_to_a_checker_has_a_code_and_a_reason() -> None:
    marks = r"#\s*(?:ruff:\s*)?noqa\b(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* - \w)"
    types = r"#\s*type:\s*ignore\b(?!\[[a-z-]+(?:, ?[a-z-]+)*\])"
    python = [place for place in lines_with(re.compile(f"{marks}|{types}")) if ".py:" in place]
    assert python == [], listed(python)


# --- one product for every municipality -----------------------------------------------------

ONE_MUNICIPALITY = re.compile(r"0796|[Hh]ertogenbosch|HERTOGENBOSCH|Bossche|[Cc]ompas073")
# The page with the doors of the demo says which schools it shows.
ABOUT_THE_DEMO = {Path("templates/config/doors.html")}


def texts_of(path: Path) -> list[str]:
    """Return what a file makes the product do or say: no comments, no docstrings."""
    if path.suffix != ".py":
        return [re.sub(r"{#.*?#}|/\*.*?\*/|<!--.*?-->", "", read(path), flags=re.DOTALL)]
    nodes = list(ast.walk(tree(path)))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    described = {
        id(node.body[0].value)
        for node in nodes  # type: ignore[attr-defined]
        if isinstance(node, kinds) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in described
    ]


def test_no_municipality_is_hard_wired_outside_the_demo() -> None:
    product = [path for path in code() if path.parts[:2] != ("config", "demo")]
    product += [path for path in files() if path.parts[0] in {"templates", "static"}]
    own = [path for path in product if path not in ABOUT_THE_DEMO and path.suffix != ".icc"]
    found = [
        f"{path}: {match[0]}"
        for path in own
        for text in texts_of(path)
        for match in ONE_MUNICIPALITY.finditer(text)
    ]
    assert found == [], listed(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('CODE = "0796"', ["0796"]),
        ('"""About 0796."""', []),
        ("# 0796\nCODE = None", []),
        ('def make():\n    """About Compas073."""\n    return "compas073"', ["compas073"]),
    ],
)
def test_texts_of_a_module_leave_out_what_only_describes(
    text: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_repository.tree", lambda _path: ast.parse(text))
    assert texts_of(Path("module.py")) == found
