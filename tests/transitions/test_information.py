"""A school asks for information and reads one of three answers, at a moment that tells nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from children.models import Child
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry, Message, School
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, make_child
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.registrations import expect
from tests.transitions.asking import (
    AFTER,
    ANSWER,
    BEFORE,
    DAY,
    LATER,
    SETTLED,
    asked,
    question,
    reads,
    say,
    share,
)
from transitions import answer_moments, information, registrations
from transitions.information import InformationError
from transitions.models import InformationMatch, InformationRequest, SchoolRegistration
from transitions.registration_states import InformationStand as Stand

pytestmark = pytest.mark.django_db


def nothing(_child: Child) -> None:
    """Leave all as it is."""


def one_of_two(child: Child) -> None:
    GuardianFactory(child=child, lives_apart=True)
    child.guardians.update(lives_apart=True)
    share(child, (ConsentAct.GRANTED, AT))


def not_at_35(child: Child) -> None:
    say(question(child, ConsentScope.ASKED_AT_35, AT - DAY), ConsentAct.REFUSED, AT)


def objected(child: Child) -> None:
    GuardianFactory(child=child)
    asked = question(child, ConsentScope.SHARE_FORM, AT - DAY)
    say(asked, ConsentAct.GRANTED, AT)
    say(asked, ConsentAct.OBJECTED, AT, nth=1)


NO, YES, WITHDRAWN = ConsentAct.REFUSED, ConsentAct.GRANTED, ConsentAct.WITHDRAWN
DECIDING = (Stand.PARENTS_DECIDING, Stand.NO_INFORMATION)
NONE = (Stand.NO_INFORMATION, Stand.NO_INFORMATION)
# What parents did, and what the school reads a day after its answer and once that is settled.
TABLE: dict[str, tuple[Callable[[Child], Any], tuple[Stand, Stand]]] = {
    "not asked yet": (nothing, DECIDING),
    "asked": (share, DECIDING),
    "one of two said yes": (one_of_two, DECIDING),
    "yes": (lambda child: share(child, (YES, AT)), (Stand.COMING, Stand.COMING)),
    "yes after the answer": (
        lambda child: share(child, (YES, ANSWER + DAY / 2)), (Stand.COMING, Stand.COMING)
    ),
    "no": (lambda child: share(child, (NO, AT)), NONE),
    "no after the answer": (lambda child: share(child, (NO, ANSWER + DAY / 2)), DECIDING),
    "withdrawn": (lambda child: share(child, (YES, AT), (WITHDRAWN, AT)), NONE),
    "not of one mind": (objected, NONE),
    "no, and then yes": (
        lambda child: share(child, (NO, AT), (YES, AT + DAY)), (Stand.COMING, Stand.COMING)
    ),
    "does not want to be asked": (not_at_35, NONE),
    "silent for two weeks": (lambda child: share(child, at=AT - 12 * DAY), NONE),
}  # fmt: skip


@pytest.mark.privacy(9, 34)
@pytest.mark.parametrize("words", TABLE)
def test_answer_is_as_the_table_says(
    child: Child, keeper: Actor, contact: Actor, words: str
) -> None:
    did, (after, settled) = TABLE[words]
    line = expect(child)
    request = asked(line, keeper)
    information.match(key=request.key, child_key=child.key, by=contact, at=AT)
    did(child)
    assert reads(keeper, BEFORE) == [Stand.ASKED]
    assert reads(keeper, ANSWER) in ([after], [Stand.PARENTS_DECIDING])
    assert (reads(keeper, AFTER), reads(keeper, LATER)) == ([after], [settled])


@pytest.mark.privacy(9, 34)
def test_refused_unknown_and_unanswered_cost_and_look_the_same(
    child: Child, school: School, keeper: Actor, contact: Actor
) -> None:
    """One list each, so that nothing but the answer differs."""
    lines = [expect(child, first_name=name) for name in ("Anna", "Bram", "Cato")]
    refused, unknown, _unanswered = [asked(line, keeper) for line in lines]
    information.match(key=refused.key, child_key=child.key, by=contact, at=AT)
    information.say_unknown(key=unknown.key, by=contact, at=AT)
    share(child, (NO, AT))
    for at in (BEFORE, ANSWER, AFTER, LATER):
        seen = []
        for line in lines:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                found = registrations.rows(keeper, at=at).get(pk=line.pk)
            texts = [query["sql"].replace(str(line.pk), "") for query in queries]
            seen.append((found.information, found.answer_at, found.settles_at, len(texts)))
        assert len(set(seen)) == 1, at


@pytest.mark.privacy(34)
@pytest.mark.parametrize("act", [NO, WITHDRAWN], ids=["no", "withdrawn"])
def test_no_of_later_shows_nothing_however_often_the_school_asks(
    child: Child, school: School, keeper: Actor, contact: Actor, act: ConsentAct
) -> None:
    """Two children, of whom one is refused and of the other nothing is heard: never a difference.

    The school tries a second line of the same child, another first letter, and asking again.
    """
    named = {"first_name": "Sem", "last_name": "Waterval", "born_on": child.born_on}
    silent = make_child(child.location, school=school, **named)
    lists = {child: [expect(child)], silent: [expect(silent)]}
    for one in lists:
        question(one, ConsentScope.SHARE_FORM, AT - DAY)
    for day in range(40):
        at = AT + day * DAY
        if day == 4:
            say(child.consent_questions.get(), act, at)
        for one, lines in lists.items():
            _try(one, lines, day, keeper, contact, at)
        found = [{row.pk: row.information for row in registrations.rows(keeper, at=at)}]
        first, second = ([found[0][line.pk] for line in lines] for lines in lists.values())
        assert first == second, day


def _try(
    child: Child,
    lines: list[SchoolRegistration],
    day: int,
    keeper: Actor,
    contact: Actor,
    at: datetime,
) -> None:
    """Ask of every line whenever that is possible, and let childcare answer at once."""
    if day in (1, 2, 6, 9, 15, 18, 22):
        lines.append(expect(child, last_initial="ABCDEFGHIJ"[len(lines)]))
    for line in lines:
        try:
            request = asked(line, keeper, at)
        except InformationError:
            continue
        information.match(key=request.key, child_key=child.key, by=contact, at=at)


def test_answer_comes_after_three_working_days_and_settles_after_two_weeks() -> None:
    first = answer_moments.answer_at(AT)
    assert (first, answer_moments.settles_at(first)) == (ANSWER, SETTLED)
    late = datetime(2026, 12, 22, 22, 59, tzinfo=UTC)  # Christmas and a weekend follow
    assert timezone.localtime(answer_moments.answer_at(late)).isoformat() == (
        "2026-12-28T12:00:00+01:00"
    )


def test_ask_twice_is_refused_until_it_is_settled(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    line = expect(child)
    asked(line, keeper)
    with pytest.raises(InformationError, match="Je vroeg het al"):
        asked(line, keeper, SETTLED - DAY)
    again = asked(line, keeper, SETTLED)
    assert list(line.requests.filter(ended_at=None)) == [again]


def test_ask_a_location_that_does_not_take_part_is_refused(child: Child, keeper: Actor) -> None:
    line = expect(child)
    type(child.location).objects.filter(pk=child.location.pk).update(closed_on=keeper.day)
    with pytest.raises(InformationError, match="doet hier nog niet mee"):
        asked(line, keeper)


def test_ask_by_childcare_or_another_school_is_refused(child: Child, contact: Actor) -> None:
    line = expect(child)
    with pytest.raises(PermissionDenied):
        asked(line, contact)
    with pytest.raises(SchoolRegistration.DoesNotExist):
        asked(line, make_actor(Role.QC, SchoolFactory(municipality=child.location.municipality)))


@pytest.mark.privacy(26)
def test_ask_mails_the_contact_once_a_day_without_a_word_of_a_child(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    for line in (expect(child), expect(child, first_name="Bram")):
        asked(line, keeper)
    mail = Message.objects.get()
    assert mail.recipient == contact.user
    text = f"{mail.subject} {mail.body}"
    known = (child.first_name, child.last_name, str(child.born_on), str(child.school))
    assert not any(word in text for word in known)


def test_change_of_who_it_is_lets_the_question_lapse(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    line = expect(child)
    request = asked(line, keeper)
    information.match(key=request.key, child_key=child.key, by=contact, at=AT)
    registrations.change(key=line.key, new=told(line, last_initial="V"), by=keeper, at=AT)
    assert reads(keeper, AFTER) == [Stand.NOT_ASKED]
    assert not InformationRequest.objects.visible_to(contact).exists()
    assert registrations.intake_on(child) is None


def told(line: SchoolRegistration, **more: Any) -> registrations.NewRegistration:
    """Return a line as it is filled in."""
    names = registrations.NewRegistration.__dataclass_fields__
    return registrations.NewRegistration(**{name: getattr(line, name) for name in names} | more)


def test_match_gives_childcare_the_first_intake_of_the_child(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    for name, days in (("Levi", 9), ("Bram", 5), ("Cato", 2)):
        line = expect(child, first_name=name, intake_on=(AT + days * DAY).date())
        request = asked(line, keeper)
        if name != "Cato":
            information.match(key=request.key, child_key=child.key, by=contact, at=AT)
    assert registrations.intake_on(child) == (AT + 5 * DAY).date()
    request = InformationRequest.objects.get(registration__first_name="Bram")
    information.say_unknown(key=request.key, by=contact, at=AT)
    assert registrations.intake_on(child) == (AT + 9 * DAY).date()


def test_match_that_comes_too_late_says_nothing_until_the_next_question(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    line = expect(child)
    request = asked(line, keeper)
    information.match(key=request.key, child_key=child.key, by=contact, at=AFTER)
    assert reads(keeper, AFTER) == [Stand.NO_INFORMATION]
    share(child, (YES, AFTER))
    assert reads(keeper, AFTER) == [Stand.COMING]


def test_match_of_a_child_whose_parents_named_another_school_is_refused(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    request = asked(expect(child), keeper)
    Child.objects.filter(pk=child.pk).update(school=None)
    with pytest.raises(InformationError, match="noemden deze school niet"):
        information.match(key=request.key, child_key=child.key, by=contact, at=AT)


def test_match_of_a_child_elsewhere_or_by_the_school_finds_none(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    request = asked(expect(child), keeper)
    with pytest.raises(Child.DoesNotExist):
        information.match(key=request.key, child_key=make_child().key, by=contact, at=AT)
    with pytest.raises(PermissionDenied):
        information.match(key=request.key, child_key=child.key, by=keeper, at=AT)
    assert not InformationMatch.objects.exists()


@pytest.mark.privacy(9)
def test_candidates_are_children_of_the_location_by_birth_date_or_name(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    request = asked(expect(child, first_name="Sem"), keeper)
    same_name = make_child(
        child.location, first_name="Sem", last_name="Aydin", born_on=child.born_on - DAY
    )
    make_child(first_name="Sem", born_on=child.born_on)
    make_child(child.location, first_name="Semih", born_on=child.born_on - DAY)
    found = information.one(contact, request.key, at=AT)
    assert set(found.candidates) == {child, same_name}
    noted = AuditEntry.objects.filter(action="child.read", details__thing="intake")
    assert set(noted.values_list("target_key", flat=True)) == {
        str(child.key), str(same_name.key)
    }  # fmt: skip


def test_question_leaves_childcare_once_settled_unless_it_is_about_a_child(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    known, unknown = expect(child), expect(child, first_name="Bram")
    for line in (known, unknown):
        asked(line, keeper)
    assert information.waiting(contact) == 2
    information.match(key=known.requests.get().key, child_key=child.key, by=contact, at=AT)
    information.say_unknown(key=unknown.requests.get().key, by=contact, at=AT)
    assert information.waiting(contact) == 0
    gone = make_actor(Role.KOC, child.location, day=LATER.date())
    assert [row.registration for row in information.asked_of(gone)] == [known]
