"""The demo: filled once, put back, and its doors never there outside a demo."""

from collections import Counter
from typing import Any
from weakref import ReferenceType

import pytest
from celery.signals import beat_init, worker_init
from django.contrib.auth.hashers import check_password, make_password
from django.db import ProgrammingError, transaction
from django.test import Client

from config import celery
from config.demo import cast
from config.demo.fill import fill, reset
from config.demo.guard import refuse_demo_accounts
from partners.models import AuditEntry, Membership, Message, School, SchoolBoard, User
from partners.states import Role
from subsidies.letters import Drafted
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.years import calculate
from tests.config.conftest import FILLED_AT
from tests.factories.messages import MessageFactory
from tests.factories.partners import MembershipFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("filled_demo"),
    pytest.mark.xdist_group("demo"),
]
AT = FILLED_AT


@pytest.fixture(autouse=True)
def _in_a_demo(settings: Any) -> None:
    settings.DEMO = True


def test_fill_makes_schools_boards_people_a_year_and_six_letters(filled_demo: Drafted) -> None:
    assert (School.objects.count(), SchoolBoard.objects.count(), filled_demo.created) == (41, 6, 6)
    assert {m.role for m in Membership.objects.all()} == set(Role)
    year = SubsidyYear.objects.get()
    assert (str(year.budget), str(year.remainder)) == (cast.BUDGET, "1736.00")
    assert all(letter.snapshot["board"]["address"] for letter in DecisionLetter.objects.all())


def test_fill_shows_differences_with_an_invented_last_year() -> None:
    rows = calculate(SubsidyYear.objects.get()).rows
    assert Counter(str(row.difference) for row in rows) == {"120.00": 40, "None": 1}


def test_fill_gives_everybody_the_password_of_the_demo() -> None:
    hashes = set(User.objects.values_list("password", flat=True))
    assert [check_password(cast.PASSWORD, found) for found in hashes] == [True]


def test_fill_again_gives_back_the_password_that_a_visitor_changed() -> None:
    kept = User.objects.get(email=cast.CONTACT).password
    users = User.objects.filter(email__in=[cast.WORKER, cast.COORDINATOR])
    users.update(password=make_password("iets-anders-van-een-bezoeker"))
    fill(at=AT)
    assert set(User.objects.values_list("password", flat=True)) == {kept}


def test_fill_again_changes_nothing() -> None:
    before = [list(m.objects.values().order_by("pk")) for m in (User, Membership, DecisionLetter)]
    drafted = fill(at=AT)
    after = [list(m.objects.values().order_by("pk")) for m in (User, Membership, DecisionLetter)]
    assert (drafted.unchanged, after == before) == (6, True)


def test_reset_brings_back_the_year_and_closes_out_strangers() -> None:
    school = School.objects.get(organisation__key="13WW00").organisation
    stranger = MembershipFactory(organisation=school, role=Role.SCH)
    visitors = MessageFactory(municipality=None)
    year = SubsidyYear.objects.get()
    year.pk, year.first_year = None, 2031  # what a visitor established
    year.save(force_insert=True)
    lines = AuditEntry.objects.count()
    reset(at=AT)
    stranger.user.refresh_from_db()
    assert str(SubsidyYear.objects.get().budget) == cast.BUDGET
    mails = Message.objects.filter(pk=visitors.pk)  # the demo itself invites people to meetings
    assert (stranger.user.is_active, mails.exists()) == (False, False)
    assert AuditEntry.objects.count() > lines
    assert DecisionLetter.objects.first().reference.endswith("-001")


def test_reset_leaves_the_lock_on_established_years() -> None:
    reset(at=AT)
    with pytest.raises(ProgrammingError, match="locked"), transaction.atomic():
        SubsidyYear.objects.update(budget="180000.00")


@pytest.mark.parametrize("door", cast.DOORS, ids=lambda door: door.role)
def test_door_signs_in_with_one_click_in_its_role(door: cast.Door) -> None:
    client = Client()
    client.post("/demo/binnen/", {"role": door.role})
    assert client.get("/").context["interface"].actor.role == door.role


@pytest.mark.parametrize("path", ["/demo/binnen/", "/demo/terugzetten/"])
def test_doors_are_not_there_outside_a_demo(path: str, settings: Any) -> None:
    settings.DEMO = False
    assert Client().post(path, {"role": "gem"}).status_code == 404
    assert Client().get("/").status_code == 302
    assert AuditEntry.objects.filter(action="demo.reset").count() == 0


def test_door_of_a_role_that_does_not_exist_is_not_there() -> None:
    assert Client().post("/demo/binnen/", {"role": "baas"}).status_code == 404


@pytest.mark.privacy(36)
def test_start_on_demo_accounts_outside_a_demo_is_refused(settings: Any) -> None:
    refuse_demo_accounts()
    settings.DEMO = False
    with pytest.raises(SystemExit, match="is geen demo"):
        refuse_demo_accounts()


@pytest.mark.parametrize("signal", [worker_init, beat_init], ids=["worker", "beat"])
def test_worker_and_beat_refuse_demo_accounts_at_their_start(signal: Any, settings: Any) -> None:
    settings.DEMO = False
    receivers = [getattr(found, "__self__", found) for _key, found in signal.receivers]
    called = [found() if isinstance(found, ReferenceType) else found for found in receivers]
    assert celery.refuse_demo_accounts in called
    with pytest.raises(SystemExit, match="is geen demo"):
        celery.refuse_demo_accounts()
