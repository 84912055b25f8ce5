"""Shortcuts through the styles of WeasyPrint: most of a letter's styles say nothing of their own.

WeasyPrint computes each property of each style when it is first asked for, and asks for a hundred
of them. A style that starts with all that it does not declare itself (what it inherits, and the
initial values) is asked for a few. The pseudo-elements of equal elements are equal too, and no
letter has notes or list markers. No byte of a letter changes; a test compares them.

Import this module only inside a function: it loads WeasyPrint and its system libraries.
"""

from typing import Any

import weasyprint
from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

SIDES = ("top", "right", "bottom", "left")
# The browser style sheet gives every element a style for these, and a letter has none of them.
UNUSED = {"footnote-call", "footnote-marker", "marker", "note-call", "note-marker", "note-callback"}
# Undeclared, these are the parent's; so are the inherited ones.
FROM_PARENT = {name for name in INITIAL_VALUES if name.startswith("text_decoration_")} | {"page"}
PASSED_ON = (INHERITED & INITIAL_VALUES.keys()) | FROM_PARENT
# Undeclared, all others are initial. A border without a style has no width, nor has an outline.
WIDTHS = {f"border_{side}_style": f"border_{side}_width" for side in SIDES}
WIDTHS["outline_style"] = "outline_width"
STARTING = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in PASSED_ON | INITIAL_NOT_COMPUTED
} | dict.fromkeys(WIDTHS.values(), 0)
SPECIFIED = {name: INITIAL_VALUES[name] for name in ("position", "float")}
_start_computed, _start_anonymous = ComputedStyle.__init__, AnonymousStyle.__init__
_set_computed_styles = StyleFor.set_computed_styles


def _hanging_on() -> dict[str, set[str]]:
    """Return, for each property, what must be computed when that property is declared."""
    hanging = {name: {name} for name in INITIAL_VALUES}
    for physical, find in PHYSICAL_FUNCTIONS.items():
        hanging.setdefault(find(block="ttb", inline="ltr"), set()).add(physical)
    for style, width in WIDTHS.items():
        for names in hanging.values():
            if style in names:
                names.add(width)
    return hanging


HANGING_ON = _hanging_on()


def install() -> None:
    """Take the shortcuts in this process."""
    ComputedStyle.__init__ = _computed
    AnonymousStyle.__init__ = _anonymous
    StyleFor.set_computed_styles = _set_once
    matcher = weasyprint.UA_STYLESHEET.matcher
    matcher.other_selectors = [rule for rule in matcher.other_selectors if rule[3] not in UNUSED]


def _given(parent: Any) -> dict[str, Any]:
    """Return all that a style without declarations has; nothing where lines run to the left."""
    try:
        given: dict[str, Any] = parent.given
    except AttributeError:
        given = parent.given = {}
        if parent["direction"] == "ltr":
            given |= STARTING | {name: parent[name] for name in PASSED_ON}
    return given


def _computed(style: Any, parent: Any, cascaded: dict[str, Any], *args: Any) -> None:
    """Start a style with what it does not declare."""
    _start_computed(style, parent, cascaded, *args)
    if parent is None or "direction" in cascaded:
        return
    style.update(_given(parent))
    style.specified.update(SPECIFIED)
    for declared in cascaded:
        for name in HANGING_ON.get(declared, ()):
            style.pop(name, None)


def _anonymous(style: Any, parent: Any) -> None:
    """Start the style of a box that no element made with all that it has."""
    style.update(_given(parent))
    _start_anonymous(style, parent)


def _set_once(
    styles: Any, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, **rest: Any
) -> None:
    """Compute the style of a pseudo-element once for the elements that share their own style.

    WeasyPrint shares that only between elements with the same parent and the same rules, those
    for pseudo-elements included.
    """
    computed = styles.get_computed_styles()
    if isinstance(element, tuple) or pseudo_type is None:  # of a page, or an element itself
        _set_computed_styles(styles, element, parent, root, pseudo_type, **rest)
        return
    known = styles.__dict__.setdefault("known", {})
    key = (pseudo_type, id(computed[parent, None]))
    if key not in known:
        _set_computed_styles(styles, element, parent, root, pseudo_type, **rest)
        known[key] = computed[element, pseudo_type]
    computed[element, pseudo_type] = known[key]
