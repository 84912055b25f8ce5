"""R24 warns once of a place without a fixed contact, R23 asks for an agreement."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from partners import contact_reminders, reminders, tasks
from partners.models import (
    ChildcareLocation,
    FixedContact,
    Membership,
    Message,
    Module,
    Municipality,
    ReminderSwitch,
    School,
)
from partners.reminder_runs import is_still_needed, run
from partners.reminders import Occasion
from partners.states import ContactPlace, ModuleKind, Role
from tests.factories.contacts import LocationAgreementFactory, make_contact
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
LONG_AGO = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    monkeypatch.setattr(reminders, "RULES", dict(contact_reminders.RULES))


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    ModuleFactory(municipality=municipality, kind=ModuleKind.HANDOVER, switched_on_at=LONG_AGO)
    return ChildcareLocationFactory(municipality=municipality, name="De Wilgenkatjes")


@pytest.fixture
def koc(location: ChildcareLocation) -> Membership:
    return MembershipFactory(organisation=location.organisation, role=Role.KOC)


def found(municipality: Municipality, day: date = MONDAY) -> list[Occasion]:
    return list(contact_reminders.gaps([municipality], day))


def leave(contact: FixedContact, last_day: date) -> None:
    Membership.objects.filter(pk=contact.membership_id).update(valid_until=last_day)


# --- a contact that is missing --------------------------------------------------------------


def test_gaps_begin_two_weeks_after_the_first_colleague(
    municipality: Municipality, location: ChildcareLocation
) -> None:
    MembershipFactory(
        organisation=location.organisation, role=Role.KOC, valid_from=date(2026, 11, 2)
    )
    (occasion,) = found(municipality)
    assert (occasion.rule, occasion.subject) == ("R24", f"contact:{location.pk}")
    assert occasion.due_on == date(2026, 11, 16)


def test_gaps_begin_two_weeks_after_the_module(municipality: Municipality, koc: Membership) -> None:
    Module.objects.filter(kind=ModuleKind.HANDOVER).update(
        switched_on_at=datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    )
    assert [each.due_on for each in found(municipality)] == [MONDAY]


@pytest.mark.parametrize(
    ("last_day", "due"), [(date(2026, 11, 17), date(2026, 11, 18)), (FRIDAY, MONDAY)]
)
def test_gaps_begin_on_the_working_day_after_the_last_contact(
    municipality: Municipality,
    location: ChildcareLocation,
    koc: Membership,
    last_day: date,
    due: date,
) -> None:
    leave(make_contact(location), last_day)
    assert [each.due_on for each in found(municipality)] == [due]


def test_gaps_hold_while_a_deputy_stands_in(
    municipality: Municipality, location: ChildcareLocation, koc: Membership
) -> None:
    make_contact(location, ContactPlace.DEPUTY)
    assert len(found(municipality)) == 1


def test_gaps_leave_out_who_has_a_contact(
    municipality: Municipality, location: ChildcareLocation, koc: Membership
) -> None:
    make_contact(location)
    assert found(municipality) == []


def test_gaps_leave_out_where_nobody_can_act(
    municipality: Municipality, location: ChildcareLocation
) -> None:
    MembershipFactory(organisation=location.organisation, role=Role.KOW)
    assert found(municipality) == []


def test_gaps_leave_out_where_the_module_is_off(
    municipality: Municipality, location: ChildcareLocation, koc: Membership
) -> None:
    centre = KindcentrumFactory(municipality=municipality)
    Module.objects.filter(kind=ModuleKind.HANDOVER).update(kindcentrum=centre)
    assert found(municipality) == []
    ChildcareLocation.objects.update(kindcentrum=centre)
    assert len(found(municipality)) == 1


def test_run_writes_once_to_who_can_act_and_who_leads(
    location: ChildcareLocation, koc: Membership
) -> None:
    lead = MembershipFactory(organisation=location.organisation, role=Role.KOW, is_lead=True)
    MembershipFactory(organisation=location.organisation, role=Role.KOW)
    leave(make_contact(location), FRIDAY)
    run(day=MONDAY, at=AT)
    run(day=MONDAY + timedelta(days=30), at=AT + timedelta(days=30))
    mails = list(Message.objects.order_by("recipient"))
    assert {mail.recipient for mail in mails} == {koc.user, lead.user}
    assert len(mails) == 2
    assert "De Wilgenkatjes heeft geen vaste contactpersoon." in mails[0].body


def test_run_writes_again_after_the_next_one_left(
    location: ChildcareLocation, koc: Membership
) -> None:
    leave(make_contact(location, valid_from=date(2024, 1, 1)), date(2025, 1, 1))
    run(day=MONDAY, at=AT)
    FixedContact.objects.update(ended_on=date(2025, 1, 2))
    leave(make_contact(location, valid_from=MONDAY), date(2026, 12, 1))
    run(day=date(2026, 12, 3), at=AT + timedelta(days=10))
    assert Message.objects.count() == 2


def test_mail_is_dropped_once_somebody_was_named(
    location: ChildcareLocation, koc: Membership
) -> None:
    leave(make_contact(location), FRIDAY)
    run(day=MONDAY, at=AT)
    mail = Message.objects.get()
    assert is_still_needed(mail)
    FixedContact.objects.update(ended_on=MONDAY)
    make_contact(location, valid_from=MONDAY)
    assert not is_still_needed(mail)


@pytest.mark.parametrize(("named_after", "mails"), [(None, 1), (3, 0)])
def test_a_shifted_warning_looks_again_on_its_own_day(
    location: ChildcareLocation, koc: Membership, named_after: int | None, mails: int
) -> None:
    shift = {"rule": "R24", "is_on": True, "offset_days": 7}
    ReminderSwitch.objects.create(municipality=location.municipality, **shift)
    leave(make_contact(location), FRIDAY)
    assert run(day=MONDAY, at=AT).due == 0
    if named_after:
        FixedContact.objects.update(ended_on=MONDAY)
        make_contact(location, valid_from=MONDAY + timedelta(days=named_after))
    assert run(day=MONDAY + timedelta(days=7), at=AT).mails == mails


# --- an agreement for the year --------------------------------------------------------------


def asked(municipality: Municipality, day: date) -> list[Any]:
    return [
        (each.facts.first_year, each.due_on)
        for each in contact_reminders.agreements([municipality], day)
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 26), []),
        (date(2026, 5, 27), [(2026, date(2026, 6, 1))]),
        (date(2026, 6, 15), [(2026, date(2026, 6, 1))]),
        (date(2026, 6, 16), []),
        (date(2026, 10, 1), [(2026, date(2026, 10, 1))]),
        (MONDAY, []),
    ],
)
def test_agreements_are_asked_in_june_and_october(
    municipality: Municipality, koc: Membership, day: date, expected: list[Any]
) -> None:
    assert asked(municipality, day) == expected


def test_agreements_of_june_wait_for_the_day_of_who_is_asked(
    municipality: Municipality, koc: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "RULES", {"R23": contact_reminders.RULES["R23"]})
    days = [date(2027, 6, 1), date(2027, 6, 7), date(2027, 10, 1)]  # Tuesday, Monday, Friday
    assert [run(day=day, at=AT).mails for day in days] == [0, 1, 1]


def test_agreements_are_not_asked_where_there_is_one(
    municipality: Municipality, koc: Membership, location: ChildcareLocation, school: School
) -> None:
    row = LocationAgreementFactory(location=location, school=school, confirmed_at=None)
    assert len(asked(municipality, date(2026, 10, 1))) == 1
    row.delete()
    LocationAgreementFactory(location=location, school=school)
    assert asked(municipality, date(2026, 10, 1)) == []


def test_agreements_of_a_school_are_asked_of_both_its_roles(
    municipality: Municipality, location: ChildcareLocation, school: School
) -> None:
    members = [MembershipFactory(organisation=school.organisation, role=r) for r in ("qc", "sch")]
    run(day=date(2026, 10, 1), at=AT)
    mails = Message.objects.filter(recipient__in=[member.user for member in members])
    assert [f"{school} heeft voor schooljaar 2026–2027" in mail.body for mail in mails] == [
        True
    ] * 2
