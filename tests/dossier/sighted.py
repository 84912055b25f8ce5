"""What somebody reads on a page with the eyes."""

import re

SPOKEN = re.compile(r'<span class="app-vh">[^<]*</span>')


def sighted(page: str) -> str:
    """Return a page without the words for a screen reader alone."""
    return SPOKEN.sub("", page)
