"""A concept letter before anything is established: looked at, never kept."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from config.formats import euro
from partners.models import Municipality
from partners.modules import switch_off
from partners.states import ModuleKind, Role
from subsidies import preview
from subsidies.allocation import BudgetError
from subsidies.letters import NO_REFERENCE
from subsidies.models import DecisionLetter, ReferenceCounter, SubsidyYear
from subsidies.preview import concept_of
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import AT, make_established, make_municipality, make_year
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    return make_municipality(key="9796", name="Wilgenstad")


@pytest.fixture
def year(municipality: Municipality) -> SubsidyYear:
    return make_year(municipality)


def pages(client: Client) -> list[int]:
    paths = ("voorbeeldbrief/", "voorbeeldbrief.pdf")
    return [client.get(f"/subsidiejaren/9796/2026-2027/{path}").status_code for path in paths]


def test_concept_of_is_a_concept_for_the_first_board(year: SubsidyYear) -> None:
    found = concept_of(year, number="", at=AT)
    assert found is not None
    assert found.board == min(found.boards, key=lambda board: board.key)
    content = found.content
    assert (content.concept, content.reference, content.date) == (True, NO_REFERENCE, "")
    assert content.total == euro(5000)


def test_concept_of_a_board_by_its_number(year: SubsidyYear) -> None:
    boards = sorted({row.board.key: row.board for row in year.municipality.schools.all()}.items())
    found = concept_of(year, number=boards[-1][0], at=AT)
    assert found is not None
    assert found.content.board.number == boards[-1][0]


def test_concept_of_takes_no_number_and_keeps_nothing(year: SubsidyYear) -> None:
    concept_of(year, number="", at=AT)
    assert not DecisionLetter.objects.exists()
    assert not ReferenceCounter.objects.exists()


def test_concept_of_an_established_year_says_what_was_established(
    municipality: Municipality,
) -> None:
    found = concept_of(make_established(municipality), number="", at=AT)
    assert found is not None
    assert found.content.total == euro(5000)


def test_concept_of_a_year_without_schools_is_refused() -> None:
    with pytest.raises(BudgetError):
        concept_of(make_year(MunicipalityFactory()), number="", at=AT)


def test_concept_of_a_year_in_which_nobody_gets_anything_is_none(
    year: SubsidyYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "calculate", lambda year: SimpleNamespace(rows=[]))
    assert concept_of(year, number="", at=AT) is None


def test_page_shows_the_letter_and_says_that_it_is_a_concept(
    year: SubsidyYear, municipality: Municipality
) -> None:
    client = sign_in(Client(), make_actor(Role.GEM, municipality))
    text = client.get("/subsidiejaren/9796/2026-2027/voorbeeldbrief/").content.decode()
    assert "CONCEPT" in text
    assert "verlenen wij u een subsidie van" in text


def test_page_of_a_year_that_cannot_be_calculated_says_why(municipality: Municipality) -> None:
    make_year(municipality)
    municipality.schools.update(closed_on="2021-08-01")
    client = sign_in(Client(), make_actor(Role.GEM, municipality))
    text = client.get("/subsidiejaren/9796/2026-2027/voorbeeldbrief/").content.decode()
    assert "Er zijn geen scholen om het budget over te verdelen." in text


@pytest.mark.slow
def test_pdf_bears_the_word_and_is_not_kept_by_a_browser(
    year: SubsidyYear, municipality: Municipality
) -> None:
    client = sign_in(Client(), make_actor(Role.GEM, municipality))
    answer: Any = client.get("/subsidiejaren/9796/2026-2027/voorbeeldbrief.pdf")
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "application/pdf", "private, no-store",
    )  # fmt: skip
    assert answer.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(("role", "expected"), [(Role.DPO, [200, 200]), (Role.ADM, [404, 404])])
@pytest.mark.slow
def test_pages_are_for_who_sees_letters(
    role: Role, expected: list[int], year: SubsidyYear, municipality: Municipality
) -> None:
    assert pages(sign_in(Client(), make_actor(role, municipality))) == expected


def test_pages_of_another_municipality_are_not_there(year: SubsidyYear) -> None:
    assert pages(sign_in(Client(), make_actor(Role.GEM))) == [404, 404]


def test_pages_close_with_the_module(year: SubsidyYear, municipality: Municipality) -> None:
    officer = make_actor(Role.GEM, municipality)
    switch_off(municipality_id=municipality.pk, kind=ModuleKind.SUBSIDY, by=officer, at=AT)
    client = sign_in(Client(), make_actor(Role.GEM, municipality))
    assert pages(client) == [404, 404]
    text = client.get("/subsidiejaren/9796/2026-2027/voorbeeldbrief/").content.decode()
    assert "De module Subsidie staat hier niet aan." in text
