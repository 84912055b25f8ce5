"""Guardians are added, changed and ended, and each time what they allowed is settled anew."""

from datetime import date

import pytest

from children import guardians, links
from children.guardians import GuardianError, GuardianValues
from children.models import Child, ConsentQuestion, Guardian
from children.states import Channel, ConsentAct, ConsentScope, GuardianKind
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def child() -> Child:
    return make_child()


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


@pytest.fixture
def live(child: Child) -> ConsentQuestion:
    """Return a question to which the only parent said yes."""
    question = ask(child, ConsentScope.OBSERVE, SchoolFactory())
    say(question, ConsentAct.GRANTED)
    assert question.is_live
    return question


def values(**more: object) -> GuardianValues:
    return GuardianValues(**{"name": "Ilse Zandstra", **more})  # type: ignore[arg-type]


def is_live(question: ConsentQuestion) -> bool:
    question.refresh_from_db()
    return question.is_live


def test_add_keeps_what_was_given(child: Child, contact: Actor) -> None:
    made = guardians.add(child_id=child.pk, values=values(phone="0612345679"), by=contact, at=AT)
    assert (made.name, made.phone, made.child) == ("Ilse Zandstra", "0612345679", child)


def test_add_is_logged_without_a_name(child: Child, contact: Actor) -> None:
    made = guardians.add(child_id=child.pk, values=values(), by=contact, at=AT)
    line = AuditEntry.objects.get(action="guardian.added")
    assert (line.target_key, line.details) == (str(child.key), {"guardian": made.pk})


def test_add_of_a_voogd_takes_the_decision_over(
    child: Child, contact: Actor, live: ConsentQuestion
) -> None:
    guardians.add(child_id=child.pk, values=values(kind=GuardianKind.VOOGD), by=contact, at=AT)
    assert not is_live(live)


def test_add_of_a_parent_who_lives_apart_asks_for_both(
    child: Child, contact: Actor, live: ConsentQuestion
) -> None:
    guardians.add(child_id=child.pk, values=values(lives_apart=True), by=contact, at=AT)
    assert not is_live(live)


def test_add_refuses_a_foster_parent_who_decides(child: Child, contact: Actor) -> None:
    with pytest.raises(GuardianError, match="pleegouder"):
        guardians.add(
            child_id=child.pk, values=values(kind=GuardianKind.FOSTER_PARENT), by=contact, at=AT
        )
    assert child.guardians.count() == 1


def test_change_of_authority_ends_the_yes(
    child: Child, contact: Actor, live: ConsentQuestion
) -> None:
    parent = child.guardians.get()
    guardians.change(guardian_id=parent.pk, values=values(has_authority=False), by=contact, at=AT)
    assert not is_live(live)


def test_change_logs_the_names_of_the_columns_only(child: Child, contact: Actor) -> None:
    parent = child.guardians.get()
    guardians.change(guardian_id=parent.pk, values=values(email=parent.email), by=contact, at=AT)
    line = AuditEntry.objects.get(action="guardian.changed")
    assert line.details == {"guardian": parent.pk, "fields": ["name"]}


def test_end_ends_the_yes_and_the_links(
    child: Child, contact: Actor, live: ConsentQuestion
) -> None:
    parent = child.guardians.get()
    token = links.make(guardian_id=parent.pk, channel=Channel.MAIL, by=contact, at=AT)
    guardians.end(guardian_id=parent.pk, day=DAY, by=contact, at=AT)
    assert not is_live(live)
    assert links.enter(token=token, born_on=child.born_on, at=AT) is None


def test_end_refuses_a_day_to_come(child: Child, contact: Actor) -> None:
    with pytest.raises(GuardianError, match="toekomst"):
        guardians.end(
            guardian_id=child.guardians.get().pk, day=date(2026, 12, 1), by=contact, at=AT
        )


def test_end_happens_once(child: Child, contact: Actor) -> None:
    parent = child.guardians.get()
    guardians.end(guardian_id=parent.pk, day=DAY, by=contact, at=AT)
    with pytest.raises(Guardian.DoesNotExist):
        guardians.end(guardian_id=parent.pk, day=DAY, by=contact, at=AT)


@pytest.mark.parametrize("role", [Role.KOC, Role.KOW, Role.QC, Role.GEM, Role.DPO])
def test_writes_are_not_for_who_cannot_see_the_guardian(role: Role, child: Child) -> None:
    stranger, parent = make_actor(role), child.guardians.get()
    with pytest.raises(Child.DoesNotExist):
        guardians.add(child_id=child.pk, values=values(), by=stranger, at=AT)
    with pytest.raises(Guardian.DoesNotExist):
        guardians.change(guardian_id=parent.pk, values=values(), by=stranger, at=AT)
    with pytest.raises(Guardian.DoesNotExist):
        guardians.end(guardian_id=parent.pk, day=DAY, by=stranger, at=AT)
