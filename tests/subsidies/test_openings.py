"""Who opened a letter: only a page that was shown counts."""

import pytest

from subsidies.models import LetterOpening
from tests.subsidies.office import make_office
from tests.subsidies.test_letter_pages import path
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("more", ["/", ".pdf"])
def test_letter_is_opened_by_a_get_and_not_by_a_head(more: str) -> None:
    office = make_office()
    where = path(office.letters[0], more)
    client = client_of(office.checker)
    assert client.head(where).status_code == 200
    assert LetterOpening.objects.count() == 0
    assert client.get(where).status_code == 200
    assert LetterOpening.objects.get().user == office.checker.user
