"""The children of the demo: there once, in every state, and put back after a visitor."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from children import consents
from children.models import Child, ConsentQuestion, Group, LocationStart
from children.states import ConsentStand
from config.demo import cast
from config.demo.children import TODDLERS, parent_of_the_door
from config.demo.fill import fill, reset
from partners.access import actor_for
from partners.models import FixedContact, LocationAgreement, User
from partners.states import Role
from tests.config.conftest import FILLED_AT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("filled_demo"),
    pytest.mark.xdist_group("demo-children"),
]
AT = FILLED_AT
# Whose parents allowed the school something that is live; the others its people cannot see.
SEEN_AT_SCHOOL = {
    "Noor", "Levi", "Elif", "Sem", "Yara", "Mees", "Zofia", "Lina", "Saar", "Adam",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_a_demo(settings: Any) -> None:
    settings.DEMO = True


def stands() -> set[ConsentStand]:
    rows = ConsentQuestion.objects.select_related("child", "school").prefetch_related("events")
    return {
        consents.stand_of(row, row.events.all(), consents.deciding(row.child), AT) for row in rows
    }


def test_fill_shows_every_answer_that_parents_can_give() -> None:
    assert stands() == {
        ConsentStand.GRANTED,
        ConsentStand.REFUSED,
        ConsentStand.REQUESTED,
        ConsentStand.WITHDRAWN,
    }


def test_fill_lets_the_coordinator_see_consented_children_only() -> None:
    user = User.objects.get(email="lotte@school.example")
    actor = actor_for(user, day=timezone.localdate(AT), role=Role.QC)
    assert actor is not None
    seen = set(Child.objects.visible_to(actor).values_list("first_name", flat=True))
    assert seen == SEEN_AT_SCHOOL


def test_fill_again_brings_no_second_child() -> None:
    fill(at=AT)
    assert (Child.objects.count(), Group.objects.count()) == (len(TODDLERS), 4)


def test_reset_brings_back_a_child_whose_parent_answered() -> None:
    before = set(Child.objects.values_list("first_name", "born_on"))
    Child.objects.filter(first_name="Noor").update(first_name="Anders")
    reset(at=AT)
    assert set(Child.objects.values_list("first_name", "born_on")) == before


def test_reset_brings_back_contacts_agreement_and_start() -> None:
    tables = (FixedContact, LocationAgreement, LocationStart)
    before = [table.objects.count() for table in tables]
    LocationStart.objects.all().delete()
    reset(at=AT)
    assert ([table.objects.count() for table in tables], before) == (before, [4, 1, 1])


def test_door_of_a_parent_asks_the_birth_date_it_names() -> None:
    parent = parent_of_the_door()
    assert parent is not None
    client = Client()
    born_on = parent.child.born_on
    assert f"{born_on:%-d-%-m-%Y}" in client.get("/").content.decode()
    gate = client.post("/demo/ouder/").headers["Location"]
    page = client.post(gate, {"geboren": f"{born_on:%-d-%-m-%Y}"}, follow=True)
    assert parent.child.first_name in page.content.decode()


def test_door_of_a_parent_is_not_there_outside_a_demo(settings: Any) -> None:
    settings.DEMO = False
    assert Client().post("/demo/ouder/").status_code == 404


def test_contact_of_the_demo_works_where_the_children_are() -> None:
    user = User.objects.get(email=cast.CONTACT)
    actor = actor_for(user, day=timezone.localdate(AT), role=Role.KOC)
    assert actor is not None
    assert Child.objects.visible_to(actor).count() == len(TODDLERS)
