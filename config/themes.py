"""The themes that exist: one style sheet each."""

from pathlib import Path

DEFAULT_THEME = "bossche"
CSS = Path(__file__).resolve().parent.parent / "static/css"
THEMES = frozenset(file.stem.removeprefix("theme-") for file in CSS.glob("theme-*.css"))
