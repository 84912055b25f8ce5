"""A school places a child in its own kleutergroep, as long as it may read the form."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from children import placement
from children.models import Child, ConsentQuestion, Group
from children.placement import PlacementError
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import ModuleKind, Role
from tests.factories.children import (
    AT,
    KleuterGroupFactory,
    ask,
    make_child,
    say,
    work_in,
)
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Child:
    made = make_child()
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    return made


@pytest.fixture
def shared(child: Child, school: School) -> ConsentQuestion:
    made = ask(child, ConsentScope.SHARE_FORM, school)
    say(made, ConsentAct.GRANTED)
    return made


@pytest.fixture
def group(school: School) -> Group:
    return KleuterGroupFactory(school=school)


def place(child: Child, group: Group | None, by: Actor) -> Child:
    chosen = group.pk if group else None
    return placement.place(key=child.key, group_id=chosen, by=by, at=AT)


@pytest.mark.parametrize("role", [Role.QC, Role.SCH])
def test_place_lets_the_teachers_of_the_group_see_the_child(
    role: Role, child: Child, school: School, group: Group, shared: ConsentQuestion
) -> None:
    teacher = make_actor(Role.TEA, school)
    work_in(group, teacher.memberships[0])
    assert not Child.objects.visible_to(teacher).exists()
    place(child, group, make_actor(role, school))
    assert Child.objects.visible_to(teacher).get() == child
    line = AuditEntry.objects.get(action="child.placed")
    assert (line.organisation_id, line.target_key) == (school.pk, str(child.key))


def test_place_takes_a_child_out_again(
    child: Child, school: School, group: Group, shared: ConsentQuestion
) -> None:
    by = make_actor(Role.QC, school)
    place(child, group, by)
    assert place(child, None, by).school_group is None


def test_place_refuses_a_group_elsewhere(
    child: Child, school: School, shared: ConsentQuestion
) -> None:
    with pytest.raises(PlacementError, match="eigen school"):
        place(child, KleuterGroupFactory(), make_actor(Role.QC, school))


@pytest.mark.privacy(9)
def test_place_needs_the_consent_to_share_the_form(
    child: Child, school: School, group: Group
) -> None:
    say(ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
    with pytest.raises(PlacementError):
        place(child, group, make_actor(Role.QC, school))


def test_place_of_a_child_without_consent_is_not_found(
    child: Child, school: School, group: Group
) -> None:
    with pytest.raises(Child.DoesNotExist):
        place(child, group, make_actor(Role.QC, school))


def test_place_does_not_take_a_child_out_of_anothers_group(
    child: Child, school: School, shared: ConsentQuestion
) -> None:
    Child.objects.update(school_group=KleuterGroupFactory())
    with pytest.raises(PlacementError):
        place(child, None, make_actor(Role.QC, school))


@pytest.mark.parametrize("role", [Role.TEA, Role.KOC])
def test_place_is_for_the_school(
    role: Role, child: Child, school: School, group: Group, shared: ConsentQuestion
) -> None:
    where: Any = school if role == Role.TEA else child.location
    with pytest.raises(PermissionDenied):
        place(child, group, make_actor(role, where))


# --- the page -------------------------------------------------------------------------------


def test_page_places_the_child(
    child: Child, school: School, group: Group, shared: ConsentQuestion
) -> None:
    page = sign_in(Client(), make_actor(Role.QC, school))
    answer = page.post(f"/kinderen/{child.key}/kleutergroep/", {"group": group.pk}, follow=True)
    child.refresh_from_db()
    assert child.school_group == group
    assert f"komt in {group}." in str(next(iter(answer.context["messages"])))


def test_page_is_not_there_without_a_group_to_choose(
    child: Child, school: School, shared: ConsentQuestion
) -> None:
    page = sign_in(Client(), make_actor(Role.QC, school))
    assert page.get(f"/kinderen/{child.key}/kleutergroep/").status_code == 404


def test_page_of_a_child_tells_the_school_what_was_given(
    child: Child, school: School, group: Group, shared: ConsentQuestion
) -> None:
    page = sign_in(Client(), make_actor(Role.QC, school))
    shown = page.get(f"/kinderen/{child.key}/").content.decode()
    assert "Wat ouders toestaan" in shown
    assert f"/kinderen/{child.key}/kleutergroep/" in shown
    assert f"/kinderen/{child.key}/toestemming/" not in shown
