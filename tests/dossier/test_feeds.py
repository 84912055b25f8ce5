"""A calendar address opens without signing in, holds kinds and links, and can be taken away."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from children.states import ConsentAct
from config import mail
from dossier import feeds, requests
from dossier.models import CalendarFeed
from dossier.request_states import RequestEnd
from partners.models import AuditEntry, Membership
from partners.states import Role
from tests.dossier import request_town
from tests.dossier.request_town import Town as RequestTown
from tests.dossier.team_world import Town, make_town
from tests.factories.children import AT, make_child, say
from tests.factories.meetings import AgendaLineFactory, MeetingFactory, MeetingInviteeFactory
from tests.factories.partners import make_actor
from tests.factories.requests import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def child_town() -> RequestTown:
    return request_town.make_town()


def summaries(secret: str) -> list[str]:
    found = feeds.read(secret=secret, at=AT)
    assert found is not None
    return [str(event["summary"]) for event in Calendar.from_ical(found).events]


def test_make_keeps_only_a_hash_and_replaces_the_older_address(town: Town) -> None:
    first, second = feeds.make(by=town.carer, at=AT), feeds.make(by=town.carer, at=AT)
    assert CalendarFeed.objects.get().secret_hash == feeds.hash_of(second)
    assert feeds.read(secret=first, at=AT) is None


@pytest.mark.privacy(26)
def test_read_names_the_kind_and_a_link_and_no_child(town: Town) -> None:
    team = town.planned()
    made = feeds.read(secret=feeds.make(by=town.coordinator, at=AT), at=AT)
    assert made is not None
    event = Calendar.from_ical(made).events[0]
    assert (event["summary"], event["url"]) == (
        "SOT-overleg", mail.absolute(reverse("team", args=[team.key]))
    )  # fmt: skip
    assert town.child.first_name.encode() not in made


@pytest.mark.privacy(10)
def test_read_forgets_a_team_whose_parents_stopped(town: Town) -> None:
    team, secret = town.planned(), feeds.make(by=town.coordinator, at=AT)
    assert summaries(secret) == ["SOT-overleg"]
    say(team.question, ConsentAct.WITHDRAWN)
    assert summaries(secret) == []


def test_read_leads_to_an_observation_that_goes_on(child_town: RequestTown) -> None:
    request = child_town.planned()
    secret = feeds.make(by=child_town.coordinator, at=AT)
    made = feeds.read(secret=secret, at=AT)
    assert made is not None
    address = reverse("request", args=[child_town.child.key, request.key])
    assert str(Calendar.from_ical(made).events[0]["url"]) == mail.absolute(address)
    requests.stop(key=request.key, end=RequestEnd.WITHDRAWN, by=child_town.contact, at=AT)
    assert summaries(secret) == []


@pytest.mark.privacy(26)
def test_read_holds_own_meetings_and_observations_without_a_child(town: Town) -> None:
    child, own, school = town.child, town.coordinator, town.child.school
    member = own.memberships[0]
    other = make_actor(Role.QC, school).memberships[0]
    for kind, who in (("alignment", member), ("general", member), ("signal", other)):
        meeting = MeetingFactory(location=child.location, school=school, kind=kind)
        MeetingInviteeFactory(meeting=meeting, membership=who)
        AgendaLineFactory(meeting=meeting, child=child, text="Kanarie")
    elsewhere = MeetingFactory(kind="case")  # of a place that this person does not see
    MeetingInviteeFactory(meeting=elsewhere, membership=member)
    asked = {"child": child, "school": school, "planned_on": AT.date() + timedelta(days=3)}
    mine = sent(planned_by=member, goal="Kanarie", **asked)
    sent(child=make_child(child.location), school=school, planned_by=other,
         planned_on=asked["planned_on"])  # fmt: skip
    secret = feeds.make(by=own, at=AT)
    both = ["Afstemmingsoverleg", "Algemeen overleg"]  # at one hour: in no order of their own
    assert sorted(summaries(secret)) == [*both, "Observatie"]
    made = feeds.read(secret=secret, at=AT)
    assert made is not None
    for word in (child.first_name, child.last_name, "Kanarie", child.location.name, school.name):
        assert word.encode() not in made
    say(mine.consent, ConsentAct.WITHDRAWN)
    assert sorted(summaries(secret)) == both


def test_read_after_it_was_revoked_finds_nothing(town: Town) -> None:
    secret = feeds.make(by=town.carer, at=AT)
    assert feeds.revoke(by=town.carer, at=AT)
    assert feeds.read(secret=secret, at=AT) is None
    assert not feeds.revoke(by=town.carer, at=AT)


def test_read_of_somebody_without_a_membership_finds_nothing(town: Town) -> None:
    secret = feeds.make(by=town.carer, at=AT)
    yesterday = AT.date() - timedelta(days=1)
    Membership.objects.filter(user=town.carer.user).update(valid_until=yesterday)
    assert feeds.read(secret=secret, at=AT) is None


def test_read_is_logged_once_a_day(town: Town) -> None:
    secret = feeds.make(by=town.carer, at=AT)
    for hours in (0, 4, 24):
        feeds.read(secret=secret, at=AT + timedelta(hours=hours))
    assert AuditEntry.objects.filter(action="calendar.read").count() == 2


def test_page_shows_the_address_once(town: Town, client: Client) -> None:
    client.force_login(town.carer.user)
    page = client.post(reverse("calendar"))
    address = page.context["address"]
    found = client.get(address.removeprefix(mail.absolute("")))
    assert (found.status_code, found["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert address not in client.get(reverse("calendar")).content.decode()
    client.post(reverse("calendar"), {"weghalen": "1"})
    assert client.get(address.removeprefix(mail.absolute(""))).status_code == 404
