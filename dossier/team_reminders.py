"""R17: four weeks after a support team met, somebody calls; a week later who leads is told."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from children.querysets import module_is_on
from dossier import team_stands
from dossier.meeting_states import HAPPENED
from dossier.models import FollowUp, SupportTeam
from partners.models import ChildcareLocation, Municipality
from partners.reminders import Audience, Occasion, Rule, escalated, page_link
from partners.roles import Permission
from partners.states import Role

ESCALATED_AFTER = 7  # days


def calls(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring each open team about which nobody called yet, and a week later who leads there.

    Of a child that left nobody is asked to call.
    """
    del day
    by_pk = {one.pk: one for one in municipalities}
    places = ChildcareLocation.objects.filter(module_is_on(), municipality__in=by_pk)
    waiting = SupportTeam.objects.open().filter(
        location__in=places, meeting__state__in=HAPPENED, follow_ups=None, child__left_on=None
    )
    for team in waiting.select_related("meeting", "location").order_by("pk"):
        meeting, place = team.meeting, team.location
        if meeting is None:
            continue
        own = frozenset({place.pk, place.holder_id})
        first = Occasion(
            rule="R17",
            municipality=by_pk[place.municipality_id],
            subject=f"team:{team.pk}",
            due_on=team_stands.call_on(timezone.localdate(meeting.planned_at)),
            audiences=(Audience(own, Role.KCC),),
            facts=team.pk,
        )
        yield first
        yield escalated(first, days=ESCALATED_AFTER, organisation_id=place.pk)


def is_waiting(occasion: Occasion, _today: date) -> bool:
    """Say whether nobody called since, and the team goes on."""
    if FollowUp.objects.filter(team=occasion.facts).exists():
        return False
    return SupportTeam.objects.open().filter(pk=occasion.facts, child__left_on=None).exists()


def say_how_many(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line, without a child or a place in it."""
    teams = {occasion.facts for occasion in occasions}
    text = ngettext(
        "Er is een SOT-overleg waarover nog moet worden nagebeld: helpen de afspraken?",
        "Er zijn %d SOT-overleggen waarover nog moet worden nagebeld: helpen de afspraken?",
        len(teams),
    )
    return [text % len(teams) if "%d" in text else text]


RULES = {
    "R17": Rule(
        "R17",
        gettext_lazy("Nabellen na een SOT-overleg"),
        calls,
        is_waiting,
        say_how_many,
        links=page_link(gettext_lazy("Naar de SOT-overleggen"), "teams", Permission.RUN_TEAMS),
    )
}
