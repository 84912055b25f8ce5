"""The actor of a request, the switch of roles, and who is sent where."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from partners.access import Actor, ScopedMixin, actor_for
from partners.models import AuditEntry, Membership, Municipality, School, User
from partners.states import Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    IssuerMandateFactory,
    MembershipFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import TODAY, TOMORROW, YESTERDAY, sign_in

pytestmark = pytest.mark.django_db
LOGIN = "/account/inloggen/"


@pytest.fixture
def double(school: School) -> User:
    """Return a person who is coordinator and contact of the school."""
    user = UserFactory()
    for role in (Role.SCH, Role.QC):
        MembershipFactory(user=user, role=role, organisation=school.organisation)
    return user


# --- actor_for --------------------------------------------------------------------------------


def test_actor_for_takes_the_role_asked(double: User) -> None:
    actor = actor_for(double, day=TODAY, role="sch")
    assert actor is not None
    assert (actor.role, actor.all_roles) == (Role.SCH, (Role.QC, Role.SCH))
    assert [m.role for m in actor.memberships] == ["sch"]


@pytest.mark.parametrize("role", [None, "gem", "nonsense"])
def test_actor_for_falls_back_on_the_first_role(double: User, role: str | None) -> None:
    actor = actor_for(double, day=TODAY, role=role)
    assert actor is not None
    assert actor.role == Role.QC


def test_actor_for_takes_all_memberships_of_the_role() -> None:
    first, second = MembershipFactory(role=Role.QC), SchoolFactory()
    MembershipFactory(user=first.user, role=Role.QC, organisation=second.organisation)
    actor = actor_for(first.user, day=TODAY)
    assert actor is not None
    assert actor.organisation_ids == {first.organisation_id, second.pk}


@pytest.mark.parametrize("period", [{"valid_until": YESTERDAY}, {"valid_from": TOMORROW}])
def test_actor_for_without_live_membership_is_none(period: dict[str, date]) -> None:
    assert actor_for(MembershipFactory(role=Role.QC, **period).user, day=TODAY) is None


def test_actor_for_closed_account_is_none(double: User) -> None:
    double.is_active = False
    assert actor_for(double, day=TODAY) is None


# --- what an actor reaches --------------------------------------------------------------------


def test_municipality_ids_per_kind(municipality: Municipality, school: School) -> None:
    location = ChildcareLocationFactory(municipality=municipality)
    mandate = IssuerMandateFactory(municipality=municipality)
    places = {
        Role.GEM: municipality,
        Role.ISS: mandate.issuer,
        Role.BRD: school.board,
        Role.QC: school,
        Role.KCC: location.holder,
        Role.KOC: location,
    }
    found = {role: make_actor(role, place).municipality_ids for role, place in places.items()}
    assert found == dict.fromkeys(places, frozenset({municipality.pk}))


@pytest.mark.parametrize("period", [{"valid_until": YESTERDAY}, {"valid_from": TOMORROW}])
def test_municipality_ids_of_issuer_without_live_mandate_are_none(
    municipality: Municipality, period: dict[str, date]
) -> None:
    mandate = IssuerMandateFactory(municipality=municipality, **period)
    assert make_actor(Role.ISS, mandate.issuer, day=TODAY).municipality_ids == frozenset()


def test_managed_ids_are_those_with_the_flag_in_this_role() -> None:
    admin = make_actor(Role.QC, is_admin=True)
    other = MembershipFactory(
        user=admin.user, role=Role.SCH, organisation=SchoolFactory().organisation, is_admin=True
    )
    assert admin.managed_ids == admin.organisation_ids
    assert other.organisation_id not in admin.managed_ids


def test_other_roles_are_what_one_can_switch_to(double: User) -> None:
    actor = actor_for(double, day=TODAY)
    assert actor is not None
    assert actor.other_roles == [("sch", "contactpersoon school")]


# --- who is sent where ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "goes_to"),
    [
        ("/leden/", f"{LOGIN}?next=/leden/"),
        ("/leden/?q=a&role=qc", f"{LOGIN}?next=/leden/%3Fq%3Da%26role%3Dqc"),
        ("/leden/?next=//evil.example", f"{LOGIN}?next=/leden/%3Fnext%3D//evil.example"),
    ],
)
def test_visitor_signs_in_and_comes_back(client: Client, url: str, goes_to: str) -> None:
    assert client.get(url)["Location"] == goes_to


def test_visitor_that_posts_comes_back_at_the_start(client: Client) -> None:
    assert client.post("/leden/uitnodigen/")["Location"] == f"{LOGIN}?next=/"


def test_person_without_role_gets_a_page_that_says_so(client: Client) -> None:
    user = UserFactory(email="noor@example.org")
    client.force_login(user, backend="partners.signin.AccountBackend")
    response = client.get("/leden/", follow=True)
    assert response.redirect_chain == [("/geen-rol/", 302)]
    page = response.content.decode()
    assert "van geen organisatie lid" in page
    assert "noor@example.org" in page


def test_no_role_page_sends_others_away(client: Client, officer: Actor) -> None:
    assert client.get("/geen-rol/")["Location"] == LOGIN
    assert sign_in(client, officer).get("/geen-rol/")["Location"] == "/"


def test_role_that_ended_falls_back_at_the_next_request(client: Client, double: User) -> None:
    actor = actor_for(double, day=TODAY, role="sch")
    assert actor is not None
    sign_in(client, actor)
    Membership.objects.filter(user=double, role="sch").update(valid_until=date(2021, 1, 1))
    assert client.get("/mijn-organisatie/").wsgi_request.actor.role == Role.QC


def test_last_membership_that_ended_leaves_no_role(client: Client, officer: Actor) -> None:
    sign_in(client, officer)
    Membership.objects.update(valid_until=date(2021, 1, 1))
    assert client.get("/mijn-organisatie/")["Location"] == "/geen-rol/"


# --- switching --------------------------------------------------------------------------------


def test_switch_role_goes_on_in_the_other_role(client: Client, double: User) -> None:
    actor = actor_for(double, day=TODAY)
    assert actor is not None
    sign_in(client, actor)
    assert client.post("/rol-wisselen/", {"role": "sch"})["Location"] == "/"
    assert client.get("/mijn-organisatie/").wsgi_request.actor.role == Role.SCH
    entry = AuditEntry.objects.get(action="role.switched")
    assert (entry.user, entry.role) == (double, "sch")


@pytest.mark.parametrize("role", ["gem", "", "nonsense", "tea"])
def test_switch_role_to_one_not_held_is_not_found(client: Client, double: User, role: str) -> None:
    actor = actor_for(double, day=TODAY)
    assert actor is not None
    sign_in(client, actor)
    assert client.post("/rol-wisselen/", {"role": role}).status_code == 404
    assert client.session["active_role"] == "qc"
    assert not AuditEntry.objects.filter(action="role.switched").exists()


def test_switch_role_to_one_that_ended_is_not_found(client: Client, double: User) -> None:
    actor = actor_for(double, day=TODAY)
    assert actor is not None
    Membership.objects.filter(role="sch").update(valid_until=date(2021, 1, 1))
    assert sign_in(client, actor).post("/rol-wisselen/", {"role": "sch"}).status_code == 404


def test_switch_role_takes_post_only(client: Client, officer: Actor) -> None:
    assert sign_in(client, officer).get("/rol-wisselen/").status_code == 405


def test_switch_role_of_a_visitor_signs_in_first(client: Client) -> None:
    response = client.post("/rol-wisselen/", {"role": "gem"})
    assert response["Location"].startswith(LOGIN)


# --- the mixins -------------------------------------------------------------------------------


def test_scoped_mixin_without_model_is_a_mistake(rf: RequestFactory) -> None:
    view = ScopedMixin()
    with pytest.raises(ImproperlyConfigured):
        view.get_queryset()


def test_middleware_gives_visitor_no_actor(client: Client) -> None:
    request: Any = client.get(LOGIN).wsgi_request
    assert isinstance(request.user, AnonymousUser)
    assert request.actor is None


def test_actor_of_tomorrow_has_tomorrows_roles() -> None:
    membership = MembershipFactory(role=Role.QC, valid_from=TODAY + timedelta(days=1))
    assert actor_for(membership.user, day=TODAY) is None
    assert actor_for(membership.user, day=TOMORROW) is not None
