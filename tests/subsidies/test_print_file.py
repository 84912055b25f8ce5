"""One PDF of many: the same pages, every document on a new sheet, memory of one of them."""

import io
import tracemalloc
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from config import pdf
from subsidies.print_file import PrintFile
from tests.factories.issued import small_pdf
from tests.pdf.samples import final, html


def merged(*documents: bytes) -> bytes:
    out = BytesIO()
    target = PrintFile(out)
    for document in documents:
        target.add(document)
    target.close()
    return out.getvalue()


def texts(content: bytes) -> list[str]:
    return [page.extract_text().strip() for page in PdfReader(BytesIO(content)).pages]


def test_add_begins_every_document_on_a_new_sheet() -> None:
    content = merged(small_pdf("a1"), small_pdf("b1", "b2"), small_pdf("c1", "c2", "c3"))
    assert texts(content) == ["a1", "", "b1", "b2", "c1", "c2", "c3", ""]


def test_add_returns_the_pages_of_the_document_alone() -> None:
    target = PrintFile(BytesIO())
    assert [target.add(small_pdf("a")), target.add(small_pdf("a", "b"))] == [1, 2]


def test_empty_page_has_the_size_of_the_page_before_it() -> None:
    reader = PdfReader(BytesIO(merged(small_pdf("a"))))
    assert [tuple(map(int, page.mediabox)) for page in reader.pages] == [(0, 0, 595, 842)] * 2


def test_result_is_a_sound_pdf_that_asks_for_both_sides() -> None:
    with pikepdf.open(BytesIO(merged(small_pdf("a"), small_pdf("b")))) as made:
        assert made.check_pdf_syntax() == []
        assert made.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"


def test_result_of_nothing_is_a_pdf_without_pages() -> None:
    with pikepdf.open(BytesIO(merged())) as made:
        assert len(made.pages) == 0


def test_result_is_the_same_for_the_same_documents() -> None:
    documents = [small_pdf("a"), small_pdf("b", "c")]
    assert merged(*documents) == merged(*documents)


def test_objects_that_pages_share_are_written_once() -> None:
    content = merged(small_pdf("a", "b", "c", "d"))
    assert content.count(b"/BaseFont /Helvetica") == 1


@pytest.mark.parametrize("text", ["haakje \\( 5 0 R", "7 0 R", "streep \\\\ 1 0 R"])
def test_text_that_looks_like_a_reference_stays_text(text: str) -> None:
    source = pikepdf.new()
    page = source.add_blank_page()
    piece = text.replace("\\(", "(").replace("\\\\", "\\")
    page.obj.Group = pikepdf.Dictionary(Note=pikepdf.String(piece), Other=source.make_stream(b"x"))
    out = BytesIO()
    source.save(out)
    with pikepdf.open(BytesIO(merged(out.getvalue()))) as made:
        group = made.pages[0].obj.Group
        assert str(group.Note) == piece
        assert group.Other.read_bytes() == b"x"


def test_page_keeps_what_it_had_from_the_list_around_it() -> None:
    source = pikepdf.open(BytesIO(small_pdf("erft")))
    page, around = source.pages[0].obj, source.Root.Pages
    for name in ("/Resources", "/MediaBox"):
        around[name] = page[name]
        del page[name]
    around["/Rotate"] = 90
    out = BytesIO()
    source.save(out)
    content = merged(out.getvalue())
    assert texts(content)[0] == "erft"
    assert PdfReader(BytesIO(content)).pages[0].rotation == 90


def test_page_leaves_tags_and_links_behind() -> None:
    source = pikepdf.open(BytesIO(small_pdf("x")))
    link = source.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Dest="verborgen"))
    source.pages[0].obj.Annots = pikepdf.Array([link])
    source.pages[0].obj.StructParents = 0
    out = BytesIO()
    source.save(out)
    content = merged(out.getvalue())
    assert b"verborgen" not in content
    assert b"StructParents" not in content


def test_stream_whose_length_stands_elsewhere_is_whole() -> None:
    raw = b"%PDF-1.4\n" + b"".join(
        [
            b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
            b"2 0 obj\n<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>\nendobj\n",
            b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] /Contents 4 0 R >>",
            b"\nendobj\n",
            b"4 0 obj\n<< /Length 5 0 R >>\nstream\nq Q q Q\nendstream\nendobj\n",
            b"5 0 obj\n7\nendobj\n",
            b"trailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF\n",
        ]
    )
    with pikepdf.open(BytesIO(merged(raw))) as made:
        assert made.pages[0].obj.Contents.read_bytes() == b"q Q q Q"


def test_something_else_than_a_pdf_is_refused() -> None:
    with pytest.raises(pikepdf.PdfError):
        merged(b"geen pdf")


@pytest.mark.slow
def test_letter_is_drawn_as_it_was() -> None:
    letter = pdf.render(html(final(12)))
    pages = texts(letter)
    assert texts(merged(letter))[: len(pages)] == pages
    with pikepdf.open(BytesIO(letter)) as before, pikepdf.open(BytesIO(merged(letter))) as after:
        for old, new in zip(before.pages, after.pages, strict=False):
            assert old.obj.Contents.read_bytes() == new.obj.Contents.read_bytes()
            assert sorted(old.obj.Resources.Font.keys()) == sorted(new.obj.Resources.Font.keys())


@pytest.mark.slow
def test_memory_does_not_grow_with_the_documents() -> None:
    document = small_pdf(*"abcdefgh")

    def peak(count: int) -> int:
        tracemalloc.start()
        target = PrintFile(io.FileIO("/dev/null", "w"))  # type: ignore[arg-type]
        for _ in range(count):
            target.add(document)
        target.close()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        target.out.close()
        return most

    peak(1)  # what is loaded once
    few, many = peak(10), peak(400)
    assert many < few + 400 * 8 * 100  # some bytes a page for the places of its objects
