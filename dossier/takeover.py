"""What goes along when a colleague takes over a place: action points, and meetings not yet closed.

An action point goes where who takes over may see it: one about a child of whom parents took their
consent back stays where it was, out of sight and uncounted (privacy rules 9 and 10). What a support
team agreed with a school stays too: parents named each person of it (ADR 0026).
"""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from children import consents
from children.models import Child, ConsentQuestion
from children.reach import DISCUSSING, OBSERVING
from dossier import action_points, meeting_mails, meetings
from dossier.meeting_states import ActionSource, MeetingKind, MeetingState
from dossier.models import ActionPoint, Meeting, MeetingInvitee
from partners.access import Actor, actor_for
from partners.contacts import Mover, Takeover
from partners.models import Membership, Organisation, User
from partners.roles import PERMISSIONS, Permission
from partners.states import OrganisationKind, Role

HANDED_OVER = "meeting.handed_over"
NOT_CLOSED = (MeetingState.SCHEDULED, MeetingState.HELD)
BY_CONSENT = {ActionSource.DISCUSSION: DISCUSSING, ActionSource.REQUEST: OBSERVING}
DOING = [role for role in Role if Permission.PLAN_MEETINGS in PERMISSIONS[role]]


def preview(place: Organisation, person: User, day: date) -> list[str]:
    """Return in words what a person has to do here: numbers, no child."""
    actions, organised = promised(place, person, day).count(), planned(place, person).count()
    lines = []
    if actions:
        lines.append(ngettext("%d actiepunt", "%d actiepunten", actions) % actions)
    if organised:
        text = ngettext("%d overleg", "%d overleggen", organised)
        lines.append(text % organised)
    return lines


def move(takeover: Takeover, by: Actor, at: datetime) -> list[str]:
    """Let action points and meetings go to who takes over, each with its log line."""
    place, person, day = takeover.organisation, takeover.leaving, timezone.localdate(at)
    member = _doing(takeover, day)
    if member is None:
        if not preview(place, person, day):
            return []
        text = _("%s kan hier geen overleg afronden: actiepunten en overleggen blijven staan.")
        return [text % takeover.taking.user]
    _take_invitations(takeover, member, by, at)
    actions = _take_actions(promised(place, person, day), member, by, at)
    count = _take_meetings(planned(place, person), member, by, at)
    said = []
    if actions:
        text = ngettext("%d actiepunt gaat mee.", "%d actiepunten gaan mee.", actions)
        said.append(text % actions)
    if count:
        said.append(ngettext("%d overleg gaat mee.", "%d overleggen gaan mee.", count) % count)
    return said


def promised(place: Organisation, person: User, day: date) -> QuerySet[ActionPoint]:
    """Return what a person has still to do for a place, as far as that place may know of it."""
    rows = ActionPoint.objects.open().filter(owner__user=person, owner__organisation=place)
    if place.kind != OrganisationKind.SCHOOL:
        return rows
    live = ConsentQuestion.objects.live(day).filter(
        child=OuterRef("child"), school=OuterRef("school")
    )
    known = Q(child=None)
    for source, reach in BY_CONSENT.items():
        known |= Q(Exists(live.filter(scope__in=reach.scopes)), source=source)
    return rows.filter(known).exclude(source=ActionSource.TEAM)


def planned(place: Organisation, person: User) -> QuerySet[Meeting]:
    """Return the meetings that a person planned for a place and that nobody closed."""
    rows = Meeting.objects.filter(made_by__user=person, made_by__organisation=place)
    return rows.filter(state__in=NOT_CLOSED).exclude(kind=MeetingKind.SUPPORT_TEAM)


def _doing(takeover: Takeover, day: date) -> Membership | None:
    """Return the membership with which the taker can do this here, if any."""
    if takeover.taking.role in DOING:
        return takeover.taking
    rows = Membership.objects.active_on(day).filter(organisation=takeover.organisation)
    return rows.filter(user=takeover.taking.user, role__in=DOING).first()


def _take_actions(rows: QuerySet[ActionPoint], member: Membership, by: Actor, at: datetime) -> int:
    """Hand over what the taker may see; lock the children first, in the order of a takeover."""
    taker = actor_for(member.user, day=timezone.localdate(at), role=member.role)
    if taker is None:
        return 0
    seen = ActionPoint.objects.visible_to(taker).order_by()
    rows = rows.filter(pk__in=seen.values("pk"))
    consents.lock_children(Child.objects.filter(pk__in=rows.order_by().values("child")))
    whole = rows.select_related("location__holder__organisation", "school", "child")
    found = list(whole.order_by("pk").select_for_update(of=("self",), no_key=True))
    for action in found:
        action_points.hand_over(action, to=member, by=by, at=at)
    return len(found)


def _take_meetings(rows: QuerySet[Meeting], member: Membership, by: Actor, at: datetime) -> int:
    """Let somebody be the one who planned these meetings, and so the one who closes them."""
    whole = rows.select_related("location__holder__organisation")
    found = list(whole.order_by("pk").select_for_update(of=("self",), no_key=True))
    for meeting in found:
        meeting.made_by = member
        meeting.save(update_fields=["made_by"])
        meetings.log(meeting, HANDED_OVER, by=by, at=at)
    return len(found)


def _take_invitations(takeover: Takeover, member: Membership, by: Actor, at: datetime) -> None:
    """Invite who takes over to what the other was still to come to, once, with a mail."""
    rows = MeetingInvitee.objects.filter(
        membership__user=takeover.leaving,
        membership__organisation=takeover.organisation,
        meeting__state=MeetingState.SCHEDULED,
        meeting__planned_at__gt=at,
    ).exclude(meeting__kind=MeetingKind.SUPPORT_TEAM)
    there = MeetingInvitee.objects.filter(meeting=OuterRef("meeting"), membership__user=member.user)
    rows = rows.exclude(Exists(there)).select_related("meeting__location__organisation")
    for invitee in rows.order_by("pk").select_for_update(of=("self",), no_key=True):
        invitee.membership = member
        invitee.save(update_fields=["membership"])
        if member.user_id != by.user.pk:
            meeting_mails.invite(invitee.meeting, member.user, at=at)


MOVERS = (Mover(preview, move),)
