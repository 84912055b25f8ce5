"""What the mails say, and when they are no longer needed."""

from datetime import datetime, timedelta

import pytest

from partners import invitations
from partners.access import Actor
from partners.invitations import ACCOUNT_EVENTS, KINDS, invite, tell_account_changed
from partners.memberships import end
from partners.models import Membership, Message, User
from partners.outbox import KINDS as REGISTERED
from partners.outbox import LINKS, kind_of
from partners.states import Role
from tests.factories.partners import MembershipFactory, UserFactory
from tests.partners.cast import TOMORROW

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(member: Membership) -> Membership:
    """Return a coordinator who has no password yet."""
    user = member.user
    user.name, user.email = "Noor Zomerdijk", "noor@example.org"
    user.set_unusable_password()
    user.save()
    return member


def test_invitation_says_who_what_where_and_how(
    newcomer: Membership, school_admin: Actor, at: datetime
) -> None:
    Membership.objects.filter(pk=newcomer.pk).update(valid_until=TOMORROW, is_admin=True)
    newcomer.refresh_from_db()
    invite(newcomer, by=school_admin, at=at)
    assert Message.objects.get().body == (
        "Beste Noor Zomerdijk,\n\n"
        f"{school_admin.user} (contactpersoon school) heeft je deze rol gegeven: "
        "kwaliteitscoördinator bij Basisschool De Wilg, vanaf 1 augustus 2020 "
        "tot en met 22 november 2026, met het beheer van de leden.\n\n"
        "Kies eerst een wachtwoord met deze link. De link werkt één keer, en drie dagen lang:\n\n"
        "{link}\n\n"
        "Werkt de link niet meer? Vraag dan een nieuwe aan bij Inloggen, "
        "Wachtwoord vergeten, met dit e-mailadres.\n\n"
        "Ken je deze organisatie niet? Dan hoef je niets te doen."
    )


def test_invitation_comes_from_the_municipality(
    newcomer: Membership, school_admin: Actor, at: datetime
) -> None:
    invite(newcomer, by=school_admin, at=at)
    assert Message.objects.get().municipality == school_admin.municipality


def test_invitation_by_the_command_line_names_the_supplier(
    newcomer: Membership, at: datetime
) -> None:
    invite(newcomer, by=None, at=at)
    message = Message.objects.get()
    assert "De leverancier heeft je deze rol gegeven" in message.body
    assert message.municipality == newcomer.organisation.school.municipality


def test_invitation_goes_once(newcomer: Membership, school_admin: Actor, at: datetime) -> None:
    invite(newcomer, by=school_admin, at=at)
    invite(newcomer, by=school_admin, at=at + timedelta(days=1))
    assert Message.objects.count() == 1


def test_mails_of_this_app_are_known_to_the_outbox() -> None:
    assert {key: REGISTERED[key] for key in KINDS} == KINDS
    assert {invitations.SET_PASSWORD, invitations.SIGN_IN, invitations.MEMBERS} <= set(LINKS)


def test_invitation_is_dropped_when_the_membership_is_over(
    newcomer: Membership, school_admin: Actor, at: datetime
) -> None:
    invite(newcomer, by=school_admin, at=at)
    message = Message.objects.get()
    kind = kind_of(message.cause)
    assert kind.is_still_needed(message)
    end(membership_id=newcomer.pk, last_day=None, by=school_admin, at=at)
    assert not kind.is_still_needed(message)


def test_password_link_is_dropped_when_the_account_was_closed(at: datetime) -> None:
    user = UserFactory()
    invitations.send_password_link(user, at=at)
    message = Message.objects.get()
    assert kind_of(message.cause).is_still_needed(message)
    User.objects.update(is_active=False)
    message.refresh_from_db()
    assert not kind_of(message.cause).is_still_needed(message)


@pytest.mark.parametrize("event", sorted(ACCOUNT_EVENTS))
def test_account_change_is_told(event: str, at: datetime) -> None:
    user = MembershipFactory(role=Role.QC).user
    tell_account_changed(user, event=event, at=at)
    message = Message.objects.get()
    assert (message.address, message.link) == (user.email, "set_password")
    assert str(ACCOUNT_EVENTS[event]) in message.body


def test_account_change_of_who_has_no_address_is_not_told(at: datetime) -> None:
    user = User.objects.create_user(name="Pien Dop", login_name="groep-blauw")
    tell_account_changed(user, event="account/email/password_changed", at=at)
    assert not Message.objects.exists()


def test_account_change_without_a_text_is_a_mistake(at: datetime) -> None:
    with pytest.raises(LookupError):
        tell_account_changed(UserFactory(), event="account/email/new_thing", at=at)


def test_mails_hold_no_address_of_a_page(
    newcomer: Membership, school_admin: Actor, at: datetime
) -> None:
    invite(newcomer, by=school_admin, at=at)
    assert "http" not in Message.objects.get().body
