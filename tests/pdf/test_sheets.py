"""The sheet for a guardian in six languages: whole, to be copied, and read in the right order."""

import re

import pypdf
import pytest

from children.consent_texts import WORDINGS
from children.consent_texts.invitations import INVITATIONS
from children.states import Language
from config import pdf
from config.font_families import SHEET
from config.letter_signs import unprintable
from tests.pdf import sheets

pytestmark = pytest.mark.slow
A5 = (420, 595)  # points
TRANSLATED = [language for language in Language if language != Language.NL]


def said(language: Language) -> list[str]:
    """Return what a sheet says in a language, in the order in which it is read."""
    words = INVITATIONS[language]
    return [
        WORDINGS[language].words["gate_title"],
        f"{words.asks} {words.free}",
        words.scan,
        words.how,
    ]


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d]+|\d+", text)


def copied(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("language", Language)
def test_sheet_is_one_a5_page(language: Language) -> None:
    page = sheets.read(language).pages
    sizes = [(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in page]
    assert sizes == [A5]


def test_sheet_of_a_group_is_a_page_for_each() -> None:
    pages = sheets.read(*sheets.GROUP).pages
    found = [
        sheets.address(number) in "".join(page.extract_text().split())
        for number, page in enumerate(pages)
    ]
    assert found == [True] * 16


@pytest.mark.parametrize("language", Language)
def test_sheet_can_be_copied_in_each_language(language: Language) -> None:
    text = copied(sheets.read(language).pages[0])
    wanted = words_of(" ".join([sheets.NAMES[language], sheets.PLACE, *said(language)]))
    assert [word for word in wanted if word not in words_of(text)] == []


@pytest.mark.parametrize("language", [one for one in Language if one != Language.AR])
def test_sheet_is_copied_in_the_order_in_which_it_is_read(language: Language) -> None:
    text = "".join(copied(sheets.read(language).pages[0]).split())
    title, asks, scan, how = said(language)
    wanted = [sheets.NAMES[language], title, sheets.PLACE, asks, scan, sheets.address(0), how]
    places = [text.find("".join(one.split())) for one in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_sheet_in_arabic_is_told_in_the_order_in_which_it_is_read() -> None:
    found = [
        text for _, language, text in sheets.tags(sheets.read(Language.AR)) if language == "ar"
    ]
    title, asks, scan, how = said(Language.AR)
    assert [text for text in found if text] == [title, asks, scan, sheets.address(0), how]


@pytest.mark.parametrize("language", TRANSLATED)
def test_sheet_says_of_each_part_in_which_language_it_is(language: Language) -> None:
    found = [(tag, code) for tag, code, _ in sheets.tags(sheets.read(language))]
    heads = [one for one in found if one[0] in {"H1", "H2"}]
    assert heads == [("H1", language.value), ("H2", "nl")]
    assert ("Figure", language.value) in found


def test_sheet_in_dutch_says_it_once() -> None:
    found = [tag for tag, _, _ in sheets.tags(sheets.read(Language.NL))]
    assert (found.count("H1"), found.count("H2"), found.count("Figure")) == (1, 0, 1)


def test_sheet_keeps_brackets_of_a_dutch_name_in_arabic() -> None:
    assert sheets.PLACE in copied(sheets.read(Language.AR).pages[0])


def test_sheet_leaves_no_code_in_the_process() -> None:
    pdf.render(sheets.html(Language.NL), SHEET)
    assert pdf._engine(SHEET).images == {}


def test_sheet_never_breaks_the_secret_part_of_an_address() -> None:
    secret = sheets.address(0).split("/")[-2]
    assert "-" in secret
    assert secret in sheets.read(Language.NL).pages[0].extract_text()


@pytest.mark.parametrize("sign", ["漢", "א", "\u0928"], ids=ascii)
def test_unprintable_says_what_the_sheet_says(sign: str) -> None:
    assert unprintable(sign, SHEET) == [sign]
    with pytest.raises(pdf.PdfError, match="staat niet in het lettertype"):
        pdf.render(f'<html lang="nl"><title>Proef</title><p>{sign}</p></html>', SHEET)


@pytest.mark.parametrize("language", Language)
def test_unprintable_is_nothing_of_what_a_sheet_says(language: Language) -> None:
    everything = " ".join([*said(language), *WORDINGS[language].words.values()])
    assert unprintable(everything, SHEET) == []
