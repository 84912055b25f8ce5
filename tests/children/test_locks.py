"""Row locks of the dossier: none keeps others from naming the row they lock.

A full lock waits for every event, link or log line that points at the row, and two of them cross.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import children

ROOT = Path(children.__file__).parent


def full_locks(code: str) -> Iterator[int]:
    """Return the lines on which a module locks rows against being pointed at too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
            said = {keyword.arg: keyword.value for keyword in node.keywords}
            if not getattr(said.get("no_key"), "value", False):
                yield node.lineno


def test_every_lock_lets_others_point_at_its_row() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(ROOT.glob("**/*.py"))
        for line in full_locks(path.read_text())
    ]
    assert found == []


def test_full_locks_finds_them() -> None:
    code = (
        "rows.select_for_update().get()\n"
        "rows.select_for_update(of=('self',), no_key=True)\n"
        "rows.select_for_update(no_key=False, of=('self',))\n"
    )
    assert sorted(full_locks(code)) == [1, 3]
