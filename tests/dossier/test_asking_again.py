"""A request that came to nothing gives what was noted to the next one; nobody comes to who left."""

from functools import partial
from typing import Any

import pytest

from children.models import Attachment, Child
from dossier import requests
from dossier.models import ObservationRequest, OtherObservation, ParentTalk, Signal
from dossier.request_states import RequestEnd
from dossier.requests import Plan, RequestError
from tests.children import samples
from tests.dossier.request_town import DAY, Town
from tests.factories.children import AT
from tests.factories.requests import (
    OtherObservationFactory,
    ParentTalkFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db


def give_back(town: Town, request: ObservationRequest) -> Any:
    return requests.give_back(key=request.key, text="Wie is de mentor?", by=town.coordinator, at=AT)


def test_send_takes_along_what_went_with_a_request_that_came_to_nothing(town: Town) -> None:
    for factory in (SignalFactory, ParentTalkFactory):
        factory(child=town.child)
    before = town.sent(screening=samples.photo())
    OtherObservationFactory(request=before)
    give_back(town, before)
    again = town.prepared(again_key=before.key)
    assert (again.screening, Attachment.objects.count()) == (before.screening, 1)
    found = {model.objects.get().request for model in (Signal, ParentTalk, OtherObservation)}
    assert found == {again}


def test_send_leaves_what_belongs_to_a_request_that_was_observed(town: Town) -> None:
    signal = SignalFactory(child=town.child)
    request = town.planned()
    requests.note_report(request, by=town.coordinator, at=AT, begun_at=AT)
    requests.stop(key=request.key, end=RequestEnd.WITHDRAWN, by=town.worker, at=AT)
    town.prepared()
    signal.refresh_from_db()
    assert signal.request == request


def test_prepare_takes_no_screening_form_of_a_request_that_goes_on(town: Town) -> None:
    before = town.prepared(screening=samples.photo())
    assert town.prepared(again_key=before.key).screening is None


@pytest.mark.parametrize("what", ["send", "plan"])
def test_nobody_comes_to_a_child_that_left(town: Town, what: str) -> None:
    request = town.prepared() if what == "send" else town.sent()
    town.sign() if what == "send" else None
    Child.objects.update(left_on=DAY, left_because="moved")
    by = town.contact if what == "send" else town.coordinator
    act: Any = requests.send if what == "send" else partial(requests.plan, plan=Plan(DAY, "Kijk."))
    with pytest.raises(RequestError, match="niet meer op de opvang"):
        act(key=request.key, by=by, at=AT)
