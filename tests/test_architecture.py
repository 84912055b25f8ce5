"""The rules of CONTRIBUTING.md that a program can check; each list shows what breaks one."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests import sources
from tests.sources import (
    app_modules,
    calls,
    code,
    dotted,
    files,
    functions,
    listed,
    read,
    suite,
    tree,
)

FORBIDDEN_NAMES = {
    "services.py", "utils.py", "helpers.py", "common.py", "misc.py", "managers.py", "signals.py",
}  # fmt: skip
# Queries in views, forms and filters that do not start at visible_to, and why they may.
UNSCOPED = {
    "config/demo_views.py: get_object_or_404(User, email=door.email, is_demo=True, is_active=True)":
        "a visitor at the demo's doors, before anybody is signed in",
}  # fmt: skip
# Modules besides views, tasks and commands that read the clock, and why they may.
CLOCK_READERS = {
    "partners/access.py": "the middleware starts a request, so its day is the request's",
    "partners/invitations.py": "whether a mail is still needed is asked when it goes",
    "partners/mailbox.py": "Django calls a mail backend without a moment",
    "partners/signin.py": "allauth calls its adapter from a view, without a moment",
    "partners/signin_log.py": "signals of signing in come from a view, without a moment",
}
# Public writes without an actor, and who writes.
WITHOUT_ACTOR = {
    "children/guardian_answers.py: answer": "a guardian, who has no account",
    "children/guardian_answers.py: see": "a guardian, who has no account",
    "children/links.py: enter": "a guardian, who has no account",
    "children/narrowing.py: agree": "a guardian, who has no account",
    "children/read_codes.py: use": "a guardian, who has no account",
    "dossier/feeds.py: read": "a calendar program, which signs in nobody",
    "dossier/outsiders.py: enter": "an outsider, who has no account",
    "partners/reminder_runs.py: keep": "the clock, or who puts off before it rang",
    "partners/signin_log.py: role_switched": "the actor's own act, told by a view",
    "transitions/parents_codes.py: close": "whoever a parent gave a code, without an account",
    "transitions/parents_codes.py: enter": "whoever a parent gave a code, without an account",
    "transitions/parents_codes.py: make": "a guardian: the link says who",
    "transitions/parents_codes.py: stop": "a guardian: the link says who",
    "transitions/parents_preview.py: opened": "a guardian: the link says who",
    "transitions/parents_preview.py: say": "a guardian: the link says who",
    "dossier/remarks.py: give": "a guardian: the link says who, as children/links.py",
    "dossier/report_opinions.py: give": "a guardian: the link says who, as children/links.py",
}


def too_long(paths: list[Path], limit: int) -> list[str]:
    sizes = [(path, len(read(path).splitlines())) for path in paths]
    return [f"{path}: {size} lines" for path, size in sizes if size > limit]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    first = node.body[0]
    has_one = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return node.body[1:] if has_one else node.body


# --- sizes ----------------------------------------------------------------------------------


def test_files_are_at_most_400_lines() -> None:
    written = [path for path in files(".py") if "migrations" not in path.parts]
    found = too_long(written, 400)
    assert found == [], listed(found)


def test_supervisor_of_the_services_is_at_most_200_lines() -> None:
    found = too_long([Path("config/embedded.py")], 200)
    assert found == [], listed(found)


def test_templates_are_at_most_120_lines() -> None:
    templates = [path for path in files() if path.parts[0] == "templates"]
    found = too_long(templates, 120)
    assert found == [], listed(found)


def test_functions_are_at_most_40_lines() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}: {length(node)} lines"
        for path in files(".py")
        for node in functions(path)
        if length(node) > 40
    ]
    assert found == [], listed(found)


def test_view_methods_are_at_most_15_lines() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}: {length(node)} lines"
        for path in code()
        if sources.is_layer(path, "views")
        for node in functions(path)
        if length(node) > 15
    ]
    assert found == [], listed(found)


def test_tasks_are_at_most_5_statements() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path in code()
        if path.name == "tasks.py"
        for node in functions(path)
        if sum(isinstance(n, ast.stmt) for s in without_docstring(node) for n in ast.walk(s)) > 5
    ]
    assert found == [], listed(found)


# --- names ----------------------------------------------------------------------------------


def test_files_are_named_after_their_subject() -> None:
    found = [str(path) for path in files(".py") if path.name in FORBIDDEN_NAMES]
    assert found == [], listed(found)


def test_modules_are_not_imported_relatively_or_by_star() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path in files(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.level > 0 or any(alias.name == "*" for alias in node.names))
        and path.name != "settings.py"  # the product's settings, with a few replaced
    ]
    assert found == [], listed(found)


def test_migrations_have_real_names() -> None:
    migrations = [p for p in files(".py") if "migrations" in p.parts and p.stem != "__init__"]
    pattern = r"\d{4}_(?!auto_|alter_)[a-z][a-z0-9_]+"
    found = [str(path) for path in migrations if not re.fullmatch(pattern, path.stem)]
    assert found == [], listed(found)


# --- what a layer may hold ------------------------------------------------------------------


def unscoped_queries(path: Path) -> list[str]:
    scoped = {
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    managers = {"objects", "_default_manager", "_base_manager"}
    shortcuts = {"get_object_or_404", "get_list_or_404"}
    whole = [call for call in calls(tree(path)) if dotted(call) in shortcuts]
    found = [
        f"{path}: {ast.unparse(call)}"
        for call in whole
        if isinstance(call.args[0], ast.Name) and call.args[0].id[0].isupper()
    ]
    return found + [
        f"{path}: {ast.unparse(node)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in managers and node not in scoped
    ]


def test_views_forms_and_filters_query_what_is_visible_to_the_actor() -> None:
    layers = [p for p in code() if sources.is_layer(p, "views", "forms", "filters")]
    found = {place for path in layers for place in unscoped_queries(path)}
    assert found == set(UNSCOPED), listed(found ^ set(UNSCOPED))


def test_domain_functions_get_their_moment() -> None:
    clocks = {"timezone.now", "timezone.localdate", "timezone.localtime", "date.today"}
    clocks |= {"datetime.now", "datetime.today", "datetime.utcnow", "time.time"}
    found = {
        str(path)
        for path in sources.domain()
        for call in calls(tree(path))
        if dotted(call) in clocks and not call.args
    }
    assert found == set(CLOCK_READERS), listed(found ^ set(CLOCK_READERS))


def is_write(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    is_atomic = any(dotted(item) == "transaction.atomic" for item in node.decorator_list)
    return is_atomic or any(dotted(call) == "audit.record" for call in calls(node))


def writes(path: Path) -> list[ast.FunctionDef]:
    top = [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]
    return [node for node in top if not node.name.startswith("_") and is_write(node)]


def test_domain_writes_take_the_actor_and_the_moment_by_name() -> None:
    found = {
        f"{path}: {node.name}"
        for path in sources.domain()
        for node in writes(path)
        if not {"by", "at"} <= {argument.arg for argument in node.args.kwonlyargs}
    }
    assert found == set(WITHOUT_ACTOR), listed(found ^ set(WITHOUT_ACTOR))


def test_money_is_never_a_float() -> None:
    made = {"float", "models.FloatField", "forms.FloatField"}
    found = [
        f"{path}:{call.lineno} {dotted(call)}"
        for path in app_modules()
        for call in calls(tree(path))
        if dotted(call) in made
    ]
    found += [
        f"{path}:{node.lineno} {node.value}"
        for path in app_modules("subsidies")
        if "management" not in path.parts  # a command waits half a second
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert found == [], listed(found)


def test_apps_send_each_other_no_signals() -> None:
    own = ("django.db.models.signals", "django.dispatch.Signal", "django.core.signals")
    found = [
        f"{path}: {name}"
        for path in app_modules()
        for name in sources.imports(path)
        if name.startswith(own)
    ]
    assert found == [], listed(found)


def test_code_migrations_can_go_back_and_know_no_app() -> None:
    found = []
    for path in files(".py"):
        if "migrations" not in path.parts:
            continue
        steps = [c for c in calls(tree(path)) if dotted(c).endswith((".RunPython", ".RunSQL"))]
        found += [
            f"{path}: {dotted(step)} without a reverse" for step in steps if not has_reverse(step)
        ]
        app_code = [name for name in sources.imports(path) if name.startswith(sources.APPS)]
        if any(dotted(step).endswith(".RunPython") for step in steps) and app_code:
            found.append(f"{path}: imports {', '.join(app_code)}")
    assert found == [], listed(found)


def has_reverse(step: ast.Call) -> bool:
    names = {keyword.arg for keyword in step.keywords}
    return len(step.args) > 1 or bool(names & {"reverse_code", "reverse_sql"})


def test_templates_hold_no_style_and_no_script() -> None:
    comments = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
    style = r"<style\b|\sstyle\s*="
    script = (
        r"<script(?![^>]*(?:\ssrc=|\stype=\"application/json\"))|\son[a-z]+\s*=\s*[\"']|javascript:"
    )
    inline = re.compile(f"{style}|{script}", re.IGNORECASE)
    found = []
    for path in files():
        if path.parts[0] == "templates" and path.suffix == ".html":
            bare = comments.sub("", read(path))
            found += [f"{path}: {match[0].strip()}" for match in inline.finditer(bare)]
    assert found == [], listed(found)


# --- tests ----------------------------------------------------------------------------------


def test_tests_are_never_left_out() -> None:
    ways = {"skip", "skipif", "xfail", "importorskip", "SkipTest", "expectedFailure"}
    lists = {"collect_ignore", "collect_ignore_glob"}
    found = []
    for path in suite():
        for node in ast.walk(tree(path)):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if name in lists or (name in ways and "skip_locked" not in ast.dump(node)):
                found.append(f"{path}:{node.lineno} {name}")  # type: ignore[attr-defined]
    assert found == [], listed(found)


def test_nothing_is_left_out_by_the_command_either() -> None:
    options = tomllib.loads(read(Path("pyproject.toml")))["tool"]["pytest"]["ini_options"]
    target = re.search(r"^test:.*\n((?:\t.*\n)+)", read(Path("Makefile")), re.MULTILINE)
    assert target is not None
    words = f"{options['addopts']} {target[1]}".split()
    assert set(words) & {"-m", "-k", "--ignore", "--deselect", "-x", "--lf"} == set()
    assert options["testpaths"] == ["tests"]


def test_tests_ask_at_most_six_things() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path in suite()
        for node in functions(path)
        if node.name.startswith("test_")
        and sum(isinstance(child, ast.Assert) for child in ast.walk(node)) > 6
    ]
    assert found == [], listed(found)


def test_tests_outweigh_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = [
        sum(bool(line.strip()) for path in paths for line in read(path).splitlines())
        for paths in (suite(), code())
    ]
    ratio = sizes[0] / sizes[1]
    with capsys.disabled():
        print(f"\ntests {sizes[0]} lines, code {sizes[1]}: ratio {ratio:.2f}")  # noqa: T201 - a report
    assert ratio > 0
