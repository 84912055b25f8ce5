"""A parent's own code: read once, by whoever has it and knows the birth date (ADR 0031)."""

from datetime import date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from children import child_log, links
from children.models import Guardian, GuardianLink
from children.states import Channel, ConsentAct, ConsentScope, LeaveReason
from partners.membership_rules import MembershipError
from partners.models import AuditEntry, Module
from partners.states import Role
from tests.children.test_consent_locks import until_somebody_waits
from tests.factories.children import AT, GuardianFactory, ask, say
from tests.factories.partners import make_actor
from tests.partners.side_by_side import at_once
from tests.transitions.cast import HELPS, SOON, Cast, make_cast
from transitions import (
    handover_settings,
    parents_codes,
    parents_copy,
    parents_preview,
    sharing,
)
from transitions.models import ParentsCode
from transitions.parents_codes import CodeError
from transitions.states import ParentsCodeStand

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OTHER, PHONE = "Andere Ouder", "0612345678"


@pytest.fixture
def link(cast: Cast) -> GuardianLink:
    """Return the link of a parent who may read along."""
    return reading_along(cast)


def reading_along(cast: Cast) -> GuardianLink:
    """Fill the form in, let parents read along, and give one a link."""
    cast.fill(helps=HELPS, warm="nee", health="Astma.")
    sharing.offer(key=cast.child.key, by=cast.contact, at=AT)
    guardian = cast.child.guardians.get()
    links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=None, at=AT)
    return GuardianLink.objects.get()


def make(link: GuardianLink, at: datetime = SOON, *, health: bool = False) -> str:
    return parents_codes.make(link=link, health=health, at=at)


def enter(code: str, at: datetime = SOON, *, days: int = 0) -> ParentsCode | None:
    """Fill a code in with the birth date of the child, or one so many days later."""
    born_on = date(2023, 9, 4) + timedelta(days=days)
    return parents_codes.enter(typed=code, born_on=born_on, at=at)


def read(code: ParentsCode | None, at: datetime = SOON) -> dict[str, str]:
    """Return what somebody reads with a code that was filled in."""
    assert code is not None
    found = parents_codes.read(code_hash=code.code_hash, at=at)
    return {line.code: line.value for line in found.lines} if found else {}


def test_what_the_parent_could_read_is_read_once_for_half_an_hour(link: GuardianLink) -> None:
    code = make(link)
    kept = ParentsCode.objects.get()
    assert code.replace("-", "") not in f"{kept.code_hash} {kept.content}"
    used = enter(f" {code.upper().replace('-', ' ')} ")
    seen = read(used, SOON + 29 * MINUTE)
    assert (seen["helps"], "health" in seen) == (HELPS, False)
    assert read(used, SOON + 30 * MINUTE) == {}
    assert enter(code, SOON + MINUTE) is None


def test_what_is_read_is_as_it_was_when_the_code_was_made(cast: Cast, link: GuardianLink) -> None:
    parents_preview.say(link=link, text="Thuis helpt zingen.", at=AT)
    code = make(link)
    cast.fill(at=SOON, helps="Heel iets anders.")
    parents_preview.say(link=link, text="Later geschreven.", at=SOON)
    seen = read(enter(code))
    assert (seen["helps"], seen["own_words"]) == (HELPS, "Thuis helpt zingen.")


@pytest.mark.privacy(1, 35)
def test_nothing_of_the_other_parent_and_health_only_when_ticked(
    cast: Cast, link: GuardianLink
) -> None:
    GuardianFactory(child=cast.child, name=OTHER, phone=PHONE)
    seen = read(enter(make(link)))
    said = " ".join(seen.values())
    assert link.guardian.name in said
    assert not [word for word in (OTHER, PHONE, "Astma.") if word in said]
    assert read(enter(make(link, health=True)))["health"] == "Astma."
    assert [code.has_health for code in ParentsCode.objects.order_by("pk")] == [False, True]


@pytest.mark.privacy(35)
@pytest.mark.parametrize("before", [True, False])
def test_beside_a_secret_address_only_choices_and_own_words_are_read(
    cast: Cast, link: GuardianLink, before: bool
) -> None:
    parents_preview.say(link=link, text="Thuis helpt zingen.", at=AT)
    code = "" if before else make(link)
    GuardianFactory(child=cast.child, is_secret=True)
    assert read(enter(code or make(link))) == {"warm": "Nee", "own_words": "Thuis helpt zingen."}


@pytest.mark.privacy(29)
def test_the_copy_of_a_parent_holds_its_codes_and_not_those_of_the_other(
    cast: Cast, link: GuardianLink
) -> None:
    enter(make(link))
    (kept,) = parents_copy.codes_as_facts(link.guardian, SOON)
    assert {"what": "Wat helpt", "said": HELPS} in kept["lines"]
    assert (kept["read_at"], kept["stopped_at"]) == (SOON.isoformat(), "")
    assert parents_copy.codes_as_facts(GuardianFactory(child=cast.child), SOON) == []


def test_a_new_code_replaces_the_older_and_each_can_be_stopped(link: GuardianLink) -> None:
    first, used = make(link), enter(make(link))
    assert enter(first) is None
    make(link)
    for code in ParentsCode.objects.filter(ended_at=None):
        parents_codes.stop(link=link, pk=code.pk, at=SOON)
    assert read(used) == {}
    stands = [stand for _code, stand in parents_codes.own(link.guardian, SOON).codes]
    gone, seen = ParentsCodeStand.STOPPED, ParentsCodeStand.READ
    assert stands == [gone, seen, gone]


def test_a_code_of_the_other_parent_is_neither_seen_nor_stopped(
    cast: Cast, link: GuardianLink
) -> None:
    code = make(link)
    other = GuardianFactory(child=cast.child, name=OTHER)
    links.make(guardian_id=other.pk, channel=Channel.SHEET, by=None, at=AT)
    theirs = GuardianLink.objects.get(guardian=other)
    parents_codes.stop(link=theirs, pk=ParentsCode.objects.get().pk, at=SOON)
    assert parents_codes.own(other, SOON).codes == ()
    make(theirs)
    assert enter(code) is not None


@pytest.mark.parametrize(
    ("at", "works"), [(27 * DAY, True), (28 * DAY, False)], ids=["last day", "over"]
)
def test_a_code_waits_28_days(link: GuardianLink, at: timedelta, works: bool) -> None:
    code = make(link)
    assert (enter(code, SOON + at) is not None) == works
    stand = ParentsCodeStand.READ if works else ParentsCodeStand.EXPIRED
    assert parents_codes.own(link.guardian, SOON + at).codes[0][1] == stand


def test_the_fifth_wrong_birth_date_ends_a_code_for_good(link: GuardianLink) -> None:
    first = make(link)
    assert [enter(first, days=day) for day in (1, 2, 3, 4)] == [None] * 4
    assert enter(first) is not None
    second = make(link)
    assert [enter(second, days=day) for day in (1, 2, 3, 4, 5)] == [None] * 5
    assert enter(second, SOON + DAY) is None
    assert parents_codes.own(link.guardian, SOON).codes[0][1] == ParentsCodeStand.BLOCKED


@pytest.mark.parametrize("what", ["link", "parent", "authority", "mistake", "module"])
@pytest.mark.privacy(8)
def test_a_code_ends_with_what_it_rests_on(cast: Cast, link: GuardianLink, what: str) -> None:
    used = enter(make(link))
    waiting = make(link)
    _take_away(cast, link.guardian, what)
    assert enter(waiting) is None
    assert read(used) == {}


def _take_away(cast: Cast, guardian: Guardian, what: str) -> None:
    rows = Guardian.objects.filter(pk=guardian.pk)
    if what == "link":
        links.revoke(guardian_id=guardian.pk, by=cast.contact, at=SOON)
    elif what == "parent":
        rows.update(ended_on=SOON.date())
    elif what == "authority":
        rows.update(has_authority=False)
    elif what == "mistake":
        type(cast.child).objects.update(left_on=SOON.date(), left_because=LeaveReason.MISTAKE)
    else:
        Module.objects.all().delete()


def test_moved_to_another_municipality_a_school_there_reads_with_the_code(
    cast: Cast, link: GuardianLink
) -> None:
    type(cast.child).objects.update(left_on=SOON.date(), left_because=LeaveReason.MOVED)
    assert read(enter(make(link)))["helps"] == HELPS


@pytest.mark.parametrize("what", ["asked", "granted", "refused", "in conflict", "nothing"])
def test_it_is_an_equal_route_whatever_was_said_of_sharing(
    cast: Cast, link: GuardianLink, what: str
) -> None:
    question = None if what == "nothing" else ask(cast.child, ConsentScope.SHARE_FORM, cast.school)
    said = {"granted": ConsentAct.GRANTED, "refused": ConsentAct.REFUSED}
    if question is not None and what in said:
        say(question, said[what])
    elif question is not None and what == "in conflict":
        say(question, ConsentAct.GRANTED)
        say(question, ConsentAct.OBJECTED, GuardianFactory(child=cast.child))
    assert read(enter(make(link)))["helps"] == HELPS


@pytest.mark.parametrize("what", ["not offered", "off", "no authority", "often"])
def test_no_code_is_made_where_there_is_nothing_to_give(
    cast: Cast, link: GuardianLink, what: str
) -> None:
    if what == "not offered":
        type(cast.handover).objects.update(offered_at=None, offered_by=None)
    elif what == "off":
        town = cast.child.location.municipality
        by = make_actor(Role.GEM, town)
        handover_settings.save(municipality_id=town.pk, has_parents_route=False, by=by, at=AT)
    elif what == "no authority":
        Guardian.objects.update(has_authority=False)
    else:
        for _time in range(parents_codes.MOST):
            make(link)
    with pytest.raises(CodeError, match="own_many" if what == "often" else "own_none"):
        make(GuardianLink.objects.get())


@pytest.mark.privacy(17)
def test_each_opening_is_in_the_log_of_who_may_read_it(cast: Cast, link: GuardianLink) -> None:
    other = GuardianFactory(child=cast.child, name=OTHER)
    code = make(link)
    enter(code, days=1)
    read(enter(code))
    enter("abcd-efgh-jkmn")
    lines = AuditEntry.objects.filter(action__startswith="handover.code_").order_by("pk")
    assert [(line.action[14:], line.target_key) for line in lines] == [
        ("made", str(cast.child.key)),
        ("refused", str(cast.child.key)),
        ("used", str(cast.child.key)),
        ("read", str(cast.child.key)),
        ("refused", ""),
    ]
    assert HELPS not in str([line.details for line in lines])
    days = {"since": SOON.date(), "until": SOON.date()}
    assert [one.role_code for one in child_log.for_guardian(link.guardian, **days)] == ["code"]
    assert child_log.for_guardian(other, **days) == []
    officer = make_actor(Role.DPO, cast.child.location.holder, day=SOON.date())
    _child, sights = child_log.seen(officer, cast.child.key, at=SOON, **days)
    assert "iemand met een code van een ouder" in {one.role for one in sights}


@pytest.mark.privacy(34)
def test_whatever_is_wrong_costs_the_same_queries(link: GuardianLink) -> None:
    spent = make(link)
    enter(spent)
    blocked = make(link)
    for day in range(1, 6):
        enter(blocked, days=day)
    replaced, late = make(link), make(link)
    cases: dict[str, tuple[str, dict[str, Any]]] = {
        "unknown": ("abcd-efgh-jkmn", {}),
        "wrong date": (late, {"days": 1}),
        "spent": (spent, {}),
        "blocked": (blocked, {}),
        "replaced": (replaced, {}),
        "over": (late, {"at": SOON + 28 * DAY}),
    }
    asked = {name: _queries_of(code, more) for name, (code, more) in cases.items()}
    assert asked["unknown"]
    assert {name: found for name, found in asked.items() if found != asked["unknown"]} == {}


def _queries_of(code: str, more: dict[str, Any]) -> list[str]:
    """Return the queries that a code which opens nothing costs, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert enter(code, **more) is None
    return [query["sql"].split(" ")[0] for query in found.captured_queries]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_with_one_code_at_once_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    code, at_pause, go_on = make(reading_along(make_cast())), Event(), parents_codes._holds

    def paused(row: ParentsCode) -> bool:
        at_pause.set()
        until_somebody_waits()
        return go_on(row)

    def use() -> None:
        if enter(code) is None:
            raise MembershipError("turned away")

    def use_later() -> None:
        assert at_pause.wait(10)
        use()

    monkeypatch.setattr(parents_codes, "_holds", paused)
    assert at_once(use, use_later) == ["MembershipError", "done"]
    assert ParentsCode.objects.get().wrong_tries == 1
