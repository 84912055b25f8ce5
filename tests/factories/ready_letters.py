"""Letters for tests that miss nothing, in any state, and what happens to their schools."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partners.models import IssuerMandate, SchoolBoard
from subsidies import letters
from subsidies.models import (
    AmendedAmount,
    DecisionLetter,
    LetterTerms,
    SchoolChange,
    SubsidyYear,
)
from subsidies.states import ChangeKind, ChangeState, FigureKind, LetterKind, LetterState
from tests.factories.partners import IssuerMandateFactory, LetterIssuerFactory, UserFactory
from tests.factories.subsidies import (
    AT,
    SchoolFigureFactory,
    make_established,
    make_municipality,
)

SENDING_ON = date(2026, 3, 10)
FRAMEWORK = "Uitvoeringskader kwaliteitscoördinator 2026, versie 2"
BASIS = "artikel 3 van de Algemene subsidieverordening Wilgenstad"


def make_mandate(municipality: Any, **values: Any) -> IssuerMandate:
    """Return a mandate with a signatory, of an issuer with a whole letterhead."""
    issuer = LetterIssuerFactory(
        address_lines=["Postbus 1", "5200 AA  Wilgenstad"],
        contact_name="J. Eik",
        contact_email="subsidie@uitvoerder.example",
        contact_phone="073 000 00 00",
    )
    given = {"signatory_name": "M. Wilg", "issuer": issuer} | values
    mandate: IssuerMandate = IssuerMandateFactory(municipality=municipality, **given)
    return mandate


def make_ready_year(
    *,
    boards: int = 1,
    schools: int = 1,
    terms: dict[str, Any] | None = None,
    previous: tuple[str, ...] = (),
    years: int = 1,
    closed: int = 0,
    **values: Any,
) -> SubsidyYear:
    """Return an established year whose letters miss nothing but a planned day.

    `previous` is what the schools got last year, and in `years` years in a row; the last `closed`
    schools are not there any more.
    """
    municipality = make_municipality(
        boards=boards,
        schools=schools,
        objection_lines=["Postbus 2", "5200 AA  Wilgenstad"],
        objection_url="www.wilgenstad.example/bezwaar",
        privacy_contact="privacy@wilgenstad.example",
    )
    make_mandate(municipality)
    places = list(municipality.schools.order_by("organisation__key"))
    for school, amount in zip(places, previous, strict=False):
        for back in range(1, years + 1):
            SchoolFigureFactory(
                school=school, kind=FigureKind.GRANTED, date=date(2026 - back, 8, 1), value=amount
            )
    for school in places[len(places) - closed :]:
        school.closed_on = date(2026, 7, 1)
        school.save()
    year = make_established(municipality, **({"legal_basis": BASIS} | values))
    make_terms(year, **(terms or {}))
    return year


def make_terms(year: SubsidyYear, **values: Any) -> LetterTerms:
    """Return the terms of a year; the framework is known, and in `standard` the day to account."""
    given: dict[str, Any] = {"framework": FRAMEWORK, "saved_at": AT}
    if year.regime == "standard":
        given["accountability_on"] = date(year.last_year, 11, 1)
    return LetterTerms.objects.create(year=year, **(given | values))


def make_ready_letters(
    *, at: datetime = AT, sending_on: date | None = SENDING_ON, **values: Any
) -> list[DecisionLetter]:
    """Return drafts that miss nothing: planned, with every element."""
    year = make_ready_year(**values)
    letters.draft_letters(year_id=year.pk, by=None, at=at, sending_on=sending_on)
    return list(year.letters.order_by("reference_number"))


def put_in(letter: DecisionLetter, state: LetterState, *, at: datetime = AT) -> DecisionLetter:
    """Return the letter in a state, with the evidence that the state needs, and nothing else.

    A sent letter needs its PDF: `render_state` is the caller's.
    """
    steps = {
        LetterState.DRAFT: (),
        LetterState.CHECKED: ("checked",),
        LetterState.SIGNED: ("checked", "signed"),
        LetterState.SENT: ("checked", "signed", "sent"),
        LetterState.CANCELLED: ("cancelled",),
    }[state]
    letter.state = state
    for step in steps:
        setattr(letter, f"{step}_at", at)
        setattr(letter, f"{step}_by", UserFactory())
    letter.save()
    return letter


def make_change(
    letter: DecisionLetter,
    *,
    board: SchoolBoard | None = None,
    after: str = "1000.00",
    number: int = 0,
) -> SchoolChange:
    """Return an accepted change: a school of the letter, the first one, closes on 1 January."""
    rows = letter.year.allocations.filter(board=letter.board)
    row = rows.order_by("school__organisation__key")[number]
    change = SchoolChange.objects.create(
        year=letter.year,
        kind=ChangeKind.CLOSED,
        school=row.school,
        effective_on=date(letter.year.first_year + 1, 1, 1),
        state=ChangeState.ACCEPTED,
        reported_at=AT,
        decided_at=AT,
        decided_by=UserFactory(),
    )
    AmendedAmount.objects.create(
        change=change,
        school=row.school,
        board=board or letter.board,
        before=Decimal("0.00") if board else row.amount,
        after=Decimal(after),
        explanation="Het bedrag loopt tot en met december 2026: 5 van de 12 maanden.",
    )
    return change


def make_later(
    letter: DecisionLetter, kind: LetterKind, *, at: datetime = AT, **values: Any
) -> DecisionLetter:
    """Return a draft that follows a letter, planned and rendered anew from the facts."""
    given = {"board": letter.board, "supersedes": letter, "sending_on": SENDING_ON} | values
    later = DecisionLetter(
        year=letter.year, kind=kind, drafted_at=at, mandate=letter.mandate, **given
    )
    letters.number_letter(later, at)
    letters.renew(later, at=at)
    return later
