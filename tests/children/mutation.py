"""Mutants in process: one clause of a function taken away, its code swapped, and put back.

The functions are read from their source, so that a new clause is a new mutant by itself. Nothing is
imported twice: only `__code__` changes, so every module that holds the function runs the mutant.
"""

import ast
import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

FILTERS = ("filter", "exclude", "Q")
GUARDS = ("require", "miss", "gone_is_404")  # and whatever begins with _refuse
SCOPE = "visible_to"


@dataclass(frozen=True)
class Mutant:
    """One function without one of its clauses."""

    name: str
    function: FunctionType
    code: CodeType

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let the mutant run instead of the function."""
        kept = self.function.__code__
        self.function.__code__ = self.code
        try:
            yield
        finally:
            self.function.__code__ = kept


def mutants(module: ModuleType, wanted: Callable[[str], bool] = bool) -> list[Mutant]:
    """Return every mutant of the functions of a module, of those that are wanted by name."""
    tree = ast.parse(inspect.getsource(module))
    found = []
    for name, place in _functions(tree):
        function = _find(module, name)
        if function is None or not wanted(name):
            continue
        said: list[str] = []  # the same clause twice is told apart by a number
        for what, changed in _changes(tree, place):
            code = _codes(compile(changed, str(module.__file__), "exec")).get(name)
            if code is not None and code.co_freevars == function.__code__.co_freevars:
                same = sum(known.split(" #")[0] == what for known in said)
                said.append(f"{what} #{same + 1}" if same else what)
                found.append(Mutant(f"{module.__name__}.{name}: {said[-1]}", function, code))
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Return the name of each function and method, and its place in the walk over the tree."""
    places = {id(node): place for place, node in enumerate(ast.walk(tree))}
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for one in inside:
            if isinstance(one, ast.FunctionDef):
                yield f"{prefix}{one.name}", places[id(one)]


def _find(module: ModuleType, name: str) -> FunctionType | None:
    """Return the function itself, from under what decorates it."""
    holder, _dot, last = name.rpartition(".")
    owner: Any = getattr(module, holder) if holder else module
    found: Any = vars(owner).get(last)
    while found is not None and not isinstance(found, FunctionType):
        found = (
            getattr(found, "__wrapped__", None)
            or getattr(found, "func", None)
            or getattr(found, "fget", None)
            or getattr(found, "__func__", None)
        )
    while found is not None and hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found


def _codes(code: CodeType) -> dict[str, CodeType]:
    """Return all code of a module by its qualified name."""
    found = {code.co_qualname: code}
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            found |= _codes(inside)
    return found


def _changes(tree: ast.Module, place: int) -> Iterator[tuple[str, ast.Module]]:
    """Return the tree without each clause of one function, and what is missing."""
    places = {id(node): number for number, node in enumerate(ast.walk(tree))}
    function = next(node for node in ast.walk(tree) if places[id(node)] == place)
    assert isinstance(function, ast.FunctionDef)
    for node in (inside for line in function.body for inside in _walk(line)):
        for number, (what, _change) in enumerate(_operators(node)):
            changed = copy.deepcopy(tree)
            twin = next(n for p, n in enumerate(ast.walk(changed)) if p == places[id(node)])
            _operators(twin)[number][1]()
            yield what, ast.fix_missing_locations(changed)


def _walk(line: ast.AST) -> Iterator[ast.AST]:
    """Return what runs: an annotation decides nothing."""
    yield line
    for name, value in ast.iter_fields(line):
        parts = value if isinstance(value, list) else [value]
        for part in parts if name != "annotation" else ():
            if isinstance(part, ast.AST):
                yield from _walk(part)


def _operators(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """Return what can be taken away at one place: in words, and how."""
    if isinstance(node, ast.Call) and _last(node.func) in FILTERS:
        return _arguments(node)
    if isinstance(node, ast.Call) and _last(node.func) == SCOPE:
        return [(f"unscoped {ast.unparse(node)}", lambda: _unscoped(node))]
    return _conditions(node) or _statements(node)


def _conditions(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """Return which conditions can be taken away at one place."""
    if isinstance(node, ast.BoolOp):
        return [
            (f"without {ast.unparse(value)}", lambda n=number: _neutral(node, n))
            for number, value in enumerate(node.values)
        ]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        return [
            (f"without {ast.unparse(lost)}", lambda kept=kept: _become(node, kept))
            for lost, kept in ((node.left, node.right), (node.right, node.left))
        ]
    if isinstance(node, ast.comprehension):
        return [
            (f"without if {ast.unparse(one)}", lambda n=number: node.ifs.pop(n) and None)
            for number, one in enumerate(node.ifs)
        ]
    if isinstance(node, ast.IfExp):
        always = [(f"always {ast.unparse(node.body)}", lambda: _test(node, True))]
        return [*always, (f"never {ast.unparse(node.body)}", lambda: _test(node, False))]
    return []


def _statements(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """Return which statements can be taken away at one place."""
    if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return | ast.Raise | ast.Expr):
        return [(f"never if {ast.unparse(node.test)}", lambda: _never(node))]
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Compare):
        return [(f"always {ast.unparse(node.value)}", lambda: _true(node))]
    if isinstance(node, ast.With) and _is_guarding(node.items[0].context_expr):
        return [(f"without {ast.unparse(node.items[0])}", lambda: _unguarded(node))]
    if isinstance(node, ast.Expr) and _is_guarding(node.value):
        return [(f"without {ast.unparse(node)}", lambda: _nothing(node))]
    return []


def _arguments(call: ast.Call) -> list[tuple[str, Callable[[], None]]]:
    """Return how each argument of a filter is left out."""
    name = _last(call.func)
    plain = [
        (f"{name} without {ast.unparse(one)}", lambda n=number: call.args.pop(n) and None)
        for number, one in enumerate(call.args)
    ]
    named = [
        (f"{name} without {ast.unparse(one)}", lambda n=number: call.keywords.pop(n) and None)
        for number, one in enumerate(call.keywords)
    ]
    return plain + named


def _is_guarding(called: ast.AST) -> bool:
    name = _last(called.func) if isinstance(called, ast.Call) else ""
    return name in GUARDS or name.startswith("_refuse")


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _become(node: ast.BinOp, kept: ast.expr) -> None:
    """Keep one side: `Q() & kept` is kept."""
    node.left, node.op = copy.deepcopy(kept), ast.BitAnd()
    node.right = copy.deepcopy(kept)


def _neutral(node: ast.BoolOp, place: int) -> None:
    """Let one side of and, or or decide nothing."""
    node.values[place] = ast.Constant(isinstance(node.op, ast.And))


def _never(node: ast.If) -> None:
    node.test = ast.Constant(False)


def _test(node: ast.IfExp, value: bool) -> None:
    node.test = ast.Constant(value)


def _nothing(node: ast.Expr) -> None:
    node.value = ast.Constant(None)


def _true(node: ast.Return) -> None:
    node.value = ast.Constant(True)


def _unguarded(node: ast.With) -> None:
    """Let the block stand under a `with` that does nothing."""
    node.items[0].context_expr = ast.parse("__import__('contextlib').nullcontext()").body[0].value


def _unscoped(call: ast.Call) -> None:
    """Let all rows be seen: `rows.visible_to(actor)` is `rows.all()`."""
    assert isinstance(call.func, ast.Attribute)
    call.func.attr, call.args, call.keywords = "all", [], []
