"""The pages of a PDF and nothing else: no metadata, scripts, files, links, forms; knows no Django.

What stays is named: PARTS says of each part of a page which keys show something, and what they
hold. Everything else goes, with all that hangs on it. A layer that is hidden cannot be left out
without knowing what shows it, so such a PDF is refused.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pikepdf.settings

from children.bare_faults import Fault, FaultError
from children.bare_pictures import bare_jpeg, bare_jpx

MAX_PAGES = 60
# A small PDF can unpack to more than a machine has; these hold for the whole process.
MAX_UNPACKED, MAX_ITEMS = 64 * 1024 * 1024, 300_000
pikepdf.settings.set_qpdf_limits(
    parser_max_nesting=100,
    parser_max_container_size=MAX_ITEMS,
    dct_max_memory=MAX_UNPACKED,
    flate_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
)
PICTURES = {"/DCTDecode": bare_jpeg, "/JPXDecode": bare_jpx}
PACKED = {"/FlateDecode", "/LZWDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"}
FILTERS = PACKED | PICTURES.keys() | {"/CCITTFaxDecode", "/JBIG2Decode"}

PLAIN, LEFT, EACH = "plain", "left", "*"


def _part(plain: str = "", **others: str) -> dict[str, str]:
    """Return the keys of a part: those with plain values, and those that hold another part."""
    keys = dict.fromkeys(plain.split(), PLAIN) | others
    return {f"/{name}": kind for name, kind in keys.items()}


# The name of a part → its keys → the part that each holds. LEFT is not looked into.
PARTS: dict[str, dict[str, str]] = {
    PLAIN: {},
    "page": _part("Type MediaBox CropBox Rotate UserUnit",
                  Parent=LEFT, Group="group", Resources="resources", Contents="content"),
    "resources": _part("ProcSet", Font="fonts", XObject="pictures", ExtGState="states",
                       ColorSpace="colours", Pattern="patterns", Shading="shadings"),
    "content": {},
    "fonts": {EACH: "font"},
    "font": _part("Type Subtype Name BaseFont FirstChar LastChar Widths FontBBox FontMatrix "
                  "DW W DW2 W2", Encoding="codes", ToUnicode="codes", FontDescriptor="descriptor",
                  DescendantFonts="font", CIDSystemInfo="system", CIDToGIDMap="codes",
                  CharProcs="glyphs", Resources="resources"),
    "glyphs": {EACH: "content"},
    "system": _part("Registry Ordering Supplement"),
    "codes": _part("Type BaseEncoding Differences CMapName WMode",
                   CIDSystemInfo="system", UseCMap="codes"),
    "descriptor": _part("Type FontName FontFamily FontStretch FontWeight Flags FontBBox "
                        "ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth "
                        "MaxWidth MissingWidth CharSet Lang", FontFile="letters",
                        FontFile2="letters", FontFile3="letters", CIDSet="letters"),
    "letters": _part("Subtype Length1 Length2 Length3"),
    "pictures": {EACH: "picture"},
    "picture": _part("Type Subtype Name FormType BBox Matrix Width Height BitsPerComponent Intent "
                     "ImageMask Decode Interpolate SMaskInData Matte", Mask="picture",
                     SMask="picture", ColorSpace="colour", Resources="resources", Group="group"),
    "group": _part("Type S I K", CS="colour"),
    "states": {EACH: "state"},
    "state": _part("Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK", Font="font",
                   BG="colour", BG2="colour", UCR="colour", UCR2="colour", TR="colour",
                   TR2="colour", SMask="mask"),
    "mask": _part("Type S BC", G="picture", TR="colour"),
    "colours": {EACH: "colour"},
    # a colour space, the profile in it, or a function that computes one
    "colour": _part("WhitePoint BlackPoint Gamma Matrix Range Subtype N Components FunctionType "
                    "Domain Size BitsPerSample Order Encode Decode C0 C1 Bounds",
                    Alternate="colour", ColorSpace="colour", Process="colour", Functions="colour",
                    Colorants="colours"),
    "patterns": {EACH: "pattern"},
    "pattern": _part("Type PatternType PaintType TilingType BBox XStep YStep Matrix",
                     Resources="resources", Shading="shading", ExtGState="state"),
    "shadings": {EACH: "shading"},
    "shading": _part("ShadingType Background BBox AntiAlias Coords Domain Extend Matrix "
                     "BitsPerCoordinate BitsPerComponent BitsPerFlag VerticesPerRow Decode",
                     ColorSpace="colour", Function="colour"),
    "unpacking": _part("K EndOfLine EncodedByteAlign Columns Rows EndOfBlock BlackIs1 "
                       "DamagedRowsBeforeError Predictor Colors BitsPerComponent EarlyChange "
                       "ColorTransform", JBIG2Globals="content"),
}  # fmt: skip
OF_A_STREAM = _part("Length Filter", DecodeParms="unpacking")
STREAMS = frozenset({"content", "codes", "letters", "picture", "colour", "pattern", "shading"})
SHOWN = {"/Image", "/Form"}


def bare_pdf(raw: bytes) -> bytes:
    """Return the pages of a PDF in a file of their own. Raises: FaultError."""
    try:
        with pikepdf.open(BytesIO(raw)) as given, pikepdf.new() as kept:
            if len(given.pages) > MAX_PAGES:
                raise FaultError(Fault.PAGES)
            if not given.pages:
                raise FaultError(Fault.BROKEN)
            if _has_hidden_layers(given):
                raise FaultError(Fault.LAYERS)
            given.flatten_annotations("all")  # what was filled in or noted becomes part of the page
            for page in given.pages:
                _keep_keys(page.obj, PARTS["page"])
            kept.pages.extend(given.pages)
            _prune([page.obj for page in kept.pages])
            out = BytesIO()
            kept.save(out, deterministic_id=True)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise FaultError(Fault.PASSWORD) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise FaultError(Fault.BROKEN) from error


def _has_hidden_layers(pdf: pikepdf.Pdf) -> bool:
    """Say whether a page can hold what nobody sees; layers that all show are no more than that."""
    layers: Any = pdf.Root.get("/OCProperties")
    if layers is None:
        return False
    shown: Any = layers.get("/D", pikepdf.Dictionary())
    if shown.get("/OFF", []) or shown.get("/BaseState", "/ON") != "/ON":
        return True
    return any(_is_conditional(found) for found in pdf.objects)


def _is_conditional(found: Any) -> bool:
    """Say whether something shows or hides by itself: on a screen only, or when others do not."""
    if not isinstance(found, pikepdf.Dictionary):
        return False
    if found.get("/Type") == "/OCMD":
        return "/VE" in found or found.get("/P", "/AnyOn") in {"/AllOff", "/AnyOff"}
    usage: Any = found.get("/Usage") if found.get("/Type") == "/OCG" else None
    view: Any = usage.get("/View") if usage is not None else None
    return view is not None and view.get("/ViewState") == "/OFF"


def _prune(pages: list[Any]) -> None:
    """Remove from the pages, and from all that hangs on them, what PARTS does not name."""
    todo: list[tuple[Any, str]] = [(page, "page") for page in pages]
    seen: set[tuple[tuple[int, int], str]] = set()
    bare: set[tuple[int, int]] = set()
    while todo:
        found, kind = todo.pop()
        if found.is_indirect:
            if (found.objgen, kind) in seen:
                continue
            seen.add((found.objgen, kind))
        if isinstance(found, pikepdf.Array):
            todo += _held_by_array(found, kind)
            continue
        is_stream = isinstance(found, pikepdf.Stream)
        keys = PARTS[kind] | OF_A_STREAM if is_stream else PARTS[kind]
        _keep_keys(found, keys)
        if is_stream and found.objgen not in bare:
            bare.add(found.objgen)
            _bare_stream(found)
        todo += _held_by_keys(found, keys)


def _keep_keys(found: Any, keys: dict[str, str]) -> None:
    for name in set(found.keys()):
        kind = keys.get(name) or keys.get(EACH)
        if kind is None or not _fits(found[name], kind):
            del found[name]


def _fits(value: Any, kind: str) -> bool:
    """Say whether a value can be in this part: bytes only where a page shows or needs them."""
    if not isinstance(value, pikepdf.Stream):
        return kind != PLAIN or not isinstance(value, pikepdf.Dictionary)
    return kind in STREAMS and (kind != "picture" or value.get("/Subtype") in SHOWN)


def _held_by_keys(found: Any, keys: dict[str, str]) -> Iterator[tuple[Any, str]]:
    for name in set(found.keys()):
        kind = keys.get(name) or keys[EACH]
        if kind != LEFT and _holds(found[name]):
            yield found[name], kind


def _held_by_array(found: Any, kind: str) -> Iterator[tuple[Any, str]]:
    for place, part in enumerate(found):
        if not _fits(part, kind):
            found[place] = None
        elif _holds(part):
            yield part, kind


def _holds(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)


def _bare_stream(found: Any) -> None:
    """Unpack a picture as far as itself, and write it without its notes."""
    filters = _listed(found.get("/Filter"))
    if any(str(name) not in FILTERS for name in filters):
        raise FaultError(Fault.BROKEN)
    pictures = [place for place, name in enumerate(filters) if str(name) in PICTURES]
    if not pictures:
        return
    if pictures != [len(filters) - 1]:
        raise FaultError(Fault.BROKEN)
    ways = _listed(found.get("/DecodeParms"))
    if filters[:-1]:
        found.Filter = pikepdf.Array(filters[:-1])
        found.DecodeParms = pikepdf.Array((ways + [None] * len(filters))[: len(filters) - 1])
    raw = found.read_bytes() if filters[:-1] else found.read_raw_bytes()
    way = ways[-1] if len(ways) == len(filters) else None
    found.write(PICTURES[str(filters[-1])](raw), filter=filters[-1], decode_parms=way)


def _listed(value: Any) -> list[Any]:
    """Return one or more of something as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
