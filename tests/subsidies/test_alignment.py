"""Putting an allocation before issuer and boards: who may, when, who is told, what is kept."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import AuditEntry, Message, Municipality
from partners.states import Role
from subsidies.alignment import CommentError, align, comment, withdraw
from subsidies.figures import MissingFiguresError
from subsidies.models import SubsidyYear, YearComment
from subsidies.states import IllegalMoveError, YearState
from subsidies.years import StaleYearError, establish, save_year
from tests.factories.partners import MembershipFactory, make_actor
from tests.factories.subsidies import (
    AT,
    FIXED,
    make_established,
    make_issuer_actor,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db
PER_PUPIL = {"components": [{"kind": "per_pupil", "date": "2025-10-01", "rate": "10"}]}


@pytest.fixture
def municipality() -> Municipality:
    return make_municipality(boards=2, schools=3)


@pytest.fixture
def officer(municipality: Municipality) -> Actor:
    return make_actor(Role.GEM, municipality)


@pytest.fixture
def year(municipality: Municipality) -> SubsidyYear:
    return make_year(municipality)


@pytest.fixture
def aligned(year: SubsidyYear, officer: Actor) -> SubsidyYear:
    return align(year_id=year.pk, by=officer, at=AT)


def board_actor(year: SubsidyYear, place: int = 0) -> Actor:
    school = year.municipality.schools.order_by("organisation__key")[place]
    return make_actor(Role.BRD, school.board)


def say(year: SubsidyYear, by: Actor, text: str = "Te weinig.", school: str = "") -> YearComment:
    return comment(year_id=year.pk, text=text, school_code=school, by=by, at=AT)


def test_align_stores_who_and_when(aligned: SubsidyYear, officer: Actor) -> None:
    aligned.refresh_from_db()
    assert (aligned.state, aligned.aligned_by, aligned.aligned_at) == (
        YearState.ALIGNED, officer.user, AT,
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="year.aligned").count() == 1


def test_align_mails_everybody_who_may_comment_once(year: SubsidyYear, officer: Actor) -> None:
    board, clerk = board_actor(year), make_issuer_actor(year.municipality)
    make_issuer_actor(year.municipality, Role.SIG)
    board_actor(make_year(make_municipality()))
    [other] = board_actor(year, 1).memberships
    MembershipFactory(user=board.user, role=Role.BRD, organisation=other.organisation)
    align(year_id=year.pk, by=officer, at=AT)
    mails = Message.objects.filter(cause__startswith="year.aligned:")
    people = {mail.recipient for mail in mails}
    assert {board.user, clerk.user} <= people
    assert len(people) == mails.count() == 3
    assert all("€" not in mail.body for mail in mails)


def test_align_without_a_figure_that_the_key_needs_changes_nothing(
    municipality: Municipality, officer: Actor
) -> None:
    year = make_year(municipality, definition=PER_PUPIL)
    with pytest.raises(MissingFiguresError, match="leerlingen op 1 oktober 2025 ontbreekt"):
        align(year_id=year.pk, by=officer, at=AT)
    year.refresh_from_db()
    assert (year.state, Message.objects.count()) == (YearState.DRAFT, 0)


@pytest.mark.parametrize("role", [Role.ISS, Role.SIG])
def test_align_is_for_the_municipality_only(year: SubsidyYear, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        align(year_id=year.pk, by=make_issuer_actor(year.municipality, role), at=AT)


@pytest.mark.parametrize("act", [align, withdraw])
def test_year_of_another_municipality_is_not_there(
    act: Any, aligned: SubsidyYear, year: SubsidyYear
) -> None:
    outsider = make_actor(Role.GEM, make_year(make_municipality()).municipality)
    with pytest.raises(SubsidyYear.DoesNotExist):
        act(year_id=year.pk, by=outsider, at=AT)


def test_align_twice_is_refused(aligned: SubsidyYear, officer: Actor) -> None:
    with pytest.raises(IllegalMoveError):
        align(year_id=aligned.pk, by=officer, at=AT)


def test_align_of_an_established_year_is_refused(municipality: Municipality) -> None:
    year = make_established(municipality)
    with pytest.raises(IllegalMoveError):
        align(year_id=year.pk, by=make_actor(Role.GEM, municipality), at=AT)


@pytest.mark.parametrize("act", [align, withdraw])
def test_stale_page_is_refused(act: Any, year: SubsidyYear, officer: Actor) -> None:
    if act is withdraw:
        align(year_id=year.pk, by=officer, at=AT)
    with pytest.raises(StaleYearError):
        act(year_id=year.pk, by=officer, at=AT, version=0)


def test_withdraw_makes_it_a_draft_and_keeps_the_comments(
    aligned: SubsidyYear, officer: Actor
) -> None:
    say(aligned, board_actor(aligned))
    withdraw(year_id=aligned.pk, by=officer, at=AT)
    aligned.refresh_from_db()
    assert (aligned.state, aligned.comments.count()) == (YearState.DRAFT, 1)
    assert (aligned.aligned_at, aligned.aligned_by) == (None, None)


def test_withdraw_of_a_draft_is_refused(year: SubsidyYear, officer: Actor) -> None:
    with pytest.raises(IllegalMoveError):
        withdraw(year_id=year.pk, by=officer, at=AT)


def test_changed_key_makes_a_proposal_a_draft_again(aligned: SubsidyYear, officer: Actor) -> None:
    save_year(
        municipality=aligned.municipality, first_year=2026, budget="9000.00",
        hourly_rate="68.40", definition=FIXED, by=officer, at=AT,
    )  # fmt: skip
    aligned.refresh_from_db()
    assert aligned.state == YearState.DRAFT


def test_aligned_year_is_established_without_a_note(aligned: SubsidyYear, officer: Actor) -> None:
    establish(year_id=aligned.pk, by=officer, at=AT)
    aligned.refresh_from_db()
    assert (aligned.state, aligned.skipped_note) == (YearState.ESTABLISHED, "")


def test_comment_speaks_for_the_board_of_the_school(aligned: SubsidyYear) -> None:
    actor = board_actor(aligned)
    school = aligned.municipality.schools.filter(board__in=actor.organisation_ids)[0]
    row = say(aligned, actor, "  Wij krijgen er een groep bij.  ", school.key)
    assert (row.school, row.organisation) == (school, school.board.organisation)
    assert row.text == "Wij krijgen er een groep bij."


def test_comment_of_a_board_on_a_school_of_another_is_refused(aligned: SubsidyYear) -> None:
    other = board_actor(aligned, 1)
    own = aligned.municipality.schools.exclude(board__in=other.organisation_ids)[0]
    with pytest.raises(CommentError, match="Kies een school uit de lijst"):
        say(aligned, other, school=own.key)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_comment_without_words_or_with_too_many_is_refused(
    aligned: SubsidyYear, officer: Actor, text: str
) -> None:
    with pytest.raises(CommentError):
        say(aligned, officer, text)
    assert not YearComment.objects.exists()


def test_comment_on_a_draft_is_refused(year: SubsidyYear, officer: Actor) -> None:
    with pytest.raises(IllegalMoveError, match="zolang de verdeling is voorgelegd"):
        say(year, officer)


def test_signatory_does_not_comment(aligned: SubsidyYear) -> None:
    with pytest.raises(PermissionDenied):
        say(aligned, make_issuer_actor(aligned.municipality, Role.SIG))


def test_board_reads_its_own_comments_and_those_about_its_schools(aligned: SubsidyYear) -> None:
    mine, other = board_actor(aligned), board_actor(aligned, 1)
    clerk = make_issuer_actor(aligned.municipality)
    own = aligned.municipality.schools.filter(board__in=mine.organisation_ids)[0]
    said = [say(aligned, mine), say(aligned, clerk, school=own.key)]
    say(aligned, other)
    say(aligned, clerk)
    assert list(YearComment.objects.visible_to(mine)) == said
    assert YearComment.objects.visible_to(clerk).count() == 4


def test_board_sees_a_year_once_it_is_put_before_it(year: SubsidyYear, officer: Actor) -> None:
    actor = board_actor(year)
    assert not SubsidyYear.objects.visible_to(actor).exists()
    align(year_id=year.pk, by=officer, at=AT)
    assert SubsidyYear.objects.visible_to(actor).exists()
