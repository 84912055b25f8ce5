"""Who holds a place by name, who is away, and who takes over."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from partners import contacts
from partners.access import Actor
from partners.contacts import ContactError, ContactValues, Mover, Takeover
from partners.models import (
    AuditEntry,
    ChildcareLocation,
    ContactAbsence,
    FixedContact,
    Membership,
    Module,
    Organisation,
    User,
)
from partners.states import ContactPlace, ContactTitle, ModuleKind, Role
from tests.factories.contacts import ContactAbsenceFactory, make_contact
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    ModuleFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def location(db: None) -> ChildcareLocation:
    place = ChildcareLocationFactory()
    ModuleFactory(municipality=place.municipality, kind=ModuleKind.HANDOVER)
    return place


@pytest.fixture
def koc(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=TODAY)


def colleague(place: Any, role: str = Role.KOC) -> Membership:
    return MembershipFactory(organisation=place.organisation, role=role)


def said(member: Membership, **more: Any) -> ContactValues:
    given = {"phone": "073 555 01 23", "working_days": [4, 1]}
    return ContactValues(membership_id=member.pk, **given | more)


def name(place: Any, member: Membership, by: Actor, at: datetime, **more: Any) -> FixedContact:
    kind = more.pop("kind", ContactPlace.FIXED)
    values = said(member, **more)
    return contacts.name(organisation_id=place.pk, kind=kind, values=values, by=by, at=at)


# --- naming ---------------------------------------------------------------------------------


def test_name_begins_a_period(location: ChildcareLocation, koc: Actor, at: datetime) -> None:
    made = name(location, koc.memberships[0], koc, at)
    assert (made.organisation_id, made.place, made.working_days) == (location.pk, "fixed", [1, 4])
    assert (made.valid_from, made.ended_on) == (TODAY, None)
    line = AuditEntry.objects.get(action="contact.named")
    assert (line.organisation_id, line.details) == (location.pk, {"place": "fixed"})


def test_name_another_phone_is_another_period(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    old = make_contact(location)
    new = name(location, old.membership, koc, at, phone="06 1234 5678")
    old.refresh_from_db()
    assert (old.phone, old.ended_on) == ("073 555 01 23", TODAY)
    assert (new.phone, new.valid_from, new.ended_on) == ("06 1234 5678", TODAY, None)


def test_name_twice_on_one_day_leaves_one_that_holds(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    name(location, koc.memberships[0], koc, at)
    last = name(location, koc.memberships[0], koc, at, phone="06 1234 5678")
    assert list(FixedContact.objects.on(TODAY)) == [last]
    assert FixedContact.objects.count() == 2


def test_name_the_same_changes_nothing(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    first = name(location, koc.memberships[0], koc, at)
    again = name(location, koc.memberships[0], koc, at)
    assert (again.pk, AuditEntry.objects.filter(action="contact.named").count()) == (first.pk, 1)


def test_name_another_fixed_contact_is_a_takeover(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    old = make_contact(location)
    with pytest.raises(ContactError, match="laat een ander het overnemen") as refused:
        name(location, koc.memberships[0], koc, at)
    old.refresh_from_db()
    assert (refused.value.field, old.ended_on) == ("member", None)


def test_name_another_deputy_ends_the_first(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    old = make_contact(location, ContactPlace.DEPUTY)
    new = name(location, koc.memberships[0], koc, at, kind=ContactPlace.DEPUTY)
    old.refresh_from_db()
    assert (old.ended_on, new.membership.user) == (TODAY, koc.user)


def test_name_nobody_stands_in_for_oneself(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    fixed = make_contact(location)
    other_role = MembershipFactory(
        user=fixed.membership.user, organisation=location.organisation, role=Role.KOW
    )
    with pytest.raises(ContactError, match="kies een ander als vervanger"):
        name(location, other_role, koc, at, kind=ContactPlace.DEPUTY)


@pytest.mark.parametrize("role", [Role.KOC, Role.KOW, Role.KCC])
def test_name_takes_who_works_with_children_there(
    location: ChildcareLocation, koc: Actor, at: datetime, role: str
) -> None:
    member = colleague(location, role)
    assert name(location, member, koc, at).membership_id == member.pk


def test_name_somebody_from_elsewhere_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    with pytest.raises(ContactError, match="Kies iemand die hier werkt"):
        name(location, colleague(ChildcareLocationFactory()), koc, at)


def test_name_somebody_who_left_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    gone = MembershipFactory(
        organisation=location.organisation, role=Role.KOC, valid_until=date(2026, 11, 20)
    )
    with pytest.raises(ContactError, match="Kies iemand die hier werkt"):
        name(location, gone, koc, at)


def test_name_a_coordinator_has_a_title(at: datetime) -> None:
    school = SchoolFactory()
    ModuleFactory(municipality=school.municipality, kind=ModuleKind.HANDOVER)
    qc = make_actor(Role.QC, school, day=TODAY)
    with pytest.raises(ContactError, match="hoe de kwaliteitscoördinator bij jullie heet"):
        name(school, qc.memberships[0], qc, at)
    made = name(school, qc.memberships[0], qc, at, title=ContactTitle.IB)
    assert made.get_title_display() == "IB’er"


def test_name_nobody_else_has_a_title(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    with pytest.raises(ContactError, match="Alleen een kwaliteitscoördinator"):
        name(location, koc.memberships[0], koc, at, title=ContactTitle.IB)


@pytest.mark.parametrize("role", [Role.KOW, Role.KCC])
def test_name_by_who_only_looks_is_refused(
    location: ChildcareLocation, at: datetime, role: str
) -> None:
    reader = make_actor(role, location, day=TODAY)
    with pytest.raises(PermissionDenied):
        name(location, reader.memberships[0], reader, at)


def test_name_at_another_place_does_not_exist(koc: Actor, at: datetime) -> None:
    elsewhere = ChildcareLocationFactory()
    with pytest.raises(Organisation.DoesNotExist):
        name(elsewhere, colleague(elsewhere), koc, at)


def test_period_is_never_rewritten(location: ChildcareLocation) -> None:
    contact = make_contact(location)
    contact.phone = "06 0000 0000"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        contact.save()
    FixedContact.objects.filter(pk=contact.pk).update(ended_on=TODAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FixedContact.objects.filter(pk=contact.pk).update(ended_on=None)


# --- who it is now --------------------------------------------------------------------------


def test_fixed_contact_is_who_works_there(location: ChildcareLocation) -> None:
    assert contacts.fixed_contact(location.pk, TODAY) is None
    contact = make_contact(location)
    make_contact(ChildcareLocationFactory())
    assert contacts.fixed_contact(location.pk, TODAY) == contact


def test_fixed_contact_is_no_deputy(location: ChildcareLocation) -> None:
    make_contact(location, ContactPlace.DEPUTY)
    assert contacts.fixed_contact(location.pk, TODAY) is None


@pytest.mark.parametrize("column", ["valid_until", "is_active"])
def test_fixed_contact_who_left_is_none(location: ChildcareLocation, column: str) -> None:
    contact = make_contact(location)
    if column == "is_active":
        User.objects.filter(pk=contact.membership.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=contact.membership_id).update(valid_until=date(2026, 11, 20))
    assert contacts.fixed_contact(location.pk, TODAY) is None


# --- absence --------------------------------------------------------------------------------


def away(place: Any, by: Actor, at: datetime, first: date, back: date | None) -> ContactAbsence:
    return contacts.note_absence(
        organisation_id=place.pk,
        kind=ContactPlace.FIXED,
        first_day=first,
        back_on=back,
        by=by,
        at=at,
    )


def test_note_absence_holds_until_the_day_back(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    make_contact(location)
    absence = away(location, koc, at, TODAY, TOMORROW)
    assert list(ContactAbsence.objects.on(TODAY)) == [absence]
    assert not ContactAbsence.objects.on(TOMORROW).exists()


def test_note_absence_without_end_goes_on(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    make_contact(location)
    absence = away(location, koc, at, TOMORROW, None)
    assert not ContactAbsence.objects.on(TODAY).exists()
    assert list(ContactAbsence.objects.on(date(2030, 1, 1))) == [absence]


@pytest.mark.parametrize(
    ("first", "back", "reason"),
    [
        (TODAY, TODAY, "later dan vandaag"),
        (TOMORROW, TOMORROW, "later dan vandaag"),
        (date(2026, 11, 25), None, "staat al een afwezigheid"),
        (date(2026, 11, 1), date(2026, 11, 24), "staat al een afwezigheid"),
    ],
)
def test_note_absence_that_cannot_be_is_refused(
    location: ChildcareLocation,
    koc: Actor,
    at: datetime,
    first: date,
    back: date | None,
    reason: str,
) -> None:
    contact = make_contact(location)
    known = {"first_day": date(2026, 11, 23), "back_on": date(2026, 11, 30)}
    ContactAbsenceFactory(membership=contact.membership, **known)
    with pytest.raises(ContactError, match=reason):
        away(location, koc, at, first, back)


def test_note_absence_of_nobody_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    with pytest.raises(ContactError, match="nog niemand"):
        away(location, koc, at, TODAY, None)


def test_come_back_ends_it_today(location: ChildcareLocation, koc: Actor, at: datetime) -> None:
    make_contact(location)
    absence = away(location, koc, at, TODAY - timedelta(days=3), None)
    back = contacts.come_back(absence_id=absence.pk, by=koc, at=at)
    assert back.back_on == TODAY
    with pytest.raises(ContactError, match="al voorbij"):
        contacts.come_back(absence_id=absence.pk, by=koc, at=at)


def test_come_back_before_it_began_takes_it_back(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    make_contact(location)
    absence = away(location, koc, at, date(2026, 12, 1), None)
    contacts.come_back(absence_id=absence.pk, by=koc, at=at)
    assert not ContactAbsence.objects.on(date(2026, 12, 1)).exists()


def test_come_back_elsewhere_does_not_exist(koc: Actor, at: datetime) -> None:
    contact = make_contact(ChildcareLocationFactory())
    absence = ContactAbsenceFactory(membership=contact.membership, back_on=None)
    with pytest.raises(ContactAbsence.DoesNotExist):
        contacts.come_back(absence_id=absence.pk, by=koc, at=at)


# --- taking over ----------------------------------------------------------------------------


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[Takeover]:
    """Return what the one registered mover was told to move."""
    told: list[Takeover] = []

    def move(takeover: Takeover, by: Actor, at: datetime) -> list[str]:
        told.append(takeover)
        return ["3 taken zijn verhuisd."]

    monkeypatch.setattr(contacts, "MOVERS", [Mover(lambda place, person: ["3 taken"], move)])
    return told


def take(
    place: Any, member: Membership, by: Actor, at: datetime, *, with_work: bool = True
) -> tuple[FixedContact, list[str]]:
    return contacts.take_over(
        organisation_id=place.pk, values=said(member), with_work=with_work, by=by, at=at
    )


def test_take_over_moves_the_place_and_the_work(
    location: ChildcareLocation, koc: Actor, at: datetime, moved: list[Takeover]
) -> None:
    old = make_contact(location)
    taken, lines = take(location, koc.memberships[0], koc, at)
    old.refresh_from_db()
    assert (old.ended_on, taken.membership.user, taken.place) == (TODAY, koc.user, "fixed")
    assert lines == ["3 taken zijn verhuisd."]
    assert moved == [Takeover(location.organisation, old.membership.user, koc.memberships[0])]


def test_take_over_leaves_the_work_when_asked(
    location: ChildcareLocation, koc: Actor, at: datetime, moved: list[Takeover]
) -> None:
    make_contact(location)
    _taken, lines = take(location, koc.memberships[0], koc, at, with_work=False)
    assert (lines, moved) == ([], [])


def test_take_over_by_the_deputy_leaves_that_place(
    location: ChildcareLocation, koc: Actor, at: datetime, moved: list[Takeover]
) -> None:
    make_contact(location)
    deputy = make_contact(location, ContactPlace.DEPUTY)
    taken, _lines = take(location, deputy.membership, koc, at)
    assert list(FixedContact.objects.on(TODAY)) == [taken]


def test_take_over_from_who_left_works(
    location: ChildcareLocation, koc: Actor, at: datetime, moved: list[Takeover]
) -> None:
    old = make_contact(location)
    Membership.objects.filter(pk=old.membership_id).update(valid_until=date(2026, 11, 1))
    take(location, koc.memberships[0], koc, at)
    current = contacts.fixed_contact(location.pk, TODAY)
    assert (current and current.membership.user, len(moved)) == (koc.user, 1)


def test_take_over_from_nobody_or_oneself_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    with pytest.raises(ContactError, match="niemand om het van over te nemen"):
        take(location, koc.memberships[0], koc, at)
    old = make_contact(location)
    with pytest.raises(ContactError, match="Kies iemand anders"):
        take(location, old.membership, koc, at)


def test_take_over_that_fails_changes_nothing(
    location: ChildcareLocation, koc: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(takeover: Takeover, by: Actor, at: datetime) -> list[str]:
        raise RuntimeError

    monkeypatch.setattr(contacts, "MOVERS", [Mover(lambda place, person: [], fail)])
    old = make_contact(location)
    with pytest.raises(RuntimeError):
        take(location, koc.memberships[0], koc, at)
    assert contacts.fixed_contact(location.pk, TODAY) == old


def test_leaving_work_is_what_the_movers_say(
    location: ChildcareLocation, moved: list[Takeover]
) -> None:
    old = make_contact(location)
    assert contacts.leaving_work(location.organisation, old.membership.user) == ["3 taken"]


# --- who can be named -----------------------------------------------------------------------


def test_possible_contacts_names_each_person_once(location: ChildcareLocation, koc: Actor) -> None:
    MembershipFactory(user=koc.user, organisation=location.organisation, role=Role.KOW)
    worker = colleague(location, Role.KOW)
    found = contacts.possible_contacts(location.organisation, by=koc)
    assert set(found) == {koc.memberships[0], worker}


def test_places_to_manage_are_open_and_have_the_module(
    location: ChildcareLocation, koc: Actor
) -> None:
    assert list(contacts.places_to_manage(koc)) == [location.organisation]
    ChildcareLocation.objects.update(closed_on=TODAY)
    assert not contacts.places_to_manage(koc).exists()
    ChildcareLocation.objects.update(closed_on=None)
    Module.objects.all().delete()
    assert not contacts.places_to_manage(koc).exists()


def test_name_where_the_module_is_off_does_not_exist(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    Module.objects.all().delete()
    with pytest.raises(Organisation.DoesNotExist):
        name(location, koc.memberships[0], koc, at)


def test_held_by_is_the_place_of_a_member(location: ChildcareLocation) -> None:
    contact = make_contact(location)
    assert contacts.held_by(contact.membership, TODAY) == contact
    assert contacts.held_by(colleague(location), TODAY) is None
