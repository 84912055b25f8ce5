"""From bytes to lines: encodings, dialects, line numbers, and every way to be no register."""

import gzip
from pathlib import Path

import pytest

from partners.register_files import MAX_BYTES, Line, RegisterError, read_lines, read_path, unpack

NAME = "lijst.csv"


def lines_of(raw: bytes, name: str = NAME) -> list[Line]:
    return list(read_lines(raw, name))


@pytest.mark.parametrize(
    "raw",
    [
        "kop;naam\r\n1;Fryslân ’t Kompas\r\n".encode("cp1252"),
        "kop;naam\n1;Fryslân ’t Kompas\n".encode(),
        "kop,naam\r\n1,Fryslân ’t Kompas".encode("utf-8-sig"),
        'kop,naam\r\n"1","Fryslân ’t Kompas"\r\n'.encode("utf-8-sig"),
        "kop\tnaam\r\n1\tFryslân ’t Kompas\r\n".encode(),
        b"\xef\xbb\xbf" + "kop;naam\r\n1;Fryslân ’t Kompas\r\n".encode("cp1252"),
    ],
    ids=["cp1252", "utf-8", "bom-comma", "quoted", "tab", "bom-before-latin"],
)
def test_read_lines_of_every_dialect_gives_the_same_cells(raw: bytes) -> None:
    assert lines_of(raw) == [Line(1, ["kop", "naam"]), Line(2, ["1", "Fryslân ’t Kompas"])]


def test_read_lines_counts_on_after_a_line_break_in_quotes() -> None:
    raw = b'a;b\r\n1;"twee\r\nregels"\r\n\r\n3;4\r\n'
    assert [(line.number, line.cells[0]) for line in lines_of(raw)] == [
        (1, "a"),
        (2, "1"),
        (5, "3"),
    ]


def test_read_lines_names_the_line_on_which_a_broken_record_starts() -> None:
    with pytest.raises(RegisterError, match="regel 4: 3 velden in plaats van 2"):
        lines_of(b'a;b\r\n1;"twee\r\nregels"\r\n1;2;3\r\n')


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "is leeg"),
        (b" \r\n\r\n", "is leeg"),
        (b"PK\x03\x04rest", "is een Excel-bestand, geen csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "oud Excel-bestand"),
        (b"%PDF-1.7", "een pdf"),
        (b"<!DOCTYPE html><html>", "een webpagina"),
        ("a;b".encode("utf-16"), "UTF-16"),
        (b"a;b\n1;\x00\n", "regel 2: hier staat een nulteken"),
        (b"a;b\n1;\x81\n", "regel 2: byte 0x81 hoort bij geen tekenset"),
        (b'a;b\n1;"open\n', "regel 2: een aanhalingsteken wordt niet gesloten"),
        (b'a;b\n1;"x"y\n', "regel 2: na een gesloten aanhalingsteken hoort een “;”"),
        (b"a;b\n1;" + b"x" * 140_000, "regel 2: een veld is langer dan"),
        (b"a;b\n1\n", "regel 2: 1 velden in plaats van 2"),
    ],
)
def test_read_lines_of_bad_bytes_says_what_and_where(raw: bytes, sentence: str) -> None:
    with pytest.raises(RegisterError, match=sentence) as caught:
        lines_of(raw)
    assert str(caught.value).startswith(NAME)


def test_read_lines_of_a_csv_that_is_called_xlsx_is_refused() -> None:
    with pytest.raises(RegisterError, match=r"noem het dan \.csv"):
        lines_of(b"a;b\n1;2\n", "lijst.xlsx")


def test_unpack_of_gzip_gives_the_contents() -> None:
    assert unpack(gzip.compress(b"a;b"), "lijst.csv.gz") == b"a;b"


@pytest.mark.parametrize(
    "raw",
    [gzip.compress(b"a;b" * 900)[:40], b"\x1f\x8b" + b"rest", gzip.compress(b"a;b")[:-4] + b"xxxx"],
)
def test_unpack_of_a_damaged_gzip_says_so(raw: bytes) -> None:
    with pytest.raises(RegisterError, match="is niet te lezen: het is beschadigd"):
        unpack(raw, "lijst.csv.gz")


@pytest.mark.slow
def test_unpack_of_a_gzip_bomb_stops_at_the_limit() -> None:
    with pytest.raises(RegisterError, match="groter dan 50 MB"):
        unpack(gzip.compress(b"0" * 60_000_000, 1), "bom.gz")


def test_unpack_of_more_than_50_mb_is_refused() -> None:
    with pytest.raises(RegisterError, match="groter dan 50 MB"):
        unpack(b"x" * (MAX_BYTES + 1), NAME)


def test_read_path_of_an_absent_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"weg.csv is niet te lezen"):
        read_path(tmp_path / "weg.csv")


def test_read_path_of_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="is niet te lezen"):
        read_path(tmp_path)
