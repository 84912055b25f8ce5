"""Pictures without what nobody sees: place, camera, time, thumbnail, comment; knows no Django.

An uploaded photo is painted anew (`repainted`). A picture in a PDF keeps its own pixels and loses
its notes (`bare_jpeg`, `bare_jpx`); what does not read as a picture to its end is refused.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

from children.bare_faults import Fault, FaultError

MAX_PIXELS = 25_000_000
TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)
IMAGE_FAULTS = (OSError, SyntaxError, ValueError, struct.error)

START, END, SCAN, APP0, APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
# Frames (C0 to CF, with the tables of codes), quantisation, scans, lines, restarts, expansion.
KEPT_MARKERS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0)})
NOTES = {APP0: (b"JFIF\0", 16), APP14: (b"Adobe", 14)}  # how colours are meant; no thumbnail
MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)

BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
HEADER_BOXES = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"})
CODE_START, CODE_END = b"\xff\x4f\xff\x51", b"\xff\xd9"
TILE, CODE_COMMENT = 0xFF90, 0xFF64


def repainted(raw: bytes) -> bytes:
    """Return a photo as its pixels, the right way up. Raises: FaultError."""
    try:
        with Image.open(BytesIO(raw), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FaultError(Fault.PIXELS)
            kind = image.format
            picture = ImageOps.exif_transpose(image)
            out = BytesIO()
            if kind == "PNG":
                _bare(picture, "RGBA" if picture.has_transparency_data else "RGB").save(out, "PNG")
            else:
                _bare(picture, "RGB").save(out, "JPEG", quality=88)
            return out.getvalue()
    except TOO_MANY as error:
        raise FaultError(Fault.PIXELS) from error
    except IMAGE_FAULTS as error:
        raise FaultError(Fault.BROKEN) from error


def _bare(picture: Image.Image, mode: str) -> Image.Image:
    """Return a picture that knows its pixels and nothing else."""
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    return bare


def bare_jpeg(raw: bytes) -> bytes:
    """Return a JPEG as far as its end, without its notes. Raises: FaultError."""
    raw = raw.lstrip(b"\0\t\n\r ")
    if not raw.startswith(b"\xff\xd8"):
        raise FaultError(Fault.BROKEN)
    kept, place = [raw[:2]], 2
    while (marker := _marker(raw, place))[0] != END:
        number, place = marker
        if number in ALONE:
            continue
        size = int.from_bytes(raw[place : place + 2], "big")
        segment, place = raw[place : place + size], place + size
        if size < 2 or len(segment) < size:
            raise FaultError(Fault.BROKEN)
        if number in KEPT_MARKERS or _is_about_colour(number, segment):
            kept.append(bytes([0xFF, number]) + segment)
        if number == SCAN:
            following = AFTER_SCAN.search(raw, place)
            stop = following.start() if following else len(raw)
            kept.append(raw[place:stop])
            place = stop
            if following is None:  # a scan that was cut short is seen as far as it goes
                break
    return b"".join([*kept, bytes([0xFF, END])])


def _marker(raw: bytes, place: int) -> tuple[int, int]:
    """Return the marker here and where it ends; fill bytes before it do not count."""
    found = MARKER.match(raw, place)
    if found is None:
        raise FaultError(Fault.BROKEN)
    return found[1][0], found.end()


def _is_about_colour(number: int, segment: bytes) -> bool:
    word, longest = NOTES.get(number, (b"", 0))
    return len(segment) <= longest and segment[2:].startswith(word)


def bare_jpx(raw: bytes) -> bytes:
    """Return a JPEG 2000 with its header and its picture only. Raises: FaultError."""
    try:
        if raw.startswith(CODE_START):
            return _bare_code(raw)
        return b"".join(_boxes(raw, BOXES))
    except struct.error as error:
        raise FaultError(Fault.BROKEN) from error


def _boxes(raw: bytes, names: frozenset[bytes]) -> Iterator[bytes]:
    place = 0
    while place < len(raw):
        size, name = struct.unpack_from("!I4s", raw, place)
        head = 8
        if size == 1:
            size, head = struct.unpack_from("!Q", raw, place + 8)[0], 16
        elif size == 0:  # the last one
            size = len(raw) - place
        if size < head or place + size > len(raw):
            raise FaultError(Fault.BROKEN)
        body = raw[place + head : place + size]
        place += size
        if name not in names:
            continue
        if name == b"jp2h":
            body = b"".join(_boxes(body, HEADER_BOXES))
        elif name == b"jp2c":
            body = _bare_code(body)
        yield struct.pack("!I4s", 8 + len(body), name) + body


def _bare_code(raw: bytes) -> bytes:
    """Return the coded picture to its end, without the comments before its first tile."""
    if not raw.startswith(CODE_START):
        raise FaultError(Fault.BROKEN)
    kept, place = [raw[:2]], 2
    while True:
        marker, size = struct.unpack_from("!HH", raw, place)
        if marker == TILE:
            break
        if marker < 0xFF00 or size < 2:
            raise FaultError(Fault.BROKEN)
        if marker != CODE_COMMENT:
            kept.append(raw[place : place + 2 + size])
        place += 2 + size
    end = raw.rfind(CODE_END)
    return b"".join([*kept, raw[place : end if end > place else len(raw)], CODE_END])
