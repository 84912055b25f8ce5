"""The support team of the demo: held three weeks ago, its report shared, and an action to do."""

from datetime import datetime, timedelta

from django.utils import timezone

from children import consents
from children.consent_texts import text_sha256
from children.models import Child
from children.states import Channel, ConsentAct, ConsentScope, Language
from dossier import team_actions, team_meetings, team_reports, teams
from dossier.meeting_states import MeetingKind
from dossier.models import CalendarFeed, Meeting, SupportTeam
from dossier.team_actions import NewAction
from dossier.team_meetings import NewDate
from dossier.teams import NewPartner
from partners.access import Actor

ABOUT = ("Mees", "Kersentuin")
REASON = "Mees zoekt in drukke spelen weinig anderen op. We willen samen kijken wat hem helpt."
NURSE = NewPartner(what="jeugdverpleegkundige, GGD", name="Femke Oudewater")
REPORT = (
    "Mees speelt langer als er één ander kind bij is. Thuis is dat net zo.\n\n"
    "We spreken af: elke ochtend een kwartier met een tweetal, en thuis een vast speelmoment."
)
ACTION = "Belt de ouders over het spelen thuis"


def fill(*, carer: Actor, coordinator: Actor, at: datetime) -> None:
    """Let a team have met, once: parents, the coordinator of the school and a youth nurse."""
    if SupportTeam.objects.exists():
        return
    child = Child.objects.get(first_name=ABOUT[0], last_name=ABOUT[1])
    asked = at - timedelta(days=30)
    day = timezone.localtime(at - timedelta(days=21))
    held = day.replace(hour=14, minute=0, second=0, microsecond=0)
    team = teams.propose(child_key=child.key, reason=REASON, by=carer, at=asked)
    member = NewPartner(what="", membership_id=coordinator.memberships[0].pk)
    for new in (member, NURSE):
        teams.name_partner(key=team.key, new=new, by=carer, at=asked)
    teams.ask_parents(key=team.key, channel=Channel.SHEET, by=carer, at=asked)
    _say_yes(child, asked)
    plan = NewDate(starts_at=held, minutes=60, place="Op de locatie")
    team_meetings.plan(key=team.key, new=plan, by=carer, at=held)
    team.refresh_from_db()
    invited = list(team.meeting.invitees.all()) if team.meeting else []
    came = [one.pk for one in invited]
    team_meetings.hold(key=team.key, attended=came, minutes=55, by=carer, at=held)
    team_reports.save(key=team.key, text=REPORT, seen=0, by=carer, at=held)
    team_reports.share(key=team.key, seen=1, by=carer, at=held)
    nurse = next(one for one in invited if one.name == NURSE.name)
    action = NewAction(ACTION, nurse.pk, carer.day + timedelta(days=5))
    team_actions.agree(key=team.key, new=action, by=carer, at=held)


def send_home() -> None:
    """Take away what is left of the teams once the children went, and calendar addresses."""
    Meeting.objects.filter(kind=MeetingKind.SUPPORT_TEAM).delete()
    CalendarFeed.objects.all().delete()


def _say_yes(child: Child, at: datetime) -> None:
    scope = ConsentScope.SUPPORT_TEAM
    question = child.consent_questions.get(scope=scope)
    for guardian in consents.deciding(child):
        said = consents.Answer(
            act=ConsentAct.GRANTED,
            guardian=guardian,
            channel=Channel.SHEET,
            language=Language.NL,
            text_sha256=text_sha256(scope, Language.NL),
        )
        consents.answer(question_id=question.pk, said=said, at=at)
