"""Support teams for the empty product: one with partners, one that is planned."""

from datetime import timedelta

from django.utils import timezone

from children import consents
from children.consent_texts import text_sha256
from children.models import Child
from children.states import Channel, ConsentAct, ConsentScope, Language
from dossier.meeting_states import MeetingKind
from dossier.models import SupportTeam
from partners.models import Membership
from partners.states import Role
from tests.e2e.town_children import fill
from tests.factories.meetings import MeetingFactory, MeetingInviteeFactory
from tests.factories.teams import SupportTeamFactory, TeamPartnerFactory

OF = {"listed": "Levi", "planned": "Nora"}


def team_of(stand: str) -> str:
    """Return the key of a team of one of the children, made once."""
    fill()
    child = Child.objects.get(first_name=OF[stand])
    team = SupportTeam.objects.filter(child=child).first() or _make(child, stand)
    return str(team.key)


def _make(child: Child, stand: str) -> SupportTeam:
    at = timezone.now()
    carer = Membership.objects.filter(role=Role.KCC, organisation=child.location.holder_id).first()
    team: SupportTeam = SupportTeamFactory(child=child, proposed_at=at, proposed_by=carer)
    TeamPartnerFactory(team=team, added_at=at)
    if stand == "planned":
        team.meeting = MeetingFactory(
            kind=MeetingKind.SUPPORT_TEAM, location=child.location, made_by=carer, made_at=at,
            planned_at=at - timedelta(hours=2),
        )  # fmt: skip
        team.save()
        for name in ("Ouders", "Noor Dijkstra"):
            MeetingInviteeFactory(meeting=team.meeting, membership=None, name=name)
    return team


def key_of(first_name: str) -> str:
    """Return the key of a child of the demo."""
    return str(Child.objects.get(first_name=first_name).key)


def say_yes(first_name: str) -> None:
    """Let everybody who decides for a child of the demo agree with what was asked last."""
    child, scope = Child.objects.get(first_name=first_name), ConsentScope.SUPPORT_TEAM
    question = child.consent_questions.filter(scope=scope).latest("pk")
    text = text_sha256(scope, Language.NL)
    for guardian in consents.deciding(child):
        said = consents.Answer(ConsentAct.GRANTED, guardian, Channel.SHEET, Language.NL, text)
        consents.answer(question_id=question.pk, said=said, at=timezone.now())


def let_meet(first_name: str, days: int) -> None:
    """Let the meeting about a child of the demo have been so many days ago."""
    team = SupportTeam.objects.get(child__first_name=first_name)
    meeting = team.meeting
    assert meeting is not None
    meeting.planned_at = timezone.now() - timedelta(days=days)
    meeting.save()


def tomorrow() -> str:
    """Return the day of tomorrow as people type it."""
    return f"{timezone.localdate() + timedelta(days=1):%d-%m-%Y}"
