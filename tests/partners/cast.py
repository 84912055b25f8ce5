"""Days, people and short ways that the tests on people share."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.test import Client

from partners.access import ROLE_KEY, Actor
from partners.accounts import Invitee
from partners.contacts import ContactValues
from partners.memberships import Appointment
from partners.models import Membership
from partners.states import Role
from tests.factories.partners import MembershipFactory

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NOOR = Invitee(name="Noor Zomerdijk", email="noor@example.org")


def appoint(role: str = Role.QC, **more: Any) -> Appointment:
    """Return an appointment from today on."""
    return Appointment(role=role, **{"valid_from": TODAY, **more})


def sign_in(client: Client, actor: Actor) -> Client:
    """Sign the client in as this person, in this role."""
    client.force_login(actor.user, backend="partners.signin.AccountBackend")
    session = client.session
    session[ROLE_KEY] = actor.role.value
    session.save()
    return client


def run_command(command: BaseCommand, name: str, *words: str) -> int:
    """Run a command as the shell does, on the connection of the test; return its exit code."""
    command._called_from_command_line = True
    try:
        options = vars(command.create_parser("manage.py", name).parse_args(words))
        command.execute(*options.pop("args", ()), **options)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def colleague(place: Any, role: str = Role.KOC) -> Membership:
    """Make somebody else at a place."""
    return MembershipFactory(organisation=place.organisation, role=role)


def said(member: Membership, **more: Any) -> ContactValues:
    """Return what is noted when somebody becomes a contact."""
    given = {"phone": "073 555 01 23", "working_days": [4, 1]}
    return ContactValues(membership_id=member.pk, **given | more)
