"""A ZIP that is sent while it is made: readable everywhere, the same bytes, one file in memory."""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from subsidies.zip_stream import MOMENT, _Outlet, zip_stream

FILES = [("a.pdf", b"eerste"), ("map/b.pdf", b"tweede" * 1000), ("é.txt", "ë".encode())]


def made(files: list[tuple[str, bytes]]) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(b"".join(zip_stream(files))))


def test_zip_stream_holds_every_file_in_order() -> None:
    archive = made(FILES)
    assert [(name, archive.read(name)) for name in archive.namelist()] == FILES
    assert archive.testzip() is None


def test_zip_stream_stores_with_a_fixed_moment_and_plain_rights() -> None:
    entries = made(FILES).infolist()
    assert {entry.date_time for entry in entries} == {MOMENT}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}


def test_zip_stream_gives_the_same_bytes_for_the_same_files() -> None:
    assert b"".join(zip_stream(FILES)) == b"".join(zip_stream(FILES))


def test_zip_stream_tells_sizes_before_each_file() -> None:
    """A reader that cannot go back needs size and checksum first, not in a descriptor behind."""
    first = next(zip_stream(FILES))
    flags, size = struct.unpack("<H", first[6:8])[0], struct.unpack("<I", first[18:22])[0]
    assert (flags & 0x08, size) == (0, len(b"eerste"))


def test_zip_stream_asks_for_a_file_only_when_it_is_its_turn() -> None:
    asked = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name, content in FILES:
            asked.append(name)
            yield name, content

    pieces = zip_stream(files())
    assert asked == []
    next(pieces)
    assert asked == ["a.pdf"]


def test_zip_stream_keeps_no_piece_that_was_taken() -> None:
    sizes = [len(piece) for piece in zip_stream((f"{n}.pdf", b"x" * 1000) for n in range(20))]
    assert max(sizes[:-1]) < 1100


def test_zip_stream_of_nothing_is_an_empty_zip() -> None:
    assert made([]).namelist() == []


def test_outlet_cannot_go_back_to_what_was_sent() -> None:
    outlet = _Outlet()
    outlet.write(b"verzonden")
    assert outlet.take() == b"verzonden"
    with pytest.raises(OSError, match="was sent"):
        outlet.seek(0)
    assert outlet.tell() == len(b"verzonden")
