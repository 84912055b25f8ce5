"""Support teams for tests; all words and persons invented."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from dossier.models import (
    CalendarFeed,
    FollowUp,
    OutsiderCode,
    SupportTeam,
    TeamPartner,
    TeamReport,
)
from dossier.team_states import FollowUpOutcome
from partners.states import Role
from tests.factories.children import AT, ChildFactory
from tests.factories.partners import MembershipFactory, UserFactory


class SupportTeamFactory(DjangoModelFactory[SupportTeam]):
    """A support team of a new child that its care coordinator proposed, without a school."""

    class Meta:
        model = SupportTeam

    child = factory.SubFactory(ChildFactory)
    location = factory.LazyAttribute(lambda team: team.child.location)
    reason = "Samen kijken wat helpt bij het spelen."
    proposed_at = AT
    proposed_by = factory.LazyAttribute(
        lambda team: MembershipFactory(organisation=team.location.organisation, role=Role.KCC)
    )


class TeamPartnerFactory(DjangoModelFactory[TeamPartner]):
    """A youth nurse in a new team."""

    class Meta:
        model = TeamPartner

    team = factory.SubFactory(SupportTeamFactory)
    membership = None
    name = factory.LazyAttribute(lambda made: "" if made.membership else "Noor Dijkstra")
    what = "jeugdverpleegkundige, GGD"
    added_by = factory.LazyAttribute(lambda made: made.team.proposed_by)
    added_at = AT


class TeamReportFactory(DjangoModelFactory[TeamReport]):
    """The first version of the report of a new team."""

    class Meta:
        model = TeamReport

    team = factory.SubFactory(SupportTeamFactory)
    number = 1
    text = "We spreken af dat de groep met tweetallen speelt."
    written_by = factory.LazyAttribute(lambda made: made.team.proposed_by)
    written_at = AT


class OutsiderCodeFactory(DjangoModelFactory[OutsiderCode]):
    """A code of a new partner, given just now."""

    class Meta:
        model = OutsiderCode

    partner = factory.SubFactory(TeamPartnerFactory)
    link_hash = factory.Sequence(lambda n: f"{n:064x}")
    code_hash = factory.Sequence(lambda n: f"{n:064x}")
    made_by = factory.LazyAttribute(lambda made: made.partner.added_by)
    made_at = AT
    expires_at = AT + timedelta(days=14)


class FollowUpFactory(DjangoModelFactory[FollowUp]):
    """A call about a new team: the agreements help."""

    class Meta:
        model = FollowUp

    team = factory.SubFactory(SupportTeamFactory)
    called_on = AT.date()
    outcome = FollowUpOutcome.ENOUGH
    noted_by = factory.LazyAttribute(lambda made: made.team.proposed_by)
    noted_at = AT


class CalendarFeedFactory(DjangoModelFactory[CalendarFeed]):
    """The calendar address of a new person."""

    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    secret_hash = factory.Sequence(lambda n: f"{n:064x}")
    made_at = AT
