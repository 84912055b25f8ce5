"""Objections to sent letters: registered, corrected, postponed and decided.

Who signed the letter, whatever their role, only puts on record that one came in. What was
registered wrongly is corrected or made void with a reason, never removed. One that is upheld leads
to a proposal for another amount, no more. The grounds and the decision itself stay in the
municipality's own file (Awb hoofdstuk 6 en 7).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words
from partners import holidays
from partners.access import Actor
from partners.roles import Permission, require
from partners.states import Role
from subsidies import school_changes
from subsidies.letter_stands import last_objection_day
from subsidies.models import DecisionLetter, Objection
from subsidies.states import (
    DECISIONS,
    REVISING,
    IllegalMoveError,
    LetterState,
    ObjectionOutcome,
)
from subsidies.year_log import record

DECIDING = timedelta(weeks=6)
DECIDING_WITH_COMMITTEE = timedelta(weeks=12)
POSTPONED = timedelta(weeks=6)
LONGEST_MOVED = timedelta(weeks=12)  # Algemene termijnenwet art. 4: a longer term does not move
MAX_REASON = 300


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
        is_by_board=by.role == Role.BRD,
    )
    details = {"letter": letter.reference, "late": is_late(objection)}
    record(letter.year, "objection.registered", target=objection, by=by, at=at, details=details)
    return objection


def why_not_register(
    letter: DecisionLetter, received_on: date, objector: str, at: datetime, *, but: int = 0
) -> str:
    """Return why an objection cannot be registered, or nothing when it can.

    Args: but: the id of the objection that is corrected, which is not its own double.
    """
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
    others = same.exclude(outcome=ObjectionOutcome.VOID).exclude(pk=but)
    return _("Dit bezwaar is al vastgelegd.") if others.exists() else ""


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
def correct(  # noqa: PLR0913 - the parts of an objection, each by name
    *,
    objection_id: int,
    received_on: date,
    objector: str,
    reason: str,
    by: Actor,
    at: datetime,
    case_number: str = "",
    is_by_committee: bool = False,
) -> Objection:
    """Correct what was registered of an objection that waits, with the reason; its term follows.

    The day on which a board registered its own objection stays: that is when it came in. A board
    corrects only what it registered itself, and a committee is not for it to name.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError.
    """
    objection, words = _registered(objection_id, by), _read_reason(reason)
    letter, was = objection.letter, objection.received_on
    _refuse(why_not_correct(objection, by))
    _refuse(why_not_register(letter, received_on, objector, at, but=objection.pk))
    if received_on != was and objection.is_by_board:
        raise IllegalMoveError(
            _("Het bestuur legde dit bezwaar zelf vast: de dag van ontvangst blijft staan.")
        )
    if by.role == Role.BRD and is_by_committee != objection.is_by_committee:
        raise IllegalMoveError(_("Of een commissie adviseert, legt de gemeente vast."))
    objection.received_on, objection.objector = received_on, objector.strip()
    objection.case_number, objection.is_by_committee = case_number.strip(), is_by_committee
    objection.decide_before = decide_before(
        letter, is_by_committee=is_by_committee, is_postponed=objection.is_postponed
    )
    objection.save()
    days = {"was": was.isoformat(), "received_on": received_on.isoformat()}
    details = {"letter": letter.reference, "reason": words, **days}
    record(letter.year, "objection.corrected", target=objection, by=by, at=at, details=details)
    return objection


def why_not_correct(objection: Objection, by: Actor) -> str:
    """Return why this person cannot correct a registration, or nothing when they can."""
    if refusal := _why_not_open(objection) or why_not_you(objection, by):
        return refusal
    if by.role == Role.BRD and not objection.is_by_board:
        return _("De gemeente legde dit bezwaar vast: vraag haar om een correctie.")
    return ""


@transaction.atomic
def make_void(*, objection_id: int, reason: str, by: Actor, at: datetime) -> Objection:
    """Take back that an objection was registered, with the reason: it never was one.

    For who registered it and colleagues: a municipality cannot do so with an objection that the
    board registered itself, nor the other way round. An objector who withdraws is a decision.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError.
    """
    objection, words = _registered(objection_id, by), _read_reason(reason)
    _refuse(why_not_void(objection, by))
    objection.outcome, objection.note = ObjectionOutcome.VOID, words
    objection.decided_on = max(timezone.localdate(at), objection.received_on)
    objection.decided_at, objection.decided_by = at, by.user
    objection.save()
    letter = objection.letter
    details = {"letter": letter.reference, "reason": words}
    record(letter.year, "objection.voided", target=objection, by=by, at=at, details=details)
    return objection


def why_not_void(objection: Objection, by: Actor) -> str:
    """Return why this person cannot take a registration back, or nothing when they can."""
    if refusal := why_not_correct(objection, by):
        return refusal
    if by.role != Role.BRD and objection.is_by_board:
        return _("Het bestuur legde dit bezwaar zelf vast: alleen het bestuur haalt het weg.")
    return ""


@transaction.atomic
def postpone(*, objection_id: int, by: Actor, at: datetime) -> Objection:
    """Postpone the decision on an objection by six weeks, once and before its term is over.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError. Source: Awb art. 7:10 lid 3.
    """
    objection = _locked(objection_id, by)
    _refuse(why_not_you(objection, by) or why_not_postpone(objection, timezone.localdate(at)))
    objection.is_postponed = True
    objection.decide_before = decide_before(
        objection.letter, is_by_committee=objection.is_by_committee, is_postponed=True
    )
    objection.save(update_fields=["is_postponed", "decide_before"])
    year, details = objection.letter.year, {"decide_before": objection.decide_before.isoformat()}
    record(year, "objection.postponed", target=objection, by=by, at=at, details=details)
    return objection


def why_not_postpone(objection: Objection, today: date) -> str:
    """Return why a decision cannot be postponed, or nothing when it can."""
    if refusal := _why_not_open(objection):
        return refusal
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
    school_ids: Iterable[int] | None = None,
) -> Objection:
    """Record how an objection was decided; never by who signed the letter.

    That holds for a decision of the committee or the college too: what the signatory may not
    decide, they do not put on record either (docs/brief.md). One that is upheld, also in part,
    leads to a proposal for another amount of each school; nothing changes before that is accepted.

    Args: school_ids: whose amount may change; None for all schools that the letter is about.
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
    year, details = objection.letter.year, {"outcome": outcome, "by_committee": by_committee}
    record(year, "objection.decided", target=objection, by=by, at=at, details=details)
    if outcome in REVISING:
        school_changes.propose_after_objection(
            objection=objection, school_ids=school_ids, by=by, at=at
        )
    return objection


def why_not_decide(objection: Objection, by: Actor) -> str:
    """Return why this person cannot decide an objection, or nothing when they can."""
    if refusal := _why_not_open(objection):
        return refusal
    if has_signed(objection, by):
        return _("Je hebt deze brief ondertekend: laat een ander de beslissing vastleggen.")
    return ""


def why_not_you(objection: Objection, by: Actor) -> str:
    """Return why an objection is for somebody else to handle, or nothing."""
    if has_signed(objection, by):
        return _("Je hebt deze brief ondertekend: laat een ander dit bezwaar behandelen.")
    return ""


def has_signed(objection: Objection, by: Actor) -> bool:
    """Say whether this person signed the letter, whatever their role is now (Awb art. 10:3)."""
    return objection.letter.signed_by_id == by.user.pk


def _why_not_open(objection: Objection) -> str:
    """Return why nothing can be done any more with an objection, or nothing."""
    if objection.outcome == ObjectionOutcome.VOID:
        return _("Dit bezwaar was ten onrechte vastgelegd.")
    return _("Op dit bezwaar is al beslist.") if objection.outcome else ""


def _why_no_decision(objection: Objection, outcome: str, decided_on: date, today: date) -> str:
    if outcome not in DECISIONS:
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
    objection = _lock(objection_id, by)
    place = objection.letter.year.municipality.organisation
    require(by, Permission.DECIDE_OBJECTION, place)
    return objection


def _registered(objection_id: int, by: Actor) -> Objection:
    """Lock an objection, for who may register one to its letter."""
    objection = _lock(objection_id, by)
    letter = objection.letter
    own = letter.board if by.role == Role.BRD else letter.year.municipality
    require(by, Permission.REGISTER_OBJECTION, own.organisation)
    return objection


def _lock(objection_id: int, by: Actor) -> Objection:
    rows = Objection.objects.visible_to(by).select_for_update(of=("self",))
    related = ("letter__year__municipality__organisation", "letter__board__organisation")
    return rows.select_related(*related).get(pk=objection_id)


def _read_reason(text: str) -> str:
    """Return why a registration was wrong. Raises: IllegalMoveError."""
    words = " ".join(text.split())
    if not words or len(words) > MAX_REASON:
        raise IllegalMoveError(_("Schrijf waarom, in hoogstens %d tekens.") % MAX_REASON)
    return words


def _refuse(reason: str) -> None:
    if reason:
        raise IllegalMoveError(reason)
