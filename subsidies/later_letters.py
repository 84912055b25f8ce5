"""Letters that follow an earlier one: amendment, withdrawal, settlement (docs/verdeelsleutel.md).

Nothing that was sent is edited: each of these letters is new and points at the newest sent one.
Letters to one board go one after the other. While an earlier letter is not sent, or an earlier
change has no letter yet, the next one waits, and a sentence says for what.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import SchoolBoard
from partners.roles import Permission, require
from subsidies import letters
from subsidies.amendments import amounts_in_force, sums_by_board
from subsidies.models import AmendedAmount, DecisionLetter, SchoolChange, SubsidyYear
from subsidies.states import ENDING, ChangeState, IllegalMoveError, LetterKind, LetterState
from subsidies.year_log import record


@dataclass(frozen=True)
class Following:
    """The letter that follows to one board: its kind, or the sentence why it waits.

    `letter` is the one that is there already.
    """

    board: SchoolBoard
    before: Decimal
    after: Decimal
    kind: LetterKind
    letter: DecisionLetter | None = None
    supersedes: DecisionLetter | None = None
    waits: str = ""

    @property
    def is_due(self) -> bool:
        """Say whether the letter can be drafted now."""
        return self.letter is None and not self.waits


@dataclass(frozen=True)
class Outcome:
    """What drafting did: the new letters, and per board why one waits."""

    made: list[DecisionLetter] = field(default_factory=list)
    waiting: list[tuple[SchoolBoard, str]] = field(default_factory=list)


# --- amendments ---------------------------------------------------------------------------------


def following(change: SchoolChange) -> list[Following]:
    """Return the letters that follow from a change that was taken over, by board number.

    A board whose amount stays the same gets none. Source: Awb art. 4:48; policy choice.
    """
    after = sums_by_board(amounts_in_force(change.year, change=change))
    rows = change.amounts.select_related("board__organisation").exclude(before=F("after"))
    differences: dict[SchoolBoard, Decimal] = {}
    for row in rows.order_by("board__organisation__key"):
        known = differences.get(row.board, Decimal("0.00"))
        differences[row.board] = known + row.after - row.before
    return [
        _following(change, board, after.get(board.pk, Decimal("0.00")), difference)
        for board, difference in differences.items()
        if difference
    ]


def _following(
    change: SchoolChange, board: SchoolBoard, after: Decimal, difference: Decimal
) -> Following:
    """Return the letter of one board, or why it waits."""
    own = list(change.year.letters.current().filter(board=board).order_by("sent_at", "pk"))
    sent = [letter for letter in own if letter.state == LetterState.SENT]
    made = next((letter for letter in own if letter.change_id == change.pk), None)
    is_new = not sent and not change.year.allocations.filter(board=board, amount__gt=0).exists()
    newest = sent[-1] if sent else None
    waits = "" if made else _why_waiting(change, board, own, is_new=is_new)
    kind = LetterKind.GRANT if is_new else LetterKind.AMENDMENT
    if made:
        kind, newest = LetterKind(made.kind), made.supersedes
    return Following(board, after - difference, after, kind, made, newest, waits)


def _why_waiting(
    change: SchoolChange, board: SchoolBoard, own: list[DecisionLetter], *, is_new: bool
) -> str:
    """Return why the letter about a change cannot be drafted yet."""
    if waiting := next((one for one in own if one.state != LetterState.SENT), None):
        return _(
            "%s is nog niet verzonden. Verzend die brief eerst, of laat hem vervallen; daarna "
            "maken we deze."
        ) % (waiting.reference)
    if not own and not is_new:
        return _("Dit bestuur heeft nog geen verlening. Maak en verzend die eerst.")
    if own and own[-1].kind in ENDING:
        kind = own[-1].get_kind_display()
        return _("De laatste brief is een %s: daarna volgt geen wijziging meer.") % kind
    rows = AmendedAmount.objects.filter(board=board, change__year=change.year)
    first = rows.filter(change=change).order_by("pk").first()
    earlier = rows.filter(pk__lt=first.pk if first else 0).exclude(before=F("after"))
    told = [letter.change_id for letter in own]
    if missing := earlier.exclude(change__in=[pk for pk in told if pk]).first():
        return _("Maak eerst de brief over de eerdere wijziging: %s.") % missing.change
    return ""


@transaction.atomic
def draft_amendments(*, change_id: int, by: Actor, at: datetime) -> Outcome:
    """Draft the letters that follow from a change: one per board whose amount changes.

    A board with a sent letter gets an amendment of its newest one, a board that is new in this
    year a grant. A letter that is there already stays; one that cannot be made yet is named.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (the change was not taken over).
    """
    change = SchoolChange.objects.visible_to(by).get(pk=change_id)
    year = year_to_draft(change.year_id, by)
    if change.state != ChangeState.ACCEPTED:
        raise IllegalMoveError(_("Neem de wijziging eerst over; daarna volgen de brieven."))
    outcome = Outcome()
    for row in following(change):
        if row.waits:
            outcome.waiting.append((row.board, row.waits))
        elif row.letter is None:
            values = {"change": change, "supersedes": row.supersedes, "amount": row.after}
            letter = draft_letter(year, row.board, row.kind, by=by, at=at, **values)
            outcome.made.append(letter)
    return outcome


# --- what they share ----------------------------------------------------------------------------


def year_to_draft(year_id: int, by: Actor) -> SubsidyYear:
    """Return the year, locked, for who drafts its letters."""
    years = SubsidyYear.objects.visible_to(by).select_for_update(of=("self",))
    year = years.select_related("municipality__organisation").get(pk=year_id)
    require(by, Permission.DRAFT_LETTERS, year.municipality.organisation)
    return year


def draft_letter(
    year: SubsidyYear,
    board: SchoolBoard,
    kind: LetterKind,
    *,
    by: Actor,
    at: datetime,
    **values: Any,
) -> DecisionLetter:
    """Take a number, write what the letter says, queue its PDF and log it."""
    counter = letters.take_number(year, at)
    versions = year.letters.filter(board=board, kind=kind).aggregate(last=Max("version"))
    letter = DecisionLetter(
        year=year,
        board=board,
        kind=kind,
        version=(versions["last"] or 0) + 1,
        counter=counter,
        reference_year=counter.calendar_year,
        reference_number=counter.last_number,
        drafted_at=at,
        drafted_by=by.user,
        **values,
    )
    letters.renew(letter, at=at)
    details = {"reference": letter.reference, "amount": str(letter.amount)}
    record(year, f"letter.{kind.value}_drafted", target=letter, by=by, at=at, details=details)
    return letter
