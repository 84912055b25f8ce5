"""The page of a year after the register moved on: what was established stays where it was."""

import pytest
from django.core.management import call_command

from partners.models import Municipality, School, SchoolBoard
from partners.states import Role
from subsidies.models import Allocation, SubsidyYear
from subsidies.progress import page_of
from subsidies.years import calculate
from tests.factories.partners import SchoolBoardFactory, make_actor
from tests.factories.subsidies import make_letters, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    """Make an established year with letters, after which a school moves to a new board."""
    municipality = make_municipality(boards=2, schools=2)
    make_letters(municipality)
    School.objects.filter(pk=moved(municipality).pk).update(board=SchoolBoardFactory())
    return municipality


def moved(municipality: Municipality) -> School:
    """Return the school that moves."""
    school: School = municipality.schools.order_by("organisation__key").first()
    return school


def receiver(municipality: Municipality) -> SchoolBoard:
    """Return the board that the year was established for."""
    return Allocation.objects.get(school=moved(municipality)).board


def test_page_of_shows_an_amount_beside_the_letter_that_grants_it(
    municipality: Municipality,
) -> None:
    year = SubsidyYear.objects.get()
    page = page_of(year, make_actor(Role.GEM, municipality))
    assert len(page.boards) == 2
    assert all(row.letter and row.letter.amount == row.amount for row in page.boards)


def test_calculate_of_an_established_year_keeps_its_boards(municipality: Municipality) -> None:
    boards = {row.board for row in calculate(SubsidyYear.objects.get()).rows}
    assert receiver(municipality) in boards
    assert moved(municipality).board not in boards


def test_amount_is_seen_by_the_board_that_receives_it(municipality: Municipality) -> None:
    old = make_actor(Role.BRD, receiver(municipality))
    new = make_actor(Role.BRD, moved(municipality).board)
    assert [row.school for row in Allocation.objects.visible_to(old)] == [moved(municipality)]
    assert list(Allocation.objects.visible_to(new)) == []


def test_allocate_prints_the_board_that_receives_it(
    municipality: Municipality, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("allocate", "2026-2027", municipality=municipality.key, json=True)
    printed = capsys.readouterr().out
    assert f'"board": "{receiver(municipality).key}"' in printed
    assert f'"board": "{moved(municipality).board.key}"' not in printed
