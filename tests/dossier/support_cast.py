"""Who tests of support play with: a child, its contact, and others who may not."""

from datetime import timedelta
from typing import Any

from children.models import Child
from children.states import ConsentAct, ConsentScope, FormSection
from dossier.models import SupportChoice
from dossier.support_needs import NeedValues
from dossier.support_plans import PlanValues
from dossier.support_states import Proximity, SupportDomain, SupportLevel, SupportPart
from partners.models import School
from tests.factories.children import AT, ask, say
from tests.factories.support import GOAL

TODAY = AT.date()
LATER = TODAY + timedelta(days=90)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def switch_all_on(child: Any) -> None:
    """Let the organisation of a child use every part."""
    SupportChoice.objects.update_or_create(
        holder=child.location.holder, defaults={"parts": list(SupportPart.values)}
    )


def share(child: Child, school: School, *sections: FormSection) -> None:
    """Let parents allow a school to read these parts of the form, and the basics."""
    question = ask(child, ConsentScope.SHARE_FORM, school, sections=[FormSection.BASICS, *sections])
    say(question, ConsentAct.GRANTED)


def a_need(**more: Any) -> NeedValues:
    """Return a need in language, as a form gives it."""
    given = {"domain": SupportDomain.LANGUAGE, "level": SupportLevel.EXTRA, "since": TODAY}
    return NeedValues(**{**given, "proximity": Proximity.ON_GROUP, **more})


def a_plan(**more: Any) -> PlanValues:
    """Return a plan for three months with a moment on its last day."""
    given = {"goal": GOAL, "from_day": TODAY, "until_day": LATER, "moment_on": LATER}
    return PlanValues(**{**given, **more})
