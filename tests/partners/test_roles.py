"""The table of roles and permissions, and where a permission holds."""

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import Municipality, School
from partners.roles import PERMISSIONS, Permission, can, require
from partners.states import CHILD_ROLES, FIRST_ADMIN_ROLE, MANAGING_ROLES, ROLES_OF_KIND, Role
from tests.factories.partners import (
    IssuerMandateFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db


def test_every_role_stands_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_every_role_sits_somewhere() -> None:
    assert frozenset().union(*ROLES_OF_KIND.values()) == set(Role)


def test_first_administrators_can_manage_members_there() -> None:
    for kind, role in FIRST_ADMIN_ROLE.items():
        assert role in ROLES_OF_KIND[kind] & MANAGING_ROLES


def test_only_the_municipality_invites_first_administrators() -> None:
    may = {role for role in Role if Permission.INVITE_FIRST_ADMIN in PERMISSIONS[role]}
    assert may == {Role.GEM, Role.ADM}


def test_roles_with_children_change_nothing_of_the_subsidy() -> None:
    acts = {
        Permission.EDIT_YEAR,
        Permission.ESTABLISH_YEAR,
        Permission.DRAFT_LETTERS,
        Permission.IMPORT_REGISTERS,
    }
    assert not [role for role in CHILD_ROLES if PERMISSIONS[role] & acts]


def test_no_role_manages_members_by_itself() -> None:
    assert not [role for role in Role if Permission.MANAGE_MEMBERS in PERMISSIONS[role]]


def test_can_in_own_municipality_only(municipality: Municipality, officer: Actor) -> None:
    elsewhere = MunicipalityFactory().organisation
    assert can(officer, Permission.EDIT_YEAR, municipality.organisation)
    assert not can(officer, Permission.EDIT_YEAR, elsewhere)
    assert can(officer, Permission.EDIT_YEAR)


def test_can_by_mandate_in_the_municipality(municipality: Municipality) -> None:
    clerk = make_actor(Role.ISS, IssuerMandateFactory(municipality=municipality).issuer)
    assert can(clerk, Permission.DRAFT_LETTERS, municipality.organisation)
    assert not can(clerk, Permission.EDIT_YEAR, municipality.organisation)


def test_can_without_mandate_is_refused(municipality: Municipality) -> None:
    clerk = make_actor(Role.ISS)
    assert not can(clerk, Permission.DRAFT_LETTERS, municipality.organisation)


def test_can_manage_members_comes_with_the_flag(school_admin: Actor, school: School) -> None:
    plain = make_actor(Role.SCH, school)
    assert can(school_admin, Permission.MANAGE_MEMBERS, school.organisation)
    assert can(school_admin, Permission.MANAGE_MEMBERS)
    assert not can(plain, Permission.MANAGE_MEMBERS, school.organisation)
    assert not can(plain, Permission.MANAGE_MEMBERS)


def test_can_manage_members_of_own_organisation_only(school_admin: Actor) -> None:
    assert not can(school_admin, Permission.MANAGE_MEMBERS, SchoolFactory().organisation)


def test_can_manage_members_not_of_the_municipality(officer: Actor, school: School) -> None:
    assert not can(officer, Permission.MANAGE_MEMBERS, school.organisation)


def test_require_says_which_role_and_what(school_admin: Actor, school: School) -> None:
    with pytest.raises(PermissionDenied) as refused:
        require(school_admin, Permission.EDIT_YEAR, school.organisation)
    assert str(refused.value) == (
        "Met de rol contactpersoon school mag je dit niet: een subsidiejaar invullen."
    )


def test_require_lets_pass(officer: Actor, municipality: Municipality) -> None:
    assert require(officer, Permission.VIEW_YEAR, municipality.organisation) is None
