"""Who sees which handover: what is filled in, what was shared, who read it, what parents said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from children.models import Child, GuardianLink
from partners.access import Actor
from partners.models import Module, School
from partners.states import ModuleKind
from tests.children.access_areas import Area
from tests.children.access_rows import (
    CHILDCARE,
    ELSEWHERE,
    EVERYBODY,
    SCHOOL,
    TEACHER,
    Row,
    here,
    nobody,
)
from tests.factories.children import AT
from tests.factories.handovers import shared_with
from tests.factories.partners import KindcentrumFactory, ModuleFactory
from tests.factories.registrations import SchoolRegistrationFactory
from transitions.models import (
    Arrival,
    FormEntry,
    FormVersion,
    Handover,
    ParentsCode,
    ParentView,
    PreviewOpening,
    ReadReceipt,
)

if TYPE_CHECKING:
    from tests.children.access_world import World

# Of each child the form was shared with "school"; nobody of "other_school" got anything.
SHARED = CHILDCARE | {"qc": SCHOOL, "qc of both": SCHOOL, "sch": SCHOOL, "tea": TEACHER}
SHARED |= {"tea beside": "other_group"}
AS_CHILD = SHARED | {
    "qc of both": f"{SCHOOL} other_school",
    **dict.fromkeys(("qc elsewhere", "sch elsewhere"), "other_school"),
    **dict.fromkeys(("tea of both", "tea elsewhere"), "other_school"),
}


def _fill(world: World, child: Child) -> dict[str, Any]:
    """Share the form of a child with the school, and let everything be said of it."""
    question = child.consent_questions.order_by("pk").first()
    handover = shared_with(world.schools["school"], child, question)
    # The link on which its code was made is over: what links open is asked of others.
    GuardianLink.objects.filter(guardian__child=child).update(revoked_at=AT)
    line = SchoolRegistrationFactory(
        school=world.schools["school"],
        first_name=child.last_name,
        last_initial="A",
        born_on=child.born_on,
        starts_on=world.day + timedelta(days=30),  # soon enough for the board
        added_by=world.actors["sch"].memberships[0],
    )
    Arrival.objects.filter(handover=handover).update(registration=line)
    return {}


def _of(table: Any, name: str = "handover__") -> Callable[[World, Actor], set[str]]:
    """Return the question of whose rows of a table somebody sees."""
    path = f"{name}child__last_name"
    return lambda _world, actor: set(table.objects.visible_to(actor).values_list(path, flat=True))


def _versioned(table: Any, name: str) -> Callable[[World, Actor], set[str]]:
    """Do so for what hangs on a version; a child without one counts by its handover."""
    ask = _of(table, name)

    def seen(world: World, actor: Actor) -> set[str]:
        bare = Handover.objects.visible_to(actor).filter(versions=None)
        return ask(world, actor) | set(bare.values_list("child__last_name", flat=True))

    return seen


SHARERS = {name: states for name, states in CHILDCARE.items() if name[:3] != "kow"}
READERS = {name: states for name, states in SHARED.items() if name not in CHILDCARE}
WITHOUT = {
    "none",
    "mentored",
    "no_group",
    "sibling",
    "kindcentrum",
}  # nothing was asked: no version
VERSIONS_OF = {
    name: " ".join(state for state in states.split() if state not in WITHOUT)
    for name, states in SHARED.items()
}
RECEIVERS = dict.fromkeys(("qc", "sch", "qc of both"), SCHOOL)
BOARD = {name: SCHOOL.replace(" old", "") for name in RECEIVERS}  # it is about who begins
OF_CHILD = "/kinderen/{child}/overdracht/"

AREA = Area(
    things={"handover": AS_CHILD},
    addresses={
        "handovers": Row("/overdrachten/", here(CHILDCARE) | ELSEWHERE),
        "handovers_shared": Row(
            "/overdrachten/gedeeld/",
            READERS | nobody("qc elsewhere", "sch elsewhere", "tea elsewhere", "tea of both"),
        ),
        "handover": Row(OF_CHILD, CHILDCARE),
        "handover_field": Row(f"{OF_CHILD}veld/", CHILDCARE, method="POST"),
        "handover_offer": Row(f"{OF_CHILD}meelezen/", CHILDCARE, method="POST"),
        "handover_talk": Row(f"{OF_CHILD}besproken/", CHILDCARE, method="POST"),
        "handover_given": Row(f"{OF_CHILD}via-ouders/", CHILDCARE, method="POST"),
        "handover_not_given": Row(f"{OF_CHILD}niet-via-ouders/", CHILDCARE, method="POST"),
        "parents_code": Row("/ouder-code/", nobody(*EVERYBODY), is_public=True),
        "handover_share": Row(f"{OF_CHILD}delen/", SHARERS),
        "handover_read": Row(f"{OF_CHILD}lezen/", VERSIONS_OF),
        "board": Row("/instroombord/", BOARD | nobody("qc elsewhere", "sch elsewhere")),
        "arrival": Row(f"{OF_CHILD}aankomst/", RECEIVERS),
        "arrival_close": Row(f"{OF_CHILD}aankomst/afsluiten/", RECEIVERS, method="POST"),
        "arrival_reopen": Row(f"{OF_CHILD}aankomst/heropenen/", RECEIVERS, method="POST"),
        "handover_pdf": Row(f"{OF_CHILD}versie-1.pdf", VERSIONS_OF, part="file"),
    },
    link_pages={
        "guardian_handover": ("/ouder/{token}/lezen/overdracht/", "reading, lent"),
        "guardian_codes": ("/ouder/{token}/lezen/overdracht/zelf/", "reading, lent"),
    },
    no_child={
        "handover_settings": "what a municipality chose; no child in it",
        "parents_code_read": "sends to the page that asks for a code, unless one was typed in this "
        "browser: tests/transitions/test_parents_code_pages.py",
    },
    fill=_fill,
    seen=(
        ("handovers", SHARED, _of(Handover, "")),
        ("what is filled in", CHILDCARE, _of(FormEntry)),
        ("who read along", CHILDCARE, _of(PreviewOpening)),
        ("codes of parents", CHILDCARE, _of(ParentsCode)),
        ("what parents said", SHARED, _of(ParentView)),
        ("what the school does", SHARED, _of(Arrival)),
        ("versions", SHARED, _versioned(FormVersion, "handover__")),
        ("who read it", SHARED, _versioned(ReadReceipt, "version__handover__")),
    ),
)


# --- one fact at a time ---------------------------------------------------------------------


KINDS: dict[str, tuple[Any, str]] = {
    "handovers": (Handover, "child"),
    "entries": (FormEntry, "handover__child"),
    "openings": (PreviewOpening, "handover__child"),
    "codes": (ParentsCode, "handover__child"),
    "arrivals": (Arrival, "handover__child"),
    "views": (ParentView, "handover__child"),
    "versions": (FormVersion, "handover__child"),
    "receipts": (ReadReceipt, "version__handover__child"),
}
DRAFTS, VERSIONS = (
    ("entries", "openings", "codes"),
    ("versions", "receipts"),
)  # of "none" there is none


def handovers_seen(world: World) -> Iterator[str]:
    """Change one fact at a time, and ask everybody whose handover there is."""
    from tests.children.access_checks import differs, undone  # noqa: PLC0415 - it needs the areas

    names = {world.cases[name].child.pk: name for name in ("form", "none")}

    def after(change: Callable[[World], Any]) -> Iterator[tuple[str, str, set[str]]]:
        change(world)
        for person, actor in world.asked.items():
            for kind, (table, path) in KINDS.items():
                rows = table.objects.visible_to(actor).values_list(path, flat=True)
                yield person, kind, {names[pk] for pk in rows if pk in names}

    for words, change, expected in FACTS:
        for person, kind, found in undone(after(change)):
            seen = set(expected.get(person, "").split())
            if kind in DRAFTS and person not in OWN:
                seen = set()  # what is being filled in no school sees
            wanted = seen & {"form"} if kind in VERSIONS else seen
            yield from differs(f"{words}, {person}: {kind}", wanted, found)


def _on_only(world: World, place: Any) -> None:
    """Let Overdracht be on in the kindcentrum of one place, and nowhere else in the town."""
    Module.objects.filter(municipality=world.town, kind=ModuleKind.HANDOVER).delete()
    one = KindcentrumFactory(municipality=world.town)
    ModuleFactory(municipality=world.town, kindcentrum=one, kind=ModuleKind.HANDOVER)
    type(place).objects.filter(pk=place.pk).update(kindcentrum=one)


def _not_shared(world: World) -> None:
    """Let nothing have been shared: what is being filled in no school sees."""
    Handover.objects.update(shared_at=None, school=None)


def _elsewhere(world: World) -> None:
    """Let it have been shared with the other school, under a consent for this one."""
    Handover.objects.update(school=world.schools["other_school"])


def _closes(world: World) -> None:
    School.objects.filter(pk=world.schools["school"].pk).update(closed_on=world.day)


OWN = dict.fromkeys(("kcc", "koc", "kow"), "form none")
READING = dict.fromkeys(("qc", "qc of both", "sch", "tea"), "form")
# A fact in words, what makes it so, and who sees what then; who is not named sees nothing.
FACTS: tuple[tuple[str, Callable[[World], Any], dict[str, str]], ...] = (
    ("as it is", lambda _world: None, OWN | READING),
    ("not shared", _not_shared, OWN),
    ("shared with another school", _elsewhere, OWN),
    ("the school closed", _closes, OWN),
    ("off at the location", lambda world: _on_only(world, world.schools["school"]), {}),
    ("off at the school", lambda world: _on_only(world, world.location), OWN),
)
