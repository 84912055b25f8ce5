"""Invented letters of every size, for the tests of the PDF and for the benchmark."""

from dataclasses import replace
from random import Random
from typing import Any

from django.template.loader import render_to_string

from subsidies import letter_texts
from subsidies.letter_content import (
    Board,
    Component,
    GrantContent,
    Issuer,
    Municipality,
    SchoolRow,
    Share,
    Signatory,
)

KINDS = ["Basisschool", "Kindcentrum", "Jenaplanschool", "Daltonschool", "Montessorischool", "IKC"]
NAMES = [
    "De Linde", "De Vlieger", "’t Kofschip", "De Ontdekkingsreiziger", "Sint-Jozef", "Het Palet",
    "De Zilverreiger", "Prins Willem-Alexander", "De Regenboog", "Zonnewende", "Ğülten Şahin",
]  # fmt: skip
PLACES = ["’s-Hertogenbosch", "Rosmalen", "Engelen", "Empel", "Nuland", "Vinkel"]
LONG_NAME = (
    "Stichting voor Katholiek, Protestants-Christelijk en Interconfessioneel Primair en Speciaal "
    "Onderwijs in de gemeenten ’s-Hertogenbosch, Sint-Michielsgestel, Vught, Heusden, Maasdriel en "
    "Zaltbommel"
)
LABELS = ["Vast bedrag", "Leerlingen", "Achterstandsscore", "Doelgroeppeuters", "Ondergrens"]


def euro(cents: int) -> str:
    """Write cents as a Dutch amount: € 1.234,56."""
    return "€\u00a0" + f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def grant(schools: int = 3, *, parts: int = 1, seed: int = 1, **changes: Any) -> GrantContent:
    """Return the content of a letter with this many schools and parts of the key."""
    draw = Random(seed)  # noqa: S311 - invented names, no secret
    table = [[410_400 if part == 0 else draw.randint(9_000, 900_000) for part in range(parts)]
             for _ in range(schools)]  # fmt: skip
    rows = [
        SchoolRow(
            code=f"{draw.randint(1, 31):02}{draw.choice('ABCDEFGH')}{draw.choice('KLMNOPRT')}00",
            name=f"{draw.choice(KINDS)} {draw.choice(NAMES)}",
            place=draw.choice(PLACES),
            shares=[
                Share(euro(cents), f"{draw.randint(40, 600)} leerlingen" if part == 1 else "")
                for part, cents in enumerate(amounts)
            ],
            hours=euro(sum(amounts) * 10 // 684)[2:],
            amount=euro(sum(amounts)),
        )
        for amounts in table
    ]
    total = sum(map(sum, table))
    content = GrantContent(
        concept=True,
        reference=f"KOPO-2026-{seed:03}",
        date="",
        year="2026–2027",
        period_start="1 augustus 2026",
        period_end="31 juli 2027",
        municipality=Municipality(
            name="’s-Hertogenbosch",
            code="0796",
            objection_address=["Postbus 0000", "5200 AA ’s-Hertogenbosch"],
            objection_url="www.gemeente.example/bezwaar",
            privacy_contact="privacy@gemeente.example",
        ),
        issuer=Issuer(
            name="Compas073",
            tagline="voor onderwijs en kinderopvang",
            address=["Postbus 0000", "5200 AA ’s-Hertogenbosch"],
            contact="Joost Verhoeven",
            email="subsidie@compas073.example",
            phone="073 000 00 00",
        ),
        board=Board(
            name=f"Stichting Scholengroep {draw.choice(NAMES)}",
            number="40706",
            kvk="01234567",
            attention="T.a.v. het bestuur",
            address=["Voorbeeldstraat 12", "5211 AB ’s-Hertogenbosch"],
        ),
        total=euro(total),
        hours=euro(total * 10 // 684)[2:],
        components=[
            Component(LABELS[part], euro(sum(amounts[part] for amounts in table)))
            for part in range(parts)
        ],
        rows=rows,
        calculation=[f"Elke school krijgt hetzelfde vaste bedrag: {euro(410_400)}."],
        hourly_rate=euro(6_840),
        ceiling=euro(16_826_418),
        remainder=euro(18),
        legal_basis=[
            "artikel 4:23 van de Algemene wet bestuursrecht",
            "het Uitvoeringskader kwaliteitscoördinator 2026",
        ],
        activities=letter_texts.ACTIVITIES,
        obligations=letter_texts.OBLIGATIONS_LIGHT,
        accountability=letter_texts.ACCOUNTABILITY_LIGHT,
        payment=letter_texts.payment(euro(total)),
        signatory=None,
    )
    return replace(content, **changes)


def final(schools: int = 3, **changes: Any) -> GrantContent:
    """Return the content of a signed letter."""
    signatory = Signatory(
        name="M. de Graaf",
        function="directeur Compas073",
        mandate="MB-2026-01",
    )
    return grant(schools, concept=False, date="10 maart 2026", signatory=signatory, **changes)


def html(content: GrantContent) -> str:
    """Return the letter as HTML, the way the application makes it."""
    return render_to_string("subsidies/letter/grant.html", {"letter": content.as_json()})
