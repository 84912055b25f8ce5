"""A sign that the letter font lacks is told on the page of the letter, with where to mend it."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from partners.models import IssuerMandate, Organisation
from partners.states import Role
from subsidies import letter_moves
from subsidies.letter_content import LetterContent
from subsidies.letter_elements import Element, elements_of, missing
from subsidies.letter_facts import text_kind_of
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter
from tests.factories.partners import make_actor
from tests.factories.ready_letters import make_ready_letters
from tests.factories.subsidies import AT
from tests.subsidies.office import finish, look, make_office, only, plan
from tests.subsidies.test_letter_elements import Cut, board, changed, reworded, signatory, town
from tests.subsidies.text_desk import client_of, make_town, typed, url

pytestmark = pytest.mark.django_db
SIGN = "漢"


def issuer(**values: Any) -> Cut:
    return lambda content: replace(content, issuer=replace(content.issuer, **values))


def school(**values: Any) -> Cut:
    """Say something else of the schools."""
    return lambda content: replace(content, rows=[replace(r, **values) for r in content.rows])


def found(cut: Cut) -> tuple[DecisionLetter, list[Element]]:
    """Return what a whole letter misses after it got another word."""
    [letter] = make_ready_letters()
    letter.snapshot = cut(LetterContent.from_json(letter.snapshot)).as_json()
    return letter, missing(letter, AT)


FACTS: dict[str, tuple[int, Cut]] = {
    "town": (1, town(name=SIGN)),
    "board": (2, board(name=f"Stichting {SIGN}")),
    "contact": (2, board(attention=f"T.a.v. {SIGN}")),
    "issuer": (4, issuer(name=SIGN)),
    "basis": (6, changed(legal_basis=[SIGN])),
    "application": (7, changed(application=SIGN)),
    "school": (10, school(name=SIGN)),
    "key": (10, changed(calculation=[SIGN])),
    "objections": (20, town(objection_url=SIGN)),
    "signatory": (21, signatory(name=f"M. {SIGN}")),
    "privacy": (22, town(privacy_contact=SIGN)),
}


@pytest.mark.parametrize("name", FACTS)
def test_sign_that_cannot_be_printed_is_told_at_its_element(name: str) -> None:
    number, cut = FACTS[name]
    _letter, elements = found(cut)
    [told] = [element for element in elements if "U+6F22" in element.source]
    assert (told.number, told.is_missing, bool(told.href)) == (number, True, True)


def test_sign_in_a_text_leads_to_the_texts_and_shows_its_surroundings() -> None:
    letter, elements = found(reworded("bezwaar", "zes weken", f"zes weken {SIGN}"))
    [told] = elements
    assert told.href == reverse("letter_text", args=[letter.year.municipality.key,
                                                     text_kind_of(letter)])  # fmt: skip
    assert f"zes weken {SIGN}" in told.source
    assert f"staat het teken “{SIGN}” (U+6F22)" in told.source


def test_sign_of_a_name_is_told_once_though_the_text_repeats_it() -> None:
    [letter] = make_ready_letters()
    Organisation.objects.filter(pk=letter.board_id).update(name=f"Stichting {SIGN}")
    draft_letters(year_id=letter.year_id, by=None, at=AT)
    letter = DecisionLetter.objects.get(pk=letter.pk)
    assert SIGN in LetterContent.from_json(letter.snapshot).text_of()
    told = [each.number for each in elements_of(letter, at=AT) if "U+6F22" in each.source]
    assert told == [2]


def test_letter_with_such_a_sign_is_no_more_than_a_concept_and_is_not_checked() -> None:
    office = make_office()
    IssuerMandate.objects.filter(pk=office.mandate.pk).update(signatory_function=SIGN)
    plan(office)
    [letter] = office.letters
    finish(letter)
    look(office.checker, letter)
    moved = letter_moves.check(letter_ids=[letter.pk], by=office.checker, at=AT)
    assert "Ondertekening en mandaat (In “漢” staat het teken “漢” (U+6F22)" in only(moved)


def test_texts_cannot_be_kept_with_such_a_sign() -> None:
    place = make_town()
    client = client_of(make_actor(Role.GEM, place))
    answer = client.post(url(place), typed(opening=f"Geacht bestuur,\n\nTotziens{SIGN}!"))
    [error] = answer.context["form"].errors["opening"]
    assert "staat het teken “漢” (U+6F22), bij “Totziens漢!”" in error
