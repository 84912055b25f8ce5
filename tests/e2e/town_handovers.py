"""A child of the demo whose parents said yes and whose form nobody began."""

from datetime import timedelta

from django.utils import timezone

from children.models import Child
from children.states import ConsentAct, ConsentScope, FormSection
from tests.factories.children import ask, make_child, say

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
