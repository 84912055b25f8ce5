"""What is left of a PDF or a photo: what people see in it, and nothing else."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from children.bare_faults import Fault, FaultError
from children.bare_files import bare
from children.bare_pdfs import PARTS
from children.bare_pictures import bare_jpeg, bare_jpx
from tests.children import samples

FLATE, JPEG = pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode


def everything_in(content: bytes) -> bytes:
    """Return all of a PDF, unpacked."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return b"".join(repr(found).encode() + unpacked(found) for found in pdf.objects)


def unpacked(found: object) -> bytes:
    if not isinstance(found, pikepdf.Stream):
        return b""
    raw = found.read_raw_bytes()
    return raw + (zlib.decompress(raw) if raw[:1] == b"x" else b"")


def picture_in(content: bytes) -> Image.Image:
    with pikepdf.open(BytesIO(content)) as pdf:
        raw = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
    return Image.open(BytesIO(raw))


def test_samples_hold_what_has_to_go() -> None:
    assert samples.SECRET in samples.photo()
    assert samples.jpeg_2000().count(samples.SECRET) == 2
    assert everything_in(samples.report()).count(samples.SECRET) >= 5


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("RGBA", "RGBA"), ("LA", "RGBA"), ("P", "RGB"), ("1", "RGB"), ("I;16", "RGB"), ("L", "RGB")],
)
def test_bare_drawing_stays_a_png_of_its_pixels(mode: str, expected: str) -> None:
    picture = Image.open(BytesIO(bare(samples.drawing(mode))))
    assert (picture.format, picture.mode, picture.info) == ("PNG", expected, {})


@pytest.mark.privacy(15)
def test_bare_pdf_keeps_its_pages_and_nothing_hidden() -> None:
    kept = bare(samples.report(pages=3))
    with pikepdf.open(BytesIO(kept)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert len(pdf.pages) == 3
        assert set(pdf.pages[0].obj.keys()) <= PARTS["page"].keys()
        assert len(pdf.pages[0].Resources.XObject.keys()) == 2  # the scan and the filled-in field
    assert samples.SECRET not in everything_in(kept)


def test_bare_pdf_keeps_the_picture_of_a_scan() -> None:
    assert picture_in(bare(samples.report())).size == (60, 40)


@pytest.mark.privacy(15)
@pytest.mark.parametrize(
    ("picture", "filters"),
    [
        (samples.photo(), pikepdf.Array([JPEG])),
        (zlib.compress(samples.photo()), pikepdf.Array([FLATE, JPEG])),
        (samples.photo() + samples.photo(), JPEG),  # a second one behind the end
        (samples.photo()[:2] + b"\xff" + samples.photo()[2:], JPEG),  # a byte that fills up
        (b"\r\n" + samples.photo(), JPEG),
        (samples.jpeg_2000(), pikepdf.Name.JPXDecode),
    ],
)
def test_bare_pdf_keeps_no_notes_however_a_picture_is_packed(
    picture: bytes, filters: pikepdf.Object
) -> None:
    kept = bare(samples.report_with(picture, filters))
    assert samples.SECRET not in everything_in(kept)
    assert picture_in(kept).getpixel((5, 5)) is not None


@pytest.mark.privacy(15)
@pytest.mark.parametrize(
    "more",
    [
        {"Foo": samples.SECRET},
        {"Properties": pikepdf.Dictionary(MC0=pikepdf.Dictionary(Author="GEHEIMEPLEK"))},
        {"Font": pikepdf.Dictionary(F0=pikepdf.Dictionary(Author="GEHEIMEPLEK"))},
        {"ProcSet": samples.SECRET},
        {"ExtGState": samples.SECRET},
    ],
)
def test_bare_pdf_keeps_of_a_page_what_it_shows_only(more: dict[str, object]) -> None:
    given = samples.report_with(samples.photo(), JPEG, **more)
    assert samples.SECRET not in everything_in(bare(given))


@pytest.mark.parametrize(
    ("picture", "filters"),
    [
        (b"geen foto", JPEG),
        (samples.photo()[:200], JPEG),
        (b"geen foto", pikepdf.Name.JPXDecode),
        (b"\0\0\0\x01jP  ", pikepdf.Name.JPXDecode),
        (samples.photo(), pikepdf.Array([JPEG, FLATE])),
        (samples.photo(), pikepdf.Name("/Onbekend")),
    ],
)
def test_bare_pdf_refuses_a_picture_it_cannot_read(picture: bytes, filters: pikepdf.Object) -> None:
    with pytest.raises(FaultError, match=Fault.BROKEN.name):
        bare(samples.report_with(picture, filters))


def test_bare_pdf_of_layers_that_show_knows_no_layers() -> None:
    kept = bare(samples.report_with_layer())
    assert samples.SECRET not in everything_in(kept)
    assert b"OCG" not in everything_in(kept)


@pytest.mark.privacy(15)
@pytest.mark.parametrize(
    "shown",
    [
        {"is_off": True},
        {"state": pikepdf.Name.OFF},
        {"view": pikepdf.Name.OFF},
        {"held": {"/P": pikepdf.Name.AllOff}},
        {"held": {"/VE": pikepdf.Array([])}},
    ],
)
def test_bare_pdf_with_a_hidden_layer_is_refused(shown: dict[str, object]) -> None:
    with pytest.raises(FaultError, match=Fault.LAYERS.name):
        bare(samples.report_with_layer(**shown))


def test_bare_pdf_opens_what_only_its_owner_may_change() -> None:
    with pikepdf.open(BytesIO(bare(samples.locked_report("")))) as pdf:
        assert not pdf.is_encrypted


def test_bare_pdf_opens_what_unpacks_to_little() -> None:
    assert bare(samples.report_that_unpacks_to(1)).startswith(b"%PDF-")


def test_bare_pdf_twice_gives_the_same() -> None:
    assert bare(samples.report()) == bare(samples.report())


@pytest.mark.parametrize("length", range(0, 700, 13))
def test_bare_jpeg_of_a_broken_one_is_refused_or_shorter(length: int) -> None:
    try:
        kept = bare_jpeg(samples.photo()[:length])
    except FaultError:
        return
    assert len(kept) <= length + 2


def test_bare_jpeg_keeps_every_scan_of_a_photo_that_comes_in_turns() -> None:
    out = BytesIO()
    Image.linear_gradient("L").save(out, "JPEG", progressive=True, comment=samples.SECRET)
    kept = bare_jpeg(out.getvalue())
    shown = [Image.open(BytesIO(each)).tobytes() for each in (kept, out.getvalue())]
    assert samples.SECRET not in kept
    assert shown[0] == shown[1]


def test_bare_jpx_keeps_the_picture() -> None:
    given = samples.jpeg_2000()
    kept = bare_jpx(given)
    shown = [Image.open(BytesIO(each)).tobytes() for each in (kept, given)]
    assert samples.SECRET not in kept
    assert shown[0] == shown[1]
