"""A municipality where Overdracht has just been switched on, before anybody joined."""

import re

from django.utils import timezone

from children import text_approvals
from children.models import Child
from children.states import Language
from partners import modules
from partners.models import ChildcareOrganisation, MailboxMessage, Membership, SchoolBoard
from partners.states import ModuleKind, Role
from tests.e2e import newcomer
from tests.factories.partners import MembershipFactory, make_actor


def fill() -> None:
    """Make the newcomers, name the privacy officers and switch the module on."""
    newcomer.fill()
    at = timezone.now()
    for place in (SchoolBoard.objects.get(), ChildcareOrganisation.objects.get()):
        MembershipFactory(organisation=place.organisation, role=Role.DPO)
    officer = Membership.objects.get(role=Role.GEM)
    town = officer.organisation.municipality
    modules.switch_on(municipality_id=town.pk, kind=ModuleKind.HANDOVER, by=None, at=at)
    for language in (Language.TR, Language.AR):
        by = make_actor(Role.GEM, town)
        text_approvals.approve(municipality_id=town.pk, language=language, by=by, at=at)


def link_in_mail_to(address: str) -> str:
    """Return the address that stands in the last mail to a parent."""
    body = MailboxMessage.objects.filter(address=address).latest("pk").body
    return re.search(r"https?://\S+/ouder/\S+", body)[0]  # type: ignore[index]


def key_of(last_name: str) -> str:
    """Return the key of a child."""
    return str(Child.objects.get(last_name=last_name).key)
