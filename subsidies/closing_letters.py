"""Letters that end a subsidy: its withdrawal, and its settlement after the year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words, euro
from partners.access import Actor
from partners.models import SchoolBoard
from subsidies.amendments import ChangeError, amounts_in_force, sums_by_board
from subsidies.later_letters import Following, Outcome, draft_letter, year_to_draft
from subsidies.letter_grounds import AFTER_SETTLEMENT, BEFORE_SETTLEMENT, LOWER, grounded
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.stands import last_day_of
from subsidies.states import IllegalMoveError, LetterKind, LetterState, Regime

LATEST_YEARS = 5  # Awb art. 4:49, third paragraph


@dataclass(frozen=True)
class Lower:
    """A settlement below the amount in force: what it becomes, on which ground, and why."""

    amount: Decimal
    ground: str
    reasons: str


# --- withdrawal ---------------------------------------------------------------------------------


def is_settled(letter: DecisionLetter) -> bool:
    """Say whether the subsidy of a sent letter is settled: by itself, or by a later letter.

    Source: Awb art. 4:43 (the regime `light` grants and settles at once), 4:49.
    """
    if letter.year.regime == Regime.LIGHT:
        return True
    sent = letter.year.letters.filter(state=LetterState.SENT, kind=LetterKind.SETTLEMENT)
    return sent.filter(board=letter.board_id).exists()


def grounds_of(letter: DecisionLetter) -> dict[str, str]:
    """Return the grounds on which this subsidy can be taken back, by their code."""
    return AFTER_SETTLEMENT if is_settled(letter) else BEFORE_SETTLEMENT


def why_not_withdrawn(letter: DecisionLetter, at: datetime) -> str:
    """Return why a letter cannot be taken back, or nothing when it can."""
    if letter.state != LetterState.SENT or letter.sent_at is None:
        return _("Alleen een verzonden brief trek je in; laat een andere vervallen.")
    if letter.kind == LetterKind.WITHDRAWAL:
        return _("Deze brief is zelf een intrekking.")
    own = letter.year.letters.current().filter(board=letter.board_id).exclude(pk=letter.pk)
    if waiting := own.exclude(state=LetterState.SENT).first():
        return _("%s is nog niet verzonden: verzend die brief of laat hem vervallen.") % (
            waiting.reference
        )
    if later := own.filter(sent_at__gt=letter.sent_at).order_by("-sent_at").first():
        return _("Er is een latere brief: trek %s in.") % later.reference
    last = timezone.localdate(letter.sent_at) + relativedelta(years=LATEST_YEARS)
    if is_settled(letter) and timezone.localdate(at) > last:
        return _(
            "De vaststelling is langer dan vijf jaar geleden: intrekken kon tot en met %s."
        ) % (date_words(last))
    return ""


@transaction.atomic
def draft_withdrawal(
    *, letter_id: int, ground: str, reasons: str, by: Actor, at: datetime
) -> DecisionLetter:
    """Draft the withdrawal of the newest sent letter to a board, on a ground of the law.

    Args: ground: a code of `grounds_of`. reasons: what happened, in words for the board.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, ChangeError (no ground, no reasons).
    Source: Awb art. 4:48 before the settlement, 4:49 after it (five years at most).
    """
    letter = DecisionLetter.objects.visible_to(by).get(pk=letter_id)
    year = year_to_draft(letter.year_id, by)
    if refusal := why_not_withdrawn(letter, at):
        raise IllegalMoveError(refusal)
    text = grounded(grounds_of(letter), ground, reasons)
    values = {"supersedes": letter, "amount": Decimal("0.00"), "reasons": text}
    return draft_letter(year, letter.board, LetterKind.WITHDRAWAL, by=by, at=at, **values)


# --- settlement ---------------------------------------------------------------------------------


def to_settle(year: SubsidyYear, at: datetime) -> list[Following]:
    """Return the settlement letter of each board of a year, or why it waits, by board number.

    Raises: IllegalMoveError: the year settles with the grant, or has not ended.
    """
    if not year.is_established or year.regime != Regime.STANDARD:
        raise IllegalMoveError(
            _("%s is vastgesteld met de verlening: er volgt niets.") % year.label
        )
    if timezone.localdate(at) <= last_day_of(year):
        raise IllegalMoveError(
            _("%(year)s loopt tot en met %(day)s; vaststellen kan daarna.")
            % {"year": year.label, "day": date_words(last_day_of(year))}
        )
    sums = sums_by_board(amounts_in_force(year))
    boards = SchoolBoard.objects.filter(pk__in=list(sums)).select_related("organisation")
    rows = [_to_settle(year, board, sums[board.pk]) for board in boards]
    shown = [row for row in rows if row.before or row.letter]
    return sorted(shown, key=lambda row: row.board.key)


def _to_settle(year: SubsidyYear, board: SchoolBoard, amount: Decimal) -> Following:
    own = list(year.letters.current().filter(board=board).order_by("sent_at", "pk"))
    made = next((one for one in own if one.kind == LetterKind.SETTLEMENT), None)
    sent = [one for one in own if one.state == LetterState.SENT and one != made]
    waiting = next((one for one in own if one.state != LetterState.SENT and one != made), None)
    waits = ""
    if made is None and waiting is not None:
        waits = _("%s is nog niet verzonden: verzend die brief of laat hem vervallen.") % (
            waiting.reference
        )
    elif made is None and not sent:
        waits = _("Dit bestuur heeft geen verzonden verlening.")
    newest = sent[-1] if sent else None
    after = made.amount if made else amount
    return Following(board, amount, after, LetterKind.SETTLEMENT, made, newest, waits)


@transaction.atomic
def draft_settlements(
    *, year_id: int, by: Actor, at: datetime, lower: Mapping[int, Lower] | None = None
) -> Outcome:
    """Draft the settlement of each board of a year of regime `standard`, after its last day.

    Args: lower: per board id an amount below the one in force, with its ground and reasons.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, ChangeError.
    Source: Awb art. 4:42, 4:46, 4:47.
    """
    year = year_to_draft(year_id, by)
    outcome = Outcome()
    for row in to_settle(year, at):
        if row.waits:
            outcome.waiting.append((row.board, row.waits))
        elif row.letter is None:
            accounted, reasons = _settled(row, (lower or {}).get(row.board.pk))
            values = {"supersedes": row.supersedes, "accounted": accounted, "reasons": reasons}
            letter = draft_letter(year, row.board, row.kind, by=by, at=at, **values)
            outcome.made.append(letter)
    return outcome


def _settled(row: Following, lower: Lower | None) -> tuple[Decimal | None, str]:
    """Return the amount of a lower settlement and its reasons; None: at the full grant.

    Raises: ChangeError.
    """
    if lower is None or lower.amount == row.before:
        return None, ""
    if not 0 <= lower.amount < row.before:
        raise ChangeError(
            _("%(board)s: vul een bedrag in van ten hoogste %(amount)s.")
            % {"board": row.board.name, "amount": euro(row.before)},
            str(row.board.pk),
        )
    try:
        return lower.amount, grounded(LOWER, lower.ground, lower.reasons)
    except ChangeError as error:
        raise ChangeError(f"{row.board.name}: {error}", str(row.board.pk)) from error
