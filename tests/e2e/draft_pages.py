"""Drafts have no page of their own: test_editing.py types, closes the tab and comes back."""

from tests.e2e.rows import Row

ROWS: list[Row] = []
NO_PAGE = {"draft": "POST only; tests/e2e/test_editing.py types"}
