"""The addresses of letters to take along: who may, who may not, and what the log keeps."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from partners.models import AuditEntry, Module
from partners.states import Role
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import ChangeKind
from tests.factories.issued import (
    SENT_AT,
    bare_year,
    finish,
    mandate_of,
    send,
    sign,
    small_count_year,
    small_pdf,
)
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_established, make_municipality
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
NAMES = ["letters_zip", "letters_print", "letters_archive"]


@pytest.fixture
def year() -> SubsidyYear:
    """Return a year with three sent letters."""
    year, letters = bare_year(3)
    for letter in letters:
        send(letter)
    return year


def url(year: SubsidyYear, name: str = "letters_zip") -> str:
    return reverse(name, args=[year.municipality.key, year.label])


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def names(response: Any) -> list[str]:
    return zipfile.ZipFile(BytesIO(body(response))).namelist()


def actor(year: SubsidyYear, role: str) -> Any:
    """Return an actor of a role at the place where this year meets it."""
    letter = year.letters.first()
    school = year.municipality.schools.first()
    mandate = mandate_of(year)
    places = {Role.ISS: mandate.issuer, Role.BRD: letter.board, Role.QC: school, Role.SCH: school}
    return make_actor(role, places.get(Role(role), year.municipality))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [Role.GEM, Role.SIG, Role.ISS, Role.DPO])
def test_download_of_a_year_is_for_who_may_see_letters(
    year: SubsidyYear, role: str, name: str
) -> None:
    response = client_of(actor(year, role)).get(url(year, name))
    assert response.status_code == 200
    assert body(response)[:2] in {b"PK", b"%P"}
    assert response["Content-Disposition"].startswith(
        f'attachment; filename="{year.municipality.key}-2026-2027-'
    )
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [Role.QC, Role.SCH, Role.ADM])
def test_download_of_a_year_is_not_for_other_roles(year: SubsidyYear, role: str, name: str) -> None:
    assert client_of(actor(year, role)).get(url(year, name)).status_code in {403, 404}
    assert not AuditEntry.objects.filter(action__startswith="letters.").exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", [Role.GEM, Role.SIG, Role.DPO, Role.ADM])
def test_download_of_a_municipality_elsewhere_was_never_there(
    year: SubsidyYear, role: str, name: str
) -> None:
    elsewhere = make_municipality()
    assert client_of(make_actor(role, elsewhere)).get(url(year, name)).status_code == 404


@pytest.mark.parametrize("name", [*NAMES, "my_letters_zip"])
def test_download_asks_a_visitor_to_sign_in(year: SubsidyYear, name: str) -> None:
    path = reverse(name) if name.startswith("my") else url(year, name)
    response = Client().get(path)
    assert (response.status_code, "inloggen" in response["Location"]) == (302, True)


@pytest.mark.parametrize("name", NAMES)
def test_download_with_the_module_off_is_not_there(year: SubsidyYear, name: str) -> None:
    client = client_of(actor(year, Role.GEM))
    Module.objects.filter(municipality=year.municipality).delete()
    assert client.get(url(year, name)).status_code == 404


@pytest.mark.parametrize(
    ("name", "action"),
    [("letters_zip", "zipped"), ("letters_print", "printed"), ("letters_archive", "archived")],
)
def test_download_is_logged_with_who_and_how_many(
    year: SubsidyYear, name: str, action: str
) -> None:
    by = actor(year, Role.ISS)
    body(client_of(by).get(url(year, name)))
    entry = AuditEntry.objects.get(action=f"letters.{action}")
    assert (entry.user, entry.role, entry.details) == (by.user, Role.ISS, {"letters": 3})
    assert entry.organisation == year.municipality.organisation


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("letters_zip", "nog geen brief met een pdf"),
        ("letters_print", "niets te printen"),
        ("letters_archive", "niets te bewaren"),
    ],
)
def test_download_of_nothing_goes_back_with_a_sentence(name: str, sentence: str) -> None:
    year = make_established(make_municipality())
    response = client_of(make_actor(Role.GEM, year.municipality)).get(url(year, name))
    assert response.status_code == 302
    assert sentence in str(next(iter(get_messages(response.wsgi_request))))
    assert not AuditEntry.objects.filter(action__startswith="letters.").exists()


def test_zip_of_a_selection_holds_these_letters(year: SubsidyYear) -> None:
    chosen = list(year.letters.values_list("pk", flat=True))[1:]
    client = client_of(actor(year, Role.ISS))
    expected = ["KOPO-2026-002.pdf", "KOPO-2026-003.pdf"]
    assert names(client.get(url(year), {"brief": chosen})) == expected
    assert names(client.post(url(year), {"brief": chosen})) == expected


def test_zip_of_a_selection_elsewhere_holds_nothing(year: SubsidyYear) -> None:
    other = finish(bare_year(1)[1][0])
    asked = [other.pk, "x", "-1", "9" * 40, "9" * 5000]
    response = client_of(actor(year, Role.ISS)).post(url(year), {"brief": asked})
    assert response.status_code == 302


def test_zip_for_a_board_holds_its_own_sent_letters(year: SubsidyYear) -> None:
    first = year.letters.first()
    client = client_of(make_actor(Role.BRD, first.board))
    assert names(client.get(url(year))) == [f"{first.reference}.pdf"]


def test_zip_for_a_board_holds_no_concept() -> None:
    year, letters = bare_year(1)
    sign(letters[0])
    response = client_of(make_actor(Role.BRD, letters[0].board)).get(url(year))
    assert response.status_code == 302


@pytest.mark.parametrize("name", NAMES[1:])
def test_print_and_archive_are_not_for_a_board(year: SubsidyYear, name: str) -> None:
    client = client_of(make_actor(Role.BRD, year.letters.first().board))
    assert client.get(url(year, name)).status_code == 403


def test_my_letters_are_those_of_all_municipalities() -> None:
    years = [bare_year(1) for _ in range(2)]
    board = years[0][1][0].board
    DecisionLetter.objects.filter(year=years[1][0]).update(board=board)
    for _year, letters in years:
        letters[0].refresh_from_db()
        send(letters[0])
    response = client_of(make_actor(Role.BRD, board)).get(reverse("my_letters_zip"))
    codes = sorted(year.municipality.key for year, _letters in years)
    assert names(response) == [f"{code}-KOPO-2026-001.pdf" for code in codes]
    assert AuditEntry.objects.get(action="letters.zipped").organisation == board.organisation


def test_my_letters_without_any_go_back_with_a_sentence(year: SubsidyYear) -> None:
    board = make_municipality(boards=1, schools=1).schools.get().board
    response = client_of(make_actor(Role.BRD, board)).get(reverse("my_letters_zip"))
    assert (response.status_code, response["Location"]) == (302, reverse("letters"))


@pytest.mark.parametrize("role", [Role.GEM, Role.ISS, Role.DPO])
def test_my_letters_are_for_boards_only(year: SubsidyYear, role: str) -> None:
    assert client_of(actor(year, role)).get(reverse("my_letters_zip")).status_code == 404


def test_print_of_a_day_holds_the_letters_of_that_day() -> None:
    year, letters = bare_year(2)
    sign(letters[0], small_pdf("een"), sending_on="2026-03-09")
    sign(letters[1], small_pdf("ander"), sending_on="2026-03-10")
    client = client_of(actor(year, Role.ISS))
    response = client.get(url(year, "letters_print"), {"verzenddatum": "2026-03-10"})
    pages = PdfReader(BytesIO(body(response))).pages
    assert [page.extract_text().strip() for page in pages] == ["ander", ""]


@pytest.mark.parametrize("day", ["gisteren", "2026-13-45", ""])
def test_print_of_no_day_holds_all(year: SubsidyYear, day: str) -> None:
    client = client_of(actor(year, Role.ISS))
    response = client.get(url(year, "letters_print"), {"verzenddatum": day})
    assert len(PdfReader(BytesIO(body(response))).pages) == 6


@pytest.mark.parametrize("name", NAMES[1:])
def test_download_that_must_be_whole_is_forbidden_with_small_counts(name: str) -> None:
    year, letters = small_count_year()
    for letter in letters:
        send(letter)
    response = client_of(make_actor(Role.DPO, year.municipality)).get(url(year, name))
    assert response.status_code == 403
    assert "onder de vijf" in response.content.decode()


@pytest.mark.parametrize("name", ["letter", "letter_pdf"])
def test_letter_to_the_new_board_of_a_school_with_a_small_count_is_forbidden(name: str) -> None:
    year, letters = small_count_year()
    school = letters[0].board.schools.get()
    change = year.changes.create(
        kind=ChangeKind.BOARD_CHANGED, school=school, effective_on="2026-11-01", reported_at=SENT_AT
    )
    change.amounts.create(school=school, board=letters[1].board, before=0, after=10)
    number = [year.municipality.key, letters[1].reference_year, letters[1].reference_number]
    client = client_of(make_actor(Role.DPO, year.municipality))
    assert client.get(reverse(name, args=number)).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_zip_page_takes_a_fixed_number_of_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    year, letters = bare_year(count)
    for letter in letters:
        finish(letter)
    client = client_of(make_actor(Role.GEM, year.municipality))
    with django_assert_num_queries(8):
        body(client.get(url(year)))
