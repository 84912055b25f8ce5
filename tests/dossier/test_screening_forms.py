"""A screening form that was added by mistake goes, as long as no parent signed with it."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.test import Client
from django.urls import reverse

from children.models import Attachment
from dossier import new_requests, requests
from dossier.models import ObservationRequest
from dossier.request_states import RequestEnd
from dossier.requests import RequestError
from partners.access import Actor
from partners.models import AuditEntry
from tests.children import samples
from tests.dossier.request_town import DAY, Town, make_town
from tests.factories.children import AT
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
BUTTON = "Screeningsformulier weghalen"


def with_form(town: Town) -> ObservationRequest:
    return town.prepared(screening=samples.photo())


def remove(request: ObservationRequest, by: Actor) -> ObservationRequest:
    return new_requests.remove_screening(key=request.key, by=by, at=AT)


def has_form(request: ObservationRequest) -> bool:
    request.refresh_from_db()
    return request.screening is not None


@pytest.mark.privacy(17)
def test_remove_takes_the_file_along_and_says_so_in_the_log(town: Town) -> None:
    request = with_form(town)
    remove(request, town.worker)
    assert (has_form(request), Attachment.objects.exists()) == (False, False)
    lines = AuditEntry.objects.filter(action__endswith="removed").order_by("pk")
    assert [line.action for line in lines] == ["file.removed", "request.screening_removed"]
    assert {line.organisation for line in lines} == {town.child.location.holder.organisation}
    with pytest.raises(RequestError, match="geen formulier meer"):
        remove(request, town.worker)


@pytest.mark.parametrize("when", ["signed", "sent", "ended"])
def test_remove_is_refused_once_parents_signed_or_it_was_sent(town: Town, when: str) -> None:
    signed = town.sign() if when == "sent" else None
    request = with_form(town)
    if when == "signed":
        town.sign()
    elif signed is not None:
        town.stop(signed)  # what was sent stays as it was sent
    else:
        end = RequestEnd.WITHDRAWN
        requests.stop(key=request.key, end=end, by=town.contact, at=AT)
    with pytest.raises(RequestError):
        remove(request, town.contact)
    assert has_form(request)


def test_remove_is_for_childcare_of_the_child(town: Town) -> None:
    request = with_form(town)
    for by in (town.coordinator, make_actor("gem", town.school.municipality, day=DAY)):
        with pytest.raises(PermissionDenied):
            remove(request, by)
    with pytest.raises(ObjectDoesNotExist):
        remove(request, make_town().contact)
    assert has_form(request)


def test_remove_leaves_the_file_with_an_earlier_request_that_was_sent(town: Town) -> None:
    before = town.sent(screening=samples.photo())
    requests.give_back(key=before.key, text="Wie is de mentor?", by=town.coordinator, at=AT)
    town.stop(before.consent)  # type: ignore[arg-type]
    again = town.prepared(again_key=before.key)
    remove(again, town.contact)
    assert (has_form(again), has_form(before)) == (False, True)
    unsent = with_form(town)
    requests.stop(key=unsent.key, end=RequestEnd.WITHDRAWN, by=town.contact, at=AT)
    remove(town.prepared(again_key=unsent.key), town.contact)
    assert not has_form(unsent)


@pytest.mark.privacy(9)
def test_page_asks_and_takes_it_away(town: Town) -> None:
    first, second = with_form(town), with_form(town)

    def paths(request: ObservationRequest) -> tuple[str, str]:
        keys = [town.child.key, request.key]
        return reverse("request", args=keys), reverse(
            "request_step", args=[*keys, "formulier-weghalen"]
        )

    client = sign_in(Client(), town.contact)
    page, act = paths(first)
    assert BUTTON in client.get(page).content.decode()
    answer: Any = client.post(act, follow=True)
    text = answer.content.decode()
    assert ("Het screeningsformulier is weggehaald." in text, BUTTON in text) == (True, False)
    page, act = paths(second)
    town.sign()
    requests.send(key=second.key, by=town.contact, at=AT)
    assert BUTTON not in client.get(page).content.decode()
    text = client.post(act).content.decode()
    assert ("maak een nieuw" in text, has_form(second)) == (True, True)
    assert sign_in(Client(), town.coordinator).post(act).status_code == 403
