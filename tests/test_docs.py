"""The documents say what the code says: words, commands, links, settings and decisions."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.models import TextChoices

from partners.states import MANAGING_ROLES, ROLES_OF_KIND, Role
from tests.sources import APPS, ROOT, calls, code, dotted, files, listed, read, tree

GLOSSARY = Path("docs/glossary.md")
DOCUMENTS = [path for path in files(".md") if path.parts[0] != ".github"]
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
# Passed on by the system or by our own processes; nobody sets these.
NOT_SETTINGS = {"PATH", "DJANGO_SETTINGS_MODULE", "XDG_CACHE_HOME", "FONTCONFIG_FILE"}


def rows(heading: str) -> dict[str, list[str]]:
    """Return the cells of each row under a heading of the glossary, by identifier."""
    part = read(GLOSSARY).split(f"{heading}\n", 1)[1]
    part = re.split(r"^#{2,3} ", part, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines()]
    return {cells[0].strip("`"): cells[1:] for cells in lines if cells and "`" in cells[0]}


def choices() -> list[type[TextChoices]]:
    """Return every fixed list of values of our apps."""
    found = []
    for path in code():
        if path.parts[0] in APPS and path.stem.endswith(("states", "roles")):
            name = ".".join(path.with_suffix("").parts)
            members = vars(importlib.import_module(name)).values()
            classes = [item for item in members if isinstance(item, type)]
            found += [c for c in classes if issubclass(c, TextChoices) and c.__module__ == name]
    return found


# --- words ----------------------------------------------------------------------------------


def test_glossary_has_every_model_and_no_other() -> None:
    own = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()}
    parts = (
        "Who: `partners`",
        "Money: `subsidies`",
        "Children: `children`",
        "What was asked and seen: `dossier`",
        "Moving on to school: `transitions`",
    )
    named = {name: cells for part in parts for name, cells in rows(f"### {part}").items()}
    assert set(named) == own
    assert [name for name, cells in named.items() if not all(cells)] == []


@pytest.mark.parametrize("values", choices(), ids=lambda values: values.__name__)
def test_glossary_has_every_value_with_its_label(values: type[TextChoices]) -> None:
    printed = {value: cells[0] for value, cells in rows(f"### `{values.__name__}`").items()}
    assert printed == {choice.value: str(choice.label) for choice in values}


def test_glossary_says_where_each_role_sits_and_whether_it_manages() -> None:
    printed = {
        name: (set(cells[2].split(", ")), cells[3]) for name, cells in rows("### `Role`").items()
    }
    assert printed == {
        role.value: (
            {kind.value for kind, roles in ROLES_OF_KIND.items() if role in roles},
            "yes" if role in MANAGING_ROLES else "no",
        )
        for role in Role
    }


# --- commands -------------------------------------------------------------------------------


def test_documents_name_commands_that_exist() -> None:
    makefile = set(re.findall(r"^([a-z-]+):", read(Path("Makefile")), re.MULTILINE))
    known = set(get_commands())
    found = []
    for path in DOCUMENTS:
        text = read(path)
        used = set(
            re.findall(r"\bmake ([a-z-]+)`", text) + re.findall(r"(?m)^make ([a-z-]+)", text)
        )
        found += [f"{path}: make {name}" for name in used - makefile]
        run = set(re.findall(r"manage\.py ([a-z_]+)", text))
        found += [f"{path}: manage.py {name}" for name in run - known]
    assert found == [], listed(found)


def test_readme_shows_the_two_commands() -> None:
    shown = re.findall(r"^make (\w+)", read(Path("README.md")), re.MULTILINE)
    assert shown == ["demo", "test", "serve"]


# --- links and names of files ---------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings of a page, as web pages of repositories make them."""
    heads = HEADING.findall(FENCE.sub("", read(path)))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def is_broken(path: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    name, _hash, anchor = target.partition("#")
    file = (ROOT / path.parent / name).resolve() if name else ROOT / path
    if not file.exists():
        return True
    return bool(anchor) and anchor not in anchors(file.relative_to(ROOT))


def test_links_lead_somewhere() -> None:
    found = [
        f"{path}: {target}"
        for path in DOCUMENTS
        for target in LINK.findall(FENCE.sub("", read(path)))
        if is_broken(path, target)
    ]
    assert found == [], listed(found)


def test_files_that_are_named_exist() -> None:
    tops = "|".join({p.parts[0] for p in files() if len(p.parts) > 1 and p.parts[0][0] != "."})
    pattern = re.compile(
        rf"(?<![\w/.-])((?:{tops})/[\w./-]+\.(?:md|py|sh|toml|html|css|js|csv|txt))\b"
    )
    found = [
        f"{path}: {name}"
        for path in [*DOCUMENTS, *files(".py")]
        for name in set(pattern.findall(read(path)))
        if not (ROOT / name).exists()
        and not (ROOT / "templates" / name).exists()
        and path.parts[0] != "tests"
    ]
    assert found == [], listed(found)


def test_every_page_of_docs_stands_in_the_index() -> None:
    index = Path("docs/README.md")
    linked = {(ROOT / "docs" / target).resolve() for target in LINK.findall(read(index))}
    pages = {ROOT / p for p in files(".md") if p.parts[0] == "docs" and p != index}
    assert pages - linked == set()


# --- decisions ------------------------------------------------------------------------------


def decisions() -> dict[str, Path]:
    return {p.name[:4]: p for p in files(".md") if p.parts[:2] == ("docs", "adr")}


def test_decisions_have_their_own_number_and_the_same_form() -> None:
    pages = [path for path in files(".md") if path.parts[:2] == ("docs", "adr")]
    assert len(decisions()) == len(pages)
    for number, path in decisions().items():
        lines = read(path).splitlines()
        assert lines[0].startswith(f"# {number}. ")
        assert {"## Context", "## Decision", "## Consequences"} <= set(lines)


def test_decisions_that_are_named_exist() -> None:
    pattern = re.compile(r"\bADRs? (\d{4})\b|docs/adr/(\d{4})")
    texts = [*files(".py"), *files(".html"), *DOCUMENTS]
    found = [
        f"{path}: {first or second}"
        for path in texts
        for first, second in pattern.findall(read(path))
        if (first or second) not in decisions()
    ]
    assert found == [], listed(found)


# --- settings -------------------------------------------------------------------------------


def variables_in(path: Path) -> set[str]:
    """Return the environment variables that a module reads by name."""
    readers = re.compile(r"^(?:env(?:\.\w+)?|os\.environ\.(?:get|setdefault|pop)|os\.getenv)$")
    found = {
        call.args[0].value
        for call in calls(tree(path))
        if readers.match(dotted(call)) and call.args and isinstance(call.args[0], ast.Constant)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Subscript) and dotted(node.value) == "os.environ":
            found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return {str(name) for name in found}


def test_env_example_lists_every_variable_and_no_other() -> None:
    example = read(Path(".env.example"))
    listed_names = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", example, re.MULTILINE))
    modules = [p for p in code() if p.parts[0] == "config"] + [Path("gunicorn.conf.py")]
    used = {name for path in modules for name in variables_in(path)} - NOT_SETTINGS
    assert used - listed_names == set()
    assert listed_names - used - compose_variables() == set()


def compose_variables() -> set[str]:
    """Return the variables that docker compose itself reads."""
    return set(re.findall(r"\$\{([A-Z_]+)", read(Path("docker-compose.yml"))))
