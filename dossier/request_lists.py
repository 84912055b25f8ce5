"""Reading requests, signals and talks: what an actor sees, where it stands, and what waits on it.

Every child that is shown is noted by `children.reading`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Prefetch, Q, QuerySet, Value, When

from children import reading
from children.models import Child
from children.reach import Thing, is_by_consent
from dossier import signatures
from dossier.child_signals import is_removable
from dossier.models import ObservationRequest, OtherObservation, ParentTalk, Signal
from dossier.request_stands import before_request, end_told, stand
from dossier.request_states import RequestStand
from dossier.requests import OWNERS, TAKERS, going_along
from partners.access import Actor
from partners.roles import Permission, can


@dataclass(frozen=True)
class Shown:
    """A request as a page shows it: where it stands today, and the days of talks about it."""

    request: ObservationRequest
    stand: RequestStand

    @property
    def waits(self) -> bool:
        """Say whether it waits on the actor for whom it was read."""
        return bool(getattr(self.request, "is_mine", False))


@dataclass(frozen=True)
class OfChild:
    """What was noted of a child, and what was asked about it; `mine`: what I can take away."""

    child: Child
    signals: list[Signal]
    talks: list[ParentTalk]
    requests: list[Shown]
    mine: frozenset[Signal | ParentTalk] = frozenset()

    @property
    def stand(self) -> RequestStand | None:
        """Return where the child stands while nobody was asked."""
        return before_request(has_signals=bool(self.signals), has_talks=bool(self.talks))


@dataclass(frozen=True)
class Along:
    """What goes with a request that is made or sent now: all that was noted so far."""

    signals: list[Signal]
    talks: list[ParentTalk]
    others: list[OtherObservation]

    def __len__(self) -> int:
        return len(self.signals) + len(self.talks) + len(self.others)


def rows(actor: Actor) -> QuerySet[ObservationRequest]:
    """Return the requests of an actor: what waits on it first, then what goes on, newest first."""
    talks = ParentTalk.objects.visible_to(actor).select_related("guardian", "noted_by__user")
    signals = Signal.objects.visible_to(actor).select_related("noted_by__user")
    is_mine = Case(When(_waiting_on(actor), then=Value(True)), default=Value(False))
    is_over = Case(When(end="", then=Value(False)), default=Value(True))
    return (
        ObservationRequest.objects.visible_to(actor)
        .annotate(is_mine=is_mine, is_over=is_over)
        .select_related(
            "child__location__organisation",
            "child__group",
            "school__organisation",
            "team",
            "look",
            "screening",
            "prepared_by__user",
            "requested_by__user",
            "planned_by__user",
            "weighed_by__user",
        )
        .defer("screening__content")
        .prefetch_related(Prefetch("talks", talks), Prefetch("signals", signals))
        .order_by("-is_mine", "is_over", "-prepared_at", "-pk")
    )


def one(actor: Actor, child_key: UUID, key: UUID, *, at: datetime) -> Shown:
    """Return a request of a child that the actor may see, and note the read.

    Raises: Http404: there is none, it is another's, or its consent ended; all alike.
    """
    others = OtherObservation.objects.visible_to(actor).select_related("file", "noted_by__user")
    seen = rows(actor).prefetch_related(
        Prefetch("other_observations", others.defer("file__content"))
    )
    found = seen.filter(key=key, child__key=child_key).first()
    if found is None:
        reading.miss(actor, child_key, thing=Thing.REQUEST, at=at)
    school = found.school_id if sees_by_consent(actor) else None
    reading.note(
        actor,
        [found.child],
        thing=Thing.REQUEST,
        at=at,
        section=str(found.key),
        is_health=any(row.is_health for row in found.other_observations.all()),
        school_id=school,
    )
    return shown(found, actor)


def of_child(actor: Actor, key: UUID, *, at: datetime) -> OfChild:
    """Return what childcare noted of a child and what was asked about it, and note the read.

    Raises: Http404.
    """
    child = reading.one(actor, key, thing=Thing.REQUEST, at=at)
    about = Signal.objects.visible_to(actor).filter(child=child)
    spoken = ParentTalk.objects.visible_to(actor).filter(child=child)
    signals = list(about.select_related("noted_by__user"))
    talks = list(spoken.select_related("guardian", "noted_by__user"))
    mine = frozenset(row for row in (*signals, *talks) if is_removable(row, actor))
    requests = [shown(row, actor) for row in rows(actor).filter(child=child)]
    return OfChild(child, signals, talks, requests, mine)


def along(child: Child, actor: Actor, request: ObservationRequest | None = None) -> Along:
    """Return what goes with the next request of a child, or with this one that was not sent."""
    signals, talks, others = (
        going_along(kind, child, actor, request).select_related("noted_by__user")
        for kind in (Signal, ParentTalk, OtherObservation)
    )
    files = others.select_related("file", "noted_by__user").defer("file__content")
    return Along(list(signals), list(talks.select_related("guardian")), list(files))


def child_of(actor: Actor, key: UUID, *, at: datetime) -> Child:
    """Return a child of whom the actor may know what was noted. Raises: Http404."""
    return reading.one(actor, key, thing=Thing.REQUEST, at=at)


def shown(request: ObservationRequest, actor: Actor) -> Shown:
    """Return a request read by `rows` with where it stands on the actor's day."""
    request.end = end_told(request.end, is_childcare=not sees_by_consent(actor))
    talks = [talk.talked_on for talk in request.talks.all()]
    return Shown(request, stand(request, talks, actor.day))


def note_shown(actor: Actor, requests: Iterable[ObservationRequest], *, at: datetime) -> None:
    """Note whose names an actor sees in a list."""
    named: dict[int | None, list[Child]] = defaultdict(list)
    for request in requests:
        named[request.school_id if sees_by_consent(actor) else None].append(request.child)
    for school, children in named.items():
        reading.note(actor, children, thing=Thing.REQUEST, at=at, school_id=school)


def waiting(actor: Actor) -> int:
    """Return how many requests wait on the actor."""
    return ObservationRequest.objects.visible_to(actor).filter(_waiting_on(actor)).count()


def sees_by_consent(actor: Actor) -> bool:
    """Say whether the actor is of a school, which sees by what parents allowed."""
    return is_by_consent(actor.role, Thing.REQUEST)


def _waiting_on(actor: Actor) -> Q:
    """Return what waits on somebody in the actor's role.

    To plan or to report, for who was asked; to weigh or to close, for the owner; to send, to come
    back to parents, or to talk with who stopped before anybody looked, for childcare.
    """
    taken = [asked for asked, role in TAKERS.items() if role == actor.role]
    owned = [owner for owner, roles in OWNERS.items() if actor.role in roles]
    is_sent = Q(requested_at__isnull=False)
    is_signed = signatures.signed_on(actor.day)
    goes_on = is_signed & Q(child__left_on=None)
    to_plan = Q(asked__in=taken, planned_on=None) & is_sent & goes_on
    to_report = Q(asked__in=taken, planned_on__lte=actor.day, report_shared_at=None, outcome="")
    to_weigh = Q(owner__in=owned, report_shared_at__isnull=False, outcome="")
    to_close = Q(owner__in=owned) & ~Q(outcome="")
    mine = to_plan | to_report | to_weigh | to_close
    if can(actor, Permission.ASK_REQUEST):
        ahead = Q(planned_on=None) | Q(planned_on__gt=actor.day, report_begun_at=None)
        to_come_back = Q(thinking_until__lte=actor.day)
        mine |= Q(requested_at=None) & (to_come_back | goes_on)
        mine |= is_sent & ahead & Q(child__left_on=None) & ~is_signed
    return Q(end="") & mine
