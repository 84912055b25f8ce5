"""The log in words: every code that is recorded has a line."""

import ast
import re

from partners import outbox
from partners.actions import ACTIONS
from tests.sources import app_modules, code, tree

CODE = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDERS = {"record", "_record"}


def recorded() -> set[str]:
    """Return the codes that stand in a call that records."""
    calls = [
        node
        for path in {*app_modules(), *code()}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in RECORDERS
    ]
    values = [value for call in calls for value in (*call.args, *(k.value for k in call.keywords))]
    texts = [
        part.value
        for value in values
        for part in ast.walk(value)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return {text for text in texts if CODE.fullmatch(text)}


def test_every_code_that_is_recorded_has_words() -> None:
    assert (recorded() | set(outbox.ACTIONS.values())) - set(ACTIONS) == set()


def test_words_are_plain_and_differ() -> None:
    words = [str(text) for text in ACTIONS.values()]
    assert len(set(words)) == len(words)
    assert [text for text in words if not text or text[:2].istitle() or text.endswith(".")] == []
