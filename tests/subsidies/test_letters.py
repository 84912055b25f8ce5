"""Drafting letters: who gets one, its number, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from partners.models import IssuerMandate, SchoolBoard
from partners.states import Role
from subsidies.letters import (
    content_of,
    differs_from_facts,
    draft_letters,
    renew,
    renew_drafts,
    retry,
)
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import IllegalMoveError, LetterState, RenderState
from tests.factories.partners import (
    BoardRelationFactory,
    MunicipalityFactory,
    UserFactory,
    make_actor,
)
from tests.factories.ready_letters import (
    SENDING_ON,
    make_ready_letters,
    make_ready_year,
    make_terms,
    put_in,
)
from tests.factories.subsidies import (
    AT,
    FIXED,
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


@pytest.mark.parametrize("state", [LetterState.CHECKED, LetterState.SIGNED])
def test_draft_letters_leaves_a_letter_that_is_no_draft(state: LetterState) -> None:
    [letter] = make_ready_letters()
    before = put_in(letter, state).snapshot
    SchoolBoard.objects.update(street="Elders")
    assert draft_letters(year_id=letter.year_id, by=None, at=AT).unchanged == 1
    letter.refresh_from_db()
    assert (letter.snapshot, letter.state) == (before, state)


def test_draft_letters_gives_a_board_whose_letter_lapsed_another_version_and_number() -> None:
    letter, other = make_ready_letters(boards=2, schools=2)
    put_in(letter, LetterState.CANCELLED)
    drafted = draft_letters(year_id=letter.year_id, by=None, at=AT)
    assert (drafted.created, drafted.unchanged) == (1, 1)
    new = letter.board.letters.get(state=LetterState.DRAFT)
    assert (new.version, new.reference) == (2, "KOPO-2026-003")
    assert other.version == 1


def test_draft_letters_of_a_reopened_letter_keeps_its_number() -> None:
    [letter] = make_ready_letters()
    SchoolBoard.objects.update(street="Elders")
    assert draft_letters(year_id=letter.year_id, by=None, at=AT).renewed == 1
    assert letter.year.letters.get().reference == letter.reference


def test_draft_letters_for_a_day_fixes_date_and_signatory() -> None:
    [letter] = make_ready_letters(sending_on=SENDING_ON)
    assert (letter.sending_on, letter.mandate) == (SENDING_ON, IssuerMandate.objects.get())
    assert letter.snapshot["date"] == "10 maart 2026"
    assert letter.snapshot["signatory"]["name"] == "M. Wilg"


def test_draft_letters_without_a_day_leaves_date_and_signatory_open() -> None:
    [letter] = make_ready_letters(sending_on=None)
    assert (letter.sending_on, letter.mandate) == (None, None)
    assert (letter.snapshot["date"], letter.snapshot["signatory"]) == ("", None)


def test_draft_letters_without_a_day_keeps_the_day_that_was_planned() -> None:
    [letter] = make_ready_letters(sending_on=SENDING_ON)
    assert draft_letters(year_id=letter.year_id, by=None, at=AT).unchanged == 1
    letter.refresh_from_db()
    assert letter.sending_on == SENDING_ON


def test_draft_letters_for_a_day_that_is_past_is_refused() -> None:
    year = make_ready_year()
    with pytest.raises(IllegalMoveError, match="Kies vandaag"):
        draft_letters(year_id=year.pk, by=None, at=AT, sending_on=AT.date() - timedelta(days=1))
    assert not DecisionLetter.objects.exists()


def test_draft_letters_of_the_standard_regime_ask_for_a_report() -> None:
    [letter] = make_ready_letters(regime="standard")
    keys = [section["key"] for section in letter.snapshot["sections"]]
    assert "vaststelling" in keys
    assert "1 november 2027" in str(letter.snapshot["sections"])


def test_draft_letters_call_a_school_that_is_left_out_by_its_name() -> None:
    municipality = make_municipality(boards=1, schools=2)
    school = municipality.schools.first()
    assert school is not None
    left_out = {"excluded": [{"code": school.key, "reason": "valt buiten de regeling."}]}
    [letter] = make_letters(municipality, definition=FIXED | left_out)
    text = " ".join(letter.snapshot["calculation"])
    assert f"{school.name} ({school.key}) doet niet mee" in text
    assert f"School {school.key}" not in text


def test_draft_letters_says_to_whose_attention_it_goes() -> None:
    year = make_ready_year()
    board = year.allocations.get().board
    BoardRelationFactory(board=board, municipality=year.municipality, contact_name="L. Berk")
    draft_letters(year_id=year.pk, by=None, at=AT)
    assert year.letters.get().snapshot["board"]["attention"] == "T.a.v. L. Berk"


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
    assert letter.snapshot["signatory"] is None  # nobody until a day is planned


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


def test_retry_of_a_letter_that_lapsed_is_refused_and_makes_no_pdf() -> None:
    municipality = make_municipality(boards=1, schools=1)
    [letter] = make_letters(municipality)
    DecisionLetter.objects.update(
        state=LetterState.CANCELLED, cancelled_at=AT, cancelled_by=UserFactory(),
        render_state=RenderState.FAILED, render_attempts=3,
    )  # fmt: skip
    with pytest.raises(IllegalMoveError, match="is vervallen: een pdf is niet nodig"):
        retry(letter_id=letter.pk, by=make_issuer_actor(municipality), at=AT)
    assert DecisionLetter.objects.get().render_state == RenderState.FAILED


def test_draft_letters_again_queues_a_letter_that_failed() -> None:
    [letter] = make_letters(make_municipality(boards=1, schools=1))
    DecisionLetter.objects.update(render_state=RenderState.FAILED, render_attempts=3)
    assert draft_letters(year_id=letter.year_id, by=None, at=AT).renewed == 1
    letter.refresh_from_db()
    assert (letter.render_state, letter.render_attempts) == (RenderState.QUEUED, 0)


def test_content_of_a_planned_letter_can_be_final() -> None:
    [letter] = make_ready_letters()
    content = content_of(letter, at=AT, concept=False)
    assert (content.concept, content.date) == (False, "10 maart 2026")


def test_content_of_a_letter_without_a_day_cannot_be_final() -> None:
    [letter] = make_ready_letters(sending_on=None)
    with pytest.raises(ValueError, match="only a concept may miss: date, signatory"):
        content_of(letter, at=AT, concept=False)


def test_renew_writes_what_changed_and_queues_the_pdf() -> None:
    [letter] = make_ready_letters()
    DecisionLetter.objects.update(render_attempts=2)
    SchoolBoard.objects.update(street="Elders")
    letter = DecisionLetter.objects.get()
    assert renew(letter, at=AT) is True
    letter.refresh_from_db()
    assert letter.snapshot["board"]["address"][0] == "Elders 1"
    assert (letter.render_state, letter.render_attempts) == (RenderState.QUEUED, 0)


def test_renew_of_what_is_still_right_changes_nothing() -> None:
    [letter] = make_ready_letters()
    DecisionLetter.objects.update(render_attempts=2)
    assert renew(DecisionLetter.objects.get(), at=AT) is False
    letter.refresh_from_db()
    assert letter.render_attempts == 2


@pytest.mark.parametrize("state", [LetterState.CHECKED, LetterState.SIGNED, LetterState.CANCELLED])
def test_renew_of_a_letter_that_is_no_draft_is_refused(state: LetterState) -> None:
    [letter] = make_ready_letters()
    with pytest.raises(IllegalMoveError, match="KOPO-2026-001 is geen concept meer"):
        renew(put_in(letter, state), at=AT)


def test_renew_drafts_leaves_a_checked_letter() -> None:
    first, second = make_ready_letters(boards=2, schools=2)
    put_in(first, LetterState.CHECKED)
    SchoolBoard.objects.update(street="Elders")
    assert renew_drafts(year=first.year, at=AT) == 1
    second.refresh_from_db()
    assert second.snapshot["board"]["address"][0] == "Elders 1"


def test_renew_drafts_of_a_year_that_is_not_established_does_nothing() -> None:
    assert renew_drafts(year=make_year(make_municipality()), at=AT) == 0


def test_differs_from_facts_of_a_letter_that_is_right() -> None:
    [letter] = make_ready_letters()
    assert differs_from_facts(letter, at=AT) == ""


def test_differs_from_facts_names_an_address() -> None:
    [letter] = make_ready_letters()
    SchoolBoard.objects.update(street="Elders")
    expected = f"Het adres van {letter.board.name} is gewijzigd"
    assert differs_from_facts(DecisionLetter.objects.get(), at=AT) == expected


def test_differs_from_facts_names_terms() -> None:
    [letter] = make_ready_letters()
    letter.year.letter_terms.delete()
    make_terms(letter.year, framework="Een ander kader")
    assert differs_from_facts(letter, at=AT) == "Het uitvoeringskader is gewijzigd"


def test_differs_from_facts_names_amounts() -> None:
    [letter] = make_ready_letters()
    letter.snapshot["rows"][0]["amount"] = "€ 1,00"
    assert differs_from_facts(letter, at=AT) == "De bedragen zijn gewijzigd"
