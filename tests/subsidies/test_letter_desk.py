"""What the desk shows to whom: the step that is one's own, what is ready, and what comes first."""

from datetime import date
from typing import Any

import pytest

from partners.states import LetterPeople, Role
from subsidies.letter_desk import ALL, GROUPS, STEPS, desk_of, events_of, letters_of, neighbours
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.progress import Making
from subsidies.states import LetterStand, LetterState, RenderState
from tests.factories.partners import make_actor
from tests.subsidies.office import (
    AT,
    DAY,
    ON_THE_DAY,
    Office,
    bring,
    look,
    make,
    make_office,
    plan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office(boards=2)


def steps(office: Office, role: Role) -> list[str]:
    """Return the steps that the desk offers to who holds a role in the office."""
    actor = office.actor_of(role)
    return [step.name for step in desk_of(office.year, actor, at=AT).steps]


def test_groups_of_the_chips_hold_every_stand_once() -> None:
    found = [stand for _label, stands in GROUPS.values() for stand in stands]
    assert sorted(found) == sorted(LetterStand)


@pytest.mark.parametrize(
    ("state", "role", "expected"),
    [
        (LetterState.DRAFT, Role.GEM, ["check"]),
        (LetterState.DRAFT, Role.ISS, ["check"]),
        (LetterState.DRAFT, Role.SIG, []),  # three people: the signatory does not check
        (LetterState.CHECKED, Role.SIG, ["sign"]),
        (LetterState.CHECKED, Role.GEM, []),
        (LetterState.CHECKED, Role.ISS, []),
        (LetterState.SIGNED, Role.ISS, ["send"]),
        (LetterState.SIGNED, Role.GEM, []),
        (LetterState.SIGNED, Role.SIG, []),
        (LetterState.SENT, Role.ISS, []),
        (LetterState.CANCELLED, Role.ISS, []),
        (LetterState.DRAFT, Role.DPO, []),
    ],
)
def test_desk_of_offers_each_role_its_own_step(
    office: Office, state: LetterState, role: Role, expected: list[str]
) -> None:
    bring(office, state)
    assert steps(office, role) == expected


def test_desk_of_with_two_people_lets_the_signatory_check() -> None:
    office = make_office(letter_people=LetterPeople.TWO)
    plan(office)
    assert steps(office, Role.SIG) == ["check"]


def test_desk_of_offers_the_drafter_no_check_of_own_letters(office: Office) -> None:
    plan(office)
    desk = desk_of(office.year, office.drafter, at=AT)
    assert [(row.step, row.obstacle) for row in desk.rows] == [(None, ""), (None, "")]


def test_desk_of_chooses_beforehand_only_what_was_looked_at(office: Office) -> None:
    plan(office)
    first, second = office.letters
    look(office.checker, first)
    desk = desk_of(office.year, office.checker, at=AT)
    assert {row.letter.pk: row.is_ready for row in desk.rows} == {first.pk: True, second.pk: False}
    assert desk.ready == 1
    assert desk.next_to_open == second


def test_desk_of_leads_past_a_letter_that_is_not_made(office: Office) -> None:
    plan(office)
    first, second = office.letters
    DecisionLetter.objects.filter(pk=first.pk).update(
        render_state=RenderState.FAILED, sha256="", pages=0
    )
    assert desk_of(office.year, office.checker, at=AT).next_to_open == second
    look(office.checker, second)
    assert desk_of(office.year, office.checker, at=AT).next_to_open is None


def test_desk_of_asks_for_another_look_after_the_letter_changed(office: Office) -> None:
    plan(office)
    look(office.checker, *office.letters)
    plan(office, date(2026, 3, 9))
    desk = desk_of(office.year, office.checker, at=AT)
    assert desk.ready == 0
    assert all(row.waits_for_look for row in desk.rows)


def test_desk_of_shows_why_a_letter_waits(office: Office) -> None:
    look(office.checker, *office.letters)
    [reason] = {row.obstacle for row in desk_of(office.year, office.checker, at=AT).rows}
    assert reason == "Kies eerst een verzenddatum."


def test_desk_of_counts_the_chips_and_filters_by_them(office: Office) -> None:
    plan(office)
    first = office.letters[0]
    make("cancel", [first], by=office.checker)
    desk = desk_of(office.year, office.checker, at=AT, group="vervallen")
    assert [(chip.key, chip.count, chip.is_current) for chip in desk.chips] == [
        (ALL, 2, False),
        ("klaar", 1, False),
        ("vervallen", 1, True),
    ]
    assert [row.letter for row in desk.rows] == [first]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (LetterState.DRAFT, (True, False)),
        (LetterState.CHECKED, (False, True)),
        (LetterState.SIGNED, (False, True)),
        (LetterState.SENT, (False, False)),
    ],
)
def test_desk_of_says_which_moves_aside_are_left(
    office: Office, state: LetterState, expected: tuple[bool, bool]
) -> None:
    bring(office, state)
    desk = desk_of(office.year, office.checker, at=AT)
    assert (desk.has_drafts, desk.has_agreed) == expected


def test_desk_of_shows_all_for_a_group_that_does_not_exist(office: Office) -> None:
    desk = desk_of(office.year, office.checker, at=AT, group="niets", order="-nergens")
    assert len(desk.rows) == 2
    assert desk.chips[0].is_current


@pytest.mark.parametrize("order", ["naam", "bedrag", "kenmerk"])
def test_desk_of_sorts_both_ways(office: Office, order: str) -> None:
    there = desk_of(office.year, office.checker, at=AT, order=order).rows
    back = desk_of(office.year, office.checker, at=AT, order=f"-{order}").rows
    assert [row.letter.pk for row in back] == [row.letter.pk for row in reversed(there)]


def test_desk_of_tells_how_far_the_pdfs_are(office: Office) -> None:
    first, second = office.letters
    DecisionLetter.objects.filter(pk=first.pk).update(
        render_state=RenderState.QUEUED, sha256="", pages=0
    )
    desk = desk_of(office.year, office.checker, at=AT)
    assert (desk.making, desk.making.is_busy) == (Making(total=2, done=1, failed=0), True)
    DecisionLetter.objects.filter(pk=first.pk).update(render_state=RenderState.FAILED)
    desk = desk_of(office.year, office.checker, at=AT)
    assert (desk.making, desk.making.is_busy) == (Making(total=2, done=1, failed=1), False)
    assert second.render_state == RenderState.DONE


@pytest.mark.parametrize("boards", [1, 3])
@pytest.mark.parametrize(
    ("state", "number"), [(LetterState.DRAFT, 8), (LetterState.SIGNED, 8), (LetterState.SENT, 7)]
)
def test_desk_of_needs_as_many_queries_for_one_letter_as_for_three(
    boards: int, state: LetterState, number: int, django_assert_num_queries: Any
) -> None:
    office = make_office(boards=boards)
    bring(office, state)
    year = SubsidyYear.objects.select_related("municipality__organisation").get()
    with django_assert_num_queries(number):
        desk_of(year, office.sender, at=ON_THE_DAY)


def test_letters_of_leaves_out_what_the_actor_may_not_see(office: Office) -> None:
    outsider = make_actor(Role.GEM, make_office().municipality)
    assert letters_of(office.year, outsider) == []


def test_neighbours_are_those_before_and_after_on_the_desk(office: Office) -> None:
    letters = letters_of(office.year, office.checker)
    assert neighbours(letters[0], letters) == (None, letters[1])
    assert neighbours(letters[1], letters) == (letters[0], None)


def test_events_of_tell_the_life_of_a_letter_in_order(office: Office) -> None:
    [letter, _other] = bring(office, LetterState.SENT)
    titles = [str(event.title) for event in events_of(letter, names=True)]
    assert titles == ["Opgesteld", "Gecontroleerd", "Ondertekend", "Verzonden"]
    whos = [event.who for event in events_of(letter, names=True)]
    people = (office.drafter, office.checker, office.signatory, office.sender)
    assert whos == [str(actor.user) for actor in people]


def test_events_of_name_nobody_to_a_board(office: Office) -> None:
    [letter, _other] = bring(office, LetterState.SENT)
    assert {event.who for event in events_of(letter, names=False)} == {""}


def test_events_of_end_with_the_day_that_is_planned(office: Office) -> None:
    plan(office)
    last = events_of(office.letters[0], names=True)[-1]
    assert (str(last.title), last.on, last.is_done) == ("Verzenden gepland", DAY, False)
    assert last.when == "2 maart 2026"


def test_events_of_a_lapsed_letter_end_with_that(office: Office) -> None:
    letter = bring(office, LetterState.CANCELLED)[0]
    assert str(events_of(letter, names=True)[-1].title) == "Vervallen"


def test_steps_go_from_concept_to_sent() -> None:
    sources = [step.source for step in STEPS]
    assert sources == [LetterState.DRAFT, LetterState.CHECKED, LetterState.SIGNED]
