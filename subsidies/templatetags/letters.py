"""What the templates of a letter need: text with its addresses as links, and dates on one line."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
# In a text that is escaped already: a mail address, a web address (with www, https or a path: the
# school “o.b.s.de Linde” is none), and what stays on one line: a date, a school year, a place name
# like ’s-Hertogenbosch.
PARTS = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<web>(?:(?:https?://|\bwww\.)(?:[\w-]+\.)*|(?:[\w-]+\.)+(?=[a-z]+/))[a-z]{2,}\b"
    r"(?:/[^\s<]*[\w/])?)"
    rf"|(?P<one>\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?|\d{{4}}–\d{{4}}|(?:’|&\#x27;)[a-z]-[A-Z]\w+)"
)


@register.filter
def printed(text: str) -> SafeString:
    """Escape a text, link its addresses, and keep dates and names like ’s-Hertogenbosch whole."""
    return mark_safe(PARTS.sub(_marked, escape(text)))  # noqa: S308 - escaped before it is marked


def _marked(match: re.Match[str]) -> str:
    """Return one part with its mark; `match` holds escaped text only."""
    part = match[0]
    if match["mail"]:
        return f'<a href="mailto:{part}">{part}</a>'
    if match["web"]:
        address = part if part.startswith(("http://", "https://")) else f"https://{part}"
        return f'<a href="{address}">{part}</a>'
    return f'<span class="nb">{part}</span>'
