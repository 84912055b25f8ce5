"""Who is away, who stands in, and who takes over."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from partners import contacts
from partners.access import Actor
from partners.contacts import ContactError, Mover, Takeover
from partners.models import (
    ChildcareLocation,
    ContactAbsence,
    FixedContact,
    Membership,
)
from partners.states import ContactPlace
from tests.factories.contacts import ContactAbsenceFactory, make_contact
from tests.factories.partners import (
    ChildcareLocationFactory,
)
from tests.partners.cast import TODAY, TOMORROW, said

pytestmark = pytest.mark.django_db


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

    monkeypatch.setattr(contacts, "MOVERS", [Mover(lambda place, person, day: ["3 taken"], move)])
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

    monkeypatch.setattr(contacts, "MOVERS", [Mover(lambda place, person, day: [], fail)])
    old = make_contact(location)
    with pytest.raises(RuntimeError):
        take(location, koc.memberships[0], koc, at)
    assert contacts.fixed_contact(location.pk, TODAY) == old


def test_leaving_work_is_what_the_movers_say(
    location: ChildcareLocation, moved: list[Takeover]
) -> None:
    old = make_contact(location)
    assert contacts.leaving_work(location.organisation, old.membership.user, TODAY) == ["3 taken"]
