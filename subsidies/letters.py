"""Decision letters: who gets one, what it says, and its reference number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import HARD_SPACE, date_words, euro, hours, school_year
from partners import audit
from partners.access import Actor
from partners.models import IssuerMandate, SchoolBoard
from partners.roles import Permission, require
from partners.school_import import place_name
from subsidies import letter_texts as texts
from subsidies import tasks
from subsidies.keys import in_words, read_key
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
from subsidies.models import Allocation, DecisionLetter, LetterRun, ReferenceCounter, SubsidyYear
from subsidies.school_years import period_of
from subsidies.states import IllegalMoveError, LetterKind, LetterState, Regime, RenderState
from subsidies.trace import units_in_words
from subsidies.years import current_key

# In the letter itself, so never translated.
LABELS = {
    "fixed": "Vast bedrag",
    "hours_rate": "Vast bedrag",
    "previous_year": "Bedrag vorig jaar",
    "per_pupil": "Per leerling",
    "per_inflow": "Per vierjarige",
    "per_target_toddler": "Per doelgroeppeuter",
    "per_kindcentrum": "Per kindcentrum",
    "disadvantage": "Achterstandsscore",
    "minimum": "Ondergrens",
    "maximum": "Bovengrens",
}


@dataclass(frozen=True)
class Drafted:
    """What drafting did: the run, and how many letters are new, renewed or as they were."""

    run: LetterRun
    created: int
    renewed: int
    unchanged: int


@transaction.atomic
def draft_letters(*, year_id: int, by: Actor | None, at: datetime) -> Drafted:
    """Draft a grant letter for each board with an amount, and queue the PDFs.

    A draft whose content has changed since (an address was filled in) is renewed; a letter that
    left the draft state is never touched. A board whose address is missing gets its draft too.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (the year is not established).
    Source: Awb art. 4:29; policy choice, ADR 0006.
    """
    years = SubsidyYear.objects.all() if by is None else SubsidyYear.objects.visible_to(by)
    year = years.select_for_update(of=("self",)).get(pk=year_id)
    if by is not None:
        require(by, Permission.DRAFT_LETTERS, year.municipality.organisation)
    if not year.is_established:
        raise IllegalMoveError(
            _("%s is nog niet vastgesteld: stel eerst de verdeling vast.") % year.label
        )
    run = LetterRun.objects.create(year=year, started_at=at, started_by=by.user if by else None)
    known = {
        letter.board_id: letter
        for letter in year.letters.current().filter(kind=LetterKind.GRANT, version=1)
    }
    counts = {"created": 0, "renewed": 0, "unchanged": 0}
    facts = _Facts.of(year, at)
    for board, rows in _rows_by_board(year):
        counts[_draft(facts, board, rows, known.get(board.pk), run)] += 1
    audit.record(
        by=by,
        action="letters.drafted",
        target=run,
        organisation=year.municipality.organisation,
        at=at,
        details=counts,
    )
    return Drafted(run=run, **counts)


@dataclass(frozen=True)
class _Facts:
    """What all letters of a year have in common."""

    year: SubsidyYear
    mandate: IssuerMandate | None
    labels: dict[int, str]
    calculation: list[str]
    at: datetime

    @classmethod
    def of(cls, year: SubsidyYear, at: datetime) -> "_Facts":
        """Read the year's key and the mandate that is in force now.

        Raises: IllegalMoveError: no key, or a regime that has no texts.
        """
        if year.regime != Regime.LIGHT:
            raise IllegalMoveError(
                _("Voor de verantwoording “%(regime)s” zijn er nog geen brieven: kies licht.")
                % {"regime": Regime(year.regime).label}
            )
        key = current_key(year)
        if key is None:
            raise IllegalMoveError(_("%s heeft geen verdeelsleutel.") % year.label)
        mandates = IssuerMandate.objects.active_on(timezone.localdate(at))
        mandate = (
            mandates.filter(municipality=year.municipality)
            .select_related("issuer__organisation")
            .order_by("pk")
            .first()
        )
        parts = read_key(key.definition)
        labels = {part.place: LABELS[part.kind] for part in parts.components}
        return cls(year, mandate, labels, in_words(parts), at)


def _rows_by_board(year: SubsidyYear) -> list[tuple[SchoolBoard, list[Allocation]]]:
    """Return the boards with an amount, by number, each with its rows by school code."""
    grouped: dict[int, list[Allocation]] = defaultdict(list)
    rows = year.allocations.select_related("school__organisation", "board__organisation")
    for row in rows.order_by("board__organisation__key", "school__organisation__key"):
        grouped[row.board_id].append(row)
    return [(group[0].board, group) for group in grouped.values() if any(r.amount for r in group)]


def _draft(
    facts: _Facts,
    board: SchoolBoard,
    rows: list[Allocation],
    letter: DecisionLetter | None,
    run: LetterRun,
) -> str:
    """Make or renew one draft; return which of the three it was."""
    amount = sum((row.amount for row in rows), Decimal("0.00"))
    if letter is None:
        counter = take_number(facts.year, facts.at)
        letter = DecisionLetter(
            year=facts.year,
            board=board,
            kind=LetterKind.GRANT,
            counter=counter,
            reference_year=counter.calendar_year,
            reference_number=counter.last_number,
            drafted_at=facts.at,
            drafted_by=run.started_by,
        )
        outcome = "created"
    elif letter.state != LetterState.DRAFT:
        return "unchanged"
    else:
        outcome = "renewed"
    snapshot = _content(facts, board, rows, letter.reference).as_json()
    if (
        outcome == "renewed"
        and letter.snapshot == snapshot
        and letter.render_state != RenderState.FAILED
    ):
        return "unchanged"
    letter.snapshot, letter.amount, letter.run = snapshot, amount, run
    queue(letter, at=facts.at)
    return outcome


def queue(letter: DecisionLetter, *, at: datetime) -> None:
    """Put a letter in the queue for its PDF, save it and ring a worker after the commit."""
    letter.render_state, letter.render_attempts, letter.render_error = RenderState.QUEUED, 0, ""
    letter.render_not_before, letter.sha256, letter.pages = at, "", 0
    letter.save()
    transaction.on_commit(partial(tasks.ring, letter.pk))


def take_number(year: SubsidyYear, at: datetime) -> ReferenceCounter:
    """Take the next number of this municipality and calendar year, without gaps.

    The counter stays locked until the caller's transaction ends; `last_number` is the one taken.
    """
    counter, _is_new = ReferenceCounter.objects.select_for_update().get_or_create(
        municipality=year.municipality, calendar_year=timezone.localdate(at).year
    )
    counter.last_number += 1
    counter.save()
    return counter


def concept_content(
    *, year: SubsidyYear, board: SchoolBoard, rows: Sequence[Any], at: datetime
) -> GrantContent:
    """Return what a letter would say now, without a number; `rows` are its schools' amounts.

    Raises: IllegalMoveError (the year has no key), InvalidKeyError.
    """
    return _content(_Facts.of(year, at), board, rows, texts.NO_REFERENCE)


def _content(
    facts: _Facts, board: SchoolBoard, rows: Sequence[Allocation], reference: str
) -> GrantContent:
    """Return what the letter says, all in its final words."""
    year, mandate = facts.year, facts.mandate
    first_day, last_day = period_of(year)
    total = euro(sum((row.amount for row in rows), Decimal("0.00")))
    columns = _columns(facts, rows)
    return GrantContent(
        concept=True,
        reference=reference,
        date="",
        year=school_year(year.label),
        period_start=date_words(first_day),
        period_end=date_words(last_day),
        municipality=_municipality(year),
        issuer=_issuer(mandate, year),
        board=_board(board),
        total=total,
        hours=_bare_hours(sum((row.hours for row in rows), Decimal("0.00"))),
        components=_components(columns, rows),
        rows=[_row(row, columns) for row in rows],
        calculation=facts.calculation,
        hourly_rate=euro(year.hourly_rate),
        ceiling=euro(year.budget),
        remainder=euro(year.remainder) if year.remainder else "",
        legal_basis=[line for line in (year.legal_basis, year.budget_line) if line],
        activities=texts.ACTIVITIES,
        obligations=texts.OBLIGATIONS_LIGHT,
        accountability=texts.ACCOUNTABILITY_LIGHT,
        payment=texts.payment(total),
        signatory=_signatory(mandate),
    )


def _board(board: SchoolBoard) -> Board:
    return Board(
        name=board.name,
        number=board.key,
        kvk=board.kvk_number,
        attention="T.a.v. het bestuur",
        address=_address(board),
    )


def _signatory(mandate: IssuerMandate | None) -> Signatory | None:
    if mandate is None:
        return None
    return Signatory(
        name=mandate.signatory_name,
        function=mandate.signatory_function,
        mandate=mandate.reference,
    )


def _columns(facts: _Facts, rows: Sequence[Allocation]) -> dict[int, str]:
    """Return the label of each column: the parts of the key, then the bounds that hold here."""
    bounds = {
        part["place"]: LABELS[part["kind"]]
        for row in rows
        for part in row.components
        if part["kind"] in {"minimum", "maximum"}
    }
    return facts.labels | dict(sorted(bounds.items()))


def _by_place(row: Allocation) -> dict[int, dict[str, Any]]:
    """Return the stored steps of a school by their column; a step without a place counts on."""
    return {part.get("place", number): part for number, part in enumerate(row.components, 1)}


def _components(columns: dict[int, str], rows: Sequence[Allocation]) -> list[Component]:
    """Return each column with its sum over the rows."""
    totals = dict.fromkeys(columns, Decimal("0.00"))
    for row in rows:
        for place, part in _by_place(row).items():
            if place in totals:
                totals[place] += Decimal(part["amount"])
    return [Component(label, euro(totals[place])) for place, label in columns.items()]


def _row(row: Allocation, columns: dict[int, str]) -> SchoolRow:
    """Return one school; in a column that it has no step for it gets nothing."""
    steps = _by_place(row)
    nothing = {"kind": "", "amount": "0.00"}
    parts = [steps.get(place, nothing) for place in columns]
    return SchoolRow(
        code=row.school.key,
        name=row.school.name,
        place=place_name(row.school.city),
        shares=[Share(euro(part["amount"]), units_in_words(part)) for part in parts],
        hours=_bare_hours(row.hours),
        amount=euro(row.amount),
    )


def _bare_hours(value: Decimal) -> str:
    return hours(value).replace(f"{HARD_SPACE}uur", "")


def _address(board: SchoolBoard) -> list[str]:
    """Return the lines of an envelope, with the place in ordinary letters."""
    if not board.address_lines:
        return []
    return [board.address_lines[0], f"{board.postcode}  {place_name(board.city)}"]


def _municipality(year: SubsidyYear) -> Municipality:
    municipality = year.municipality
    return Municipality(
        name=municipality.name,
        code=municipality.key,
        objection_address=municipality.objection_lines,
        objection_url="",
        privacy_contact=municipality.privacy_contact,
    )


def _issuer(mandate: IssuerMandate | None, year: SubsidyYear) -> Issuer:
    """Return the sender: the mandated issuer, else the municipality itself."""
    if mandate is None:
        municipality = year.municipality
        return Issuer(
            name=_("Gemeente %s") % municipality.name,
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
        phone="",
    )


@transaction.atomic
def retry(*, letter_id: int, by: Actor, at: datetime) -> DecisionLetter:
    """Put a letter that was set aside back in the queue.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (its PDF did not fail).
    """
    letters = DecisionLetter.objects.visible_to(by).select_for_update(of=("self",))
    letter = letters.get(pk=letter_id)
    organisation = letter.year.municipality.organisation
    require(by, Permission.DRAFT_LETTERS, organisation)
    if letter.render_state != RenderState.FAILED:
        raise IllegalMoveError(_("%s is niet mislukt.") % letter.reference)
    queue(letter, at=at)
    audit.record(by=by, action="letter.retried", target=letter, organisation=organisation, at=at)
    return letter
