"""Many PDFs written one after the other into one to print; memory holds one of them at a time.

The pages are copied as they are, with what they need to be drawn and nothing else: tags, links and
bookmarks stay behind, because paper has none. The objects of each PDF get the next free numbers and
go straight to the file; only their places are remembered until the end.
"""

import re
from array import array
from io import BytesIO
from typing import BinaryIO

import pikepdf

CATALOG, PAGES = 1, 2
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
KEPT = {*INHERITED, "/Type", "/Contents", "/BleedBox", "/TrimBox", "/ArtBox", "/Group", "/UserUnit"}
# A string is taken as a whole, so that nothing in it looks like a reference.
REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|\b(\d+) \d+ R\b", re.DOTALL)


class PrintFile:
    """A PDF for a double-sided printer: every document in it begins on a new sheet."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.written = out, 0
        self.places = array("Q", [0, 0, 0])  # of the objects; the first three come at the end
        self.pages = array("L")
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, content: bytes) -> int:
        """Add all pages of a PDF, and an empty one after an odd number; return its own number.

        Raises: pikepdf.PdfError: this cannot be read as a PDF.
        """
        with pikepdf.open(BytesIO(content)) as pdf:
            document = _Document(self, pdf)
            for page in pdf.pages:
                self.pages.append(document.add_page(page.obj))
            count = len(pdf.pages)
            if count % 2:
                size = b"[ %s ]" % b" ".join(b"%.6f" % edge for edge in pdf.pages[-1].mediabox)
                number = self.take_number()
                self.pages.append(number)
                self.put(
                    number, b"<< /MediaBox %s /Resources << >> /Type /Page %s>>" % (size, PARENT)
                )
        return count

    def close(self) -> None:
        """Write what comes last: the list of pages and the places of all objects."""
        self.places[PAGES] = self.written
        self._write(b"%d 0 obj\n<< /Count %d /Type /Pages /Kids [" % (PAGES, len(self.pages)))
        for number in self.pages:
            self._write(b" %d 0 R" % number)
        self._write(b" ] >>\nendobj\n")
        self.put(
            CATALOG,
            b"<< /Pages %d 0 R /Type /Catalog /ViewerPreferences "
            b"<< /Duplex /DuplexFlipLongEdge /PrintScaling /None >> >>" % PAGES,
        )
        start = self.written
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self.places))
        for place in self.places[1:]:
            self._write(b"%010d 00000 n \n" % place)
        trailer = b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n"
        self._write(trailer % (CATALOG, len(self.places), start))

    def take_number(self) -> int:
        """Return the number of an object that is put later."""
        self.places.append(0)
        return len(self.places) - 1

    def put(self, number: int, body: bytes) -> None:
        """Write one object and remember where it stands."""
        self.places[number] = self.written
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self.written += len(data)


PARENT = b"/Parent %d 0 R " % PAGES


class _Document:
    """The objects of one PDF on their way to the file, each under its new number."""

    def __init__(self, target: PrintFile, pdf: pikepdf.Pdf) -> None:
        self.target, self.pdf = target, pdf
        self.numbers: dict[int, int] = {}
        self.waiting: list[int] = []

    def add_page(self, page: pikepdf.Object) -> int:
        """Write a page and all that it needs; return its new number."""
        for name in INHERITED:
            _inherit(page, name)
        for name in set(page.keys()) - KEPT:
            del page[name]
        number = self.target.take_number()
        text = self._renumbered(page.unparse(resolved=True))
        self.target.put(number, text.replace(b"<< ", b"<< " + PARENT, 1))
        while self.waiting:
            old = self.waiting.pop()
            self.target.put(self.numbers[old], self._body(self.pdf.get_object(old, 0)))
        return number

    def _body(self, item: pikepdf.Object) -> bytes:
        if not isinstance(item, pikepdf.Stream):
            return self._renumbered(item.unparse(resolved=True))
        raw = item.read_raw_bytes()
        item.stream_dict["/Length"] = len(raw)
        head = self._renumbered(item.stream_dict.unparse(resolved=True))
        return head + b"\nstream\n" + raw + b"\nendstream"

    def _renumbered(self, text: bytes) -> bytes:
        return REFERENCE.sub(self._new_reference, text)

    def _new_reference(self, match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]
        old = int(match[1])
        if old not in self.numbers:
            self.numbers[old] = self.target.take_number()
            self.waiting.append(old)
        return b"%d 0 R" % self.numbers[old]


def _inherit(page: pikepdf.Object, name: str) -> None:
    """Give a page what it has from the list that it stands in."""
    owner: pikepdf.Object | None = page
    while owner is not None and name not in owner:
        owner = owner.get("/Parent")
    if owner is not None and owner is not page:
        page[name] = owner[name]
