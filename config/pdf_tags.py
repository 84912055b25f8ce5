"""What WeasyPrint leaves out of an accessible, archivable PDF. All knowledge of its inside is here.

Import this module only inside a function: it loads WeasyPrint and its system libraries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import unwrap
from typing import Any

import pydyf
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags as building

from config.env import ConfigurationError
from config.pdf import PdfError

WEASYPRINT = "70.0"
SCOPES = {"row": "/Row", "col": "/Column"}
# PDF/UA-1 beside PDF/A-2a: the identifier, and the schema that PDF/A asks for with it.
UA_XMP = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""  # noqa: E501 - a namespace cannot be broken

if weasyprint.__version__ != WEASYPRINT:
    raise ConfigurationError(
        f"De brieven zijn gebouwd op WeasyPrint {WEASYPRINT}, maar {weasyprint.__version__} is "
        "geïnstalleerd: voer 'make setup' uit."
    )


def mark_margins(document: weasyprint.Document) -> None:
    """Let page headers and footers be pagination artifacts, which a screen reader skips.

    WeasyPrint paints them as marked content that hangs on no part of the structure tree.
    """
    for page in document.pages:
        page.paint = _Painter(page)


class _Painter:
    """Paints one page in place of `Page.paint`."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def __call__(self, stream: Any, scale: float = 1) -> None:
        box = self.page._page_box
        margins = [child for child in box.children if isinstance(child, boxes.MarginBox)]
        inside = {id(part) for margin in margins for part in margin.descendants()}
        mark_content = stream.marked

        @contextmanager
        def marked(part: Any, tag: str) -> Iterator[None]:
            if id(part) in inside:
                kind = pydyf.Dictionary({"Type": "/Pagination"})
                stream.begin_marked_content("Artifact", kind)
                yield
                stream.end_marked_content()
            else:
                with mark_content(part, tag):
                    yield

        stream.marked = marked
        type(self.page).paint(self.page, stream, scale)
        # The structure tree is built from what is left.
        box.children = [child for child in box.children if child not in margins]


_build_box_tree = unwrap(building._build_box_tree)


@wraps(_build_box_tree)
def _build_with_language(box: Any, *args: Any) -> Iterator[Any]:
    """Build the tags of a box, with its language and, of lines that run to the left, their text."""
    language = box.element.get("lang") if box.element is not None else None
    text = _text_to_the_left(box)
    for tag in _build_box_tree(box, *args):
        if language and box.element_tag not in {"html", "body"}:
            tag["Lang"] = pydyf.String(language)
        if text:
            tag["ActualText"] = pydyf.String(text)
        yield tag


def _text_to_the_left(box: Any) -> str:
    """Return the text of lines that run to the left, as it is read: nothing for another box.

    The glyphs of such a line stand in the order in which they are seen. A line with more than text
    keeps its parts.
    """
    if box.style["direction"] != "rtl" or not isinstance(box, boxes.BlockContainerBox):
        return ""
    parts = [
        part for line in box.children if isinstance(line, boxes.LineBox) for part in line.children
    ]
    is_plain = all(isinstance(part, boxes.TextBox) for part in parts)
    return " ".join(part.text for part in parts) if is_plain else ""


building._build_box_tree = _build_with_language


def finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Add to the tagged PDF what PDF/UA-1 asks beside PDF/A-2a: title, scopes, printable links.

    Raises: PdfError.
    """
    require_title(document)
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TableCellBox) and box.element_tag == "th":
                set_scope(box)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Link":
            item["F"] = 4
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    end = b"</rdf:RDF>"
    metadata.stream = [part.replace(end, UA_XMP + end) for part in metadata.stream]


def require_title(document: weasyprint.Document) -> None:
    """Check that the document has a title. Raises: PdfError."""
    if not (document.metadata.title or "").strip():
        raise PdfError("De brief heeft geen titel.")


def set_scope(box: Any) -> None:
    """Say of a table header whether it heads a row or a column. Raises: PdfError."""
    scope = SCOPES.get(box.element.get("scope"))
    if scope is None:
        raise PdfError("Een tabelkop in de brief zegt niet of hij bij een rij of een kolom hoort.")
    box.mark["A"]["Scope"] = scope
