"""A child with two questions for its parent, in the empty product, and the link to answer them."""

from django.utils import timezone

from children import links, read_codes, text_approvals
from children.models import GuardianLink
from children.states import Channel, ConsentScope, Language
from partners.models import ChildcareLocation, Membership, School
from partners.states import Role
from tests.e2e import town_children
from tests.factories.children import ask, make_child
from tests.factories.partners import SchoolFactory, UserFactory, make_actor

BORN = "4-9-2023"


def link_of(number: int) -> str:
    """Make a child with two open questions and return the path of its parent's page."""
    town_children.fill()
    UserFactory.reset_sequence(1000 + 10 * number)  # each call is a process of its own
    at = timezone.now()
    worker = Membership.objects.filter(role=Role.KOW, user__email="kow@nieuw.example").get()
    location = ChildcareLocation.objects.get(organisation=worker.organisation)
    officer = make_actor(Role.GEM, location.municipality)
    for language in (Language.TR, Language.AR):
        text_approvals.approve(
            municipality_id=location.municipality.pk, language=language, by=officer, at=at
        )
    child = make_child(location, first_name="Elif", last_name=f"Aydin {number}")
    school = School.objects.first() or SchoolFactory(municipality=location.municipality)
    ask(child, ConsentScope.DISCUSS, school)
    ask(child, ConsentScope.ASKED_AT_35, None)
    contact = make_actor(Role.KOC, location)
    guardian = child.guardians.get()
    token = links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=contact, at=at)
    return f"/ouder/{token}/"


def code_of(token: str) -> str:
    """Make a code for the parent of this link, as the mail would hold it."""
    link = GuardianLink.objects.get(token_hash=links.hash_of(token))
    return read_codes.make(link=link, by=None, at=timezone.now())
