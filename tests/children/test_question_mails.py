"""The mail that asks a guardian: its address and its link are looked up when it goes."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail as outgoing

from children import asking, invitation_texts, links, text_approvals
from children.asking import Asking
from children.models import Child, GuardianLink
from children.states import Channel, ConsentAct, ConsentScope, Language, LeaveReason
from partners import delivery, tasks
from partners.models import Message
from partners.states import MessageState, ModuleKind, Role
from tests.factories.children import AT, GuardianFactory, make_child, make_started, say
from tests.factories.partners import ModuleFactory, make_actor

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/ouder/([\w-]{43})/")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)


@pytest.fixture
def child() -> Child:
    """Return a child whose parent was asked by mail."""
    made = make_child(born_on=date(2023, 10, 20))
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    make_started(made.location)
    by = make_actor(Role.KOC, made.location)
    asked = Asking((ConsentScope.ASKED_AT_35,), Channel.MAIL)
    asking.ask(key=made.key, asking=asked, by=by, at=AT)
    return made


def send() -> tuple[str, list[Any]]:
    """Let the worker do its work; return the state of the message and what went out."""
    delivery.send_due(clock=lambda: AT)
    return Message.objects.get().state, outgoing.outbox


def test_mail_makes_its_link_when_it_goes(child: Child) -> None:
    assert not GuardianLink.objects.exists()
    state, (sent,) = send()
    assert (state, sent.to) == (MessageState.SENT, [child.guardians.get().email])
    found = LINK.search(sent.body)
    assert found is not None
    assert links.enter(token=found[1], born_on=child.born_on, at=AT) is not None
    assert found[1] not in Message.objects.get().body


@pytest.mark.privacy(26)
def test_mail_names_the_childcare_and_not_the_child(child: Child) -> None:
    _state, (sent,) = send()
    whole = f"{sent.subject} {sent.body}"
    assert child.location.organisation.name in whole
    facts = (child.first_name, child.last_name, str(child.key), "2023")
    assert [fact for fact in facts if fact in whole] == []


def test_mail_goes_to_the_address_of_today(child: Child) -> None:
    child.guardians.update(email="nieuw@example.org")
    assert send()[1][0].to == ["nieuw@example.org"]


@pytest.mark.parametrize("why", ["answered", "left", "ended", "off", "address", "authority"])
def test_mail_is_dropped_when_nothing_is_left_to_ask(why: str, child: Child) -> None:
    parent, question = child.guardians.get(), child.consent_questions.get()
    if why == "answered":
        say(question, ConsentAct.REFUSED)
    elif why == "left":
        Child.objects.update(left_on=AT.date(), left_because=LeaveReason.MOVED)
    elif why == "off":
        child.location.municipality.modules.all().delete()
    else:
        GuardianFactory(child=child)
        parent.ended_on = AT.date() if why == "ended" else None
        parent.email = "" if why == "address" else parent.email
        parent.has_authority = why != "authority"
        parent.save()
    assert send() == (MessageState.DROPPED, [])


def test_text_is_in_the_own_language_once_it_is_approved(child: Child) -> None:
    parent = child.guardians.get()
    parent.language = Language.TR
    assert invitation_texts.of(parent).languages == (Language.EN, Language.NL)
    town = child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=Language.TR, by=by, at=AT)
    assert invitation_texts.of(parent).languages == (Language.TR, Language.NL)


@pytest.mark.privacy(35)
def test_text_names_no_place_with_a_secret_address(child: Child) -> None:
    parent = child.guardians.get()
    GuardianFactory(child=child, is_secret=True)
    assert child.location.organisation.name not in invitation_texts.of(parent).mail("/link/")


def test_dutch_parent_reads_dutch_only(child: Child) -> None:
    text = invitation_texts.of(child.guardians.get())
    assert (text.languages, text.subject) == ((Language.NL,), "Vraag van de kinderopvang")
