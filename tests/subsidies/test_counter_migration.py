"""Migration 0007: letters of before point at the counter that gave them their number, and back."""

from typing import Any

import pytest

from tests.factories.subsidies import AT, make_letters, make_municipality
from tests.migrating import migrate, migrate_to_newest

BEFORE = ("subsidies", "0006_letters_have_people_texts_and_aftermath")
AFTER = ("subsidies", "0007_letters_know_their_counter")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counters() -> Any:
    """Return the counter of each letter of two municipalities, and end at the newest migration."""
    letters = make_letters(make_municipality()) + make_letters(make_municipality())
    yield {letter.pk: letter.counter_id for letter in letters}
    migrate_to_newest()


def test_letters_get_the_counter_of_their_municipality_and_year(counters: dict[int, int]) -> None:
    letters = migrate(BEFORE).get_model("subsidies", "DecisionLetter")
    letters.objects.update(counter=None)
    letters = migrate(AFTER).get_model("subsidies", "DecisionLetter")
    assert dict(letters.objects.values_list("pk", "counter")) == counters


def test_letters_keep_a_counter_that_they_have_and_going_back_loses_none(
    counters: dict[int, int],
) -> None:
    letters = migrate(BEFORE).get_model("subsidies", "DecisionLetter")
    assert dict(letters.objects.values_list("pk", "counter")) == counters
    migrate(AFTER)
    letters = migrate(BEFORE).get_model("subsidies", "DecisionLetter")
    assert dict(letters.objects.values_list("pk", "counter")) == counters


def test_letter_whose_counter_is_of_another_year_stays_without(counters: dict[int, int]) -> None:
    """The next migration then refuses to go on, rather than invent a number."""
    letters = migrate(BEFORE).get_model("subsidies", "DecisionLetter")
    letters.objects.update(counter=None, reference_year=AT.year + 1)
    letters = migrate(AFTER).get_model("subsidies", "DecisionLetter")
    assert set(letters.objects.values_list("counter", flat=True)) == {None}
    for pk, counter in counters.items():  # so that the migrations after it can go on
        letters.objects.filter(pk=pk).update(counter=counter, reference_year=AT.year)
