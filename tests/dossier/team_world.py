"""A child whose parents said yes to a support team with the school and a youth nurse."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from children.models import Child
from children.states import Channel, ConsentAct
from dossier import team_meetings, team_reports, teams
from dossier.models import SupportTeam
from dossier.team_meetings import NewDate
from dossier.teams import NewPartner
from partners.access import Actor, actor_for
from partners.models import School
from partners.states import Role
from tests.factories.children import AT, make_child, say, switch_on
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor

NURSE = NewPartner(what="jeugdverpleegkundige, GGD", name="Noor Dijkstra")
LATER = AT + timedelta(days=7)


@dataclass(frozen=True)
class Town:
    """Who does what about one child."""

    child: Child
    carer: Actor
    coordinator: Actor

    def propose(self, **more: Any) -> SupportTeam:
        """Propose a team."""
        given = {"child_key": self.child.key, "reason": "Samen kijken wat helpt.", **more}
        return teams.propose(**given, by=self.carer, at=AT)

    def listed(self) -> SupportTeam:
        """Propose a team with the coordinator and the nurse."""
        team = self.propose()
        member = NewPartner(what="", membership_id=self.coordinator.memberships[0].pk)
        for new in (member, NURSE):
            teams.name_partner(key=team.key, new=new, by=self.carer, at=AT)
        return team

    def asked(self, team: SupportTeam | None = None) -> SupportTeam:
        """Ask the parents."""
        team = team or self.listed()
        teams.ask_parents(key=team.key, channel=Channel.SHEET, by=self.carer, at=AT)
        return again(team)

    def agreed(self) -> SupportTeam:
        """Let the parents say yes."""
        team = self.asked()
        say(team.question, ConsentAct.GRANTED)
        return team

    def planned(self) -> SupportTeam:
        """Plan the meeting in a week."""
        team = self.agreed()
        team_meetings.plan(key=team.key, new=NewDate(LATER), by=self.carer, at=AT)
        return again(team)

    def held(self) -> SupportTeam:
        """Let everybody have been there."""
        team = self.planned()
        came = [one.pk for one in team.meeting.invitees.all()]
        by = self.carer_at(LATER)
        team_meetings.hold(key=team.key, attended=came, minutes=50, by=by, at=LATER)
        return again(team)

    def shared(self) -> SupportTeam:
        """Share a report."""
        team = self.held()
        by = self.carer_at(LATER)
        team_reports.save(key=team.key, text="Speelt in tweetallen.", seen=0, by=by, at=LATER)
        team_reports.share(key=team.key, seen=1, by=by, at=LATER)
        return again(team)

    def carer_at(self, at: datetime) -> Actor:
        """Return the care coordinator on another day."""
        return on(self.carer, at)


def make_town(school: School | None = None) -> Town:
    """Make the child, its care coordinator and the coordinator of its school, a new one."""
    school = school or SchoolFactory()
    child = make_child(school=school)
    switch_on(school)
    carer = make_actor(Role.KCC, child.location.holder)
    return Town(child, carer, make_actor(Role.QC, school))


def again(team: SupportTeam) -> SupportTeam:
    """Read a team anew."""
    found: SupportTeam = SupportTeam.objects.select_related("meeting", "question").get(pk=team.pk)
    return found


def on(actor: Actor, at: datetime) -> Actor:
    """Return somebody on another day."""
    found = actor_for(actor.user, day=at.date(), role=actor.role)
    assert found is not None
    return found


def worker_of(child: Child) -> Actor:
    """Return a contact of the location of a child."""
    member = MembershipFactory(organisation=child.location.organisation, role=Role.KOC)
    found = actor_for(member.user, day=AT.date())
    assert found is not None
    return found
