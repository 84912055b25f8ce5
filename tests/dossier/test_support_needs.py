"""Needs: changed while they go on, and about health where they are medical."""

import pytest

from children.models import Child
from dossier import support_needs, support_plans
from dossier.models import SupportNeed
from dossier.support import SupportError
from dossier.support_states import Funding, SupportDomain, SupportForm, SupportLevel
from partners.access import Actor
from tests.dossier.support_cast import TODAY, a_need, a_plan
from tests.factories.children import AT

pytestmark = pytest.mark.django_db


def noted(child: Child, by: Actor, **more: object) -> SupportNeed:
    return support_needs.add(child_key=child.key, values=a_need(**more), by=by, at=AT)


def test_add_keeps_what_was_said(supported: Child, writer: Actor) -> None:
    said = {"form": SupportForm.SPEECH, "funding": Funding.HEALTH_INSURANCE, "note": " Wijst aan. "}
    need = SupportNeed.objects.get(pk=noted(supported, writer, **said).pk)
    assert (need.form, need.funding, need.note) == (said["form"], said["funding"], "Wijst aan.")
    assert need.is_health is False


def test_add_of_what_is_medical_is_about_health(supported: Child, writer: Actor) -> None:
    assert noted(supported, writer, domain=SupportDomain.MEDICAL).is_health


def test_change_makes_its_plan_about_health_too(supported: Child, writer: Actor) -> None:
    need = noted(supported, writer)
    values = a_plan(need_key=need.key)
    plan = support_plans.make(child_key=supported.key, values=values, by=writer, at=AT)
    changed = a_need(level=SupportLevel.INTENSIVE, is_health=True)
    support_needs.change(key=need.key, values=changed, by=writer, at=AT)
    plan.refresh_from_db()
    assert plan.is_health


def test_change_of_one_that_ended_is_refused(supported: Child, writer: Actor) -> None:
    need = noted(supported, writer)
    support_needs.end(key=need.key, until=TODAY, by=writer, at=AT)
    with pytest.raises(SupportError, match="afgesloten"):
        support_needs.change(key=need.key, values=a_need(), by=writer, at=AT)
