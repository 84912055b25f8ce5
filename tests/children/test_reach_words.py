"""Who may see what, in words: all of the table and nothing else, for who works here and parents."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from children import reach_words
from children.reach import REACH, Ground, Reach, Thing
from children.reading_texts import READING
from children.states import ConsentScope, Language
from partners.states import ModuleKind, Role
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in


def pairs() -> set[tuple[str, str]]:
    """Return who sees what by the words of the page."""
    return {(one.role, row.thing) for one in reach_words.by_role() for row in one.sees}


@pytest.mark.privacy(37)
def test_by_role_says_all_of_the_table_and_nothing_else() -> None:
    table = {(str(role.label), str(thing.label)) for thing, row in REACH.items() for role in row}
    assert pairs() == table


@pytest.mark.privacy(37)
def test_by_role_follows_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    row = REACH[Thing.LOG] | {Role.GEM: Reach(Ground.OFFICER)}
    monkeypatch.setitem(REACH, Thing.LOG, row)
    assert (str(Role.GEM.label), str(Thing.LOG.label)) in pairs()
    assert str(Role.GEM.label) not in reach_words.roles_without()


def test_roles_without_are_those_of_the_office_and_the_board() -> None:
    found = {Role.GEM, Role.SIG, Role.ISS, Role.BRD, Role.ADM}
    assert set(reach_words.roles_without()) == {str(role.label) for role in found}


def test_by_role_says_on_which_consent_section_and_group() -> None:
    words = {
        one.role: {row.thing: row.of_whom for row in one.sees} for one in reach_words.by_role()
    }
    assert words[str(Role.TEA.label)][str(Thing.REPORT.label)] == (
        "kinderen van wie een ouder jouw school toestemming gaf voor: het overdrachtsformulier "
        "delen, als daarin staat: verslag van het observatiesysteem, als het kind in een eigen "
        "groep is geplaatst"
    )


@pytest.mark.privacy(5)
def test_by_scope_opens_nothing_where_nothing_is_shared() -> None:
    found = {one.scope: one.opens for one in reach_words.by_scope()}
    assert found[str(ConsentScope.ASKED_AT_35.label)] == ()
    assert [row.of_whom for row in found[str(ConsentScope.OBSERVE.label)]] == [
        "kwaliteitscoördinator",
        "kwaliteitscoördinator",
        "kwaliteitscoördinator",
    ]


@pytest.mark.parametrize("language", Language)
def test_for_guardians_has_words_for_the_whole_table(language: Language) -> None:
    found = reach_words.for_guardians(language)
    assert sum(len(one.sees) for one in found) == sum(len(row) for row in REACH.values())
    grounds = {row.of_whom for one in found for row in one.sees}
    assert grounds == {text for key, text in READING[language].items() if key[:7] == "ground."}


# --- pages ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.QC, Role.DPO])
def test_page_is_for_who_is_signed_in(role: Role) -> None:
    answer: Any = sign_in(Client(), make_actor(role)).get(reverse("reach"))
    assert "alle kinderen van de eigen locaties" in answer.content.decode()
    assert Client().get(reverse("reach")).status_code == 302


@pytest.mark.django_db
def test_menu_names_the_page_where_the_module_is_on() -> None:
    school = SchoolFactory()
    page = sign_in(Client(), make_actor(Role.QC, school))
    before = page.get("/").content.decode()
    ModuleFactory(municipality=school.municipality, kind=ModuleKind.HANDOVER)
    after = page.get("/").content.decode()
    address = f'href="{reverse("reach")}"'
    assert (address in before, address in after) == (False, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("nl", "Wie kan wat zien"), ("en", "Who can see")])
def test_page_for_parents_is_for_anybody(client: Client, language: str, word: str) -> None:
    text = client.get(f"{reverse('reach_parents')}?taal={language}").content.decode()
    assert word in text
    assert READING[Language(language)]["ground.consent_group"] in text
