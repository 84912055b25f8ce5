"""Who sees which request when one fact changes: held against what is written here."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from children.models import Attachment, Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope
from dossier.models import ObservationRequest, OtherObservation, ParentTalk, Signal
from dossier.request_states import RequestedOf
from partners.models import School
from partners.states import SCHOOL_ROLES
from tests.children.access_checks import differs, outcome, undone
from tests.children.access_world import World
from tests.factories.children import GroupFactory, ask, say

OWN = {"kcc": "none observe", "koc": "none observe", "kow": "none observe"}
COORDINATORS = {"qc": "observe", "qc of both": "observe"}
Seen = tuple[str, str, set[str]]  # who, of what, and which
Facts = tuple[str, Callable[[World], Any], dict[str, str], dict[str, str] | None]


def requests_seen(world: World) -> Iterator[str]:
    """Change one fact at a time, and ask everybody which requests, signals and talks there are."""
    for words, change, requests, parts in FACTS:
        for person, what, found in undone(_seen_after(change, world)):
            own = parts if what in {"signals", "talks"} else None
            table = requests if own is None else own
            wanted = table.get(person, "").split()
            yield from differs(f"{words}, {person}: {what}", wanted, found)
    for words, change, others in HEALTH:
        seen = undone(_seen_after(change, world))
        for person, _what, found in (one for one in seen if one[1] == "others"):
            wanted = others.get(person, "").split()
            yield from differs(f"{words}, {person}: others", wanted, found)


def _seen_after(change: Callable[[World], Any], world: World) -> Iterator[Seen]:
    change(world)
    tables: dict[str, Any] = {"requests": ObservationRequest, "signals": Signal}
    tables |= {"talks": ParentTalk, "others": OtherObservation}
    for person, actor in world.asked.items():
        for what, model in tables.items():
            yield person, what, _states(model.objects.visible_to(actor))


def _states(rows: Any) -> set[str]:
    names = rows.filter(child__last_name__in=("none", "observe"))
    return {str(name) for name in names.values_list("child__last_name", flat=True)}


# --- the facts ------------------------------------------------------------------------------


def _nothing(_world: World) -> None:
    """Leave all as it is."""


def _rows(world: World) -> Any:
    return ObservationRequest.objects.filter(child=world.cases["observe"].child)


def _not_sent(world: World) -> None:
    plan: dict[str, Any] = {"planned_on": None, "planned_by": None, "planned_at": None}
    _rows(world).update(requested_at=None, requested_by=None, consent=None, **plan)


def _to_other_school(world: World) -> None:
    _rows(world).update(school=world.schools["other_school"])


def _to_own(world: World) -> None:
    _rows(world).update(school=None, asked=RequestedOf.OWN_COORDINATOR)


def _with_nothing(world: World) -> None:
    """Let the signals and talks be noted without a request."""
    for model in (Signal, ParentTalk):
        model.objects.filter(child=world.cases["observe"].child).update(request=None)


def _yes_for_other_school(world: World) -> None:
    """Send a request to the school, of a child whose parents said yes to another one."""
    consent = yes_to(world, "other_school")
    sent = {"requested_at": world.at, "requested_by": world.actors["koc"].memberships[0]}
    rows = ObservationRequest.objects.filter(child=consent.child)
    rows.update(consent=consent, **sent)


def yes_to(world: World, school: str) -> ConsentQuestion:
    """Let the parents of a child that nobody was asked about say yes to a school."""
    consent = ask(world.cases["none"].child, ConsentScope.OBSERVE, world.schools[school])
    say(consent, ConsentAct.GRANTED)
    return consent


def _closes(world: World) -> None:
    School.objects.filter(pk=world.schools["school"].pk).update(closed_on=world.day)


def _closes_later(world: World) -> None:
    closed_on = world.day + timedelta(days=1)
    School.objects.filter(pk=world.schools["school"].pk).update(closed_on=closed_on)


def _to_other_group(world: World) -> None:
    group = GroupFactory(location=world.location)
    Child.objects.filter(pk=world.cases["observe"].child.pk).update(group=group)


def _healthy(*schools: str) -> Callable[[World], None]:
    """Return how to let everything others saw be about health, with a yes for that to schools."""

    def change(world: World) -> None:
        child = world.cases["observe"].child
        OtherObservation.objects.filter(child=child).update(is_health=True)
        for school in schools:
            say(ask(child, ConsentScope.HEALTH, world.schools[school]), ConsentAct.GRANTED)

    return change


FACTS: tuple[Facts, ...] = (
    ("as it is", _nothing, OWN | COORDINATORS, None),
    ("not sent yet", _not_sent, OWN, None),
    ("another school asked", _to_other_school, OWN, None),
    ("a yes for another school", _yes_for_other_school, OWN | COORDINATORS, None),
    ("asked of the own coordinator", _to_own, OWN, None),
    ("noted without a request", _with_nothing, OWN | COORDINATORS, OWN),
    ("school closed", _closes, OWN, None),
    ("school closes tomorrow", _closes_later, OWN | COORDINATORS, None),
    ("in another group", _to_other_group, OWN | COORDINATORS | {"kow": "none"}, None),
)


HEALTH: tuple[tuple[str, Callable[[World], Any], dict[str, str]], ...] = (
    ("about health", _healthy(), OWN),
    ("a yes for health", _healthy("school"), OWN | COORDINATORS),
    ("a yes for health elsewhere", _healthy("other_school"), OWN),
)


def files_sent(world: World) -> Iterator[str]:
    """Send the screening form of a child elsewhere, or nowhere: a school sees what it was sent."""
    schools, seers = world.schools, ("qc", "qc of both")
    for to, wanted in ((None, ()), ("school", seers), ("other_school", ())):
        seen = outcome(lambda to=to: _file_of_health_seen(world, to))
        yield from differs(f"screening form on health, a yes for that to {to}", wanted, seen)
    for state, school, wanted in (
        ("observe", schools["school"], seers),
        ("observe", schools["other_school"], ()),
        ("observe", None, ()),
        ("none", schools["school"], ()),
    ):
        seen = outcome(lambda state=state, school=school: _file_seen(world, state, school))
        yield from differs(f"screening form of {state} sent to {school}", wanted, seen)


def _file_of_health_seen(world: World, to: str | None) -> set[str]:
    """Return who at schools sees a file about health, with a yes for that to one of them."""
    case = world.cases["observe"]
    Attachment.objects.filter(pk=case.files["screening"].pk).update(is_health=True)
    if to is not None:
        say(ask(case.child, ConsentScope.HEALTH, world.schools[to]), ConsentAct.GRANTED)
    return _file_seen(world, "observe", world.schools["school"])


def _file_seen(world: World, state: str, school: School | None) -> set[str]:
    """Return who at schools sees a file, while parents of "none" said yes to another school."""
    yes_to(world, "other_school")
    rows = Attachment.objects.filter(pk=world.cases[state].files["screening"].pk)
    rows.update(sent_to=school)
    key = rows.values_list("pk", flat=True)[0]
    return {
        person
        for person, actor in world.asked.items()
        if actor.role in SCHOOL_ROLES
        and Attachment.objects.visible_to(actor).filter(pk=key).exists()
    }
