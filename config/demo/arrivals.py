"""What the demo's school did with the handover that it read: a group, and what it prepares."""

from datetime import datetime

from children.models import Child, Group
from children.states import GroupKind
from partners.access import Actor
from partners.models import School
from transitions import arrivals
from transitions.models import Arrival, SchoolRegistration
from transitions.states import PlacementReason

FIRST_NAME = "Noor"
SECOND_GROUP = ("Groep 1/2 groen", 22)


def fill(school: School, *, lead: Actor, at: datetime) -> None:
    """Let the school find the child on its list, choose a group and prepare something; once."""
    if Arrival.objects.exists():
        return
    group = Group.objects.filter(school=school).order_by("pk")[0]
    name, places = SECOND_GROUP
    Group.objects.create(school=school, name=name, kind=GroupKind.KLEUTER, places=places)
    key = Child.objects.get(first_name=FIRST_NAME).key
    line = SchoolRegistration.objects.get(school=school, first_name=FIRST_NAME)
    arrivals.link(key=key, line_key=line.key, by=lead, at=at)
    reason = PlacementReason.HELPS.value
    arrivals.place(key=key, group_id=group.pk, reason=reason, by=lead, at=at)
    arrivals.prepare(
        key=key,
        prepares="Een vaste plek naast het raam, en een week lang eerst kijken.",
        prepared_by="Leerkracht groep 1/2 blauw",
        by=lead,
        at=at,
    )
