"""Who may check and sign, on which day, under which mandate, and after what look."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from partners.models import AuditEntry, IssuerMandate
from partners.states import Role
from subsidies.letter_moves import plan
from subsidies.letter_rules import is_in_force, is_named
from subsidies.models import DecisionLetter, LetterRun
from subsidies.states import LetterState, RenderState
from tests.factories.partners import (
    IssuerMandateFactory,
    LetterIssuerFactory,
    UserFactory,
    make_actor,
)
from tests.factories.subsidies import AT
from tests.subsidies.office import (
    DAY,
    MOVERS,
    ON_THE_DAY,
    SIGNATORY,
    SOURCES,
    Office,
    bring,
    end_mandate,
    facts,
    ids,
    local_signatory,
    make,
    make_office,
    only,
)
from tests.subsidies.office import plan as plan_all

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


# --- people ---------------------------------------------------------------------------------


@pytest.mark.parametrize("people", ["three", "two"])
def test_check_by_the_drafter_is_refused(people: str) -> None:
    office = make_office(letter_people=people)
    letters = bring(office, LetterState.DRAFT)
    assert "zelf opgesteld" in only(make("check", letters, by=office.drafter))


def test_check_by_the_signatory_with_three_people_is_refused() -> None:
    office = make_office(letter_people="three")
    letters = bring(office, LetterState.DRAFT)
    assert "een ander dan wie ondertekent" in only(make("check", letters, by=office.signatory))


def test_check_and_sign_by_one_person_is_enough_where_two_are() -> None:
    office = make_office(letter_people="two")
    letters = bring(office, LetterState.DRAFT)
    assert make("check", letters, by=office.signatory).refused == []
    assert make("sign", letters, by=office.signatory).refused == []


def signing_as(office: Office, **memberships: Any) -> Any:
    """Return the signatory's person in a role that lets them check: two roles, one person."""
    return make_actor(Role.GEM, office.municipality, user=office.signatory.user, **memberships)


def test_sign_by_the_checker_is_refused_with_three_people() -> None:
    office = make_office(letter_people="three")
    letters = bring(office, LetterState.DRAFT)
    assert make("check", letters, by=signing_as(office)).refused == []
    assert "zelf gecontroleerd" in only(make("sign", letters, by=office.signatory))


@pytest.mark.parametrize("people", ["three", "two"])
def test_sign_by_the_checker_is_refused_without_a_drafter(people: str) -> None:
    office = make_office(letter_people=people)
    without_drafter()
    letters = bring(office, LetterState.DRAFT)
    assert make("check", letters, by=signing_as(office)).refused == []
    assert "zelf gecontroleerd" in only(make("sign", letters, by=office.signatory))


@pytest.mark.parametrize("people", ["three", "two"])
def test_sign_by_the_drafter_is_refused(people: str) -> None:
    office = make_office(letter_people=people)
    DecisionLetter.objects.update(drafted_by=office.signatory.user)
    letters = bring(office, LetterState.DRAFT)
    make("check", letters, by=office.checker)
    assert "zelf opgesteld" in only(make("sign", letters, by=office.signatory))


def test_check_without_a_drafter_is_for_everybody_who_may() -> None:
    office = make_office()
    without_drafter()
    letters = bring(office, LetterState.DRAFT)
    assert make("check", letters, by=office.drafter).refused == []


@pytest.mark.parametrize("move", ["check", "sign"])
def test_move_by_who_started_the_run_that_wrote_the_letter_anew_is_refused(move: str) -> None:
    office = make_office()
    without_drafter()
    letters = bring(office, SOURCES[move])
    by = office.checker if move == "check" else office.signatory
    LetterRun.objects.update(started_by=by.user)
    assert "zelf opgesteld" in only(make(move, letters, by=by))


def without_drafter() -> None:
    """Let it be a scheduled run that drafted the letters."""
    DecisionLetter.objects.update(drafted_by=None)
    LetterRun.objects.update(started_by=None)


def test_send_may_be_done_by_who_drafted() -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    assert make("send", letters, by=office.drafter).refused == []


def test_sign_by_somebody_else_than_the_mandate_names_is_refused() -> None:
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    other = make_actor(Role.SIG, office.mandate.issuer, user=UserFactory(name="Joost Hooiveld"))
    assert only(make("sign", letters, by=other)) == (
        f"Mandaat {office.mandate.reference} staat op naam van {SIGNATORY}: alleen die kan tekenen."
    )


@pytest.mark.parametrize(
    ("named", "name", "same"),
    [
        ("Meryem van der Wilg", "meryem  VAN der wilg", True),
        ("Meryem van der Wilg", "Meryem Wilg", False),
        ("Zoë d’Été-Ünal", "Zoë d’Été-Ünal", True),
        ("Zoë", "Zoe", False),
        ("", "", False),
        (" ", "", False),
    ],
)
def test_is_named_looks_past_capitals_and_spaces_only(named: str, name: str, same: bool) -> None:
    assert is_named(IssuerMandate(signatory_name=named), name) is same


# --- the planned day and the mandate --------------------------------------------------------


def test_plan_fixes_the_day_and_the_mandate_and_makes_the_concept_anew() -> None:
    office = make_office()
    [before] = office.letters
    moved = plan(letter_ids=[before.pk], sending_on=DAY, by=office.drafter, at=AT)
    [letter] = office.letters
    assert (moved.done, letter.sending_on, letter.mandate) == (
        [letter.reference],
        DAY,
        office.mandate,
    )
    assert (letter.render_state, letter.snapshot["date"]) == (RenderState.QUEUED, "2 maart 2026")
    line = AuditEntry.objects.get(action="letter.planned")
    assert (line.target_key, line.details) == (str(letter.pk), {"sending_on": "2026-03-02"})


def test_plan_for_today_is_allowed_and_for_the_same_day_again_too() -> None:
    office = make_office()
    today = AT.date()
    assert plan_all(office, today).refused == []
    [letter] = office.letters
    assert plan_all(office, today).done == [letter.reference]
    assert office.letters[0].sha256 == letter.sha256


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (AT.date() - timedelta(days=1), "Kies vandaag of een latere dag"),
        (AT.date() + timedelta(days=367), "binnen een jaar"),
    ],
)
def test_plan_for_a_day_that_cannot_be_is_refused(day: date, says: str) -> None:
    office = make_office()
    before = facts()
    assert says in only(plan_all(office, day))
    assert facts() == before


def test_plan_after_midnight_in_the_netherlands_counts_the_local_day() -> None:
    office = make_office()
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # 1 March here
    day = date(2026, 2, 28)
    moved = plan(letter_ids=ids(office.letters), sending_on=day, by=office.drafter, at=late)
    assert "Kies vandaag of een latere dag" in only(moved)


def test_plan_for_a_day_without_a_mandate_is_refused_with_where_to_mend_it() -> None:
    office = make_office()
    own = make_actor(Role.GEM, office.municipality)
    end_mandate(office, DAY - timedelta(days=1))
    moved = plan(letter_ids=ids(office.letters), sending_on=DAY, by=own, at=AT)
    assert only(moved) == (
        f"Op 2 maart 2026 geldt voor {office.municipality.name} geen mandaat: leg dat vast bij "
        "Instellingen."
    )


def test_plan_takes_the_mandate_of_that_day() -> None:
    office = make_office()
    end_mandate(office, DAY - timedelta(days=1))
    later = IssuerMandateFactory(
        issuer=office.mandate.issuer, municipality=office.municipality, valid_from=DAY
    )
    [letter] = office.letters
    by = make_actor(Role.GEM, office.municipality)
    plan(letter_ids=[letter.pk], sending_on=DAY, by=by, at=AT)
    letter.refresh_from_db()
    assert letter.mandate == later


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (DAY + timedelta(days=1), None, False),
        (date(2020, 1, 1), DAY - timedelta(days=1), False),
        (date(2020, 1, 1), DAY, True),
    ],
)
def test_is_in_force_counts_both_ends(first: date, last: date | None, holds: bool) -> None:
    assert is_in_force(IssuerMandate(valid_from=first, valid_until=last), DAY) is holds


@pytest.mark.parametrize("move", ["check", "sign"])
def test_move_under_a_mandate_that_ended_before_the_sending_day_is_refused(move: str) -> None:
    office = make_office()
    letters = bring(office, SOURCES[move])
    end_mandate(office, DAY - timedelta(days=1))
    by = office.checker if move == "check" else local_signatory(office)
    before = facts()[0]
    assert only(make(move, letters, by=by)) == (
        f"Mandaat {office.mandate.reference} liep tot en met 1 maart 2026 en geldt niet meer op de "
        "verzenddatum 2 maart 2026: leg bij Instellingen een mandaat vast en plan de brief opnieuw."
    )
    assert facts()[0] == before


def test_sign_by_the_issuer_whose_mandate_ended_finds_no_letter() -> None:
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    end_mandate(office, date(2026, 2, 15))
    outside = make_actor(Role.SIG, office.mandate.issuer, user=UserFactory(name=SIGNATORY))
    with pytest.raises(DecisionLetter.DoesNotExist):
        make("sign", letters, by=outside)


def test_send_under_a_mandate_that_ended_after_signing_is_refused() -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    other = LetterIssuerFactory()
    clerk = make_actor(Role.ISS, other)
    end_mandate(office, DAY - timedelta(days=1))
    IssuerMandateFactory(issuer=other, municipality=office.municipality, valid_from=DAY)
    assert "geldt niet meer op de verzenddatum" in only(make("send", letters, by=clerk))


def test_sign_before_the_mandate_begins_is_refused_and_possible_from_its_first_day() -> None:
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    IssuerMandate.objects.update(valid_from=DAY)
    by = local_signatory(office)
    assert "ondertekenen kan vanaf die dag" in only(make("sign", letters, by=by))
    assert make("sign", letters, by=by, at=ON_THE_DAY).refused == []


@pytest.mark.parametrize("field", ["reference", "signatory_name", "signatory_function"])
def test_send_under_a_mandate_that_says_something_else_by_now_is_refused(field: str) -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    IssuerMandate.objects.update(**{field: "Iets anders"})
    before = facts()
    assert "na het ondertekenen gewijzigd" in only(make("send", letters, by=office.sender))
    assert facts()[0] == before[0]


def test_check_under_a_mandate_that_begins_later_is_refused() -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    IssuerMandate.objects.update(valid_from=DAY + timedelta(days=1))
    own = make_actor(Role.GEM, office.municipality)
    assert "begint pas op 3 maart 2026" in only(make("check", letters, by=own))


def test_check_without_a_planned_day_is_refused() -> None:
    office = make_office()
    assert only(make("check", office.letters, by=office.checker)) == "Kies eerst een verzenddatum."


@pytest.mark.parametrize(
    ("move", "says"), [("check", "kies een nieuwe"), ("sign", "zet de brief terug naar concept")]
)
def test_move_after_the_planned_day_is_refused(move: str, says: str) -> None:
    office = make_office()
    letters = bring(office, SOURCES[move])
    late = ON_THE_DAY + timedelta(days=1)
    sentence = only(make(move, letters, by=office.actor_of(MOVERS[move]), at=late))
    assert "De verzenddatum 2 maart 2026 is voorbij" in sentence
    assert says in sentence


@pytest.mark.parametrize("move", ["check", "sign"])
def test_move_on_the_planned_day_is_allowed(move: str) -> None:
    office = make_office()
    letters = bring(office, SOURCES[move])
    by = office.actor_of(MOVERS[move])
    assert make(move, letters, by=by, at=ON_THE_DAY).refused == []
