"""Our own icons, read once from static/img/icons.svg."""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).resolve().parent.parent / "static/img/icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([\d. ]+)">(.*?)</symbol>', re.DOTALL)


@cache
def symbols() -> dict[str, tuple[str, SafeString]]:
    """Return viewBox and drawing per icon name."""
    found = SYMBOL.findall(ICONS.read_text(encoding="utf-8"))
    return {name: (box, mark_safe(drawing)) for name, box, drawing in found}  # noqa: S308 - our own file


def svg(name: str, *, css: str = "", label: str = "") -> SafeString:
    """Return one icon as inline SVG: decoration without a label, else an image with that name.

    Raises: LookupError: there is no icon of this name.
    """
    if name not in symbols():
        raise LookupError(f"static/img/icons.svg holds no icon {name!r}.")
    box, drawing = symbols()[name]
    classes = f"app-icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="{}" role="img" aria-label="{}" focusable="false">{}</svg>',
            classes, box, label, drawing,
        )  # fmt: skip
    return format_html(
        '<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>',
        classes, box, drawing,
    )  # fmt: skip
