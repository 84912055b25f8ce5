"""What a letter must be before it moves: opened, made, complete, and what the facts still say."""

import pytest

from partners.models import SchoolBoard
from partners.states import Role
from subsidies import letter_elements, letter_moves
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter, LetterOpening
from subsidies.states import LetterState, RenderState
from tests.factories.partners import (
    make_actor,
)
from tests.factories.subsidies import AT
from tests.subsidies.office import (
    MOVERS,
    ON_THE_DAY,
    SOURCES,
    bring,
    facts,
    finish,
    ids,
    local_signatory,
    look,
    make,
    make_office,
    only,
)
from tests.subsidies.office import plan as plan_all

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("move", ["check", "sign", "send"])
def test_move_of_a_letter_that_was_not_opened_is_refused(move: str) -> None:
    office = make_office()
    letters = bring(office, SOURCES[move])
    somebody = {
        "check": make_actor(Role.GEM, office.municipality),
        "sign": local_signatory(office),
        "send": make_actor(Role.ISS, office.mandate.issuer),
    }[move]
    assert not LetterOpening.objects.filter(
        user=somebody.user, sha256__in=[letter.sha256 for letter in letters]
    ).exists()
    act, at = getattr(letter_moves, move), ON_THE_DAY if move == "send" else AT
    moved = act(letter_ids=ids(letters), by=somebody, at=at)
    assert only(moved).startswith("Open de brief eerst")


def test_sign_of_a_letter_that_was_opened_before_it_changed_is_refused() -> None:
    office = make_office()
    look(office.checker, *office.letters)
    letters = bring(office, LetterState.DRAFT)  # planning gave it a date, so another PDF
    moved = letter_moves.check(letter_ids=ids(letters), by=office.checker, at=AT)
    assert only(moved).startswith("Open de brief eerst")


@pytest.mark.parametrize(
    ("state", "says"),
    [(RenderState.QUEUED, "wordt nog gemaakt"), (RenderState.FAILED, "niet gelukt")],
)
@pytest.mark.parametrize("move", ["check", "sign", "send"])
def test_move_without_the_pdf_is_refused(move: str, state: RenderState, says: str) -> None:
    office = make_office()
    letters = bring(office, SOURCES[move])
    by = office.actor_of(MOVERS[move])
    look(by, *letters)
    DecisionLetter.objects.update(render_state=state, sha256="", pages=0)
    assert says in only(make(move, letters, by=by))


def test_check_with_an_element_missing_names_it_and_where_to_fill_it_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    element = type("Element", (), {"label": "Adres van het bestuur", "source": "Besturen"})
    monkeypatch.setattr(letter_elements, "missing", lambda _letter, _at: [element, element])
    before = facts()
    look(office.checker, *letters)
    assert only(make("check", letters, by=office.checker)) == (
        "Vul eerst in: Adres van het bestuur (Besturen); Adres van het bestuur (Besturen)."
    )
    assert facts() == before


def test_check_of_a_board_without_an_address_is_refused() -> None:
    office = make_office()
    SchoolBoard.objects.update(street="", postcode="", city="")
    plan_all(office)
    assert "Vul eerst in:" in only(make("check", office.letters, by=office.checker))


def test_check_after_a_fact_changed_is_refused_until_the_draft_is_made_anew() -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    SchoolBoard.objects.update(street="Lindelaan")
    sentence = only(make("check", letters, by=office.checker))
    assert sentence.endswith("maak het concept opnieuw en bekijk het.")
    draft_letters(year_id=office.year.pk, by=office.drafter, at=AT)
    finish(*office.letters)
    assert make("check", office.letters, by=office.checker).refused == []


def test_sign_after_a_fact_changed_is_refused() -> None:
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    SchoolBoard.objects.update(street="Lindelaan")
    before = facts()
    sentence = only(make("sign", letters, by=office.signatory))
    assert sentence.endswith("zet de brief terug naar concept.")
    assert facts() == before


def test_draft_letters_never_touches_a_letter_that_left_the_draft() -> None:
    office = make_office()
    bring(office, LetterState.CHECKED)
    before = list(DecisionLetter.objects.values())
    SchoolBoard.objects.update(street="Lindelaan")
    draft_letters(year_id=office.year.pk, by=office.drafter, at=AT)
    assert list(DecisionLetter.objects.values()) == before
