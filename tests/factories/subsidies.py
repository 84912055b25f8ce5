"""Subsidy years, amounts and letters for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partners.access import Actor
from partners.models import Municipality, School, SchoolBoard
from partners.states import Role
from subsidies.letters import draft_letters
from subsidies.models import (
    DecisionLetter,
    ReferenceCounter,
    SchoolFigure,
    SubsidyYear,
    YearComment,
)
from subsidies.states import FigureKind, LetterKind
from subsidies.years import establish, save_year
from tests.factories.partners import (
    IssuerMandateFactory,
    LetterIssuerFactory,
    MunicipalityFactory,
    SchoolBoardFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)

AT = datetime(2026, 2, 16, 9, 42, tzinfo=UTC)
NOTE = "Niet voorgelegd: de verdeling is als vorig jaar."
FIXED = {"components": [{"kind": "fixed", "amount": "2500.00"}]}


def make_municipality(*, boards: int = 2, schools: int = 3, **values: Any) -> Municipality:
    """Return a municipality whose schools are dealt out over its boards."""
    municipality = MunicipalityFactory(**values)
    owners: list[SchoolBoard] = [SchoolBoardFactory() for _ in range(boards)]
    for place in range(schools):
        make_school(municipality, owners[place % boards], place)
    return municipality


def make_school(municipality: Municipality, board: SchoolBoard, place: int) -> School:
    """Return a school whose code follows its place."""
    number = School.objects.count()
    school: School = SchoolFactory(
        municipality=municipality,
        board=board,
        key=f"{number // 676 % 100:02d}{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}00",
        city="Wilgenstad",
        name=f"Basisschool De Wilg {place}",
    )
    return school


def make_year(
    municipality: Municipality, *, by: Actor | None = None, definition: Any = None, **values: Any
) -> SubsidyYear:
    """Return a draft year 2026-2027."""
    given = {"budget": "10000.00", "hourly_rate": "68.40", "first_year": 2026} | values
    return save_year(
        municipality=municipality, definition=definition or FIXED, by=by, at=AT, **given
    )


def make_established(municipality: Municipality, **values: Any) -> SubsidyYear:
    """Return an established year, established by a new policy officer."""
    officer = make_actor(Role.GEM, municipality)
    year = make_year(municipality, **values)
    return establish(year_id=year.pk, by=officer, at=AT, skipped_note=NOTE)


def make_issuer_actor(municipality: Municipality, role: Role = Role.ISS) -> Actor:
    """Return a clerk or signatory of an issuer with a mandate for the municipality."""
    issuer = LetterIssuerFactory()
    IssuerMandateFactory(issuer=issuer, municipality=municipality, signatory_name="M. Wilg")
    return make_actor(role, issuer)


def make_letters(
    municipality: Municipality, *, at: datetime = AT, **values: Any
) -> list[DecisionLetter]:
    """Return the drafted letters of a new established year."""
    year = make_established(municipality, **values)
    draft_letters(year_id=year.pk, by=None, at=at)
    return list(year.letters.order_by("reference_number"))


def make_bare_letters(year: SubsidyYear) -> list[DecisionLetter]:
    """Return a letter without text to each board of an established year, whatever its regime."""
    totals: dict[int, Decimal] = {}
    for row in year.allocations.order_by("board"):
        totals[row.board_id] = totals.get(row.board_id, Decimal(0)) + row.amount
    counter, _is_new = ReferenceCounter.objects.get_or_create(
        municipality=year.municipality,
        calendar_year=AT.year,
        defaults={"last_number": len(totals)},
    )
    return [
        DecisionLetter.objects.create(
            year=year,
            counter=counter,
            board_id=board,
            kind=LetterKind.GRANT,
            reference_year=AT.year,
            reference_number=number,
            amount=total,
            snapshot={},
            drafted_at=AT,
        )
        for number, (board, total) in enumerate(totals.items(), start=1)
    ]


class SchoolFigureFactory(DjangoModelFactory[SchoolFigure]):
    """Pupils of a school on 1 October 2025."""

    class Meta:
        model = SchoolFigure

    school = factory.SubFactory(SchoolFactory)
    kind = FigureKind.PUPILS
    date = date(2025, 10, 1)
    value = Decimal(200)
    source = "leerlingen.csv"
    imported_at = factory.LazyFunction(timezone.now)


class YearCommentFactory(DjangoModelFactory[YearComment]):
    """What a municipality said about its own proposal."""

    class Meta:
        model = YearComment

    year = factory.LazyFunction(lambda: make_year(make_municipality()))
    organisation = factory.LazyAttribute(lambda row: row.year.municipality.organisation)
    author = factory.SubFactory(UserFactory)
    text = "Klopt zo."
    written_at = factory.LazyFunction(timezone.now)
