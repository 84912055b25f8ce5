"""A child of the demo whose form nobody began, and one of the empty product that is read along."""

from datetime import timedelta

from django.utils import timezone

from children import links
from children.models import Child, GuardianLink
from children.states import ConsentAct, ConsentScope, FormSection
from partners.states import Role
from tests.e2e import town_guardians
from tests.factories.children import ask, make_child, say
from tests.factories.partners import make_actor
from transitions import filling, sharing
from transitions.filling import Typed

NAME = "Pien"
PARTS = [FormSection.BASICS, FormSection.DEVELOPMENT]


def expect_form() -> str:
    """Make the child once, and return its key."""
    known = Child.objects.filter(first_name=NAME).first()
    if known is not None:
        return str(known.key)
    beside = Child.objects.get(first_name="Noor")
    child = make_child(
        beside.location,
        school=beside.school,
        group=beside.group,
        first_name=NAME,
        last_name="Zonnehof",
        born_on=timezone.localdate() - timedelta(days=1270),
    )
    question = ask(child, ConsentScope.SHARE_FORM, beside.school, sections=PARTS)
    say(question, ConsentAct.GRANTED)
    return str(child.key)


def read_along(number: int) -> str:
    """Make a child whose parent may read the form along, and return the path of its parent."""
    path = town_guardians.link_of(number)
    link = GuardianLink.objects.get(token_hash=links.hash_of(path.split("/")[2]))
    child = link.guardian.child
    by, at = make_actor(Role.KOC, child.location), timezone.now()
    typed = {"helps": "Eerst kijken, dan samen beginnen.", "warm": "nee", "health": "Astma."}
    filling.save(
        key=child.key, typed={code: Typed(text) for code, text in typed.items()}, by=by, at=at
    )
    sharing.offer(key=child.key, by=by, at=at)
    return path
