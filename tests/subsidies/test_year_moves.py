"""Copying, variants, runs, establishing and closing a year: what moves, and what never does."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.models import AuditEntry, Municipality
from partners.states import Role
from subsidies.allocation import BudgetError
from subsidies.calculation import calculate
from subsidies.figures import MissingFiguresError, missing_figures
from subsidies.keys import InvalidKeyError, read_key
from subsidies.models import Allocation, AllocationKey, AllocationRun, DecisionLetter, SubsidyYear
from subsidies.states import FigureKind, IllegalMoveError, YearState
from subsidies.years import (
    StaleYearError,
    choose_variant,
    close_year,
    copy_year,
    current_key,
    establish,
    log_refusal,
)
from tests.factories import issued
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import (
    AT,
    FIXED,
    NOTE,
    SchoolFigureFactory,
    make_bare_letters,
    make_established,
    make_issuer_actor,
    make_letters,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db
BY_PUPILS = {"components": [{"kind": "per_pupil", "date": "2025-10-01", "share": "100"}]}
OTHER = {"components": [{"kind": "fixed", "amount": "2600.00"}]}
AFTER = datetime(2027, 8, 1, 9, 0, tzinfo=UTC)
ON_MUNICIPALITY = {Role.GEM, Role.SIG, Role.DPO, Role.ADM}


def officer(municipality: Municipality) -> Any:
    return make_actor(Role.GEM, municipality)


def somebody(role: Role, municipality: Municipality) -> Any:
    """Return somebody of a role who has to do with this municipality."""
    if role == Role.ISS:
        return make_issuer_actor(municipality)
    if role in ON_MUNICIPALITY:
        return make_actor(role, municipality)
    if role == Role.BRD:
        return make_actor(role, municipality.schools.first().board)
    if role in {Role.QC, Role.SCH, Role.TEA}:
        return make_actor(role, municipality.schools.first())
    return make_actor(role)


def send_all(year: SubsidyYear) -> None:
    """Put letters in the state after sending; how they get there is another subject."""
    for letter in DecisionLetter.objects.filter(year=year):
        issued.send(letter)


# --- every move by every role ---------------------------------------------------------------

MOVES: dict[str, Callable[[SubsidyYear, Any], object]] = {
    "save": lambda year, by: make_year(year.municipality, by=by, budget="12000.00"),
    "choose": lambda year, by: choose_variant(year_id=year.pk, variant=1, by=by, at=AT),
    "copy": lambda year, by: copy_year(municipality=year.municipality, by=by, at=AT),
    "establish": lambda year, by: establish(year_id=year.pk, by=by, at=AT, skipped_note=NOTE),
    "close": lambda year, by: close_year(year_id=year.pk, by=by, at=AFTER),
}


def in_state(state: YearState) -> SubsidyYear:
    """Return a year in a stored state, with its letters sent where it has them."""
    municipality = make_municipality(schools=2)
    if state in {YearState.DRAFT, YearState.ALIGNED}:
        year = make_year(municipality)
        if state == YearState.ALIGNED:
            SubsidyYear.objects.filter(pk=year.pk).update(
                state=state,
                aligned_at=AT,
                aligned_by=officer(municipality).user,
                aligned_digest=calculate(year).digest,
            )
        return SubsidyYear.objects.get(pk=year.pk)
    year = make_letters(municipality)[0].year
    send_all(year)
    if state == YearState.CLOSED:
        close_year(year_id=year.pk, by=officer(municipality), at=AFTER)
    return SubsidyYear.objects.get(pk=year.pk)


def facts(year: SubsidyYear) -> list[Any]:
    """Return all that a refused move must leave as it was."""
    return [
        list(SubsidyYear.objects.values()),
        list(AllocationKey.objects.values()),
        list(Allocation.objects.values()),
        AllocationRun.objects.count(),
        AuditEntry.objects.count(),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.GEM])
@pytest.mark.parametrize("move", MOVES)
def test_move_by_any_other_role_is_refused_and_changes_nothing(move: str, role: Role) -> None:
    year = in_state(YearState.ESTABLISHED if move == "close" else YearState.DRAFT)
    actor = somebody(role, year.municipality)
    before = facts(year)
    with pytest.raises((PermissionDenied, SubsidyYear.DoesNotExist)):
        MOVES[move](year, actor)
    assert facts(year) == before


@pytest.mark.parametrize("move", MOVES)
def test_move_by_an_officer_elsewhere_is_refused_and_changes_nothing(move: str) -> None:
    year = in_state(YearState.ESTABLISHED if move == "close" else YearState.DRAFT)
    actor = make_actor(Role.GEM, MunicipalityFactory())
    before = facts(year)
    with pytest.raises((PermissionDenied, SubsidyYear.DoesNotExist)):
        MOVES[move](year, actor)
    assert facts(year) == before


FORBIDDEN = [
    ("close", YearState.DRAFT),
    ("close", YearState.ALIGNED),
    *((move, YearState.ESTABLISHED) for move in ("save", "choose", "establish")),
    *((move, YearState.CLOSED) for move in ("save", "choose", "establish", "close")),
]


@pytest.mark.parametrize(("move", "state"), FORBIDDEN)
def test_forbidden_move_is_refused_and_changes_nothing(move: str, state: YearState) -> None:
    year = in_state(state)
    actor = officer(year.municipality)
    before = facts(year)
    with pytest.raises(IllegalMoveError):
        MOVES[move](year, actor)
    assert facts(year) == before


@pytest.mark.parametrize(
    ("move", "state"),
    [
        (move, state)
        for move in MOVES
        for state in (YearState.DRAFT, YearState.ALIGNED, YearState.ESTABLISHED, YearState.CLOSED)
        if (move, state) not in FORBIDDEN
    ],
)
def test_allowed_move_of_an_officer_is_made_and_logged(move: str, state: YearState) -> None:
    year = in_state(state)
    actor = officer(year.municipality)
    lines = AuditEntry.objects.count()
    MOVES[move](year, actor)
    assert AuditEntry.objects.count() == lines + 1


def test_log_refusal_writes_who_tried_to_change_a_locked_year() -> None:
    year = in_state(YearState.CLOSED)
    actor = officer(year.municipality)
    log_refusal(year=year, by=actor, at=AT, reason="save")
    line = AuditEntry.objects.get(action="year.refused")
    assert (line.user, line.details) == (actor.user, {"state": "closed", "reason": "save"})


# --- filling in -----------------------------------------------------------------------------


def test_save_year_keeps_line_basis_and_regime_and_leaves_out_what_is_not_given() -> None:
    municipality = make_municipality()
    texts = {"budget_line": " 6.2 ", "legal_basis": "ASV", "regime": "standard"}
    make_year(municipality, **texts)
    year = make_year(municipality, budget="11000.00")
    assert (year.budget_line, year.legal_basis, year.regime) == ("6.2", "ASV", "standard")


def test_save_year_with_an_unknown_regime_is_refused() -> None:
    with pytest.raises(InvalidKeyError, match="Verantwoording"):
        make_year(make_municipality(), regime="streng")


def test_save_year_of_a_proposal_makes_it_a_draft_again() -> None:
    year = in_state(YearState.ALIGNED)
    make_year(year.municipality, budget="12000.00")
    year.refresh_from_db()
    assert (year.state, year.aligned_at, year.aligned_by) == (YearState.DRAFT, None, None)


def test_save_year_with_a_label_keeps_a_variant_beside_the_own_key() -> None:
    year = in_state(YearState.ALIGNED)
    saved = make_year(year.municipality, definition=OTHER, label="hoger")
    own = current_key(saved)
    assert own is not None
    assert own.definition == FIXED
    assert (saved.state, saved.version) == (YearState.ALIGNED, year.version)
    assert [(key.version, key.label) for key in saved.keys.all()] == [(2, "hoger"), (1, "")]


def test_save_year_compares_with_the_own_key_and_not_with_the_newest_variant() -> None:
    municipality = make_municipality()
    make_year(municipality)
    make_year(municipality, definition=OTHER, label="hoger")
    year = make_year(municipality)
    assert year.keys.count() == 2
    assert make_year(municipality, definition=FIXED, label="zoals nu").keys.count() == 3


def test_choose_variant_makes_it_the_own_key_as_a_new_version() -> None:
    municipality = make_municipality()
    make_year(municipality)
    year = make_year(municipality, definition=OTHER, label="hoger")
    choose_variant(year_id=year.pk, variant=2, by=officer(municipality), at=AT)
    own = current_key(year)
    assert own is not None
    assert (own.version, own.definition, own.label) == (3, OTHER, "")


def test_choose_variant_that_is_not_there_is_refused() -> None:
    year = make_year(make_municipality())
    with pytest.raises(IllegalMoveError, match="variant"):
        choose_variant(year_id=year.pk, variant=9, by=officer(year.municipality), at=AT)


def test_choose_variant_of_a_stale_page_is_refused() -> None:
    year = make_year(make_municipality())
    by = officer(year.municipality)
    with pytest.raises(StaleYearError):
        choose_variant(year_id=year.pk, variant=1, by=by, at=AT, version=0)


# --- runs -----------------------------------------------------------------------------------


def test_save_year_keeps_the_run_with_figures_rows_and_person() -> None:
    municipality = make_municipality(schools=1, boards=1)
    SchoolFigureFactory(school=municipality.schools.get(), value=187)
    by = officer(municipality)
    year = make_year(municipality, by=by, definition=BY_PUPILS)
    run = AllocationRun.objects.get()
    assert (run.key, run.run_by, run.run_at) == (current_key(year), by.user, AT)
    assert (run.inputs[0]["value"], run.inputs[0]["source"]) == ("187.00", "leerlingen.csv")
    assert run.rows[0]["components"][0]["units"] == "187.00"
    assert (run.rows[0]["amount"], run.rows[0]["previous"]) == ("10000.00", None)


@pytest.mark.parametrize(
    "definition", [BY_PUPILS, {"components": [{"kind": "fixed", "amount": "99999.00"}]}]
)
def test_save_year_that_cannot_be_calculated_is_kept_without_a_run(definition: Any) -> None:
    make_year(make_municipality(), definition=definition)
    assert (SubsidyYear.objects.count(), AllocationRun.objects.count()) == (1, 0)


# --- a copy of last year --------------------------------------------------------------------


def test_copy_year_takes_key_budget_and_texts_along() -> None:
    municipality = make_municipality()
    make_established(municipality, budget_line="6.2", legal_basis="ASV", regime="standard")
    year = copy_year(municipality=municipality, by=officer(municipality), at=AT)
    key = current_key(year)
    assert key is not None
    assert (year.first_year, year.state, key.definition) == (2027, YearState.DRAFT, FIXED)
    assert (year.budget_line, year.legal_basis, year.regime) == ("6.2", "ASV", "standard")


def test_copy_year_with_an_index_raises_each_school_half_up() -> None:
    municipality = make_municipality(schools=2)
    parts = {"components": [{"kind": "fixed", "amount": "3677.85"}]}
    make_established(municipality, definition=parts, budget="7355.70")
    year = copy_year(municipality=municipality, by=officer(municipality), at=AT, index="3")
    outcome = calculate(year)
    assert [str(row.amount) for row in outcome.rows] == ["3788.19", "3788.19"]
    # 7,355.70 + 3 % is 7,576.37, a cent less than the rounded amounts need.
    assert (year.budget, outcome.remainder) == (Decimal("7576.38"), 0)


def test_copy_year_without_a_year_before_is_refused() -> None:
    municipality = make_municipality()
    with pytest.raises(IllegalMoveError, match="geen jaar"):
        copy_year(municipality=municipality, by=officer(municipality), at=AT)


@pytest.mark.parametrize("index", ["-100", "100.1", "x", 0.5])
def test_copy_year_with_a_bad_index_is_refused(index: Any) -> None:
    municipality = make_municipality()
    make_established(municipality)
    with pytest.raises(InvalidKeyError, match="Nieuw jaar, index"):
        copy_year(municipality=municipality, by=officer(municipality), at=AT, index=index)
    assert SubsidyYear.objects.count() == 1


# --- establishing ---------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["", "  ", "x" * 301])
def test_establish_a_draft_without_a_reason_is_refused(note: str) -> None:
    year = make_year(make_municipality())
    by = officer(year.municipality)
    with pytest.raises(IllegalMoveError):
        establish(year_id=year.pk, by=by, at=AT, skipped_note=note)
    assert not Allocation.objects.exists()


def test_establish_a_proposal_needs_no_reason_and_keeps_none() -> None:
    year = in_state(YearState.ALIGNED)
    by = officer(year.municipality)
    year = establish(year_id=year.pk, by=by, at=AT, skipped_note="toch")
    assert (year.state, year.skipped_note) == (YearState.ESTABLISHED, "")


def test_establish_with_a_missing_figure_names_school_and_figure_and_changes_nothing() -> None:
    municipality = make_municipality(schools=1, boards=1)
    year = make_year(municipality, definition=BY_PUPILS)
    by = officer(municipality)
    before = facts(year)
    with pytest.raises(MissingFiguresError, match="leerlingen op 1 oktober 2025 ontbreekt"):
        establish(year_id=year.pk, by=by, at=AT, skipped_note=NOTE)
    assert facts(year) == before


def test_establish_keeps_the_trace_last_years_amount_and_a_run() -> None:
    municipality = make_municipality(schools=1, boards=1)
    school = municipality.schools.get()
    SchoolFigureFactory(school=school, value=187)
    SchoolFigureFactory(
        school=school, kind=FigureKind.GRANTED, date=datetime(2025, 8, 1, tzinfo=UTC), value=9000
    )
    year = make_established(municipality, definition=BY_PUPILS)
    row = year.allocations.get()
    assert (row.previous_amount, row.components[0]["units"]) == (Decimal("9000.00"), "187.00")
    assert calculate(year).rows[0].difference == Decimal("1000.00")
    assert AllocationRun.objects.filter(key__year=year).count() == 2  # saved, and established


def test_establish_keeps_a_school_that_is_left_out_with_its_reason() -> None:
    municipality = make_municipality(schools=2)
    code = municipality.schools.order_by("organisation__key")[1].key
    left_out = [{"code": code, "reason": "speciaal onderwijs"}]
    year = make_established(municipality, definition=FIXED | {"excluded": left_out})
    row = calculate(year).rows[1]
    assert (row.amount, row.is_eligible, row.reason) == (0, False, "speciaal onderwijs")


def test_missing_figures_lists_what_a_key_lacks() -> None:
    year = make_year(make_municipality(schools=3))
    missing = missing_figures(year, read_key(BY_PUPILS))
    assert [row.kind for row in missing] == [FigureKind.PUPILS] * 3
    assert missing_figures(year, read_key(FIXED)) == []


def test_establish_with_minima_above_the_budget_is_refused() -> None:
    year = make_year(make_municipality(schools=3), definition=FIXED | {"minimum": "5000.00"})
    by = officer(year.municipality)
    with pytest.raises(BudgetError, match="ondergrens"):
        establish(year_id=year.pk, by=by, at=AT, skipped_note=NOTE)


# --- closing --------------------------------------------------------------------------------


def test_close_year_before_its_last_day_is_over_is_refused() -> None:
    year = in_state(YearState.ESTABLISHED)
    last_day = datetime(2027, 7, 31, 12, 0, tzinfo=UTC)
    with pytest.raises(IllegalMoveError, match="31 juli 2027"):
        close_year(year_id=year.pk, by=officer(year.municipality), at=last_day)


def test_close_year_with_a_board_without_its_letter_is_refused() -> None:
    year = make_letters(make_municipality(schools=2))[0].year
    first, second = DecisionLetter.objects.filter(year=year)
    issued.send(first)
    issued.sign(second)
    with pytest.raises(IllegalMoveError, match="niet afgerekend"):
        close_year(year_id=year.pk, by=officer(year.municipality), at=AFTER)


def test_close_year_with_full_accounts_needs_settlement_letters() -> None:
    year = make_established(make_municipality(), regime="standard")
    make_bare_letters(year)
    send_all(year)
    with pytest.raises(IllegalMoveError, match="niet afgerekend"):
        close_year(year_id=year.pk, by=officer(year.municipality), at=AFTER)
    issued.settle_all(year)
    year = close_year(year_id=year.pk, by=officer(year.municipality), at=AFTER)
    assert (year.state, year.closed_at) == (YearState.CLOSED, AFTER)
