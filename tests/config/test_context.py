import pytest
from django.test import RequestFactory

from config.context import THEMES, Interface, interface
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, UserFactory, make_actor

pytestmark = pytest.mark.django_db


def frame(actor=None, path: str = "/") -> Interface:
    """Return the frame of a page as this actor sees it."""
    request = RequestFactory().get(path)
    request.actor = actor
    return interface(request)["interface"]


def test_interface_costs_nothing_until_it_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert frame().density == "app-roomy"


def test_interface_without_middleware_is_that_of_a_visitor():
    assert Interface(RequestFactory().get("/")).actor is None


@pytest.mark.parametrize("role", list(Role))
def test_density_follows_the_role(role):
    is_childcare = role in {Role.KCC, Role.KOC, Role.KOW}
    assert frame(make_actor(role)).density == ("app-normal" if is_childcare else "app-compact")


def test_theme_is_that_of_the_actors_municipality():
    actor = make_actor(Role.GEM)
    actor.municipality.theme = "proef"
    found = frame(actor)
    assert (found.theme, found.theme_file) == ("proef", "css/theme-proef.css")


@pytest.mark.parametrize("slug", ["weg", "", "../base"])
def test_theme_that_does_not_exist_falls_back(slug):
    actor = make_actor(Role.GEM)
    actor.municipality.theme = slug
    assert frame(actor).theme == "bossche"


def test_theme_of_a_visitor_is_that_of_the_only_municipality():
    only = MunicipalityFactory(theme="proef", contact_email="vraag@stad.example")
    found = frame()
    assert (found.theme, found.municipality, found.contact_email) == (
        "proef",
        only.name,
        "vraag@stad.example",
    )


def test_theme_of_a_visitor_is_neutral_where_several_municipalities_work():
    MunicipalityFactory.create_batch(2, theme="proef")
    found = frame()
    assert (found.theme, found.municipality, found.privacy_contact) == ("bossche", "", "")


def test_every_theme_is_found():
    assert {"bossche", "proef"} == THEMES


def test_role_line_names_role_and_organisation():
    actor = make_actor(Role.BRD)
    assert frame(actor).role_line == (
        f"Schoolbestuur, financiën, {actor.memberships[0].organisation.name}"
    )
    assert frame().role_line == ""


def test_role_line_counts_what_does_not_fit():
    actor = make_actor(Role.QC)
    many = type(actor)(actor.user, actor.role, actor.memberships * 4, actor.day, actor.all_roles)
    assert frame(many).role_line.endswith(" en 2 meer")


def test_navigation_of_a_visitor_is_empty():
    assert frame().navigation.links == []


@pytest.mark.parametrize(("is_demo_setting", "shows"), [(True, True), (False, False)])
def test_is_demo_needs_the_setting(settings, is_demo_setting, shows):
    settings.DEMO = is_demo_setting
    UserFactory(is_demo=True)
    assert frame().is_demo is shows


def test_is_demo_is_false_for_real_people(settings):
    settings.DEMO = True
    assert (frame().is_demo, frame(make_actor(Role.GEM)).is_demo) == (False, False)


def test_doors_lead_to_other_roles():
    assert Role.GEM not in {door.role for door in frame(make_actor(Role.GEM)).doors}
