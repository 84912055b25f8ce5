"""Invented letters of every size, for the tests of the PDF and for the benchmark."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from django.template.loader import render_to_string

from partners import models
from subsidies import letter_texts
from subsidies.calculation import Calculation, SchoolAmount
from subsidies.exports import annex_html
from subsidies.keys import read_key
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
from subsidies.models import SubsidyYear

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
LEGAL_BASIS = [
    "artikel 4:23 van de Algemene wet bestuursrecht",
    "het Uitvoeringskader kwaliteitscoördinator 2026",
]
LABELS = ["Vast bedrag", "Leerlingen", "Achterstandsscore", "Doelgroeppeuters", "Ondergrens"]


# The same words in the same width, each time in another style.
STYLES = (
    '<!doctype html><html lang="nl"><title>Stijlen</title><h1>Stijlen</h1>'
    + "".join(
        f'<p style="width: 30mm; {style}">Welkomstbijeenkomst van € 12,00 voor kinderopvang fi</p>'
        for style in [
            "",
            "font-weight: 600",
            "font-size: 9pt",
            "letter-spacing: 1pt",
            "word-spacing: 3pt",
            "white-space: nowrap",
            "white-space: pre",
            "hyphens: auto",
            "hyphens: auto; hyphenate-limit-chars: 30",
            "hyphens: auto; hyphenate-character: '/'",
            "overflow-wrap: anywhere; font-size: 30pt",
            "font-size: 30pt",
            "word-break: break-all; font-size: 30pt",
            "text-decoration: underline",
            "direction: rtl",
            "font-kerning: none",
            "font-variant-ligatures: none",
            "font-feature-settings: 'liga' 0, 'kern' 0",
        ]
    )
    + '<p><u>Uren <strong>Uren</strong></u> Uren <span lang="tr">fi</span> fi</p>'
    + '<div style="direction: rtl; padding-inline-start: 19mm"><p>Uren</p></div>'
    + '<div style="margin-block: 3mm; padding-inline: 2mm"><p>Uren</p></div>'
)


def euro(cents: int) -> str:
    """Write cents as a Dutch amount: € 1.234,56."""
    return "€\u00a0" + f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def cents(amount: str) -> int:
    """Read a Dutch amount as cents."""
    return int("".join(filter(str.isdigit, amount)))


def hours(cents: int) -> str:
    """Write the hours that an amount stands for, at € 68,40."""
    return euro(cents * 100 // 6_840)[2:]


MUNICIPALITY = Municipality(
    name="’s-Hertogenbosch",
    code="0796",
    objection_address=["Postbus 0000", "5200 AA ’s-Hertogenbosch"],
    objection_url="www.gemeente.example/bezwaar",
    privacy_contact="privacy@gemeente.example",
)
ISSUER = Issuer(
    name="Compas073",
    tagline="voor onderwijs en kinderopvang",
    address=["Postbus 0000", "5200 AA ’s-Hertogenbosch"],
    contact="Joost Verhoeven",
    email="subsidie@compas073.example",
    phone="073 000 00 00",
)
BOARD = Board(
    name="Stichting Scholengroep Zonnewende",
    number="40706",
    kvk="01234567",
    attention="T.a.v. het bestuur",
    address=["Voorbeeldstraat 12", "5211 AB ’s-Hertogenbosch"],
)
SIGNATORY = Signatory("M. de Graaf", "directeur Compas073", "MB-2026-01")


def grant(schools: int = 3, *, parts: int = 1, seed: int = 1, **changes: Any) -> GrantContent:
    """Return the content of a letter with this many schools and parts of the key."""
    draw = Random(seed)  # noqa: S311 - invented names, no secret
    rows = [school(draw, parts) for _ in range(schools)]
    amounts = [[cents(share.amount) for share in row.shares] for row in rows]
    total = sum(map(sum, amounts))
    content = GrantContent(
        concept=True,
        reference=f"KOPO-2026-{seed:03}",
        date="",
        year="2026–2027",
        period_start="1 augustus 2026",
        period_end="31 juli 2027",
        municipality=MUNICIPALITY,
        issuer=ISSUER,
        board=BOARD,
        total=euro(total),
        hours=hours(total),
        components=[
            Component(label, euro(sum(column)))
            for label, column in zip(LABELS, zip(*amounts, strict=True), strict=False)
        ],
        rows=rows,
        calculation=[f"Elke school krijgt hetzelfde vaste bedrag: {euro(410_400)}."],
        hourly_rate=euro(6_840),
        ceiling=euro(total + 18),
        remainder=euro(18),
        legal_basis=LEGAL_BASIS,
        activities=letter_texts.ACTIVITIES,
        obligations=letter_texts.OBLIGATIONS_LIGHT,
        accountability=letter_texts.ACCOUNTABILITY_LIGHT,
        payment=letter_texts.payment(euro(total)),
        signatory=None,
    )
    return replace(content, **changes)


def school(draw: Random, parts: int) -> SchoolRow:
    """Return a row: a fixed amount, then drawn ones, of which the first counts pupils."""
    amounts = [410_400, *(draw.randint(9_000, 900_000) for _ in range(parts - 1))]
    pupils = f"{draw.randint(40, 600)} leerlingen"
    return SchoolRow(
        code=f"{draw.randint(1, 31):02}{draw.choice('ABCDEFGH')}{draw.choice('KLMNOPRT')}00",
        name=f"{draw.choice(KINDS)} {draw.choice(NAMES)}",
        place=draw.choice(PLACES),
        shares=[Share(euro(part), pupils if i == 1 else "") for i, part in enumerate(amounts)],
        hours=hours(sum(amounts)),
        amount=euro(sum(amounts)),
    )


def final(schools: int = 3, **changes: Any) -> GrantContent:
    """Return the content of a signed letter."""
    signed = {"concept": False, "date": "10 maart 2026", "signatory": SIGNATORY}
    return grant(schools, **(signed | changes))


def html(content: GrantContent) -> str:
    """Return the letter as HTML, the way the application makes it."""
    return render_to_string("subsidies/letter/grant.html", {"letter": content.as_json()})


def college_annex(schools: int) -> str:
    """Return the annex to a proposal for the college about invented schools, in no database."""
    names = [LONG_NAME, *(f"Stichting {name} voor basisonderwijs" for name in NAMES)]
    boards = [
        models.SchoolBoard(organisation=models.Organisation(key=f"{40000 + n}", name=name))
        for n, name in enumerate(names)
    ]
    rows = [
        SchoolAmount(
            school=models.School(
                organisation=models.Organisation(key=f"{n:02d}AA00", name=NAMES[n % len(NAMES)])
            ),
            board=boards[n % len(boards)],
            amount=Decimal("4104.00"),
            hours=Decimal("60.00"),
            components=[],
            previous=None if n == 0 else Decimal("4000.00"),
        )
        for n in range(schools)
    ]
    total = sum((row.amount for row in rows), Decimal("0.00"))
    town = models.Municipality(organisation=models.Organisation(key="9001", name="Wilgenstad"))
    calculation = Calculation(
        budget=total + 1,
        hourly_rate=Decimal("68.40"),
        total=total,
        remainder=Decimal("1.00"),
        rows=rows,
        key=read_key({"components": [{"kind": "fixed", "amount": "4104.00"}]}),
    )
    return annex_html(SubsidyYear(municipality=town, first_year=2026), calculation)
