"""The moves of letters from concept to sent, each for a selection (docs/glossary.md, LetterState).

Each letter moves in a transaction of its own, with its row locked and one line in the log: one
refusal stops no other letter. `subsidies/letter_rules.py` says beforehand why one cannot be made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import BoardRelation
from partners.roles import require
from partners.states import Delivery
from subsidies import letter_elements, letter_notices, letters
from subsidies.calculation import Calculation
from subsidies.letter_content import LetterContent
from subsidies.letter_facts import facts_of, signatory_of
from subsidies.letter_rules import PERMISSIONS, mandate_on, why_not, why_not_plan
from subsidies.models import DecisionLetter
from subsidies.states import IllegalMoveError, LetterState
from subsidies.year_log import record

__all__ = ["Moved", "cancel", "check", "plan", "reopen", "send", "sign", "why_not", "why_not_plan"]
MAX_REASON = 300
# What a letter loses when it becomes a concept again.
EVIDENCE: dict[str, None] = dict.fromkeys(("checked_at", "checked_by", "signed_at", "signed_by"))


@dataclass(frozen=True)
class Moved:
    """What came of a move: references that moved, and of each other one why it did not."""

    done: list[str]
    refused: list[tuple[str, str]]


def plan(*, letter_ids: Iterable[int], sending_on: date, by: Actor, at: datetime) -> Moved:
    """Fix the sending date and the mandate of that day for drafts; their concepts are made anew.

    Raises: DoesNotExist, PermissionDenied. Source: Awb art. 3:41, 10:3.
    """

    def act(letter: DecisionLetter) -> dict[str, Any]:
        _refuse(why_not_plan(letter, sending_on, at))
        letter.sending_on = sending_on
        letter.mandate = mandate_on(letter.year.municipality, sending_on)
        letter.save(update_fields=["sending_on", "mandate"])
        letters.renew(letter, at=at)
        return {"sending_on": sending_on.isoformat()}

    return _each(letter_ids, "plan", act, by=by, at=at)


def check(*, letter_ids: Iterable[int], by: Actor, at: datetime) -> Moved:
    """Check drafts: complete, planned, opened by the checker, and still what the facts say.

    Raises: DoesNotExist, PermissionDenied. Source: policy choice, ADR 0006.
    """

    known: dict[int, Calculation] = {}

    def act(letter: DecisionLetter) -> dict[str, Any]:
        _refuse(why_not("check", letter, by=by, at=at))
        _refuse(why_incomplete(letter, at))
        _refuse(why_changed(letter, at, known))
        letter.state, letter.checked_at, letter.checked_by = LetterState.CHECKED, at, by.user
        letter.save(update_fields=["state", "checked_at", "checked_by"])
        return {"sha256": letter.sha256}

    return _each(letter_ids, "check", act, by=by, at=at)


def sign(*, letter_ids: Iterable[int], by: Actor, at: datetime) -> Moved:
    """Sign checked letters as the person of their mandate, and queue the final PDFs.

    The final text is the one that was checked, without the word CONCEPT.

    Raises: DoesNotExist, PermissionDenied. Source: Awb art. 10:10, 10:11.
    """

    known: dict[int, Calculation] = {}

    def act(letter: DecisionLetter) -> dict[str, Any]:
        _refuse(why_not("sign", letter, by=by, at=at))
        _refuse(why_changed(letter, at, known))
        letter.state, letter.signed_at, letter.signed_by = LetterState.SIGNED, at, by.user
        letter.snapshot = _final(letter)
        letters.queue(letter, at=at)
        return {"mandate": letter.mandate_id}

    return _each(letter_ids, "sign", act, by=by, at=at)


def send(*, letter_ids: Iterable[int], by: Actor, at: datetime) -> Moved:
    """Send signed letters on the day that stands on them; from then on nothing changes any more.

    A letter that says otherwise than the facts of that day does not go: an address, for one.

    Post is the default; digital only to a board that agreed to it, with the day of its agreement,
    and a notice by mail.

    Raises: DoesNotExist, PermissionDenied. Source: Awb art. 2:14, 3:41.
    """

    known: dict[int, Calculation] = {}

    def act(letter: DecisionLetter) -> dict[str, Any]:
        _refuse(why_not("send", letter, by=by, at=at))
        _refuse(why_other_signatory(letter))
        _refuse(why_changed(letter, at, known))
        letter.state, letter.sent_at, letter.sent_by = LetterState.SENT, at, by.user
        letter.delivery, letter.digital_agreed_on = _delivery(letter, timezone.localdate(at))
        letter.save(update_fields=["state", "sent_at", "sent_by", "delivery", "digital_agreed_on"])
        letter_notices.queue_notice(letter, at=at)
        return {"sha256": letter.sha256, "delivery": letter.delivery}

    return _each(letter_ids, "send", act, by=by, at=at)


def reopen(*, letter_ids: Iterable[int], reason: str, by: Actor, at: datetime) -> Moved:
    """Make checked or signed letters concepts again: check and signature are gone.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (no reason, or a long one).
    """
    words = _read_reason(reason)

    def act(letter: DecisionLetter) -> dict[str, Any]:
        _refuse(why_not("reopen", letter, by=by, at=at))
        was, letter.state = letter.state, LetterState.DRAFT
        for name, value in EVIDENCE.items():
            setattr(letter, name, value)
        letter.save(update_fields=["state", *EVIDENCE])
        letters.renew(letter, at=at)
        return {"was": was, "reason": words}

    return _each(letter_ids, "reopen", act, by=by, at=at)


def cancel(*, letter_ids: Iterable[int], reason: str, by: Actor, at: datetime) -> Moved:
    """Let letters lapse before they are sent; their numbers stay taken.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (no reason, or a long one).
    """
    words = _read_reason(reason)

    def act(letter: DecisionLetter) -> dict[str, Any]:
        _refuse(why_not("cancel", letter, by=by, at=at))
        was, letter.state = letter.state, LetterState.CANCELLED
        letter.cancelled_at, letter.cancelled_by, letter.cancel_reason = at, by.user, words
        letter.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancel_reason"])
        return {"was": was}

    return _each(letter_ids, "cancel", act, by=by, at=at)


def why_incomplete(letter: DecisionLetter, at: datetime) -> str:
    """Return what a letter still misses and where to fill it in, or nothing."""
    missing = letter_elements.missing(letter, at)
    if not missing:
        return ""
    named = "; ".join(f"{element.label} ({element.source})" for element in missing)
    return _("Vul eerst in: %s.") % named


def why_changed(
    letter: DecisionLetter, at: datetime, known: dict[int, Calculation] | None = None
) -> str:
    """Return which fact is another one than the letter says, or nothing.

    Args: known: the allocations of established years that were read before for other letters of a
    selection, by the id of the year; this one is added.
    """
    known = {} if known is None else known
    facts = facts_of(letter.year, at=at, calculation=known.get(letter.year_id))
    known[letter.year_id] = facts.calculation
    changed = letters.differs_from_facts(letter, at=at, facts=facts)
    if not changed:
        return ""
    if letter.state == LetterState.DRAFT:
        return _("%s: maak het concept opnieuw en bekijk het.") % changed
    return _("%s: zet de brief terug naar concept.") % changed


def why_other_signatory(letter: DecisionLetter) -> str:
    """Return that the mandate says something else than the signed letter, or nothing."""
    signed = LetterContent.from_json(letter.snapshot).signatory
    if signed == signatory_of(letter.mandate):
        return ""
    return _("Het mandaat is na het ondertekenen gewijzigd: zet de brief terug naar concept.")


# --- what all moves share -------------------------------------------------------------------


def _each(
    letter_ids: Iterable[int],
    move: str,
    act: Callable[[DecisionLetter], dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> Moved:
    """Make a move with each letter; before the first, all must be there and allowed."""
    done, refused = [], []
    for letter_id, reference in _admit(letter_ids, move, by).items():
        try:
            with transaction.atomic():
                letter = _lock(letter_id, by)
                details = act(letter)
                record(letter.year, ACTIONS[move], target=letter, by=by, at=at, details=details)
        except IllegalMoveError as error:
            refused.append((reference, str(error)))
        else:
            done.append(reference)
    return Moved(done, refused)


def _admit(letter_ids: Iterable[int], move: str, by: Actor) -> dict[int, str]:
    """Return the references of the letters, by id. Raises: DoesNotExist, PermissionDenied."""
    wanted = list(dict.fromkeys(letter_ids))
    rows = DecisionLetter.objects.visible_to(by).select_related("year__municipality__organisation")
    found = {row.pk: row for row in rows.filter(pk__in=wanted).defer("snapshot")}
    if len(found) < len(wanted):
        raise DecisionLetter.DoesNotExist
    for row in found.values():
        require(by, PERMISSIONS[move], row.year.municipality.organisation)
    return {pk: found[pk].reference for pk in wanted}


def _lock(letter_id: int, by: Actor) -> DecisionLetter:
    rows = DecisionLetter.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("year__municipality__organisation", "mandate", "run").get(
        pk=letter_id
    )


ACTIONS = {
    "plan": "letter.planned",
    "check": "letter.checked",
    "sign": "letter.signed",
    "send": "letter.sent",
    "reopen": "letter.reopened",
    "cancel": "letter.cancelled",
}


def _refuse(reason: str) -> None:
    """Stop a move for a reason, if there is one. Raises: IllegalMoveError."""
    if reason:
        raise IllegalMoveError(reason)


def _read_reason(text: str) -> str:
    """Return why a letter goes back or lapses. Raises: IllegalMoveError."""
    words = " ".join(text.split())
    if not words:
        raise IllegalMoveError(_("Schrijf in één zin waarom."))
    if len(words) > MAX_REASON:
        raise IllegalMoveError(_("Gebruik hoogstens %d tekens voor de reden.") % MAX_REASON)
    return words


def _final(letter: DecisionLetter) -> dict[str, Any]:
    """Return the checked text as the final one. Raises: IllegalMoveError: it still misses."""
    try:
        return replace(LetterContent.from_json(letter.snapshot), concept=False).as_json()
    except ValueError as error:
        raise IllegalMoveError(
            _("De brief is nog niet heel (%s): zet hem terug naar concept.") % error
        ) from error


def _delivery(letter: DecisionLetter, today: date) -> tuple[Delivery, date | None]:
    """Return how a letter goes to its board, and since when the board agrees to digital."""
    relation = BoardRelation.objects.filter(
        board=letter.board_id,
        municipality=letter.year.municipality_id,
        delivery=Delivery.DIGITAL,
        digital_agreed_on__lte=today,
    ).first()
    if relation is None:
        return Delivery.POST, None
    return Delivery.DIGITAL, relation.digital_agreed_on
