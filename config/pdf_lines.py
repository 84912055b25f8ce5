"""Shortcuts through the text of WeasyPrint: a line is split, shaped and drawn once per process.

The letters of a year hold the same sentences. What is kept of a line depends on its text, its style
and its width alone, so a letter does not depend on the letters before it. No byte of a letter
changes; a test compares them.

Import this module only inside a function: it loads WeasyPrint and its system libraries.
"""

from functools import partial
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
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
_text_styles: dict[tuple[str, ...], int] = {}
_split_first_line, _strut = line_break.split_first_line, line_break.strut
_draw_first_line = drawing.draw_first_line


def install() -> None:
    """Take the shortcuts in this process, for letters that share one font configuration."""
    line_break.Layout = KeptLayout
    inline.split_first_line = preferred.split_first_line = partial(_split_once, {})
    line_break.strut = inline.strut = _strut_once
    drawing.draw_first_line = _draw_once


class KeptLayout(line_break.Layout):  # type: ignore[misc]
    """The glyphs of a line, kept from layout to painting, and how they are painted."""

    drawing: "Drawing | None" = None

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


def _strut_once(style: Any) -> tuple[float, float]:
    """Return the height and the baseline of a line, found once per style."""
    try:
        strut: tuple[float, float] = style.strut
    except AttributeError:
        strut = style.strut = _strut(style)
    return strut


def _draw_once(stream: Any, box: Any, overflow: str, ellipsis: str, matrix: Any) -> Any:
    """Draw the glyphs of a line; from the second time on, by repeating what was written then."""
    layout = box.pango_layout
    if overflow == "ellipsis" or ellipsis != "none":  # then the line depends on the box around it
        return _draw_first_line(stream, box, overflow, ellipsis, matrix)
    if layout.drawing:
        return layout.drawing.repeat(stream, matrix)
    seen = Drawing(stream)
    images = _draw_first_line(seen, box, overflow, ellipsis, matrix)
    seen.tell_fonts(stream)
    if not images and not seen.has_missing_glyphs:
        layout.drawing = seen.finished()
    return images


class Drawing:
    """What drawing a line writes to a page, and what it tells the fonts of the document.

    Stands between WeasyPrint and the page the first time, and repeats it for the next pages.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.written: list[tuple[str, tuple[Any, ...]]] = []
        self.fonts: list[tuple[Any, SeenFont]] = []

    def __getattr__(self, name: str) -> Any:
        if name in {"show_text", "set_font_size", "set_text_rise"}:
            return partial(self._write, name)
        return getattr(self.stream, name)

    def _write(self, name: str, *args: Any) -> None:
        self.written.append((name, args))
        getattr(self.stream, name)(*args)

    def add_font(self, pango_font: Any) -> tuple["SeenFont", float]:
        """Add a font to the document, and see what is asked of it."""
        font, size = self.stream.add_font(pango_font)
        self.fonts.append((pango_font, SeenFont(font)))
        return self.fonts[-1][1], size

    @property
    def has_missing_glyphs(self) -> bool:
        """Whether WeasyPrint complained of a glyph, as it must each time."""
        return any(font.has_missing_glyphs for _, font in self.fonts)

    def tell_fonts(self, stream: Any) -> None:
        """Tell the fonts of a document which glyphs are used; the first to use one decides."""
        for pango_font, seen in self.fonts:
            font, _size = stream.add_font(pango_font)
            for known, new in ((font.to_unicode, seen.to_unicode), (font.widths, seen.widths)):
                for glyph, value in new.items():
                    known.setdefault(glyph, value)

    def finished(self) -> "Drawing":
        """Let go of the page and the document; returns itself."""
        self.stream = None
        for _, seen in self.fonts:
            seen.font = None
        return self

    def repeat(self, stream: Any, matrix: Any) -> list[Any]:
        """Write the same to another place; returns its images, of which it has none."""
        if self.written:
            stream.set_text_matrix(*matrix.values)
            self.tell_fonts(stream)
            for name, args in self.written:
                getattr(stream, name)(*args)
        return []


class SeenFont:
    """A font of a document that seems to be new, so that it is told of every glyph of a line."""

    def __init__(self, font: Any) -> None:
        self.font = font
        self.to_unicode: dict[int, str] = {}
        self.widths: dict[int, int] = {}
        self.has_missing_glyphs = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.font, name)

    def get_unused_glyph_id(self, codepoint: int) -> Any:
        """Return what stands for a glyph that the font lacks."""
        self.has_missing_glyphs = True
        return self.font.get_unused_glyph_id(codepoint)
