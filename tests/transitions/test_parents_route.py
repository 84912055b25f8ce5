"""Childcare notes that parents bring the form themselves: reminders stop, and no school sees it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from children import links
from children.models import GuardianLink
from children.states import Channel, ConsentAct, ConsentScope
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say, switch_on
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.registrations import SchoolRegistrationFactory
from tests.partners.cast import sign_in
from tests.transitions.cast import SOON, Cast
from tests.transitions.reminder_cast import DAY, Reminded, T, reminded, switch, waiting
from transitions import handover_settings, parents_codes, parents_route, sharing, standings
from transitions.filling import HandoverError
from transitions.models import Handover, ParentsCode
from transitions.states import HandoverStand, Turn

__all__ = ["reminded"]
TOKEN = re.compile(r'(csrfmiddlewaretoken" value|X-CSRFToken|nonce)[^>]*')
CHILDCARE = ("R3", "R4", "R5", "R6", "R9", "R12", "R13", "R25")


def stands(cast: Cast) -> tuple[HandoverStand, Turn]:
    """Return where the handover stands and who is at turn."""
    (one,) = standings.of(type(cast.child).objects.filter(pk=cast.child.pk), at=SOON)
    return one.stand, one.turn


def note(cast: Cast) -> Handover:
    return parents_route.note(key=cast.child.key, by=cast.contact, at=SOON)


def carry(cast: Cast) -> str:
    """Let a parent make a code."""
    sharing.offer(key=cast.child.key, by=cast.contact, at=AT)
    guardian = cast.child.guardians.get()
    links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=None, at=AT)
    link = GuardianLink.objects.order_by("-pk")[0]
    return parents_codes.make(link=link, health=False, at=AT)


def test_noting_it_offers_the_form_to_parents_and_can_be_taken_back(cast: Cast) -> None:
    cast.fill()
    before = stands(cast)
    handover = note(cast)
    assert (handover.offered_at, handover.given_at, handover.given_by) == (
        SOON, SOON, cast.contact.memberships[0],
    )  # fmt: skip
    assert note(cast).given_at == SOON
    assert stands(cast) == (HandoverStand.GIVEN_TO_PARENTS, Turn.NOBODY)
    parents_route.take_back(key=cast.child.key, by=cast.contact, at=SOON)
    assert cast.handover.given_at is None
    assert stands(cast) == before


def test_childcare_is_at_turn_until_the_form_is_filled_in(cast: Cast) -> None:
    cast.fill(helps="Zingen.")
    note(cast)
    assert stands(cast) == (HandoverStand.GIVEN_TO_PARENTS, Turn.CHILDCARE)
    cast.fill(warm="nee")
    assert stands(cast) == (HandoverStand.GIVEN_TO_PARENTS, Turn.NOBODY)


@pytest.mark.parametrize("what", ["nothing filled in", "off", "role", "other"])
def test_noting_it_is_refused(cast: Cast, what: str) -> None:
    by, error = cast.contact, HandoverError
    if what != "nothing filled in":
        cast.fill()
    if what == "off":
        town = cast.child.location.municipality
        officer = make_actor(Role.GEM, town)
        handover_settings.save(municipality_id=town.pk, has_parents_route=False, by=officer, at=AT)
    elif what == "role":
        by, error = cast.reader, PermissionDenied
    elif what == "other":
        by, error = make_actor(Role.KOC, make_child().location), ObjectDoesNotExist
    for act in (parents_route.note, parents_route.take_back)[
        : 2 if what in {"role", "other"} else 1
    ]:
        with pytest.raises(error):
            act(key=cast.child.key, by=by, at=SOON)
    assert not Handover.objects.exclude(given_at=None).exists()
    assert not Handover.objects.exclude(offered_at=None).exists()


@pytest.mark.parametrize(
    ("said", "stand"),
    [
        (None, HandoverStand.GIVEN_TO_PARENTS),
        (ConsentAct.REFUSED, HandoverStand.GIVEN_TO_PARENTS),
        (ConsentAct.GRANTED, HandoverStand.DISCUSSED),
    ],
)
def test_a_code_makes_it_so_unless_parents_said_yes_to_the_school(
    cast: Cast, said: ConsentAct | None, stand: HandoverStand
) -> None:
    cast.fill()
    cast.talk()
    if said is not None:
        say(ask(cast.child, ConsentScope.SHARE_FORM, cast.school), said)
    before = stands(cast)
    carry(cast)
    assert stands(cast)[0] == stand
    for over in ({"ended_at": AT}, {"expires_at": SOON}, {"wrong_tries": 5}):
        ParentsCode.objects.update(ended_at=None, expires_at=SOON + DAY, wrong_tries=0)
        ParentsCode.objects.update(**over)
        assert stands(cast) == before
    ParentsCode.objects.update(used_at=SOON)
    assert stands(cast)[0] == stand


def test_with_its_school_it_stands_as_shared_and_another_school_takes_the_codes_along(
    cast: Cast,
) -> None:
    cast.ready()
    cast.share()
    carry(cast)
    note(cast)
    assert stands(cast)[0] == HandoverStand.SUBMITTED
    old, cast.school = cast.handover, SchoolFactory()
    switch_on(cast.school)
    type(cast.child).objects.update(school=cast.school)
    cast.allow()
    cast.talk(at=SOON + timedelta(minutes=1))
    cast.share(at=SOON + timedelta(minutes=2))
    assert cast.handover.pk != old.pk
    assert (cast.handover.parents_codes.count(), cast.handover.given_at) == (1, None)


@pytest.mark.parametrize("how", ["noted", "code"])
def test_reminders_to_childcare_stop_and_come_back(reminded: Reminded, how: str) -> None:
    switch(reminded, "R4", "R5", "R9", "R12")
    question = ask(reminded.child, ConsentScope.SHARE_FORM, reminded.school)
    if how == "noted":
        say(question, ConsentAct.GRANTED)
    reminded.fill()
    day = T + 5 * DAY
    before = waiting(day, *CHILDCARE)
    assert {"R6", "R9"} <= set(before) if how == "noted" else {"R4", "R5"} & set(before)
    carry(reminded)
    ParentsCode.objects.update(used_at=SOON)
    if how == "noted":  # a code beside a yes stops nothing: the school still waits
        assert {"R6", "R9"} <= set(waiting(day, *CHILDCARE))
        note(reminded)
    assert waiting(day, *CHILDCARE) == []
    Handover.objects.update(given_at=None, given_by=None, offered_at=None, offered_by=None)
    ParentsCode.objects.all().delete()
    assert waiting(day, *CHILDCARE) == before


@pytest.mark.privacy(34)
def test_a_school_sees_nothing_of_it_and_waits_no_longer(cast: Cast) -> None:
    cast.fill()
    SchoolRegistrationFactory(school=cast.school, born_on=cast.child.born_on)
    client = sign_in(Client(), cast.reader)

    def looks() -> list[tuple[int, str, int]]:
        found = []
        for path in ("/", "/intakelijst/", "/overdrachten/gedeeld/", "/instroombord/",
                     f"/kinderen/{cast.child.key}/overdracht/lezen/"):  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                page = client.get(path)
            text = TOKEN.sub("", page.content.decode())
            found.append((page.status_code, text, len(asked)))
        return found

    before = looks()
    note(cast)
    carry(cast)
    assert looks() == before
    assert not ParentsCode.objects.visible_to(cast.reader).exists()


def test_childcare_notes_it_on_its_page_and_reads_what_became_of_codes(cast: Cast) -> None:
    cast.fill()
    client = sign_in(Client(), cast.contact)
    where = f"/kinderen/{cast.child.key}/overdracht/"
    assert "Ouders geven het zelf" in client.get(where).content.decode()
    client.post(f"{where}via-ouders/")
    shown = client.get(where).content.decode()
    assert "Via ouders" in shown
    assert "Nu te doen" not in shown
    carry(cast)
    assert "Code van" in client.get(where).content.decode()
    client.post(f"{where}niet-via-ouders/")
    assert "Toch niet via de ouders" not in client.get(where).content.decode()


def test_a_refusal_by_the_rule_is_told_on_the_page(cast: Cast) -> None:
    client = sign_in(Client(), cast.contact)
    where = f"/kinderen/{cast.child.key}/overdracht/"
    shown = client.post(f"{where}via-ouders/", follow=True).content.decode()
    assert "Er is nog niets ingevuld." in shown
