"""Signs that the letter font has and lacks: the answer is that of the PDF itself."""

from pathlib import Path

import pytest

from config import letter_signs, pdf, pdf_engine
from config.letter_signs import named, unprintable

PAGE = """<!doctype html><html lang="nl"><title>Proef</title><h1>Proef</h1><p>a{}b</p></html>"""
HAS = ["é", "e\u0301", "Ł", "ş", "Ş", "ẞ", "ž", "ı", "İ", "’", "€", "–", "…", "\u00a0", "\u2011",
       "\u202f", "\u2003", "\u00ad", "\u200d", "\u200b", "\ufeff", "\n", "\t",
       "\ufe0f"]  # fmt: skip
LACKS = ["漢", "Я", "α", "☎", "\U0001f600", "①", "א", "\u0928"]


def prints(sign: str) -> bool:
    try:
        pdf.render(PAGE.format(sign))
    except pdf.PdfError:
        return False
    return True


@pytest.mark.parametrize("sign", [*HAS, *LACKS], ids=ascii)
def test_unprintable_says_what_the_pdf_says(sign: str) -> None:
    assert (unprintable(f"a{sign}b") == []) == prints(sign)


@pytest.mark.parametrize("sign", HAS, ids=ascii)
def test_unprintable_of_what_names_are_written_with_is_nothing(sign: str) -> None:
    assert unprintable(f"a{sign}b") == []


def test_unprintable_names_each_sign_once_in_order() -> None:
    assert unprintable("漢 en 字, en 漢 in ’s-Hertogenbosch") == ["漢", "字"]


def test_unprintable_without_fonts_refuses_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    letter_signs._known.cache_clear()
    monkeypatch.setattr(letter_signs, "FONTS", tmp_path)
    assert unprintable("漢") == []
    letter_signs._known.cache_clear()


def test_fonts_are_those_of_the_pdf() -> None:
    assert letter_signs.FONTS == pdf_engine.FONTS


def test_named_gives_the_sign_and_its_number() -> None:
    assert named("漢") == "“漢” (U+6F22)"
