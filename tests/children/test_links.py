"""Links to the guardian's page: made by childcare, opened with a birth date, blocked after five."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from children import links
from children.models import Guardian, GuardianLink
from children.states import Channel, GuardianKind, LeaveReason
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import ModuleKind, Role
from tests.factories.children import AT, ChildFactory, GuardianFactory, make_child
from tests.factories.partners import ModuleFactory, make_actor

pytestmark = pytest.mark.django_db
WRONG = date(2023, 9, 5)
LATER = AT + timedelta(days=15)


@pytest.fixture
def guardian() -> Guardian:
    found: Guardian = make_child(born_on=date(2023, 9, 4)).guardians.get()
    ModuleFactory(municipality=found.child.location.municipality, kind=ModuleKind.HANDOVER)
    return found


@pytest.fixture
def contact(guardian: Guardian) -> Actor:
    return make_actor(Role.KOC, guardian.child.location)


@pytest.fixture
def token(guardian: Guardian, contact: Actor) -> str:
    return links.make(guardian_id=guardian.pk, channel=Channel.MAIL, by=contact, at=AT)


def enter(token: str, born_on: date = date(2023, 9, 4), at: Any = AT) -> GuardianLink | None:
    return links.enter(token=token, born_on=born_on, at=at)


def lines() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


# --- making and withdrawing -----------------------------------------------------------------


def test_make_keeps_the_hash_only(token: str, guardian: Guardian) -> None:
    link = guardian.links.get()
    assert link.token_hash == links.hash_of(token)
    assert token not in str(GuardianLink.objects.values())
    assert link.expires_at == AT + timedelta(days=14)


def test_make_is_logged_without_the_token(token: str, guardian: Guardian) -> None:
    line = AuditEntry.objects.get(action="guardian.link_made")
    assert (line.target_key, line.details) == (
        str(guardian.child.key),
        {"link": guardian.links.get().pk},
    )


def test_make_lets_only_the_newest_link_answer(guardian: Guardian, contact: Actor) -> None:
    first, second = (
        links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=contact, at=AT + wait)
        for wait in (timedelta(0), timedelta(hours=1))
    )
    now = AT + timedelta(hours=2)
    found = [links.can_answer(link, now) for token in (first, second) if (link := enter(token))]
    assert found == [False, True]


@pytest.mark.parametrize("role", [Role.KCC, Role.KOC])
def test_make_is_for_who_sees_the_guardian(role: Role, guardian: Guardian) -> None:
    stranger = make_actor(role)
    with pytest.raises(Guardian.DoesNotExist):
        links.make(guardian_id=guardian.pk, channel=Channel.MAIL, by=stranger, at=AT)


@pytest.mark.privacy(14)
def test_make_refuses_who_does_not_decide(contact: Actor, guardian: Guardian) -> None:
    other = GuardianFactory(
        child=guardian.child, kind=GuardianKind.FOSTER_PARENT, has_authority=False
    )
    with pytest.raises(links.LinkError, match="beslist niet"):
        links.make(guardian_id=other.pk, channel=Channel.MAIL, by=contact, at=AT)


def test_revoke_closes_all_links(token: str, guardian: Guardian, contact: Actor) -> None:
    assert links.revoke(guardian_id=guardian.pk, by=contact, at=AT) == 1
    assert enter(token) is None
    assert links.revoke(guardian_id=guardian.pk, by=contact, at=AT) == 0


# --- opening --------------------------------------------------------------------------------


@pytest.mark.privacy(8)
def test_enter_takes_link_and_birth_date_together(token: str, guardian: Guardian) -> None:
    assert enter(token) == guardian.links.get()
    assert enter(token, WRONG) is None
    assert enter(f"{token}x") is None


def test_enter_of_an_old_link_still_opens_but_does_not_answer(token: str) -> None:
    link = enter(token, at=LATER)
    assert link is not None
    assert not links.can_answer(link, LATER)


@pytest.mark.privacy(8)
def test_enter_blocks_the_link_after_five_wrong_dates(token: str) -> None:
    assert [enter(token, WRONG) for _try in range(7)] == [None] * 7
    assert enter(token) is None
    assert GuardianLink.objects.get().wrong_tries == links.MOST_TRIES


def test_enter_forgets_four_wrong_dates_after_a_right_one(token: str) -> None:
    for _try in range(4):
        enter(token, WRONG)
    assert enter(token) is not None
    assert GuardianLink.objects.get().wrong_tries == 0


def test_enter_blocks_a_link_and_not_the_child(
    token: str, guardian: Guardian, contact: Actor
) -> None:
    for _try in range(5):
        enter(token, WRONG)
    new = links.make(guardian_id=guardian.pk, channel=Channel.DOOR, by=contact, at=AT)
    assert enter(new) is not None


def test_enter_refuses_who_is_no_guardian_any_more(token: str, guardian: Guardian) -> None:
    Guardian.objects.filter(pk=guardian.pk).update(ended_on=date(2026, 11, 1))
    assert enter(token) is None


def test_enter_refuses_a_child_that_was_a_mistake(token: str, guardian: Guardian) -> None:
    child = guardian.child
    child.left_on, child.left_because = date(2026, 11, 1), LeaveReason.MISTAKE
    child.save()
    assert enter(token) is None


@pytest.mark.privacy(34)
def test_enter_costs_the_same_for_a_wrong_link_and_a_wrong_date(token: str) -> None:
    found = []
    for name, born_on in (("x" * 43, WRONG), (token, WRONG)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            enter(name, born_on)
        found.append([query["sql"].split()[0] for query in queries])
    assert found[0] == found[1]


@pytest.mark.privacy(17)
def test_enter_is_logged_for_the_childcare_that_asks(token: str, guardian: Guardian) -> None:
    enter(token, WRONG)
    enter(token)
    enter("unknown")
    assert lines()[-3:] == ["guardian.turned_away", "guardian.came_in", "guardian.turned_away"]
    assert AuditEntry.objects.order_by("pk").last().target_key == ""


def test_known_is_the_link_of_a_token(token: str, guardian: Guardian) -> None:
    link = guardian.links.get()
    assert (links.known(token=token), links.known(token="other")) == (link, None)
    guardian.links.update(wrong_tries=links.MOST_TRIES)
    assert links.known(token=token) is None


def test_renewable_is_a_link_that_wrong_dates_blocked(token: str, guardian: Guardian) -> None:
    guardian.links.update(wrong_tries=links.MOST_TRIES)
    assert links.renewable(token=token) == guardian.links.get()
    guardian.links.update(revoked_at=AT)
    assert links.renewable(token=token) is None


def test_can_answer_needs_the_module(token: str) -> None:
    link = GuardianLink.objects.get()
    assert links.can_answer(link, AT)
    link.guardian.child.location.municipality.modules.all().delete()
    assert not links.can_answer(link, AT)


def test_birth_date_of_another_child_does_not_open(token: str) -> None:
    other = ChildFactory(born_on=date(2024, 1, 1))
    assert enter(token, other.born_on) is None
