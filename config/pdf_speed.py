"""Five shortcuts through WeasyPrint that save a third of a letter's time and change no byte.

Every letter of a year holds the same sentences, and a table the same amounts: what WeasyPrint
finds out about a line of text, about an undeclared property, about sizes that are no percentage
or about an object of the file, it need not find out again; and a letter has no notes to style.
Each shortcut stands apart and can be taken out when a new version of WeasyPrint makes it
needless; a test compares the bytes with and without them.

Import this module only inside a function: it loads WeasyPrint and its system libraries.
"""

from functools import partial
from typing import Any

import pydyf
import weasyprint
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import (
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    ZERO_PIXELS,
)
from weasyprint.layout import absolute, block, inline, page, percent, preferred, table
from weasyprint.layout import float as floats
from weasyprint.text import line_break

LINES_KEPT = 1000
# Everything of a style that decides how a line of text is split and shaped.
TEXT_PROPERTIES = (
    "direction", "font_family", "font_feature_settings", "font_kerning", "font_language_override",
    "font_size", "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps",
    "font_variant_east_asian", "font_variant_ligatures", "font_variant_numeric",
    "font_variant_position", "font_variation_settings", "font_weight", "hyphenate_character",
    "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphens", "lang", "letter_spacing",
    "overflow_wrap", "tab_size", "text_decoration_line", "white_space", "word_break",
    "word_spacing",
)  # fmt: skip
# Properties whose value, when nothing declares them, is simply the parent's or the initial one.
PLAIN_PROPERTIES = {
    name
    for name in INITIAL_VALUES
    if name not in INITIAL_NOT_COMPUTED
    and not name.startswith("text_decoration_")
    and name not in {"display", "float", "page", "position"}
}
LOGICAL_NAMES = {name: find(block="ttb", inline="ltr") for name, find in PHYSICAL_FUNCTIONS.items()}
# What the layout reads from a style for every box, and what stays unless it is a percentage.
SIZES = (
    "margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right",
    "padding_top", "padding_bottom", "width", "min_width", "max_width", "height", "min_height",
    "max_height",
)  # fmt: skip
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
# The browser style sheet gives every element a style for these, and a letter has no notes.
NOTES = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
_resolve_percentages = percent.resolve_percentages
_text_styles: dict[tuple[str, ...], int] = {}
_split_first_line = line_break.split_first_line
_compute_property = ComputedStyle.__missing__


def install() -> None:
    """Take the shortcuts in this process, for letters that share one font configuration."""
    line_break.Layout = KeptLayout
    inline.split_first_line = preferred.split_first_line = partial(_split_once, {})
    ComputedStyle.__missing__ = _find_property
    for module in (absolute, block, floats, inline, page, table):
        module.resolve_percentages = _resolve_sizes
    matcher = weasyprint.UA_STYLESHEET.matcher
    matcher.other_selectors = [rule for rule in matcher.other_selectors if rule[3] not in NOTES]


class KeptLayout(line_break.Layout):  # type: ignore[misc]
    """The glyphs of a line, kept between layout and painting instead of made twice."""

    def deactivate(self) -> None:
        """Keep the glyphs, but not the style, which holds on to its whole document."""
        self.style = None

    def reactivate(self, style: Any) -> None:
        """Use them again; the style is equal to the one they were made with."""


def _split_once(
    known: dict[Any, Any], text: str, style: Any, context: Any, *args: Any, **kwargs: Any
) -> Any:
    """Split and shape a line of text, once per text, style and width."""
    key = (text, _text_style(style), args, *kwargs.items())
    line = known.pop(key, None)
    if line is None:
        if len(known) >= LINES_KEPT:
            del known[next(iter(known))]  # the one that was not used for the longest time
        line = _split_first_line(text, style, context, *args, **kwargs)
    known[key] = line
    return line


def _text_style(style: Any) -> int:
    """Return the number of a style for text; a text box has that of the element around it."""
    owner = style.parent_style if isinstance(style, AnonymousStyle) else style
    number: int | None = getattr(owner, "text_style", None)
    if number is None:
        values = tuple(str(owner[name]) for name in TEXT_PROPERTIES)
        number = owner.text_style = _text_styles.setdefault(values, len(_text_styles))
    return number


def _find_property(style: Any, name: str) -> Any:
    """Compute a property; when nothing declares it, do so without the questions."""
    declared, parent = style.cascaded, style.parent_style
    if name not in PLAIN_PROPERTIES or name in declared or parent is None:
        return _compute_property(style, name)
    logical_name = LOGICAL_NAMES.get(name)
    if logical_name and (logical_name in declared or style["direction"] != "ltr"):
        return _compute_property(style, name)
    value = style[name] = parent[name] if name in INHERITED else INITIAL_VALUES[name]
    return value


def _resolve_sizes(box: Any, containing_block: Any) -> None:
    """Give a box its sizes; without a percentage they are the same in any containing block."""
    style = box.style
    try:
        sizes = style.fixed_sizes
    except AttributeError:
        sizes = style.fixed_sizes = _fixed_sizes(style)
    if not sizes:
        _resolve_percentages(box, containing_block)
        return
    box.__dict__.update(sizes)
    is_collapsed = style["border_collapse"] == "collapse"
    for name in BORDERS:
        if not (is_collapsed and hasattr(box, name)):  # else the table has set it
            setattr(box, name, style[name])


def _fixed_sizes(style: Any) -> dict[str, Any]:
    """Return the sizes of a style; nothing when one is a percentage or counts from the border."""
    if type(style) is AnonymousStyle and style.keys().isdisjoint(SIZES):
        style = INITIAL_VALUES  # the box around a text declares and inherits none
    values = {name: style[name] for name in SIZES}
    for name in ("min_width", "min_height"):
        values[name] = ZERO_PIXELS if values[name] == "auto" else values[name]
    is_plain = all(value == "auto" or value.unit == "px" for value in values.values())
    if style["box_sizing"] != "content-box" or not is_plain:
        return {}
    return {name: value if value == "auto" else value.value for name, value in values.items()}


class Written(pydyf.Object):  # type: ignore[misc]
    """An object of the file in its final form: pydyf asks for its bytes twice."""

    data = b""
    compressible = False

    def __init__(self, item: pydyf.Object) -> None:
        self.number, self.generation, self.free = item.number, item.generation, item.free
        self.offset, self.compressible = item.offset, item.compressible
        if self.free != "f":
            self.data = item.data


def write_once(pdf: pydyf.PDF) -> None:
    """Compress and serialise every object now; none may change after this."""
    pdf.objects[:] = [Written(item) for item in pdf.objects]
