"""The words of the guardian's page with names in them."""

from datetime import date

import pytest

from children.guardian_answers import asked_of
from children.guardian_texts import Card, card, question_text, words_for
from children.models import Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope, FormSection, Language
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Child:
    return make_child(first_name="Yara", last_name="Aydin")


@pytest.fixture
def question(child: Child) -> ConsentQuestion:
    school = SchoolFactory(name="De Zilverberk")
    return ask(child, ConsentScope.SHARE_FORM, school, sections=[FormSection.REPORT])


def shown(child: Child, language: Language = Language.NL, *, is_hidden: bool = False) -> Card:
    guardian = child.guardians.order_by("pk")[0]
    asked = asked_of(guardian, AT)[0]
    return card(asked, guardian, language, is_hidden=is_hidden, can_answer=True)


def test_card_names_child_school_and_parts(child: Child, question: ConsentQuestion) -> None:
    found = shown(child)
    assert found.question == (
        "Mag de basisschool (De Zilverberk) lezen wat wij over Yara schrijven?"
    )
    assert found.means == "Het gaat alleen over: het verslag van de opvang."


@pytest.mark.parametrize(
    ("is_hidden", "school"), [(False, "De Zilverberk"), (True, "naam niet getoond")]
)
def test_card_names_everybody_of_a_support_team(child: Child, is_hidden: bool, school: str) -> None:
    named = SchoolFactory(name="De Zilverberk")
    ask(child, ConsentScope.SUPPORT_TEAM, named, participants="Noor, GGD\nBo, Auris")
    assert shown(child, is_hidden=is_hidden).means.startswith(
        f"Aan het gesprek doen mee: Noor, GGD; Bo, Auris; basisschool {school}."
    )


@pytest.mark.privacy(35)
def test_card_names_nobody_by_a_place_that_stays_unnamed(child: Child) -> None:
    named, location = SchoolFactory(name="De Zilverberk"), child.location.organisation.name
    who = f"Iris, intern begeleider van DE ZILVERBERK\nBo, mentor bij {location}"
    ask(child, ConsentScope.SUPPORT_TEAM, named, participants=who)
    means = shown(child, is_hidden=True).means
    assert means.startswith(
        "Aan het gesprek doen mee: Iris, intern begeleider van naam niet getoond; "
        "Bo, mentor bij naam niet getoond; basisschool naam niet getoond."
    )
    assert location in shown(child).means


def test_question_text_names_who_takes_part(child: Child) -> None:
    asked = ask(child, ConsentScope.SUPPORT_TEAM, None, participants="Noor, GGD")
    found = question_text(asked, child.guardians.get(), Language.EN, is_hidden=False)
    assert found.endswith("in the talk: Noor, GGD. If somebody joins, we ask you again.")


def test_question_text_names_the_parts(child: Child, question: ConsentQuestion) -> None:
    found = question_text(question, child.guardians.get(), Language.EN, is_hidden=False)
    assert found.endswith("It is only about: the childcare’s report.")


@pytest.mark.privacy(3)
def test_card_offers_yes_and_no_alike(child: Child, question: ConsentQuestion) -> None:
    found = shown(child)
    assert found.options == (("ja", "Ja, dat mag"), ("nee", "Nee, dat mag niet"))
    assert found.said == ""


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (ConsentAct.GRANTED, "U zei ja."),
        (ConsentAct.REFUSED, "U zei nee."),
        (ConsentAct.WITHDRAWN, "Uw toestemming is gestopt."),
        (ConsentAct.OBJECTED, "U was het er niet mee eens."),
    ],
)
def test_card_says_what_was_chosen(
    child: Child, question: ConsentQuestion, act: ConsentAct, words: str
) -> None:
    say(question, ConsentAct.GRANTED)
    say(question, act)
    assert shown(child).said == words


@pytest.mark.privacy(35)
def test_card_hides_the_school_from_who_may_not_find_it(
    child: Child, question: ConsentQuestion
) -> None:
    found = shown(child, Language.EN, is_hidden=True)
    assert "De Zilverberk" not in str(found)
    assert "(name not shown)" in found.question


@pytest.mark.privacy(35)
def test_card_says_of_the_other_parent_that_he_agreed_and_no_more(
    child: Child, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED, GuardianFactory(child=child, name="Bram Vos"))
    found = shown(child)
    assert found.notes == (
        "Een ouder gaf al toestemming. Bent u het niet eens? Dan stopt het delen.",
    )
    assert "Bram" not in str(found)


def test_card_says_until_when_in_the_language(child: Child) -> None:
    ask(child, ConsentScope.OBSERVE, SchoolFactory(), valid_until=date(2027, 3, 9))
    assert shown(child, Language.EN).notes == ("A yes is valid until 9 March 2027.",)


def test_card_says_that_all_must_agree(child: Child, question: ConsentQuestion) -> None:
    GuardianFactory(child=child, lives_apart=True)
    assert shown(child).notes == ("Dit mag pas als alle ouders met gezag ja zeggen.",)


def test_words_for_name_child_and_location(child: Child) -> None:
    guardian = child.guardians.get()
    words = words_for(guardian, Language.NL, is_hidden=False)
    hidden = words_for(guardian, Language.NL, is_hidden=True)
    assert words["heading"] == "Een vraag over Yara"
    assert child.location.organisation.name in words["asks"]
    assert hidden["asks"] == "De kinderopvang (naam niet getoond) vraagt u dit."
