"""The module Subsidie: off, every address of this app is closed and says why."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Municipality
from partners.modules import ModuleRequiredMixin
from partners.states import ModuleKind, Role
from subsidies import preview_urls, urls
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_letters, make_municipality
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
ADDRESSES = [*urls.urlpatterns, *preview_urls.urlpatterns]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: str(address.name))
def test_view_belongs_to_the_module(address: Any) -> None:
    view = address.callback.view_class
    assert issubclass(view, ModuleRequiredMixin)
    assert view.module == ModuleKind.SUBSIDY


@pytest.fixture
def municipality() -> Municipality:
    """Return a municipality with letters, which then switched Subsidie off."""
    found = make_municipality(key="9796")
    make_letters(found)
    found.modules.all().delete()
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/subsidiejaren/",
        "/subsidiejaren/9796/2026-2027/",
        "/subsidiejaren/9796/nieuw/leeg/",
        "/subsidiejaren/9796/2026-2027/voorbeeldbrief/",
        "/beschikkingsbrieven/",
    ],
)
def test_pages_are_closed_with_a_reason_while_the_module_is_off(
    path: str, municipality: Municipality
) -> None:
    answer = sign_in(Client(), make_actor(Role.GEM, municipality)).get(path)
    assert answer.status_code == 404
    assert "De module Subsidie staat hier niet aan." in answer.content.decode()
