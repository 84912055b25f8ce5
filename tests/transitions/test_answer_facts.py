"""What a school reads follows from facts of this child and this school, and from no others."""

from collections.abc import Callable
from typing import Any

import pytest

from children.models import Child, ConsentEvent
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import School
from tests.factories.children import AT, GuardianFactory, make_child, switch_on
from tests.factories.partners import SchoolFactory
from tests.factories.registrations import expect
from tests.transitions.asking import (
    AFTER,
    ANSWER,
    DAY,
    asked,
    prepared,
    question,
    reads,
    request,
    say,
)
from transitions import information
from transitions.registration_states import InformationStand as Stand

pytestmark = pytest.mark.django_db
FORM, DISCUSS, AT_35 = ConsentScope.SHARE_FORM, ConsentScope.DISCUSS, ConsentScope.ASKED_AT_35
YES, NO = ConsentAct.GRANTED, ConsentAct.REFUSED
LONG_AGO, JUST = AT - 12 * DAY, AT - DAY  # on the day of the answer fifteen days, and four
DECIDING, NOTHING = Stand.PARENTS_DECIDING, Stand.NO_INFORMATION


def beside(child: Child) -> Child:
    """Return another child of the location whose parents named the same school."""
    return make_child(child.location, school=child.school)


def elsewhere(child: Child) -> School:
    """Return another school."""
    made: School = SchoolFactory(municipality=child.location.municipality)
    switch_on(made)
    return made


def of_both(child: Child) -> None:
    """Let there be two parents who both have to say yes."""
    GuardianFactory(child=child)
    child.guardians.update(lives_apart=True)


def no_and_yes_of_one(child: Child, *, later: Any = 1) -> None:
    of_both(child)
    form = question(child, FORM, JUST)
    say(form, NO, AT)
    say(form, YES, AT + later * DAY)


def no_of_one_yes_of_other(child: Child) -> None:
    GuardianFactory(child=child)
    form = question(child, FORM, JUST)
    say(form, NO, AT)
    say(form, YES, AT, nth=1)


def no_and(child: Child, scope: ConsentScope, school: School | None = None) -> None:
    say(question(child, FORM, JUST), NO, AT)
    say(question(child, scope, AT, school), YES, AT)


def twice_no(child: Child) -> None:
    form = question(child, FORM, JUST)
    say(form, NO, AT)
    say(form, NO, AT + DAY)


def not_at_35_after_all(child: Child) -> None:
    asked_at_35 = question(child, AT_35, JUST)
    say(asked_at_35, NO, AT)
    say(asked_at_35, YES, AT + DAY)


def seen_lately(child: Child) -> None:
    form = question(child, FORM, LONG_AGO)
    ConsentEvent.objects.create(question=form, act=ConsentAct.SEEN, at=AT)


# What parents did, and what the school reads once it reads something.
TABLE: dict[str, tuple[Callable[[Child], Any], Stand]] = {
    "yes of another child": (lambda c: say(question(beside(c), FORM, JUST), YES, AT), DECIDING),
    "yes to another school": (
        lambda c: say(question(c, FORM, JUST, elsewhere(c)), YES, AT), DECIDING
    ),
    "yes to something else": (lambda c: say(question(c, DISCUSS, JUST), YES, AT), DECIDING),
    "no of another child": (lambda c: say(question(beside(c), FORM, JUST), NO, AT), DECIDING),
    "no to another school": (
        lambda c: say(question(c, FORM, JUST, elsewhere(c)), NO, AT), DECIDING
    ),
    "no to something else": (lambda c: say(question(c, DISCUSS, JUST), NO, AT), DECIDING),
    "another child asked long ago": (lambda c: question(beside(c), FORM, LONG_AGO), DECIDING),
    "another school long ago": (lambda c: question(c, FORM, LONG_AGO, elsewhere(c)), DECIDING),
    "something else long ago": (lambda c: question(c, DISCUSS, LONG_AGO), DECIDING),
    "prepared long ago": (lambda c: prepared(c, FORM, LONG_AGO), DECIDING),
    "seen lately": (seen_lately, NOTHING),
    "asked again before": (lambda c: request(question(c, FORM, LONG_AGO), AT), DECIDING),
    "asked again afterwards": (
        lambda c: request(question(c, FORM, LONG_AGO), ANSWER + DAY / 2), NOTHING
    ),
    "no taken back before": (no_and_yes_of_one, DECIDING),
    "no taken back afterwards": (lambda c: no_and_yes_of_one(c, later=3.5), NOTHING),
    "no twice": (twice_no, NOTHING),
    "no of one, yes of the other": (no_of_one_yes_of_other, NOTHING),
    "no, and yes to something else": (lambda c: no_and(c, DISCUSS), NOTHING),
    "no, and yes to another school": (lambda c: no_and(c, FORM, elsewhere(c)), NOTHING),
    "asked at 3.5 after all": (not_at_35_after_all, DECIDING),
}  # fmt: skip


@pytest.mark.privacy(9, 34)
@pytest.mark.parametrize("words", TABLE)
def test_answer_follows_from_this_child_and_this_school(
    child: Child, keeper: Actor, contact: Actor, words: str
) -> None:
    did, wanted = TABLE[words]
    matched = asked(expect(child), keeper)
    asked(expect(child, first_name="Zus"), keeper)  # whom nobody names
    information.match(key=matched.key, child_key=child.key, by=contact, at=AT)
    did(child)
    assert reads(keeper, AFTER) == [wanted, NOTHING]


@pytest.mark.privacy(34)
def test_answer_is_of_whom_childcare_named_last_and_in_time(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    first, taken_back, late = (
        asked(expect(child, first_name=name), keeper) for name in ("Aad", "Bas", "Cor")
    )
    for one, at in ((first, AT), (taken_back, AT), (late, AFTER)):
        information.match(key=one.key, child_key=child.key, by=contact, at=at)
    information.say_unknown(key=taken_back.key, by=contact, at=AT)
    information.say_unknown(key=first.key, by=contact, at=AFTER)  # too late to show
    assert reads(keeper, AFTER) == [DECIDING, NOTHING, NOTHING]


@pytest.mark.privacy(34)
def test_answer_of_a_second_line_waits_for_what_runs(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    early = asked(expect(child, first_name="Aad"), keeper)
    runs = asked(expect(child, first_name="Bas"), keeper, AT + DAY)
    for one in (runs, early):
        information.match(key=one.key, child_key=child.key, by=contact, at=AT + DAY)
    assert reads(keeper, ANSWER) == [NOTHING, Stand.ASKED]
    assert reads(keeper, AFTER) == [DECIDING, DECIDING]
