"""What the page of the figures says, and to whom."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import Municipality
from partners.states import Role
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in
from tests.transitions.figure_town import Told, Town, make_town
from transitions import tasks
from transitions.models import FigurePeriod

pytestmark = pytest.mark.django_db
PAGE = "/overdracht-in-cijfers/"
DAY = date(2025, 9, 10)


def counted(schools: int) -> Town:
    """Make a town in which each school got twenty forms in time, of which five unread."""
    town = make_town(schools=schools, locations=schools, districts=["Noord", "Oost"])
    told = [
        Told(school, date(2022, 6, 1), shared_on=DAY, held_on=DAY, read_on=DAY if child else None)
        for school in range(schools)
        for child in [*range(15), *[0] * 5]
    ]
    town.add(told)
    assert town.count() == 4
    return town


def page_of(client: Client, role: Role, place: object, **asked: str) -> str:
    answer = sign_in(client, make_actor(role, place)).get(PAGE, asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_town_reads_its_newest_period_and_chooses_another(client: Client) -> None:
    town = counted(2)
    page = page_of(client, Role.GEM, town.municipality)
    assert "augustus" not in page.split("<main")[1].split("<nav")[0]
    assert "Per wijk" in page
    assert "28 van 40" in page.split("Per wijk")[0]
    assert "mediaan: 0 dagen vóór de intake" in page
    quarter = page_of(client, Role.GEM, town.municipality, periode="2025-2")
    assert "geen kinderen" in quarter
    assert "Per wijk" not in quarter


def test_a_school_and_a_location_read_their_own_year(client: Client) -> None:
    town = counted(2)
    school = page_of(client, Role.QC, town.schools[0])
    assert "14 van 20" in school
    assert town.schools[1].name not in school
    location = page_of(client, Role.KCC, town.locations[0].holder)
    assert "20 van 20" in location
    assert "Begonnen zonder informatie" not in location


def test_file_holds_the_cells_of_the_page(client: Client) -> None:
    town = counted(1)
    text = page_of(client, Role.GEM, town.municipality, als="csv")
    assert text.startswith("\ufeffPeriode;Waarvan;Naam;Cijfer;Bij hoeveel kinderen;")
    assert f"Hele gemeente;{town.municipality.name};Formulier gedeeld vóór 3,5 jaar;20;20;0" in text
    assert f"School;{town.schools[0].name};Formulier gelezen vóór de intake;14;20;" in text


def test_hidden_cells_say_why(client: Client) -> None:
    town = make_town(schools=1)
    town.add([Told(0, date(2022, 6, 1), shared_on=DAY) for _one in range(4)])
    town.count()
    page = page_of(client, Role.GEM, town.municipality, periode="2025-1")
    assert "te weinig om te tonen" in page
    assert "minder dan vijf kinderen" in page


def test_a_page_before_anything_was_counted_says_when(client: Client) -> None:
    town = make_town()
    for role, place in ((Role.GEM, town.municipality), (Role.SCH, town.schools[0])):
        assert "Nog geen cijfers" in page_of(client, role, place, als="csv")


@pytest.mark.parametrize("schools", [1, 4])
def test_page_asks_as_many_queries_for_many_schools_as_for_one(
    client: Client, schools: int
) -> None:
    town = counted(schools)
    sign_in(client, make_actor(Role.GEM, town.municipality)).get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    assert len(asked) == 6


def test_the_clock_counts_and_a_second_ring_changes_nothing() -> None:
    make_town()
    for _ring in range(2):
        tasks.count_figures()
    found = FigurePeriod.objects.order_by("first_year", "number")
    years = found.filter(first_year=2025).values_list("number", flat=True)
    assert list(years) == [0, 1, 2, 3, 4]
    assert Municipality.objects.filter(figure_periods__isnull=False).distinct().count() == 1
