"""What the letters of a year have in common, and the parts of a letter that are no text."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words, euro
from partners.models import IssuerMandate, SchoolBoard
from partners.models import Municipality as MunicipalityRow
from partners.school_import import place_name
from subsidies import letter_text_versions
from subsidies.calculation import Calculation, calculate
from subsidies.keys import InvalidKeyError
from subsidies.letter_content import Board, Instalment, Issuer, Municipality, Signatory
from subsidies.letter_rules import mandate_on
from subsidies.models import DecisionLetter, LetterTerms, LetterText, SubsidyYear
from subsidies.rounding import split, split_by_calendar_year
from subsidies.states import IllegalMoveError, LetterKind, Regime, TextKind
from subsidies.trace import euros

EX_OFFICIO = "ambtshalve"


@dataclass(frozen=True)
class YearFacts:
    """The facts of one year that its letters rest on, read once for all of them."""

    year: SubsidyYear
    calculation: Calculation
    at: datetime

    @property
    def municipality(self) -> MunicipalityRow:
        """Return the municipality of the year."""
        return self.year.municipality

    @cached_property
    def mandate(self) -> IssuerMandate | None:
        """Return the mandate in force now: it says who prepares and sends the letters."""
        return mandate_on(self.municipality, timezone.localdate(self.at))

    @cached_property
    def terms(self) -> LetterTerms | None:
        """Return what was filled in for the letters of this year."""
        return LetterTerms.objects.filter(year=self.year).first()

    @cached_property
    def contacts(self) -> dict[int, str]:
        """Return to whose attention letters go, by board, where that is known."""
        rows = self.municipality.board_relations.exclude(contact_name="")
        return dict(rows.values_list("board", "contact_name"))

    @cached_property
    def _versions(self) -> dict[TextKind, LetterText | None]:
        return {}

    def text(self, kind: TextKind) -> LetterText | None:
        """Return the municipality's own version of the texts of a kind; None: the shipped ones."""
        if kind not in self._versions:
            self._versions[kind] = letter_text_versions.current_text(self.municipality, kind)
        return self._versions[kind]


def facts_of(
    year: SubsidyYear, *, at: datetime, calculation: Calculation | None = None
) -> YearFacts:
    """Return the facts of a year. Raises: IllegalMoveError: it has no key."""
    try:
        return YearFacts(year, calculation or calculate(year), at)
    except InvalidKeyError as error:
        raise IllegalMoveError(_("%s heeft geen verdeelsleutel.") % year.label) from error


def text_kind_of(letter: DecisionLetter) -> TextKind:
    """Return which texts a letter uses: those of its kind, of a grant by regime."""
    if letter.kind != LetterKind.GRANT:
        return TextKind(letter.kind)
    is_light = letter.year.regime == Regime.LIGHT
    return TextKind.GRANT_LIGHT if is_light else TextKind.GRANT_STANDARD


def instalments_of(terms: LetterTerms | None, total: Decimal) -> list[Instalment]:
    """Return the payment schedule: the total by percentage, to the cent by largest remainder.

    Source: Awb art. 4:95; rounding as ADR 0003.
    """
    if terms is None or not terms.instalments:
        return []
    weights = [int(Decimal(share) * 100) for _day, share in terms.instalments]
    amounts = split(int(total * 100), weights)
    return [
        Instalment(date_words(date.fromisoformat(day)), euro(euros(cents)))
        for (day, _share), cents in zip(terms.instalments, amounts, strict=True)
    ]


def budget_condition_of(terms: LetterTerms | None, total: Decimal) -> str:
    """Return the part that rests on a budget not adopted yet: 7/12 of it. Source: Awb art. 4:34."""
    if terms is None or not terms.is_budget_open:
        return ""
    return euro(euros(split_by_calendar_year(int(total * 100))[1]))


def application_of(letter: DecisionLetter, terms: LetterTerms | None) -> str:
    """Return on which application the letter decides, "" while that is to be filled in."""
    if terms is None or not terms.is_on_application:
        return EX_OFFICIO
    if letter.application_on is None:
        return ""
    number = f" met nummer {letter.application_number}" if letter.application_number else ""
    return f"op uw aanvraag van {date_words(letter.application_on)}{number}"


def legal_basis_of(year: SubsidyYear, terms: LetterTerms | None) -> list[str]:
    """Return the phrases that follow "op grond van". Source: Awb art. 4:23."""
    basis = year.legal_basis or (terms.basis if terms else "")
    return [line for line in (basis, year.budget_line) if line]


def board_of(board: SchoolBoard, contact: str) -> Board:
    """Return the addressee, the board as a legal entity, to a contact's attention if known."""
    return Board(
        name=board.name,
        number=board.key,
        kvk=board.kvk_number,
        attention=f"T.a.v. {contact or 'het bestuur'}",
        address=_address(board),
    )


def _address(board: SchoolBoard) -> list[str]:
    """Return the lines of an envelope, with the place in ordinary letters."""
    if not board.address_lines:
        return []
    return [board.address_lines[0], f"{board.postcode}  {place_name(board.city)}"]


def municipality_of(municipality: MunicipalityRow) -> Municipality:
    """Return the municipality as letters show it."""
    return Municipality(
        name=municipality.name,
        code=municipality.key,
        objection_address=municipality.objection_lines,
        objection_url=municipality.objection_url,
        privacy_contact=municipality.privacy_contact,
        logo=municipality.logo,
    )


def issuer_of(mandate: IssuerMandate | None, municipality: MunicipalityRow) -> Issuer:
    """Return the sender: the mandated issuer, else the municipality itself."""
    if mandate is None:
        return Issuer(
            name=f"Gemeente {municipality.name}",
            tagline="",
            address=municipality.letterhead_lines,
            contact="",
            email=municipality.contact_email,
            phone="",
        )
    issuer = mandate.issuer
    return Issuer(
        name=issuer.name,
        tagline=issuer.tagline,
        address=issuer.address_lines,
        contact=issuer.contact_name,
        email=issuer.contact_email,
        phone=issuer.contact_phone,
    )


def signatory_of(mandate: IssuerMandate | None) -> Signatory | None:
    """Return who signs by a mandate; nobody while none is chosen. Source: Awb art. 10:10."""
    if mandate is None:
        return None
    return Signatory(
        name=mandate.signatory_name,
        function=mandate.signatory_function,
        mandate=mandate.reference,
    )
