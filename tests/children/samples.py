"""Files as people upload them, with what nobody may find in them afterwards."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

import pikepdf
from PIL import Image

SECRET = b"GEHEIMEPLEK"
MAKER, TURNED = 0x010F, 0x0112


def photo(*, size: tuple[int, int] = (60, 40), is_turned: bool = True) -> bytes:
    """Return a JPEG with a camera, a comment and a turn in its notes."""
    notes = Image.Exif()
    notes[MAKER] = SECRET.decode()
    notes[TURNED] = 6 if is_turned else 1
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG", exif=notes, comment=SECRET)
    return out.getvalue()


def drawing(mode: str = "RGBA", size: tuple[int, int] = (5, 5)) -> bytes:
    """Return a PNG."""
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


def drawing_that_says(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that says how large it is: a few bytes that unpack to much."""
    head = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack("!I", len(head) - 4) + head + struct.pack("!I", zlib.crc32(head))
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    rest = struct.pack("!I", len(data) - 4) + data + struct.pack("!I", zlib.crc32(data))
    return b"\x89PNG\r\n\x1a\n" + chunk + rest


def report(*, pages: int = 1) -> bytes:
    """Return a PDF with everything that a PDF can hide, and one filled-in field that is seen."""
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(SECRET.decode()))
    pdf.Root.OpenAction = script
    pdf.docinfo["/Author"] = SECRET.decode()
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = SECRET.decode()
    pdf.attachments["geheim.exe"] = pikepdf.AttachedFileSpec(pdf, SECRET)
    page = pdf.pages[0].obj
    page.AA = pikepdf.Dictionary(O=script)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=_scan(pdf)))
    page.Contents = pdf.make_stream(b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    field = _field(pdf, script)
    page.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def locked_report(password: str) -> bytes:
    """Return a PDF that opens with this password, or without one when it is empty."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="eigenaar", user=password))
    return out.getvalue()


PAGE_PARTS = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>"


def report_that_unpacks_to(megabytes: int) -> bytes:
    """Return a small PDF whose objects stand in a stream that unpacks to this much."""
    return _packed([*PAGE_PARTS, PAGE % b""], [b" " * 1_000_000] * megabytes)


def report_of_items(count: int) -> bytes:
    """Return a small PDF with this many values: each takes far more memory than it has bytes."""
    page = PAGE % (b"/Resources<</A[" + b"<<>> " * count + b"]>>")
    return _packed([*PAGE_PARTS, page], [])


def _packed(parts: list[bytes], filler: list[bytes]) -> bytes:
    """Return a PDF with its objects in one packed stream."""
    places = [sum(len(part) + 1 for part in parts[:number]) for number in range(len(parts))]
    head = b"".join(b"%d %d " % pair for pair in enumerate(places, 1))
    packer = zlib.compressobj(9)
    data = packer.compress(head + b" ".join(parts))
    data += b"".join(map(packer.compress, filler)) + packer.flush()
    out = b"%PDF-1.5\n"
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(out), 0)]
    out += b"4 0 obj <</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
        len(head),
        len(data),
    )
    out += data + b"\nendstream endobj\n"
    table = b"".join(struct.pack("!BIH", *row) for row in [*rows, (1, len(out), 0)])
    start = len(out)
    out += b"5 0 obj <</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return out + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % start


def report_with(picture: bytes, filters: object, **more: object) -> bytes:
    """Return a PDF with one picture, packed in these ways, and more in its page's resources."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    page = pdf.pages[0].obj
    held = pikepdf.Dictionary(Im0=_picture(pdf, picture, filters))
    page.Resources = pikepdf.Dictionary(XObject=held)
    for name, value in more.items():
        is_bytes = isinstance(value, bytes)
        page.Resources[f"/{name}"] = pdf.make_stream(value) if is_bytes else value
    page.Contents = pdf.make_stream(b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def jpeg_2000() -> bytes:
    """Return a JPEG 2000 with notes before its picture and behind it."""
    out = BytesIO()
    Image.new("RGB", (60, 40)).save(out, "JPEG2000", comment=SECRET.decode())
    notes = struct.pack("!I4s", 24 + len(SECRET), b"uuid") + b"JpgTiffExif->JP2" + SECRET
    return out.getvalue() + notes


def report_with_layer(
    *,
    is_off: bool = False,
    state: pikepdf.Name = pikepdf.Name.ON,
    view: pikepdf.Name = pikepdf.Name.ON,
    held: Mapping[str, object] = MappingProxyType({}),
) -> bytes:
    """Return a PDF with a layer, and what says whether it shows."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    usage = pikepdf.Dictionary(View=pikepdf.Dictionary(ViewState=view))
    layer = pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=SECRET.decode(), Usage=usage)
    layer = pdf.make_indirect(layer)
    group = pdf.make_indirect(pikepdf.Dictionary({"/Type": pikepdf.Name.OCMD, **held}))
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(
        Properties=pikepdf.Dictionary(MC0=layer, MC1=group)
    )
    shown = pikepdf.Dictionary(OFF=[layer] if is_off else [], BaseState=state)
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=shown)
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def _scan(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """Return a picture as scanners put it in a PDF: a whole JPEG with its notes."""
    scan = _picture(pdf, photo(), pikepdf.Name.DCTDecode)
    scan.Metadata = pdf.make_stream(SECRET)
    return scan


def _picture(pdf: pikepdf.Pdf, picture: bytes, filters: object) -> pikepdf.Stream:
    return pdf.make_stream(
        picture,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=60,
        Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=filters,
    )


def _field(pdf: pikepdf.Pdf, script: pikepdf.Dictionary) -> pikepdf.Object:
    """Return a field that was filled in: a blue square, with a script and a link behind it."""
    seen = pdf.make_stream(
        b"0 0 1 rg 0 0 20 20 re f",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 20, 20],
    )
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("vak"),
        Rect=[10, 10, 30, 30],
        F=4,
        AP=pikepdf.Dictionary(N=seen),
        A=script,
    )
    return pdf.make_indirect(field)
