"""Migration 0017: an objection that is there already gets the side of who registered it."""

from datetime import date
from typing import Any

import pytest

from partners.states import Role
from subsidies.models import DecisionLetter, Objection
from tests.factories.changes import officer_of, year_with_schools
from tests.factories.issued import SENT_AT, send
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_bare_letters
from tests.migrating import migrate, migrate_to_newest

BEFORE = ("subsidies", "0016_what_was_written_stays")
AFTER = ("subsidies", "0017_objection_keeps_its_side")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def register(letter: DecisionLetter, user: Any, name: str) -> None:
    Objection.objects.create(
        letter=letter, received_on=date(2026, 4, 1), objector=name, registered_by=user,
        registered_at=SENT_AT, decide_before=date(2026, 5, 26),
    )  # fmt: skip


@pytest.fixture
def letters() -> Any:
    """Return the sent letters to two boards, and end at the newest migration."""
    yield [send(letter) for letter in make_bare_letters(year_with_schools())]
    migrate_to_newest()


def test_objection_of_the_boards_own_people_is_by_the_board(letters: list[DecisionLetter]) -> None:
    own, other = (make_actor(Role.BRD, letter.board).user for letter in letters)
    for name, user in (("eigen", own), ("ander", other)):
        register(letters[0], user, name)
    register(letters[0], officer_of(letters[0].year).user, "gemeente")
    migrate(BEFORE)
    objections = migrate(AFTER).get_model("subsidies", "Objection").objects
    sides = dict(objections.values_list("objector", "is_by_board"))
    assert sides == {"eigen": True, "ander": False, "gemeente": False}
