"""Who is asked gets one mail without a word about a child, while the request waits."""

from datetime import datetime, timedelta

import pytest

from dossier import requests
from dossier.request_states import RequestedOf, RequestEnd
from partners import outbox
from partners.models import Membership, Message, User
from partners.states import Role
from tests.dossier.request_town import DAY, Town
from tests.factories.children import AT
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db


def mails() -> list[Message]:
    return list(Message.objects.filter(cause__startswith="request:"))


def test_tell_goes_to_the_care_coordinator_of_an_own_request(town: Town) -> None:
    town.sent(asked=RequestedOf.OWN_COORDINATOR)
    assert [mail.recipient for mail in mails()] == [town.carer.user]


def test_tell_goes_to_nobody_whose_role_ended(town: Town) -> None:
    rows = Membership.objects.filter(pk=town.coordinator.memberships[0].pk)
    rows.update(valid_until=DAY.replace(year=2025))
    town.sent()
    assert mails() == []


def test_tell_goes_to_nobody_who_can_sign_in_no_more(town: Town) -> None:
    User.objects.filter(pk=town.coordinator.user.pk).update(is_active=False)
    town.sent()
    assert mails() == []


@pytest.mark.privacy(10)
def test_mail_is_dropped_once_parents_stopped(town: Town) -> None:
    request = town.sent()
    (mail,) = mails()
    town.stop(request.consent)  # type: ignore[arg-type]
    assert not outbox.kind_of(mail.cause).is_still_needed(mail)


def test_mail_is_dropped_once_the_request_was_taken_up(town: Town) -> None:
    request = town.sent()
    (mail,) = mails()
    assert outbox.kind_of(mail.cause).is_still_needed(mail)
    plan = requests.Plan(DAY, "Kijken.")
    requests.plan(key=request.key, plan=plan, by=town.coordinator, at=AT)
    assert not outbox.kind_of(mail.cause).is_still_needed(mail)


@pytest.mark.privacy(26)
def test_planned_observation_comes_as_a_calendar_file_without_a_child(town: Town) -> None:
    request = town.sent()

    def plan(days: int, at: datetime) -> Message:
        on = requests.Plan(DAY + timedelta(days=days), "Kijken bij het spelen.")
        requests.plan(key=request.key, plan=on, by=town.coordinator, at=at)
        return Message.objects.filter(cause__startswith="observation:").latest("pk")

    first = plan(3, AT)
    second = plan(4, AT + timedelta(minutes=5))
    assert (first.recipient, second.recipient) == (town.coordinator.user, town.coordinator.user)
    needed = [outbox.kind_of(mail.cause).is_still_needed(mail) for mail in (first, second)]
    assert needed == [False, True]
    assert "SUMMARY:Observatie" in second.calendar
    said = first.subject + first.body + first.calendar
    for word in (town.child.first_name, town.child.last_name, "Kijken", town.child.location.name):
        assert word not in said
    town.stop(request.consent)  # type: ignore[arg-type]
    assert not outbox.kind_of(second.cause).is_still_needed(second)


@pytest.mark.privacy(26)
def test_planned_day_is_called_off_in_the_calendar_of_who_planned_it(town: Town) -> None:
    request, colleague = town.sent(), make_actor(Role.QC, town.school, day=DAY)
    later = [AT + timedelta(minutes=count) for count in range(4)]
    off = Message.objects.filter(cause__startswith="observation_off:").order_by("pk")
    for by, at in zip((town.coordinator, town.coordinator, colleague), later, strict=False):
        on = requests.Plan(DAY + timedelta(days=3), "Kijken bij het spelen.")
        requests.plan(key=request.key, plan=on, by=by, at=at)
    assert [mail.recipient for mail in off.all()] == [town.coordinator.user]
    requests.stop(key=request.key, end=RequestEnd.WITHDRAWN, by=town.contact, at=later[3])
    assert [mail.recipient for mail in off.all()] == [town.coordinator.user, colleague.user]
    for mail in off:
        assert "METHOD:CANCEL" in mail.calendar
        said = mail.subject + mail.body + mail.calendar
        for word in (town.child.first_name, "Kijken", town.child.location.name):
            assert word not in said


def test_planned_day_that_came_is_not_called_off(town: Town) -> None:
    request = town.planned()
    at = AT + timedelta(days=1)
    requests.stop(key=request.key, end=RequestEnd.WITHDRAWN, by=town.contact, at=at)
    assert not Message.objects.filter(cause__startswith="observation_off:").exists()
