"""Childcare asks the guardians of a child: which questions, in which way, and who gets a link.

A question that is open already is asked again, not made twice. A mail makes its own link when it
goes (`children.question_mails`); of the other ways the link is told once and kept nowhere.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from children import consents, guardian_answers, links, question_mails, stands, starts
from children.consent_texts import VERSION
from children.links import LinkError
from children.models import Child, ConsentQuestion, Guardian
from children.reach import Thing
from children.states import (
    PERHAPS_SCHOOL,
    WITHOUT_SCHOOL,
    Channel,
    ConsentAct,
    ConsentScope,
    ConsentStand,
    FormSection,
)
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require

OPEN = frozenset({ConsentStand.REQUESTED, ConsentStand.SEEN, ConsentStand.GRANTED})


class AskError(RefusedError):
    """The guardians cannot be asked this, or not in this way."""


@dataclass(frozen=True)
class Asking:
    """What is asked, how, and of the form which parts; without `guardians` who is needed.

    Of a support team: who takes part, a line each, and whether the school does.
    """

    scopes: tuple[ConsentScope, ...]
    channel: Channel
    sections: tuple[FormSection, ...] = ()
    guardians: Collection[int] = ()
    participants: tuple[str, ...] = ()
    has_school: bool = True

    @property
    def wants_school(self) -> bool:
        """Say whether one of the questions names the school of the child."""
        perhaps = set(self.scopes) - WITHOUT_SCHOOL
        return bool(perhaps if self.has_school else perhaps - PERHAPS_SCHOOL)


@dataclass(frozen=True)
class Invitation:
    """A guardian who was asked; `token` of the link, empty where a mail or paper brings it."""

    guardian: Guardian
    token: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of asking many: who was asked, and of which children nobody, with the reason."""

    invitations: tuple[Invitation, ...]
    left_out: tuple[tuple[Child, str], ...]

    @property
    def child_count(self) -> int:
        """Return of how many children somebody was asked."""
        return len({invitation.guardian.child_id for invitation in self.invitations})


@transaction.atomic
def ask(*, key: UUID, asking: Asking, by: Actor, at: datetime) -> list[Invitation]:
    """Ask the guardians of one child. Raises: DoesNotExist, PermissionDenied, AskError."""
    require(by, Permission.ASK_CONSENT, None)
    child = locked(key, by)
    _refuse(child, asking, at)
    questions = [_question(child, scope, asking, by, at) for scope in asking.scopes]
    chosen = _chosen(child, questions, asking)
    for question in questions:
        consents.request(question_id=question.pk, channel=asking.channel, by=by, at=at)
    return [_invite(guardian, questions, asking.channel, by, at) for guardian in chosen]


@transaction.atomic
def ask_all(
    *, keys: Iterable[UUID], channel: Channel, again: bool = False, by: Actor, at: datetime
) -> Outcome:
    """Ask for each of these children what is due now; one that cannot be asked is left out.

    `again`: what was asked before and has no answer yet as well, each with a new link. Of a child
    that is out of sight since it was chosen nothing is said.

    Raises: PermissionDenied.
    """
    require(by, Permission.ASK_CONSENT, None)
    invitations: list[Invitation] = []
    left_out = []
    for key in sorted(keys):  # one order of locks for everybody
        child = _seen(key, by)
        asking = _asking_now(child, channel, again, at) if child else None
        if child is None or asking is None:
            continue
        try:
            with transaction.atomic():
                invitations += ask(key=key, asking=asking, by=by, at=at)
        except Child.DoesNotExist:
            continue
        except (AskError, LinkError, consents.ConsentRefusedError) as error:
            left_out.append((child, str(error)))
    return Outcome(tuple(invitations), tuple(left_out))


@transaction.atomic
def ask_at_door(*, key: UUID, guardian_id: int, by: Actor, at: datetime) -> str:
    """Ask what is due of one guardian and return the token of a link for the worker's own device.

    Raises: DoesNotExist, PermissionDenied, AskError: nothing is open for this guardian.
    """
    require(by, Permission.ASK_CONSENT, None)
    child = _read(key, by)
    if guardian_id not in {one.pk for one in consents.deciding(child)}:
        raise AskError(_("Kies een ouder die over dit kind beslist."))
    if scopes := stands.due(child, at):
        asking = Asking(scopes, Channel.DOOR, default_sections(scopes), [guardian_id])
        return ask(key=key, asking=asking, by=by, at=at)[0].token
    guardian = Guardian.objects.get(pk=guardian_id)
    if not guardian_answers.asked_of(guardian, at):
        raise AskError(_("Voor deze ouder staat nu geen vraag open: stel eerst een vraag."))
    return links.make(guardian_id=guardian_id, channel=Channel.DOOR, by=by, at=at)


@transaction.atomic
def close(*, key: UUID, question_id: int, by: Actor, at: datetime) -> ConsentQuestion:
    """End a question that childcare needs no longer; what it opened closes at once.

    Raises: DoesNotExist, PermissionDenied, ConsentRefusedError.
    """
    require(by, Permission.ASK_CONSENT, None)
    child = locked(key, by)
    question = child.consent_questions.get(pk=question_id)
    return consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=by, at=at)


def locked(key: UUID, by: Actor) -> Child:
    """Return the child, locked before its questions, so that two who ask never cross."""
    rows = Child.objects.visible_to(by, Thing.CONSENT).order_by()
    rows.select_for_update(of=("self",), no_key=True).get(key=key)
    return _read(key, by)


def default_sections(scopes: Collection[ConsentScope]) -> tuple[FormSection, ...]:
    """Return the parts of the form that are asked when nobody chose: what helps, and the report."""
    wants = ConsentScope.SHARE_FORM in scopes
    return (FormSection.BASICS, FormSection.REPORT) if wants else ()


def needed(child: Child, questions: Iterable[ConsentQuestion]) -> list[Guardian]:
    """Return who must be asked: all who decide where all must say yes, else the first.

    The others who decide hear of a yes and can disagree.
    """
    deciding = sorted(consents.deciding(child), key=lambda one: one.pk)
    is_apart = any(one.lives_apart for one in deciding)
    everybody = is_apart or any(question.needs_everybody for question in questions)
    return deciding if everybody else deciding[:1]


def _asking_now(child: Child, channel: Channel, again: bool, at: datetime) -> Asking | None:
    """Return what is asked of a child among many; asked again with the parts of the first time."""
    waiting = stands.unanswered(child, at) if again else ()
    scopes = (*waiting, *stands.due(child, at))
    if not scopes:
        return None
    before = stands.current(child, ConsentScope.SHARE_FORM)
    sections = tuple(FormSection(one) for one in before.sections) if before else ()
    return Asking(scopes, channel, sections or default_sections(scopes))


def _refuse(child: Child, asking: Asking, at: datetime) -> None:
    """Raises: AskError: this cannot be asked now; the first reason is told."""
    if refusal := stands.obstacle(child):
        raise AskError(refusal)
    if not asking.scopes:
        raise AskError(_("Kies wat je wilt vragen."), "what")
    if asking.wants_school:
        _refuse_school(child)
    if ConsentScope.SUPPORT_TEAM in asking.scopes and not asking.participants:
        raise AskError(_("Noem eerst wie er meedoet: dat staat in de vraag aan de ouders."), "what")
    if ConsentScope.SHARE_FORM in asking.scopes and not asking.sections:
        raise AskError(_("Kies welke delen de school mag lezen."), "sections")
    if ConsentScope.HEALTH in asking.scopes:
        _refuse_health(child, at)
    if asking.channel == Channel.MAIL:
        _refuse_mail(child)


def _refuse_school(child: Child) -> None:
    if child.school is None:
        raise AskError(
            _("De ouders noemden nog geen school: vul die eerst in bij de gegevens van het kind."),
            "what",
        )
    if child.school.closed_on is not None:
        raise AskError(_("De school van dit kind is gesloten: kies een andere."), "what")


def _refuse_health(child: Child, at: datetime) -> None:
    """Let health be asked beside another purpose only, of the same school."""
    others = [stands.current(child, s) for s in ConsentScope if s != ConsentScope.HEALTH]
    open_ones = [q for q in others if q is not None and q.school_id is not None]
    if not any(stands.stand_of(child, question, at) in OPEN for question in open_ones):
        raise AskError(
            _("Gezondheid is een aparte vraag naast een andere: vraag eerst iets anders."), "what"
        )


def _refuse_mail(child: Child) -> None:
    if child.is_practice:
        raise AskError(_("Van een oefenkind gaat geen mail uit: kies een andere manier."), "way")
    if not starts.has_started(child.location_id):
        raise AskError(
            _("Deze locatie is nog niet gestart: tot de start gaat er geen mail naar ouders."),
            "way",
        )


def _chosen(child: Child, questions: list[ConsentQuestion], asking: Asking) -> list[Guardian]:
    """Return who gets a link. Raises: AskError: somebody cannot be reached in this way."""
    chosen = needed(child, questions)
    if asking.guardians:
        chosen = [one for one in consents.deciding(child) if one.pk in asking.guardians]
    if not chosen:
        raise AskError(_("Kies aan wie je het vraagt."), "guardians")
    if asking.channel == Channel.MAIL and not all(one.email for one in chosen):
        raise AskError(
            _("Van een ouder is geen e-mailadres bekend: vul het in of kies een andere manier."),
            "way",
        )
    return chosen


def _question(
    child: Child, scope: ConsentScope, asking: Asking, by: Actor, at: datetime
) -> ConsentQuestion:
    """Return the question to ask: the open one where it asks the same, else a new one.

    Raises: AskError: it was answered with yes.
    """
    sections = sorted(asking.sections) if scope == ConsentScope.SHARE_FORM else []
    is_team = scope == ConsentScope.SUPPORT_TEAM
    asked = ConsentQuestion(
        child=child,
        scope=scope,
        school=child.school if replace(asking, scopes=(scope,)).wants_school else None,
        sections=sections,
        participants="\n".join(asking.participants) if is_team else "",
        text_version=VERSION,
    )
    found = stands.current(child, scope)
    if found is not None and _same(found, asked):
        if stands.stand_of(child, found, at) == ConsentStand.GRANTED:
            raise AskError(_("Hiervoor is al toestemming gegeven."), "what")
        if stands.stand_of(child, found, at) != ConsentStand.ENDED:
            return found
    return consents.prepare(asked, by=by, at=at)


def _same(found: ConsentQuestion, asked: ConsentQuestion) -> bool:
    """Say whether a question asks what another asks, in the same words."""
    first, second = (
        (one.text_version, sorted(one.sections), one.participants, one.school_id)
        for one in (found, asked)
    )
    return first == second


def _invite(
    guardian: Guardian, questions: list[ConsentQuestion], channel: Channel, by: Actor, at: datetime
) -> Invitation:
    if channel == Channel.PAPER:
        return Invitation(guardian)
    if channel == Channel.MAIL:
        question_mails.queue(guardian, questions, at=at)
        return Invitation(guardian)
    return Invitation(guardian, links.make(guardian_id=guardian.pk, channel=channel, by=by, at=at))


def _read(key: UUID, by: Actor) -> Child:
    return _rows(by).get(key=key)


def _seen(key: UUID, by: Actor) -> Child | None:
    return _rows(by).filter(key=key).first()


def _rows(by: Actor) -> QuerySet[Child]:
    return stands.with_questions(Child.objects.visible_to(by, Thing.CONSENT))
