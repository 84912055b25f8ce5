"""Support is seen part by part: each by its own section, health by its own yes, doubt by nobody."""

from typing import Any

import pytest

from children.models import Child
from children.states import FormSection
from dossier.models import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    Lead,
    PlanMoment,
    SupportNeed,
    SupportPlan,
    WaitingPlace,
)
from partners.models import School
from partners.states import Role
from tests.dossier.support_cast import share
from tests.factories.children import make_child
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.support import (
    ArrangementPlaceFactory,
    DevelopmentScoreFactory,
    DoubtFactory,
    IndicationFactory,
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
    WaitingPlaceFactory,
)

pytestmark = pytest.mark.django_db
TABLES: dict[str, set[Any]] = {
    FormSection.SUPPORT: {SupportNeed, SupportPlan, PlanMoment, Lead, WaitingPlace},
    FormSection.ARRANGEMENT: {Indication, ArrangementPlace},
    FormSection.DEVELOPMENT: {DevelopmentScore},
}
ALL = [*set().union(*TABLES.values()), Doubt]


@pytest.fixture
def child() -> Child:
    """Return a child with a row in every table."""
    child = make_child()
    plan = SupportPlanFactory(child=child, need=SupportNeedFactory(child=child))
    PlanMomentFactory(plan=plan)
    for factory in (LeadFactory, WaitingPlaceFactory, IndicationFactory, DoubtFactory):
        factory(child=child)
    ArrangementPlaceFactory(child=child)
    DevelopmentScoreFactory(child=child)
    return child


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    return made


@pytest.mark.privacy(9)
@pytest.mark.parametrize("section", FormSection)
@pytest.mark.parametrize("role", [Role.QC, Role.SCH])
def test_visible_to_gives_a_school_what_its_section_says(
    child: Child, school: School, section: FormSection, role: Role
) -> None:
    share(child, school, section)
    actor = make_actor(role, school)
    seen = {model for model in ALL if model.objects.visible_to(actor).exists()}
    assert seen == TABLES.get(section, set())


def test_visible_to_gives_childcare_everything(child: Child) -> None:
    actor = make_actor(Role.KOC, child.location)
    assert [model for model in ALL if not model.objects.visible_to(actor).exists()] == []


def test_child_takes_all_of_its_support_along(child: Child) -> None:
    child.consent_questions.all().delete()
    child.delete()
    assert [model for model in ALL if model.objects.exists()] == []
