"""Pages that wait for PDFs: they tell the progress in one way, and stop asking at the end."""

import pytest

from subsidies.models import DecisionLetter, LetterOpening
from subsidies.states import RenderState
from tests.subsidies.office import Office, make_office
from tests.subsidies.test_letter_pages import desk_path, path, text_of
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
ASKED = {"HX-Request": "true"}


@pytest.fixture
def office() -> Office:
    return make_office(boards=2)


def wait(office: Office) -> DecisionLetter:
    """Put the first letter back in the queue for its PDF."""
    letter = office.letters[0]
    DecisionLetter.objects.filter(pk=letter.pk).update(
        render_state=RenderState.QUEUED, sha256="", pages=0
    )
    return letter


def page_of(office: Office, more: str) -> str:
    """Return the address of the year's page, or of one below it."""
    return desk_path(office).removesuffix("brieven/") + more


@pytest.mark.parametrize("more", ["brieven/", ""])
def test_pages_of_a_year_tell_the_progress_in_one_way(office: Office, more: str) -> None:
    wait(office)
    where, client = page_of(office, more), client_of(office.checker)
    part = client.get(where, headers=ASKED)
    assert part.templates[0].name == "subsidies/_letter_progress.html"
    assert f'hx-get="{where}" hx-trigger="every 2s" hx-target="#voortgang"' in text_of(part)
    assert ("HX-Refresh" in part, text_of(part) in text_of(client.get(where))) == (False, True)


@pytest.mark.parametrize("more", ["brieven/", ""])
def test_pages_of_a_year_stop_asking_when_all_is_made(office: Office, more: str) -> None:
    where, client = page_of(office, more), client_of(office.checker)
    assert "every 2s" not in text_of(client.get(where))
    assert client.get(where, headers=ASKED)["HX-Refresh"] == "true"


def test_letter_page_waits_for_its_pdf_without_being_loaded_anew(office: Office) -> None:
    letter, client = wait(office), client_of(office.checker)
    part = client.get(path(letter), headers=ASKED)
    assert ("HX-Refresh" in part, "<html" in text_of(part)) == (False, False)
    assert "De pdf wordt nog gemaakt." in text_of(part)


def test_letter_page_that_only_asks_for_its_pdf_is_no_look(office: Office) -> None:
    part = client_of(office.checker).get(path(office.letters[0]), headers=ASKED)
    assert part["HX-Refresh"] == "true"
    assert LetterOpening.objects.count() == 0
