"""Who sees which line of an intake list, what a school asked of childcare, and whom it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from children.models import Child
from partners.access import Actor
from partners.models import School
from tests.children.access_areas import Area
from tests.children.access_rows import AT_LOCATION, CHILDCARE, EVERYBODY, Row, nobody
from tests.factories.registrations import InformationRequestFactory, SchoolRegistrationFactory
from transitions.models import InformationMatch, InformationRequest, SchoolRegistration
from transitions.registration_states import Preschool

if TYPE_CHECKING:
    from tests.children.access_world import World

# What childcare said of each of its children, about questions that nobody can answer any more.
ABOUT = {name: states for name, states in CHILDCARE.items() if name[:3] != "kow"}
# The own list of a school holds a line whatever parents said, and whatever childcare knows.
LINES = f"{AT_LOCATION} sibling kindcentrum off mistake"
KEEPERS = {"qc": LINES, "sch": LINES, "qc of both": LINES}
READERS = KEEPERS | {"dpo beside": LINES}
LISTS = tuple(name for name in EVERYBODY if name.split()[0] in {"qc", "sch"})
# What waits: of the school at two locations, of another school, and where it is off.
SCHOOL_ASKED = "here beside"
ASKED = {
    "qc": SCHOOL_ASKED, "sch": SCHOOL_ASKED, "dpo beside": SCHOOL_ASKED,
    "qc of both": f"{SCHOOL_ASKED} other", "qc elsewhere": "other", "sch elsewhere": "other",
    "koc": "here other", "kcc": "here other beside", "koc beside": "beside",
    "kcc beside": "beside",
}  # fmt: skip


def _line(world: World, school: str, name: str, location: Any, **columns: Any) -> Any:
    """Put a child on the list of a school; the officer of no place added it."""
    place = {"preschool": Preschool.LOCATION, "location": location}
    by = world.at_school("sch")
    return SchoolRegistrationFactory(
        school=world.schools[school], first_name=name, added_by=by, **place, **columns
    )


def _fill(world: World, child: Child) -> dict[str, Any]:
    """Let the school have asked about the child two months ago, and childcare know whom it meant.

    What was asked is over: childcare sees it by its child alone.
    """
    line = _line(world, "school", child.last_name, child.location, born_on=child.born_on)
    past = world.at - timedelta(days=60)
    request = InformationRequestFactory(registration=line, asked_at=past)
    by = world.actors["koc"].memberships[0]
    InformationMatch.objects.create(request=request, child=child, by=by, at=past)
    return {"line": line.key, "information": request.key}


def _world_fill(world: World) -> dict[str, Any]:
    """Let schools ask now about children whom nobody named yet."""
    asked = {
        "here": ("school", world.location),
        "beside": ("school", world.sibling),
        "other": ("other_school", world.location),
        "off": ("off_school", world.off_location),
    }
    for name, (school, location) in asked.items():
        line = _line(world, school, f"Gevraagd {name}", location)
        InformationRequestFactory(registration=line, asked_at=world.at)
    return {}


def _lines(_world: World, actor: Actor) -> set[str]:
    rows = SchoolRegistration.objects.visible_to(actor).exclude(first_name__startswith="Gevraagd")
    return set(rows.values_list("first_name", flat=True))


def _matches(_world: World, actor: Actor) -> set[str]:
    rows = InformationMatch.objects.visible_to(actor)
    return set(rows.values_list("child__last_name", flat=True))


def _old(_world: World, actor: Actor) -> set[str]:
    rows = InformationRequest.objects.visible_to(actor)
    found = rows.exclude(registration__first_name__startswith="Gevraagd")
    return set(found.values_list("registration__first_name", flat=True))


def _asked(_world: World, actor: Actor) -> set[str]:
    rows = InformationRequest.objects.visible_to(actor)
    found = rows.filter(registration__first_name__startswith="Gevraagd")
    return {name.split()[1] for name in found.values_list("registration__first_name", flat=True)}


AREA = Area(
    things={"intake": ABOUT},
    keys=frozenset({"line", "information"}),
    addresses={
        "registrations": (
            Row("/intakelijst/", nobody(*LISTS, "dpo beside")),
            Row("/intakelijst/?als=csv", nobody(*LISTS, "dpo beside"), part="file"),
        ),
        "registration_add": Row("/intakelijst/toevoegen/", nobody(*LISTS)),
        "registration_paste": Row("/intakelijst/plakken/", nobody(*LISTS)),
        "registration": Row("/intakelijst/{line}/", KEEPERS),
        "registration_end": Row("/intakelijst/{line}/van-de-lijst/", KEEPERS),
        "registration_return": Row("/intakelijst/{line}/terug/", KEEPERS, method="POST"),
        "information_ask": Row("/intakelijst/{line}/vragen/", KEEPERS, method="POST"),
        "information_requests": Row(
            "/vragen-van-scholen/", ABOUT | nobody("kcc elsewhere", "koc elsewhere")
        ),
        "information_request": Row("/vragen-van-scholen/{information}/", ABOUT),
    },
    fill=_fill,
    world_fill=_world_fill,
    seen=(
        ("lines of intake lists", READERS, _lines),
        ("whom they are about", ABOUT, _matches),
        ("what was asked", READERS | ABOUT, _old),
        ("what is asked", ASKED, _asked),
    ),
)


# --- one fact at a time ---------------------------------------------------------------------


def intakes_seen(world: World) -> Iterator[str]:
    """Ask everybody what there is; then change one fact at a time, and ask what is asked now."""
    from tests.children.access_checks import differs, undone  # noqa: PLC0415 - it needs the areas

    def after(change: Callable[[World], Any]) -> Iterator[tuple[str, set[str]]]:
        change(world)
        for person, actor in world.asked.items():
            yield person, _asked(world, actor)

    for what, people, seen in AREA.seen:
        for person, actor in world.asked.items():
            wanted = people.get(person, "").split()
            yield from differs(f"{person}: {what}", wanted, seen(world, actor))
    for words, change, expected in FACTS:
        for person, found in undone(after(change)):
            yield from differs(f"{words}, {person}", expected.get(person, "").split(), found)


def _here(**columns: Any) -> Callable[[World], Any]:
    """Return how what is asked at the location is otherwise."""
    rows = InformationRequest.objects.filter(registration__first_name="Gevraagd here")
    return lambda _world: rows.update(**columns)


def _of_list(**columns: Any) -> Callable[[World], Any]:
    """Return how the line about which is asked at the location is otherwise."""
    rows = SchoolRegistration.objects.filter(first_name="Gevraagd here")
    return lambda _world: rows.update(**columns)


def _said(world: World) -> None:
    """Let what was said of a child be taken back: a question that is over is nobody's then."""
    request = InformationRequest.objects.get(registration__first_name="Gevraagd here")
    past = world.at - timedelta(days=60)
    made = {"request": request, "by": world.actors["koc"].memberships[0], "at": past}
    InformationMatch.objects.create(child=world.cases["none"].child, **made)
    InformationMatch.objects.create(child=None, **made)
    _over(world)


def _over(world: World) -> None:
    rows = InformationRequest.objects.filter(registration__first_name="Gevraagd here")
    past = world.at - timedelta(days=60)
    moments = {"asked_at": past, "answer_at": past + timedelta(days=1)}
    rows.update(settles_at=world.at - timedelta(days=1), **moments)


def _closes(world: World) -> None:
    School.objects.filter(pk=world.schools["school"].pk).update(closed_on=world.day)


SCHOOL_SIDE = {name: ASKED[name] for name in ("qc", "sch", "dpo beside", "qc of both")}
SCHOOL_SIDE |= dict.fromkeys(("qc elsewhere", "sch elsewhere"), "other")
WITHOUT_HERE = SCHOOL_SIDE | {
    "koc": "other", "kcc": "other beside", "koc beside": "beside", "kcc beside": "beside"
}  # fmt: skip
CHILDCARE_SIDE = {name: ASKED[name] for name in ("koc", "kcc", "koc beside", "kcc beside")}
# A fact in words, what makes it so, and who sees what then; who is not named sees nothing.
FACTS: tuple[tuple[str, Callable[[World], Any], dict[str, str]], ...] = (
    ("lapsed", lambda world: _here(ended_at=world.at)(world), WITHOUT_HERE),
    (
        "from the list",
        lambda world: _of_list(ended_on=world.day, ended_because="moved")(world),
        WITHOUT_HERE,
    ),
    ("over, and nobody named", _over, WITHOUT_HERE),
    ("over, and taken back", _said, WITHOUT_HERE),
    (
        "the school closed",
        _closes,
        CHILDCARE_SIDE | {"qc of both": "other", "qc elsewhere": "other", "sch elsewhere": "other"},
    ),
)
