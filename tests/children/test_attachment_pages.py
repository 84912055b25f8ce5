"""A file over the web: saved and never shown, kept by no cache, and a 404 for everybody else."""

from uuid import uuid4

import pytest
from django.test import Client

from children.models import Attachment
from children.states import ScanState
from partners.access import Actor
from partners.states import ModuleKind, Role
from tests.factories.children import AttachmentFactory, make_child
from tests.factories.partners import ModuleFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def attachment() -> Attachment:
    """Return a clean report in a municipality where Overdracht is on."""
    made = AttachmentFactory(child=make_child())
    ModuleFactory(municipality=made.child.location.municipality, kind=ModuleKind.HANDOVER)
    return made


def contact(attachment: Attachment) -> Actor:
    return make_actor(Role.KOC, attachment.child.location)


def address(key: object) -> str:
    return f"/bijlagen/{key}/"


def test_file_is_saved_and_never_shown(attachment: Attachment) -> None:
    answer = sign_in(Client(), contact(attachment)).get(address(attachment.key))
    assert (answer.status_code, answer.content) == (200, attachment.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="report-')
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == (
        "nosniff",
        "application/pdf",
    )
    assert answer["Cache-Control"] == "private, no-store"


def test_file_that_waits_says_so(attachment: Attachment) -> None:
    Attachment.objects.update(scan=ScanState.WAITING)
    answer = sign_in(Client(), contact(attachment)).get(address(attachment.key))
    assert answer.status_code == 404
    assert "wacht op een controle op schadelijke software" in answer.content.decode()


@pytest.mark.privacy(10)
def test_file_of_another_is_the_404_of_none(attachment: Attachment) -> None:
    elsewhere = make_child().location
    ModuleFactory(municipality=elsewhere.municipality, kind=ModuleKind.HANDOVER)
    page = sign_in(Client(), make_actor(Role.KOC, elsewhere))
    foreign, unknown = page.get(address(attachment.key)), page.get(address(uuid4()))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert str(attachment.key) not in foreign.content.decode()


@pytest.mark.privacy(33)
def test_file_is_not_there_without_the_module(attachment: Attachment) -> None:
    attachment.child.location.municipality.modules.all().delete()
    answer = sign_in(Client(), contact(attachment)).get(address(attachment.key))
    assert answer.status_code == 404


def test_file_asks_visitors_to_sign_in(attachment: Attachment) -> None:
    assert Client().get(address(attachment.key)).status_code == 302
