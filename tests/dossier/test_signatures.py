"""The signature under a request is a consent: asked, given and taken back as any other."""

import pytest

from children.asking import AskError
from children.models import Child
from children.states import Channel, ConsentAct, ConsentScope, ConsentStand
from dossier import signatures
from dossier.models import ObservationRequest
from dossier.request_states import RequestedOf
from tests.dossier.request_town import DAY, Town
from tests.factories.children import AT, say
from tests.factories.partners import SchoolFactory

pytestmark = pytest.mark.django_db


def ask(request: ObservationRequest, town: Town, channel: Channel = Channel.DOOR) -> object:
    return signatures.ask(request=request, channel=channel, by=town.worker, at=AT)


def of(request: ObservationRequest, town: Town) -> signatures.Signature:
    return signatures.of(request, by=town.worker, at=AT)


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        (RequestedOf.SCHOOL_COORDINATOR, ConsentScope.OBSERVE),
        (RequestedOf.OWN_COORDINATOR, ConsentScope.OBSERVE_OWN),
    ],
)
def test_ask_asks_exactly_what_is_needed(
    town: Town, asked: RequestedOf, scope: ConsentScope
) -> None:
    request = town.prepared(asked=asked)
    assert of(request, town).stand is None
    ask(request, town)
    assert town.child.consent_questions.get().scope == scope
    assert of(request, town).stand == ConsentStand.REQUESTED


def test_ask_gives_a_link_for_the_device_at_the_door(town: Town) -> None:
    (invitation,) = signatures.ask(
        request=town.prepared(), channel=Channel.DOOR, by=town.worker, at=AT
    )
    assert invitation.token


def test_ask_for_a_school_that_parents_no_longer_named(town: Town) -> None:
    request = town.prepared()
    Child.objects.update(school=SchoolFactory())
    request.refresh_from_db()
    with pytest.raises(AskError, match="andere school"):
        ask(request, town)


def test_of_names_nobody_who_took_it_back_and_nobody_twice(town: Town) -> None:
    request, signed = town.prepared(), town.sign()
    for act in (ConsentAct.WITHDRAWN, ConsentAct.GRANTED):
        say(signed, act)
    assert [one.name for one in of(request, town).signed] == [town.child.guardians.get().name]
    town.stop(signed)
    assert of(request, town).signed == ()


@pytest.mark.privacy(2)
def test_of_says_who_signed_how_and_when(town: Town) -> None:
    request = town.prepared()
    town.sign()
    signature = of(request, town)
    assert signature.stand == ConsentStand.GRANTED
    (signed,) = signature.signed
    guardian = town.child.guardians.get()
    assert (signed.name, signed.channel, signed.at) == (guardian.name, Channel.MAIL, AT)


@pytest.mark.privacy(4)
def test_live_ends_when_parents_stop(town: Town) -> None:
    request, question = town.prepared(), town.sign()
    assert signatures.live(request, DAY) == question
    town.stop(question)
    assert signatures.live(request, DAY) is None
    assert of(request, town).stand == ConsentStand.WITHDRAWN


@pytest.mark.privacy(5)
def test_live_of_one_purpose_signs_no_other(town: Town) -> None:
    town.sign(ConsentScope.OBSERVE_OWN)
    assert signatures.live(town.prepared(), DAY) is None
