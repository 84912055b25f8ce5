"""What may be a file about a child: read by a process of its own, or refused in one sentence."""

import sys
from io import BytesIO

import pytest
from PIL import Image

from children import file_contents
from children.file_contents import FileRefusedError
from tests.children import samples


@pytest.mark.privacy(15)
def test_clean_photo_has_no_notes_and_stands_upright() -> None:
    kept = file_contents.clean(samples.photo(size=(60, 40)))
    picture = Image.open(BytesIO(kept.content))
    assert samples.SECRET not in kept.content
    assert (kept.media_type, picture.size, dict(picture.getexif())) == ("image/jpeg", (40, 60), {})


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [(samples.report(), "application/pdf"), (samples.drawing(), "image/png")],
)
def test_clean_says_what_a_file_is(raw: bytes, media_type: str) -> None:
    assert file_contents.clean(raw).media_type == media_type


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
        (samples.drawing_that_says(6000, 5000), "25 miljoen beeldpunten"),
        (samples.drawing_that_says(20_000, 20_000), "25 miljoen beeldpunten"),
        (samples.locked_report("geheim"), "heeft een wachtwoord"),
        (samples.report_that_unpacks_to(80), "beschadigd"),
        (samples.report(pages=61), "meer dan 60 bladzijden"),
        (samples.report_with_layer(is_off=True), "lagen die niet te zien zijn"),
    ],
)
def test_clean_refuses_in_one_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words) as caught:
        file_contents.clean(raw)
    assert caught.value.field == "file"


@pytest.mark.slow
def test_clean_of_a_file_that_fills_the_memory_refuses() -> None:
    with pytest.raises(FileRefusedError, match="te zwaar"):
        file_contents.clean(samples.report_of_items(6_000_000))


def test_clean_that_breaks_its_reader_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "import os; os.abort()"
    monkeypatch.setattr(file_contents, "COMMAND", (sys.executable, "-c", broken))
    with pytest.raises(FileRefusedError, match="is beschadigd"):
        file_contents.clean(samples.drawing())


def test_clean_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "import time; time.sleep(60)"
    monkeypatch.setattr(file_contents, "COMMAND", (sys.executable, "-c", endless))
    monkeypatch.setattr(file_contents, "MAX_SECONDS", 0.2)
    with pytest.raises(FileRefusedError, match="te zwaar"):
        file_contents.clean(samples.drawing())
