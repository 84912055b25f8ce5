"""Who sees which look question when one fact changes: held against what is written here."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from children.states import ConsentAct, ConsentScope
from dossier.models import LookAnswer, LookQuestion
from dossier.states import Asked
from partners.models import ChildcareLocation, Module, School
from partners.states import ModuleKind
from tests.children.access_checks import differs, undone
from tests.children.access_world import World
from tests.factories.children import GroupFactory, ask, say
from tests.factories.dossier import LookQuestionFactory
from tests.factories.partners import KindcentrumFactory, ModuleFactory

# The school was asked about two children ("discuss": its parents let it think along), about a
# group and nobody; and by the worker "kow" itself about nobody, and a group in which nobody works.
BARE = "group nobody own_nobody own_group"
ALL = f"none discuss {BARE}"
CHILDCARE = {"kcc": ALL, "koc": ALL, "kow": "none discuss group own_nobody own_group"}
COORDINATORS = {"qc": f"discuss {BARE}", "qc of both": f"discuss {BARE}"}

Looks = dict[str, LookQuestion]
Seen = tuple[str, str, set[str]]  # who, of what, and which


def looks_seen(world: World) -> Iterator[str]:
    """Change one fact at a time, and ask everybody which questions and answers there are."""
    looks = _looks(world)
    for words, change, expected in FACTS:
        for person, what, found in undone(_seen_after(change, world, looks)):
            wanted = expected.get(person, "").split()
            yield from differs(f"{words}, {person}: {what}", wanted, found)


def _looks(world: World) -> Looks:
    """Let the worker ask too, and answer everything."""
    worker = world.actors["kow"].memberships
    own: dict[str, Any] = {
        "location": world.location, "school": world.schools["school"],
        "asked": Asked.SCHOOL_COORDINATOR,
        "asked_by": next(m for m in worker if m.organisation_id == world.location.pk),
    }  # fmt: skip
    looks = {state: world.cases[state].look for state in ("none", "discuss")} | world.bare_looks
    looks["own_nobody"] = LookQuestionFactory(**own)
    looks["own_group"] = LookQuestionFactory(group=GroupFactory(location=world.location), **own)
    by = world.at_school("qc")
    for look in looks.values():
        LookAnswer.objects.create(look=look, text="Begin met een tweetal.", by=by, at=world.at)
    return looks


def _seen_after(
    change: Callable[[World, Looks], Any], world: World, looks: Looks
) -> Iterator[Seen]:
    """Return what everybody sees once something changed."""
    change(world, looks)
    names = {look.pk: name for name, look in looks.items()}
    for person, actor in world.asked.items():
        rows = LookQuestion.objects.visible_to(actor).filter(pk__in=names)
        answers = LookAnswer.objects.visible_to(actor).filter(look__in=names)
        questions = {names[pk] for pk in rows.values_list("pk", flat=True)}
        answered = {names[pk] for pk in answers.values_list("look", flat=True)}
        yield person, "questions", questions
        yield person, "answers", answered


# --- the facts ------------------------------------------------------------------------------


def _nothing(_world: World, _looks: Looks) -> None:
    """Leave all as it is."""


def _on_only(world: World, place: ChildcareLocation | School) -> None:
    """Let Overdracht be on in the kindcentrum of one place, and nowhere else in the town."""
    Module.objects.filter(municipality=world.town, kind=ModuleKind.HANDOVER).delete()
    one = KindcentrumFactory(municipality=world.town)
    ModuleFactory(municipality=world.town, kindcentrum=one, kind=ModuleKind.HANDOVER)
    type(place).objects.filter(pk=place.pk).update(kindcentrum=one)


def _off_at_location(world: World, _looks: Looks) -> None:
    _on_only(world, world.schools["school"])


def _off_at_school(world: World, _looks: Looks) -> None:
    _on_only(world, world.location)


def _closes(world: World, *, days: int) -> None:
    """Let the school close in so many days."""
    closed_on = world.day + timedelta(days=days)
    School.objects.filter(pk=world.schools["school"].pk).update(closed_on=closed_on)


def _put(looks: Looks, **columns: Any) -> None:
    """Put every question otherwise."""
    keys = [look.pk for look in looks.values()]
    LookQuestion.objects.filter(pk__in=keys).update(**columns)


def _put_to_other_school(world: World, looks: Looks) -> None:
    _put(looks, school=world.schools["other_school"])


def _put_at_sibling(world: World, looks: Looks) -> None:
    _put(looks, location=world.sibling)


def _put_by_colleague(world: World, looks: Looks) -> None:
    _put(looks, asked_by=world.actors["kow beside"].memberships[0])


def _let_other_school_discuss(world: World, _looks: Looks) -> None:
    """Let parents say yes to another school than the one that was asked about their child."""
    child, school = world.cases["none"].child, world.schools["other_school"]
    say(ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)


# A fact in words, what makes it so, and who sees what then; who is not named sees nothing.
FACTS: tuple[tuple[str, Callable[[World, Looks], Any], dict[str, str]], ...] = (
    ("as it is", _nothing, CHILDCARE | COORDINATORS),
    ("off at the location", _off_at_location, {}),
    ("off at the school", _off_at_school, CHILDCARE),
    ("school closed", lambda world, _looks: _closes(world, days=0), CHILDCARE),
    (
        "school closes tomorrow",
        lambda world, _looks: _closes(world, days=1),
        CHILDCARE | COORDINATORS,
    ),
    (
        "another school asked",
        _put_to_other_school,
        CHILDCARE | {"qc elsewhere": BARE, "qc of both": BARE},
    ),
    ("a yes for another school", _let_other_school_discuss, CHILDCARE | COORDINATORS),
    (
        "asked at another location",
        _put_at_sibling,
        COORDINATORS | {"kcc": ALL, "kcc beside": BARE, "koc beside": BARE},
    ),
    (
        "asked by a colleague",
        _put_by_colleague,
        COORDINATORS | CHILDCARE | {"kow": "none discuss group", "kow beside": BARE},
    ),
)
