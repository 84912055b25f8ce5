"""Children come, move to another group, leave, and are taken out again."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from children.enrolment import (
    AlreadyHereError,
    EnrolmentError,
    NewChild,
    NewGuardian,
    add,
    leave,
    move_group,
    undo_entry,
    undo_leaving,
)
from children.models import Child, ConsentQuestion, Group, GroupStay
from children.states import ConsentAct, ConsentScope, LeaveReason
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation
from partners.states import Role
from tests.factories.children import AT, GroupFactory, ask, make_child, say, work_in
from tests.factories.partners import (
    ChildcareLocationFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=DAY)


@pytest.fixture
def group(location: ChildcareLocation) -> Group:
    return GroupFactory(location=location)


@pytest.fixture
def child(location: ChildcareLocation, group: Group) -> Child:
    """Return a child in a group since March."""
    made = make_child(location, group=group, added_at=AT, first_name="Sem", last_name="Hoogland")
    GroupStay.objects.create(child=made, group=group, from_day=made.entered_on)
    return made


def new(location: ChildcareLocation, **values: Any) -> NewChild:
    given = {
        "first_name": "Levi",
        "last_name": "Waterval",
        "born_on": date(2023, 9, 4),
        "entered_on": date(2026, 11, 2),
        "location_id": location.pk,
    }
    return NewChild(**{**given, **values})


def stays(child: Child) -> list[tuple[Group, date, date | None]]:
    return [(stay.group, stay.from_day, stay.until_day) for stay in child.stays.order_by("pk")]


# --- coming ---------------------------------------------------------------------------------


def test_add_makes_a_child_with_its_stay_and_guardian(
    location: ChildcareLocation, group: Group, contact: Actor
) -> None:
    guardian = NewGuardian("Ouder Waterval", "ouder@example.org")
    made = add(new=new(location, group_id=group.pk, guardians=(guardian,)), by=contact, at=AT)
    assert (made.name, made.location, made.added_by) == (
        "Levi Waterval", location, contact.memberships[0],
    )  # fmt: skip
    assert stays(made) == [(group, date(2026, 11, 2), None)]
    assert [(who.name, who.email) for who in made.guardians.all()] == [
        ("Ouder Waterval", "ouder@example.org")
    ]


def test_add_leaves_a_line_without_a_name(location: ChildcareLocation, contact: Actor) -> None:
    made = add(new=new(location), by=contact, at=AT)
    entry = AuditEntry.objects.get(action="child.added")
    assert (entry.target_key, entry.details, entry.membership) == (
        str(made.key), {}, contact.memberships[0],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"born_on": date(2026, 11, 24)}, "born_on"),
        ({"born_on": date(2013, 9, 4)}, "born_on"),
        ({"entered_on": date(2026, 11, 24)}, "entered_on"),
        ({"entered_on": date(2023, 9, 3)}, "entered_on"),
    ],
)
def test_add_refuses_days_that_cannot_be(
    location: ChildcareLocation, contact: Actor, values: dict[str, date], field: str
) -> None:
    with pytest.raises(EnrolmentError) as refused:
        add(new=new(location, **values), by=contact, at=AT)
    assert refused.value.field == field
    assert not Child.objects.exists()


def test_add_refuses_a_group_elsewhere(location: ChildcareLocation, contact: Actor) -> None:
    with pytest.raises(EnrolmentError, match="van deze locatie"):
        add(new=new(location, group_id=GroupFactory().pk), by=contact, at=AT)


def test_add_refuses_a_closed_group(location: ChildcareLocation, contact: Actor) -> None:
    closed = GroupFactory(location=location, closed_on=DAY)
    with pytest.raises(EnrolmentError, match="open groep"):
        add(new=new(location, group_id=closed.pk), by=contact, at=AT)


@pytest.mark.privacy(12)
def test_add_refuses_a_bsn_in_a_name(location: ChildcareLocation, contact: Actor) -> None:
    with pytest.raises(ValidationError):
        add(new=new(location, last_name="Waterval 111222333"), by=contact, at=AT)


@pytest.mark.parametrize("role", [Role.KCC, Role.DPO, Role.GEM])
def test_add_is_for_who_works_there(location: ChildcareLocation, role: Role) -> None:
    place = location.holder if role in {Role.KCC, Role.DPO} else location.municipality
    with pytest.raises(PermissionDenied):
        add(new=new(location), by=make_actor(role, place, day=DAY), at=AT)


def test_add_elsewhere_is_refused(contact: Actor) -> None:
    with pytest.raises(ChildcareLocation.DoesNotExist):
        add(new=new(ChildcareLocationFactory()), by=contact, at=AT)


def test_add_by_a_worker_is_in_an_own_group_only(location: ChildcareLocation, group: Group) -> None:
    worker = make_actor(Role.KOW, location, day=DAY)
    for chosen in (None, group.pk):
        with pytest.raises(EnrolmentError):
            add(new=new(location, group_id=chosen), by=worker, at=AT)
    work_in(group, worker.memberships[0])
    assert add(new=new(location, group_id=group.pk), by=worker, at=AT).group == group


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"first_name": "levi ", "last_name": "WATERVAL"},
        {"last_name": "Watervál"},
        {"first_name": "Levy"},
        {"born_on": date(2023, 4, 9)},
    ],
)
def test_add_asks_about_a_child_that_looks_the_same(
    location: ChildcareLocation, contact: Actor, values: dict[str, Any]
) -> None:
    first = add(new=new(location), by=contact, at=AT)
    with pytest.raises(AlreadyHereError) as asked:
        add(new=new(location, **values), by=contact, at=AT)
    assert asked.value.found == [first]
    assert add(new=new(location, **values), is_another=True, by=contact, at=AT) != first


@pytest.mark.parametrize("values", [{"first_name": "Nora"}, {"last_name": "Kersentuin"}])
def test_add_does_not_ask_about_twins_and_namesakes(
    location: ChildcareLocation, contact: Actor, values: dict[str, Any]
) -> None:
    add(new=new(location), by=contact, at=AT)
    assert add(new=new(location, **values), by=contact, at=AT).pk


def test_add_asks_about_a_child_that_left(child: Child, contact: Actor) -> None:
    leave(key=child.key, on=DAY, because=LeaveReason.STOPPED, by=contact, at=AT)
    again = new(child.location, first_name="Sem", last_name="Hoogland", born_on=child.born_on)
    with pytest.raises(AlreadyHereError):
        add(new=again, by=contact, at=AT)


def test_add_says_nothing_of_a_child_elsewhere(location: ChildcareLocation, contact: Actor) -> None:
    make_child(first_name="Levi", last_name="Waterval")
    assert add(new=new(location), by=contact, at=AT).pk


# --- moving ---------------------------------------------------------------------------------


def test_move_group_ends_one_stay_and_begins_the_next(child: Child, contact: Actor) -> None:
    old, other = child.group, GroupFactory(location=child.location)
    moved = move_group(key=child.key, group_id=other.pk, from_day=DAY, by=contact, at=AT)
    assert moved.group == other
    assert stays(child) == [
        (old, date(2026, 3, 2), DAY - timedelta(days=1)),
        (other, DAY, None),
    ]


def test_move_group_from_the_first_day_leaves_no_day_in_the_old_one(
    child: Child, contact: Actor
) -> None:
    other = GroupFactory(location=child.location)
    first = child.entered_on
    move_group(key=child.key, group_id=other.pk, from_day=first, by=contact, at=AT)
    assert stays(child)[0][1:] == (first, first - timedelta(days=1))


@pytest.mark.parametrize("day", [date(2026, 3, 1), DAY + timedelta(days=1)])
def test_move_group_refuses_a_day_before_the_stay_or_later_than_today(
    child: Child, contact: Actor, day: date
) -> None:
    other = GroupFactory(location=child.location)
    with pytest.raises(EnrolmentError) as refused:
        move_group(key=child.key, group_id=other.pk, from_day=day, by=contact, at=AT)
    assert refused.value.field == "from_day"


def test_move_group_refuses_the_same_group_and_one_elsewhere(child: Child, contact: Actor) -> None:
    for group_id in (child.group_id, GroupFactory().pk):
        with pytest.raises(EnrolmentError) as refused:
            move_group(key=child.key, group_id=group_id, from_day=DAY, by=contact, at=AT)
        assert refused.value.field == "group"


def test_move_group_of_a_foreign_child_is_refused(child: Child) -> None:
    stranger = make_actor(Role.KOC, day=DAY)
    with pytest.raises(Child.DoesNotExist):
        move_group(key=child.key, group_id=child.group_id, from_day=DAY, by=stranger, at=AT)


def test_move_group_by_the_care_coordinator_is_refused(child: Child) -> None:
    reader = make_actor(Role.KCC, child.location.holder, day=DAY)
    with pytest.raises(PermissionDenied):
        move_group(key=child.key, group_id=child.group_id, from_day=DAY, by=reader, at=AT)


# --- leaving --------------------------------------------------------------------------------


def granted(child: Child, *scopes: ConsentScope) -> dict[ConsentScope, ConsentQuestion]:
    """Let the guardian say yes to a school for each of these."""
    school = SchoolFactory()
    made = {scope: ask(child, scope, school) for scope in scopes}
    for question in made.values():
        say(question, ConsentAct.GRANTED)
    return made


def live(child: Child) -> set[str]:
    rows = ConsentQuestion.objects.filter(child=child, is_live=True)
    return set(rows.values_list("scope", flat=True))


@pytest.mark.parametrize(
    ("because", "left"),
    [
        (LeaveReason.TO_SCHOOL, {"share_form", "health"}),
        (LeaveReason.MOVED, set()),
        (LeaveReason.OTHER_CHILDCARE, set()),
        (LeaveReason.STOPPED, set()),
        (LeaveReason.DIED, set()),
    ],
)
def test_leave_ends_the_consents_that_have_no_purpose_any_more(
    child: Child, contact: Actor, because: LeaveReason, left: set[str]
) -> None:
    granted(child, ConsentScope.DISCUSS, ConsentScope.SHARE_FORM, ConsentScope.HEALTH)
    gone = leave(key=child.key, on=DAY, because=because, by=contact, at=AT)
    assert (gone.left_on, gone.left_because) == (DAY, because)
    assert live(child) == left
    assert stays(child)[0][2] == DAY


def test_leave_passes_questions_that_were_closed_before(child: Child, contact: Actor) -> None:
    granted(child, ConsentScope.DISCUSS)
    leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=contact, at=AT)
    undo_leaving(key=child.key, by=contact, at=AT)
    leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=contact, at=AT)
    question = ConsentQuestion.objects.get()
    assert question.events.filter(act=ConsentAct.ENDED).count() == 1


@pytest.mark.parametrize("day", [date(2026, 3, 1), DAY + timedelta(days=1)])
def test_leave_refuses_a_day_before_coming_or_later_than_today(
    child: Child, contact: Actor, day: date
) -> None:
    with pytest.raises(EnrolmentError) as refused:
        leave(key=child.key, on=day, because=LeaveReason.MOVED, by=contact, at=AT)
    assert refused.value.field == "left_on"


def test_leave_is_once(child: Child, contact: Actor) -> None:
    leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=contact, at=AT)
    with pytest.raises(EnrolmentError, match="al weg"):
        leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=contact, at=AT)


def test_leave_is_no_way_to_undo_a_mistake(child: Child, contact: Actor) -> None:
    with pytest.raises(ValueError, match="undone"):
        leave(key=child.key, on=DAY, because=LeaveReason.MISTAKE, by=contact, at=AT)


def test_leave_of_a_foreign_child_is_refused(child: Child) -> None:
    stranger = make_actor(Role.KOC, day=DAY)
    with pytest.raises(Child.DoesNotExist):
        leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=stranger, at=AT)


# --- undoing --------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "passes"), [(14, True), (15, False)])
def test_undo_leaving_within_fourteen_days(
    child: Child, contact: Actor, days: int, passes: bool
) -> None:
    leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=contact, at=AT)
    later = AT + timedelta(days=days)
    if not passes:
        with pytest.raises(EnrolmentError, match="14 dagen"):
            undo_leaving(key=child.key, by=contact, at=later)
        return
    back = undo_leaving(key=child.key, by=contact, at=later)
    assert (back.left_on, back.left_because, stays(child)[0][2]) == (None, "", None)


def test_undo_leaving_gives_no_consent_back(child: Child, contact: Actor) -> None:
    granted(child, ConsentScope.DISCUSS)
    leave(key=child.key, on=DAY, because=LeaveReason.MOVED, by=contact, at=AT)
    undo_leaving(key=child.key, by=contact, at=AT)
    assert live(child) == set()


def test_undo_leaving_of_a_child_that_is_here_is_refused(child: Child, contact: Actor) -> None:
    with pytest.raises(EnrolmentError, match="niet weg"):
        undo_leaving(key=child.key, by=contact, at=AT)


@pytest.mark.parametrize(
    ("later", "passes"), [(timedelta(days=14), True), (timedelta(days=14, seconds=1), False)]
)
def test_undo_entry_within_fourteen_days(
    child: Child, contact: Actor, later: timedelta, passes: bool
) -> None:
    if not passes:
        with pytest.raises(EnrolmentError, match="14 dagen"):
            undo_entry(key=child.key, by=contact, at=AT + later)
        return
    undo_entry(key=child.key, by=contact, at=AT + later)
    assert not Child.objects.visible_to(contact).exists()


def test_undo_entry_ends_every_consent(child: Child, contact: Actor) -> None:
    granted(child, ConsentScope.DISCUSS, ConsentScope.SHARE_FORM)
    undo_entry(key=child.key, by=contact, at=AT)
    assert live(child) == set()
    assert AuditEntry.objects.filter(action="child.entry_undone").count() == 1


def test_undo_entry_by_a_worker_is_refused(child: Child, group: Group) -> None:
    worker = make_actor(Role.KOW, child.location, day=DAY)
    work_in(group, worker.memberships[0])
    with pytest.raises(PermissionDenied):
        undo_entry(key=child.key, by=worker, at=AT)


def test_undo_entry_is_once(child: Child, contact: Actor) -> None:
    undo_entry(key=child.key, by=contact, at=AT)
    with pytest.raises(Child.DoesNotExist):
        undo_entry(key=child.key, by=contact, at=AT)


def test_moments_are_of_the_caller(location: ChildcareLocation, contact: Actor) -> None:
    at: datetime = AT - timedelta(days=3)
    assert add(new=new(location), by=contact, at=at).added_at == at
