"""Which words of SVG a logo may use, and what to say about each of the others."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
GROUPS = frozenset({"svg", "g", "defs", "use", "symbol", "clipPath"})
GRADIENTS = frozenset({"linearGradient", "radialGradient", "stop"})
DROPPED = frozenset({"title", "desc", "metadata", "style"})  # a style sheet becomes attributes
KNOWN = SHAPES | GROUPS | GRADIENTS | DROPPED
# Pixels of each unit, the most special first: every text ends with nothing.
_SIZES = {
    "px": Decimal(1),
    "pt": Decimal(96) / 72,
    "mm": Decimal(960) / 254,
    "cm": Decimal(9600) / 254,
    "in": Decimal(96),
    "": Decimal(1),
}
UNITS = {"width": _SIZES, "height": _SIZES}
_SCRIPT = gettext_lazy("Deze svg bevat een script: sla het logo op zonder programmacode.")
_MOTION = gettext_lazy("Deze svg bevat beweging: sla het logo op als stilstaand beeld.")
_PAGE = gettext_lazy("Deze svg bevat een stuk webpagina: sla het logo op met alleen vormen.")
_LETTERS = gettext_lazy("Deze svg bevat tekst: zet de letters in het logo om in vormen.")
_PICTURE = gettext_lazy("Deze svg bevat een foto: teken het logo met alleen vormen.")
_LINK = gettext_lazy("Deze svg bevat een koppeling: sla het logo op zonder koppelingen.")
_OUTSIDE = gettext_lazy("Deze svg haalt iets van elders op: sla het logo op als één bestand.")
_REFUSED = {
    "script": _SCRIPT, "handler": _SCRIPT, "listener": _SCRIPT,
    "animate": _MOTION, "animateMotion": _MOTION, "animateTransform": _MOTION,
    "animateColor": _MOTION, "set": _MOTION, "discard": _MOTION, "mpath": _MOTION,
    "foreignObject": _PAGE, "iframe": _PAGE, "audio": _PAGE, "video": _PAGE, "canvas": _PAGE,
    "text": _LETTERS, "tspan": _LETTERS, "textPath": _LETTERS, "tref": _LETTERS,
    "image": _PICTURE, "feImage": _PICTURE, "a": _LINK,
}  # fmt: skip
_ADDRESS = re.compile(r"url\(|(?:java|vb)script:|@import|expression\(|\\", re.IGNORECASE)
_OWN = re.compile(r"url\(\s*(['\"]?)#[\w.-]{1,80}\1\s*\)", re.IGNORECASE)


def why_not_element(space: str, tag: str) -> str:
    """Return what to say of a part that a logo cannot have; empty when it can, or is left out."""
    if tag.lower() in {"script", "handler", "listener"}:
        return str(_SCRIPT)
    if space == XHTML:
        return str(_PAGE)
    if space != SVG or tag in KNOWN:
        return ""
    if tag in _REFUSED:
        return str(_REFUSED[tag])
    return (
        _("Deze svg bevat “%s”; dat kan niet in een brief: maak het logo eenvoudiger.") % tag[:40]
    )


def why_not_attribute(word: str, value: str) -> str:
    """Return what to say of an attribute that could do or fetch something; empty when it cannot."""
    bare = word.rpartition(" ")[2].lower()
    if bare.startswith("on") or re.match(r"\s*(?:java|vb)script:", value, re.IGNORECASE):
        return str(_SCRIPT)
    if bare in {"href", "src"} and not value.strip().startswith("#"):
        return str(_OUTSIDE)
    return why_not_style(value)


def why_not_style(text: str) -> str:
    """Return what to say of a style that fetches something; empty when it does not."""
    return str(_OUTSIDE) if _ADDRESS.search(_OWN.sub("", text)) else ""
