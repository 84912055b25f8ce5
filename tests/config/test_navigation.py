import pytest
from django.urls import NoReverseMatch, reverse

from config import navigation
from config.navigation import ENTRIES, LONGEST_BAR, Link, Menu, entries_for, links_for
from partners.states import ModuleKind, Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    LetterIssuerFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolBoardFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db


def names(role: Role, **options) -> list[str]:
    """Return the pages in the menu of a role."""
    return [entry.url_name for entry in entries_for(make_actor(role, **options))]


def test_entries_all_have_a_page():
    assert all(reverse(entry.url_name).startswith("/") for entry in ENTRIES)


def test_links_for_fails_loudly_on_a_dead_link(monkeypatch):
    dead = navigation.Entry("Weg", "no_such_page")
    monkeypatch.setattr(navigation, "ENTRIES", (dead,))
    with pytest.raises(NoReverseMatch):
        links_for(make_actor(Role.GEM), "/")


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (
            Role.GEM,
            [
                "start", "subsidy_years", "letters", "hours_schools", "schools", "boards",
                "kindcentra", "uploads", "organisations", "settings",
            ],
        ),
        (Role.SIG, ["start", "subsidy_years", "letters", "schools", "boards"]),
        (Role.ISS, ["start", "subsidy_years", "letters", "schools", "boards"]),
        (Role.BRD, ["start", "subsidy_years", "letters", "hours_schools", "schools", "boards"]),
        (Role.QC, ["start", "subsidy_years", "hours", "schools", "boards"]),
        (Role.SCH, ["start", "subsidy_years", "hours_schools", "schools", "boards"]),
        (Role.TEA, ["start"]),
        (Role.KCC, ["start"]),
        (Role.KOC, ["start"]),
        (Role.KOW, ["start"]),
        (Role.DPO, ["start", "subsidy_years", "letters", "schools", "boards", "log"]),
        (
            Role.ADM,
            [
                "start", "schools", "boards", "kindcentra", "uploads", "organisations",
                "messages", "log", "settings",
            ],
        ),
    ],
)  # fmt: skip
def test_entries_for_each_role(role, pages):
    assert names(role) == [*pages, "my_organisation"]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.KOC, ["children", "groups"]),
        (Role.KOW, ["children"]),
        (Role.QC, ["children", "groups"]),
        (Role.TEA, ["children"]),
        (Role.GEM, []),
        (Role.DPO, []),
    ],
)
def test_entries_about_children_are_for_who_works_with_them(role, pages):
    town = MunicipalityFactory()
    ModuleFactory(municipality=town, kind=ModuleKind.HANDOVER)
    place = {
        Role.KOC: ChildcareLocationFactory, Role.KOW: ChildcareLocationFactory,
        Role.QC: SchoolFactory, Role.TEA: SchoolFactory,
    }.get(role)  # fmt: skip
    found = names(role, organisation=place(municipality=town) if place else town)
    assert [name for name in found if name in {"children", "groups"}] == pages


@pytest.mark.parametrize("place", [SchoolBoardFactory, SchoolFactory, LetterIssuerFactory])
def test_entries_for_a_privacy_officer_elsewhere_are_the_log_only(place):
    entries = entries_for(make_actor(Role.DPO, place()))
    assert [entry.url_name for entry in entries] == ["start", "log", "my_organisation"]


@pytest.mark.parametrize(
    "path", ["/subsidiejaren/", "/beschikkingsbrieven/", "/scholen/", "/onderwijsorganisaties/"]
)
def test_pages_of_the_municipal_privacy_officer_are_closed_to_one_elsewhere(client, path):
    municipality = MunicipalityFactory()
    school = SchoolFactory(municipality=municipality)
    answers = []
    for place in (municipality, school, school.board):
        client.force_login(make_actor(Role.DPO, place).user)
        answers.append(client.get(path).status_code)
    assert answers == [200, 403, 403]


def test_entries_of_a_module_that_is_off_are_gone():
    actor = make_actor(Role.GEM, MunicipalityFactory(subsidy=None))
    pages = {entry.url_name for entry in entries_for(actor)}
    assert pages & {"subsidy_years", "letters"} == set()
    assert "schools" in pages


def test_entries_for_who_manages_members_has_their_page():
    assert names(Role.KOC, is_admin=True) == ["start", "members", "my_organisation"]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "Overzicht"),
        ("/scholen/", "Scholen"),
        ("/scholen/13WW00/", "Scholen"),
        ("/hulp/", None),
    ],
)
def test_links_for_marks_the_current_page(path, current):
    links = links_for(make_actor(Role.GEM), path)
    assert [str(link.label) for link in links if link.is_current] == ([current] if current else [])


@pytest.mark.parametrize("role", list(Role))
def test_links_for_each_role_open(client, role):
    actor = make_actor(role, is_admin=role not in {Role.TEA, Role.KOW, Role.DPO})
    client.force_login(actor.user)
    hrefs = [link.href for link in links_for(actor, "/")]
    assert {href: client.get(href).status_code for href in hrefs} == dict.fromkeys(hrefs, 200)


@pytest.mark.parametrize(("longer", "folded"), [(0, []), (1, ["Groepen"])])
def test_menu_folds_away_what_is_seldom_needed_where_it_is_long(longer, folded):
    often = [Link(f"Vaak {n}", f"/{n}/", False, False) for n in range(LONGEST_BAR - 1 + longer)]
    menu = Menu([*often, Link("Groepen", "/groepen/", True, True)])
    assert [link.label for link in menu.more] == folded
    assert len(menu.bar) == LONGEST_BAR
    assert menu.is_more_current == bool(folded)
