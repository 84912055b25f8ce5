"""What is kept of a file: what people see in it, and nothing else."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from children import file_contents
from children.file_contents import FileRefusedError
from tests.children import samples


def everything_in(content: bytes) -> bytes:
    """Return all of a PDF, unpacked."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return b"".join(
            repr(found).encode()
            + (found.read_raw_bytes() if isinstance(found, pikepdf.Stream) else b"")
            for found in pdf.objects
        )


def test_samples_hold_what_has_to_go() -> None:
    assert samples.SECRET in samples.photo()
    assert everything_in(samples.report()).count(samples.SECRET) >= 5


@pytest.mark.privacy(15)
def test_clean_photo_has_no_notes_and_stands_upright() -> None:
    kept = file_contents.clean(samples.photo(size=(60, 40)))
    picture = Image.open(BytesIO(kept.content))
    assert samples.SECRET not in kept.content
    assert (kept.media_type, picture.size, dict(picture.getexif())) == ("image/jpeg", (40, 60), {})


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("RGBA", "RGBA"), ("LA", "RGBA"), ("P", "RGB"), ("1", "RGB"), ("I;16", "RGB"), ("L", "RGB")],
)
def test_clean_drawing_stays_a_png_of_its_pixels(mode: str, expected: str) -> None:
    kept = file_contents.clean(samples.drawing(mode))
    picture = Image.open(BytesIO(kept.content))
    assert (kept.media_type, picture.mode, picture.info) == ("image/png", expected, {})


@pytest.mark.privacy(15)
def test_clean_pdf_keeps_its_pages_and_nothing_hidden() -> None:
    kept = file_contents.clean(samples.report(pages=3))
    with pikepdf.open(BytesIO(kept.content)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert len(pdf.pages) == 3
        assert set(pdf.pages[0].obj.keys()) <= file_contents.PAGE_KEYS
        assert len(pdf.pages[0].Resources.XObject.keys()) == 2  # the scan and the filled-in field
    assert samples.SECRET not in everything_in(kept.content)


def test_clean_pdf_keeps_the_picture_of_a_scan() -> None:
    kept = file_contents.clean(samples.report())
    with pikepdf.open(BytesIO(kept.content)) as pdf:
        scan = pdf.pages[0].Resources.XObject.Im0
        assert Image.open(BytesIO(scan.read_raw_bytes())).size == (60, 40)


def test_clean_opens_a_pdf_that_only_its_owner_may_change() -> None:
    kept = file_contents.clean(samples.locked_report(""))
    with pikepdf.open(BytesIO(kept.content)) as pdf:
        assert not pdf.is_encrypted


def test_clean_opens_a_pdf_that_unpacks_to_little() -> None:
    assert file_contents.clean(samples.report_that_unpacks_to(1)).media_type == "application/pdf"


def test_clean_pdf_twice_gives_the_same() -> None:
    assert file_contents.clean(samples.report()) == file_contents.clean(samples.report())


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "geen pdf, jpg of png"),
        (b"MZ\x90\x00" * 100, "geen pdf, jpg of png"),
        (b"#!/bin/sh\nrm -rf /", "geen pdf, jpg of png"),
        (b"%PDF-1.7 hoi", "beschadigd"),
        (samples.report()[:300], "beschadigd"),
        (samples.photo()[:200], "beschadigd"),
        (samples.drawing()[:30], "beschadigd"),
        (b"\x89PNG\r\n\x1a\nxxxx", "beschadigd"),
        (b"\xff\xd8\xff" + b"x" * 20_000_000, "groter dan 10 MB"),
        (samples.drawing_that_says(8000, 6000), "40 miljoen beeldpunten"),
        (samples.drawing_that_says(20_000, 20_000), "40 miljoen beeldpunten"),
        (samples.locked_report("geheim"), "heeft een wachtwoord"),
        (samples.report_that_unpacks_to(80), "beschadigd"),
        (samples.report(pages=61), "meer dan 60 bladzijden"),
    ],
)
def test_clean_refuses_in_one_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words) as caught:
        file_contents.clean(raw)
    assert caught.value.field == "file"


def test_without_segments_leaves_what_is_no_jpeg() -> None:
    assert file_contents.without_segments(b"iets anders") == b"iets anders"


@pytest.mark.parametrize("length", range(2, 120, 7))
def test_without_segments_of_a_broken_jpeg_ends(length: int) -> None:
    assert len(file_contents.without_segments(samples.photo()[:length])) <= length
