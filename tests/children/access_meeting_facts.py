"""Who sees which meeting, line and action point when one fact changes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from children.models import Child
from children.states import ConsentAct, ConsentScope
from dossier.meeting_states import ActionSource, MeetingKind, MeetingState
from dossier.models import (
    ActionPoint,
    AgendaLine,
    Meeting,
    MeetingInvitee,
    ObservationRequest,
    SupportTeam,
)
from partners.models import ChildcareLocation, Membership, Module, School
from partners.states import ModuleKind
from tests.children.access_checks import differs, undone
from tests.children.access_meetings import meeting_of
from tests.children.access_world import World
from tests.factories.children import ask, say
from tests.factories.meetings import ActionPointFactory, AgendaLineFactory, MeetingInviteeFactory
from tests.factories.partners import KindcentrumFactory, ModuleFactory
from tests.factories.requests import ObservationRequestFactory
from tests.factories.teams import SupportTeamFactory

# Of each kind of row what somebody sees. "talk" and "align" are of the group and the school, "team"
# is a support team there, that of the child "team"; "own" was made by the worker, who was "asked"
# to another, and "bare" is nobody's. Two children are on agendas: "discuss" (its parents let the
# school think along) and "none".
ALL = {
    "meetings": "talk align team own asked bare",
    "invitees": "asked",
    "lines": "talk_none talk_discuss talk_topic align_discuss team_discuss",
    "actions": "talk_none talk_discuss talk_bare align_discuss team_discuss own_bare "
    "request_observe request_discuss request_unsent team_team team_apart",
    "held": "align bare",
}
HELD = {"held": "align bare"}
WORKER = {
    "meetings": "talk align own asked",
    "invitees": "asked",
    "lines": "talk_none talk_discuss talk_topic align_discuss",
    "actions": "talk_none talk_discuss talk_bare align_discuss team_discuss own_bare "
    "request_observe request_discuss request_unsent team_team team_apart",
    **HELD,
}
AT_SCHOOL = {"held": "align"}
COORDINATOR = {
    "meetings": "talk align",
    "lines": "talk_discuss talk_topic align_discuss",
    "actions": "talk_discuss talk_bare align_discuss request_observe team_team",
    **AT_SCHOOL,
}
HEAD = {
    "meetings": "align", "lines": "align_discuss", "actions": "align_discuss", **AT_SCHOOL
}  # fmt: skip
BY_NAME = {"gem": HELD, "brd": AT_SCHOOL}
OWN = {"kcc": ALL, "koc": ALL, "kow": WORKER, "kow beside": HELD}
OF_SCHOOL = {"qc": COORDINATOR, "qc of both": COORDINATOR, "sch": HEAD}
AS_IT_IS = BY_NAME | OWN | OF_SCHOOL
WITHOUT_SCHOOL = {"qc": AT_SCHOOL, "qc of both": AT_SCHOOL, "sch": AT_SCHOOL}

Rows = dict[str, dict[str, Any]]  # kind of row → name → row
Seen = tuple[str, str, set[str]]


def meetings_seen(world: World) -> Iterator[str]:
    """Change one fact at a time, and ask everybody what there is."""
    made = _town(world)
    for words, change, expected in FACTS:
        for person, what, found in undone(_seen_after(change, world, made)):
            wanted = expected.get(person, {}).get(what, "").split()
            yield from differs(f"{words}, {person}: {what}", wanted, found)


def _town(world: World) -> Rows:
    """Make the meetings, and what hangs on them."""
    held = {"state": MeetingState.HELD, "held_at": world.at, "spent_minutes": 45}
    worker = _member(world, "kow")
    bare: dict[str, Any] = {"school": None}
    meetings = {
        "talk": meeting_of(world, MeetingKind.CHILD_DISCUSSION),
        "align": meeting_of(world, MeetingKind.ALIGNMENT, **held),
        "team": meeting_of(world, MeetingKind.SUPPORT_TEAM, **held),
        "own": meeting_of(world, MeetingKind.GENERAL, **bare),
        "asked": meeting_of(world, MeetingKind.GENERAL, **bare),
        "bare": meeting_of(world, MeetingKind.GENERAL, **bare, **held),
    }
    Meeting.objects.filter(pk=meetings["own"].pk).update(made_by=worker)
    for name in ("team", "own", "asked", "bare"):
        meetings[name].groups.clear()
    invitee = MeetingInviteeFactory(meeting=meetings["asked"], membership=worker)
    children = {name: world.cases[name].child for name in ("none", "discuss")}
    lines, actions = {}, {}
    for where, who in (
        ("talk", "none"), ("talk", "discuss"), ("align", "discuss"), ("team", "discuss")
    ):  # fmt: skip
        about = {"meeting": meetings[where], "child": children[who]}
        lines[f"{where}_{who}"] = AgendaLineFactory(**about)
        source = ActionSource.TEAM if where == "team" else ActionSource.DISCUSSION
        actions[f"{where}_{who}"] = ActionPointFactory(source=source, **about)
    actions |= _apart(world, meetings["team"])
    lines["talk_topic"] = AgendaLineFactory(meeting=meetings["talk"])
    actions["talk_bare"] = ActionPointFactory(meeting=meetings["talk"])
    actions["own_bare"] = ActionPointFactory(meeting=meetings["bare"], owner=worker)
    return {
        "meetings": meetings, "invitees": {"asked": invitee}, "lines": lines, "actions": actions
    }  # fmt: skip


def _apart(world: World, meeting: Meeting) -> dict[str, Any]:
    """Agree something after a request and in a support team, as the tables of those have them."""
    found: dict[str, Any] = {}
    school = {"location": world.location, "school": world.schools["school"]}
    for name in ("observe", "discuss"):
        child = world.cases[name].child
        request = ObservationRequest.objects.get(child=child)
        found[f"request_{name}"] = ActionPointFactory(
            source=ActionSource.REQUEST, request=request, child=child, meeting=None, **school
        )
    child = world.cases["observe"].child
    found["request_unsent"] = ActionPointFactory(
        source=ActionSource.REQUEST, request=ObservationRequestFactory(child=child), child=child,
        meeting=None, **school,
    )  # fmt: skip
    child = world.cases["team"].child
    SupportTeam.objects.open().filter(child=child).update(meeting=meeting)
    apart = meeting_of(world, MeetingKind.SUPPORT_TEAM)
    by = world.actors["kcc"].memberships[0]
    SupportTeamFactory(child=child, **school, meeting=apart, closed_at=world.at, closed_by=by)
    for name, where in (("team_team", meeting), ("team_apart", apart)):  # to which nobody came
        found[name] = ActionPointFactory(
            source=ActionSource.TEAM, meeting=where, child=child, **school
        )
    return found


def _member(world: World, person: str) -> Membership:
    """Return the membership of somebody of childcare at the location."""
    own = world.actors[person].memberships
    return next(m for m in own if m.organisation_id == world.location.pk)


def _seen_after(change: Callable[[World, Rows], Any], world: World, made: Rows) -> Iterator[Seen]:
    """Return what everybody sees once something changed."""
    change(world, made)
    tables: dict[str, Any] = {
        "meetings": Meeting, "invitees": MeetingInvitee, "lines": AgendaLine, "actions": ActionPoint
    }  # fmt: skip
    for person, actor in world.asked.items():
        sets = {what: table.objects.visible_to(actor) for what, table in tables.items()}
        sets["held"] = Meeting.objects.held_for(actor)
        for what, rows in sets.items():
            names = {row.pk: name for name, row in made.get(what, made["meetings"]).items()}
            seen = rows.filter(pk__in=names).values_list("pk", flat=True)
            yield person, what, {names[pk] for pk in seen}


def _put(made: Rows, **columns: Any) -> None:
    """Let every meeting and action be somewhere else."""
    for what in ("meetings", "actions"):
        for row in made[what].values():
            type(row).objects.filter(pk=row.pk).update(**columns)


def _put_elsewhere(world: World, made: Rows) -> None:
    """Let what is of the school be of another one."""
    school = world.schools["other_school"]
    Meeting.objects.filter(school=world.schools["school"]).update(school=school)
    ActionPoint.objects.filter(school=world.schools["school"]).update(school=school)


def _on_only(world: World, place: ChildcareLocation | School) -> None:
    """Let Overdracht be on in the kindcentrum of one place, and nowhere else in the town."""
    Module.objects.filter(municipality=world.town, kind=ModuleKind.HANDOVER).delete()
    one = KindcentrumFactory(municipality=world.town)
    ModuleFactory(municipality=world.town, kindcentrum=one, kind=ModuleKind.HANDOVER)
    type(place).objects.filter(pk=place.pk).update(kindcentrum=one)


def _close(world: World, days: int) -> None:
    """Let the school close in so many days."""
    day = world.day + timedelta(days=days)
    School.objects.filter(pk=world.schools["school"].pk).update(closed_on=day)


def _let_other_school_discuss(world: World, _made: Rows) -> None:
    """Let parents say yes to another school than the one of the meeting."""
    child, school = world.cases["none"].child, world.schools["other_school"]
    say(ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)


def _give_to_colleague(world: World, made: Rows) -> None:
    """Let a colleague of another group have made, been asked to and own what was the worker's."""
    other = _member(world, "kow beside")
    Meeting.objects.filter(pk=made["meetings"]["own"].pk).update(made_by=other)
    MeetingInvitee.objects.filter(pk=made["invitees"]["asked"].pk).update(membership=other)
    ActionPoint.objects.filter(pk=made["actions"]["own_bare"].pk).update(owner=other)


def _of_other_group(world: World, made: Rows) -> None:
    """Let the meetings be of a group in which a colleague works."""
    for name in ("talk", "align"):
        made["meetings"][name].groups.set([world.other_group])


def _not_held(_world: World, made: Rows) -> None:
    """Let nothing have been held."""
    _put({"meetings": made["meetings"], "actions": {}},
         state=MeetingState.SCHEDULED, held_at=None, spent_minutes=None)  # fmt: skip


def _practise(world: World, _made: Rows) -> None:
    """Let a child of whom parents said yes be there to practise with."""
    Child.objects.filter(is_practice=True).update(is_practice=False)  # a location has one
    Child.objects.filter(pk=world.cases["discuss"].child.pk).update(is_practice=True)


def _without_held(people: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {**seen, "held": ""} for name, seen in people.items()}


AT_SIBLING = {
    "meetings": ALL["meetings"], "invitees": "asked", "lines": "talk_topic",
    "actions": "talk_bare own_bare", **HELD,
}  # fmt: skip
BARE = {"meetings": "talk align", "lines": "talk_topic", "actions": "talk_bare", **AT_SCHOOL}
HERS = {"meetings": "own asked", "invitees": "asked", "actions": "own_bare", **HELD}
HER_GROUP = {
    "meetings": "talk align", "lines": "talk_topic", "actions": "talk_bare", **HELD
}  # fmt: skip
NOT_HIS_GROUP = {
    "meetings": "own asked", "invitees": "asked",
    "actions": "talk_none talk_discuss align_discuss team_discuss own_bare "
    "request_observe request_discuss request_unsent team_team team_apart", **HELD,
}  # fmt: skip
LEFT_TO_HIM = {
    "meetings": "talk align", "lines": WORKER["lines"],
    "actions": "talk_none talk_discuss talk_bare align_discuss team_discuss "
    "request_observe request_discuss request_unsent team_team team_apart", **HELD,
}  # fmt: skip

NO_NAME = {
    "meetings": "talk align", "lines": "talk_topic",
    "actions": "talk_bare request_observe team_team", **AT_SCHOOL,
}  # fmt: skip
PRACTICE = {
    "qc": NO_NAME, "qc of both": NO_NAME,
    "sch": {"meetings": "align", **AT_SCHOOL},
}  # fmt: skip

# A fact in words, what makes it so, and who sees what then; who is not named sees nothing.
FACTS: tuple[tuple[str, Callable[[World, Rows], Any], dict[str, dict[str, str]]], ...] = (
    ("as it is", lambda _world, _made: None, AS_IT_IS),
    (
        "off at the location",
        lambda world, _made: _on_only(world, world.schools["school"]),
        BY_NAME | WITHOUT_SCHOOL | dict.fromkeys(OWN, HELD),
    ),
    (
        "off at the school",
        lambda world, _made: _on_only(world, world.location),
        BY_NAME | OWN | WITHOUT_SCHOOL,
    ),
    ("school closed", lambda world, _made: _close(world, 0), BY_NAME | OWN | WITHOUT_SCHOOL),
    ("school closes tomorrow", lambda world, _made: _close(world, 1), AS_IT_IS),
    (
        "of another school",
        _put_elsewhere,
        {"gem": HELD} | OWN
        | {"qc elsewhere": BARE, "qc of both": BARE, "sch elsewhere": {"meetings": "align"}
           | AT_SCHOOL, "brd": {}},
    ),
    ("a yes for another school", _let_other_school_discuss, AS_IT_IS),
    (
        "at another location",
        lambda world, made: _put(made, location=world.sibling),
        BY_NAME | OF_SCHOOL | {"kcc": ALL, "kcc beside": AT_SIBLING, "koc beside": AT_SIBLING},
    ),
    (
        "of a colleague",
        _give_to_colleague,
        AS_IT_IS | {"kow beside": HERS, "kow": LEFT_TO_HIM},
    ),
    ("of another group", _of_other_group,
     AS_IT_IS | {"kow beside": HER_GROUP, "kow": NOT_HIS_GROUP}),
    ("a practice child", _practise, AS_IT_IS | PRACTICE),
    ("not held", _not_held, _without_held(AS_IT_IS)),
)  # fmt: skip
