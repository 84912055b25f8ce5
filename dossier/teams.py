"""Support teams: proposed by the care coordinator, of whom the parents name, closed (domain 5.5).

Who takes part stands in the question to the parents; who is in none that holds is not invited.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from children import asking, consents, stands
from children.asking import Asking, Invitation
from children.models import Child, ConsentQuestion
from children.reach import Thing
from children.states import CLOSINGS, Channel, ConsentAct, ConsentScope, LeaveReason
from dossier import drafts, team_calendar
from dossier.long_texts import checked
from dossier.models import FollowUp, ObservationRequest, OutsiderCode, SupportTeam, TeamPartner
from dossier.request_states import RequestOutcome
from dossier.team_states import LONGEST_REASON
from partners import audit
from partners.access import Actor
from partners.models import Membership
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from partners.states import Role

PROPOSED, NAMED, TAKEN_OFF = "team.proposed", "team.partner_named", "team.partner_taken_off"
ASKED, CLOSED = "team.parents_asked", "team.closed"
MOST_PARTNERS = 12
LONGEST_LINE, LONGEST_NAME = 120, 80  # characters
SCHOOL_SIDE = (Role.QC, Role.SCH)


class TeamError(RefusedError):
    """Something about a support team cannot be done now."""


@dataclass(frozen=True)
class NewPartner:
    """Whom the parents named: somebody of the school, or a name; `what`: function, organisation."""

    what: str
    name: str = ""
    membership_id: int | None = None


@transaction.atomic
def propose(
    *, child_key: UUID, reason: str, request_key: UUID | None = None, by: Actor, at: datetime
) -> SupportTeam:
    """Propose a support team of a child, by hand or as the outcome of a request.

    Raises: DoesNotExist, PermissionDenied, TeamError: there is one, or no word on what it is for.
    """
    require(by, Permission.RUN_TEAMS, None)
    seen = Child.objects.visible_to(by, Thing.TEAM).present()
    consents.lock_child(seen.values_list("pk", flat=True).get(key=child_key))
    child = seen.select_related("location__holder__organisation").get(key=child_key)
    if SupportTeam.objects.filter(child=child).open().exists():
        raise TeamError(_("Voor dit kind loopt al een SOT-overleg: werk daarin verder."))
    team = SupportTeam.objects.create(
        child=child,
        location=child.location,
        request=_request(request_key, child, by),
        reason=checked(
            reason,
            field="reason",
            most=LONGEST_REASON,
            empty=_("Schrijf waarvoor het overleg is."),
        ),
        proposed_by=member_of(by, child),
        proposed_at=at,
    )
    drafts.drop(where=reason_place(child_key), by=by)
    log(team, PROPOSED, by=by, at=at)
    return team


def reason_place(key: UUID) -> str:
    """Return where a draft of what a team of a child is for is kept."""
    return f"team_new:{key}"


@drafts.place("team_new")
def _proposing(by: Actor, key: str) -> Child:
    """Let whoever proposes a team write what it is for."""
    if not can(by, Permission.RUN_TEAMS):
        raise Child.DoesNotExist
    found: Child = Child.objects.visible_to(by, Thing.TEAM).present().get(key=key)
    return found


def people_at_school(team: SupportTeam, *, by: Actor) -> QuerySet[Membership]:
    """Return who of the child's school can be named as a partner: it must be open to this."""
    if team.child.school_id is None:
        return Membership.objects.none()
    rows = Membership.objects.working_on(by.day).filter(
        organisation=team.child.school_id, role__in=SCHOOL_SIDE
    )
    return rows.select_related("user").order_by("user__sort_name", "pk")


@transaction.atomic
def name_partner(*, key: UUID, new: NewPartner, by: Actor, at: datetime) -> TeamPartner:
    """Add somebody whom the parents named; nobody hears of it before the parents said yes.

    Raises: DoesNotExist, PermissionDenied, TeamError: no name, or somebody who is there already.
    """
    team = locked(key, by)
    member = None
    if new.membership_id is not None:
        member = people_at_school(team, by=by).filter(pk=new.membership_id).first()
        if member is None:
            raise TeamError(_("Kies iemand die nu op de school werkt."), "who")
        what = new.what.strip() or str(Role(member.role).label)
    else:
        empty = _("Schrijf functie en organisatie.")
        what = checked(new.what, field="what", most=LONGEST_LINE, empty=empty)
    empty = "" if member else _("Schrijf een naam.")
    name = checked("" if member else new.name, field="name", most=LONGEST_NAME, empty=empty)
    taking_part = list(team.partners.taking_part().select_related("membership__user"))
    if len(taking_part) >= MOST_PARTNERS:
        raise TeamError(_("Er doen al %d mensen mee: meer past niet.") % MOST_PARTNERS)
    partner = TeamPartner(
        team=team, membership=member, name=name, what=what, added_by=member_of(by, team.child),
        added_at=at,
    )  # fmt: skip
    if partner.person in {one.person for one in taking_part}:
        raise TeamError(_("Deze persoon doet al mee."), "name")
    partner.save()
    _take_words_along(partner)
    _follow_school(team)
    log(team, NAMED, by=by, at=at)
    return partner


@transaction.atomic
def take_off(*, key: UUID, partner_id: int, by: Actor, at: datetime) -> None:
    """Let somebody take part no longer: what was open to this person closes at once.

    Raises: DoesNotExist, PermissionDenied, TeamError.
    """
    team = locked(key, by)
    partner = partner_of(team, partner_id)
    partner.ended_at = at
    partner.save(update_fields=["ended_at"])
    OutsiderCode.objects.filter(partner=partner, ended_at=None).update(ended_at=at)
    team_calendar.leave_out(team, {(partner.membership_id, partner.name)}, at=at)
    _follow_school(team)
    log(team, TAKEN_OFF, by=by, at=at)


@transaction.atomic
def ask_parents(
    *, key: UUID, channel: Channel, guardians: Collection[int] = (), by: Actor, at: datetime
) -> list[Invitation]:
    """Ask the parents for a yes to all who are named now, in one question.

    Raises: DoesNotExist, PermissionDenied, TeamError, AskError, ConsentRefusedError.
    """
    team = locked(key, by)
    partners = list(team.partners.taking_part().select_related("membership__user"))
    if not partners:
        raise TeamError(_("Noem eerst wie er meedoet: de ouders kiezen dat."))
    if team.school_id is not None and team.school_id != team.child.school_id:
        raise TeamError(
            _("De ouders noemden intussen een andere school: haal de oude school uit het overleg.")
        )
    asked = Asking(
        scopes=(ConsentScope.SUPPORT_TEAM,),
        channel=channel,
        guardians=guardians,
        participants=tuple(partner.line for partner in partners),
        has_school=team.school_id is not None,
    )
    found = asking.ask(key=team.child.key, asking=asked, by=by, at=at)
    child = stands.with_questions(Child.objects.filter(pk=team.child_id)).get()
    team.question = stands.current(child, ConsentScope.SUPPORT_TEAM)
    team.save(update_fields=["question"])
    for partner in partners:
        partner.questions.add(team.question)
    log(team, ASKED, by=by, at=at)
    return found


@transaction.atomic
def close(*, key: UUID, handed_to: str = "", by: Actor, at: datetime) -> SupportTeam:
    """Close a team: its consents end, and with them what others could read.

    A meeting to come is cancelled, and everybody who was invited hears so.

    Args: handed_to: the name at the school that goes on with it; a child that moved on needs one.
    Raises: DoesNotExist, PermissionDenied, TeamError: who was there or the call comes first, or
    there is no name.
    """
    team = locked(key, by)
    coming = team_calendar.coming(team)
    if coming is not None and coming.planned_at <= at and team.child.left_on is None:
        raise TeamError(
            _("Het overleg is geweest: noteer eerst wie er was, of zeg het af. Sluit daarna af.")
        )
    has_met = team.meeting is not None and team.meeting.held_at is not None
    if has_met and has_consent(team) and not FollowUp.objects.filter(team=team).exists():
        raise TeamError(_("Bel eerst na: helpen de afspraken? Daarna kun je afsluiten."))
    handed_to = handed_to.strip()
    if team.child.left_because == LeaveReason.TO_SCHOOL and not handed_to:
        raise TeamError(
            _("Dit kind gaat naar school: schrijf aan wie je het daar overdraagt."), "handed_to"
        )
    team_calendar.call_off(team, at=at)
    team.closed_at, team.closed_by = at, member_of(by, team.child)
    team.handed_to = handed_to
    team.handed_school_id = team.child.school_id if handed_to else None
    team.save(update_fields=["closed_at", "closed_by", "handed_to", "handed_school"])
    OutsiderCode.objects.filter(partner__team=team, ended_at=None).update(ended_at=at)
    for pk in open_questions(team).values_list("pk", flat=True):
        consents.close(question_id=pk, act=ConsentAct.ENDED, by=by, at=at)
    log(team, CLOSED, by=by, at=at)
    return team


def name_at_school(team: SupportTeam) -> str:
    """Return who took part for the school to which the child goes; "" for nobody."""
    here = team.partners.taking_part().filter(membership__isnull=False)
    mine = here.filter(membership__organisation=team.child.school_id)
    partner: TeamPartner | None = mine.select_related("membership__user").first()
    return partner.person if partner else ""


def open_questions(team: SupportTeam) -> QuerySet[ConsentQuestion]:
    """Return what was asked of the parents for a team and goes on: also before a later question."""
    asked = team.child.consent_questions.filter(scope=ConsentScope.SUPPORT_TEAM)
    own = asked.filter(Q(pk=team.question_id) | Q(team_partners__team=team))
    return own.exclude(events__act__in=CLOSINGS).distinct().order_by("pk")


def partner_of(team: SupportTeam, partner_id: int) -> TeamPartner:
    """Return somebody who takes part. Raises: TeamError: not (any more)."""
    rows = team.partners.taking_part().select_related("membership")
    partner: TeamPartner | None = rows.filter(pk=partner_id).first()
    if partner is None:
        raise TeamError(_("Deze persoon doet niet meer mee."))
    return partner


def has_consent(team: SupportTeam) -> bool:
    """Say whether a question of this team lets somebody see something."""
    return team.child.consent_questions.filter(team_partners__team=team, is_live=True).exists()


def locked(key: UUID, by: Actor, *, is_over: bool = False) -> SupportTeam:
    """Lock the child and then the team, for who runs it.

    Raises: DoesNotExist, PermissionDenied. TeamError: it is closed.
    """
    require(by, Permission.RUN_TEAMS, None)
    rows = SupportTeam.objects.visible_to(by)
    consents.lock_child(rows.values_list("child", flat=True).get(key=key))
    whole = rows.select_related("child__location__holder__organisation", "question", "meeting")
    team: SupportTeam = whole.select_for_update(of=("self",), no_key=True).get(key=key)
    if team.closed_at is not None and not is_over:
        raise TeamError(_("Dit SOT-overleg is al afgesloten."))
    return team


def member_of(by: Actor, child: Child) -> Membership:
    """Return the membership with which somebody of childcare acts for a child."""
    own = (child.location_id, child.location.holder_id)
    return next(m for m in by.memberships if m.organisation_id in own)


def log(
    team: SupportTeam, action: str, *, by: Actor | None, at: datetime, ground: str = "", **more: int
) -> None:
    """Append a line about the child in the log of its childcare organisation."""
    audit.record(
        by=by,
        action=action,
        target=team.child,
        organisation=team.location.holder.organisation,
        membership=member_of(by, team.child) if by else None,
        at=at,
        ground=ground,
        details={"team": str(team.key), **more},
    )


def _take_words_along(partner: TeamPartner) -> None:
    """Let what parents said of somebody who took part before hold for who comes back as such."""
    before = partner.team.partners.exclude(ended_at=None).prefetch_related("questions")
    for one in before.filter(membership=partner.membership_id).select_related("membership__user"):
        if one.line == partner.line:
            partner.questions.add(*one.questions.all())


def _follow_school(team: SupportTeam) -> None:
    """Let the school of a team be the one of which somebody takes part, if any."""
    rows = team.partners.taking_part().filter(membership__isnull=False)
    team.school_id = rows.values_list("membership__organisation", flat=True).first()
    team.save(update_fields=["school"])


def _request(key: UUID | None, child: Child, by: Actor) -> ObservationRequest | None:
    """Return the request with this outcome. Raises: DoesNotExist: another one's, or another."""
    if key is None:
        return None
    rows = ObservationRequest.objects.visible_to(by).filter(child=child)
    found: ObservationRequest = rows.get(key=key, outcome=RequestOutcome.SUPPORT_TEAM)
    return found
