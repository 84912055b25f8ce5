"""The signature of a parent under a request: a consent, given and taken back as any other.

To the coordinator of a school `observe` for that school; to the own care coordinator or a team
`observe_own` (ADR 0022).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from children import asking, stands
from children.asking import AskError, Asking, Invitation
from children.models import Child, ConsentQuestion
from children.reach import Thing
from children.states import ANSWERS, Channel, ConsentAct, ConsentScope, ConsentStand
from dossier.models import ObservationRequest
from dossier.request_states import RequestedOf
from partners.access import Actor


@dataclass(frozen=True)
class Signed:
    """Who of the guardians said yes, in which way and when."""

    name: str
    channel: Channel
    at: datetime


@dataclass(frozen=True)
class Signature:
    """Where the signature stands, for childcare: not asked (None), asked, or given by whom."""

    stand: ConsentStand | None
    signed: tuple[Signed, ...]


def scope_of(request: ObservationRequest) -> ConsentScope:
    """Return what parents must allow."""
    is_school = request.asked == RequestedOf.SCHOOL_COORDINATOR
    return ConsentScope.OBSERVE if is_school else ConsentScope.OBSERVE_OWN


def live(request: ObservationRequest, day: date) -> ConsentQuestion | None:
    """Return the consent that signs a request on a day, None where there is none."""
    rows = ConsentQuestion.objects.live(day).filter(child=request.child_id, school=request.school)
    return rows.filter(scope=scope_of(request)).order_by("pk").first()


def signed_on(day: date) -> Q:
    """Return the condition for a request that parents sign on a day, as `live` says of one."""
    given = ConsentQuestion.objects.live(day).filter(child=OuterRef("child"))
    by_school = given.filter(scope=ConsentScope.OBSERVE, school=OuterRef("school"))
    own = given.filter(scope=ConsentScope.OBSERVE_OWN)
    return Q(Exists(by_school)) | Q(Exists(own), school=None)


def scopes_signed(child: Child, day: date) -> frozenset[ConsentScope]:
    """Return for what parents of a child signed already: its own school, and its own side."""
    rows = ConsentQuestion.objects.live(day).filter(child=child)
    here = rows.filter(scope=ConsentScope.OBSERVE, school=child.school_id)
    own = rows.filter(scope=ConsentScope.OBSERVE_OWN)
    found = (here | own).values_list("scope", flat=True)
    return frozenset(ConsentScope(scope) for scope in found)


def of(request: ObservationRequest, *, by: Actor, at: datetime) -> Signature:
    """Return where the signature of a request of own childcare stands."""
    rows = stands.with_questions(Child.objects.visible_to(by, Thing.CONSENT))
    child = rows.filter(pk=request.child_id).first()
    question = stands.current(child, scope_of(request)) if child else None
    if child is None or question is None or question.school_id != request.school_id:
        return Signature(None, ())
    return Signature(stands.stand_of(child, question, at), _signed(question))


def _signed(question: ConsentQuestion) -> tuple[Signed, ...]:
    """Return the last yes of each guardian who did not take it back, the oldest first."""
    last = {
        event.guardian: event
        for event in sorted(question.events.all(), key=lambda event: event.pk)
        if event.act in ANSWERS and event.guardian is not None
    }
    given = [(who, event) for who, event in last.items() if event.act == ConsentAct.GRANTED]
    given.sort(key=lambda one: one[1].pk)
    return tuple(Signed(who.name, Channel(event.channel), event.at) for who, event in given)


def ask(
    *, request: ObservationRequest, channel: Channel, by: Actor, at: datetime
) -> list[Invitation]:
    """Ask parents to sign a request of own childcare, in one of the ways there are.

    Raises: DoesNotExist, PermissionDenied, AskError, ConsentRefusedError, LinkError.
    """
    key: UUID = request.child.key
    if request.school_id is not None and request.child.school_id != request.school_id:
        raise AskError(
            _("De ouders kozen intussen een andere school: trek dit verzoek in en maak een nieuw.")
        )
    return asking.ask(key=key, asking=Asking((scope_of(request),), channel), by=by, at=at)
