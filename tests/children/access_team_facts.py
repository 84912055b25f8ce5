"""Who sees which support team when one fact changes, and whose calendar address."""

from collections.abc import Callable, Iterator
from typing import Any

from children.states import ConsentAct, ConsentScope
from dossier.models import CalendarFeed, SupportTeam, TeamPartner, TeamReport
from partners.models import ChildcareLocation, Module, School
from partners.states import ModuleKind
from tests.children.access_checks import differs, undone
from tests.children.access_world import World
from tests.factories.children import ask, say
from tests.factories.erasing import erasing
from tests.factories.partners import KindcentrumFactory, ModuleFactory
from tests.factories.teams import CalendarFeedFactory, TeamPartnerFactory, TeamReportFactory

# Of each kind of row the children whose team somebody sees: parents of "team" said yes, of "none"
# nobody asked anything. "waiting": who takes part without a yes of the parents.
BOTH = {"teams": "none team", "reports": "none team", "open": "none team", "part": "none team",
        "agreed": "team", "waiting": "none"}  # fmt: skip
ONE = {"teams": "team", "reports": "team", "open": "team", "part": "team", "agreed": "team"}
OWN = dict.fromkeys(("kcc", "koc", "kow"), BOTH)
SCHOOL = dict.fromkeys(("qc", "qc of both"), ONE)
UNAGREED = {name: {**seen, "agreed": "", "waiting": "none team"} for name, seen in OWN.items()}
Found = tuple[str, str, set[str]]


def teams_seen(world: World) -> Iterator[str]:
    """Change one fact at a time, and ask everybody which teams there are."""
    for words, change, expected in FACTS:
        for person, what, found in undone(_seen_after(change, world)):
            wanted = expected.get(person, {}).get(what, "").split()
            yield from differs(f"{words}, {person}: {what}", wanted, found)


def _seen_after(change: Callable[[World], Any], world: World) -> Iterator[Found]:
    """Return what everybody sees of two children once something changed."""
    change(world)
    names = {world.cases[name].child.pk: name for name in ("none", "team")}
    for person, actor in world.asked.items():
        partners = TeamPartner.objects.visible_to(actor)
        taking_part, agreed = partners.taking_part(), partners.agreed_on(world.day)
        waiting = taking_part.exclude(pk__in=agreed.order_by().values("pk"))
        sets: dict[str, Any] = {
            "teams": SupportTeam.objects.visible_to(actor).values_list("child", flat=True),
            "open": SupportTeam.objects.visible_to(actor).open().values_list("child", flat=True),
            "reports": TeamReport.objects.visible_to(actor).values_list("team__child", flat=True),
            "part": taking_part.values_list("team__child", flat=True),
            "agreed": agreed.values_list("team__child", flat=True),
            "waiting": waiting.values_list("team__child", flat=True),
        }
        for what, rows in sets.items():
            yield person, what, {names[pk] for pk in rows if pk in names}


def _on_only(world: World, place: ChildcareLocation | School) -> None:
    """Let Overdracht be on in the kindcentrum of one place, and nowhere else in the town."""
    Module.objects.filter(municipality=world.town, kind=ModuleKind.HANDOVER).delete()
    one = KindcentrumFactory(municipality=world.town)
    ModuleFactory(municipality=world.town, kindcentrum=one, kind=ModuleKind.HANDOVER)
    type(place).objects.filter(pk=place.pk).update(kindcentrum=one)


def _of(world: World) -> Any:
    """Return the partners of the two teams."""
    children = [world.cases[name].child for name in ("none", "team")]
    return TeamPartner.objects.filter(team__child__in=children)


def _teams(world: World) -> Any:
    return SupportTeam.objects.filter(pk__in=_of(world).values("team"))


def _unnamed(world: World) -> None:
    """Let no question name the partner."""
    for partner in _of(world):
        partner.questions.clear()


def _one_more(world: World) -> None:
    """Name somebody more, of whom the parents were asked nothing yet."""
    for team in _teams(world):
        TeamPartnerFactory(team=team)


def _named_for_other_school(world: World) -> None:
    """Let the partner be named in a question for another school, beside the one for the own."""
    child = world.cases["team"].child
    other = ask(child, ConsentScope.SUPPORT_TEAM, world.schools["other_school"])
    say(other, ConsentAct.GRANTED)
    for partner in _of(world).filter(team__child=child):
        partner.questions.add(other)


def _let_none_too(world: World) -> Any:
    """Let the parents of "none" say yes to the school, and return the question."""
    child, school = world.cases["none"].child, world.schools["school"]
    question = ask(child, ConsentScope.SUPPORT_TEAM, school)
    say(question, ConsentAct.GRANTED)
    return question


def _named_to_other_child(world: World) -> None:
    """Let the partner of each team be named to the parents of the other child only."""
    asked = {"none": _let_none_too(world)}
    child = world.cases["team"].child
    asked["team"] = child.consent_questions.get(scope=ConsentScope.SUPPORT_TEAM)
    for partner in _of(world).select_related("team__child"):
        other = "none" if partner.team.child == child else "team"
        partner.questions.set([asked[other]])


def _invited_to_other_team(world: World) -> None:
    """Let parents of both agree, and the school be invited to the team of "none" only."""
    child = world.cases["none"].child
    for partner in _of(world).filter(team__child=child):
        partner.questions.set([_let_none_too(world)])
    _of(world).exclude(team__child=child).update(invited_at=None)


def _invited_elsewhere(world: World) -> None:
    """Let the partner work at another school than the one of the team."""
    _of(world).update(membership=world.actors["qc elsewhere"].memberships[0])


# A fact in words, what makes it so, and who sees what then; who is not named sees nothing.
FACTS: tuple[tuple[str, Callable[[World], Any], dict[str, dict[str, str]]], ...] = (
    ("as it is", lambda _world: None, OWN | SCHOOL),
    ("off at the location", lambda world: _on_only(world, world.schools["school"]), {}),
    ("off at the school", lambda world: _on_only(world, world.location), OWN),
    ("not invited", lambda world: _of(world).update(invited_at=None), OWN),
    (
        "taken off again",
        lambda world: _of(world).update(ended_at=world.at),
        {name: {**seen, "part": "", "waiting": ""} for name, seen in OWN.items()},
    ),
    (
        "one more is named",
        _one_more,
        SCHOOL | {name: {**seen, "waiting": "none team"} for name, seen in OWN.items()},
    ),
    ("named in no question", _unnamed, UNAGREED),
    ("named to another child", _named_to_other_child, UNAGREED),
    (
        "invited to another team",
        _invited_to_other_team,
        {name: {**seen, "agreed": "none team", "waiting": ""} for name, seen in OWN.items()}
        | {name: dict.fromkeys(seen, "none") for name, seen in SCHOOL.items()},
    ),
    ("another school", _named_for_other_school, OWN),
    ("invited elsewhere", _invited_elsewhere, OWN),
    (
        "the contact of the school invited itself",
        lambda world: _of(world).update(membership=world.at_school("sch")),
        OWN | SCHOOL | {"sch": ONE},
    ),
    (
        "a team with another school",
        lambda world: _teams(world).update(school=world.schools["other_school"]),
        OWN,
    ),
    (
        "report not shared",
        lambda _world: _take_back(),
        OWN | {name: {**seen, "reports": ""} for name, seen in SCHOOL.items()},
    ),
    (
        "closed",
        lambda world: _teams(world).update(
            closed_at=world.at, closed_by=world.actors["kcc"].memberships[0]
        ),
        {name: {**seen, "open": ""} for name, seen in (OWN | SCHOOL).items()},
    ),
)


def _take_back() -> None:
    """Leave reports that were never shared; no user can do this, only the erasure of a child."""
    for version in TeamReport.objects.select_related("team__child"):
        with erasing(version.team.child):
            version.delete()
        TeamReportFactory(team=version.team)


def feeds_seen(world: World) -> Iterator[str]:
    """Give everybody a calendar address, and ask who sees which: the own one."""
    for name, actor in world.asked.items():
        CalendarFeed.objects.filter(user=actor.user).delete()
        own = CalendarFeedFactory(user=actor.user)
        CalendarFeedFactory()
        if list(CalendarFeed.objects.visible_to(actor)) != [own]:
            yield f"{name}: not just the own calendar address"
