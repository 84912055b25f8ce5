"""Who sees what was discussed about which child, and what was agreed: lines and action points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from children.models import Child
from dossier.meeting_states import MeetingKind
from dossier.models import ActionPoint, AgendaLine, Meeting
from partners.access import Actor
from tests.children.access_areas import Area
from tests.children.access_rows import CHILDCARE, DISCUSSED
from tests.factories.meetings import ActionPointFactory, AgendaLineFactory, MeetingFactory

if TYPE_CHECKING:
    from tests.children.access_world import World

SCHOOL_SIDE = {"qc": DISCUSSED, "qc of both": DISCUSSED, "sch": DISCUSSED}
LINES = CHILDCARE | SCHOOL_SIDE


def meeting_of(world: World, kind: MeetingKind, **columns: Any) -> Meeting:
    """Make a meeting of the group of the children, with the school."""
    made_by = world.actors["koc"].memberships[0]
    with_school = {"location": world.location, "school": world.schools["school"]}
    meeting: Meeting = MeetingFactory(kind=kind, made_by=made_by, **{**with_school, **columns})
    meeting.groups.add(world.group)
    return meeting


def _fill(world: World, child: Child) -> dict[str, Any]:
    """Put the child on the agenda of an alignment meeting of its location, and agree something."""
    meeting = meeting_of(world, MeetingKind.ALIGNMENT, location=child.location)
    line = AgendaLineFactory(meeting=meeting, child=child, text="Kanarie gesprek")
    ActionPointFactory(meeting=meeting, line=line, child=child, owner=line.added_by)
    return {"meeting": meeting.key}


def _lines(_world: World, actor: Actor) -> set[str]:
    rows = AgendaLine.objects.visible_to(actor).exclude(child=None)
    return set(rows.values_list("child__last_name", flat=True))


def _actions(_world: World, actor: Actor) -> set[str]:
    rows = ActionPoint.objects.visible_to(actor).exclude(child=None)
    return set(rows.values_list("child__last_name", flat=True))


AREA = Area(
    things={"discussion": LINES},
    fill=_fill,
    seen=(("lines", LINES, _lines), ("actions", LINES, _actions)),
)
