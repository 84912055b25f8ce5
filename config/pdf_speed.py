"""Shortcuts through WeasyPrint that save two fifths of a letter's time and change no byte.

Every letter of a year holds the same sentences, and a table the same amounts: what WeasyPrint
finds out about styles (`pdf_styles`), about a line of text (`pdf_lines`), about sizes that are no
percentage or about an object of the file, it need not find out again. Each shortcut stands apart
and can be taken out when a new version of WeasyPrint makes it needless; a test compares the bytes
with and without them.

Import this module only inside a function: it loads WeasyPrint and its system libraries.
"""

from typing import Any

import pydyf
from weasyprint.css.properties import ZERO_PIXELS
from weasyprint.layout import absolute, block, inline, page, percent, table
from weasyprint.layout import float as floats

from config import pdf_lines, pdf_styles

# What the layout reads from a style for every box, and what stays unless it is a percentage.
SIZES = (
    "margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right",
    "padding_top", "padding_bottom", "width", "min_width", "max_width", "height", "min_height",
    "max_height",
)  # fmt: skip
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_resolve_percentages = percent.resolve_percentages


def install() -> None:
    """Take the shortcuts in this process, for letters that share one font configuration."""
    pdf_styles.install()
    pdf_lines.install()
    for module in (absolute, block, floats, inline, page, table):
        module.resolve_percentages = _resolve_sizes


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
