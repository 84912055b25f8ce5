"""What leaves the building: real numbers, small counts exact for some and hidden for others."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from partners.models import Municipality, School
from partners.states import Role
from subsidies.calculation import calculate
from subsidies.exports import SMALL_TEXT, annex_html, annex_table
from subsidies.models import SubsidyYear
from subsidies.rendering import render_letter
from subsidies.states import FigureKind
from subsidies.years import establish
from tests.factories.partners import make_actor
from tests.factories.subsidies import (
    AT,
    NOTE,
    SchoolFigureFactory,
    make_established,
    make_issuer_actor,
    make_letters,
    make_municipality,
    make_year,
)
from tests.subsidies.test_pages import client_of, path_of

pytestmark = pytest.mark.django_db
PER_TODDLER = {
    "components": [
        {"kind": "fixed", "amount": "1000.00"},
        {"kind": "per_target_toddler", "date": "2025-10-01", "rate": "100"},
    ]
}


@pytest.fixture
def municipality() -> Municipality:
    """Make three schools with 3, 4 and 12 target toddlers."""
    municipality = make_municipality(boards=2, schools=3)
    schools = municipality.schools.order_by("organisation__key")
    for school, count in zip(schools, (3, 4, 12), strict=True):
        SchoolFigureFactory(school=school, kind=FigureKind.TARGET_TODDLERS, value=count)
    return municipality


@pytest.fixture
def year(municipality: Municipality) -> SubsidyYear:
    return make_year(municipality, definition=PER_TODDLER)


def download(client: Client, year: SubsidyYear, file: str) -> Any:
    return client.get(path_of(year, f"downloads/{file}"))


def sheet(client: Client, year: SubsidyYear, file: str = "verdeling.xlsx") -> list[list[Any]]:
    content = download(client, year, file).content
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def column(table: list[list[Any]], start: str) -> list[Any]:
    head = next(row for row in table if start in "|".join(str(cell) for cell in row))
    place = next(at for at, cell in enumerate(head) if str(cell).startswith(start))
    return [row[place] for row in table[table.index(head) + 1 :]]


def test_workbook_for_who_calculates_has_exact_counts_and_real_numbers(year: SubsidyYear) -> None:
    table = sheet(client_of(make_actor(Role.GEM, year.municipality)), year)
    assert column(table, "Doelgroeppeuters") == [3.0, 4.0, 12.0, ""]
    assert column(table, "2. ") == [300.0, 400.0, 1200.0, 1900.0]
    assert column(table, "Bedrag") == [1300.0, 1400.0, 2200.0, 4900.0]


def test_workbook_for_the_privacy_officer_hides_counts_below_five(year: SubsidyYear) -> None:
    table = sheet(client_of(make_actor(Role.DPO, year.municipality)), year)
    assert column(table, "Doelgroeppeuters") == [SMALL_TEXT, SMALL_TEXT, 12.0, ""]
    assert not [cell for cell in table[0] if str(cell).startswith("2. ")]


def test_workbook_for_a_board_has_its_own_schools_with_exact_counts(
    municipality: Municipality,
) -> None:
    year = make_established(municipality, definition=PER_TODDLER)
    school = municipality.schools.order_by("organisation__key")[1]
    table = sheet(client_of(make_actor(Role.BRD, school.board)), year)
    assert column(table, "Code")[:-1] == [school.key]
    assert column(table, "Doelgroeppeuters")[:-1] == [4.0]


def test_csv_has_dutch_numbers_and_semicolons(year: SubsidyYear) -> None:
    answer = download(client_of(make_actor(Role.GEM, year.municipality)), year, "verdeling.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    school = year.municipality.schools.order_by("organisation__key")[0]
    assert lines[1].startswith(f"{school.key};{school.name};")
    assert ";3;300,00;1300,00;" in lines[1]


@pytest.mark.parametrize("file", ["bijlage-collegevoorstel.xlsx", "bijlage-collegevoorstel.pdf"])
def test_annex_is_not_for_boards(municipality: Municipality, file: str) -> None:
    year = make_established(municipality, definition=PER_TODDLER)
    board = make_actor(Role.BRD, municipality.schools.all()[0].board)
    assert download(client_of(board), year, file).status_code == 403


def test_annex_workbook_has_budget_key_table_and_no_counts(year: SubsidyYear) -> None:
    client = client_of(make_issuer_actor(year.municipality))
    table = sheet(client, year, "bijlage-collegevoorstel.xlsx")
    text = " ".join(str(row[0]) for row in table)
    assert "Budget €\xa010.000,00, verdeeld €\xa04.900,00, restant €\xa05.100,00." in text
    assert column(table, "Bedrag") == [1300.0, 1400.0, 2200.0, 4900.0]
    assert not any("oelgroeppeuters 1" in str(cell) for row in table for cell in row)


@pytest.fixture
def changed_year(municipality: Municipality) -> SubsidyYear:
    """Make a year after which one school is new and one dropped out; one stayed."""
    first, second, third = municipality.schools.order_by("organisation__key")
    on_2025 = {"kind": FigureKind.GRANTED, "date": date(2025, 8, 1)}
    SchoolFigureFactory(school=first, value=1000, **on_2025)
    SchoolFigureFactory(school=third, value=900, **on_2025)
    School.objects.filter(pk=third.pk).update(closed_on=date(2026, 7, 31))
    assert second.figures.filter(kind=FigureKind.GRANTED).count() == 0
    return make_year(municipality, definition=PER_TODDLER)


@pytest.mark.parametrize("file", ["verdeling.xlsx", "bijlage-collegevoorstel.xlsx"])
def test_workbook_compares_totals_with_last_year_as_the_year_does(
    changed_year: SubsidyYear, file: str
) -> None:
    table = sheet(client_of(make_actor(Role.GEM, changed_year.municipality)), changed_year, file)
    # 1,300 and 1,400 now; 1,000 and 900 last year, of which the 900 dropped out.
    assert column(table, "Bedrag") == [1300.0, 1400.0, 0.0, 2700.0]
    assert column(table, "Bedrag vorig jaar") == [1000.0, "", 900.0, 1900.0]
    assert column(table, "Verschil") == [300.0, "", -900.0, 800.0]


def test_annex_page_prints_the_totals_of_the_workbook(changed_year: SubsidyYear) -> None:
    outcome = calculate(changed_year)
    text = annex_html(changed_year, outcome).replace("\xa0", " ")
    gone = outcome.dropped[0].school
    assert (gone.key in text, gone.name in text) == (True, True)
    assert [words in text for words in ("€ 2.700,00", "€ 1.900,00", "€ 800,00")] == [True] * 3
    assert annex_table(outcome).totals[-2:] == [outcome.previous_total, outcome.difference]


def test_annex_without_last_year_has_no_totals_of_it(year: SubsidyYear) -> None:
    assert annex_table(calculate(year)).totals[-2:] == [None, None]


def test_board_does_not_get_the_schools_of_others_that_dropped_out(
    changed_year: SubsidyYear,
) -> None:
    first = changed_year.municipality.schools.order_by("organisation__key")[1]
    officer = make_actor(Role.GEM, changed_year.municipality)
    establish(year_id=changed_year.pk, by=officer, at=AT, skipped_note=NOTE)
    table = sheet(client_of(make_actor(Role.BRD, first.board)), changed_year)
    assert column(table, "Code")[:-1] == [first.key]


@pytest.mark.slow
def test_annex_pdf_has_the_total_the_key_and_every_school(year: SubsidyYear) -> None:
    client = client_of(make_actor(Role.GEM, year.municipality))
    content = download(client, year, "bijlage-collegevoorstel.pdf").content
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages
    )
    assert "nog niet vastgesteld" in text
    assert "€ 4.900,00" in text.replace("\xa0", " ")
    assert [s.key in text for s in year.municipality.schools.all()] == [True] * 3


def test_template_names_the_schools_that_miss_a_figure(municipality: Municipality) -> None:
    year = make_year(municipality, definition=PER_TODDLER)
    school = municipality.schools.order_by("organisation__key")[2]
    school.figures.all().update(value=None)
    client = client_of(make_actor(Role.GEM, municipality))
    page = client.get(path_of(year)).content.decode()
    path = "ontbrekende-cijfers.csv?soort=target_toddlers&datum=2025-10-01"
    assert path.replace("&", "&amp;") in page
    lines = download(client, year, path).content.decode("utf-8-sig").split()
    assert lines == ["vestigingscode;aantal", f"{school.key};"]


@pytest.mark.parametrize(
    "file", ["iets.csv", "ontbrekende-cijfers.csv", "ontbrekende-cijfers.csv?soort=x&datum=y"]
)
def test_download_that_does_not_exist_is_not_found(year: SubsidyYear, file: str) -> None:
    client = client_of(make_actor(Role.GEM, year.municipality))
    assert download(client, year, file).status_code == 404


def test_amount_of_a_workbook_is_the_amount_of_the_year(year: SubsidyYear) -> None:
    table = sheet(client_of(make_actor(Role.GEM, year.municipality)), year)
    amounts = [Decimal(str(cell)) for cell in column(table, "Bedrag")[:-1]]
    assert sum(amounts) == Decimal("4900.0")


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.GEM, True), (Role.DPO, False), (Role.BRD, True), (Role.SCH, False)]
)
def test_trace_with_a_count_below_five_is_for_who_may_see_it(
    municipality: Municipality, role: Role, sees: bool
) -> None:
    year = make_established(municipality, definition=PER_TODDLER)
    school = municipality.schools.order_by("organisation__key")[0]
    places = {Role.BRD: school.board, Role.SCH: school}
    actor = make_actor(role, places.get(role, municipality))
    text = client_of(actor).get(path_of(year, f"scholen/{school.key}/")).content.decode()
    assert ("3 doelgroeppeuters" in text) is sees
    assert ("€\xa0300,00" in text) is sees
    assert "€\xa01.300,00" in text


def test_trace_without_a_small_count_is_for_everybody_who_sees_the_amount(
    municipality: Municipality,
) -> None:
    year = make_established(municipality, definition=PER_TODDLER)
    school = municipality.schools.order_by("organisation__key")[2]
    text = client_of(make_actor(Role.SCH, school)).get(path_of(year, f"scholen/{school.key}/"))
    assert "12 doelgroeppeuters" in text.content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.GEM, 200), (Role.DPO, 403)])
def test_concept_letter_with_a_count_below_five_is_for_who_may_see_it(
    year: SubsidyYear, role: Role, status: int
) -> None:
    client = client_of(make_actor(role, year.municipality))
    assert client.get(path_of(year, "voorbeeldbrief/")).status_code == status


@pytest.mark.slow
def test_letter_with_a_count_below_five_is_for_who_may_see_it(municipality: Municipality) -> None:
    letters = make_letters(municipality, definition=PER_TODDLER)
    for letter in letters:
        render_letter(letter_id=letter.pk, at=timezone.now())
    client = client_of(make_actor(Role.DPO, municipality))
    paths = [
        f"/beschikkingsbrieven/{municipality.key}/KOPO-2026-{letter.reference_number}.pdf"
        for letter in letters
    ]
    assert [client.get(path).status_code for path in paths] == [403, 403]
