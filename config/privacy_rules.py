"""Check of the privacy rules, part of `make check`: `python -m config.privacy_rules`.

docs/privacy.md says of each rule whether it is built. A rule that is built, also in part, has a
test that bears its number, `@pytest.mark.privacy(9)`; no test bears the number of a rule that is
not. So the table never says more than is proven, and never less.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path("docs/privacy.md")
ROW = re.compile(r"^\| *(\d+) *\|.*\| *([^|]+?) *\|$", re.MULTILINE)
BUILT = ("gebouwd", "deels")
STATES = re.compile(r"gebouwd|(deels|nog niet) \((#\d+|later)\)|op papier")


def main() -> int:
    """Check the rules of this checkout. Returns the exit code."""
    problems = check(ROOT)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if not problems:
        states = rules((ROOT / TABLE).read_text(encoding="utf-8"))
        built = sum(state.startswith(BUILT) for state in states.values())
        sys.stdout.write(f"Privacyregels: {built} van {len(states)} gebouwd, geheel of deels.\n")
    return 1 if problems else 0


def check(root: Path) -> list[str]:
    """Return on what the table of a checkout and the marks of its tests do not agree."""
    said = (root / TABLE).read_text(encoding="utf-8")
    states, marked = rules(said), marks(root)
    numbers = [int(number) for number, _state in ROW.findall(said)]
    problems = [f"Regel {number} staat er niet één keer." for number in _astray(numbers)]
    for number, state in states.items():
        if not STATES.fullmatch(state):
            problems.append(f"Regel {number}: “{state}” is geen stand.")
        elif state.startswith(BUILT) and number not in marked:
            problems.append(f"Regel {number} is gebouwd, maar geen test draagt dit nummer.")
    for number, place in sorted(marked.items()):
        if not states.get(number, "").startswith(BUILT):
            problems.append(f"{place} draagt regel {number}, en die is niet gebouwd.")
    return problems


def rules(text: str) -> dict[int, str]:
    """Return the state of each rule in the table."""
    return {int(number): state for number, state in ROW.findall(text)}


def marks(root: Path) -> dict[int, str]:
    """Return each number that a test bears, and the first test that does."""
    found: dict[int, str] = {}
    for path in sorted(root.glob("tests/**/test_*.py")):
        for test, number in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(number, f"{path.relative_to(root)}: {test}")
    return found


def _astray(numbers: list[int]) -> list[int]:
    """Return the numbers that are missing or stand there more than once."""
    every = range(1, max(numbers, default=0) + 1)
    return [number for number in every if numbers.count(number) != 1]


def _marked(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Return the tests of a module and the numbers they bear, also those of one of its cases."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for inside in (part for item in node.decorator_list for part in ast.walk(item)):
                if (
                    isinstance(inside, ast.Call)
                    and ast.unparse(inside.func) == "pytest.mark.privacy"
                ):
                    yield from ((node.name, ast.literal_eval(given)) for given in inside.args)


if __name__ == "__main__":
    sys.exit(main())
