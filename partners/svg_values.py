"""What may stand in the attributes of a drawing: numbers, shapes, colours, references.

The grammar is strict because what draws the letters is not: a path with a letter too many keeps it
busy for ever. Whatever is no value by this grammar is refused, never repaired.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

MAX_NUMBER = 100_000
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_NUMBER = re.compile(NUMBER)
_COMMA = re.compile(r"\s*,?\s*")
_FLAG = re.compile("[01]")
_COMMAND = re.compile(r"\s*([MmLlHhVvCcSsQqTtAaZz])\s*")
_LENGTH = re.compile(rf"({NUMBER})(px|%)?")
_MOVE = re.compile(r"\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)\s*,?")
_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?|[a-zA-Z]{3,20}|(?:rgba?|hsla?)\([\d\s.,%/]{1,40}\)"
)
_REFERENCE = re.compile(r"url\(\s*(['\"]?)#([\w.-]{1,80})\1\s*\)")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,79}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"\s*(\.[\w-]{1,80}(?:\s*,\s*\.[\w-]{1,80})*)\s*\{([^{}]*)\}")
ARITY = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
FLAGS = (3, 4)
MOVE_ARITY = {
    "matrix": {6},
    "translate": {1, 2},
    "scale": {1, 2},
    "rotate": {1, 3},
    "skewX": {1},
    "skewY": {1},
}


def number(text: str) -> str:
    """Return a number as it is written in a letter. Raises: ValueError: no number, or too large."""
    if not _NUMBER.fullmatch(text) or abs(Decimal(text)) > MAX_NUMBER:
        raise ValueError(text)
    return f"{Decimal(text):.6f}".rstrip("0").rstrip(".")


def length(text: str) -> str:
    """Return a number, or a share of a hundred. Raises: ValueError."""
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return number(found[1]) + ("%" if found[2] == "%" else "")


def positive(text: str) -> str:
    """Return a length that is not below zero. Raises: ValueError."""
    kept = length(text)
    if kept.startswith("-"):
        raise ValueError(text)
    return kept


def numbers(text: str) -> str:
    """Return a row of numbers with a space in between. Raises: ValueError."""
    return " ".join(_numbers(text))


def _numbers(text: str) -> list[str]:
    text, place, found = text.strip(), 0, []
    while place < len(text):
        match = _NUMBER.match(text, place)
        if match is None:
            raise ValueError(text)
        found.append(number(match[0]))
        after = _COMMA.match(text, match.end())
        place = after.end() if after else match.end()
    return found


def points(text: str) -> str:
    """Return the corners of a polygon: two numbers each. Raises: ValueError."""
    found = _numbers(text)
    if len(found) % 2:
        raise ValueError(text)
    return " ".join(found)


def dashes(text: str) -> str:
    """Return the lengths of dashes: none, or all of some length. Raises: ValueError."""
    if text.strip() == "none":
        return "none"
    found = _numbers(text)
    if any(Decimal(part) < 0 for part in found) or not any(Decimal(part) for part in found):
        raise ValueError(text)
    return " ".join(found)


def path(text: str) -> str:
    """Return the commands of a path, each with its own letter. Raises: ValueError."""
    place, written = 0, list[str]()
    text = text.strip()
    while place < len(text):
        match = _COMMAND.match(text, place)
        if match is None or (not written and match[1] not in "Mm"):
            raise ValueError(text)
        command, place = match[1], match.end()
        arity = ARITY[command.lower()]
        if arity == 0:
            written.append(command)
            continue
        while True:
            found, place = _arguments(text, place, arity)
            written.append(" ".join([command, *found]))
            command = {"M": "L", "m": "l"}.get(command, command)
            if place == len(text) or _COMMAND.match(text, place):
                break
    return " ".join(written)


def _arguments(text: str, place: int, arity: int) -> tuple[list[str], int]:
    """Read the numbers of one command; the flags of an arc need nothing in between."""
    found = []
    for index in range(arity):
        kind = _FLAG if arity == ARITY["a"] and index in FLAGS else _NUMBER
        match = kind.match(text, place)
        if match is None:
            raise ValueError(text)
        found.append(number(match[0]))
        after = _COMMA.match(text, match.end())
        place = after.end() if after else match.end()
    return found, place


def moves(text: str) -> str:
    """Return a transform. Raises: ValueError."""
    text, place, written = text.strip(), 0, []
    while place < len(text):
        match = _MOVE.match(text, place)
        if match is None:
            raise ValueError(text)
        found = _numbers(match[2])
        if len(found) not in MOVE_ARITY[match[1]]:
            raise ValueError(text)
        written.append(f"{match[1]}({' '.join(found)})")
        place = match.end()
    return " ".join(written)


def colour(text: str) -> str:
    """Return a colour of a web page. Raises: ValueError."""
    text = text.strip()
    if not _COLOUR.fullmatch(text):
        raise ValueError(text)
    return text


def paint(text: str) -> str:
    """Return a colour, or the gradient of this drawing that paints it. Raises: ValueError."""
    return f"url(#{name})" if (name := reference(text)) else colour(text)


def clip(text: str) -> str:
    """Return the shape of this drawing that cuts another, or none. Raises: ValueError."""
    if text.strip() == "none":
        return "none"
    if name := reference(text):
        return f"url(#{name})"
    raise ValueError(text)


def reference(text: str) -> str:
    """Return the name that a value such as `url(#a)` points to; empty when it points nowhere."""
    found = _REFERENCE.fullmatch(text.strip())
    return found[2] if found else ""


def link(text: str) -> str:
    """Return a reference such as `#a`. Raises: ValueError."""
    return "#" + name(text.strip().removeprefix("#"))


def name(text: str) -> str:
    """Return the name of a part. Raises: ValueError."""
    if not _NAME.fullmatch(text):
        raise ValueError(text)
    return text


def one_of(*words: str) -> Callable[[str], str]:
    """Return a reader that takes these words. Raises: ValueError: another one."""

    def read(text: str) -> str:
        if text.strip() not in words:
            raise ValueError(text)
        return text.strip()

    return read


_UNITS = one_of("userSpaceOnUse", "objectBoundingBox")
_RULE = one_of("nonzero", "evenodd")
_PLAIN = dict.fromkeys(("x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "fx", "fy", "offset"), length)
_NOT_BELOW = dict.fromkeys(("width", "height", "r", "rx", "ry", "stroke-width"), positive)
_CLEAR = dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity", "stop-opacity"), positive)
STYLES: dict[str, Callable[[str], str]] = {
    **_CLEAR,
    "fill": paint,
    "stroke": paint,
    "color": colour,
    "stop-color": colour,
    "clip-path": clip,
    "fill-rule": _RULE,
    "clip-rule": _RULE,
    "stroke-width": positive,
    "stroke-dasharray": dashes,
    "stroke-dashoffset": length,
    "stroke-miterlimit": positive,
    "stroke-linecap": one_of("butt", "round", "square"),
    "stroke-linejoin": one_of("miter", "round", "bevel"),
    "display": one_of("none", "inline", "block"),
    "visibility": one_of("visible", "hidden", "collapse"),
}
ATTRIBUTES: dict[str, Callable[[str], str]] = {
    **_PLAIN,
    **_NOT_BELOW,
    **STYLES,
    "d": path,
    "points": points,
    "transform": moves,
    "gradientTransform": moves,
    "viewBox": numbers,
    "gradientUnits": _UNITS,
    "clipPathUnits": _UNITS,
    "spreadMethod": one_of("pad", "reflect", "repeat"),
    "href": link,
    "id": name,
}


def declarations(text: str) -> Iterator[tuple[str, str]]:
    """Read `fill: red; stroke: none`; what a drawing has no use for is left out.

    Raises: ValueError.
    """
    for part in filter(str.strip, text.split(";")):
        word, colon, value = part.partition(":")
        if not colon:
            raise ValueError(part)
        if (read := STYLES.get(word.strip())) is not None:
            yield word.strip(), read(value.replace("!important", "").strip())
