"""Days, people and short ways that the tests on people share."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from partners.access import ROLE_KEY, Actor
from partners.accounts import Invitee
from partners.memberships import Appointment
from partners.states import Role

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
