"""R16 asks to take up a request or send it back, and tells who leads two weeks later."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from children.models import Child
from dossier import request_reminders, requests
from dossier.request_states import RequestedOf
from partners import reminder_runs
from partners.models import EquatedDay, Municipality, ReminderSwitch
from partners.reminders import Occasion
from partners.states import Role
from tests.dossier.request_town import DAY, SOON, Town
from tests.factories.children import AT
from tests.factories.partners import MembershipFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 11, 30), date(2026, 12, 14)  # 5 and 15 working days after 23 November


def found(town: Town, day: date = SECOND) -> list[Occasion]:
    here = Municipality.objects.filter(pk=town.child.location.municipality_id)
    return list(request_reminders.untaken(list(here), day))


@pytest.mark.parametrize("asked", [RequestedOf.SCHOOL_COORDINATOR, RequestedOf.OWN_COORDINATOR])
def test_untaken_brings_who_was_asked_and_later_who_leads(town: Town, asked: RequestedOf) -> None:
    town.sent(asked=asked)
    first, second = found(town)
    assert [first.due_on, second.due_on] == [FIRST, SECOND]
    school, place = town.school.pk, town.child.location
    own = {place.pk, place.holder_id}
    who, where = (Role.QC, {school}) if asked == "qc" else (Role.KCC, own)
    assert [(one.role, one.organisations) for one in first.audiences] == [(who, where)]
    (leads,) = second.audiences
    assert (leads.is_lead, leads.organisations) == (True, {school if asked == "qc" else place.pk})


def test_untaken_counts_the_holidays_of_the_municipality(town: Town) -> None:
    town.sent()
    EquatedDay.objects.create(
        municipality=town.child.location.municipality, day=DAY + timedelta(days=1)
    )
    assert [one.due_on for one in found(town)] == [FIRST + timedelta(days=1), date(2026, 12, 15)]


@pytest.mark.privacy(10)
@pytest.mark.parametrize("what", ["planned", "sent back", "parents stopped", "left", "not sent"])
def test_untaken_is_over_once_it_does_not_wait(town: Town, what: str) -> None:
    request = town.prepared() if what == "not sent" else town.sent()
    seen = found(town)
    given = {"key": request.key, "by": town.coordinator, "at": AT}
    if what == "planned":
        requests.plan(plan=requests.Plan(SOON, "Kijken."), **given)  # type: ignore[arg-type]
    elif what == "sent back":
        requests.give_back(text="Wie is de mentor?", **given)  # type: ignore[arg-type]
    elif what == "parents stopped":
        town.stop(request.consent)  # type: ignore[arg-type]
    elif what == "left":
        Child.objects.update(left_on=DAY, left_because="moved")
    assert found(town) == []
    assert not any(request_reminders.is_waiting(one, SECOND) for one in seen)


@pytest.mark.privacy(26)
def test_rule_is_off_at_first_and_names_no_child(town: Town) -> None:
    town.sent()
    given = {"day": FIRST, "at": timezone.make_aware(AT.replace(tzinfo=None) + timedelta(days=7))}
    assert reminder_runs.run(**given).due == 0
    municipality = town.child.location.municipality
    ReminderSwitch.objects.create(municipality=municipality, rule="R16", is_on=True)
    assert (reminder_runs.run(**given).sent, reminder_runs.run(**given).already_sent) == (1, 1)
    (line,) = request_reminders.say_how_many(found(town)[:1])
    assert line == (
        "Een verzoek om mee te kijken wacht nog op een dag: neem het aan of stuur het terug."
    )
    MembershipFactory(organisation=town.school.organisation, role=Role.SCH, is_lead=True)
    later = reminder_runs.run(day=SECOND, at=given["at"] + timedelta(days=14))
    assert {key: count for key, count in later.lines.items() if key[0] == "R16"} == {
        ("R16", "leidinggevende"): 1
    }
