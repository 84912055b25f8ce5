"""The page on which a location begins."""

from typing import Any

import pytest
from django.test import Client

from children import starts
from children.models import Child
from partners.models import AuditEntry, ChildcareLocation
from partners.states import Role
from tests.factories.children import GroupFactory, work_in
from tests.factories.contacts import make_contact
from tests.factories.partners import ChildcareLocationFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
START, PRACTISE = {"besluit": "start"}, {"besluit": "oefenen"}


@pytest.fixture
def page(location: ChildcareLocation) -> Client:
    return sign_in(Client(), make_actor(Role.KOC, location))


@pytest.fixture
def url(location: ChildcareLocation) -> str:
    return f"/kinderen/starten/{location.pk}/"


def body(response: Any) -> str:
    return str(response.content.decode())


def test_page_says_that_a_contact_is_missing(page: Client, url: str) -> None:
    text = body(page.get(url))
    assert "Wijs eerst een vaste contactpersoon aan" in text
    assert 'value="start"' not in text
    assert "Kies eerst een vaste contactpersoon" in body(page.post(url, START, follow=True))


def test_start_is_one_click(page: Client, url: str, location: ChildcareLocation) -> None:
    make_contact(location)
    assert 'value="start"' in body(page.get(url))
    assert "Gestart" in body(page.post(url, START, follow=True))
    assert starts.has_started(location.pk)
    assert "Oefenkind maken" not in body(page.get(url))


def test_practice_child_comes_and_goes(page: Client, url: str) -> None:
    assert "Oefen Kind" in body(page.post(url, PRACTISE, follow=True))
    assert AuditEntry.objects.filter(action="child.read").exists()
    page.post(url, {"besluit": "weghalen"})
    assert not Child.objects.exists()


def test_a_worker_practises_and_does_not_start(url: str, location: ChildcareLocation) -> None:
    make_contact(location)
    worker = make_actor(Role.KOW, location)
    work_in(GroupFactory(location=location), worker.memberships[0])
    page = sign_in(Client(), worker)
    assert 'value="start"' not in body(page.get(url))
    assert page.post(url, START).status_code == 403
    assert "Oefen Kind" in body(page.post(url, PRACTISE, follow=True))


def test_another_location_never_existed(page: Client) -> None:
    url = f"/kinderen/starten/{ChildcareLocationFactory().pk}/"
    assert [page.get(url).status_code, page.post(url, START).status_code] == [404, 404]


def test_a_button_that_is_none_of_ours_does_nothing(page: Client, url: str) -> None:
    assert page.post(url, {"besluit": "alles"}).status_code == 404
