"""The invariants of signed and sent letters: each broken once, past the moves, and found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from config import letter_invariants
from partners.models import Municipality
from subsidies.models import DecisionLetter, Objection, ReferenceCounter
from subsidies.states import LetterState
from tests.factories.partners import MunicipalityFactory
from tests.factories.subsidies import AT
from tests.subsidies.office import DAY, ON_THE_DAY, Office, bring, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def office() -> Office:
    """Return an office that sent its two letters, one with an objection that was decided."""
    made = make_office(boards=2)
    [letter, _other] = bring(made, LetterState.SENT)
    Objection.objects.create(
        letter=letter, received_on=DAY, objector="Stichting De Wilg", decide_before=DAY,
        registered_at=ON_THE_DAY, registered_by=made.checker.user, outcome="dismissed",
        decided_on=DAY, decided_at=ON_THE_DAY, decided_by=made.checker.user,
    )  # fmt: skip
    return made


def unlocked(**values: Any) -> Callable[[], Any]:
    """Change sent letters the only way there is: with the lock off, and then on again."""

    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            table = DecisionLetter._meta.db_table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_locked")
            DecisionLetter.objects.filter(reference_number=1).update(**values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_locked")

    return change


def other_counter() -> Any:
    return ReferenceCounter.objects.create(
        municipality=MunicipalityFactory(), calendar_year=AT.year, last_number=1
    )


BROKEN: list[tuple[str, Callable[[], Any]]] = [
    ("letters_pass_different_people", unlocked(drafted_by=F("checked_by"))),
    ("letters_pass_different_people", unlocked(drafted_by=None, checked_by=F("signed_by"))),
    ("letters_go_on_their_day", unlocked(sending_on=DAY + timedelta(days=1))),
    ("letters_go_on_their_day", unlocked(sent_at=ON_THE_DAY.replace(hour=23, minute=30))),
    ("references_have_no_gaps", lambda: ReferenceCounter.objects.update(last_number=3)),
    ("references_have_no_gaps", lambda: ReferenceCounter.objects.update(last_number=1)),
    ("references_have_no_gaps", unlocked(reference_number=9)),
    ("counters_are_of_their_letters", unlocked(reference_year=2025)),
    ("counters_are_of_their_letters", lambda: unlocked(counter=other_counter())()),
    (
        "objections_are_decided_by_others",
        lambda: Objection.objects.update(decided_by=DecisionLetter.objects.values("signed_by")[:1]),
    ),
]


def found(name: str) -> list[str]:
    return list(getattr(letter_invariants, name)())


def test_invariants_of_sound_letters_find_nothing(office: Office) -> None:
    assert [line for check in letter_invariants.CHECKS for line in check()] == []


@pytest.mark.parametrize(("name", "break_it"), BROKEN)
def test_invariant_finds_what_breaks_it(
    office: Office, name: str, break_it: Callable[[], Any]
) -> None:
    break_it()
    assert len(found(name)) == 1


def test_every_invariant_is_broken_by_a_test() -> None:
    assert {name for name, _break in BROKEN} == {
        check.__name__ for check in letter_invariants.CHECKS
    }


@pytest.mark.parametrize(("people", "wrong"), [("three", 1), ("two", 0)])
def test_signatory_who_checked_is_wrong_where_three_are_needed(people: str, wrong: int) -> None:
    office = make_office(letter_people=people)
    bring(office, LetterState.SIGNED)
    DecisionLetter.objects.update(checked_by=F("signed_by"))
    assert len(found("letters_pass_different_people")) == wrong


def test_sent_letter_stays_right_when_the_setting_changes_later(office: Office) -> None:
    unlocked(checked_by=F("signed_by"))()
    Municipality.objects.update(letter_people="three")
    assert found("letters_pass_different_people") == []


@pytest.mark.parametrize("values", [{"is_by_committee": True}, {"outcome": "void"}])
def test_what_the_signatory_noted_of_an_objection_is_found_too(
    office: Office, values: dict[str, Any]
) -> None:
    Objection.objects.update(decided_by=DecisionLetter.objects.values("signed_by")[:1], **values)
    assert len(found("objections_are_decided_by_others")) == 1


def test_counter_without_letters_and_numbers_is_sound() -> None:
    ReferenceCounter.objects.create(municipality=MunicipalityFactory(), calendar_year=2026)
    assert found("references_have_no_gaps") == []
