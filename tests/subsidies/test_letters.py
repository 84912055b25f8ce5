"""Drafting letters: who gets one, its number, and what it says."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from partners.models import SchoolBoard
from partners.states import Role
from subsidies.letters import draft_letters, retry
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import IllegalMoveError, LetterState, RenderState
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import (
    AT,
    make_established,
    make_issuer_actor,
    make_letters,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db


def test_draft_letters_makes_one_per_board_numbered_by_board_number() -> None:
    letters = make_letters(make_municipality(boards=3, schools=4))
    assert [letter.reference for letter in letters] == [
        "KOPO-2026-001",
        "KOPO-2026-002",
        "KOPO-2026-003",
    ]
    numbers = [letter.board.key for letter in letters]
    assert numbers == sorted(numbers)


def test_draft_letters_amounts_add_up_to_what_was_divided() -> None:
    letters = make_letters(make_municipality(boards=2, schools=3))
    assert [str(letter.amount) for letter in letters] == ["5000.00", "2500.00"]
    assert [letter.snapshot["total"] for letter in letters] == ["€\xa05.000,00", "€\xa02.500,00"]
    assert [row["amount"] for row in letters[0].snapshot["rows"]] == ["€\xa02.500,00"] * 2


def test_draft_letters_again_changes_nothing_and_takes_no_number() -> None:
    letters = make_letters(make_municipality())
    drafted = draft_letters(year_id=letters[0].year_id, by=None, at=AT)
    assert (drafted.created, drafted.renewed, drafted.unchanged) == (0, 0, 2)
    assert DecisionLetter.objects.count() == 2


def test_draft_letters_renews_a_draft_whose_address_was_filled_in() -> None:
    municipality = make_municipality(boards=1, schools=1)
    SchoolBoard.objects.update(street="")
    [letter] = make_letters(municipality)
    assert letter.snapshot["board"]["address"] == []
    SchoolBoard.objects.update(street="Wilgenlaan")
    drafted = draft_letters(year_id=letter.year_id, by=None, at=AT)
    letter.refresh_from_db()
    assert drafted.renewed == 1
    assert letter.snapshot["board"]["address"][0] == "Wilgenlaan 1"
    assert letter.reference == "KOPO-2026-001"


def test_draft_letters_leaves_a_letter_that_is_no_draft() -> None:
    [letter] = make_letters(make_municipality(boards=1, schools=1))
    DecisionLetter.objects.update(state=LetterState.CHECKED)
    SchoolBoard.objects.update(street="Elders")
    assert draft_letters(year_id=letter.year_id, by=None, at=AT).unchanged == 1


def test_draft_letters_counts_per_municipality_and_calendar_year() -> None:
    make_letters(make_municipality())
    other = make_letters(make_municipality(boards=1, schools=1))
    later = make_letters(
        make_municipality(boards=1, schools=1), at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    )
    assert other[0].reference == "KOPO-2026-001"
    assert later[0].reference == "KOPO-2027-001"  # half past midnight in Amsterdam


def test_draft_letters_of_a_draft_year_is_refused() -> None:
    year = make_year(make_municipality())
    with pytest.raises(IllegalMoveError, match="nog niet vastgesteld"):
        draft_letters(year_id=year.pk, by=None, at=AT)


def test_draft_letters_by_a_mandated_clerk_is_allowed_and_names_the_issuer() -> None:
    municipality = make_municipality(boards=1, schools=1)
    clerk = make_issuer_actor(municipality)
    year = make_established(municipality)
    drafted = draft_letters(year_id=year.pk, by=clerk, at=AT)
    letter = year.letters.get()
    assert (drafted.run.started_by, letter.drafted_by) == (clerk.user, clerk.user)
    assert letter.snapshot["issuer"]["name"] == clerk.organisation_names
    assert letter.snapshot["signatory"]["name"] == "M. Wilg"


def test_draft_letters_by_a_signatory_is_refused() -> None:
    municipality = make_municipality()
    year = make_established(municipality)
    with pytest.raises(PermissionDenied):
        draft_letters(year_id=year.pk, by=make_issuer_actor(municipality, Role.SIG), at=AT)


def test_draft_letters_by_an_outsider_finds_no_year() -> None:
    year = make_established(make_municipality())
    outsider = make_actor(Role.GEM, MunicipalityFactory())
    with pytest.raises(SubsidyYear.DoesNotExist):
        draft_letters(year_id=year.pk, by=outsider, at=AT)


def test_letter_is_unique_per_board_year_kind_and_version() -> None:
    [letter] = make_letters(make_municipality(boards=1, schools=1))
    letter.pk = None
    with pytest.raises(IntegrityError, match="decisionletter_unique"), transaction.atomic():
        letter.save(force_insert=True)


def test_letter_that_is_done_has_its_hash() -> None:
    [letter] = make_letters(make_municipality(boards=1, schools=1))
    letter.render_state = RenderState.DONE
    with pytest.raises(IntegrityError, match="done_has_pdf"), transaction.atomic():
        letter.save()


def test_retry_puts_a_failed_letter_back_in_the_queue() -> None:
    municipality = make_municipality(boards=1, schools=1)
    [letter] = make_letters(municipality)
    DecisionLetter.objects.update(render_state=RenderState.FAILED, render_attempts=3)
    clerk = make_issuer_actor(municipality)
    letter = retry(letter_id=letter.pk, by=clerk, at=AT)
    assert (letter.render_state, letter.render_attempts) == (RenderState.QUEUED, 0)


def test_retry_of_a_letter_that_did_not_fail_is_refused() -> None:
    municipality = make_municipality(boards=1, schools=1)
    [letter] = make_letters(municipality)
    with pytest.raises(IllegalMoveError, match="niet mislukt"):
        retry(letter_id=letter.pk, by=make_issuer_actor(municipality), at=AT)


def test_draft_letters_again_queues_a_letter_that_failed() -> None:
    [letter] = make_letters(make_municipality(boards=1, schools=1))
    DecisionLetter.objects.update(render_state=RenderState.FAILED, render_attempts=3)
    assert draft_letters(year_id=letter.year_id, by=None, at=AT).renewed == 1
    letter.refresh_from_db()
    assert (letter.render_state, letter.render_attempts) == (RenderState.QUEUED, 0)
