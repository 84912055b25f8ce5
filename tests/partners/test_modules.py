"""Modules: on and off, and what children ask first."""

import importlib
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.views import View

from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, Kindcentrum, Module, Municipality, School
from partners.modules import (
    ModuleError,
    ModuleOff,
    ModuleRequiredMixin,
    controllers,
    in_words,
    is_on,
    is_on_for,
    switch_off,
    switch_on,
    without_officer,
)
from partners.states import CHILD_MODULES, ModuleKind, Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    ChildcareOrganisationFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    OrganisationFactory,
    SchoolBoardFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import YESTERDAY

pytestmark = pytest.mark.django_db
SUBSIDY, HANDOVER = ModuleKind.SUBSIDY, ModuleKind.HANDOVER


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    return ChildcareLocationFactory(municipality=municipality)


def name_officer(place: Any, **more: Any) -> None:
    """Let an organisation name its privacy officer."""
    MembershipFactory(role=Role.DPO, organisation=place.organisation, **more)


def switch(municipality: Municipality, by: Actor, at: datetime, **more: Any) -> Module:
    values = {"kind": HANDOVER, "by": by, "at": at} | more
    return switch_on(municipality_id=municipality.pk, **values)


# --- who must have named an officer ---------------------------------------------------------


def test_controllers_are_the_boards_and_holders_of_what_is_open(
    municipality: Municipality, school: School, location: ChildcareLocation, at: datetime
) -> None:
    SchoolFactory()
    SchoolFactory(municipality=municipality, closed_on=YESTERDAY)
    found = controllers(municipality, day=at.date())
    assert {place.pk for place in found} == {school.board_id, location.holder_id}


def test_controllers_of_a_kindcentrum_are_those_of_its_places(
    municipality: Municipality, school: School, location: ChildcareLocation, at: datetime
) -> None:
    kindcentrum = KindcentrumFactory(municipality=municipality)
    School.objects.filter(pk=school.pk).update(kindcentrum=kindcentrum)
    found = controllers(municipality, day=at.date(), kindcentrum=kindcentrum)
    assert [place.pk for place in found] == [school.board_id]


def test_without_officer_lists_everybody_at_first(
    municipality: Municipality, school: School, location: ChildcareLocation, at: datetime
) -> None:
    found = without_officer(municipality, day=at.date())
    assert {place.pk for place in found} == {school.board_id, location.holder_id}


def test_without_officer_leaves_out_a_board_with_one(
    municipality: Municipality, school: School, at: datetime
) -> None:
    name_officer(school.board)
    assert without_officer(municipality, day=at.date()) == []


def test_without_officer_leaves_out_a_board_whose_schools_have_their_own(
    municipality: Municipality, school: School, at: datetime
) -> None:
    name_officer(school)
    assert without_officer(municipality, day=at.date()) == []


def test_without_officer_lists_a_board_of_which_one_school_has_none(
    municipality: Municipality, school: School, at: datetime
) -> None:
    name_officer(school)
    SchoolFactory(municipality=municipality, board=school.board)
    found = without_officer(municipality, day=at.date())
    assert [place.pk for place in found] == [school.board_id]


@pytest.mark.parametrize("kind", ["over", "closed", "other"])
def test_without_officer_does_not_count_who_is_no_officer_now(
    kind: str, municipality: Municipality, school: School, at: datetime
) -> None:
    more: dict[str, dict[str, Any]] = {
        "over": {"valid_until": YESTERDAY},
        "closed": {"user": UserFactory(is_active=False)},
        "other": {"role": Role.BRD},
    }
    MembershipFactory(**{"role": Role.DPO, "organisation": school.board.organisation} | more[kind])
    assert len(without_officer(municipality, day=at.date())) == 1


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "A"), (2, "A en B"), (5, "A, B, C, D en E"), (7, "A, B, C, D, E en 2 andere")],
)
def test_in_words_names_five_at_the_most(count: int, words: str) -> None:
    names = [OrganisationFactory.build(name=letter) for letter in "ABCDEFG"[:count]]
    assert in_words(names) == words


# --- on and off -----------------------------------------------------------------------------


def test_switch_on_subsidy_needs_no_officer(officer: Actor, at: datetime) -> None:
    municipality = officer.municipality
    assert municipality is not None
    Module.objects.all().delete()
    module = switch(municipality, officer, at, kind=SUBSIDY)
    assert (module.switched_on_by, module.switched_on_at) == (officer.user, at)
    assert is_on(municipality, SUBSIDY)


def test_switch_on_again_changes_nothing(
    municipality: Municipality, officer: Actor, at: datetime
) -> None:
    first = switch(municipality, officer, at, kind=SUBSIDY)
    assert switch(municipality, officer, at, kind=SUBSIDY) == first
    assert not AuditEntry.objects.filter(action="module.switched_on").exists()


@pytest.mark.privacy(33)
@pytest.mark.parametrize("kind", sorted(CHILD_MODULES))
def test_switch_on_with_children_is_refused_by_name_without_an_officer(
    kind: ModuleKind, municipality: Municipality, school: School, officer: Actor, at: datetime
) -> None:
    with pytest.raises(ModuleError, match=school.board.name):
        switch(municipality, officer, at, kind=kind)
    assert not is_on(municipality, kind)


def test_switch_on_with_children_is_refused_where_nobody_is_yet(
    municipality: Municipality, officer: Actor, at: datetime
) -> None:
    with pytest.raises(ModuleError, match="nog geen scholen"):
        switch(municipality, officer, at)


def test_switch_on_with_children_is_logged_once_everybody_named_an_officer(
    municipality: Municipality,
    school: School,
    location: ChildcareLocation,
    officer: Actor,
    at: datetime,
) -> None:
    name_officer(school.board)
    name_officer(location.holder)
    switch(municipality, officer, at)
    entry = AuditEntry.objects.get(action="module.switched_on")
    assert (entry.user, entry.organisation, entry.details) == (
        officer.user, municipality.organisation, {"kind": "overdracht"},
    )  # fmt: skip


def test_switch_on_for_a_kindcentrum_asks_only_its_own_controllers(
    municipality: Municipality, school: School, officer: Actor, at: datetime
) -> None:
    kindcentrum = KindcentrumFactory(municipality=municipality)
    School.objects.filter(pk=school.pk).update(kindcentrum=kindcentrum)
    SchoolFactory(municipality=municipality)
    name_officer(school.board)
    switch(municipality, officer, at, kindcentrum_id=kindcentrum.pk)
    assert is_on(municipality, HANDOVER, kindcentrum)
    assert not is_on(municipality, HANDOVER)


def test_switch_on_subsidy_for_a_kindcentrum_is_refused(
    municipality: Municipality, officer: Actor, at: datetime
) -> None:
    kindcentrum = KindcentrumFactory(municipality=municipality)
    with pytest.raises(ModuleError, match="hele gemeente"):
        switch(municipality, officer, at, kind=SUBSIDY, kindcentrum_id=kindcentrum.pk)


def test_switch_on_for_a_kindcentrum_elsewhere_is_refused(
    municipality: Municipality, officer: Actor, at: datetime
) -> None:
    elsewhere = KindcentrumFactory()
    with pytest.raises(Kindcentrum.DoesNotExist):
        switch(municipality, officer, at, kindcentrum_id=elsewhere.pk)


def test_switch_on_elsewhere_is_refused(officer: Actor, at: datetime) -> None:
    with pytest.raises(Municipality.DoesNotExist):
        switch(MunicipalityFactory(), officer, at)


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_switch_on_is_refused_to_a_role_without_settings(
    role: Role, municipality: Municipality, at: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        switch(municipality, make_actor(role, municipality, day=at.date()), at, kind=SUBSIDY)


def test_switch_off_is_logged_and_says_whether_it_was_on(
    municipality: Municipality, officer: Actor, at: datetime
) -> None:
    values = {"municipality_id": municipality.pk, "kind": SUBSIDY, "by": officer, "at": at}
    assert [switch_off(**values), switch_off(**values)] == [True, False]
    assert AuditEntry.objects.filter(action="module.switched_off").count() == 1
    assert not is_on(municipality, SUBSIDY)


# --- what is on for whom --------------------------------------------------------------------


def test_is_on_for_a_kindcentrum_when_it_is_on_for_the_municipality() -> None:
    module = ModuleFactory(kind=HANDOVER)
    assert is_on(module.municipality, HANDOVER, KindcentrumFactory())


def test_is_on_for_an_actor_follows_its_municipality() -> None:
    on, off = make_actor(Role.GEM), make_actor(Role.GEM, MunicipalityFactory(subsidy=None))
    assert [is_on_for(actor, SUBSIDY) for actor in (on, off)] == [True, False]
    assert on.modules == {SUBSIDY}


def test_is_on_for_an_actor_follows_the_municipality_of_the_address() -> None:
    board = SchoolBoardFactory()
    on, off = MunicipalityFactory(), MunicipalityFactory(subsidy=None)
    for municipality in (on, off):
        SchoolFactory(board=board, municipality=municipality)
    actor = make_actor(Role.BRD, board)
    assert [is_on_for(actor, SUBSIDY, place.key) for place in (on, off)] == [True, False]


def test_is_on_for_a_board_without_schools_keeps_its_letters() -> None:
    assert is_on_for(make_actor(Role.BRD), SUBSIDY)


def test_is_on_for_an_actor_asks_nothing_that_the_page_did_not_ask(
    django_assert_num_queries: Any,
) -> None:
    actor = make_actor(Role.GEM)
    with django_assert_num_queries(1):
        assert [actor.municipality is None, is_on_for(actor, SUBSIDY)] == [False, True]
        assert is_on_for(actor, SUBSIDY, actor.municipality.key)  # type: ignore[union-attr]


class _Page(ModuleRequiredMixin, View):
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse("open")


def test_module_required_mixin_answers_only_while_the_module_is_on() -> None:
    request: Any = RequestFactory().get("/")
    request.actor = make_actor(Role.GEM)
    assert _Page.as_view()(request).content == b"open"
    request.actor = make_actor(Role.GEM, MunicipalityFactory(subsidy=None))
    with pytest.raises(ModuleOff, match="De module Subsidie staat hier niet aan"):
        _Page.as_view()(request)


# --- the data migration ---------------------------------------------------------------------


def test_migration_switches_subsidy_on_where_nothing_was_and_can_go_back() -> None:
    step = importlib.import_module("partners.migrations.0011_subsidy_on_for_known_municipalities")
    known = ModuleFactory(kind=SUBSIDY, municipality__subsidy=None, switched_on_by=UserFactory())
    MunicipalityFactory(subsidy=None)
    step.switch_on(apps, None)
    assert Module.objects.filter(kind=SUBSIDY).count() == Municipality.objects.count() == 2
    step.switch_off(apps, None)
    assert list(Module.objects.all()) == [known]


def test_holder_is_a_controller_of_its_open_locations_only(
    municipality: Municipality, at: datetime
) -> None:
    holder = ChildcareOrganisationFactory()
    ChildcareLocationFactory(municipality=municipality, holder=holder, closed_on=YESTERDAY)
    assert controllers(municipality, day=at.date()) == []
