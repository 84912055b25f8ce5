"""Migration 0014: a settlement under way that is lower keeps the amount it was lowered to."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from subsidies.closing_letters import Lower, draft_settlements
from tests.factories.changes import officer_of, year_with_schools
from tests.factories.issued import send
from tests.factories.subsidies import make_bare_letters
from tests.migrating import migrate, migrate_to_newest

BEFORE = ("subsidies", "0012_pdf_lock_waits_for_sending")
AFTER = ("subsidies", "0014_lower_settlements_keep_their_amount")
AT = datetime(2027, 8, 1, 9, 0, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def settlements() -> Any:
    """Return the ids of a lower and of a full settlement, and end at the newest migration."""
    year = year_with_schools(regime="standard")
    grants = [send(letter) for letter in make_bare_letters(year)]
    lower = {grants[0].board_id: Lower(Decimal("3000.01"), "4:46-a", "De helft is niet gedaan.")}
    made = draft_settlements(year_id=year.pk, by=officer_of(year), at=AT, lower=lower).made
    yield [letter.pk for letter in sorted(made, key=lambda one: one.board_id not in lower)]
    migrate_to_newest()


def test_lower_settlement_keeps_its_amount_and_a_full_one_has_none(settlements: list[int]) -> None:
    migrate(BEFORE)
    letters = (
        migrate(AFTER).get_model("subsidies", "DecisionLetter").objects.filter(pk__in=settlements)
    )
    assert dict(letters.values_list("pk", "accounted")) == {
        settlements[0]: Decimal("3000.01"),
        settlements[1]: None,
    }


def test_sent_letters_stay_as_they_are(settlements: list[int]) -> None:
    migrate(BEFORE)
    letters = migrate(AFTER).get_model("subsidies", "DecisionLetter").objects.filter(state="sent")
    assert set(letters.values_list("accounted", flat=True)) == {None}
