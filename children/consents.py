"""Asking consent and hearing the answer: one function per move, each a row that never changes.

A question is live when its events make a yes: somebody with authority said so last, nobody with
authority said otherwise, and where all must agree all did. A voogd decides alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consent_policies, trail
from children.ages import SCHOOL_MONTHS, months_after
from children.models import Child, ConsentEvent, ConsentQuestion, Guardian
from children.reach import Thing
from children.states import (
    ANSWERS,
    CLOSINGS,
    PERHAPS_SCHOOL,
    PLACEMENT_SCOPES,
    STOPS,
    Channel,
    ConsentAct,
    ConsentStand,
    GuardianKind,
    Language,
)
from partners.access import Actor
from partners.states import CHILDCARE_ROLES

ANSWER_TERM = timedelta(days=14)


class ConsentRefusedError(Exception):
    """A move on a question that cannot be made; the message is one Dutch sentence."""


@dataclass(frozen=True)
class Answer:
    """What a guardian says, and on what the proof rests."""

    act: ConsentAct
    guardian: Guardian
    channel: Channel
    language: Language
    text_sha256: str
    seen_on: date | None = None


@transaction.atomic
def prepare(question: ConsentQuestion, *, by: Actor, at: datetime) -> ConsentQuestion:
    """Save a question that childcare wants to ask; it is asked with `request`."""
    _refuse_reader(question.child, by)
    child = lock_child(question.child_id)
    _refuse_gone(child)
    question.is_live = False
    question.needs_everybody |= question.scope in consent_policies.scopes(child.location.holder_id)
    if question.scope in PLACEMENT_SCOPES:
        question.valid_until = months_after(question.child.born_on, SCHOOL_MONTHS)
    question.save()
    _note(question, ConsentAct.PREPARED, at, membership=trail.membership_of(by, question.child))
    _log(question, "consent.prepared", by, at)
    return question


@transaction.atomic
def request(*, question_id: int, channel: Channel, by: Actor, at: datetime) -> ConsentQuestion:
    """Ask the guardians. Raises: ConsentRefusedError, ConsentQuestion.DoesNotExist."""
    question = _locked(question_id)
    _refuse_reader(question.child, by)
    _refuse_gone(question.child)
    _refuse_closed(question)
    member = trail.membership_of(by, question.child)
    _note(question, ConsentAct.REQUESTED, at, membership=member, channel=channel)
    _log(question, "consent.requested", by, at)
    return question


@transaction.atomic
def answer(
    *, question_id: int, said: Answer, at: datetime, by: Actor | None = None
) -> ConsentQuestion:
    """Write down what a guardian says; `by`: who noted it from paper.

    Raises: ConsentRefusedError; then nothing was changed.
    """
    question = _locked(question_id)
    if by is not None:
        _refuse_reader(question.child, by)
    if said.act != ConsentAct.WITHDRAWN:
        _refuse_closed(question)
    _refuse_answer(question, said, at)
    _note(
        question,
        said.act,
        at,
        guardian=said.guardian,
        guardian_kind=said.guardian.kind,
        membership=trail.membership_of(by, question.child) if by else None,
        channel=said.channel,
        language=said.language,
        text_sha256=said.text_sha256,
        seen_on=said.seen_on,
    )
    settle(question)
    _log(question, f"consent.{said.act}", by, at)
    if question.is_live or said.act in STOPS:
        _replace_older(question, said.act, at)
    return question


@transaction.atomic
def close(*, question_id: int, act: ConsentAct, by: Actor | None, at: datetime) -> ConsentQuestion:
    """Supersede or end a question: nobody sees anything by it any more, its proof stays.

    Raises: ConsentRefusedError; Child.DoesNotExist: not of who may ask.
    """
    question = _locked(question_id)
    if by is not None:
        _refuse_reader(question.child, by)
    if act not in CLOSINGS:
        raise ValueError(f"{act} does not close a question")
    _refuse_closed(question)
    _note(question, act, at)
    settle(question)
    _log(question, f"consent.{act}", by, at)
    return question


def settle(question: ConsentQuestion) -> None:
    """Write whether a question is live, under the lock of its row."""
    events = list(question.events.order_by("pk"))
    question.is_live = is_yes(question, events, deciding(question.child))
    question.save(update_fields=["is_live"])


def settle_child(child: Child, *, by: Actor | None, at: datetime) -> None:
    """Settle all questions anew, in the transaction that changed who decides for this child.

    A change stops what is not allowed by who decides now. It never makes a yes of what was none:
    such a question ends, and those who decide now are asked anew.
    """
    lock_child(child.pk)
    for question in child.consent_questions.select_for_update(no_key=True).order_by("pk"):
        was_live = question.is_live
        settle(question)
        if question.is_live and not was_live:
            _note(question, ConsentAct.ENDED, at)
            settle(question)
            _log(question, "consent.ended", by, at)
        elif was_live and not question.is_live:
            _log(question, "consent.stopped", by, at)


def lock_child(child_id: int) -> Child:
    """Lock a child before its guardians and questions, so that two who write never cross."""
    rows = Child.objects.select_related("location__holder__organisation").order_by()
    return rows.select_for_update(of=("self",), no_key=True).get(pk=child_id)


def lock_children(children: QuerySet[Child]) -> list[Child]:
    """Lock many children in the order that everybody takes, so that two who write never cross."""
    return list(children.order_by("key").select_for_update(of=("self",), no_key=True))


def deciding(child: Child) -> list[Guardian]:
    """Return who decides for a child: a voogd alone, else everybody with authority."""
    return who_decides(child.guardians.all())


def who_decides(guardians: Iterable[Guardian]) -> list[Guardian]:
    """Return who of these decide."""
    able = [g for g in guardians if g.has_authority and g.ended_on is None]
    return [g for g in able if g.kind == GuardianKind.VOOGD] or able


def is_yes(
    question: ConsentQuestion, events: Iterable[ConsentEvent], guardians: list[Guardian]
) -> bool:
    """Say whether these events make a yes of these guardians."""
    events = list(events)
    if any(event.act in CLOSINGS for event in events):
        return False
    said = _standing_words(events, guardians)
    if any(act != ConsentAct.GRANTED for act in said.values()):
        return False
    everybody = question.needs_everybody or any(g.lives_apart for g in guardians)
    return len(said) == len(guardians) > 0 if everybody else bool(said)


def stand_of(
    question: ConsentQuestion,
    events: Iterable[ConsentEvent],
    guardians: list[Guardian],
    at: datetime,
) -> ConsentStand:
    """Return where a question stands, for childcare and the guardians themselves."""
    events = list(events)
    acts = [event.act for event in events]
    for closing in CLOSINGS:
        if closing in acts:
            return ConsentStand(closing)
    if _is_over(question, at) or _has_closed(question, at):
        return ConsentStand.ENDED
    if is_yes(question, events, guardians):
        return ConsentStand.GRANTED
    said = set(_standing_words(events, guardians).values())
    if ConsentAct.OBJECTED in said or (ConsentAct.GRANTED in said and said & STOPS):
        return ConsentStand.IN_CONFLICT
    for act in (ConsentAct.WITHDRAWN, ConsentAct.REFUSED):
        if act in said:
            return ConsentStand(act)
    return _unanswered(events, at)


def _unanswered(events: list[ConsentEvent], at: datetime) -> ConsentStand:
    asked = [event.at for event in events if event.act == ConsentAct.REQUESTED]
    if not asked:
        return ConsentStand.PREPARED
    if at >= asked[-1] + ANSWER_TERM:
        return ConsentStand.NO_ANSWER
    is_seen = any(event.act == ConsentAct.SEEN for event in events)
    return ConsentStand.SEEN if is_seen else ConsentStand.REQUESTED


def _standing_words(events: Iterable[ConsentEvent], guardians: list[Guardian]) -> dict[int, str]:
    """Return the last answer of each guardian who decides, as far as it still stands.

    Who stopped a consent and no longer decides cannot lift the stop: only a newer yes does.
    """
    ids = {guardian.pk for guardian in guardians}
    last: dict[int, tuple[int, str]] = {}
    for place, event in enumerate(events):
        if event.act in ANSWERS and event.guardian_id is not None:
            last[event.guardian_id] = place, event.act
    others = [place for pk, (place, act) in last.items() if pk not in ids and act in STOPS]
    since = max(others, default=-1)
    return {pk: act for pk, (place, act) in last.items() if pk in ids and place > since}


def _refuse_answer(question: ConsentQuestion, said: Answer, at: datetime) -> None:
    """Raises: ConsentRefusedError: this guardian cannot say this now."""
    if said.guardian.child_id != question.child_id:
        raise ConsentRefusedError(_("Deze vraag gaat niet over dit kind."))
    if said.guardian not in deciding(question.child):
        raise ConsentRefusedError(_("Deze ouder beslist niet over deze vraag."))
    if said.act not in ANSWERS:
        raise ValueError(f"{said.act} is no answer")
    if not question.events.filter(act=ConsentAct.REQUESTED).exists():
        raise ConsentRefusedError(_("Deze vraag is nog niet gesteld."))
    if said.act == ConsentAct.GRANTED and _has_closed(question, at):
        raise ConsentRefusedError(
            _("De school in deze vraag is gesloten: vraag de opvang om een nieuwe vraag.")
        )
    if said.act == ConsentAct.GRANTED and _is_over(question, at):
        raise ConsentRefusedError(_("De termijn van deze vraag is voorbij."))


def _has_closed(question: ConsentQuestion, at: datetime) -> bool:
    closed_on = question.school.closed_on if question.school else None
    return closed_on is not None and closed_on <= timezone.localdate(at)


def _is_over(question: ConsentQuestion, at: datetime) -> bool:
    last = question.valid_until
    return last is not None and last < timezone.localdate(at)


def _replace_older(question: ConsentQuestion, act: str, at: datetime) -> None:
    """Supersede what was asked for the same purpose before.

    By a yes for whatever school: a child goes to one. By a stop for the same school: who says no
    to fewer parts does not mean yes to more. To a support team with whatever school.
    """
    older = ConsentQuestion.objects.filter(child=question.child_id, scope=question.scope)
    if act in STOPS and question.scope not in PERHAPS_SCHOOL:
        older = older.filter(school=question.school_id)
    closed = ConsentEvent.objects.filter(act__in=CLOSINGS).values("question")
    for pk in older.filter(pk__lt=question.pk).exclude(pk__in=closed).values_list("pk", flat=True):
        close(question_id=pk, act=ConsentAct.SUPERSEDED, by=None, at=at)


def _refuse_reader(child: Child, by: Actor) -> None:
    """Let childcare ask, and nobody who may only read. Raises: Child.DoesNotExist."""
    if by.role not in CHILDCARE_ROLES:
        raise Child.DoesNotExist
    Child.objects.visible_to(by, Thing.CONSENT).get(pk=child.pk)


def _refuse_closed(question: ConsentQuestion) -> None:
    if question.events.filter(act__in=CLOSINGS).exists():
        raise ConsentRefusedError(_("Deze vraag is vervangen of afgelopen."))


def _refuse_gone(child: Child) -> None:
    if child.left_on is not None:
        raise ConsentRefusedError(_("Dit kind is weg: er wordt niets meer gevraagd."))


def _locked(question_id: int) -> ConsentQuestion:
    """Lock a question and its child, the child first."""
    child = ConsentQuestion.objects.order_by().values_list("child", flat=True)
    lock_child(child.get(pk=question_id))
    rows = ConsentQuestion.objects.select_related("child__location__holder__organisation", "school")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=question_id)


def _note(question: ConsentQuestion, act: ConsentAct, at: datetime, **columns: Any) -> None:
    ConsentEvent.objects.create(question=question, act=act, at=at, **columns)


def _log(question: ConsentQuestion, action: str, by: Actor | None, at: datetime) -> None:
    details = {"scope": question.scope, "school": question.school_id}
    trail.record(question.child, action, by=by, at=at, ground=str(question.pk), details=details)
