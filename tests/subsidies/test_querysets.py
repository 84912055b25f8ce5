"""Which years, amounts, letters and runs an actor sees; never those of another municipality."""

from datetime import timedelta

import pytest

from partners.models import Municipality, School, SchoolBoard
from partners.states import Role
from subsidies.models import Allocation, DecisionLetter, LetterRun, SubsidyYear
from subsidies.states import LetterState, RenderState
from tests.factories import issued
from tests.factories.partners import ChildcareLocationFactory, UserFactory, make_actor
from tests.factories.subsidies import (
    AT,
    make_issuer_actor,
    make_letters,
    make_municipality,
    make_year,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OFFICE = [Role.GEM, Role.DPO]
OWN_ONLY = [Role.BRD, Role.QC, Role.SCH]
NOTHING = [Role.TEA, Role.KCC, Role.KOC, Role.KOW, Role.ADM]


@pytest.fixture
def here() -> Municipality:
    """Make an established year with letters here, and one elsewhere that nobody here may see."""
    make_letters(make_municipality(boards=1, schools=1))
    municipality = make_municipality(boards=2, schools=3)
    make_letters(municipality)
    return municipality


def place_for(role: Role, here: Municipality) -> object:
    """Return where somebody of this role works here."""
    if role in {Role.QC, Role.SCH, Role.TEA}:
        return School.objects.filter(municipality=here).first()
    if role == Role.BRD:
        return SchoolBoard.objects.filter(schools__municipality=here).first()
    if role in {Role.KCC, Role.KOC, Role.KOW}:
        location = ChildcareLocationFactory(municipality=here)
        return location.holder if role == Role.KCC else location
    return here


@pytest.mark.parametrize("role", OFFICE)
def test_office_sees_the_whole_year_of_its_municipality(here: Municipality, role: Role) -> None:
    actor = make_actor(role, here)
    assert [year.municipality for year in SubsidyYear.objects.visible_to(actor)] == [here]
    assert Allocation.objects.visible_to(actor).count() == 3
    assert DecisionLetter.objects.visible_to(actor).count() == 2
    assert LetterRun.objects.visible_to(actor).count() == 1


@pytest.mark.parametrize("role", [Role.ISS, Role.SIG])
def test_issuer_sees_the_years_under_its_mandate_only(here: Municipality, role: Role) -> None:
    actor = make_issuer_actor(here, role)
    assert [year.municipality for year in SubsidyYear.objects.visible_to(actor)] == [here]
    assert DecisionLetter.objects.visible_to(actor).count() == 2


def test_issuer_without_a_mandate_sees_nothing(here: Municipality) -> None:
    actor = make_actor(Role.ISS)
    assert not SubsidyYear.objects.visible_to(actor).exists()
    assert not DecisionLetter.objects.visible_to(actor).exists()


@pytest.mark.parametrize("role", OWN_ONLY)
def test_school_and_board_see_the_amounts_of_their_own_schools(
    here: Municipality, role: Role
) -> None:
    place = place_for(role, here)
    own = School.objects.filter(board=place) if role == Role.BRD else [place]
    actor = make_actor(role, place)
    seen = {allocation.school for allocation in Allocation.objects.visible_to(actor)}
    assert seen == set(own)
    assert not LetterRun.objects.visible_to(actor).exists()


@pytest.mark.parametrize("role", OWN_ONLY)
def test_school_and_board_see_no_year_that_is_a_draft(role: Role) -> None:
    municipality = make_municipality(boards=1, schools=1)
    make_year(municipality)
    actor = make_actor(role, place_for(role, municipality))
    assert not SubsidyYear.objects.visible_to(actor).exists()


def send_all() -> None:
    for letter in DecisionLetter.objects.all():
        issued.send(letter)


def test_board_sees_its_own_letter_once_sent(here: Municipality) -> None:
    actor = make_actor(Role.BRD, place_for(Role.BRD, here))
    assert not DecisionLetter.objects.visible_to(actor).exists()
    send_all()
    seen = DecisionLetter.objects.visible_to(actor)
    assert [letter.board for letter in seen] == [place_for(Role.BRD, here)]


@pytest.mark.parametrize("role", [Role.QC, Role.SCH])
def test_school_sees_no_letter_of_its_board(here: Municipality, role: Role) -> None:
    send_all()
    actor = make_actor(role, place_for(role, here))
    assert not DecisionLetter.objects.visible_to(actor).exists()


@pytest.mark.parametrize("role", NOTHING)
@pytest.mark.parametrize("model", [SubsidyYear, Allocation, DecisionLetter, LetterRun])
def test_others_see_no_subsidy(here: Municipality, role: Role, model: type[SubsidyYear]) -> None:
    actor = make_actor(role, place_for(role, here))
    assert not model.objects.visible_to(actor).exists()


def test_visible_rows_can_be_locked_and_come_once(here: Municipality) -> None:
    actor = make_actor(Role.BRD, place_for(Role.BRD, here))
    rows = list(Allocation.objects.visible_to(actor).select_for_update())
    assert len(rows) == len({row.pk for row in rows}) == 2


def test_renderable_leaves_out_what_is_done_or_not_due(here: Municipality) -> None:
    first, second = DecisionLetter.objects.filter(year__municipality=here)
    DecisionLetter.objects.exclude(pk__in=[first.pk, second.pk]).delete()
    second.render_not_before = AT + timedelta(seconds=5)
    second.save()
    assert list(DecisionLetter.objects.renderable(AT)) == [first]
    first.render_state, first.sha256, first.pages = RenderState.DONE, "x" * 64, 1
    first.save()
    assert list(DecisionLetter.objects.renderable(AT)) == []


def test_current_leaves_out_cancelled_letters(here: Municipality) -> None:
    first, second = DecisionLetter.objects.filter(year__municipality=here)
    first.state, first.cancelled_at, first.cancelled_by = LetterState.CANCELLED, AT, UserFactory()
    first.save()
    assert list(DecisionLetter.objects.filter(year__municipality=here).current()) == [second]
