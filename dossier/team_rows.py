"""Reading support teams: the list with what I must do now first, and one team with its facts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from children import reading
from children.models import Child
from children.reach import Thing, is_by_consent
from dossier import team_stands
from dossier.meeting_states import HAPPENED, ActionSource, MeetingState
from dossier.models import (
    ActionPoint,
    FollowUp,
    MeetingInvitee,
    OutsiderCode,
    SupportTeam,
    TeamPartner,
    TeamReport,
)
from dossier.team_stands import Facts
from dossier.team_states import FOLLOW_UP_DAYS, CodeStand, TeamStand
from partners.access import Actor
from partners.roles import Permission, can

DUE, OPEN, CLOSED = range(3)


@dataclass(frozen=True)
class Row:
    """One team of a list: where it stands, and the day of the call once it was held."""

    team: SupportTeam
    stand: TeamStand
    call_on: date | None


@dataclass(frozen=True)
class PartnerRow:
    """A partner: whether the parents said yes, and where the last code that was given stands."""

    partner: TeamPartner
    is_agreed: bool
    code: CodeStand | None = None
    code_on: datetime | None = None  # the day or moment that belongs to where the code stands


def rows(actor: Actor, *, at: datetime) -> QuerySet[Any]:
    """Return the teams of an actor: who must be called first, then what is open, then the rest."""
    until = at - timedelta(days=FOLLOW_UP_DAYS)
    called = FollowUp.objects.filter(team=OuterRef("pk"))
    rank = Case(
        When(closed_at__isnull=False, then=Value(CLOSED)),
        When(~Exists(called), meeting__state__in=HAPPENED, meeting__planned_at__lte=until,
             child__left_on=None, then=Value(DUE)),
        default=Value(OPEN),
        output_field=IntegerField(),
    )  # fmt: skip
    found: QuerySet[Any] = _whole(actor).annotate(rank=rank)
    return found.order_by("rank", "meeting__planned_at", "-proposed_at", "-pk")


def one(actor: Actor, key: UUID, *, at: datetime) -> SupportTeam:
    """Return the team with this key that the actor may see, and note the read of its child.

    Raises: Http404: there is none, it is another's, or its consent ended; all alike.
    """
    team: SupportTeam | None = _whole(actor).filter(key=key).first()
    if team is None:
        miss(actor, at=at)
    school = team.school_id if _by_consent(actor) else None
    reading.note(
        actor, [team.child], thing=Thing.TEAM, at=at, section=str(team.key), school_id=school
    )
    return team


def miss(actor: Actor, *, at: datetime) -> NoReturn:
    """Note that somebody asked for a team in vain. Raises: Http404."""
    reading.miss(actor, thing=Thing.TEAM, at=at)


def note_shown(actor: Actor, shown: Iterable[SupportTeam], *, at: datetime) -> None:
    """Note whose names an actor sees in a list."""
    named: dict[int | None, list[Child]] = defaultdict(list)
    for team in shown:
        named[team.school_id if _by_consent(actor) else None].append(team.child)
    for school, children in named.items():
        reading.note(actor, children, thing=Thing.TEAM, at=at, school_id=school)


def row(team: Any, *, at: datetime) -> Row:
    """Return where a team stands, of one that was read by `rows` or `one`."""
    day = timezone.localdate(at)
    facts = facts_of(team, at=at)
    return Row(
        team=team,
        stand=team_stands.stand(facts, day=day),
        call_on=team_stands.call_on(facts.held_on) if facts.held_on else None,
    )


def facts_of(team: Any, *, at: datetime) -> Facts:
    """Return what a stand follows from."""
    meeting = team.meeting
    return Facts(
        is_closed=team.closed_at is not None,
        named=team.named,
        agreed=team.agreed,
        meeting_state=MeetingState(meeting.state) if meeting else None,
        held_on=team_stands.held_on(meeting.state, meeting.planned_at, at=at) if meeting else None,
        is_shared=team.shared_at is not None,
        open_actions=team.open_actions,
        calls=team.calls,
    )


def partners_of(actor: Actor, team: SupportTeam, *, at: datetime) -> list[PartnerRow]:
    """Return who takes part, as far as the actor sees the team."""
    seen = TeamPartner.objects.visible_to(actor).filter(team=team).taking_part()
    agreed = set(seen.agreed_on(actor.day).values_list("pk", flat=True))
    codes = OutsiderCode.objects.visible_to(actor).filter(partner__team=team, ended_at=None)
    last = {code.partner_id: code for code in codes.order_by("pk")}
    whole = seen.select_related("membership__user", "membership__organisation")
    return [
        PartnerRow(one, one.pk in agreed, *code_stand(last.get(one.pk), at=at))
        for one in whole.order_by("pk")
    ]


def code_stand(
    code: OutsiderCode | None, *, at: datetime
) -> tuple[CodeStand | None, datetime | None]:
    """Return where a code stands, and the moment that belongs to it."""
    if code is None:
        return None, None
    if code.used_at is not None:
        return CodeStand.READ, code.used_at
    if at >= code.expires_at:
        return CodeStand.EXPIRED, code.expires_at
    if code.blocked_until is not None:
        stand = CodeStand.BLOCKED if at < code.blocked_until else CodeStand.TRIED
        return stand, code.blocked_until
    return CodeStand.GIVEN, code.made_at


def versions_of(actor: Actor, team: SupportTeam) -> list[TeamReport]:
    """Return the versions of a report that the actor may read, the newest first."""
    seen = TeamReport.objects.visible_to(actor).filter(team=team)
    return list(seen.select_related("written_by__user"))


def calls_of(actor: Actor, team: SupportTeam) -> list[FollowUp]:
    """Return the calls about a team."""
    seen = FollowUp.objects.visible_to(actor).filter(team=team)
    return list(seen.select_related("noted_by__user"))


def actions_of(actor: Actor, team: SupportTeam) -> list[ActionPoint]:
    """Return what was agreed, what is open first."""
    seen = ActionPoint.objects.visible_to(actor).filter(
        source=ActionSource.TEAM, meeting=team.meeting_id
    )
    is_done = Case(When(done_at=None, then=Value(0)), default=Value(1))
    return list(seen.select_related("owner__user").order_by(is_done, "due_on", "pk"))


def invitees_of(team: SupportTeam) -> list[MeetingInvitee]:
    """Return who is invited to the meeting of a team that the actor sees."""
    if team.meeting is None:
        return []
    return list(
        team.meeting.invitees.select_related("membership__user", "membership__organisation")
    )


def to_call(actor: Actor, *, at: datetime) -> int:
    """Return how many teams an actor must call about now."""
    if not can(actor, Permission.RUN_TEAMS):
        return 0
    found: Any = rows(actor, at=at)
    return int(found.filter(rank=DUE).count())


def open_count(actor: Actor) -> int:
    """Return how many teams of an actor are open."""
    if not can(actor, Permission.RUN_TEAMS):
        return 0
    return SupportTeam.objects.visible_to(actor).open().count()


def _by_consent(actor: Actor) -> bool:
    return is_by_consent(actor.role, Thing.TEAM)


def _whole(actor: Actor) -> QuerySet[Any]:
    """Return the teams of an actor with the facts of a stand, whatever their number.

    To a school nobody is named but who was agreed on: its stand tells of no other either.
    """
    partners = TeamPartner.objects.filter(team=OuterRef("pk")).taking_part()
    agreed = partners.agreed_on(actor.day)
    actions = ActionPoint.objects.filter(
        source=ActionSource.TEAM, meeting=OuterRef("meeting")
    ).open()
    return (
        SupportTeam.objects.visible_to(actor)
        .select_related(
            "child__location__organisation", "child__school__organisation", "child__group",
            "meeting", "school__organisation", "question", "proposed_by__user",
        )
        .annotate(
            named=_count(agreed if _by_consent(actor) else partners, "team"),
            agreed=_count(agreed, "team"),
            open_actions=_count(actions, "meeting"),
            calls=_count(FollowUp.objects.filter(team=OuterRef("pk")), "team"),
        )
    )  # fmt: skip


def _count(found: QuerySet[Any], of: str) -> Any:
    counted = found.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
