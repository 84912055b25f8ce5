"""An organisation chooses for what all parents must say yes: in the domain, and on its page."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from children import asking, consent_policies
from children.asking import Asking
from children.models import Child, ConsentPolicy, ConsentQuestion
from children.states import BY_EVERYBODY, Channel, ConsentAct, ConsentScope, FormSection
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, ChildcareOrganisation, Module
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
YES = ConsentAct.GRANTED
OBSERVE, SHARE = ConsentScope.OBSERVE, ConsentScope.SHARE_FORM
LIST = "/toestemming/"


@pytest.fixture
def child() -> Child:
    """Return a child with two parents who live together."""
    made = make_child(school=SchoolFactory())
    GuardianFactory(child=made)
    return made


@pytest.fixture
def coordinator(child: Child) -> Actor:
    return make_actor(Role.KCC, child.location.holder)


@pytest.fixture
def page(coordinator: Actor) -> Client:
    return sign_in(Client(), coordinator)


@pytest.fixture
def url(child: Child) -> str:
    return f"{LIST}instelling/{child.location.holder_id}/"


def choose(by: Actor, *scopes: ConsentScope) -> ConsentPolicy:
    holder = by.memberships[0].organisation_id
    return consent_policies.save(holder_id=holder, by_everybody=scopes, by=by, at=AT)


def asked(child: Child, scope: ConsentScope = OBSERVE) -> ConsentQuestion:
    return ask(child, scope, child.school)


def body(response: Any) -> str:
    return str(response.content.decode())


# --- what a question needs ------------------------------------------------------------------


@pytest.mark.privacy(7)
def test_choice_makes_both_parents_say_yes(child: Child, coordinator: Actor) -> None:
    choose(coordinator, OBSERVE)
    question = asked(child)
    say(question, YES)
    assert (question.needs_everybody, question.is_live) == (True, False)
    say(question, YES, child.guardians.order_by("pk")[1])
    assert question.is_live


def test_choice_is_about_no_other_purpose(child: Child, coordinator: Actor) -> None:
    choose(coordinator, OBSERVE)
    question = asked(child, SHARE)
    say(question, YES)
    assert (question.needs_everybody, question.is_live) == (False, True)


def test_choice_is_about_no_other_organisation(coordinator: Actor) -> None:
    choose(coordinator, OBSERVE)
    assert not asked(make_child(school=SchoolFactory())).needs_everybody


def test_choice_is_about_every_location_of_the_organisation(
    child: Child, coordinator: Actor
) -> None:
    choose(coordinator, OBSERVE)
    sibling = ChildcareLocationFactory(holder=child.location.holder)
    assert asked(make_child(sibling, school=SchoolFactory())).needs_everybody


def test_question_keeps_what_it_was_asked_with(child: Child, coordinator: Actor) -> None:
    before = asked(child)
    choose(coordinator, OBSERVE)
    say(before, YES)
    assert (before.needs_everybody, before.is_live) == (False, True)
    after = asked(child)
    choose(coordinator)
    say(after, YES)
    assert (after.needs_everybody, after.is_live) == (True, False)


@pytest.mark.parametrize("scope", sorted(BY_EVERYBODY))
def test_extra_help_and_health_need_everybody_whatever_was_chosen(
    scope: ConsentScope, child: Child, coordinator: Actor
) -> None:
    choose(coordinator)
    assert asked(child, scope).needs_everybody


def test_scopes_without_a_choice_are_those_that_always_are(child: Child) -> None:
    assert consent_policies.scopes(child.location.holder_id) == BY_EVERYBODY


# --- who is asked ---------------------------------------------------------------------------


def share(child: Child) -> list[asking.Invitation]:
    by = make_actor(Role.KOC, child.location)
    given = Asking((SHARE,), Channel.SHEET, (FormSection.BASICS,))
    return asking.ask(key=child.key, asking=given, by=by, at=AT)


def test_ask_invites_all_where_the_organisation_chose_so(child: Child, coordinator: Actor) -> None:
    choose(coordinator, SHARE)
    assert {one.guardian for one in share(child)} == set(child.guardians.all())


def test_ask_again_invites_who_was_needed_then(child: Child, coordinator: Actor) -> None:
    share(child)
    choose(coordinator, SHARE)
    assert len(share(child)) == 1


# --- choosing -------------------------------------------------------------------------------


def test_save_keeps_one_choice_and_says_who_made_it(child: Child, coordinator: Actor) -> None:
    choose(coordinator, SHARE, OBSERVE)
    choose(coordinator, OBSERVE)
    assert ConsentPolicy.objects.get().by_everybody == ["observe"]
    lines = AuditEntry.objects.filter(action="consent_policy.saved").order_by("pk")
    assert [line.details for line in lines] == [
        {"by_everybody": ["observe", "share_form"]},
        {"by_everybody": ["observe"]},
    ]
    assert {line.organisation_id for line in lines} == {child.location.holder_id}


def test_save_of_the_same_is_no_news(coordinator: Actor) -> None:
    choose(coordinator, OBSERVE)
    choose(coordinator, OBSERVE)
    assert AuditEntry.objects.filter(action="consent_policy.saved").count() == 1


def test_save_is_for_the_coordinator_of_the_organisation(child: Child) -> None:
    with pytest.raises(PermissionDenied):
        choose(make_actor(Role.DPO, child.location.holder), OBSERVE)
    assert not ConsentPolicy.objects.exists()


@pytest.mark.parametrize("role", [Role.KCC, Role.KOC])
def test_save_is_not_for_who_works_at_one_location(child: Child, role: Role) -> None:
    by = make_actor(role, child.location)
    with pytest.raises(ChildcareOrganisation.DoesNotExist):
        consent_policies.save(
            holder_id=child.location.holder_id, by_everybody=[OBSERVE], by=by, at=AT
        )


def test_save_of_another_organisation_finds_none(child: Child) -> None:
    by = make_actor(Role.KCC, ChildcareLocationFactory().holder)
    with pytest.raises(ChildcareOrganisation.DoesNotExist):
        consent_policies.save(
            holder_id=child.location.holder_id, by_everybody=[OBSERVE], by=by, at=AT
        )


# --- the page -------------------------------------------------------------------------------


def test_page_keeps_what_was_chosen(page: Client, url: str, child: Child) -> None:
    said = body(page.post(url, {"by_everybody": ["observe", "share_form"]}, follow=True))
    assert "vanaf de volgende vraag" in said
    assert page.get(url).context["form"].initial == {"by_everybody": ["observe", "share_form"]}
    assert consent_policies.chosen(child.location.holder_id) == ["observe", "share_form"]


def test_page_takes_a_choice_back(page: Client, url: str, coordinator: Actor) -> None:
    choose(coordinator, OBSERVE)
    page.post(url, {})
    assert ConsentPolicy.objects.get().by_everybody == []


@pytest.mark.parametrize("scope", sorted(BY_EVERYBODY))
def test_page_offers_no_choice_where_there_is_none(
    page: Client, url: str, scope: ConsentScope
) -> None:
    assert page.post(url, {"by_everybody": [scope]}).context["form"].errors
    assert not ConsentPolicy.objects.exists()


def test_page_of_another_organisation_never_existed(page: Client) -> None:
    other: ChildcareLocation = ChildcareLocationFactory()
    url = f"{LIST}instelling/{other.holder_id}/"
    assert [page.get(url).status_code, page.post(url).status_code] == [404, 404]


def test_page_is_closed_where_the_module_is_off(page: Client, url: str) -> None:
    Module.objects.all().delete()
    assert page.get(url).status_code == 404


def test_list_leads_there_for_the_coordinator_only(page: Client, url: str, child: Child) -> None:
    contact = sign_in(Client(), make_actor(Role.KOC, child.location))
    assert url in body(page.get(LIST))
    assert "instelling" not in body(contact.get(LIST))
    assert contact.get(url).status_code == 403


def test_list_leads_to_each_organisation_of_who_has_more(coordinator: Actor) -> None:
    location: ChildcareLocation = ChildcareLocationFactory()
    other = location.holder.organisation
    MembershipFactory(user=coordinator.user, role=Role.KCC, organisation=other)
    text = body(sign_in(Client(), coordinator).get(LIST))
    assert f"instelling/{other.pk}/" in text
    assert other.name in text
