"""Invented sheets for guardians in every language, and how to read what a PDF tells a reader."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdf

from children import question_sheets
from children.invitation_texts import InvitationText
from children.states import Language
from config import pdf
from config.font_families import SHEET

PLACE = "Kindercentrum ’t Kofschip (Peuters)"
NAMES = {
    Language.NL: "Marieke de Vries-van den Heuvel",
    Language.EN: "Thomas O’Sullivan",
    Language.TR: "Gülşen Yıldırım",
    Language.AR: "أحمد الحسن",
    Language.PL: "Małgorzata Wiśniewska",
    Language.UK: "Оксана Ґалаґан",
}
GROUP = [*Language, *Language, *list(Language)[:4]]  # sixteen


def address(number: int) -> str:
    """Return the address on a sheet, as long as a real one."""
    return f"https://overgang.voorbeeldgemeente.example/ouder/{number:02}-{'x7Qk' * 10}/"


def html(*languages: Language) -> str:
    """Return a sheet for each of these guardians, each with another name."""
    return question_sheets.html_of(
        [
            question_sheets.sheet(
                name=f"{NAMES[language]} {'I' * number}".strip(),
                text=InvitationText(tuple(dict.fromkeys((language, Language.NL))), PLACE),
                address=address(number),
            )
            for number, language in enumerate(languages)
        ]
    )


def read(*languages: Language) -> pypdf.PdfReader:
    """Return the sheets as a PDF."""
    return pypdf.PdfReader(BytesIO(pdf.render(html(*languages), SHEET)))


def tags(reader: pypdf.PdfReader) -> list[tuple[str, str, str]]:
    """Return what stands in the file in the order in which it is read: tag, language, text.

    The text is what a tag says itself; the language is that of the tag or of one around it.
    """
    root: Any = reader.root_object["/StructTreeRoot"]
    return list(_tags(root["/K"], str(reader.root_object["/Lang"])))


def _tags(node: Any, language: str) -> Iterator[tuple[str, str, str]]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _tags(one, language)
    elif isinstance(node, dict) and "/S" in node:
        language = str(node.get("/Lang", language))
        yield str(node["/S"])[1:], language, str(node.get("/ActualText", node.get("/Alt", "")))
        yield from _tags(node["/K"], language)
