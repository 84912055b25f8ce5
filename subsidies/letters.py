"""Decision letters: who gets one, its reference number, and keeping a draft as the facts are.

What a letter says is put together in `subsidies/letter_composing.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import SchoolBoard
from partners.roles import Permission, require
from subsidies import tasks
from subsidies.calculation import Calculation
from subsidies.letter_amounts import amounts_of, total_of
from subsidies.letter_composing import compose
from subsidies.letter_content import LetterContent
from subsidies.letter_differences import differences
from subsidies.letter_facts import YearFacts, facts_of, text_kind_of
from subsidies.letter_rules import mandate_on, why_not_day
from subsidies.models import DecisionLetter, LetterRun, ReferenceCounter, SubsidyYear
from subsidies.states import IllegalMoveError, LetterKind, LetterState, RenderState
from subsidies.year_log import record

NO_REFERENCE = "nog niet bekend (concept)"


@dataclass(frozen=True)
class Drafted:
    """What drafting did: the run, and how many letters are new, renewed or as they were."""

    run: LetterRun
    created: int
    renewed: int
    unchanged: int


@transaction.atomic
def draft_letters(
    *, year_id: int, by: Actor | None, at: datetime, sending_on: date | None = None
) -> Drafted:
    """Draft a grant letter for each board with an amount, and queue the PDFs.

    A draft whose content has changed since (an address was filled in) is renewed; a letter that
    left the draft state is never touched. A board whose address is missing gets its draft too, and
    one whose letter was cancelled gets a new version with a new number. With a sending day the
    drafts are planned for it, under the mandate of that day.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError: the year is not established, or no
    letter can be planned for that day. Source: Awb art. 4:29; policy choice, ADR 0006.
    """
    years = SubsidyYear.objects.all() if by is None else SubsidyYear.objects.visible_to(by)
    year = years.select_for_update(of=("self",)).get(pk=year_id)
    if by is not None:
        require(by, Permission.DRAFT_LETTERS, year.municipality.organisation)
    if not year.is_established:
        raise IllegalMoveError(
            _("%s is nog niet vastgesteld: stel eerst de verdeling vast.") % year.label
        )
    if sending_on is not None and (reason := why_not_day(year.municipality, sending_on, at)):
        raise IllegalMoveError(reason)
    facts = facts_of(year, at=at)
    run = LetterRun.objects.create(year=year, started_at=at, started_by=by.user if by else None)
    counts = {"created": 0, "renewed": 0, "unchanged": 0}
    for letter in _grants(facts, run):
        counts[_draft(facts, letter, run, sending_on)] += 1
    record(year, "letters.drafted", target=run, by=by, at=at, details=counts)
    return Drafted(run=run, **counts)


def _grants(facts: YearFacts, run: LetterRun) -> Iterable[DecisionLetter]:
    """Return the grant letter of each board with an amount, by board number; new ones unsaved.

    The rows are locked: whoever checks one meanwhile comes before or after, never in between.
    """
    rows = facts.year.letters.select_for_update(of=("self",)).filter(kind=LetterKind.GRANT)
    rows = rows.order_by("version", "pk")
    versions, current = {}, {}
    for letter in rows.select_related("board__organisation", "mandate__issuer__organisation"):
        versions[letter.board_id] = letter.version
        if letter.state != LetterState.CANCELLED:
            current[letter.board_id] = letter
    boards = {row.board.pk: row.board for row in facts.calculation.rows if row.amount}
    for board in sorted(boards.values(), key=lambda board: board.key):
        yield current.get(board.pk) or DecisionLetter(
            year=facts.year,
            board=board,
            kind=LetterKind.GRANT,
            version=versions.get(board.pk, 0) + 1,
            drafted_at=facts.at,
            drafted_by=run.started_by,
        )


def _draft(
    facts: YearFacts, letter: DecisionLetter, run: LetterRun, sending_on: date | None
) -> str:
    """Make or renew one draft; return which of the three it was."""
    if letter.state != LetterState.DRAFT:
        return "unchanged"
    outcome = "renewed"
    letter.year = facts.year
    if letter._state.adding:
        outcome = "created"
        number_letter(letter, facts.at)
    if sending_on is not None:
        letter.sending_on = sending_on
        letter.mandate = mandate_on(facts.municipality, sending_on)
    return outcome if _rewrite(facts, letter, run=run) else "unchanged"


def number_letter(letter: DecisionLetter, at: datetime) -> None:
    """Give a new letter its reference; the counter stays locked until the transaction ends."""
    counter = take_number(letter.year, at)
    letter.counter = counter
    letter.reference_year = counter.calendar_year
    letter.reference_number = counter.last_number


def _rewrite(facts: YearFacts, letter: DecisionLetter, run: LetterRun | None = None) -> bool:
    """Write what a draft says now and queue its PDF; say whether anything changed.

    A letter whose PDF failed is queued again, for its content may be what failed.
    """
    amounts = amounts_of(letter, facts.calculation)
    snapshot = compose(facts, letter, amounts, concept=True).as_json()
    text = facts.text(text_kind_of(letter))
    is_same = not letter._state.adding and letter.snapshot == snapshot
    if is_same and letter.render_state != RenderState.FAILED:
        return False
    letter.snapshot, letter.amount, letter.text = snapshot, total_of(amounts), text
    letter.run = run or letter.run
    queue(letter, at=facts.at)
    return True


def content_of(
    letter: DecisionLetter, *, at: datetime, concept: bool, facts: YearFacts | None = None
) -> LetterContent:
    """Return what a letter of any kind would say by the facts of this moment.

    Args: facts: of the letter's year, when they were read before for another letter.
    Raises: ValueError: not a concept, and something is missing.
    """
    facts = facts or facts_of(letter.year, at=at)
    return compose(facts, letter, amounts_of(letter, facts.calculation), concept=concept)


def renew(letter: DecisionLetter, *, at: datetime, facts: YearFacts | None = None) -> bool:
    """Write a draft anew from the facts of this moment and queue its PDF if it differs.

    Part of the caller's write and of its transaction, with the row locked.

    Says whether it did. A new letter that was not saved yet is saved by it.

    Raises: IllegalMoveError: the letter is no draft any more.
    """
    if letter.state != LetterState.DRAFT:
        raise IllegalMoveError(
            _("%s is geen concept meer: zet de brief eerst terug.") % letter.reference
        )
    return _rewrite(facts or facts_of(letter.year, at=at), letter)


def renew_drafts(*, year: SubsidyYear, at: datetime) -> int:
    """Renew every draft of an established year, in the caller's transaction.

    Returns how many say something else now.
    """
    if not year.is_established:
        return 0
    rows = year.letters.select_for_update(of=("self",)).filter(state=LetterState.DRAFT)
    facts = facts_of(year, at=at)
    renewed = 0
    for letter in rows.select_related(*CONTENT_PARTS):
        letter.year = year
        renewed += _rewrite(facts, letter)
    return renewed


def differs_from_facts(
    letter: DecisionLetter, *, at: datetime, facts: YearFacts | None = None
) -> str:
    """Name what a letter says otherwise than the facts of this moment, "" when nothing.

    Args: facts: of the letter's year, when they were read before for another letter.
    """
    now = content_of(letter, at=at, concept=True, facts=facts)
    return differences(letter.snapshot, now)


# What composing a letter reads of it: join these when several are read.
CONTENT_PARTS = (
    "board__organisation", "mandate__issuer__organisation", "supersedes", "change",
)  # fmt: skip


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
    *, year: SubsidyYear, board: SchoolBoard, calculation: Calculation, at: datetime
) -> LetterContent:
    """Return what the grant letter to one board would say now; takes no number, keeps nothing.

    Args: calculation: of the year, established or not.
    """
    letter = DecisionLetter(year=year, board=board, kind=LetterKind.GRANT)
    facts = facts_of(year, at=at, calculation=calculation)
    amounts = amounts_of(letter, calculation)
    return compose(facts, letter, amounts, concept=True, reference=NO_REFERENCE)


@transaction.atomic
def retry(*, letter_id: int, by: Actor, at: datetime) -> DecisionLetter:
    """Put a letter that was set aside back in the queue; a draft as the facts are now.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (its PDF did not fail, or it lapsed).
    """
    letters = DecisionLetter.objects.visible_to(by).select_for_update(of=("self",))
    letter = letters.get(pk=letter_id)
    require(by, Permission.DRAFT_LETTERS, letter.year.municipality.organisation)
    if letter.render_state != RenderState.FAILED:
        raise IllegalMoveError(_("%s is niet mislukt.") % letter.reference)
    if letter.state == LetterState.CANCELLED:
        raise IllegalMoveError(_("%s is vervallen: een pdf is niet nodig.") % letter.reference)
    if letter.state != LetterState.DRAFT or not renew(letter, at=at):
        queue(letter, at=at)
    record(letter.year, "letter.retried", target=letter, by=by, at=at)
    return letter
