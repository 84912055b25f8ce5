"""Who saw one child: names for its own organisation, roles and places for others and parents."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.http import Http404

from children import child_log, enrolment, links, read_codes, reading
from children.models import Child
from children.reach import Thing
from children.states import Channel, ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
DAY = AT.date()
PERIOD = {"since": DAY, "until": DAY}


def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location, day=DAY)


@pytest.fixture
def child() -> Child:
    """Return a child that its contact saw, and then a coordinator of a school."""
    child = make_child()
    school = SchoolFactory()
    say(ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
    reading.one(contact(child), child.key, thing=Thing.GUARDIAN, at=AT)
    coordinator = make_actor(Role.QC, school, day=DAY)
    reading.one(coordinator, child.key, thing=Thing.CHILD, at=AT + timedelta(minutes=5))
    return child


@pytest.mark.privacy(17, 30)
def test_seen_names_persons_of_the_own_organisation_only(child: Child) -> None:
    officer = make_actor(Role.DPO, child.location.holder, day=DAY)
    _child, sights = child_log.seen(officer, child.key, **PERIOD, at=AT + timedelta(hours=1))
    own, school, parents = sights
    assert (own.person, own.role, own.thing) == (
        officer.user.name,
        "functionaris gegevensbescherming",
        "wie dit kind heeft bekeken",
    )
    assert (school.person, school.role, school.ground) == (
        "",
        "kwaliteitscoördinator",
        "toestemming van een ouder",
    )
    assert (parents.organisation, parents.ground) == (
        child.location.organisation.name,
        "eigen locatie",
    )
    assert parents.person


def test_seen_is_of_the_days_that_were_asked(child: Child) -> None:
    later = AT + timedelta(days=30)
    actor = contact(child)
    _child, sights = child_log.seen(
        actor, child.key, since=DAY + timedelta(days=1), until=later.date(), at=later
    )
    assert [sight.at for sight in sights] == [later]


@pytest.mark.privacy(17)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.KOC, Role.DPO}))
def test_seen_is_for_the_contact_and_the_officer_only(child: Child, role: Role) -> None:
    place = {Role.KCC: child.location, Role.KOW: child.location}.get(role)
    with pytest.raises(Http404):
        child_log.seen(make_actor(role, place, day=DAY), child.key, **PERIOD, at=AT)


@pytest.mark.privacy(17)
@pytest.mark.parametrize("role", [Role.KOC, Role.DPO])
def test_seen_is_not_for_another_organisation(child: Child, role: Role) -> None:
    other = make_child().location
    place = other if role == Role.KOC else other.holder
    with pytest.raises(Http404):
        child_log.seen(make_actor(role, place, day=DAY), child.key, **PERIOD, at=AT)


@pytest.mark.privacy(13)
def test_for_guardian_tells_role_and_organisation_and_no_person(child: Child) -> None:
    guardian = child.guardians.get()
    school, own = child_log.for_guardian(guardian, **PERIOD)
    assert (school.person, own.person) == ("", "")
    assert (own.role, own.organisation) == (
        "contactpersoon kinderopvang",
        child.location.organisation.name,
    )


@pytest.mark.privacy(8, 17)
def test_for_guardian_tells_that_a_worker_made_a_code(child: Child) -> None:
    guardian = child.guardians.get()
    links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=None, at=AT)
    link = guardian.links.get()
    read_codes.make(link=link, by=None, at=AT)  # a mail
    mailed = len(child_log.for_guardian(guardian, **PERIOD))
    read_codes.make(link=link, by=contact(child), at=AT + timedelta(minutes=9))
    newest, *others = child_log.for_guardian(guardian, **PERIOD)
    assert (mailed, len(others)) == (2, 2)
    assert (newest.thing_code, newest.role_code, newest.person) == ("code", "koc", "")


@pytest.mark.privacy(35)
def test_for_guardian_tells_nothing_of_a_code_of_the_other(child: Child) -> None:
    guardian, other = child.guardians.get(), GuardianFactory(child=child)
    links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=None, at=AT)
    read_codes.make(link=guardian.links.get(), by=contact(child), at=AT)
    seen = [len(child_log.for_guardian(one, **PERIOD)) for one in (guardian, other)]
    assert seen == [3, 2]


@pytest.mark.privacy(35)
def test_for_guardian_hides_places_when_the_other_lives_at_a_secret_address(child: Child) -> None:
    GuardianFactory(child=child, is_secret=True)
    school, own = child_log.for_guardian(child.guardians.order_by("pk")[0], **PERIOD)
    assert [(one.role_code, one.organisation) for one in (school, own)] == [
        (Role.QC, ""),
        (Role.KOC, ""),
    ]


@pytest.mark.privacy(35)
def test_for_guardian_with_the_secret_address_itself_hides_nothing(child: Child) -> None:
    child.guardians.update(is_secret=True)
    sights = child_log.for_guardian(child.guardians.get(), **PERIOD)
    assert sights[1].organisation == child.location.organisation.name


@pytest.mark.privacy(30)
def test_breach_file_holds_who_saw_what_and_no_name_of_the_child(child: Child) -> None:
    text = child_log.breach_file(key=child.key, **PERIOD, by=contact(child), at=AT)
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[5] for row in rows[1:]] == [
        "naam, geboortedatum, groep en mentor",
        "wie dit kind heeft bekeken",
        "ouders en hun contactgegevens",
    ]
    assert {row[0] for row in rows[1:]} == {str(child.key)}
    assert child.last_name not in text


@pytest.mark.privacy(17)
def test_breach_file_is_noted_with_its_days_and_count(child: Child) -> None:
    child_log.breach_file(key=child.key, **PERIOD, by=contact(child), at=AT)
    line = AuditEntry.objects.get(action=child_log.EXPORTED)
    assert (line.target_key, line.organisation) == (
        str(child.key),
        child.location.holder.organisation,
    )
    assert line.details == {"since": "2026-11-23", "until": "2026-11-23", "lines": 3}


def test_seen_of_a_day_without_readers_is_empty(child: Child) -> None:
    day = date(2026, 1, 1)
    assert child_log.seen(contact(child), child.key, since=day, until=day, at=AT)[1] == []


@pytest.mark.privacy(17)
@pytest.mark.parametrize("role", [Role.KOC, Role.DPO])
def test_seen_of_a_child_that_was_a_mistake_stays(child: Child, role: Role) -> None:
    Child.objects.update(added_at=AT)
    enrolment.undo_entry(key=child.key, by=contact(child), at=AT)
    place = child.location if role == Role.KOC else child.location.holder
    actor = make_actor(role, place, day=DAY)
    _child, sights = child_log.seen(actor, child.key, **PERIOD, at=AT + timedelta(hours=1))
    assert [sight.role for sight in sights][1:] == [
        "kwaliteitscoördinator",
        "contactpersoon kinderopvang",
    ]
