"""Text of a letter as HTML: escaped, with links, and with dates that stay on one line."""

import pytest

from subsidies.templatetags.letters import printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gewoon een zin.", "Gewoon een zin."),
        ("op 10 maart 2026.", 'op <span class="nb">10 maart 2026</span>.'),
        ("tot 1 oktober af", 'tot <span class="nb">1 oktober</span> af'),
        ("schooljaar 2026–2027", 'schooljaar <span class="nb">2026–2027</span>'),
        ("in ’s-Hertogenbosch,", 'in <span class="nb">’s-Hertogenbosch</span>,'),
        ("in 's-Gravenhage", 'in <span class="nb">&#x27;s-Gravenhage</span>'),
        (
            "Mail naar post@wilgen.example.",
            'Mail naar <a href="mailto:post@wilgen.example">post@wilgen.example</a>.',
        ),
        (
            "via www.wilgen.example/bezwaar.",
            'via <a href="https://www.wilgen.example/bezwaar">www.wilgen.example/bezwaar</a>.',
        ),
        (
            "via https://wilgen.example/a/",
            'via <a href="https://wilgen.example/a/">https://wilgen.example/a/</a>',
        ),
        (
            "via wilgen.example/bezwaar.",
            'via <a href="https://wilgen.example/bezwaar">wilgen.example/bezwaar</a>.',
        ),
        ("o.b.s.de Linde en R.K.basisschool De Eik", None),
        ("T.a.v. het bestuur, o.a. 6.2 en i.v.m. € 1.234,56", None),
        ("artikel 4:34 van de Awb).", None),
    ],
)
def test_printed(text: str, expected: str | None) -> None:
    assert printed(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x>', "a&b", "javascript:alert(1)", "'><b>"],
)
def test_printed_runs_nothing(text: str) -> None:
    html = printed(text)
    assert ("<script" in html, "<img" in html, "<b>" in html, "<a" in html) == (False,) * 4


def test_printed_of_an_address_with_markup_is_no_markup() -> None:
    html = printed('www.wilgen.example/"onclick=x<y>')
    assert ('"onclick' in html, "<y>" in html) == (False, False)
