"""What may be a file about a child, by its content, written anew without what nobody sees.

A PDF keeps its pages and nothing else: no metadata, scripts, attached files, forms that answer or
links. A photo keeps its picture: no place, camera or time. The name of a file is not believed.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pikepdf.settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from children.models.attachments import MAX_BYTES
from partners.refusals import RefusedError

MAX_PIXELS, MAX_PAGES = 40_000_000, 60
# A small PDF can unpack to more than a machine has; the limit holds for the whole process.
MAX_UNPACKED = 64 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
    dct_max_memory=MAX_UNPACKED,
)
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group"}
    | {"/UserUnit"}
)
HIDDEN_KEYS = ("/Metadata", "/PieceInfo", "/AA", "/A", "/AF", "/JS", "/OPI", "/LastModified")
TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)
IMAGE_FAULTS = (OSError, SyntaxError, ValueError, struct.error)
START, END, SCAN = 0xD8, 0xD9, 0xDA
APP0, APP14, COMMENT = 0xE0, 0xEE, 0xFE


class FileRefusedError(RefusedError):
    """A file cannot be kept; nothing of it was."""

    def __init__(self, message: str) -> None:
        """Put the sentence at the field of the file."""
        super().__init__(message, "file")


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept."""

    content: bytes
    media_type: str


def clean(raw: bytes) -> CleanFile:
    """Return an uploaded file as it is kept. Raises: FileRefusedError."""
    if len(raw) > MAX_BYTES:
        raise _too_large()
    if raw.startswith(b"%PDF-"):
        found = CleanFile(_clean_pdf(raw), PDF)
    elif raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        found = _clean_image(raw)
    else:
        raise FileRefusedError(
            _("Dit bestand is geen pdf, jpg of png: sla het op als een van die drie.")
        )
    if len(found.content) > MAX_BYTES:
        raise _too_large()
    return found


def _too_large() -> FileRefusedError:
    return FileRefusedError(_("Dit bestand is groter dan 10 MB: maak het kleiner en kies opnieuw."))


def _too_many_pixels() -> FileRefusedError:
    return FileRefusedError(_("Deze foto heeft meer dan 40 miljoen beeldpunten: maak hem kleiner."))


def _broken() -> FileRefusedError:
    return FileRefusedError(_("Dit bestand is beschadigd: sla het opnieuw op en kies het dan."))


def _clean_image(raw: bytes) -> CleanFile:
    """Return a photo as its pixels, the right way up. Raises: FileRefusedError."""
    try:
        with Image.open(BytesIO(raw), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_many_pixels()
            kind = image.format
            picture = ImageOps.exif_transpose(image)
            out = BytesIO()
            if kind == "PNG":
                _bare(picture, "RGBA" if picture.has_transparency_data else "RGB").save(out, "PNG")
                return CleanFile(out.getvalue(), PNG)
            _bare(picture, "RGB").save(out, "JPEG", quality=88)
            return CleanFile(out.getvalue(), JPEG)
    except TOO_MANY as error:
        raise _too_many_pixels() from error
    except IMAGE_FAULTS as error:
        raise _broken() from error


def _bare(picture: Image.Image, mode: str) -> Image.Image:
    """Return a picture that knows its pixels and nothing else."""
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    return bare


def _clean_pdf(raw: bytes) -> bytes:
    """Return the pages of a PDF in a file of their own. Raises: FileRefusedError."""
    try:
        with pikepdf.open(BytesIO(raw)) as given, pikepdf.new() as kept:
            if len(given.pages) > MAX_PAGES:
                raise FileRefusedError(
                    _("Deze pdf heeft meer dan %d bladzijden: kies alleen wat nodig is.")
                    % MAX_PAGES
                )
            if not given.pages:
                raise _broken()
            given.flatten_annotations("all")  # what was filled in or noted becomes part of the page
            _strip_pages(given)
            kept.pages.extend(given.pages)
            if "/OCProperties" in given.Root:  # which layers are hidden
                kept.Root.OCProperties = kept.copy_foreign(given.Root.OCProperties)
            for found in kept.objects:
                _strip_object(found)
            out = BytesIO()
            kept.save(out, deterministic_id=True)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise FileRefusedError(
            _("Deze pdf heeft een wachtwoord: sla hem op zonder wachtwoord.")
        ) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise _broken() from error


def _strip_pages(pdf: pikepdf.Pdf) -> None:
    """Remove from the pages what is not seen on them."""
    for page in pdf.pages:
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]


def _strip_object(found: Any) -> None:
    for holder in _dictionaries(found):
        for key in HIDDEN_KEYS:
            if key in holder:
                del holder[key]
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") == pikepdf.Name.DCTDecode:
        bare = without_segments(found.read_raw_bytes())
        parms: Any = found.get("/DecodeParms")
        found.write(bare, filter=pikepdf.Name.DCTDecode, decode_parms=parms)


def _dictionaries(found: Any) -> Iterator[Any]:
    """Return a dictionary, those directly in it, and those of its arrays."""
    todo = [found]
    while todo:
        item = todo.pop()
        if isinstance(item, pikepdf.Array):
            todo += [part for part in item if _is_direct_holder(part)]
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            names = set(item.keys())
            todo += [item[name] for name in names if _is_direct_holder(item[name])]


def _is_direct_holder(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary | pikepdf.Array) and not item.is_indirect


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG of a PDF without its notes: place, camera, time, thumbnail, comment.

    The picture itself is not touched; what does not read as a JPEG stays as it is.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker in {SCAN, END}:
            break
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        is_note = APP0 < marker <= 0xEF and marker != APP14
        if not is_note and marker != COMMENT:
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])
