"""The demo: filled once, put back, and never outside a demo."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from weakref import ReferenceType

import pytest
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, transaction
from django.test import Client

from config import celery
from config.demo import cast
from config.demo.fill import DemoError, fill, reset
from config.demo.guard import refuse_demo_accounts
from config.demo.locks import years_unlocked
from partners.models import AuditEntry, Membership, Message, School, SchoolBoard, User
from partners.states import Role
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.years import calculate
from tests.factories.messages import MessageFactory
from tests.factories.partners import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_a_demo(settings: Any) -> None:
    settings.DEMO = True


def test_fill_makes_schools_boards_people_a_year_and_six_letters() -> None:
    drafted = fill(at=AT)
    assert (School.objects.count(), SchoolBoard.objects.count(), drafted.created) == (41, 6, 6)
    assert {m.role for m in Membership.objects.all()} == set(Role)
    year = SubsidyYear.objects.get()
    assert (str(year.budget), str(year.remainder)) == (cast.BUDGET, "1736.00")
    assert all(letter.snapshot["board"]["address"] for letter in DecisionLetter.objects.all())


def test_fill_shows_differences_with_an_invented_last_year() -> None:
    fill(at=AT)
    rows = calculate(SubsidyYear.objects.get()).rows
    assert Counter(str(row.difference) for row in rows) == {"120.00": 40, "None": 1}


def test_fill_again_changes_nothing() -> None:
    fill(at=AT)
    before = [list(m.objects.values().order_by("pk")) for m in (User, Membership, DecisionLetter)]
    drafted = fill(at=AT)
    after = [list(m.objects.values().order_by("pk")) for m in (User, Membership, DecisionLetter)]
    assert (drafted.unchanged, after == before) == (6, True)


def test_fill_refuses_a_database_that_holds_anything_else() -> None:
    UserFactory()
    with pytest.raises(DemoError, match="bevat al iets anders"):
        fill(at=AT)
    assert not School.objects.exists()


def test_fill_outside_a_demo_is_refused(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(DemoError, match="DEMO=1"):
        fill(at=AT)


def test_reset_brings_back_the_year_and_closes_out_strangers() -> None:
    fill(at=AT)
    school = School.objects.get(organisation__key="13WW00").organisation
    stranger = MembershipFactory(organisation=school, role=Role.SCH)
    MessageFactory(municipality=None)
    year = SubsidyYear.objects.get()
    year.pk, year.first_year = None, 2031  # what a visitor established
    year.save(force_insert=True)
    lines = AuditEntry.objects.count()
    reset(at=AT)
    stranger.user.refresh_from_db()
    assert str(SubsidyYear.objects.get().budget) == cast.BUDGET
    assert (stranger.user.is_active, Message.objects.count()) == (False, 0)
    assert AuditEntry.objects.count() > lines
    assert DecisionLetter.objects.first().reference.endswith("-001")


def test_reset_leaves_the_lock_on_established_years() -> None:
    fill(at=AT)
    reset(at=AT)
    with pytest.raises(ProgrammingError, match="locked"), transaction.atomic():
        SubsidyYear.objects.update(budget="180000.00")


def test_years_unlocked_outside_a_demo_is_refused(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured), years_unlocked():
        pass


def test_reset_of_something_else_than_a_demo_is_refused() -> None:
    with pytest.raises(DemoError):
        reset(at=AT)


@pytest.mark.parametrize("door", cast.DOORS, ids=lambda door: door.role)
def test_door_signs_in_with_one_click_in_its_role(door: cast.Door) -> None:
    fill(at=AT)
    client = Client()
    client.post("/demo/binnen/", {"role": door.role})
    assert client.get("/").context["interface"].actor.role == door.role


@pytest.mark.parametrize("path", ["/demo/binnen/", "/demo/terugzetten/"])
def test_doors_are_not_there_outside_a_demo(path: str, settings: Any) -> None:
    fill(at=AT)
    settings.DEMO = False
    assert Client().post(path, {"role": "gem"}).status_code == 404
    assert Client().get("/").status_code == 302
    assert AuditEntry.objects.filter(action="demo.reset").count() == 0


def test_door_of_a_role_that_does_not_exist_is_not_there() -> None:
    fill(at=AT)
    assert Client().post("/demo/binnen/", {"role": "baas"}).status_code == 404


@pytest.mark.privacy(36)
def test_start_on_demo_accounts_outside_a_demo_is_refused(settings: Any) -> None:
    fill(at=AT)
    refuse_demo_accounts()
    settings.DEMO = False
    with pytest.raises(SystemExit, match="is geen demo"):
        refuse_demo_accounts()


@pytest.mark.parametrize("signal", [worker_init, beat_init], ids=["worker", "beat"])
def test_worker_and_beat_refuse_demo_accounts_at_their_start(signal: Any, settings: Any) -> None:
    fill(at=AT)
    settings.DEMO = False
    receivers = [getattr(found, "__self__", found) for _key, found in signal.receivers]
    called = [found() if isinstance(found, ReferenceType) else found for found in receivers]
    assert celery.refuse_demo_accounts in called
    with pytest.raises(SystemExit, match="is geen demo"):
        celery.refuse_demo_accounts()
