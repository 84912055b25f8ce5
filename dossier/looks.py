"""Look questions: childcare asks, the coordinator answers, childcare closes (domain 5.3).

Nobody needs a form for it: three fields, no signature. A state follows from what was written.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from children import consents, reading
from children.models import Child, ConsentQuestion, Group
from children.querysets import module_is_on
from children.reach import DISCUSSING, Thing, is_by_consent
from dossier import drafts
from dossier.long_texts import checked
from dossier.models import AskedTeam, LookAnswer, LookQuestion
from dossier.querysets import open_on
from dossier.states import Asked, LookEnd
from partners import audit
from partners.access import Actor
from partners.models import ChildcareLocation, LocationAgreement, Membership, School
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from partners.states import Role

ASKED, ANSWERED, CLOSED = "look.asked", "look.answered", "look.closed"
LONGEST = 4000  # characters of a question or an answer: a page and a half


class LookError(RefusedError):
    """A look question cannot be put, answered or closed."""


@dataclass(frozen=True)
class NewLook:
    """What is asked: about whom (a child's key, a group's number or neither), of whom, and what."""

    location_id: int
    question: str
    parents_know: bool
    asked: Asked
    child_key: UUID | None = None
    group_id: int | None = None
    school_id: int | None = None
    team_id: int | None = None


def locations_to_ask(by: Actor) -> QuerySet[ChildcareLocation]:
    """Return the open locations of an actor where Overdracht is on."""
    rows = ChildcareLocation.objects.visible_to(by).filter(module_is_on(), open_on(by.day))
    return rows.select_related("organisation")


def schools_to_ask(locations: Collection[int], *, by: Actor) -> QuerySet[School]:
    """Return the open schools with Overdracht that work together with one of these locations."""
    ties = LocationAgreement.objects.visible_to(by).holding(by.day)
    schools = ties.filter(location__in=locations).order_by().values("school")
    rows = School.objects.filter(module_is_on(), open_on(by.day), pk__in=schools)
    return rows.select_related("organisation").order_by("organisation__sort_name")


def has_carer(locations: Collection[ChildcareLocation], *, day: date) -> bool:
    """Say whether one of these locations has a care coordinator, of its own or of the holder."""
    places = {pk for one in locations for pk in (one.pk, one.holder_id)}
    members = Membership.objects.working_on(day)
    return members.filter(role=Role.KCC, organisation__in=places).exists()


@transaction.atomic
def ask(*, new: NewLook, by: Actor, at: datetime) -> LookQuestion:
    """Put a look question.

    Raises: DoesNotExist: no such place, child or group of the actor. PermissionDenied. LookError.
    """
    require(by, Permission.ASK_LOOK, None)
    location = locations_to_ask(by).get(pk=new.location_id)
    child = _child(new, location, by)
    group = _group(new, location, by)
    school = _school(new, location, by)
    if child is not None and school is not None:
        _need_consent(child, school, by)
    look = LookQuestion.objects.create(
        location=location,
        child=child,
        group=group,
        school=school,
        team=_team(new, location, by),
        asked=new.asked,
        question=checked(
            new.question, field="question", most=LONGEST, empty=_("Schrijf wat je wilt vragen.")
        ),
        parents_know=new.parents_know,
        asked_by=_member(by, location),
        asked_at=at,
    )
    drafts.drop(where=ask_place(by), by=by)
    _log(look, ASKED, member=look.asked_by, by=by, at=at)
    return look


@transaction.atomic
def answer(*, key: UUID, text: str, seen: int, by: Actor, at: datetime) -> LookQuestion:
    """Answer a question that one was asked; the newest answer counts, and the earlier ones stay.

    Args: seen: how many answers stood there when this one was begun.
    Raises: DoesNotExist, PermissionDenied, LookError: closed or answered by another meanwhile, or
    not asked of this role.
    """
    require(by, Permission.ANSWER_LOOK, None)
    look = _locked(key, by)
    if not may_answer(by, look):
        raise LookError(_("Deze vraag is aan iemand anders gesteld."))
    text = checked(text, field="answer", most=LONGEST, empty=_("Schrijf je antwoord."))
    if look.answers.count() != seen:
        raise LookError(
            _("Intussen is er geantwoord: lees het hierboven, en bewaar dan nog eens."), "answer"
        )
    member = _answerer(look, by)
    LookAnswer.objects.create(look=look, text=text, by=member, at=at)
    look.answered_at = at
    look.save(update_fields=["answered_at"])
    drafts.drop(where=answer_place(look), by=by)
    _log(look, ANSWERED, member=member, by=by, at=at)
    return look


@transaction.atomic
def keep_aside(*, key: UUID, text: str, seen: int, by: Actor, at: datetime) -> None:
    """Keep the answer that was sent when the consent ended this minute, locked with its question.

    Of a question that no school of the actor was asked nothing is kept.
    """
    rows = LookQuestion.objects.filter(key=key, school__in=by.organisation_ids)
    look = rows.open().select_related("child").first()
    if look is not None and look.child is not None and may_answer(by, look):
        where = answer_place(look)
        drafts.lock_up(
            where=where, field="answer", text=text, seen=seen, child=look.child, by=by, at=at
        )


@transaction.atomic
def close(*, key: UUID, because: str, by: Actor, at: datetime) -> LookQuestion:
    """Close a question of one's own childcare: helped by the answer, or not needed any more.

    Args: because: a value of LookEnd.
    Raises: DoesNotExist, PermissionDenied, LookError: closed already, or helped without an answer.
    """
    require(by, Permission.ASK_LOOK, None)
    look = _locked(key, by)
    if because not in LookEnd.values:
        raise LookError(_("Kies hoe het afliep: jullie kunnen verder, of het is niet meer nodig."))
    if because == LookEnd.HELPED and look.answered_at is None:
        raise LookError(
            _("Er is nog geen antwoord. Is de vraag niet meer nodig, trek haar dan in.")
        )
    look.closed_because, look.closed_at = because, at
    look.save(update_fields=["closed_because", "closed_at"])
    _log(look, CLOSED, member=_member(by, look.location), by=by, at=at)
    return look


def one(actor: Actor, key: UUID, *, at: datetime) -> LookQuestion:
    """Return the question with this key that the actor may see, and note the read of its child.

    Raises: Http404: there is none, it is another's, or its consent ended; all alike.
    """
    look = _rows(actor).filter(key=key).first()
    if look is None:
        reading.miss(actor, thing=Thing.LOOK, at=at)
    if look.child is not None:
        school = look.school_id if _sees_by_consent(actor) else None
        part = str(look.key)
        reading.note(actor, [look.child], thing=Thing.LOOK, at=at, section=part, school_id=school)
    return look


def rows(actor: Actor) -> QuerySet[LookQuestion]:
    """Return the questions of an actor: what waits for that one, what is open, then the newest.

    Who answers finds what has no answer first; who asks, what was answered and can be closed.
    """
    waits = Q(answered_at=None, asked__in=answered_by(actor))
    if can(actor, Permission.ASK_LOOK):
        waits |= Q(answered_at__isnull=False)
    is_done = Case(
        When(waits, closed_at=None, then=Value(0)),
        When(closed_at=None, then=Value(1)),
        default=Value(2),
    )
    return _rows(actor).order_by(is_done, "-asked_at", "-pk")


def note_shown(actor: Actor, shown: Iterable[LookQuestion], *, at: datetime) -> None:
    """Note whose names an actor sees in a list."""
    named: dict[int | None, list[Child]] = defaultdict(list)
    for look in shown:
        if look.child is not None:
            named[look.school_id if _sees_by_consent(actor) else None].append(look.child)
    for school, children in named.items():
        reading.note(actor, children, thing=Thing.LOOK, at=at, school_id=school)


def _sees_by_consent(actor: Actor) -> bool:
    return is_by_consent(actor.role, Thing.LOOK)


def may_answer(actor: Actor, look: LookQuestion) -> bool:
    """Say whether this was asked of somebody in the actor's role."""
    return can(actor, Permission.ANSWER_LOOK) and look.asked in answered_by(actor)


def answered_by(actor: Actor) -> list[str]:
    """Return what was asked of the actor's role; for a team the care coordinator answers."""
    return ["kcc", "team"] if actor.role == Role.KCC else [actor.role.value]


def teams_to_ask(locations: Collection[ChildcareLocation], *, by: Actor) -> QuerySet[AskedTeam]:
    """Return the teams of the municipalities of these locations that can be asked now."""
    towns = {one.municipality_id for one in locations}
    return AskedTeam.objects.visible_to(by).in_use().filter(municipality__in=towns)


def ask_place(by: Actor) -> str:
    """Return where a draft of a new question is kept.

    It belongs to no child yet, but to the organisations for which somebody works in this role: who
    works somewhere else does not find there what was typed about a child of the other.
    """
    works_for = ",".join(str(pk) for pk in sorted(by.organisation_ids))
    return f"look_ask:{hashlib.sha256(works_for.encode()).hexdigest()[:32]}"


def answer_place(look: LookQuestion) -> str:
    """Return where a draft of an answer is kept."""
    return f"look:{look.key}"


@drafts.place("look")
def _answering(by: Actor, key: str) -> Child | None:
    """Let whoever was asked write at an open question."""
    look = LookQuestion.objects.visible_to(by).open().select_related("child").get(key=key)
    if not may_answer(by, look):
        raise LookQuestion.DoesNotExist
    return look.child


@drafts.place("look_ask")
def _asking(by: Actor, key: str) -> None:
    """Let whoever may ask write a question; about whom is chosen in the same form."""
    if f"look_ask:{key}" != ask_place(by) or not can(by, Permission.ASK_LOOK):
        raise LookQuestion.DoesNotExist


def waiting(actor: Actor) -> int:
    """Return how many open questions wait for an answer of this actor."""
    if not can(actor, Permission.ANSWER_LOOK):
        return 0
    rows = LookQuestion.objects.visible_to(actor).open().filter(asked__in=answered_by(actor))
    return rows.filter(answered_at=None).count()


def answered(actor: Actor) -> int:
    """Return how many questions of own childcare have an answer and wait to be closed."""
    if not can(actor, Permission.ASK_LOOK):
        return 0
    return LookQuestion.objects.visible_to(actor).open().exclude(answered_at=None).count()


def _rows(actor: Actor) -> QuerySet[LookQuestion]:
    return (
        LookQuestion.objects.visible_to(actor)
        .select_related(
            "child__group",
            "group",
            "location__organisation",
            "school__organisation",
            "team",
            "asked_by__user",
        )
        .prefetch_related(
            Prefetch("answers", LookAnswer.objects.visible_to(actor).select_related("by__user"))
        )
    )


def _locked(key: UUID, by: Actor) -> LookQuestion:
    """Lock the child and then the question, and see again that the actor may know of it."""
    rows = LookQuestion.objects.visible_to(by)
    child_id = rows.values_list("child", flat=True).get(key=key)
    if child_id is not None:
        consents.lock_child(child_id)
    look = rows.select_for_update(of=("self",), no_key=True).get(key=key)
    if look.closed_at is not None:
        raise LookError(_("Deze vraag is al afgesloten."))
    return look


def _child(new: NewLook, location: ChildcareLocation, by: Actor) -> Child | None:
    if new.child_key is None:
        return None
    rows = Child.objects.visible_to(by, Thing.LOOK).present().filter(location=location)
    child = rows.get(key=new.child_key)
    consents.lock_child(child.pk)
    return child


def _group(new: NewLook, location: ChildcareLocation, by: Actor) -> Group | None:
    if new.group_id is None:
        return None
    return Group.objects.visible_to(by).get(pk=new.group_id, location=location, closed_on=None)


def _school(new: NewLook, location: ChildcareLocation, by: Actor) -> School | None:
    if new.asked != Asked.SCHOOL_COORDINATOR:
        if not has_carer([location], day=by.day):
            raise LookError(
                _("Jullie hebben nog geen zorgcoördinator: vraag het een school."), "asked"
            )
        return None
    school = schools_to_ask([location.pk], by=by).filter(pk=new.school_id).first()
    if school is None:
        raise LookError(_("Kies een school waarmee jullie nu samenwerken."), "asked")
    return school


def _team(new: NewLook, location: ChildcareLocation, by: Actor) -> AskedTeam | None:
    if new.asked != Asked.TEAM:
        return None
    team = teams_to_ask([location], by=by).filter(pk=new.team_id or 0).first()
    if team is None:
        raise LookError(_("Kies een team dat nu gevraagd kan worden."), "asked")
    return team


def _need_consent(child: Child, school: School, by: Actor) -> None:
    """Refuse to name a child to a school that parents did not let think along."""
    if child.is_practice:
        raise LookError(
            _("Een oefenkind ziet geen school: vraag het je eigen zorgcoördinator."), "asked"
        )
    live = ConsentQuestion.objects.live(by.day).filter(child=child, school=school)
    if not live.filter(scope__in=DISCUSSING.scopes).exists():
        raise LookError(
            _(
                "Ouders lieten deze school niet meedenken over dit kind. Vraag het de ouders, "
                "of stel de vraag zonder naam of aan je eigen zorgcoördinator."
            ),
            "asked",
        )


def _member(by: Actor, location: ChildcareLocation) -> Membership:
    """Return the membership with which somebody of childcare acts at a location."""
    own = (location.pk, location.holder_id)
    return next(m for m in by.memberships if m.organisation_id in own)


def _answerer(look: LookQuestion, by: Actor) -> Membership:
    """Return the membership with which somebody answers: at childcare, or at the school asked."""
    if look.school_id is None:
        return _member(by, look.location)
    return next(m for m in by.memberships if m.organisation_id == look.school_id)


def _log(look: LookQuestion, action: str, *, member: Membership, by: Actor, at: datetime) -> None:
    """Append a line in the log of childcare: about the child where there is one."""
    audit.record(
        by=by,
        action=action,
        target=look.child or look,
        organisation=look.location.holder.organisation,
        membership=member,
        at=at,
        ground=_ground(look, by),
        details={"look": str(look.key)},
    )


def _ground(look: LookQuestion, by: Actor) -> str:
    """Return the number of the consent by which a school knows the child; "" for childcare."""
    if look.child is None or not _sees_by_consent(by):
        return ""
    given = ConsentQuestion.objects.giving(DISCUSSING, by)
    rows = given.filter(child=look.child, school=look.school).order_by("pk")
    return str(rows.values_list("pk", flat=True)[0])
