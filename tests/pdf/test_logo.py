"""Letters with a logo of any shape stay the same and keep their head.

Whether they pass the three judges is asked in `test_conformance`, in its one Java machine.
"""

import pytest

from config import pdf
from tests.pdf import samples
from tests.pdf.logos import LOGOS, letter

pytestmark = pytest.mark.slow


def test_letter_with_a_logo_shows_it_with_a_description() -> None:
    html = letter(LOGOS["wide"])
    assert 'class="logo" src="data:image/svg+xml;base64,' in html
    assert 'alt="Gemeente ’s-Hertogenbosch"' in html


@pytest.mark.parametrize("name", LOGOS)
def test_letter_with_a_logo_has_as_many_pages_as_without(name: str) -> None:
    plain = pdf.page_count(pdf.render(samples.html(samples.final(2))))
    assert pdf.page_count(pdf.render(letter(LOGOS[name]))) == plain


def test_letter_with_a_logo_has_the_same_bytes_again() -> None:
    once = pdf.render(letter(LOGOS["clear"]))
    pdf.render(letter(LOGOS["wide"]))
    assert pdf.render(letter(LOGOS["clear"])) == once
