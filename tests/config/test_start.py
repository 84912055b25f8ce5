"""The cards of the start page: what is put before somebody comes first, with the way there."""

from datetime import datetime, timedelta

import pytest
import time_machine

from config.start import Card, cards_for
from partners.access import Actor
from partners.states import Role
from subsidies.alignment import align, withdraw
from subsidies.models import SubsidyYear
from subsidies.states import LetterState
from tests.factories.partners import ModuleFactory, make_actor
from tests.factories.subsidies import AT, make_issuer_actor, make_municipality, make_year
from tests.subsidies.office import ON_THE_DAY, bring, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> SubsidyYear:
    return make_year(make_municipality(boards=1, schools=2))


@pytest.fixture
def officer(year: SubsidyYear) -> Actor:
    if not year.municipality.modules.exists():
        ModuleFactory(municipality=year.municipality)
    return make_actor(Role.GEM, year.municipality)


def board(year: SubsidyYear) -> Actor:
    return make_actor(Role.BRD, year.municipality.schools.all()[0].board)


def titles(cards: list[Card]) -> list[str]:
    return [str(card.title) for card in cards]


@pytest.mark.parametrize("who", [board, lambda year: make_issuer_actor(year.municipality)])
def test_proposal_comes_first_for_who_may_comment(who, year, officer) -> None:  # type: ignore[no-untyped-def]
    actor = who(year)
    assert "Verdeling 2026–2027 voorgelegd" not in titles(cards_for(actor))
    align(year_id=year.pk, by=officer, at=AT)
    first = cards_for(actor)[0]
    assert str(first.title) == "Verdeling 2026–2027 voorgelegd"
    assert first.href == f"/subsidiejaren/{year.municipality.key}/2026-2027/"


def test_proposal_that_was_taken_back_is_gone(year: SubsidyYear, officer: Actor) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    withdraw(year_id=year.pk, by=officer, at=AT)
    assert "Verdeling 2026–2027 voorgelegd" not in titles(cards_for(board(year)))


def test_card_of_the_year_says_what_to_do_next(year: SubsidyYear, officer: Actor) -> None:
    def text() -> str:
        card = next(card for card in cards_for(officer) if "Subsidiejaar" in str(card.title))
        return str(card.text)

    assert text().startswith("Nog niet vastgesteld")
    align(year_id=year.pk, by=officer, at=AT)
    assert text().startswith("De verdeling is voorgelegd: lees de reacties")


def test_card_of_a_proposal_asks_the_officer_only_to_establish(
    year: SubsidyYear, officer: Actor
) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    texts = [str(card.text) for card in cards_for(make_issuer_actor(year.municipality))]
    assert "De verdeling is voorgelegd." in texts


@pytest.mark.parametrize(
    ("state", "at", "text"),
    [
        (None, AT, "2 concepten hebben nog geen verzenddatum."),
        (LetterState.DRAFT, AT, "2 brieven wachten op controle."),
        (LetterState.CHECKED, AT, "Er zijn 2 brieven."),
        (LetterState.SIGNED, ON_THE_DAY, "2 brieven moeten vandaag weg."),
        (
            LetterState.SIGNED,
            ON_THE_DAY + timedelta(days=1),
            "Van 2 brieven is de verzenddatum voorbij: kies een nieuwe.",
        ),
    ],
)
def test_card_of_the_letters_tells_a_clerk_what_is_most_urgent(
    state: LetterState | None, at: datetime, text: str
) -> None:
    office = make_office(boards=2)
    if state is not None:
        bring(office, state)
    with time_machine.travel(at):
        actor = make_actor(Role.ISS, office.mandate.issuer)
        assert text in [str(card.text) for card in cards_for(actor)]
