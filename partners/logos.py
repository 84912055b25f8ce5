"""The logo of a municipality in its letters: an SVG that is drawn of shapes and nothing else.

What somebody uploads is read, checked and written anew: only known shapes with known values
are kept, so no script, address or style sheet can come along. Equal drawings give equal texts.
"""

from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from django.utils.html import escape
from django.utils.translation import gettext as _

from config import pdf
from partners import svg_values
from partners.refusals import RefusedError
from partners.svg_words import (
    DROPPED,
    SHAPES,
    SVG,
    UNITS,
    why_not_attribute,
    why_not_element,
    why_not_style,
)

MAX_BYTES = 100_000
MAX_DEPTH, MAX_PARTS = 40, 2_000
MAX_WIDE, MAX_TALL = 12, 3
_PAGE = (
    '<!doctype html><html lang="nl"><title>Logo</title><h1>Logo</h1>'
    '<p><img class="logo" alt="Logo" src="{}"></p></html>'
)


class LogoError(RefusedError):
    """A file cannot be the logo of a letter."""

    def __init__(self, message: str) -> None:
        """Put the sentence at the field of the file."""
        super().__init__(message, "logo")


@dataclass
class Node:
    """One shape or group of a drawing."""

    tag: str
    attributes: dict[str, str]
    classes: list[str] = field(default_factory=list)
    styles: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)


def checked(raw: bytes) -> str:
    """Return the drawing of an uploaded file as it is kept.

    Raises: LogoError: it is no SVG, it holds what a letter cannot bear, or it has no size.
    """
    reader = Reader()
    reader.read(_text(raw))
    root = reader.root
    if root is None:
        raise LogoError(_("Dit bestand is geen svg: kies het logo als svg-bestand."))
    _style(root, reader.rules)
    _check_references(root)
    _set_size(root)
    drawing = _write(root)
    try:
        pdf.render(_PAGE.format(escape(data_address(drawing))))
    except pdf.PdfError as error:
        raise LogoError(
            _("Dit logo kan niet in een brief worden getekend: sla het opnieuw op als gewone svg.")
        ) from error
    return drawing


def data_address(drawing: str) -> str:
    """Return an address that holds the logo itself: an image on a page, never a page."""
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"


def _text(raw: bytes) -> str:
    """Return the text of a file. Raises: LogoError: too large, or no text of ours."""
    if len(raw) > MAX_BYTES:
        raise LogoError(_("Dit logo is groter dan 100 kB: sla het op als een eenvoudiger svg."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if "\0" in text or "<" not in text:
        raise LogoError(_("Dit bestand is geen svg in UTF-8: kies het logo als svg-bestand."))
    return text


class Reader:
    """Reads one drawing; the first thing that may not be in it stops the reading."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.root: Node | None = None
        self.rules: list[tuple[str, dict[str, str]]] = []
        self._open: list[Node | None] = []
        self._sheet: list[str] | None = None
        self._parts = 0

    def read(self, text: str) -> None:
        """Read the whole text. Raises: LogoError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(text.strip(), True)
        except expat.ExpatError as error:
            if self.root is None:
                raise LogoError(
                    _("Dit bestand is geen svg: kies het logo als svg-bestand.")
                ) from error
            raise LogoError(
                _("Deze svg is beschadigd bij regel %d: sla het logo opnieuw op.") % error.lineno
            ) from error

    def _start(self, name: str, given: dict[str, str]) -> None:
        space, _space, tag = name.rpartition(" ")
        if self.root is None and (tag != "svg" or space != SVG):
            raise LogoError(_("Dit bestand is geen svg: kies het logo als svg-bestand."))
        self._parts += 1
        if self._parts > MAX_PARTS or len(self._open) >= MAX_DEPTH:
            raise LogoError(_("Dit logo heeft te veel onderdelen: maak het eenvoudiger."))
        _refuse(why_not_element(space, tag))
        for word, value in given.items():
            _refuse(why_not_attribute(word, value))
        above = self._open[-1] if self._open else None
        if (self._open and above is None) or space != SVG or tag in DROPPED:
            self._open.append(None)
            if tag == "style" and space == SVG:
                self._sheet = []
            return
        node = _node(tag, given)
        if above is not None:
            above.children.append(node)
        self.root = self.root or node
        self._open.append(node)

    def _end(self, name: str) -> None:
        self._open.pop()
        if self._sheet is not None:
            self.rules += _rules("".join(self._sheet))
            self._sheet = None

    def _words(self, text: str) -> None:
        if self._sheet is not None:
            self._sheet.append(text)

    def _doctype(self, _name: object, _system: object, _public: object, has_subset: bool) -> None:
        if has_subset:
            self._entity()

    def _entity(self, *_given: object) -> None:
        raise LogoError(
            _("Deze svg gebruikt eigen afkortingen (entiteiten): sla het logo op zonder die.")
        )

    def _instruction(self, _target: str, _data: str) -> None:
        raise LogoError(
            _("Deze svg verwijst naar een opmaakbestand: sla het logo op zonder verwijzingen.")
        )


def _refuse(sentence: str) -> None:
    if sentence:
        raise LogoError(sentence)


def _node(tag: str, given: dict[str, str]) -> Node:
    """Return a shape with the values that are kept. Raises: LogoError: a value is none."""
    node = Node(tag, {}, given.get("class", "").split())
    for word, value in given.items():
        bare = "href" if word.endswith(" href") else word
        try:
            if bare == "style":
                node.styles.update(svg_values.declarations(value))
            elif bare in svg_values.ATTRIBUTES and not (tag == "svg" and bare in UNITS):
                node.attributes[bare] = svg_values.ATTRIBUTES[bare](value)
            elif tag == "svg" and bare in UNITS:
                node.attributes[bare] = value
        except ValueError as error:
            raise _no_value(bare, value) from error
    return node


def _no_value(word: str, value: str) -> LogoError:
    return LogoError(
        _("Bij %(word)s staat “%(value)s”; dat kan in een brief niet: sla het logo anders op.")
        % {"word": word, "value": value.strip()[:40]}
    )


def _rules(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rules of a style sheet, each for one class. Raises: LogoError."""
    found: list[tuple[str, dict[str, str]]] = []
    rest = svg_values.COMMENT.sub("", sheet)
    _refuse(why_not_style(rest))
    for rule in svg_values.RULE.finditer(rest):
        try:
            styles = dict(svg_values.declarations(rule[2]))
        except ValueError as error:
            raise _no_value("style", rule[0]) from error
        found += [(part.strip().removeprefix("."), styles) for part in rule[1].split(",")]
    if left := svg_values.RULE.sub("", rest).strip():
        raise _no_value("style", left)
    return found


def _style(node: Node, rules: list[tuple[str, dict[str, str]]]) -> None:
    """Write what a style sheet and a style attribute say as attributes of the shape itself."""
    for name, styles in rules:
        if name in node.classes:
            node.attributes.update(styles)
    node.attributes.update(node.styles)
    for child in node.children:
        _style(child, rules)


def _check_references(root: Node) -> None:
    """Refuse what points nowhere, to itself, or repeats shapes without end. Raises: LogoError."""
    nodes = list(_all(root))
    names = Counter(node.attributes["id"] for node in nodes if "id" in node.attributes)
    known = {node.attributes["id"]: node for node in nodes if "id" in node.attributes}
    if twice := [name for name, count in names.items() if count > 1]:
        raise LogoError(_("Twee onderdelen heten “%s”: sla het logo opnieuw op.") % twice[0])
    sizes: dict[str, int] = {}

    def weigh(node: Node, path: tuple[str, ...]) -> int:
        total = 1 + sum(weigh(child, path) for child in node.children)
        for target in _targets(node):
            if target not in known or target in path or len(path) > MAX_DEPTH:
                raise LogoError(
                    _("Een onderdeel verwijst naar “%s”, en dat kan niet: sla het logo opnieuw op.")
                    % target
                )
            if target not in sizes:
                sizes[target] = weigh(known[target], (*path, target))
            total += sizes[target]
        return total

    for name, node in known.items():
        sizes[name] = weigh(node, (name,))
    if weigh(root, ()) > MAX_PARTS:
        raise LogoError(_("Dit logo heeft te veel onderdelen: maak het eenvoudiger."))


def _all(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in _all(child))]


def _targets(node: Node) -> list[str]:
    values = [node.attributes.get(word, "") for word in ("fill", "stroke", "clip-path")]
    found = [svg_values.reference(value) for value in values]
    found.append(node.attributes.get("href", "").removeprefix("#"))
    return [name for name in found if name]


def _set_size(root: Node) -> None:
    """Give the drawing a view box and a size with the same shape. Raises: LogoError."""
    sides = [root.attributes.pop(word, "") for word in ("width", "height")]
    box = root.attributes.get("viewBox", "").split()
    if not box:
        box = ["0", "0", *filter(None, map(_pixels, sides))]
    if len(box) != len(("x", "y", "width", "height")):
        raise LogoError(_("Het logo heeft geen maat: sla het op met een viewBox of breedte."))
    width, height = map(Decimal, box[2:])
    if width <= 0 or height <= 0:
        raise LogoError(_("Het logo heeft geen maat: sla het op met een viewBox of breedte."))
    if width > MAX_WIDE * height or height > MAX_TALL * width:
        raise LogoError(_("Het logo is te smal of te breed voor een brief: snijd het anders uit."))
    root.attributes |= {"viewBox": " ".join(box), "width": box[2], "height": box[3]}


def _pixels(text: str) -> str:
    """Return a side of the drawing in pixels; empty when it says none."""
    for unit, factor in UNITS["width"].items():
        if text.strip().endswith(unit):
            try:
                kept = svg_values.number(text.strip().removesuffix(unit).strip())
                return svg_values.number(f"{Decimal(kept) * factor:.6f}")
            except ValueError:
                return ""
    return ""


def _write(root: Node) -> str:
    root.attributes["xmlns"] = SVG
    drawing = _written(root)
    if not any(node.tag in SHAPES for node in _all(root)):
        raise LogoError(_("In dit logo staat niets getekend: kies een ander svg-bestand."))
    return drawing


def _written(node: Node) -> str:
    words = "".join(
        f" {word}={quoteattr(node.attributes[word])}" for word in sorted(node.attributes)
    )
    inside = "".join(map(_written, node.children))
    return f"<{node.tag}{words}>{inside}</{node.tag}>" if inside else f"<{node.tag}{words}/>"
