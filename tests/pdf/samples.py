"""Invented letters of every size, for the tests of the PDF and for the benchmark."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from partners import models
from subsidies.calculation import Calculation, SchoolAmount
from subsidies.exports import annex_html
from subsidies.keys import read_key
from subsidies.letter_composing import AT_ONCE, IN_INSTALMENTS, SUBJECTS
from subsidies.letter_content import (
    Block,
    Board,
    ChangeRow,
    Component,
    Earlier,
    Instalment,
    Issuer,
    LetterContent,
    Municipality,
    SchoolRow,
    Section,
    Share,
    Signatory,
)
from subsidies.letter_texts import sections_of
from subsidies.letter_wording import fill
from subsidies.models import SubsidyYear
from subsidies.rendering import html_of
from subsidies.states import LetterKind, TextKind

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
    "begrotingspost 6.2 Onderwijs en jeugd",
]
FRAMEWORK = "Uitvoeringskader kwaliteitscoördinator 2026, versie 2"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">'
    '<path fill="#0a454b" d="M4 36V14l16-10 16 10v22zM46 10h66v6H46zM46 22h50v6H46z"/></svg>'
)
LABELS = ["Vast bedrag", "Leerlingen", "Achterstandsscore", "Doelgroeppeuters", "Ondergrens"]


# The same words in the same width, each time in another style.
STYLES = (
    '<!doctype html><html lang="nl"><title>Stijlen</title><style>'
    ".say::before { content: '(' } .say::after { content: attr(title) ')' }"
    ".loud::before { content: '(' counter(x) } </style><h1>Stijlen</h1>"
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
            "border-top: 1mm solid red; border-bottom-width: 2mm",
            "border-inline-start-style: dashed; border-left-width: 1mm",
            "border-style: none; outline: 1pt dotted #123456",
            "outline-width: 2mm; text-decoration: overline red dashed 2pt",
            "position: relative; left: 3mm; float: right",
            "position: absolute; top: 3mm; float: right",
            "border-top-style: solid; outline-style: dashed",
            "display: inline-block; visibility: hidden",
            "display: table-cell; text-transform: uppercase; font-size: 1.5em",
        ]
    )
    + '<p><u>Uren <strong>Uren</strong></u> Uren <span lang="tr">fi</span> fi</p>'
    + '<p class="say" title="a">Uren</p><p class="say" title="b">Uren</p><p class="say loud">Uren'
    + '<ul style="list-style: disc"><li>Uren</li><li class="say">Uren</li></ul>'
    + '<ol style="list-style: decimal inside"><li>Uren<li style="direction: rtl">Uren</ol>'
    + '<div style="direction: rtl; padding-inline-start: 19mm"><p>Uren</p></div>'
    + '<div style="margin-block: 3mm; padding-inline: 2mm"><p>Uren</p></div>'
    + '<div style="width: 20%; padding-left: 10%"><p>Welkomstbijeenkomst van € 12,00</p></div>'
    + '<div style="box-sizing: border-box; width: 40mm; padding: 5mm">'
    + "<p>Welkom bij ons op de grote dag van alles</p></div>"
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


def grant(
    schools: int = 3, *, parts: int = 1, seed: int = 1, regime: str = "light", **changes: Any
) -> LetterContent:
    """Return the content of a letter with this many schools and parts of the key."""
    draw = Random(seed)  # noqa: S311 - invented names, no secret
    rows = [school(draw, parts) for _ in range(schools)]
    amounts = [[cents(share.amount) for share in row.shares] for row in rows]
    total = sum(map(sum, amounts))
    components = [
        Component(label, euro(sum(column)))
        for label, column in zip(LABELS, zip(*amounts, strict=True), strict=False)
    ]
    content = replace(
        _frame(rows, total, components),
        reference=f"KOPO-2026-{seed:03}",
        calculation=[f"Elke school krijgt hetzelfde vaste bedrag: {euro(410_400)}."],
    )
    return finished(content, TextKind(f"grant_{regime}"), changes)


def change(schools: int = 3, *, kind: str = "amendment", **changes: Any) -> LetterContent:
    """Return the content of an amendment or withdrawal: old and new amounts side by side."""
    draw = Random(schools)  # noqa: S311 - invented names, no secret
    rows, lines, before, total = [], [], 0, 0
    for number in range(schools):
        row = school(draw, 1)
        old = cents(row.amount)
        new = 0 if kind == "withdrawal" else old * 5 // 12 if number == 0 else old
        before, total = before + old, total + new
        rows.append(replace(row, shares=[], hours=hours(new), amount=euro(new)))
        why = f"{euro(old)} voor vijf van de twaalf maanden: {euro(new)}."
        lines.append(ChangeRow(row.code, row.name, euro(old), euro(new), less(old - new), why))
    content = replace(
        _frame(rows, total),
        kind=kind,
        reference="KOPO-2027-007",
        subject=SUBJECTS[LetterKind(kind)],
        changes=lines,
        before_total=euro(before),
        difference=less(before - total),
        calculation=[f"{lines[0].name}: {lines[0].explanation}"] if kind == "amendment" else [],
        supersedes=Earlier("KOPO-2026-001", "10 maart 2026"),
    )
    return finished(content, TextKind(kind), changes)


def settlement(schools: int = 3, **changes: Any) -> LetterContent:
    """Return the content of a settlement: one exact amount, per school."""
    rows = [replace(row, shares=[]) for row in grant(schools).rows]
    content = replace(
        _frame(rows, sum(cents(row.amount) for row in rows)),
        kind="settlement",
        reference="KOPO-2027-031",
        subject=SUBJECTS[LetterKind.SETTLEMENT],
        supersedes=Earlier("KOPO-2026-001", "10 maart 2026"),
    )
    return finished(content, TextKind.SETTLEMENT, changes)


def less(cents: int) -> str:
    """Write a difference downwards as a Dutch amount."""
    return f"−\u00a0{euro(cents)}" if cents else euro(0)


def _frame(
    rows: list[SchoolRow], total: int, components: Sequence[Component] = ()
) -> LetterContent:
    """Return a letter without texts and without what differs by kind."""
    return LetterContent(
        kind="grant",
        concept=True,
        reference="KOPO-2026-001",
        date="",
        subject=SUBJECTS[LetterKind.GRANT],
        year="2026–2027",
        period_start="1 augustus 2026",
        period_end="31 juli 2027",
        municipality=MUNICIPALITY,
        issuer=ISSUER,
        board=BOARD,
        total=euro(total),
        hours=hours(total),
        components=list(components),
        rows=rows,
        calculation=[],
        hourly_rate=euro(6_840),
        ceiling=euro(total + 18),
        remainder=euro(18),
        legal_basis=LEGAL_BASIS,
        framework=FRAMEWORK,
        application="ambtshalve",
        sections=[],
        changes=[],
        before_total="",
        difference="",
        supersedes=None,
        instalments=[],
        budget_condition="",
        signatory=None,
    )


def finished(content: LetterContent, kind: TextKind, changes: dict[str, Any]) -> LetterContent:
    """Return a letter with these changes and the shipped texts, filled in from what it holds."""
    draft = replace(content, **(changes | {"concept": True}))
    values = values_of(draft)
    sections = []
    for spec in sections_of(kind):
        is_closed = spec.key == "voorbehoud" and not draft.budget_condition
        blocks = [] if is_closed else fill(spec.default, values)
        if spec.key == "motivering" and draft.kind == "grant":
            blocks = [Block("paragraph", text) for text in CUT] if len(draft.rows) == 9 else []
        if blocks:
            sections.append(Section(spec.key, spec.heading, blocks))
    draft = replace(draft, sections=changes.get("sections", sections))
    return replace(draft, concept=changes.get("concept", True))


# Grants to nine schools are lower than last year.
CUT = [
    f"U krijgt minder dan vorig jaar. Vorig jaar was het {euro(4_000_000)}.",
    "De Vlieger krijgt dit jaar geen subsidie. De reden: de school is gesloten.",
]


def values_of(content: LetterContent) -> dict[str, str]:
    """Return a value for every placeholder."""
    town, earlier = content.municipality, content.supersedes
    return {
        "gemeente": town.name,
        "college": f"het college van burgemeester en wethouders van {town.name}",
        "uitvoerder": content.issuer.name,
        "bestuur": content.board.name,
        "bestuursnummer": content.board.number,
        "kenmerk": content.reference,
        "verzenddatum": content.date or "nog niet bekend",
        "schooljaar": content.year,
        "begindatum": content.period_start,
        "einddatum": content.period_end,
        "bedrag": content.total,
        "uren": content.hours,
        "uurtarief": content.hourly_rate,
        "plafond": content.ceiling,
        "restant": content.remainder,
        "grondslag": " en ".join(content.legal_basis),
        "uitvoeringskader": content.framework,
        "aanvraag": content.application,
        "verantwoording_voor": "1 november 2027",
        "betaaltermijn": IN_INSTALMENTS if content.instalments else AT_ONCE,
        "voorbehoud_bedrag": content.budget_condition,
        "bezwaaradres": ", ".join(town.objection_address),
        "bezwaar_web": town.objection_url,
        "contact": content.issuer.contact or content.issuer.name,
        "email": content.issuer.email,
        "telefoon": content.issuer.phone,
        "oud_bedrag": content.before_total,
        "nieuw_bedrag": content.total,
        "verschil": content.difference,
        "eerder_kenmerk": earlier.reference if earlier else "",
        "eerdere_datum": earlier.date if earlier else "",
        "reden": "Basisschool De Linde sluit op 1 januari 2027.",
        "ingangsdatum": "1 januari 2027",
    }


def instalments(content: LetterContent) -> list[Instalment]:
    """Return a schedule of two days that adds up to the total of a letter."""
    total = cents(content.total)
    return [
        Instalment("15 augustus 2026", euro(total // 2)),
        Instalment("15 februari 2027", euro(total - total // 2)),
    ]


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


SIGNED: dict[str, Any] = {"concept": False, "date": "10 maart 2026", "signatory": SIGNATORY}


def final(schools: int = 3, **changes: Any) -> LetterContent:
    """Return the content of a signed letter."""
    return grant(schools, **(SIGNED | changes))


def html(content: LetterContent) -> str:
    """Return the letter as HTML, the way the application makes it: from its stored snapshot."""
    return html_of(content.as_json())


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
