"""Who sees what was discussed about which child, and what was agreed: lines and action points."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from children.models import Child
from dossier.meeting_states import MeetingKind
from dossier.models import ActionPoint, AgendaLine, Meeting
from partners.access import Actor
from tests.children.access_areas import Area
from tests.children.access_rows import (
    AT_LOCATION,
    CHILDCARE,
    DISCUSSED,
    EVERYBODY,
    Row,
    nobody,
)
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
    line = AgendaLineFactory(meeting=meeting, child=child, text=f"Kanarie {child.last_name}")
    action = ActionPointFactory(meeting=meeting, line=line, child=child, owner=line.added_by)
    return {"meeting": meeting.key, "action": action.key}


def _lines(_world: World, actor: Actor) -> set[str]:
    rows = AgendaLine.objects.visible_to(actor).exclude(child=None)
    return set(rows.values_list("child__last_name", flat=True))


def _actions(_world: World, actor: Actor) -> set[str]:
    rows = ActionPoint.objects.visible_to(actor).exclude(child=None)
    return set(rows.values_list("child__last_name", flat=True))


def _world_fill(world: World) -> dict[str, Any]:
    """Make one alignment meeting that was yesterday, with every child of the location on it."""
    began = world.at - timedelta(days=1)
    meeting = meeting_of(world, MeetingKind.ALIGNMENT, planned_at=began)
    for state, case in world.cases.items():
        AgendaLineFactory(meeting=meeting, child=case.child, text=f"Kanarie {state}")
    return {"agenda": meeting.key}


# Who sees the meetings of which children, as far as a meeting is of one: all but where it is off.
HERE = f"{AT_LOCATION} mistake"
EVERYWHERE = f"{HERE} sibling kindcentrum"
MEETINGS = {"kcc": EVERYWHERE, "koc": HERE, "kow": HERE, "qc": EVERYWHERE}
AT_TABLE = tuple(name for name in EVERYBODY if name.split()[0] in {"qc", "kcc", "koc", "kow"})
READING = (*AT_TABLE, "sch", "sch elsewhere")
BY_NAME = (*READING, "gem", "gem elsewhere", "brd", "brd elsewhere")
BESIDE = ("kcc beside", "koc beside")  # of a sibling location: another agenda
ON_AGENDA = {name: states for name, states in LINES.items() if name not in BESIDE}
WRITING = {name: states for name, states in ON_AGENDA.items() if name != "sch"}
DOING = {name: states for name, states in LINES.items() if name != "sch"}
CHANGING = nobody(*WRITING)

AREA = Area(
    things={"discussion": LINES},
    addresses={
        "meetings": Row("/overleggen/", nobody(*READING)),
        "meeting_plan": Row("/overleggen/plannen/", nobody(*AT_TABLE)),
        "meetings_held": (
            Row("/overleggen/gehouden/", nobody(*BY_NAME)),
            Row("/overleggen/gehouden/?als=csv", nobody(*BY_NAME), part="file"),
        ),
        "meeting": (
            Row("/overleggen/{agenda}/", ON_AGENDA),
            Row("/overleggen/{agenda}/?kinderen=alle", ON_AGENDA, part="by hand"),
        ),
        "meeting_agenda": Row("/overleggen/{meeting}/agenda/", MEETINGS, method="POST"),
        "meeting_close": Row("/overleggen/{agenda}/afronden/", WRITING),
        "meeting_move": Row("/overleggen/{agenda}/verzetten/", CHANGING),
        "meeting_cancel": Row("/overleggen/{agenda}/afzeggen/", CHANGING),
        "action_points": (
            Row("/acties/", nobody(*READING) | {"koc": LINES["koc"]}),
            Row("/acties/?van=allen", nobody(*READING) | LINES, part="of everybody"),
        ),
        "action_done": Row("/acties/{action}/gedaan/", DOING, method="POST"),
        "action_reopen": Row("/acties/{action}/open/", DOING, method="POST"),
    },
    keys=frozenset({"meeting", "action"}),
    fill=_fill,
    world_fill=_world_fill,
    seen=(("lines", LINES, _lines), ("actions", LINES, _actions)),
)
