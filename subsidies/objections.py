"""Objections to sent letters: registered, postponed, decided; never by who signed the letter.

The grounds and the decision itself stay in the municipality's own file (Awb hoofdstuk 6 en 7).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words
from partners import audit, holidays
from partners.access import Actor
from partners.roles import Permission, require
from partners.states import Role
from subsidies.letter_stands import last_objection_day
from subsidies.models import DecisionLetter, Objection
from subsidies.states import IllegalMoveError, LetterState, ObjectionOutcome

DECIDING = timedelta(weeks=6)
DECIDING_WITH_COMMITTEE = timedelta(weeks=12)
POSTPONED = timedelta(weeks=6)
LONGEST_MOVED = timedelta(weeks=12)  # Algemene termijnenwet art. 4: a longer term does not move


@transaction.atomic
def register(  # noqa: PLR0913 - the parts of an objection, each by name
    *,
    letter_id: int,
    received_on: date,
    objector: str,
    by: Actor,
    at: datetime,
    case_number: str = "",
    is_by_committee: bool = False,
) -> Objection:
    """Register that an objection (bezwaarschrift) to a sent letter came in; a late one too.

    Whether a late one can be excused is decided with it (Awb art. 6:11). A board registers its own
    on the day itself: an earlier day of receipt is for the municipality or the issuer to say.

    Args: is_by_committee: a committee will advise (Awb art. 7:13), which gives twelve weeks.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError.
    """
    letter = _letter(letter_id, by)
    _refuse(why_not_register(letter, received_on, objector, at))
    if by.role == Role.BRD and (is_by_committee or received_on != timezone.localdate(at)):
        raise IllegalMoveError(
            _("Een bestuur legt zijn bezwaar vast op de dag dat het binnenkomt.")
        )
    objection = Objection.objects.create(
        letter=letter,
        received_on=received_on,
        objector=objector.strip(),
        case_number=case_number.strip(),
        is_by_committee=is_by_committee,
        decide_before=decide_before(letter, is_by_committee=is_by_committee),
        registered_at=at,
        registered_by=by.user,
    )
    details = {"letter": letter.reference, "late": is_late(objection)}
    _record("objection.registered", objection, details, by=by, at=at)
    return objection


def why_not_register(letter: DecisionLetter, received_on: date, objector: str, at: datetime) -> str:
    """Return why an objection cannot be registered, or nothing when it can."""
    if letter.state != LetterState.SENT or letter.sending_on is None:
        return _("Bezwaar maken kan pas als de brief is verzonden.")
    if received_on < letter.sending_on:
        return _("De brief is verzonden op %s: vul een latere dag van ontvangst in.") % date_words(
            letter.sending_on
        )
    if received_on > timezone.localdate(at):
        return _("De dag van ontvangst ligt in de toekomst.")
    if not objector.strip():
        return _("Vul in wie het bezwaar heeft ingediend.")
    same = letter.objections.filter(received_on=received_on, objector__iexact=objector.strip())
    return _("Dit bezwaar is al vastgelegd.") if same.exists() else ""


def is_late(objection: Objection) -> bool:
    """Say whether an objection came in after its term (Awb art. 6:9)."""
    last_day = last_objection_day(objection.letter)
    return last_day is not None and objection.received_on > last_day


def decide_before(
    letter: DecisionLetter, *, is_by_committee: bool, is_postponed: bool = False
) -> date:
    """Return the last day on which a decision on an objection is in time.

    Six weeks after the last objection day, twelve with a committee, and six more when postponed.
    A term of more than twelve weeks in all does not move to a working day: that reading never
    counts on a day that is not there. Source: Awb art. 7:10; Algemene termijnenwet art. 1, 4.
    """
    last_day = last_objection_day(letter)
    if last_day is None:
        raise ValueError("a letter without a sending date has no objection term")
    term = DECIDING_WITH_COMMITTEE if is_by_committee else DECIDING
    term += POSTPONED if is_postponed else timedelta(0)
    if term > LONGEST_MOVED:
        return last_day + term
    equated = holidays.equated_days(letter.year.municipality)
    return holidays.next_working_day(last_day + term, equated)


@transaction.atomic
def postpone(*, objection_id: int, by: Actor, at: datetime) -> Objection:
    """Postpone the decision on an objection by six weeks, once and before its term is over.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError. Source: Awb art. 7:10 lid 3.
    """
    objection = _locked(objection_id, by)
    _refuse(why_not_postpone(objection, timezone.localdate(at)))
    objection.is_postponed = True
    objection.decide_before = decide_before(
        objection.letter, is_by_committee=objection.is_by_committee, is_postponed=True
    )
    objection.save(update_fields=["is_postponed", "decide_before"])
    details = {"decide_before": objection.decide_before.isoformat()}
    _record("objection.postponed", objection, details, by=by, at=at)
    return objection


def why_not_postpone(objection: Objection, today: date) -> str:
    """Return why a decision cannot be postponed, or nothing when it can."""
    if objection.outcome:
        return _("Op dit bezwaar is al beslist.")
    if objection.is_postponed:
        return _("De beslissing is al een keer verdaagd.")
    if today > objection.decide_before:
        return _("De termijn liep tot en met %s: verdagen kan niet meer.") % date_words(
            objection.decide_before
        )
    return ""


@transaction.atomic
def decide(  # noqa: PLR0913 - the parts of a decision, each by name
    *,
    objection_id: int,
    outcome: str,
    decided_on: date,
    by: Actor,
    at: datetime,
    is_by_committee: bool = False,
    note: str = "",
) -> Objection:
    """Record how an objection was decided; never by who signed the letter.

    That holds for a decision of the committee or the college too: what the signatory may not
    decide, they do not put on record either (docs/brief.md).

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError. Source: Awb art. 7:11, 10:3 lid 3.
    """
    objection = _locked(objection_id, by)
    by_committee = objection.is_by_committee or is_by_committee
    _refuse(why_not_decide(objection, by))
    _refuse(_why_no_decision(objection, outcome, decided_on, timezone.localdate(at)))
    objection.outcome, objection.decided_on = outcome, decided_on
    objection.decided_at, objection.decided_by = at, by.user
    objection.is_by_committee, objection.note = by_committee, note.strip()
    objection.save()
    details = {"outcome": outcome, "by_committee": by_committee}
    _record("objection.decided", objection, details, by=by, at=at)
    return objection


def why_not_decide(objection: Objection, by: Actor) -> str:
    """Return why this person cannot decide an objection, or nothing when they can."""
    if objection.outcome:
        return _("Op dit bezwaar is al beslist.")
    if objection.letter.signed_by_id == by.user.pk:
        return _("Je hebt deze brief ondertekend: laat een ander de beslissing vastleggen.")
    return ""


def _why_no_decision(objection: Objection, outcome: str, decided_on: date, today: date) -> str:
    if outcome not in ObjectionOutcome.values:
        return _("Kies hoe er is beslist.")
    if decided_on < objection.received_on:
        return _("Het bezwaar kwam binnen op %s: beslissen kan niet eerder.") % date_words(
            objection.received_on
        )
    return _("De dag van de beslissing ligt in de toekomst.") if decided_on > today else ""


def _letter(letter_id: int, by: Actor) -> DecisionLetter:
    """Lock a letter, for who may register here; a board does so for its own letters."""
    rows = DecisionLetter.objects.visible_to(by).select_for_update(of=("self",))
    letter = rows.select_related("year__municipality__organisation", "board__organisation").get(
        pk=letter_id
    )
    own = letter.board if by.role == Role.BRD else letter.year.municipality
    require(by, Permission.REGISTER_OBJECTION, own.organisation)
    return letter


def _locked(objection_id: int, by: Actor) -> Objection:
    """Lock an objection, for who may decide on it."""
    rows = Objection.objects.visible_to(by).select_for_update(of=("self",))
    objection = rows.select_related("letter__year__municipality__organisation").get(pk=objection_id)
    place = objection.letter.year.municipality.organisation
    require(by, Permission.DECIDE_OBJECTION, place)
    return objection


def _refuse(reason: str) -> None:
    if reason:
        raise IllegalMoveError(reason)


def _record(
    action: str, objection: Objection, details: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    audit.record(
        by=by,
        action=action,
        target=objection,
        organisation=objection.letter.year.municipality.organisation,
        at=at,
        details=details,
    )
